package main

import (
	"fmt"
	"testing"
	"time"

	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/scenario"
)

// services are workloads as clusters have them: small ones of many sizes, some of which spread
// over zones or have security groups.
func services(n int) (w planner.Workloads) {
	for i := range n {
		k := podKind(fmt.Sprint("svc-", i), 2+i*7%11, planner.Millis(50*(1+i*5%13)), planner.Memory(128*(1+i*3%17)))
		if i%5 == 0 {
			k.ZoneSkew = 1
		}
		k.SecurityGroups = i%10 == 3
		w = append(w, k)
	}
	return w
}

// BenchmarkWhatIf is all lines on 60 workloads, over all types that a plan chooses from.
func BenchmarkWhatIf(b *testing.B) {
	r := request.Request{Scenario: scenario.Scenario{Settings: planner.Default(), Workload: services(60)}}
	r.Settings().CNI.SecurityGroupsForPods = true
	r.Plan.Terms = plan.DefaultTerms()
	r.Plan.Headroom, r.Plan.TimeLimit = 10, time.Minute
	io := request.IO{Now: time.Now}
	b.ReportAllocs()
	for b.Loop() {
		w := whatIfRequest{Request: r, io: io, catalogue: new(request.Catalogue)}
		q, filter, err := r.Question(io, w.catalogue)
		if err != nil {
			b.Fatal(err)
		}
		w.run(planQuery(&r, w.catalogue, filter), q, w.solve(&q, plan.Shown))
		b.ReportMetric(float64(len(w.planned)), "lines")
	}
}
