package export

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
)

// about describes a pool in lines of a comment.
func (p *pool) about() []string {
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
func (r *Request) aboutZoned(p *pool) []string {
	lines := p.about()
	if p.Zone > 0 && len(r.ZoneNames) == 0 {
		lines = append(lines, "make sure that all its nodes are in the same zone: the zones have no names here")
	}
	return lines
}

// zones are the names of the pool's zones; none if names are not given.
func (r *Request) zones(p *pool) (names []string, why string) {
	if p.Zone == 0 {
		return r.ZoneNames, ""
	}
	if p.Zone > len(r.ZoneNames) {
		return nil, ""
	}
	return r.ZoneNames[p.Zone-1 : p.Zone], "its pods have EBS volumes, which stay in one zone"
}

// workloadsOn are the workloads of a group and of its equals in other zones: if a
// zone fails, their pods move to the others.
func (r *Request) workloadsOn(g *plan.NodeGroup) []*planner.Workload {
	var kinds []*planner.Workload
	for i := range r.Workload {
		kind := &r.Workload[i]
		if slices.ContainsFunc(r.Plan.Groups, func(other plan.NodeGroup) bool {
			return other.Option == g.Option && holds(&other, kind.Name)
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

// labels are those that the pods select. remarks are about selectors that a label of
// the group cannot satisfy.
func (p *pool) labels() (labels object, remarks []string) {
	remark := func(text string) {
		if !slices.Contains(remarks, text) {
			remarks = append(remarks, text)
		}
	}
	for _, kind := range p.kinds {
		for _, wanted := range kind.Nodes.Labels {
			i := slices.IndexFunc(labels, func(f field) bool { return f.key == wanted.Key })
			switch {
			case wanted.Operator != planner.In || len(wanted.Values) != 1 || !planner.IsLabelValue(wanted.Values[0]), planner.IsPlatformKey(wanted.Key):
				remark(fmt.Sprintf("%s selects nodes by %q: make sure that these match", kind.Name, wanted))
			case i < 0:
				labels = append(labels, field{wanted.Key, wanted.Values[0], "selected by " + kind.Name})
			case labels[i].value != wanted.Values[0]:
				remark(fmt.Sprintf("%s selects nodes by %q, but these have another value", kind.Name, wanted))
			}
		}
	}
	return labels, remarks
}

// taint keeps away pods that do not tolerate it.
type taint struct{ key, value, effect string }

// taints are those that all pods of the group tolerate and some others do not: the
// nodes are dedicated to these pods.
func (r *Request) taints(p *pool) []taint {
	if len(p.kinds) == 0 {
		return nil
	}
	var taints []taint
	for _, toleration := range p.kinds[0].Nodes.Tolerations {
		tolerates := func(k *planner.Workload) bool { return slices.Contains(k.Nodes.Tolerations, toleration) }
		others := slices.ContainsFunc(r.Workload, func(k planner.Workload) bool { return !tolerates(&k) })
		t := parseTaint(toleration)
		if t.key == "*" || planner.IsPlatformKey(t.key) || !others || slices.Contains(taints, t) ||
			slices.ContainsFunc(p.kinds, func(k *planner.Workload) bool { return !tolerates(k) }) {
			continue
		}
		taints = append(taints, t)
	}
	return taints
}

const taintWhy = "all pods of this group tolerate it, others do not; DaemonSets must tolerate it as well"

// parseTaint reads key=value:effect. A toleration without an effect tolerates any,
// so NoSchedule will do.
func parseTaint(toleration string) taint {
	rest, effect, _ := strings.Cut(toleration, ":")
	key, value, _ := strings.Cut(rest, "=")
	if effect == "" {
		effect = "NoSchedule"
	}
	return taint{key, value, effect}
}

func taintElements(taints []taint) []element {
	all := make([]element, len(taints))
	for i, t := range taints {
		all[i].object = t.object()
	}
	return all
}

func (t taint) object() object {
	o := object{{"key", t.key, ""}}
	if t.value != "" {
		o = append(o, field{"value", t.value, ""})
	}
	return append(o, field{"effect", t.effect, ""})
}

func (t taint) String() string {
	if t.value == "" {
		return t.key + ":" + t.effect
	}
	return t.key + "=" + t.value + ":" + t.effect
}
