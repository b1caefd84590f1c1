package share_test

import (
	"fmt"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/share"
)

// BenchmarkOf divides 500 different nodes among 10,000 pods of 3,000 workloads.
func BenchmarkOf(b *testing.B) {
	const workloads, nodes, perNode = 3000, 500, 20
	var w planner.Workloads
	for i := range workloads {
		w = append(w, sample.Pods(fmt.Sprintf("team-%d/app-%d", i%40, i), 3, 50, 128))
	}
	var patterns []plan.Pattern
	for n := range nodes {
		p := plan.Pattern{Nodes: 1}
		for k := range perNode {
			p.Pods = append(p.Pods, plan.PatternPods{Workload: w[(n*perNode+k*151)%workloads].Name, Pods: 1})
		}
		patterns = append(patterns, p)
	}
	p := planOf(73, group("", nodes, patterns...))
	for b.Loop() {
		share.Of(p, w, share.By{}.Key)
	}
}
