package kubernetes

import (
	"maps"
	"slices"

	"podfit/planner"
)

// selector is a label selector; an empty one matches everything, nil matches
// nothing.
type selector struct {
	MatchLabels      map[string]string `json:"matchLabels"`
	MatchExpressions []requirement     `json:"matchExpressions"`
}

type requirement struct {
	Key      string   `json:"key"`
	Operator string   `json:"operator"`
	Values   []string `json:"values"`
}

func (s *selector) matches(labels map[string]string) bool {
	return s != nil && s.conditions().Matches(labels)
}

// conditions are those of both parts, by key.
func (s *selector) conditions() planner.Selector {
	var all planner.Selector
	for _, key := range slices.Sorted(maps.Keys(s.MatchLabels)) {
		all = append(all, planner.Requirement{Key: key, Operator: planner.In, Values: []string{s.MatchLabels[key]}})
	}
	for _, r := range s.MatchExpressions {
		all = append(all, r.condition())
	}
	return all
}

// condition is the requirement with its operator read; an operator that Kubernetes
// does not have matches no value.
func (r requirement) condition() planner.Requirement {
	o, known := planner.ParseOperator(r.Operator)
	if !known {
		return planner.Requirement{Key: r.Key, Operator: planner.In}
	}
	return planner.Requirement{Key: r.Key, Operator: o, Values: r.Values}
}

func (r requirement) String() string { return r.condition().String() }
