// Package verify compares predictions with the figures that real nodes report
// ([Nodes]), and explains each difference by a [Cause].
package verify

import (
	"cmp"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// Verification is the predicted figures of nodes and the reported ones.
type Verification struct {
	Rows []Row // by type, the most nodes first
	// Skipped counts the nodes that podfit has no prediction for, by kind.
	Skipped map[planner.NodeKind]int
}

// NodesSkipped is nodes of a kind that podfit has no prediction for.
type NodesSkipped struct {
	Kind  planner.NodeKind
	Nodes int
}

// About identifies the warning.
func (w NodesSkipped) About() planner.WarningID {
	return planner.WarningID{Code: w.Kind.String() + "-nodes", Severity: planner.SeverityUnknown, Subject: w.Kind.String() + " nodes"}
}

// Warnings are the nodes that were skipped.
func (v *Verification) Warnings() (all []planner.Warning) {
	for _, kind := range []planner.NodeKind{planner.NodeFargate, planner.NodeHybrid, planner.NodeWindows} {
		if n := v.Skipped[kind]; n > 0 {
			all = append(all, NodesSkipped{kind, n})
		}
	}
	return all
}

// Row is nodes of one type that report the same figures, memory to the MiB. Node has
// the lowest memory of them and the first name.
type Row struct {
	planner.Node
	Names []string
	// Predicted is nil if podfit does not know the type.
	Predicted *density.Option

	Memory            Compared[planner.Memory] // the capacity
	AllocatableMemory Compared[planner.Memory]
	AllocatableCPU    Compared[planner.Millis]
	MaxPods           Compared[int]
	Branches          Compared[int]
	// Causes explain the differences, as far as the figures show.
	Causes []Cause
}

// Compared is a predicted figure and the reported one.
type Compared[T ~int | ~int64] struct{ Predicted, Actual planner.Maybe[T] }

// Error is predicted − actual: positive if nodes have less than predicted.
func (c Compared[T]) Error() planner.Maybe[T] {
	predicted, known := c.Predicted.Value()
	actual, reported := c.Actual.Value()
	if !known || !reported {
		return planner.Maybe[T]{}
	}
	return planner.Known(predicted - actual)
}

// ErrorPercent is the error as a percentage of the actual figure; unknown if that is
// 0.
func (c Compared[T]) ErrorPercent() planner.Maybe[float64] {
	off, known := c.Error().Value()
	actual := c.Actual.Or(0)
	if !known || actual == 0 {
		return planner.Maybe[float64]{}
	}
	return planner.Known(100 * float64(off) / float64(actual))
}

// Equal is false if one of the figures is unknown.
func (c Compared[T]) Equal() bool {
	off, known := c.Error().Value()
	return known && off == 0
}

// Within reports whether the prediction is right: max pods and CPU exactly,
// allocatable memory within a percentage.
func (v *Row) Within(percent float64) bool {
	off, known := v.AllocatableMemory.ErrorPercent().Value()
	return known && max(off, -off) <= percent && v.AllocatableCPU.Equal() && v.MaxPods.Equal()
}

// Nodes compares nodes with the predicted options, by the name of the type.
func Nodes(nodes []planner.Node, predicted map[string]density.Option) Verification {
	v := Verification{Skipped: map[planner.NodeKind]int{}}
	at := map[rowKey]int{}
	for _, n := range nodes {
		if !predictable(n.Kind) {
			v.Skipped[n.Kind]++
			continue
		}
		key := rowKeyOf(&n)
		i, seen := at[key]
		if !seen {
			i = len(v.Rows)
			at[key] = i
			v.Rows = append(v.Rows, Row{Node: n})
		}
		v.Rows[i].add(&n)
	}
	for i := range v.Rows {
		row := &v.Rows[i]
		slices.Sort(row.Names)
		if o, known := predicted[row.InstanceType]; known {
			row.Predicted = &o
		}
		row.compare()
		row.Causes = row.causes()
	}
	slices.SortFunc(v.Rows, func(a, b Row) int {
		return cmp.Or(
			planner.CompareNames(a.InstanceType, b.InstanceType),
			cmp.Compare(len(b.Names), len(a.Names)),
			strings.Compare(a.Names[0], b.Names[0]),
		)
	})
	return v
}

// Nodes is the number of nodes of all rows.
func (v *Verification) Nodes() (n int) {
	for i := range v.Rows {
		n += len(v.Rows[i].Names)
	}
	return n
}

// rowKey is what the nodes of a row have in common.
type rowKey struct {
	instanceType          string
	kind                  planner.NodeKind
	ami                   planner.Maybe[planner.AMI]
	capacity, allocatable planner.NodeResources // memory in MiB
}

func rowKeyOf(n *planner.Node) rowKey {
	l := rowKey{n.InstanceType, n.Kind, n.AMI, n.Capacity, n.Allocatable}
	for _, r := range []*planner.NodeResources{&l.capacity, &l.allocatable} {
		if m, known := r.Memory.Value(); known {
			r.Memory = planner.Known(m / planner.MiB)
		}
	}
	return l
}

// add adds a node to the row.
func (v *Row) add(n *planner.Node) {
	v.Names = append(v.Names, n.Name)
	if cmp.Or(
		cmp.Compare(n.Allocatable.Memory.Or(0), v.Allocatable.Memory.Or(0)),
		cmp.Compare(n.Capacity.Memory.Or(0), v.Capacity.Memory.Or(0)),
	) < 0 { // both figures of one node: its reserve is their difference
		v.Capacity.Memory, v.Allocatable.Memory = n.Capacity.Memory, n.Allocatable.Memory
	}
	if v.Policy != n.Policy {
		v.Policy = planner.Maybe[eni.Policy]{}
	}
	v.Image = min(v.Image, n.Image)
	v.Name = min(v.Name, n.Name)
}

// smaller is the smaller known value.
func smaller[T cmp.Ordered](a, b planner.Maybe[T]) planner.Maybe[T] {
	n, known := a.Value()
	if m, also := b.Value(); also && (!known || m < n) {
		return b
	}
	return a
}

func (v *Row) compare() {
	v.Memory.Actual = v.Capacity.Memory
	v.AllocatableMemory.Actual = v.Allocatable.Memory
	v.AllocatableCPU.Actual = v.Allocatable.CPU
	v.MaxPods.Actual = v.Allocatable.Pods
	v.Branches.Actual = v.Allocatable.BranchENIs
	o := v.Predicted
	if o == nil {
		return
	}
	v.Memory.Predicted = planner.Known(o.Density.Memory.Capacity)
	v.AllocatableMemory.Predicted = o.AllocatableMemory()
	v.AllocatableCPU.Predicted = planner.Known(o.CPU.Allocatable)
	v.MaxPods.Predicted = o.Density.MaxPods
	v.Branches.Predicted = o.Addresses.BranchENIs
}

// Measured is what nodes of each known type report, as overrides; the smallest value
// if nodes differ.
func (v *Verification) Measured() map[string]planner.Override {
	all := map[string]planner.Override{}
	for i := range v.Rows {
		row := &v.Rows[i]
		if row.Predicted == nil {
			continue
		}
		o := all[row.InstanceType]
		o.AllocatableCPU = smaller(o.AllocatableCPU, row.Allocatable.CPU)
		o.AllocatableMemory = smaller(o.AllocatableMemory, row.Allocatable.Memory)
		o.MaxPods = smaller(o.MaxPods, row.Allocatable.Pods)
		all[row.InstanceType] = o
	}
	return all
}

// predictable reports whether podfit has rules for nodes of the kind.
func predictable(k planner.NodeKind) bool { return k == planner.NodeEC2 || k == planner.NodeAutoMode }
