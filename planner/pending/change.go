package pending

import (
	"cmp"
	"maps"
	"slices"

	"podfit/eni"
	"podfit/planner"
)

// Fix is changes that together place a pod. Each has been tried on the simulation.
type Fix struct {
	Changes []Change
	// Places is how many of the item's pods get a node.
	Places int
}

// Change is a change of the pod, of a node or of what launches nodes.
type Change struct {
	Kind     ChangeKind
	Node     string // the one that is changed
	Resource string // of LowerRequest
	// From and To are amounts: of a request, of max pods, of a spread's maxSkew. To is a
	// number of nodes for AddNodes.
	From, To int64
	Taint    planner.Taint
	Selector planner.Requirement
	Topology string // of spreads and terms
	Port     int
	Claim    string
	Others   []Name // whose anti-affinity it is

	Group, InstanceType, Zone string
}

// ChangeKind is a kind of change.
type ChangeKind uint8

// The kinds of changes, the smallest first.
const (
	Uncordon ChangeKind = iota
	MakeClaim
	BindClaim
	LowerRequest
	AddLabel
	Tolerate
	RemoveTaint
	RaiseMaxPods
	LowerMaxPods // to the addresses of a node
	AddNodes
	AddZone // a node in another zone than the group's
	RaiseGroup
	RaiseSkew
	AllowSkew // whenUnsatisfiable: ScheduleAnyway
	PreferPodsNear
	PreferPodsApart
	LetOthersNear // the anti-affinity of other pods
	DropHostPort
	DropSelector
	DropNodeNames
)

var changeWords = []string{
	"uncordon", "make-claim", "bind-claim", "lower-request", "add-label", "tolerate", "remove-taint", "raise-max-pods", "lower-max-pods", "add-nodes", "add-zone", "raise-group-maximum",
	"raise-max-skew", "schedule-anyway", "prefer-affinity", "prefer-anti-affinity", "relax-anti-affinity-of-others", "drop-host-port", "drop-node-selector", "drop-node-names",
}

func (k ChangeKind) String() string               { return changeWords[k] }
func (k ChangeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a kind's word.
func (k *ChangeKind) UnmarshalText(b []byte) error { return eni.UnmarshalWord(k, b, changeWords) }

// better reports whether a fix goes before another one: it places more pods, in fewer and
// smaller changes.
func better(a, b *Fix) bool { return compareFixes(a, b) < 0 }

func compareFixes(a, b *Fix) int {
	by := cmp.Or(cmp.Compare(b.Places, a.Places), cmp.Compare(len(a.Changes), len(b.Changes)))
	for i := 0; by == 0 && i < len(a.Changes); i++ {
		x, y := &a.Changes[i], &b.Changes[i]
		by = cmp.Or(cmp.Compare(x.size(), y.size()), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Resource, y.Resource), compareSteps(x, y), cmp.Compare(x.Group, y.Group), cmp.Compare(x.Node, y.Node))
	}
	return by
}

// size is the place of a change among others. A request that is lowered by more than a fifth
// is no small change: further nodes come before it.
func (c *Change) size() ChangeKind {
	if c.Kind == LowerRequest && c.To*5 < c.From*4 {
		return RaiseSkew
	}
	return c.Kind
}

// compareSteps puts the smaller step first: the higher of two lower requests, and the
// fewer of two numbers of nodes or of pods.
func compareSteps(a, b *Change) int {
	if a.Kind == LowerRequest {
		return cmp.Compare(b.To, a.To)
	}
	return cmp.Compare(a.To, b.To)
}

// apply is the scene and the pod with a change of either; changes of groups are launched.
func (s *scene) apply(p *Pod, node int, c *Change) (*scene, *Pod) {
	n, to := s.Nodes[node], *p
	switch c.Kind {
	case MakeClaim, BindClaim:
		return s.bound(Name{p.Namespace, c.Claim}), p
	case Uncordon:
		n.Unschedulable = false
		n.Taints = slices.DeleteFunc(slices.Clone(n.Taints), func(t planner.Taint) bool { return t.Key == cordoned.Key })
	case RemoveTaint:
		n.Taints = slices.DeleteFunc(slices.Clone(n.Taints), func(t planner.Taint) bool { return t == c.Taint })
	case AddLabel:
		n.Labels = maps.Clone(n.Labels)
		n.Labels[c.Selector.Key] = c.Selector.Values[0]
	case RaiseMaxPods:
		n.MaxPods = c.To
	case LetOthersNear:
		tolerant := *s
		tolerant.tolerant = true
		return &tolerant, p
	default:
		to.change(c)
		return s, &to
	}
	return s.with(node, n, s.byNode[node]), p
}

// bound is the scene with a claim that has a volume which every node can use. What makes
// volumes without a class is EBS.
func (s *scene) bound(name Name) *scene {
	to, cluster := *s, *s.Cluster
	claim := cluster.Claims[name]
	cluster.Claims, cluster.StorageClasses = maps.Clone(cluster.Claims), maps.Clone(cluster.StorageClasses)
	cluster.Claims[name] = Claim{Class: claim.Class, Bound: true}
	if _, has := cluster.StorageClasses[claim.Class]; !has {
		cluster.StorageClasses[claim.Class] = StorageClass{Provisioner: EBSDriver}
	}
	to.Cluster = &cluster
	return &to
}

// change changes a copy of a pod.
func (p *Pod) change(c *Change) {
	switch c.Kind {
	case LowerRequest:
		p.Requests = maps.Clone(p.Requests)
		p.Requests[c.Resource] = c.To
	case Tolerate:
		p.Tolerations = append(slices.Clip(p.Tolerations), Toleration{c.Taint.Key, "Equal", c.Taint.Value, c.Taint.Effect})
	case RaiseSkew, AllowSkew:
		p.Spreads = slices.Clone(p.Spreads)
		for i := range p.Spreads {
			if of := &p.Spreads[i]; of.Topology == c.Topology && !of.Anyway && int64(of.MaxSkew) == c.From {
				of.MaxSkew, of.Anyway = int32(max(c.To, 1)), c.Kind == AllowSkew
				break
			}
		}
	case PreferPodsNear, PreferPodsApart:
		p.Terms = slices.Clone(p.Terms)
		for i := range p.Terms {
			if t := &p.Terms[i]; t.Weight == 0 && t.Topology == c.Topology && t.Anti == (c.Kind == PreferPodsApart) {
				t.Weight = mostWeight
			}
		}
	case DropHostPort:
		p.Ports = slices.DeleteFunc(slices.Clone(p.Ports), func(h planner.HostPort) bool { return h.Port == c.Port })
	case DropSelector:
		without := func(s planner.Selector) planner.Selector {
			return slices.DeleteFunc(slices.Clone(s), func(r planner.Requirement) bool { return r.String() == c.Selector.String() })
		}
		p.Selector = without(p.Selector)
		p.Affinity = slices.Clone(p.Affinity)
		for i := range p.Affinity {
			p.Affinity[i].Labels = without(p.Affinity[i].Labels)
		}
		p.dropEmptyTerms()
	case DropNodeNames:
		p.Affinity = slices.Clone(p.Affinity)
		for i := range p.Affinity {
			p.Affinity[i].Names = nil
		}
		p.dropEmptyTerms()
	}
}

// mostWeight is the highest weight of a preferred term.
const mostWeight = 100

// dropEmptyTerms takes away node affinity whose conditions are all gone.
func (p *Pod) dropEmptyTerms() {
	p.Affinity = slices.DeleteFunc(p.Affinity, func(t NodeTerm) bool { return len(t.Labels)+len(t.Names) == 0 })
	p.Affine = len(p.Affinity) > 0
}
