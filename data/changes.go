package data

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
)

// Change is a figure of an instance type that differs between two catalogues.
type Change struct {
	Type string
	// Figure is its key in the JSON output, or instanceType if only one catalogue
	// has the type.
	Figure string
	From   planner.Maybe[string] // unknown also means missing
	To     planner.Maybe[string]
}

// figures are the figures that are compared.
var figures = []struct {
	name string
	of   func(t *planner.InstanceType, o *planner.Offering) planner.Maybe[string]
}{
	{"vcpus", func(t *planner.InstanceType, _ *planner.Offering) planner.Maybe[string] { return count(t.VCPUs) }},
	{"memoryMiB", func(t *planner.InstanceType, _ *planner.Offering) planner.Maybe[string] {
		return count(int(t.Memory / planner.MiB))
	}},
	{"enis", func(t *planner.InstanceType, _ *planner.Offering) planner.Maybe[string] { return count(t.Network.ENIs) }},
	{"ipv4PerENI", func(t *planner.InstanceType, _ *planner.Offering) planner.Maybe[string] {
		return count(t.Network.IPv4PerENI)
	}},
	{"ipv6PerENI", func(t *planner.InstanceType, _ *planner.Offering) planner.Maybe[string] { return count(t.IPv6PerENI) }},
	{"ebsAttachments", func(t *planner.InstanceType, _ *planner.Offering) planner.Maybe[string] {
		return count(t.EBSAttachments)
	}},
	{"currentGeneration", func(t *planner.InstanceType, _ *planner.Offering) planner.Maybe[string] {
		return planner.Known(strconv.FormatBool(t.CurrentGeneration))
	}},
	{"zoneIds", func(_ *planner.InstanceType, o *planner.Offering) planner.Maybe[string] {
		if !o.Offered().Known() {
			return planner.Maybe[string]{}
		}
		return planner.Known(cmp.Or(strings.Join(o.Zones, " "), "none"))
	}},
	{"onDemandPerHour", func(_ *planner.InstanceType, o *planner.Offering) planner.Maybe[string] { return hour(o.OnDemand) }},
	{"spotPerHour", func(_ *planner.InstanceType, o *planner.Offering) planner.Maybe[string] {
		if month, known := o.SpotMonth().Value(); known {
			return hour(planner.Known(month / planner.HoursPerMonth))
		}
		return planner.Maybe[string]{}
	}},
}

func count(n int) planner.Maybe[string] { return planner.Known(strconv.Itoa(n)) }

// hour is an hourly price with four decimal places, as on AWS's pricing pages.
func hour(m planner.Maybe[planner.Money]) planner.Maybe[string] {
	price, known := m.Value()
	if !known {
		return planner.Maybe[string]{}
	}
	return planner.Known(strconv.FormatFloat(price.Float(), 'f', 4, 64))
}

// Changes are the differences to another catalogue in a region, by type. A type
// that only one of them has is one change. Both must know the region.
func (c *Catalogue) Changes(other *Catalogue, region string) []Change {
	names := slices.Concat(c.TypeNames(), other.TypeNames())
	slices.SortFunc(names, planner.CompareNames)
	from, fromKnown := c.Offerings(region)
	to, toKnown := other.Offerings(region)
	if !fromKnown || !toKnown {
		return nil
	}
	var all []Change
	for _, name := range slices.Compact(names) {
		a, had := c.Type(name)
		b, has := other.Type(name)
		if !had || !has {
			all = append(all, Change{name, "instanceType", nameIf(name, had), nameIf(name, has)})
			continue
		}
		was, is := from(name), to(name)
		for _, f := range figures {
			if before, after := f.of(&a, &was), f.of(&b, &is); before != after {
				all = append(all, Change{name, f.name, before, after})
			}
		}
	}
	return all
}

func nameIf(name string, known bool) planner.Maybe[string] {
	if known {
		return planner.Known(name)
	}
	return planner.Maybe[string]{}
}
