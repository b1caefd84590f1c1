package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// A box lies over the lower lines of whatever page is open, from side to side.
func (m *Model) drawBox() []string {
	switch {
	case m.prompt != nil:
		return m.drawPrompt()
	case m.palette != nil:
		return m.drawPalette()
	case m.shown != "":
		return m.drawCommand()
	}
	return nil
}

// cover puts the box over lines that end above the status line.
func (m *Model) cover(lines []string) []string {
	box := m.drawBox()
	if n := len(lines) - len(box); n >= 0 {
		lines = append(lines[:n:n], box...)
	}
	return lines
}

// boxScope is where the next key goes while a box is open.
func (m *Model) boxScope() (scope, bool) {
	switch {
	case m.prompt != nil && m.prompt.replaces:
		return inReplace, true
	case m.prompt != nil:
		return inPrompt, true
	case m.palette != nil:
		return inPalette, true
	case m.shown != "":
		return inCommand, true
	case m.page == daemonSetsPage && m.daemons.picking != nil:
		return inPresets, true
	case m.page == daemonSetsPage && m.daemons.cell != nil:
		return inCell, true
	case m.page == workloadPage && m.pods.quick != nil:
		return inQuick, true
	case m.page == workloadPage && m.pods.cell != nil:
		return inPodCell, true
	case m.page == subnetsPage && m.subnets.line != nil:
		return inSubnetsLine, true
	case m.page == daemonSetsPage:
		return inDaemonSets, true
	}
	return 0, false
}

// typing says that letters are text there.
func (s scope) typing() bool {
	return slices.Contains([]scope{inFilter, inEdit, inPrompt, inReplace, inPalette, inCommand, inPresets, inCell, inPodCell, inQuick, inSubnetsLine}, s)
}

// line is what is being typed in a box or on its page, and what to do after
// each key.
func (m *Model) line() (in *input, typed func(*Model)) {
	switch at, _ := m.boxScope(); at {
	case inPrompt:
		return m.prompt.line, (*Model).promptTyped
	case inPalette:
		return m.palette.line, (*Model).paletteTyped
	case inPresets:
		return m.daemons.picking.line, (*Model).presetsTyped
	case inCell:
		return m.daemons.cell, (*Model).cellTyped
	case inPodCell:
		return m.pods.cell, (*Model).podCellTyped
	case inQuick:
		return m.pods.quick.line, (*Model).quickTyped
	case inSubnetsLine:
		return m.subnets.line, (*Model).subnetsTyped
	}
	return nil, nil
}

// typedInBox gives a key to the line of a box, if one is open.
func (m *Model) typedInBox(msg tea.KeyPressMsg) bool {
	in, typed := m.line()
	if in == nil {
		return false
	}
	before := in.String()
	in.key(msg)
	if in.String() != before {
		typed(m)
	}
	return true
}

func (m *Model) pastedInBox(text string) bool {
	in, typed := m.line()
	if in == nil {
		_, open := m.boxScope()
		return open
	}
	in.insert(text)
	typed(m)
	return true
}

// boxCursor is nil where nothing is typed in a box.
func (m *Model) boxCursor() *tea.Cursor {
	switch at, _ := m.boxScope(); at {
	case inPrompt:
		return tea.NewCursor(m.promptCell())
	case inPalette:
		return tea.NewCursor(m.paletteCell())
	case inPresets, inCell:
		return tea.NewCursor(m.daemonCell())
	case inPodCell:
		return tea.NewCursor(m.podCell())
	case inQuick:
		return tea.NewCursor(m.quickCell())
	case inSubnetsLine:
		return tea.NewCursor(m.subnetsCell())
	}
	return nil
}

// boxWheel scrolls what is open over the panes.
func (m *Model) boxWheel(rows int) bool {
	at, open := m.boxScope()
	switch at {
	case inPalette:
		m.palette.list.scroll(rows)
	case inPresets:
		m.daemons.picking.list.scroll(rows)
	case inDaemonSets:
		m.daemons.list.scroll(rows)
	}
	return open
}

// boxClick selects a row, and a second click on it is enter.
func (m *Model) boxClick(x, y int) (cmd tea.Cmd, open bool) {
	at, open := m.boxScope()
	var l *list
	var top int
	var enter func(*Model) tea.Cmd
	switch at {
	case inPalette:
		l, top, enter = &m.palette.list, m.paletteRect().y+2, (*Model).runPalette
	case inPresets:
		l, top, enter = &m.daemons.picking.list, m.layout.body.y+3, act((*Model).addPreset)
	case inDaemonSets:
		l, top, enter = &m.daemons.list, m.layout.body.y+2, act((*Model).changeCell)
	default:
		return nil, open
	}
	row, ok := l.at(y - top)
	switch {
	case !ok:
		return nil, true
	case row == l.cursor:
		return enter(m), true
	}
	l.moveTo(row)
	return nil, true
}

func (s *style) of(k statusKind) lipgloss.Style {
	switch k {
	case wrong:
		return s.bad
	case worse:
		return s.warning
	case better:
		return s.accent
	default:
		return unstyled
	}
}

func wrapPainted(s lipgloss.Style, indent, text string, width int) []string {
	lines := wrap(indent, text, width)
	for i := range lines {
		lines[i] = paint(s, lines[i])
	}
	return lines
}

// rowMark stands before the row at the cursor.
func (s *style) row(at bool, text string, width int) string {
	if !at {
		return "  " + text
	}
	return paint(s.selected, fit("▸ "+text, width))
}
