package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/settings"
)

// form is the settings pane: the table of settings under its groups' headings.
type form struct {
	rows []formRow
	list list
	// editing is the value being typed for the row at the cursor, if one is.
	editing *input
}

// formRow is a setting or, where that is nil, the heading of a group.
type formRow struct {
	group   settings.Group
	setting *settings.Setting
}

func newForm(t settings.Table) form {
	var f form
	for i := range t {
		if i == 0 || t[i].Group != t[i-1].Group {
			f.rows = append(f.rows, formRow{group: t[i].Group})
		}
		f.rows = append(f.rows, formRow{t[i].Group, &t[i]})
	}
	f.list.len = len(f.rows)
	f.moveBy(1)
	return f
}

// moveBy moves the cursor, and on past a heading.
func (f *form) moveBy(n int) {
	f.list.moveTo(f.list.cursor + n)
	f.leaveHeading(n)
}

func (f *form) leaveHeading(direction int) {
	if f.current() != nil || len(f.rows) == 0 {
		return
	}
	if direction < 0 && f.list.cursor > 0 {
		f.list.moveTo(f.list.cursor - 1)
	} else {
		f.list.moveTo(f.list.cursor + 1)
	}
}

// show is the list's, but that the first heading is in view with the first setting.
func (f *form) show(height int) {
	f.list.show(len(f.rows), height)
	if f.list.cursor == 1 && height > 1 {
		f.list.top = 0
	}
}

// current is the setting at the cursor.
func (f *form) current() *settings.Setting {
	if f.list.cursor >= len(f.rows) {
		return nil
	}
	return f.rows[f.list.cursor].setting
}

// values are what is being typed, as Set takes them: the texts of a List are
// parted by spaces.
func (f *form) values() []string {
	if f.current().Kind == settings.List {
		return strings.Fields(f.editing.String())
	}
	return []string{strings.TrimSpace(f.editing.String())}
}

// valueText is a setting's value as the pane shows it.
func valueText(s *settings.Setting, of *planner.Settings) string {
	text := s.Text(of)
	switch {
	case s.Kind == settings.Switch && text == "true":
		return "on"
	case s.Kind == settings.Switch:
		return "off"
	case s.Name == daemonSetSetting && len(of.DaemonSets) > 1:
		return daemonCount(of.DaemonSets)
	case s.Kind == settings.List && text == "":
		return "none"
	}
	return text
}

// Widths of a row's parts; the usage stands beside the value where the pane
// has the screen for itself.
const (
	formTitleWidth = 16
	formValueWidth = 20
)

// formHead is a row up to its value, which a long title pushes to the right.
func formHead(s *settings.Setting, changed bool) string {
	mark := "  "
	if changed {
		mark = "• "
	}
	head := mark + s.Title
	return fit(head, max(formTitleWidth, ansi.StringWidth(head)+1))
}

func (m *Model) drawForm() []string {
	r := m.layout.settings
	var lines []string
	from, to := m.form.list.visible()
	for i := from; i < to; i++ {
		lines = append(lines, m.formLine(i, r.inner().w))
	}
	title := "Settings"
	if to-from < len(m.form.rows) {
		title += " " + scrollMark(from, to, len(m.form.rows))
	}
	return m.style.box(r, title, m.focus == settingsPane, lines)
}

// scrollMark says on which sides there is more.
func scrollMark(from, to, all int) string {
	switch {
	case from > 0 && to < all:
		return "↑↓"
	case from > 0:
		return "↑"
	default:
		return "↓"
	}
}

func (m *Model) formLine(i, width int) string {
	row := m.form.rows[i]
	if row.setting == nil {
		return paint(m.style.title, " "+string(row.group))
	}
	changed := row.setting.Changed(m.settings)
	head := formHead(row.setting, changed)
	at := i == m.form.list.cursor
	if at && m.form.editing != nil {
		text, _ := m.form.editing.view(width - ansi.StringWidth(head))
		if m.form.editing.replaces {
			text = paint(m.style.selected, text)
		}
		return paint(m.style.current, head) + text
	}
	value := valueText(row.setting, m.settings)
	if width < formTitleWidth+2*formValueWidth {
		return m.paintFormLine(at, changed, fit(head+value, width), "")
	}
	return m.paintFormLine(at, changed, fit(head+value, formTitleWidth+formValueWidth)+" ", row.setting.Usage)
}

func (m *Model) paintFormLine(at, changed bool, text, usage string) string {
	switch {
	case at && m.focus == settingsPane:
		text = paint(m.style.selected, text)
	case changed:
		text = paint(m.style.changed, text)
	}
	return text + paint(m.style.dim, usage)
}

// editCell is where the cursor of the value being typed stands on the screen.
func (m *Model) editCell() (x, y int) {
	in, s := m.layout.settings.inner(), m.form.current()
	head := ansi.StringWidth(formHead(s, s.Changed(m.settings)))
	_, at := m.form.editing.view(in.w - head)
	return in.x + head + at, in.y + m.form.list.cursor - m.form.list.top
}

// usage is the help of the setting at the cursor with its examples, in one line.
func (f *form) usage() string {
	s := f.current()
	if s == nil {
		return ""
	}
	if s.Name == daemonSetSetting {
		return "DaemonSets by name, with what they request: enter opens their page"
	}
	text := s.Title + ": " + s.Usage
	if len(s.Choices) > 0 && s.Kind != settings.Switch {
		text += " (" + strings.Join(s.Choices, ", ") + ")"
	}
	return text
}
