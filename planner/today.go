package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"podfit/eni"
)

// Today is a cluster as it is now: its nodes with the pods on them, and what launches
// further nodes.
type Today struct {
	Groups    []TodayGroup
	Launchers []Launcher
}

// TodayGroup is nodes that are alike but for their pods.
type TodayGroup struct {
	// Name is that of the node group, NodePool or Auto Scaling group that launched the
	// nodes; empty if nothing says.
	Name         string
	InstanceType string // empty if nothing says
	Nodes        int
	Zone         string // its name; empty if nothing says
	CapacityType Maybe[CapacityType]
	MaxPods      Maybe[int] // the kubelet's
	// Labels are those that do not follow from the type, the zone or how the nodes are
	// bought.
	Labels map[string]string
	Taints []Taint
	// Cordoned is set if the nodes take no new pods: somebody has cordoned them, or they
	// are not ready.
	Cordoned bool
	// CPU and Memory are what a node reports as allocatable; unknown ones are those that
	// podfit predicts for the type.
	CPU    Maybe[Millis]
	Memory Maybe[Memory]
	// Holds are the nodes by what they hold; nil if the pods are unknown.
	Holds []Hold
}

// Hold is what each of some nodes holds.
type Hold struct {
	Nodes int
	// Pods are the pods of workloads, by name of the workload.
	Pods []WorkloadPods
	// Others are the pods of no workload: of DaemonSets, and static ones. Request is that
	// of all of them together.
	Others  int
	Request Resources
}

// WorkloadPods is a number of pods of a workload.
type WorkloadPods struct {
	Workload string
	Pods     int
}

// Hold adds nodes by what they hold.
func (g *TodayGroup) Hold(nodes Hold) {
	for i := range g.Holds {
		if h := &g.Holds[i]; h.Others == nodes.Others && h.Request == nodes.Request && slices.Equal(h.Pods, nodes.Pods) {
			h.Nodes += nodes.Nodes
			return
		}
	}
	g.Holds = append(g.Holds, nodes)
}

// Pods are how many of each workload the nodes hold, as far as that is known.
func (t *Today) Pods() map[string]int {
	pods := map[string]int{}
	for i := range t.Groups {
		for _, h := range t.Groups[i].Holds {
			for _, p := range h.Pods {
				pods[p.Workload] += p.Pods * h.Nodes
			}
		}
	}
	return pods
}

// Renamed is the same nodes, which hold the pods of a workload under another name; all is in
// the order in which files have it.
func (t *Today) Renamed(from, to string) Today {
	next := *t
	next.Groups = slices.Clone(t.Groups)
	for i := range next.Groups {
		g := &next.Groups[i]
		g.Holds = slices.Clone(g.Holds)
		for k := range g.Holds {
			h := &g.Holds[k]
			h.Pods = slices.Clone(h.Pods)
			for n := range h.Pods {
				if h.Pods[n].Workload == from {
					h.Pods[n].Workload = to
				}
			}
			slices.SortFunc(h.Pods, func(a, b WorkloadPods) int { return strings.Compare(a.Workload, b.Workload) })
		}
	}
	next.Sort()
	return next
}

// Taint keeps pods away that do not tolerate it.
type Taint struct{ Key, Value, Effect string }

// The effects of a taint.
const (
	NoSchedule       = "NoSchedule"
	PreferNoSchedule = "PreferNoSchedule"
	NoExecute        = "NoExecute"
)

// String is the taint as kubectl taint takes it, key=value:Effect.
func (t Taint) String() string {
	text := t.Key
	if t.Value != "" {
		text += "=" + t.Value
	}
	return text + ":" + t.Effect
}

// Passes reports a taint that comes and goes while a node starts, recovers or ends, or that
// says it is cordoned: it is none of its group's.
func (t Taint) Passes() bool {
	switch t.Key {
	case "ToBeDeletedByClusterAutoscaler", "DeletionCandidateOfClusterAutoscaler", "karpenter.sh/disrupted", "karpenter.sh/disruption", "karpenter.sh/unregistered",
		"aws-node-termination-handler/scheduled-maintenance":
		return true
	}
	return strings.HasPrefix(t.Key, "node.kubernetes.io/") || strings.HasPrefix(t.Key, "node.cloudprovider.kubernetes.io/") || strings.HasSuffix(t.Key, "agent-not-ready")
}

// ParseTaint reads key=value:Effect or key:Effect.
func ParseTaint(text string) (t Taint, ok bool) {
	rest, effect, ok := cutLast(text, ":")
	t.Key, t.Value, _ = strings.Cut(rest, "=")
	t.Effect = effect
	return t, ok && t.Key != "" && slices.Contains([]string{NoSchedule, PreferNoSchedule, NoExecute}, effect)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// Launcher is what launches nodes: a node group, an Auto Scaling group or a NodePool.
type Launcher struct {
	Kind LauncherKind
	Name string
	// Types are the instance types by name. Without them, Requirements choose those of a
	// NodePool, and those of a group are unknown.
	Types []string
	// Requirements are conditions on labels of nodes, as a NodePool and its EC2NodeClass
	// have them; those on zones and capacity types are in Zones and CapacityTypes. If these can
	// launch nothing, there is the condition of NoPod.
	Requirements Selector
	// Zones and CapacityTypes are the possible ones; empty if nothing says.
	Zones         []string
	CapacityTypes []CapacityType
	// Nodes are how many there are or are wanted now; Least and Most are the bounds of an
	// autoscaler.
	Nodes, Least, Most Maybe[int]
	MaxPods            Maybe[int]
	Labels             map[string]string // of its nodes
	Taints             []Taint           // of its nodes, but those that are taken away at start
	// Extended are extended resources of each node that do not follow from its type, as tags
	// for the Cluster Autoscaler name them.
	Extended map[string]int64
	// CPULimit and MemoryLimit are the most that all nodes of a NodePool may have together.
	CPULimit    Maybe[Millis]
	MemoryLimit Maybe[Memory]
	// Weight is that of a NodePool: Karpenter tries a larger one first.
	Weight int
	// Launched are the nodes by type and zone; nil if no more than their number is known.
	Launched []LaunchedNodes
	// Notes are what was guessed or left out when it was read.
	Notes []string
}

// LaunchedNodes are nodes of a launcher that are alike.
type LaunchedNodes struct {
	InstanceType string // empty if nothing says
	Zone         string // its name; empty if nothing says
	CapacityType Maybe[CapacityType]
	Nodes        int
}

// Groups are a launcher's nodes as far as it says what they are; nil if their number is
// unknown.
func (l *Launcher) Groups() (all []TodayGroup) {
	launched := l.Launched
	if n, known := l.Nodes.Value(); launched == nil && known {
		launched = []LaunchedNodes{{Nodes: n}}
	}
	for _, nodes := range launched {
		if nodes.Nodes == 0 {
			continue
		}
		g := TodayGroup{Name: l.Name, InstanceType: nodes.InstanceType, Nodes: nodes.Nodes, Zone: nodes.Zone, CapacityType: nodes.CapacityType,
			MaxPods: l.MaxPods, Labels: l.Labels, Taints: l.Taints}
		if _, known := g.CapacityType.Value(); !known && len(l.CapacityTypes) == 1 {
			g.CapacityType = Known(l.CapacityTypes[0])
		}
		if g.InstanceType == "" && (len(l.Types) == 1 || l.TakesFirstType()) {
			g.InstanceType = l.Types[0]
		}
		if g.Zone == "" && len(l.Zones) == 1 {
			g.Zone = l.Zones[0]
		}
		all = append(all, g)
	}
	return all
}

// TakesFirstType reports whether the first of several types is launched as long as AWS has
// it: managed node groups launch On-Demand Instances in the order of their types
// (docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html, capacity types).
func (l *Launcher) TakesFirstType() bool {
	return l.Kind == ManagedNodeGroup && len(l.Types) > 1 && slices.Equal(l.CapacityTypes, []CapacityType{OnDemand})
}

// LauncherKind is a kind of launcher.
type LauncherKind uint8

// The kinds of launchers.
const (
	ManagedNodeGroup LauncherKind = iota
	SelfManagedGroup              // an Auto Scaling group
	NodePool                      // of Karpenter or of EKS Auto Mode
)

var launcherWords = []string{"node-group", "auto-scaling-group", "node-pool"}

func (k LauncherKind) String() string               { return launcherWords[k] }
func (k LauncherKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a kind's word.
func (k *LauncherKind) UnmarshalText(b []byte) error { return eni.UnmarshalWord(k, b, launcherWords) }

// IsKnown reports whether anything of a cluster's fleet is known.
func (t *Today) IsKnown() bool { return len(t.Groups) > 0 }

// Nodes is how many nodes there are.
func (t *Today) Nodes() (n int) {
	for i := range t.Groups {
		n += t.Groups[i].Nodes
	}
	return n
}

// Types are the instance types of the nodes, each once, by name.
func (t *Today) Types() (names []string) {
	for i := range t.Groups {
		if name := t.Groups[i].InstanceType; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, CompareNames)
	return names
}

// Tolerates reports whether tolerations, as NodeSelector has them, let a pod onto a node
// with taints: PreferNoSchedule keeps none away (plugins/tainttoleration of
// kube-scheduler).
func Tolerates(tolerations []string, taints []Taint) bool {
	return !slices.ContainsFunc(taints, func(t Taint) bool {
		return t.Effect != PreferNoSchedule && !slices.ContainsFunc(tolerations, func(by string) bool { return tolerates(by, t) })
	})
}

// tolerates reads key=value:Effect, where a missing value or effect is any, and the key
// * any taint (ToleratesTaint of k8s.io/component-helpers/scheduling/corev1).
func tolerates(toleration string, t Taint) bool {
	key, effect := toleration, ""
	if before, after, has := cutLast(toleration, ":"); has {
		key, effect = before, after
	}
	key, value, equal := strings.Cut(key, "=")
	return (effect == "" || effect == t.Effect) && (key == "*" || key == t.Key) && (!equal || value == t.Value)
}

// compareGroups is the order of today's groups.
func compareGroups(a, b TodayGroup) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), CompareNames(a.InstanceType, b.InstanceType), cmp.Compare(a.Zone, b.Zone), cmp.Compare(b.Nodes, a.Nodes))
}

// Sort puts groups in the order of their names, types and zones, and in each what most
// nodes hold first.
func (t *Today) Sort() {
	slices.SortStableFunc(t.Groups, compareGroups)
	for i := range t.Groups {
		slices.SortStableFunc(t.Groups[i].Holds, func(a, b Hold) int {
			return cmp.Or(cmp.Compare(b.Nodes, a.Nodes), strings.Compare(fmt.Sprint(a), fmt.Sprint(b)))
		})
	}
}
