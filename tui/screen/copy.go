package screen

import (
	tea "charm.land/bubbletea/v2"

	"podfit/tui/widget"
)

// Celled is a view with a cell at its cursor, which can be copied. Cell is empty
// where the cursor is on none.
type Celled interface {
	Cell(s *Session) (text string)
}

// CopyCell puts the cell at the cursor into the clipboard, as far as the terminal
// lets programs do that (OSC 52).
func (s *Session) CopyCell() tea.Cmd {
	v, is := s.Top().View.(Celled)
	text := ""
	if is {
		text = v.Cell(s)
	}
	if text == "" {
		s.Status = Status{"no cell to copy here", widget.Wrong}
		return nil
	}
	s.Say("copied: " + text)
	return tea.SetClipboard(text)
}
