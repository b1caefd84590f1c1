package subnet_test

import (
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/subnet"
)

// small pods are limited only by addresses.
func small(name string, replicas int, change func(*planner.Workload)) planner.Workload {
	k := planner.Workload{Name: name, Replicas: replicas, Request: planner.Resources{CPU: 1, Memory: planner.MiB}}
	change(&k)
	return k
}

func ordinary(*planner.Workload)      {}
func secured(k *planner.Workload)     { k.SecurityGroups = true }
func hostNetwork(k *planner.Workload) { k.HostNetwork = true }

func onM5Large(t *testing.T, w planner.Workloads, spare plan.Spare, changes ...sample.Change) *plan.Plan {
	t.Helper()
	o := sample.Option("m5.large", changes...)
	q := plan.Question{Workload: w, Candidates: []density.Option{o}, Settings: o.Settings, Groups: 1, Zones: 1, Spare: spare}
	a := q.Solve(1)
	if len(a.Plans) != 1 {
		t.Fatalf("%d plans; unplaced: %+v", len(a.Plans), a.Unplaced)
	}
	return &a.Plans[0]
}

// What the nodes of an m5.large hold: 3 ENIs of 9 addresses each and the
// ENI's own, with a whole ENI spare.
func TestPlanHeld(t *testing.T) {
	for _, c := range []struct {
		name    string
		w       planner.Workloads
		spare   plan.Spare
		changes []sample.Change
		want    eni.Held
	}{
		// 27 pods each fill all of two nodes.
		{"full", planner.Workloads{small("a", 54, ordinary)}, 0, nil, eni.Held{ENIs: 6, IPs: 54, NodeSubnet: 60}},
		// The scheduler spreads them over three nodes: 18 each fill two ENIs, and the
		// third is spare.
		{"spare", planner.Workloads{small("a", 54, ordinary)}, plan.SpareNode, nil, eni.Held{ENIs: 9, IPs: 81, NodeSubnet: 90}},
		// 6 DaemonSets draw, too: 14 pods and they need three ENIs on each.
		{"daemonSets", planner.Workloads{small("a", 42, ordinary)}, plan.SpareNode, []sample.Change{sample.DaemonSets(6)}, eni.Held{ENIs: 9, IPs: 81, NodeSubnet: 90}},
		// 7 pods and 2 DaemonSets fill one ENI.
		{"fewer", planner.Workloads{small("a", 14, ordinary)}, plan.SpareNode, []sample.Change{sample.DaemonSets(2)}, eni.Held{ENIs: 4, IPs: 36, NodeSubnet: 40}},
		// Pods on the host network draw nothing.
		{"host network", planner.Workloads{small("a", 20, hostNetwork)}, 0, nil, eni.Held{ENIs: 1, IPs: 9, NodeSubnet: 10}},
		// A trunk, a branch ENI for each of 5, and 4 addresses with an ENI spare.
		{"security groups", planner.Workloads{small("a", 4, ordinary), small("b", 5, secured)}, 0, []sample.Change{sample.SecurityGroups}, eni.Held{ENIs: 3, IPs: 18, BranchENIs: 5, NodeSubnet: 26}},
		// DaemonSets have branch ENIs as well where the scope is all pods.
		{"scope all", planner.Workloads{small("b", 5, secured)}, 0, []sample.Change{sample.SecurityGroups, sample.DaemonSets(2)}, eni.Held{ENIs: 2, IPs: 9, BranchENIs: 7, NodeSubnet: 18}},
		// 10 pods in a /28 that has 6 left, and another spare.
		{"prefixes", planner.Workloads{small("a", 10, ordinary)}, 0, []sample.Change{sample.Prefixes}, eni.Held{ENIs: 1, Prefixes: 2, NodeSubnet: 33}},
		// Only the primary ENI is in the node's subnet.
		{"custom networking", planner.Workloads{small("a", 18, ordinary)}, 0, []sample.Change{sample.CustomNetworking}, eni.Held{ENIs: 3, IPs: 18, NodeSubnet: 1, PodSubnet: 20}},
	} {
		p := onM5Large(t, c.w, c.spare, c.changes...)
		if got, known := subnet.HeldBy(p, c.w, eni.WarmTargets{}).Value(); !known || got != c.want {
			t.Errorf("%s:\n got %+v (%t)\nwant %+v", c.name, got, known, c.want)
		}
	}
	w := planner.Workloads{small("a", 4, ordinary)}
	if held := subnet.HeldBy(onM5Large(t, w, 0, sample.AutoMode), w, eni.WarmTargets{}); held.Known() {
		t.Errorf("Auto Mode: %+v", held)
	}
}

func TestHeldWithinLimits(t *testing.T) { rapid.Check(t, heldWithinLimits) }
func FuzzHeldWithinLimits(f *testing.F) { sample.Fuzz(f, heldWithinLimits) }

// heldWithinLimits: nodes hold an ENI and its address at least and no more than
// their types can, and warm addresses add to that.
func heldWithinLimits(t *rapid.T) {
	q := sample.AnyQuestion.Draw(t, "question")
	a := q.Solve(1)
	if len(a.Plans) == 0 {
		return
	}
	p := &a.Plans[0]
	held, known := subnet.HeldBy(p, q.Workload, eni.WarmTargets{}).Value()
	if !known {
		return
	}
	budget := subnet.Question{Settings: q.Settings, Nodes: subnet.NodesOf(p, q.Workload), Groups: p.Groups, Zones: q.Zones, Growth: 1}
	if b, err := budget.Budget(); err == nil {
		if all := subnet.HeldBy(p, q.Workload, q.Settings.Warm).Or(eni.Held{}); b.Addresses != all.NodeSubnet+all.PodSubnet {
			t.Errorf("a budget of %d addresses, and the nodes hold %+v", b.Addresses, all)
		}
	}
	more := subnet.HeldBy(p, q.Workload, eni.WarmTargets{ENI: planner.Known(2), Prefix: planner.Known(2)}).Or(eni.Held{})
	most := 0
	for _, g := range p.Groups {
		most += g.Nodes * g.Option.Addresses.AttachedENIs
	}
	drawn := held.NodeSubnet + held.PodSubnet
	if held.ENIs < p.Nodes || held.ENIs > most || drawn < held.ENIs+held.BranchENIs || drawn > more.NodeSubnet+more.PodSubnet {
		t.Fatalf("%d nodes hold %+v, and with more spare %+v", p.Nodes, held, more)
	}
}
