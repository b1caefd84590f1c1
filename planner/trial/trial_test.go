package trial_test

import (
	"slices"
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

func options(names ...string) (all []*density.Option) {
	for _, name := range names {
		o := sample.Option(name)
		all = append(all, &o)
	}
	return all
}

func settled(t *testing.T, q trial.Question) *trial.Trial {
	t.Helper()
	if q.Zones == nil {
		q.Zones = []string{"us-east-1a", "us-east-1b", "us-east-1c"}
	}
	made, err := trial.New(q)
	if err != nil {
		t.Fatal(err)
	}
	made.Settle()
	return made
}

// Which nodes a condition on labels allows: those that follow from type, zone and how a
// node is bought are checked, others are taken for granted.
func TestAccepts(t *testing.T) {
	for condition, want := range map[string]bool{
		"kubernetes.io/arch=amd64": true, "kubernetes.io/arch=arm64": false, "beta.kubernetes.io/arch!=amd64": false,
		"node.kubernetes.io/instance-type in (m5.large,c5.large)": true, "node.kubernetes.io/instance-type notin (m5.large)": false,
		"topology.kubernetes.io/zone=us-east-1b": true, "topology.kubernetes.io/zone=us-east-1f": false,
		"topology.kubernetes.io/region=us-east-1": true, "kubernetes.io/os=windows": false,
		"karpenter.sh/capacity-type=on-demand": true, "karpenter.sh/capacity-type=spot": false, "eks.amazonaws.com/capacityType=SPOT": false,
		"karpenter.k8s.aws/instance-cpu>1": true, "karpenter.k8s.aws/instance-cpu>2": false, "karpenter.k8s.aws/instance-memory=8192": true,
		"karpenter.k8s.aws/instance-category=m": true, "karpenter.k8s.aws/instance-generation>4": true, "eks.amazonaws.com/instance-family=m5": true,
		"karpenter.k8s.aws/instance-size in (xlarge)": false, "karpenter.k8s.aws/instance-gpu-count": false, "!karpenter.k8s.aws/instance-gpu-count": true,
		"team=web": true, "disk": true, "!disk": true, "team!=web": true,
	} {
		q := trial.Question{
			Workloads: planner.Workloads{sample.Pods("a", 1, 100, 100)}, Options: options("m5.large"), OnDemand: true,
		}
		made := settled(t, q)
		if got := made.Accepts(&planner.NodeSelector{Labels: sample.Conditions(condition)}); got != want {
			t.Errorf("%s: %v", condition, got)
		}
	}
}

// What has no place on any number of nodes, and why.
func TestUnplaced(t *testing.T) {
	labelled := func(k *planner.Workload) { k.Labels = map[string]string{"app": "web"} }
	for _, c := range []struct {
		name   string
		change func(*planner.Workload)
		want   []trial.Unplaced
	}{
		{"plain", func(*planner.Workload) {}, nil},
		{"one in each zone", func(k *planner.Workload) {
			k.Affinity = []planner.PodTerm{{Topology: planner.ZoneTopology, Anti: true}}
		}, []trial.Unplaced{{Pods: 6, Reason: schedule.AntiAffinity}}},
		{"the same by a label", func(k *planner.Workload) {
			labelled(k)
			k.Affinity = []planner.PodTerm{{Topology: planner.ZoneTopology, Anti: true, Selector: sample.Conditions("app=web")}}
		}, []trial.Unplaced{{Pods: 6, Reason: schedule.AntiAffinity}}},
		{"of another namespace", func(k *planner.Workload) {
			labelled(k)
			k.Affinity = []planner.PodTerm{{Topology: planner.ZoneTopology, Anti: true, Selector: sample.Conditions("app=web"), Namespaces: []string{"shop"}}}
		}, nil},
		{"one on each node", func(k *planner.Workload) { k.OnePerNode = true }, nil},
		{"four zones", func(k *planner.Workload) {
			k.Spreads = []planner.Spread{{Topology: planner.ZoneTopology, MaxSkew: 1, MinDomains: 4}}
		}, []trial.Unplaced{{Pods: 6, Reason: schedule.SpreadExceeded}}},
		{"nine nodes", func(k *planner.Workload) {
			k.Spreads = []planner.Spread{{Topology: planner.HostTopology, MaxSkew: 1, MinDomains: 9}}
		}, nil},
		{"preferred alone", func(k *planner.Workload) {
			k.Spreads = []planner.Spread{{Topology: planner.ZoneTopology, MaxSkew: 1, Anyway: true}}
		}, nil},
		{"a claim for one pod", func(k *planner.Workload) {
			k.Claims = []planner.Claim{{Access: planner.ReadWriteOncePod}}
		}, []trial.Unplaced{{Pods: 8, Reason: schedule.VolumeElsewhere}}},
	} {
		w := planner.Workloads{sample.But(sample.Pods("web", 9, 100, 100), c.change)}
		made := settled(t, trial.Question{Workloads: w, Options: options("m5.large", "m5.xlarge"), OnDemand: true})
		if !slices.Equal(made.Unplaced, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, made.Unplaced, c.want)
		}
	}
}

// Nodes are dealt to the zones in turn, each group where the one before it ended, and the
// first nodes of a group are on-demand.
func TestNodes(t *testing.T) {
	made := settled(t, trial.Question{Workloads: planner.Workloads{sample.Pods("a", 1, 100, 100)}, Options: options("m5.large", "m5.xlarge"), OnDemand: true, Spot: true})
	nodes := made.Nodes([]trial.Group{{Option: 0, Nodes: 4, OnDemand: 1, Zone: trial.EveryZone}, {Option: 1, Nodes: 2, Zone: trial.EveryZone}, {Option: 1, Nodes: 1, Zone: 2}})
	type node struct {
		option, zone int
		spot         bool
	}
	var got []node
	for _, c := range nodes {
		option, zone, spot := made.Class(c)
		got = append(got, node{option, zone, spot})
	}
	want := []node{{0, 0, false}, {0, 1, true}, {0, 2, true}, {0, 0, true}, {1, 1, true}, {1, 2, true}, {1, 2, true}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Workloads of which a node takes one pod: those with the same host port, and those that
// all keep away from each other.
func TestExclusive(t *testing.T) {
	w := planner.Workloads{sample.Pods("a", 2, 1, 1), sample.Pods("b", 2, 1, 1), sample.Pods("c", 2, 1, 1)}
	w[0].HostPorts, w[2].HostPorts = []planner.HostPort{{Port: 80}}, []planner.HostPort{{Port: 80}}
	for i := range w[:2] {
		w[i].Labels = map[string]string{"tier": "cache"}
		w[i].Affinity = []planner.PodTerm{{Topology: planner.HostTopology, Anti: true, Selector: sample.Conditions("tier=cache")}}
	}
	made := settled(t, trial.Question{Workloads: w, Options: options("m5.large"), OnDemand: true})
	got := made.Exclusive()
	if len(got) != 2 || !slices.Equal(got[0], []int{0, 1}) && !slices.Equal(got[1], []int{0, 1}) || !slices.Equal(got[0], []int{0, 2}) && !slices.Equal(got[1], []int{0, 2}) {
		t.Errorf("%v", got)
	}
}

// Pods whose volumes are in a lost zone stay pending; others move.
func TestVolumesStay(t *testing.T) {
	for volumes, want := range map[int]bool{0: false, 1: true} {
		db := sample.But(sample.Pods("db", 6, 800, 100), func(k *planner.Workload) { k.Volumes, k.Controller = volumes, planner.StatefulSet })
		made := settled(t, trial.Question{Workloads: planner.Workloads{db}, Options: options("m5.large"), OnDemand: true, LoseZone: true})
		if got := made.Sift([]trial.Group{{Nodes: 3, OnDemand: 3, Zone: trial.EveryZone}}); got != want {
			t.Errorf("%d volumes: three full nodes survive the loss of a zone: %v", volumes, got)
		}
	}
}
