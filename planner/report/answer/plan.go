package answer

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report/words"
)

// Plan is the item of `podfit plan`.
type Plan struct {
	Groups   []PlanGroup            `json:"groups"`
	Nodes    int                    `json:"nodes"`
	PerMonth planner.Maybe[float64] `json:"perMonth"`
	// The same nodes, all bought in one way.
	OnDemandPerMonth planner.Maybe[float64] `json:"onDemandPerMonth"`
	SpotPerMonth     planner.Maybe[float64] `json:"spotPerMonth"`
	// The part of perMonth that is the fee of EKS Auto Mode; null outside Auto Mode.
	AutoModeFeePerMonth planner.Maybe[float64] `json:"autoModeFeePerMonth"`
	// Commitment is null unless there is one.
	Commitment planner.Maybe[Commitment] `json:"commitment"`
	// MaxPerMonth is the cost of the most nodes of every group.
	MaxPerMonth planner.Maybe[float64] `json:"maxPerMonth"`
	LowerBound  PlanBound              `json:"lowerBound"`
	Packed      PlanBound              `json:"packed"`
	// Cheapest is what the cheapest plan costs that schedules.
	Cheapest     planner.Maybe[float64] `json:"cheapest"`
	Scheduled    Scheduled              `json:"scheduled"`
	LargestShare float64                `json:"largestNodeSharePercent"`
	Complete     bool                   `json:"complete"`
	GapPercent   float64                `json:"gapPercent"`
	Optimal      bool                   `json:"optimal"`
	// Requests is null unless what pods use is known.
	Requests planner.Maybe[PlanRequests] `json:"requests"`
	// Shares are to whom the first plan falls, by what SharesBy says: namespace, pool,
	// workload, or label and its key. They are null for others and unless asked for.
	SharesBy planner.Maybe[string]  `json:"sharesBy"`
	Shares   planner.Maybe[[]Share] `json:"shares"`
	// Fargate is null unless it was asked for.
	Fargate  planner.Maybe[PlanFargate] `json:"fargate"`
	Unplaced []Unplaced                 `json:"unplaced"`
	// Today is null if it is unknown what the cluster has; Saves is what that costs a month
	// more than the plan, null where a price is unknown.
	Today planner.Maybe[Today]   `json:"today"`
	Saves planner.Maybe[float64] `json:"saves"`
	// Steps lead from today's nodes to the first plan; null for others. PeakNodes is how
	// many there are at most meanwhile, and Kept are the nodes that stay.
	Steps     planner.Maybe[[]TodayStep] `json:"steps"`
	PeakNodes planner.Maybe[int]         `json:"peakNodes"`
	Kept      []StepNodes                `json:"kept"`
	// Temporary are nodes beyond the plan that the steps add and remove again.
	Temporary []StepNodes `json:"temporary"`
	// Room is null unless it was asked for.
	Room planner.Maybe[Room] `json:"room"`
}

// PlanBound is what no plan goes below: nodes or money, by the objective.
type PlanBound struct {
	Nodes    planner.Maybe[int]     `json:"nodes"`
	PerMonth planner.Maybe[float64] `json:"perMonth"`
}

// Commitment is how far a plan uses a commitment, whose unused part is in no other
// amount.
type Commitment struct {
	PerHour        float64          `json:"perHour"`
	UsedPerHour    float64          `json:"usedPerHour"`
	UsedPercent    float64          `json:"usedPercent"`
	UnusedPerMonth float64          `json:"unusedPerMonth"`
	Term           planner.Purchase `json:"term"`
	Uncovered      []string         `json:"uncovered"`
}

// SpotRange is what a spot node costs a month, of a group that gets several types.
type SpotRange struct {
	LowPerMonth  float64               `json:"lowPerMonth"`
	HighPerMonth float64               `json:"highPerMonth"`
	LowType      string                `json:"lowType"`
	HighType     string                `json:"highType"`
	AsOf         planner.Maybe[string] `json:"asOf"`
	Unknown      int                   `json:"unknown"`
}

// Scheduled is in how many orders the simulated scheduler placed all pods.
type Scheduled struct {
	Profile plan.Scheduler `json:"profile"`
	Orders  int            `json:"orders"`
	Seeds   int            `json:"seeds"` // of the shuffled orders
	Pending int            `json:"pending"`
}

// PlanZone is the nodes of a group in a zone.
type PlanZone struct {
	Name  string `json:"name"`
	Nodes int    `json:"nodes"`
}

// PlanGroup is a node group.
type PlanGroup struct {
	Name string `json:"name"`
	// Pool is null without pools.
	Pool          planner.Maybe[string] `json:"pool"`
	InstanceTypes []string              `json:"instanceTypes"`
	Alternatives  []string              `json:"alternatives"`
	Nodes         int                   `json:"nodes"`
	MaxNodes      int                   `json:"maxNodes"`
	Zones         []PlanZone            `json:"zones"`
	Zonal         bool                  `json:"zonal"` // a group of one zone
	OnDemandNodes int                   `json:"onDemandNodes"`
	SpotNodes     int                   `json:"spotNodes"`
	SpareNodes    int                   `json:"spareNodes"`
	// SpotRange is null without spot nodes, or for a group of one type.
	SpotRange      planner.Maybe[SpotRange] `json:"spotRange"`
	PerMonth       planner.Maybe[float64]   `json:"perMonth"`
	LimitedBy      density.Limit            `json:"limitedBy"`
	UsedPercent    float64                  `json:"usedPercent"`
	UnusedCPU      planner.Millis           `json:"unusedCPUMillis"`
	UnusedMemory   float64                  `json:"unusedMemoryMiB"`
	UnusedPerMonth planner.Maybe[float64]   `json:"unusedPerMonth"`
	Patterns       []PlanPattern            `json:"patterns"`
}

// PlanPattern is a number of nodes that hold the same pods.
type PlanPattern struct {
	Nodes int            `json:"nodes"`
	Zone  string         `json:"zone"`
	Pods  map[string]int `json:"pods"`
}

// Unplaced is pods that fit no candidate.
type Unplaced struct {
	Workload string               `json:"workload"`
	Replicas int                  `json:"replicas"`
	Reason   string               `json:"reason"`
	Need     planner.Maybe[int64] `json:"need"`
	Have     planner.Maybe[int64] `json:"have"`
}

// NewPlans makes the items of an answer: its plans or, where no pod has a place
// on a node, one plan of no nodes, which has the reasons.
func NewPlans(found *fargate.Answer, daemonSets int) []Plan {
	items := []Plan{}
	for i := range found.Plans {
		items = append(items, newPlan(&found.Plans[i], found, daemonSets))
	}
	if len(found.Plans) == 0 && (len(found.Unplaced) > 0 || found.Fargate != nil) {
		items = append(items, newPlan(&plan.Plan{}, found, daemonSets))
	}
	return items
}

// OfPlans wraps plans; candidates are the options that there were to choose from.
func OfPlans(q Query, found *fargate.Answer, candidates []density.Option, items []Plan) Answer {
	a := New("Plan", Query{Settings: q.Settings, Types: q.Types, Filter: q.Filter, By: q.By, Limit: q.Limit, Pools: q.Pools}, nil, items)
	besideToday(items, q.Today)
	addRoom(items, found.Plans, q.Room)
	a.Currency, a.Sources = currency(candidates), Sources(q, candidates)
	a.Warnings = PlanWarnings(q, found, candidates)
	if found.Fargate != nil {
		a.AddSource(found.Fargate.Prices.Source)
	}
	return a
}

func newPlan(p *plan.Plan, found *fargate.Answer, daemonSets int) Plan {
	item := Plan{
		Groups: []PlanGroup{}, Nodes: p.Nodes, PerMonth: units(p.Month),
		LowerBound: PlanBound{Nodes: p.LowerBound.Nodes, PerMonth: units(p.LowerBound.Month)},
		Packed:     PlanBound{Nodes: p.Packed.Nodes, PerMonth: units(p.Packed.Month)}, Cheapest: units(found.Cheapest), MaxPerMonth: units(p.MostMonth()),
		Scheduled:    Scheduled{p.Scheduled.Profile, p.Scheduled.Orders, max(0, p.Scheduled.Orders-2), p.Scheduled.Pending},
		LargestShare: words.Hundredths(100 * p.LargestShare), Complete: found.Complete,
		GapPercent: words.Hundredths(p.GapPercent), Optimal: len(p.Groups) > 0 && p.Optimal(),
		Fargate: newPlanFargate(found.Fargate, p, daemonSets), Unplaced: newUnplaced(found.Unplaced), Kept: []StepNodes{}, Temporary: []StepNodes{},
	}
	if len(p.Groups) > 0 {
		onDemand, spot := words.BothWays(p, p.Groups[0].Option.Settings.Capacity)
		item.OnDemandPerMonth, item.SpotPerMonth = units(onDemand), units(spot)
		item.AutoModeFeePerMonth = units(p.AutoModeFee())
		item.Commitment = eni.Map(p.Commitment, newCommitment)
	}
	for i := range p.Groups {
		item.Groups = append(item.Groups, newPlanGroup(&p.Groups[i], p.GroupName(i)))
	}
	return item
}

func newCommitment(use plan.CommitmentUse) Commitment {
	return Commitment{
		PerHour: use.Hour.Float(), UsedPerHour: use.Used.Float(), UsedPercent: words.Hundredths(100 * use.Used.Float() / use.Hour.Float()),
		UnusedPerMonth: ((use.Hour - use.Used) * planner.HoursPerMonth).Float(), Term: use.Purchase, Uncovered: append([]string{}, use.Uncovered...),
	}
}

func newSpotRange(r plan.PriceRange) SpotRange {
	s := SpotRange{LowPerMonth: r.Low.Float(), HighPerMonth: r.High.Float(), LowType: r.LowType, HighType: r.HighType, Unknown: r.Unknown}
	if r.Source != nil {
		s.AsOf = nonZero(r.Source.AsOf)
	}
	return s
}

func newPlanGroup(g *plan.NodeGroup, name string) PlanGroup {
	item := PlanGroup{
		Name: name, Pool: nonZero(g.PoolName()), InstanceTypes: []string{g.Option.Type.Name}, Alternatives: append([]string{}, g.Alternatives...),
		Nodes: g.Nodes, MaxNodes: g.MaxNodes, Zones: []PlanZone{}, Zonal: g.Zone > 0,
		OnDemandNodes: g.OnDemandNodes, SpotNodes: g.Nodes - g.OnDemandNodes, SpareNodes: g.SpareNodes, SpotRange: eni.Map(g.SpotRange, newSpotRange),
		PerMonth: units(g.Month), LimitedBy: g.LimitedBy, UsedPercent: words.Hundredths(g.UsedPercent),
		UnusedCPU: g.Unused.CPU, UnusedMemory: words.MiB(g.Unused.Memory), UnusedPerMonth: units(g.UnusedMonth),
		Patterns: []PlanPattern{},
	}
	for _, z := range g.ZoneNodes {
		item.Zones = append(item.Zones, PlanZone{z.Zone, z.Nodes})
	}
	for _, p := range g.Patterns {
		pods := map[string]int{}
		for _, k := range p.Pods {
			pods[k.Workload] += k.Pods
		}
		item.Patterns = append(item.Patterns, PlanPattern{p.Nodes, p.Zone, pods})
	}
	return item
}

func newUnplaced(unplaced []plan.Unplaced) []Unplaced {
	items := []Unplaced{}
	for _, u := range unplaced {
		item := Unplaced{Workload: u.Workload, Replicas: u.Replicas, Reason: words.Reason(u.Reason)}
		if u.Reason.Limit != density.NoLimit {
			unit := int64(1)
			if u.Reason.Limit == density.LimitMemory || planner.InBytes(u.Reason.Resource) {
				unit = int64(planner.MiB)
			}
			item.Need, item.Have = planner.Known(u.Reason.Need/unit), planner.Known(u.Reason.Have/unit)
			if u.Reason.Unknown {
				item.Have = planner.Maybe[int64]{}
			}
		}
		items = append(items, item)
	}
	return items
}
