package daemonsets

import (
	"fmt"

	"github.com/sahilm/fuzzy"

	"podfit/planner"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// presets are the DaemonSets that the tables know, narrowed by a typed name.
type presets struct {
	line  *widget.Input
	all   []planner.DaemonSet
	shown []planner.DaemonSet
	list  widget.List
}

// presetPrompt stands before the name.
const presetPrompt = "  preset: "

func (b *Box) presetKeys() screen.Keys {
	move := func(by int) func(*screen.Session) {
		return func(*screen.Session) { b.presets.list.MoveBy(by) }
	}
	return screen.Keys{Title: "While choosing a preset", Active: b.presets != nil, Alone: true, Bindings: []screen.Binding{
		screen.Key("enter", "enter", "add the preset", b.addPreset).Hinted("add"),
		screen.Moves("up", "↑", "previous preset", move(-1)),
		screen.Moves("down", "↓", "next preset", move(1)),
		screen.Key("esc", "esc", "cancel", func(*screen.Session) { b.presets = nil }).Hinted("back"),
	}}
}

// pick lists what the setting takes by name alone: not what every node runs
// anyway.
func (b *Box) pick(s *screen.Session) {
	p := &presets{line: widget.NewInput("")}
	if row, ok := s.Table.Named(screen.DaemonSetSetting); ok {
		for _, name := range row.Choices {
			var one planner.Settings
			if err := row.Set(&one, name); err == nil {
				p.all = append(p.all, one.DaemonSets...)
			}
		}
	}
	p.shown = p.all
	b.presets = p
}

// narrow keeps the presets that have the letters of the name in their order.
func (p *presets) narrow() {
	p.list.Cursor = 0
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

func (b *Box) addPreset(s *screen.Session) {
	p := b.presets
	if p.list.Cursor < len(p.shown) && b.append(s, p.shown[p.list.Cursor]) {
		b.presets = nil
	}
}

func (p *presets) draw(s *screen.Session, body widget.Rect) []string {
	in := body.Inner()
	text, _ := p.line.View(in.W - len(presetPrompt))
	lines := []string{
		widget.Paint(s.Style.Title, presetPrompt) + text,
		widget.Paint(s.Style.Title, "  "+heads(in.W)),
	}
	from, to := p.list.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, s.Style.Row(i == p.list.Cursor, cells(&p.shown[i], in.W), in.W))
	}
	if len(p.shown) == 0 {
		lines = append(lines, fmt.Sprintf("  no preset matches %q: press esc, then n to add your own", text))
	}
	return s.Style.Box(body, "Add a DaemonSet"+p.list.More(), true, lines)
}
