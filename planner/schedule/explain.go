package schedule

// explainAll says why pods are pending, as the cluster is at the end.
func (s *Simulator) explainAll() {
	if s.result.Pending == 0 {
		return
	}
	pods := make([]int, len(s.specs))
	for _, p := range s.result.Pods {
		if p.Node == Pending {
			pods[p.Workload]++
		}
	}
	for w, n := range pods {
		if n > 0 {
			s.result.Failures = append(s.result.Failures, Failure{Workload: int32(w), Pods: n, Reasons: s.explain(int32(w), s.reject)})
		}
	}
}

// explain counts why nodes are not feasible for another pod of a workload.
func (s *Simulator) explain(w int32, reject func(sp *spec, at int32, because because)) []ReasonCount {
	sp := &s.specs[w]
	nodes := make([]int, int(reasons)+s.resources)
	for i := range s.nodes {
		reject(sp, int32(i), func(r Reason, resource int32) {
			if r == InsufficientResource {
				nodes[int32(reasons)+resource]++
			} else {
				nodes[r]++
			}
		})
	}
	var counts []ReasonCount
	for r := NodeExcluded; r < reasons; r++ {
		if r == InsufficientResource {
			for resource := range int32(s.resources) {
				if n := nodes[int32(reasons)+resource]; n > 0 {
					counts = append(counts, ReasonCount{r, resource, n})
				}
			}
		} else if nodes[r] > 0 {
			counts = append(counts, ReasonCount{Reason: r, Nodes: nodes[r]})
		}
	}
	return counts
}

// Reject gives why each node is not feasible for another pod of a workload, with the pods
// of a placement where they are. A node that lacks several resources comes once for each,
// and one that is feasible does not come.
func (s *Simulator) Reject(from Placement, w int32, because func(node int32, r Reason, resource int32)) {
	s.begin(from.Nodes, Tiebreak{Ties: ListedTies})
	for _, p := range from.Pods {
		if p.Node != Pending {
			s.bind(p.Workload, s.place[p.Node])
		}
	}
	sp := &s.specs[w]
	for i := range s.nodes {
		s.reject(sp, int32(i), func(r Reason, resource int32) { because(s.listed[i], r, resource) })
	}
}

// because takes a reason, and the resource where the reason is one.
type because func(r Reason, resource int32)

// reject gives the reasons of the first filter that rejects a node.
func (s *Simulator) reject(sp *spec, at int32, because because) {
	n := &s.nodes[at]
	static := sp.static[n.class]
	if static != Feasible && static != VolumeElsewhere {
		because(static, 0)
		return
	}
	if r := s.hostBlocked(sp, at, true); r != Feasible {
		because(r, 0)
		return
	}
	if s.short(sp, at, because) {
		return
	}
	if v := s.newVolumes(sp, at); v > 0 && v > n.volumes {
		because(TooManyVolumes, 0)
		return
	}
	if static != Feasible {
		because(static, 0)
		return
	}
	r := s.constrained(sp, at)
	if b := s.hostBlocked(sp, at, false); b != Feasible && (r == Feasible || r > b) {
		r = b
	}
	if r != Feasible {
		because(r, 0)
	}
}

// hostBlocked is why pods on the node rule it out: by their ports, or by anti-affinity.
func (s *Simulator) hostBlocked(sp *spec, at int32, ports bool) Reason {
	for _, b := range sp.hostBlocks {
		if (b.reason == PortTaken) == ports && s.tallies[b.tally].counts[at] > 0 {
			return b.reason
		}
	}
	return Feasible
}

// short gives the resources that a node has too little of; pods are one.
func (s *Simulator) short(sp *spec, at int32, because because) (short bool) {
	n := &s.nodes[at]
	if n.pods < 1 {
		because(TooManyPods, 0)
		short = true
	}
	for r := range n.free {
		if lacks(sp.need[r], n.free[r]) {
			because(InsufficientResource, int32(r))
			short = true
		}
	}
	more := s.moreOf(at)
	for _, m := range sp.more {
		if lacks(m.amount, more[m.resource]) {
			because(InsufficientResource, m.resource+Resources)
			short = true
		}
	}
	return short
}
