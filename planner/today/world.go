package today

import (
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

// world is today's nodes with their pods, as kube-scheduler sees them.
type world struct {
	*trial.Trial
	placed schedule.Placement
	// row is that of the fleet of each node, and held the index of what it holds among those of Trial.
	row, held []int
	// strangers are nodes that hold pods of no workload of the question.
	strangers map[int]bool
}

// newWorld is today's nodes, beside those of a plan's groups that may be bought in zones;
// without a plan, none are.
// ok is false if it is unknown what the nodes hold.
func (q *evaluation) newWorld(w planner.Workloads, p *plan.Plan, zones []string) (all *world, ok bool) {
	all = &world{strangers: map[int]bool{}}
	question := trial.Question{Workloads: w, Zones: zones, Strategy: q.Scheduler.Strategy(), OnDemand: true, Spot: true}
	if len(zones) == 0 {
		question.Zones = []string{q.Settings.Region + "a"}
	}
	if p != nil {
		for i := range p.Groups {
			question.Options = append(question.Options, p.Groups[i].Option)
		}
		question.Pools, question.PoolOf = p.TrialPools(q.Settings, question.Zones)
	}
	var nodes []int // rows of question.Existing
	for i := range q.Fleet.Groups {
		if q.Fleet.Groups[i].Holds == nil {
			return nil, false
		}
		for _, e := range q.existing(&q.Fleet.Groups[i]) {
			question.Existing = append(question.Existing, e)
			nodes = append(nodes, i)
		}
	}
	t, err := trial.New(question)
	if err != nil {
		panic(err) // the shapes are podfit's own
	}
	all.Trial = t
	byName := map[string]int32{}
	for i := range w {
		byName[w[i].Name] = int32(i)
	}
	for e := range question.Existing {
		of := &question.Existing[e]
		for range of.Nodes {
			node := int32(len(all.placed.Nodes))
			all.placed.Nodes = append(all.placed.Nodes, t.ExistingClass(e, of.Cordoned))
			all.row, all.held = append(all.row, nodes[e]), append(all.held, e)
			for _, k := range of.Holds[0].Pods {
				at, known := byName[k.Workload]
				if !known {
					all.strangers[int(node)] = true
					continue
				}
				for range k.Pods {
					all.placed.Pods = append(all.placed.Pods, schedule.Pod{Workload: at, Node: node})
				}
			}
		}
	}
	return all, true
}
