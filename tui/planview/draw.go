package planview

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/today"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

func (v *View) planLines(s *screen.Session, width int) []string {
	p := &s.Plans
	if len(*s.Workload) == 0 {
		return append([]string{""}, widget.Wrap("  ", "There are no workloads to plan for. Press ctrl+n to make one from four figures, 2 to list several (a adds one), or o to open what runs.", width-2)...)
	}
	var lines []string
	if p.Searching() && p.Found == nil {
		text := fmt.Sprintf("searching plans for %s …  esc stops and keeps the best so far", widget.Count(len(*s.Workload), "workload"))
		lines = append(lines, widget.WrapPainted(s.Style.Accent, "  ", text, width-1)...)
	}
	if a := s.TodayAnswer(); a != nil && v.depth == atPlans && !v.shares.shown {
		lines = append(lines, todayLines(s, a, width)...)
	}
	if p.Found == nil {
		return lines
	}
	if v.shares.shown {
		return append(lines, v.shares.drawn(s, width)...)
	}
	switch v.depth {
	case atNodes:
		return append(lines, v.nodesLines(s, width)...)
	case atNode:
		return append(lines, v.nodeLines(s, width)...)
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

// planNotes are what no plan holds, and how many warnings there are below the plans.
func planNotes(s *screen.Session, width int) []string {
	f := s.Plans.Found
	var lines []string
	say := func(tone widget.Tone, text string) {
		lines = append(lines, widget.WrapPainted(s.Style.Tone(tone), "  ", text, width-1)...)
	}
	for _, u := range f.Unplaced {
		say(widget.Wrong, fmt.Sprintf("✗ unplaced: %s of %s: %s", widget.Count(u.Replicas, "pod"), u.Workload, s.OnScreen(words.Reason(u.Reason))))
		if u.Reason.Limit == density.LimitBranchENIs && !f.Settings.CNI.SecurityGroupsForPods {
			say(widget.Worse, "  security groups for pods are off: turn on SG for pods in the settings (tab)")
		}
	}
	switch {
	case f.TimedOut:
		say(widget.Worse, fmt.Sprintf("the time limit of %v ended the search: these are the best plans so far; podfit plan on the saved file can search longer", s.Plans.Limit))
	case f.Cut:
		say(widget.Worse, "stopped early: these are the best plans so far")
	}
	switch {
	case f.Err != nil:
		say(widget.Wrong, s.OnScreen(f.Err.Error()))
	case f.Candidates == 0:
		say(widget.Wrong, "no type matches: "+f.Filter)
	case len(f.Plans) == 0 && len(f.Unplaced) == 0:
		say(widget.Plain, "no pods to place")
	}
	var wrong, doubts []answer.Warning
	for _, w := range warnings(s) {
		if w.Severity == planner.SeverityWrong {
			wrong = append(wrong, w)
		} else {
			doubts = append(doubts, w)
		}
	}
	for _, w := range wrong {
		if isLow(s) {
			lines = append(lines, widget.Paint(s.Style.Bad, widget.Fit("  "+s.Warning(w), width-1)))
			continue
		}
		say(widget.Wrong, s.Warning(w))
	}
	if n := len(doubts); n > 0 && len(f.Plans) > 0 {
		say(widget.Worse, widget.Count(n, "more warning")+" below the plans")
	}
	return lines
}

// isLow says that above the plans there is a line for each warning, which stands below
// them in full.
func isLow(s *screen.Session) bool { return s.Layout.Height < 30 && len(s.Plans.Found.Plans) > 0 }

// warnings are those about the tables, today's nodes and the plans, without pods that are
// left out, which stand above, and notes.
func warnings(s *screen.Session) (all []answer.Warning) {
	for _, w := range slices.Concat(s.Doubts(), s.TodayDoubts()) {
		all = append(all, answer.NewWarning(w))
	}
	for _, w := range s.Plans.Found.Said {
		if w.Severity > planner.SeverityNote && w.Code != (plan.Unplaced{}).About().Code {
			all = append(all, w)
		}
	}
	return all
}

// doubts are the warnings below the plans.
func doubts(s *screen.Session, width int) (lines []string) {
	for _, w := range warnings(s) {
		if w.Severity != planner.SeverityWrong || isLow(s) {
			lines = append(lines, widget.WrapPainted(s.Style.Tone(screen.ToneOf(w.Severity)), "  ", s.Warning(w), width-1)...)
		}
	}
	return lines
}

// plansFound puts the plans under one another, the best first: the one at the cursor is
// drawn, of the others it is said why they are not better.
func (v *View) plansFound(s *screen.Session, lines []string, width int) []string {
	p := &s.Plans
	for i := range p.Found.Plans {
		v.starts = append(v.starts, len(lines))
		if i == p.List.Cursor {
			lines = append(lines, v.planDrawn(s, i, width)...)
		} else {
			lines = append(lines, otherPlan(s, i, width)...)
		}
	}
	lines = append(lines, fargateLines(s, width)...)
	lines = append(lines, doubts(s, width)...)
	if len(p.Found.Plans) > 0 {
		lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", fromText(s), width-1)...)
	}
	for _, w := range p.Found.Said {
		if w.Severity == planner.SeverityNote {
			lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", s.Warning(w), width-1)...)
		}
	}
	return lines
}

// fargateLines compare the workloads with Fargate, if that was asked for.
func fargateLines(s *screen.Session, width int) []string {
	f := s.Plans.Found
	if f.Fargate == nil {
		return nil
	}
	currency := planner.RegionCurrency(f.Settings.Region)
	lines := fargateTable(s, currency, width)
	for _, line := range words.Fargate(&f.Answer, len(f.Settings.DaemonSets)+f.Settings.UnnamedDaemonSets, currency) {
		lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", line, width-1)...)
	}
	return append(lines, "")
}

// fargateTable is the table with as many of its columns as there is room for: what a workload
// costs stays, and why it is on nodes follows in a line of its own.
func fargateTable(s *screen.Session, currency string, width int) (all []string) {
	g := report.Fargate(s.Plans.Found.Fargate, currency)
	const indent, verdict = "  ", "" // the title of the last column
	var below [][]string
	rows := g.Lines()
	tooWide := func() bool {
		return slices.ContainsFunc(rows, func(line string) bool { return widget.Width(indent+line) > width })
	}
	for _, title := range []string{"HOURS", verdict, "REPLICAS", "VCPU", "GB"} {
		if !tooWide() {
			break
		}
		if title == verdict {
			below = g.Rows
		}
		g = g.Without(title)
		rows = g.Lines()
	}
	for i, line := range rows {
		style := widget.Unstyled
		if i == 0 {
			style = s.Style.Title
		}
		all = append(all, widget.Paint(style, widget.Fit(indent+line, width)))
		if i == 0 || below == nil {
			continue
		}
		if why := below[i-1][len(below[i-1])-1]; why != "" {
			all = append(all, widget.WrapPainted(s.Style.Dim, "    ", why, width-1)...)
		}
	}
	return all
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

// planSum is a plan in a line: its nodes, its cost, and how good it is.
func planSum(s *screen.Session, i int) string {
	f := s.Plans.Found
	p, first := &f.Plans[i], &f.Plans[0]
	sum := fmt.Sprintf("%d  %s  %s a month", i+1, widget.Count(p.Nodes, "node"), words.PlanMoney(f.Month(p), p))
	onFargate := ""
	if n := f.OnFargate(); n > 0 {
		onFargate = fmt.Sprintf("%s of it for %s on Fargate", words.PlanMoney(f.Fargate.Month, p), widget.Count(n, "pod"))
	}
	switch {
	case p.Nodes == 0:
		return widget.Join(sum, "no nodes: all pods are on Fargate")
	case i == 0:
		return widget.Join(sum, words.Gap(p), onFargate)
	}
	return widget.Join(sum, words.Worse(p, first), onFargate)
}

// otherPlan is a plan beside the one at the cursor: its groups, and what limits them. It ends
// with an empty line.
func otherPlan(s *screen.Session, i, width int) []string {
	p := &s.Plans.Found.Plans[i]
	lines := []string{widget.Paint(s.Style.Current, widget.Fit(screen.RowMark(false, " ")+planSum(s, i), width))}
	lines = append(lines, widget.WrapPainted(widget.Unstyled, "     ", words.Groups(p), width-1)...)
	lines = append(lines, widget.WrapPainted(s.Style.Dim, "     ", words.PlanLimits(p), width-1)...)
	return append(lines, "")
}

// planDrawn is the plan at the cursor: its sum, how good it is, its groups with what their
// nodes are used for, and its zones. It ends with an empty line.
func (v *View) planDrawn(s *screen.Session, i, width int) []string {
	p := &s.Plans.Found.Plans[i]
	lines := []string{widget.Paint(s.Style.Selected, widget.Fit(screen.RowMark(true, " ")+planSum(s, i), width))}
	say := func(text string) { lines = append(lines, widget.WrapPainted(s.Style.Dim, "     ", text, width-1)...) }
	if p.Nodes == 0 {
		return append(lines, "")
	}
	signs := v.signsOf(s.Plans.Found, p)
	lines = append(lines, figures(s, p, signs, width)...)
	say(signs.legend())
	lines = append(lines, "")
	lines = append(lines, groupsDrawn(s, signs, width)...)
	lines = append(lines, zonesDrawn(s, p, width)...)
	lines = append(lines, v.room.lines(s, p, width)...)
	say(otherwise(s, p))
	for _, text := range words.Costs(p) {
		say(text)
	}
	return append(lines, "")
}

// figuresRoom is what the three figures take beside their names and bars, which are no wider than
// figureBar.
const (
	figuresRoom = 62
	figureBar   = 40
	leastFigure = 5
)

// figures are the lower bound, what a packer needs and what the scheduler does, to one
// scale.
func figures(s *screen.Session, p *plan.Plan, n signs, width int) (lines []string) {
	bound, packs, schedules := words.BoundFigures(p)
	most := p.Scale()
	for _, f := range []struct {
		name, figure, note string
		of                 planner.Maybe[float64]
	}{
		{"lower bound", bound, "no plan needs less", p.LowerBound.Amount()},
		{"packs", packs, "a perfect packer", p.PackedAmount()},
		{"schedules", schedules, words.ScheduledIn(p), planner.Known(most)},
	} {
		bar := widget.Spaces(max(leastFigure, min(figureBar, width-figuresRoom-n.wide)))
		if amount, known := f.of.Value(); known {
			bar = widget.Bar(amount, most, len(bar))
		}
		line := "     " + widget.Fit(f.name, n.wide) + widget.Paint(s.Style.Accent, bar) + " " + widget.FitRight(f.figure, 11) + "  " + widget.Paint(s.Style.Dim, f.note)
		lines = append(lines, widget.FitPainted(line, width))
	}
	return lines
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
