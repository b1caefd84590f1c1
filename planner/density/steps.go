package density

import (
	"cmp"

	"podfit/eni"
	"podfit/planner"
)

// Step is one line of a derivation: which figure, its value and whose rule gives
// it. The option has the figures that its formula shows.
type Step struct {
	ID     StepID
	Value  planner.Maybe[float64]
	Unit   string
	Source *planner.Source
}

// StepID names a step for scripts.
type StepID string

// The steps.
const (
	StepENIs                  StepID = "enis"
	StepPodIPs                StepID = "podIPs"
	StepBranchENIs            StepID = "branchENIs"
	StepMaxPods               StepID = "maxPods"
	StepApplicationPods       StepID = "applicationPods"
	StepWithoutSecurityGroups StepID = "withoutSecurityGroups"
	StepWithSecurityGroups    StepID = "withSecurityGroups"
	StepMemoryCapacity        StepID = "memoryCapacity"
	StepKubeReservedMemory    StepID = "kubeReservedMemory"
	StepAllocatableMemory     StepID = "allocatableMemory"
	StepFreeMemory            StepID = "freeMemory"
	StepKubeReservedCPU       StepID = "kubeReservedCPU"
	StepAllocatableCPU        StepID = "allocatableCPU"
	StepFreeCPU               StepID = "freeCPU"
	StepVolumeSlots           StepID = "volumeSlots"
	StepRAMPerPod             StepID = "ramPerPod"
	StepCPUPerPod             StepID = "cpuPerPod"
	StepPodsAtRequest         StepID = "podsAtRequest"
	StepUnusedMemory          StepID = "unusedMemory"
	StepUnusedCPU             StepID = "unusedCPU"
	StepUnusedPods            StepID = "unusedPods"
	StepOnDemandPerHour       StepID = "onDemandPerHour"
	StepOnDemandPerMonth      StepID = "onDemandPerMonth"
	StepReservedPerMonth      StepID = "reservedPerMonth"
	StepAutoModeFee           StepID = "autoModeFeePerMonth"
	StepSpotPerMonth          StepID = "spotPerMonth"
	StepRootVolume            StepID = "rootVolumePerMonth"
	StepPerMonth              StepID = "perMonth"
	StepPerPodMonth           StepID = "perPodMonth"
	StepUnusedPerMonth        StepID = "unusedPerMonth"
)

// Where the rules come from; figures of a type have their tables' sources.
var (
	cniRules     = &planner.Source{Name: "Amazon VPC CNI v1.20", AsOf: "2026-08"}
	eksRules     = &planner.Source{Name: "EKS user guide", AsOf: "2026-08"}
	nodeadmRules = &planner.Source{Name: "EKS AMI nodeadm", AsOf: "2026-08"}
	karpenter    = &planner.Source{Name: "Karpenter", AsOf: "2026-08"}
	yourSettings = &planner.Source{Name: "your settings"}
	arithmetic   = &planner.Source{Name: "podfit"}
	fargateRatio = &planner.Source{Name: "Fargate prices, us-east-1", AsOf: "2026-06"}
)

// Steps derive the option, from the ENIs of the type to the price of a pod.
func (o *Option) Steps() []Step {
	steps := o.podSteps()
	steps = append(steps, o.resourceSteps()...)
	steps = append(steps, o.shareSteps()...)
	return append(steps, o.costSteps()...)
}

func (o *Option) podSteps() []Step {
	a := o.Addresses
	return []Step{
		{StepENIs, count(planner.Known(a.PodENIs)), "ENIs", o.Type.Source},
		{StepPodIPs, count(a.PodIPs), "addresses", cniRules},
		{StepBranchENIs, count(o.Type.Network.BranchENIs), "ENIs", o.Type.BranchSource},
		{StepMaxPods, count(o.MaxPods), "pods", o.maxPodsSource()},
		{StepApplicationPods, count(o.ApplicationPods), "pods", arithmetic},
		{StepWithoutSecurityGroups, count(o.Without.ApplicationPods), "pods", arithmetic},
		{StepWithSecurityGroups, count(o.With.ApplicationPods), "pods", arithmetic},
	}
}

// maxPodsSource says whose rule gives max pods.
func (o *Option) maxPodsSource() *planner.Source {
	if o.Override.MaxPods.Known() {
		return yourScenario
	}
	switch o.Settings.MaxPods.Policy {
	case eni.PolicyManaged, eni.PolicyAutoMode:
		return eksRules
	case eni.PolicyNumber:
		return yourSettings
	case eni.PolicyKarpenter, eni.PolicyKarpenterExpression:
		return karpenter
	default:
		return nodeadmRules
	}
}

func (o *Option) resourceSteps() []Step {
	memorySource, cpuSource := arithmetic, arithmetic
	reserveSource, reserveCPUSource := nodeadmRules, nodeadmRules
	if o.Settings.KubeReserved.Memory > 0 {
		reserveSource = yourSettings
	}
	if o.Settings.KubeReserved.CPU > 0 {
		reserveCPUSource = yourSettings
	}
	if o.Override.AllocatableMemory.Known() {
		memorySource = yourScenario
	}
	if o.Override.AllocatableCPU.Known() {
		cpuSource = yourScenario
	}
	c := o.CPU
	return []Step{
		{StepMemoryCapacity, mebibytes(planner.Known(o.Memory.Capacity)), "MiB", o.Overhead.Source},
		{StepKubeReservedMemory, mebibytes(o.KubeReservedMemory()), "MiB", reserveSource},
		{StepAllocatableMemory, mebibytes(o.AllocatableMemory()), "MiB", memorySource},
		{StepFreeMemory, mebibytes(o.FreeMemory()), "MiB", arithmetic},
		{StepKubeReservedCPU, count(planner.Known(c.KubeReserved)), "millicores", reserveCPUSource},
		{StepAllocatableCPU, count(planner.Known(c.Allocatable)), "millicores", cpuSource},
		{StepFreeCPU, count(planner.Known(c.Free)), "millicores", arithmetic},
		{StepVolumeSlots, count(o.Volumes.Slots), "volumes", cmp.Or(o.Type.EBSSource, o.Type.Source)},
	}
}

// shareSteps have what a request leaves unused only where it is known.
func (o *Option) shareSteps() []Step {
	steps := []Step{
		{StepRAMPerPod, mebibytes(o.RAMPerPod), "MiB", arithmetic},
		{StepCPUPerPod, count(o.CPUPerPod), "millicores", arithmetic},
	}
	if !o.Settings.Pod.Given() {
		return steps
	}
	steps = append(steps, Step{StepPodsAtRequest, count(o.PodsAtRequest), "pods", arithmetic})
	for _, s := range []Step{
		{StepUnusedMemory, eni.Map(o.Unused.Memory, planner.Memory.GiB), "GiB", arithmetic},
		{StepUnusedCPU, eni.Map(o.Unused.CPU, planner.Millis.Cores), "vCPUs", arithmetic},
		{StepUnusedPods, count(o.Unused.Pods), "pods", arithmetic},
	} {
		if s.Value.Known() {
			steps = append(steps, s)
		}
	}
	return steps
}

func (o *Option) costSteps() []Step {
	currency := "USD"
	onDemand := o.Offering.Sources.OnDemand
	_, _, spot := o.Offering.SpotPrice()
	if r := o.Offering.Region; r != nil {
		currency = r.Currency
	}
	price := func(m planner.Maybe[planner.Money]) planner.Maybe[float64] { return eni.Map(m, planner.Money.Float) }
	var steps []Step
	if o.Settings.AutoMode() {
		steps = append(steps, Step{StepAutoModeFee, price(eni.Map(o.Cost.FeeHour, month)), currency, o.Offering.AutoModeFee.Source})
	}
	steps = append(steps,
		Step{StepOnDemandPerHour, price(o.Cost.OnDemandHour), currency, onDemand},
		Step{StepOnDemandPerMonth, price(o.Cost.OnDemandMonth), currency, onDemand},
	)
	if _, reserved := o.Settings.Capacity.Term(); reserved {
		steps = append(steps, Step{StepReservedPerMonth, price(o.Cost.ReservedMonth), currency, o.Offering.Sources.Reserved})
	}
	steps = append(steps, Step{StepSpotPerMonth, price(o.Cost.SpotMonth), currency, spot})
	if o.Settings.RootVolume > 0 {
		var source *planner.Source
		if r := o.Offering.Region; r != nil {
			source = r.GP3Source
		}
		steps = append(steps, Step{StepRootVolume, price(o.Cost.RootVolume), currency, source})
	}
	steps = append(steps,
		Step{StepPerMonth, price(o.Cost.Month), currency, arithmetic},
		Step{StepPerPodMonth, price(o.Cost.PerPod), currency, arithmetic},
	)
	if o.Cost.Unused.Known() {
		steps = append(steps, Step{StepUnusedPerMonth, price(o.Cost.Unused), currency, fargateRatio})
	}
	return steps
}

func mebibytes(m planner.Maybe[planner.Memory]) planner.Maybe[float64] {
	return eni.Map(m, planner.Memory.MiB)
}

// count is an amount as a step has it.
func count[T ~int | ~int64](m planner.Maybe[T]) planner.Maybe[float64] {
	return eni.Map(m, func(v T) float64 { return float64(v) })
}
