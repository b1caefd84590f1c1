package tui

import (
	"podfit/planner"
	"podfit/planner/density"
)

// catalogue is what the tables say: all types, and what one region says of each.
type catalogue struct {
	lookups Lookups
	types   []planner.InstanceType
	region  string
	// offerings are in the order of types.
	offerings []planner.Offering
}

func newCatalogue(l Lookups) catalogue {
	return catalogue{lookups: l, types: l.Types()}
}

// open looks a region up, once until another is asked for.
func (c *catalogue) open(region string) {
	if c.region == region {
		return
	}
	c.region = region
	c.offerings = make([]planner.Offering, len(c.types)) // all unknown
	offering, ok := c.lookups.Offerings(region)
	if !ok {
		return
	}
	for i := range c.types {
		c.offerings[i] = offering(c.types[i].Name)
	}
}

func (c *catalogue) evaluate(s *planner.Settings) []density.Option {
	options := make([]density.Option, len(c.types))
	for i := range c.types {
		options[i] = density.Evaluate(&c.types[i], c.offerings[i], s)
	}
	return options
}

// dates are those of the tables behind the figures, for the header.
func (c *catalogue) dates() []string {
	var dates []string
	add := func(what string, s *planner.Source) {
		switch {
		case s == nil:
			dates = append(dates, "no "+what)
		case s.AsOf != "":
			dates = append(dates, what+" "+s.AsOf)
		}
	}
	if len(c.types) == 0 {
		return nil
	}
	region := c.offerings[0].Region
	if region == nil {
		region = &planner.Region{}
	}
	add("prices", region.OnDemand)
	add("spot", region.Spot)
	add("types", c.types[0].Source)
	return dates
}
