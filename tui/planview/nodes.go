package planview

import (
	"fmt"
	"strings"

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
			lines = append(lines, "", widget.Paint(s.Style.Current, widget.Fit("  "+groupHead(group), width)))
		}
		v.starts = append(v.starts, len(lines))
		lines = append(lines, s.Style.Row(i == v.nodes.Cursor, widget.Fit(k.text(group.Zone == 0, width), width-2), width))
		if i+1 == len(kinds) || kinds[i+1].group != group {
			if all := group.Alternatives; len(all) > 0 {
				lines = append(lines, widget.WrapPainted(s.Style.Dim, "         ", "the same pods also fit on "+strings.Join(all, ", "), width-1)...)
			}
		}
	}
	return lines
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
	lines := []string{widget.Paint(s.Style.Title, widget.Join(title, fmt.Sprintf("%d of %d hold the same", k.nodes, g.Nodes))), ""}
	n := v.signsOf(s.Plans.Found, p)
	lines = append(lines, n.usesDrawn(s, g.NodeUses(w, &pattern), g.LimitedBy, words.Currency(g.Option), width)...)
	lines = append(lines, "")
	if len(pattern.Pods) == 0 {
		return append(lines, "     no pods: spare")
	}
	lines = append(lines, widget.Paint(s.Style.Title, podRow("", "WORKLOAD", "PODS", "CPU", "MEMORY", "EACH ALSO", width)))
	for _, on := range pattern.Pods {
		sign, cpu, memory, also := n.letter(n.of(on.Workload)), words.Unknown, words.Unknown, ""
		if request := n.workloads[on.Workload]; request != nil {
			cpu, memory, also = words.CPU(request.Request.CPU), words.Memory(request.Request.Memory), words.Conditions(request)
		}
		lines = append(lines, podRow(sign, on.Workload, fmt.Sprint(on.Pods), cpu, memory, also, width))
	}
	return append(lines, "", widget.Paint(s.Style.Dim, "     CPU and memory are the request of each pod  "+bySystem+" system and DaemonSets  "+byNobody+" unused"))
}

func podRow(sign, name, pods, cpu, memory, also string, width int) string {
	names := max(16, min(40, width-5-2-6-9-10-24))
	return widget.Fit("     "+widget.Fit(sign, 2)+widget.Fit(name, names)+widget.FitRight(pods, 6)+widget.FitRight(cpu, 9)+widget.FitRight(memory, 10)+"  "+also, width)
}
