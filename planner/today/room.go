package today

import (
	"slices"

	"podfit/planner"
	"podfit/planner/room"
)

// Room is how many more pods of a workload kube-scheduler places on the nodes as they are;
// unknown if it is unknown what they have or hold. The workload is one of the question's by
// its name, or another.
func (asked *Question) Room(pod *planner.Workload) (unknown planner.Maybe[room.Room]) {
	q := newEvaluation(asked)
	w := slices.Clone(q.Workload)
	at, known := q.byName[pod.Name]
	if !known {
		at, w = len(w), append(w, *pod)
	}
	for i := range q.Fleet.Groups {
		for _, e := range q.existing(&q.Fleet.Groups[i]) {
			if _, _, known := q.fit(&e, &w[at]); !known {
				return unknown
			}
		}
	}
	now, ok := q.newWorld(w, nil, nil)
	if !ok {
		return unknown
	}
	return planner.Known(room.Nodes{Trial: now.Trial, Placed: now.placed}.More(at))
}
