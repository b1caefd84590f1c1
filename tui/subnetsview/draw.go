package subnetsview

import (
	"fmt"
	"slices"
	"strconv"
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
	return lines
}

// droppable are the columns that a narrow screen does without, the first to go first.
// Those that add up are not among them.
var droppable = []string{"SUBNETS", "PREFIXES", "NODES-AT-FULL", "PODS-AT-FULL", "POD-SUBNET", "IPS", "WITHOUT-ADDRESS", "FOR"}

// addends are what is taken from FREE to give LEFT: on a narrow screen, those that are 0
// are left out, and then all are one column.
var addends = []string{"DRAWN", "FARGATE", "EKS", "UPDATE"}

const sumTitle = "TAKEN"

// narrowed is a table with as many columns as there is room for, and their widths.
func narrowed(g table.Grid, width int) (table.Grid, []int) {
	fits := func() (widths []int, is bool) {
		total := -columnGap
		for i := range g.Titles {
			w := ansi.StringWidth(g.Titles[i])
			for _, row := range g.Rows {
				w = max(w, ansi.StringWidth(printable.Text(row[i])))
			}
			widths = append(widths, w)
			total += w + columnGap
		}
		return widths, total <= width
	}
	widths, is := fits()
	drop := func(titles []string, only func(at int) bool) {
		for _, title := range titles {
			if at := slices.Index(g.Titles, title); !is && at >= 0 && only(at) {
				g = without(g, at)
				widths, is = fits()
			}
		}
	}
	drop(droppable[:2], func(int) bool { return true })
	drop(addends, func(at int) bool {
		return !slices.ContainsFunc(g.Rows, func(row []string) bool { return row[at] != "0" })
	})
	if !is {
		g = summed(g)
		widths, is = fits()
	}
	drop(droppable[2:], func(int) bool { return true })
	return g, widths
}

const columnGap = 2

// without is a table without a column.
func without(g table.Grid, at int) table.Grid {
	cut := func(cells []string) []string { return slices.Delete(slices.Clone(cells), at, at+1) }
	next := table.Grid{Titles: cut(g.Titles), Right: slices.Delete(slices.Clone(g.Right), at, at+1)}
	for _, row := range g.Rows {
		next.Rows = append(next.Rows, cut(row))
	}
	return next
}

// summed is a table with the addends in one column.
func summed(g table.Grid) table.Grid {
	first := slices.IndexFunc(g.Titles, func(title string) bool { return slices.Contains(addends, title) })
	if first < 0 {
		return g
	}
	next := table.Grid{Titles: slices.Clone(g.Titles), Right: g.Right}
	next.Titles[first] = sumTitle
	for _, row := range g.Rows {
		sum := 0
		for i, title := range g.Titles {
			if slices.Contains(addends, title) {
				n, _ := strconv.Atoi(row[i]) // they are counts
				sum += n
			}
		}
		row = slices.Clone(row)
		row[first] = strconv.Itoa(sum)
		next.Rows = append(next.Rows, row)
	}
	for at := len(next.Titles) - 1; at > first; at-- {
		if slices.Contains(addends, next.Titles[at]) {
			next = without(next, at)
		}
	}
	return next
}

// gridLines are a table's, with as many columns as there is room for.
func gridLines(s *screen.Session, g table.Grid, width int) []string {
	g, widths := narrowed(g, width)
	line := func(cells []string) string {
		var parts []string
		for i, cell := range cells {
			if g.Right[i] {
				parts = append(parts, widget.FitRight(cell, widths[i]))
			} else {
				parts = append(parts, widget.Fit(cell, widths[i]))
			}
		}
		return "  " + strings.Join(parts, widget.Spaces(columnGap))
	}
	lines := []string{widget.Paint(s.Style.Title, line(g.Titles))}
	for _, row := range g.Rows {
		lines = append(lines, line(row))
	}
	return lines
}
