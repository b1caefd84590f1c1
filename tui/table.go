package tui

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner/density"
	"podfit/planner/report/words"
)

// tableColumns are those of the table, the most important first: a narrow
// screen shows the first few, and the arrows bring the others. Both worlds of
// pods and both prices are in view on 80 columns, at the cost of what is
// known of a type anyway.
func (m *Model) tableColumns() []string {
	if m.types.columns != nil {
		return m.types.columns
	}
	s := m.settings
	names := []string{"type", "vcpus", "memory", "max-pods", "sg-pods", "app-pods"}
	late := []string{"arch", "cpu-per-pod", "cost"}
	roomy := 90
	if s.Pod.Given() {
		roomy += 6 // for the pods that fit
	}
	if m.layout.types.w < roomy {
		names = []string{"type", "vcpus", "sg-pods", "app-pods"}
		late = append([]string{"memory", "max-pods"}, late...)
	}
	if s.Pod.Given() {
		names = append(names, "pods")
	}
	names = append(names, "ram-per-pod", "cost-per-pod", "on-demand", "spot")
	if s.Pod.Given() {
		names = append(names, "limited-by")
	}
	names = append(names, late...)
	if s.Pod.Given() {
		names = append(names, "unused-cost")
	}
	return append(names, "interruption", "dominated-by")
}

// usualWidth keeps columns from moving while rows scroll: cells are seldom wider.
var usualWidth = map[string]int{
	"vcpus": 4, "memory": 4, "ram-per-pod": 7, "cpu-per-pod": 7, "pods": 4,
	"on-demand": 9, "spot": 7, "cost": 9, "cost-per-pod": 8, "unused-cost": 11,
	"limited-by": 11, "arch": 5, "dominated-by": 16,
}

const (
	tableHead = 2 // lines above the rows: the conditions and the headings
	markWidth = 2 // ▸ before the selected row, ● before a marked one
	barWidth  = 4
)

// barred are the columns with a bar in their cells, the first the last to lose it.
var barred = []string{"ram-per-pod", "cost-per-pod"}

// grid is the table as it is drawn: the columns that fit, with their widths,
// and the cells of the visible rows.
type grid struct {
	columns []gridColumn
	gap     int
}

type gridColumn struct {
	words.Column
	heading string // the title, with the arrow of the order
	width   int
	bar     int // cells of it that are a bar
	most    float64
	cells   []string
}

// newGrid lays out the columns from the first one that is not scrolled away.
// The bar gives way to the prices, and columns come before wide gaps.
func (m *Model) newGrid() grid {
	columns := m.gridColumns()
	width := m.layout.types.inner().w - markWidth
	g := m.layOut(columns, width)
	for _, name := range barred {
		i := slices.IndexFunc(columns, func(c gridColumn) bool { return c.Name == name })
		if i < 0 {
			continue
		}
		with := slices.Clone(columns)
		with[i].bar = barWidth + 1
		with[i].width += with[i].bar
		if next := m.layOut(with, width); next.prices() == g.prices() && len(next.columns) > 1 {
			columns, g = with, next
		}
	}
	if g.gap++; g.width() > width {
		g.gap--
	}
	return g
}

// layOut takes the columns that fit. The type and the column that sorts always
// stay.
func (m *Model) layOut(columns []gridColumn, width int) grid {
	g := grid{columns: columns[:1:1], gap: 1}
	for _, c := range columns[1+min(m.types.firstColumn, len(columns)-2):] {
		g.columns = append(g.columns, c)
		if g.width() > width {
			g.columns = g.columns[:len(g.columns)-1]
			break
		}
	}
	sorting := slices.IndexFunc(columns, func(c gridColumn) bool { return c.Name == m.types.by.Name })
	if sorting < 0 || g.has(m.types.by.Name) {
		return g
	}
	g.columns = append(g.columns, columns[sorting])
	for g.width() > width && len(g.columns) > 2 {
		g.columns = slices.Delete(g.columns, len(g.columns)-2, len(g.columns)-1)
	}
	return g
}

func (g *grid) width() int {
	width := g.gap * (len(g.columns) - 1)
	for _, c := range g.columns {
		width += c.width
	}
	return width
}

func (g *grid) has(name string) bool {
	return slices.ContainsFunc(g.columns, func(c gridColumn) bool { return c.Name == name })
}

// scale finds the largest figure in view of each column with a bar.
func (g *grid) scale(rows []density.Option) {
	for i := range g.columns {
		c := &g.columns[i]
		if c.bar == 0 {
			continue
		}
		for k := range rows {
			amount, _ := c.Number(&rows[k])
			c.most = max(c.most, amount)
		}
	}
}

// prices is how many of the columns of money are in view.
func (g *grid) prices() (n int) {
	for _, name := range []string{"cost-per-pod", "on-demand", "spot"} {
		if g.has(name) {
			n++
		}
	}
	return n
}

// gridColumns are all columns with the cells of the visible rows.
func (m *Model) gridColumns() []gridColumn {
	from, to := m.types.list.visible()
	shown, err := words.ColumnsNamed(m.tableColumns()...)
	if err != nil {
		panic(err)
	}
	columns := make([]gridColumn, len(shown))
	for i, c := range shown {
		heading := c.Title
		if c.Name == m.types.by.Name {
			heading += m.types.arrow()
		}
		columns[i] = gridColumn{Column: c, heading: heading, width: max(ansi.StringWidth(heading), usualWidth[c.Name])}
		for row := from; row < to; row++ {
			cell := c.Cell(&m.types.rows[row])
			columns[i].cells = append(columns[i].cells, cell)
			columns[i].width = max(columns[i].width, ansi.StringWidth(cell))
		}
	}
	for i := range m.types.rows {
		columns[0].width = max(columns[0].width, len(m.types.rows[i].Type.Name))
	}
	return columns
}

// scrollColumns moves the columns beside the type, until the last is in view.
func (m *Model) scrollColumns(by int) {
	names := m.tableColumns()
	g := m.newGrid()
	if by > 0 && g.has(names[len(names)-1]) && m.types.by.Name != names[len(names)-1] {
		return
	}
	m.types.firstColumn = max(0, min(m.types.firstColumn+by, len(names)-2))
}

func (m *Model) drawTypes() []string {
	r := m.layout.types
	if r.w == 0 {
		return nil
	}
	in := r.inner()
	if len(m.types.rows) == 0 {
		return m.style.box(r, m.tableTitle(), m.focus == typesPane, append([]string{m.chipLine(in.w), ""}, wrap("  ", m.types.nothing(), in.w)...))
	}
	g := m.newGrid()
	from, to := m.types.list.visible()
	g.scale(m.types.rows[from:to])
	lines := []string{m.chipLine(in.w), paint(m.style.title, fit(g.headings(), in.w))}
	for i := from; i < to; i++ {
		lines = append(lines, m.tableRow(&g, i, i-from, in.w))
	}
	return m.style.box(r, m.tableTitle(), m.focus == typesPane, lines)
}

// tableTitle says how many types these are, and in which order.
func (m *Model) tableTitle() string {
	t := &m.types
	title := fmt.Sprintf("%s of %s types · sorted by %s %s", thousands(len(t.rows)), thousands(len(t.all)), column(t.by.Name).Title, t.arrow()) + m.markCount()
	if t.match.fuzzy {
		title += " · names like these letters"
	}
	return title
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// arrow is the direction in which the figures go from the first row down.
func (t *types) arrow() string {
	if t.by.Highest != t.reversed {
		return "▼"
	}
	return "▲"
}

func (g *grid) headings() string {
	var b strings.Builder
	b.WriteString(spaces(markWidth))
	for i, c := range g.columns {
		if i > 0 {
			b.WriteString(spaces(g.gap))
		}
		b.WriteString(c.align(c.heading, c.width))
	}
	return b.String()
}

func (c *gridColumn) align(cell string, width int) string {
	if c.Right {
		return fitRight(cell, width)
	}
	return fit(cell, width)
}

// tableRow is one type. The selected row is painted as a whole.
func (m *Model) tableRow(g *grid, i, line, width int) string {
	o := &m.types.rows[i]
	selected := i == m.types.list.cursor
	accent := m.style.accent
	if selected || o.DominatedBy != "" {
		accent = unstyled
	}
	mark := rowMark(selected, m.sign(o))
	if m.marks.has(o.Type.Name) {
		mark = paint(accent, mark)
	}
	var b strings.Builder
	b.WriteString(mark)
	for k, c := range g.columns {
		if k > 0 {
			b.WriteString(spaces(g.gap))
		}
		if c.bar > 0 {
			amount, _ := c.Number(o) // none where unknown
			b.WriteString(paint(accent, bar(amount, c.most)) + " ")
		}
		b.WriteString(c.align(c.cells[line], c.width-c.bar))
	}
	switch {
	case selected && m.focus == typesPane:
		return paint(m.style.selected, fit(b.String(), width))
	case selected:
		return paint(m.style.current, b.String())
	case o.DominatedBy != "":
		return paint(m.style.dim, b.String())
	}
	return b.String()
}

// bar is an amount beside the largest, at least a cell of it where there is any.
func bar(amount, most float64) string {
	full := 0
	if most > 0 && amount > 0 {
		full = min(barWidth, max(1, int(math.Round(amount*barWidth/most))))
	}
	return strings.Repeat("▇", full) + strings.Repeat("▁", barWidth-full)
}
