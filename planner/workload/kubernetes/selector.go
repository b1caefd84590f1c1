package kubernetes

import (
	"maps"
	"slices"
	"strconv"
	"strings"

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
	if s == nil {
		return planner.NoPod()
	}
	var all planner.Selector
	for _, key := range slices.Sorted(maps.Keys(s.MatchLabels)) {
		all = append(all, requirement{key, "In", []string{s.MatchLabels[key]}}.conditions()...)
	}
	for _, r := range s.MatchExpressions {
		all = append(all, r.conditions()...)
	}
	if slices.ContainsFunc(all, planner.Requirement.IsNever) {
		return planner.NoPod()
	}
	return all
}

// conditions are the requirement as at most one condition: none if it always holds,
// and that of planner.NoPod if no label can meet it, as with an operator that
// Kubernetes does not have.
func (r requirement) conditions() planner.Selector {
	o, known := planner.ParseOperator(r.Operator)
	if !known || !isLabelKey(r.Key) {
		return planner.NoPod()
	}
	condition := planner.Requirement{Key: r.Key, Operator: o}
	switch o {
	case planner.In, planner.NotIn:
		// A text that cannot be a label's value equals none.
		condition.Values = slices.DeleteFunc(slices.Clone(r.Values), func(v string) bool { return !planner.IsLabelValue(v) })
		switch {
		case len(condition.Values) > 0:
		case o == planner.NotIn:
			return nil
		default:
			return planner.NoPod()
		}
	case planner.Gt, planner.Lt:
		if len(r.Values) != 1 {
			return planner.NoPod()
		}
		if _, err := strconv.ParseInt(r.Values[0], 10, 64); err != nil {
			return planner.NoPod()
		}
		condition.Values = r.Values
	}
	return planner.Selector{condition}
}

// isLabelKey reports whether a text has the letters of a label's key.
func isLabelKey(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == ""
}

// String is in the syntax of kubectl's --selector.
func (r requirement) String() string {
	o, _ := planner.ParseOperator(r.Operator)
	return planner.Requirement{Key: r.Key, Operator: o, Values: r.Values}.String()
}
