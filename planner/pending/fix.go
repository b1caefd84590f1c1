package pending

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
)

// Bounds of the search for fixes. A pod that needs more changes than mostChanges at one
// node was not meant for it.
const (
	mostFixes   = 5
	mostNodes   = 12 // that are repaired for a pod
	mostChanges = 3
	// leastShare is how much of a request is left at least, in percent: below, the pod
	// would not be the same.
	leastShare = 10
)

// fixes are the smallest changes that place pods which are alike, the best first.
func (s *scene) fixes(p *Pod, pods int, v *Verdict, launches []Fix) []Fix {
	all := slices.Clone(launches)
	if v.Rejection != nil {
		all = append(all, s.fixRejection(p, pods, v.Rejection)...)
	} else {
		for _, node := range representative(s, v) {
			for _, side := range []side{ofPod, ofNode} {
				if f, ok := s.repair(p, pods, node, side); ok {
					all = append(all, f)
					all = append(all, s.lowerForAll(p, pods, &f)...)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Fix) int { return compareFixes(&a, &b) })
	all = slices.CompactFunc(all, func(a, b Fix) bool { return fmt.Sprint(a.Changes) == fmt.Sprint(b.Changes) })
	return distinct(all)
}

// distinct keeps the best fix of each sort, as that another node needs the same is no other
// way; and none with more changes than one that places as many pods.
func distinct(all []Fix) (kept []Fix) {
	known := map[string]bool{}
	for _, f := range all {
		if len(kept) > 0 && len(f.Changes) > len(kept[0].Changes) {
			continue // the first places the most
		}
		var sort []string
		for _, c := range f.Changes {
			sort = append(sort, c.Kind.String()+" "+c.Resource+" "+c.Topology+" "+c.Group)
		}
		if id := strings.Join(sort, ","); !known[id] && len(kept) < mostFixes {
			known[id] = true
			kept = append(kept, f)
		}
	}
	return kept
}

// side is what is changed where there is a choice.
type side uint8

const (
	ofPod side = iota
	ofNode
)

// representative is a node for each combination of reasons, those with the fewest reasons
// and the smallest lack first.
func representative(s *scene, v *Verdict) (nodes []int) {
	best := map[string]int{}
	var ids []string
	for i, reasons := range v.ByNode {
		if len(reasons) == 0 || slices.ContainsFunc(s.Nodes[i].Taints, passing) || s.Nodes[i].Labels["eks.amazonaws.com/compute-type"] == "fargate" {
			continue
		}
		id := fmt.Sprint(reasons)
		at, has := best[id]
		if !has {
			ids = append(ids, id)
		}
		if !has || s.free64(i, reasons) > s.free64(at, reasons) {
			best[id] = i
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int { return len(v.ByNode[best[a]]) - len(v.ByNode[best[b]]) })
	for _, id := range ids[:min(len(ids), mostNodes)] {
		nodes = append(nodes, best[id])
	}
	return nodes
}

// free64 is what is left of the first resource that is short.
func (s *scene) free64(node int, reasons []Reason) int64 {
	for _, r := range reasons {
		if r.Kind == Insufficient {
			return s.left(node, r.Resource)
		}
	}
	return 0
}

func (s *scene) left(node int, resource string) int64 {
	return s.Nodes[node].Allocatable[resource] - s.used[node].requests[resource]
}

// repair changes the pod, or one node, until the pod fits there, and then tries how many
// of the pods that places.
func (s *scene) repair(p *Pod, pods, node int, by side) (f Fix, ok bool) {
	to, pod := s, p
	for range mostChanges + 1 {
		v := to.judge(pod)
		if v.Rejection != nil {
			return f, false
		}
		reasons := v.ByNode[node]
		if len(reasons) == 0 {
			f.Places = to.place(pod, pods)
			return f, f.Places > 0 && len(f.Changes) <= mostChanges
		}
		for _, r := range reasons {
			changes := to.change(pod, node, r, by)
			if len(changes) == 0 {
				return f, false
			}
			for i := range changes {
				to, pod = to.apply(pod, node, &changes[i])
			}
			f.Changes = append(f.Changes, changes...)
		}
	}
	return f, false
}

// lowerForAll is the highest request with which all pods fit, where the one that is free on
// a node is enough for some of them alone.
func (s *scene) lowerForAll(p *Pod, pods int, f *Fix) []Fix {
	c := f.Changes[0]
	if len(f.Changes) > 1 || c.Kind != LowerRequest || f.Places >= pods {
		return nil
	}
	unit := int64(1)
	if planner.InBytes(c.Resource) {
		unit = int64(planner.MiB)
	}
	try := func(to int64) int {
		lower := *p
		lower.change(&Change{Kind: LowerRequest, Resource: c.Resource, To: to * unit})
		return s.place(&lower, pods)
	}
	low, high := (c.From*leastShare/100+unit-1)/unit, c.To/unit
	if low < 1 || low >= high || try(low) < pods {
		return nil
	}
	for high-low > 1 { // low fits, high does not
		if middle := (low + high) / 2; try(middle) == pods {
			low = middle
		} else {
			high = middle
		}
	}
	c.To = low * unit
	return []Fix{{Changes: []Change{c}, Places: pods}}
}

// fixAddress lowers the max pods of a node to the addresses that it has, so that the pods
// without one go elsewhere once they are deleted; where there is no room, to a new node.
func (s *scene) fixAddress(p *Pod, pods int, templates []Template, all bool) (launchable planner.Maybe[bool], fixes []Fix) {
	at := slices.IndexFunc(s.Nodes, func(n Node) bool { return n.Name == p.Node })
	if at < 0 {
		return launchable, nil
	}
	started := slices.DeleteFunc(slices.Clone(s.byNode[at]), func(o *Pod) bool { e := o.stuck(); return e != nil && e.Reason == sandbox })
	n := s.Nodes[at]
	c := Change{Kind: LowerMaxPods, Node: n.Name, From: n.MaxPods, To: int64(len(started))}
	n.MaxPods = c.To
	to := s.with(at, n, started)
	again := *p
	again.Node = ""
	launchable, fixes = to.launch(&again, pods, templates, all)
	for i := range fixes {
		fixes[i].Changes = append([]Change{c}, fixes[i].Changes...)
	}
	if places := to.place(&again, pods); places > 0 {
		fixes = append(fixes, Fix{[]Change{c}, places})
	}
	slices.SortStableFunc(fixes, func(a, b Fix) int { return compareFixes(&a, &b) })
	return launchable, distinct(fixes)
}

// change is what takes a reason away; nothing if no small change does.
func (s *scene) change(p *Pod, node int, r Reason, by side) []Change {
	n := &s.Nodes[node]
	switch r.Kind {
	case NotNamed:
		return []Change{{Kind: DropNodeNames}}
	case Cordoned:
		return []Change{{Kind: Uncordon, Node: n.Name}}
	case Untolerated:
		return s.changeTaints(p, n, by)
	case NotSelected:
		return changeSelector(p, n, by)
	case PortTaken:
		return s.changePorts(p, node)
	case TooManyPods:
		return []Change{{Kind: RaiseMaxPods, Node: n.Name, From: n.MaxPods, To: int64(len(s.byNode[node])) + 1}}
	case Insufficient:
		from, to := p.Requests[r.Resource], s.left(node, r.Resource)
		if to <= 0 || to*100 < from*leastShare {
			return nil
		}
		return []Change{{Kind: LowerRequest, Resource: r.Resource, From: from, To: rounded(r.Resource, to)}}
	case SpreadLabel, SpreadSkew:
		return s.changeSpread(p, node, r)
	case NoPodNear:
		return relaxTerms(p, PreferPodsNear)
	case PodNear:
		return relaxTerms(p, PreferPodsApart)
	case PodNearMinds:
		return []Change{{Kind: LetOthersNear, Others: s.minders(p)}}
	}
	return nil
}

// rounded is memory in whole MiB, if that is any.
func rounded(resource string, n int64) int64 {
	if whole := n - n%int64(planner.MiB); planner.InBytes(resource) && whole > 0 {
		return whole
	}
	return n
}

func (s *scene) changeTaints(p *Pod, n *Node, by side) (all []Change) {
	for _, t := range p.untolerated(n) {
		switch {
		case passing(t):
			return nil
		case t.Key == cordoned.Key:
			all = append(all, Change{Kind: Uncordon, Node: n.Name})
		case by == ofPod:
			all = append(all, Change{Kind: Tolerate, Taint: t})
		default:
			all = append(all, Change{Kind: RemoveTaint, Node: n.Name, Taint: t})
		}
	}
	return all
}

// fixedLabels say what launched a node or where it is, beside those that follow from what
// it is: nobody sets them.
var fixedLabels = append([]string{"topology.k8s.aws/zone-id"}, planner.GroupLabels...)

// builtFor are conditions that the image of a pod asks for: it would not run elsewhere.
var builtFor = []string{"kubernetes.io/arch", "beta.kubernetes.io/arch", "kubernetes.io/os", "beta.kubernetes.io/os"}

// changeSelector makes a node meet the conditions of a pod, or drops those that it does
// not meet: of several alternatives, the one with the fewest of those.
func changeSelector(p *Pod, n *Node, by side) (all []Change) {
	unmet := unmetOf(p.Selector, n.Labels)
	if p.Affine && !slices.ContainsFunc(p.Affinity, func(t NodeTerm) bool { return t.matches(n) }) {
		var fewest planner.Selector
		for _, t := range p.Affinity {
			of := unmetOf(t.Labels, n.Labels)
			if len(of) > 0 && t.Names.Matches(map[string]string{nodeName: n.Name}) && (fewest == nil || len(of) < len(fewest)) {
				fewest = of
			}
		}
		if fewest == nil {
			return nil
		}
		unmet = append(unmet, fewest...)
	}
	for _, r := range unmet {
		switch {
		case by == ofPod && slices.Contains(builtFor, r.Key):
			return nil
		case by == ofPod:
			all = append(all, Change{Kind: DropSelector, Selector: r})
		case slices.Contains(fixedLabels, r.Key) || planner.FollowsFromNode(r.Key) || n.Labels[r.Key] != "":
			return nil // another value there is for others
		case r.Operator == planner.In:
			all = append(all, Change{Kind: AddLabel, Node: n.Name, Selector: planner.Requirement{Key: r.Key, Values: r.Values[:1]}})
		case r.Operator == planner.Exists && !r.IsNever():
			all = append(all, Change{Kind: AddLabel, Node: n.Name, Selector: planner.Requirement{Key: r.Key, Values: []string{"true"}}})
		default:
			return nil
		}
	}
	return all
}

func unmetOf(s planner.Selector, labels map[string]string) (unmet planner.Selector) {
	for i := range s {
		if value, has := labels[s[i].Key]; !s[i].Holds(value, has) {
			unmet = append(unmet, s[i])
		}
	}
	return unmet
}

// changePorts drops the host ports of a pod without which it fits.
func (s *scene) changePorts(p *Pod, node int) (all []Change) {
	for _, h := range p.Ports {
		c := Change{Kind: DropHostPort, Port: h.Port}
		all = append(all, c)
		_, p = s.apply(p, node, &c)
		if !slices.ContainsFunc(s.filter(p)[node], func(r Reason) bool { return r.Kind == PortTaken }) {
			return all
		}
	}
	return nil
}

// mostSkew is by how much a maxSkew is raised at most: beyond, it no longer spreads.
const mostSkew = 3

// changeSpread relaxes the first spread that does for the node: it raises its skew a
// little, or else allows any.
func (s *scene) changeSpread(p *Pod, node int, r Reason) []Change {
	still := func(c *Change) bool {
		_, to := s.apply(p, node, c)
		return slices.ContainsFunc(s.filter(to)[node], func(now Reason) bool { return now.Kind == r.Kind })
	}
	for _, more := range []int64{1, 2, mostSkew, 0} {
		for i := range p.Spreads {
			of := &p.Spreads[i]
			c := Change{Kind: RaiseSkew, Topology: of.Topology, From: int64(of.MaxSkew), To: int64(of.MaxSkew) + more}
			if more == 0 {
				c.Kind, c.To = AllowSkew, 0
			}
			if !of.Anyway && !still(&c) {
				return []Change{c}
			}
		}
	}
	return nil
}

// relaxTerms makes the required terms of one sort preferred ones.
func relaxTerms(p *Pod, kind ChangeKind) (all []Change) {
	for _, t := range p.Terms {
		c := Change{Kind: kind, Topology: t.Topology}
		if t.Weight == 0 && t.Anti == (kind == PreferPodsApart) && !slices.ContainsFunc(all, func(o Change) bool { return o.Topology == t.Topology }) {
			all = append(all, c)
		}
	}
	return all
}

// minders are the owners of the pods that keep this one away, each once.
func (s *scene) minders(p *Pod) (owners []Name) {
	for i := range s.anti {
		for _, other := range s.anti[i] {
			keeps := func(t PodTerm) bool {
				_, labelled := s.Nodes[i].Labels[t.Topology]
				return labelled && t.Anti && t.Weight == 0 && t.selects(other.Namespace, p, s.Namespaces)
			}
			owner := other.workload()
			if slices.ContainsFunc(other.Terms, keeps) && !slices.Contains(owners, owner) {
				owners = append(owners, owner)
			}
		}
	}
	return owners
}

// fixRejection is the claim to make or to bind, if the pod fits then.
func (s *scene) fixRejection(p *Pod, pods int, r *Rejection) []Fix {
	c := Change{Kind: BindClaim, Claim: r.Claim}
	switch r.Kind {
	case ClaimMissing:
		c.Kind = MakeClaim
	case ClaimUnbound:
	default:
		return nil
	}
	to, _ := s.apply(p, 0, &c)
	if places := to.place(p, pods); places > 0 {
		return []Fix{{Changes: []Change{c}, Places: places}}
	}
	return nil
}
