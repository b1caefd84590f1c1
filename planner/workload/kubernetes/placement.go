package kubernetes

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
)

// The node labels that select by a property which a plan knows; the later ones of
// each list are from older clusters.
var (
	archLabels     = []string{"kubernetes.io/arch", "beta.kubernetes.io/arch"}
	typeLabels     = []string{"node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"}
	capacityLabels = []string{"karpenter.sh/capacity-type", "eks.amazonaws.com/capacityType"}
	zoneLabels     = []string{"topology.kubernetes.io/zone", "topology.k8s.aws/zone-id", "topology.ebs.csi.aws.com/zone", "failure-domain.beta.kubernetes.io/zone"}
	osLabels       = []string{"kubernetes.io/os", "beta.kubernetes.io/os"}
)

const hostLabel = "kubernetes.io/hostname"

// placement reads on which nodes a pod may run, and notes what a plan ignores.
type placement struct {
	nodes   planner.NodeSelector
	windows bool
	note    func(text string)
}

func (p *placement) read(s *podSpec) {
	p.windows = s.OS.Name == "windows"
	for _, key := range slices.Sorted(maps.Keys(s.NodeSelector)) {
		p.require(&p.nodes, requirement{key, "In", []string{s.NodeSelector[key]}})
	}
	p.terms(s.Affinity.NodeAffinity.Required.Terms)
	if len(s.Affinity.NodeAffinity.Preferred) > 0 {
		p.note("preferred node affinity is ignored")
	}
	for _, t := range s.Tolerations {
		// Every pod in a running cluster has these two.
		if t.Key != "node.kubernetes.io/not-ready" && t.Key != "node.kubernetes.io/unreachable" {
			p.nodes.Tolerations = append(p.nodes.Tolerations, t.String())
		}
	}
}

// terms are alternatives. If they differ in one property only, the pod may run on
// any of its values; otherwise only the first term counts, which is on the safe
// side.
func (p *placement) terms(terms []nodeTerm) {
	var all []planner.NodeSelector
	for _, t := range terms {
		if len(t.MatchFields) > 0 {
			p.note("node affinity to nodes by name is ignored")
		}
		n := planner.NodeSelector{}
		for _, r := range t.MatchExpressions {
			p.require(&n, r)
		}
		all = append(all, n)
	}
	if len(all) == 0 {
		return
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
	if differ > 1 || !a.Labels.Equal(b.Labels) {
		return false
	}
	a.Arch = either(a.Arch, b.Arch)
	a.Types = either(a.Types, b.Types)
	a.CapacityTypes = either(a.CapacityTypes, b.CapacityTypes)
	a.Zones = either(a.Zones, b.Zones)
	return true
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

// require adds a condition on nodes.
func (p *placement) require(to *planner.NodeSelector, r requirement) {
	switch {
	case slices.Contains(osLabels, r.Key):
		p.windows = p.windows || r.Operator == "In" && !slices.Contains(r.Values, "linux") || r.Operator == "NotIn" && slices.Contains(r.Values, "linux")
	case slices.Contains(archLabels, r.Key) && (r.Operator == "In" || r.Operator == "NotIn"):
		arches := []string{"amd64", "arm64"}
		p.choose(&to.Arch, r, slices.DeleteFunc(arches, func(a string) bool { return !r.holds(a) }))
	case slices.Contains(capacityLabels, r.Key) && (r.Operator == "In" || r.Operator == "NotIn"):
		p.chooseCapacity(to, r)
	case slices.Contains(typeLabels, r.Key) && r.Operator == "In":
		p.choose(&to.Types, r, slices.DeleteFunc(slices.Clone(r.Values), notALabel))
	case slices.Contains(zoneLabels, r.Key) && r.Operator == "In":
		p.choose(&to.Zones, r, slices.DeleteFunc(slices.Clone(r.Values), notALabel))
	default:
		to.Labels = append(to.Labels, r.condition())
	}
}

func notALabel(s string) bool { return s == "" || strings.ContainsAny(s, " \t\r\n") }

func (r *requirement) holds(value string) bool {
	return slices.Contains(r.Values, value) == (r.Operator == "In")
}

func (p *placement) choose(to *[]string, r requirement, values []string) {
	if len(values) == 0 {
		p.note("no instance type has " + r.String())
		return
	}
	slices.Sort(values)
	p.meet(to, slices.Compact(values))
}

func (p *placement) chooseCapacity(to *planner.NodeSelector, r requirement) {
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
	if len(chosen) == 0 {
		p.note("no instance type has " + r.String())
		return
	}
	meet(p, &to.CapacityTypes, chosen)
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

// spreading reads how the pods of a workload keep apart from each other.
func spreading(k *planner.Workload, s *podSpec, own metadata, note func(string)) {
	for _, t := range s.Affinity.PodAntiAffinity.Required {
		otherNamespace := len(t.Namespaces) > 0 && !slices.Contains(t.Namespaces, own.Namespace)
		switch {
		case otherNamespace || !t.LabelSelector.matches(own.Labels):
			note("anti-affinity to other pods is ignored")
		case t.TopologyKey == hostLabel:
			k.OnePerNode = true
		case slices.Contains(zoneLabels, t.TopologyKey):
			k.ZoneSkew = 1
			note("one pod per zone is planned as an even spread over zones (zoneSkew 1)")
		default:
			note("anti-affinity by " + t.TopologyKey + " is ignored")
		}
	}
	if len(s.Affinity.PodAffinity.Required) > 0 {
		note("pod affinity is ignored")
	}
	if len(s.Affinity.PodAffinity.Preferred)+len(s.Affinity.PodAntiAffinity.Preferred) > 0 {
		note("preferred pod affinity and anti-affinity are ignored")
	}
	for _, c := range s.TopologySpreadConstraints {
		spreadOver(k, &c, own.Labels, note)
	}
	if hasHostPort(s) {
		k.OnePerNode = true // a node has each port once
	}
}

func spreadOver(k *planner.Workload, c *spread, own map[string]string, note func(string)) {
	skew := int(min(max(1, c.MaxSkew), importer.MaxReplicas))
	tighten := func(to *int) {
		if *to == 0 || skew < *to {
			*to = skew
		}
	}
	switch {
	case c.WhenUnsatisfiable == "ScheduleAnyway":
		note("topology spread with ScheduleAnyway is ignored")
	case !c.LabelSelector.matches(own):
		note("topology spread over other pods is ignored")
	case slices.Contains(zoneLabels, c.TopologyKey):
		tighten(&k.ZoneSkew)
	case c.TopologyKey == hostLabel:
		tighten(&k.HostSkew)
	default:
		note("topology spread by " + c.TopologyKey + " is ignored")
	}
	if c.MinDomains > 1 {
		note("minDomains of a topology spread is ignored")
	}
}

// hasHostPort reports whether a container occupies a port of the node. On the
// host network, every port is one.
func hasHostPort(s *podSpec) bool {
	for _, c := range slices.Concat(s.InitContainers, s.Containers) {
		for _, port := range c.Ports {
			if port.HostPort > 0 || s.HostNetwork && port.ContainerPort > 0 {
				return true
			}
		}
	}
	return false
}
