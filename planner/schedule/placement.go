package schedule

import (
	"cmp"
	"slices"
)

// Clone is a copy that later runs do not change.
func (p Placement) Clone() Placement {
	return Placement{Nodes: slices.Clone(p.Nodes), Pods: slices.Clone(p.Pods)}
}

// Without takes nodes away, and is the pods that stay and the workloads of those
// that were on the nodes, in the order in which they had been placed: what
// Continue takes to place them again, as their controllers would create them anew.
func (p Placement) Without(lost func(node int32) bool) (left Placement, queue []int32) {
	at := make([]int32, len(p.Nodes))
	for i, class := range p.Nodes {
		at[i] = Pending
		if !lost(int32(i)) {
			at[i] = int32(len(left.Nodes))
			left.Nodes = append(left.Nodes, class)
		}
	}
	for _, pod := range p.Pods {
		switch {
		case pod.Node == Pending:
		case at[pod.Node] == Pending:
			queue = append(queue, pod.Workload)
		default:
			left.Pods = append(left.Pods, Pod{pod.Workload, at[pod.Node]})
		}
	}
	return left, queue
}

// Held is how many pods of a workload a node has.
type Held struct{ Workload, Pods int32 }

// Held is what each node has, by workload.
func (p Placement) Held() [][]Held {
	pods := slices.DeleteFunc(slices.Clone(p.Pods), func(p Pod) bool { return p.Node == Pending })
	slices.SortFunc(pods, func(a, b Pod) int { return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Workload, b.Workload)) })
	held := make([][]Held, len(p.Nodes))
	for i, pod := range pods {
		if i == 0 || pod != pods[i-1] {
			held[pod.Node] = append(held[pod.Node], Held{Workload: pod.Workload})
		}
		held[pod.Node][len(held[pod.Node])-1].Pods++
	}
	return held
}
