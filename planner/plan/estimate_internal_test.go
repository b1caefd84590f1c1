package plan

import (
	"testing"

	"podfit/planner"
	"podfit/planner/density"
)

// Sets of types are ranked by an estimate of what a plan on them costs. If it left
// out the spare nodes, or counted too many, the best set would not be solved once
// there are more sets than are solved. So it is never below the real cost and at
// most two nodes above, for any number of nodes, zones and spares.
func TestEstimateOfSpareNodes(t *testing.T) {
	s := planner.Default()
	const hour = 136_986
	const month = hour * planner.HoursPerMonth
	o := density.Option{Type: &planner.InstanceType{Name: "m5.large"}, Settings: &s}
	o.MaxPods, o.Addresses.PodIPs, o.KubeReservedPods = planner.Known(10), planner.Known(10), planner.Known(10)
	o.CPU.Free, o.Memory.Free = 1000, planner.GiB
	o.Cost.OnDemandHour, o.Cost.Month = planner.Known[planner.Money](hour), planner.Known[planner.Money](month)
	for _, spare := range []Spare{SpareNothing, SpareNode, SpareZone} {
		for zones := 1; zones <= 4; zones++ {
			for nodes := zones; nodes <= 40; nodes += 3 {
				pods := planner.Workload{Name: "a", Replicas: nodes, Request: planner.Resources{CPU: 600}}
				q := &Question{Workload: planner.Workloads{pods}, Candidates: []density.Option{o}, Settings: &s, Groups: 1, Zones: zones, Spare: spare}
				solver := newSolver(q)
				estimate := solver.estimate(solver.problem.Menu(), []int{0}).cost / month
				real := float64(q.Solve(1).Plans[0].Nodes)
				if off := estimate - real; off < -1e-6 || off > 2 || spare != SpareZone && off > 1e-6 {
					t.Errorf("spare %s, %d zones: %g nodes are estimated at %g", spare, zones, real, estimate)
				}
			}
		}
	}
}
