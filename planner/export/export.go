// Package export writes a plan as the configuration of the tools that create its
// nodes: eksctl, Karpenter, Terraform, nodeadm, and of the VPC CNI. A comment on
// each number explains it. Exporters is the table of tools.
package export

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// Request is a plan and the cluster that it is for.
type Request struct {
	// Plan must have at least one group.
	Plan *plan.Plan
	// Workload is what was planned: node groups get the labels that its pods select,
	// and the taints that only they tolerate.
	Workload planner.Workloads
	// Candidates are the options that the plan was chosen from. They include the
	// alternatives of its groups.
	Candidates []density.Option
	// Pools have candidates of their own.
	Pools   []plan.PoolNodes
	Cluster string
	Version string // of Kubernetes: 1.35
	// ZoneNames are the names of the plan's zones, in order; without them, zones have
	// numbers only.
	ZoneNames []string
	// Resized are the workloads whose usage is known, with their requests as used.
	Resized []planner.Resized
	// Header is lines of a comment at the top.
	Header []string
}

func (r *Request) settings() *planner.Settings { return r.Plan.Groups[0].Option.Settings }

func (r *Request) autoMode() bool { return r.settings().MaxPods.Policy.AutoMode() }

// option finds a candidate for a group by its instance type.
func (r *Request) option(g *plan.NodeGroup, name string) (*density.Option, bool) {
	candidates := r.Candidates
	for i := range r.Pools {
		if g.Pool != nil && r.Pools[i].Name == g.Pool.Name {
			candidates = r.Pools[i].Candidates
		}
	}
	i := slices.IndexFunc(candidates, func(o density.Option) bool { return o.Type.Name == name })
	if i < 0 {
		return nil, false
	}
	return &candidates[i], true
}
