package planview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// The signs of a bar. They say without colour what they are; the largest workloads have
// letters.
const (
	bySystem   = "▒"
	byOthers   = "+"
	byNobody   = "·"
	mostNamed  = 8
	nameWidth  = 12 // of a resource, but for long names of extended ones
	mostName   = 28
	leastBar   = 10
	mostBar    = 80
	figureRoom = 41 // for the percentage and what is unused
)

// signs are the letters of a plan's workloads, and what its groups' nodes are used for by
// them. They are found once for each plan: it may have thousands of workloads.
type signs struct {
	plan  *plan.Plan
	names []string
	place map[string]int // of each name
	all   int
	uses  [][]plan.Use // of each group
	// workloads are all that were asked for, by name.
	workloads map[string]*planner.Workload
	// wide are the cells for the name of a resource.
	wide int
}

func newSigns(f *screen.Found, p *plan.Plan) signs {
	all := p.Heaviest(f.Answer.Workload)
	n := signs{plan: p, names: all[:min(len(all), mostNamed)], place: map[string]int{}, all: len(all), workloads: map[string]*planner.Workload{}, wide: nameWidth}
	for i := range f.Answer.Workload {
		w := &f.Answer.Workload[i]
		n.workloads[w.Name] = w
	}
	for i, name := range n.names {
		n.place[name] = i
	}
	for i := range p.Groups {
		n.uses = append(n.uses, p.Groups[i].Uses(f.Answer.Workload))
	}
	for _, resource := range f.Answer.Workload.ExtendedResources() {
		n.wide = max(n.wide, min(mostName, ansi.StringWidth(resource)+1))
	}
	return n
}

// signsOf are those of a plan, as they were found last.
func (v *View) signsOf(f *screen.Found, p *plan.Plan) signs {
	if v.signs.plan != p {
		v.signs = newSigns(f, p)
	}
	return v.signs
}

// barWidth is how wide a bar is.
func (n signs) barWidth(width int) int {
	return max(leastBar, min(mostBar, width-5-n.wide-figureRoom))
}

func (n signs) of(workload string) int {
	if i, named := n.place[workload]; named {
		return i
	}
	return len(n.names)
}

func (n signs) letter(i int) string {
	if i == len(n.names) {
		return byOthers
	}
	return string(rune('A' + i))
}

func (n signs) legend() string {
	var parts []string
	for i, name := range n.names {
		parts = append(parts, n.letter(i)+" "+name)
	}
	if rest := n.all - len(n.names); rest > 0 {
		parts = append(parts, byOthers+" "+widget.Count(rest, "other"))
	}
	return strings.Join(append(parts, bySystem+" system and DaemonSets", byNobody+" unused"), "  ")
}

// bar draws who takes a resource.
func (n signs) bar(s *screen.Session, u *plan.Use, width int) string {
	amounts := make([]int64, len(n.names)+3) // the system's first, then the workloads', the others', nobody's
	amounts[0], amounts[len(amounts)-1] = u.System, u.Free
	for _, w := range u.Workloads {
		amounts[1+n.of(w.Workload)] += w.Amount
	}
	var b strings.Builder
	for i, cells := range widget.Stack(amounts, width) {
		switch i {
		case 0:
			b.WriteString(widget.Paint(s.Style.Dim, strings.Repeat(bySystem, cells)))
		case len(amounts) - 1:
			b.WriteString(widget.Paint(s.Style.Dim, strings.Repeat(byNobody, cells)))
		default:
			style := s.Style.Accent
			if i%2 == 0 {
				style = s.Style.Current
			}
			b.WriteString(widget.Paint(style, strings.Repeat(n.letter(i-1), cells)))
		}
	}
	return b.String()
}

// usesDrawn has a line for each resource: its bar, and how much of it is used and unused.
func (n signs) usesDrawn(s *screen.Session, uses []plan.Use, limit density.Limit, currency string, width int) (lines []string) {
	for i := range uses {
		u := &uses[i]
		name := widget.Fit(words.UseName(u), n.wide-1) + " "
		if u.Of == limit {
			name = widget.Paint(s.Style.Title, name)
		}
		line := "     " + name + n.bar(s, u, n.barWidth(width)) + widget.FitRight(fmt.Sprintf("%.0f%%", taken(u)), 5) + "  " + widget.Paint(s.Style.Dim, words.UseUnused(u, currency))
		lines = append(lines, widget.FitPainted(line, width))
	}
	return lines
}

// taken is the percentage of all that the nodes have that is taken, as the bar draws it.
func taken(u *plan.Use) float64 {
	if u.All() == 0 {
		return 0
	}
	percent := 100 * float64(u.All()-u.Free) / float64(u.All())
	if u.Free > 0 {
		return min(percent, 99) // all is taken only if nothing is left
	}
	return percent
}

// twoColumns is from which width groups stand side by side.
const twoColumns = 150

// groupsDrawn are the groups under one another, or two side by side.
func groupsDrawn(s *screen.Session, n signs, width int) (lines []string) {
	groups := len(n.plan.Groups)
	if width < twoColumns || groups < 2 {
		for i := range groups {
			lines = append(lines, groupDrawn(s, n, i, width)...)
		}
		return lines
	}
	half := width / 2
	for i := 0; i < groups; i += 2 {
		left := groupDrawn(s, n, i, half)
		var right []string
		if i+1 < groups {
			right = groupDrawn(s, n, i+1, half)
		}
		for k := range max(len(left), len(right)) {
			line := widget.Spaces(half)
			if k < len(left) {
				line = widget.FitPainted(left[k], half)
			}
			if k < len(right) {
				line += right[k]
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// groupDrawn is a node group: its figures, what its nodes are used for, and the types that
// do as well. It ends with an empty line.
func groupDrawn(s *screen.Session, n signs, i, width int) []string {
	g := &n.plan.Groups[i]
	lines := widget.WrapPainted(s.Style.Current, "   ", groupHead(g), width-1)
	lines = append(lines, n.usesDrawn(s, n.uses[i], g.LimitedBy, words.Currency(g.Option), width)...)
	if g.Option.Type.FractionalGPU && slices.ContainsFunc(n.uses[i], func(u plan.Use) bool { return planner.KindOf(u.Resource) == planner.GPUs }) {
		lines = append(lines, widget.WrapPainted(s.Style.Warning, "     ", words.GPUFraction(g.Option.Type), width-1)...)
	}
	if note := groupNote(g); note != "" {
		lines = append(lines, widget.WrapPainted(s.Style.Dim, "     ", note, width-1)...)
	}
	return append(lines, "")
}

func groupHead(g *plan.NodeGroup) string {
	c := words.NewGroupCells(g)
	limit := ""
	if c.LimitedBy != "" {
		limit = "limited by " + c.LimitedBy
	}
	return widget.Join(c.Nodes+" × "+c.InPool(), c.Cost+" a month", limit, c.UnusedCost+" unused")
}

// mostAlternatives are named.
const mostAlternatives = 3

func groupNote(g *plan.NodeGroup) string {
	var notes []string
	if g.SpareNodes > 0 {
		notes = append(notes, fmt.Sprintf("%d of them spare", g.SpareNodes))
	}
	if all := len(g.Alternatives); all > 0 {
		shown := min(all, mostAlternatives)
		text := "or " + strings.Join(g.Alternatives[:shown], ", ")
		if all > shown {
			text += fmt.Sprintf(", %d more", all-shown)
		}
		notes = append(notes, text)
	}
	return widget.Join(notes...)
}

// zonesDrawn has a column for each zone with the nodes of each type, and what the loss of
// one node takes.
func zonesDrawn(s *screen.Session, p *plan.Plan, width int) []string {
	zones, types := p.Zones()
	column, names := 0, typeWidth
	for _, zone := range zones {
		column = max(column, ansi.StringWidth(zone)+2)
	}
	for _, t := range types {
		names = max(names, ansi.StringWidth(words.InPool(t.Type, t.Pool))+1)
	}
	if 5+names+column*len(zones) > width {
		return widget.WrapPainted(s.Style.Dim, "     ", words.Layout(p), width-1)
	}
	head := "     " + widget.Fit("nodes by zone", names)
	for _, zone := range zones {
		head += widget.FitRight(zone, column)
	}
	lines := []string{widget.Paint(s.Style.Title, widget.Fit(head, width))}
	for _, t := range types {
		line := "     " + widget.Fit(words.InPool(t.Type, t.Pool), names)
		for _, nodes := range t.Nodes {
			line += widget.FitRight(nodesText(nodes, column-1), column)
		}
		lines = append(lines, line)
	}
	return append(lines, widget.WrapPainted(s.Style.Dim, "     ", words.LargestShare(p), width-1)...)
}

const typeWidth = 17

// nodesText has a block for each node, as far as they have room, before the number.
func nodesText(nodes, width int) string {
	text := fmt.Sprint(nodes)
	if room := width - len(text) - 2; nodes > 0 && nodes <= room {
		return strings.Repeat("▪", nodes) + " " + text
	}
	return text
}
