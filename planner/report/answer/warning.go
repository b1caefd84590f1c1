package answer

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
)

// Warning is a trap that one or more of the types fall into. Where they differ
// in its figures, it has none.
type Warning struct {
	Code          string                `json:"code"`
	Text          string                `json:"text"`
	Fix           string                `json:"fix"`
	Setting       planner.Maybe[string] `json:"setting"`
	InstanceTypes []string              `json:"instanceTypes"`
}

// Warnings are those of the settings, then those of the options, one for each
// code, in the order in which the options raise them.
func Warnings(q Query, options []density.Option) []Warning {
	all := []Warning{}
	for _, w := range density.SettingsWarnings(q.Settings) {
		if slices.Contains(q.Topics, w.Topic) {
			all = append(all, NewWarning(w))
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
				all = append(all, NewWarning(w))
			}
			all[k].add(w, o.Type.Name)
		}
	}
	return all
}

// NewWarning is a warning of no instance type.
func NewWarning(w planner.Warning) Warning {
	n := Warning{Code: w.Code, Text: w.Text, Fix: w.Fix, InstanceTypes: []string{}}
	if w.Setting != "" {
		n.Setting = planner.Known(w.Setting)
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
