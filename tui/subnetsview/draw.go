package subnetsview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/printable"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

func (v *View) choices(s *screen.Session, width int) string {
	if v.line != nil {
		text, _ := v.line.View(width - len(v.label()))
		return widget.Paint(s.Style.Title, v.label()) + text
	}
	parts := []string{subnetsText("subnets", s.Placement.Subnets)}
	if s.Settings.CNI.CustomNetworking {
		parts = append(parts, subnetsText("pod subnets", s.Placement.PodSubnets))
	}
	parts = append(parts, fmt.Sprintf("room for %g× the pods", v.growth), words.WarmTargets(s.Settings.Warm, s.Settings.CNI.Mode))
	return widget.Paint(s.Style.Chip, widget.Fit(" "+widget.Join(parts...), width))
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

func (v *View) lines(s *screen.Session, width int) []string {
	say := func(text string) []string { return append([]string{""}, widget.Wrap("  ", text, width-2)...) }
	switch {
	case len(*s.Workload) == 0:
		return say("There are no workloads, so no plan uses addresses. Press ctrl+n to make one from four figures, 2 to list several (a adds one), or o to open what runs.")
	case s.Plans.Searching() && (s.Plans.Selected() == nil || v.budget == nil):
		return say("searching for a plan …")
	case s.Plans.Selected() == nil:
		return say("There is no plan, so no nodes use addresses. Press 3 to see why.")
	case v.err != nil:
		return say("✗ " + s.OnScreen(v.err.Error()))
	}
	var lines []string
	for _, w := range v.budget.Answer.Warnings {
		lines = append(lines, widget.WrapPainted(s.Style.Tone(screen.ToneOf(w.Severity)), "  ", s.Warning(w), width-1)...)
	}
	for i, g := range v.budget.Tables() {
		lines = append(append(lines, ""), gridLines(s, g, width-2)...)
		if i > 0 { // the zones come first, and what follows from them
			continue
		}
		lines = append(lines, "")
		for _, l := range v.budget.Lines() {
			lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", l, width-1)...)
		}
	}
	if s.Placement.Fargate != "" {
		lines = append(append(lines, ""), widget.WrapPainted(s.Style.Dim, "  ", "the scenario sends pods to Fargate ("+s.Placement.Fargate+"); this plan has all on nodes", width-1)...)
	}
	return lines
}

// droppable are the columns that a narrow screen does without, the first to go
// first.
var droppable = []string{"SUBNETS", "FARGATE", "EKS", "PREFIXES", "UPDATE", "NODES-AT-FULL", "PODS-AT-FULL", "POD-SUBNET", "IPS", "FREE", "WITHOUT-ADDRESS", "FOR"}

// gridLines are a table's, with as many columns as there is room for.
func gridLines(s *screen.Session, g table.Grid, width int) []string {
	keep := make([]bool, len(g.Titles))
	widths := make([]int, len(g.Titles))
	total := 0
	for i, title := range g.Titles {
		keep[i], widths[i] = true, ansi.StringWidth(title)
		for _, row := range g.Rows {
			widths[i] = max(widths[i], ansi.StringWidth(printable.Text(row[i])))
		}
		total += widths[i] + 2
	}
	for _, title := range droppable {
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
				parts = append(parts, widget.FitRight(cell, widths[i]))
			default:
				parts = append(parts, widget.Fit(cell, widths[i]))
			}
		}
		return "  " + strings.Join(parts, "  ")
	}
	lines := []string{widget.Paint(s.Style.Title, line(g.Titles))}
	for _, row := range g.Rows {
		lines = append(lines, line(row))
	}
	return lines
}
