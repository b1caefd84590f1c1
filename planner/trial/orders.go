package trial

import (
	"slices"

	"podfit/planner/parallel"
	"podfit/planner/schedule"
)

// order is a queue and the way that ties are broken.
type order struct {
	number int
	schedule.Order
	schedule.Tiebreak
}

// Orders in which pods arrive: the first is the file's, the second the largest
// first, the others are shuffled. Both ways to break ties that Kubernetes has had
// take turns.
func orderOf(i int) order {
	o := order{number: i, Tiebreak: schedule.Tiebreak{Ties: schedule.WorkerTies, Seed: uint64(i)}}
	switch i {
	case 0:
		o.Order = schedule.FileOrder
	case 1:
		o.Order = schedule.LargestFirst
	default:
		o.Order = schedule.Shuffled(uint64(i))
	}
	if i/2%2 == 1 {
		o.Ties = schedule.RandomTies
	}
	return o
}

const (
	siftOrders   = 8
	acceptOrders = 64
)

// Sift says whether groups pass a few orders. Those that fail need a small part of
// the time.
func (t *Trial) Sift(groups []Group) bool {
	return t.passes(groups, t.orderCount(groups, siftOrders), 1)
}

// affordable bounds the effort of all orders of a plan.
const affordable = 48_000_000

// Orders is how many orders Accept tries: fewer where runs are long, with very many
// pods, whose orders differ less.
func (t *Trial) Orders(groups []Group) int { return t.orderCount(groups, acceptOrders) }

func (t *Trial) orderCount(groups []Group, most int) int {
	nodes := 0
	for _, g := range groups {
		nodes += g.Nodes
	}
	return int(max(1, min(int64(most), affordable/max(1, t.Cost(nodes)))))
}

// AcceptSifted says whether groups that Sift has passed pass all orders, and after some of
// them rollouts and losses.
func (t *Trial) AcceptSifted(groups []Group) bool {
	orders := t.Orders(groups)
	return orders <= siftOrders || t.passes(groups, orders, 8)
}

// NoRoomToRollOut are the workloads whose rollouts make no progress on groups that place
// all pods in the orders of Sift; nothing if these do not, or if runs are so long that a
// plan is not tried in more orders than these.
func (t *Trial) NoRoomToRollOut(groups []Group) (workloads []int) {
	if len(groups) == 0 || t.Orders(groups) <= siftOrders || !t.passes(groups, t.orderCount(groups, siftOrders), 0) {
		return nil
	}
	t.Place(groups)
	for _, f := range t.sim.Rollouts() {
		if w := int(f.Workload); !slices.Contains(t.Stuck, w) {
			workloads = append(workloads, w)
		}
	}
	return workloads
}

// passes tries so many orders; after deep of them also rollouts and losses. Which they
// are does not depend on what was tried before, only their sequence does: that of the last
// failure comes first. Effort is counted up to the first that fails, however many are
// tried at the same time: by one at first, because most fail at once.
func (t *Trial) passes(groups []Group, orders, deep int) bool {
	nodes := t.Nodes(groups)
	var left []int // in t.orders
	for i, o := range t.orders {
		if o.number < orders {
			left = append(left, i)
		}
	}
	for at := 1; len(left) > 0; at = min(atOnce, parallel.Processors()) {
		now := left[:t.shallow(left[:min(at, len(left))], deep)]
		for k, placed := range t.schedule(nodes, now) {
			o := t.orders[now[k]]
			t.effort += t.Cost(len(nodes))
			if !placed || o.number < deep && !t.holds(nodes, o) {
				t.failed(now[k])
				return false
			}
		}
		left = left[len(now):]
	}
	return true
}

// failed moves an order to the front, unless it failed because of the time.
func (t *Trial) failed(at int) {
	if t.Stop != nil && t.Stop() {
		return
	}
	o := t.orders[at]
	copy(t.orders[1:at+1], t.orders[:at])
	t.orders[0] = o
}

// shallow is how many of the first orders are tried with nothing after them: the others
// need the simulator as their run left it, and are tried alone.
func (t *Trial) shallow(orders []int, deep int) (n int) {
	for n < len(orders) && t.orders[orders[n]].number >= deep {
		n++
	}
	return max(1, n)
}

// atOnce bounds how many orders are tried at the same time: each has a simulator.
const atOnce = 4

// schedule runs orders at the same time and says of each whether all pods have a place. The
// first is run by the simulator of the trial.
func (t *Trial) schedule(nodes []int32, orders []int) []bool {
	placed, run := make([]bool, len(orders)), make([]func(), len(orders))
	for k := range orders {
		o, sim := t.orders[orders[k]], t.simulator(k)
		run[k] = func() { placed[k] = sim.Schedules(nodes, o.Order, o.Tiebreak) }
	}
	parallel.Do(run...)
	return placed
}

// simulator is the trial's own or one of those beside it.
func (t *Trial) simulator(k int) *schedule.Simulator {
	if k == 0 {
		return t.sim
	}
	if k > len(t.others) {
		sim, err := schedule.New(t.classes, t.workloads, t.Strategy)
		if err != nil {
			panic(err) // New has checked the same
		}
		sim.StopWhen(t.Stop)
		t.others = append(t.others, sim)
	}
	return t.others[k-1]
}

// Cost is the effort of one run: each workload is looked at on each node, and each pod
// once more.
func (t *Trial) Cost(nodes int) int64 {
	pods := int64(0)
	for i := range t.Workloads {
		pods += int64(t.workloads[i].Replicas)
	}
	const look = 3
	return (pods + look*int64(len(t.Workloads))) * int64(schedule.Sampled(nodes))
}

// LeftInLast are the pods, by workload, that groups leave in the order that failed last: of
// the run, or else of rollouts or of the losses after it.
func (t *Trial) LeftInLast(groups []Group) map[int]int {
	nodes, o := t.Nodes(groups), t.orders[0]
	t.effort += t.Cost(len(nodes))
	all := t.sim.Run(nodes, o.Order, o.Tiebreak)
	failures := slices.Clone(all.Failures)
	if len(failures) == 0 {
		failures = slices.DeleteFunc(t.sim.Rollouts(), func(f schedule.Failure) bool { return slices.Contains(t.Stuck, int(f.Workload)) })
	}
	if len(failures) == 0 {
		placed := all.Clone()
		for _, lost := range t.losses(placed) {
			left, queue := t.lose(placed, lost)
			t.effort += t.Cost(len(nodes))
			failures = append(failures, t.sim.Continue(left, queue, o.Tiebreak).Failures...)
		}
	}
	pods := map[int]int{}
	for _, f := range failures {
		pods[t.original(int(f.Workload))] += f.Pods
	}
	return pods
}
