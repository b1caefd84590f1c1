package tui

import tea "charm.land/bubbletea/v2"

// wheelRows is how far one notch goes.
const wheelRows = 3

func (m *Model) wheel(at tea.Mouse) {
	rows := wheelRows
	switch at.Button {
	case tea.MouseWheelUp:
		rows = -wheelRows
	case tea.MouseWheelDown:
	default:
		return
	}
	switch {
	case m.boxWheel(rows):
	case m.page == workloadPage:
		m.pods.list.scroll(rows)
	case m.page == columnsPage:
		m.picker.list.scroll(rows)
	case m.page != mainPage:
		m.scrollPage(rows)
	case m.form.editing != nil:
	case m.layout.settings.contains(at.X, at.Y):
		m.form.list.scroll(rows)
		m.form.leaveHeading(rows)
	case m.layout.types.contains(at.X, at.Y):
		m.types.list.scroll(rows)
	}
}

// click selects a row; a second one on the same row opens it.
func (m *Model) click(at tea.Mouse) tea.Cmd {
	if at.Button != tea.MouseLeft || m.layout.tooSmall {
		return nil
	}
	if cmd, open := m.boxClick(at.X, at.Y); open {
		return cmd
	}
	m.status = status{}
	switch {
	case m.layout.header.contains(at.X, at.Y):
		m.clickHeader(at.X)
	case m.page == comparePage:
		m.clickCompare(at.X)
	case m.page == chartPage:
		m.clickChart(at.X, at.Y)
	case m.page == workloadPage:
		m.clickWorkload(at.X, at.Y)
	case m.page == planPage:
		m.clickPlan(at.Y)
	case m.page != mainPage:
	case m.layout.settings.inner().contains(at.X, at.Y):
		m.clickSetting(at.Y - m.layout.settings.inner().y)
	case m.layout.types.inner().contains(at.X, at.Y):
		in := m.layout.types.inner()
		m.clickTypes(at.X-in.x, at.Y-in.y)
	}
	return nil
}

// clickSetting leaves a value that is being typed as it was.
func (m *Model) clickSetting(line int) {
	m.cancelEdit()
	m.leaveFilter()
	row, ok := m.form.list.at(line)
	if !ok || m.form.rows[row].setting == nil {
		return
	}
	again := m.focus == settingsPane && row == m.form.list.cursor
	m.focus = settingsPane
	m.form.list.moveTo(row)
	if again {
		m.startEdit()
	}
}

func (m *Model) clickTypes(x, line int) {
	m.cancelEdit()
	m.leaveFilter()
	again := m.focus == typesPane
	m.focus = typesPane
	row, ok := m.types.list.at(line - tableHead)
	switch {
	case line == 0:
		m.clickChip(x)
	case line == 1:
		m.clickHeading(x)
	case !ok:
	case again && row == m.types.list.cursor:
		m.openExplain()
	default:
		m.types.list.moveTo(row)
	}
}

// clickHeading sorts by the column there, and turns the order of the one that
// sorts already.
func (m *Model) clickHeading(x int) {
	if len(m.types.rows) == 0 {
		return
	}
	g := m.newGrid()
	left := markWidth
	for _, c := range g.columns {
		right := left + c.width
		switch {
		case x < left-g.gap || x >= right:
		case c.Name == m.types.by.Name:
			m.reverse()
			return
		default:
			m.sortBy(c.Name)
			return
		}
		left = right + g.gap
	}
}
