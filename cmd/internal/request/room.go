package request

import (
	"slices"

	"podfit/cmd/internal/cli"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/room"
	"podfit/planner/settings"
	"podfit/planner/today"
)

// RoomPod is the pod that --room is about: that of a workload, or one that it describes.
func RoomPod(text string, w planner.Workloads) (*planner.Workload, int, error) {
	var names []string
	for i := range w {
		if w[i].Name == text {
			return &w[i], 0, nil
		}
		names = append(names, w[i].Name)
	}
	pod, err := settings.ParsePod(text)
	if err != nil {
		return nil, 0, cli.Usagef("--room %q: no workload of that name%s, and not a pod such as cpu=500m,memory=1Gi: %w", text, settings.DidYouMean(text, names), err)
	}
	asked := pod.Replicas
	pod.Replicas = max(2, asked) // as many spread by default
	return &pod, asked, nil
}

// Room is the room for a pod on each plan, and on today's nodes if the scenario has some.
func (r *Request) Room(c *Catalogue, text string, q *plan.Question, found *fargate.Answer) (all []room.Answer, err error) {
	pod, asked, err := RoomPod(text, slices.Concat(found.Workload, q.Workload))
	if err != nil {
		return nil, err
	}
	now, _, err := r.Today(c)
	if err != nil {
		return nil, err
	}
	for i := range found.Plans {
		question := room.Question{Plan: &found.Plans[i], Workload: found.Workload, Pod: pod, Scheduler: q.Scheduler, Pools: q.Pools}
		a := question.Answer()
		a.Asked, a.Today = asked, roomToday(now, pod)
		all = append(all, a)
	}
	return all, nil
}

// RoomToday is the room for a pod on today's nodes alone.
func RoomToday(now *today.Question, text string) (*room.Answer, error) {
	pod, asked, err := RoomPod(text, now.Workload)
	if err != nil {
		return nil, err
	}
	return &room.Answer{Workload: pod.Name, Asked: asked, Today: roomToday(now, pod)}, nil
}

func roomToday(now *today.Question, pod *planner.Workload) planner.Maybe[room.Room] {
	if now == nil {
		return planner.Maybe[room.Room]{}
	}
	return now.Room(pod)
}
