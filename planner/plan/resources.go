package plan

import (
	"slices"

	"podfit/planner"
)

// ResourceUnknown is an extended resource of which nobody knows how many some
// candidates have: they hold none of the pods that request it.
type ResourceUnknown struct {
	Resource  string
	Workloads []string
	Types     int // that are not judged
	Of        int // candidates
}

// About identifies the warning.
func (w ResourceUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "resource-unknown", Severity: planner.SeverityUnknown, Setting: "overrides", Subject: w.Resource}
}

// FractionalGPU is pods with a GPU on types that have a fraction of one.
type FractionalGPU struct {
	Types  []string
	Model  string
	Memory planner.Memory // of the first type's fraction
}

// About identifies the warning.
func (w FractionalGPU) About() planner.WarningID {
	return planner.WarningID{Code: "gpu-fraction", Severity: planner.SeverityNote, Subject: names(w.Types)}
}

// unjudged has a warning for each resource that is unknown of a candidate.
func (q *Question) unjudged() (all []planner.Warning) {
	for _, resource := range q.Workload.ExtendedResources() {
		w := ResourceUnknown{Resource: resource, Of: len(q.Candidates)}
		for i := range q.Candidates {
			if !q.Candidates[i].Extended(resource).Known() {
				w.Types++
			}
		}
		for i := range q.Workload {
			if k := &q.Workload[i]; k.Extended[resource] > 0 && k.Replicas > 0 {
				w.Workloads = append(w.Workloads, k.Name)
			}
		}
		if w.Types > 0 && len(w.Workloads) > 0 {
			slices.Sort(w.Workloads)
			all = append(all, w)
		}
	}
	return all
}

// fractions are the types in the plans whose GPUs are fractions, and hold pods that
// request one.
func fractions(q *Question, a *Answer) []planner.Warning {
	w := FractionalGPU{}
	wantsGPU := map[string]bool{}
	for i := range q.Workload {
		for resource, n := range q.Workload[i].Extended {
			if n > 0 && planner.KindOf(resource) == planner.GPUs {
				wantsGPU[q.Workload[i].Name] = true
			}
		}
	}
	for i := range a.Plans {
		a.Plans[i].EachWorkload(func(g *NodeGroup, workload string, _ int) {
			t := g.Option.Type
			if !t.FractionalGPU || !wantsGPU[workload] || slices.Contains(w.Types, t.Name) {
				return
			}
			if w.Types = append(w.Types, t.Name); len(w.Types) == 1 {
				w.Model, w.Memory = t.GPU(), t.GPUMemory
			}
		})
	}
	if len(w.Types) == 0 {
		return nil
	}
	return []planner.Warning{w}
}
