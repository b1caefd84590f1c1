package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report/words"
)

func (m *Model) arrangePlan() {
	p, in := &m.plan, m.layout.body.inner()
	p.starts = nil
	p.text.show(m.planLines(in.w), in.h-planHead)
	if p.follow && !p.opened && p.selected() != nil {
		p.showPlan(p.list.cursor)
	}
	p.follow = false
}

// planHead is the lines above the text: what is asked.
const planHead = 1

// showPlan scrolls no farther than it has to.
func (p *planPane) showPlan(i int) {
	from, to := p.starts[i], len(p.text.lines)
	if i+1 < len(p.starts) {
		to = p.starts[i+1] - 1
	}
	if i == 0 {
		from = 0 // with what is said above
	}
	switch {
	case from < p.text.top || to-from > p.text.height:
		p.text.top = from
	case to > p.text.top+p.text.height:
		p.text.top = to - p.text.height
	}
	p.text.scroll(0)
}

func (m *Model) drawPlan() []string {
	p := &m.plan
	title := "Plan"
	if p.found != nil && len(*m.workload) > 0 {
		title += fmt.Sprintf(" · %s to choose from", countTypes(p.found.candidates))
	}
	visible := p.text.visible()
	if len(visible) < len(p.text.lines) {
		title += " " + scrollMark(p.text.top, p.text.top+len(visible), len(p.text.lines))
	}
	return m.style.box(m.layout.body, title, true, append([]string{m.planChoices()}, visible...))
}

// planChoices is what the keys choose.
func (m *Model) planChoices() string {
	p := &m.plan
	groups := "1 group"
	if p.groups > 1 {
		groups = fmt.Sprintf("up to %d groups", p.groups)
	}
	zones := "1 zone"
	if p.zones > 1 {
		zones = fmt.Sprintf("%d zones", p.zones)
	}
	return paint(m.style.chip, " "+join("least "+p.objective.String(), groups, zones, "spare "+p.spare.String(), m.boughtText()))
}

func (m *Model) boughtText() string {
	c := &m.settings.Capacity
	text := fmt.Sprintf("%d%% on-demand", c.OnDemandPercent)
	if c.OnDemandBase > 0 {
		text = fmt.Sprintf("%d + %s", c.OnDemandBase, text)
	}
	return text
}

func (m *Model) planLines(width int) []string {
	p := &m.plan
	if len(*m.workload) == 0 {
		return append([]string{""}, wrap("  ", "There is no workload to plan for: 2 opens it, where n adds a kind of pods and b makes one of four figures; o opens a scenario that has one.", width-2)...)
	}
	var lines []string
	if p.stop != nil {
		text := fmt.Sprintf("looking for plans for %s …  esc stops with the best so far", countKinds(len(*m.workload)))
		if p.found != nil {
			text += "; below are those of before"
		}
		lines = append(lines, wrapPainted(m.style.accent, "  ", text, width-1)...)
	}
	if p.found == nil {
		return lines
	}
	if p.opened {
		return append(lines, m.patternLines(width)...)
	}
	lines = append(lines, m.planNotes(width)...)
	return m.plansFound(lines, width)
}

// planNotes are what no plan holds, first, and what else a plan leaves out.
func (m *Model) planNotes(width int) []string {
	f := m.plan.found
	var lines []string
	say := func(s *status) {
		lines = append(lines, wrapPainted(m.style.of(s.kind), "  ", s.text, width-1)...)
	}
	for _, u := range f.Unplaced {
		say(&status{text: fmt.Sprintf("✗ unplaced: %s of %s: %s", podCount(u.Replicas), u.Workload, words.Reason(u.Reason)), kind: wrong})
		if u.Reason.Limit == density.LimitBranchENIs && !f.settings.CNI.SecurityGroupsForPods {
			say(&status{text: "  security groups for pods are off in the settings: 1, tab, SG for pods", kind: worse})
		}
	}
	for _, w := range f.Warnings {
		say(&status{text: words.Warn(w).Line(), kind: worse})
	}
	guessed := 0
	for _, k := range *f.workload {
		if k.NoRequests {
			guessed++
		}
	}
	if guessed > 0 {
		say(&status{text: fmt.Sprintf("%s without requests: for these the plan is a guess", countKinds(guessed)), kind: worse})
	}
	if f.Unpriced > 0 {
		say(&status{text: fmt.Sprintf("left out for want of a price: %s", countTypes(f.Unpriced))})
	}
	if f.cut {
		say(&status{text: "stopped early: these are the best plans so far", kind: worse})
	}
	switch {
	case f.err != nil:
		say(&status{text: f.err.Error(), kind: wrong})
	case f.candidates == 0:
		say(&status{text: "no type passes: " + f.filter, kind: wrong})
	case len(f.Plans) == 0 && len(f.Unplaced) == 0:
		say(&status{text: "no pods to place"})
	}
	return lines
}

func podCount(n int) string {
	if n == 1 {
		return "1 pod"
	}
	return thousands(n) + " pods"
}

// plansFound puts the plans under one another, the best first.
func (m *Model) plansFound(lines []string, width int) []string {
	p := &m.plan
	if len(p.found.Plans) > 0 {
		lines = append(lines, paint(m.style.title, planRow("    NODES", "TYPE", "A MONTH", "BINDS", "USED", "STRANDED", width)))
	}
	for i := range p.found.Plans {
		p.starts = append(p.starts, len(lines))
		lines = append(lines, m.planBlock(i, width)...)
	}
	if len(p.found.Plans) > 0 {
		lines = append(lines, wrapPainted(m.style.dim, "  ", m.fromText(), width-1)...)
	}
	return lines
}

func (m *Model) fromText() string {
	f := m.plan.found
	if f.filter == "" {
		return "chosen from all types that EKS can run, as the table shows them"
	}
	if f.ownFilter() {
		return "chosen from the table's types: " + f.filter
	}
	return "chosen from " + f.filter + ", unless the table has a filter of your own"
}

// planRow is a line of figures; a screen too narrow for what is stranded has
// that in a line below.
func planRow(nodes, typeName, month, binds, used, stranded string, width int) string {
	row := fitRight(nodes, 9) + " " + fit(typeName, 17) + fitRight(month, 11) + "  " + fit(binds, 11) + fitRight(used, 5)
	if width >= strandedFrom {
		row += "  " + stranded
	}
	return row
}

const strandedFrom = 76

// planBlock is one plan: its sum, what it costs otherwise or why it is not
// better, and its groups. It ends with an empty line.
func (m *Model) planBlock(i, width int) []string {
	f := m.plan.found
	p, first := &f.Plans[i], &f.Plans[0]
	sum := fmt.Sprintf("%d  %s nodes  %s a month", i+1, thousands(p.Nodes), words.PlanMoney(p.Month, p))
	if i == 0 {
		sum = join(sum, words.Gap(p))
	} else {
		sum = join(sum, words.Worse(p, first))
	}
	at := i == m.plan.list.cursor
	head := rowMark(at, " ") + sum
	if at {
		head = paint(m.style.selected, fit(head, width))
	} else {
		head = paint(m.style.current, fit(head, width))
	}
	lines := []string{head}
	for k := range p.Groups {
		lines = append(lines, m.groupLines(&p.Groups[k], width)...)
	}
	lines = append(lines, wrapPainted(m.style.dim, "     ", m.otherwise(p), width-1)...)
	if i == 0 {
		lines = append(lines, wrapPainted(m.style.dim, "     ", words.Bound(p), width-1)...)
	}
	return append(lines, "")
}

// otherwise is what the same nodes cost bought in other ways.
func (m *Model) otherwise(p *plan.Plan) string {
	mix := &m.plan.found.settings.Capacity
	text := words.Bought(p, *mix)
	if mix.OnDemandPercent > 0 && mix.OnDemandPercent < 100 || mix.OnDemandBase > 0 && mix.OnDemandPercent < 100 {
		onDemand := 0
		for i := range p.Groups {
			onDemand += p.Groups[i].OnDemandNodes
		}
		text += fmt.Sprintf(" · this mix has %d on-demand and %d spot", onDemand, p.Nodes-onDemand)
	}
	return text
}

// groupLines are a node group: its figures, and the types that do as well.
func (m *Model) groupLines(g *plan.NodeGroup, width int) []string {
	c := words.NewGroupCells(g)
	row := planRow(c.Nodes+" ×", c.Type, c.Cost, c.LimitedBy, c.Used, c.Unused, width)
	var notes []string
	if width < strandedFrom {
		notes = append(notes, c.Unused+" stranded")
	}
	if c.Zone != "" {
		notes = append(notes, "in "+c.Zone)
	}
	if g.SpareNodes > 0 {
		notes = append(notes, fmt.Sprintf("%d of them spare", g.SpareNodes))
	}
	if n := len(g.Alternatives); n > 0 {
		shown := min(n, 3)
		notes = append(notes, "or "+strings.Join(g.Alternatives[:shown], ", "))
		if n > shown {
			notes[len(notes)-1] += fmt.Sprintf(", %d more", n-shown)
		}
	}
	note := join(notes...)
	switch {
	case note == "":
		return []string{row}
	case strandedFrom+2+ansi.StringWidth(note) < width:
		return []string{fit(row, strandedFrom) + paint(m.style.dim, "  "+note)}
	}
	return append([]string{row}, wrapPainted(m.style.dim, spaces(10), note, width-1)...)
}

// patternLines are what the nodes of the plan at the cursor hold.
func (m *Model) patternLines(width int) []string {
	p := m.plan.selected()
	lines := []string{"", paint(m.style.title, fmt.Sprintf("  What the nodes of plan %d hold", m.plan.list.cursor+1))}
	for i := range p.Groups {
		g := &p.Groups[i]
		c := words.NewGroupCells(g)
		lines = append(lines, "", paint(m.style.current, "  "+fit(join(c.Nodes+" × "+c.Name(), c.LimitedBy+" "+c.Used, "stranded "+c.Unused+", "+c.UnusedCost+" a month"), width-2)))
		for _, pattern := range g.Patterns {
			var pods []string
			for _, k := range pattern.Pods {
				pods = append(pods, fmt.Sprintf("%d %s", k.Pods, k.Workload))
			}
			wrapped := wrap(spaces(13), strings.Join(pods, " + "), width-1)
			wrapped[0] = fitRight(fmt.Sprintf("%d ×", pattern.Nodes), 11) + wrapped[0][11:]
			lines = append(lines, wrapped...)
		}
		if g.SpareNodes > 0 {
			lines = append(lines, fitRight(fmt.Sprintf("%d ×", g.SpareNodes), 11)+"  nothing: spare")
		}
		if len(g.Alternatives) > 0 {
			lines = append(lines, wrapPainted(m.style.dim, "     ", "the same pods fit on "+strings.Join(g.Alternatives, ", "), width-1)...)
		}
	}
	return append(lines, "", paint(m.style.dim, "  enter goes back to the plans"))
}

// clickPlan selects a plan; again, it shows what its nodes hold.
func (m *Model) clickPlan(y int) {
	p := &m.plan
	line := y - m.layout.body.inner().y - planHead
	if p.opened || line < 0 || line >= p.text.height {
		return
	}
	for i := len(p.starts) - 1; i >= 0; i-- {
		if p.text.top+line < p.starts[i] {
			continue
		}
		if i == p.list.cursor {
			m.togglePatterns()
			return
		}
		p.list.moveTo(i)
		return
	}
}
