package report

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/room"
	"podfit/planner/today"
)

// Plans is the report of plan, the best first.
type Plans struct {
	Report
	Found fargate.Answer
	// Today is the cluster's nodes beside the plans; nil if they are unknown.
	Today *today.Compared

	// Room is the room for a pod on each plan; none if nobody asks.
	Room []room.Answer

	daemonSets int // besides aws-node and kube-proxy
	requests   *answer.RequestsCompared
	shares     *shares
}

// NewPlans is the report of plans that answer a query.
func NewPlans(q answer.Query, found fargate.Answer, options []density.Option) Plans {
	p := Plans{Found: found, Today: q.Today, Room: q.Room, daemonSets: len(q.Settings.DaemonSets) + q.Settings.UnnamedDaemonSets}
	a := answer.OfPlans(q, &found, options, answer.NewPlans(&found, p.daemonSets))
	p.Report = Report{Answer: a, csv: p.csvGroups, names: p.types}
	p.bind()
	return p
}

// bind has the tables made of what the report has now.
func (p *Plans) bind() {
	own := *p
	p.text, p.markdown = func(bool) []part { return own.textParts() }, own.markdownParts
}

// Pooled says that the plans' groups are in pools.
func (p *Plans) Pooled() bool {
	return slices.ContainsFunc(p.Found.Plans, func(plan plan.Plan) bool { return plan.Pooled() })
}

// poolColumn is where the pool stands among the columns of Groups.
const poolColumn = 1

// Groups has a row for each node group of each plan.
func (p *Plans) Groups() table.Grid {
	titles := []string{"PLAN", "GROUP", "NODES", "ON-DEMAND", "SPOT", "LIMITED-BY", "USED", "UNUSED", "UNUSED-COST", "COST", "TOTAL", "GAP"}
	if p.Pooled() {
		titles = slices.Insert(titles, poolColumn, "POOL")
	}
	g := table.New(titles, "POOL", "GROUP", "LIMITED-BY")
	for i := range p.Found.Plans {
		plan := &p.Found.Plans[i]
		for k := range plan.Groups {
			c := words.NewGroupCells(&plan.Groups[k])
			number, total, gap := "", "", ""
			if k == 0 {
				number, total, gap = fmt.Sprint(i+1), words.PlanMoney(plan.Month, plan), words.Percent(plan.GapPercent)
			}
			cells := []string{number, c.Name(), c.Nodes, c.OnDemand, c.Spot, c.LimitedBy, c.Used, c.Unused, c.UnusedCost, c.Cost, total, gap}
			if p.Pooled() {
				cells = slices.Insert(cells, poolColumn, c.Pool)
			}
			g.Add(cells...)
		}
	}
	return g
}

// csvGroups are the groups with the room on each plan, if that was asked for.
func (p *Plans) csvGroups() table.Grid {
	g := p.Groups()
	if len(p.Room) == 0 {
		return g
	}
	for _, title := range []string{"ROOM", "ROOM-LIMITED-BY", "ROOM-AFTER-ZONE-LOSS", "NEXT-NODE-COST"} {
		g.Titles, g.Right = append(g.Titles, title), append(g.Right, title != "ROOM-LIMITED-BY")
	}
	at := 0
	for i := range p.Found.Plans {
		plan := &p.Found.Plans[i]
		for k := range plan.Groups {
			pods, limit, after, next := "", "", "", ""
			if k == 0 {
				pods, limit, after, next = words.RoomCells(&p.Room[i], plan)
			}
			g.Rows[at] = append(g.Rows[at], pods, limit, after, next)
			at++
		}
	}
	return g
}

// RoomLines say how much room each plan has, if that was asked for.
func (p *Plans) RoomLines() (all []string) {
	for i := range p.Room {
		all = append(all, fmt.Sprintf("%d: %s", i+1, words.Room(&p.Room[i], &p.Found.Plans[i])))
	}
	return all
}

func (p *Plans) textParts() []part {
	parts := []part{lines("no nodes: all pods are on Fargate")}
	if plans := p.Found.Plans; len(plans) == 0 || len(plans[0].Groups) > 0 {
		parts = []part{grid(p.Groups())}
		if len(plans) > 0 {
			parts = append(parts, lines(comparedPlans(plans)...))
		}
	}
	if len(p.Room) > 0 {
		parts = append(parts, lines(p.RoomLines()...))
	}
	parts = append(parts, p.shareParts()...)
	if p.Found.Fargate != nil {
		parts = append(parts, grid(p.Fargate()), lines(p.FargateLines()...))
	}
	if p.requests != nil {
		parts = append(parts, grid(p.Requests()), lines(p.RequestLines()...))
	}
	if p.Today != nil {
		parts = append(parts, lines(TodayLines(p.Today)...))
	}
	return parts
}

// comparedPlans says how good the first plan is, and how the others differ from it.
func comparedPlans(plans []plan.Plan) []string {
	first := &plans[0]
	all := []string{
		"1: " + words.Bound(first),
		"   " + words.Scheduled(first),
		"   " + words.Layout(first),
		"   " + words.Bought(first, first.Groups[0].Option.Settings.Capacity),
	}
	for _, line := range words.Costs(first) {
		all = append(all, "   "+line)
	}
	for i := range plans[1:] {
		all = append(all, fmt.Sprintf("%d: %s", i+2, words.Worse(&plans[i+1], first)))
	}
	return all
}

func (p *Plans) markdownParts() []part {
	parts := []part{grid(p.Groups())}
	if len(p.Room) > 0 {
		parts = append(parts, lines(p.RoomLines()...))
	}
	parts = append(parts, p.shareParts()...)
	if p.Found.Fargate != nil {
		parts = append(parts, grid(p.Fargate()))
	}
	if p.requests != nil {
		parts = append(parts, grid(p.Requests()), lines(p.RequestLines()...))
	}
	if p.Today != nil {
		parts = append(parts, grid(Today(&p.Today.Answer)))
	}
	return parts
}

// types are those of the first plan.
func (p *Plans) types() (names []string) {
	if len(p.Found.Plans) > 0 {
		for _, g := range p.Found.Plans[0].Groups {
			names = append(names, g.Option.Type.Name)
		}
	}
	return names
}

// Fargate has a row for each workload, with the reason at its end where the
// workload cannot move.
func (p *Plans) Fargate() table.Grid { return Fargate(p.Found.Fargate, p.currency()) }

// Fargate is the table of a comparison.
func Fargate(f *fargate.Comparison, currency string) table.Grid {
	g := table.New([]string{"FARGATE", "REPLICAS", "VCPU", "GB", "HOURS", "COST", "ON NODES", "BREAK-EVEN", ""}, "FARGATE", "")
	money := func(m planner.Money) string { return words.Money(m, currency) }
	for i := range f.Workloads {
		k := &f.Workloads[i]
		vcpus, gb := words.Unknown, words.Unknown
		if len(k.Reasons) == 0 {
			vcpus, gb = words.Plain(k.Size.CPU.Cores()), words.Plain(k.Size.Memory.GiB())
		}
		g.Add(k.Workload.Name, fmt.Sprint(k.Workload.Replicas), vcpus, gb, words.Plain(k.Hours),
			words.OrUnknown(k.Month, money), words.OrUnknown(k.NodesMonth, money), words.OrUnknown(k.BreakEven, words.BreakEven), words.FargateVerdict(k))
	}
	return g
}

// FargateLines say what moved, what the best plan costs with it, and what a
// workload does not say.
func (p *Plans) FargateLines() []string {
	return words.Fargate(&p.Found, p.daemonSets, p.currency())
}

// currency is that of the plans.
func (p *Plans) currency() string {
	if len(p.Found.Plans) == 0 {
		return "USD"
	}
	return p.Found.Plans[0].Currency
}
