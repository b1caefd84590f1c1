package workload

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
)

// holding finds out what nodes hold.
type holding struct {
	nodes []importer.Node
	pods  map[string][]planner.WorkloadPods // by node
	keys  map[string]bool                   // of labels that workloads select nodes by
	// any and system are set once a pod on a node, and one of kube-system, is seen.
	any, system bool
	gone        int // pods on nodes that are not in the input
}

func newHolding(nodes []importer.Node) *holding {
	h := &holding{nodes: nodes, pods: map[string][]planner.WorkloadPods{}, keys: map[string]bool{}}
	for _, n := range nodes {
		h.pods[n.Name] = nil
		h.any, h.system = h.any || n.Others > 0, h.system || n.Others > 0
	}
	return h
}

// add adds the pods of a workload.
func (h *holding) add(w *importer.Workload, name string) {
	h.any = h.any || len(w.On) > 0
	h.system = h.system || w.Namespace == "kube-system"
	for node, pods := range w.On {
		if w.Kind == importer.DaemonSet {
			break // they are among the others
		}
		if _, known := h.pods[node]; !known {
			h.gone += pods
			continue
		}
		h.pods[node] = append(h.pods[node], planner.WorkloadPods{Workload: name, Pods: pods})
	}
	for _, r := range w.Pods.Nodes.Labels {
		h.keys[r.Key] = true
	}
	for _, p := range w.Pods.Prefers {
		for _, r := range p.Nodes {
			h.keys[r.Key] = true
		}
	}
}

// today makes groups of nodes that are alike, and notes what may be missing from them.
func (h *holding) today(notes *importer.Notes, oneNamespace bool) (t planner.Today) {
	if len(h.nodes) == 0 {
		return t
	}
	groups := map[string][]int{} // indexes into t.Groups
	h.dropNames()
	for i := range h.nodes {
		n := &h.nodes[i]
		like := n.Like
		key := fmt.Sprint(like.Name, like.InstanceType, like.Zone, like.CapacityType, like.MaxPods, like.CPU, like.Labels, like.Taints, like.Cordoned)
		at := slices.IndexFunc(groups[key], func(g int) bool { return alike(t.Groups[g].Memory, like.Memory) })
		if at < 0 {
			like.Nodes = 0
			at = len(groups[key])
			groups[key] = append(groups[key], len(t.Groups))
			t.Groups = append(t.Groups, like)
		}
		g := &t.Groups[groups[key][at]]
		g.Nodes++
		if m, known := like.Memory.Value(); known && m < g.Memory.Or(m) {
			g.Memory = like.Memory
		}
		if !h.any || oneNamespace {
			continue
		}
		g.Hold(planner.Hold{Nodes: 1, Pods: h.on(n.Name), Others: n.Others, Request: n.Request})
	}
	t.Sort()
	switch {
	case oneNamespace:
		notes.Add(importer.Assumed, "what today's nodes hold is unknown, as the pods of one namespace alone are read", "nodes")
	case !h.any:
		notes.Add(importer.Assumed, "what today's nodes hold is unknown, as no pod of the input is on a node: kubectl get nodes,pods -A has them", "nodes")
	case !h.system:
		notes.Add(importer.Assumed, "no pod of kube-system is in the input, so its nodes hold more than is counted: kubectl get nodes,pods -A has all", "nodes")
	}
	if h.gone > 0 {
		gone := "1 pod"
		if h.gone > 1 {
			gone = fmt.Sprintf("%d pods", h.gone)
		}
		notes.Add(importer.Assumed, "pods on nodes that are not in the input are not counted on today's nodes", gone)
	}
	return t
}

// on are the pods of a node, by workload.
func (h *holding) on(node string) []planner.WorkloadPods {
	pods := h.pods[node]
	slices.SortFunc(pods, func(a, b planner.WorkloadPods) int { return strings.Compare(a.Workload, b.Workload) })
	return pods
}

// alike reports that two nodes of one kind have almost the same memory: it differs by a
// little from host to host.
func alike(a, b planner.Maybe[planner.Memory]) bool {
	x, known := a.Value()
	y, also := b.Value()
	const percent = 1
	return known == also && max(x, y)-min(x, y) <= max(x, y)*percent/100
}

// platform are the domains of labels that Kubernetes, EKS and Karpenter set.
var platform = []string{"kubernetes.io", "k8s.io", "k8s.aws", "eks.amazonaws.com", "eksctl.io", "karpenter.sh", "amazonaws.com"}

func ofPlatform(key string) bool {
	domain, _, has := strings.Cut(key, "/")
	return has && slices.ContainsFunc(platform, func(of string) bool { return domain == of || strings.HasSuffix(domain, "."+of) })
}

// dropNames drops the labels that no workload selects by and that are the platform's, or
// differ from node to node.
func (h *holding) dropNames() {
	values := map[string]map[string]bool{}
	for i := range h.nodes {
		for key, value := range h.nodes[i].Like.Labels {
			if values[key] == nil {
				values[key] = map[string]bool{}
			}
			values[key][value] = true
		}
	}
	for i := range h.nodes {
		n := &h.nodes[i]
		n.Like.Labels = maps.Clone(n.Like.Labels)
		maps.DeleteFunc(n.Like.Labels, func(key, _ string) bool {
			return !h.keys[key] && (ofPlatform(key) || len(values[key]) > 1 && len(values[key]) == len(h.nodes))
		})
	}
}
