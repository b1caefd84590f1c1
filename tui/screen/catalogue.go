package screen

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/settings"
	"podfit/tui/widget"
)

// Catalogue is what the tables say: all types, and what one region says of each.
type Catalogue struct {
	lookups Lookups
	Types   []planner.InstanceType
	Region  string
	// version counts how often the tables were replaced.
	version int
	// offerings are in the order of Types.
	offerings []planner.Offering
}

func newCatalogue(l Lookups) Catalogue {
	return Catalogue{lookups: l, Types: l.Types()}
}

// open looks a region up, once until another is asked for.
func (c *Catalogue) open(region string) {
	if c.Region == region {
		return
	}
	c.Region = region
	c.offerings = make([]planner.Offering, len(c.Types)) // all unknown
	offering, ok := c.lookups.Offerings(region)
	if !ok {
		return
	}
	for i := range c.Types {
		c.offerings[i] = offering(c.Types[i].Name)
	}
}

// fargatePrices are those of a region.
func (c *Catalogue) fargatePrices(region string) fargate.Prices {
	if c.lookups.Fargate == nil {
		return fargate.Prices{}
	}
	return c.lookups.Fargate(region)
}

// Evaluate works out every type under the settings.
func (c *Catalogue) Evaluate(s *planner.Settings) []density.Option {
	options := make([]density.Option, len(c.Types))
	for i := range c.Types {
		options[i] = density.Evaluate(&c.Types[i], c.offerings[i], s)
	}
	return options
}

// missing begins what Dates say of a table that has nothing of the region.
const missing = "no "

// Dates are those of the tables behind the figures, for the header.
func (c *Catalogue) Dates() []string {
	var dates []string
	add := func(what string, of func(*planner.Offering) *planner.Source) {
		date, others := planner.MostlyAsOf(c.offerings, of)
		switch {
		case date == "":
			dates = append(dates, missing+what)
		case others > 0:
			dates = append(dates, fmt.Sprintf("%s %s (%s)", what, date, widget.Count(others, "other")))
		default:
			dates = append(dates, what+" "+date)
		}
	}
	if len(c.Types) == 0 {
		return nil
	}
	add("prices", func(o *planner.Offering) *planner.Source { return o.Sources.OnDemand })
	add("spot", func(o *planner.Offering) *planner.Source {
		_, _, spot := o.SpotPrice()
		return spot
	})
	if s := c.Types[0].Source; s != nil && s.AsOf != "" {
		dates = append(dates, "types "+s.AsOf)
	}
	return dates
}

func (c *Catalogue) names() []string {
	names := make([]string, len(c.Types))
	for i := range names {
		names[i] = c.Types[i].Name
	}
	return names
}

// Contender is a type in all variants of the settings; one that does not exist is
// nil.
type Contender [settings.Variants]*density.Option

// Name is the type's.
func (c *Contender) Name() string { return c[settings.AsSet].Type.Name }

// Contenders are types by name, whether the table shows them or not. A name of
// no type is left out.
func (s *Session) Contenders(names []string) []Contender {
	var under [settings.Variants]*planner.Settings
	for v := range settings.Variants {
		if varied, exists := settings.Variant(v).Alone(*s.Settings); exists {
			under[v] = &varied
		}
	}
	var all []Contender
	for _, name := range names {
		o := s.Option(name)
		if o == nil {
			continue
		}
		var c Contender
		for v, set := range under {
			if set == nil {
				continue
			}
			other := density.Evaluate(o.Type, o.Offering, set)
			c[v] = &other
		}
		all = append(all, c)
	}
	return all
}
