package settings

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"podfit/planner"
)

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
		return 0, fmt.Errorf("more than %d cores%s", mostCPU/1000, withUnit(text, "m"))
	}
	return planner.Millis(q.MilliValue()), nil
}

// ParseMemory reads an amount of memory as Kubernetes writes it: 512Mi, 4Gi.
// Less than a MiB, except 0 and what has Ki or k for its unit, is taken for a forgotten
// unit.
func ParseMemory(text string) (planner.Memory, error) {
	q, err := quantity(text, "512Mi or 4Gi")
	if err != nil {
		return 0, err
	}
	switch {
	case q.CmpInt64(mostMemory) > 0:
		return 0, fmt.Errorf("more than a PiB")
	case q.Sign() > 0 && q.CmpInt64(int64(planner.MiB)) < 0 && !strings.HasSuffix(text, "Ki") && !strings.HasSuffix(text, "k"):
		return 0, fmt.Errorf("less than a MiB%s", withUnit(text, "Mi"))
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
		return q, fmt.Errorf("must be a Kubernetes quantity such as %s", example)
	}
	if q.Sign() < 0 {
		return q, fmt.Errorf("must be 0 or more")
	}
	return q, nil
}

// CPUText is ParseCPU's inverse.
func CPUText(c planner.Millis) string {
	return resource.NewMilliQuantity(int64(c), resource.DecimalSI).String()
}

// MemoryText is ParseMemory's inverse.
func MemoryText(m planner.Memory) string {
	format := resource.BinarySI
	if m < planner.MiB && m%1024 != 0 {
		format = resource.DecimalSI // 100k, as a bare number lacks its unit
	}
	return resource.NewQuantity(int64(m), format).String()
}
