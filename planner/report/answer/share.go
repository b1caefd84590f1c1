package answer

import (
	"cmp"
	"math"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/share"
)

// Share is what of a plan falls to the pods with a key. Over all keys, pods, nodes, unused
// capacity and money sum to the plan's.
type Share struct {
	Key string `json:"key"`
	Shared
	// Nodes has its part of idle and spare nodes.
	Nodes float64 `json:"nodes"`
	// What the pods request, and their share of what all pods leave free.
	CPU          planner.Millis `json:"cpuMillis"`
	Memory       float64        `json:"memoryMiB"`
	UnusedCPU    planner.Millis `json:"unusedCPUMillis"`
	UnusedMemory float64        `json:"unusedMemoryMiB"`
}

// Shared is pods and money, or differences of them.
type Shared struct {
	Pods int `json:"pods"`
	// PerMonth is RequestedPerMonth, the cost of what the pods request, and IdlePerMonth,
	// their share of the rest.
	PerMonth          planner.Maybe[float64] `json:"perMonth"`
	RequestedPerMonth planner.Maybe[float64] `json:"requestedPerMonth"`
	IdlePerMonth      planner.Maybe[float64] `json:"idlePerMonth"`
}

// ShareDifference is what a share has more than that of the first scenario. Pods that are
// not in a plan cost nothing there.
type ShareDifference struct {
	Key string `json:"key"`
	Shared
}

// NewShares are the shares of a plan.
func NewShares(lines []share.Line) []Share {
	items := []Share{}
	for i := range lines {
		l := &lines[i]
		items = append(items, Share{
			Key: l.Key, Shared: newShared(l), Nodes: math.Round(l.Nodes*1e6) / 1e6,
			CPU: l.Requested.CPU, Memory: words.MiB(l.Requested.Memory), UnusedCPU: l.Unused.CPU, UnusedMemory: words.MiB(l.Unused.Memory),
		})
	}
	return items
}

func newShared(l *share.Line) Shared {
	return Shared{Pods: l.Pods, PerMonth: units(l.Month()), RequestedPerMonth: units(l.RequestedMonth), IdlePerMonth: units(l.IdleMonth)}
}

// SharesOf are the shares of the best plan; none if there is no plan.
func SharesOf(found *plan.Answer, by share.By) []share.Line {
	if len(found.Plans) == 0 {
		return nil
	}
	return share.Of(&found.Plans[0], found.Workload, by.Key)
}

// Shares are those of the best plan; none unless they are asked for.
func (p *Planned) Shares() []share.Line {
	by, asked := p.ShareBy.Value()
	if !asked {
		return nil
	}
	return SharesOf(&p.Found.Answer, by)
}

// ShareKeys are the keys of all shares, those first that differ most from the first
// scenario's.
func ShareKeys(all [][]share.Line) (keys []string) {
	differs := map[string]planner.Money{}
	for _, lines := range all {
		for i := range lines {
			if key := lines[i].Key; !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	for _, key := range keys {
		first := ShareNamed(all[0], key)
		for _, lines := range all[1:] {
			own := ShareNamed(lines, key)
			by := LessMoney(own.Month(), first.Month()).Or(0)
			differs[key] = max(differs[key], by, -by)
		}
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(differs[b], differs[a]), cmp.Compare(a, b)) })
	return keys
}

// ShareNamed is the share with a key: nothing if no pod has it, at no cost, unless that of all
// is unknown.
func ShareNamed(lines []share.Line, key string) share.Line {
	if i := slices.IndexFunc(lines, func(l share.Line) bool { return l.Key == key }); i >= 0 {
		return lines[i]
	}
	none := share.Line{Key: key}
	if all := share.Sum("", lines); all.Month().Known() {
		none.RequestedMonth, none.IdleMonth = planner.Known(planner.Money(0)), planner.Known(planner.Money(0))
	}
	return none
}

// shareDifferences compare the shares of a scenario with the first's.
func shareDifferences(planned []Planned, at int, currencies bool) []ShareDifference {
	items := []ShareDifference{}
	first, own := planned[0].Shares(), planned[at].Shares()
	for _, key := range ShareKeys([][]share.Line{first, own}) {
		from, to := ShareNamed(first, key), ShareNamed(own, key)
		item := ShareDifference{key, Shared{Pods: to.Pods - from.Pods}}
		if currencies {
			item.PerMonth = units(LessMoney(to.Month(), from.Month()))
			item.RequestedPerMonth = units(LessMoney(to.RequestedMonth, from.RequestedMonth))
			item.IdlePerMonth = units(LessMoney(to.IdleMonth, from.IdleMonth))
		}
		items = append(items, item)
	}
	return items
}

// LessMoney is an amount less another; unknown if one is.
func LessMoney(a, b planner.Maybe[planner.Money]) planner.Maybe[planner.Money] {
	less, known := b.Value()
	if !known {
		return planner.Maybe[planner.Money]{}
	}
	return eni.Map(a, func(m planner.Money) planner.Money { return m - less })
}
