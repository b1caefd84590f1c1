package room_test

import (
	"fmt"
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/room"
	"podfit/planner/sample"
	"podfit/planner/schedule"
)

// twoZones is a plan of one m5.large in each of two zones, on-demand, that hold so many pods
// of web: 100m each, of the 1780m of a node.
func twoZones(s *planner.Settings, a, b int) *plan.Plan {
	o := density.Evaluate(sample.Type("m5.large"), sample.Offering("m5.large", sample.Virginia), s)
	g := plan.NodeGroup{Option: &o, Nodes: 2, MaxNodes: 2, OnDemandNodes: 2, Zones: 2, ZoneNodes: []plan.ZoneNodes{{Zone: "us-east-1a", Nodes: 1}, {Zone: "us-east-1b", Nodes: 1}}}
	for zone, pods := range map[string]int{"us-east-1a": a, "us-east-1b": b} {
		if pods > 0 {
			g.Patterns = append(g.Patterns, plan.Pattern{Nodes: 1, Zone: zone, Pods: []plan.PatternPods{{Workload: "web", Pods: pods}}})
		}
	}
	return &plan.Plan{Groups: []plan.NodeGroup{g}, Nodes: 2}
}

// m5.large has 1780m, 6959Mi, 27 slots and addresses beside the host's two pods, 9 branch ENIs
// and 23 volumes for workloads.
func TestRoom(t *testing.T) {
	pod := func(cpu planner.Millis, mib planner.Memory, changes ...func(*planner.Workload)) planner.Workload {
		k := sample.Pods("more", 2, cpu, mib)
		for _, change := range changes {
			change(&k)
		}
		return k
	}
	secured := func(k *planner.Workload) { k.SecurityGroups = true }
	onePerNode := func(k *planner.Workload) { k.OnePerNode = true }
	resource := func(l density.Limit) room.Cause { return room.Cause{Limit: l} }
	rule := func(r schedule.Reason) room.Cause { return room.Cause{Rule: r} }
	for _, c := range []struct {
		name     string
		pod      planner.Workload
		settings *planner.Settings
		a, b     int // pods of web
		pods     int
		by       room.Cause
		after    int // the loss of a zone
	}{
		// 7 and 12 more of 100m; after the loss 15 of the 17 that a node takes are there.
		{"CPU", pod(100, 1), sample.Settings(), 10, 5, 19, resource(density.LimitCPU), 2},
		// Of 10 pods of the lost zone 7 are placed again.
		{"no room for the lost zone", pod(100, 1), sample.Settings(), 10, 10, 14, resource(density.LimitCPU), 0},
		{"memory", pod(1, 3000), sample.Settings(), 1, 1, 4, resource(density.LimitMemory), 2},
		{"max pods", pod(1, 1), sample.Settings(), 10, 5, 39, resource(density.LimitMaxPods), 12},
		// The kubelet takes more pods than the CNI has addresses for, of which the scheduler knows
		// nothing: one node is given its 28th pod while the other has two addresses left.
		{"addresses", pod(1, 1), sample.Settings(sample.MaxPods(110)), 10, 5, 37, resource(density.LimitPodIPs), 12},
		{"branch ENIs", pod(1, 1, secured), sample.Settings(sample.SecurityGroups), 3, 3, 18, resource(density.LimitBranchENIs), 9},
		{"branch ENIs off", pod(1, 1, secured), sample.Settings(), 3, 3, 0, resource(density.LimitBranchENIs), 0},
		{"volumes", pod(1, 1, func(k *planner.Workload) { k.Volumes = 12 }), sample.Settings(), 1, 1, 4, resource(density.LimitVolumes), 2},
		{"host network", pod(1, 1, func(k *planner.Workload) { k.HostNetwork = true }), sample.Settings(sample.MaxPods(40)), 10, 10, 56, resource(density.LimitMaxPods), 21},
		{"one per node", pod(1, 1, onePerNode), sample.Settings(), 1, 1, 2, rule(schedule.AntiAffinity), 1},
		// Zone a has room for one of 500m, so zone b takes two of the three that it has room for.
		{"zone spread", pod(500, 1, func(k *planner.Workload) { k.ZoneSkew = 1 }), sample.Settings(), 12, 0, 3, rule(schedule.SpreadExceeded), 1},
		{"arch", pod(1, 1, func(k *planner.Workload) { k.Nodes.Arch = []string{"arm64"} }), sample.Settings(), 1, 1, 0, rule(schedule.NodeNotSelected), 0},
		{"spot", pod(1, 1, func(k *planner.Workload) { k.Nodes.CapacityTypes = []planner.CapacityType{planner.Spot} }), sample.Settings(), 1, 1, 0, rule(schedule.NodeNotSelected), 0},
		{"too large", pod(2000, 1), sample.Settings(), 1, 1, 0, resource(density.LimitCPU), 0},
		{"a claim for one pod", pod(1, 1, func(k *planner.Workload) {
			k.Claims = []planner.Claim{{Name: "data", Access: planner.ReadWriteOncePod}}
		}), sample.Settings(), 1, 1, 1, rule(schedule.VolumeElsewhere), 1},
	} {
		q := room.Question{Plan: twoZones(c.settings, c.a, c.b), Workload: planner.Workloads{sample.Pods("web", c.a+c.b, 100, 1)}, Pod: &c.pod}
		a := q.Answer()
		if a.Pods != c.pods || a.LimitedBy != c.by || a.AfterZoneLoss.Pods != c.after || a.AtLeast {
			t.Errorf("%s: %d pods limited by %+v, %d after the loss of %s; want %d by %+v, %d", c.name, a.Pods, a.LimitedBy, a.AfterZoneLoss.Pods, a.Zone, c.pods, c.by, c.after)
		}
	}
}

// A pod of the plan itself counts beside those that run, by its own rules.
func TestRoomOfPlannedWorkload(t *testing.T) {
	web := sample.But(sample.Pods("web", 13, 100, 1), func(k *planner.Workload) { k.HostSkew = 3 })
	q := room.Question{Plan: twoZones(sample.Settings(), 10, 13), Workload: planner.Workloads{web}, Pod: &web}
	// 17 go on the first node; the second takes no more than that either.
	if a := q.Answer(); a.Pods != 11 || a.LimitedBy.Limit != density.LimitCPU {
		t.Errorf("%+v", a)
	}
}

// What the next node costs: that of the cheapest group that takes the pod.
func TestNextNode(t *testing.T) {
	month := func(p *plan.Plan, pod planner.Workload) string {
		q := room.Question{Plan: p, Workload: planner.Workloads{sample.Pods("web", 20, 100, 1)}, Pod: &pod}
		a := q.Answer()
		n, found := a.Next.Value()
		cost, known := n.Month.Value()
		switch {
		case !found:
			return "none"
		case !known:
			return "unknown"
		}
		return fmt.Sprintf("%.2f %d", cost.Float(), n.Group)
	}
	option := func(name string, s *planner.Settings) *density.Option {
		o := density.Evaluate(sample.Type(name), sample.Offering(name, sample.Virginia), s)
		return &o
	}
	s := sample.Settings()
	p := twoZones(s, 10, 10)
	p.Groups = append(p.Groups, plan.NodeGroup{Option: option("r5.xlarge", s), Nodes: 1, MaxNodes: 1, OnDemandNodes: 1, Zones: 2, ZoneNodes: []plan.ZoneNodes{{Zone: "us-east-1a", Nodes: 1}}})
	unpriced := twoZones(s, 10, 10)
	unpriced.Groups = append(unpriced.Groups, plan.NodeGroup{Option: option("trn2.48xlarge", s), Nodes: 1, MaxNodes: 1, OnDemandNodes: 1, Zones: 2, ZoneNodes: []plan.ZoneNodes{{Zone: "us-east-1a", Nodes: 1}}})
	half := sample.Settings(sample.Capacity(planner.Capacity{OnDemandBase: 2, Nodes: 2}))
	for _, c := range []struct {
		name string
		plan *plan.Plan
		pod  planner.Workload
		want string
	}{
		{"one group", twoZones(s, 10, 10), sample.Pods("more", 2, 100, 1), "70.08 0"},
		{"the cheaper one", p, sample.Pods("more", 2, 100, 1), "70.08 0"},
		{"the one that it fits", p, sample.Pods("more", 2, 1, 20000), "183.96 1"},
		{"none", p, sample.Pods("more", 2, 9000, 1), "none"},
		{"an unknown price is not left out", unpriced, sample.Pods("more", 2, 100, 1), "unknown"},
		// The next node is a spot one: the two on-demand ones are there.
		{"spot", twoZones(half, 10, 10), sample.Pods("more", 2, 100, 1), "23.83 0"},
	} {
		if got := month(c.plan, c.pod); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestNoNodes(t *testing.T) {
	web := sample.Pods("web", 2, 100, 1)
	q := room.Question{Plan: &plan.Plan{}, Workload: planner.Workloads{web}, Pod: &web}
	if a := q.Answer(); a != (room.Answer{Workload: "web"}) {
		t.Errorf("%+v", a)
	}
}

// Pods of the lost zone that find no place are counted: of the 10 of either zone 3.
func TestWaiting(t *testing.T) {
	more := sample.Pods("more", 2, 100, 1)
	q := room.Question{Plan: twoZones(sample.Settings(), 10, 10), Workload: planner.Workloads{sample.Pods("web", 20, 100, 1)}, Pod: &more}
	if a := q.Answer(); a.Waiting != 3 || a.Zone != "us-east-1a" {
		t.Errorf("%+v", a)
	}
}

// A pod goes to the pools that it tolerates and selects, and to no other.
func TestRoomInPools(t *testing.T) {
	p := twoZones(sample.Settings(), 10, 10)
	pci := &plan.Pool{Name: "pci", Labels: map[string]string{"team": "pci"}, Taints: []planner.Taint{{Key: "dedicated", Value: "pci", Effect: planner.NoSchedule}}}
	own := p.Groups[0]
	own.Pool, own.Patterns = pci, nil
	p.Groups[0].Pool = &plan.Pool{Name: plan.DefaultPool}
	p.Groups, p.Nodes = append(p.Groups, own), 4
	selects := func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions("team=pci") }
	tolerates := func(k *planner.Workload) { k.Nodes.Tolerations = []string{"dedicated=pci:NoSchedule"} }
	for _, c := range []struct {
		name    string
		changes []func(*planner.Workload)
		pods    int
		next    int // the group of the next node; -1 is none
	}{
		{"neither", nil, 14, 0},
		{"tolerates", []func(*planner.Workload){tolerates}, 14 + 34, 0},
		{"selects", []func(*planner.Workload){selects}, 0, -1},
		{"both", []func(*planner.Workload){selects, tolerates}, 34, 1},
	} {
		more := sample.Pods("more", 2, 100, 1)
		for _, change := range c.changes {
			change(&more)
		}
		q := room.Question{Plan: p, Workload: planner.Workloads{sample.Pods("web", 20, 100, 1)}, Pod: &more, Pools: []plan.PoolNodes{{Pool: *pci}}}
		a := q.Answer()
		if got := a.Next.Or(room.NextNode{Group: -1}).Group; a.Pods != c.pods || got != c.next {
			t.Errorf("%s: %d pods, next a node of group %d; want %d, %d: %+v", c.name, a.Pods, got, c.pods, c.next, a)
		}
	}
}
