package tui

import (
	"slices"

	"podfit/planner/density"
	"podfit/planner/query"
)

// types is the table of instance types: which rows, in which order.
type types struct {
	by       *query.Field
	reversed bool
	// query is what to show, and typing the line in which it is typed.
	query  typeQuery
	typing *input
	// untyped is the text before typing began.
	untyped string
	// columns were picked; nil leaves them to the width.
	columns []string

	all []density.Option // in the order of the catalogue
	// ranked are those that satisfy the conditions, in order, the dominated
	// among them marked; rows are those of them with the words.
	ranked []density.Option
	rows   []density.Option
	match  match
	// changes counts how often rows was made anew.
	changes int

	list        list
	firstColumn int // of those that scroll
}

func newTypes() types {
	by, _ := query.FieldNamed("cost-per-pod")
	q, err := newQuery(defaultChips, "")
	if err != nil {
		panic(err)
	}
	return types{by: by, query: q}
}

// fill takes new options.
func (t *types) fill(options []density.Option) {
	t.all = options
	t.rank()
}

// rank selects and orders anew.
func (t *types) rank() {
	t.ranked = t.query.filter.Select(t.all)
	query.Compare(t.ranked, t.by)
	if t.reversed {
		query.Sort(t.ranked, t.by, true)
	}
	t.search()
}

// search narrows to the words, and stays at the same type if it is left.
func (t *types) search() {
	at := ""
	if o := t.selected(); o != nil {
		at = o.Type.Name
	}
	t.changes++
	t.rows, t.match = t.query.search(t.ranked, t.all)
	t.list.len = len(t.rows)
	i := slices.IndexFunc(t.rows, func(o density.Option) bool { return o.Type.Name == at })
	t.list.moveTo(max(0, i))
}

// selected is the type at the cursor; nil where the table is empty.
func (t *types) selected() *density.Option {
	if t.list.cursor >= len(t.rows) {
		return nil
	}
	return &t.rows[t.list.cursor]
}

func (t *types) moveBy(rows int) { t.list.moveTo(t.list.cursor + rows) }

// sortNext sorts by a neighbour of the column that sorts now.
func (m *Model) sortNext(by int) {
	columns := m.tableColumns()
	i := slices.IndexFunc(columns, func(name string) bool { return name == m.types.by.Name })
	n := len(columns)
	m.sortBy(columns[(i+by+n)%n])
}

func (m *Model) sortBy(name string) {
	by, ok := query.FieldNamed(name)
	if !ok {
		return
	}
	m.types.by, m.types.reversed = by, false
	m.types.rank()
}

func (m *Model) reverse() {
	m.types.reversed = !m.types.reversed
	m.types.rank()
}
