// Package planview is the view of the plans: node groups for the workload, with
// what they cost, what limits them and what their nodes hold.
package planview

import (
	"fmt"
	"math"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the plans found, the nodes of one of them, or one node.
type View struct {
	depth  depth
	nodes  widget.List // of the plan at the cursor, those alike in a row
	text   widget.Pager
	starts []int // the line of text at which each plan, or each row of nodes, begins
	follow bool  // bring the row at the cursor into view
	// shown is the answer that the text was made of.
	shown  *screen.Found
	signs  signs // of the plan drawn last
	room   roomLeft
	shares shares
}

// depth is how far a plan is opened.
type depth uint8

const (
	atPlans depth = iota
	atNodes
	atNode
)

// New is the view before any plan is found.
func New(*screen.Session) screen.View { return &View{} }

// Keys go through the plans, and ask for others.
func (v *View) Keys() []screen.Keys {
	move := func(by int) func(*screen.Session) { return func(s *screen.Session) { v.move(s, by) } }
	scroll := func(pages int) func(*screen.Session) {
		return func(*screen.Session) { v.text.Scroll(pages * v.text.Height) }
	}
	groups := func(by int) func(*screen.Session) { return func(s *screen.Session) { moreGroups(s, by) } }
	zones := func(by int) func(*screen.Session) { return func(s *screen.Session) { s.SpreadBy(by) } }
	enter, esc, more := "nodes", "", "groups"
	switch v.depth {
	case atNodes:
		enter, esc, more = "pods of the node", "plans", ""
	case atNode:
		enter, esc, more = "", "nodes", ""
	}
	return []screen.Keys{{Title: "Plan", Active: true, Bindings: []screen.Binding{
		screen.Moves("up k", "↑ k", "previous plan or node, or a line up", move(-1)),
		screen.Moves("down j", "↓ j", "next plan or node, or a line down", move(1)),
		screen.Moves("pgup", "PgUp", "a page up", scroll(-1)),
		screen.Moves("pgdown space", "PgDn space", "a page down", scroll(1)),
		screen.Moves("home g", "Home g", "the beginning", func(*screen.Session) { v.text.Scroll(-len(v.text.Lines)) }),
		screen.Moves("end G", "End G", "the end", func(*screen.Session) { v.text.Scroll(len(v.text.Lines)) }),
		screen.Key("enter", "enter", "the nodes of the plan; again: one node with its pods; again: back", v.open).Hinted(enter),
		screen.Key("right l + =", "+ →", "one more node group, at most three", groups(1)).Hinted(more),
		screen.Key("left h -", "- ←", "one node group fewer", groups(-1)),
		screen.Key("z", "z", "one more zone, with a node in each; after six, back to one", zones(1)).Hinted("zones"),
		screen.Key("Z", "Z", "one zone fewer", zones(-1)),
		screen.Key("O", "O", "what to minimize: cost, nodes, RAM per pod or both", nextObjective).Hinted("cost or nodes"),
		screen.Key("v", "v", "survive the loss of nothing, a node, a zone or a spot pool", nextSpare).Hinted("spare"),
		screen.Key("s", "s", "what of the first plan falls to each namespace; again: to each workload, pool and label", v.nextShares).Hinted("shares"),
		screen.Key("m", "m", "how many more pods of a workload fit, the largest first; again: of the next", func(s *screen.Session) { v.nextRoom(s, 1) }).Hinted("room"),
		screen.Key("M", "M", "the same of the workload before", func(s *screen.Session) { v.nextRoom(s, -1) }),
		screen.Key("esc", "esc", "stop the search and keep the best plans so far; otherwise back by one", v.leave).Hinted(esc),
	}}}
}

// Follow looks for plans where the question has changed.
func (v *View) Follow(s *screen.Session) tea.Cmd {
	return tea.Batch(s.FindPlans(), s.FindToday(), v.room.follow(s))
}

// IsOld says that the plans are of before a change.
func (v *View) IsOld(s *screen.Session) bool { return s.PlansAreOld() }

// move goes to another plan, or scrolls what nodes hold.
func (v *View) move(s *screen.Session, by int) {
	switch {
	case v.depth == atNode, v.shares.shown, s.Plans.Selected() == nil:
		v.text.Scroll(by)
		return
	case v.depth == atNodes:
		v.nodes.MoveBy(by)
	default:
		s.Plans.List.MoveBy(by)
	}
	v.follow = true
}

func moreGroups(s *screen.Session, by int) {
	n := max(1, min(s.Plans.Terms.Groups+by, plan.MaxGroups))
	if n == s.Plans.Terms.Groups {
		s.Say(map[bool]string{true: "a plan has at least one group", false: "a plan has at most three groups"}[by < 0])
	}
	change(s, func(t *plan.Terms) { t.Groups = n })
}

// change is an edit that cannot be refused.
func change(s *screen.Session, edit func(*plan.Terms)) {
	s.ChangeTerms(func(t *plan.Terms) error {
		edit(t)
		return nil
	})
}

func nextObjective(s *screen.Session) {
	change(s, func(t *plan.Terms) { t.Objective = (t.Objective + 1) % plan.Objective(len(plan.Objectives)) })
}

func nextSpare(s *screen.Session) {
	change(s, func(t *plan.Terms) { t.Spare = (t.Spare + 1) % plan.Spare(len(plan.Spares)) })
}

// open shows the nodes of a plan, one of them, and the nodes again.
func (v *View) open(s *screen.Session) {
	if s.Plans.Selected() == nil {
		if len(*s.Workload) == 0 {
			s.Show(screen.Workload)
		}
		return
	}
	v.shares.shown = false
	next := map[depth]depth{atPlans: atNodes, atNodes: atNode, atNode: atNodes}[v.depth]
	if v.depth == atPlans {
		v.nodes = widget.List{}
	}
	v.depth, v.text.Top, v.follow = next, 0, true
}

// leave takes one thing away at a time.
func (v *View) leave(s *screen.Session) {
	switch {
	case s.StopSearch():
	case v.shares.shown:
		v.shares.shown = false
	case v.depth > atPlans:
		v.depth--
		v.text.Top, v.follow = 0, true
	default:
		s.Show(screen.Types)
	}
}

// choicesLines is the lines above the text: what is asked.
const choicesLines = 1

// Arrange makes the text, and brings the plan at the cursor into view where it
// has changed.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	if s.Plans.Found != v.shown {
		v.shown, v.follow = s.Plans.Found, true
		if s.Plans.Selected() == nil {
			v.depth, v.shares.shown = atPlans, false
		}
	}
	v.starts = nil
	v.text.Show(v.planLines(s, in.W), in.H-choicesLines)
	switch {
	case !v.follow || s.Plans.Selected() == nil:
	case v.depth == atPlans:
		v.show(s.Plans.List.Cursor)
	case v.depth == atNodes:
		v.show(v.nodes.Cursor)
	}
	v.follow = false
}

// show scrolls to a row, no farther than it has to.
func (v *View) show(i int) {
	if i >= len(v.starts) {
		return
	}
	from, to := v.starts[i], len(v.text.Lines)
	if i+1 < len(v.starts) {
		to = max(from+1, v.starts[i+1]-1)
	}
	if i == 0 {
		from = 0 // with what is said above
	}
	switch {
	case from < v.text.Top || to-from > v.text.Height:
		v.text.Top = from
	case to > v.text.Top+v.text.Height:
		v.text.Top = to - v.text.Height
	}
	v.text.Scroll(0)
}

// Draw is what is asked, and the text.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string {
	title := "Plan"
	if s.Plans.Found != nil && len(*s.Workload) > 0 {
		title += fmt.Sprintf(" · %s to choose from", widget.Count(s.Plans.Found.Candidates, "type"))
	}
	return s.Style.Box(in, title+v.text.More(), !s.InSettings, append([]string{choices(s)}, v.text.Visible()...))
}

// choices is what the keys choose.
func choices(s *screen.Session) string {
	t := s.Plans.Terms
	groups := "1 group"
	if t.Groups > 1 {
		groups = fmt.Sprintf("up to %d groups", t.Groups)
	}
	bought := fmt.Sprintf("%d%% on-demand", s.Settings.Capacity.OnDemandPercent)
	if base := s.Settings.Capacity.OnDemandBase; base > 0 {
		bought = fmt.Sprintf("%d + %s", base, bought)
	}
	if len(t.Pools) > 0 {
		bought = widget.Join(bought, widget.Count(len(t.Pools), "pool"))
	}
	return widget.Paint(s.Style.Chip, " "+widget.Join(append([]string{words.Aim(t.Objective), groups, widget.Count(s.PlanZones(), "zone"), words.Survives(t.Spare), bought}, further(t)...)...))
}

// further are terms that are seldom chosen, where they are.
func further(t *plan.Terms) (all []string) {
	for _, name := range []string{"headroom", "scheduler", "max-node-share", "max-nodes", "system-pods", "fargate"} {
		if term, _ := plan.TermNamed(name); term.Changed(t) {
			all = append(all, strings.ToLower(term.Title)+" "+term.Text(t))
		}
	}
	return all
}

// Lines are what a search looks through.
func (v *View) Lines(*screen.Session) screen.Lines { return screen.LinesOf(&v.text) }

// Mouse scrolls, or selects a plan or a row of nodes; again, it opens it.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, in widget.Rect) tea.Cmd {
	if rows := widget.Wheel(at); rows != 0 {
		v.text.Scroll(rows)
		return nil
	}
	line := at.Y - in.Inner().Y - choicesLines
	if v.depth == atNode || line < 0 || line >= v.text.Height {
		return nil
	}
	rows := &s.Plans.List
	if v.depth == atNodes {
		rows = &v.nodes
	}
	for i := len(v.starts) - 1; i >= 0; i-- {
		if v.text.Top+line < v.starts[i] {
			continue
		}
		if i == rows.Cursor {
			v.open(s)
			return nil
		}
		rows.MoveTo(i)
		v.follow = true
		return nil
	}
	return nil
}

// Command is podfit plan.
func (v *View) Command(s *screen.Session) []string { return v.shares.command(s.PlanCommand("plan")) }

// Cell is the line at the cursor: the plan with its cost, or what nodes hold.
func (v *View) Cell(s *screen.Session) string {
	p := s.Plans.Selected()
	if p == nil {
		return ""
	}
	if kinds := nodeKinds(p); v.depth > atPlans && v.nodes.Cursor < len(kinds) {
		k := &kinds[v.nodes.Cursor]
		return words.InPool(k.group.Option.Type.Name, k.group.PoolName()) + " " + strings.TrimSpace(k.text(true, math.MaxInt))
	}
	return words.Groups(p) + ", " + words.PlanMoney(s.Plans.Found.Month(p), p) + " a month"
}
