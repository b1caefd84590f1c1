package words

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/room"
	"podfit/planner/schedule"
)

// roomRules are the rules of the scheduler that keep pods from nodes with room, as a name and
// as what they do.
var roomRules = map[schedule.Reason]struct{ name, does string }{
	schedule.NodeExcluded:         {"cordoned", "all nodes are cordoned"},
	schedule.TaintNotTolerated:    {"taints", "it tolerates the taints of no node"},
	schedule.NodeNotSelected:      {"node selector", "its node selector matches no node"},
	schedule.PortTaken:            {"host port", "its host port is taken on every node"},
	schedule.VolumeElsewhere:      {"volume", "its volume is in another zone, or taken by another pod"},
	schedule.SpreadLabelMissing:   {"topology spread", "nodes lack the label that it spreads by"},
	schedule.SpreadExceeded:       {"topology spread", "its topology spread allows no more"},
	schedule.AffinityUnmet:        {"pod affinity", "its affinity allows no node with room"},
	schedule.AntiAffinity:         {"anti-affinity", "its anti-affinity allows no more"},
	schedule.AntiAffinityOfOthers: {"anti-affinity of others", "the anti-affinity of other pods allows no more"},
}

// RoomLimit names what the next pod lacks; empty where there are no nodes.
func RoomLimit(c room.Cause) string {
	switch {
	case c.Resource != "":
		return c.Resource
	case c.Limit != density.NoLimit:
		return c.Limit.String()
	}
	return roomRules[c.Rule].name
}

// roomEnds says what the next pod lacks.
func roomEnds(c room.Cause) string {
	switch {
	case c.Limit == density.LimitMaxPods:
		return "max pods is reached"
	case c.Limit == density.LimitCPU, c.Limit == density.LimitMemory, c.Resource != "":
		return RoomLimit(c) + " runs out"
	case c.Limit != density.NoLimit:
		return RoomLimit(c) + " run out"
	case c.Rule == schedule.Feasible:
		return "there are no nodes"
	}
	return roomRules[c.Rule].does
}

// Room says how many more pods of a workload a plan has room for, and what the next node
// costs.
func Room(a *room.Answer, p *plan.Plan) string {
	parts := []string{roomFor(a.Room, a.Workload)}
	if a.Asked > a.Pods && !a.AtLeast {
		parts[0] += fmt.Sprintf(" (%s asked for)", Grouped(float64(a.Asked)))
	}
	if a.Zone != "" {
		lost := fmt.Sprintf("%s after the loss of %s", roomPods(a.AfterZoneLoss), a.Zone)
		if a.Waiting > 0 {
			lost += fmt.Sprintf(", which leaves %s Pending", Counted(a.Waiting, "pod"))
		}
		parts = append(parts, lost)
	}
	switch next, found := a.Next.Value(); {
	case found:
		parts = append(parts, nextNode(&next, p))
	case !a.AtLeast && len(p.Groups) > 0:
		parts = append(parts, "no further node of these groups takes one more")
	}
	return strings.Join(append(parts, todayRoom(a.Today)...), "; ")
}

// RoomToday says how many more pods of a workload the nodes have room for that a cluster has.
func RoomToday(a *room.Answer) string {
	if r, known := a.Today.Value(); known {
		return "today's nodes: " + roomFor(r, a.Workload)
	}
	return "today's nodes: room for " + a.Workload + " is unknown"
}

func todayRoom(m planner.Maybe[room.Room]) []string {
	r, known := m.Value()
	if !known {
		return nil
	}
	return []string{roomPods(r) + " on today's nodes"}
}

func roomFor(r room.Room, workload string) string {
	if r.Pods == 0 {
		return "no room for another pod of " + workload + ": " + roomEnds(r.LimitedBy)
	}
	pods := "1 more pod"
	if r.Pods > 1 {
		pods = roomPods(r) + " more pods"
	}
	text := "room for " + pods + " of " + workload
	if r.AtLeast {
		return text
	}
	return text + ", then " + roomEnds(r.LimitedBy)
}

func roomPods(r room.Room) string {
	pods := Grouped(float64(r.Pods))
	if r.AtLeast {
		return "at least " + pods
	}
	return pods
}

func nextNode(n *room.NextNode, p *plan.Plan) string {
	bought := ""
	if n.Spot {
		bought = "spot "
	}
	text := fmt.Sprintf("the next node (%s%s in %s)", bought, p.Groups[n.Group].Option.Type.Name, n.Zone)
	if !n.Month.Known() {
		return text + " has no known price"
	}
	return text + " costs " + PlanMoney(n.Month, p) + " a month"
}

// RoomCells are the figures of room as tables show them; empty without an answer.
func RoomCells(a *room.Answer, p *plan.Plan) (pods, limit, afterLoss, next string) {
	limit = RoomLimit(a.LimitedBy)
	if n, found := a.Next.Value(); found {
		next = PlanMoney(n.Month, p)
	}
	return roomPods(a.Room), orDash(limit), roomPods(a.AfterZoneLoss), orDash(next)
}
