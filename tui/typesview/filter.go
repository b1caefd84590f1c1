package typesview

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner/query"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Filter takes a filter in a line, with the ways to go on under it, over any view
// that shows the table's types.
type Filter struct {
	line *widget.Input
	// before is the text before typing began.
	before string
	// ways are how what was typed can go on; at is the one that tab put into the
	// line, -1 before it put any.
	ways []query.Completion
	at   int
	// kept are the filters of earlier, the latest last; past is how far ↑ went back,
	// and typed what the line had before that.
	kept  []string
	past  int
	typed string
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
	f.past = 0
	f.write(s, text)
	return true
}

// write has the line anew, with the ways to go on from there.
func (f *Filter) write(s *screen.Session, text string) {
	f.line = widget.NewInput(text)
	f.look(s)
}

func (f *Filter) look(s *screen.Session) {
	f.ways, f.at = query.Complete(f.line.String(), s.Rows.All), -1
}

// Keys complete, go back to earlier filters, keep the filter or leave it.
func (f *Filter) Keys() []screen.Keys {
	page := func(n int) func(*screen.Session) {
		return func(s *screen.Session) { s.Rows.List.MoveBy(n * s.Rows.List.Page()) }
	}
	bindings := []screen.Binding{
		screen.Key("tab", "tab", "complete the field, operator or value; again: the next one", func(s *screen.Session) { f.complete(s, 1) }).Hinted("complete"),
		screen.Key("shift+tab", "⇧tab", "the completion before it", func(s *screen.Session) { f.complete(s, -1) }),
		screen.Key("up", "↑", "an earlier filter", func(s *screen.Session) { f.recall(s, 1) }).Hinted("earlier"),
		screen.Key("down", "↓", "a later filter", func(s *screen.Session) { f.recall(s, -1) }),
		screen.Key("enter", "enter", "keep the filter", f.keep).Hinted("keep"),
		screen.Key("esc", "esc", "cancel", f.cancel).Hinted("cancel"),
		screen.Moves("pgup", "PgUp", "a page of types up", page(-1)),
		screen.Moves("pgdown", "PgDn", "a page of types down", page(1)),
	}
	if f.line != nil && f.line.String() == "" {
		bindings = append(bindings, screen.Key("backspace", "", "", func(s *screen.Session) { s.Rows.DropLast() }))
	}
	return []screen.Keys{{Title: "While typing a filter", Active: true, Alone: true, Bindings: bindings}}
}

// complete puts the next way to go on into the line. Where there is one only, the
// line goes on from there.
func (f *Filter) complete(s *screen.Session, by int) {
	n := len(f.ways)
	if n == 0 {
		s.Say("nothing to complete here")
		return
	}
	at := 0
	if f.at >= 0 {
		at = (f.at + by + n) % n
	}
	f.line = widget.NewInput(f.ways[at].Text)
	if f.show(s); n == 1 {
		f.look(s)
		return
	}
	f.at = at
}

// recall puts an earlier filter into the line, and after the latest what was typed.
func (f *Filter) recall(s *screen.Session, by int) {
	if f.past == 0 {
		f.typed = f.line.String()
	}
	past := f.past + by
	if past < 0 || past > len(f.kept) {
		s.Say(map[bool]string{true: "no earlier filter", false: "no later filter"}[by > 0])
		return
	}
	f.past = past
	text := f.typed
	if past > 0 {
		text = f.kept[len(f.kept)-past]
	}
	f.write(s, text)
	f.show(s)
}

// Line is the filter's text.
func (f *Filter) Line() *widget.Input { return f.line }

// Typed narrows the list and shows the consequence while typing.
func (f *Filter) Typed(s *screen.Session) {
	f.look(s)
	f.show(s)
}

// show asks for what can be understood. What is wrong is in the line that Draw makes.
func (f *Filter) show(s *screen.Session) { _ = s.Rows.Ask(s.Rows.Query.Chips, f.line.String()) }

// keep stays in the line while that makes no sense: what shows is of an
// earlier state of it.
func (f *Filter) keep(s *screen.Session) {
	text := strings.TrimSpace(f.line.String())
	if s.Rows.Check(text) != nil {
		return
	}
	s.Close()
	if text != "" {
		f.kept = append(slices.DeleteFunc(f.kept, func(other string) bool { return other == text }), text)
		f.kept = f.kept[max(0, len(f.kept)-mostKept):]
	}
}

// mostKept is how many earlier filters ↑ brings back.
const mostKept = 50

// Leave keeps what was typed, if it makes sense.
func (f *Filter) Leave(s *screen.Session) {
	if s.Rows.Check(f.line.String()) != nil {
		f.cancel(s)
		return
	}
	f.keep(s)
}

// cancel shows what was there before anything was typed.
func (f *Filter) cancel(s *screen.Session) {
	s.Close()
	s.Rows.MustAsk(s.Rows.Query.Chips, f.before)
}

// Note is the earlier filters.
func (f *Filter) Note(*screen.Session) []byte {
	if len(f.kept) == 0 {
		return nil
	}
	note, _ := json.Marshal(f.kept) // texts, which JSON always takes
	return note
}

// Restore brings the earlier filters back.
func (f *Filter) Restore(_ *screen.Session, note []byte) {
	var kept []string
	if json.Unmarshal(note, &kept) == nil {
		f.kept = kept[max(0, len(kept)-mostKept):]
	}
}

// Place is where the strip is, whose type is not in question while one is typed.
func (f *Filter) Place(l *screen.Layout) widget.Rect { return l.Strip() }

// filterPrompt stands before what is typed.
const filterPrompt = " / "

// Draw is what is being typed, behind it what is wrong with it or how many
// types it leaves, and under it how it can go on.
func (f *Filter) Draw(s *screen.Session, r widget.Rect) []string {
	in := r.Inner()
	text, _ := f.line.View(in.W / 2)
	line := widget.Paint(s.Style.Title, filterPrompt) + widget.Fit(text, min(in.W/2, max(20, ansi.StringWidth(f.line.String())+2)))
	said := s.Status
	if err := s.Rows.Check(f.line.String()); err != nil {
		said = screen.Status{Text: widget.Join(said.Text, err.Error()), Tone: widget.Wrong}
	}
	style := s.Style.Tone(said.Tone)
	if said.Text == "" {
		said.Text, style = fmt.Sprintf("%s types", widget.Thousands(len(s.Rows.Rows))), s.Style.Dim
	}
	lines := append([]string{widget.FitPainted(line+widget.Paint(style, said.Text), in.W)}, f.drawWays(s, in.W, in.H-1)...)
	return s.Style.Box(r, "Filter", true, lines)
}

// drawWays is the ways to go on, as many as there is room for, and where there is more
// than a line what the one at the cursor means.
func (f *Filter) drawWays(s *screen.Session, width, height int) []string {
	if len(f.ways) == 0 || height < 1 {
		return nil
	}
	help := ""
	if height > 1 {
		height--
		way := f.ways[max(0, f.at)]
		help = widget.Paint(s.Style.Dim, widget.Fit("   "+way.Condition+" · "+way.Help, width))
	}
	var lines []string
	line, atLine := "  ", 0
	for i := range f.ways {
		text := " " + f.ways[i].Condition + " "
		if ansi.StringWidth(line+text) > width && line != "  " {
			lines, line = append(lines, line), "  "
		}
		if i == f.at {
			atLine = len(lines)
			line += widget.Paint(s.Style.Selected, text)
		} else {
			line += widget.Fit(text, ansi.StringWidth(text))
		}
	}
	lines = append(lines, line)
	from := max(0, min(atLine, len(lines)-height))
	lines = lines[from:min(len(lines), from+height)]
	if help != "" {
		lines = append(lines, help)
	}
	return lines
}

// Cursor is where the next letter goes.
func (f *Filter) Cursor(_ *screen.Session, r widget.Rect) (x, y int) {
	in := r.Inner()
	_, at := f.line.View(in.W / 2)
	return in.X + len(filterPrompt) + at, in.Y
}

// Arrange has nothing to do.
func (f *Filter) Arrange(*screen.Session, widget.Rect) {}

// Mouse does nothing in the box itself.
func (f *Filter) Mouse(*screen.Session, tea.Mouse, widget.Rect) tea.Cmd { return nil }

// Command is the table's.
func (f *Filter) Command(*screen.Session) []string { return nil }
