package usage

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"podfit/planner"
)

// figure is what one container of one pod, or of the busiest pods, uses of a resource.
type figure struct {
	value, peak float64
	window      planner.Window
	percentile  planner.Percentile
	// given is set if it was worked out elsewhere; otherwise it is of samples, which are a
	// snapshot if they have no window.
	given bool
}

// figure is that of a percentile over time. Samples are worth more than what was worked
// out elsewhere.
func (m *measured) figure(p planner.Percentile) figure {
	values := slices.Collect(maps.Values(m.at))
	values = slices.AppendSeq(values, maps.Keys(m.untimed))
	if len(values) == 0 {
		return m.worst()
	}
	slices.Sort(values)
	f := figure{value: values[p.Rank(len(values))], peak: values[len(values)-1], percentile: p}
	if len(m.at) > 0 {
		times := slices.Collect(maps.Keys(m.at))
		f.window = planner.Window(slices.Max(times) - slices.Min(times))
	}
	return f
}

// worst is the most of what was worked out elsewhere, at the lowest of the percentiles.
func (m *measured) worst() figure {
	f := figure{percentile: planner.MaxPercentile, window: m.given[0].window, given: true}
	for _, g := range m.given {
		f.value, f.percentile, f.window = max(f.value, g.value), min(f.percentile, g.percentile), min(f.window, g.window)
		if g.percentile == planner.MaxPercentile {
			f.peak = max(f.peak, g.value)
		}
	}
	return f
}

// leastOverPods is the least percentile over pods.
const leastOverPods = planner.DefaultPercentile

// overPods is the figure of the busiest pods.
func overPods(all []figure, p planner.Percentile) figure {
	slices.SortFunc(all, func(a, b figure) int { return cmp.Compare(a.value, b.value) })
	f := figure{value: all[max(p, leastOverPods).Rank(len(all))].value, percentile: planner.MaxPercentile}
	for _, one := range all {
		f.peak, f.window = max(f.peak, one.peak), max(f.window, one.window)
		f.percentile, f.given = min(f.percentile, one.percentile), f.given || one.given
	}
	return f
}

// resourceUse is what the containers of a workload's pods use of one resource.
type resourceUse struct {
	containers map[string]figure
	window     planner.Window
	// percentile is unknown for a snapshot.
	percentile planner.Maybe[planner.Percentile]
}

// useOf is the use of a resource by name of the container: "" is the pod as a whole,
// which is left out where containers are known, as it has them in it
// (https://github.com/google/cadvisor/issues/2688).
func useOf(all map[key]*measured, resource Resource, p planner.Percentile) resourceUse {
	byContainer := map[string][]figure{}
	for k, m := range all {
		if k.resource == resource {
			byContainer[k.container] = append(byContainer[k.container], m.figure(p))
		}
	}
	if len(byContainer) > 1 {
		delete(byContainer, "")
	}
	u := resourceUse{containers: map[string]figure{}}
	lowest, isRange := planner.MaxPercentile, false
	for name, figures := range byContainer {
		f := overPods(figures, p)
		u.containers[name] = f
		u.window, lowest = max(u.window, f.window), min(lowest, f.percentile)
		isRange = isRange || f.given || f.window > 0
	}
	if isRange {
		u.percentile = planner.Known(lowest)
	}
	return u
}

// usageOf is the usage of a workload's pods.
func usageOf(all map[key]*measured, p planner.Percentile) planner.Usage {
	cpu, memory := useOf(all, CPU, p), useOf(all, Memory, p)
	var u planner.Usage
	names := map[string]bool{}
	for _, of := range []resourceUse{cpu, memory} {
		for name := range of.containers {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		c := planner.ContainerUsage{Name: name}
		if f, is := cpu.containers[name]; is {
			c.CPU = planner.Known(millis(f.value))
		}
		if f, is := memory.containers[name]; is {
			c.Memory = planner.Known(mebibytes(f.value))
			if memory.percentile.Known() && f.peak > 0 {
				c.MemoryPeak = planner.Known(mebibytes(f.peak))
			}
		}
		if name == "" {
			u.CPU, u.Memory, u.MemoryPeak = c.CPU, c.Memory, c.MemoryPeak
			continue
		}
		u.Containers = append(u.Containers, c)
	}
	total(&u)
	u.Percentile, u.Window = cpu.percentile, cpu.window
	switch {
	case len(cpu.containers) == 0:
		u.Percentile, u.Window = memory.percentile, memory.window
	case len(memory.containers) > 0:
		u.Percentile, u.Window = weaker(cpu.percentile, memory.percentile), min(cpu.window, memory.window)
	}
	return u
}

// total adds up the containers, where the pod as a whole is not known.
func total(u *planner.Usage) {
	if !u.CPU.Known() {
		u.CPU = planner.SumOf(u.Containers, planner.CPUOf)
	}
	if !u.Memory.Known() {
		u.Memory = planner.SumOf(u.Containers, planner.MemoryOf)
	}
	if !u.MemoryPeak.Known() {
		u.MemoryPeak = planner.SumOf(u.Containers, planner.MemoryPeakOf)
	}
}

// weaker is the weaker of two claims: unknown is the weakest.
func weaker(a, b planner.Maybe[planner.Percentile]) planner.Maybe[planner.Percentile] {
	x, isA := a.Value()
	y, isB := b.Value()
	if !isA || !isB {
		return planner.Maybe[planner.Percentile]{}
	}
	return planner.Known(min(x, y))
}

// recommendedUsage is what a tool recommends for the containers of a controller.
func recommendedUsage(containers map[string]recommended) (u planner.Usage) {
	for i, name := range slices.Sorted(maps.Keys(containers)) {
		r := containers[name]
		c := planner.ContainerUsage{Name: name}
		if v, known := r.cpu.Value(); known {
			c.CPU = planner.Known(millis(v))
		}
		if v, known := r.memory.Value(); known {
			c.Memory = planner.Known(mebibytes(v))
		}
		u.Containers = append(u.Containers, c)
		if i == 0 {
			u.RecommendedBy, u.Percentile, u.Window = r.by, r.percentile, r.window
		}
	}
	total(&u)
	return u
}

// slack is for decimal fractions that have no exact form: 0.07 cores are 70m.
const slack = 1e-9

func millis(cores float64) planner.Millis { return planner.Millis(math.Ceil(cores*1000 - slack)) }

// mebibytes are whole, as requests are.
func mebibytes(bytes float64) planner.Memory {
	return planner.Memory(math.Ceil(bytes/float64(planner.MiB)-slack)) * planner.MiB
}
