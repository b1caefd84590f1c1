package kubernetes

import (
	"fmt"
	"slices"
	"strings"
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
	if s == nil {
		return false
	}
	for key, want := range s.MatchLabels {
		if value, has := labels[key]; !has || value != want {
			return false
		}
	}
	for _, r := range s.MatchExpressions {
		value, has := labels[r.Key]
		listed := slices.Contains(r.Values, value)
		matches := map[string]bool{
			"In":           has && listed,
			"NotIn":        !has || !listed,
			"Exists":       has,
			"DoesNotExist": !has,
		}
		if !matches[r.Operator] {
			return false
		}
	}
	return true
}

// String is in the syntax of kubectl's --selector.
func (r requirement) String() string {
	list := strings.Join(r.Values, ",")
	switch {
	case r.Operator == "In" && len(r.Values) == 1:
		return r.Key + "=" + list
	case r.Operator == "In":
		return fmt.Sprintf("%s in (%s)", r.Key, list)
	case r.Operator == "NotIn":
		return fmt.Sprintf("%s notin (%s)", r.Key, list)
	case r.Operator == "Exists":
		return r.Key
	case r.Operator == "DoesNotExist":
		return "!" + r.Key
	case r.Operator == "Gt":
		return r.Key + ">" + list
	case r.Operator == "Lt":
		return r.Key + "<" + list
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Key, r.Operator, list))
}
