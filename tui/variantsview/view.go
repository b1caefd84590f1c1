// Package variantsview is the view of the states of the session that were pinned: what
// differs between them, and what their plans come to, side by side as podfit diff has it,
// with the session as it is now and the nodes that the cluster has.
package variantsview

import (
	"encoding/json"
	"slices"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/today"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the columns and the rows.
type View struct {
	columns []column
	cursor  int // the column; -1 before there is one
	first   int // the leftmost in view
	text    widget.Pager
	every   bool // shows the differences of every figure

	built built
	rows  []report.DiffRow // with a cell for each planned column
	diffs report.Diffs     // that have them
	// inputs is how many of the rows are what differs, before what the plans come to.
	inputs int
	note   []byte // as of noted
	noted  int
	// now is the session as it was planned last, of nowFound when nowWork was to be done.
	now      *answer.Planned
	nowFound *screen.Found
	nowWork  screen.Work
}

// column is a variant, the session as it is now or, without either, today's nodes.
type column struct {
	name    string
	variant *screen.Variant
	isNow   bool // the session has this state
	today   *today.Answer
	planned int  // its cell in the rows; -1 before its plans are found
	old     bool // its figures are of before a change
	// doubt is why it has no figures, or what they are worth.
	doubt string
}

// built is all that rows are made of.
type built struct {
	found []*screen.Found
	names string
}

func isToday(c column) bool { return c.today != nil }

// New is the view before anything is pinned.
func New(*screen.Session) screen.View { return &View{cursor: -1} }

// Keys go from column to column.
func (v *View) Keys() []screen.Keys {
	move := func(by int) func(*screen.Session) {
		return func(*screen.Session) { v.cursor = max(0, min(v.cursor+by, len(v.columns)-1)) }
	}
	scroll := func(lines int) func(*screen.Session) { return func(*screen.Session) { v.text.Scroll(lines) } }
	page := func(n int) func(*screen.Session) {
		return func(*screen.Session) { v.text.Scroll(n * v.text.Height) }
	}
	ends := func(n int) func(*screen.Session) {
		return func(*screen.Session) { v.text.Scroll(n * len(v.text.Lines)) }
	}
	return []screen.Keys{{Title: "Variants", Active: true, Bindings: []screen.Binding{
		screen.Moves("left h", "← h", "previous variant", move(-1)),
		screen.Moves("right l", "→ l", "next variant", move(1)).Hinted("next"),
		screen.Moves("up k", "↑ k", "a line up", scroll(-1)),
		screen.Moves("down j", "↓ j", "a line down", scroll(1)),
		screen.Moves("pgup ctrl+u ctrl+b", "PgUp", "a page up", page(-1)),
		screen.Moves("pgdown ctrl+d ctrl+f space", "PgDn space", "a page down", page(1)),
		screen.Moves("home g", "Home g", "the first line", ends(-1)),
		screen.Moves("end G", "End G", "the last line", ends(1)),
		screen.Key("enter", "enter", "go back to the variant", v.goBack).Hinted("go back to it"),
		screen.Key("x delete backspace", "x ⌫", "remove the variant", v.remove).Hinted("remove"),
		screen.Key("d", "d", "differences from the first of every figure, or of nodes and cost", func(*screen.Session) { v.every = !v.every }).Hinted("differences"),
		screen.Key("esc", "esc", "stop the search for plans; otherwise the types", func(s *screen.Session) {
			if !s.StopSearch() {
				s.Show(screen.Types)
			}
		}),
	}}}
}

// at is the column of the cursor; nil where there is none.
func (v *View) at() *column {
	if v.cursor < 0 || v.cursor >= len(v.columns) {
		return nil
	}
	return &v.columns[v.cursor]
}

func (v *View) goBack(s *screen.Session) {
	switch c := v.at(); {
	case c == nil:
		s.Say("nothing is pinned: V pins the session as it is now")
	case c.isNow:
		s.Say("this is the session as it is now")
	case c.today != nil:
		s.Show("Today")
	default:
		s.GoBack(c.variant)
	}
}

func (v *View) remove(s *screen.Session) {
	switch c := v.at(); {
	case c == nil || c.variant == nil:
		s.Say("only variants are removed: go to one with ← and →")
	default:
		s.Unpin(c.variant)
	}
}

// Follow has the plans found, of the session first.
func (v *View) Follow(s *screen.Session) tea.Cmd {
	plans := s.FindPlans()
	var fleet tea.Cmd
	if !s.Plans.Searching() {
		fleet = s.FindToday()
	}
	return tea.Batch(plans, s.FindVariants(), fleet)
}

// Arrange makes the rows anew where what they are made of has changed.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	hadToday := slices.ContainsFunc(v.columns, isToday)
	v.build(s)
	if !hadToday && v.cursor >= 0 && slices.ContainsFunc(v.columns, isToday) {
		v.cursor++ // today's nodes come before the variants
	}
	if v.cursor < 0 {
		v.cursor = slices.IndexFunc(v.columns, func(c column) bool { return c.today == nil })
	}
	v.cursor = min(v.cursor, len(v.columns)-1)
	v.text.Show(v.lines(s, in.W), in.H-headLines)
}

// build sets the columns, and the rows where other plans are found.
func (v *View) build(s *screen.Session) {
	v.columns = nil
	if a := s.TodayAnswer(); a != nil && len(s.Variants.All) > 0 {
		v.columns = append(v.columns, column{name: "today", today: a, planned: -1})
	}
	var planned []answer.Planned
	var key built
	add := func(c column, p *answer.Planned, found *screen.Found) {
		c.planned = -1
		if p != nil {
			c.planned = len(planned)
			planned = append(planned, *p)
			key.found, key.names = append(key.found, found), key.names+c.name+" "
		}
		v.columns = append(v.columns, c)
	}
	here := s.VariantNow()
	for _, variant := range s.Variants.All {
		c := column{name: variant.Name, variant: variant, isNow: variant == here, doubt: doubt(variant.Found)}
		switch {
		case !variant.HasWorkloads():
			c.doubt = "no workloads to plan for"
			add(c, nil, nil)
		case variant.Found == nil || variant.Found.Err != nil:
			add(c, nil, nil)
		default:
			p := variant.Planned()
			add(c, &p, variant.Found)
		}
	}
	if here == nil && len(*s.Workload) > 0 {
		found, old := s.Plans.Found, s.PlansAreOld()
		if found != nil && !old {
			v.planned(s, found)
		}
		add(column{name: "now", isNow: true, old: old, doubt: doubt(found)}, v.now, found)
	}
	if key.names == v.built.names && slices.Equal(key.found, v.built.found) {
		return
	}
	v.built, v.rows, v.inputs = key, nil, 0
	if len(planned) > 0 {
		v.diffs = report.NewDiffs(planned)
		v.rows = v.diffs.InputRows()
		v.inputs = len(v.rows)
		v.rows = append(v.rows, v.diffs.FigureRows(false)...)
	}
}

// planned takes the plans of the session as it is now. What they answer is written out for
// each workload, and so not for each frame.
func (v *View) planned(s *screen.Session, found *screen.Found) {
	work := s.Work()
	if found == v.nowFound && work == v.nowWork {
		return
	}
	v.now, v.nowFound, v.nowWork = nil, found, work
	if found.Err == nil {
		p := s.PlannedNow("now")
		v.now = &p
	}
}

// doubt is why plans have no figures, or what they are worth.
func doubt(f *screen.Found) string {
	switch {
	case f == nil:
		return ""
	case f.Err != nil:
		return f.Err.Error()
	case f.Cut:
		return "stopped early: this is the best plan so far"
	}
	return ""
}

// Mouse scrolls, or selects a column; again, it goes back to it.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, in widget.Rect) tea.Cmd {
	if rows := widget.Wheel(at); rows != 0 {
		v.text.Scroll(rows)
		return nil
	}
	in = in.Inner()
	if !in.Contains(at.X, at.Y) {
		return nil
	}
	x := at.X - in.X
	name, widths := v.widths(in.W)
	left := name
	for i := v.first; i < v.first+len(widths); i++ {
		right := left + gap + widths[i-v.first]
		if x >= left && x < right {
			if i == v.cursor {
				v.goBack(s)
			} else {
				v.cursor = i
			}
			return nil
		}
		left = right
	}
	return nil
}

// Command is podfit diff of the variants.
func (v *View) Command(s *screen.Session) []string { return s.VariantsCommand() }

// Note is the variants.
func (v *View) Note(s *screen.Session) []byte {
	if v.noted == s.Variants.Changes { // which is every key but a few
		return v.note
	}
	v.noted, v.note = s.Variants.Changes, nil
	if notes := s.VariantNotes(); len(notes) > 0 {
		v.note, _ = json.Marshal(notes) // texts
	}
	return v.note
}

// Restore brings the variants back.
func (v *View) Restore(s *screen.Session, text []byte) {
	var notes []screen.VariantNote
	if json.Unmarshal(text, &notes) == nil {
		s.TakeVariants(notes)
	}
}
