// Package words holds every sentence and number format that a person reads:
// facts go in, text comes out. Tables, JSON's texts, pages, the screen and
// exports all take their words from here.
package words

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

// MiB is memory in MiB, rounded down to a tenth: a pod that requests what is
// shown fits.
func MiB(m planner.Memory) float64 { return Round(m.MiB(), "MiB") }

// Hundredths rounds to two digits after the point.
func Hundredths(v float64) float64 { return math.Round(v*100)/100 + 0 } // no -0

// Round keeps the digits of a value that are worth showing in its unit. Memory
// rounds down, but not for the few bytes by which a measured overhead, which
// is in tenths of a MiB, misses a whole number of bytes.
func Round(v float64, unit string) float64 {
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

// readable is from how much memory on people read it in GiB.
const readable = 10 * planner.GiB

// ReadableMemory is Memory in the unit in which people read it: from 10 GiB on in Gi, to a
// tenth, rounded down.
func ReadableMemory(m planner.Memory) string {
	if m < readable {
		return Memory(m)
	}
	return GiB(m / (planner.GiB / 10) * (planner.GiB / 10))
}

// MemoryBeside writes amounts that are compared in one unit: that of the largest, unless
// it does not tell them apart.
func MemoryBeside(a, b planner.Memory) (string, string) {
	if max(a, b) >= readable {
		if textA, textB := GiB(a), GiB(b); a == b || textA != textB {
			return textA, textB
		}
	}
	return Memory(a), Memory(b)
}

// CPU writes an amount in millicores.
func CPU(c planner.Millis) string { return fmt.Sprintf("%dm", c) }

// Cores writes an amount of CPU that many pods share, to a tenth of a vCPU.
func Cores(c planner.Millis) string { return Grouped(math.Round(c.Cores()*10) / 10) }

// GiB writes an amount of memory that many pods share, to a tenth of a GiB.
func GiB(m planner.Memory) string { return Grouped(math.Round(m.GiB()*10)/10) + "Gi" }

// Grouped has a comma before every three digits of a whole number.
func Grouped(f float64) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(f, 'f', -1, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if part != "" {
		return whole + "." + part
	}
	return whole
}

// Plain writes a number without grouping or rounding.
func Plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Percent writes a percentage to a hundredth.
func Percent(f float64) string { return fmt.Sprintf("%.2f%%", f) }

// Counted is a number of things in words: 1 pod, 2000 pods.
func Counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// CountedGrouped is Counted with commas in the number.
func CountedGrouped(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return Grouped(float64(n)) + " " + what + "s"
}

// List joins words as a sentence has them: a, b and c.
func List(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// OrUnknown writes a value, or Unknown.
func OrUnknown[T any](m planner.Maybe[T], write func(T) string) string {
	return eni.Map(m, write).Or(Unknown)
}

// OrDash is a text, or Unknown where it is empty.
func OrDash(text string) string {
	if text == "" {
		return Unknown
	}
	return text
}

// Money writes an amount to the cent with its currency's sign; below a cent
// it keeps every digit.
func Money(m planner.Money, currency string) string {
	if m > 0 && m < planner.Unit/100 {
		return ExactMoney(m, currency)
	}
	return sign(currency) + strconv.FormatFloat(m.Float(), 'f', 2, 64)
}

// ExactMoney keeps every digit: prices of an hour are read to the millionth.
func ExactMoney(m planner.Money, currency string) string {
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
	return Plain(Round(v, unit)) + " " + unit
}

// MemoryError writes an error of prediction, to a tenth of a Mi.
func MemoryError(m planner.Memory) string { return signed(m.MiB(), 1, "Mi") }

// PercentError writes an error of prediction, to a hundredth of a percent.
func PercentError(f float64) string { return signed(f, 2, "%") }

// signed writes a figure with its sign, but for one that rounds to 0.
func signed(f float64, digits int, unit string) string {
	text := strconv.FormatFloat(f, 'f', digits, 64)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-") + unit
	}
	return fmt.Sprintf("%+.*f%s", digits, f, unit)
}

// CSV is a value as CSV has it: plain, and empty where it is unknown.
func CSV[T any](m planner.Maybe[T]) string {
	return eni.Map(m, func(v T) string {
		if f, is := any(v).(float64); is {
			return Plain(f)
		}
		return fmt.Sprint(v)
	}).Or("")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
