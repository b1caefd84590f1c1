package dialogs

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"podfit/planner/printable"
	"podfit/tui/screen"
	"podfit/tui/widget"

	tea "charm.land/bubbletea/v2"
)

// Export asks which file to write of the plan, or where to export what else is shown.
func Export(s *screen.Session) {
	if s.Top().Place == screen.Plan {
		s.Open(screen.Outputs)
		return
	}
	exportTable(s)
}

func exportTable(s *screen.Session) { ask(s, toExport, "podfit-types"+exports[0].ending) }

// stoppedNote is for commands beside a plan whose search was stopped.
const stoppedNote = "it searches to the end, and may find better plans than those of the search that was stopped"

// output is a file that a command writes.
type output struct {
	screen.Output
	cancel func() // while it runs
	// said is what the command says about what it wrote, once it did.
	said []string
	text []byte // that it printed, until another name is typed
	done bool
}

// exportOutput asks for the name of a command's file.
func exportOutput(s *screen.Session, o screen.Output) {
	if f := ask(s, toExport, o.File); f != nil {
		f.out = &output{Output: o}
		f.says = f.hint(s)
	}
}

func (f *File) exportTitle(s *screen.Session) string {
	if f.out != nil {
		name, _, _ := strings.Cut(f.out.Name, ": ")
		return "Write " + name
	}
	return s.Asks().Title
}

// exports are the formats of report by the endings of files.
var exports = []struct{ ending, format string }{{".json", "json"}, {".csv", "csv"}, {".md", "markdown"}}

func exportFormat(name string) (string, error) {
	for _, e := range exports {
		if strings.EqualFold(filepath.Ext(name), e.ending) {
			return e.format, nil
		}
	}
	return "", errors.New("the name must end in .json, .csv or .md")
}

// exportHint says what decides the format, and what the view has to say; or which
// command writes the same file.
func (f *File) exportHint(s *screen.Session) screen.Status {
	if f.out != nil {
		note := printable.Command(append([]string{"podfit"}, s.OutputArgs(&f.out.Output)...)) + " writes the same"
		if s.File == "" || s.Unsaved() {
			note += ", once the scenario is saved (w)"
		}
		if s.Plans.Stopped() {
			note += "; " + stoppedNote
		}
		return screen.Status{Text: note}
	}
	text := "the extension decides the format: .json, .csv or .md (↑ ↓)"
	if note := s.Asks().Note; note != "" {
		text = note + "; " + text
	}
	return screen.Status{Text: text}
}

// checkFormat refuses a name without a known ending.
func (f *File) checkFormat() {
	if f.out != nil {
		return
	}
	if _, err := exportFormat(f.line.String()); err != nil {
		f.refuse(err)
	}
}

// produce has the command run, and what it printed written to a file of the name.
func (f *File) produce(s *screen.Session, name string) tea.Cmd {
	o, done := f.out, "wrote "+name
	if f.replaces {
		return f.write(s, name, o.text, done, true)
	}
	f.says = screen.Status{Text: "planning, and writing " + name + " …  esc cancels"}
	work, cancel := s.Produce(&o.Output, func(s *screen.Session, ran screen.Ran) tea.Cmd {
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

// tableText is what goes into a file of the name, and what to say once it did.
func tableText(s *screen.Session, name string) (text []byte, done string, err error) {
	format, err := exportFormat(name)
	if err != nil {
		return nil, "", err
	}
	text, types, err := s.Export(format)
	return text, fmt.Sprintf("exported %s to %s", widget.Count(types, "type"), name), err
}

// nextFormat changes the ending of an export.
func (f *File) nextFormat(s *screen.Session, by int) {
	if f.purpose != toExport || f.out != nil {
		return
	}
	name, at := f.line.String(), 0
	for i, e := range exports {
		if strings.EqualFold(filepath.Ext(name), e.ending) {
			name, at = name[:len(name)-len(e.ending)], i+by
		}
	}
	n := len(exports)
	f.line = widget.NewInput(name + exports[(at+n)%n].ending)
	f.Typed(s)
}
