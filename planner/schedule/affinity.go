package schedule

import (
	"cmp"
	"slices"
)

// Inter-pod affinity, of plugins/interpodaffinity: filtering.go and scoring.go;
// and host ports, which rule out nodes in the same way (plugins/nodeports/node_ports.go).

// block rules out domains that have a pod of a tally.
type block struct {
	tally  int32
	key    Key
	reason Reason
}

// affinity asks for domains that have a pod of a tally: one that matches all
// affinity terms of the workload.
type affinity struct {
	tally int32
	key   Key
}

// attract scores domains by the weights of the pods that they have.
type attract struct {
	tally int32
	key   Key
}

// contribution is what pods of a workload do to another, by a key.
type contribution struct {
	key    Key
	of     int32
	weight int32
}

func (s *Simulator) compileAffinity(t *tallies) {
	blocks := make([][]contribution, len(s.specs)) // by anti-affinity of others
	attracts := make([][]contribution, len(s.specs))
	for u := range s.workloads {
		var matched Set // by all required affinity terms
		first := true
		for _, term := range s.workloads[u].Terms {
			s.compileTerm(t, int32(u), term, blocks, attracts)
			if !term.Anti && term.Weight == 0 {
				matched = intersect(matched, term.Pods, first)
				first = false
			}
		}
		sp := &s.specs[u]
		_, sp.ownAffine = slices.BinarySearch(matched, int32(u))
		for _, term := range s.workloads[u].Terms {
			if !term.Anti && term.Weight == 0 {
				sp.affinity = append(sp.affinity, affinity{t.of(term.Key, nil, count(matched)), term.Key})
			}
		}
	}
	for w := range s.specs {
		sp := &s.specs[w]
		byKey(blocks[w], func(key Key, pods weighed) {
			for i := range pods.weights {
				pods.weights[i] = 1
			}
			sp.addBlock(block{t.of(key, nil, pods), key, AntiAffinityOfOthers})
		})
		byKey(attracts[w], func(key Key, pods weighed) {
			sp.attract = append(sp.attract, attract{t.of(key, nil, pods), key})
		})
	}
}

func intersect(a, b Set, first bool) Set {
	if first {
		return b
	}
	var both Set
	for _, w := range a {
		if _, in := slices.BinarySearch(b, w); in {
			both = append(both, w)
		}
	}
	return both
}

// compileTerm hands out what a term of workload u does to others and to itself.
func (s *Simulator) compileTerm(t *tallies, u int32, term Term, blocks, attracts [][]contribution) {
	weight := term.Weight
	switch {
	case weight == 0 && term.Anti:
		s.specs[u].addBlock(block{t.of(term.Key, nil, count(term.Pods)), term.Key, AntiAffinity})
		for _, w := range term.Pods {
			if w != u { // its own pods are among those that block it already
				blocks[w] = append(blocks[w], contribution{term.Key, u, 1})
			}
		}
		return
	case weight == 0: // a required affinity attracts the pods that it selects
		weight = weightHardAffinity
	default:
		if term.Anti {
			weight = -weight
		}
		for _, w := range term.Pods {
			attracts[u] = append(attracts[u], contribution{term.Key, w, weight})
		}
	}
	for _, w := range term.Pods {
		attracts[w] = append(attracts[w], contribution{term.Key, u, weight})
	}
}

func (sp *spec) addBlock(b block) {
	if b.key == Hostname {
		sp.hostBlocks = append(sp.hostBlocks, b)
	} else {
		sp.blocks = append(sp.blocks, b)
	}
}

// byKey sums contributions by key and workload, and drops those that cancel.
func byKey(all []contribution, each func(Key, weighed)) {
	slices.SortFunc(all, func(a, b contribution) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.of, b.of)) })
	for len(all) > 0 {
		key := all[0].key
		var pods weighed
		for len(all) > 0 && all[0].key == key {
			of, sum := all[0].of, int32(0)
			for ; len(all) > 0 && all[0].key == key && all[0].of == of; all = all[1:] {
				sum += all[0].weight
			}
			if sum != 0 {
				pods.set, pods.weights = append(pods.set, of), append(pods.weights, sum)
			}
		}
		if len(pods.set) > 0 {
			each(key, pods)
		}
	}
}

// attached applies required affinity and anti-affinity by keys other than the
// hostname, and affinity by the hostname.
func (s *Simulator) attached(sp *spec, node int32) Reason {
	there := true
	for _, a := range sp.affinity {
		d := s.domainOf(a.key, node)
		if d < 0 {
			return AffinityUnmet
		}
		there = there && s.tallies[a.tally].counts[d] > 0
	}
	if !there && !(sp.ownAffine && s.alone(sp)) {
		return AffinityUnmet
	}
	for _, b := range sp.blocks {
		if d := s.domainOf(b.key, node); d >= 0 && s.tallies[b.tally].counts[d] > 0 {
			return b.reason
		}
	}
	return Feasible
}

// alone says whether no pod matches the workload's affinity terms anywhere. Then
// the first of its pods may go to any node with the labels, if it matches them itself.
func (s *Simulator) alone(sp *spec) bool {
	for _, a := range sp.affinity {
		if s.tallies[a.tally].total > 0 {
			return false
		}
	}
	return true
}

// addAttraction adds the scores of preferred terms, of the pod's and of pods on
// nodes, to those of the feasible nodes.
func (s *Simulator) addAttraction(sp *spec, feasible, totals []int32) {
	raw := s.raw[:len(feasible)]
	clear(raw)
	for _, a := range sp.attract {
		counts := s.tallies[a.tally].counts
		for k, i := range feasible {
			if d := s.domainOf(a.key, i); d >= 0 {
				raw[k] += counts[d]
			}
		}
	}
	least, most := slices.Min(raw), slices.Max(raw)
	if least == most {
		return
	}
	for k, r := range raw {
		totals[k] += weightPods * int32(maxScore*(float64(r-least)/float64(most-least)))
	}
}

func (s *Simulator) compilePorts(t *tallies) {
	var with []int32
	for w := range s.workloads {
		if len(s.workloads[w].Ports) > 0 {
			with = append(with, int32(w))
		}
	}
	for _, w := range with {
		var others Set
		for _, v := range with {
			if conflict(s.workloads[w].Ports, s.workloads[v].Ports) {
				others = append(others, v)
			}
		}
		s.specs[w].addBlock(block{t.of(Hostname, nil, count(others)), Hostname, PortTaken})
	}
}

// conflict says whether two pods want the same port of a node: of one address,
// or either of them of all (HostPortInfo of k8s.io/kube-scheduler/framework/types.go).
func conflict(a, b []Port) bool {
	for _, p := range a {
		for _, q := range b {
			if p.Port > 0 && p.Port == q.Port && protocol(p) == protocol(q) && (anyIP(p) || anyIP(q) || p.IP == q.IP) {
				return true
			}
		}
	}
	return false
}

func anyIP(p Port) bool { return p.IP == "" || p.IP == "0.0.0.0" }

func protocol(p Port) string {
	if p.Protocol == "" {
		return "TCP"
	}
	return p.Protocol
}
