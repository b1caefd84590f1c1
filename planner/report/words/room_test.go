package words_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/room"
	"podfit/planner/schedule"
)

func TestRoom(t *testing.T) {
	p := &plan.Plan{Currency: "USD", Groups: []plan.NodeGroup{{Option: &density.Option{Type: &planner.InstanceType{Name: "m5.large"}}}}}
	limit := func(l density.Limit) room.Cause { return room.Cause{Limit: l} }
	next := func(m planner.Maybe[planner.Money], spot bool) planner.Maybe[room.NextNode] {
		return planner.Known(room.NextNode{Zone: "us-east-1b", Spot: spot, Month: m})
	}
	known := planner.Known(70 * planner.Unit)
	for _, c := range []struct {
		a    room.Answer
		want string
	}{
		{room.Answer{Room: room.Room{Pods: 1200, LimitedBy: limit(density.LimitCPU)}, Zone: "us-east-1a", AfterZoneLoss: room.Room{Pods: 7}, Next: next(known, false)},
			"room for 1,200 more pods of web, then CPU runs out; 7 after the loss of us-east-1a; the next node (m5.large in us-east-1b) costs $70.00 a month"},
		{room.Answer{Room: room.Room{Pods: 1, LimitedBy: limit(density.LimitPodIPs)}, Asked: 3, Zone: "us-east-1a", Waiting: 4, Next: next(planner.Maybe[planner.Money]{}, true)},
			"room for 1 more pod of web, then pod IPs run out (3 asked for); 0 after the loss of us-east-1a, which leaves 4 pods Pending; the next node (spot m5.large in us-east-1b) has no known price"},
		{room.Answer{Room: room.Room{LimitedBy: room.Cause{Rule: schedule.NodeNotSelected}}, Zone: "us-east-1a"},
			"no room for another pod of web: its node selector matches no node; 0 after the loss of us-east-1a; no further node of these groups takes one more"},
		{room.Answer{Room: room.Room{Pods: 40_000, AtLeast: true}, Asked: 90_000, Zone: "us-east-1a", AfterZoneLoss: room.Room{Pods: 30_000, AtLeast: true}, Today: planner.Known(room.Room{Pods: 5})},
			"room for at least 40,000 more pods of web; at least 30,000 after the loss of us-east-1a; 5 on today's nodes"},
		{room.Answer{Room: room.Room{Pods: 2, LimitedBy: limit(density.LimitMaxPods)}}, "room for 2 more pods of web, then max pods is reached; no further node of these groups takes one more"},
		{room.Answer{Room: room.Room{Pods: 2, LimitedBy: room.Cause{Limit: density.LimitGPUs, Resource: planner.GPUResource}}}, "room for 2 more pods of web, then nvidia.com/gpu runs out; no further node of these groups takes one more"},
	} {
		c.a.Workload = "web"
		if got := words.Room(&c.a, p); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	if got := words.Room(&room.Answer{Workload: "web"}, &plan.Plan{}); got != "no room for another pod of web: there are no nodes" {
		t.Error(got)
	}
	// Every rule has words.
	for r := schedule.NodeExcluded; r < schedule.NoAddress; r++ {
		if r != schedule.TooManyPods && r != schedule.InsufficientResource && r != schedule.TooManyVolumes && words.RoomLimit(room.Cause{Rule: r}) == "" {
			t.Errorf("%v has no name", r)
		}
	}
}
