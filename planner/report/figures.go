package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// Unknown stands for a figure that is not known, wherever a person reads.
const Unknown = "-"

// tenths is memory in MiB, to a tenth, rounded down: a pod that asks for what
// is shown fits.
func tenths(m planner.Memory) float64 { return shown(m.MiB(), "MiB") }

// shown is a value in a unit with the digits that are worth showing. Memory
// rounds down, but not for the few bytes by which a measured overhead, which
// is in tenths of a MiB, misses a whole number of them.
func shown(v float64, unit string) float64 {
	const fewBytes = 1e-3
	switch unit {
	case "MiB":
		return math.Floor(v*10+fewBytes) / 10
	case "GiB", "vCPUs":
		return math.Round(v*100) / 100
	case "USD", "CNY":
		return math.Round(v*1e6) / 1e6
	default:
		return v
	}
}

// Count writes a number of pods, addresses or ENIs.
func Count(m planner.Maybe[int]) string {
	n, known := m.Value()
	switch {
	case !known:
		return Unknown
	case n >= eni.IPv6NodeIPs/2:
		return "/80"
	default:
		return strconv.Itoa(n)
	}
}

// Memory writes an amount as Kubernetes would, in whole Mi, rounded down.
func Memory(m planner.Memory) string { return fmt.Sprintf("%dMi", m/planner.MiB) }

// CPU writes an amount in millicores.
func CPU(c planner.Millis) string { return fmt.Sprintf("%dm", c) }

// Cores writes an amount of CPU that many pods share, to a tenth of a vCPU.
func Cores(c planner.Millis) string { return grouped(math.Round(c.Cores()*10) / 10) }

// GiB writes an amount of memory that many pods share, to a tenth of a GiB.
func GiB(m planner.Memory) string { return grouped(math.Round(m.GiB()*10)/10) + "Gi" }

// grouped has a comma before every three digits of a whole number.
func grouped(f float64) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(f, 'f', -1, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if part != "" {
		return whole + "." + part
	}
	return whole
}

// Money writes an amount to the cent with its currency's sign; below a cent
// it keeps every digit.
func Money(m planner.Money, currency string) string {
	if m > 0 && m < planner.Unit/100 {
		return exactMoney(m, currency)
	}
	return sign(currency) + strconv.FormatFloat(m.Float(), 'f', 2, 64)
}

// exactMoney keeps every digit: prices of an hour are read to the millionth.
func exactMoney(m planner.Money, currency string) string {
	return sign(currency) + strconv.FormatFloat(m.Float(), 'f', -1, 64)
}

func sign(currency string) string {
	switch currency {
	case "USD":
		return "$"
	case "CNY":
		return "¥"
	default:
		return currency + " "
	}
}

// Figure writes the value of a step, with its unit.
func Figure(value planner.Maybe[float64], unit string) string {
	v, known := value.Value()
	switch {
	case !known:
		return Unknown
	case v >= eni.IPv6NodeIPs/2:
		return "2^48 " + unit
	}
	if isMoney := unit == "USD" || unit == "CNY"; isMoney && v >= 1 {
		return strconv.FormatFloat(v, 'f', 2, 64) + " " + unit
	}
	return plainNumber(shown(v, unit)) + " " + unit
}
