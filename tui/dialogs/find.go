package dialogs

import (
	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Find takes the text of a search in the status line, over what is searched.
type Find struct {
	line *widget.Input
	// from is the line at which the search began, and before what was searched then.
	from   int
	before screen.Search
}

// NewFind is the line before it is opened.
func NewFind(*screen.Session) screen.View { return &Find{line: widget.NewInput("")} }

// Open begins with the text that was searched last, which the first letter replaces.
func (f *Find) Open(s *screen.Session) bool {
	v, is := s.SearchedView()
	if !is {
		s.Say("nothing can be searched here")
		return false
	}
	*f = Find{line: widget.NewInput(s.Search.Text), from: v.Lines(s).At, before: s.Search}
	f.line.Replaces = true
	return true
}

// Keys keep the place that was found, or go back.
func (f *Find) Keys() []screen.Keys {
	next := func(by int) func(*screen.Session) { return func(s *screen.Session) { s.FindNext(by) } }
	return []screen.Keys{{Title: "While typing a search", Active: true, Alone: true, Bindings: []screen.Binding{
		screen.Key("enter", "enter", "stay at the match", func(s *screen.Session) {
			said := s.Search.Text == ""
			if s.Close(); !said {
				s.Say("n next match · N previous match")
			}
		}).Hinted("stay there"),
		screen.Moves("down tab", "↓", "next match", next(1)).Hinted("next match"),
		screen.Moves("up shift+tab", "↑", "previous match", next(-1)),
		screen.Key("esc", "esc", "back to where the search began", f.cancel).Hinted("cancel"),
	}}}
}

func (f *Find) cancel(s *screen.Session) {
	s.Close()
	s.Search = f.before
	s.GoToLine(f.from)
}

// Line is the text.
func (f *Find) Line() *widget.Input { return f.line }

// Typed goes to the first match from where the search began.
func (f *Find) Typed(s *screen.Session) { s.FindFrom(f.line.String(), f.from) }

// Leave stays where the search is.
func (f *Find) Leave(s *screen.Session) { s.Close() }

// Place is the status line.
func (f *Find) Place(l *screen.Layout) widget.Rect { return l.Status }

// Draw is what is being typed, and what was found.
func (f *Find) Draw(s *screen.Session, in widget.Rect) []string {
	return []string{drawLine(s, f.line, s.Status, in.W)}
}

// linePrompt stands before what is typed.
const linePrompt = " / "

// drawLine is a line being typed with what there is to say about it behind it.
func drawLine(s *screen.Session, line *widget.Input, said screen.Status, width int) string {
	text, _ := line.View(width / 2)
	if line.Replaces && text != "" {
		text = widget.Paint(s.Style.Selected, text)
	}
	return widget.FitPainted(widget.Paint(s.Style.Title, linePrompt)+text+"   "+widget.Paint(s.Style.Tone(said.Tone), said.Text), width)
}

// Cursor is where the next letter goes.
func (f *Find) Cursor(_ *screen.Session, in widget.Rect) (x, y int) {
	_, at := f.line.View(in.W / 2)
	return in.X + len(linePrompt) + at, in.Y
}

// Arrange has nothing to do.
func (f *Find) Arrange(*screen.Session, widget.Rect) {}

// Mouse does nothing in the line itself.
func (f *Find) Mouse(*screen.Session, tea.Mouse, widget.Rect) tea.Cmd { return nil }

// Command is that of what is searched.
func (f *Find) Command(*screen.Session) []string { return nil }
