package planner_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
)

// small pods are bound by addresses alone.
func small(name string, replicas int, change func(*planner.PodKind)) planner.PodKind {
	k := planner.PodKind{Name: name, Replicas: replicas, Request: planner.Resources{CPU: 1, Memory: planner.MiB}}
	change(&k)
	return k
}

func ordinary(*planner.PodKind)      {}
func secured(k *planner.PodKind)     { k.SecurityGroups = true }
func hostNetwork(k *planner.PodKind) { k.HostNetwork = true }

func onM5Large(t *testing.T, w planner.Workload, spare planner.Spare, changes ...change) *planner.Plan {
	t.Helper()
	o := option("m5.large", changes...)
	q := planner.Question{Workload: w, Candidates: []planner.Option{o}, Settings: o.Settings, Groups: 1, Zones: 1, Spare: spare}
	a := q.Solve(1)
	if len(a.Plans) != 1 {
		t.Fatalf("%d plans; unplaced: %+v", len(a.Plans), a.Unplaced)
	}
	return &a.Plans[0]
}

// What the nodes of an m5.large hold: 3 ENIs of 9 addresses each besides the
// ENI's own, a whole ENI spare.
func TestPlanHeld(t *testing.T) {
	for _, c := range []struct {
		name    string
		w       planner.Workload
		spare   planner.Spare
		changes []change
		want    eni.Held
	}{
		// 27 pods each fill all of two nodes.
		{"full", planner.Workload{small("a", 54, ordinary)}, 0, nil, eni.Held{ENIs: 6, IPs: 54, NodeSubnet: 60}},
		// The spare node has an ENI without pods.
		{"spare", planner.Workload{small("a", 54, ordinary)}, planner.SpareNode, nil, eni.Held{ENIs: 7, IPs: 63, NodeSubnet: 70}},
		// There 6 DaemonSets draw, too: 15 addresses wanted are two ENIs; the two
		// others hold 27 pods each.
		{"daemonSets", planner.Workload{small("a", 42, ordinary)}, planner.SpareNode, []change{daemonSets(6)}, eni.Held{ENIs: 8, IPs: 72, NodeSubnet: 80}},
		// Pods on the host network draw nothing.
		{"host network", planner.Workload{small("a", 20, hostNetwork)}, 0, nil, eni.Held{ENIs: 1, IPs: 9, NodeSubnet: 10}},
		// A trunk, a branch ENI for each of 5, and 4 addresses with an ENI spare.
		{"security groups", planner.Workload{small("a", 4, ordinary), small("b", 5, secured)}, 0, []change{securityGroups}, eni.Held{ENIs: 3, IPs: 18, BranchENIs: 5, NodeSubnet: 26}},
		// DaemonSets have branch ENIs as well where the scope is all pods.
		{"scope all", planner.Workload{small("b", 5, secured)}, 0, []change{securityGroups, daemonSets(2)}, eni.Held{ENIs: 2, IPs: 9, BranchENIs: 7, NodeSubnet: 18}},
		// 10 pods in a /28 that has 6 left, and another spare.
		{"prefixes", planner.Workload{small("a", 10, ordinary)}, 0, []change{prefixes}, eni.Held{ENIs: 1, Prefixes: 2, NodeSubnet: 33}},
		// The primary ENI alone is in the node's subnet.
		{"custom networking", planner.Workload{small("a", 18, ordinary)}, 0, []change{customNetworking}, eni.Held{ENIs: 3, IPs: 18, NodeSubnet: 1, PodSubnet: 20}},
	} {
		p := onM5Large(t, c.w, c.spare, c.changes...)
		if got, known := p.Held(c.w, eni.WarmTargets{}).Value(); !known || got != c.want {
			t.Errorf("%s:\n got %+v (%t)\nwant %+v", c.name, got, known, c.want)
		}
	}
	w := planner.Workload{small("a", 4, ordinary)}
	if held := onM5Large(t, w, 0, autoMode).Held(w, eni.WarmTargets{}); held.Known() {
		t.Errorf("Auto Mode: %+v", held)
	}
}

func TestPlanTotals(t *testing.T) {
	w := planner.Workload{small("a", 40, ordinary), small("b", 2, hostNetwork)}
	p := onM5Large(t, w, planner.SpareNode, daemonSets(6))
	without, with := p.ApplicationPods()
	if p.Nodes != 3 || p.Pods() != 42 || without != planner.Known(63) || with != planner.Known(9) {
		t.Errorf("%d nodes, %d pods, %v without, %v with", p.Nodes, p.Pods(), without, with)
	}
	// That of one node: all three are alike.
	if o := option("m5.large", daemonSets(6)); p.RAMPerPod() != o.RAMPerPod {
		t.Errorf("%v, and a node has %v", p.RAMPerPod(), o.RAMPerPod)
	}
	if got := p.Binds(); !reflect.DeepEqual(got, []planner.Limit{planner.LimitMaxPods}) {
		t.Errorf("binds: %v", got)
	}
	// No security groups on a type that does not trunk.
	o := option("t3.large")
	q := planner.Question{Workload: w, Candidates: []planner.Option{o}, Settings: o.Settings, Groups: 1}
	if _, with := q.Solve(1).Plans[0].ApplicationPods(); with.Known() {
		t.Errorf("t3.large: %v", with)
	}
}

func TestTotalsHold(t *testing.T) { rapid.Check(t, totalsHold) }
func FuzzTotalsHold(f *testing.F) { fuzz(f, totalsHold) }

// totalsHold: what is not unplaced is placed, nodes hold an ENI and its address
// at the least and no more than their types can, and warm addresses add to that.
func totalsHold(t *rapid.T) {
	q := anyQuestion.Draw(t, "question")
	a := q.Solve(1)
	if len(a.Plans) == 0 {
		return
	}
	p := &a.Plans[0]
	pods, _ := q.Workload.Sum()
	for _, u := range a.Unplaced {
		pods -= u.Replicas
	}
	if p.Pods() != pods {
		t.Fatalf("%d pods placed, not %d", p.Pods(), pods)
	}
	held, known := p.Held(q.Workload, eni.WarmTargets{}).Value()
	more := p.Held(q.Workload, eni.WarmTargets{ENI: planner.Known(2), Prefix: planner.Known(2)}).Or(eni.Held{})
	if !known {
		return
	}
	most := 0
	for _, g := range p.Groups {
		most += g.Nodes * g.Option.Addresses.AttachedENIs
	}
	drawn := held.NodeSubnet + held.PodSubnet
	if held.ENIs < p.Nodes || held.ENIs > most || drawn < held.ENIs+held.BranchENIs || drawn > more.NodeSubnet+more.PodSubnet {
		t.Fatalf("%d nodes hold %+v, and with more spare %+v", p.Nodes, held, more)
	}
}
