package typesview

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Filter takes the conditions and words of a filter in the status line, over any
// view that shows the table's types.
type Filter struct {
	line *widget.Input
	// before is the text before typing began.
	before string
}

// NewFilter is the line before it is opened.
func NewFilter(*screen.Session) screen.View { return &Filter{} }

// Open begins behind what was typed before.
func (f *Filter) Open(s *screen.Session) bool {
	f.before = s.Rows.Query.Text
	text := f.before
	if text != "" {
		text += " "
	}
	f.line = widget.NewInput(text)
	return true
}

// Keys keep the filter or leave it.
func (f *Filter) Keys() []screen.Keys {
	by := func(n int) func(*screen.Session) { return func(s *screen.Session) { s.Rows.List.MoveBy(n) } }
	bindings := []screen.Binding{
		screen.Key("enter tab", "enter", "keep the filter", f.keep).Hinted("keep"),
		screen.Key("esc", "esc", "cancel", f.cancel).Hinted("cancel"),
		screen.Moves("up", "↑", "previous type", by(-1)),
		screen.Moves("down", "↓", "next type", by(1)),
	}
	if f.line != nil && f.line.String() == "" {
		bindings = append(bindings, screen.Key("backspace", "", "", func(s *screen.Session) { s.Rows.DropLast() }))
	}
	return []screen.Keys{{Title: "While typing a filter", Active: true, Alone: true, Bindings: bindings}}
}

// Line is the filter's text.
func (f *Filter) Line() *widget.Input { return f.line }

// Typed shows the consequence while typing, of what can be understood.
func (f *Filter) Typed(s *screen.Session) {
	// What is wrong is in the line that Draw makes.
	_ = s.Rows.Ask(s.Rows.Query.Chips, f.line.String())
}

// keep stays in the line while that makes no sense: what shows is of an
// earlier state of it.
func (f *Filter) keep(s *screen.Session) {
	if s.Rows.Check(f.line.String()) == nil {
		s.Close()
	}
}

// Leave keeps what was typed, if it makes sense.
func (f *Filter) Leave(s *screen.Session) {
	if s.Rows.Check(f.line.String()) != nil {
		f.cancel(s)
		return
	}
	s.Close()
}

// cancel shows what was there before anything was typed.
func (f *Filter) cancel(s *screen.Session) {
	s.Close()
	s.Rows.MustAsk(s.Rows.Query.Chips, f.before)
}

// Place is the status line.
func (f *Filter) Place(l *screen.Layout) widget.Rect { return l.Status }

// filterPrompt stands before what is typed.
const filterPrompt = " / "

// Draw is what is being typed, and behind it what is wrong with it or how many
// types it leaves.
func (f *Filter) Draw(s *screen.Session, in widget.Rect) []string {
	text, _ := f.line.View(in.W / 2)
	line := widget.Paint(s.Style.Title, filterPrompt) + widget.Fit(text, min(in.W/2, max(20, ansi.StringWidth(f.line.String())+2)))
	said := s.Status
	if err := s.Rows.Check(f.line.String()); err != nil {
		said = screen.Status{Text: err.Error(), Tone: widget.Wrong}
	}
	style := s.Style.Tone(said.Tone)
	if said.Text == "" {
		said.Text, style = fmt.Sprintf("%s types", widget.Thousands(len(s.Rows.Rows))), s.Style.Dim
	}
	return []string{widget.FitPainted(line+widget.Paint(style, said.Text), in.W)}
}

// Cursor is where the next letter goes.
func (f *Filter) Cursor(_ *screen.Session, in widget.Rect) (x, y int) {
	_, at := f.line.View(in.W / 2)
	return len(filterPrompt) + at, in.Y
}

// Arrange has nothing to do.
func (f *Filter) Arrange(*screen.Session, widget.Rect) {}

// Mouse does nothing in the line itself.
func (f *Filter) Mouse(*screen.Session, tea.Mouse, widget.Rect) tea.Cmd { return nil }

// Command is the table's.
func (f *Filter) Command(*screen.Session) []string { return nil }
