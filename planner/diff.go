package planner

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Input is one value of a scenario, as text. Its key belongs to the scenario itself
// or to one of its workloads, and each key occurs once.
type Input struct {
	InputKey
	Text string
}

// InputKey names an input. Workload is empty for a key of the scenario itself.
type InputKey struct {
	Workload, Key string
}

// Change is an input that differs between two scenarios. From or To is unknown if
// that scenario does not set it.
type Change struct {
	InputKey
	From, To Maybe[string]
}

// Changes lists the inputs that differ, those of the scenario itself before those of
// its workloads, then by name. It does not depend on the order of the inputs.
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

// Compare orders keys like Changes.
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
