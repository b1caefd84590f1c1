package planview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/today"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

func (v *View) planLines(s *screen.Session, width int) []string {
	p := &s.Plans
	if len(*s.Workload) == 0 {
		return append([]string{""}, widget.Wrap("  ", "There are no workloads to plan for. Press 2 to add some (n adds one, b makes one from four figures), or o to open a scenario.", width-2)...)
	}
	var lines []string
	if p.Searching() && p.Found == nil {
		text := fmt.Sprintf("searching plans for %s …  esc stops and keeps the best so far", screen.CountKinds(len(*s.Workload)))
		lines = append(lines, widget.WrapPainted(s.Style.Accent, "  ", text, width-1)...)
	}
	if a := s.TodayAnswer(); a != nil && !v.opened {
		lines = append(lines, todayLines(s, a, width)...)
	}
	if p.Found == nil {
		return lines
	}
	if v.opened {
		return append(lines, patternLines(s, width)...)
	}
	lines = append(lines, planNotes(s, width)...)
	return v.plansFound(s, lines, width)
}

// todayLines are what the cluster has now, and what the plan at the cursor saves.
func todayLines(s *screen.Session, a *today.Answer, width int) []string {
	lines := widget.WrapPainted(s.Style.Current, "  ", words.Today(a), width-1)
	if c := s.BesideToday(); c != nil {
		saved := words.Saved(c, 0)
		if s.Plans.List.Cursor > 0 {
			saved = fmt.Sprintf("plan %d: %s", s.Plans.List.Cursor+1, saved)
		}
		lines = append(lines, widget.WrapPainted(s.Style.Accent, "  ", saved+"; press 6 for the steps that lead there", width-1)...)
	}
	return append(lines, "")
}

// planNotes are what no plan holds, first, and what else a plan leaves out.
func planNotes(s *screen.Session, width int) []string {
	f := s.Plans.Found
	var lines []string
	say := func(tone widget.Tone, text string) {
		lines = append(lines, widget.WrapPainted(s.Style.Tone(tone), "  ", text, width-1)...)
	}
	for _, u := range f.Unplaced {
		say(widget.Wrong, fmt.Sprintf("✗ unplaced: %s of %s: %s", widget.Count(u.Replicas, "pod"), u.Workload, words.Reason(u.Reason)))
		if u.Reason.Limit == density.LimitBranchENIs && !f.Settings.CNI.SecurityGroupsForPods {
			say(widget.Worse, "  security groups for pods are off: turn on SG for pods in the settings (press 1, then tab)")
		}
	}
	for _, w := range slices.Concat(s.Doubts(), s.TodayDoubts()) {
		said := answer.NewWarning(w)
		say(screen.ToneOf(said.Severity), said.Labelled())
	}
	for _, w := range f.Said {
		if w.Severity > planner.SeverityNote && w.Code != (plan.Unplaced{}).About().Code { // which are above
			say(screen.ToneOf(w.Severity), w.Labelled())
		}
	}
	switch {
	case f.TimedOut:
		say(widget.Worse, fmt.Sprintf("the time limit of %v ended the search: these are the best plans so far; podfit plan --time-limit 5m on the saved file searches longer", s.Plans.Limit))
	case f.Cut:
		say(widget.Worse, "stopped early: these are the best plans so far")
	}
	switch {
	case f.Err != nil:
		say(widget.Wrong, f.Err.Error())
	case f.Candidates == 0:
		say(widget.Wrong, "no type matches: "+f.Filter)
	case len(f.Plans) == 0 && len(f.Unplaced) == 0:
		say(widget.Plain, "no pods to place")
	}
	return lines
}

// plansFound puts the plans under one another, the best first.
func (v *View) plansFound(s *screen.Session, lines []string, width int) []string {
	p := &s.Plans
	if len(p.Found.Plans) > 0 {
		lines = append(lines, widget.Paint(s.Style.Title, planRow("    NODES", "TYPE", "A MONTH", "LIMITED-BY", "USED", "UNUSED", width)))
	}
	for i := range p.Found.Plans {
		v.starts = append(v.starts, len(lines))
		lines = append(lines, v.planBlock(s, i, width)...)
	}
	if len(p.Found.Plans) > 0 {
		lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", fromText(s), width-1)...)
	}
	for _, w := range p.Found.Said {
		if w.Severity == planner.SeverityNote {
			lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", w.Labelled(), width-1)...)
		}
	}
	return lines
}

func fromText(s *screen.Session) string {
	f := s.Plans.Found
	switch f.PlanQuestion.Candidates {
	case plan.AllCandidates:
		return "chosen from all types that EKS can run"
	case plan.DefaultCandidates:
		return "chosen from " + f.Filter + "; a filter of your own in the table replaces this"
	}
	return "chosen from the types in the table: " + f.Filter
}

// planRow is a line of figures; a screen too narrow for what is unused has
// that on a line below.
func planRow(nodes, typeName, month, limitedBy, used, unused string, width int) string {
	row := widget.FitRight(nodes, 9) + " " + widget.Fit(typeName, 17) + widget.FitRight(month, 11) + "  " + widget.Fit(limitedBy, 11) + widget.FitRight(used, 5)
	if width >= unusedFrom {
		row += "  " + unused
	}
	return row
}

const unusedFrom = 76

// planBlock is one plan: its sum, what it costs otherwise or why it is not
// better, and its groups. It ends with an empty line.
func (v *View) planBlock(s *screen.Session, i, width int) []string {
	f := s.Plans.Found
	p, first := &f.Plans[i], &f.Plans[0]
	sum := fmt.Sprintf("%d  %s  %s a month", i+1, widget.Count(p.Nodes, "node"), words.PlanMoney(p.Month, p))
	if i == 0 {
		sum = widget.Join(sum, words.Gap(p))
	} else {
		sum = widget.Join(sum, words.Worse(p, first))
	}
	at := i == s.Plans.List.Cursor
	head := screen.RowMark(at, " ") + sum
	if at {
		head = widget.Paint(s.Style.Selected, widget.Fit(head, width))
	} else {
		head = widget.Paint(s.Style.Current, widget.Fit(head, width))
	}
	lines := []string{head}
	for k := range p.Groups {
		lines = append(lines, groupLines(s, &p.Groups[k], width)...)
	}
	lines = append(lines, widget.WrapPainted(s.Style.Dim, "     ", otherwise(s, p), width-1)...)
	for _, text := range words.Costs(p) {
		lines = append(lines, widget.WrapPainted(s.Style.Dim, "     ", text, width-1)...)
	}
	if i == 0 {
		for _, text := range []string{words.Bound(p), words.Scheduled(p), words.Layout(p)} {
			lines = append(lines, widget.WrapPainted(s.Style.Dim, "     ", text, width-1)...)
		}
	}
	return append(lines, "")
}

// otherwise is what the same nodes cost bought in other ways.
func otherwise(s *screen.Session, p *plan.Plan) string {
	mix := &s.Plans.Found.Settings.Capacity
	text := words.Bought(p, *mix)
	if mix.OnDemandPercent > 0 && mix.OnDemandPercent < 100 || mix.OnDemandBase > 0 && mix.OnDemandPercent < 100 {
		onDemand := 0
		for i := range p.Groups {
			onDemand += p.Groups[i].OnDemandNodes
		}
		text += fmt.Sprintf(" · this mix is %d on-demand and %d spot", onDemand, p.Nodes-onDemand)
	}
	return text
}

// groupLines are a node group: its figures, and the types that do as well.
func groupLines(s *screen.Session, g *plan.NodeGroup, width int) []string {
	c := words.NewGroupCells(g)
	row := planRow(c.Nodes+" ×", c.Type, c.Cost, c.LimitedBy, c.Used, c.Unused, width)
	var notes []string
	if width < unusedFrom {
		notes = append(notes, c.Unused+" unused")
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
	note := widget.Join(notes...)
	switch {
	case note == "":
		return []string{row}
	case unusedFrom+2+ansi.StringWidth(note) < width:
		return []string{widget.Fit(row, unusedFrom) + widget.Paint(s.Style.Dim, "  "+note)}
	}
	return append([]string{row}, widget.WrapPainted(s.Style.Dim, widget.Spaces(10), note, width-1)...)
}

// mostPatterns is how many kinds of nodes of a group are shown.
const mostPatterns = 5

// patternLines are what the nodes of the plan at the cursor hold.
func patternLines(s *screen.Session, width int) []string {
	p := s.Plans.Selected()
	lines := []string{"", widget.Paint(s.Style.Title, fmt.Sprintf("  What the nodes of plan %d run", s.Plans.List.Cursor+1))}
	for i := range p.Groups {
		g := &p.Groups[i]
		c := words.NewGroupCells(g)
		lines = append(lines, "", widget.Paint(s.Style.Current, "  "+widget.Fit(widget.Join(c.Nodes+" × "+c.Name(), c.LimitedBy+" "+c.Used, "unused "+c.Unused+", "+c.UnusedCost+" a month"), width-2)))
		shown := g.Patterns[:min(len(g.Patterns), mostPatterns)]
		for _, pattern := range shown {
			var pods []string
			for _, k := range pattern.Pods {
				pods = append(pods, fmt.Sprintf("%d %s", k.Pods, k.Workload))
			}
			wrapped := widget.Wrap(widget.Spaces(13), strings.Join(pods, " + "), width-1)
			wrapped[0] = widget.FitRight(fmt.Sprintf("%d ×", pattern.Nodes), 11) + wrapped[0][11:]
			lines = append(lines, wrapped...)
		}
		rest := 0
		for _, pattern := range g.Patterns[len(shown):] {
			rest += pattern.Nodes
		}
		if rest > 0 {
			lines = append(lines, widget.Spaces(8)+"… and "+widget.Count(rest, "more node"))
		}
		if g.SpareNodes > 0 {
			lines = append(lines, widget.FitRight(fmt.Sprintf("%d ×", g.SpareNodes), 11)+"  no pods: spare")
		}
		if len(g.Alternatives) > 0 {
			lines = append(lines, widget.WrapPainted(s.Style.Dim, "     ", "the same pods also fit on "+strings.Join(g.Alternatives, ", "), width-1)...)
		}
	}
	return append(lines, "", widget.Paint(s.Style.Dim, "  enter goes back to the plans"))
}
