package today_test

import (
	"fmt"
	"testing"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/today"
	"podfit/planner/today/todaytest"
)

// The steps of 1,200 pods of 40 workloads from some 100 nodes to some 25.
func BenchmarkSteps(b *testing.B) {
	s := sample.Settings()
	var w planner.Workloads
	for i := range 40 {
		w = append(w, sample.Pods(fmt.Sprint("w", i), 30, planner.Millis(100+50*(i%8)), planner.Memory(200+300*(i%5))))
	}
	_, before := asked(b, w, s, "m5.xlarge")
	next, after := asked(b, w, s, "m5.4xlarge")
	q := &today.Question{Fleet: todaytest.Fleet(before), Workload: w, Options: optionsOf(s, "m5.xlarge", "m5.4xlarge"), Settings: s}
	for b.Loop() {
		if steps, ok := q.Steps(after, w, next.ZoneNames); !ok || len(steps.Steps) == 0 {
			b.Fatal(steps)
		}
	}
}

// How full 100 nodes with 1,200 pods are, and how many more fit.
func BenchmarkAnswer(b *testing.B) {
	s := sample.Settings()
	var w planner.Workloads
	for i := range 40 {
		w = append(w, sample.Pods(fmt.Sprint("w", i), 30, planner.Millis(100+50*(i%8)), planner.Memory(200+300*(i%5))))
	}
	_, before := asked(b, w, s, "m5.xlarge")
	q := &today.Question{Fleet: todaytest.Fleet(before), Workload: w, Options: optionsOf(s, "m5.xlarge"), Settings: s}
	for b.Loop() {
		if a := q.Answer(); !a.More.Pods.Known() {
			b.Fatal(a)
		}
	}
}
