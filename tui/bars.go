package tui

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/report/words"
)

// barModes are the modes of the CNI that bars stand for.
var barModes = []struct {
	label string
	variant
}{
	{"secondary IP", secondaryIP},
	{"secondary IP, SG", secondaryIPWithSG},
	{"custom networking", customNetworking},
	{"prefixes, managed", prefixes},
}

const (
	barLabelWidth = 22
	barFigure     = 22  // "110 of 110 max pods"
	barsTwice     = 140 // the width from which types stand in two columns
)

// barTypes are the marked types, or the selected one.
func (m *Model) barTypes() []string {
	if len(m.marks) > 0 {
		return m.marks
	}
	if o := m.types.selected(); o != nil {
		return []string{o.Type.Name}
	}
	return nil
}

// barLines are a block of lines for each type, in two columns where these fit.
func (m *Model) barLines(width int) []string {
	types := m.contenders(m.barTypes())
	most := 1
	for i := range types {
		for _, mode := range barModes {
			if most2, _, ok := barFigures(&types[i], mode.variant); ok {
				most = max(most, most2)
			}
		}
	}
	if width < barsTwice || len(types) < 2 {
		var lines []string
		for i := range types {
			lines = append(lines, m.barBlock(&types[i], most, width)...)
		}
		return lines
	}
	var lines []string
	for pair := range slices.Chunk(types, 2) {
		left := m.barBlock(&pair[0], most, width/2)
		right := make([]string, len(left))
		if len(pair) > 1 {
			right = m.barBlock(&pair[1], most, width/2)
		}
		for i := range left {
			lines = append(lines, fit(left[i], width/2)+right[i])
		}
	}
	return lines
}

// barFigures are the pods that have a slot or, with security groups, can have
// them, and the application pods among them.
func barFigures(c *contender, v variant) (most, pods int, known bool) {
	o := c[v]
	if o == nil {
		return 0, 0, false
	}
	slots := o.MaxPods
	if o.Settings.CNI.SecurityGroupsForPods {
		slots = o.With.MaxPods
	}
	most, mostKnown := slots.Value()
	pods, podsKnown := o.ApplicationPods.Value()
	return most, pods, mostKnown && podsKnown
}

func (m *Model) barBlock(c *contender, most, width int) []string {
	o := c[asSet]
	head := rowMark(o.Type.Name == m.selectedName(), m.sign(o)) + o.Type.Name
	lines := []string{paint(m.style.title, fit(head, width))}
	room := max(1, width-barLabelWidth-barFigure-2)
	for _, mode := range barModes {
		line := "   " + fit(mode.label, barLabelWidth-3)
		lines = append(lines, fit(line+m.barLine(c, mode.variant, most, room), width))
	}
	return lines
}

func (m *Model) selectedName() string {
	if o := m.types.selected(); o != nil {
		return o.Type.Name
	}
	return ""
}

// barLine is application pods in full and the rest of the slots in a shade.
func (m *Model) barLine(c *contender, v variant, most, room int) string {
	slots, pods, known := barFigures(c, v)
	if !known {
		if c[v] != nil && !c[v].Type.Network.Trunking().Or(true) {
			return paint(m.style.dim, "none: the type does not trunk")
		}
		return paint(m.style.dim, "unknown")
	}
	full := cells(pods, most, room)
	rest := max(0, cells(slots, most, room)-full)
	what := "max pods"
	if c[v].Settings.CNI.SecurityGroupsForPods {
		what = "with SG"
	}
	figure := fmt.Sprintf(" %s of %s %s", words.Count(c[v].ApplicationPods), words.Count(planner.Known(slots)), what)
	return paint(m.style.accent, strings.Repeat("█", full)) + paint(m.style.dim, strings.Repeat("░", rest)) + figure
}

// cells is an amount's part of a width, at least one where there is any.
func cells(amount, most, width int) int {
	if amount <= 0 {
		return 0
	}
	return max(1, min(width, (amount*width+most/2)/most))
}

func (m *Model) drawBars(r rect) []string {
	title := "Application pods by CNI mode, IPv4"
	if len(m.marks) == 0 {
		title += " · space marks more types"
	}
	visible := m.chart.bars.visible()
	if len(visible) < len(m.chart.bars.lines) {
		title += " " + scrollMark(m.chart.bars.top, m.chart.bars.top+len(visible), len(m.chart.bars.lines))
	}
	return m.style.box(r, title, m.chart.barsAlone, visible)
}
