package report

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
)

func (p *Page) assumptionBlocks() []block {
	blocks := []block{{Items: p.rules()}}
	if s := p.sourceSheet(); s != nil {
		blocks = append(blocks, block{Sheet: s})
	}
	blocks = append(blocks, block{Sheet: daemonSetSheet(p.settings())})
	if s := p.overheadSheet(); s != nil {
		blocks = append(blocks, block{Sheet: s})
	}
	return blocks
}

// rules are what all plans take for granted.
func (p *Page) rules() []string {
	spot := "Spot is an estimate: the list price less the Spot Advisor's average saving."
	if slices.ContainsFunc(p.Question.Candidates, func(o density.Option) bool { return o.Offering.Spot.Known() }) {
		spot = "Spot is the price that EC2 asked when the figures were fetched or, where it told none, the list price less the Spot Advisor's average saving."
	}
	return []string{
		fmt.Sprintf("A month has %d hours. Prices are of Linux on shared tenancy in %s, in %s, without tax and traffic.", planner.HoursPerMonth, p.settings().Region, p.currency()),
		spot,
		fmt.Sprintf("The kubelet reserves %s of memory and %s for each pod, and evicts below %s.", Memory(density.KubeReservedBase), Memory(density.KubeReservedPerPod), Memory(density.EvictionMemory)),
		"Pods take what they request. The bound is for the pods and a node in each zone, without spare ones.",
	}
}

func (p *Page) sourceSheet() *sheet {
	s := sheet{Caption: "Where the figures come from", Titles: []string{"Source", "As of"}, Right: []bool{false, false}}
	for _, source := range p.Plans.Answer.Sources {
		s.Rows = append(s.Rows, []string{source.Name, orDash(source.AsOf)})
	}
	if s.Rows == nil {
		return nil
	}
	return &s
}

func orDash(text string) string {
	if text == "" {
		return Unknown
	}
	return text
}

func daemonSetSheet(s *planner.Settings) *sheet {
	t := sheet{Caption: "DaemonSets, on every node", Titles: []string{"DaemonSet", "CPU", "Memory", "Network"}, Right: []bool{false, true, true, false}}
	for _, ds := range daemonSetsOf(s) {
		network := "pod"
		switch {
		case ds.HostNetwork:
			network = "host"
		case ds.SecurityGroups:
			network = "pod, with security groups"
		}
		t.Rows = append(t.Rows, []string{ds.Name, CPU(ds.Request.CPU), Memory(ds.Request.Memory), network})
	}
	if n := s.UnnamedDaemonSets; n > 0 {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("%d unnamed", n), CPU(0), Memory(0), "pod"})
	}
	if t.Rows == nil {
		return nil
	}
	return &t
}

// overheadSheet is what of the advertised memory nodes never see.
func (p *Page) overheadSheet() *sheet {
	s := sheet{
		Caption: "Memory of the plans' types: advertised, less the overhead, less what is reserved",
		Titles:  []string{"Type", "Advertised", "Overhead", "Allocatable", "The overhead is", "Source"}, Right: []bool{false, true, true, true, false, false},
	}
	for _, o := range p.bought() {
		how := o.Overhead.Kind.String()
		switch {
		case o.Override.AllocatableMemory.Known():
			how = "not used: allocatable memory is as you measured it"
		case o.Overhead.Kind == planner.Fitted:
			how = "by formula: " + orDash(o.Overhead.Formula)
		case o.Overhead.Kind == planner.UserMeasured:
			how = "as you measured it"
		}
		s.Rows = append(s.Rows, []string{
			o.Type.Name, Memory(o.Type.Memory), Memory(o.Overhead.Memory), orUnknown(o.AllocatableMemory(), Memory), how, SourceText(o.Overhead.Source),
		})
	}
	if s.Rows == nil {
		return nil
	}
	return &s
}

// warningBlocks are of the settings and the types that the plans buy or, without
// a plan, of all that there were.
func (p *Page) warningBlocks() []block {
	options := p.bought()
	if options == nil {
		options = p.Question.Candidates
	}
	var lines []string
	for _, w := range p.Plans.Found.Warnings { // what was asked for and no plan has
		lines = append(lines, newWarning(w).Line())
	}
	for _, w := range Warnings(Query{Settings: p.settings(), Topics: []planner.Topic{planner.AboutPods, planner.AboutMemory, planner.AboutMoney}}, options) {
		lines = append(lines, w.Line())
	}
	if f := p.Plans.Found.Fargate; f != nil {
		if w, is := f.Prices.Warn(p.Question.Settings.Region); is {
			lines = append(lines, newWarning(w).Line())
		}
	}
	if lines == nil {
		return []block{{Text: "None for these settings and the types of the plans."}}
	}
	return []block{{Items: lines}}
}
