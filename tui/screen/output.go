package screen

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/ordered"
	"podfit/planner/printable"
	"podfit/planner/report/table"
)

// Output is a file that is written of the session: by a command of podfit, or from the
// table of a view that no command prints.
type Output struct {
	Name string   // in lists
	File string   // what to call it where nobody says
	Args []string // the command and its flags
	// Of is the view that shows it: then the command is that of the view, and the ending of
	// the file's name says in which format it prints.
	Of Place
	// OfOnePlan says that the file is of one plan, which --plan chooses.
	OfOnePlan bool
}

// Tabled is a view of a table that no command prints, with a column for each key.
type Tabled interface{ Table(s *Session) table.Grid }

// Ran is what came of a command: what it printed, and the lines that it said about that.
type Ran struct {
	Out  []byte
	Said []string
	Err  error
}

// Run runs a command of podfit with scenarios under the names that stand for their files
// in the arguments. It runs outside Update, until ctx is done.
type Run func(ctx context.Context, args []string, scenarios map[string][]byte) Ran

// formats are what commands print, by the endings of files.
var formats = []struct{ ending, name string }{{".json", "json"}, {".csv", "csv"}, {".md", "markdown"}}

// NextFormat is a file's name with the ending of another format.
func NextFormat(name string, by int) string {
	at, n := 0, len(formats)
	for i, f := range formats {
		if strings.EqualFold(filepath.Ext(name), f.ending) {
			name, at = name[:len(name)-len(f.ending)], i+by
		}
	}
	return name + formats[(at+n)%n].ending
}

func formatOf(name string) (string, error) {
	for _, f := range formats {
		if strings.EqualFold(filepath.Ext(name), f.ending) {
			return f.name, nil
		}
	}
	return "", errors.New("the name must end in .json, .csv or .md")
}

// Outputs are the files that can be written of the session: what is shown comes first,
// then what else there is, and last what other views show.
func (s *Session) Outputs() (shown, others []Output) {
	of := func(o *Opened) Output {
		name := strings.ToLower(string(o.Place))
		return Output{Name: name + ": " + o.Writes + " (JSON, CSV, Markdown)", File: "podfit-" + name + formats[0].ending, Of: o.Place}
	}
	for _, o := range slices.Backward(s.stack) {
		if o.Writes != "" {
			shown = append(shown, of(o))
		}
	}
	for _, o := range s.places {
		if o.Writes != "" && !s.On(o.Place) {
			others = append(others, of(o))
		}
	}
	return append(shown, s.outputs...), others
}

// OutputArgs are the arguments with which podfit writes an output to a file of the name;
// nil if no command does.
func (s *Session) OutputArgs(o *Output, name string) ([]string, error) {
	if o.Of == "" {
		args := append(slices.Clone(o.Args), "-f", s.ScenarioName())
		if i := s.Plans.List.Cursor; o.OfOnePlan && i > 0 && s.Plans.Selected() != nil {
			args = append(args, "--plan", fmt.Sprint(i+1))
		}
		return append(args, s.liveWords()...), nil
	}
	format, err := formatOf(name)
	if _, is := s.place(o.Of).View.(Tabled); err != nil || is {
		return nil, err
	}
	args := s.shownCommand(s.place(o.Of))[1:]
	if format == "json" { // which has all columns
		args = slices.DeleteFunc(args, func(word string) bool { return strings.HasPrefix(word, columnsFlag) })
	}
	return append(args, "-o", format), nil
}

// shownCommand is the command of a view once the session is in its file.
func (s *Session) shownCommand(o *Opened) []string {
	saved := s.saved
	defer func() { s.saved = saved }()
	s.saved.candidates = s.PlanQuestion().Candidates
	return slices.Clone(o.Command(s))
}

// Reads are the files of scenarios that a command reads: the session's, and those of
// variants.
func (s *Session) Reads(args []string) map[string][]byte {
	texts := map[string][]byte{}
	for _, v := range s.Variants.All {
		if name := v.ScenarioName(); slices.Contains(args, name) {
			texts[name] = v.text
		}
	}
	if name := s.ScenarioName(); slices.Contains(args, name) && texts[name] == nil {
		texts[name], _ = s.ScenarioText() // nil where it cannot be written, which is no scenario
	}
	return texts
}

// UnsavedFor says what has to be saved before a command finds it in its files; empty where
// all is there.
func (s *Session) UnsavedFor(args []string) string {
	for _, v := range s.Variants.All {
		if v.File == "" && slices.Contains(args, v.ScenarioName()) && v != s.VariantNow() {
			return "the command reads files: save variant " + v.Name + " first (7, enter goes back to it, then w)"
		}
	}
	if slices.Contains(args, s.ScenarioName()) && (s.File != s.ScenarioName() || s.Unsaved()) {
		return "the command reads the workloads from the file: press w to save it first"
	}
	return ""
}

// Produce has an output made outside Update, until it is cancelled, and what came of it
// taken inside.
func (s *Session) Produce(o *Output, name string, take func(*Session, Ran) tea.Cmd) (work tea.Cmd, cancel func()) {
	args, err := s.OutputArgs(o, name)
	switch {
	case err != nil:
		return take(s, Ran{Err: err}), func() {}
	case args == nil:
		text, err := s.tableText(s.place(o.Of).View.(Tabled), name)
		return take(s, Ran{Out: text, Err: err}), func() {}
	case s.run == nil:
		return take(s, Ran{Err: errors.New("this screen cannot run commands")}), func() {}
	}
	ctx, stop := context.WithCancel(context.Background())
	run, texts := s.run, s.Reads(args)
	work = s.Disk.Ask(func() func(*Session) tea.Cmd {
		ran := run(ctx, args, texts)
		stop()
		return func(s *Session) tea.Cmd { return take(s, ran) }
	})
	return work, func() {
		stop()
		s.Disk.Drop()
	}
}

// tableText is the table of a view in the format of a file's name.
func (s *Session) tableText(v Tabled, name string) ([]byte, error) {
	format, err := formatOf(name)
	if err != nil {
		return nil, err
	}
	g := v.Table(s)
	var b bytes.Buffer
	switch format {
	case "csv":
		err = g.CSV(&b)
	case "markdown":
		b.WriteString(g.Markdown() + "\n")
	default:
		err = tableJSON(&b, &g)
	}
	return b.Bytes(), err
}

// tableJSON is a list of rows; in columns of numbers what is none is null.
func tableJSON(b *bytes.Buffer, g *table.Grid) error {
	rows := make([]ordered.Object, len(g.Rows))
	for i, cells := range g.Rows {
		for k, cell := range cells {
			var value any = printable.Text(cell)
			if g.Right[k] {
				value = json.RawMessage(cmp.Or(cell, "null"))
			}
			rows[i].Put(g.Titles[k], value)
		}
	}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(rows)
}
