// Package todayview is the view of the nodes that the cluster has: how full they are,
// what they cost, which pods wait for room, and which steps lead from them to a plan.
package todayview

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the groups of nodes, or what the nodes of one of them hold.
type View struct {
	groups widget.List
	opened bool // the group at the cursor
	text   widget.Pager
	// first is the line of text of the first group.
	first  int
	follow bool // bring the group at the cursor into view
}

// New is the view before anything is known of the nodes.
func New(*screen.Session) screen.View { return &View{} }

// Keys go through the groups, and through the plans beside them.
func (v *View) Keys() []screen.Keys {
	move := func(by int) func(*screen.Session) { return func(*screen.Session) { v.move(by) } }
	scroll := func(pages int) func(*screen.Session) {
		return func(*screen.Session) { v.text.Scroll(pages * v.text.Height) }
	}
	ends := func(n int) func(*screen.Session) {
		return func(*screen.Session) { v.text.Scroll(n * len(v.text.Lines)) }
	}
	beside := func(by int) func(*screen.Session) {
		return func(s *screen.Session) { s.Plans.List.MoveBy(by) }
	}
	enter := ""
	switch {
	case v.opened:
		enter = "all groups"
	case v.groups.Len > 0:
		enter = "nodes hold"
	}
	return []screen.Keys{{Title: "Today", Active: true, Bindings: []screen.Binding{
		screen.Moves("up k", "↑ k", "previous group of nodes, or a line up", move(-1)),
		screen.Moves("down j", "↓ j", "next group of nodes, or a line down", move(1)),
		screen.Moves("pgup", "PgUp", "a page up", scroll(-1)),
		screen.Moves("pgdown space", "PgDn space", "a page down", scroll(1)),
		screen.Moves("home g", "Home g", "the beginning", ends(-1)),
		screen.Moves("end G", "End G", "the end: the steps to the plan", ends(1)),
		screen.Key("enter", "enter", "what the nodes of the group hold, or back to all groups", v.toggle).Hinted(enter),
		screen.Key("right l", "→ l", "beside the next plan", beside(1)).Hinted("next plan"),
		screen.Key("left h", "← h", "beside the previous plan", beside(-1)),
		screen.Key("esc", "esc", "stop the search for a plan; otherwise back", v.leave),
	}}}
}

// Follow has today's nodes worked out, and the plan beside them found.
func (v *View) Follow(s *screen.Session) tea.Cmd {
	if !s.Placement.Today.IsKnown() {
		return s.FindToday()
	}
	return tea.Batch(s.FindPlans(), s.FindToday())
}

// IsOld says that the figures are of before a change.
func (v *View) IsOld(s *screen.Session) bool { return s.TodayIsOld() }

// move goes to another group while it is in sight, and scrolls what comes before and
// after.
func (v *View) move(by int) {
	line := v.first + v.groups.Cursor
	inSight := line >= v.text.Top && line < v.text.Top+v.text.Height
	next := v.groups.Cursor + by
	if v.opened || !inSight || next < 0 || next >= v.groups.Len {
		v.text.Scroll(by)
		return
	}
	v.groups.MoveBy(by)
	v.follow = true
}

func (v *View) toggle(s *screen.Session) {
	if s.TodayAnswer() == nil {
		return
	}
	v.opened = !v.opened
	v.text.Top, v.follow = 0, true
}

func (v *View) leave(s *screen.Session) {
	switch {
	case s.StopSearch():
	case v.opened:
		v.toggle(s)
	default:
		s.Show(screen.Types)
	}
}

// Arrange makes the text, and brings the group at the cursor into view where that has
// moved.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	a := s.TodayAnswer()
	groups := 0
	if a != nil {
		groups = len(a.Groups)
	}
	v.groups.Show(groups, groups)
	v.opened = v.opened && groups > 0
	v.text.Show(v.lines(s, a, in.W), in.H)
	if at := v.first + v.groups.Cursor; v.follow && !v.opened && a != nil {
		v.text.Top = min(v.text.Top, at)
		v.text.Top = max(v.text.Top, at-v.text.Height+1)
		v.text.Scroll(0)
	}
	v.follow = false
}

// Draw is the text.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string {
	title := "Today"
	if a := s.TodayAnswer(); a != nil {
		title += fmt.Sprintf(" · %s in %s", widget.Count(a.Nodes, "node"), widget.Count(len(a.Groups), "group"))
	}
	return s.Style.Box(in, title+v.text.More(), !s.InSettings, v.text.Visible())
}

// Lines are what a search looks through.
func (v *View) Lines(*screen.Session) screen.Lines { return screen.LinesOf(&v.text) }

// Mouse scrolls, or selects a group; again, it shows what its nodes hold.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, in widget.Rect) tea.Cmd {
	if rows := widget.Wheel(at); rows != 0 {
		v.text.Scroll(rows)
		return nil
	}
	line := at.Y - in.Inner().Y
	group := v.text.Top + line - v.first
	if v.opened || line < 0 || line >= v.text.Height || group < 0 || group >= v.groups.Len {
		return nil
	}
	if group == v.groups.Cursor {
		v.toggle(s)
	}
	v.groups.MoveTo(group)
	return nil
}

// Command is podfit plan --today.
func (v *View) Command(s *screen.Session) []string { return s.TodayCommand() }
