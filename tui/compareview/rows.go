package compareview

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/query"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Signs that say without colour what colour says too.
const (
	bestSign    = "★"
	differsSign = "≠"
)

// Widths of the comparison's parts.
const (
	labelWidth  = 20
	columnGap   = 2
	columnLeast = 12
	twoWords    = 25 // such as max pods and branch ENIs
	heads       = 1  // lines above the facts
)

// wordsAtMost is how wide words make a column; figures make it as wide as they
// are. The less room there is for all types, the more words give way.
func wordsAtMost(room, types int) int {
	least := 17
	if room >= 2*(twoWords+columnGap) {
		least = twoWords
	}
	return max(least, min(twoWords, room/max(1, types)-columnGap))
}

// factRow is a fact with its cells, or the heading of a group, whose fact is nil.
type factRow struct {
	group   *factGroup
	fact    *fact
	sides   [][]string // of each side the cells by type
	best    []string   // of each side the cell that is best, "" where none is
	differs bool       // of a heading: some fact of the group does
}

func factRows(groups []factGroup, types []screen.Contender) []factRow {
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

func newFactRow(g *factGroup, f *fact, types []screen.Contender) factRow {
	r := factRow{group: g, fact: f}
	for _, side := range []figure{f.left, f.right} {
		if !side.exists() {
			continue
		}
		cells := make([]string, len(types))
		for i := range types {
			cells[i] = side.cell(&types[i])
		}
		if side.Field != nil && side.Measure == query.InMiB {
			largeInGiB(side, cells, types)
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

// largeInGiB has the amounts of a row in GiB if one of them is so large that people read it
// so: a row has one unit.
func largeInGiB(f figure, cells []string, types []screen.Contender) {
	texts := slices.Clone(cells)
	large := false
	for i := range types {
		if n, known := f.number(&types[i]); known {
			m := planner.Memory(n * float64(planner.MiB))
			texts[i] = words.GiB(m)
			large = large || words.ReadableMemory(m) != words.Memory(m)
		}
	}
	if large {
		copy(cells, texts)
	}
}

// bestCell is the text of the best figure: all that read the same are as good.
func bestCell(f figure, cells []string, types []screen.Contender) string {
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
func columnWidth(rows []factRow, types []screen.Contender, words int) int {
	width := columnLeast
	for i := range types {
		width = max(width, len(types[i].Name())+2)
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
func (v *View) halves() (left, right int) { return (v.width + 1) / 2, v.width / 2 }

// factLine has the types in view alone.
func (v *View) factLine(s *screen.Session, r *factRow) string {
	if r.fact == nil {
		return v.groupLine(s, r.group)
	}
	var b strings.Builder
	b.WriteString(v.factLabel(s, r))
	from, to := v.columns.Visible()
	for i := from; i < to; i++ {
		b.WriteString(widget.Spaces(columnGap))
		if len(r.sides) == 1 {
			b.WriteString(v.factCell(s, r, 0, i, v.width))
			continue
		}
		left, right := v.halves()
		b.WriteString(v.factCell(s, r, 0, i, left))
		b.WriteString(v.factCell(s, r, 1, i, right))
	}
	return b.String()
}

func (v *View) factLabel(s *screen.Session, r *factRow) string {
	if !r.differs {
		return widget.Paint(s.Style.Dim, widget.Fit("   "+r.fact.label, labelWidth))
	}
	return " " + widget.Paint(s.Style.Accent, differsSign) + " " + widget.Fit(r.fact.label, labelWidth-3)
}

// factCell keeps a cell before it free, where nothing is best.
func (v *View) factCell(s *screen.Session, r *factRow, side, i, width int) string {
	cell := r.sides[side][i]
	switch {
	case r.best[side] == cell:
		return widget.Paint(s.Style.Changed, widget.FitRight(bestSign+cell, width))
	case !r.differs:
		return widget.Paint(s.Style.Dim, " "+widget.FitRight(cell, width-1))
	default:
		return " " + widget.FitRight(cell, width-1)
	}
}

func (v *View) groupLine(s *screen.Session, g *factGroup) string {
	line := widget.Paint(s.Style.Title, widget.Fit(" "+g.title, labelWidth))
	from, to := v.columns.Visible()
	left, right := v.halves()
	for range to - from {
		line += widget.Spaces(columnGap) + widget.Paint(s.Style.Dim, widget.FitRight(g.left, left)+widget.FitRight(g.right, right))
	}
	return line
}

// names is the headings, beside what the signs mean.
func (v *View) names(s *screen.Session, from, to int) string {
	line := widget.Paint(s.Style.Dim, widget.Fit(" "+bestSign+" best  "+differsSign+" differs", labelWidth))
	for i := from; i < to; i++ {
		name := v.contenders[i].Name()
		at := i == v.columns.Cursor
		text := widget.FitRight(screen.RowMark(at, mark(s, name))+name, v.width)
		style := s.Style.Title
		if at {
			style = s.Style.Selected
		}
		line += widget.Spaces(columnGap) + widget.Paint(style, text)
	}
	return line
}

func mark(s *screen.Session, name string) string {
	if s.Marks.Has(name) {
		return screen.MarkSign
	}
	return " "
}
