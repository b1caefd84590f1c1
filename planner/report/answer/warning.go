package answer

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
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
		if slices.Contains(q.Topics, w.About().Topic) {
			all = append(all, NewWarning(w))
		}
	}
	if w := density.GroupWarning(q.Settings, options); w != nil && slices.Contains(q.Topics, w.About().Topic) {
		all = append(all, NewWarning(w))
	}
	var codes []string
	raised := map[string][]planner.Warning{}
	types := map[string][]string{}
	for i := range options {
		o := &options[i]
		for _, w := range o.Warnings() {
			id := w.About()
			if !slices.Contains(q.Topics, id.Topic) {
				continue
			}
			if raised[id.Code] == nil {
				codes = append(codes, id.Code)
			}
			raised[id.Code] = append(raised[id.Code], w)
			types[id.Code] = append(types[id.Code], o.Type.Name)
		}
	}
	for _, code := range codes {
		all = append(all, newWarning(words.WarnMany(raised[code]), types[code]...))
	}
	return all
}

// NewWarning is a warning, with the instance types that it is about.
func NewWarning(w planner.Warning, instanceTypes ...string) Warning {
	return newWarning(words.Warn(w), instanceTypes...)
}

func newWarning(w words.Warning, instanceTypes ...string) Warning {
	return Warning{Code: w.Code, Text: w.Text, Fix: w.Fix, Setting: nonZero(w.Setting), InstanceTypes: append([]string{}, instanceTypes...)}
}

// Line is the warning on one line, for people.
func (w Warning) Line() string {
	line := words.Warning{Text: w.Text, Fix: w.Fix}.Line()
	switch n := len(w.InstanceTypes); {
	case n == 1:
		return w.InstanceTypes[0] + ": " + line
	case n > 1:
		return fmt.Sprintf("%s and %d more: %s", w.InstanceTypes[0], n-1, line)
	default:
		return line
	}
}
