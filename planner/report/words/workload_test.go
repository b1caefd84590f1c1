package words_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/planner/sample"
)

func TestConditions(t *testing.T) {
	front := sample.Conditions("tier=front", "!old")
	for want, k := range map[string]planner.Workload{
		"": {},
		"one per node, spread over zones, spread over nodes, 2 volumes, priority -5": {OnePerNode: true, ZoneSkew: 1, HostSkew: 2, Volumes: 2, Priority: -5},
		"spread over zones (at least 3), prefers to spread over nodes, counting tier=front and !old, spread over rack, counting any pods": {Spreads: []planner.Spread{
			{Topology: planner.ZoneTopology, MaxSkew: 1, MinDomains: 3}, {Topology: planner.HostTopology, MaxSkew: 1, Anyway: true, Selector: front}, {Topology: "rack", MaxSkew: 1, Selector: planner.EveryPod()}}},
		"not in a zone with its other pods, on a node with tier=front and !old in any namespace, prefers not to be on a node with its other pods, prefers to be in a rack with any pods in a or b": {Affinity: []planner.PodTerm{
			{Topology: planner.ZoneTopology, Anti: true}, {Topology: planner.HostTopology, Selector: front, Namespaces: []string{"*"}},
			{Topology: planner.HostTopology, Anti: true, Weight: 100}, {Topology: "rack", Selector: planner.EveryPod(), Weight: 1, Namespaces: []string{"a", "b"}}}},
		"in a zone with pods that do not exist":                                        {Affinity: []planner.PodTerm{{Topology: planner.ZoneTopology, Selector: planner.NoPod()}}},
		"host port 80, host port 53/UDP on 10.0.0.1":                                   {HostPorts: []planner.HostPort{{Port: 80}, {Port: 53, Protocol: "UDP", IP: "10.0.0.1"}}},
		"shares volume a on one node, volume b for one pod, shares volume c in x or y": {Claims: []planner.Claim{{Name: "a"}, {Name: "b", Access: planner.ReadWriteOncePod}, {Name: "c", Access: planner.ManyNodes, Zones: []string{"x", "y"}}}},
		"disk=fast, prefers tier=front and !old":                                       {Nodes: planner.NodeSelector{Labels: sample.Conditions("disk=fast")}, Prefers: []planner.Preference{{Weight: 1, Nodes: front}}},
	} {
		if got := words.Conditions(&k); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}
