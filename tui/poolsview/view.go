// Package poolsview is the box of the plan's pools: a row for each, typed as podfit plan
// --pool takes it.
package poolsview

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/plan"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Box is the pools, of which one may be typed.
type Box struct {
	list widget.List
	line *widget.Input // the pool at the cursor, while it is typed
	// added says that the one typed is behind the others, and not yet a pool.
	added bool
}

// New is the box before it is opened.
func New(*screen.Session) screen.View { return &Box{} }

// Open shows the pools.
func (b *Box) Open(*screen.Session) bool {
	b.line, b.added = nil, false
	return true
}

func pools(s *screen.Session) []plan.Pool { return s.Plans.Terms.Pools }

// Keys are those of the rows, or of the one being typed.
func (b *Box) Keys() []screen.Keys {
	row := func(by int) func(*screen.Session) { return func(*screen.Session) { b.list.MoveBy(by) } }
	return []screen.Keys{
		{Title: "While typing a pool", Active: b.line != nil, Alone: true, Bindings: []screen.Binding{
			screen.Key("enter tab", "enter", "set the pool", b.finish).Hinted("set"),
			screen.Key("esc", "esc", "cancel", func(*screen.Session) { b.cancel() }).Hinted("cancel"),
		}},
		{Title: "Pools", Active: true, Bindings: []screen.Binding{
			screen.Moves("up k", "↑ k", "previous pool", row(-1)),
			screen.Moves("down j", "↓ j", "next pool", row(1)),
			screen.Key("enter space", "enter", "change the pool", b.change).Hinted("change"),
			screen.Key("a n", "a", "add a pool", b.add).Hinted("add"),
			screen.Key("x delete backspace", "x ⌫", "remove the pool", b.remove).Hinted("remove"),
			screen.Key("esc q", "esc q", "back to the settings", screen.CloseBox).Hinted("back"),
		}},
	}
}

// usage is which parts a pool has.
const usage = "name=pci, and after commas label=team=pci, taint=dedicated=pci:NoSchedule, filter=family=m7i+vcpus<=16, arch=…, zones=…+…, groups=…, on-demand-percent=…, on-demand-base=…, spare=…, headroom=…"

func (b *Box) change(s *screen.Session) {
	if b.list.Cursor >= len(pools(s)) {
		b.add(s)
		return
	}
	b.line = widget.NewInput(plan.PoolSpec(&pools(s)[b.list.Cursor]))
	s.Say(usage)
}

func (b *Box) add(s *screen.Session) {
	b.line, b.added = widget.NewInput("name="), true
	b.list.Len = len(pools(s)) + 1
	b.list.MoveTo(len(pools(s)))
	s.Say(usage)
}

func (b *Box) cancel() { b.line, b.added = nil, false }

// typed puts the pool that is typed in its place.
func (b *Box) typed(to *plan.Terms) error {
	one, err := plan.PoolsOver(nil, []string{b.line.String()})
	switch {
	case err != nil:
		return err
	case len(one) == 0:
		return errors.New("no pool: x removes one")
	}
	all := slices.Clone(to.Pools)
	if b.added {
		all = append(all, one[0])
	} else {
		all[b.list.Cursor] = one[0]
	}
	to.Pools = all
	return nil
}

func refuse(s *screen.Session, err error) {
	s.Status = screen.Status{Text: err.Error(), Tone: widget.Wrong}
}

// Line is the pool being typed.
func (b *Box) Line() *widget.Input { return b.line }

// Typed tries the pool, so that what is wrong shows while typing.
func (b *Box) Typed(s *screen.Session) {
	if err := s.TryTerms(b.typed); err != nil {
		refuse(s, err)
		return
	}
	s.Say(usage)
}

func (b *Box) finish(s *screen.Session) {
	if err := s.ChangeTerms(b.typed); err != nil {
		refuse(s, err)
		return
	}
	b.cancel()
}

func (b *Box) remove(s *screen.Session) {
	i := b.list.Cursor
	if i >= len(pools(s)) {
		return
	}
	name := pools(s)[i].Name
	err := s.ChangeTerms(func(to *plan.Terms) error {
		to.Pools = slices.Delete(slices.Clone(to.Pools), i, i+1)
		return nil
	})
	if err != nil {
		refuse(s, err)
		return
	}
	s.Status.Text = widget.Join("pool "+name+" removed, u undoes it", s.Status.Text)
}

// footLines are below the rows: the whole of the pool at the cursor.
const footLines = 4

// Arrange fits the rows in view.
func (b *Box) Arrange(s *screen.Session, in widget.Rect) {
	rows := len(pools(s))
	if b.line != nil && !b.added && b.list.Cursor >= rows {
		b.cancel() // undone beneath
	}
	if b.added {
		rows++
	}
	b.list.Show(rows, in.Inner().H-footLines)
}

// indent is of the mark before a row.
const indent = 2

// Draw is the rows, and all of the one at the cursor below them.
func (b *Box) Draw(s *screen.Session, body widget.Rect) []string {
	in, all := body.Inner(), pools(s)
	var lines []string
	from, to := b.list.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, b.drawRow(s, i, in.W))
	}
	if len(all) == 0 && b.line == nil {
		lines = append(lines, "", "  none: all workloads share the plan's nodes. a adds a pool.")
	}
	for len(lines) < in.H-footLines {
		lines = append(lines, "")
	}
	lines = append(lines[:max(0, in.H-footLines)], b.foot(s, in.W)...)
	return s.Style.Box(body, "Pools"+b.list.More(), true, lines)
}

func (b *Box) drawRow(s *screen.Session, i, width int) string {
	at := i == b.list.Cursor
	if at && b.line != nil {
		text, _ := b.line.View(width - indent)
		return widget.Paint(s.Style.Current, "▸ ") + text
	}
	text := widget.Fit(plan.PoolSpec(&pools(s)[i]), width-indent)
	if at {
		return widget.Paint(s.Style.Current, "▸ ") + widget.Paint(s.Style.Selected, text)
	}
	return "  " + text
}

// foot is the pool at the cursor without being cut, or what is typed.
func (b *Box) foot(s *screen.Session, width int) []string {
	text := "workloads that no pool takes go to the default one, which has the plan's types"
	switch {
	case b.line != nil:
		text = b.line.String()
	case b.list.Cursor < len(pools(s)):
		text = plan.PoolSpec(&pools(s)[b.list.Cursor])
	}
	lines := widget.WrapPainted(s.Style.Dim, "  ", strings.ReplaceAll(text, ",", ", "), width-1)
	lines = append([]string{""}, lines[:min(len(lines), footLines-1)]...)
	for len(lines) < footLines {
		lines = append(lines, "")
	}
	return lines
}

// Cursor is where the next letter goes.
func (b *Box) Cursor(_ *screen.Session, body widget.Rect) (x, y int) {
	in := body.Inner()
	_, at := b.line.View(in.W - indent)
	return in.X + indent + at, in.Y + b.list.Cursor - b.list.Top
}

// Mouse scrolls, or selects a row; a second click on it is enter.
func (b *Box) Mouse(s *screen.Session, at tea.Mouse, in widget.Rect) tea.Cmd {
	if b.line != nil {
		return nil
	}
	if rows := widget.Wheel(at); rows != 0 {
		b.list.Scroll(rows)
		return nil
	}
	row, ok := b.list.At(at.Y - in.Inner().Y)
	switch {
	case !ok:
	case row == b.list.Cursor:
		b.change(s)
	default:
		b.list.MoveTo(row)
	}
	return nil
}

// Cell is the pool at the cursor.
func (b *Box) Cell(s *screen.Session) string {
	if b.list.Cursor < len(pools(s)) {
		return plan.PoolSpec(&pools(s)[b.list.Cursor])
	}
	return ""
}

// Command is that of the view beneath.
func (b *Box) Command(*screen.Session) []string { return nil }
