package tui

import (
	"fmt"

	"github.com/sahilm/fuzzy"

	"podfit/planner"
)

// presets are the DaemonSets that the tables know, narrowed by a typed name.
type presets struct {
	line  *input
	all   []planner.DaemonSet
	shown []planner.DaemonSet
	list  list
}

// presetPrompt stands before the name.
const presetPrompt = "  preset: "

// pickPreset lists what the setting takes by name alone: not what every node
// runs anyway.
func (m *Model) pickPreset() {
	p := &presets{line: newInput("")}
	s := m.daemonSetting()
	for _, name := range s.Choices {
		var one planner.Settings
		if err := s.Set(&one, name); err == nil {
			p.all = append(p.all, one.DaemonSets...)
		}
	}
	p.shown = p.all
	m.daemons.picking = p
}

func (m *Model) presetsTyped() {
	p := m.daemons.picking
	p.list.cursor = 0
	text := p.line.String()
	if text == "" {
		p.shown = p.all
		return
	}
	names := make([]string, len(p.all))
	for i := range p.all {
		names[i] = p.all[i].Name
	}
	p.shown = nil
	for _, match := range fuzzy.Find(text, names) {
		p.shown = append(p.shown, p.all[match.Index])
	}
}

func (m *Model) addPreset() {
	p := m.daemons.picking
	if p.list.cursor >= len(p.shown) {
		return
	}
	specs := append(m.daemonSetting().Values(m.settings), p.shown[p.list.cursor].Name)
	if m.setDaemonSets(specs) {
		m.daemons.picking = nil
		m.atLastDaemonSet()
	}
}

func (m *Model) drawPresets() []string {
	p, in := m.daemons.picking, m.layout.body.inner()
	text, _ := p.line.view(in.w - len(presetPrompt))
	lines := []string{
		paint(m.style.title, presetPrompt) + text,
		paint(m.style.title, "  "+daemonRow(daemonHeadings, in.w)),
	}
	from, to := p.list.visible()
	for i := from; i < to; i++ {
		lines = append(lines, m.style.row(i == p.list.cursor, daemonRow(daemonCells(&p.shown[i]), in.w), in.w))
	}
	if len(p.shown) == 0 {
		lines = append(lines, fmt.Sprintf("  no preset like %q: esc, then n adds one by hand", text))
	}
	title := "Add a DaemonSet"
	if to-from < len(p.shown) {
		title += " " + scrollMark(from, to, len(p.shown))
	}
	return m.style.box(m.layout.body, title, true, lines)
}
