package kubernetes

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
)

// The node labels that select by a property which a plan knows.
const (
	archLabel = "kubernetes.io/arch"
	typeLabel = "node.kubernetes.io/instance-type"
	osLabel   = "kubernetes.io/os"
	// zoneIDLabel has the id of the zone, which ZoneTopology names.
	zoneIDLabel = "topology.k8s.aws/zone-id"
)

// capacityLabels are those of Karpenter and of managed node groups.
var capacityLabels = []string{"karpenter.sh/capacity-type", "eks.amazonaws.com/capacityType"}

// modern is the label by which a node says the same today. Nodes carry both, and
// the EBS CSI driver's beside them.
func modern(key string) string {
	switch key {
	case "beta.kubernetes.io/arch":
		return archLabel
	case "beta.kubernetes.io/os":
		return osLabel
	case "beta.kubernetes.io/instance-type":
		return typeLabel
	case "failure-domain.beta.kubernetes.io/zone", "topology.ebs.csi.aws.com/zone":
		return planner.ZoneTopology
	case "failure-domain.beta.kubernetes.io/region":
		return "topology.kubernetes.io/region"
	}
	return key
}

// placement reads on which nodes a pod may run, and notes what a plan ignores.
type placement struct {
	nodes   planner.NodeSelector
	prefers []planner.Preference
	windows bool
	note    func(text string)
}

func (p *placement) read(s *podSpec) {
	p.windows = s.OS.Name == "windows"
	for _, key := range slices.Sorted(maps.Keys(s.NodeSelector)) {
		r := requirement{key, "In", []string{s.NodeSelector[key]}}
		if !p.require(&p.nodes, r) {
			p.note(noNode + r.String())
		}
	}
	p.terms(s.Affinity.NodeAffinity.Required.Terms)
	for _, t := range s.Affinity.NodeAffinity.Preferred {
		p.prefer(t.Preference, t.Weight)
	}
	for _, t := range s.Tolerations {
		// Every pod in a running cluster has these two.
		if t.Key != "node.kubernetes.io/not-ready" && t.Key != "node.kubernetes.io/unreachable" {
			p.nodes.Tolerations = append(p.nodes.Tolerations, t.String())
		}
	}
}

const noNode = "this condition is left out, as no instance type meets it: "

const byName = "node affinity to nodes by name is ignored"

// terms are alternatives. If they differ in one property only, the pod may run on
// any of its values; otherwise only the first term counts, which is on the safe
// side. A term that no node meets, or that is empty, is no alternative.
func (p *placement) terms(terms []nodeTerm) {
	var all []planner.NodeSelector
	var unmet []planner.NodeSelector
	unmetText := ""
	for _, t := range terms {
		if len(t.MatchFields) > 0 {
			p.note(byName)
		}
		if len(t.MatchFields)+len(t.MatchExpressions) == 0 {
			continue
		}
		n, possible := planner.NodeSelector{}, true
		for _, r := range t.MatchExpressions {
			if !p.require(&n, r) {
				possible, unmetText = false, r.String()
			}
		}
		if possible {
			all = append(all, n)
		} else {
			unmet = append(unmet, n)
		}
	}
	if len(all) == 0 {
		if len(unmet) == 0 {
			return
		}
		p.note(noNode + unmetText)
		all = unmet[:1]
	}
	one := all[0]
	for i := range all[1:] {
		if !union(&one, &all[i+1]) {
			p.note("of several node affinity terms, only the first is used")
			break
		}
	}
	p.meet(&p.nodes.Arch, one.Arch)
	p.meet(&p.nodes.Types, one.Types)
	p.meet(&p.nodes.Zones, one.Zones)
	meet(p, &p.nodes.CapacityTypes, one.CapacityTypes)
	p.nodes.Labels = append(p.nodes.Labels, one.Labels...)
}

// union widens a by b, if the result matches only nodes that a or b matches.
func union(a, b *planner.NodeSelector) bool {
	differ := 0
	for _, same := range []bool{
		slices.Equal(a.Arch, b.Arch), slices.Equal(a.Types, b.Types), slices.Equal(a.CapacityTypes, b.CapacityTypes),
		slices.Equal(a.Zones, b.Zones), a.Labels.Equal(b.Labels),
	} {
		if !same {
			differ++
		}
	}
	labels, same := unionLabels(a.Labels, b.Labels)
	if differ > 1 || !same {
		return false
	}
	a.Labels = labels
	a.Arch = either(a.Arch, b.Arch)
	a.Types = either(a.Types, b.Types)
	a.CapacityTypes = either(a.CapacityTypes, b.CapacityTypes)
	a.Zones = either(a.Zones, b.Zones)
	return true
}

// unionLabels unites conditions that differ in the values of one label at most.
func unionLabels(a, b planner.Selector) (planner.Selector, bool) {
	if len(a) != len(b) {
		return nil, false
	}
	all, differ := slices.Clone(a), 0
	for i := range a {
		if a[i].Key != b[i].Key || a[i].Operator != b[i].Operator {
			return nil, false
		}
		if slices.Equal(a[i].Values, b[i].Values) {
			continue
		}
		if differ++; differ > 1 || a[i].Operator != planner.In {
			return nil, false
		}
		all[i].Values = either(a[i].Values, b[i].Values)
	}
	return all, true
}

// either has the values of a and of b; an empty list allows any value.
func either[T cmp.Ordered](a, b []T) []T {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// require adds a condition on nodes, unless no node can meet it.
func (p *placement) require(to *planner.NodeSelector, r requirement) bool {
	r.Key = modern(r.Key)
	list := r.Operator == "In" || r.Operator == "NotIn"
	values := slices.DeleteFunc(slices.Clone(r.Values), notALabel)
	switch {
	case r.Key == osLabel && list:
		p.windows = p.windows || !r.holds("linux")
		return true
	case r.Key == archLabel && list:
		return p.choose(&to.Arch, slices.DeleteFunc([]string{"amd64", "arm64"}, func(a string) bool { return !r.holds(a) }))
	case slices.Contains(capacityLabels, r.Key) && list:
		return p.chooseCapacity(to, r)
	case r.Key == typeLabel && r.Operator == "In":
		return p.choose(&to.Types, values)
	case (r.Key == planner.ZoneTopology || r.Key == zoneIDLabel) && r.Operator == "In":
		return p.choose(&to.Zones, values)
	}
	conditions := r.conditions()
	if slices.ContainsFunc(conditions, planner.Requirement.IsNever) {
		return false
	}
	to.Labels = append(to.Labels, conditions...)
	return true
}

// prefer adds a preference. An empty one prefers no node (GetPreferredNodeAffinity
// of k8s.io/component-helpers/scheduling/corev1/nodeaffinity).
func (p *placement) prefer(t nodeTerm, weight int64) {
	if len(t.MatchFields) > 0 {
		p.note("a preference for nodes by name is ignored")
		return
	}
	var nodes planner.Selector
	for _, r := range t.MatchExpressions {
		r.Key = modern(r.Key)
		nodes = append(nodes, r.conditions()...)
	}
	if len(nodes) > 0 && !slices.ContainsFunc(nodes, planner.Requirement.IsNever) {
		p.prefers = append(p.prefers, planner.Preference{Weight: weightOf(weight), Nodes: nodes})
	}
}

// weightOf is a weight within the bounds that the API server checks.
func weightOf(weight int64) int { return int(min(max(1, weight), 100)) }

func notALabel(s string) bool { return s == "" || strings.ContainsAny(s, " \t\r\n") }

func (r *requirement) holds(value string) bool {
	return slices.Contains(r.Values, value) == (r.Operator == "In")
}

func (p *placement) choose(to *[]string, values []string) bool {
	slices.Sort(values)
	p.meet(to, slices.Compact(values))
	return len(values) > 0
}

func (p *placement) chooseCapacity(to *planner.NodeSelector, r requirement) bool {
	r.Values = slices.Clone(r.Values)
	for i, v := range r.Values { // ON_DEMAND on EKS, on-demand with Karpenter
		r.Values[i] = strings.ReplaceAll(strings.ToLower(v), "_", "-")
	}
	var chosen []planner.CapacityType
	for _, c := range []planner.CapacityType{planner.OnDemand, planner.Spot} {
		if r.holds(c.String()) {
			chosen = append(chosen, c)
		}
	}
	meet(p, &to.CapacityTypes, chosen)
	return len(chosen) > 0
}

func (p *placement) meet(to *[]string, values []string) { meet(p, to, values) }

// meet keeps the values that both lists allow.
func meet[T comparable](p *placement, to *[]T, values []T) {
	if len(values) == 0 {
		return
	}
	if len(*to) == 0 {
		*to = values
		return
	}
	both := slices.DeleteFunc(slices.Clone(*to), func(v T) bool { return !slices.Contains(values, v) })
	if len(both) == 0 {
		p.note("conflicting conditions on nodes: only the first is used")
		return
	}
	*to = both
}
