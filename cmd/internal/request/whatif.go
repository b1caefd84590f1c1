package request

import (
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/whatif"
)

// Case is what a what-if changes.
func (r *Request) Case() whatif.Case {
	return whatif.Case{Settings: *r.Settings(), Workload: r.Scenario.Workload, Terms: r.Plan.Terms}
}

// WithCase is the request with a case in place of its own.
func (r Request) WithCase(c whatif.Case) Request {
	r.Scenario.Settings, r.Scenario.Workload, r.Scenario.Plan, r.Plan.Terms = c.Settings, c.Workload, c.Terms, c.Terms
	if len(c.Types) > 0 {
		r.Types, r.Scenario.Options, r.Select, r.Plan.Candidates = c.Types, nil, Select{}, ""
	}
	return r
}

// AskCase is the question of a request with a case. same says that the case has no types
// besides which the request has none already.
func (r *Request) AskCase(io IO, c *Catalogue, of *whatif.Case) (q plan.Question, filter query.Filter, same bool, err error) {
	if q, filter, err = r.Question(io, c); err != nil || !of.Arm64 {
		return q, filter, false, err
	}
	arm, err := r.arm64(c)
	if err != nil {
		return q, filter, false, err
	}
	had := len(q.Candidates)
	q.Candidates = slices.Clip(q.Candidates)
	for i := range arm {
		if !slices.ContainsFunc(q.Candidates[:had], func(o density.Option) bool { return alike(o.Type, arm[i].Type) }) {
			continue
		}
		if !slices.ContainsFunc(q.Candidates[:had], func(o density.Option) bool { return o.Type.Name == arm[i].Type.Name }) {
			q.Candidates = append(q.Candidates, arm[i])
		}
	}
	by, _ := query.FieldNamed("type")
	query.Compare(q.Candidates, by)
	return q, filter, len(q.Candidates) == had, nil
}

// alike reports whether types are of a class and a size, such as m5.large and m7g.large: a
// choice of few types stays one.
func alike(a, b *planner.InstanceType) bool {
	class := func(t *planner.InstanceType) string {
		family := t.Family()
		if digit := strings.IndexAny(family, "0123456789"); digit >= 0 {
			return family[:digit]
		}
		return family
	}
	return class(a) == class(b) && a.Size() == b.Size()
}

// arm64 are the types of that architecture that a plan chooses from by default.
func (r Request) arm64(c *Catalogue) ([]density.Option, error) {
	const arch = "arch=arm64"
	asked, err := query.ParseFilter(arch)
	if err != nil {
		return nil, err
	}
	r.Types, r.Scenario.Options, r.List = nil, nil, List{}
	r.Select = Select{Filter: plan.DefaultFilter(r.Scenario.Workload, asked) + " " + arch}
	_, options, err := r.Find(c)
	return options, err
}
