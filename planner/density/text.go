package density

import (
	"fmt"
	"math"
	"strconv"

	"podfit/eni"
	"podfit/planner"
)

// The figures inside the sentences of steps and warnings. Whatever stands
// alone is formatted by package report.

func kubeReserved(pods int) planner.Memory {
	return KubeReservedBase + KubeReservedPerPod*planner.Memory(pods)
}

// mib rounds down to a tenth, as package report does, but for the few bytes
// by which a figure in tenths misses a whole number of bytes.
func mib(m planner.Memory) string { return decimal(math.Floor(m.MiB()*10+1e-3)/10) + " MiB" }

func mibOf(m planner.Maybe[planner.Memory]) string {
	v, known := m.Value()
	if !known {
		return "unknown"
	}
	return mib(v)
}

// minus is " − amount name", or nothing where there is nothing to take.
func minus(m planner.Memory, name string) string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf(" − %s %s", mib(m), name)
}

func orNone(sum string) string {
	if sum == "" {
		return ", no DaemonSet requests any"
	}
	return sum
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// countText keeps the addresses of a /80 readable.
func countText(n int) string {
	if n >= eni.IPv6NodeIPs/2 {
		return "2^48"
	}
	return strconv.Itoa(n)
}

func countOf(m planner.Maybe[int]) string {
	n, known := m.Value()
	if !known {
		return "unknown"
	}
	return countText(n)
}

func priceText(m planner.Maybe[planner.Money]) string {
	v, known := m.Value()
	if !known {
		return "unknown"
	}
	return decimal(v.Float())
}

func maybeMiB(m planner.Maybe[planner.Memory]) planner.Maybe[float64] {
	return eni.Map(m, planner.Memory.MiB)
}

func count(n int) planner.Maybe[float64] { return planner.Known(float64(n)) }

// maybe is an amount as a step has it.
func maybe[T ~int | ~int64](m planner.Maybe[T]) planner.Maybe[float64] {
	return eni.Map(m, func(v T) float64 { return float64(v) })
}
