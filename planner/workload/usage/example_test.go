package usage_test

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/usage"
)

// What would the pods of a workload request if they requested what they use?
func Example() {
	const top = `NAMESPACE   NAME                   CPU(cores)   MEMORY(bytes)
shop        web-6d4cf56db6-x7z2k   2m           180Mi
shop        web-6d4cf56db6-bcdfg   300m         700Mi
`
	var s usage.Samples
	if err := s.Read(usage.Source{Name: "top.txt"}, strings.NewReader(top)); err != nil {
		panic(err)
	}
	web := planner.Workload{Name: "shop/web", Replicas: 2, Request: planner.Resources{CPU: 1000, Memory: 2 * planner.GiB}}
	w, unmatched := s.Of(usage.Known{Workloads: planner.Workloads{web}}, planner.DefaultPercentile)
	r, _ := planner.UsualRequests.Resize(&w[0])
	fmt.Println(r.To.CPU, r.To.Memory/planner.MiB, unmatched)
	// Output: 360 840 []
}
