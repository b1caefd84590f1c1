package schedule

import (
	"encoding/binary"
	"slices"
)

// tally counts pods in the domains of a topology key, each by its workload's
// weight. The scheduler counts anew for every pod; a tally is kept up to date
// instead as pods are placed.
type tally struct {
	key      Key
	eligible []bool // classes whose nodes count; nil is all
	minimum  bool   // whether least is kept

	// Of the cluster.
	absent  []int32 // domains without an eligible node
	present int32   // how many have one

	// Of the run.
	counts  []int32
	total   int64
	least   int32 // smallest count of a present domain
	atLeast int32 // how many domains have it
}

// absentCount is the count of a domain that has no eligible node: so many that
// it is never the least. No node of such a domain is feasible.
const absentCount = 1 << 30

// bump is what a placed pod adds to a tally.
type bump struct {
	tally  int32
	weight int32
}

// weighed is workloads and what one pod of each counts.
type weighed struct {
	set     Set
	weights []int32
}

// count counts one for each pod of a set.
func count(set Set) weighed {
	w := weighed{set: set, weights: make([]int32, len(set))}
	for i := range w.weights {
		w.weights[i] = 1
	}
	return w
}

// tallies are collected here; equal ones are shared.
type tallies struct {
	all   []tally
	bumps [][]bump // by workload
	known map[string]int32
	name  []byte
}

// of is the tally of pods in the domains of a key.
func (t *tallies) of(key Key, eligible []bool, pods weighed) int32 {
	if !slices.Contains(eligible, false) {
		eligible = nil
	}
	b := binary.AppendUvarint(t.name[:0], uint64(key))
	for _, e := range eligible {
		if e {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	b = append(b, 2)
	for i, w := range pods.set {
		b = binary.AppendVarint(binary.AppendUvarint(b, uint64(w)), int64(pods.weights[i]))
	}
	t.name = b
	if at, ok := t.known[string(b)]; ok {
		return at
	}
	at := int32(len(t.all))
	t.known[string(b)] = at
	t.all = append(t.all, tally{key: key, eligible: eligible})
	for i, w := range pods.set {
		t.bumps[w] = append(t.bumps[w], bump{at, pods.weights[i]})
	}
	return at
}

// add counts a pod that arrives in a domain.
func (t *tally) add(domain, weight int32) {
	c := t.counts[domain]
	t.counts[domain] = c + weight
	t.total += int64(weight)
	if !t.minimum || c != t.least {
		return
	}
	if t.atLeast--; t.atLeast == 0 {
		t.findLeast()
	}
}

// findLeast looks through all domains; they are filled evenly, so that it is
// called once for as many pods as there are domains.
func (t *tally) findLeast() {
	t.least, t.atLeast = absentCount, 0
	for _, c := range t.counts {
		switch {
		case c < t.least:
			t.least, t.atLeast = c, 1
		case c == t.least:
			t.atLeast++
		}
	}
}

// domainOf is the domain of a node, by its place in the list.
func (s *Simulator) domainOf(key Key, node int32) int32 {
	if key == Hostname {
		return node
	}
	return s.domainList[key][node]
}

// labelled says whether nodes of a class have the label of a key.
func (c *Class) labelled(key Key) bool {
	return key == Hostname || int(key) < len(c.Domains) && c.Domains[key] != Unlabelled
}

// survey finds the domains of each tally in the cluster.
func (s *Simulator) survey() {
	size := 0
	for i := range s.tallies {
		size += s.tallySize(s.tallies[i].key)
	}
	s.slab = slices.Grow(s.slab[:0], size)[:size]
	at := 0
	for i := range s.tallies {
		t := &s.tallies[i]
		n := s.tallySize(t.key)
		t.counts = s.slab[at : at+n : at+n]
		at += n
		if t.minimum {
			s.surveyTally(t)
		}
	}
}

func (s *Simulator) tallySize(key Key) int {
	if key == Hostname {
		return len(s.nodes)
	}
	return int(s.domains[key])
}

func (s *Simulator) surveyTally(t *tally) {
	clear(t.counts)
	t.absent, t.present = t.absent[:0], 0
	for i := range s.nodes {
		if d := s.domainOf(t.key, int32(i)); d >= 0 && (t.eligible == nil || t.eligible[s.nodes[i].class]) {
			t.counts[d] = 1
		}
	}
	for d, c := range t.counts {
		if c == 0 {
			t.absent = append(t.absent, int32(d))
		} else {
			t.present++
		}
	}
}

// clearTallies makes all counts 0.
func (s *Simulator) clearTallies() {
	clear(s.slab)
	for i := range s.tallies {
		t := &s.tallies[i]
		t.total = 0
		if !t.minimum {
			continue
		}
		for _, d := range t.absent {
			t.counts[d] = absentCount
		}
		t.least, t.atLeast = 0, t.present
	}
}
