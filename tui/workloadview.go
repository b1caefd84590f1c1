package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// workloadHead is the lines above the kinds.
const workloadHead = 1

func (m *Model) arrangeWorkload() {
	p, in := &m.pods, m.layout.body.inner()
	p.list.show(len(*m.workload), in.h-workloadHead-1)
	if p.cell != nil && m.podKind() == nil {
		p.cell = nil
	}
	p.firstColumn = max(1, min(p.firstColumn, p.column))
	for p.firstColumn < p.column && !m.podColumnInView(p.column, in.w) {
		p.firstColumn++
	}
	for p.firstColumn > 1 {
		p.firstColumn--
		if !m.podColumnInView(max(1, p.column), in.w) || !m.podColumnInView(len(podColumns)-1, in.w) {
			p.firstColumn++
			break
		}
	}
}

// podGap is what stands between two columns.
const podGap = 1

// podPlace is where a column in view begins and how wide it is.
type podPlace struct{ column, x, w int }

// podPlaces are the columns in view: the name, then as many as fit.
func (m *Model) podPlaces(width int) []podPlace {
	const least, most = 12, 40
	room := width - markWidth
	from := max(1, m.pods.firstColumn)
	to, used := from, 0
	for to < len(podColumns) && least+used+podGap+podColumns[to].width <= room {
		used += podGap + podColumns[to].width
		to++
	}
	name := max(1, min(most, room-used))
	places := []podPlace{{0, markWidth, name}}
	x := markWidth + name
	for i := from; i < to; i++ {
		places = append(places, podPlace{i, x + podGap, podColumns[i].width})
		x += podGap + podColumns[i].width
	}
	return places
}

func (m *Model) podColumnInView(column, width int) bool {
	for _, p := range m.podPlaces(width) {
		if p.column == column {
			return true
		}
	}
	return false
}

func alignPod(column int, text string, width int) string {
	if column == 0 {
		return fit(text, width)
	}
	return fitRight(text, width)
}

func (m *Model) drawWorkload() []string {
	in, w := m.layout.body.inner(), *m.workload
	if m.pods.quick != nil {
		return m.drawQuick()
	}
	if len(w) == 0 {
		return m.style.box(m.layout.body, "Workload", true, append([]string{""}, wrap("  ", m.noWorkload(), in.w-2)...))
	}
	places := m.podPlaces(in.w)
	head := spaces(markWidth)
	for i, p := range places {
		if i > 0 {
			head += spaces(podGap)
		}
		head += alignPod(p.column, podColumns[p.column].heading, p.w)
	}
	lines := []string{paint(m.style.title, head)}
	from, to := m.pods.list.visible()
	for i := from; i < to; i++ {
		lines = append(lines, m.podLine(i, places))
	}
	for len(lines) < in.h-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:max(1, in.h-1)], paint(m.style.dim, "  "+m.workloadSum()))
	title := "Workload"
	if to-from < len(w) {
		title += " " + scrollMark(from, to, len(w))
	}
	if last := places[len(places)-1].column; m.pods.firstColumn > 1 || last < len(podColumns)-1 {
		title += " · more columns " + strings.TrimSpace(map[bool]string{true: "←"}[m.pods.firstColumn > 1]+" "+map[bool]string{true: "→"}[last < len(podColumns)-1])
	}
	return m.style.box(m.layout.body, title, true, lines)
}

func (m *Model) noWorkload() string {
	return "No pods to plan for yet: n adds a kind of pods, b makes a workload of four figures, o opens a scenario that has one."
}

// podLine has the cell at the cursor reversed.
func (m *Model) podLine(i int, places []podPlace) string {
	k, at := &(*m.workload)[i], i == m.pods.list.cursor
	line := "  "
	if at {
		line = paint(m.style.current, "▸ ")
	}
	for n, p := range places {
		if n > 0 {
			line += spaces(podGap)
		}
		text := alignPod(p.column, podColumns[p.column].text(k), p.w)
		switch {
		case at && p.column == m.pods.column && m.pods.cell != nil:
			typed, _ := m.pods.cell.view(p.w)
			text = fit(typed, p.w)
			if m.pods.cell.replaces {
				text = paint(m.style.selected, text)
			}
		case at && p.column == m.pods.column:
			text = paint(m.style.selected, text)
		case at:
			text = paint(m.style.current, text)
		}
		line += text
	}
	return line
}

// podCell is where the cursor of the cell being typed stands.
func (m *Model) podCell() (x, y int) {
	in := m.layout.body.inner()
	for _, p := range m.podPlaces(in.w) {
		if p.column == m.pods.column {
			_, at := m.pods.cell.view(p.w)
			return in.x + p.x + at, in.y + workloadHead + m.pods.list.cursor - m.pods.list.top
		}
	}
	return in.x, in.y
}

// clickWorkload selects a cell; again, it changes it.
func (m *Model) clickWorkload(x, y int) {
	in := m.layout.body.inner()
	row, ok := m.pods.list.at(y - in.y - workloadHead)
	if !ok || len(*m.workload) == 0 {
		return
	}
	for _, p := range m.podPlaces(in.w) {
		if x-in.x < p.x || x-in.x >= p.x+p.w {
			continue
		}
		if row == m.pods.list.cursor && p.column == m.pods.column {
			m.changePodCell()
			return
		}
		m.pods.column = p.column
	}
	m.pods.list.moveTo(row)
}

// quickLabel stands before a figure.
func quickLabel(text string) string { return "  " + fit(text, 28) }

func (m *Model) drawQuick() []string {
	q, in := m.pods.quick, m.layout.body.inner()
	lines := []string{""}
	for i, f := range quickFigures {
		label, text := quickLabel(f.label), q.texts[i]
		if i == q.at {
			typed, _ := q.line.view(in.w - ansi.StringWidth(label))
			text = typed
			if q.line.replaces {
				text = paint(m.style.selected, text)
			}
			label = paint(m.style.current, label)
		}
		lines = append(lines, label+text)
	}
	lines = append(lines, "")
	lines = append(lines, wrapPainted(m.style.dim, "  ", "enter makes one kind of pods of them, or two where a share has security groups; they take the place of the workload, and u undoes it", in.w)...)
	return m.style.box(m.layout.body, "A workload in four figures", true, lines)
}

// quickCell is where the cursor of the figure being typed stands.
func (m *Model) quickCell() (x, y int) {
	q, in := m.pods.quick, m.layout.body.inner()
	label := ansi.StringWidth(quickLabel(quickFigures[q.at].label))
	_, at := q.line.view(in.w - label)
	return in.x + label + at, in.y + 1 + q.at
}
