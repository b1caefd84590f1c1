// Package room says how many more pods of a workload kube-scheduler places on a plan as it
// is ([Question.Answer]) and after the loss of a zone, what runs out next and what the next
// node costs. [Nodes.More] counts on any nodes, such as today's.
package room

import (
	"slices"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

// Question asks how many more pods of a workload a plan has room for.
type Question struct {
	Plan *plan.Plan
	// Workload is what was planned, and Pod one of it by its name, or another.
	Workload  planner.Workloads
	Pod       *planner.Workload
	Scheduler plan.Scheduler
	// Pools are those of the plan's question, which decide what its nodes' labels are.
	Pools []plan.PoolNodes
}

// Answer is the room for a workload.
type Answer struct {
	Workload string
	// On the plan, with its pods where its patterns have them: what headroom keeps free is
	// room.
	Room
	// Asked is how many pods there should be room for; 0 is any number.
	Asked int
	// AfterZoneLoss is the least room after the loss of one zone, and Zone which that is.
	// Pods of the lost zone are placed again first; Waiting is how many of them find no place.
	AfterZoneLoss Room
	Zone          string
	Waiting       int
	// Next is the cheapest of the plan's groups of which another node takes the pod that has
	// no place; unknown if none does, or if no pod was without a place.
	Next planner.Maybe[NextNode]
	// Today is the room on the nodes that the cluster has; unknown if these are, or what they
	// hold.
	Today planner.Maybe[Room]
}

// NextNode is one more node of a group of a plan.
type NextNode struct {
	Group int // of the plan
	Zone  string
	Spot  bool
	// Month is what the plan costs more with it; unknown if the price is.
	Month planner.Maybe[planner.Money]
}

// Answer counts the pods.
func (q *Question) Answer() Answer {
	a := Answer{Workload: q.Pod.Name}
	c := q.newCluster()
	a.Room = c.More(c.workload)
	if c.Nodes.Trial == nil || len(c.Placed.Nodes) == 0 {
		return a
	}
	c.loseZones(&a)
	if !a.AtLeast {
		a.Next = c.next(a.Pods)
	}
	return a
}

// Pinned is the plan's nodes with their pods, and which workload of the trial is counted.
func (q *Question) Pinned() (n Nodes, workload int) {
	c := q.newCluster()
	return c.Nodes, c.workload
}

// cluster is the nodes of a plan with their pods.
type cluster struct {
	Nodes
	plan     *plan.Plan
	zones    []string
	zoneOf   []int // of each node
	workload int   // whose pods are counted
}

// newCluster puts the pods of the plan's patterns on its nodes.
func (q *Question) newCluster() *cluster {
	w := slices.Clone(q.Workload)
	at := slices.IndexFunc(w, func(k planner.Workload) bool { return k.Name == q.Pod.Name })
	if at < 0 {
		at = len(w)
		w = append(w, *q.Pod)
	}
	c := &cluster{plan: q.Plan, workload: at}
	c.zones, _ = q.Plan.Zones()
	question := trial.Question{Workloads: w, Zones: c.zones, Strategy: q.Scheduler.Strategy(), OnDemand: true, Spot: true, LoseZone: true}
	for i := range q.Plan.Groups {
		question.Options = append(question.Options, q.Plan.Groups[i].Option)
	}
	question.Pools, question.PoolOf = q.trialPools()
	if len(c.zones) == 0 { // no nodes
		return c
	}
	t, err := trial.New(question)
	if err != nil {
		panic(err) // the plan was made of such a trial
	}
	c.Trial = t
	byName := map[string]int32{}
	for i := range w {
		byName[w[i].Name] = int32(i)
	}
	for i := range q.Plan.Groups {
		first := len(c.Placed.Nodes)
		c.addNodes(i)
		c.addPods(i, first, byName)
	}
	return c
}

// trialPools are the pools as the scheduler's nodes have them, and that of each group.
func (q *Question) trialPools() (pools []trial.Pool, of []int) {
	at := map[string]int{}
	add := func(p *plan.Pool) int {
		i, known := at[p.Name]
		if !known {
			i = len(pools)
			at[p.Name] = i
			pools = append(pools, trial.Pool{Labels: p.Labels, Taints: p.Taints, OnDemand: true, Spot: true})
		}
		return i
	}
	for i := range q.Pools {
		add(&q.Pools[i].Pool)
	}
	for i := range q.Plan.Groups {
		if p := q.Plan.Groups[i].Pool; p != nil {
			of = append(of, add(p))
		}
	}
	if len(of) == 0 {
		return nil, nil
	}
	return pools, of
}

// class is that of a node of a group.
func (c *cluster) class(group, zone int, spot bool) int32 {
	g := trial.Group{Option: group, Nodes: 1, OnDemand: 1, Zone: zone}
	if spot {
		g.OnDemand = 0
	}
	return c.Trial.Nodes([]trial.Group{g})[0]
}

// addNodes adds the nodes of a group, one of each zone in turn as the plan dealt them; the
// first are on-demand.
func (c *cluster) addNodes(group int) {
	g := &c.plan.Groups[group]
	for round, added := 0, 0; added < g.Nodes; round++ {
		before := added
		for _, z := range g.ZoneNodes {
			if round < z.Nodes {
				zone := slices.Index(c.zones, z.Zone)
				c.Placed.Nodes = append(c.Placed.Nodes, c.class(group, zone, added >= g.OnDemandNodes))
				c.zoneOf = append(c.zoneOf, zone)
				added++
			}
		}
		if added == before {
			return
		}
	}
}

// addPods puts the pods of each pattern on nodes of its zone that all of them may run on:
// patterns do not say how their nodes are bought. Those that fewest nodes allow come first.
func (c *cluster) addPods(group, first int, byName map[string]int32) {
	_, workloads := c.World()
	allows := func(p *plan.Pattern, node int) bool {
		return c.zones[c.zoneOf[node]] == p.Zone && !slices.ContainsFunc(p.Pods, func(pods plan.PatternPods) bool {
			at, known := byName[pods.Workload]
			return known && workloads[at].Selects != nil && !workloads[at].Selects[c.Placed.Nodes[node]]
		})
	}
	patterns := slices.Clone(c.plan.Groups[group].Patterns)
	count := make([]int, len(patterns))
	order := make([]int, len(patterns))
	for i := range patterns {
		order[i] = i
		for node := first; node < len(c.Placed.Nodes); node++ {
			if allows(&patterns[i], node) {
				count[i]++
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return count[a] - count[b] })
	taken := map[int]bool{}
	for _, i := range order {
		left := patterns[i].Nodes
		for node := first; node < len(c.Placed.Nodes) && left > 0; node++ {
			if taken[node] || !allows(&patterns[i], node) {
				continue
			}
			taken[node] = true
			left--
			for _, pods := range patterns[i].Pods {
				if at, known := byName[pods.Workload]; known {
					c.Placed.Pods = append(c.Placed.Pods, slices.Repeat([]schedule.Pod{{Workload: at, Node: int32(node)}}, pods.Pods)...)
				}
			}
		}
	}
}

// loseZones sets the least room after the loss of one of the zones; of those with as little,
// that counts whose pods wait most.
func (c *cluster) loseZones(a *Answer) {
	for z, name := range c.zones {
		lost := func(node int32) bool { return c.zoneOf[node] == z }
		for seed := range uint64(ties) {
			left, waiting := c.without(lost, seed)
			r := left.more(c.workload, seed)
			if least := a.AfterZoneLoss.Pods; a.Zone == "" || r.Pods < least || r.Pods == least && waiting > a.Waiting {
				a.AfterZoneLoss, a.Zone, a.Waiting = r, name, waiting
			}
		}
	}
}
