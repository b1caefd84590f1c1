package answer

import (
	"maps"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/plan"
	"podfit/planner/settings"
)

// Inputs are the settings and the question as they were understood.
type Inputs struct {
	Settings ordered.Object // all of them, at the JSON paths of their table
	Types    []string
	Filter   []string
	By       planner.Maybe[string] // null where the order is that of the names
	Limit    planner.Maybe[int]    // null for all
	Pools    []InputPool           // without any there is no key
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
	for i := range q.Pools {
		in.Pools = append(in.Pools, newInputPool(&q.Pools[i]))
	}
	return in
}

// MarshalJSON writes the settings' own keys, then the question's.
func (in Inputs) MarshalJSON() ([]byte, error) {
	all := append(slices.Clip(in.Settings), ordered.Object{
		{Key: "types", Value: in.Types},
		{Key: "filter", Value: in.Filter},
		{Key: "by", Value: in.By},
		{Key: "limit", Value: in.Limit},
	}...)
	if len(in.Pools) > 0 {
		all.Put("pools", in.Pools)
	}
	return all.MarshalJSON()
}

// InputPool is a pool of nodes as it was asked for; what is null or empty is as in the
// whole plan.
type InputPool struct {
	Name            string                    `json:"name"`
	Labels          map[string]string         `json:"labels"`
	Taints          []string                  `json:"taints"` // key=value:Effect
	Candidates      planner.Maybe[string]     `json:"candidates"`
	Arch            []string                  `json:"arch"`
	OnDemandBase    planner.Maybe[int]        `json:"onDemandBase"`
	OnDemandPercent planner.Maybe[int]        `json:"onDemandPercent"`
	Zones           []string                  `json:"zones"`
	Groups          planner.Maybe[int]        `json:"groups"`
	Spare           planner.Maybe[plan.Spare] `json:"spare"`
	HeadroomPercent planner.Maybe[int]        `json:"headroomPercent"`
}

func newInputPool(p *plan.Pool) InputPool {
	in := InputPool{
		Name: p.Name, Labels: map[string]string{}, Taints: []string{}, Candidates: nonZero(p.Candidates),
		Arch: append([]string{}, p.Arch...), Zones: append([]string{}, p.Zones...), Groups: nonZero(p.Groups), Spare: p.Spare,
		OnDemandBase:    eni.Map(p.Mix, func(m plan.Mix) int { return m.OnDemandBase }),
		OnDemandPercent: eni.Map(p.Mix, func(m plan.Mix) int { return m.OnDemandPercent }),
		HeadroomPercent: eni.Map(p.Headroom, func(percent plan.Percent) int { return int(percent) }),
	}
	maps.Copy(in.Labels, p.Labels)
	for _, t := range p.Taints {
		in.Taints = append(in.Taints, t.String())
	}
	return in
}

// InputsSchema is the JSON Schema of Inputs, but for its pools.
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
