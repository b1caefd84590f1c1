// Package daemonsets is the box of the named DaemonSets: a table in which each
// cell is changed in its place, and the list of presets. The DaemonSets themselves
// are in the settings.
package daemonsets

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Box is the table, or the presets while one is chosen.
type Box struct {
	list    widget.List
	column  int
	cell    *widget.Input // the text of the cell at the cursor, while it is typed
	presets *presets
}

// New is the box before it is opened.
func New(*screen.Session) screen.View { return &Box{} }

var columns = screen.DaemonSetColumns

// Open shows the table.
func (b *Box) Open(*screen.Session) bool {
	b.cell, b.presets = nil, nil
	return true
}

// Keys are those of the table, of a cell or of the presets.
func (b *Box) Keys() []screen.Keys {
	row := func(by int) func(*screen.Session) { return func(*screen.Session) { b.list.MoveBy(by) } }
	column := func(by int) func(*screen.Session) { return func(*screen.Session) { b.moveColumn(by) } }
	return []screen.Keys{
		b.presetKeys(),
		{Title: "While typing a cell of a DaemonSet", Active: b.cell != nil, Alone: true, Bindings: []screen.Binding{
			screen.Key("enter", "enter", "set the value", func(s *screen.Session) { b.finish(s) }).Hinted("set"),
			screen.Key("tab", "tab", "set it and type the next", b.next).Hinted("next"),
			screen.Key("esc", "esc", "cancel", func(*screen.Session) { b.cell = nil }).Hinted("cancel"),
		}},
		{Title: "DaemonSets", Active: true, Bindings: []screen.Binding{
			screen.Moves("up k", "↑ k", "previous DaemonSet", row(-1)),
			screen.Moves("down j", "↓ j", "next DaemonSet", row(1)),
			screen.Moves("left h", "← h", "previous column", column(-1)),
			screen.Moves("right l tab", "→ l", "next column", column(1)),
			screen.Key("enter space", "enter", "change the cell", b.change).Hinted("change"),
			screen.Key("a", "a", "add from the presets", b.pick).Hinted("add preset"),
			screen.Key("n", "n", "add your own", b.add).Hinted("new"),
			screen.Key("x delete backspace", "x ⌫", "remove it", b.remove).Hinted("remove"),
			screen.Key("esc q", "esc q", "back to the settings", screen.CloseBox).Hinted("back"),
		}},
	}
}

// replace puts other DaemonSets into the settings.
func replace(s *screen.Session, all []planner.DaemonSet) error {
	return s.Change(func(to *planner.Settings) error {
		to.DaemonSets = all
		return s.Check(screen.DaemonSetSetting, all)
	})
}

func refuse(s *screen.Session, err error) {
	s.Status = screen.Status{Text: err.Error(), Tone: widget.Wrong}
}

// with is all DaemonSets with the one at the cursor edited.
func (b *Box) with(s *screen.Session, edit func(*planner.DaemonSet) error) ([]planner.DaemonSet, error) {
	all := slices.Clone(s.Settings.DaemonSets)
	if err := edit(&all[b.list.Cursor]); err != nil {
		return nil, err
	}
	return all, s.Check(screen.DaemonSetSetting, all)
}

// typed is all DaemonSets with what is typed in the cell.
func (b *Box) typed(s *screen.Session) ([]planner.DaemonSet, error) {
	return b.with(s, func(d *planner.DaemonSet) error {
		c := &columns[b.column]
		if err := c.Set(d, strings.TrimSpace(b.cell.String())); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		return nil
	})
}

// change types the cell at the cursor, or turns its switch.
func (b *Box) change(s *screen.Session) {
	if b.list.Cursor >= len(s.Settings.DaemonSets) {
		b.pick(s)
		return
	}
	c := columns[b.column]
	if c.Flag == nil {
		b.cell = widget.NewInput(c.Text(&s.Settings.DaemonSets[b.list.Cursor]))
		b.cell.Replaces = true
		s.Say(usage)
		return
	}
	all, err := b.with(s, func(d *planner.DaemonSet) error {
		on := c.Flag(d)
		*on = !*on
		return nil
	})
	if err == nil {
		err = replace(s, all)
	}
	if err != nil {
		refuse(s, err)
	}
}

const usage = "its requests on every node: CPU such as 250m or 2, memory such as 512Mi or 4Gi; tab goes on to the next"

// Line is the cell, or the name of a preset, while it is typed.
func (b *Box) Line() *widget.Input {
	if b.presets != nil {
		return b.presets.line
	}
	return b.cell
}

// Typed tries the value, so that what is wrong shows while typing.
func (b *Box) Typed(s *screen.Session) {
	if b.presets != nil {
		b.presets.narrow()
		return
	}
	s.Say(usage)
	if _, err := b.typed(s); err != nil {
		refuse(s, err)
	}
}

// finish stays in the cell while its text makes no sense.
func (b *Box) finish(s *screen.Session) bool {
	all, err := b.typed(s)
	if err == nil {
		err = replace(s, all)
	}
	if err != nil {
		refuse(s, err)
		return false
	}
	b.cell = nil
	return true
}

// next finishes a cell and types the one to its right.
func (b *Box) next(s *screen.Session) {
	if !b.finish(s) {
		return
	}
	b.moveColumn(1)
	if columns[b.column].Flag == nil {
		b.change(s)
	}
}

func (b *Box) moveColumn(by int) { b.column = max(0, min(b.column+by, len(columns)-1)) }

// append adds a DaemonSet, and puts the cursor on it.
func (b *Box) append(s *screen.Session, d planner.DaemonSet) bool {
	all := append(slices.Clone(s.Settings.DaemonSets), d)
	if err := replace(s, all); err != nil {
		refuse(s, err)
		return false
	}
	b.list.Len = len(all)
	b.list.MoveTo(len(all) - 1)
	return true
}

// add makes one that requests nothing, and types its name.
func (b *Box) add(s *screen.Session) {
	if b.append(s, planner.DaemonSet{Name: "daemonset"}) {
		b.column = 0
		b.change(s)
	}
}

func (b *Box) remove(s *screen.Session) {
	i := b.list.Cursor
	if i >= len(s.Settings.DaemonSets) {
		return
	}
	name := s.Settings.DaemonSets[i].Name
	if err := replace(s, slices.Delete(slices.Clone(s.Settings.DaemonSets), i, i+1)); err != nil {
		refuse(s, err)
		return
	}
	s.Status.Text = widget.Join(name+" removed, u undoes it", s.Status.Text)
}

// Arrange fits the list in view.
func (b *Box) Arrange(s *screen.Session, in widget.Rect) {
	h := in.Inner().H
	b.list.Show(len(s.Settings.DaemonSets), h-2)
	if p := b.presets; p != nil {
		p.list.Show(len(p.shown), h-2)
	}
	if b.list.Cursor >= len(s.Settings.DaemonSets) {
		b.cell = nil
	}
}

// Mouse scrolls, or selects a row; a second click on it is enter.
func (b *Box) Mouse(s *screen.Session, at tea.Mouse, in widget.Rect) tea.Cmd {
	list, top, enter := &b.list, in.Inner().Y+1, b.change
	switch {
	case b.presets != nil:
		list, top, enter = &b.presets.list, top+1, b.addPreset
	case b.cell != nil:
		return nil
	}
	if rows := widget.Wheel(at); rows != 0 {
		list.Scroll(rows)
		return nil
	}
	row, ok := list.At(at.Y - top)
	switch {
	case !ok:
	case row == list.Cursor:
		enter(s)
	default:
		list.MoveTo(row)
	}
	return nil
}

// Command is that of the types beneath.
func (b *Box) Command(*screen.Session) []string { return nil }

// total is what they take of every node.
func total(s *screen.Session) string {
	const always = "; plus aws-node and kube-proxy"
	all := s.Settings.DaemonSets
	unnamed := ""
	if n := s.Settings.UnnamedDaemonSets; n > 0 {
		unnamed = fmt.Sprintf(", and %d unnamed", n)
	}
	if len(all) == 0 {
		return "no named ones" + unnamed + always
	}
	var sum planner.Resources
	where := "on every node"
	for _, ds := range all {
		sum.CPU += ds.Request.CPU
		sum.Memory += ds.Request.Memory
		if len(ds.Nodes) > 0 {
			where = "where all of them run"
		}
	}
	return fmt.Sprintf("%d with %s CPU and %s %s%s%s", len(all), words.CPU(sum.CPU), words.Memory(sum.Memory), where, unnamed, always)
}
