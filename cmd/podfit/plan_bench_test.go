package main

import (
	"fmt"
	"testing"
	"time"

	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/scenario"
)

func podKind(name string, replicas int, cpu planner.Millis, mib planner.Memory) planner.Workload {
	return planner.Workload{Name: name, Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: mib * planner.MiB}}
}

// fiveKinds is the workload by which packers are compared: 10,000 pods of five sizes.
func fiveKinds() planner.Workloads {
	return planner.Workloads{
		podKind("a", 3000, 100, 128), podKind("b", 2500, 250, 512), podKind("c", 2000, 500, 1024),
		podKind("d", 1500, 1000, 4096), podKind("e", 1000, 2000, 8192),
	}
}

// sizes are kinds of different requests, each with so many replicas.
func sizes(kinds, replicas int) planner.Workloads {
	seed := uint64(12345)
	next := func(n int64) int64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int64(seed>>33) % n
	}
	var w planner.Workloads
	for i := range kinds {
		w = append(w, podKind(fmt.Sprint("kind-", i), replicas, planner.Millis(50+next(2000)), planner.Memory(64+next(8000))))
	}
	return w
}

func benchmarkPlan(b *testing.B, w planner.Workloads, filter string, groups int) {
	r := request.Request{Scenario: scenario.Scenario{Settings: planner.Default()}}
	s := r.Settings()
	options, err := r.Candidates(new(request.Catalogue))
	if err != nil {
		b.Fatal(err)
	}
	f, err := query.ParseFilter(filter)
	if err != nil {
		b.Fatal(err)
	}
	q := plan.Question{Workload: w, Candidates: f.Select(options), Settings: s, Groups: groups}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		// As --time-limit has it, so that a slow plan is a figure as well.
		deadline := time.Now().Add(10 * time.Second)
		q.Stop = func() bool { return time.Now().After(deadline) }
		a := q.Solve(3)
		if len(a.Plans) == 0 {
			b.Fatal("no plan")
		}
		b.ReportMetric(a.Plans[0].GapPercent, "gap%")
		b.ReportMetric(float64(len(q.Candidates)), "types")
		b.ReportMetric(a.Plans[0].Month.Or(0).Float(), "usd")
	}
}

// usualFamilies are those that most buy.
const usualFamilies = "eks=yes family=c,m,r size=large..4xlarge"

// usualTypes are what podfit plan chooses from unless it is told.
func usualTypes(w planner.Workloads) string { return "eks=yes " + plan.DefaultFilter(w, nil) }

func BenchmarkPlanFamilies(b *testing.B) { benchmarkPlan(b, fiveKinds(), usualFamilies, 3) }
func BenchmarkPlanAll(b *testing.B)      { benchmarkPlan(b, fiveKinds(), "eks=yes", 3) }

// BenchmarkPlanMillion is 1,000,000 pods of 100 kinds.
func BenchmarkPlanMillion(b *testing.B) {
	w := sizes(100, 10_000)
	benchmarkPlan(b, w, usualTypes(w), 3)
}

// BenchmarkPlanDistinct is 8,000 pods of 8,000 sizes.
func BenchmarkPlanDistinct(b *testing.B) {
	w := sizes(8_000, 1)
	benchmarkPlan(b, w, usualTypes(w), 3)
}
