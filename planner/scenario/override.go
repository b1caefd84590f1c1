package scenario

import (
	"maps"
	"strconv"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/settings"
)

const mostMaxPods = 10_000

// overrideShape is what nodes of a type were measured to offer; what is left
// out of it stays as podfit works it out.
var overrideShape = &object[planner.Override]{keys: []key[planner.Override]{
	field("allocatableCPU", "as kubectl get nodes shows it", maybe(quantity(settings.ParseCPU, settings.CPUText)),
		func(o *planner.Override) *planner.Maybe[planner.Millis] { return &o.AllocatableCPU }),
	field("allocatableMemory", "as kubectl get nodes shows it", maybe(quantity(settings.ParseMemory, settings.MemoryText)),
		func(o *planner.Override) *planner.Maybe[planner.Memory] { return &o.AllocatableMemory }),
	field("maxPods", "allocatable pods of the node", maybe(scalar[int]{parseCount(1, mostMaxPods), strconv.Itoa, countSchema}),
		func(o *planner.Override) *planner.Maybe[int] { return &o.MaxPods }),
	field[planner.Override, map[string]int64]("extended", "extended resources that no table has, such as MIG slices", extendedShape{},
		func(o *planner.Override) *map[string]int64 { return &o.Extended }),
}}

// maybe is a scalar that may be unknown.
func maybe[T any](s scalar[T]) scalar[planner.Maybe[T]] {
	return scalar[planner.Maybe[T]]{
		parse: func(text string) (planner.Maybe[T], error) {
			v, err := s.parse(text)
			return planner.Known(v), err
		},
		format: func(m planner.Maybe[T]) string {
			v, known := m.Value()
			if !known {
				return ""
			}
			return s.format(v)
		},
		is: s.is,
	}
}

// overridesByType adds up over files: those of a type replace those that an
// earlier file has for it.
type overridesByType struct{ byName[planner.Override] }

var overridesShape = overridesByType{byName[planner.Override]{of: overrideShape, compare: planner.CompareNames}}

func (s overridesByType) read(r *reader, n *yaml.Node, at string, to *map[string]planner.Override) error {
	var said map[string]planner.Override
	if err := s.byName.read(r, n, at, &said); err != nil {
		return err
	}
	all := map[string]planner.Override{} // the earlier scenario keeps its own
	maps.Copy(all, *to)
	maps.Copy(all, said)
	maps.DeleteFunc(all, func(_ string, o planner.Override) bool { return s.of.write(&o) == nil }) // says nothing, and is not written
	if len(all) == 0 {
		all = nil
	}
	*to = all
	return nil
}
