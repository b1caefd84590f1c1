package pending_test

import (
	"fmt"
	"testing"

	"podfit/planner/pending"
)

// BenchmarkFind is a cluster of 1,000 nodes in 24 groups with 20 pods each, of which 20
// Deployments of 5 pods wait.
func BenchmarkFind(b *testing.B) {
	c := base()
	c.Nodes, c.Pods = nil, nil
	for i := range 1000 {
		n := base().Nodes[0]
		n.Name = fmt.Sprintf("n%d", i)
		n.Labels = map[string]string{host: n.Name, zone: string(rune('a' + i%3)), "eks.amazonaws.com/nodegroup": fmt.Sprintf("g%d", i%8), "node.kubernetes.io/instance-type": "m5.large"}
		n.MaxPods = 29
		c.Nodes = append(c.Nodes, n)
		for k := range 20 {
			p := small(fmt.Sprintf("p%d-%d", i, k))
			p.Node, p.Labels = n.Name, map[string]string{"app": fmt.Sprintf("a%d", k)}
			c.Pods = append(c.Pods, p)
		}
	}
	for w := range 20 {
		for r := range 5 {
			p := small(fmt.Sprintf("w%d-%d", w, r))
			p.Owner, p.Labels, p.Requests = pending.Owner{Kind: "Deployment", Name: fmt.Sprintf("w%d", w)}, map[string]string{"app": fmt.Sprintf("a%d", w)}, map[string]int64{"cpu": 1900}
			if w%2 == 0 {
				p.Spreads = []pending.Spread{{Topology: zone, MaxSkew: 1, Selector: is("app", fmt.Sprintf("a%d", w))}}
			}
			c.Pods = append(c.Pods, p)
		}
	}
	for b.Loop() {
		pending.Find(c, pending.Fleet{}, pending.Choice{})
	}
}
