package pending

import (
	"cmp"
	"maps"
	"slices"

	"podfit/planner"
	"podfit/planner/schedule"
)

// scene is a cluster with its pods on their nodes, made ready for questions about one pod
// after the other. A change makes another scene, which shares what it does not change.
type scene struct {
	*Cluster
	Nodes  []Node   // instead of the cluster's
	byNode [][]*Pod // the pods on each
	used   []usage
	// anti are the pods on each node that keep others away, as few do.
	anti  [][]*Pod
	inUse map[Name]bool // claims of pods on nodes
	// nominees are the pods that preemption makes room for, by node.
	nominees map[string][]*Pod
	// free are the volumes of each class without a claim, and those that wait for theirs,
	// the smallest first.
	free map[string][]string
	// hosts: every node has a label kubernetes.io/hostname of its own.
	hosts bool
	// tolerant: other pods' anti-affinity is left out.
	tolerant bool
}

// usage is what the pods on a node take.
type usage struct {
	requests map[string]int64
	scoring  schedule.Scoring
	ports    []schedule.Port
}

func newScene(c *Cluster) *scene {
	n := len(c.Nodes)
	s := &scene{Cluster: c, Nodes: c.Nodes, byNode: make([][]*Pod, n), used: make([]usage, n), anti: make([][]*Pod, n), inUse: map[Name]bool{}, nominees: map[string][]*Pod{}, free: map[string][]string{}}
	at := map[string]int{}
	for i := range c.Nodes {
		at[c.Nodes[i].Name] = i
	}
	for i := range c.Pods {
		p := &c.Pods[i]
		if p.Node == "" && p.Nominated != "" {
			s.nominees[p.Nominated] = append(s.nominees[p.Nominated], p)
		}
		if p.Node != "" {
			if k, has := at[p.Node]; has {
				s.byNode[k] = append(s.byNode[k], p)
			}
			for _, ref := range p.Claims {
				s.inUse[Name{p.Namespace, p.claimName(ref)}] = true
			}
		}
	}
	for i := range s.Nodes {
		s.count(i)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Volumes)) {
		v := c.Volumes[name]
		if bound, has := c.Claims[v.Claim]; v.Claim == (Name{}) || has && !bound.Bound {
			s.free[v.Class] = append(s.free[v.Class], name)
		}
	}
	for _, names := range s.free {
		slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(c.Volumes[a].Storage, c.Volumes[b].Storage) })
	}
	s.compareHosts()
	return s
}

// compareHosts finds whether hostnames tell nodes apart, as they nearly always do.
func (s *scene) compareHosts() {
	names := map[string]bool{}
	for i := range s.Nodes {
		if host := s.Nodes[i].Labels[planner.HostTopology]; host != "" {
			names[host] = true
		}
	}
	s.hosts = len(names) == len(s.Nodes)
}

// count adds up what the pods of a node take.
func (s *scene) count(node int) {
	u := usage{requests: map[string]int64{}}
	var anti []*Pod
	for _, p := range s.byNode[node] {
		for name, n := range p.Requests {
			u.requests[name] += n
		}
		u.scoring.CPU += p.ScoringCPU
		u.scoring.Memory += p.ScoringMemory
		u.ports = append(u.ports, portsOf(p)...)
		if slices.ContainsFunc(p.Terms, func(t PodTerm) bool { return t.Anti && t.Weight == 0 }) {
			anti = append(anti, p)
		}
	}
	s.used[node], s.anti[node] = u, anti
}

func portsOf(p *Pod) (ports []schedule.Port) {
	for _, h := range p.Ports {
		ports = append(ports, schedule.Port{IP: h.IP, Protocol: h.Protocol, Port: int32(h.Port)})
	}
	return ports
}

// with is the scene with one node changed, and its pods.
func (s *scene) with(node int, n Node, pods []*Pod) *scene {
	to := *s
	to.Nodes, to.byNode, to.used, to.anti = slices.Clone(s.Nodes), slices.Clone(s.byNode), slices.Clone(s.used), slices.Clone(s.anti)
	to.Nodes[node], to.byNode[node] = n, pods
	to.count(node)
	return &to
}

// judge is what the filters say of a pod.
func (s *scene) judge(p *Pod) (v Verdict) {
	v = Verdict{Nodes: len(s.Nodes), Rejection: s.reject(p)}
	if v.Rejection != nil {
		return v
	}
	v.ByNode = s.filter(p)
	for _, node := range s.nominated(p) {
		// Nodes are filtered with the pods that preemption makes room for there, and
		// then without (RunFilterPluginsWithNominatedPods of runtime/framework.go).
		to := s.with(node, s.Nodes[node], slices.Concat(s.byNode[node], s.waiting(p, node)))
		to.tolerant = s.tolerant || s.unminded(p)
		if reasons := to.filter(p)[node]; len(reasons) > 0 {
			v.ByNode[node] = reasons
		}
	}
	return v
}

// unminded reports a pod to which no term is anything, of its own or of pods on nodes: the
// plugin is skipped then, and does not look at what preemption makes room for either
// (PreFilter of plugins/interpodaffinity/filtering.go).
func (s *scene) unminded(p *Pod) bool {
	return len(s.minders(p)) == 0 && !slices.ContainsFunc(p.Terms, func(t PodTerm) bool { return t.Weight == 0 })
}

// nominated are the nodes where preemption makes room for pods that go before this one.
func (s *scene) nominated(p *Pod) (nodes []int) {
	if len(s.nominees) == 0 {
		return nil
	}
	for i := range s.Nodes {
		if len(s.waiting(p, i)) > 0 {
			nodes = append(nodes, i)
		}
	}
	return nodes
}

func (s *scene) waiting(p *Pod, node int) (pods []*Pod) {
	for _, o := range s.nominees[s.Nodes[node].Name] {
		if o.Priority >= p.Priority && o.Name != p.Name {
			pods = append(pods, o)
		}
	}
	return pods
}

// filter gives the reasons of each node.
func (s *scene) filter(p *Pod) [][]Reason {
	w := s.world(p)
	all := make([][]Reason, len(s.Nodes))
	w.simulator.Reject(w.placement, own, func(node int32, r schedule.Reason, resource int32) {
		all[node] = append(all[node], s.reasons(w, p, node, r, resource)...)
	})
	return all
}

// reasons are what a reason of the simulation stands for.
func (s *scene) reasons(w *world, p *Pod, node int32, r schedule.Reason, resource int32) []Reason {
	switch r {
	case schedule.NodeExcluded:
		if !w.looksAt(&s.Nodes[node]) {
			return []Reason{{Kind: NotNamed}}
		}
		return []Reason{{Kind: Cordoned}}
	case schedule.TaintNotTolerated:
		return []Reason{{Kind: Untolerated, Taint: p.untolerated(&s.Nodes[node])[0]}}
	case schedule.InsufficientResource:
		return []Reason{{Kind: Insufficient, Resource: w.resources[resource]}}
	case schedule.VolumeElsewhere:
		return s.volumes(p, node)
	}
	return []Reason{{Kind: kindOf[r]}}
}

var kindOf = map[schedule.Reason]Kind{
	schedule.NodeNotSelected: NotSelected, schedule.PortTaken: PortTaken, schedule.TooManyPods: TooManyPods,
	schedule.SpreadLabelMissing: SpreadLabel, schedule.SpreadExceeded: SpreadSkew,
	schedule.AffinityUnmet: NoPodNear, schedule.AntiAffinity: PodNear, schedule.AntiAffinityOfOthers: PodNearMinds,
}

// place is how many of some alike pods the scheduler finds a node for. A pod with volumes
// is one alone: where one of several puts its own is not followed.
func (s *scene) place(p *Pod, pods int) int {
	if len(p.Claims) > 0 {
		pods = 1
	}
	if pods == 1 || len(s.nominees) > 0 {
		v := s.judge(p)
		if _, fits := v.Feasible(); !fits {
			return 0
		}
		if pods == 1 {
			return 1
		}
	}
	if s.reject(p) != nil {
		return 0
	}
	to := s
	for _, node := range s.nominated(p) {
		to = to.with(node, s.Nodes[node], slices.Concat(s.byNode[node], s.waiting(p, node)))
	}
	w := to.world(p)
	r := w.simulator.Continue(w.placement, make([]int32, pods), schedule.Tiebreak{Ties: schedule.ListedTies})
	return pods - r.Pending
}
