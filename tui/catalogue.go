package tui

import (
	"fmt"

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
	add := func(what string, of func(*planner.Offering) *planner.Source) {
		date, others := planner.MostlyAsOf(c.offerings, of)
		switch {
		case date == "":
			dates = append(dates, "no "+what)
		case others > 0:
			dates = append(dates, fmt.Sprintf("%s %s (%d others)", what, date, others))
		default:
			dates = append(dates, what+" "+date)
		}
	}
	if len(c.types) == 0 {
		return nil
	}
	add("prices", func(o *planner.Offering) *planner.Source { return o.Sources.OnDemand })
	add("spot", func(o *planner.Offering) *planner.Source {
		_, _, spot := o.SpotPrice()
		return spot
	})
	if s := c.types[0].Source; s != nil && s.AsOf != "" {
		dates = append(dates, "types "+s.AsOf)
	}
	return dates
}
