package workloadview

import (
	"fmt"
	"slices"
	"strconv"

	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// row is a workload, or the heading of a namespace.
type row struct {
	index     int // of the workload; -1 of a heading
	namespace string
}

const heading = -1

// folds are which rows the table has: all workloads, or those of some namespaces below their
// headings.
type folds struct {
	on   bool
	open map[string]bool
	// found is the namespace that a search has opened; the next match folds it again.
	found string
	// made are the rows of the indices that begin at from.
	made     []row
	sequence []int // of all workloads, as they stand below the headings
	from     *int
	sums     map[string]sums
}

// sums are what the workloads of a namespace come to.
type sums struct {
	workloads, pods int
	planner.Resources
}

// change forgets the rows.
func (f *folds) change() { f.made, f.from = nil, nil }

// rows are those of workloads in an order.
func (f *folds) rows(w planner.Workloads, order []int) []row {
	if len(order) == 0 {
		return nil
	}
	if f.made != nil && f.from == &order[0] && (f.on || len(f.made) == len(order)) {
		return f.made
	}
	f.made, f.from, f.sequence = make([]row, 0, len(order)), &order[0], order
	if !f.on {
		for _, i := range order {
			f.made = append(f.made, row{index: i})
		}
		return f.made
	}
	var names []string
	of := map[string][]int{}
	for _, i := range order {
		name := w[i].Namespace()
		if of[name] == nil {
			names = append(names, name)
		}
		of[name] = append(of[name], i)
	}
	f.sequence, f.sums = nil, map[string]sums{}
	for _, name := range names {
		f.made = append(f.made, row{heading, name})
		f.sequence = append(f.sequence, of[name]...)
		f.sums[name] = sumOf(w, of[name])
		for _, i := range of[name] {
			if f.open[name] {
				f.made = append(f.made, row{i, name})
			}
		}
	}
	return f.made
}

func sumOf(w planner.Workloads, indices []int) (all sums) {
	for _, i := range indices {
		k := &w[i]
		all.workloads, all.pods = all.workloads+1, all.pods+k.Replicas
		all.CPU += k.Request.CPU * planner.Millis(k.Replicas)
		all.Memory += k.Request.Memory * planner.Memory(k.Replicas)
	}
	return all
}

// text says what they come to.
func (n *sums) text() string {
	return fmt.Sprintf("%s, %s, %s CPU, %s", widget.Count(n.workloads, "workload"), widget.Count(n.pods, "pod"), words.Cores(n.CPU), words.GiB(n.Memory))
}

// rows are those of the table.
func (v *View) rows(s *screen.Session) []row {
	return v.folds.rows(*s.Workload, v.order.of(*s.Workload))
}

// atRow is the row at the cursor.
func (v *View) atRow(s *screen.Session) (r row, ok bool) {
	rows := v.rows(s)
	if v.list.Cursor >= len(rows) {
		return row{}, false
	}
	return rows[v.list.Cursor], true
}

// headed is the namespace at whose heading the cursor is.
func (v *View) headed(s *screen.Session) (namespace string, is bool) {
	r, ok := v.atRow(s)
	return r.namespace, ok && r.index == heading
}

// fold shows a row for each namespace, or all workloads again, and stays where the cursor is.
func (v *View) fold(s *screen.Session) {
	at, _ := v.atRow(s)
	v.folds.on, v.folds.open, v.folds.found = !v.folds.on, map[string]bool{}, ""
	v.folds.change()
	switch {
	case len(*s.Workload) == 0:
	case v.folds.on:
		v.goToHeading(s, (*s.Workload)[at.index].Namespace())
		s.Say("folded by namespace: enter opens one, f unfolds all")
	default:
		if at.index == heading {
			at.index = v.firstOf(s, at.namespace)
		}
		v.goTo(s, at.index)
		s.Say("unfolded")
	}
}

// turn opens a namespace or folds it.
func (v *View) turn(s *screen.Session, namespace string) {
	v.folds.open[namespace], v.folds.found = !v.folds.open[namespace], ""
	v.folds.change()
	v.goToHeading(s, namespace)
}

// find goes to a workload that a search has found.
func (v *View) find(s *screen.Session, index int) {
	f, namespace := &v.folds, (*s.Workload)[index].Namespace()
	if f.found != "" && f.found != namespace {
		delete(f.open, f.found)
		f.found = ""
		f.change()
	}
	if f.on && !f.open[namespace] {
		f.found = namespace
	}
	v.goTo(s, index)
}

func (v *View) goToHeading(s *screen.Session, namespace string) {
	rows := v.rows(s)
	v.list.Len = len(rows)
	for i, r := range rows {
		if r.index == heading && r.namespace == namespace {
			v.list.MoveTo(i)
		}
	}
}

// firstOf is the first workload of a namespace, which has one.
func (v *View) firstOf(s *screen.Session, namespace string) int {
	order := v.order.of(*s.Workload)
	return order[slices.IndexFunc(order, func(i int) bool { return (*s.Workload)[i].Namespace() == namespace })]
}

// headingText is a cell of a namespace's heading: its sums stand below the requests of each
// pod.
func (v *View) headingText(column int, namespace string) string {
	n := v.folds.sums[namespace]
	switch columns[column].key {
	case "name":
		mark := "+ "
		if v.folds.open[namespace] {
			mark = "- "
		}
		return mark + namespace + " · " + strconv.Itoa(n.workloads)
	case "replicas":
		return strconv.Itoa(n.pods)
	case "cpu":
		return words.Cores(n.CPU)
	case "memory":
		return words.GiB(n.Memory)
	}
	return ""
}
