package workloadview

import (
	"slices"
	"strconv"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// column is a column of the table, and the key that a scenario has it by.
type column struct {
	heading, key string
	width        int
	switched     bool // yes or no, without typing
	usage        string
	text         func(*planner.Workload) string
	amount       func(*planner.Workload) int64 // what it is sorted by before the text; nil for words
}

// columns begin with the name, whose width is what the others leave.
var columns = []column{
	{"NAME", "name", 0, false, "a name, such as web or shop/web", func(k *planner.Workload) string { return k.Name }, nil},
	{"PODS", "replicas", 7, false, "number of pods", func(k *planner.Workload) string { return strconv.Itoa(k.Replicas) }, func(k *planner.Workload) int64 { return int64(k.Replicas) }},
	{"CPU", "cpu", 6, false, "CPU request of each pod, such as 250m or 2", func(k *planner.Workload) string { return requested(k, settings.CPUText(k.Request.CPU)) }, func(k *planner.Workload) int64 { return int64(k.Request.CPU) }},
	{"MEMORY", "memory", 7, false, "memory request of each pod, such as 512Mi or 4Gi", func(k *planner.Workload) string { return requested(k, settings.MemoryText(k.Request.Memory)) }, func(k *planner.Workload) int64 { return int64(k.Request.Memory) }},
	{"SG", "securityGroups", 3, true, "security groups for pods: each pod needs a branch ENI", func(k *planner.Workload) string { return yesNo(k.SecurityGroups) }, nil},
	{"HOST", "hostNetwork", 4, true, "on the host network: the pod needs no address", func(k *planner.Workload) string { return yesNo(k.HostNetwork) }, nil},
	{"1/NODE", "onePerNode", 6, true, "at most one of these pods on a node", func(k *planner.Workload) string { return yesNo(k.OnePerNode) }, nil},
	{"VOLS", "volumes", 4, false, "EBS volumes per pod", func(k *planner.Workload) string { return orDot(int64(k.Volumes)) }, func(k *planner.Workload) int64 { return int64(k.Volumes) }},
	{"GPUS", scenario.GPUsKey, 4, false, "GPUs per pod", func(k *planner.Workload) string { return orDot(k.Extended[planner.GPUResource]) }, func(k *planner.Workload) int64 { return k.Extended[planner.GPUResource] }},
	{"HOURS", "hoursPerMonth", 5, false, "hours per month that each pod runs; 0 means all", func(k *planner.Workload) string {
		if k.HoursPerMonth == 0 {
			return "all"
		}
		return strconv.FormatFloat(k.HoursPerMonth, 'f', -1, 64)
	}, func(k *planner.Workload) int64 {
		if k.HoursPerMonth == 0 {
			return planner.HoursPerMonth * 1000
		}
		return int64(k.HoursPerMonth * 1000)
	}},
}

// literal says that a cell is a number, or true or false.
func (c *column) literal() bool { return !slices.Contains([]string{"name", "cpu", "memory"}, c.key) }

// written is the cell as a scenario has it; empty where it says nothing.
func (c *column) written(k *planner.Workload) string {
	switch text := c.text(k); {
	case c.switched:
		return strconv.FormatBool(text == "yes")
	case text == "none" && k.NoRequests, text == "all" && k.HoursPerMonth == 0:
		return ""
	case text == "·":
		return "0"
	default:
		return text
	}
}

// requested tells pods that request nothing from those of which it is not known.
func requested(k *planner.Workload, text string) string {
	if k.NoRequests {
		return "none"
	}
	return text
}

func yesNo(on bool) string {
	if on {
		return "yes"
	}
	return "·"
}

func orDot(n int64) string {
	if n == 0 {
		return "·"
	}
	return strconv.FormatInt(n, 10)
}
