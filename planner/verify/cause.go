package verify

import (
	"cmp"
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// Cause explains a difference between nodes and their prediction.
type Cause struct {
	Kind CauseKind
	// Predicted and Actual are pods, bytes or millicores, depending on the kind.
	Predicted, Actual int64
	// Settings would predict what the nodes report; nil if none do.
	Settings *planner.Settings
}

// CauseKind is a kind of cause.
type CauseKind uint8

// The causes, in the order in which they are reported.
const (
	CauseNoType            CauseKind = iota // no label has the node's type
	CauseUnknownType                        // podfit does not know the type
	CauseOverride                           // the scenario overrides the figure
	CauseMaxPods                            // pods: the kubelet's max pods
	CauseMaxPodsUnknown                     // pods: the expression has no value for the type
	CauseOverheadFormula                    // bytes of overhead: the prediction is a formula's
	CauseOverhead                           // bytes of overhead: the table's measurement differs
	CauseMemoryCapacity                     // bytes: the user's own measurement differs
	CauseHugePages                          // bytes
	CauseKubeReservedPods                   // pods that kube-reserved memory is sized for
	CauseReservedMemory                     // bytes that match kube-reserved for no number of pods
	CauseImage                              // podfit has no rules for the image's reserves
	CauseCPUs                               // millicores of capacity
	CauseReservedCPU                        // millicores
	CauseBranchENIs                         // branch ENIs
	CauseBranchENIsMissing                  // branch ENIs: the node advertises none
)

var causeWords = []string{
	"no-instance-type", "unknown-type", "override", "max-pods", "max-pods-unknown", "overhead-formula", "overhead", "memory-capacity", "huge-pages",
	"kube-reserved-pods", "reserved-memory", "image", "cpus", "reserved-cpu", "branch-enis", "branch-enis-missing",
}

func (k CauseKind) String() string               { return causeWords[k] }
func (k CauseKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// causes explain every difference, in the order of their kinds.
func (v *Row) causes() []Cause {
	switch {
	case v.InstanceType == "":
		return []Cause{{Kind: CauseNoType}}
	case v.Predicted == nil:
		return []Cause{{Kind: CauseUnknownType}}
	}
	var all []Cause
	if v.overridden() {
		all = append(all, Cause{Kind: CauseOverride})
	}
	all = append(all, v.maxPodsCause()...)
	if !v.Predicted.Override.AllocatableMemory.Known() {
		all = append(all, v.capacityCause()...)
		all = append(all, v.reserveCauses()...)
	}
	if !v.Predicted.Override.AllocatableCPU.Known() {
		all = append(all, v.cpuCauses()...)
	}
	return append(all, v.branchCause()...)
}

// overridden reports whether an override differs from what the nodes report.
func (v *Row) overridden() bool {
	o := &v.Predicted.Override
	return o.AllocatableMemory.Known() && !v.AllocatableMemory.Equal() ||
		o.AllocatableCPU.Known() && !v.AllocatableCPU.Equal() ||
		o.MaxPods.Known() && !v.MaxPods.Equal()
}

func (v *Row) maxPodsCause() []Cause {
	actual, reported := v.MaxPods.Actual.Value()
	if !reported || v.MaxPods.Equal() || v.Predicted.Override.MaxPods.Known() {
		return nil
	}
	c := Cause{Kind: CauseMaxPods, Actual: int64(actual), Settings: v.settingsForMaxPods(actual)}
	if predicted, known := v.MaxPods.Predicted.Value(); known {
		c.Predicted = int64(predicted)
	} else {
		c.Kind = CauseMaxPodsUnknown
	}
	return []Cause{c}
}

// settingsForMaxPods are the settings with the fewest changes that give the nodes' max
// pods: with the policy that their labels show, if any, another CNI mode or custom
// networking; nil if only a fixed number does.
func (v *Row) settingsForMaxPods(pods int) *planner.Settings {
	now := v.Predicted.Settings
	var best *planner.Settings
	fewest := 0
	for i, policy := range v.policies() {
		for changes := range 4 {
			would := *now
			would.MaxPods = policy
			cost := min(i, 1) // the first is that of the settings
			if changes&1 != 0 {
				would.CNI.Mode = eni.PrefixDelegation - would.CNI.Mode
				cost++
			}
			if changes&2 != 0 {
				would.CNI.CustomNetworking = !would.CNI.CustomNetworking
				cost++
			}
			if by, known := v.Policy.Value(); known && by != policy.Policy {
				cost += 4 // more than all changes
			}
			n, err := policy.Of(v.Predicted.Type.Limits(), would.CNI)
			if err == nil && n == pods && (best == nil || cost < fewest) {
				best, fewest = &would, cost
			}
		}
	}
	return best
}

// policies are those that the nodes may have: that of the settings, the two that no
// label excludes, and the one that labels show.
func (v *Row) policies() []eni.MaxPods {
	all := []eni.MaxPods{v.Predicted.Settings.MaxPods, {Policy: eni.PolicyENI}, {Policy: eni.PolicyManaged}}
	if shown, known := v.Policy.Value(); known {
		all = append(all, eni.MaxPods{Policy: shown})
		if shown.Reads(eni.ParamReservedENIs) {
			all = append(all, eni.MaxPods{Policy: shown, ReservedENIs: 1})
		}
	}
	return all
}

func (v *Row) capacityCause() []Cause {
	const precision = planner.MiB / 10 // of the tables
	actual, reported := v.Memory.Actual.Value()
	if off := v.Memory.Error().Or(0); !reported || max(off, -off) < precision {
		return nil
	}
	o := v.Predicted
	c := Cause{Kind: CauseOverhead, Predicted: int64(o.Overhead.Memory), Actual: int64(o.Type.Memory - actual)}
	switch o.Overhead.Kind {
	case planner.Fitted:
		c.Kind = CauseOverheadFormula
	case planner.UserMeasured:
		c = Cause{Kind: CauseMemoryCapacity, Predicted: int64(o.Density.Memory.Capacity), Actual: int64(actual)}
	}
	return []Cause{c}
}

// reserveCauses explain the difference between capacity and allocatable memory.
func (v *Row) reserveCauses() []Cause {
	capacity, known := v.Memory.Actual.Value()
	allocatable, also := v.AllocatableMemory.Actual.Value()
	if !known || !also {
		return nil
	}
	var all []Cause
	o, s := v.Predicted, v.Predicted.Settings
	if pages := v.Capacity.HugePages; pages != s.HugePages {
		would := *s
		would.HugePages = pages
		all = append(all, Cause{Kind: CauseHugePages, Predicted: int64(s.HugePages), Actual: int64(pages), Settings: &would})
	}
	actual := capacity - allocatable - v.Capacity.HugePages
	others := s.SystemReserved.Memory + s.EvictionMemory
	predicted, known := o.KubeReservedMemory().Value()
	if !known || predicted+others == actual { // if unknown, the max-pods cause explains it
		return all
	}
	if pods, whole := podsForKubeReserved(actual - others); whole {
		all = append(all, Cause{Kind: CauseKubeReservedPods, Predicted: int64(o.KubeReservedPods.Or(0)), Actual: int64(pods), Settings: v.settingsForReservedPods(pods)})
	} else {
		all = append(all, Cause{Kind: CauseReservedMemory, Predicted: int64(predicted + others), Actual: int64(actual), Settings: v.settingsForReserve(actual - predicted - others)})
	}
	if !v.AMI.Known() {
		all = append(all, Cause{Kind: CauseImage})
	}
	return all
}

// podsReservedFor is the number of pods P in 255 MiB + 11 MiB × P, if it is whole.
func podsForKubeReserved(kubeReserved planner.Memory) (pods int, whole bool) {
	const most = 10_000
	rest := kubeReserved - density.KubeReservedBase
	pods = int(rest / density.KubeReservedPerPod)
	return pods, rest%density.KubeReservedPerPod == 0 && pods > 0 && pods <= most
}

// settingsForReservedPods are the settings with the nodes' image, if these size
// kube-reserved memory for so many pods.
func (v *Row) settingsForReservedPods(pods int) *planner.Settings {
	ami, known := v.AMI.Value()
	now := v.Predicted.Settings
	if !known || ami == now.AMI {
		return nil
	}
	would := *now
	would.AMI = ami
	if n, known := density.KubeReservedPods(&would, v.Predicted.Type, v.MaxPods.Actual).Value(); !known || n != pods {
		return nil
	}
	return &would
}

// settingsForReserve are the settings with more system-reserved memory; nil if it would
// be negative.
func (v *Row) settingsForReserve(more planner.Memory) *planner.Settings {
	if more += v.Predicted.Settings.SystemReserved.Memory; more < 0 {
		return nil
	}
	would := *v.Predicted.Settings
	would.SystemReserved.Memory = more
	return &would
}

func (v *Row) cpuCauses() []Cause {
	capacity, known := v.Capacity.CPU.Value()
	allocatable, also := v.Allocatable.CPU.Value()
	if !known || !also {
		return nil
	}
	var all []Cause
	o, s := v.Predicted, v.Predicted.Settings
	if capacity != o.CPU.Capacity {
		all = append(all, Cause{Kind: CauseCPUs, Predicted: int64(o.CPU.Capacity), Actual: int64(capacity)})
	}
	kube, actual := cmp.Or(s.KubeReserved.CPU, density.KubeReservedCPU(int(capacity/1000))), capacity-allocatable
	if kube+s.SystemReserved.CPU == actual {
		return all
	}
	c := Cause{Kind: CauseReservedCPU, Predicted: int64(kube + s.SystemReserved.CPU), Actual: int64(actual)}
	if actual >= kube {
		would := *s
		would.SystemReserved.CPU = actual - kube
		c.Settings = &would
	}
	return append(all, c)
}

func (v *Row) branchCause() []Cause {
	if off, known := v.Branches.Error().Value(); !known || off == 0 {
		return nil
	}
	c := Cause{Kind: CauseBranchENIs, Predicted: int64(v.Branches.Predicted.Or(0)), Actual: int64(v.Branches.Actual.Or(0))}
	would := *v.Predicted.Settings
	switch {
	case c.Actual == 0:
		c.Kind = CauseBranchENIsMissing
		would.CNI.SecurityGroupsForPods = false
		c.Settings = &would
	case !would.CNI.SecurityGroupsForPods:
		would.CNI.SecurityGroupsForPods = true
		c.Settings = &would
	}
	return []Cause{c}
}
