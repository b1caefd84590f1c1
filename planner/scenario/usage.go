package scenario

import (
	"errors"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/settings"
)

// usageShape is what a pod uses, and the parts of its containers.
var usageShape = &object[planner.Usage]{
	keys: []key[planner.Usage]{
		field("cpu", "of the pod", cpuUsed, func(u *planner.Usage) *planner.Maybe[planner.Millis] { return &u.CPU }),
		field("memory", "of the pod", memoryUsed, func(u *planner.Usage) *planner.Maybe[planner.Memory] { return &u.Memory }),
		field("memoryPeak", "the most memory of any pod", memoryUsed, func(u *planner.Usage) *planner.Maybe[planner.Memory] { return &u.MemoryPeak }),
		field("percentile", "over time and over pods, such as p95 or max; a snapshot, or unknown, if left out",
			maybe(scalar[planner.Percentile]{planner.ParsePercentile, planner.Percentile.String, jsonType("string")}),
			func(u *planner.Usage) *planner.Maybe[planner.Percentile] { return &u.Percentile }),
		field("window", "the time over which it was observed, such as 7d",
			unless(0, scalar[planner.Window]{planner.ParseWindow, planner.Window.String, jsonType("string")}),
			func(u *planner.Usage) *planner.Window { return &u.Window }),
		field("recommendedBy", "the tool that recommends the figures as requests", text(some1), func(u *planner.Usage) *string { return &u.RecommendedBy }),
		field("containers", "the parts of the figures, by container", list[planner.ContainerUsage]{of: containerUsageShape}, func(u *planner.Usage) *[]planner.ContainerUsage { return &u.Containers }),
	},
	check: checkUsage,
}

var containerUsageShape = &object[planner.ContainerUsage]{keys: []key[planner.ContainerUsage]{
	required(field("name", "", text(any1), func(c *planner.ContainerUsage) *string { return &c.Name })),
	field("cpu", "", cpuUsed, func(c *planner.ContainerUsage) *planner.Maybe[planner.Millis] { return &c.CPU }),
	field("memory", "", memoryUsed, func(c *planner.ContainerUsage) *planner.Maybe[planner.Memory] { return &c.Memory }),
	field("memoryPeak", "", memoryUsed, func(c *planner.ContainerUsage) *planner.Maybe[planner.Memory] { return &c.MemoryPeak }),
}}

var (
	cpuUsed    = maybe(quantity(settings.ParseCPU, settings.CPUText))
	memoryUsed = maybe(quantity(settings.ParseMemory, settings.MemoryText))
)

// checkUsage holds the figures of a pod to be the sums of its containers', where all of
// these have one.
func checkUsage(r *reader, _ *yaml.Node, at string, said map[string]*yaml.Node, u *planner.Usage) error {
	notSum := func(key string) error {
		return r.refuse(said[key].Line, joined(at, key), said[key].Value, errors.New("must be the sum of its containers, or be left out"))
	}
	switch {
	case !summed(&u.CPU, planner.SumOf(u.Containers, planner.CPUOf)):
		return notSum("cpu")
	case !summed(&u.Memory, planner.SumOf(u.Containers, planner.MemoryOf)):
		return notSum("memory")
	case !summed(&u.MemoryPeak, planner.SumOf(u.Containers, planner.MemoryPeakOf)):
		return notSum("memoryPeak")
	}
	return nil
}

// summed sets a figure to its sum, unless it is another.
func summed[T comparable](of *planner.Maybe[T], sum planner.Maybe[T]) bool {
	if !of.Known() {
		*of = sum
	}
	return !sum.Known() || *of == sum
}
