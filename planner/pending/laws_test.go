package pending_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/pending"
	"podfit/planner/sample"
)

func some(t *rapid.T, what string) bool { return rapid.IntRange(0, 3).Draw(t, what) == 0 }

func anyPod(t *rapid.T, name string) pending.Pod {
	p := pending.Pod{Name: pending.Name{Namespace: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "namespace"), Name: name}, Priority: rapid.Int64Range(0, 2).Draw(t, "priority")}
	p.Labels = map[string]string{"app": rapid.SampledFrom([]string{"a", "b"}).Draw(t, "app")}
	p.Requests = map[string]int64{"cpu": rapid.Int64Range(0, 2500).Draw(t, "cpu"), "memory": rapid.Int64Range(0, 4<<30).Draw(t, "memory")}
	p.Deleted = some(t, "deleted")
	by := func() planner.Selector { return is("app", rapid.SampledFrom([]string{"a", "b"}).Draw(t, "selects")) }
	over := func() string { return rapid.SampledFrom([]string{zone, host, "rack"}).Draw(t, "topology") }
	if some(t, "tolerates") {
		p.Tolerations = []pending.Toleration{{Key: "team", Operator: "Exists"}}
	}
	if some(t, "selector") {
		p.Selector = is(zone, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "zone"))
	}
	if some(t, "affinity to nodes") {
		p.Affine, p.Affinity = true, []pending.NodeTerm{{Labels: is("disk", "ssd")}, {Names: is("metadata.name", "n1")}}[:rapid.IntRange(0, 2).Draw(t, "terms")]
	}
	if some(t, "port") {
		p.Ports = []planner.HostPort{{Port: 80}}
	}
	if some(t, "spread") {
		p.Spreads = []pending.Spread{{Topology: over(), MaxSkew: rapid.Int32Range(1, 2).Draw(t, "skew"), MinDomains: rapid.Int32Range(0, 3).Draw(t, "domains"), Anyway: rapid.Bool().Draw(t, "anyway"), Selector: by(),
			IgnoreNodeAffinity: rapid.Bool().Draw(t, "ignore"), HonorTaints: rapid.Bool().Draw(t, "honor")}}
	}
	if some(t, "term") {
		p.Terms = []pending.PodTerm{{Topology: over(), Selector: by(), Anti: rapid.Bool().Draw(t, "anti"), Weight: rapid.SampledFrom([]int32{0, 0, 50}).Draw(t, "weight")}}
	}
	if some(t, "claim") {
		p.Claims = []pending.ClaimRef{{Claim: rapid.SampledFrom([]string{"bound", "waits", "now", "none"}).Draw(t, "claim")}}
	}
	return p
}

func anyCluster(t *rapid.T) *pending.Cluster {
	c := &pending.Cluster{Version: pending.Version{Minor: rapid.IntRange(29, 35).Draw(t, "minor")}, Claims: map[pending.Name]pending.Claim{}, LimitsKnown: true}
	c.Volumes = map[string]pending.Volume{"pv": {Driver: pending.EBSDriver, Handle: "vol", Affinity: []pending.NodeTerm{{Labels: is(zone, "a")}}}}
	c.StorageClasses = map[string]pending.StorageClass{"waits": {Provisioner: pending.EBSDriver, Waits: true}, "now": {Provisioner: pending.EBSDriver}}
	for _, ns := range []string{"x", "y"} {
		c.Claims[pending.Name{Namespace: ns, Name: "bound"}] = pending.Claim{Bound: true, Volume: "pv", OnePod: rapid.Bool().Draw(t, "one pod")}
		c.Claims[pending.Name{Namespace: ns, Name: "waits"}] = pending.Claim{Class: "waits"}
		c.Claims[pending.Name{Namespace: ns, Name: "now"}] = pending.Claim{Class: "now"}
	}
	for i := range rapid.IntRange(1, 6).Draw(t, "nodes") {
		name := fmt.Sprintf("n%d", i)
		n := pending.Node{Name: name, Labels: map[string]string{host: name, zone: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "zone")}}
		if rapid.Bool().Draw(t, "disk") {
			n.Labels["disk"] = "ssd"
		}
		if rapid.Bool().Draw(t, "group") {
			n.Labels["eks.amazonaws.com/nodegroup"] = "web"
		}
		if some(t, "tainted") {
			n.Taints = []planner.Taint{{Key: "team", Effect: planner.NoSchedule}}
		}
		n.Unschedulable = some(t, "cordoned")
		n.Allocatable = map[string]int64{"cpu": rapid.Int64Range(0, 4000).Draw(t, "cpu"), "memory": rapid.Int64Range(0, 8<<30).Draw(t, "memory")}
		n.MaxPods = rapid.Int64Range(0, 4).Draw(t, "max pods")
		n.VolumeLimits = map[string]int64{pending.EBSDriver: rapid.Int64Range(0, 2).Draw(t, "volumes")}
		c.Nodes = append(c.Nodes, n)
	}
	for i := range rapid.IntRange(1, 9).Draw(t, "pods") {
		p := anyPod(t, fmt.Sprintf("p%d", i))
		if rapid.Bool().Draw(t, "on a node") {
			p.Node = c.Nodes[rapid.IntRange(0, len(c.Nodes)-1).Draw(t, "node")].Name
		} else if some(t, "nominated") {
			p.Nominated = c.Nodes[0].Name
		}
		c.Pods = append(c.Pods, p)
	}
	return c
}

// Whatever the cluster: every node has a reason, or the pod fits or is rejected; counts are
// those of the nodes; the event that the verdict would make agrees with it; each fix places
// a pod, and no more than there are; and the order of the input changes nothing.
func lawsOfPending(t *rapid.T) {
	c := anyCluster(t)
	found := pending.Find(c, pending.Fleet{}, pending.Choice{})
	for k := range found.Items {
		i := &found.Items[k]
		_, fits := i.Verdict.Feasible()
		if fits != (i.State == pending.Fits) {
			t.Fatalf("%v: fits %v, state %v", i.Pods, fits, i.State)
		}
		for _, count := range i.Verdict.Counts(i.Version) {
			if count.Nodes < 1 || count.Nodes > len(c.Nodes) {
				t.Fatalf("%v: %+v of %d nodes", i.Pods, count, len(c.Nodes))
			}
		}
		for _, f := range i.Fixes {
			if f.Places < 1 || f.Places > len(i.Pods) || len(f.Changes) == 0 {
				t.Fatalf("%v: %+v for %d pods", i.Pods, f, len(i.Pods))
			}
		}
	}
	mirrored := *c
	mirrored.Pods = slices.Clone(c.Pods)
	slices.Reverse(mirrored.Pods)
	for k := range mirrored.Pods {
		if p := &mirrored.Pods[k]; p.Node == "" {
			i := slices.IndexFunc(found.Items, func(i pending.Item) bool { return i.Namespace == p.Namespace && slices.Contains(i.Pods, p.Name.Name) })
			if i >= 0 {
				p.Events = []pending.Event{{Reason: "FailedScheduling", Text: found.Items[i].Verdict.Message(found.Items[i].Version) + " preemption: 0/1 nodes are available: 1 whatever."}}
			}
		}
	}
	again := pending.Find(&mirrored, pending.Fleet{}, pending.Choice{})
	if len(again.Items) != len(found.Items) {
		t.Fatalf("%d items, in another order %d", len(found.Items), len(again.Items))
	}
	for k := range again.Items {
		a, b := &found.Items[k], &again.Items[k]
		if fmt.Sprint(a.Fixes) != fmt.Sprint(b.Fixes) || a.Verdict.Message(a.Version) != b.Verdict.Message(b.Version) {
			t.Fatalf("%v: %+v, in another order %+v", a.Pods, a.Fixes, b.Fixes)
		}
		if b.Agreement != pending.Agrees {
			t.Fatalf("%v: its own message %q differs", b.Pods, b.Said)
		}
	}
}

func TestLaws(t *testing.T) { rapid.Check(t, lawsOfPending) }

func FuzzLaws(f *testing.F) { sample.Fuzz(f, lawsOfPending) }
