package settings

import (
	"encoding"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"podfit/planner"
)

// The constructors of settings that are one value of a common kind, found in
// planner.Settings by at.

func onOff(name, title string, group Group, usage string, get func(*planner.Settings) bool, put func(*planner.Settings, bool)) Setting {
	return Setting{
		Name: name, Title: title, Group: group, Kind: Switch, Usage: usage, Choices: []string{"false", "true"},
		text: func(s *planner.Settings) []string { return []string{strconv.FormatBool(get(s))} },
		set: func(s *planner.Settings, v []string) error {
			on, err := strconv.ParseBool(v[0])
			if err != nil {
				return fmt.Errorf("want true or false")
			}
			put(s, on)
			return nil
		},
	}
}

func flag(name, title string, group Group, usage string, at func(*planner.Settings) *bool) Setting {
	return onOff(name, title, group, usage,
		func(s *planner.Settings) bool { return *at(s) },
		func(s *planner.Settings, on bool) { *at(s) = on })
}

// words is a small enumeration that knows its own spelling.
type words interface {
	fmt.Stringer
	comparable
}

func word[T words, P interface {
	*T
	encoding.TextUnmarshaler
}](name, title string, group Group, usage string, choices []string, at func(*planner.Settings) P) Setting {
	return Setting{
		Name: name, Title: title, Group: group, Kind: Choice, Usage: usage, Choices: choices, Value: strings.Join(choices, "|"),
		text: func(s *planner.Settings) []string { return []string{(*at(s)).String()} },
		set: func(s *planner.Settings, v []string) error {
			if !slices.Contains(choices, v[0]) {
				return fmt.Errorf("want %s%s", strings.Join(choices, " or "), DidYouMean(v[0], choices))
			}
			return at(s).UnmarshalText([]byte(v[0]))
		},
	}
}

func count(name, title string, group Group, usage string, low, high int, at func(*planner.Settings) *int) Setting {
	return Setting{
		Name: name, Title: title, Group: group, Kind: Number, Usage: usage, Value: "N",
		text: func(s *planner.Settings) []string { return []string{strconv.Itoa(*at(s))} },
		set: func(s *planner.Settings, v []string) error {
			n, err := parseCount(v[0], low, high)
			if err == nil {
				*at(s) = n
			}
			return err
		},
	}
}

func parseCount(text string, low, high int) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("want a whole number from %d to %d", low, high)
	}
	return n, nil
}

func cpu(name, title string, group Group, usage string, at func(*planner.Settings) *planner.Millis) Setting {
	return Setting{
		Name: name, Title: title, Group: group, Kind: Text, Usage: usage, Value: "QUANTITY", Choices: []string{"250m", "1", "1500m"},
		text: func(s *planner.Settings) []string { return []string{CPUText(*at(s))} },
		set: func(s *planner.Settings, v []string) error {
			c, err := ParseCPU(v[0])
			if err == nil {
				*at(s) = c
			}
			return err
		},
	}
}

func memory(name, title string, group Group, usage string, at func(*planner.Settings) *planner.Memory) Setting {
	return Setting{
		Name: name, Title: title, Group: group, Kind: Text, Usage: usage, Value: "QUANTITY", Choices: []string{"256Mi", "1Gi"},
		text: func(s *planner.Settings) []string { return []string{MemoryText(*at(s))} },
		set: func(s *planner.Settings, v []string) error {
			m, err := ParseMemory(v[0])
			if err == nil {
				*at(s) = m
			}
			return err
		},
	}
}

func money(name, title string, group Group, usage string, at func(*planner.Settings) *planner.Money) Setting {
	return Setting{
		Name: name, Title: title, Group: group, Kind: Text, Usage: usage, Value: "AMOUNT",
		text: func(s *planner.Settings) []string {
			return []string{strconv.FormatFloat(at(s).Float(), 'f', -1, 64)}
		},
		set: func(s *planner.Settings, v []string) error {
			const most = 1_000_000
			f, err := strconv.ParseFloat(v[0], 64)
			if err != nil || !(f >= 0 && f <= most) {
				return fmt.Errorf("want an amount a month from 0 to %d, in the region's currency", most)
			}
			*at(s) = planner.Money(math.Round(f * float64(planner.Unit)))
			return nil
		},
	}
}

const (
	mostCPU    = 10_000 * 1000
	mostMemory = 1 << 10 << 40 // 1 PiB
)

// ParseCPU reads an amount of CPU as Kubernetes writes it: 250m, 0.25, 2.
func ParseCPU(text string) (planner.Millis, error) {
	q, err := quantity(text, "250m or 2")
	if err != nil {
		return 0, err
	}
	if q.CmpInt64(mostCPU/1000) > 0 {
		return 0, fmt.Errorf("that is more than %d cores%s", mostCPU/1000, withUnit(text, "m"))
	}
	return planner.Millis(q.MilliValue()), nil
}

// ParseMemory reads an amount of memory as Kubernetes writes it: 512Mi, 4Gi.
// Less than a MiB, but for 0, is taken for a forgotten unit.
func ParseMemory(text string) (planner.Memory, error) {
	q, err := quantity(text, "512Mi or 4Gi")
	if err != nil {
		return 0, err
	}
	switch {
	case q.CmpInt64(mostMemory) > 0:
		return 0, fmt.Errorf("that is more than a PiB")
	case q.Sign() > 0 && q.CmpInt64(int64(planner.MiB)) < 0:
		return 0, fmt.Errorf("that is less than a MiB%s", withUnit(text, "Mi"))
	}
	return planner.Memory(q.Value()), nil
}

// withUnit suggests a unit behind a bare number.
func withUnit(text, unit string) string {
	if strings.Trim(text, "0123456789") != "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s%s?)", text, unit)
}

func quantity(text, example string) (resource.Quantity, error) {
	q, err := resource.ParseQuantity(text)
	if err != nil {
		return q, fmt.Errorf("not a quantity as Kubernetes writes it, such as %s", example)
	}
	if q.Sign() < 0 {
		return q, fmt.Errorf("want an amount of 0 or more")
	}
	return q, nil
}

// CPUText is ParseCPU's inverse.
func CPUText(c planner.Millis) string {
	return resource.NewMilliQuantity(int64(c), resource.DecimalSI).String()
}

// MemoryText is ParseMemory's inverse.
func MemoryText(m planner.Memory) string {
	return resource.NewQuantity(int64(m), resource.BinarySI).String()
}
