// Package compareview is the box on which types stand side by side: they are its
// columns and facts its rows, the best of each row marked.
package compareview

import (
	"encoding/json"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/settings"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the comparison.
type View struct {
	types      screen.Marks // by name
	contenders []screen.Contender
	columns    widget.List // its height is how many types are in view
	rows       widget.Pager
	width      int // of a type's column
	differing  bool
	// restored are the types that Open takes once instead of the marked ones.
	restored []string
}

// New is the box before it is opened.
func New(*screen.Session) screen.View { return &View{} }

// Keys move in both directions, and take types away.
func (v *View) Keys() []screen.Keys {
	move := func(by int) func(*screen.Session) { return func(*screen.Session) { v.Select(by) } }
	scroll := func(lines int) func(*screen.Session) { return func(*screen.Session) { v.rows.Scroll(lines) } }
	page := func(n int) func(*screen.Session) {
		return func(*screen.Session) { v.rows.Scroll(n * v.rows.Height) }
	}
	const all = 1 << 20
	return []screen.Keys{{Title: "Comparison", Active: true, Bindings: []screen.Binding{
		screen.Moves("left h", "← h", "previous type", move(-1)),
		screen.Moves("right l", "→ l", "next type", move(1)).Hinted("type"),
		screen.Moves("up k", "↑ k", "a fact up", scroll(-1)),
		screen.Moves("down j", "↓ j", "a fact down", scroll(1)).Hinted("scroll"),
		screen.Moves("pgup", "PgUp", "a page up", page(-1)),
		screen.Moves("pgdown", "PgDn", "a page down", page(1)),
		screen.Moves("home g", "Home g", "the first fact", scroll(-all)),
		screen.Moves("end G", "End G", "the last fact", scroll(all)),
		screen.Key("d", "d", "only facts that differ, or all facts", func(*screen.Session) { v.differing = !v.differing }).Hinted("differences"),
		screen.Key("enter", "enter", "explain the type of the column", func(s *screen.Session) { s.Open(screen.Explain) }).Hinted("explain"),
		screen.Key("space x", "space x", "remove and unmark the type", v.drop).Hinted("unmark"),
		screen.Key("esc q c", "esc q c", "back", screen.CloseBox).Hinted("back"),
	}}}
}

// Open takes the marked types; to fewer than two the selected one comes.
func (v *View) Open(s *screen.Session) bool {
	if v.restored != nil {
		v.compare(v.restored)
		return true
	}
	types := slices.Clone(s.Marks)
	if o := s.Rows.Selected(); o != nil && len(types) < 2 && !s.Marks.Has(o.Type.Name) {
		types = append(types, o.Type.Name)
	}
	if len(types) < 2 {
		s.Status = screen.Status{Text: "mark types with space first: two or more, or one besides the selected one", Tone: widget.Wrong}
		return false
	}
	v.compare(types)
	return true
}

func (v *View) compare(types []string) { *v = View{types: types, differing: v.differing} }

// Selected is the type of the column at the cursor.
func (v *View) Selected() *density.Option {
	if v.columns.Cursor >= len(v.contenders) {
		return nil
	}
	return v.contenders[v.columns.Cursor][settings.AsSet]
}

// Cell is the name of that type.
func (v *View) Cell(*screen.Session) string {
	if o := v.Selected(); o != nil {
		return o.Type.Name
	}
	return ""
}

// Select goes to a column further to the right.
func (v *View) Select(by int) { v.columns.MoveBy(by) }

// drop leaves the box with the last type.
func (v *View) drop(s *screen.Session) {
	o := v.Selected()
	if o == nil {
		return
	}
	s.Marks = s.Marks.Without(o.Type.Name)
	v.types = v.types.Without(o.Type.Name)
	s.Say(o.Type.Name + " is no longer marked")
	if len(v.types) == 0 {
		s.Close()
	}
}

// Asks is the types side by side.
func (v *View) Asks(s *screen.Session) screen.Asked {
	names := make([]string, len(v.contenders))
	for i := range names {
		names[i] = v.contenders[i].Name()
	}
	return s.AsksTypes(names)
}

// Command is podfit compare of the types.
func (v *View) Command(s *screen.Session) []string { return s.CompareCommand(v.Asks(s)) }

// Note is the names of the types, while they are compared.
func (v *View) Note(s *screen.Session) []byte {
	if !s.On(screen.Compare) {
		return nil
	}
	note, _ := json.Marshal(v.types) // names, which JSON always takes
	return note
}

// Restore compares the types again.
func (v *View) Restore(s *screen.Session, note []byte) {
	var types []string
	if json.Unmarshal(note, &types) != nil || len(types) == 0 {
		return
	}
	if slices.ContainsFunc(types, func(name string) bool { return s.Option(name) == nil }) {
		return
	}
	v.restored = types
	s.Open(screen.Compare)
}

// Arrange works the types out in all variants, and the rows of facts.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	v.contenders = s.Contenders(v.types)
	dominating := judged(s, v.types)
	for i := range v.contenders {
		v.contenders[i][settings.AsSet].DominatedBy = dominating[v.contenders[i].Name()]
	}
	rows := factRows(factGroups(s.Settings), v.contenders)
	v.width = min(columnWidth(rows, v.contenders, wordsAtMost(in.W-labelWidth, len(v.contenders))), max(1, in.W-labelWidth-columnGap))
	v.columns.Show(len(v.contenders), max(1, (in.W-labelWidth)/(v.width+columnGap)))
	var lines []string
	for i := range rows {
		if rows[i].differs || !v.differing {
			lines = append(lines, v.factLine(s, &rows[i]))
		}
	}
	if len(lines) == 0 && v.differing {
		lines = []string{"", "  no fact differs: press d to show all"}
	}
	v.rows.Show(lines, in.H-heads)
}

// judged is what dominates types, by name: among those in the table, which the
// ones that it does not show join for the occasion.
func judged(s *screen.Session, names []string) map[string]string {
	by := map[string]string{}
	for i := range s.Rows.Ranked {
		by[s.Rows.Ranked[i].Type.Name] = s.Rows.Ranked[i].DominatedBy
	}
	joined := s.Rows.Ranked
	for _, name := range names {
		if _, shown := by[name]; !shown && s.Option(name) != nil {
			joined = append(joined[:len(joined):len(joined)], *s.Option(name))
		}
	}
	if len(joined) == len(s.Rows.Ranked) {
		return by
	}
	query.Compare(joined, s.Rows.By)
	for i := range joined {
		if _, shown := by[joined[i].Type.Name]; !shown {
			by[joined[i].Type.Name] = joined[i].DominatedBy
		}
	}
	return by
}

// Draw is the columns and rows in view.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string {
	from, to := v.columns.Visible()
	title := fmt.Sprintf("%d types side by side", len(v.contenders))
	switch inView := to - from; {
	case inView == len(v.contenders):
	case inView == 1:
		title += fmt.Sprintf(" · column %d in view", to)
	default:
		title += fmt.Sprintf(" · columns %d to %d in view", from+1, to)
	}
	title += v.rows.More()
	if v.differing {
		title += " · only what differs"
	}
	lines := []string{v.names(s, from, to)}
	return s.Style.Box(in, title, true, append(lines, v.rows.Visible()...))
}

// Lines are what a search looks through.
func (v *View) Lines(*screen.Session) screen.Lines { return screen.LinesOf(&v.rows) }

// Mouse scrolls, or selects the column at a cell; again, it explains.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, in widget.Rect) tea.Cmd {
	if rows := widget.Wheel(at); rows != 0 {
		v.rows.Scroll(rows)
		return nil
	}
	x := at.X - in.Inner().X - labelWidth
	if x < 0 {
		return nil
	}
	i, ok := v.columns.At(x / (v.width + columnGap))
	switch {
	case !ok:
	case i == v.columns.Cursor:
		s.Open(screen.Explain)
	default:
		v.columns.MoveTo(i)
	}
	return nil
}
