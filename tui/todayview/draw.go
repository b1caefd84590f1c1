package todayview

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/printable"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/today"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

const indent = "  "

func (v *View) lines(s *screen.Session, a *today.Answer, width int) []string {
	switch {
	case !s.Placement.Today.IsKnown():
		return append([]string{""}, widget.WrapWords(words.NoToday+"; o opens a scenario that has them", width-2)...)
	case a == nil:
		return []string{"", indent + "working out what today's nodes hold …"}
	case v.opened:
		return groupText(s, &a.Groups[v.groups.Cursor], a.Currency, width)
	}
	p := page{s: s, width: width}
	p.say(s.Style.Chip, words.Today(a))
	for _, w := range s.TodayDoubts() {
		said := answer.NewWarning(w)
		p.say(s.Style.Tone(screen.ToneOf(said.Severity)), s.Warning(said))
	}
	p.shares(&a.Use)
	p.add("")
	p.add(v.table(s, a, width, len(p.lines))...)
	p.say(s.Style.Dim, legend)
	p.add("")
	for _, line := range words.TodayRoom(a) {
		p.say(widget.Unstyled, line)
	}
	for i, line := range words.TodayWaiting(a) {
		tone := widget.Worse
		if a.Waiting[i].Pending.Or(1) == 0 {
			tone = widget.Plain
		}
		p.say(s.Style.Tone(tone), line)
	}
	p.add("")
	p.beside()
	return p.lines
}

// page is lines of text.
type page struct {
	s     *screen.Session
	width int
	lines []string
}

func (p *page) add(lines ...string) { p.lines = append(p.lines, lines...) }

func (p *page) say(style widget.Pen, text string) {
	p.add(widget.WrapPainted(style, indent, text, p.width-1)...)
}

// beside is what the plan at the cursor saves, and which steps lead there.
func (p *page) beside() {
	s := p.s
	plan, c := s.Plans.Selected(), s.BesideToday()
	switch {
	case len(*s.Workload) == 0:
		p.say(s.Style.Dim, "There are no workloads, so there is no plan beside today's nodes.")
		return
	case s.Plans.Searching():
		p.say(s.Style.Accent, "searching for a plan beside today's nodes …")
		return
	case plan == nil:
		p.say(widget.Unstyled, "There is no plan beside today's nodes. Press 3 to see why.")
		return
	}
	title := widget.Join(fmt.Sprintf("Beside plan %d of %d", s.Plans.List.Cursor+1, len(s.Plans.Found.Plans)), widget.Count(plan.Nodes, "node"), words.PlanMoney(plan.Month, plan)+" a month", words.Groups(plan))
	p.say(s.Style.Title, title)
	if c == nil {
		p.say(s.Style.Accent, "working out the steps to the plan …")
		return
	}
	p.say(widget.Unstyled, words.Saved(c, 0))
	if differs := words.BoughtOtherwise(c); differs != "" {
		p.say(widget.Unstyled, s.OnScreen(differs))
	}
	if steps, known := c.Steps.Value(); known {
		for _, line := range words.StepsToPlan(&steps, c.Nodes) {
			p.say(widget.Unstyled, line)
		}
	}
}

// The signs of a bar. Their order and shape say what they are without colour.
const (
	byWorkloads = "▇"
	byOthers    = "▒"
	byNobody    = "▁"
	legend      = byWorkloads + " pods of workloads, in % of what there is for them · " + byOthers + " DaemonSets and other pods · " + byNobody + " free"
)

// bar draws what pods take of a resource; an unknown amount is a dash, and so is all of it.
func bar(share *today.Share, width int) string {
	taken, known := share.Workloads.Value()
	others, also := share.Others.Value()
	free, said := share.Free.Value()
	if !known || !also || !said || free+others <= 0 {
		return widget.Fit(words.Unknown, width)
	}
	all := int(free + others)
	by := widget.Cells(int(others), all, width)
	used := min(width-by, widget.Cells(int(taken), all, width))
	return strings.Repeat(byWorkloads, used) + strings.Repeat(byOthers, by) + strings.Repeat(byNobody, width-used-by)
}

func percent(share *today.Share) string {
	return words.OrUnknown(share.Percent(), func(p float64) string { return fmt.Sprintf("%.0f%%", p) })
}

// paintBar colours the part of workloads.
func paintBar(s *screen.Session, drawn string) string {
	rest := strings.TrimLeft(drawn, byWorkloads)
	return widget.Paint(s.Style.Accent, drawn[:len(drawn)-len(rest)]) + widget.Paint(s.Style.Dim, rest)
}

// amount writes a part of a resource, of CPU in vCPUs.
func amount(of density.Limit, n planner.Maybe[int64]) string {
	return words.OrUnknown(n, func(n int64) string {
		switch of {
		case density.LimitCPU:
			return words.Cores(planner.Millis(n))
		case density.LimitMemory:
			return words.GiB(planner.Memory(n))
		}
		if text := words.Count(planner.Known(int(n))); text != fmt.Sprint(n) {
			return text // of IPv6
		}
		return widget.Thousands(int(n))
	})
}

const (
	nameWidth   = 9 // of a resource
	figureWidth = 36
	widestBar   = 60
)

// shares has a line for each resource: its bar, and its figures.
func (p *page) shares(u *today.Use) {
	wide := max(8, min(widestBar, p.width-len(indent)-nameWidth-5-2-figureWidth-1))
	for _, share := range u.Shares() {
		figures := fmt.Sprintf("%s of %s", amount(share.Of, share.Workloads), amount(share.Of, share.Free))
		if others, known := share.Others.Value(); known && others > 0 {
			figures += ", " + amount(share.Of, share.Others) + " by others"
		}
		line := indent + widget.Fit(share.Of.String(), nameWidth) + paintBar(p.s, bar(&share, wide)) + widget.FitRight(percent(&share), 5) + indent + widget.Paint(p.s.Style.Dim, figures)
		p.add(widget.FitPainted(line, p.width))
	}
}

// column is one of the table.
type column struct {
	title string
	right bool
	// share is one more than the number of the resource whose bar it is; 0 for a text.
	share int
	cell  func(*words.TodayCells) string
}

// columns are in the order of the table.
func columns(u *today.Use) []column {
	all := []column{
		{title: "GROUP", cell: func(c *words.TodayCells) string { return c.Name }},
		{title: "TYPE", cell: func(c *words.TodayCells) string { return c.Type }},
		{title: "BOUGHT", cell: func(c *words.TodayCells) string { return c.Buys }},
		{title: "NODES", right: true, cell: func(c *words.TodayCells) string { return c.Nodes }},
		{title: "ZONES", cell: func(c *words.TodayCells) string { return c.Zones }},
	}
	for i, share := range u.Shares() {
		all = append(all, column{title: strings.ReplaceAll(strings.ToUpper(share.Of.String()), " ", "-"), share: i + 1})
	}
	return append(all,
		column{title: "UNUSED", right: true, cell: func(c *words.TodayCells) string { return c.Unused }},
		column{title: "UNUSED-COST", right: true, cell: func(c *words.TodayCells) string { return c.UnusedCost }},
		column{title: "COST", right: true, cell: func(c *words.TodayCells) string { return c.Cost }},
	)
}

// droppable are the columns that a narrow screen does without, the first to go first; the
// group at hand has all of them.
var droppable = []string{"ZONES", "UNUSED", "BOUGHT", "TYPE", "POD-IPS", "UNUSED-COST", "MAX-PODS", "COST"}

const (
	leastBar  = 5
	mostBar   = 16
	percents  = 5 // behind a bar
	leastName = 12
	gap       = 2
)

// table is the groups with their bars, below a line of titles; it starts at a line of the
// text.
func (v *View) table(s *screen.Session, a *today.Answer, width, start int) []string {
	cells := make([]words.TodayCells, len(a.Groups))
	for i := range a.Groups {
		cells[i] = words.NewTodayCells(&a.Groups[i], a.Currency)
	}
	fitted, widths := fit(columns(&a.Use), cells, width-len(indent)-1)
	row := func(write func(column, int) string) string {
		parts := make([]string, len(fitted))
		for i, c := range fitted {
			parts[i] = write(c, widths[i])
		}
		return strings.Join(parts, widget.Spaces(gap))
	}
	lines := []string{widget.Paint(s.Style.Title, indent+row(func(c column, w int) string { return align(c.title, c.right, w) }))}
	v.first = start + len(lines)
	for i := range a.Groups {
		shares := a.Groups[i].Shares()
		at := i == v.groups.Cursor
		line := row(func(c column, w int) string {
			if c.share == 0 {
				return align(c.cell(&cells[i]), c.right, w)
			}
			share := &shares[c.share-1]
			drawn := bar(share, w-percents)
			if !at { // which has one style
				drawn = paintBar(s, drawn)
			}
			return drawn + widget.FitRight(percent(share), percents)
		})
		line = screen.RowMark(at, " ") + line
		if at {
			line = widget.Paint(s.Style.Selected, widget.Fit(line, width))
		}
		lines = append(lines, line)
	}
	return lines
}

func align(text string, right bool, width int) string {
	if right {
		return widget.FitRight(text, width)
	}
	return widget.FitName(text, width)
}

// fit drops columns until the others fit, and shares what is left among the bars.
func fit(all []column, cells []words.TodayCells, width int) (fitted []column, widths []int) {
	least := func(c column) int {
		if c.share > 0 {
			return max(leastBar+percents, len(c.title))
		}
		w := len(c.title)
		for i := range cells {
			w = max(w, ansi.StringWidth(printable.Text(c.cell(&cells[i]))))
		}
		return w
	}
	drop := map[string]bool{}
	measure := func() (total int) {
		fitted, widths = nil, nil
		for _, c := range all {
			if !drop[c.title] {
				fitted, widths = append(fitted, c), append(widths, least(c))
			}
		}
		// The name gives way before any figure does.
		widths[0] = min(widths[0], max(leastName, width/5))
		for _, w := range widths {
			total += w + gap
		}
		return total - gap
	}
	total := measure()
	for _, title := range droppable {
		if total > width {
			drop[title] = true
			total = measure()
		}
	}
	for left := width - total; left > 0; {
		before := left
		for i, c := range fitted {
			if c.share > 0 && widths[i] < mostBar+percents && left > 0 {
				widths[i]++
				left--
			}
		}
		if left == before {
			break
		}
	}
	return fitted, widths
}

// mostHeld is how many kinds of nodes of a group are shown.
const mostHeld = 40

// groupText is what the nodes of a group hold.
func groupText(s *screen.Session, g *today.Group, currency string, width int) []string {
	p := page{s: s, width: width}
	c := words.NewTodayCells(g, currency)
	p.say(s.Style.Current, widget.Join(c.Name, c.Nodes+" × "+c.Type, c.Buys, c.Zones))
	p.say(s.Style.Dim, widget.Join(c.Cost+" a month", c.UnusedCost+" of it unused", c.Unused+" free"))
	for _, t := range g.Taints {
		p.say(s.Style.Dim, "taint "+t.String())
	}
	p.shares(&g.Use)
	p.say(s.Style.Dim, legend)
	p.add("", widget.Paint(s.Style.Title, indent+"What the nodes hold"))
	shown := g.Held[:min(len(g.Held), mostHeld)]
	for i := range shown {
		p.held(&shown[i])
	}
	rest := 0
	for _, h := range g.Held[len(shown):] {
		rest += h.Nodes
	}
	if rest > 0 {
		p.say(s.Style.Dim, "… and "+widget.Count(rest, "more node"))
	}
	p.add("", widget.Paint(s.Style.Dim, indent+"enter goes back to all groups"))
	return p.lines
}

// held is nodes that hold the same: their bars, and the pods below them.
func (p *page) held(h *today.Held) {
	const (
		count  = 8
		titles = 9
	)
	line := widget.FitRight(fmt.Sprintf("%d ×", h.Nodes), count)
	wide := max(leastBar, min(mostBar, (p.width-count)/len(h.Shares())-titles-percents-gap))
	for _, share := range h.Shares() {
		next := widget.Spaces(gap) + widget.Fit(share.Of.String(), titles) + paintBar(p.s, bar(&share, wide)) + widget.FitRight(percent(&share), percents)
		if ansi.StringWidth(line+next) <= p.width {
			line += next
		}
	}
	p.add(line)
	var pods []string
	for _, k := range h.Pods {
		pods = append(pods, fmt.Sprintf("%d × %s", k.Pods, k.Workload))
	}
	text := strings.Join(pods, " + ")
	switch {
	case !h.Use.Pods.Known():
		text = "nothing says which pods they hold"
	case len(pods) == 0:
		text = "no pods of workloads"
	}
	p.add(widget.WrapPainted(p.s.Style.Dim, widget.Spaces(count+gap), text, p.width-1)...)
}
