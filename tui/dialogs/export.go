package dialogs

import (
	"strings"

	"podfit/planner/printable"
	"podfit/tui/screen"
	"podfit/tui/widget"

	tea "charm.land/bubbletea/v2"
)

// Export asks which file to write: of what is shown, or of what else there is.
func Export(s *screen.Session) { s.Open(screen.Outputs) }

// stoppedNote is for commands beside a plan whose search was stopped.
const stoppedNote = "it searches to the end, and may find better plans than those of the search that was stopped"

// output is a file that is written of the session.
type output struct {
	screen.Output
	cancel func() // while it runs
	// said is what the command says about what it wrote, once it did.
	said []string
	text []byte // that it printed, until another name is typed
	done bool
}

// exportOutput asks for the name of an output's file. A box is opened first: what it shows
// is of then.
func exportOutput(s *screen.Session, o screen.Output) {
	if o.Of != "" && s.IsBox(o.Of) {
		if s.Open(o.Of); !s.On(o.Of) {
			return // it has said why
		}
	}
	ask(s, toExport, o.File, &output{Output: o})
}

func (f *File) exportTitle() string {
	name, _, _ := strings.Cut(f.out.Name, ": ")
	return "Write " + name
}

// exportHint says which command writes the same file, and what decides its format.
func (f *File) exportHint(s *screen.Session) screen.Status {
	args, err := s.OutputArgs(&f.out.Output, f.line.String())
	if err != nil {
		return screen.Status{Text: err.Error(), Tone: widget.Wrong}
	}
	text := "what is shown here; no command prints it"
	if args != nil {
		text = printable.Command(append([]string{"podfit"}, args...)) + " writes the same"
		if s.UnsavedFor(args) != "" {
			text += ", once the scenario is saved (w)"
		}
	}
	if f.out.Of != "" {
		text += "; .json, .csv or .md decides the format (↑ ↓)"
	}
	if s.Plans.Stopped() {
		text += "; " + stoppedNote
	}
	return screen.Status{Text: text}
}

// produce has the command run, and what it printed written to a file of the name.
func (f *File) produce(s *screen.Session, name string) tea.Cmd {
	o, done := f.out, "wrote "+name
	if f.replaces {
		return f.write(s, name, o.text, done, true)
	}
	f.says = screen.Status{Text: "planning, and writing " + name + " …  esc cancels"}
	work, cancel := s.Produce(&o.Output, name, func(s *screen.Session, ran screen.Ran) tea.Cmd {
		o.cancel, o.said = nil, ran.Said
		if ran.Err != nil {
			f.refuse(ran.Err)
			return nil
		}
		o.text = ran.Out
		return f.write(s, name, ran.Out, done, false)
	})
	o.cancel = cancel
	return work
}

// stop ends a command that runs, and forgets what one said.
func (f *File) stop() {
	if f.out != nil {
		f.out.said = nil
	}
	if f.out != nil && f.out.cancel != nil {
		f.out.cancel()
		f.out.cancel = nil
	}
}

// exported says that the file is there. The box stays while there are warnings to read.
func (f *File) exported(s *screen.Session, done string) {
	if f.out == nil || len(f.out.said) == 0 {
		s.Close()
		s.Status = screen.Status{Text: done, Tone: widget.Better}
		return
	}
	f.replaces, f.out.done = false, true
	f.says = screen.Status{Text: done + ", with " + widget.Count(len(f.out.said), "warning") + ":", Tone: widget.Better}
}

// told says that a file is written and its warnings are read.
func (f *File) told() bool { return f.out != nil && f.out.done }

// warningLines are what the command said.
func (f *File) warningLines(s *screen.Session, width int) (lines []string) {
	if f.out == nil {
		return nil
	}
	for _, text := range f.out.said {
		lines = append(lines, widget.WrapPainted(s.Style.Warning, "   ", text, width)...)
	}
	return lines
}

// nextFormat changes the ending of an export.
func (f *File) nextFormat(s *screen.Session, by int) {
	if f.out == nil || f.out.Of == "" {
		return
	}
	f.line = widget.NewInput(screen.NextFormat(f.line.String(), by))
	f.Typed(s)
}
