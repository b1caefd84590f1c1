package scenario

import (
	"errors"
	"maps"
	"slices"
	"strconv"

	"podfit/planner"
	"podfit/planner/settings"
)

const mostMaxPods = 10_000

// fileOverride is a planner.Override; what is left out of it stays as podfit
// works it out.
type fileOverride struct {
	AllocatableCPU    text `yaml:"allocatableCPU,omitempty" schema:"quantity" help:"as kubectl get nodes shows it"`
	AllocatableMemory text `yaml:"allocatableMemory,omitempty" schema:"quantity" help:"as kubectl get nodes shows it"`
	MaxPods           text `yaml:"maxPods,omitempty" schema:"count" help:"allocatable pods of the node"`
}

// overrides of a type take the place of those that an earlier file has of it.
func (r *reader) overrides(byType map[string]fileOverride, to *planner.Settings) error {
	if byType == nil {
		return nil
	}
	all := map[string]planner.Override{}
	maps.Copy(all, to.Overrides)
	for _, name := range slices.Sorted(maps.Keys(byType)) {
		f := byType[name]
		var o planner.Override
		for _, err := range []error{
			override(r, name, "allocatableCPU", f.AllocatableCPU, settings.ParseCPU, &o.AllocatableCPU),
			override(r, name, "allocatableMemory", f.AllocatableMemory, settings.ParseMemory, &o.AllocatableMemory),
			override(r, name, "maxPods", f.MaxPods, parseMaxPods, &o.MaxPods),
		} {
			if err != nil {
				return err
			}
		}
		all[name] = o
	}
	to.Overrides = all
	return nil
}

func override[T any](r *reader, name, key string, t text, read func(string) (T, error), to *planner.Maybe[T]) error {
	if t.line == 0 {
		return nil
	}
	value, err := read(t.value)
	if err != nil {
		return r.errorf(t.line, "overrides.%s.%s %q: %w", name, key, t.value, err)
	}
	*to = planner.Known(value)
	return nil
}

func parseMaxPods(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostMaxPods {
		return 0, errors.New("want a whole number from 1 to 10000")
	}
	return n, nil
}

func overrides(byType map[string]planner.Override) map[string]fileOverride {
	all := map[string]fileOverride{}
	for name, o := range byType {
		var f fileOverride
		if cpu, known := o.AllocatableCPU.Value(); known {
			f.AllocatableCPU = text{value: settings.CPUText(cpu)}
		}
		if memory, known := o.AllocatableMemory.Value(); known {
			f.AllocatableMemory = text{value: settings.MemoryText(memory)}
		}
		if pods, known := o.MaxPods.Value(); known {
			f.MaxPods = text{value: strconv.Itoa(pods)}
		}
		all[name] = f
	}
	return all
}
