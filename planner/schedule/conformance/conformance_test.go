package conformance

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner/schedule"
	"podfit/planner/schedule/worlds"
)

// TestSamePlacement holds that the simulation chooses the node of every pod that
// the scheduler chooses, where it takes the first of equal nodes.
func TestSamePlacement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := World{worlds.Any(t)}
		strategy := schedule.Strategy(rapid.IntRange(0, 1).Draw(t, "strategy"))
		order := schedule.Shuffled(rapid.Uint64().Draw(t, "order"))
		s, err := schedule.New(w.Classes, w.Workloads, schedule.Profile{Strategy: strategy, Ties: schedule.ListedTies})
		if err != nil {
			t.Fatal(err)
		}
		got := s.Run(w.Nodes, order, 0)
		want, err := w.Place(strategy, order.Queue(nil, w.Workloads), OneWorker)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if got.Pods[i] != want[i] {
				t.Fatalf("pod %d of workload %d: node %d, and the scheduler's is %d\n%s", i, want[i].Workload, got.Pods[i].Node, want[i].Node, show(w, want[:i]))
			}
		}
	})
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
