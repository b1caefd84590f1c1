package main

import (
	"testing"

	"podfit/planner"
)

// fiveKinds is the workload by which packers are compared: 10,000 pods of five sizes.
func fiveKinds() planner.Workload {
	kind := func(name string, replicas int, cpu planner.Millis, mib planner.Memory) planner.PodKind {
		return planner.PodKind{Name: name, Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: mib * planner.MiB}}
	}
	return planner.Workload{kind("a", 3000, 100, 128), kind("b", 2500, 250, 512), kind("c", 2000, 500, 1024), kind("d", 1500, 1000, 4096), kind("e", 1000, 2000, 8192)}
}

func benchmarkPlan(b *testing.B, filter string, groups int) {
	s := planner.Default()
	options, err := evaluate(&s, nil)
	if err != nil {
		b.Fatal(err)
	}
	f, err := planner.ParseFilter(filter)
	if err != nil {
		b.Fatal(err)
	}
	q := planner.Question{Workload: fiveKinds(), Candidates: f.Select(options), Settings: &s, Groups: groups}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		a := q.Solve(3)
		b.ReportMetric(a.Plans[0].GapPercent, "gap%")
		b.ReportMetric(float64(len(q.Candidates)), "types")
		b.ReportMetric(a.Plans[0].Month.Or(0).Float(), "usd")
	}
}

func BenchmarkPlanFamilies(b *testing.B) {
	benchmarkPlan(b, "eks=yes family=c,m,r size=large..4xlarge", 3)
}
func BenchmarkPlanAll(b *testing.B) { benchmarkPlan(b, "eks=yes", 3) }
