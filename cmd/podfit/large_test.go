package main

import (
	"testing"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/sample"
)

// largeQuestion is sample.Large with all types that a plan chooses from.
func largeQuestion(workloads int) plan.Question {
	w := sample.Large(workloads, 40)
	s := planner.Default()
	catalogue := data.Bundled().Catalogue()
	table, _ := data.Bundled().Region(s.Region)
	usual, err := query.ParseFilter(plan.DefaultFilter(w, nil))
	if err != nil {
		panic(err)
	}
	offering, _ := catalogue.Offerings(s.Region)
	var options []density.Option
	for _, name := range catalogue.TypeNames() {
		it, _ := catalogue.Type(name)
		options = append(options, density.Evaluate(&it, offering(name), &s))
	}
	terms := plan.DefaultTerms()
	q := terms.Ask(w, &s, len(table.Zones), nil)
	q.Candidates = append(query.Filter{query.OfferedNodes()}, usual...).Select(options)
	for _, p := range sample.LargePools() {
		q.Pools = append(q.Pools, plan.PoolNodes{Pool: p, Candidates: q.Candidates})
	}
	return q
}

// BenchmarkLargePlan is the plans of 3,000 workloads in eight pools.
func BenchmarkLargePlan(b *testing.B) {
	q := largeQuestion(3000)
	for b.Loop() {
		if a := q.Solve(plan.Shown); len(a.Plans) == 0 || len(a.Unplaced) > 0 {
			b.Fatalf("%d plans, unplaced %v", len(a.Plans), a.Unplaced)
		}
	}
}
