package compareview

import (
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report/words"
	"podfit/planner/settings"
	"podfit/tui/screen"
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
	of settings.Variant
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
func (f figure) cell(c *screen.Contender) string {
	if c[f.of] == nil {
		return words.Unknown
	}
	return f.Cell(c[f.of])
}

func (f figure) number(c *screen.Contender) (float64, bool) {
	if c[f.of] == nil || !f.counts() {
		return 0, false
	}
	return f.Number(c[f.of])
}

// one is a fact that is what it is, best that of which one end is better.
func one(label, name string) fact {
	return fact{label: label, left: figure{screen.Column(name), settings.AsSet}}
}

func best(label, name string) fact {
	f := one(label, name)
	f.judged = true
	return f
}

func both(label string, left, right figure) fact { return fact{label, left, right, true} }

// inBothWorlds is a fact without and with security groups for pods.
func inBothWorlds(label, name string) fact {
	return both(label, figure{screen.Column(name), settings.WithoutSG}, figure{screen.Column(name), settings.WithSG})
}

// inMode is the application pods in a mode of the CNI, in both worlds.
func inMode(label string, without settings.Variant) fact {
	pods := screen.Column("app-pods")
	return both(label, figure{pods, without}, figure{pods, without + 1})
}

// said is a fact that no column has; Highest is false where it has a number.
func said(label string, cell func(*density.Option) string, number func(*density.Option) (float64, bool)) fact {
	c := words.Column{Field: &query.Field{Number: number}, Cell: cell}
	return fact{label: label, left: figure{c, settings.AsSet}, judged: number != nil}
}

const noSG, withSGs = "no SG", "SG"

// factGroups are all facts that matter under the settings.
func factGroups(s *planner.Settings) []factGroup {
	groups := []factGroup{
		{"Type", "", "", typeFacts()},
		{"Pods", noSG, withSGs, podFacts()},
		{"Pods by CNI mode", noSG, withSGs, []fact{
			inMode("secondary IP", settings.SecondaryIPs),
			inMode("custom networking", settings.CustomNetworking),
			inMode("prefixes, managed", settings.Prefixes),
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
		both("max pods", figure{screen.Column("max-pods"), settings.WithoutSG}, figure{screen.Column("sg-pods"), settings.WithoutSG}),
		inBothWorlds("pod IPs", "pod-ips"),
		inBothWorlds("application pods", "app-pods"),
		both("limited by", figure{bound, settings.WithoutSG}, figure{bound, settings.WithSG}),
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
		inBothWorlds("limited by", "limited-by"),
		both("unused RAM", figure{unusedRAM, settings.WithoutSG}, figure{unusedRAM, settings.WithSG}),
		both("unused CPU", figure{unusedCPU, settings.WithoutSG}, figure{unusedCPU, settings.WithSG}),
		inBothWorlds("unused cost", "unused-cost"),
	}
}

// What no pod can use has no columns of its own.
var (
	unusedRAM = unused(func(o *density.Option) (float64, string, bool) {
		m, known := o.Unused.Memory.Value()
		return m.MiB(), words.Memory(m), known
	})
	unusedCPU = unused(func(o *density.Option) (float64, string, bool) {
		c, known := o.Unused.CPU.Value()
		return c.Cores(), words.CPU(c), known
	})
)

func unused(of func(*density.Option) (amount float64, text string, known bool)) words.Column {
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
		both("node, monthly", figure{screen.Column("on-demand"), settings.AsSet}, figure{screen.Column("spot"), settings.AsSet}),
		both("pod, monthly", figure{screen.Column("cost-per-pod"), settings.OnDemand}, figure{screen.Column("cost-per-pod"), settings.Spot}),
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
