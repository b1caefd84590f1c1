package workloadview

import (
	"fmt"
	"strings"

	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// markWidth is of the mark before the row at the cursor.
const markWidth = 2

// gap is what stands between two columns.
const gap = 1

// place is where a column in view begins and how wide it is.
type place struct{ column, x, w int }

// places are the columns in view: the name, then as many as fit.
func (v *View) places(width int) []place {
	const least, most = 12, 40
	room := width - markWidth
	from := max(1, v.firstColumn)
	to, used := from, 0
	for to < len(columns) && least+used+gap+columns[to].width <= room {
		used += gap + columns[to].width
		to++
	}
	name := max(1, min(most, room-used))
	places := []place{{0, markWidth, name}}
	x := markWidth + name
	for i := from; i < to; i++ {
		places = append(places, place{i, x + gap, columns[i].width})
		x += gap + columns[i].width
	}
	return places
}

func (v *View) inView(column, width int) bool {
	for _, p := range v.places(width) {
		if p.column == column {
			return true
		}
	}
	return false
}

func align(column int, text string, width int) string {
	if column == 0 {
		return widget.FitName(text, width)
	}
	return widget.FitRight(text, width)
}

func (v *View) drawTable(s *screen.Session, body widget.Rect) []string {
	in, w := body.Inner(), *s.Workload
	if len(w) == 0 {
		return s.Style.Box(body, "Workload", true, append([]string{""}, widget.Wrap("  ", noWorkload, in.W-2)...))
	}
	places := v.places(in.W)
	head := widget.Spaces(markWidth)
	for i, p := range places {
		if i > 0 {
			head += widget.Spaces(gap)
		}
		head += align(p.column, columns[p.column].heading+v.order.arrow(p.column), p.w)
	}
	lines := []string{widget.Paint(s.Style.Title, head)}
	from, to := v.list.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, v.drawRow(s, i, places))
	}
	for len(lines) < in.H-footLines {
		lines = append(lines, "")
	}
	foot := []string{widget.Paint(s.Style.Dim, "  "+v.conditions(s)), widget.Paint(s.Style.Dim, "  "+sum(s))}
	lines = append(lines[:max(1, in.H-footLines)], foot...)
	title := "Workload" + v.list.More()
	if v.folds.on {
		title += " · " + widget.Count(len(v.folds.sums), "namespace")
	}
	if last := places[len(places)-1].column; v.firstColumn > 1 || last < len(columns)-1 {
		title += " · more columns " + strings.TrimSpace(map[bool]string{true: "←"}[v.firstColumn > 1]+" "+map[bool]string{true: "→"}[last < len(columns)-1])
	}
	return s.Style.Box(body, title, true, lines)
}

const noWorkload = "No workloads yet: a adds one, b makes one in a form, o opens what runs."

// drawRow has the cell at the cursor reversed.
func (v *View) drawRow(s *screen.Session, i int, places []place) string {
	r, at := v.rows(s)[i], i == v.list.Cursor
	line := "  "
	if at {
		line = widget.Paint(s.Style.Current, "▸ ")
	}
	for n, p := range places {
		if n > 0 {
			line += widget.Spaces(gap)
		}
		text := align(p.column, v.text(s, r, p.column), p.w)
		switch {
		case r.index == heading && at:
			text = widget.Paint(s.Style.Selected, text)
		case r.index == heading:
			text = widget.Paint(s.Style.Title, text)
		case at && p.column == v.column && v.cell != nil:
			typed, _ := v.cell.View(p.w)
			text = widget.Fit(typed, p.w)
			if v.cell.Replaces {
				text = widget.Paint(s.Style.Selected, text)
			}
		case at && p.column == v.column:
			text = widget.Paint(s.Style.Selected, text)
		case at:
			text = widget.Paint(s.Style.Current, text)
		}
		line += text
	}
	return line
}

// text is a cell of a row.
func (v *View) text(s *screen.Session, r row, column int) string {
	if r.index == heading {
		return v.headingText(column, r.namespace)
	}
	text := columns[column].text(&(*s.Workload)[r.index])
	if column == 0 && v.folds.on {
		return "  " + text
	}
	return text
}

// conditions are those of the workload at the cursor, of which the columns have
// only some.
func (v *View) conditions(s *screen.Session) string {
	if namespace, headed := v.headed(s); headed {
		n := v.folds.sums[namespace]
		return namespace + ": " + n.text()
	}
	k := v.kind(s)
	if k == nil {
		return ""
	}
	text := words.Conditions(k)
	if text == "" {
		return ""
	}
	return k.Name + ": " + text
}

// sum is all of it in one line.
func sum(s *screen.Session) string {
	w := *s.Workload
	n, all := w.Sum()
	with := 0
	for i := range w {
		if w[i].SecurityGroups {
			with += w[i].Replicas
		}
	}
	text := fmt.Sprintf("%s · %s · %s CPU · %s", widget.Count(len(w), "workload"), widget.Count(n, "pod"), words.Cores(all.CPU), words.GiB(all.Memory))
	if with > 0 {
		text += fmt.Sprintf(" · %s with SG", widget.Thousands(with))
	}
	return text
}
