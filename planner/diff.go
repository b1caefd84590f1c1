package planner

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Input is one thing that a scenario says: the text of a key, which is the
// scenario's own or that of one of its pod kinds. A scenario has each key once.
type Input struct {
	InputKey
	Text string
}

// InputKey names an input. PodKind is empty where the key is the scenario's own.
type InputKey struct {
	Workload, Key string
}

// Change is an input that another scenario has otherwise: From or To is unknown
// where one of them does not say it.
type Change struct {
	InputKey
	From, To Maybe[string]
}

// Changes are the inputs that differ, the scenario's own before those of its pod
// kinds, and else by name. The order of the inputs changes nothing.
func Changes(from, to []Input) []Change {
	was, is := textsOf(from), textsOf(to)
	both := maps.Clone(was)
	maps.Copy(both, is)
	var all []Change
	for _, key := range slices.SortedFunc(maps.Keys(both), InputKey.Compare) {
		a, had := was[key]
		b, has := is[key]
		if had != has || a != b {
			all = append(all, Change{key, knownIf(a, had), knownIf(b, has)})
		}
	}
	return all
}

// Compare orders keys as Changes does.
func (k InputKey) Compare(other InputKey) int {
	return cmp.Or(strings.Compare(k.Workload, other.Workload), strings.Compare(k.Key, other.Key))
}

func textsOf(inputs []Input) map[InputKey]string {
	texts := make(map[InputKey]string, len(inputs))
	for _, i := range inputs {
		texts[i.InputKey] = i.Text
	}
	return texts
}

func knownIf[T any](value T, known bool) Maybe[T] {
	if !known {
		return Maybe[T]{}
	}
	return Known(value)
}
