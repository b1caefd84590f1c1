package trial_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
	"podfit/planner/trial"
)

// Do three m5.large in three zones hold nine pods, in every order and when a zone is
// lost?
func Example() {
	s := planner.Default()
	m5 := density.Evaluate(sample.Type("m5.large"), sample.Offering("m5.large", sample.Virginia), &s)
	web := planner.Workload{Name: "web", Replicas: 9, ZoneSkew: 1, Request: planner.Resources{CPU: 500, Memory: planner.GiB}}
	for _, loseZone := range []bool{false, true} {
		t, err := trial.New(trial.Question{
			Workloads: planner.Workloads{web}, Options: []*density.Option{&m5}, Zones: []string{"us-east-1a", "us-east-1b", "us-east-1c"},
			OnDemand: true, LoseZone: loseZone,
		})
		if err != nil {
			panic(err)
		}
		t.Settle()
		for nodes := 3; ; nodes++ {
			groups := []trial.Group{{Nodes: nodes, OnDemand: nodes, Zone: trial.EveryZone}}
			if t.Sift(groups) && t.AcceptSifted(groups) {
				fmt.Println(nodes, "nodes; lose a zone:", loseZone)
				break
			}
		}
	}
	// Output:
	// 3 nodes; lose a zone: false
	// 6 nodes; lose a zone: true
}
