package settings

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/ordered"
)

type byType = map[string]planner.Memory

// memoryByType is memory capacity that the user's own nodes report, by type.
func memoryByType(known Known, at func(*planner.Settings) *byType) *typed[byType] {
	t := &typed[byType]{
		shaped: shape{
			kind: List, placeholder: "TYPE=QUANTITY", unit: "MiB",
			schema: ordered.Object{{Key: "additionalProperties", Value: jsonType("number")}, {Key: "type", Value: "object"}},
		},
		from:   func(s *planner.Settings) byType { return *at(s) },
		to:     func(s *planner.Settings, v byType) { *at(s) = v },
		write:  capacityTexts,
		refuse: func(v byType) error { return known.checkCapacity(v) },
		json: func(v byType) any {
			amounts := make(map[string]float64, len(v))
			for name, m := range v {
				amounts[name] = mib(m)
			}
			return amounts
		},
	}
	t.read = func(texts []string) (byType, error) {
		capacity, err := parseCapacity(texts)
		if err == nil {
			err = t.refuse(capacity)
		}
		return capacity, err
	}
	return t
}

func capacityTexts(v byType) []string {
	var texts []string
	for _, name := range slices.SortedFunc(maps.Keys(v), planner.CompareNames) {
		texts = append(texts, name+"="+MemoryText(v[name]))
	}
	return texts
}

func parseCapacity(texts []string) (byType, error) {
	var capacity byType
	for _, text := range texts {
		name, amount, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("must be TYPE=QUANTITY, such as m5.large=7759Mi")
		}
		m, err := ParseMemory(amount)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if _, twice := capacity[name]; twice {
			return nil, fmt.Errorf("%s: given twice", name)
		}
		if capacity == nil {
			capacity = byType{}
		}
		capacity[name] = m
	}
	return capacity, nil
}

// checkCapacity refuses what no node of a type can report.
func (k *Known) checkCapacity(v byType) error {
	for _, name := range slices.SortedFunc(maps.Keys(v), planner.CompareNames) {
		if v[name] <= 0 {
			return fmt.Errorf("%s: must be more than 0", name)
		}
		if k.Memory == nil {
			continue
		}
		advertised, ok := k.Memory(name)
		switch {
		case !ok:
			return fmt.Errorf("%s: no such instance type%s", name, DidYouMean(name, k.Types()))
		case v[name] > advertised:
			return fmt.Errorf("%s: more than the %d MiB that AWS advertises", name, advertised/planner.MiB)
		}
	}
	return nil
}
