package plan

import (
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
)

// DefaultFilter is the filter, as query.ParseFilter reads it, for the nodes that a
// plan chooses from by default. Types before Nitro have neither prefixes nor branch
// ENIs; burstable types promise less CPU than they have; most container images are
// for amd64; Amazon Linux 2023 does not start on A1. Previous generations stay,
// because some regions sell few others cheaply (ap-northeast-3: 13 % less with m5
// and c5 than without). A condition that the user gives replaces the default for
// its field; a family or a type name replaces all of it, unless names are only left
// out. Of alternatives, each counts.
func DefaultFilter(w planner.Workloads, asked query.Filter) string {
	defaults := []string{"hypervisor=nitro", "burstable=no", "metal=no", "arch=amd64", "family!=a1"}
	defaults = append(defaults, WithoutDevices(w)...)
	for i := range asked {
		for _, c := range asked[i].Parts() {
			if c.Field == "family" || c.Field == "" {
				return ""
			}
			defaults = slices.DeleteFunc(defaults, func(condition string) bool {
				field := condition[:strings.IndexAny(condition, "!=")]
				return field == c.Field || field == "hypervisor" && c.Field == "metal" // metal types have no hypervisor
			})
		}
	}
	return strings.Join(defaults, " ")
}

// Words for Terms.Candidates: those of DefaultFilter, and whatever EKS can run.
const (
	DefaultCandidates = "default"
	AllCandidates     = "all"
)

// CandidateFilter is the filter of the candidates that terms name for a workload.
func CandidateFilter(candidates string, w planner.Workloads) string {
	switch candidates {
	case "", DefaultCandidates:
		return DefaultFilter(w, nil)
	case AllCandidates:
		return ""
	}
	return candidates
}

// Filter is the filter of a pool's candidates for a workload, where those of the plan have
// another one.
func (p *Pool) Filter(ofPlan query.Filter, w planner.Workloads) (query.Filter, error) {
	filter := ofPlan
	if p.Candidates != "" {
		var err error
		if filter, err = query.ParseFilter(CandidateFilter(p.Candidates, w)); err != nil {
			return nil, err
		}
	}
	if len(p.Arch) == 0 {
		return filter, nil
	}
	own, err := query.ParseFilter("arch=" + strings.Join(p.Arch, ","))
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(slices.Clone(filter), func(c query.Condition) bool { return c.Field == own[0].Field })
	return append(others, own...), nil
}

// CheckCandidates refuses conditions that make no sense.
func CheckCandidates(text string) error {
	if text == DefaultCandidates || text == AllCandidates {
		return nil
	}
	_, err := query.ParseFilter(text)
	return err
}

// AllCandidates are those of the question and of its pools, each type once.
func (q *Question) AllCandidates() []density.Option {
	if len(q.Pools) == 0 {
		return q.Candidates
	}
	all, seen := []density.Option{}, map[string]bool{}
	add := func(options []density.Option) {
		for i := range options {
			if o := &options[i]; !seen[o.Type.Name] {
				seen[o.Type.Name] = true
				all = append(all, *o)
			}
		}
	}
	add(q.Candidates)
	for i := range q.Pools {
		add(q.Pools[i].Candidates)
	}
	return all
}

// WithoutDevices are conditions that leave out types whose devices no pod requests. A
// resource that no table has may be of any device.
func WithoutDevices(w planner.Workloads) (conditions []string) {
	wanted := map[planner.ResourceKind]bool{}
	for _, resource := range w.ExtendedResources() {
		wanted[planner.KindOf(resource)] = true
	}
	if !wanted[planner.GPUs] && !wanted[planner.OtherResource] {
		conditions = append(conditions, "gpus=0")
	}
	if !wanted[planner.NeuronDevices] && !wanted[planner.OtherResource] {
		conditions = append(conditions, "accelerators=0")
	}
	return conditions
}
