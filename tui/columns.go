package tui

import (
	"fmt"
	"slices"

	"podfit/planner/query"
)

// picker is the page on which columns are chosen: those in the table first, in
// their order, then the others.
type picker struct {
	list  list
	names []string
}

func columnKeys() []binding {
	return []binding{
		{inColumns, []string{"up", "k"}, "↑ k", "previous column", "", act(func(m *Model) { m.picker.list.moveTo(m.picker.list.cursor - 1) })},
		{inColumns, []string{"down", "j"}, "↓ j", "next column", "", act(func(m *Model) { m.picker.list.moveTo(m.picker.list.cursor + 1) })},
		{inColumns, []string{"pgup", "home", "g"}, "PgUp g", "first column", "", act(func(m *Model) { m.picker.list.moveTo(0) })},
		{inColumns, []string{"pgdown", "end", "G"}, "PgDn G", "last column", "", act(func(m *Model) { m.picker.list.moveTo(len(m.picker.names)) })},
		{inColumns, []string{"space"}, "space", "show the column, or hide it", "show, hide", act((*Model).pickColumn)},
		{inColumns, []string{"K", "shift+up"}, "K ⇧↑", "move the column to the left", "move", act(func(m *Model) { m.moveColumn(-1) })},
		{inColumns, []string{"J", "shift+down"}, "J ⇧↓", "move the column to the right", "", act(func(m *Model) { m.moveColumn(1) })},
		{inColumns, []string{"s", "enter"}, "s enter", "sort by the column", "sort", act((*Model).sortByPicked)},
		{inColumns, []string{"x"}, "x", "leave the columns to the width of the screen", "default", act((*Model).resetColumns)},
		{inColumns, []string{"esc", "q", "p"}, "esc q", "back to the types", "back", act((*Model).closePage)},
	}
}

func (m *Model) openColumns() {
	m.open(columnsPage)
	m.picker.arrange(m.tableColumns())
}

// arrange lists the shown columns before the others; the type is always shown.
func (p *picker) arrange(shown []string) {
	p.names = slices.Clone(shown[1:])
	for _, name := range query.FieldNames() {
		if !slices.Contains(shown, name) {
			p.names = append(p.names, name)
		}
	}
}

func (m *Model) picked() string { return m.picker.names[m.picker.list.cursor] }

func (m *Model) pickColumn() {
	shown := slices.Clone(m.tableColumns())
	if i := slices.Index(shown, m.picked()); i >= 0 {
		shown = slices.Delete(shown, i, i+1)
	} else {
		shown = append(shown, m.picked())
	}
	m.types.columns = shown
}

func (m *Model) moveColumn(by int) {
	shown := slices.Clone(m.tableColumns())
	i := slices.Index(shown, m.picked())
	if to := i + by; i > 0 && to > 0 && to < len(shown) {
		shown[i], shown[to] = shown[to], shown[i]
		m.types.columns = shown
		m.picker.arrange(shown)
		m.picker.list.moveTo(to - 1)
	}
}

func (m *Model) sortByPicked() { m.sortBy(m.picked()) }

func (m *Model) resetColumns() {
	m.types.columns = nil
	m.picker.arrange(m.tableColumns())
}

func (m *Model) drawColumns() []string {
	shown := m.tableColumns()
	var lines []string
	from, to := m.picker.list.visible()
	for i := from; i < to; i++ {
		name := m.picker.names[i]
		box := "[ ]"
		if slices.Contains(shown, name) {
			box = "[x]"
		}
		order := ""
		if name == m.types.by.Name {
			order = " " + m.types.arrow()
		}
		c := column(name)
		line := fit(fmt.Sprintf(" %s %s %s", box, fit(c.Title+order, 16), c.Usage), m.layout.body.inner().w)
		if i == m.picker.list.cursor {
			line = paint(m.style.selected, line)
		}
		lines = append(lines, line)
	}
	title := "Columns"
	if to-from < len(m.picker.names) {
		title += " " + scrollMark(from, to, len(m.picker.names))
	}
	return m.style.box(m.layout.body, title, true, lines)
}
