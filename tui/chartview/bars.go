package chartview

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/planner/settings"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// barModes are the modes of the CNI that bars stand for.
var barModes = []struct {
	label string
	settings.Variant
}{
	{"secondary IP", settings.SecondaryIPs},
	{"secondary IP, SG", settings.SecondaryIPsWithSG},
	{"custom networking", settings.CustomNetworking},
	{"prefixes, managed", settings.Prefixes},
}

const (
	barLabelWidth = 22
	barFigure     = 22  // "110 of 110 max pods"
	barsTwice     = 140 // the width from which types stand in two columns
)

// barTypes are the marked types, or the selected one.
func barTypes(s *screen.Session) []string {
	if len(s.Marks) > 0 {
		return s.Marks
	}
	if o := s.Rows.Selected(); o != nil {
		return []string{o.Type.Name}
	}
	return nil
}

// barLines are a block of lines for each type, in two columns where these fit.
func barLines(s *screen.Session, width int) []string {
	types := s.Contenders(barTypes(s))
	most := 1
	for i := range types {
		for _, mode := range barModes {
			if most2, _, ok := barFigures(&types[i], mode.Variant); ok {
				most = max(most, most2)
			}
		}
	}
	if width < barsTwice || len(types) < 2 {
		var lines []string
		for i := range types {
			lines = append(lines, barBlock(s, &types[i], most, width)...)
		}
		return lines
	}
	var lines []string
	for pair := range slices.Chunk(types, 2) {
		left := barBlock(s, &pair[0], most, width/2)
		right := make([]string, len(left))
		if len(pair) > 1 {
			right = barBlock(s, &pair[1], most, width/2)
		}
		for i := range left {
			lines = append(lines, widget.FitPainted(left[i], width/2)+right[i])
		}
	}
	return lines
}

// barFigures are the pods that have a slot or, with security groups, can have
// them, and the application pods among them.
func barFigures(c *screen.Contender, of settings.Variant) (most, pods int, known bool) {
	o := c[of]
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

func barBlock(s *screen.Session, c *screen.Contender, most, width int) []string {
	o := c[settings.AsSet]
	head := screen.RowMark(o.Type.Name == selectedName(s), s.Sign(o)) + o.Type.Name
	lines := []string{widget.Paint(s.Style.Title, widget.Fit(head, width))}
	room := max(1, width-barLabelWidth-barFigure-2)
	for _, mode := range barModes {
		line := "   " + widget.Fit(mode.label, barLabelWidth-3)
		lines = append(lines, widget.FitPainted(line+barLine(s, c, mode.Variant, most, room), width))
	}
	return lines
}

func selectedName(s *screen.Session) string {
	if o := s.Rows.Selected(); o != nil {
		return o.Type.Name
	}
	return ""
}

// barLine is application pods in full and the rest of the slots in a shade.
func barLine(s *screen.Session, c *screen.Contender, of settings.Variant, most, room int) string {
	slots, pods, known := barFigures(c, of)
	if !known {
		if c[of] != nil && !c[of].Type.Network.Trunking().Or(true) {
			return widget.Paint(s.Style.Dim, "none: the type does not support trunk ENIs")
		}
		return widget.Paint(s.Style.Dim, "unknown")
	}
	full := widget.Cells(pods, most, room)
	rest := max(0, widget.Cells(slots, most, room)-full)
	what := "max pods"
	if c[of].Settings.CNI.SecurityGroupsForPods {
		what = "with SG"
	}
	figure := fmt.Sprintf(" %s of %s %s", words.Count(c[of].ApplicationPods), words.Count(planner.Known(slots)), what)
	return widget.Paint(s.Style.Accent, strings.Repeat("█", full)) + widget.Paint(s.Style.Dim, strings.Repeat("░", rest)) + figure
}

func (v *View) drawBars(s *screen.Session, r widget.Rect) []string {
	title := "Application pods by CNI mode, IPv4"
	if len(s.Marks) == 0 {
		title += " · space marks more types"
	}
	return s.Style.Box(r, title+v.bars.More(), v.barsAlone && !s.InSettings, v.bars.Visible())
}
