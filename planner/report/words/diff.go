package words

import (
	"cmp"
	"fmt"
	"math"

	"podfit/planner"
)

// Difference is what a scenario's plan has more than the first scenario's.
type Difference struct {
	File, Currency string
	UnplacedPods   int
	PerMonth       planner.Maybe[float64]
}

// Worsened says why a scenario is worse than the first; it is empty where it is not.
func Worsened(d Difference, first string) string {
	by, known := d.PerMonth.Value()
	switch {
	case d.UnplacedPods > 0:
		return fmt.Sprintf("%s leaves %s unplaced than %s", d.File, Counted(d.UnplacedPods, "more pod"), first)
	case !known:
		return fmt.Sprintf("the cost of %s cannot be compared with that of %s", d.File, first)
	case by > 0:
		return fmt.Sprintf("%s costs %s more a month than %s", d.File, Money(planner.Money(math.Round(by*float64(planner.Unit))), d.Currency), first)
	}
	return ""
}

// Replicas is a workload's pods and their requests in one cell, from the texts of
// the scenario; empty is not set.
func Replicas(replicas, most, cpu, memory string) string {
	switch {
	case replicas == "":
		return Unknown
	case most != "":
		replicas += ".." + most
	}
	if cpu == "" && memory == "" {
		return replicas + " without requests"
	}
	return fmt.Sprintf("%s × %s %s", replicas, cmp.Or(cpu, Unknown), cmp.Or(memory, Unknown))
}
