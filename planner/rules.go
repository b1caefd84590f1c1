package planner

import "podfit/eni"

// What the settings mean for the nodes, whichever policy and image they choose.

// Windows reports whether the nodes run Windows.
func (s *Settings) Windows() bool { return s.CNI.OS == eni.Windows }

// Bottlerocket reports whether the nodes run Bottlerocket, on which the nodes of Auto
// Mode are based.
func (s *Settings) Bottlerocket() bool {
	return !s.Windows() && (s.AMI == Bottlerocket || s.AutoMode())
}

// SystemPods are the DaemonSets that every node runs. On Windows the CNI and
// kube-proxy are services of the host, and in Auto Mode of the image.
func (s *Settings) SystemPods() []DaemonSet {
	if s.Windows() || s.AutoMode() {
		return nil
	}
	return Always
}

// RootVolumes is how many EBS volumes a node has for itself. Bottlerocket has two: the
// image and its data.
func (s *Settings) RootVolumes() int {
	n := 1 + s.ExtraVolumes
	if s.Bottlerocket() {
		n++
	}
	return n
}

// KubeletMaxPods is how the kubelets of the image get their max pods: Bottlerocket's
// has no podsPerCore, and Karpenter knows.
func (s *Settings) KubeletMaxPods() eni.MaxPods {
	m := s.MaxPods
	if s.Bottlerocket() {
		m.PodsPerCore = 0
	}
	return m
}

// Limits are those of the type's network, with what an expression may read of it.
func (t *InstanceType) Limits() eni.Limits {
	l := t.Network
	l.Type, l.MemoryMiB = t.Name, int(t.Memory/MiB)
	return l
}

// OverheadOn is the type's memory overhead with the image of the settings.
func (t *InstanceType) OverheadOn(s *Settings) Overhead {
	if s.Bottlerocket() && t.BottlerocketOverhead != (Overhead{}) {
		return t.BottlerocketOverhead
	}
	return t.Overhead
}

// The memory that Karpenter subtracts from what AWS advertises until it has launched a
// type once: a share (VM_MEMORY_OVERHEAD_PERCENT), rounded up to a MiB, and on arm64
// what Graviton reserves for contiguous memory (instancetype/types.go).
const (
	DefaultVMMemoryOverheadPPM = 75_000
	karpenterArm64Memory       = 64 * MiB
)

// KarpenterMemory is the memory capacity that Karpenter expects of a type.
func (t *InstanceType) KarpenterMemory(overheadPPM int) Memory {
	m := t.Memory
	if t.Arch == "arm64" {
		m -= karpenterArm64Memory
	}
	const whole = Million * MiB
	overhead := (m*Memory(overheadPPM) + whole - 1) / whole * MiB
	return max(0, m-overhead)
}
