package words

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
)

// Source names a source and its date.
func Source(s *planner.Source) string {
	switch {
	case s == nil:
		return Unknown
	case s.AsOf == "":
		return s.Name
	default:
		return s.Name + ", " + s.AsOf
	}
}

// asOf is the date of a source.
func asOf(s *planner.Source) string {
	if s == nil {
		return "undated"
	}
	return s.AsOf
}

// Region names the region of an answer, and who named it.
func Region(s *planner.Settings) string {
	return fmt.Sprintf("region: %s (%s)", s.Region, s.RegionSource)
}

// Headline describes an instance type.
func Headline(o *density.Option) string {
	t := o.Type
	parts := []string{
		fmt.Sprintf("%d vCPUs", t.VCPUs),
		fmt.Sprintf("%g GiB", t.Memory.GiB()),
		t.Arch,
		t.Processor,
	}
	switch {
	case t.BareMetal:
		parts = append(parts, "bare metal")
	default:
		parts = append(parts, t.Hypervisor)
	}
	if gpu := t.GPU(); gpu != "" {
		parts = append(parts, gpu)
	}
	return fmt.Sprintf("%s in %s: %s", t.Name, o.Settings.Region, strings.Join(parts, ", "))
}
