package tui

import (
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report/words"
)

// fact is a row of the comparison: one figure of each type or, in a group with
// two sides, two.
type fact struct {
	label       string
	left, right figure // right is nil where the fact has one figure
	// judged says that one end is better: more vCPUs, by themselves, are not.
	judged bool
}

// figure reads one from a type.
type figure struct {
	words.Column
	of variant
}

// factGroup has its facts' two sides named, where it has them.
type factGroup struct {
	title, left, right string
	facts              []fact
}

func (f figure) exists() bool { return f.Cell != nil }

// counts says that the figure is a number, not a word.
func (f figure) counts() bool { return f.Field != nil && f.Number != nil }

// cell is unknown in a variant that does not exist.
func (f figure) cell(c *contender) string {
	if c[f.of] == nil {
		return words.Unknown
	}
	return f.Cell(c[f.of])
}

func (f figure) number(c *contender) (float64, bool) {
	if c[f.of] == nil || !f.counts() {
		return 0, false
	}
	return f.Number(c[f.of])
}

// one is a fact that is what it is, best that of which one end is better.
func one(label, name string) fact { return fact{label: label, left: figure{column(name), asSet}} }

func best(label, name string) fact {
	f := one(label, name)
	f.judged = true
	return f
}

func both(label string, left, right figure) fact { return fact{label, left, right, true} }

// inBothWorlds is a fact without and with security groups for pods.
func inBothWorlds(label, name string) fact {
	return both(label, figure{column(name), withoutSG}, figure{column(name), withSG})
}

// inMode is the application pods in a mode of the CNI, in both worlds.
func inMode(label string, without variant) fact {
	pods := column("app-pods")
	return both(label, figure{pods, without}, figure{pods, without + 1})
}

// said is a fact that no column has; Highest is false where it has a number.
func said(label string, cell func(*density.Option) string, number func(*density.Option) (float64, bool)) fact {
	c := words.Column{Field: &query.Field{Number: number}, Cell: cell}
	return fact{label: label, left: figure{c, asSet}, judged: number != nil}
}

const noSG, withSGs = "no SG", "SG"

// factGroups are all facts that matter under the settings.
func factGroups(s *planner.Settings) []factGroup {
	groups := []factGroup{
		{"Type", "", "", typeFacts()},
		{"Pods", noSG, withSGs, podFacts()},
		{"Pods by CNI mode", noSG, withSGs, []fact{
			inMode("secondary IP", secondaryIP),
			inMode("custom networking", customNetworking),
			inMode("prefixes, managed", prefixes),
		}},
		{"Per pod", noSG, withSGs, []fact{
			inBothWorlds("RAM", "ram-per-pod"),
			inBothWorlds("CPU", "cpu-per-pod"),
			inBothWorlds("cost a month", "cost-per-pod"),
		}},
	}
	if s.Pod.Given() {
		groups = append(groups, factGroup{"At the request", noSG, withSGs, requestFacts()})
	}
	return append(groups,
		factGroup{"Money", "on-demand", "spot", moneyFacts()},
		factGroup{"Beware", "", "", []fact{
			said("warnings", warningCount, func(o *density.Option) (float64, bool) { return float64(len(o.Warnings())), true }),
			one("dominated by", "dominated-by"),
		}},
	)
}

func typeFacts() []fact {
	return []fact{
		one("vCPUs", "vcpus"),
		one("GiB", "memory"),
		one("architecture", "arch"),
		one("processor", "processor"),
		said("network", func(o *density.Option) string { return orUnknown(o.Type.NetworkPerformance) }, nil),
		said("local storage", func(o *density.Option) string { return orUnknown(o.Type.LocalStorage) }, nil),
		one("GPUs", "gpus"),
		one("generation", "generation"),
		best("ENIs", "enis"),
		best("branch ENIs", "branch-enis"),
	}
}

func podFacts() []fact {
	bound := words.Column{Cell: func(o *density.Option) string { return orUnknown(o.PodsLimitedBy.String()) }}
	return []fact{
		both("max pods", figure{column("max-pods"), withoutSG}, figure{column("sg-pods"), withoutSG}),
		inBothWorlds("pod IPs", "pod-ips"),
		inBothWorlds("application pods", "app-pods"),
		both("what binds", figure{bound, withoutSG}, figure{bound, withSG}),
		said("DaemonSets, pods", func(o *density.Option) string {
			return words.Count(planner.Known(o.HostNetworkPods + o.DaemonSetPods))
		}, nil),
		said("DaemonSets, RAM", func(o *density.Option) string { return words.Memory(o.Memory.DaemonSets) }, nil),
		said("DaemonSets, CPU", func(o *density.Option) string { return words.CPU(o.CPU.DaemonSets) }, nil),
		best("allocatable RAM", "allocatable-memory"),
		best("allocatable CPU", "allocatable-cpu"),
	}
}

func requestFacts() []fact {
	return []fact{
		inBothWorlds("pods that fit", "pods"),
		inBothWorlds("what binds", "limited-by"),
		both("stranded RAM", figure{strandedRAM, withoutSG}, figure{strandedRAM, withSG}),
		both("stranded CPU", figure{strandedCPU, withoutSG}, figure{strandedCPU, withSG}),
		inBothWorlds("stranded money", "unused-cost"),
	}
}

// What no pod can use has no columns of its own.
var (
	strandedRAM = stranded(func(o *density.Option) (float64, string, bool) {
		m, known := o.Unused.Memory.Value()
		return m.MiB(), words.Memory(m), known
	})
	strandedCPU = stranded(func(o *density.Option) (float64, string, bool) {
		c, known := o.Unused.CPU.Value()
		return c.Cores(), words.CPU(c), known
	})
)

func stranded(of func(*density.Option) (amount float64, text string, known bool)) words.Column {
	return words.Column{
		Field: &query.Field{Number: func(o *density.Option) (float64, bool) {
			amount, _, known := of(o)
			return amount, known
		}},
		Cell: func(o *density.Option) string {
			_, text, known := of(o)
			if !known {
				return words.Unknown
			}
			return text
		},
	}
}

func moneyFacts() []fact {
	return []fact{
		best("hour, on-demand", "price-per-hour"),
		both("a node's month", figure{column("on-demand"), asSet}, figure{column("spot"), asSet}),
		both("a pod's month", figure{column("cost-per-pod"), onDemand}, figure{column("cost-per-pod"), spot}),
		best("node, as bought", "cost"),
		best("pod, as bought", "cost-per-pod"),
		best("spot interrupted", "interruption"),
	}
}

func warningCount(o *density.Option) string { return words.Count(planner.Known(len(o.Warnings()))) }

func orUnknown(word string) string {
	if word == "" {
		return words.Unknown
	}
	return word
}
