package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/scenario"
	"podfit/planner/subnet"
)

// beside is what a scenario holds that no other view shows. It is replaced,
// never changed.
type beside struct {
	subnets, podSubnets []planner.Subnet
	fargate             string
}

func besideOf(s *scenario.Scenario) *beside {
	return &beside{s.Subnets, s.PodSubnets, s.Fargate}
}

func (b *beside) same(other *beside) bool {
	return slices.Equal(b.subnets, other.subnets) && slices.Equal(b.podSubnets, other.podSubnets) && b.fargate == other.fargate
}

// subnets is the view of what the selected plan draws of its VPC.
type subnets struct {
	growth float64
	text   pager
	// line is the subnets of nodes, or of pods, while they are typed.
	line    *input
	forPods bool

	asked  subnetsAsked
	budget *report.Subnets // of what was asked; nil with err
	err    error
}

// subnetsAsked is all that a budget depends on.
type subnetsAsked struct {
	plan     *plan.Plan
	settings *planner.Settings
	beside   *beside
	zones    int
	growth   float64
}

const (
	usualGrowth = 2
	mostGrowth  = 16
)

// tally works the budget out anew where what it depends on has changed.
func (m *Model) tally() {
	v, p := &m.subnets, m.plan.selected()
	now := subnetsAsked{p, m.settings, m.beside, m.plan.zones, v.growth}
	if now == v.asked || p == nil {
		return
	}
	v.asked = now
	q := subnet.Question{
		Settings: m.settings, Nodes: subnet.NodesOf(p, *m.workload), Zones: m.plan.zones, Growth: v.growth,
		Subnets: m.beside.subnets, MaxUnavailable: subnet.MaxUnavailable{Nodes: 1},
	}
	if m.settings.CNI.CustomNetworking {
		q.PodSubnets = m.beside.podSubnets
	}
	b, err := q.Budget()
	if v.err = err; err != nil {
		return
	}
	s := report.NewSubnets(answer.Query{Settings: m.settings}, &q, &b, nil)
	v.budget = &s
}

func (m *Model) arrangeSubnets() {
	m.tally()
	in := m.layout.body.inner()
	m.subnets.text.show(m.subnetLines(in.w), in.h-subnetsHead)
}

// subnetsHead is the lines above the text: the subnets.
const subnetsHead = 1

func (m *Model) drawSubnets() []string {
	v := &m.subnets
	title := "Subnets"
	if p := m.plan.selected(); p != nil {
		title += fmt.Sprintf(" · what the %s of plan %d draw", countNodes(p.Nodes), m.plan.list.cursor+1)
	}
	visible := v.text.visible()
	if len(visible) < len(v.text.lines) {
		title += " " + scrollMark(v.text.top, v.text.top+len(visible), len(v.text.lines))
	}
	return m.style.box(m.layout.body, title, true, append([]string{m.subnetsLine()}, visible...))
}

func countNodes(n int) string {
	if n == 1 {
		return "1 node"
	}
	return thousands(n) + " nodes"
}

// subnetsLabel stands before what is typed.
func (v *subnets) label() string {
	if v.forPods {
		return " pod subnets: "
	}
	return " subnets: "
}

func (m *Model) subnetsLine() string {
	v, width := &m.subnets, m.layout.body.inner().w
	if v.line != nil {
		text, _ := v.line.view(width - len(v.label()))
		return paint(m.style.title, v.label()) + text
	}
	parts := []string{subnetsText("subnets", m.beside.subnets)}
	if m.settings.CNI.CustomNetworking {
		parts = append(parts, subnetsText("pod subnets", m.beside.podSubnets))
	}
	parts = append(parts, fmt.Sprintf("to last ×%g", v.growth), words.WarmTargets(m.settings.Warm, m.settings.CNI.Mode))
	return paint(m.style.chip, fit(" "+join(parts...), width))
}

func subnetsText(name string, all []planner.Subnet) string {
	switch len(all) {
	case 0:
		return "no " + name + " given"
	case 1:
		return "1 " + strings.TrimSuffix(name, "s")
	}
	return fmt.Sprintf("%d %s", len(all), name)
}

func (m *Model) subnetLines(width int) []string {
	v := &m.subnets
	say := func(text string) []string { return append([]string{""}, wrap("  ", text, width-2)...) }
	switch {
	case len(*m.workload) == 0:
		return say("There is no workload, and so no plan that draws addresses: 2 opens it, where n adds a kind of pods and b makes one of four figures; o opens a scenario that has one.")
	case m.plan.selected() == nil && m.plan.stop != nil:
		return say("looking for a plan …")
	case m.plan.selected() == nil:
		return say("There is no plan whose nodes draw addresses: 3 says why.")
	case v.err != nil:
		return say("✗ " + v.err.Error())
	}
	var lines []string
	for _, w := range v.budget.Answer.Warnings {
		lines = append(lines, wrapPainted(m.style.warning, "  ", "warning: "+w.Line(), width-1)...)
	}
	for i, g := range v.budget.Tables() {
		lines = append(append(lines, ""), m.gridLines(g, width-2)...)
		if i > 0 { // the zones come first, and what follows from them
			continue
		}
		lines = append(lines, "")
		for _, l := range v.budget.Lines() {
			lines = append(lines, wrapPainted(m.style.dim, "  ", l, width-1)...)
		}
	}
	if m.beside.fargate != "" {
		lines = append(append(lines, ""), wrapPainted(m.style.dim, "  ", "the scenario sends pods to Fargate ("+m.beside.fargate+"); this plan has all on nodes", width-1)...)
	}
	return lines
}

// lessWanted are the columns that a narrow screen does without, the first to go
// first.
var lessWanted = []string{"SUBNETS", "FARGATE", "EKS", "PREFIXES", "UPDATE", "PODS AT FULL", "POD SUBNET", "IPS", "FREE", "WITHOUT ADDRESS", "FOR"}

// gridLines are a table's, with as many columns as there is room for.
func (m *Model) gridLines(g table.Grid, width int) []string {
	keep := make([]bool, len(g.Titles))
	widths := make([]int, len(g.Titles))
	total := 0
	for i, title := range g.Titles {
		keep[i], widths[i] = true, ansi.StringWidth(title)
		for _, row := range g.Rows {
			widths[i] = max(widths[i], ansi.StringWidth(row[i]))
		}
		total += widths[i] + 2
	}
	for _, title := range lessWanted {
		if i := slices.Index(g.Titles, title); i >= 0 && total-2 > width {
			keep[i] = false
			total -= widths[i] + 2
		}
	}
	line := func(cells []string) string {
		var parts []string
		for i, cell := range cells {
			switch {
			case !keep[i]:
			case g.Right[i]:
				parts = append(parts, fitRight(cell, widths[i]))
			default:
				parts = append(parts, fit(cell, widths[i]))
			}
		}
		return "  " + strings.Join(parts, "  ")
	}
	lines := []string{paint(m.style.title, line(g.Titles))}
	for _, row := range g.Rows {
		lines = append(lines, line(row))
	}
	return lines
}

// startSubnets types the subnets of nodes or of pods, all on one line.
func (m *Model) startSubnets(forPods bool) {
	if forPods && !m.settings.CNI.CustomNetworking {
		m.status = status{text: "pods have addresses of the nodes' subnets unless custom networking is on", kind: wrong}
		return
	}
	v := &m.subnets
	v.forPods = forPods
	var texts []string
	for _, s := range *m.typedSubnets(&beside{m.beside.subnets, m.beside.podSubnets, ""}) {
		texts = append(texts, s.String())
	}
	v.line = newInput(strings.Join(texts, " "))
	m.subnetsTyped()
}

// typedSubnets are those of a scenario that are being typed.
func (m *Model) typedSubnets(of *beside) *[]planner.Subnet {
	if m.subnets.forPods {
		return &of.podSubnets
	}
	return &of.subnets
}

// readSubnets is what the line says.
func (m *Model) readSubnets() (*beside, error) {
	next := *m.beside
	var all []planner.Subnet
	for word := range strings.FieldsSeq(m.subnets.line.String()) {
		s, err := planner.ParseSubnet(word)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", word, err)
		}
		all = append(all, s)
	}
	*m.typedSubnets(&next) = all
	return &next, planner.CheckSubnets(slices.Concat(next.subnets, next.podSubnets))
}

func (m *Model) subnetsTyped() {
	m.status = status{text: "ZONE=CIDR, with what is free behind it, and a space between two: eu-west-3a=10.0.1.0/24:180free"}
	if _, err := m.readSubnets(); err != nil {
		m.status = status{text: err.Error(), kind: wrong}
	}
}

func (m *Model) finishSubnets() {
	next, err := m.readSubnets()
	if err != nil {
		m.status = status{text: err.Error(), kind: wrong}
		return
	}
	from := moment{settings: m.settings, beside: m.beside, zones: m.plan.zones}
	m.beside, m.subnets.line, m.status = next, nil, status{}
	if n := len(next.zones()); n > 0 && n != m.plan.zones {
		m.plan.zones = n
		m.status = status{text: fmt.Sprintf("the subnets are in %s: the plan spreads over as many now", countZones(n))}
	}
	m.history.add(change{"subnets", from, moment{settings: m.settings, beside: next, zones: m.plan.zones}})
}

func countZones(n int) string {
	if n == 1 {
		return "1 zone"
	}
	return fmt.Sprintf("%d zones", n)
}

// zones are those that the nodes' subnets are in.
func (b *beside) zones() []string {
	var names []string
	for _, s := range b.subnets {
		names = append(names, s.Zone)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// moreSubnetZones: where subnets are given, they say how many zones there are.
func (m *Model) moreSubnetZones(by int) {
	if n := len(m.beside.zones()); n > 0 {
		m.status = status{text: "the subnets are in " + countZones(n), kind: wrong}
		return
	}
	m.moreZones(by)
}

func (m *Model) cancelSubnets() { m.subnets.line, m.status = nil, status{} }

// subnetsCell is where the next letter goes.
func (m *Model) subnetsCell() (x, y int) {
	in, v := m.layout.body.inner(), &m.subnets
	_, at := v.line.view(in.w - len(v.label()))
	return in.x + len(v.label()) + at, in.y
}

func (m *Model) moreGrowth(by float64) {
	m.subnets.growth = max(1, min(m.subnets.growth+by, mostGrowth))
}

// subnetWords are podfit subnets of the session's file with the choices of the view.
func (m *Model) subnetWords() []string {
	words := slices.Replace(m.planWords(), 1, 2, "subnets")
	if m.subnets.growth != usualGrowth {
		words = append(words, "--growth", fmt.Sprint(m.subnets.growth))
	}
	return words
}

func subnetKeys() []binding {
	return []binding{
		{inSubnets, []string{"up", "k"}, "↑ k", "a line up", "", act(func(m *Model) { m.scrollPage(-1) })},
		{inSubnets, []string{"down", "j"}, "↓ j", "a line down", "", act(func(m *Model) { m.scrollPage(1) })},
		{inSubnets, []string{"pgup"}, "PgUp", "a page up", "", act(func(m *Model) { m.scrollPage(-m.subnets.text.height) })},
		{inSubnets, []string{"pgdown", "space"}, "PgDn space", "a page down", "", act(func(m *Model) { m.scrollPage(m.subnets.text.height) })},
		{inSubnets, []string{"home", "g"}, "Home g", "the beginning", "", act(func(m *Model) { m.scrollPage(-m.pageLength()) })},
		{inSubnets, []string{"end", "G"}, "End G", "the end", "", act(func(m *Model) { m.scrollPage(m.pageLength()) })},
		{inSubnets, []string{"enter", "n"}, "enter n", "type the subnets of the nodes", "subnets", act(func(m *Model) { m.startSubnets(false) })},
		{inSubnets, []string{"p"}, "p", "type those of the pods, with custom networking", "pod subnets", act(func(m *Model) { m.startSubnets(true) })},
		{inSubnets, []string{"right", "l", "+", "="}, "+ →", "subnets to last for one time more", "to last", act(func(m *Model) { m.moreGrowth(1) })},
		{inSubnets, []string{"left", "h", "-"}, "- ←", "for one time less", "", act(func(m *Model) { m.moreGrowth(-1) })},
		{inSubnets, []string{"z"}, "z", "a zone more, where no subnets are given", "zones", act(func(m *Model) { m.moreSubnetZones(1) })},
		{inSubnets, []string{"Z"}, "Z", "a zone less", "", act(func(m *Model) { m.moreSubnetZones(-1) })},
		{inSubnets, []string{"esc"}, "esc", "back to the plan", "", act(func(m *Model) { m.showView(planPage) })},
		{inSubnetsLine, []string{"enter"}, "enter", "take the subnets", "take", act((*Model).finishSubnets)},
		{inSubnetsLine, []string{"esc"}, "esc", "leave them as they were", "leave them", act((*Model).cancelSubnets)},
	}
}
