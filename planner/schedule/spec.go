package schedule

import (
	"fmt"
	"slices"
)

// spec is a workload made ready: what its pods need of a node, and which tallies
// their filters and scores read and their arrival changes.
type spec struct {
	need       [Resources]int64
	more       []need // of further resources
	scoring    Scoring
	bestEffort bool
	address    AddressKind
	volumes    int32
	shared     int32 // volumes, once on each node
	own        int32 // tally of its pods on hosts, where shared is above 0
	static     []Reason

	// Filters. Those of hostBlocks depend on a node's own pods alone.
	hostBlocks []block
	blocks     []block
	limits     []limit
	affinity   []affinity
	ownAffine  bool // it matches its own affinity terms

	// Scores.
	prefers []int32
	taints  []int32
	soft    []soft
	ignored []bool // classes without all labels of soft; nil is none
	even    bool   // soft scores nodes alike as long as no pod counts
	attract []attract

	bumps []bump
}

type need struct {
	resource int32
	amount   int64
}

// local says whether a node's own pods decide alone whether it is feasible.
func (s *spec) local() bool { return len(s.limits)+len(s.affinity)+len(s.blocks) == 0 }

// waits says whether pods that are placed later can make a node feasible that
// was not: those rejected by a spread or by affinity. No pod ever leaves a node.
func (s *spec) waits() bool { return len(s.limits)+len(s.affinity) > 0 }

// compile makes workloads ready.
func (s *Simulator) compile() error {
	for i := range s.classes {
		if err := s.checkClass(i); err != nil {
			return err
		}
	}
	for w := range s.workloads {
		if err := s.checkWorkload(w); err != nil {
			return err
		}
	}
	s.specs = make([]spec, len(s.workloads))
	s.labelled = make([]bool, len(s.domains))
	for key := range s.labelled {
		s.labelled[key] = !slices.ContainsFunc(s.classes, func(c Class) bool { return !c.labelled(Key(key)) })
	}
	s.anywhere = make([]Reason, len(s.classes))
	t := tallies{bumps: make([][]bump, len(s.workloads)), known: map[string]int32{}}
	for w := range s.workloads {
		sp := &s.specs[w]
		s.compileNeeds(sp, &s.workloads[w])
		s.compileStatic(sp, &s.workloads[w])
		s.compileSpreads(&t, sp, int32(w))
		if sp.shared > 0 {
			sp.own = t.of(Hostname, nil, count(Set{int32(w)}))
		}
	}
	s.compilePorts(&t)
	s.compileAffinity(&t)
	s.tallies = t.all
	for w := range s.specs {
		s.specs[w].bumps = t.bumps[w]
	}
	return nil
}

func (s *Simulator) compileNeeds(sp *spec, w *Workload) {
	for r, a := range w.Need {
		switch {
		case r < Resources:
			sp.need[r] = a
		case a > 0:
			sp.more = append(sp.more, need{int32(r - Resources), a})
		}
	}
	sp.scoring, sp.address = w.Scoring, w.Address
	sp.volumes, sp.shared = w.Volumes, w.SharedVolumes
	// A pod without requests for either skips balanced allocation
	// (plugins/noderesources/balanced_allocation.go, PreScore).
	sp.bestEffort = sp.need[CPU] == 0 && sp.need[Memory] == 0
	sp.prefers, sp.taints = unlessZero(w.Prefers), unlessZero(w.Taints)
}

// unlessZero is nil for scores that are all 0, which change nothing.
func unlessZero(scores []int32) []int32 {
	for _, s := range scores {
		if s != 0 {
			return scores
		}
	}
	return nil
}

// compileStatic finds what rules out whole classes.
func (s *Simulator) compileStatic(sp *spec, w *Workload) {
	if w.Tolerates == nil && w.Selects == nil && w.Reaches == nil && w.Excluded == nil && len(w.Ports) == 0 {
		sp.static = s.anywhere
		return
	}
	sp.static = make([]Reason, len(s.classes))
	for c := range s.classes {
		switch {
		case w.Excluded != nil && w.Excluded[c]:
			sp.static[c] = NodeExcluded
		case w.Tolerates != nil && !w.Tolerates[c]:
			sp.static[c] = TaintNotTolerated
		case w.Selects != nil && !w.Selects[c]:
			sp.static[c] = NodeNotSelected
		case conflict(w.Ports, s.classes[c].UsedPorts):
			sp.static[c] = PortTaken
		case w.Reaches != nil && !w.Reaches[c]:
			sp.static[c] = VolumeElsewhere
		}
	}
}

func (s *Simulator) checkClass(c int) error {
	if n := len(s.classes[c].Allocatable); n > s.resources {
		s.resources = n
	}
	for k, d := range s.classes[c].Domains {
		for len(s.domains) <= k {
			s.domains = append(s.domains, 0)
		}
		if d < Unlabelled {
			return fmt.Errorf("class %d: domain %d of key %d: must be 0 or more, or Unlabelled", c, d, k)
		}
		s.domains[k] = max(s.domains[k], d+1)
	}
	return nil
}

func (s *Simulator) checkWorkload(w int) error {
	load := &s.workloads[w]
	for _, by := range []int{len(load.Selects), len(load.Tolerates), len(load.Reaches), len(load.Excluded), len(load.Prefers), len(load.Taints)} {
		if by != 0 && by != len(s.classes) {
			return fmt.Errorf("workload %d: %d values by class: must be %d, one for each class, or none", w, by, len(s.classes))
		}
	}
	s.resources = max(s.resources, len(load.Need))
	check := func(key Key, set Set) error {
		if key < 0 {
			return fmt.Errorf("workload %d: topology key %d: must be 0 or more", w, key)
		}
		for len(s.domains) <= int(key) {
			s.domains = append(s.domains, 0)
		}
		for i, v := range set {
			if v < 0 || int(v) >= len(s.workloads) || i > 0 && v <= set[i-1] {
				return fmt.Errorf("workload %d: set %v: must be ascending workload indexes below %d", w, set, len(s.workloads))
			}
		}
		return nil
	}
	for _, sp := range load.Spreads {
		if sp.MaxSkew < 1 {
			return fmt.Errorf("workload %d: maxSkew %d: must be 1 or more", w, sp.MaxSkew)
		}
		if err := check(sp.Key, sp.Counts); err != nil {
			return err
		}
	}
	for _, t := range load.Terms {
		if err := check(t.Key, t.Pods); err != nil {
			return err
		}
	}
	return nil
}
