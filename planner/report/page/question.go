package page

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

func (p *Page) questionBlocks() []block {
	q := &p.Question
	pods, all := q.Workload.Sum()
	secured := 0
	for i := range q.Workload {
		if q.Workload[i].SecurityGroups {
			secured += q.Workload[i].Replicas
		}
	}
	blocks := []block{
		{Lead: words.Question(q, pods)},
		{Figures: []fact{
			counting(pods, "pod"),
			counting(len(q.Workload), "workload"),
			{"vCPUs requested", words.Cores(all.CPU)},
			{"memory requested", words.GiB(all.Memory)},
			{"with security groups", words.Grouped(float64(secured))},
		}},
	}
	return slices.Concat(blocks, workloadBlocks(q.Workload), p.poolBlocks(), []block{{Facts: p.clusterFacts()}})
}

// poolBlocks are the pools asked for.
func (p *Page) poolBlocks() []block {
	if len(p.Question.Pools) == 0 {
		return nil
	}
	g := table.New([]string{"Pool", "Labels", "Taints", "Types", "Bought", "Zones", "Also"}, "Pool", "Labels", "Taints", "Types", "Bought", "Zones", "Also")
	g.Caption = "The pools: a workload goes where its tolerations and selectors lead"
	for i := range p.Question.Pools {
		c := words.NewPoolCells(&p.Question.Pools[i].Pool)
		g.Add(c.Name, c.Labels, c.Taints, c.Types, c.Bought, c.Zones, c.Also)
	}
	return []block{{Grid: &g}}
}

const (
	// workloadsShown fill a page; the scenario at its end has them all.
	workloadsShown = 20
	// workloadsFolded are so many that a reader looks for them by namespace.
	workloadsFolded = 100
)

// workloadBlocks are the workloads or, of many, the namespaces with theirs folded.
func workloadBlocks(w planner.Workloads) []block {
	if len(w) > workloadsFolded {
		return namespaceBlocks(w)
	}
	g := workloadGrid("The workloads, with the requests of each pod", w[:min(workloadsShown, len(w))])
	blocks := []block{{Grid: &g}}
	if more := len(w) - len(g.Rows); more > 0 {
		blocks = append(blocks, block{Text: words.MoreWorkloads(more)})
	}
	return blocks
}

// namespaceBlocks have a row for each namespace, and below them the workloads of each.
func namespaceBlocks(w planner.Workloads) []block {
	g := table.New([]string{"Namespace", "Workloads", "Pods", "CPU", "Memory"}, "Namespace")
	g.Caption = "The namespaces, with what all their pods request"
	var all []folded
	for _, n := range w.Namespaces() {
		pods, sum := n.Sum()
		workloads := words.CountedGrouped(len(n.Workloads), "workload")
		g.Add(n.Name, words.Grouped(float64(len(n.Workloads))), words.Grouped(float64(pods)), words.Cores(sum.CPU), words.GiB(sum.Memory))
		all = append(all, folded{
			Summary: fmt.Sprintf("%s: %s, %s", n.Name, workloads, words.CountedGrouped(pods, "pod")),
			Grid:    workloadGrid("The workloads of "+n.Name+", with the requests of each pod", n.Workloads),
		})
	}
	return []block{{Grid: &g}, {Folded: all}}
}

func workloadGrid(caption string, w planner.Workloads) table.Grid {
	g := table.New([]string{"Workload", "Replicas", "CPU", "Memory", "Also"}, "Workload", "Also")
	g.Caption = caption
	for i := range w {
		k := &w[i]
		replicas, cpu, memory := words.Grouped(float64(k.Replicas)), words.CPU(k.Request.CPU), words.Memory(k.Request.Memory)
		if k.MaxReplicas > k.Replicas {
			replicas += " to " + words.Grouped(float64(k.MaxReplicas))
		}
		if k.NoRequests {
			cpu, memory = words.Unknown, words.Unknown
		}
		g.Add(k.Name, replicas, cpu, memory, words.Conditions(k))
	}
	return g
}

// clusterFacts are the settings in words.
func (p *Page) clusterFacts() []fact {
	s := p.settings()
	facts := []fact{
		{"Addresses", words.Addresses(s)},
		{"Security groups for pods", words.SecurityGroups(s)},
		{"Max pods", words.MaxPods(s)},
		{"Node image", words.NodeImage(s)},
		{"DaemonSets", words.DaemonSetNames(s)},
		{"Bought", words.Purchase(&s.Capacity, p.currency())},
		{"Plan", words.Shape(&p.Question)},
		{"Candidates", p.candidateText()},
	}
	if own := slices.Concat(slices.Collect(maps.Keys(s.MemoryCapacity)), slices.Collect(maps.Keys(s.Overrides))); len(own) > 0 {
		slices.SortFunc(own, planner.CompareNames)
		facts = append(facts, fact{"Measured on own nodes", strings.Join(slices.Compact(own), ", ")})
	}
	return facts
}

func (p *Page) candidateText() string {
	in := p.Plans.Answer.Inputs
	text := words.CountedGrouped(len(p.Question.AllCandidates()), "instance type")
	if len(in.Types) > 0 {
		text += " of " + strings.Join(in.Types, ", ")
	}
	if len(in.Filter) > 0 {
		text += ": " + strings.Join(in.Filter, ", ")
	}
	return text
}
