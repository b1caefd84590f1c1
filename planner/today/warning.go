package today

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
)

// CostUnknown is groups of today's nodes that have no price.
type CostUnknown struct {
	Groups []string
	Why    Why
}

// Why is why something of a group is unknown.
type Why uint8

// The reasons, the first to be looked at first.
const (
	NoType         Why = iota // nothing says which type the nodes are
	UnknownType               // podfit does not know the type, or the region does not offer it
	NoCapacityType            // nothing says how they are bought
	NoPrice                   // the type has no price
)

// About identifies the warning.
func (w CostUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "today-cost-unknown", Severity: planner.SeverityUnknown, Topic: planner.AboutMoney, Subject: strings.Join(w.Groups, ", ")}
}

// PodsUnknown is workloads whose pods today's nodes hold, but of which nothing else is
// known; none are nodes of which nothing says what they hold.
type PodsUnknown struct{ Workloads []string }

// About identifies the warning.
func (w PodsUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "today-pods-unknown", Severity: planner.SeverityUnknown, Subject: strings.Join(w.Workloads, ", ")}
}

// StepsLeavePending is steps to a plan at which pods have no node.
type StepsLeavePending struct{ Pods int }

// About identifies the warning.
func (w StepsLeavePending) About() planner.WarningID {
	return planner.WarningID{Code: "steps-pending", Severity: planner.SeverityWrong, Fails: true}
}

// NotCreatedAgain is pods without a controller on nodes that are drained.
type NotCreatedAgain struct{ Workloads []string }

// About identifies the warning.
func (w NotCreatedAgain) About() planner.WarningID {
	return planner.WarningID{Code: "steps-bare-pods", Severity: planner.SeverityWrong, Subject: strings.Join(w.Workloads, ", ")}
}

// warnings are what is unknown about today's nodes.
func (q *evaluation) warnings(a *Answer) (all []planner.Warning) {
	by := map[Why][]string{}
	for i := range a.Groups {
		g := &a.Groups[i]
		if g.Month.Known() {
			continue
		}
		why := NoPrice
		switch {
		case g.InstanceType == "":
			why = NoType
		case g.option == nil:
			why = UnknownType
		case !g.CapacityType.Known():
			why = NoCapacityType
		}
		if name := g.Title(); !slices.Contains(by[why], name) {
			by[why] = append(by[why], name)
		}
	}
	for why := NoType; why <= NoPrice; why++ {
		if by[why] != nil {
			all = append(all, CostUnknown{by[why], why})
		}
	}
	held, known := q.held()
	var strangers []string
	for name := range held {
		if q.workload(name) == nil {
			strangers = append(strangers, name)
		}
	}
	slices.Sort(strangers)
	if !known || strangers != nil {
		all = append(all, PodsUnknown{strangers})
	}
	return all
}

// Title names a group by what launched it and its type.
func (g *Group) Title() string {
	switch {
	case g.Name == "" && g.InstanceType == "":
		return "nodes"
	case g.Name == "":
		return g.InstanceType
	case g.InstanceType == "":
		return g.Name
	}
	return fmt.Sprintf("%s (%s)", g.Name, g.InstanceType)
}

// stepWarnings are what steps leave, and what they cannot move.
func (m *migration) stepWarnings(s *Steps, w planner.Workloads) (all []planner.Warning) {
	if s.Pending > 0 {
		all = append(all, StepsLeavePending{s.Pending})
	}
	bare := map[string]bool{}
	for _, p := range m.placed.Pods {
		if k := &w[p.Workload]; !m.kept[int(p.Node)] && k.Controller == planner.BarePod && k.Name != "" {
			bare[k.Name] = true
		}
	}
	if len(bare) > 0 {
		var names []string
		for i := range w {
			if bare[w[i].Name] {
				names = append(names, w[i].Name)
			}
		}
		all = append(all, NotCreatedAgain{names})
	}
	return all
}
