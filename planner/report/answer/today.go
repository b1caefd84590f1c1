package answer

import (
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/pending"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/today"
)

// Today is the nodes that a cluster has.
type Today struct {
	Nodes       int                     `json:"nodes"`
	PerMonth    planner.Maybe[float64]  `json:"perMonth"`
	Pods        planner.Maybe[int]      `json:"pods"` // of the workload
	PodSlots    planner.Maybe[int]      `json:"podSlots"`
	PodIPs      planner.Maybe[int]      `json:"podIPs"`
	LimitedBy   density.Limit           `json:"limitedBy"`
	UsedPercent planner.Maybe[float64]  `json:"usedPercent"`
	Requested   planner.Maybe[Requests] `json:"requested"`
	// What DaemonSets leave and the pods do not request.
	UnusedCPU      planner.Maybe[planner.Millis] `json:"unusedCPUMillis"`
	UnusedMemory   planner.Maybe[float64]        `json:"unusedMemoryMiB"`
	UnusedPerMonth planner.Maybe[float64]        `json:"unusedPerMonth"`
	// Addresses is how many VPC addresses the pods take.
	Addresses  planner.Maybe[int]        `json:"addresses"`
	Commitment planner.Maybe[Commitment] `json:"commitment"`
	Groups     []TodayGroup              `json:"groups"`
	// Waiting are pods of the workload that no node holds.
	Waiting []TodayWaiting `json:"waiting"`
	// MorePods is how many more pods of the mean request fit.
	MorePods      planner.Maybe[int] `json:"morePods"`
	MoreLimitedBy density.Limit      `json:"moreLimitedBy"`
	MeanPod       Requests           `json:"meanPod"`
	// More is how many more pods of each workload kube-scheduler places, one workload at a
	// time.
	More []WorkloadPods `json:"more"`
}

// Requests are amounts that pods request.
type Requests struct {
	CPU    planner.Millis `json:"cpuMillis"`
	Memory float64        `json:"memoryMiB"`
}

// WorkloadPods is a number of pods of a workload.
type WorkloadPods struct {
	Workload string `json:"workload"`
	Pods     int    `json:"pods"`
}

// TodayWaiting is pods of a workload that no node holds. Pending is how many of them
// kube-scheduler finds no node for among today's, with what keeps them from how many.
type TodayWaiting struct {
	WorkloadPods
	Pending planner.Maybe[int] `json:"pending"`
	Reasons []NodesReason      `json:"reasons"`
}

// NodesReason is why a number of nodes does not take a pod, in kube-scheduler's words.
type NodesReason struct {
	Text  string `json:"text"`
	Nodes int    `json:"nodes"`
}

// TodayGroup is nodes that are launched alike.
type TodayGroup struct {
	Name           planner.Maybe[string]               `json:"name"`
	InstanceType   planner.Maybe[string]               `json:"instanceType"`
	CapacityType   planner.Maybe[planner.CapacityType] `json:"capacityType"`
	Nodes          int                                 `json:"nodes"`
	Zones          []TodayZone                         `json:"zones"`
	MaxPods        planner.Maybe[int]                  `json:"maxPods"`
	Taints         []string                            `json:"taints"`
	Cordoned       bool                                `json:"cordoned"`
	PerMonth       planner.Maybe[float64]              `json:"perMonth"`
	Pods           planner.Maybe[int]                  `json:"pods"`
	PodSlots       planner.Maybe[int]                  `json:"podSlots"`
	LimitedBy      density.Limit                       `json:"limitedBy"`
	UsedPercent    planner.Maybe[float64]              `json:"usedPercent"`
	UnusedCPU      planner.Maybe[planner.Millis]       `json:"unusedCPUMillis"`
	UnusedMemory   planner.Maybe[float64]              `json:"unusedMemoryMiB"`
	UnusedPerMonth planner.Maybe[float64]              `json:"unusedPerMonth"`
}

// TodayZone is the nodes in a zone, whose name may be unknown.
type TodayZone struct {
	Name  planner.Maybe[string] `json:"name"`
	Nodes int                   `json:"nodes"`
}

// TodayStep adds nodes of the plan, or drains nodes of today and then removes them.
type TodayStep struct {
	Add    []StepNodes `json:"add"`
	Drain  []StepNodes `json:"drain"`
	Remove []StepNodes `json:"remove"`
	// CordonFirst: all nodes that go are cordoned before this step.
	CordonFirst bool `json:"cordonFirst"`
	// MovedPods is how many pods are placed anew at most.
	MovedPods int `json:"movedPods"`
	Pending   int `json:"pending"` // after the step, at most
	Nodes     int `json:"nodes"`   // after the step
}

// StepNodes is nodes of a group of today or of the plan.
type StepNodes struct {
	Group        planner.Maybe[string]               `json:"group"`
	InstanceType planner.Maybe[string]               `json:"instanceType"`
	CapacityType planner.Maybe[planner.CapacityType] `json:"capacityType"`
	Nodes        int                                 `json:"nodes"`
	Zones        []TodayZone                         `json:"zones"`
}

// NewToday makes the JSON of today's nodes.
func NewToday(a *today.Answer) Today {
	cpu, memory := unusedOf(&a.Use)
	t := Today{
		Nodes: a.Nodes, PerMonth: units(a.Month), Pods: a.Pods, PodSlots: a.Slots, PodIPs: a.PodIPs, LimitedBy: a.LimitedBy, UsedPercent: hundredths(a.UsedPercent),
		Requested: eni.Map(a.Requested, newRequests), UnusedCPU: cpu, UnusedMemory: memory, UnusedPerMonth: units(a.UnusedMonth),
		Addresses: a.Addresses, Commitment: eni.Map(a.Commitment, newCommitment), Groups: []TodayGroup{},
		Waiting: []TodayWaiting{}, More: newWorkloadPods(a.More.Workloads),
		MorePods: a.More.Pods, MoreLimitedBy: a.More.LimitedBy, MeanPod: newRequests(a.More.Mean),
	}
	for i := range a.Waiting {
		w := &a.Waiting[i]
		item := TodayWaiting{WorkloadPods: WorkloadPods(w.WorkloadPods), Pending: w.Pending, Reasons: []NodesReason{}}
		for _, r := range w.Reasons {
			item.Reasons = append(item.Reasons, NodesReason{pending.TextOf(r, w.Resources), r.Nodes})
		}
		t.Waiting = append(t.Waiting, item)
	}
	for i := range a.Groups {
		g := &a.Groups[i]
		cpu, memory := unusedOf(&g.Use)
		item := TodayGroup{
			Name: nonZero(g.Name), InstanceType: nonZero(g.InstanceType), CapacityType: g.CapacityType, Nodes: g.Nodes, Zones: newTodayZones(g.Zones),
			MaxPods: g.MaxPods, Taints: []string{}, Cordoned: g.Cordoned, PerMonth: units(g.Month), Pods: g.Pods, PodSlots: g.Slots,
			LimitedBy: g.LimitedBy, UsedPercent: hundredths(g.UsedPercent), UnusedCPU: cpu, UnusedMemory: memory, UnusedPerMonth: units(g.UnusedMonth),
		}
		for _, taint := range g.Taints {
			item.Taints = append(item.Taints, taint.String())
		}
		t.Groups = append(t.Groups, item)
	}
	return t
}

func hundredths(m planner.Maybe[float64]) planner.Maybe[float64] {
	return eni.Map(m, words.Hundredths)
}

func newRequests(r planner.Resources) Requests { return Requests{r.CPU, words.MiB(r.Memory)} }

func unusedOf(u *today.Use) (cpu planner.Maybe[planner.Millis], memory planner.Maybe[float64]) {
	unused := u.Unused()
	return eni.Map(unused, func(r planner.Resources) planner.Millis { return r.CPU }), eni.Map(unused, func(r planner.Resources) float64 { return words.MiB(r.Memory) })
}

func newWorkloadPods(all []planner.WorkloadPods) []WorkloadPods {
	items := []WorkloadPods{}
	for _, k := range all {
		items = append(items, WorkloadPods(k))
	}
	return items
}

func newTodayZones(zones []plan.ZoneNodes) []TodayZone {
	items := []TodayZone{}
	for _, z := range zones {
		items = append(items, TodayZone{nonZero(z.Zone), z.Nodes})
	}
	return items
}

func newSteps(s *today.Steps) []TodayStep {
	items := []TodayStep{}
	for i := range s.Steps {
		step := &s.Steps[i]
		drained := newStepNodes(step.Drain)
		items = append(items, TodayStep{
			Add: newStepNodes(step.Add), Drain: drained, Remove: drained, CordonFirst: step.Cordon,
			MovedPods: step.Moved, Pending: step.Pending, Nodes: step.Nodes,
		})
	}
	return items
}

func newStepNodes(all []today.Nodes) []StepNodes {
	items := []StepNodes{}
	for _, n := range all {
		items = append(items, StepNodes{nonZero(n.Group), nonZero(n.InstanceType), n.CapacityType, n.Nodes, newTodayZones(n.Zones)})
	}
	return items
}

// besideToday sets today's nodes beside the items of plans.
func besideToday(items []Plan, c *today.Compared) {
	if c == nil {
		return
	}
	for i := range items {
		items[i].Today = planner.Known(NewToday(&c.Answer))
		if i < len(c.Saves) {
			items[i].Saves = units(c.Saves[i])
		}
	}
	if steps, known := c.Steps.Value(); known && len(items) > 0 {
		items[0].Steps, items[0].PeakNodes = planner.Known(newSteps(&steps)), planner.Known(steps.Peak)
		items[0].Kept, items[0].Temporary = newStepNodes(steps.Kept), newStepNodes(steps.More)
	}
}

// OfToday is the answer of a question about today's nodes alone, in the shape of one about
// plans.
func OfToday(q Query, a *today.Answer, options []density.Option) Answer {
	item := newPlan(&plan.Plan{}, &fargate.Answer{}, 0)
	item.Today, item.Complete = planner.Known(NewToday(a)), true
	if len(q.Room) > 0 {
		item.Room = planner.Known(newRoomToday(&q.Room[0]))
	}
	answer := New("Plan", q, nil, []Plan{item})
	answer.Currency, answer.Sources = planner.Known(a.Currency), Sources(q, options)
	answer.Warnings = warnings(q, append(slices.Clone(a.Warnings), density.SettingsWarnings(q.Settings)...), nil)
	return answer
}
