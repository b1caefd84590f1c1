package tui

import (
	"fmt"
	"slices"

	"podfit/planner/density"
)

// marks are the names of types set apart to be compared, in the order in which
// they were marked. By name they outlive every setting, filter and order.
type marks []string

func (ms marks) has(name string) bool { return slices.Contains(ms, name) }

// without leaves the marks themselves as they are: copies of the model share them.
func (ms marks) without(name string) marks {
	return slices.DeleteFunc(slices.Clone(ms), func(n string) bool { return n == name })
}

func (ms marks) toggled(name string) marks {
	if ms.has(name) {
		return ms.without(name)
	}
	return append(slices.Clone(ms), name)
}

// markSign stands before a marked type, wherever it is named, and
// dominatedSign before one that is dominated and not marked.
const (
	markSign      = "●"
	dominatedSign = "▾"
)

// rowMark is the two signs before a row: of the cursor, and of what there is
// to say of the type.
func rowMark(selected bool, sign string) string {
	if selected {
		return "▸" + sign
	}
	return " " + sign
}

func markOf(marked bool) string {
	if marked {
		return markSign
	}
	return " "
}

// sign is that of a type: a space for most.
func (m *Model) sign(o *density.Option) string {
	if marked := m.marks.has(o.Type.Name); marked || o.DominatedBy == "" {
		return markOf(marked)
	}
	return dominatedSign
}

func (m *Model) toggleMark() {
	if o := m.types.selected(); o != nil {
		m.marks = m.marks.toggled(o.Type.Name)
	}
}

func (m *Model) clearMarks() {
	m.status = status{text: fmt.Sprintf("%s unmarked", thousands(len(m.marks)))}
	m.marks = nil
}

// markCount is the title's word on the marks, and how many of them are not in the table.
func (m *Model) markCount() string {
	if len(m.marks) == 0 {
		return ""
	}
	shown := 0
	for i := range m.types.rows {
		if m.marks.has(m.types.rows[i].Type.Name) {
			shown++
		}
	}
	text := fmt.Sprintf(" · %s %d marked", markSign, len(m.marks))
	if hidden := len(m.marks) - shown; hidden > 0 {
		text += fmt.Sprintf(", %d hidden", hidden)
	}
	return text
}
