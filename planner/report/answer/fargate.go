package answer

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report/words"
)

// PlanFargate is Fargate beside a plan, whose own figures are of its nodes only.
type PlanFargate struct {
	// Moved are the workloads that run on Fargate; PerMonth is what they cost, and
	// TotalPerMonth what they and the nodes cost.
	Moved         []string               `json:"moved"`
	PerMonth      planner.Maybe[float64] `json:"perMonth"`
	TotalPerMonth planner.Maybe[float64] `json:"totalPerMonth"`
	// NodesAlone is the best plan with all pods on nodes.
	NodesAlone planner.Maybe[float64] `json:"nodesAlonePerMonth"`
	// Addresses are those that the moved pods draw from the VPC.
	Addresses int `json:"addresses"`
	// DaemonSetPods run on every node, but not on Fargate.
	DaemonSetPods int               `json:"daemonSetPods"`
	Workloads     []FargateWorkload `json:"workloads"`
}

// FargateWorkload is a workload on Fargate, billed by its size; null where it
// cannot run there, for the reasons, or where no price is known.
type FargateWorkload struct {
	Workload      string                 `json:"workload"`
	Replicas      int                    `json:"replicas"`
	Moved         bool                   `json:"moved"`
	Reasons       []string               `json:"reasons"`
	VCPUs         planner.Maybe[float64] `json:"vcpus"`
	MemoryGB      planner.Maybe[float64] `json:"memoryGB"`
	HoursPerMonth float64                `json:"hoursPerMonth"`
	PerMonth      planner.Maybe[float64] `json:"perMonth"`
	PerPodMonth   planner.Maybe[float64] `json:"perPodMonth"`
	// OnNodes is the pods' share of the nodes' cost. BreakEven is the hours a month
	// at which a pod on Fargate costs as much; above 730 Fargate is always cheaper.
	OnNodes   planner.Maybe[float64] `json:"onNodesPerMonth"`
	BreakEven planner.Maybe[float64] `json:"breakEvenHoursPerMonth"`
}

func newPlanFargate(f *fargate.Comparison, p *plan.Plan, daemonSets int) planner.Maybe[PlanFargate] {
	if f == nil {
		return planner.Maybe[PlanFargate]{}
	}
	item := PlanFargate{
		Moved: append([]string{}, f.Moved()...), PerMonth: units(f.Month), TotalPerMonth: units(f.Total(p.Month)),
		NodesAlone: units(f.NodesAlone), Addresses: f.Addresses, DaemonSetPods: daemonSets, Workloads: []FargateWorkload{},
	}
	for i := range f.Workloads {
		item.Workloads = append(item.Workloads, newFargateWorkload(&f.Workloads[i]))
	}
	return planner.Known(item)
}

func newFargateWorkload(k *fargate.Workload) FargateWorkload {
	item := FargateWorkload{
		Workload: k.Workload.Name, Replicas: k.Workload.Replicas, Moved: k.Moved, Reasons: []string{}, HoursPerMonth: k.Hours,
		PerMonth: units(k.Month), PerPodMonth: units(k.PodMonth), OnNodes: units(k.NodesMonth), BreakEven: eni.Map(k.BreakEven, words.Hundredths),
	}
	for _, r := range k.Reasons {
		item.Reasons = append(item.Reasons, words.FargateReason(r))
	}
	if len(k.Reasons) == 0 {
		item.VCPUs, item.MemoryGB = planner.Known(k.Size.CPU.Cores()), planner.Known(k.Size.Memory.GiB())
	}
	return item
}
