package page

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/settings"
)

func (p *Page) assumptionBlocks() []block {
	blocks := []block{{Items: words.Assumptions(&p.Question, p.currency())}}
	for _, g := range []table.Grid{settingGrid(p.settings()), p.sourceGrid(), daemonSetGrid(p.settings()), p.overheadGrid()} {
		if len(g.Rows) > 0 {
			blocks = append(blocks, block{Grid: &g})
		}
	}
	return blocks
}

// settingGrid is the settings that are not at their defaults.
func settingGrid(of *planner.Settings) table.Grid {
	g := table.Grid{Caption: "Settings that differ from the defaults", Titles: []string{"Setting", "Value"}, Right: []bool{false, false}}
	all := settings.New(settings.Known{})
	for i := range all {
		if setting := &all[i]; setting.Changed(of) {
			g.Add(setting.Name, setting.Text(of))
		}
	}
	return g
}

func (p *Page) sourceGrid() table.Grid {
	g := table.Grid{Caption: "Where the figures come from", Titles: []string{"Source", "As of"}, Right: []bool{false, false}}
	for _, source := range p.Plans.Answer.Sources {
		g.Add(source.Name, words.OrDash(source.AsOf))
	}
	return g
}

func daemonSetGrid(s *planner.Settings) table.Grid {
	g := table.Grid{Caption: "DaemonSets", Titles: []string{"DaemonSet", "CPU", "Memory", "Network", "Nodes"}, Right: []bool{false, true, true, false, false}}
	for _, ds := range words.DaemonSets(s) {
		network := "pod"
		switch {
		case ds.HostNetwork:
			network = "host"
		case ds.SecurityGroups:
			network = "pod, with security groups"
		}
		g.Add(ds.Name, words.CPU(ds.Request.CPU), words.Memory(ds.Request.Memory), network, words.DaemonSetNodes(&ds))
	}
	if n := s.UnnamedDaemonSets; n > 0 {
		g.Add(fmt.Sprintf("%d unnamed", n), words.CPU(0), words.Memory(0), "pod", "all")
	}
	return g
}

// overheadGrid is the advertised memory that nodes do not have.
func (p *Page) overheadGrid() table.Grid {
	g := table.Grid{
		Caption: "Memory of the plans' types: advertised, less the overhead, less what is reserved",
		Titles:  []string{"Type", "Advertised", "Overhead", "Allocatable", "The overhead is", "Source"}, Right: []bool{false, true, true, true, false, false},
	}
	for _, o := range answer.Bought(&p.Plans.Found) {
		g.Add(o.Type.Name, words.Memory(o.Type.Memory), words.Memory(o.Overhead.Memory), words.OrUnknown(o.AllocatableMemory(), words.Memory), words.Overhead(&o), words.Source(o.Overhead.Source))
	}
	return g
}

// warningBlocks are all doubts about the answer.
func (p *Page) warningBlocks() []block {
	var lines []string
	for _, w := range p.Plans.Answer.Warnings {
		lines = append(lines, w.Labelled())
	}
	if p.Compared != nil {
		for _, w := range p.Compared.Answer.Warnings {
			if !w.Of(p.Compared.First()) { // which are above
				lines = append(lines, w.Labelled())
			}
		}
	}
	if lines == nil {
		return []block{{Text: "None for these settings and the types of the plans."}}
	}
	return []block{{Items: lines}}
}
