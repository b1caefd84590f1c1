// Package subnetsview is the view of the VPC addresses that the selected plan
// takes: which zone runs out first, and what each subnet has left.
package subnetsview

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/subnet"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the budget of addresses, and the line in which subnets are typed.
type View struct {
	growth float64
	text   widget.Pager
	// line is the subnets of nodes, or of pods, while they are typed.
	line    *widget.Input
	forPods bool

	asked  asked
	budget *report.Subnets // of what was asked; nil with err
	err    error
}

// asked is all that a budget depends on.
type asked struct {
	plan      *plan.Plan
	settings  *planner.Settings
	placement *screen.Placement
	zones     int
	growth    float64
}

const (
	usualGrowth = 2
	mostGrowth  = 16
)

// New is the view before there is a plan.
func New(*screen.Session) screen.View { return &View{growth: usualGrowth} }

// Keys scroll, and type subnets.
func (v *View) Keys() []screen.Keys {
	scroll := func(lines int) func(*screen.Session) { return func(*screen.Session) { v.text.Scroll(lines) } }
	page := func(n int) func(*screen.Session) {
		return func(*screen.Session) { v.text.Scroll(n * v.text.Height) }
	}
	ends := func(n int) func(*screen.Session) {
		return func(*screen.Session) { v.text.Scroll(n * len(v.text.Lines)) }
	}
	grow := func(by float64) func(*screen.Session) {
		return func(*screen.Session) { v.growth = max(1, min(v.growth+by, mostGrowth)) }
	}
	zones := func(by int) func(*screen.Session) { return func(s *screen.Session) { moreZones(s, by) } }
	return []screen.Keys{
		{Title: "While typing subnets", Active: v.line != nil, Alone: true, Bindings: []screen.Binding{
			screen.Key("enter", "enter", "take the subnets", v.finish).Hinted("take"),
			screen.Key("esc", "esc", "cancel", func(s *screen.Session) { v.line = nil }).Hinted("cancel"),
		}},
		{Title: "Subnets", Active: true, Bindings: []screen.Binding{
			screen.Moves("up k", "↑ k", "a line up", scroll(-1)),
			screen.Moves("down j", "↓ j", "a line down", scroll(1)),
			screen.Moves("pgup", "PgUp", "a page up", page(-1)),
			screen.Moves("pgdown space", "PgDn space", "a page down", page(1)),
			screen.Moves("home g", "Home g", "the beginning", ends(-1)),
			screen.Moves("end G", "End G", "the end", ends(1)),
			screen.Key("enter n", "enter n", "type the subnets of the nodes", func(s *screen.Session) { v.start(s, false) }).Hinted("subnets"),
			screen.Key("p", "p", "type the subnets of the pods, with custom networking", func(s *screen.Session) { v.start(s, true) }).Hinted("pod subnets"),
			screen.Key("right l + =", "+ →", "room for one more time the pods", grow(1)).Hinted("growth"),
			screen.Key("left h -", "- ←", "room for one time fewer", grow(-1)),
			screen.Key("z", "z", "one more zone, if no subnets are given", zones(1)).Hinted("zones"),
			screen.Key("Z", "Z", "one zone fewer", zones(-1)),
			screen.Key("esc", "esc", "stop the search for a plan; otherwise back to the plan", func(s *screen.Session) {
				if !s.StopSearch() {
					s.Show(screen.Plan)
				}
			}),
		}},
	}
}

// Follow looks for the plan.
func (v *View) Follow(s *screen.Session) tea.Cmd { return s.FindPlans() }

// IsOld says that the addresses are those of a plan of before a change.
func (v *View) IsOld(s *screen.Session) bool { return s.PlansAreOld() }

// tally works the budget out anew where what it depends on has changed.
func (v *View) tally(s *screen.Session) {
	p := s.Plans.Selected()
	now := asked{p, s.Settings, s.Placement, s.PlanZones(), v.growth}
	if now == v.asked || p == nil || s.PlansAreOld() { // a plan of before has no addresses under other settings
		return
	}
	v.asked = now
	q := subnet.Question{
		Settings: s.Settings, Nodes: subnet.NodesOf(p, s.Plans.Found.Answer.Workload), Zones: s.PlanZones(), Growth: v.growth,
		Groups: p.Groups, Subnets: s.Placement.Subnets, MaxUnavailable: subnet.MaxUnavailable{Nodes: 1},
		FargatePods: s.Plans.Found.OnFargate(),
	}
	if s.Settings.CNI.CustomNetworking {
		q.PodSubnets = s.Placement.PodSubnets
	}
	b, err := q.Budget()
	if v.err = err; err != nil {
		return
	}
	budget := report.NewSubnets(answer.Query{Settings: s.Settings}, &q, &b, nil)
	v.budget = &budget
}

// Arrange makes the text.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	v.tally(s)
	v.text.Show(v.lines(s, in.W), in.H-choicesLines)
}

// choicesLines is the lines above the text: the subnets.
const choicesLines = 1

// Draw is the subnets, and the text.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string {
	title := "Subnets"
	if p := s.Plans.Selected(); p != nil {
		title += fmt.Sprintf(" · addresses of the %s of plan %d", widget.Count(p.Nodes, "node"), s.Plans.List.Cursor+1)
	}
	return s.Style.Box(in, title+v.text.More(), !s.InSettings, append([]string{v.choices(s, in.Inner().W)}, v.text.Visible()...))
}

// Mouse scrolls.
func (v *View) Mouse(_ *screen.Session, at tea.Mouse, _ widget.Rect) tea.Cmd {
	v.text.Scroll(widget.Wheel(at))
	return nil
}

// Command is podfit subnets.
func (v *View) Command(s *screen.Session) []string {
	words := s.PlanCommand("subnets")
	if v.growth != usualGrowth {
		words = append(words, "--growth", fmt.Sprint(v.growth))
	}
	return words
}

// label stands before what is typed.
func (v *View) label() string {
	if v.forPods {
		return " pod subnets: "
	}
	return " subnets: "
}

// start types the subnets of nodes or of pods, all on one line.
func (v *View) start(s *screen.Session, forPods bool) {
	if forPods && !s.Settings.CNI.CustomNetworking {
		s.Status = screen.Status{Text: "pods use the subnets of the nodes: turn on custom networking to give them their own", Tone: widget.Wrong}
		return
	}
	v.forPods = forPods
	now := *s.Placement
	var texts []string
	for _, subnet := range *v.typedIn(&now) {
		texts = append(texts, subnet.String())
	}
	v.line = widget.NewInput(strings.Join(texts, " "))
	v.Typed(s)
}

// typedIn are those of a scenario that are being typed.
func (v *View) typedIn(p *screen.Placement) *[]planner.Subnet {
	if v.forPods {
		return &p.PodSubnets
	}
	return &p.Subnets
}

// read is what the line says.
func (v *View) read(s *screen.Session) (*screen.Placement, error) {
	next := *s.Placement
	var all []planner.Subnet
	for word := range strings.FieldsSeq(v.line.String()) {
		subnet, err := planner.ParseSubnet(word)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", word, err)
		}
		all = append(all, subnet)
	}
	*v.typedIn(&next) = all
	return &next, planner.CheckSubnets(slices.Concat(next.Subnets, next.PodSubnets))
}

// Line is the subnets while they are typed.
func (v *View) Line() *widget.Input { return v.line }

// Typed says what is wrong while it is typed.
func (v *View) Typed(s *screen.Session) {
	s.Say("ZONE=CIDR or ZONE=CIDR:FREEfree, separated by spaces, such as eu-west-3a=10.0.1.0/24:180free")
	if _, err := v.read(s); err != nil {
		s.Status = screen.Status{Text: err.Error(), Tone: widget.Wrong}
	}
}

func (v *View) finish(s *screen.Session) {
	next, err := v.read(s)
	if err != nil {
		s.Status = screen.Status{Text: err.Error(), Tone: widget.Wrong}
		return
	}
	v.line = nil
	if n := s.TakePlacement(next); n > 0 {
		s.Say(fmt.Sprintf("the subnets are in %s: the plan now spreads over as many", widget.Count(n, "zone")))
	}
}

// moreZones: where subnets are given, they say how many zones there are.
func moreZones(s *screen.Session, by int) {
	if n := len(s.Placement.Zones()); n > 0 {
		s.Status = screen.Status{Text: "the number of zones follows from the subnets: " + widget.Count(n, "zone"), Tone: widget.Wrong}
		return
	}
	s.SpreadBy(by)
}

// Cursor is where the next letter goes.
func (v *View) Cursor(_ *screen.Session, in widget.Rect) (x, y int) {
	in = in.Inner()
	_, at := v.line.View(in.W - len(v.label()))
	return in.X + len(v.label()) + at, in.Y
}
