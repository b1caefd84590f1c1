package answer

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report/words"
)

// RequestsCompared is a plan beside the one with the other choice of requests.
type RequestsCompared struct {
	Planned, Other planner.Requests
	Found          *fargate.Answer // of the other
	// Resized are the workloads whose usage is known, those first that would change most.
	Resized []planner.Resized
}

// Best is the best of the other plans; nil if there is none.
func (c *RequestsCompared) Best() *plan.Plan {
	if len(c.Found.Plans) == 0 {
		return nil
	}
	return &c.Found.Plans[0]
}

// PlanRequests is what a plan costs with requests as set and as used.
type PlanRequests struct {
	Planned string `json:"planned"` // as-set or as-used:p95+20%
	// AsSet and AsUsed are the best plans.
	AsSet     RequestsPlan      `json:"asSet"`
	AsUsed    RequestsPlan      `json:"asUsed"`
	Workloads []ResizedWorkload `json:"workloads"`
}

// RequestsPlan is the best plan with one choice of requests.
type RequestsPlan struct {
	Requests string                 `json:"requests"`
	Nodes    planner.Maybe[int]     `json:"nodes"`
	PerMonth planner.Maybe[float64] `json:"perMonth"`
	Unplaced int                    `json:"unplaced"` // pods
}

// ResizedWorkload is a workload whose usage is known.
type ResizedWorkload struct {
	Workload string                           `json:"workload"`
	Replicas int                              `json:"replicas"`
	AsSet    planner.Maybe[WorkloadResources] `json:"asSet"` // null without requests
	Usage    WorkloadUsage                    `json:"usage"`
	AsUsed   WorkloadResources                `json:"asUsed"`
}

// WorkloadResources are those of each pod.
type WorkloadResources struct {
	CPU    planner.Millis `json:"cpuMillis"`
	Memory float64        `json:"memoryMiB"`
}

// WorkloadUsage is what each pod uses.
type WorkloadUsage struct {
	CPU        planner.Maybe[planner.Millis] `json:"cpuMillis"`
	Memory     planner.Maybe[float64]        `json:"memoryMiB"`
	MemoryPeak planner.Maybe[float64]        `json:"memoryPeakMiB"`
	// Percentile and Window are null for a snapshot.
	Percentile    planner.Maybe[string] `json:"percentile"`
	Window        planner.Maybe[string] `json:"window"`
	RecommendedBy planner.Maybe[string] `json:"recommendedBy"`
}

// NewPlanRequests compares the best plan that was found with the other.
func NewPlanRequests(c *RequestsCompared, found *fargate.Answer) PlanRequests {
	r := PlanRequests{Planned: c.Planned.String(), Workloads: []ResizedWorkload{}}
	r.AsSet, r.AsUsed = newRequestsPlan(c.Planned, found), newRequestsPlan(c.Other, c.Found)
	if c.Planned.AsUsed {
		r.AsSet, r.AsUsed = r.AsUsed, r.AsSet
	}
	for i := range c.Resized {
		r.Workloads = append(r.Workloads, newResizedWorkload(&c.Resized[i]))
	}
	return r
}

func newRequestsPlan(r planner.Requests, found *fargate.Answer) RequestsPlan {
	p := RequestsPlan{Requests: r.String()}
	if len(found.Plans) > 0 {
		p.Nodes, p.PerMonth = planner.Known(found.Plans[0].Nodes), units(found.Plans[0].Month)
	}
	for _, u := range found.Unplaced {
		p.Unplaced += u.Replicas
	}
	return p
}

func newResizedWorkload(r *planner.Resized) ResizedWorkload {
	resources := func(of planner.Resources) WorkloadResources {
		return WorkloadResources{of.CPU, words.MiB(of.Memory)}
	}
	w := ResizedWorkload{Workload: r.Workload, Replicas: r.Replicas, AsUsed: resources(r.To), Usage: newWorkloadUsage(&r.Usage)}
	if !r.NoRequests {
		w.AsSet = planner.Known(resources(r.From))
	}
	return w
}

func newWorkloadUsage(u *planner.Usage) WorkloadUsage {
	w := WorkloadUsage{
		CPU: u.CPU, Memory: eni.Map(u.Memory, words.MiB), MemoryPeak: eni.Map(u.MemoryPeak, words.MiB),
		Percentile: eni.Map(u.Percentile, planner.Percentile.String), RecommendedBy: nonZero(u.RecommendedBy),
	}
	if u.Window > 0 {
		w.Window = planner.Known(u.Window.String())
	}
	return w
}
