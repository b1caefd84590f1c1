package planner

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Usage is what a pod of a workload uses.
type Usage struct {
	CPU    Maybe[Millis]
	Memory Maybe[Memory]
	// MemoryPeak is the most memory of any pod in the window.
	MemoryPeak Maybe[Memory]
	// Containers are the parts of these figures, sorted by name. Where all of them have a
	// figure, that of the pod is the sum.
	Containers []ContainerUsage
	// Percentile is that of the figures over time and over pods; unknown for a snapshot,
	// and for figures of a tool that does not say.
	Percentile Maybe[Percentile]
	// Window is the time over which it was observed; 0 is a snapshot, or unknown.
	Window Window
	// RecommendedBy is the tool that recommends the figures as requests, with a margin of
	// its own; empty if they were measured.
	RecommendedBy string
}

// ContainerUsage is what a container of each pod uses.
type ContainerUsage struct {
	Name       string
	CPU        Maybe[Millis]
	Memory     Maybe[Memory]
	MemoryPeak Maybe[Memory]
}

// IsKnown reports whether there is any figure of the pod.
func (u *Usage) IsKnown() bool { return u.CPU.Known() || u.Memory.Known() }

// SumOf adds up a figure of all containers; unknown if one lacks it, or if there is none.
func SumOf[T ~int64](all []ContainerUsage, of func(*ContainerUsage) Maybe[T]) Maybe[T] {
	var sum T
	for i := range all {
		v, known := of(&all[i]).Value()
		if !known {
			return Maybe[T]{}
		}
		sum += v
	}
	if len(all) == 0 {
		return Maybe[T]{}
	}
	return Known(sum)
}

// The figures of a container, for SumOf.
func CPUOf(c *ContainerUsage) Maybe[Millis]        { return c.CPU }
func MemoryOf(c *ContainerUsage) Maybe[Memory]     { return c.Memory }
func MemoryPeakOf(c *ContainerUsage) Maybe[Memory] { return c.MemoryPeak }

// Percentile is a percentile in tenths: 950 is p95, and 1000 the most.
type Percentile int

// The percentiles that have a meaning of their own.
const (
	DefaultPercentile Percentile = 950
	MaxPercentile     Percentile = 1000
)

func (p Percentile) String() string {
	if p == MaxPercentile {
		return "max"
	}
	return "p" + strconv.FormatFloat(float64(p)/10, 'f', -1, 64)
}

// ParsePercentile reads p95, p99.9 or max.
func ParsePercentile(text string) (Percentile, error) {
	if text == "max" {
		return MaxPercentile, nil
	}
	number, is := strings.CutPrefix(text, "p")
	f, err := strconv.ParseFloat(number, 64)
	tenths := math.Round(f * 10)
	if !is || err != nil || strings.Trim(number, "0123456789.") != "" || !(f > 0 && f <= 100) || math.Abs(tenths-f*10) > 1e-9 {
		return 0, errors.New("must be a percentile such as p95, p99.9 or max")
	}
	return Percentile(tenths), nil
}

// Rank is the position of the percentile among n sorted values, from 0, by nearest rank:
// a value that occurs, at or below which are at least so many percent of all.
func (p Percentile) Rank(n int) int {
	return max(0, (n*int(p)+int(MaxPercentile)-1)/int(MaxPercentile)-1)
}

// Window is a time in seconds.
type Window int64

type windowUnit struct {
	unit    string
	seconds Window
}

// windowUnits are those of Prometheus' durations, the largest first.
var windowUnits = []windowUnit{{"w", 7 * Day}, {"d", Day}, {"h", 3600}, {"m", 60}, {"s", 1}}

// Day is a window in which most workloads show their peak.
const Day Window = 86400

// String is 7d, 1d12h or 90s.
func (w Window) String() string {
	var b strings.Builder
	for _, u := range windowUnits[1:] {
		if n := w / u.seconds; n > 0 {
			fmt.Fprint(&b, int64(n), u.unit)
			w %= u.seconds
		}
	}
	if b.Len() == 0 {
		return "0s"
	}
	return b.String()
}

// mostWindow is ten years: more is a typing mistake.
const mostWindow = 10 * 366 * Day

// ParseWindow reads a time as Prometheus writes it: 7d, 1w, 1h30m.
func ParseWindow(text string) (w Window, err error) {
	wrong := errors.New("must be a time such as 7d, 12h or 1h30m")
	rest, last := text, -1
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		n, err := strconv.ParseInt(rest[:digits], 10, 32)
		if err != nil || digits == len(rest) {
			return 0, wrong
		}
		unit := slices.IndexFunc(windowUnits, func(u windowUnit) bool { return u.unit == rest[digits:digits+1] })
		if unit <= last { // one that is not known, or not in its order
			return 0, wrong
		}
		w += Window(n) * windowUnits[unit].seconds
		if w > mostWindow {
			return 0, errors.New("is more than ten years")
		}
		rest, last = rest[digits+1:], unit
	}
	if text == "" {
		return 0, wrong
	}
	return w, nil
}
