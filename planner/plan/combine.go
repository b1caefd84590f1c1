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
	all := r.combinations(slices.Clone(pool[:min(combined, len(pool))]))
	for empty := 0; empty < emptyBands && !r.spent(); {
		top := float64(r.best) * (1 - bandWidth*float64(empty))
		band := r.band(all, int64(top*(1-bandWidth)), int64(top))
		before := r.best
		for _, c := range band[:min(bandTries, len(band))] {
			if r.passes(c.fleet) || r.spent() {
				break
			}
		}
		if empty++; r.best < before {
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
// cost less than the best one and have what all pods need. Their costs are estimates where
// a commitment or a base on demand is shared.
func (r *search) combinations(columns []column) (all []combination) {
	slices.SortFunc(columns, column.compare)
	cost := make([]float64, len(columns)) // of a node
	for i, c := range columns {
		n := max(1, r.affordable(nil, c, r.best))
		cost[i] = float64(r.measure(fleet{{c, n}})-r.measure(nil)) / float64(n)
	}
	below := float64(r.best - r.measure(nil))
	have := r.roomOf(columns)
	var slab fleet // of all combinations
	var grow func(f fleet, spent float64, total []float64, from int)
	grow = func(f fleet, spent float64, total []float64, from int) {
		larger, sum := append(slices.Clip(f), nodesOf{}), make([]float64, len(r.total))
		for i := from; i < len(columns) && len(all) < mostCombined; i++ {
			if larger[len(f)].column = columns[i]; larger.types() > r.Groups {
				continue
			}
			most := int((below - spent) / max(1, cost[i]))
			step := max(1, most/countSteps)
			for n := step; n <= most; n += step {
				larger[len(f)].nodes = n
				for d := range sum {
					sum[d] = total[d] + float64(n)*have[i][d]
				}
				measure := spent + float64(n)*cost[i]
				if room := r.room(sum); room >= 1 {
					slab = append(slab, larger...)
					all = append(all, combination{slices.Clip(slab[len(slab)-len(larger):]), r.measure(nil) + int64(measure), room})
				}
				grow(larger, measure, sum, i+1)
			}
		}
	}
	grow(nil, 0, make([]float64, len(r.total)), 0)
	return all
}

// roomOf is what a node of each column has for pods of each resource, if it loses room for
// part of a pod.
func (r *search) roomOf(columns []column) [][]float64 {
	pods, of := float64(r.pods()), make([][]float64, len(columns))
	for i, c := range columns {
		for d, have := range r.problem.Nodes[c.option].Have {
			of[i] = append(of[i], max(0, float64(have)-roomForMeanOf*float64(r.total[d])/pods))
		}
	}
	return of
}

// room is how many times the pods a fleet has of the resource that it has least of.
func (r *search) room(have []float64) float64 {
	room := math.Inf(1)
	for d, total := range r.total {
		if total > 0 {
			room = min(room, have[d]/float64(total))
		}
	}
	return room
}
