package room_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/room"
	"podfit/planner/sample"
	"podfit/planner/schedule"
)

// asked is a plan of drawn workloads in three zones, and the room on it for one of them.
func asked(t *rapid.T) *room.Question {
	zones := []string{"us-east-1a", "us-east-1b", "us-east-1c"}
	s := sample.Settings(sample.From(rapid.SampledFrom([]*planner.Settings{
		sample.Settings(), sample.Settings(sample.SecurityGroups, sample.ScopeApps), sample.Settings(sample.MaxPods(110)),
		sample.Settings(sample.Capacity(planner.Capacity{OnDemandPercent: 50})), sample.Settings(sample.DaemonSets(3)),
	}).Draw(t, "settings")))
	var w planner.Workloads
	for i := range rapid.IntRange(1, 5).Draw(t, "workloads") {
		k := sample.AnyWorkload.Draw(t, "workload")
		k.Name, k.Replicas = string(rune('a'+i)), min(k.Replicas, 30)
		w = append(w, k)
	}
	q := sample.Question(w, s, "m5.large", "m5.xlarge", "r5.xlarge")
	q.Zones, q.ZoneNames = len(zones), zones
	a := q.Solve(1)
	if len(a.Plans) == 0 {
		t.Skip("no plan")
	}
	at := rapid.IntRange(0, len(w)-1).Draw(t, "at")
	return &room.Question{Plan: &a.Plans[0], Workload: a.Workload, Pod: &a.Workload[at]}
}

// Every pod of a plan is pinned to a node that its selectors allow, and no node has more
// pods than the plan says.
func TestPinned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := asked(t)
		pinned, _ := q.Pinned()
		placed := pinned.Placed
		if len(placed.Nodes) != q.Plan.Nodes || len(placed.Pods) != q.Plan.Pods() {
			t.Fatalf("%d pods on %d nodes, and the plan has %d on %d", len(placed.Pods), len(placed.Nodes), q.Plan.Pods(), q.Plan.Nodes)
		}
	})
}

// Of pods that nothing keeps apart there is room for those that each node has requests and
// slots for.
func TestRoomOfPlainPods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := asked(t)
		pod := sample.Pods("more", 2, planner.Millis(rapid.IntRange(1, 3000).Draw(t, "cpu")), planner.Memory(rapid.IntRange(1, 8000).Draw(t, "MiB")))
		pod.HostNetwork = rapid.Bool().Draw(t, "host network")
		q.Pod = &pod
		want := 0
		fits := func(o *density.Option, on []plan.PatternPods) (n int) {
			cpu, memory, slots, ips := o.CPU.Free, o.FreeMemory().Or(0), o.MaxPods.Or(0)-o.HostNetworkPods-o.DaemonSetPods, o.Addresses.PodIPs.Or(0)-(o.DaemonSetPods-o.DaemonSetBranchENIs)
			for _, k := range on {
				w := &q.Workload[slices.IndexFunc(q.Workload, func(w planner.Workload) bool { return w.Name == k.Workload })]
				cpu, memory, slots = cpu-w.Request.CPU*planner.Millis(k.Pods), memory-w.Request.Memory*planner.Memory(k.Pods), slots-k.Pods
				if !w.HostNetwork && !w.SecurityGroups {
					ips -= k.Pods
				}
			}
			n = min(int(cpu/pod.Request.CPU), int(memory/pod.Request.Memory), slots)
			if !pod.HostNetwork && o.MaxPods.Or(0) < 110 {
				n = min(n, ips)
			}
			return max(0, n)
		}
		for i := range q.Plan.Groups {
			g := &q.Plan.Groups[i]
			for _, p := range g.Patterns {
				want += p.Nodes * fits(g.Option, p.Pods)
			}
			want += g.SpareNodes * fits(g.Option, nil)
		}
		a := q.Answer()
		addressed := a.LimitedBy.Limit == density.LimitPodIPs // the scheduler does not know them
		if repels(q.Workload, "more") || addressed && a.Pods <= want {
			return
		}
		if a.Pods != want {
			t.Fatalf("%d pods (%+v), want %d", a.Pods, a.LimitedBy, want)
		}
	})
}

// repels reports whether pods of a workload keep those of another away, which has no labels.
func repels(w planner.Workloads, _ string) bool {
	return slices.ContainsFunc(w, func(k planner.Workload) bool {
		return slices.ContainsFunc(k.Affinity, func(a planner.PodTerm) bool { return a.Anti && a.Weight == 0 })
	})
}

// There is no more room after the loss of a zone than before, for pods that nothing
// constrains; what limits is said whenever nothing bounded the count.
func TestRoomAfterLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := asked(t)
		a := q.Answer()
		if !a.AtLeast && a.LimitedBy.Limit == density.NoLimit && a.LimitedBy.Rule == schedule.Feasible {
			t.Fatalf("%s: %+v", q.Pod.Name, a.Room)
		}
		k := q.Pod
		constrained := k.ZoneSkew+k.HostSkew+len(k.Spreads)+len(k.Affinity)+len(k.HostPorts)+k.Volumes+len(k.Claims) > 0 || k.OnePerNode || repels(q.Workload, k.Name)
		if !constrained && a.LimitedBy.Limit != density.LimitPodIPs && a.AfterZoneLoss.Pods > a.Pods {
			t.Fatalf("%s: room for %d, and after the loss of %s for %d", k.Name, a.Pods, a.Zone, a.AfterZoneLoss.Pods)
		}
	})
}
