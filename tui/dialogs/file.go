package dialogs

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// File asks for the name of a file: to save, to open or to export to.
type File struct {
	purpose purpose
	line    *widget.Input
	says    screen.Status
	// replaces says that the file is there and waits for a yes.
	replaces bool
	choices  []string // that tab found
	out      *output  // to produce for an export
	// then is what follows once the session is saved; nil is nothing.
	then func(*screen.Session) tea.Cmd
}

type purpose uint8

const (
	toSave purpose = iota
	toOpen
	toExport
)

// NewFile is the box before it is opened.
func NewFile(*screen.Session) screen.View { return &File{line: widget.NewInput("")} }

// Open asks what to open.
func Open(s *screen.Session) {
	if f := ask(s, toOpen, s.File, nil); f != nil {
		f.line.Replaces = s.File != ""
	}
}

func ask(s *screen.Session, p purpose, name string, out *output) *File {
	s.Open(screen.File)
	f, is := s.Top().View.(*File)
	if is {
		*f = File{purpose: p, line: widget.NewInput(name), out: out}
		f.says = f.hint(s)
	}
	return f
}

// label stands before the name.
const label = " file: "

func (f *File) title(s *screen.Session) string {
	switch f.purpose {
	case toSave:
		return "Save the scenario"
	case toOpen:
		return "Open what runs, or a scenario"
	}
	return f.exportTitle()
}

// hint says what enter does.
func (f *File) hint(s *screen.Session) screen.Status {
	switch f.purpose {
	case toSave:
		return screen.Status{Text: s.SavedWords() + ", for podfit -f and every other command"}
	case toOpen:
		return screen.Status{Text: "a scenario, manifests, a kubectl dump, ECS, CSV, Compose, Terraform, a folder, or context:NAME for a live cluster; tab completes"}
	}
	return f.exportHint(s)
}

// Keys do what is asked for, or answer whether to replace a file.
func (f *File) Keys() []screen.Keys {
	format := func(by int) func(*screen.Session) { return func(s *screen.Session) { f.nextFormat(s, by) } }
	return []screen.Keys{
		{Title: "Replace a file?", Active: f.replaces, Alone: true, Bindings: []screen.Binding{
			screen.Starts("y", "y", "replace the file", f.enter).Hinted("replace"),
			screen.Key("n esc", "n esc", "keep it and choose another name", func(s *screen.Session) {
				f.replaces = false
				f.Typed(s)
			}).Hinted("keep it"),
		}},
		{Title: "A file is written", Active: f.told(), Alone: true, Bindings: []screen.Binding{
			screen.Key("esc enter q", "esc enter", "close it", screen.CloseBox).Hinted("close"),
		}},
		{Title: "While typing a file's name", Active: true, Alone: true, Bindings: []screen.Binding{
			screen.Starts("enter", "enter", "do it", f.enter).Hinted("do it"),
			screen.Starts("tab", "tab", "complete the name", f.complete).Hinted("complete"),
			screen.Key("down", "↓", "the next format of an export", format(1)),
			screen.Key("up", "↑", "the previous format", format(-1)),
			screen.Key("esc", "esc", "cancel", func(s *screen.Session) {
				f.stop()
				s.Close()
				s.StopOpening()
				s.Disk.Drop()
			}).Hinted("cancel"),
		}},
	}
}

// Line is the name; nil while a question waits for an answer.
func (f *File) Line() *widget.Input {
	if f.replaces || f.told() {
		return nil
	}
	return f.line
}

// Typed: whatever is under way is about another name.
func (f *File) Typed(s *screen.Session) {
	s.StopOpening()
	f.stop()
	s.Disk.Drop()
	f.choices = nil
	f.says = f.hint(s)
}

func (f *File) refuse(err error) {
	f.says = screen.Status{Text: widget.OneLine(err), Tone: widget.Wrong}
}

// complete lengthens the name as far as there is one way to go on.
func (f *File) complete(s *screen.Session) tea.Cmd {
	start, find := f.line.String(), s.Files.Complete
	return s.Disk.Ask(func() func(*screen.Session) tea.Cmd {
		found := find(start)
		return func(s *screen.Session) tea.Cmd {
			f.completed(s, start, found)
			return nil
		}
	})
}

func (f *File) completed(s *screen.Session, start string, found []string) {
	f.choices = nil
	if len(found) == 0 {
		f.refuse(errors.New("no file starts with that"))
		return
	}
	if common := commonStart(found); len([]rune(common)) > len([]rune(start)) {
		f.line = widget.NewInput(common)
	}
	f.says = f.hint(s)
	if len(found) > 1 {
		f.choices = found
	}
}

// commonStart is what all names begin with.
func commonStart(names []string) string {
	common := []rune(names[0])
	for _, name := range names[1:] {
		n := 0
		for i, r := range []rune(name) {
			if i >= len(common) || common[i] != r {
				break
			}
			n++
		}
		common = common[:n]
	}
	return string(common)
}

// enter does what was asked for.
func (f *File) enter(s *screen.Session) tea.Cmd {
	name := strings.TrimSpace(f.line.String())
	if name == "" {
		f.refuse(errors.New("type the name of a file"))
		return nil
	}
	if f.purpose == toOpen {
		return f.open(s, name)
	}
	if f.purpose == toSave {
		return f.save(s, name)
	}
	return f.produce(s, name)
}

func (f *File) write(s *screen.Session, name string, text []byte, done string, over bool) tea.Cmd {
	write := s.Files.Create
	if over {
		write = s.Files.Replace
	}
	work := s.Work()
	f.says = screen.Status{Text: "writing " + name + " …"}
	return s.Disk.Ask(func() func(*screen.Session) tea.Cmd {
		err := write(name, text)
		return func(s *screen.Session) tea.Cmd { return f.wrote(s, name, done, work, err) }
	})
}

func (f *File) wrote(s *screen.Session, name, done string, saved screen.Work, err error) tea.Cmd {
	switch {
	case errors.Is(err, errChanged):
		f.replaces = true
		f.says = screen.Status{Text: name + " " + err.Error() + ": y replaces it, n keeps it", Tone: widget.Worse}
		return nil
	case errors.Is(err, fs.ErrExist):
		f.replaces = true
		f.says = screen.Status{Text: name + " exists already: y replaces it, n keeps it", Tone: widget.Worse}
		return nil
	case err != nil:
		f.replaces = false
		f.refuse(err)
		return nil
	}
	if f.purpose == toExport {
		f.exported(s, done)
		return nil
	}
	s.Close()
	s.Status = screen.Status{Text: done, Tone: widget.Better}
	kept := s.SavedAs(name, saved)
	if f.then == nil {
		return kept
	}
	return tea.Sequence(kept, f.then(s))
}

// open reads what is named; the box stays until it is read.
func (f *File) open(s *screen.Session, name string) tea.Cmd {
	return s.StartOpening(name, func(s *screen.Session, err error) {
		if err != nil {
			f.refuse(err)
			return
		}
		s.Close()
	})
}

// Place is that of the strip, and higher where a command has more to say.
func (f *File) Place(l *screen.Layout) widget.Rect {
	strip := l.Strip()
	said := len(f.warningLines(&screen.Session{}, strip.Inner().W))
	return l.Body.Bottom(max(strip.H, min(said+5, l.Body.H)))
}

// Draw is the name and what there is to say about it.
func (f *File) Draw(s *screen.Session, r widget.Rect) []string {
	in := r.Inner()
	text, _ := f.line.View(in.W - len(label))
	if f.line.Replaces {
		text = widget.Paint(s.Style.Selected, text)
	}
	lines := []string{widget.Paint(s.Style.Title, label) + text}
	if reading := s.Opening(); reading != "" {
		return s.Style.Box(r, f.title(s), true, append(lines, widget.WrapPainted(s.Style.Tone(widget.Plain), " ", reading, in.W)...))
	}
	if len(f.choices) == 0 {
		lines = append(lines, widget.WrapPainted(s.Style.Tone(f.says.Tone), " ", f.says.Text, in.W)...)
		return s.Style.Box(r, f.title(s), true, append(lines, f.warningLines(s, in.W)...))
	}
	// Only the last parts differ.
	var names []string
	for _, c := range f.choices {
		names = append(names, filepath.Base(c)+strings.Repeat("/", strings.Count(c[len(c)-1:], "/")))
	}
	return s.Style.Box(r, f.title(s), true, append(lines, widget.WrapPainted(s.Style.Dim, " ", strings.Join(names, "  "), in.W)...))
}

// Cursor is where the next letter goes.
func (f *File) Cursor(_ *screen.Session, r widget.Rect) (x, y int) {
	in := r.Inner()
	_, at := f.line.View(in.W - len(label))
	return in.X + len(label) + at, in.Y
}

// Arrange has nothing to do.
func (f *File) Arrange(*screen.Session, widget.Rect) {}

// Mouse does nothing.
func (f *File) Mouse(*screen.Session, tea.Mouse, widget.Rect) tea.Cmd { return nil }

// Command is that of what the prompt covers.
func (f *File) Command(*screen.Session) []string { return nil }
