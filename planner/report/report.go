// Package report formats answers: every number that a person or a script sees
// as a table, JSON, YAML, CSV, Markdown or HTML is written here, once, for the
// command line, the screen and exports alike.
package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
)

// APIVersion names the shape of every answer. Within it no key is renamed.
const APIVersion = "podfit/v1"

// Answer is the envelope of what any command says in JSON or YAML.
type Answer struct {
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Inputs     Inputs    `json:"inputs"`
	Items      any       `json:"items"`
	Warnings   []Warning `json:"warnings"`
	Sources    []Source  `json:"sources"`
}

// Warning is a trap that one or more of the types fall into. Where they differ
// in its figures, it has none.
type Warning struct {
	Code          string   `json:"code"`
	Text          string   `json:"text"`
	Fix           string   `json:"mend"`
	Setting       *string  `json:"setting"`
	InstanceTypes []string `json:"instanceTypes"`
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
}

// NewAnswer wraps items, made of options, as the answer to a query.
func NewAnswer(kind string, q Query, options []density.Option, items any) Answer {
	return Answer{
		APIVersion: APIVersion,
		Kind:       kind,
		Inputs:     inputs(q),
		Items:      items,
		Warnings:   Warnings(q, options),
		Sources:    Sources(q, options),
	}
}

// Warnings are those of the settings, then those of the options, one for each
// code, in the order in which the options raise them.
func Warnings(q Query, options []density.Option) []Warning {
	all := []Warning{}
	for _, w := range density.SettingsWarnings(q.Settings) {
		if slices.Contains(q.Topics, w.Topic) {
			all = append(all, newWarning(w))
		}
	}
	at := map[string]int{}
	for i := range options {
		o := &options[i]
		for _, w := range o.Warnings() {
			if !slices.Contains(q.Topics, w.Topic) {
				continue
			}
			k, seen := at[w.Code]
			if !seen {
				k = len(all)
				at[w.Code] = k
				all = append(all, newWarning(w))
			}
			all[k].add(w, o.Type.Name)
		}
	}
	return all
}

func newWarning(w planner.Warning) Warning {
	n := Warning{Code: w.Code, Text: w.Text, Fix: w.Fix, InstanceTypes: []string{}}
	if w.Setting != "" {
		n.Setting = &w.Setting
	}
	return n
}

// add has another type fall into the trap.
func (w *Warning) add(one planner.Warning, instanceType string) {
	w.InstanceTypes = append(w.InstanceTypes, instanceType)
	if w.Text != one.Text {
		w.Text = one.Summary
	}
	if w.Fix != one.Fix && one.SummaryFix != "" {
		w.Fix = one.SummaryFix
	}
}

// Line is the warning on one line, for people.
func (w Warning) Line() string {
	who := ""
	switch n := len(w.InstanceTypes); {
	case n == 1:
		who = w.InstanceTypes[0] + ": "
	case n > 1:
		who = fmt.Sprintf("%s and %d more: ", w.InstanceTypes[0], n-1)
	}
	if w.Fix == "" {
		return who + w.Text
	}
	return fmt.Sprintf("%s%s; %s", who, w.Text, w.Fix)
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
			add(r.OnDemand)
			add(r.Spot)
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
