package density

import (
	"podfit/eni"
	"podfit/planner"
)

// Launchable reports whether the cluster's launcher can start the type as a node.
// Auto Mode starts no nano, micro or small, and nothing below 2 vCPUs. EKS has no
// Windows image for arm64.
func (o *Option) Launchable() bool {
	switch {
	case o.Settings.Windows():
		return o.Type.Arch != "arm64"
	case o.Settings.AutoMode():
		return o.Type.VCPUs >= autoModeVCPUs && !autoModeExcludes(o.Type.Size())
	}
	return true
}

const autoModeVCPUs = 2

func autoModeExcludes(size string) bool { return size == "nano" || size == "micro" || size == "small" }

// KarpenterFree is the memory for applications that Karpenter expects of the type
// before it has launched one: it starts no node for a pod that requests more. It is
// unknown for other launchers and where the user's own nodes have run the type, so
// that Karpenter knows better.
func (o *Option) KarpenterFree() planner.Maybe[planner.Memory] {
	s := o.Settings
	if !s.MaxPods.Policy.Karpenter() || !o.KubeReservedMemory().Known() || o.Override.AllocatableMemory.Known() || o.Overhead.Kind == planner.UserMeasured {
		return planner.Maybe[planner.Memory]{}
	}
	free := o.Type.KarpenterMemory(s.VMMemoryOverheadPPM)
	free -= o.Memory.KubeReserved + o.Memory.SystemReserved + o.Memory.Eviction + o.Memory.DaemonSets
	return planner.Known(max(0, free))
}

// KarpenterMemoryOf is the warning about a memory request that is between what
// Karpenter expects of the type and what its node has; nil if it is not.
func (o *Option) KarpenterMemoryOf(request planner.Memory) *KarpenterMemory {
	believed, known := o.KarpenterFree().Value()
	free, freeKnown := o.FreeMemory().Value()
	if !known || !freeKnown || request == 0 || (request <= believed) == (request <= free) {
		return nil
	}
	return &KarpenterMemory{Type: o.Type.Name, Request: request, Expected: believed, Free: free}
}

// KarpenterMemory is a pod whose memory request is between the two figures.
type KarpenterMemory struct {
	Workload                string // empty for the average pod
	Type                    string
	Request, Expected, Free planner.Memory
}

// About identifies the warning.
func (KarpenterMemory) About() planner.WarningID {
	return planner.WarningID{Code: "karpenter-memory", Severity: planner.SeverityWrong, Setting: "vm-memory-overhead-percent", Topic: planner.AboutMemory}
}

func (o *Option) warnKarpenterMemory() planner.Warning {
	if w := o.KarpenterMemoryOf(o.Settings.Pod.Memory); w != nil {
		return *w
	}
	return nil
}

// What the launcher does that the figures of the type do not show.
type (
	// NotLaunchable is a type that the launcher does not start.
	NotLaunchable struct {
		AutoMode bool // otherwise Windows
		Type     string
		VCPUs    int
	}
	// AutoModeFeeIncluded is a cost that has EKS Auto Mode's fee in it. It is a note.
	AutoModeFeeIncluded struct {
		Permille int
		Estimate bool
	}
	// WindowsPriceUnknown is a Windows node, whose licence is in no table.
	WindowsPriceUnknown struct{}
	// WindowsMemoryUnknown is a Windows node, on which no memory was measured.
	WindowsMemoryUnknown struct{}
	// SmallArm64Memory is a small arm64 node with Bottlerocket.
	SmallArm64Memory struct{}
	// NoTrunk is a node whose MAX_ENI leaves no slot for a trunk ENI.
	NoTrunk struct{ MaxENI int }
)

// About identifies the warning.
func (w NotLaunchable) About() planner.WarningID {
	id := planner.WarningID{Code: "not-launchable", Severity: planner.SeverityWrong, Setting: "os"}
	if w.AutoMode {
		id.Setting = "max-pods"
	}
	return id
}

// About identifies the warning.
func (AutoModeFeeIncluded) About() planner.WarningID {
	return planner.WarningID{Code: "auto-mode-fee", Severity: planner.SeverityNote, Setting: "max-pods", Topic: planner.AboutMoney}
}

// About identifies the warning.
func (WindowsPriceUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "windows-price-unknown", Severity: planner.SeverityUnknown, Setting: "os", Topic: planner.AboutMoney}
}

// About identifies the warning.
func (WindowsMemoryUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "windows-memory-unknown", Severity: planner.SeverityUnknown, Setting: "os", Topic: planner.AboutMemory}
}

// About identifies the warning.
func (SmallArm64Memory) About() planner.WarningID {
	return planner.WarningID{Code: "small-arm64-memory", Severity: planner.SeverityUnknown, Setting: "ami", Topic: planner.AboutMemory}
}

// About identifies the warning.
func (NoTrunk) About() planner.WarningID {
	return planner.WarningID{Code: "no-trunk", Severity: planner.SeverityWrong, Setting: "max-eni"}
}

// ManagedGroupLowest is what all nodes of one managed node group with these types get.
type ManagedGroupLowest struct {
	MaxPods int
	Type    string // has the lowest
}

// About identifies the warning.
func (ManagedGroupLowest) About() planner.WarningID {
	return planner.WarningID{Code: "managed-group-lowest", Severity: planner.SeverityNote, Setting: "max-pods"}
}

// ManagedGroupCapped is a managed node group whose nodes get fewer max pods than planned.
type ManagedGroupCapped struct {
	Group        string
	MaxPods, Cap int
}

// About identifies the warning.
func (w ManagedGroupCapped) About() planner.WarningID {
	return planner.WarningID{Code: "managed-group-capped", Severity: planner.SeverityWrong, Setting: "max-pods", Subject: w.Group}
}

// ManagedGroupTypes is how many types a managed node group may have.
const ManagedGroupTypes = 20

// GroupWarning says what the types would get in one managed node group, if that is
// less than one of them gets in a group of its own; nil if it is not, or if they are
// too many for a group.
func GroupWarning(s *planner.Settings, options []Option) planner.Warning {
	if len(options) < 2 || len(options) > ManagedGroupTypes {
		return nil
	}
	types := make([]eni.Limits, len(options))
	for i := range options {
		types[i] = options[i].Type.Limits()
	}
	lowest, known := s.MaxPods.OfGroup(types, s.CNI)
	if !known {
		return nil
	}
	w := ManagedGroupLowest{MaxPods: lowest}
	differs := false
	for i := range options {
		n, known := options[i].MaxPods.Value()
		if known && n == lowest && w.Type == "" {
			w.Type = options[i].Type.Name
		}
		differs = differs || known && n > lowest
	}
	if !differs || w.Type == "" {
		return nil
	}
	return w
}

func (o *Option) warnNotLaunchable() planner.Warning {
	if o.Launchable() {
		return nil
	}
	return NotLaunchable{!o.Settings.Windows(), o.Type.Name, o.Type.VCPUs}
}

func (o *Option) warnAutoModeFee() planner.Warning {
	if !o.Settings.AutoMode() || !o.Cost.FeeHour.Known() {
		return nil
	}
	return AutoModeFeeIncluded{o.Offering.AutoModeFee.Permille, o.Offering.AutoModeFee.Estimate}
}

func (o *Option) warnWindowsMemory() planner.Warning {
	if !o.Settings.Windows() || o.Overhead.Kind == planner.UserMeasured || o.Override.AllocatableMemory.Known() {
		return nil
	}
	return WindowsMemoryUnknown{}
}

// Bottlerocket has reported up to 6 % less memory on c6g.medium and m6g.medium than
// nodes of the same type with AL2023.
func (o *Option) warnSmallArm64() planner.Warning {
	const small = 4 * planner.GiB
	if !o.Settings.Bottlerocket() || o.Type.Arch != "arm64" || o.Type.Memory > small ||
		o.Overhead.Kind == planner.UserMeasured || o.Override.AllocatableMemory.Known() {
		return nil
	}
	return SmallArm64Memory{}
}
