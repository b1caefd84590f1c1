package request

import (
	"podfit/planner/density"
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

// Arm64 are the types of that architecture beside candidates of amd64: those of the same
// conditions or, beside types by name, those that are alike.
func (r Request) Arm64(c *Catalogue, had []density.Option) ([]density.Option, error) {
	chosen, err := r.choosing()
	if err != nil {
		return nil, err
	}
	filter, err := chosen.Select.filter(chosen.Types)
	if err != nil {
		return nil, err
	}
	if filter, is := whatif.OnARM64(filter); is && len(r.Types) == 0 {
		if options, err := chosen.pick(c, filter); err == nil {
			return options, nil
		}
	}
	r.Types, r.Scenario.Options, r.List = nil, nil, List{}
	options, err := r.pick(c, append(query.Filter{query.OfferedNodes()}, whatif.Arm64Filter(r.Scenario.Workload)...))
	return whatif.Alike(had, options), err
}
