package planview_test

import (
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/tui"
	"podfit/tui/tuitest"
)

// s shows what falls to each namespace, then to each workload, and the command that gives
// the same.
func TestSharesAreShown(t *testing.T) {
	s := openPlanned(planner.Workloads{
		{Name: "shop/web", Replicas: 20, Request: planner.Resources{CPU: 250, Memory: tuitest.GiB(1)}},
		{Name: "shop/cart", Replicas: 4, Request: planner.Resources{CPU: 500, Memory: tuitest.GiB(1)}},
		{Name: "pay/api", Replicas: 6, Request: planner.Resources{CPU: 500, Memory: tuitest.GiB(2)}},
	}, plan.SpareNode)
	s.Size(150, 40)
	command := func() string { return strings.Join(s.Page().Command(s.Session), " ") }
	s.Do("3 s")
	tuitest.Has(t, s.Text(), "Plan 1 by namespace", "NAMESPACE", "shop ", "pay ", "all ", "idle is the rest")
	if strings.Contains(s.Text(), "shop/web") || !strings.HasSuffix(command(), " --by-namespace") {
		t.Error(command(), s.Text())
	}
	s.Do("down s")
	tuitest.Has(t, s.Text(), "Plan 1 by workload", "shop/web", "pay/api")
	if !strings.HasSuffix(command(), " --by-workload") {
		t.Error(command())
	}
	for _, back := range []string{"s", "s s esc", "s enter"} { // without pools there is nothing further
		s.Do(back)
		if strings.Contains(s.Text(), "Plan 1 by") || slices.ContainsFunc(s.Page().Command(s.Session), func(word string) bool { return strings.HasPrefix(word, "--by-") }) {
			t.Error(back, s.Text())
		}
	}
	// A change plans anew, and the shares are those of the new plan.
	s.Do("esc s")
	before := s.Text()
	s.Do("v")
	tuitest.Has(t, s.Text(), "Plan 1 by namespace")
	if s.Text() == before {
		t.Error("the shares are those of the plan before")
	}
}

func TestNoShares(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) { c.Workload = nil })
	s.Do("3 s")
	tuitest.Has(t, s.Text(), "There are no workloads to plan for")
	s = openPlanned(planner.Workloads{{Name: "huge", Replicas: 1, Request: planner.Resources{CPU: 900_000}}}, plan.SpareNothing)
	s.Do("3 s")
	tuitest.Has(t, s.Text(), "unplaced: 1 pod of huge", "there is no plan to share out")
}

// A label by which workloads fall into groups is one of the sorts; m goes back to the plans,
// which have the room.
func TestSharesByLabel(t *testing.T) {
	labelled := func(name, team string) planner.Workload {
		return planner.Workload{Name: name, Replicas: 4, Request: planner.Resources{CPU: 500, Memory: tuitest.GiB(1)}, Labels: map[string]string{"app": name, "team": team}}
	}
	s := openPlanned(planner.Workloads{labelled("shop/web", "shop"), labelled("shop/cart", "shop"), labelled("pay/api", "pay"), labelled("pay/vault", "pay")}, plan.SpareNothing)
	s.Do("3 s s s")
	tuitest.Has(t, s.Text(), "Plan 1 by label team")
	if command := s.Page().Command(s.Session); !slices.Equal(command[len(command)-2:], []string{"--by-label", "team"}) {
		t.Error(command)
	}
	s.Do("m")
	if text := s.Text(); strings.Contains(text, "by label") || !strings.Contains(text, "room for") {
		t.Error(text)
	}
	s.Do("m s s s s")
	if strings.Contains(s.Text(), "Plan 1 by") { // no label app: each workload has its own
		t.Error(s.Text())
	}
}
