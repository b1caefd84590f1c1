package scenario_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/scenario"
)

// A scenario is read over the defaults, or over an earlier file, and written
// with what differs from the defaults.
func Example() {
	const file = `apiVersion: podfit/v1
kind: Scenario
cluster:
  region: eu-west-3
  cni: {mode: prefix-delegation}
workload:
  - {name: web, replicas: 40, cpu: 250m, memory: 512Mi}
`
	s, err := scenario.Read("scenario.yaml", []byte(file), scenario.Scenario{Settings: planner.Default()}, table)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(s.Workload[0].Replicas, s.Settings.CNI.Mode)

	s.Settings.Capacity.OnDemandPercent = 30
	text, _ := scenario.Write(s, table)
	fmt.Print(string(text))

	_, err = scenario.Read("typo.yaml", []byte("apiVersion: podfit/v1\nkind: Scenario\ncluster: {regoin: eu-west-3}\n"), s, table)
	fmt.Println(err)
	// Output:
	// 40 prefix-delegation
	// apiVersion: podfit/v1
	// kind: Scenario
	// cluster:
	//   region: eu-west-3
	//   cni:
	//     mode: prefix-delegation
	// capacity:
	//   onDemandPercent: 30
	// workload:
	//   - name: web
	//     replicas: 40
	//     cpu: 250m
	//     memory: 512Mi
	// typo.yaml:3: "regoin": no such key (did you mean region?)
}
