package density_test

import (
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

// Every step ends in the very figure that it derives.
func TestStepsAgree(t *testing.T) { rapid.Check(t, stepsAgree) }
func FuzzStepsAgree(f *testing.F) { sample.Fuzz(f, stepsAgree) }

func stepsAgree(t *rapid.T) {
	o := sample.Option(sample.AnyType.Draw(t, "type"), sample.From(sample.AnySettings.Draw(t, "settings")))
	want := figures(&o)
	for _, s := range o.Steps() {
		w, ok := want[s.ID]
		if !ok || s.Value != w.value || s.Unit != w.unit {
			t.Errorf("%s: %+v %s, want %+v %s", s.ID, s.Value, s.Unit, w.value, w.unit)
		}
		delete(want, s.ID)
	}
	for name, w := range want {
		// What does not apply has no step, such as what no request leaves unused.
		if w.value.Known() {
			t.Errorf("no step derives %s", name)
		}
	}
}

type figure struct {
	value planner.Maybe[float64]
	unit  string
}

func figures(o *density.Option) map[density.StepID]figure {
	count := func(m planner.Maybe[int], unit string) figure {
		return figure{as(m, func(n int) float64 { return float64(n) }), unit}
	}
	memory := func(m planner.Maybe[planner.Memory]) figure { return figure{as(m, planner.Memory.MiB), "MiB"} }
	cpu := func(c planner.Millis) figure { return figure{planner.Known(float64(c)), "millicores"} }
	money := func(m planner.Maybe[planner.Money]) figure {
		return figure{as(m, planner.Money.Float), o.Offering.Region.Currency}
	}
	all := map[density.StepID]figure{
		density.StepENIs:                  count(planner.Known(o.Addresses.PodENIs), "ENIs"),
		density.StepPodIPs:                count(o.Addresses.PodIPs, "addresses"),
		density.StepBranchENIs:            count(o.Type.Network.BranchENIs, "ENIs"),
		density.StepMaxPods:               count(o.MaxPods, "pods"),
		density.StepApplicationPods:       count(o.ApplicationPods, "pods"),
		density.StepWithoutSecurityGroups: count(o.Without.ApplicationPods, "pods"),
		density.StepWithSecurityGroups:    count(o.With.ApplicationPods, "pods"),
		density.StepMemoryCapacity:        memory(planner.Known(o.Memory.Capacity)),
		density.StepKubeReservedMemory:    memory(o.KubeReservedMemory()),
		density.StepAllocatableMemory:     memory(o.AllocatableMemory()),
		density.StepFreeMemory:            memory(o.FreeMemory()),
		density.StepKubeReservedCPU:       cpu(o.CPU.KubeReserved),
		density.StepAllocatableCPU:        cpu(o.CPU.Allocatable),
		density.StepFreeCPU:               cpu(o.CPU.Free),
		density.StepVolumeSlots:           count(o.Volumes.Slots, "volumes"),
		density.StepRAMPerPod:             {as(o.RAMPerPod, planner.Memory.MiB), "MiB"},
		density.StepCPUPerPod:             {as(o.CPUPerPod, func(c planner.Millis) float64 { return float64(c) }), "millicores"},
		density.StepOnDemandPerHour:       money(o.Cost.OnDemandHour),
		density.StepOnDemandPerMonth:      money(o.Cost.OnDemandMonth),
		density.StepReservedPerMonth:      money(o.Cost.ReservedMonth),
		density.StepRootVolume:            money(o.Cost.RootVolume),
		density.StepSpotPerMonth:          money(o.Cost.SpotMonth),
		density.StepAutoModeFee:           money(eni.Map(o.Cost.FeeHour, func(h planner.Money) planner.Money { return h * 730 })),
		density.StepPerMonth:              money(o.Cost.Month),
		density.StepPerPodMonth:           money(o.Cost.PerPod),
		density.StepUnusedPerMonth:        money(o.Cost.Unused),
		density.StepUnusedMemory:          {as(o.Unused.Memory, planner.Memory.GiB), "GiB"},
		density.StepUnusedCPU:             {as(o.Unused.CPU, planner.Millis.Cores), "vCPUs"},
		density.StepUnusedPods:            count(o.Unused.Pods, "pods"),
	}
	if o.Settings.Pod.Given() {
		all[density.StepPodsAtRequest] = count(o.PodsAtRequest, "pods")
	}
	return all
}

func as[T any](m planner.Maybe[T], float func(T) float64) planner.Maybe[float64] {
	v, known := m.Value()
	if !known {
		return planner.Maybe[float64]{}
	}
	return planner.Known(float(v))
}
