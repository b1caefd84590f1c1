// Package answer holds what every command answers in JSON and YAML: one
// envelope with the inputs as they were understood, the items, warnings and
// sources. It has the type of each item, the functions that make items, and the
// JSON Schemas, which gen writes from those types.
package answer

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/report/words"
	"podfit/planner/room"
	"podfit/planner/today"
)

// APIVersion names the shape of every answer. Within it no key is renamed.
const APIVersion = "podfit/v1"

// Answer is the envelope of what any command says in JSON or YAML.
type Answer struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Inputs     Inputs `json:"inputs"`
	// Currency is that of every amount of money; null where no option says.
	Currency planner.Maybe[string] `json:"currency"`
	Items    any                   `json:"items"`
	Warnings []Warning             `json:"warnings"`
	Sources  []Source              `json:"sources"`
	// Region is the line that tables have below them; JSON has it in Inputs. It is
	// empty for an answer that is of no region.
	Region string `json:"-"`
}

// Source is where figures of an answer come from.
type Source struct {
	Name string `json:"name"`
	AsOf string `json:"asOf"`
}

// Query is what was asked: the settings are those of the options.
type Query struct {
	Settings *planner.Settings
	Topics   []planner.Topic // of what the answer speaks, and so warns
	Types    []string        // as asked for: names, globs, families
	Filter   query.Filter
	By       *query.Field // nil where the order is that of the names
	Limit    int          // 0 for all
	// Pools part the nodes of plans; none without.
	Pools []plan.Pool
	// Doubts are known before any option: about the tables, AWS's answers and guesses of
	// the scenario.
	Doubts []planner.Warning
	// Today is the cluster's nodes beside the plans; nil if they are unknown.
	Today *today.Compared
	// Room is the room for a pod on each plan; none if nobody asks.
	Room []room.Answer
}

// New wraps items, made of options, as the answer to a query.
func New(kind string, q Query, options []density.Option, items any) Answer {
	return Answer{
		APIVersion: APIVersion,
		Kind:       kind,
		Inputs:     inputs(q),
		Currency:   currency(options),
		Items:      items,
		Warnings:   Warnings(q, options),
		Sources:    Sources(q, options),
		Region:     words.Region(q.Settings),
	}
}

func currency(options []density.Option) planner.Maybe[string] {
	for i := range options {
		if r := options[i].Offering.Region; r != nil {
			return planner.Known(r.Currency)
		}
	}
	return planner.Maybe[string]{}
}

// AddSource adds a source that is not that of an option.
func (a *Answer) AddSource(s *planner.Source) {
	if s != nil {
		a.Sources = append(a.Sources, Source{s.Name, s.AsOf})
	}
}

// AddWarnings adds warnings that are of no instance type.
func (a *Answer) AddWarnings(warnings ...planner.Warning) {
	for _, w := range warnings {
		a.Warnings = append(a.Warnings, NewWarning(w))
	}
}

// Also is the answer with more warnings that are of no instance type.
func (a Answer) Also(warnings ...planner.Warning) Answer {
	a.Warnings = slices.Clip(a.Warnings)
	a.AddWarnings(warnings...)
	return a
}

// Sources are those of the figures of the options, by name and date.
func Sources(q Query, options []density.Option) []Source {
	seen := map[Source]bool{}
	add := func(s *planner.Source) {
		if s != nil {
			seen[Source{s.Name, s.AsOf}] = true
		}
	}
	for i := range options {
		o := &options[i]
		add(o.Type.Source)
		add(o.Type.BranchSource)
		if slices.Contains(q.Topics, planner.AboutMemory) {
			add(o.Overhead.Source)
		}
		if r := o.Offering.Region; r != nil && slices.Contains(q.Topics, planner.AboutMoney) {
			_, _, spot := o.Offering.SpotPrice()
			add(o.Offering.Sources.OnDemand)
			if o.Cost.ReservedMonth.Known() {
				add(o.Offering.Sources.Reserved)
			}
			if o.Cost.FeeHour.Known() {
				add(o.Offering.AutoModeFee.Source)
			}
			if o.Cost.RootVolume.Known() {
				add(r.GP3Source)
			}
			add(spot)
			add(o.Offering.Sources.Interruption)
			add(r.Offerings)
		}
	}
	all := slices.AppendSeq([]Source{}, maps.Keys(seen))
	slices.SortFunc(all, func(a, b Source) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.AsOf, b.AsOf))
	})
	return all
}

// SourcesLine is the sources on one line, for people.
func SourcesLine(sources []Source) string {
	texts := make([]string, len(sources))
	for i, s := range sources {
		texts[i] = strings.TrimSpace(s.Name + " " + s.AsOf)
	}
	return strings.Join(texts, " · ")
}
