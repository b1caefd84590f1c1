package fresh

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

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
		read: func(body []byte, names []string) (func(*data.Fresh) int, error) {
			var rows live.TypeRows
			if err := rows.UnmarshalJSON(body); err != nil { // not by way of Unmarshal, which reads it twice
				return nil, err
			}
			rows = slices.DeleteFunc(rows, func(t planner.InstanceType) bool { return !wanted(names, t.Name) })
			return func(f *data.Fresh) int {
				f.Types = rows
				return len(rows)
			}, nil
		},
	}

	offeringsPart = part{
		name: "zones", key: "offerings-1", maxAge: slow,
		ask: func(ctx context.Context, c *live.Client, names []string) (any, error) { return c.Offerings(ctx, names) },
		read: reading(func(f *data.Fresh, o *live.Offerings, names []string) int {
			f.Zones, f.Offered, f.Offerings = o.Zones, some(o.Types, names), sourced(o.Source)
			for _, name := range names { // one that no zone offers is told by its absence
				if f.Offered[name] == nil {
					f.Offered[name] = []string{}
				}
			}
			return len(f.Offered)
		}),
	}

	onDemandPart = part{
		name: "on-demand prices", key: "on-demand-1", maxAge: slow,
		ask: func(ctx context.Context, c *live.Client, names []string) (any, error) {
			return c.OnDemandPrices(ctx, names)
		},
		read: reading(func(f *data.Fresh, p *live.OnDemandPrices, names []string) int {
			f.OnDemand, f.OnDemandSource = some(p.Types, names), sourced(p.Source)
			return len(f.OnDemand)
		}),
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
		read: reading(func(f *data.Fresh, kept *spotFigures, names []string) int {
			f.Spot, f.SpotSource = map[string]planner.Money{}, sourced(kept.Source)
			f.SpotSource.Name = fmt.Sprintf("%s (%s)", kept.Source.Name, spotNames[s])
			for name, prices := range some(kept.Types, names) {
				f.Spot[name] = prices[s]
			}
			return len(f.Spot)
		}),
	}
}

var spotNames = []string{"mean of the zones", "cheapest zone"}

// reading reads a body as a T.
func reading[T any](lay func(*data.Fresh, *T, []string) int) func([]byte, []string) (func(*data.Fresh) int, error) {
	return func(body []byte, names []string) (func(*data.Fresh) int, error) {
		var kept T
		if err := json.Unmarshal(body, &kept); err != nil {
			return nil, err
		}
		return func(f *data.Fresh) int { return lay(f, &kept, names) }, nil
	}
}

// some are those of the names; nil names are all.
func some[T any](all map[string]T, names []string) map[string]T {
	kept := map[string]T{}
	maps.Copy(kept, all)
	maps.DeleteFunc(kept, func(name string, _ T) bool { return !wanted(names, name) })
	return kept
}
