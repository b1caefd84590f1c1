package export

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
)

// about describes a part in lines of a comment.
func (p *part) about() []string {
	_, remarks := p.labels()
	lines := append([]string{p.summary()}, remarks...)
	for _, kind := range p.kinds {
		if zones := kind.Nodes.Zones; len(zones) > 0 {
			lines = append(lines, fmt.Sprintf("%s runs only in %s: make sure that there are nodes", kind.Name, strings.Join(zones, ", ")))
		}
	}
	return lines
}

// aboutZoned adds what to do if the zones have no names.
func (r *Request) aboutZoned(p *part) []string {
	lines := p.about()
	if p.Zone > 0 && len(r.ZoneNames) == 0 {
		lines = append(lines, "make sure that all its nodes are in the same zone: the zones have no names here")
	}
	return lines
}

// zones are the names of the part's zones; none if names are not given.
func (r *Request) zones(p *part) (names []string, why string) {
	switch {
	case p.Zone > 0 && p.Zone <= len(r.ZoneNames):
		return r.ZoneNames[p.Zone-1 : p.Zone], "its pods have EBS volumes, which stay in one zone"
	case p.Zone > 0:
		return nil, ""
	case p.Pool != nil && len(p.Pool.Zones) > 0:
		return p.Pool.Zones, "the zones of pool " + p.Pool.Name
	}
	return r.ZoneNames, ""
}

// workloadsOn are the workloads of a group and of its equals in other zones of the same
// pool: if a zone fails, their pods move to the others.
func (r *Request) workloadsOn(g *plan.NodeGroup) []*planner.Workload {
	var kinds []*planner.Workload
	for i := range r.Workload {
		kind := &r.Workload[i]
		if slices.ContainsFunc(r.Plan.Groups, func(other plan.NodeGroup) bool {
			return other.Option == g.Option && samePool(&other, g) && holds(&other, kind.Name)
		}) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func holds(g *plan.NodeGroup, kind string) bool {
	return slices.ContainsFunc(g.Patterns, func(p plan.Pattern) bool {
		return slices.ContainsFunc(p.Pods, func(k plan.PatternPods) bool { return k.Workload == kind })
	})
}

// labels are those of the pool and those that the pods select. remarks are about selectors
// that a label of the group cannot satisfy.
func (p *part) labels() (labels object, remarks []string) {
	remark := func(text string) {
		if !slices.Contains(remarks, text) {
			remarks = append(remarks, text)
		}
	}
	if p.Pool != nil {
		for _, key := range slices.Sorted(maps.Keys(p.Pool.Labels)) {
			labels.add(key, p.Pool.Labels[key], "of pool "+p.Pool.Name)
		}
	}
	ofPool := len(labels)
	for _, kind := range p.kinds {
		for _, wanted := range kind.Nodes.Labels {
			i := slices.IndexFunc(labels, func(f field) bool { return f.key == wanted.Key })
			switch {
			case 0 <= i && i < ofPool && wanted.Holds(labels[i].value.(string), true):
			case wanted.Operator != planner.In || len(wanted.Values) != 1 || !planner.IsLabelValue(wanted.Values[0]), planner.IsPlatformKey(wanted.Key):
				remark(fmt.Sprintf("%s selects nodes by %q: make sure that these match", kind.Name, wanted))
			case i < 0:
				labels = append(labels, field{wanted.Key, wanted.Values[0], "selected by " + kind.Name})
			default:
				remark(fmt.Sprintf("%s selects nodes by %q, but these have another value", kind.Name, wanted))
			}
		}
	}
	return labels, remarks
}

// taints are those of the pool. Without pools, they are those that all pods of the group
// tolerate and some others do not: the nodes are dedicated to these pods.
func (r *Request) taints(p *part) []planner.Taint {
	if p.Pool != nil {
		return p.Pool.Taints
	}
	if len(p.kinds) == 0 {
		return nil
	}
	var taints []planner.Taint
	for _, toleration := range p.kinds[0].Nodes.Tolerations {
		tolerates := func(k *planner.Workload) bool { return slices.Contains(k.Nodes.Tolerations, toleration) }
		others := slices.ContainsFunc(r.Workload, func(k planner.Workload) bool { return !tolerates(&k) })
		t := parseTaint(toleration)
		if t.Key == "*" || planner.IsPlatformKey(t.Key) || !others || slices.Contains(taints, t) ||
			slices.ContainsFunc(p.kinds, func(k *planner.Workload) bool { return !tolerates(k) }) {
			continue
		}
		taints = append(taints, t)
	}
	return taints
}

func (p *part) taintWhy() string {
	if p.Pool != nil {
		return "of pool " + p.Pool.Name + "; DaemonSets must tolerate it as well"
	}
	return "all pods of this group tolerate it, others do not; DaemonSets must tolerate it as well"
}

// parseTaint reads key=value:effect. A toleration without an effect tolerates any,
// so NoSchedule will do.
func parseTaint(toleration string) planner.Taint {
	rest, effect, _ := strings.Cut(toleration, ":")
	key, value, _ := strings.Cut(rest, "=")
	return planner.Taint{Key: key, Value: value, Effect: cmp.Or(effect, planner.NoSchedule)}
}

func taintElements(taints []planner.Taint) []element {
	all := make([]element, len(taints))
	for i, t := range taints {
		all[i].object = taintObject(t)
	}
	return all
}

func taintObject(t planner.Taint) object {
	o := object{{"key", t.Key, ""}}
	if t.Value != "" {
		o = append(o, field{"value", t.Value, ""})
	}
	return append(o, field{"effect", t.Effect, ""})
}
