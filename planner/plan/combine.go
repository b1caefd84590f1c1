package plan

import (
	"cmp"
	"math"
	"slices"
)

// Combinations of the best columns are tried in bands of cost below the best fleet, in
// each band those with the most room first: room is what decides whether a fleet
// schedules, and few combinations near the bound have it.
const (
	combined      = 10   // columns
	countSteps    = 24   // numbers of nodes of a column
	bandWidth     = 0.01 // of the best measure
	bandTries     = 10
	emptyBands    = 5 // without a fleet that schedules, one below the other
	mostCombined  = 60_000
	roomForMeanOf = 1.0 // mean pods that do not fit at the end of a node
)

type combination struct {
	fleet
	measure int64
	room    float64
}

// combine looks for cheaper fleets among the combinations of the first columns of a pool.
func (r *search) combine(pool []column) {
	if r.best == math.MaxInt64 {
		return
	}
	all := r.combinations(pool[:min(combined, len(pool))])
	for empty := 0; empty < emptyBands && !r.spent(); {
		top := float64(r.best) * (1 - bandWidth*float64(empty))
		band := r.band(all, int64(top*(1-bandWidth)), int64(top))
		better := false
		for _, c := range band[:min(bandTries, len(band))] {
			if better = r.passes(c.fleet); better || r.spent() {
				break
			}
		}
		if empty++; better {
			empty = 0
		}
	}
}

// band is the combinations that cost at least from and less than to, the roomiest first.
func (r *search) band(all []combination, from, to int64) (band []combination) {
	for _, c := range all {
		if c.measure >= from && c.measure < to && c.measure < r.best {
			band = append(band, c)
		}
	}
	slices.SortStableFunc(band, func(a, b combination) int {
		return cmp.Or(cmp.Compare(b.room, a.room), cmp.Compare(a.measure, b.measure))
	})
	return band
}

// combinations are fleets of up to as many of the columns as there may be groups, that
// cost less than the best one and have what all pods need.
func (r *search) combinations(columns []column) (all []combination) {
	var grow func(f fleet, from int)
	grow = func(f fleet, from int) {
		for i := from; i < len(columns) && len(all) < mostCombined; i++ {
			if len(f) > 0 && f.of(columns[i]) == 0 && f.with(columns[i], 1).types() > r.Groups {
				continue
			}
			most := r.affordable(f, columns[i], r.best)
			step := max(1, most/countSteps)
			for n := step; n <= most; n += step {
				larger := f.with(columns[i], n)
				if room := r.room(larger); room >= 1 {
					all = append(all, combination{larger, r.measure(larger), room})
				}
				grow(larger, i+1)
			}
		}
	}
	grow(nil, 0)
	return all
}

// room is how many times the pods a fleet has of the resource that it has least of, if
// each node loses room for part of a pod.
func (r *search) room(f fleet) float64 {
	room := math.Inf(1)
	pods := float64(r.pods())
	for d, total := range r.total {
		if total == 0 {
			continue
		}
		have, lost := 0.0, roomForMeanOf*float64(total)/pods
		for _, n := range f {
			have += float64(n.nodes) * max(0, float64(r.problem.Nodes[n.option].Have[d])-lost)
		}
		room = min(room, have/float64(total))
	}
	return room
}
