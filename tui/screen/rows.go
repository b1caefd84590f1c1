package screen

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/tui/widget"
)

// Rows is the table of instance types: which types it shows, and in which order.
type Rows struct {
	By       *query.Field
	Reversed bool
	Query    Query
	// Picked are the columns that were chosen; nil leaves them to the width.
	Picked []string
	// Width is that of the table.
	Width int

	All []density.Option // in the order of the catalogue
	// Ranked are those that satisfy the conditions, in order, the dominated
	// among them marked; Rows are those of them whose names have the words.
	Ranked []density.Option
	Rows   []density.Option
	Match  Match
	// defaults is the default filter, by what the settings and the workload ask for.
	defaults   []string
	defaultsOf defaultsOf
	// Hidden is how many types satisfy what was typed, and not the default filter.
	Hidden int
	// Changes counts how often Rows was made anew.
	Changes int

	List widget.List
}

// defaultsOf is what the default filter depends on.
type defaultsOf struct {
	settings *planner.Settings
	workload *planner.Workloads
}

func newRows() Rows {
	by, _ := query.FieldNamed("cost-per-pod")
	return Rows{By: by, Query: mustQuery(DefaultChips, ""), defaults: DefaultChips}
}

// fill takes new options.
func (t *Rows) fill(options []density.Option) {
	t.All = options
	t.rank()
}

// rank selects and orders anew.
func (t *Rows) rank() {
	at := t.Selected()
	known := at != nil && t.By.Known(at)
	t.Ranked = t.Query.Filter.Select(t.All)
	density.MarkDominated(t.Ranked)
	t.order()
	if known { // and not to the end, where it is not known any more
		t.leaveUnknown()
	}
}

// order orders those that were selected.
func (t *Rows) order() {
	t.Ranked = query.Sorted(t.Ranked, t.By, t.Reversed)
	t.search()
}

// search narrows to the words, and stays at the same type if it is left.
func (t *Rows) search() {
	at := ""
	if o := t.Selected(); o != nil {
		at = o.Type.Name
	}
	t.Changes++
	t.Rows, t.Match = t.Query.search(t.Ranked, t.All)
	t.Hidden = t.hidden()
	t.List.Len = len(t.Rows)
	i := slices.IndexFunc(t.Rows, func(o density.Option) bool { return o.Type.Name == at })
	t.List.MoveTo(max(0, i))
}

// Selected is the type at the cursor; nil where the table is empty.
func (t *Rows) Selected() *density.Option {
	if t.List.Cursor >= len(t.Rows) {
		return nil
	}
	return &t.Rows[t.List.Cursor]
}

// Names are those of the rows, in order.
func (t *Rows) Names() []string { return optionNames(t.Rows) }

// SortBy orders the table by a field, if there is one of the name.
func (t *Rows) SortBy(name string) {
	by, ok := query.FieldNamed(name)
	if !ok {
		return
	}
	t.By, t.Reversed = by, false
	t.order()
	t.leaveUnknown()
}

// Reverse turns the order round.
func (t *Rows) Reverse() {
	t.Reversed = !t.Reversed
	t.order()
	t.leaveUnknown()
}

// leaveUnknown goes to the first row where the order puts the type at the cursor last
// because nothing is known of it.
func (t *Rows) leaveUnknown() {
	o := t.Selected()
	if o == nil || t.By.Known(o) {
		return
	}
	t.List.MoveTo(0)
}

// Arrow is the direction in which the figures go from the first row down.
func (t *Rows) Arrow() string {
	if t.By.Highest != t.Reversed {
		return "▼"
	}
	return "▲"
}

// Columns are those of the table, the most important first: a narrow
// screen shows the first few, and the arrows bring the others. Both worlds of
// pods and both prices are in view on 80 columns, at the cost of what is
// known of a type anyway.
func (s *Session) Columns() []string {
	if s.Rows.Picked != nil {
		return s.Rows.Picked
	}
	names := []string{"type", "vcpus", "memory", "max-pods", "sg-pods", "app-pods"}
	late := []string{"arch", "cpu-per-pod", "cost"}
	roomy := 90
	if s.Settings.Pod.Given() {
		roomy += 6 // for the pods that fit
	}
	if s.Rows.Width < roomy {
		names = []string{"type", "vcpus", "sg-pods", "app-pods"}
		late = append([]string{"memory", "max-pods"}, late...)
	}
	if s.Settings.Pod.Given() {
		names = append(names, "pods")
	}
	if s.Settings.Pod.GPUs > 0 || s.Rows.Query.has("gpu") {
		names = slices.Insert(names, 1, "gpus", "gpu-model", "gpu-memory")
	}
	names = append(names, "ram-per-pod", "cost-per-pod", "on-demand", "spot")
	if s.Settings.Pod.Given() {
		names = append(names, "limited-by")
	}
	names = append(names, late...)
	if s.Settings.Pod.Given() {
		names = append(names, "unused-cost")
	}
	return append(names, "interruption", "dominated-by")
}

// Marks are the names of types set apart to be compared, in the order in which
// they were marked. By name they outlive every setting, filter and order.
type Marks []string

// Has says whether a type is marked.
func (ms Marks) Has(name string) bool { return slices.Contains(ms, name) }

// Without leaves the marks themselves as they are: undo keeps them.
func (ms Marks) Without(name string) Marks {
	return slices.DeleteFunc(slices.Clone(ms), func(n string) bool { return n == name })
}

func (ms Marks) toggled(name string) Marks {
	if ms.Has(name) {
		return ms.Without(name)
	}
	return append(slices.Clone(ms), name)
}

// The sign before a marked type, wherever it is named, and before one that is
// dominated and not marked.
const (
	MarkSign      = "●"
	DominatedSign = "▾"
)

// RowMark is the two signs before a row: of the cursor, and of what there is
// to say about the type.
func RowMark(selected bool, sign string) string {
	if selected {
		return "▸" + sign
	}
	return " " + sign
}

// Sign is that of a type: a space for most.
func (s *Session) Sign(o *density.Option) string {
	switch {
	case s.Marks.Has(o.Type.Name):
		return MarkSign
	case o.DominatedBy != "":
		return DominatedSign
	}
	return " "
}

// ToggleMark marks the type at the table's cursor, or takes its mark away.
func (s *Session) ToggleMark() {
	if o := s.Rows.Selected(); o != nil {
		s.Marks = s.Marks.toggled(o.Type.Name)
	}
}

// ClearMarks takes all marks away.
func (s *Session) ClearMarks() {
	s.Say(fmt.Sprintf("%s unmarked", widget.Thousands(len(s.Marks))))
	s.Marks = nil
}
