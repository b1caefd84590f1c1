package screen

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// Output is a file that a command of podfit writes of the session's scenario.
type Output struct {
	Name string   // in lists
	File string   // what to call it where nobody says
	Args []string // the command and its flags
	// OfOnePlan says that the file is of one plan, which --plan chooses.
	OfOnePlan bool
}

// Ran is what came of a command: what it printed, and the lines that it said about that.
type Ran struct {
	Out  []byte
	Said []string
	Err  error
}

// Run runs a command of podfit over a scenario's text, under the name that stands for
// the file in the arguments. It runs outside Update, until ctx is done.
type Run func(ctx context.Context, args []string, file string, scenario []byte) Ran

// Outputs are the files that can be written of the session.
func (s *Session) Outputs() []Output { return s.outputs }

// OutputArgs are the arguments with which podfit writes an output of the session's scenario.
func (s *Session) OutputArgs(o *Output) []string {
	args := append([]string{}, o.Args...)
	args = append(args, "-f", s.ScenarioName())
	if i := s.Plans.List.Cursor; o.OfOnePlan && i > 0 && s.Plans.Selected() != nil {
		args = append(args, "--plan", fmt.Sprint(i+1))
	}
	return append(args, s.liveWords()...)
}

// Produce has an output made outside Update, until it is cancelled, and what came of it
// taken inside.
func (s *Session) Produce(o *Output, take func(*Session, Ran) tea.Cmd) (work tea.Cmd, cancel func()) {
	text, err := s.ScenarioText()
	switch {
	case err != nil:
		return take(s, Ran{Err: err}), func() {}
	case s.run == nil:
		return take(s, Ran{Err: errors.New("this screen cannot run commands")}), func() {}
	}
	ctx, stop := context.WithCancel(context.Background())
	run, args, file := s.run, s.OutputArgs(o), s.ScenarioName()
	work = s.Disk.Ask(func() func(*Session) tea.Cmd {
		ran := run(ctx, args, file, text)
		stop()
		return func(s *Session) tea.Cmd { return take(s, ran) }
	})
	return work, func() {
		stop()
		s.Disk.Drop()
	}
}
