package subnet_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/subnet"
)

// How long do two /24 subnets last for m5.large nodes that are full of pods?
func Example() {
	o := sample.Option("m5.large")
	nodes, err := subnet.FullNodes(&o, 5)
	if err != nil {
		fmt.Println(err)
		return
	}
	var subnets []planner.Subnet
	for _, text := range []string{"us-east-1a=10.0.0.0/24", "us-east-1b=10.0.1.0/24:160free"} {
		s, err := planner.ParseSubnet(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		subnets = append(subnets, s)
	}
	q := subnet.Question{Settings: o.Settings, Nodes: []subnet.Nodes{nodes}, Subnets: subnets, MaxUnavailable: subnet.MaxUnavailable{Nodes: 1}, Growth: 2}

	budget, err := q.Budget()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, z := range budget.Zones {
		fmt.Printf("%s: %d nodes draw %d addresses, an update %d more; %d left, room for %d more nodes; twice as many need a /%d\n",
			z.Zone, z.Nodes, z.Drawn, z.Surge, z.Left.Or(0), z.MoreNodes.Or(0), z.Bits.Or(0))
	}
	for _, w := range budget.Warnings() {
		fmt.Printf("%s: %+v\n", w.About().Code, w)
	}
	// Output:
	// us-east-1a: 3 nodes draw 90 addresses, an update 60 more; 95 left, room for 3 more nodes; twice as many need a /23
	// us-east-1b: 3 nodes draw 90 addresses, an update 60 more; 4 left, room for 0 more nodes; twice as many need a /23
	// control-plane-addresses: {Place:{Zone:us-east-1b ForPods:false} Left:10 Needed:6 Recommended:16}
}
