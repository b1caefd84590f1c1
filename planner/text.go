package planner

import (
	"fmt"
	"math"
	"strconv"

	"podfit/eni"
)

// The figures inside the sentences of steps and warnings. Whatever stands
// alone is formatted by package report.

func kubeReserved(pods int) Memory { return KubeReservedBase + KubeReservedPerPod*Memory(pods) }

// mib rounds down to a tenth, as package report does, but for the few bytes
// by which a figure in tenths misses a whole number of bytes.
func mib(m Memory) string { return decimal(math.Floor(m.MiB()*10+1e-3)/10) + " MiB" }

func mibOf(m Maybe[Memory]) string {
	v, known := m.Value()
	if !known {
		return "unknown"
	}
	return mib(v)
}

// minus is " − amount name", or nothing where there is nothing to take.
func minus(m Memory, name string) string {
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

func countOf(m Maybe[int]) string {
	n, known := m.Value()
	if !known {
		return "unknown"
	}
	return countText(n)
}

func priceText(m Maybe[Money]) string {
	v, known := m.Value()
	if !known {
		return "unknown"
	}
	return decimal(v.Float())
}

func maybeMiB(m Maybe[Memory]) Maybe[float64] {
	v, known := m.Value()
	return maybeFloat(v.MiB(), known)
}

func count(n int) Maybe[float64] { return Known(float64(n)) }

func maybe(m Maybe[int]) Maybe[float64] { return maybeFloat(number(m)) }

func maybeFloat(v float64, known bool) Maybe[float64] {
	if !known {
		return Maybe[float64]{}
	}
	return Known(v)
}

func field(f *Field, o *Option) Maybe[float64] { return maybeFloat(f.Number(o)) }
