package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner/density"
)

// compare is the page on which types stand side by side: they are its columns,
// and facts its rows.
type compare struct {
	names      []string
	contenders []contender
	columns    list // its height is how many types are in view
	rows       pager
	width      int // of a type's column
	differing  bool
}

// Signs that say without colour what colour says too.
const (
	bestSign    = "★"
	differsSign = "≠"
)

func compareKeys() []binding {
	return []binding{
		{inCompare, []string{"left", "h"}, "← h", "previous type", "", act(func(m *Model) { m.compare.moveBy(-1) })},
		{inCompare, []string{"right", "l"}, "→ l", "next type", "type", act(func(m *Model) { m.compare.moveBy(1) })},
		{inCompare, []string{"up", "k"}, "↑ k", "a fact up", "", act(func(m *Model) { m.scrollPage(-1) })},
		{inCompare, []string{"down", "j"}, "↓ j", "a fact down", "scroll", act(func(m *Model) { m.scrollPage(1) })},
		{inCompare, []string{"pgup"}, "PgUp", "a page up", "", act(func(m *Model) { m.scrollPage(-m.compare.rows.height) })},
		{inCompare, []string{"pgdown"}, "PgDn", "a page down", "", act(func(m *Model) { m.scrollPage(m.compare.rows.height) })},
		{inCompare, []string{"home", "g"}, "Home g", "the first fact", "", act(func(m *Model) { m.scrollPage(-m.pageLength()) })},
		{inCompare, []string{"end", "G"}, "End G", "the last fact", "", act(func(m *Model) { m.scrollPage(m.pageLength()) })},
		{inCompare, []string{"d"}, "d", "only facts that differ, or all", "differences", act((*Model).toggleDiffering)},
		{inCompare, []string{"enter"}, "enter", "explain the type of the column", "explain", act((*Model).openExplain)},
		{inCompare, []string{"space", "x"}, "space x", "take the type away, and its mark", "unmark", act((*Model).dropCompared)},
		{inCompare, []string{"esc", "q", "c"}, "esc q c", "back", "back", act((*Model).closePage)},
	}
}

// openCompare takes the marked types; to fewer than two the selected one comes.
func (m *Model) openCompare() {
	names := slices.Clone([]string(m.marks))
	if o := m.types.selected(); o != nil && len(names) < 2 && !m.marks.has(o.Type.Name) {
		names = append(names, o.Type.Name)
	}
	if len(names) < 2 {
		m.status = status{text: "mark with space what to compare: two types or more, or one beside the selected one", kind: wrong}
		return
	}
	m.compare = compare{names: names, differing: m.compare.differing}
	m.open(comparePage)
}

func (c *compare) selected() *density.Option {
	if c.columns.cursor >= len(c.contenders) {
		return nil
	}
	return c.contenders[c.columns.cursor][asSet]
}

// shown are the names of the types side by side.
func (c *compare) shown() []string {
	names := make([]string, len(c.contenders))
	for i := range names {
		names[i] = c.contenders[i].name()
	}
	return names
}

func (c *compare) moveBy(n int) { c.columns.moveTo(c.columns.cursor + n) }

func (m *Model) toggleDiffering() { m.compare.differing = !m.compare.differing }

// dropCompared leaves the page with the last type.
func (m *Model) dropCompared() {
	o := m.compare.selected()
	if o == nil {
		return
	}
	m.marks = m.marks.without(o.Type.Name)
	m.compare.names = marks(m.compare.names).without(o.Type.Name)
	m.status = status{text: o.Type.Name + " is no longer marked"}
	if len(m.compare.names) == 0 {
		m.closePage()
	}
}

// Widths of the comparison's parts.
const (
	labelWidth   = 20
	columnGap    = 2
	columnLeast  = 12
	compareHeads = 1 // lines above the facts
)

// wordsAtMost is how wide words make a column; figures make it as wide as they
// are. The less room there is for all types, the more words give way.
func wordsAtMost(room, types int) int {
	return max(17, min(24, room/max(1, types)-columnGap))
}

func (m *Model) arrangeCompare() {
	c, in := &m.compare, m.layout.body.inner()
	c.contenders = m.contenders(c.names)
	judged := m.judged(c.names)
	for i := range c.contenders {
		c.contenders[i][asSet].DominatedBy = judged[c.contenders[i].name()]
	}
	rows := factRows(factGroups(m.settings), c.contenders)
	c.width = min(columnWidth(rows, c.contenders, wordsAtMost(in.w-labelWidth, len(c.contenders))), max(1, in.w-labelWidth-columnGap))
	c.columns.show(len(c.contenders), max(1, (in.w-labelWidth)/(c.width+columnGap)))
	var lines []string
	for i := range rows {
		if rows[i].differs || !c.differing {
			lines = append(lines, m.factLine(&rows[i]))
		}
	}
	if len(lines) == 0 && c.differing {
		lines = []string{"", "  no fact differs; d shows all"}
	}
	c.rows.show(lines, in.h-compareHeads)
}

// factRow is a fact with its cells, or the heading of a group, whose fact is nil.
type factRow struct {
	group   *factGroup
	fact    *fact
	sides   [][]string // of each side the cells by type
	best    []string   // of each side the cell that is best, "" where none is
	differs bool       // of a heading: some fact of the group does
}

func factRows(groups []factGroup, types []contender) []factRow {
	var rows []factRow
	for i := range groups {
		g := &groups[i]
		heading := len(rows)
		rows = append(rows, factRow{group: g})
		for k := range g.facts {
			r := newFactRow(g, &g.facts[k], types)
			rows[heading].differs = rows[heading].differs || r.differs
			rows = append(rows, r)
		}
	}
	return rows
}

func newFactRow(g *factGroup, f *fact, types []contender) factRow {
	r := factRow{group: g, fact: f}
	for _, side := range []figure{f.left, f.right} {
		if !side.exists() {
			continue
		}
		cells := make([]string, len(types))
		for i := range types {
			cells[i] = side.cell(&types[i])
		}
		differs := slices.ContainsFunc(cells, func(cell string) bool { return cell != cells[0] })
		best := ""
		if f.judged && differs {
			best = bestCell(side, cells, types)
		}
		r.sides, r.best, r.differs = append(r.sides, cells), append(r.best, best), r.differs || differs
	}
	return r
}

// bestCell is the text of the best figure: all that read the same are as good.
func bestCell(f figure, cells []string, types []contender) string {
	best, found := 0.0, ""
	for i := range types {
		n, known := f.number(&types[i])
		if known && (found == "" || f.Highest == (n > best) && n != best) {
			best, found = n, cells[i]
		}
	}
	return found
}

// columnWidth is that of the widest name, pair of figures or words.
func columnWidth(rows []factRow, types []contender, words int) int {
	width := columnLeast
	for i := range types {
		width = max(width, len(types[i].name())+2)
	}
	for i := range rows {
		r := &rows[i]
		if r.fact == nil {
			width = max(width, 2*len(r.group.left)-1, 2*len(r.group.right))
			continue
		}
		wide := widest(r.sides[0]) + len(" ")
		if len(r.sides) > 1 {
			wide = 2*max(wide, widest(r.sides[1])+len(" ")) + 1
		}
		if !r.fact.left.counts() {
			wide = min(wide, words)
		}
		width = max(width, wide)
	}
	return width
}

func widest(cells []string) (width int) {
	for _, cell := range cells {
		width = max(width, ansi.StringWidth(cell))
	}
	return width
}

// halves of a type's column are for the two sides of a fact.
func (c *compare) halves() (left, right int) { return (c.width + 1) / 2, c.width / 2 }

// factLine has the types in view alone.
func (m *Model) factLine(r *factRow) string {
	if r.fact == nil {
		return m.groupLine(r.group)
	}
	var b strings.Builder
	b.WriteString(m.factLabel(r))
	from, to := m.compare.columns.visible()
	for i := from; i < to; i++ {
		b.WriteString(spaces(columnGap))
		if len(r.sides) == 1 {
			b.WriteString(m.factCell(r, 0, i, m.compare.width))
			continue
		}
		left, right := m.compare.halves()
		b.WriteString(m.factCell(r, 0, i, left))
		b.WriteString(m.factCell(r, 1, i, right))
	}
	return b.String()
}

func (m *Model) factLabel(r *factRow) string {
	if !r.differs {
		return paint(m.style.dim, fit("   "+r.fact.label, labelWidth))
	}
	return " " + paint(m.style.accent, differsSign) + " " + fit(r.fact.label, labelWidth-3)
}

// factCell keeps a cell before it free, where nothing is best.
func (m *Model) factCell(r *factRow, side, i, width int) string {
	cell := r.sides[side][i]
	switch {
	case r.best[side] == cell:
		return paint(m.style.changed, fitRight(bestSign+cell, width))
	case !r.differs:
		return paint(m.style.dim, " "+fitRight(cell, width-1))
	default:
		return " " + fitRight(cell, width-1)
	}
}

func (m *Model) groupLine(g *factGroup) string {
	line := paint(m.style.title, fit(" "+g.title, labelWidth))
	from, to := m.compare.columns.visible()
	left, right := m.compare.halves()
	for range to - from {
		line += spaces(columnGap) + paint(m.style.dim, fitRight(g.left, left)+fitRight(g.right, right))
	}
	return line
}

func (m *Model) drawCompare() []string {
	c := &m.compare
	from, to := c.columns.visible()
	title := fmt.Sprintf("%d types side by side", len(c.contenders))
	switch inView := to - from; {
	case inView == len(c.contenders):
	case inView == 1:
		title += fmt.Sprintf(" · column %d in view", to)
	default:
		title += fmt.Sprintf(" · columns %d to %d in view", from+1, to)
	}
	if visible := c.rows.visible(); len(visible) < len(c.rows.lines) {
		title += " " + scrollMark(c.rows.top, c.rows.top+len(visible), len(c.rows.lines))
	}
	if c.differing {
		title += " · only what differs"
	}
	lines := []string{m.compareNames(from, to)}
	return m.style.box(m.layout.body, title, true, append(lines, c.rows.visible()...))
}

// compareNames is the headings, beside what the signs mean.
func (m *Model) compareNames(from, to int) string {
	line := paint(m.style.dim, fit(" "+bestSign+" best  "+differsSign+" differs", labelWidth))
	for i := from; i < to; i++ {
		name := m.compare.contenders[i].name()
		at := i == m.compare.columns.cursor
		text := fitRight(rowMark(at, markOf(m.marks.has(name)))+name, m.compare.width)
		s := m.style.title
		if at {
			s = m.style.selected
		}
		line += spaces(columnGap) + paint(s, text)
	}
	return line
}

// clickCompare selects the column at a cell; again, it explains.
func (m *Model) clickCompare(x int) {
	x -= m.layout.body.inner().x + labelWidth
	if x < 0 {
		return
	}
	i, ok := m.compare.columns.at(x / (m.compare.width + columnGap))
	switch {
	case !ok:
	case i == m.compare.columns.cursor:
		m.openExplain()
	default:
		m.compare.columns.moveTo(i)
	}
}
