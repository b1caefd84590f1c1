package answer

import (
	"slices"

	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/settings"
)

// Inputs are the settings and the question as they were understood.
type Inputs struct {
	Settings ordered.Object // all of them, at the JSON paths of their table
	Types    []string
	Filter   []string
	By       planner.Maybe[string] // null where the order is that of the names
	Limit    planner.Maybe[int]    // null for all
}

func inputs(q Query) Inputs {
	in := Inputs{
		Settings: settings.Inputs(q.Settings),
		Types:    append([]string{}, q.Types...),
		Filter:   []string{},
		Limit:    nonZero(q.Limit),
	}
	for _, c := range q.Filter {
		in.Filter = append(in.Filter, c.Text)
	}
	if q.By != nil {
		in.By = planner.Known(q.By.Name)
	}
	return in
}

// MarshalJSON writes the settings' own keys, then the question's.
func (in Inputs) MarshalJSON() ([]byte, error) {
	return append(slices.Clip(in.Settings), ordered.Object{
		{Key: "types", Value: in.Types},
		{Key: "filter", Value: in.Filter},
		{Key: "by", Value: in.By},
		{Key: "limit", Value: in.Limit},
	}...).MarshalJSON()
}

// InputsSchema is the JSON Schema of Inputs.
func InputsSchema() ordered.Object {
	s := settings.InputsSchema()
	texts := ordered.Object{{Key: "items", Value: ordered.Object{{Key: "type", Value: "string"}}}, {Key: "type", Value: "array"}}
	orNull := func(name string) ordered.Object {
		return ordered.Object{{Key: "anyOf", Value: []ordered.Object{{{Key: "type", Value: name}}, {{Key: "type", Value: "null"}}}}}
	}
	for _, m := range (ordered.Object{{Key: "types", Value: texts}, {Key: "filter", Value: texts}, {Key: "by", Value: orNull("string")}, {Key: "limit", Value: orNull("integer")}}) {
		s.Put("properties."+m.Key, m.Value)
		required, _ := s.At("required")
		s.Put("required", append(required.([]string), m.Key))
	}
	return s
}
