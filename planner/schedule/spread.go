package schedule

import (
	"math"
	"slices"
)

// Topology spread, of plugins/podtopologyspread: filtering.go and scoring.go.

// limit is a constraint with DoNotSchedule.
type limit struct {
	tally            int32
	key              Key
	skew, minDomains int32
	self             int32 // 1 where the pod counts itself
}

// soft is a constraint with ScheduleAnyway.
type soft struct {
	tally int32
	key   Key
	pad   float64 // maxSkew - 1
}

func (s *Simulator) compileSpreads(t *tallies, sp *spec, w int32) {
	load := &s.workloads[w]
	var hard, anyway []Spread
	for _, c := range load.Spreads {
		if c.Anyway {
			anyway = append(anyway, c)
		} else {
			hard = append(hard, c)
		}
	}
	for _, c := range hard {
		l := limit{tally: t.of(c.Key, s.spreadEligible(load, c, hard), count(c.Counts)), key: c.Key, skew: c.MaxSkew, minDomains: max(1, c.MinDomains)}
		if _, self := slices.BinarySearch(c.Counts, w); self {
			l.self = 1
		}
		t.all[l.tally].minimum = true
		sp.limits = append(sp.limits, l)
	}
	required := anyway // labels that a node needs to be scored at all
	if len(load.Spreads) == 0 && load.DefaultSpread {
		own := Set{w}
		anyway = []Spread{{Key: Hostname, MaxSkew: defaultHostSkew, Counts: own}, {Key: Zone, MaxSkew: defaultZoneSkew, Counts: own}}
	}
	for _, c := range anyway {
		var eligible []bool // on hosts each node counts its own pods
		if c.Key != Hostname {
			eligible = s.spreadEligible(load, c, required)
		}
		sp.soft = append(sp.soft, soft{tally: t.of(c.Key, eligible, count(c.Counts)), key: c.Key, pad: float64(c.MaxSkew - 1)})
	}
	if sp.even = s.labelledBy(required) && s.labelledBy(anyway); sp.even {
		return
	}
	sp.even = true
	for c := range s.classes {
		if !labelledAll(&s.classes[c], required) {
			if sp.ignored == nil {
				sp.ignored = make([]bool, len(s.classes))
			}
			sp.ignored[c] = true
		}
		sp.even = sp.even && labelledAll(&s.classes[c], anyway)
	}
}

// spreadEligible is the classes whose nodes count: those that have the labels
// of all constraints of the pod, and pass its policies.
func (s *Simulator) spreadEligible(w *Workload, c Spread, all []Spread) []bool {
	if s.labelledBy(all) && (c.IgnoreAffinity || w.Selects == nil) && (!c.HonorTaints || w.Tolerates == nil) {
		return nil
	}
	eligible := make([]bool, len(s.classes))
	for i := range s.classes {
		eligible[i] = labelledAll(&s.classes[i], all) &&
			(c.IgnoreAffinity || w.Selects == nil || w.Selects[i]) &&
			(!c.HonorTaints || w.Tolerates == nil || w.Tolerates[i])
	}
	return eligible
}

// labelledBy says whether all classes have the labels of all constraints.
func (s *Simulator) labelledBy(spreads []Spread) bool {
	return !slices.ContainsFunc(spreads, func(c Spread) bool { return !s.labelled[c.Key] })
}

func labelledAll(c *Class, spreads []Spread) bool {
	for _, sp := range spreads {
		if !c.labelled(sp.Key) {
			return false
		}
	}
	return true
}

// withinSkew applies the constraints with DoNotSchedule to a node.
func (s *Simulator) withinSkew(sp *spec, node int32) Reason {
	for i := range sp.limits {
		l := &sp.limits[i]
		d := s.domainOf(l.key, node)
		if d < 0 {
			return SpreadLabelMissing
		}
		t := &s.tallies[l.tally]
		least := t.least
		if t.present < l.minDomains {
			least = 0
		}
		if t.counts[d]+l.self-least > l.skew {
			if t.counts[d] == absentCount && l.self-least <= l.skew {
				continue // it lacks the label of a later constraint
			}
			return SpreadExceeded
		}
	}
	return Feasible
}

// addSpread adds the scores of constraints with ScheduleAnyway to those of the
// feasible nodes.
func (s *Simulator) addSpread(sp *spec, feasible, totals []int32) {
	ignored := 0
	if sp.ignored != nil {
		for _, i := range feasible {
			if sp.ignored[s.nodes[i].class] {
				ignored++
			}
		}
		if ignored == len(feasible) {
			return
		}
	}
	if sp.ignored == nil && sp.even && len(sp.soft) == 2 && sp.soft[0].key == Hostname && sp.soft[1].key != Hostname {
		s.addHostsAndDomains(sp, feasible, totals)
		return
	}
	raw := s.raw[:len(feasible)]
	s.spreadAny(sp, feasible, raw, ignored)
	least, most := int32(math.MaxInt32), int32(0)
	for _, r := range raw {
		if r != ignoredNode {
			least, most = min(least, r), max(most, r)
		}
	}
	normalizeSpread(raw, totals, least, most)
}

// addHostsAndDomains is addSpread for the usual case: hosts and zones, and all
// nodes labelled.
func (s *Simulator) addHostsAndDomains(sp *spec, feasible, totals []int32) {
	hosts, pad := s.tallies[sp.soft[0].tally].counts, sp.soft[0].pad
	weight := s.logs[len(feasible)]
	domain := s.domainList[sp.soft[1].key]
	zones := s.domainScores(&sp.soft[1], s.distinct(sp, sp.soft[1].key, feasible))
	raw := s.raw[:len(feasible)]
	least, most := int32(math.MaxInt32), int32(0)
	for k, i := range feasible {
		score := float64(float64(hosts[i])*weight) + pad
		r := round(score + zones[domain[i]])
		raw[k] = r
		least, most = min(least, r), max(most, r)
	}
	if least != most {
		normalizeSpread(raw, totals, least, most)
	}
}

// spreadAny is how many pods count on each node and in its domains, weighed by
// the number of domains; ignoredNode where the node lacks labels.
func (s *Simulator) spreadAny(sp *spec, feasible, raw []int32, ignored int) {
	clear(s.spreadScores[:len(feasible)])
	scores := s.spreadScores[:len(feasible)]
	for c := range sp.soft {
		by := &sp.soft[c]
		if by.key == Hostname {
			counts, weight := s.tallies[by.tally].counts, s.logs[len(feasible)-ignored]
			for k, i := range feasible {
				scores[k] += float64(float64(counts[i])*weight) + by.pad
			}
			continue
		}
		byDomain := s.domainScores(by, s.distinct(sp, by.key, feasible))
		for k, i := range feasible {
			if d := s.domainList[by.key][i]; d >= 0 {
				scores[k] += byDomain[d]
			}
		}
	}
	for k, i := range feasible {
		raw[k] = round(scores[k])
		if sp.ignored != nil && sp.ignored[s.nodes[i].class] {
			raw[k] = ignoredNode
		}
	}
}

const ignoredNode = -1

// domainScores is what each domain counts for. The conversion keeps the product
// from being fused with the sum, which would round differently on some machines.
func (s *Simulator) domainScores(by *soft, distinct int) []float64 {
	counts := s.tallies[by.tally].counts
	scores := s.byDomain[:len(counts)]
	for d, c := range counts {
		scores[d] = float64(float64(c)*s.logs[distinct]) + by.pad
	}
	return scores
}

// distinct is how many domains the feasible nodes have; nodes without the label
// have one together.
func (s *Simulator) distinct(sp *spec, key Key, feasible []int32) (n int) {
	domain := s.domainList[key]
	s.marking++
	for _, i := range feasible {
		if sp.ignored != nil && sp.ignored[s.nodes[i].class] {
			continue
		}
		if d := domain[i] + 1; s.marks[d] != s.marking {
			s.marks[d] = s.marking
			if n++; n == s.distinctDomains[key] {
				break // the cluster has no more
			}
		}
	}
	return n
}

// normalizeSpread turns counts of pods into scores, where fewer pods score higher.
func normalizeSpread(raw, totals []int32, least, most int32) {
	if least == most {
		for k, r := range raw {
			if r != ignoredNode {
				totals[k] += weightSpread * maxScore
			}
		}
		return
	}
	sum, by := uint32(most+least), uint32(most)
	for k, r := range raw {
		if r != ignoredNode {
			totals[k] += weightSpread * int32(maxScore*(sum-uint32(r))/by)
		}
	}
}

// round is math.Round for what is not negative.
func round(x float64) int32 {
	n := int32(x)
	if x-float64(n) >= 0.5 {
		n++
	}
	return n
}
