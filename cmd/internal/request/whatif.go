package request

import (
	"podfit/planner/density"
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

// Arm64 are the types of that architecture that a plan chooses from by default.
func (r Request) Arm64(c *Catalogue) ([]density.Option, error) {
	r.Types, r.Scenario.Options, r.List = nil, nil, List{}
	r.Select = Select{Filter: whatif.Arm64Filter(r.Scenario.Workload)}
	_, options, err := r.Find(c)
	return options, err
}
