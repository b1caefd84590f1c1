// Package export writes a plan as the configuration of the tools that make its
// nodes: eksctl, Karpenter, Terraform, nodeadm, and the VPC CNI that the plan
// counts on. Every number has a comment that says why it is what it is.
package export

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// Request is a plan to write, and for which cluster.
type Request struct {
	// Plan has a group at least.
	Plan *plan.Plan
	// Workload is what was planned for: node groups get the labels that its pods
	// select, and the taints that they alone tolerate.
	Workload planner.Workloads
	// Candidates are what the plan was chosen from, the alternatives of its
	// groups among them.
	Candidates []density.Option
	Cluster    string
	Version    string // of Kubernetes: 1.35
	// ZoneNames are of the plan's zones, in order; without them the zones have
	// numbers alone.
	ZoneNames []string
	// Header is comment lines for the top of the text.
	Header []string
}

func (r *Request) settings() *planner.Settings { return r.Plan.Groups[0].Option.Settings }

func (r *Request) autoMode() bool { return r.settings().MaxPods.Policy.AutoMode() }

// noAutoMode is the error of a tool that makes nodes, where EKS makes them.
func (r *Request) noAutoMode(tool string) error {
	if r.autoMode() {
		return fmt.Errorf("%s: max pods are those of auto-mode, whose nodes EKS makes itself from node pools: export karpenter", tool)
	}
	return nil
}

// option finds a candidate by the name of its type.
func (r *Request) option(name string) (*density.Option, bool) {
	i := slices.IndexFunc(r.Candidates, func(o density.Option) bool { return o.Type.Name == name })
	if i < 0 {
		return nil, false
	}
	return &r.Candidates[i], true
}
