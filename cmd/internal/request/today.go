package request

import (
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/today"
)

// Today is the question about the cluster's nodes, with the options of their types; nil
// if the scenario has none.
func (r *Request) Today(c *Catalogue) (*today.Question, []density.Option, error) {
	fleet := &r.Scenario.Today
	if !fleet.IsKnown() {
		return nil, nil, nil
	}
	byName, err := r.Predictions(c, fleet.Types())
	if err != nil {
		return nil, nil, err
	}
	var options []density.Option
	for _, name := range fleet.Types() {
		if o, known := byName[name]; known {
			options = append(options, o)
		}
	}
	return &today.Question{Fleet: fleet, Workload: r.Scenario.Workload, Options: byName, Settings: r.Settings(), Scheduler: r.Plan.Scheduler}, options, nil
}

// BesideToday sets the cluster's nodes beside the plans of a question, and adds its
// doubts to those of the plans; nil if the scenario has no nodes.
func (r *Request) BesideToday(c *Catalogue, q *plan.Question, found *fargate.Answer) (*today.Compared, error) {
	asked, _, err := r.Today(c)
	if asked == nil || err != nil {
		return nil, err
	}
	var targets []today.Target
	for i := range found.Plans {
		month := found.Plans[i].Month
		if found.Fargate != nil {
			month = found.Fargate.Total(month)
		}
		targets = append(targets, today.Target{Plan: &found.Plans[i], Month: month})
	}
	compared := asked.Compare(targets, found.Workload, q.ZoneNames)
	for _, u := range found.Unplaced {
		compared.Unplaced += u.Replicas
	}
	found.Warnings = append(found.Warnings, compared.Warnings...)
	return compared, nil
}
