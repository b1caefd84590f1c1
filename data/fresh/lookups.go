package fresh

import (
	"context"
	"fmt"
	"slices"

	"podfit/data"
	"podfit/data/live"
	"podfit/eni"
	"podfit/planner"
)

var instanceTypes = api[live.InstanceTypes]{
	name: "instance types", key: "types-3", maxAge: slowMaxAge,
	ask: func(ctx context.Context, c *live.Client, names []string) (live.InstanceTypes, error) {
		return c.InstanceTypes(ctx, names)
	},
	fill: func(to *data.Live, answer *live.InstanceTypes, names []string) int {
		for _, t := range answer.Types {
			if selected(names, t.Name) {
				t.Source = &answer.Source
				to.Types = append(to.Types, t)
			}
		}
		return len(to.Types)
	},
}

var offerings = api[live.Offerings]{
	name: "zones", key: "offerings-1", maxAge: slowMaxAge,
	ask: func(ctx context.Context, c *live.Client, names []string) (live.Offerings, error) {
		return c.Offerings(ctx, names)
	},
	fill: func(to *data.Live, answer *live.Offerings, names []string) int {
		to.Zones, to.Offered, to.OfferingsSource = answer.Zones, selection(answer.Types, names), &answer.Source
		for _, name := range names { // a type that no zone offers isn't in the answer
			if to.Offered[name] == nil {
				to.Offered[name] = []string{}
			}
		}
		return len(to.Offered)
	},
}

var onDemandPrices = api[live.OnDemandPrices]{
	name: "on-demand prices", key: "on-demand-1", maxAge: slowMaxAge,
	ask: func(ctx context.Context, c *live.Client, names []string) (live.OnDemandPrices, error) {
		return c.OnDemandPrices(ctx, names)
	},
	fill: func(to *data.Live, answer *live.OnDemandPrices, names []string) int {
		to.OnDemand, to.OnDemandSource = selection(answer.Types, names), &answer.Source
		return len(to.OnDemand)
	},
}

// Spot is which of the zones' spot prices counts for a type.
type Spot uint8

// The choices.
const (
	SpotMean     Spot = iota // of all zones, each counted once
	SpotCheapest             // the cheapest zone's
)

// Spots are the words of the choices, in their order.
var Spots = []string{"mean", "cheapest-zone"}

func (s Spot) String() string                { return Spots[s] }
func (s Spot) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *Spot) UnmarshalText(b []byte) error { return eni.UnmarshalWord(s, b, Spots) }

// spotSources name the choices in a price's source.
var spotSources = []string{"mean of the zones", "cheapest zone"}

// spotSummary is cached instead of every zone's price: the file is a tenth of
// the size, and reading it is most of the time that a cached answer takes.
type spotSummary struct {
	Types  map[string][2]planner.Money // by Spot
	Source planner.Source
}

func summarize(p live.SpotPrices) spotSummary {
	all := spotSummary{map[string][2]planner.Money{}, p.Source}
	for name, zones := range p.Types {
		mean, known := zones.Mean().Value()
		cheapest, found := zones.Cheapest()
		if known && found {
			all.Types[name] = [2]planner.Money{SpotMean: mean, SpotCheapest: cheapest.Price}
		}
	}
	return all
}

// spotPrices differ by the choice only in what they fill in: both prices are in
// the cached answer.
func spotPrices(choice Spot) api[spotSummary] {
	return api[spotSummary]{
		name: "spot prices", key: "spot-1", maxAge: spotMaxAge,
		ask: func(ctx context.Context, c *live.Client, names []string) (spotSummary, error) {
			p, err := c.SpotPrices(ctx, names)
			return summarize(p), err
		},
		fill: func(to *data.Live, answer *spotSummary, names []string) int {
			to.Spot = map[string]planner.Money{}
			to.SpotSource = &planner.Source{
				Name: fmt.Sprintf("%s (%s)", answer.Source.Name, spotSources[choice]),
				AsOf: answer.Source.AsOf,
			}
			for name, prices := range selection(answer.Types, names) {
				to.Spot[name] = prices[choice]
			}
			return len(to.Spot)
		},
	}
}

// selected reports whether a type is one of the names; nil names are all.
func selected(names []string, name string) bool {
	return names == nil || slices.Contains(names, name)
}

// selection is a copy with the named entries, or all for nil names.
func selection[T any](all map[string]T, names []string) map[string]T {
	some := map[string]T{}
	for name, value := range all {
		if selected(names, name) {
			some[name] = value
		}
	}
	return some
}
