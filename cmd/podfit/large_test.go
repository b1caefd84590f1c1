package main

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/query"
)

// largeQuestion is 3,000 workloads in 40 namespaces, some 10,000 pods, and eight pools, by a
// seed: each team's workloads select its pool and tolerate its taint, and one in ten has no
// team.
func largeQuestion(workloads int) plan.Question {
	const teams, namespaces = 8, 40
	r := rand.New(rand.NewPCG(1, 2))
	var w planner.Workloads
	for i := range workloads {
		k := planner.Workload{
			Name: fmt.Sprintf("ns-%d/app-%d", i%namespaces, i), Replicas: 1 + r.IntN(6),
			Request: planner.Resources{CPU: planner.Millis(50 * (1 + r.IntN(20))), Memory: planner.Memory(64*(1+r.IntN(32))) * planner.MiB},
		}
		if r.IntN(10) > 0 {
			team := fmt.Sprint("team-", i%namespaces%teams)
			k.Nodes.Labels = planner.Selector{{Key: "team", Operator: planner.In, Values: []string{team}}}
			k.Nodes.Tolerations = []string{"dedicated=" + team + ":NoSchedule"}
		}
		w = append(w, k)
	}
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
	for i := range teams {
		team := fmt.Sprint("team-", i)
		q.Pools = append(q.Pools, plan.PoolNodes{Candidates: q.Candidates, Pool: plan.Pool{
			Name: team, Labels: map[string]string{"team": team}, Taints: []planner.Taint{{Key: "dedicated", Value: team, Effect: planner.NoSchedule}},
		}})
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
