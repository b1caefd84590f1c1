package typesview

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// usualWidth keeps columns from moving while rows scroll: cells are seldom wider.
var usualWidth = map[string]int{
	"vcpus": 4, "memory": 4, "ram-per-pod": 7, "cpu-per-pod": 7, "pods": 4,
	"on-demand": 9, "spot": 7, "cost": 9, "cost-per-pod": 8, "unused-cost": 8,
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
func (v *View) newGrid(s *screen.Session, in widget.Rect) grid {
	columns := gridColumns(s)
	width := in.W - markWidth
	g := v.layOut(s, columns, width)
	for _, name := range barred {
		i := slices.IndexFunc(columns, func(c gridColumn) bool { return c.Name == name })
		if i < 0 {
			continue
		}
		with := slices.Clone(columns)
		with[i].bar = barWidth + 1
		with[i].width += with[i].bar
		if next := v.layOut(s, with, width); next.prices() == g.prices() && len(next.columns) > 1 {
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
func (v *View) layOut(s *screen.Session, columns []gridColumn, width int) grid {
	g := grid{columns: columns[:1:1], gap: 1}
	for _, c := range columns[1+min(v.firstColumn, len(columns)-2):] {
		g.columns = append(g.columns, c)
		if g.width() > width {
			g.columns = g.columns[:len(g.columns)-1]
			break
		}
	}
	sorting := slices.IndexFunc(columns, func(c gridColumn) bool { return c.Name == s.Rows.By.Name })
	if sorting < 0 || g.has(s.Rows.By.Name) {
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
func gridColumns(s *screen.Session) []gridColumn {
	from, to := s.Rows.List.Visible()
	shown, err := words.ColumnsNamed(s.Columns()...)
	if err != nil {
		panic(err)
	}
	columns := make([]gridColumn, len(shown))
	for i, c := range shown {
		heading := s.Heading(c)
		if c.Name == s.Rows.By.Name {
			heading += s.Rows.Arrow()
		}
		columns[i] = gridColumn{Column: c, heading: heading, width: max(widget.Width(heading), usualWidth[c.Name])}
		large := c.Field != nil && c.Measure == query.InMiB && middle(c, s.Rows.Rows) > readable
		for row := from; row < to; row++ {
			cell := cellOf(c, &s.Rows.Rows[row], large)
			columns[i].cells = append(columns[i].cells, cell)
			columns[i].width = max(columns[i].width, widget.Width(cell))
		}
	}
	for i := range s.Rows.Rows {
		columns[0].width = max(columns[0].width, len(s.Rows.Rows[i].Type.Name))
	}
	return columns
}

// readable is how many MiB a person reads as such: a column of which half has more is in
// GiB.
const readable = 10 * 1024

// middle is the median of a column.
func middle(c words.Column, rows []density.Option) float64 {
	var all []float64
	for i := range rows {
		if n, known := c.Number(&rows[i]); known {
			all = append(all, n)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// cellOf is a cell, of a column in GiB with as many digits as tell amounts apart.
func cellOf(c words.Column, o *density.Option, large bool) string {
	n, known := 0.0, false
	if large {
		n, known = c.Number(o)
	}
	switch n /= 1024; {
	case !known:
		return c.Cell(o)
	case n < 10:
		return fmt.Sprintf("%.2fGi", n)
	}
	return fmt.Sprintf("%.1fGi", n)
}

// scrollColumns moves the columns beside the type, until the last is in view.
func (v *View) scrollColumns(s *screen.Session, by int) {
	names := s.Columns()
	g := v.newGrid(s, v.table.Inner())
	if by > 0 && g.has(names[len(names)-1]) && s.Rows.By.Name != names[len(names)-1] {
		return
	}
	v.firstColumn = max(0, min(v.firstColumn+by, len(names)-2))
}

func (v *View) drawTable(s *screen.Session, r widget.Rect) []string {
	in := r.Inner()
	if len(s.Rows.Rows) == 0 {
		return s.Style.Box(r, tableTitle(s), !s.InSettings, append([]string{chipLine(s, in.W), ""}, widget.Wrap("  ", s.NothingShown(), in.W)...))
	}
	g := v.newGrid(s, in)
	from, to := s.Rows.List.Visible()
	g.scale(s.Rows.Rows[from:to])
	lines := []string{chipLine(s, in.W), widget.Paint(s.Style.Title, widget.Fit(g.headings(), in.W))}
	for i := from; i < to; i++ {
		lines = append(lines, v.drawRow(s, &g, i, i-from, in.W))
	}
	return s.Style.Box(r, tableTitle(s), !s.InSettings, lines)
}

// tableTitle says how many types these are, and in which order.
func tableTitle(s *screen.Session) string {
	t := &s.Rows
	more := ""
	if t.Hidden > 0 && len(t.Rows) > 0 {
		more = fmt.Sprintf(", a shows %s more", widget.Thousands(t.Hidden))
	}
	title := fmt.Sprintf("%s of %s types%s · sorted by %s %s", widget.Thousands(len(t.Rows)), widget.Thousands(len(t.All)), more, s.Heading(screen.Column(t.By.Name)), t.Arrow()) + markCount(s)
	if slices.ContainsFunc(t.Rows, func(o density.Option) bool { return o.DominatedBy != "" }) {
		title += " · " + screen.DominatedSign + " dominated"
	}
	if t.Match.Fuzzy {
		title += " · names with these letters"
	}
	return title
}

func (g *grid) headings() string {
	var b strings.Builder
	b.WriteString(widget.Spaces(markWidth))
	for i, c := range g.columns {
		if i > 0 {
			b.WriteString(widget.Spaces(g.gap))
		}
		b.WriteString(c.align(c.heading, c.width))
	}
	return b.String()
}

func (c *gridColumn) align(cell string, width int) string {
	if c.Right {
		return widget.FitRight(cell, width)
	}
	return widget.Fit(cell, width)
}

// drawRow is one type. The selected row is painted as a whole.
func (v *View) drawRow(s *screen.Session, g *grid, i, line, width int) string {
	o := &s.Rows.Rows[i]
	selected := i == s.Rows.List.Cursor
	accent := s.Style.Accent
	if selected || o.DominatedBy != "" {
		accent = widget.Unstyled
	}
	mark := screen.RowMark(selected, s.Sign(o))
	if s.Marks.Has(o.Type.Name) {
		mark = widget.Paint(accent, mark)
	}
	var b strings.Builder
	b.WriteString(mark)
	for k, c := range g.columns {
		if k > 0 {
			b.WriteString(widget.Spaces(g.gap))
		}
		if c.bar > 0 {
			amount, _ := c.Number(o) // none where unknown
			b.WriteString(widget.Paint(accent, widget.Bar(amount, c.most, barWidth)) + " ")
		}
		b.WriteString(c.align(c.cells[line], c.width-c.bar))
	}
	switch {
	case selected && !s.InSettings:
		return widget.Paint(s.Style.Selected, widget.Fit(b.String(), width))
	case selected:
		return widget.Paint(s.Style.Current, b.String())
	case o.DominatedBy != "":
		return widget.Paint(s.Style.Lesser, b.String())
	}
	return b.String()
}

// markCount is the title's word on the marks, and how many of them are not in the table.
func markCount(s *screen.Session) string {
	if len(s.Marks) == 0 {
		return ""
	}
	shown := 0
	for i := range s.Rows.Rows {
		if s.Marks.Has(s.Rows.Rows[i].Type.Name) {
			shown++
		}
	}
	text := fmt.Sprintf(" · %s %d marked", screen.MarkSign, len(s.Marks))
	if hidden := len(s.Marks) - shown; hidden > 0 {
		text += fmt.Sprintf(", %d hidden", hidden)
	}
	return text
}

// Chips stand between these, with a sign that they can be taken away.
const (
	chipGap   = " "
	chipClose = " ×"
)

// chipLine is the conditions above the table.
func chipLine(s *screen.Session, width int) string {
	var b strings.Builder
	for _, i := range chipOrder(s, width) {
		chip := s.Rows.Query.All()[i]
		b.WriteString(chipGap + widget.Paint(s.Style.Chip, chip) + widget.Paint(s.Style.Dim, chipClose))
	}
	if b.Len() == 0 {
		b.WriteString(widget.Paint(s.Style.Dim, " all types; press a for the default filter"))
	}
	return widget.FitPainted(b.String(), width)
}

// chipOrder is the order of the conditions above the table: where there is no room for all,
// what was typed comes before the default filter's.
func chipOrder(s *screen.Session, width int) []int {
	q, all := &s.Rows.Query, 0
	order := make([]int, 0, len(q.All()))
	for i, chip := range q.All() {
		order = append(order, i)
		all += chipWidth(chip)
	}
	if all > width {
		own := len(q.Chips)
		return slices.Concat(order[own:], order[:own])
	}
	return order
}

func chipWidth(chip string) int { return widget.Width(chipGap + chip + chipClose) }

// clickChip takes the condition at a cell away.
func clickChip(s *screen.Session, x, width int) {
	right := 0
	for _, i := range chipOrder(s, width) {
		right += chipWidth(s.Rows.Query.All()[i])
		if x < right {
			s.Rows.Drop(i)
			return
		}
	}
}

// clickHeading sorts by the column there, and turns the order of the one that
// sorts already.
func (v *View) clickHeading(s *screen.Session, x int) {
	if len(s.Rows.Rows) == 0 {
		return
	}
	g := v.newGrid(s, v.table.Inner())
	left := markWidth
	for _, c := range g.columns {
		right := left + c.width
		switch {
		case x < left-g.gap || x >= right:
		case c.Name == s.Rows.By.Name:
			s.Rows.Reverse()
			return
		default:
			s.Rows.SortBy(c.Name)
			return
		}
		left = right + g.gap
	}
}
