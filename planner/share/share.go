// Package share says how much of a plan falls to whom: its cost, nodes and unused
// capacity by namespace, label, pool or workload ([Of]).
//
// A pod requests a part of its node: the larger of its shares of the CPU and of the memory
// that the node gives to pods, which is allocatable less DaemonSets. That is its dominant
// share (Ghodsi et al., Dominant Resource Fairness, NSDI 2011). Where the parts of a node's
// pods come to more than the node, because some request mostly CPU and others mostly memory,
// all of them shrink in proportion. So what DaemonSets, the kubelet and the operating system
// take is in the cost of pods, and a full node has no idle part.
//
// What is left of a group's nodes is idle: room that nobody requests, headroom and spare
// nodes among it. The pods of the group share it in proportion to their parts, those of the
// pool if the group has none, and those of the plan if the pool has none. The cluster's
// adder, which OpenCost's specification calls overhead (the control plane), belongs to no
// node: all pods share it as idle, in proportion to the cost of their parts. Pods without requests have no part; if there are no others, they
// share alike. Pods that are not placed have no share, and neither do pods on Fargate.
package share

import (
	"cmp"
	"maps"
	"slices"

	"podfit/planner"
	"podfit/planner/plan"
)

// Key is the line on which pods of a workload on nodes of a pool stand.
type Key func(k *planner.Workload, pool string) string

// None is the key of workloads without the label.
const None = "(none)"

// Line is the share of all pods with a key.
type Line struct {
	Key  string
	Pods int
	// Nodes sum to those of the plan, idle and spare ones included.
	Nodes float64
	// Requested is what the pods request, and Unused their share of what the plan's pods
	// leave free.
	Requested, Unused planner.Resources
	// RequestedMonth is the cost of what the pods request, and IdleMonth their share of the
	// rest. Over all lines, both sum to the plan's cost, and are unknown if that is.
	RequestedMonth, IdleMonth planner.Maybe[planner.Money]
}

// Month is the share of the plan's cost.
func (l *Line) Month() planner.Maybe[planner.Money] {
	requested, known := l.RequestedMonth.Value()
	idle, idleKnown := l.IdleMonth.Value()
	if !known || !idleKnown {
		return planner.Maybe[planner.Money]{}
	}
	return planner.Known(requested + idle)
}

// add adds the shares of another line.
func (l *Line) add(other *Line) {
	sum := func(a, b planner.Maybe[planner.Money]) planner.Maybe[planner.Money] {
		x, known := a.Value()
		y, bothKnown := b.Value()
		if !known || !bothKnown {
			return planner.Maybe[planner.Money]{}
		}
		return planner.Known(x + y)
	}
	l.Pods, l.Nodes = l.Pods+other.Pods, l.Nodes+other.Nodes
	l.Requested.CPU, l.Requested.Memory = l.Requested.CPU+other.Requested.CPU, l.Requested.Memory+other.Requested.Memory
	l.Unused.CPU, l.Unused.Memory = l.Unused.CPU+other.Unused.CPU, l.Unused.Memory+other.Unused.Memory
	l.RequestedMonth, l.IdleMonth = sum(l.RequestedMonth, other.RequestedMonth), sum(l.IdleMonth, other.IdleMonth)
}

// Sum is all lines as one.
func Sum(key string, lines []Line) Line {
	none := planner.Known(planner.Money(0))
	all := Line{Key: key, RequestedMonth: none, IdleMonth: none}
	for i := range lines {
		all.add(&lines[i])
	}
	return all
}

// Of are the shares of a plan for some workloads, those that cost most first. The shares of a
// workload do not depend on its key: on another line, they are the same.
func Of(p *plan.Plan, w planner.Workloads, by Key) []Line {
	parts := divide(p, w)
	_, priced := p.Month.Value()
	lines := map[string]*Line{}
	for _, t := range parts {
		one := t.line(priced)
		key := None
		if t.workload != nil {
			key = by(t.workload, t.pool)
		}
		if l, has := lines[key]; has {
			l.add(&one)
			continue
		}
		one.Key = key
		lines[key] = &one
	}
	all := make([]Line, 0, len(lines))
	for _, l := range lines {
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b Line) int {
		return cmp.Or(cmp.Compare(b.Month().Or(0), a.Month().Or(0)), cmp.Compare(a.Key, b.Key))
	})
	return all
}

// ToCents are lines with their money in whole cents, which sum to the whole as it is
// written: by largest remainder, so that each amount is less than a cent off.
func ToCents(lines []Line) []Line {
	const cent = planner.Unit / 100
	all := Sum("", lines)
	total, known := all.Month().Value()
	if !known {
		return lines
	}
	rounded := slices.Clone(lines)
	amounts := make([]planner.Money, 0, 2*len(lines))
	for i := range lines {
		amounts = append(amounts, lines[i].RequestedMonth.Or(0), lines[i].IdleMonth.Or(0))
	}
	missing := (total + cent/2) / cent
	order := make([]int, len(amounts))
	for i, amount := range amounts {
		order[i] = i
		missing -= amount / cent
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(amounts[b]%cent, amounts[a]%cent) })
	up := map[int]bool{}
	for _, i := range order[:missing] {
		up[i] = true
	}
	whole := func(i int) planner.Maybe[planner.Money] {
		amount := amounts[i] / cent * cent
		if up[i] {
			amount += cent
		}
		return planner.Known(amount)
	}
	for i := range rounded {
		rounded[i].RequestedMonth, rounded[i].IdleMonth = whole(2*i), whole(2*i+1)
	}
	return rounded
}

// Most are the first lines, so many of them, and the others as one.
func Most(lines []Line, n int, others func(lines int) string) []Line {
	if len(lines) <= n+1 { // one line is not worth another for it
		return lines
	}
	return append(slices.Clone(lines[:n]), Sum(others(len(lines)-n), lines[n:]))
}

// LabelKeys are the keys of all labels of workloads, by name.
func LabelKeys(w planner.Workloads) []string {
	keys := map[string]bool{}
	for i := range w {
		for key := range w[i].Labels {
			keys[key] = true
		}
	}
	return slices.Sorted(maps.Keys(keys))
}
