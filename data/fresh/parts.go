package fresh

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"podfit/data"
	"podfit/data/live"
	"podfit/eni"
	"podfit/planner"
)

// What a kept answer is called ends with the version of its form.
var (
	typesPart = part{
		name: "instance types", key: "types-1", maxAge: slow,
		ask: func(ctx context.Context, c *live.Client, names []string) (any, error) {
			types, err := c.InstanceTypes(ctx, names)
			return live.TypeRows(types), err
		},
		lay: func(f *data.Fresh, body []byte, names []string) (int, error) {
			var rows live.TypeRows
			if err := json.Unmarshal(body, &rows); err != nil {
				return 0, err
			}
			for _, t := range rows {
				if wanted(names, t.Name) {
					f.Types = append(f.Types, t)
				}
			}
			return len(f.Types), nil
		},
	}

	offeringsPart = part{
		name: "zones", key: "offerings-1", maxAge: slow,
		ask: func(ctx context.Context, c *live.Client, names []string) (any, error) { return c.Offerings(ctx, names) },
		lay: func(f *data.Fresh, body []byte, names []string) (int, error) {
			var o live.Offerings
			if err := json.Unmarshal(body, &o); err != nil {
				return 0, err
			}
			f.Zones, f.Offered, f.Offerings = o.Zones, some(o.Types, names), sourced(o.Source)
			for _, name := range names { // one that no zone offers is told by its absence
				if f.Offered[name] == nil {
					f.Offered[name] = []string{}
				}
			}
			return len(f.Offered), nil
		},
	}

	onDemandPart = part{
		name: "on-demand prices", key: "on-demand-1", maxAge: slow,
		ask: func(ctx context.Context, c *live.Client, names []string) (any, error) {
			return c.OnDemandPrices(ctx, names)
		},
		lay: func(f *data.Fresh, body []byte, names []string) (int, error) {
			var p live.OnDemandPrices
			if err := json.Unmarshal(body, &p); err != nil {
				return 0, err
			}
			f.OnDemand, f.OnDemandSource = some(p.Types, names), sourced(p.Source)
			return len(f.OnDemand), nil
		},
	}
)

// Spot is which of the zones' spot prices stands for a type.
type Spot uint8

// The figures.
const (
	SpotMean     Spot = iota // of the zones, each counted once
	SpotCheapest             // the cheapest zone's
)

// Spots are the words, in order.
var Spots = []string{"mean", "cheapest-zone"}

func (s Spot) String() string                { return Spots[s] }
func (s Spot) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *Spot) UnmarshalText(b []byte) error { return eni.UnmarshalWord(s, b, Spots) }

// spotFigures are kept in the place of every zone's price: the file is a tenth
// as long, and reading it is most of what an answer from the cache takes.
type spotFigures struct {
	Types  map[string][2]planner.Money // mean and cheapest
	Source planner.Source
}

func (s Spot) part() part {
	return part{
		name: "spot prices", key: "spot-1", maxAge: quick,
		ask: func(ctx context.Context, c *live.Client, names []string) (any, error) {
			p, err := c.SpotPrices(ctx, names)
			kept := spotFigures{map[string][2]planner.Money{}, p.Source}
			for name, zones := range p.Types {
				mean, known := zones.Mean().Value()
				cheapest, found := zones.Cheapest()
				if known && found {
					kept.Types[name] = [2]planner.Money{mean, cheapest.Price}
				}
			}
			return kept, err
		},
		lay: func(f *data.Fresh, body []byte, names []string) (int, error) {
			var kept spotFigures
			if err := json.Unmarshal(body, &kept); err != nil {
				return 0, err
			}
			f.Spot, f.SpotSource = map[string]planner.Money{}, sourced(kept.Source)
			f.SpotSource.Name = fmt.Sprintf("%s (%s)", kept.Source.Name, spotNames[s])
			for name, prices := range some(kept.Types, names) {
				f.Spot[name] = prices[s]
			}
			return len(f.Spot), nil
		},
	}
}

var spotNames = []string{"mean of the zones", "cheapest zone"}

// some are those of the names; nil names are all.
func some[T any](all map[string]T, names []string) map[string]T {
	kept := map[string]T{}
	maps.Copy(kept, all)
	maps.DeleteFunc(kept, func(name string, _ T) bool { return !wanted(names, name) })
	return kept
}
