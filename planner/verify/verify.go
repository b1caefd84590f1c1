// Package verify compares predictions with what real nodes report ([Nodes]), and
// names the [Cause] of every difference.
package verify

import (
	"cmp"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// Verification is what was predicted beside what nodes report.
type Verification struct {
	Rows []Row // by type, the most nodes first
	// Skipped is how many nodes there are of which nothing is predicted.
	Skipped map[planner.NodeKind]int
}

// Verified is nodes of one type that report the same figures, memory to the
// MiB, of which Node has the least. Its name is the first.
type Row struct {
	planner.Node
	Names []string
	// Predicted is nil for a type that is not known.
	Predicted *density.Option

	Memory            Compared[planner.Memory] // the capacity
	AllocatableMemory Compared[planner.Memory]
	AllocatableCPU    Compared[planner.Millis]
	MaxPods           Compared[int]
	Branches          Compared[int]
	// Causes are why they differ, as far as the figures tell.
	Causes []Cause
}

// Compared is a figure as it was predicted and as nodes report it.
type Compared[T ~int | ~int64] struct{ Predicted, Actual planner.Maybe[T] }

// Error is predicted − actual: above 0 where nodes have less than was predicted.
func (c Compared[T]) Error() planner.Maybe[T] {
	predicted, known := c.Predicted.Value()
	actual, reported := c.Actual.Value()
	if !known || !reported {
		return planner.Maybe[T]{}
	}
	return planner.Known(predicted - actual)
}

// ErrorPercent is the error over the actual figure; unknown where that is 0.
func (c Compared[T]) ErrorPercent() planner.Maybe[float64] {
	off, known := c.Error().Value()
	actual := c.Actual.Or(0)
	if !known || actual == 0 {
		return planner.Maybe[float64]{}
	}
	return planner.Known(100 * float64(off) / float64(actual))
}

// Equal is false where either is not known.
func (c Compared[T]) Equal() bool {
	off, known := c.Error().Value()
	return known && off == 0
}

// Within says whether the prediction holds: pods and CPU as they are, and
// allocatable memory off by at most a percentage.
func (v *Row) Within(percent float64) bool {
	off, known := v.AllocatableMemory.ErrorPercent().Value()
	return known && max(off, -off) <= percent && v.AllocatableCPU.Equal() && v.MaxPods.Equal()
}

// Verify compares nodes with the options of their types, by name.
func Nodes(nodes []planner.Node, predicted map[string]density.Option) Verification {
	v := Verification{Skipped: map[planner.NodeKind]int{}}
	at := map[likeness]int{}
	for _, n := range nodes {
		if !predictable(n.Kind) {
			v.Skipped[n.Kind]++
			continue
		}
		key := likenessOf(&n)
		i, seen := at[key]
		if !seen {
			i = len(v.Rows)
			at[key] = i
			v.Rows = append(v.Rows, Row{Node: n})
		}
		v.Rows[i].fold(&n)
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

// Nodes is how many nodes there are in the rows.
func (v *Verification) Nodes() (n int) {
	for i := range v.Rows {
		n += len(v.Rows[i].Names)
	}
	return n
}

// likeness is what the nodes of a row have in common.
type likeness struct {
	instanceType          string
	kind                  planner.NodeKind
	ami                   planner.Maybe[planner.AMI]
	capacity, allocatable planner.NodeResources // memory in MiB
}

func likenessOf(n *planner.Node) likeness {
	l := likeness{n.InstanceType, n.Kind, n.AMI, n.Capacity, n.Allocatable}
	for _, r := range []*planner.NodeResources{&l.capacity, &l.allocatable} {
		if m, known := r.Memory.Value(); known {
			r.Memory = planner.Known(m / planner.MiB)
		}
	}
	return l
}

// fold has the row count another node.
func (v *Row) fold(n *planner.Node) {
	v.Names = append(v.Names, n.Name)
	if cmp.Or(
		cmp.Compare(n.Allocatable.Memory.Or(0), v.Allocatable.Memory.Or(0)),
		cmp.Compare(n.Capacity.Memory.Or(0), v.Capacity.Memory.Or(0)),
	) < 0 { // both of one node, whose reserve is their difference
		v.Capacity.Memory, v.Allocatable.Memory = n.Capacity.Memory, n.Allocatable.Memory
	}
	if v.Policy != n.Policy {
		v.Policy = planner.Maybe[eni.Policy]{}
	}
	v.Image = min(v.Image, n.Image)
	v.Name = min(v.Name, n.Name)
}

// least of what is known.
func least[T cmp.Ordered](a, b planner.Maybe[T]) planner.Maybe[T] {
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

// Measured is what nodes of each known type offer, the least of each figure
// where they differ.
func (v *Verification) Measured() map[string]planner.Override {
	all := map[string]planner.Override{}
	for i := range v.Rows {
		row := &v.Rows[i]
		if row.Predicted == nil {
			continue
		}
		o := all[row.InstanceType]
		o.AllocatableCPU = least(o.AllocatableCPU, row.Allocatable.CPU)
		o.AllocatableMemory = least(o.AllocatableMemory, row.Allocatable.Memory)
		o.MaxPods = least(o.MaxPods, row.Allocatable.Pods)
		all[row.InstanceType] = o
	}
	return all
}

// predictable says whether podfit's rules are for such a node.
func predictable(k planner.NodeKind) bool { return k == planner.NodeEC2 || k == planner.NodeAutoMode }
