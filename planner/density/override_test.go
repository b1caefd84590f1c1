package density_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

// Figures measured on nodes of a type replace the rules, and the derivation names
// their source.
func TestOverrides(t *testing.T) {
	o := sample.Option("m5.large", func(s *planner.Settings) {
		s.Overrides = map[string]planner.Override{"m5.large": {
			AllocatableCPU: planner.Known[planner.Millis](1800), AllocatableMemory: planner.Known(6000 * planner.MiB), MaxPods: planner.Known(20),
		}}
	})
	if pods, _ := o.ApplicationPods.Value(); pods != 18 {
		t.Errorf("%d application pods", pods)
	}
	if o.CPU.Allocatable != 1800 || o.CPU.Free != 1650 || o.Memory.Allocatable != 6000*planner.MiB || o.FreeMemory() != planner.Known(6000*planner.MiB) {
		t.Errorf("%+v %+v", o.CPU, o.Memory)
	}
	for _, step := range o.Steps() {
		switch step.ID {
		case density.StepMaxPods, density.StepAllocatableMemory, density.StepAllocatableCPU:
			if step.Source.Name != "your scenario" {
				t.Errorf("%+v", step)
			}
		}
	}
	for _, w := range o.Warnings() {
		if _, is := w.(density.KubeReserved); is {
			t.Errorf("the allocatable memory is measured: %+v", w)
		}
	}
}
