package planview

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// nodeKind is nodes of a group that hold the same pods; without a pattern they hold none.
type nodeKind struct {
	group   *plan.NodeGroup
	pattern *plan.Pattern
	nodes   int
}

func nodeKinds(p *plan.Plan) (all []nodeKind) {
	for i := range p.Groups {
		g := &p.Groups[i]
		for k := range g.Patterns {
			all = append(all, nodeKind{g, &g.Patterns[k], g.Patterns[k].Nodes})
		}
		if g.SpareNodes > 0 {
			all = append(all, nodeKind{g, nil, g.SpareNodes})
		}
	}
	return all
}

// text is what they hold, as far as a line has room for it.
func (k *nodeKind) text(zones bool, width int) string {
	if k.pattern == nil {
		return fmt.Sprintf("%4d ×  no pods: spare", k.nodes)
	}
	text := fmt.Sprintf("%4d ×  ", k.nodes)
	if zones && k.pattern.Zone != "" {
		text += k.pattern.Zone + "  "
	}
	var pods []string
	for _, p := range k.pattern.Pods {
		if width < 0 {
			break
		}
		pods = append(pods, fmt.Sprintf("%d × %s", p.Pods, p.Workload))
		width -= widget.Width(p.Workload)
	}
	return text + strings.Join(pods, " + ")
}

// nodesLines are the nodes of the plan at the cursor, those alike in a line.
func (v *View) nodesLines(s *screen.Session, width int) []string {
	p := s.Plans.Selected()
	lines := []string{widget.Paint(s.Style.Title, fmt.Sprintf("  What the nodes of plan %d run", s.Plans.List.Cursor+1))}
	kinds := nodeKinds(p)
	v.nodes.Show(len(kinds), len(kinds))
	var group *plan.NodeGroup
	for i := range kinds {
		k := &kinds[i]
		if k.group != group {
			group = k.group
			lines = append(lines, "")
			lines = append(lines, widget.WrapPainted(s.Style.Current, "  ", groupHead(group), width-1)...)
		}
		v.starts = append(v.starts, len(lines))
		lines = append(lines, v.nodeRow(s, i, k, width)...)
		if i+1 == len(kinds) || kinds[i+1].group != group {
			if all := group.Alternatives; len(all) > 0 {
				lines = append(lines, widget.WrapPainted(s.Style.Dim, "         ", "the same pods also fit on "+strings.Join(all, ", "), width-1)...)
			}
		}
	}
	return lines
}

// nodeRow is a row of nodes on one line, and the one at the cursor on as many as it takes.
func (v *View) nodeRow(s *screen.Session, i int, k *nodeKind, width int) []string {
	if i != v.nodes.Cursor {
		return []string{s.Style.Row(false, widget.Fit(k.text(k.group.Zone == 0, width), width-2), width)}
	}
	texts := lineUp(k.text(k.group.Zone == 0, math.MaxInt), width-nodesIndent-2)
	lines := []string{s.Style.Row(true, widget.Spaces(nodesWidth-len(strconv.Itoa(k.nodes)))+texts[0], width)}
	for _, text := range texts[1:] {
		lines = append(lines, widget.Paint(s.Style.Selected, widget.Fit(widget.Spaces(nodesIndent)+text, width)))
	}
	return lines
}

// lineUp breaks what nodes hold between their pods, as far as those have room on a line.
func lineUp(text string, width int) (lines []string) {
	line := ""
	for part := range strings.SplitSeq(strings.TrimSpace(text), " + ") {
		next := strings.TrimPrefix(line+" + "+part, " + ")
		if line != "" && widget.Width(next) > width {
			lines, next = append(lines, line+" +"), part
		}
		line = next
	}
	return append(lines, line)
}

// nodesWidth is that of a number of nodes, nodesIndent of what stands before their pods.
const (
	nodesWidth  = 4
	nodesIndent = 10
)

// gib is memory in GiB, with as many digits as a small amount needs.
func gib(m planner.Memory) string {
	if m < planner.GiB {
		return fmt.Sprintf("%.2fGi", m.GiB())
	}
	return words.GiB(m)
}

// alike says how many nodes of a group hold the same.
func alike(nodes, all int) string {
	switch {
	case all == 1:
		return "the only node of its group"
	case nodes == 1:
		return fmt.Sprintf("1 of %d nodes", all)
	}
	return fmt.Sprintf("%d of %d nodes, which hold the same", nodes, all)
}

// nodeLines are one node: what it is used for, and the pods that it holds.
func (v *View) nodeLines(s *screen.Session, width int) []string {
	p := s.Plans.Selected()
	kinds := nodeKinds(p)
	if len(kinds) == 0 {
		return nil
	}
	k := kinds[min(v.nodes.Cursor, len(kinds)-1)]
	g, w := k.group, s.Plans.Found.Answer.Workload
	zone, pattern := g.ZoneName(), plan.Pattern{}
	if k.pattern != nil {
		zone, pattern = k.pattern.Zone, *k.pattern
	}
	title := "  A node of " + g.Option.Type.Name
	if zone != "" {
		title += " in " + zone
	}
	if g.Pool != nil {
		title = widget.Join(title, "pool "+g.Pool.Name)
	}
	lines := []string{widget.Paint(s.Style.Title, widget.Join(title, alike(k.nodes, g.Nodes))), ""}
	n := v.signsOf(s.Plans.Found, p)
	lines = append(lines, n.usesDrawn(s, g.NodeUses(w, &pattern), g.LimitedBy, words.Currency(g.Option), width)...)
	lines = append(lines, "")
	if len(pattern.Pods) == 0 {
		return append(lines, "     no pods: spare")
	}
	memoryText := words.Memory
	for _, on := range pattern.Pods { // one unit for all
		if request := n.workloads[on.Workload]; request != nil && words.ReadableMemory(request.Request.Memory) != words.Memory(request.Request.Memory) {
			memoryText = gib
		}
	}
	lines = append(lines, widget.Paint(s.Style.Title, widget.Fit(podRow("", "WORKLOAD", "PODS", "CPU", "MEMORY", "EACH ALSO", width), width)))
	for _, on := range pattern.Pods {
		sign, cpu, memory, also := n.letter(n.of(on.Workload)), words.Unknown, words.Unknown, ""
		if request := n.workloads[on.Workload]; request != nil {
			cpu, memory, also = words.CPU(request.Request.CPU), memoryText(request.Request.Memory), words.Conditions(request)
		}
		row := podRow(sign, on.Workload, fmt.Sprint(on.Pods), cpu, memory, also, width)
		var below []string
		if widget.Width(row) > width {
			row, below = podRow(sign, on.Workload, fmt.Sprint(on.Pods), cpu, memory, "", width), widget.WrapPainted(s.Style.Dim, "         ", also, width-1)
		}
		lines = append(append(lines, widget.Fit(row, width)), below...)
	}
	lines = append(lines, "")
	return append(lines, widget.WrapPainted(s.Style.Dim, "     ", "CPU and memory are the request of each pod  "+bySystem+" system and DaemonSets  "+byNobody+" unused", width-1)...)
}

func podRow(sign, name, pods, cpu, memory, also string, width int) string {
	names := max(16, min(40, width-5-2-6-9-10-24))
	return "     " + widget.Fit(sign, 2) + widget.FitName(name, names) + widget.FitRight(pods, 6) + widget.FitRight(cpu, 9) + widget.FitRight(memory, 10) + "  " + also
}
