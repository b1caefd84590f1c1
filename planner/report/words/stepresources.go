package words

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
)

// resourceFormula is that of a step of memory or CPU.
func resourceFormula(o *density.Option, id density.StepID) string {
	m, c := o.Memory, o.CPU
	switch id {
	case density.StepMemoryCapacity:
		text := fmt.Sprintf("%s advertised − %s %s", mib(m.Advertised), mib(o.Overhead.Memory), o.Overhead.Kind)
		if o.Overhead.Formula != "" {
			text += ": " + o.Overhead.Formula
		}
		return text
	case density.StepKubeReservedMemory:
		if o.Settings.KubeReserved.Memory > 0 {
			return "as set"
		}
		return fmt.Sprintf("255 + 11 × %s%s", podsOf(o.KubeReservedPods), reservedBy(o))
	case density.StepAllocatableMemory:
		text := fmt.Sprintf("%s − %s kube-reserved", mib(m.Capacity), mibOf(o.KubeReservedMemory()))
		text += less(m.SystemReserved, "system-reserved") + less(m.HugePages, "huge pages") + less(m.Eviction, "eviction")
		return overridden(o, o.Override.AllocatableMemory.Known(), text)
	case density.StepFreeMemory:
		taken := less(m.DaemonSets, "DaemonSets")
		if taken == "" {
			taken = ", no DaemonSet requests any"
		}
		return mibOf(o.AllocatableMemory()) + taken
	case density.StepKubeReservedCPU:
		if o.Settings.KubeReserved.CPU > 0 {
			return "as set"
		}
		return fmt.Sprintf("6%% of the first core, 1%% of the second, 0.5%% of the next two, 0.25%% of the rest of %d", o.Type.VCPUs)
	case density.StepAllocatableCPU:
		text := fmt.Sprintf("%s − %s kube-reserved", CPU(c.Capacity), CPU(c.KubeReserved))
		if c.SystemReserved > 0 {
			text += fmt.Sprintf(" − %s system-reserved", CPU(c.SystemReserved))
		}
		return overridden(o, o.Override.AllocatableCPU.Known(), text)
	case density.StepFreeCPU:
		return fmt.Sprintf("%s − %s DaemonSets", CPU(c.Allocatable), CPU(c.DaemonSets))
	}
	return ""
}

// overridden says that an override replaces the formula.
func overridden(o *density.Option, is bool, formula string) string {
	if !is {
		return formula
	}
	return "overridden for " + o.Type.Name + ", instead of " + formula
}

// less is " − amount name", or nothing where there is nothing to subtract.
func less(m planner.Memory, name string) string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf(" − %s %s", mib(m), name)
}

// reservedBy says why kube-reserved goes by another number than max pods.
func reservedBy(o *density.Option) string {
	if o.KubeReservedPods == o.MaxPods {
		return ""
	}
	return fmt.Sprintf(" (nodeadm's own max pods for %s, not %s)", o.Type.Name, countOf(o.MaxPods))
}

// volumeFormula is how many EBS volumes pods can mount.
func volumeFormula(o *density.Option) string {
	v := o.Volumes
	if !v.Slots.Known() {
		return "the EBS limit of the type is in no table"
	}
	sum := fmt.Sprintf("%d EBS attachments − %s", o.Type.EBSAttachments, Counted(v.Root, "volume")+" of the node")
	left := o.Type.EBSAttachments - v.Root
	if o.Type.EBSShared && v.ENIs > 1 {
		sum += fmt.Sprintf(" − %s besides the first (before EBS CSI driver 1.46: those at its start)", Counted(v.ENIs-1, "ENI"))
		left -= v.ENIs - 1
	}
	if left < v.Slots.Or(0) {
		sum += ", but at least 1"
	}
	return sum
}

// requestFormula writes how many pods each requested resource would allow.
func requestFormula(o *density.Option) string {
	pod := &o.Settings.Pod
	parts := []string{countOf(o.ApplicationPods) + " by slots and addresses"}
	if free, known := o.FreeMemory().Value(); known && pod.Memory > 0 {
		parts = append(parts, fmt.Sprintf("%s ÷ %s = %d by memory", mib(free), mib(pod.Memory), free/pod.Memory))
	}
	if pod.CPU > 0 {
		parts = append(parts, fmt.Sprintf("%s ÷ %s = %d by CPU", CPU(o.CPU.Free), CPU(pod.CPU), o.CPU.Free/pod.CPU))
	}
	if pod.Volumes > 0 {
		parts = append(parts, fmt.Sprintf("%s volume slots ÷ %d", countOf(o.Volumes.Slots), pod.Volumes))
	}
	if pod.GPUs > 0 {
		parts = append(parts, fmt.Sprintf("%s GPUs ÷ %d", countOf(o.Type.GPUs), pod.GPUs))
	}
	sum := "least of " + strings.Join(parts, "; ")
	if o.LimitedBy != density.NoLimit {
		sum += fmt.Sprintf("; limited by %s", o.LimitedBy)
	}
	return sum
}
