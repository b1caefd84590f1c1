package workloadview

import (
	"cmp"
	"slices"

	"podfit/planner"
)

// order is in which order the table shows the workloads; that of the file stays.
type order struct {
	column, times int // by which column, and how often it was asked for: 0 to 2
	// sorted are the indices of the workloads of which made is the first.
	sorted []int
	made   *planner.Workload
	length int
}

// next sorts by a column, or, where it sorts already, the other way round and then not.
func (o *order) next(column int) {
	if column != o.column {
		o.times = 0
	}
	o.column, o.times, o.made = column, (o.times+1)%3, nil
}

// of are the indices of workloads, which are replaced and never changed, in order.
func (o *order) of(w planner.Workloads) []int {
	if len(w) == 0 {
		return nil
	}
	if o.made == &w[0] && o.length == len(w) {
		return o.sorted
	}
	o.made, o.length, o.sorted = &w[0], len(w), make([]int, len(w))
	for i := range o.sorted {
		o.sorted[i] = i
	}
	if o.times > 0 {
		c := &columns[o.column]
		slices.SortStableFunc(o.sorted, func(a, b int) int {
			by := 0
			if c.amount != nil {
				by = cmp.Compare(c.amount(&w[a]), c.amount(&w[b]))
			}
			if by == 0 {
				by = cmp.Compare(c.text(&w[a]), c.text(&w[b]))
			}
			if o.times == 2 {
				return -by
			}
			return by
		})
	}
	return o.sorted
}

func (o *order) words() string {
	switch o.times {
	case 0:
		return "in the order of the file"
	case 1:
		return "sorted by " + columns[o.column].heading
	}
	return "sorted by " + columns[o.column].heading + ", the other way round"
}

// arrow stands behind the heading of the column that sorts.
func (o *order) arrow(column int) string {
	switch {
	case column != o.column || o.times == 0:
		return ""
	case o.times == 1:
		return "▲"
	}
	return "▼"
}
