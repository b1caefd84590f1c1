package pending

import (
	"slices"

	"podfit/planner"
)

// affine reports whether the node selector and the required node affinity of a pod match
// a node (GetRequiredNodeAffinity of k8s.io/component-helpers/scheduling/corev1/nodeaffinity).
func (p *Pod) affine(n *Node) bool {
	return p.Selector.Matches(n.Labels) && (!p.Affine || slices.ContainsFunc(p.Affinity, func(t NodeTerm) bool { return t.matches(n) }))
}

func (t NodeTerm) matches(n *Node) bool {
	return len(t.Labels)+len(t.Names) > 0 && t.Labels.Matches(n.Labels) && t.Names.Matches(map[string]string{nodeName: n.Name})
}

const nodeName = "metadata.name"

// named are the nodes that node affinity names, if every term does: no other node is
// looked at (PreFilter of plugins/nodeaffinity/node_affinity.go).
func (p *Pod) named() (names map[string]bool, only bool) {
	names = map[string]bool{}
	for _, t := range p.Affinity {
		var of []string
		found := false
		for _, r := range t.Names {
			switch {
			case r.Operator != planner.In:
			case !found:
				of, found = slices.Clone(r.Values), true
			default:
				of = slices.DeleteFunc(of, func(name string) bool { return !slices.Contains(r.Values, name) })
			}
		}
		if !found {
			return nil, false
		}
		for _, name := range of {
			names[name] = true
		}
	}
	return names, len(p.Affinity) > 0
}

// tolerates is ToleratesTaint of k8s.io/component-helpers/scheduling/corev1, without the
// alpha operators Lt and Gt.
func (t Toleration) tolerates(taint planner.Taint) bool {
	if t.Effect != "" && t.Effect != taint.Effect || t.Key != "" && t.Key != taint.Key {
		return false
	}
	switch t.Operator {
	case "", "Equal":
		return t.Value == taint.Value
	case "Exists":
		return true
	}
	return false
}

func (p *Pod) tolerates(taint planner.Taint) bool {
	return slices.ContainsFunc(p.Tolerations, func(t Toleration) bool { return t.tolerates(taint) })
}

// untolerated are the taints of a node that keep the pod away.
func (p *Pod) untolerated(n *Node) (all []planner.Taint) {
	for _, t := range n.Taints {
		if t.Effect != planner.PreferNoSchedule && !p.tolerates(t) {
			all = append(all, t)
		}
	}
	return all
}

// softTaints is how many taints with PreferNoSchedule the pod does not tolerate.
func (p *Pod) softTaints(n *Node) (count int32) {
	for _, t := range n.Taints {
		if t.Effect == planner.PreferNoSchedule && !p.tolerates(t) {
			count++
		}
	}
	return count
}

// cordoned is the taint that the node controller gives to a node that is cordoned.
var cordoned = planner.Taint{Key: "node.kubernetes.io/unschedulable", Effect: planner.NoSchedule}

// keptOut reports a cordoned node (plugins/nodeunschedulable).
func (p *Pod) keptOut(n *Node) bool { return n.Unschedulable && !p.tolerates(cordoned) }

// selects reports whether a term of a pod in a namespace is about another pod.
func (t *PodTerm) selects(namespace string, other *Pod, namespaces map[string]map[string]string) bool {
	return t.inNamespace(namespace, other.Namespace, namespaces) && t.Selector.Matches(other.Labels)
}

func (t *PodTerm) inNamespace(own, other string, namespaces map[string]map[string]string) bool {
	if len(t.Namespaces) == 0 && t.NamespaceSelector == nil {
		return own == other
	}
	if slices.Contains(t.Namespaces, other) {
		return true
	}
	if t.NamespaceSelector == nil {
		return false
	}
	labels := map[string]string{}
	for key, value := range namespaces[other] {
		labels[key] = value
	}
	labels[namespaceLabel] = other
	return t.NamespaceSelector.Matches(labels)
}

// namespaceLabel is the label that the API server gives to every namespace.
const namespaceLabel = "kubernetes.io/metadata.name"

// counts reports whether a pod counts for the spread of one in a namespace: not while it
// ends (countPodsMatchSelector of plugins/podtopologyspread/common.go).
func (s *Spread) counts(namespace string, other *Pod) bool {
	return len(s.Selector) > 0 && !other.Deleted && other.Namespace == namespace && s.Selector.Matches(other.Labels)
}

// passing are taints of nodes that are about to start, to end or to recover: what
// tolerates them would not help for long.
func passing(t planner.Taint) bool { return t.Passes() && t.Key != cordoned.Key }
