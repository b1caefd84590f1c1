package conformance

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	_ "podfit/planner/sample/steady"
	"podfit/planner/schedule"
	"podfit/planner/schedule/worlds"
)

var (
	count = flag.Int("worlds", 40, "worlds to compare the number of pending pods in")
	first = flag.Int("first", 0, "which of them to begin with")
)

// TestSamePlacement holds that the simulation chooses the node of every pod that
// the scheduler chooses, where it takes the first of equal nodes.
func TestSamePlacement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := World{worlds.Any(t)}
		strategy := schedule.Strategy(rapid.IntRange(0, 1).Draw(t, "strategy"))
		samePlacement(t, w, strategy, schedule.Shuffled(rapid.Uint64().Draw(t, "order")))
	})
}

// TestSamePlacementOfPlans is TestSamePlacement for what plans are about.
func TestSamePlacementOfPlans(t *testing.T) {
	for i := range *count {
		w := World{rapid.Custom(worlds.Usual).Example(*first + i)}
		for _, order := range []schedule.Order{schedule.FileOrder, schedule.LargestFirst, schedule.Shuffled(1)} {
			samePlacement(t, w, schedule.Strategy(i%2), order)
		}
	}
}

// TestSameLoss takes the nodes of a zone or a third of them away, and compares
// where the pods go that were on them.
func TestSameLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := World{rapid.OneOf(rapid.Custom(worlds.Any), rapid.Custom(worlds.Usual)).Draw(t, "world")}
		s, err := schedule.New(w.Classes, w.Workloads, schedule.LeastAllocated)
		if err != nil {
			t.Fatal(err)
		}
		listed := schedule.Tiebreak{Ties: schedule.ListedTies}
		before := s.Run(w.Nodes, schedule.FileOrder, listed).Clone()
		zone := rapid.Bool().Draw(t, "zone")
		lost := func(i int32) bool {
			if zone {
				return w.Classes[w.Nodes[i]].Domains[schedule.Zone] == 0
			}
			return i%3 == 0
		}
		left, queue := before.Without(lost)
		if len(left.Nodes) == 0 {
			return
		}
		after := s.Lose(before, lost, listed)
		w.Nodes = left.Nodes
		slices.SortStableFunc(queue, func(a, b int32) int { return int(w.Workloads[b].Priority - w.Workloads[a].Priority) })
		want, err := w.Place(schedule.LeastAllocated, left.Pods, queue, OneWorker)
		if err != nil {
			t.Fatal(err)
		}
		same(t, w, after.Pods[len(left.Pods):], want)
	})
}

type fatal interface{ Fatalf(string, ...any) }

func samePlacement(t fatal, w World, strategy schedule.Strategy, order schedule.Order) {
	got := w.simulate(t, strategy, order, schedule.Tiebreak{Ties: schedule.ListedTies})
	want, err := w.Place(strategy, nil, order.Queue(nil, w.Workloads), OneWorker)
	if err != nil {
		t.Fatalf("%v", err)
	}
	same(t, w, got.Pods, want)
}

func same(t fatal, w World, got, want []schedule.Pod) {
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("pod %d of workload %d: node %d, and the scheduler's is %d\n%s", i, want[i].Workload, got[i].Node, want[i].Node, show(w, want[:i]))
		}
	}
}

func (w *World) simulate(t fatal, strategy schedule.Strategy, order schedule.Order, ties schedule.Tiebreak) *schedule.Result {
	s, err := schedule.New(w.Classes, w.Workloads, strategy)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return s.Run(w.Nodes, order, ties)
}

func show(w World, before []schedule.Pod) string {
	text := fmt.Sprintf("before: %v\nnodes: %v\n", before, w.Nodes)
	for i, c := range w.Classes {
		text += fmt.Sprintf("class %d: %+v\n", i, c)
	}
	for i, l := range w.Workloads {
		text += fmt.Sprintf("workload %d: %+v\n", i, l)
	}
	return text
}

// TestCases compares each constraint by itself.
func TestCases(t *testing.T) {
	for _, c := range worlds.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			w := World{c.World}
			if !slices.ContainsFunc(w.Workloads, claims) {
				samePlacement(t, w, schedule.LeastAllocated, schedule.FileOrder)
			}
			sameCount(t, w, schedule.LeastAllocated, schedule.FileOrder)
		})
	}
}

// claims says whether pods have volumes, which the whole scheduler alone knows.
func claims(w schedule.Workload) bool { return w.Volumes+w.SharedVolumes > 0 || w.Reaches != nil }

// TestWholeScheduler runs the whole scheduler, with its queue, on drawn worlds.
func TestWholeScheduler(t *testing.T) {
	for i := range *count / 2 {
		t.Run(fmt.Sprint(*first+i), func(t *testing.T) {
			w := World{rapid.Custom(worlds.Usual).Example(*first + i)}
			sameCount(t, w, schedule.LeastAllocated, schedule.Shuffled(uint64(i)))
		})
	}
}

// sameCount fails where the scheduler leaves fewer or more pods pending than any
// of 20 simulations with other ties. One of its runs may be outside of what so few of them
// show, as both depend on chance: then each is tried again and more often, and it is all
// of its runs that have to be outside.
func sameCount(t *testing.T, w World, strategy schedule.Strategy, order schedule.Order) {
	t.Helper()
	var runs, simulated []int
	var last Outcome
	for try := range runsOfScheduler {
		o, err := w.Schedule(strategy, nil, order.Queue(nil, w.Workloads))
		if err != nil {
			t.Fatal(err)
		}
		runs, last = append(runs, o.Pending), o
		for range tries * (1 + 4*try) {
			seed := uint64(len(simulated))
			simulated = append(simulated, w.simulate(t, strategy, order, schedule.Tiebreak{Ties: schedule.Ties(seed % 2), Seed: seed}).Pending)
		}
		least, most := slices.Min(simulated), slices.Max(simulated)
		if slices.ContainsFunc(runs, func(pending int) bool { return least <= pending && pending <= most }) {
			return
		}
	}
	t.Errorf("%v pending, and %d to %d in %d simulations\n%v\n%s", runs, slices.Min(simulated), slices.Max(simulated), len(simulated), last.Why, show(w, last.Pods))
}

// runsOfScheduler is how often the scheduler is run if its runs are outside.
const runsOfScheduler = 4
