// Package workloadview is the view of the workload: a table of its workloads,
// of which each cell is changed in its place.
package workloadview

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/scenario"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the table.
type View struct {
	list        widget.List
	column      int
	firstColumn int // in view beside the name
	order       order
	folds       folds
	cell        *widget.Input // the text of the cell at the cursor, while it is typed
	// texts are what a search looks through, of the workloads in their own order.
	texts   []string
	textsOf *planner.Workloads
}

// New is the table.
func New(*screen.Session) screen.View { return &View{} }

// Keys are those of the table or of a cell.
func (v *View) Keys() []screen.Keys { return []screen.Keys{v.cellKeys(), v.tableKeys()} }

func (v *View) tableKeys() screen.Keys {
	row := func(by int) func(*screen.Session) { return func(*screen.Session) { v.list.MoveBy(by) } }
	page := func(n int) func(*screen.Session) {
		return func(*screen.Session) { v.list.MoveBy(n * v.list.Page()) }
	}
	column := func(by int) func(*screen.Session) { return func(*screen.Session) { v.moveColumn(by) } }
	return screen.Keys{Title: "Workload", Active: true, Bindings: []screen.Binding{
		screen.Moves("up k", "↑ k", "previous workload", row(-1)),
		screen.Moves("down j", "↓ j", "next workload", row(1)),
		screen.Moves("pgup", "PgUp", "a page up", page(-1)),
		screen.Moves("pgdown", "PgDn", "a page down", page(1)),
		screen.Moves("home g", "Home g", "first workload", func(*screen.Session) { v.list.MoveTo(0) }),
		screen.Moves("end G", "End G", "last workload", func(*screen.Session) { v.list.MoveTo(v.list.Len) }),
		screen.Moves("left h shift+tab", "← h", "previous column", column(-1)),
		screen.Moves("right l tab", "→ l", "next column", column(1)),
		screen.Key("enter space", "enter", "change the cell", v.change).Hinted("change"),
		screen.Key("a", "a", "add a workload", v.add).Hinted("add"),
		screen.Key("x delete backspace", "x ⌫", "remove the workload", v.remove).Hinted("remove"),
		screen.Key("b", "b", "make a workload in one form; it replaces these", func(s *screen.Session) { s.Open(screen.NewWorkload) }).Hinted("quick"),
		screen.Key("s", "s", "sort by the column; again: the other way round, then as written", v.sort).Hinted("sort"),
		screen.Key("f", "f", "fold by namespace: a row for each, which enter opens; again: all workloads", v.fold).Hinted("fold"),
		screen.Key("esc", "esc", "the types", func(s *screen.Session) { s.Show(screen.Types) }),
	}}
}

func (v *View) cellKeys() screen.Keys {
	return screen.Keys{Title: "While typing a cell of a workload", Active: v.cell != nil, Alone: true, Bindings: []screen.Binding{
		screen.Key("enter", "enter", "set the value", func(s *screen.Session) { v.finish(s) }).Hinted("set"),
		screen.Key("tab", "tab", "set it and type the next", v.next).Hinted("next"),
		screen.Key("esc", "esc", "cancel", func(*screen.Session) { v.cell = nil }).Hinted("cancel"),
	}}
}

// kind is the one at the cursor; nil where the table is empty.
func (v *View) kind(s *screen.Session) *planner.Workload {
	if i := v.index(s); i >= 0 {
		return &(*s.Workload)[i]
	}
	return nil
}

// index is which of the workloads is at the cursor, -1 where there is none or a heading.
func (v *View) index(s *screen.Session) int {
	if r, ok := v.atRow(s); ok {
		return r.index
	}
	return -1
}

// goTo puts the cursor on a workload, whose namespace it opens.
func (v *View) goTo(s *screen.Session, index int) {
	if namespace := (*s.Workload)[index].Namespace(); v.folds.on && !v.folds.open[namespace] {
		v.folds.open[namespace] = true
		v.folds.change()
	}
	rows := v.rows(s)
	v.list.Len = len(rows)
	v.list.MoveTo(slices.IndexFunc(rows, func(r row) bool { return r.index == index }))
}

// sort goes by the column at the cursor, then the other way round, then back to the
// order of the file.
func (v *View) sort(s *screen.Session) {
	at, ok := v.atRow(s)
	v.order.next(v.column)
	s.Say(v.order.words())
	switch {
	case !ok:
	case at.index == heading:
		v.goToHeading(s, at.namespace)
	default:
		v.goTo(s, at.index)
	}
}

func (v *View) at() *column { return &columns[v.column] }

// with is the workload with the cell at the cursor changed.
func (v *View) with(s *screen.Session, text string) (planner.Workloads, error) {
	w := slices.Clone(*s.Workload)
	if err := scenario.SetWorkloadKey(&w[v.index(s)], v.at().key, text); err != nil {
		return nil, err
	}
	return w, scenario.CheckWorkload(w)
}

// set says whether the text made sense, and what it does to the plan.
func (v *View) set(s *screen.Session, text string) bool {
	before, c := v.kind(s), v.at()
	if before == nil {
		return true
	}
	w, err := v.with(s, text)
	if err != nil {
		s.Refuse(c.heading, err)
		return false
	}
	at := v.index(s)
	after := &w[at]
	if was, is := c.text(before), c.text(after); was != is {
		what := fmt.Sprintf("%s %s %s → %s", before.Name, c.heading, was, is)
		if before.Name == after.Name {
			s.TakeWorkload(w, what)
		} else if err := s.RenameWorkload(w, before.Name, after.Name, what); err != nil {
			s.Refuse(c.heading, err)
			return false
		}
		v.goTo(s, at)
	}
	s.Status = warning(s, after)
	return true
}

// warning is what the settings make impossible for a kind.
func warning(s *screen.Session, k *planner.Workload) screen.Status {
	if k.SecurityGroups && !s.Settings.CNI.SecurityGroupsForPods {
		return screen.Status{Text: "security groups for pods are off: no node fits these pods until SG for pods is on in the settings", Tone: widget.Worse}
	}
	return screen.Status{}
}

// change types the cell at the cursor, or turns its switch.
func (v *View) change(s *screen.Session) {
	k, c := v.kind(s), v.at()
	namespace, headed := v.headed(s)
	switch {
	case headed:
		v.turn(s, namespace)
	case k == nil:
		v.add(s)
	case c.switched && c.text(k) == "yes":
		v.set(s, "false")
	case c.switched:
		v.set(s, "true")
	default:
		text := c.text(k)
		if text == "·" || text == "none" || text == "all" {
			text = "0"
		}
		v.cell = widget.NewInput(text)
		v.cell.Replaces = true
		v.sayUsage(s)
	}
}

func (v *View) sayUsage(s *screen.Session) { s.Say(v.at().heading + ": " + v.at().usage) }

// Line is the cell being typed.
func (v *View) Line() *widget.Input { return v.cell }

// Typed tries the value, so that what is wrong shows while typing.
func (v *View) Typed(s *screen.Session) {
	if _, err := v.with(s, v.typed()); err != nil {
		s.Refuse(v.at().heading, err)
		return
	}
	v.sayUsage(s)
}

func (v *View) typed() string { return strings.TrimSpace(v.cell.String()) }

// finish stays in the cell while its text makes no sense.
func (v *View) finish(s *screen.Session) bool {
	if !v.set(s, v.typed()) {
		return false
	}
	v.cell = nil
	return true
}

// next finishes a cell and types the one to its right.
func (v *View) next(s *screen.Session) {
	if !v.finish(s) || v.column == len(columns)-1 {
		return
	}
	v.moveColumn(1)
	if !v.at().switched {
		v.change(s)
	}
}

func (v *View) moveColumn(by int) { v.column = max(0, min(v.column+by, len(columns)-1)) }

// add makes a kind as the mean pod of the settings is, and types its name.
func (v *View) add(s *screen.Session) {
	k := planner.Workload{Name: freeName(*s.Workload, "pods"), Replicas: 1, Request: s.PodRequest()}
	w := append(slices.Clone(*s.Workload), k)
	if err := scenario.CheckWorkload(w); err != nil {
		s.Status = screen.Status{Text: err.Error(), Tone: widget.Wrong}
		return
	}
	s.TakeWorkload(w, k.Name+" added")
	v.goTo(s, len(w)-1)
	v.column = 0
	v.change(s)
}

func freeName(w planner.Workloads, name string) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(w, func(k planner.Workload) bool { return k.Name == name })
	}
	free := name
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	return free
}

func (v *View) remove(s *screen.Session) {
	k := v.kind(s)
	if k == nil {
		if namespace, headed := v.headed(s); headed {
			s.Say("enter opens " + namespace + ": its workloads are removed one by one")
		}
		return
	}
	name, i := k.Name, v.index(s)
	s.TakeWorkload(slices.Delete(slices.Clone(*s.Workload), i, i+1), name+" removed")
	s.Say(name + " removed, u undoes it")
}

// headLines and footLines are above and below the workloads.
const (
	headLines = 1
	footLines = 2
)

// Arrange brings the cursor's row and column into view.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	v.list.Show(len(v.rows(s)), in.H-headLines-footLines)
	if v.cell != nil && v.kind(s) == nil {
		v.cell = nil
	}
	v.firstColumn = max(1, min(v.firstColumn, v.column))
	for v.firstColumn < v.column && !v.inView(v.column, in.W) {
		v.firstColumn++
	}
	for v.firstColumn > 1 {
		v.firstColumn--
		if !v.inView(max(1, v.column), in.W) || !v.inView(len(columns)-1, in.W) {
			v.firstColumn++
			break
		}
	}
}

// Draw is the table.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string { return v.drawTable(s, in) }

// Cursor is where the next letter goes.
func (v *View) Cursor(_ *screen.Session, in widget.Rect) (x, y int) {
	in = in.Inner()
	for _, p := range v.places(in.W) {
		if p.column == v.column {
			_, at := v.cell.View(p.w)
			return in.X + p.x + at, in.Y + headLines + v.list.Cursor - v.list.Top
		}
	}
	return in.X, in.Y
}

// Mouse scrolls, or selects a cell; again, it changes the cell.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, in widget.Rect) tea.Cmd {
	if v.Line() != nil {
		return nil
	}
	if rows := widget.Wheel(at); rows != 0 {
		v.list.Scroll(rows)
		return nil
	}
	in = in.Inner()
	row, ok := v.list.At(at.Y - in.Y - headLines)
	if !ok || len(*s.Workload) == 0 {
		return nil
	}
	for _, p := range v.places(in.W) {
		if at.X-in.X < p.x || at.X-in.X >= p.x+p.w {
			continue
		}
		if row == v.list.Cursor && p.column == v.column {
			v.change(s)
			return nil
		}
		v.column = p.column
	}
	v.list.MoveTo(row)
	return nil
}

// Cell is the one at the cursor.
func (v *View) Cell(s *screen.Session) string {
	if k := v.kind(s); k != nil {
		return v.at().text(k)
	}
	namespace, _ := v.headed(s)
	return namespace
}

// searched is the text of a workload in which a search looks.
func searched(k *planner.Workload) string {
	var b strings.Builder
	for c := range columns {
		b.WriteString(columns[c].text(k) + " ")
	}
	return b.String() + words.Conditions(k)
}

// Lines are the workloads as a search looks through them.
func (v *View) Lines(s *screen.Session) screen.Lines {
	if v.textsOf != s.Workload { // thousands of them, and a key for each letter of a search
		v.textsOf, v.texts = s.Workload, make([]string, len(*s.Workload))
		for i := range v.texts {
			v.texts[i] = searched(&(*s.Workload)[i])
		}
	}
	v.rows(s)
	texts, here := make([]string, len(v.texts)), 0
	for i, at := range v.folds.sequence {
		texts[i] = v.texts[at]
	}
	if r, ok := v.atRow(s); ok {
		here = slices.IndexFunc(v.folds.sequence, func(i int) bool {
			return i == r.index || r.index == heading && (*s.Workload)[i].Namespace() == r.namespace
		})
	}
	return screen.Lines{Texts: texts, At: here, Go: func(line int) { v.find(s, v.folds.sequence[line]) }}
}

// Command is podfit plan, which is about the workloads.
func (v *View) Command(s *screen.Session) []string { return s.PlanCommand("plan") }

// Table is the workloads with the keys of a scenario, as podfit import reads them too.
func (v *View) Table(s *screen.Session) table.Grid {
	var titles, texts []string
	for i := range columns {
		titles = append(titles, columns[i].key)
		if !columns[i].literal() {
			texts = append(texts, columns[i].key)
		}
	}
	g := table.New(titles, texts...)
	for _, at := range v.order.of(*s.Workload) {
		cells := make([]string, len(columns))
		for i := range columns {
			cells[i] = columns[i].written(&(*s.Workload)[at])
		}
		g.Add(cells...)
	}
	return g
}
