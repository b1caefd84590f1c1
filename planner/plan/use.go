package plan

import (
	"cmp"
	"maps"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// Use is who takes how much of a resource of some nodes: CPU in millicores, memory and
// other sizes in bytes, a number of anything else.
type Use struct {
	Of       density.Limit
	Resource string // the name of an extended resource
	// System is what the kubelet, the operating system and DaemonSets take, Free what is
	// left beside them and the workloads.
	System, Free int64
	Workloads    []WorkloadUse // that take any, those that take most first
	// UnusedMonth is what Free is worth of the nodes' cost; unknown for what has no price of
	// its own.
	UnusedMonth planner.Maybe[planner.Money]
}

// WorkloadUse is what the pods of a workload take.
type WorkloadUse struct {
	Workload string
	Pods     int
	Amount   int64
}

// Taken is what all workloads take.
func (u *Use) Taken() (sum int64) {
	for _, w := range u.Workloads {
		sum += w.Amount
	}
	return sum
}

// All is all that the nodes have.
func (u *Use) All() int64 { return u.System + u.Taken() + u.Free }

// UsedPercent is how much of what there is for workloads they take.
func (u *Use) UsedPercent() float64 {
	there := u.Taken() + u.Free
	if there == 0 {
		return 0
	}
	return 100 * float64(u.Taken()) / float64(there)
}

// Uses are who takes what of all nodes of the group: CPU, memory, pods and pod IPs, and
// of branch ENIs, volumes and extended resources those that some pod takes.
func (g *NodeGroup) Uses(w planner.Workloads) []Use {
	return g.uses(w, g.Patterns, g.Nodes, g.Month)
}

// NodeUses are those of one node that holds a pattern.
func (g *NodeGroup) NodeUses(w planner.Workloads, p *Pattern) []Use {
	one := *p
	one.Nodes = 1
	month := eni.Map(g.Month, func(m planner.Money) planner.Money { return m / planner.Money(g.Nodes) })
	return g.uses(w, []Pattern{one}, 1, month)
}

func (g *NodeGroup) uses(w planner.Workloads, on []Pattern, nodes int, month planner.Maybe[planner.Money]) []Use {
	o, resources := g.Option, w.ExtendedResources()
	free, _ := have(o, resources)
	all := []int64{
		cpuBudget: int64(o.CPU.Capacity), memoryBudget: int64(o.Memory.Capacity), slotBudget: int64(o.MaxPods.Or(0)), podIPBudget: int64(o.Addresses.PodIPs.Or(0)),
		branchENIBudget: int64(o.Addresses.BranchENIs.Or(0)), volumeBudget: free[volumeBudget],
	}
	uses := make([]Use, len(free))
	for d := range uses {
		u := &uses[d]
		u.Free = free[d] * int64(nodes)
		if d >= fixedBudgets {
			u.Resource = resources[d-fixedBudgets]
			u.Of = density.LimitOf(u.Resource)
			continue
		}
		u.Of, u.System = budgetLimits[d], max(0, all[d]-free[d])*int64(nodes)
	}
	index := make(map[string]int, len(w))
	for i := range w {
		index[w[i].Name] = i
	}
	for _, of := range heldOn(on) {
		i, known := index[of.Workload]
		if !known {
			continue
		}
		for d, amount := range need(&w[i], resources) {
			if taken := amount * int64(of.Pods); taken > 0 {
				uses[d].Workloads = append(uses[d].Workloads, WorkloadUse{of.Workload, of.Pods, taken})
				uses[d].Free -= taken
			}
		}
	}
	kept := uses[:0]
	for d := range uses {
		u := &uses[d]
		u.Free = max(0, u.Free)
		slices.SortStableFunc(u.Workloads, func(a, b WorkloadUse) int { return cmp.Compare(b.Amount, a.Amount) })
		if m, known := month.Value(); known && d <= memoryBudget {
			unused := planner.Resources{CPU: planner.Millis(u.Free)}
			if d == memoryBudget {
				unused = planner.Resources{Memory: planner.Memory(u.Free)}
			}
			u.UnusedMonth = planner.Known(g.worth(unused, nodes, m))
		}
		if d <= podIPBudget && u.All() < eni.IPv6NodeIPs || len(u.Workloads) > 0 {
			kept = append(kept, *u)
		}
	}
	return kept
}

// heldOn sums the pods of patterns by workload, in the order in which they are named.
func heldOn(on []Pattern) (all []PatternPods) {
	index := map[string]int{}
	for _, p := range on {
		for _, pods := range p.Pods {
			i, known := index[pods.Workload]
			if !known {
				i, all = len(all), append(all, PatternPods{Workload: pods.Workload})
				index[pods.Workload] = i
			}
			all[i].Pods += pods.Pods * p.Nodes
		}
	}
	return all
}

// TypeZones is how many nodes of a type are in each zone of a plan.
type TypeZones struct {
	Type, Pool string // the pool is empty without pools
	Nodes      []int  // in the order of the zones
}

// Zones are the zones of the plan by name, and the nodes of each type in them, by pool.
func (p *Plan) Zones() (names []string, types []TypeZones) {
	for i := range p.Groups {
		for _, z := range p.Groups[i].ZoneNodes {
			if !slices.Contains(names, z.Zone) {
				names = append(names, z.Zone)
			}
		}
	}
	slices.Sort(names)
	for i := range p.Groups {
		name, pool := p.Groups[i].Option.Type.Name, p.Groups[i].PoolName()
		at := slices.IndexFunc(types, func(t TypeZones) bool { return t.Type == name && t.Pool == pool })
		if at < 0 {
			at, types = len(types), append(types, TypeZones{name, pool, make([]int, len(names))})
		}
		for _, z := range p.Groups[i].ZoneNodes {
			types[at].Nodes[slices.Index(names, z.Zone)] += z.Nodes
		}
	}
	return names, types
}

// Heaviest are the workloads of the plan, those first whose pods take the most CPU and
// memory by what these are worth.
func (p *Plan) Heaviest(w planner.Workloads) (names []string) {
	requests := make(map[string]planner.Resources, len(w))
	for i := range w {
		requests[w[i].Name] = w[i].Request
	}
	worth := map[string]float64{}
	p.EachWorkload(func(_ *NodeGroup, workload string, pods int) {
		if r, known := requests[workload]; known {
			worth[workload] += float64(pods) * density.Worth(r.CPU, r.Memory)
		}
	})
	return slices.SortedFunc(maps.Keys(worth), func(a, b string) int {
		return cmp.Or(cmp.Compare(worth[b], worth[a]), cmp.Compare(a, b))
	})
}
