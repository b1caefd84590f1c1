package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner/density"
	"podfit/planner/report/words"
)

// View draws the frame: as many lines as the screen has, each as wide as it is.
func (m Model) View() tea.View {
	if m.viewed != nil {
		m.viewed()
	}
	v := tea.NewView(strings.Join(m.frame(), "\n"))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = "podfit"
	v.Cursor = m.cursor()
	return v
}

func (m *Model) frame() []string {
	l := &m.layout
	if l.tooSmall {
		return m.tooSmall()
	}
	lines := append(make([]string, 0, l.height), m.header())
	switch m.page {
	case explainPage:
		lines = append(lines, m.drawExplain()...)
	case helpPage:
		lines = append(lines, m.drawHelp()...)
	case comparePage:
		lines = append(lines, m.drawCompare()...)
	case chartPage:
		lines = append(lines, m.drawChart()...)
	case workloadPage:
		lines = append(lines, m.drawWorkload()...)
	case planPage:
		lines = append(lines, m.drawPlan()...)
	case subnetsPage:
		lines = append(lines, m.drawSubnets()...)
	case columnsPage:
		lines = append(lines, m.drawColumns()...)
	case daemonSetsPage:
		lines = append(lines, m.drawDaemonSets()...)
	default:
		lines = append(lines, m.drawPanes()...)
		lines = append(lines, m.drawStrip()...)
	}
	lines = m.cover(lines)
	status := m.statusLine(l.width)
	if l.status != l.help {
		return append(lines, status, fit(m.helpLine(l.width), l.width))
	}
	if strings.TrimSpace(status) == "" {
		status = fit(m.helpLine(l.width), l.width)
	}
	return append(lines, status)
}

// drawPanes puts the settings and the types side by side, where both are in view.
func (m *Model) drawPanes() []string {
	switch {
	case m.layout.settings.w == 0:
		return m.drawTypes()
	case m.layout.types.w == 0:
		return m.drawForm()
	}
	lines := m.drawForm()
	for i, right := range m.drawTypes() {
		lines[i] += right
	}
	return lines
}

func (m *Model) tooSmall() []string {
	width, height := m.layout.width, m.layout.height
	lines := make([]string, max(0, height))
	for i := range lines {
		lines[i] = spaces(width)
	}
	if len(lines) > 0 {
		text := fmt.Sprintf("too small: %d×%d needed, this is %d×%d", leastWidth, leastHeight, width, height)
		lines[len(lines)/2] = fit(spaces((width-ansi.StringWidth(text))/2)+text, width)
	}
	return lines
}

const helpHint = " ? keys "

// headerStart is the name and the region; dates follow where there is room.
func (m *Model) headerStart() string {
	return " " + paint(m.style.title, "podfit") + "   " + paint(m.style.accent, m.catalogue.region)
}

// tabRoom is what the header leaves to tabs.
func (m *Model) tabRoom() int {
	return m.layout.header.w - len(helpHint) - ansi.StringWidth(m.headerStart()) - 1
}

func (m *Model) header() string {
	tabs := m.tabs(m.tabRoom())
	room := m.layout.header.w - len(helpHint) - tabsWidth(tabs)
	left := m.headerStart()
	for _, date := range append([]string{m.origin()}, m.catalogue.dates()...) {
		if next := left + paint(m.style.dim, " · "+date); ansi.StringWidth(next) < room {
			left = next
		}
	}
	return fit(left, room) + m.drawTabs(tabs) + paint(m.style.dim, helpHint)
}

// filterPrompt stands before a filter being typed.
const filterPrompt = " / "

// statusLine is what is being typed, what the last key did, or what there is
// to say of the setting at the cursor.
func (m *Model) statusLine(width int) string {
	switch {
	case m.types.typing != nil:
		return m.filterLine(width)
	case m.status.text != "":
		return paint(m.statusStyle(), fit(" "+m.status.text, width))
	}
	if s := m.liveStatus(); s.text != "" {
		return paint(m.style.accent, fit(" "+s.text, width))
	}
	if s := m.standing(); s.text != "" {
		return paint(m.style.of(s.kind), fit(" "+s.text, width))
	}
	if w := words.Warnings(density.SettingsWarnings(m.settings)); len(w) > 0 {
		return paint(m.style.warning, fit(" "+w[0].Line(), width))
	}
	if m.scope() == inSettings {
		return paint(m.style.dim, fit(" "+m.form.usage(), width))
	}
	return spaces(width)
}

// filterLine is what is being typed, and behind it what is wrong with it or how
// many types it leaves.
func (m *Model) filterLine(width int) string {
	text, _ := m.types.typing.view(width / 2)
	line := paint(m.style.title, filterPrompt) + fit(text, min(width/2, max(20, ansi.StringWidth(m.types.typing.String())+2)))
	said := m.status
	if err := m.filterError(); err != nil {
		said = status{text: err.Error(), kind: wrong}
	}
	if said.text != "" {
		return fit(line+paint(m.style.of(said.kind), said.text), width)
	}
	return fit(line+paint(m.style.dim, fmt.Sprintf("%s types", thousands(len(m.types.rows)))), width)
}

func (m *Model) statusStyle() lipgloss.Style {
	return m.style.of(m.status.kind)
}

// cursor is the terminal's own, shown only while something is typed.
func (m *Model) cursor() *tea.Cursor {
	switch {
	case m.layout.tooSmall:
		return nil
	case m.boxCursor() != nil:
		return m.boxCursor()
	case m.scope() == inFilter:
		_, at := m.types.typing.view(m.layout.width / 2)
		return tea.NewCursor(len(filterPrompt)+at, m.layout.status.y)
	case m.scope() == inEdit:
		return tea.NewCursor(m.editCell())
	}
	return nil
}
