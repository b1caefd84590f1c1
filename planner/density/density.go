// Package density computes how many pods a node of an instance type holds, and what
// the node and each pod cost. [Of] counts slots, pod IPs, branch ENIs and allocatable
// CPU and memory; [Evaluate] adds prices and makes an [Option]; [Option.Steps]
// derives every figure, and [Option.Warnings] lists problems.
package density

import (
	"cmp"

	"podfit/eni"
	"podfit/planner"
)

// Density is how many application pods a node holds, with every figure that leads
// there.
type Density struct {
	// MaxPods is the kubelet's setting; unknown if an expression has no value for the
	// type.
	MaxPods   planner.Maybe[int]
	Addresses eni.Addresses
	// Every node runs HostNetworkPods on the host network, aws-node and kube-proxy
	// included, and DaemonSetPods on the pod network; DaemonSetBranchENIs of these
	// have security groups.
	HostNetworkPods     int
	DaemonSetPods       int
	DaemonSetBranchENIs int
	// ApplicationPods is how many pods have a slot and an address; PodsLimitedBy is
	// what the next pod lacks.
	ApplicationPods planner.Maybe[int]
	PodsLimitedBy   Limit
	// Without and With are the same node without security groups for pods and with
	// them on every application pod.
	Without, With World

	Memory Reserve[planner.Memory]
	CPU    Reserve[planner.Millis]
	// KubeReservedPods is the number of pods that kube-reserved memory is sized for. If
	// it is unknown, so are Memory.KubeReserved and the amounts after it.
	KubeReservedPods planner.Maybe[int]
	Overhead         planner.Overhead
	// Volumes are the EBS volumes of a node full of pods.
	Volumes Volumes
	// Override is what the user measured on nodes of the type.
	Override planner.Override

	// RAMPerPod and CPUPerPod are the share of each application pod on a full node: with
	// this request, CPU, memory and slots run out together.
	RAMPerPod planner.Maybe[planner.Memory]
	CPUPerPod planner.Maybe[planner.Millis]

	// PodsAtRequest is how many pods of the requested size fit, and LimitedBy what the
	// next one lacks. Without a request they equal ApplicationPods and PodsLimitedBy.
	PodsAtRequest planner.Maybe[int]
	LimitedBy     Limit
	Unused        Unused

	// whyNoMaxPods is the error of the expression.
	whyNoMaxPods error
	// overfilled is what the node's own DaemonSets lack; nil if they fit.
	overfilled *DaemonSetsDoNotFit
	// reserveSet: kube-reserved memory is set, so that no number of pods decides it.
	reserveSet bool
}

// Volumes is how many EBS volumes the pods of a node can mount, and what leaves so
// many.
type Volumes struct {
	Slots planner.Maybe[int]
	// Least is Slots if none of the pods has security groups, so that all of them take
	// addresses of the ENIs: the workloads of a plan need not be like the average pod.
	Least planner.Maybe[int]
	// Root is the number of the node's own volumes.
	Root int
	// ENIs is how many are attached for the pods and the warm targets.
	ENIs int
}

// World is a node with or without security groups for pods. With them, MaxPods is
// how many pods can have some; both figures are unknown if the type or the max-pods
// policy does not support them.
type World struct {
	MaxPods         planner.Maybe[int]
	ApplicationPods planner.Maybe[int]
}

// Reserve splits an amount: capacity − kube-reserved − system-reserved − huge pages −
// eviction = allocatable; − DaemonSets = free.
type Reserve[T planner.Millis | planner.Memory] struct {
	Advertised     T
	Capacity       T
	KubeReserved   T
	SystemReserved T
	HugePages      T
	Eviction       T
	Allocatable    T
	DaemonSets     T
	Free           T
}

// KubeReservedMemory is unknown if the number of pods that it is sized for is.
func (d *Density) KubeReservedMemory() planner.Maybe[planner.Memory] {
	return d.knownIfReserved(d.Memory.KubeReserved)
}

// AllocatableMemory is unknown if kube-reserved memory is, unless it was measured.
func (d *Density) AllocatableMemory() planner.Maybe[planner.Memory] {
	return measuredOr(d.Override.AllocatableMemory, d.knownIfReserved(d.Memory.Allocatable))
}

// FreeMemory is the allocatable memory minus the requests of DaemonSets.
func (d *Density) FreeMemory() planner.Maybe[planner.Memory] {
	if d.Override.AllocatableMemory.Known() {
		return planner.Known(d.Memory.Free)
	}
	return d.knownIfReserved(d.Memory.Free)
}

func (d *Density) knownIfReserved(m planner.Memory) planner.Maybe[planner.Memory] {
	if !d.KubeReservedPods.Known() && !d.reserveSet {
		return planner.Maybe[planner.Memory]{}
	}
	return planner.Known(m)
}

func (r *Reserve[T]) subtract() {
	r.Allocatable = max(0, r.Capacity-r.KubeReserved-r.SystemReserved-r.HugePages-r.Eviction)
	r.Free = max(0, r.Allocatable-r.DaemonSets)
}

// Unused is what PodsAtRequest pods leave free on a node. It is unknown for a
// resource that the pods do not request.
type Unused struct {
	CPU    planner.Maybe[planner.Millis]
	Memory planner.Maybe[planner.Memory]
	// Pods is the number of free slots with an address.
	Pods planner.Maybe[int]
}

// Limit is the resource that runs out first on a node.
type Limit uint8

// The resources that can run out. If several run out together, the first one here is
// reported.
const (
	NoLimit Limit = iota
	LimitMaxPods
	LimitPodIPs
	LimitBranchENIs
	LimitMemory
	LimitCPU
	LimitVolumes
	LimitGPUs
	LimitNeuron
	LimitEFA
	LimitHugePages
	LimitStorage
	LimitOther // an extended resource that no table has
)

var limitWords = []string{"", "max pods", "pod IPs", "branch ENIs", "memory", "CPU", "volumes", "GPUs",
	"Neuron devices", "EFA interfaces", "huge pages", "ephemeral storage", "extended resources"}

func (l Limit) String() string { return limitWords[l] }

// MarshalJSON writes the name, or null for NoLimit.
func (l Limit) MarshalJSON() ([]byte, error) {
	if l == NoLimit {
		return []byte("null"), nil
	}
	return []byte(`"` + l.String() + `"`), nil
}

// Kube-reserved memory as nodeadm and Bottlerocket compute it.
const (
	KubeReservedBase   = 255 * planner.MiB
	KubeReservedPerPod = 11 * planner.MiB
)

// KubeReservedCPU is what nodeadm reserves: 6 % of the first core, 1 % of the second,
// 0.5 % of the third and fourth and 0.25 % of the rest.
func KubeReservedCPU(vcpus int) planner.Millis {
	tenths := 0
	for _, band := range []struct{ cores, tenths int }{{1, 600}, {1, 100}, {2, 50}} {
		cores := min(vcpus, band.cores)
		tenths += cores * band.tenths
		vcpus -= cores
	}
	return planner.Millis(tenths+vcpus*25) / 10
}

// Of computes the density of a node of type t with the settings.
func Of(t *planner.InstanceType, s *planner.Settings) Density {
	d := Density{Override: s.Overrides[t.Name]}
	if d.Override.MaxPods.Known() {
		d.MaxPods = d.Override.MaxPods
	} else if n, err := s.KubeletMaxPods().Of(t.Limits(), s.CNI); err != nil {
		d.whyNoMaxPods = err
	} else {
		d.MaxPods = planner.Known(n)
	}
	d.reserve(t, s)
	d.pods(t, s)
	d.volumes(t, s)
	if pods, known := d.ApplicationPods.Value(); known && pods > 0 {
		d.RAMPerPod = planner.Known(d.Memory.Free / planner.Memory(pods))
		d.CPUPerPod = planner.Known(d.CPU.Free / planner.Millis(pods))
	}
	d.atRequest(t, s)
	return d
}

// pods counts application pods with security groups, without, and as the settings
// have it.
func (d *Density) pods(t *planner.InstanceType, s *planner.Settings) {
	plain, secured := s.CNI, s.CNI
	plain.SecurityGroupsForPods, secured.SecurityGroupsForPods = false, true

	without := d.budget(s, t, plain)
	d.Without.MaxPods = d.MaxPods
	d.Without.ApplicationPods, _ = without.pods(0)

	with := d.budget(s, t, secured)
	if branches, known := with.addresses.BranchENIs.Value(); known && branches > 0 {
		if maxPods, known := d.MaxPods.Value(); known {
			d.With.MaxPods = planner.Known(max(0, min(branches, maxPods-with.daemons.hostNetwork)))
		}
		d.With.ApplicationPods, _ = with.pods(100)
	}

	b, percent := without, 0
	if s.CNI.SecurityGroupsForPods {
		b, percent = with, s.SecurityGroupsPercent
	}
	d.Addresses = b.addresses
	d.HostNetworkPods = b.daemons.hostNetwork
	d.DaemonSetPods = b.daemons.podNetwork
	d.DaemonSetBranchENIs = b.daemons.branchENIs
	d.ApplicationPods, d.PodsLimitedBy = b.pods(percent)
	d.overfilled = b.overfilled
}

// budget is what DaemonSets leave of a node's slots, pod IPs and branch ENIs.
type budget struct {
	addresses                 eni.Addresses
	daemons                   daemonShare
	slots, podIPs, branchENIs planner.Maybe[int]
	overfilled                *DaemonSetsDoNotFit
}

func (d *Density) budget(s *planner.Settings, t *planner.InstanceType, c eni.Config) budget {
	b := budget{addresses: c.Addresses(t.Network), daemons: daemonShareOf(s, t, c.SecurityGroupsForPods)}
	b.slots = reducedBy(d.MaxPods, b.daemons.hostNetwork+b.daemons.podNetwork)
	b.podIPs = reducedBy(b.addresses.PodIPs, b.daemons.podNetwork-b.daemons.branchENIs)
	b.branchENIs = reducedBy(b.addresses.BranchENIs, b.daemons.branchENIs)
	b.overfilled = d.overfilledBy(&b)
	return b
}

// overfilledBy is the first thing that the DaemonSets of a node lack: they start before
// other pods do, and a node on which they stay pending is no node for applications.
func (d *Density) overfilledBy(b *budget) *DaemonSetsDoNotFit {
	for _, n := range []struct {
		limit Limit
		need  int
		have  planner.Maybe[int]
	}{
		{LimitMaxPods, b.daemons.hostNetwork + b.daemons.podNetwork, d.MaxPods},
		{LimitPodIPs, b.daemons.podNetwork - b.daemons.branchENIs, b.addresses.PodIPs},
		{LimitBranchENIs, b.daemons.branchENIs, b.addresses.BranchENIs},
	} {
		if have, known := n.have.Value(); known && n.need > have {
			return &DaemonSetsDoNotFit{n.limit, int64(n.need), int64(have)}
		}
	}
	if m, known := d.AllocatableMemory().Value(); known && (d.Memory.DaemonSets > m || m == 0) {
		return &DaemonSetsDoNotFit{LimitMemory, int64(d.Memory.DaemonSets), int64(m)}
	}
	if d.CPU.DaemonSets > d.CPU.Allocatable {
		return &DaemonSetsDoNotFit{LimitCPU, int64(d.CPU.DaemonSets), int64(d.CPU.Allocatable)}
	}
	return nil
}

// Overfilled is what the DaemonSets of a node lack, so that it holds no pods of
// applications; nil if they fit.
func (d *Density) Overfilled() *DaemonSetsDoNotFit { return d.overfilled }

func reducedBy(m planner.Maybe[int], n int) planner.Maybe[int] {
	v, known := m.Value()
	if !known {
		return m
	}
	return planner.Known(v - n)
}

// pods is the largest number of application pods that the budget holds if percent of
// them, rounded up, have security groups; and what the next pod lacks.
func (b *budget) pods(percent int) (planner.Maybe[int], Limit) {
	n := fewest{}
	switch {
	case b.overfilled != nil:
		return planner.Known(0), b.overfilled.Limit
	case b.daemons.branchENIs > 0 && !b.branchENIs.Known():
		return planner.Maybe[int]{}, NoLimit
	}
	n.add(b.slots, LimitMaxPods)
	if percent < 100 {
		n.add(scale(b.podIPs, func(ips int) int { return planner.CeilDiv((ips+1)*100, 100-percent) - 1 }), LimitPodIPs)
	}
	if percent > 0 {
		n.add(scale(b.branchENIs, func(enis int) int { return enis * 100 / percent }), LimitBranchENIs)
	}
	return n.pods, n.limit
}

func scale(m planner.Maybe[int], f func(int) int) planner.Maybe[int] {
	v, known := m.Value()
	if !known {
		return m
	}
	return planner.Known(f(max(0, v)))
}

// fewest is the minimum of several numbers of pods; unknown if one of them is.
type fewest struct {
	pods    planner.Maybe[int]
	limit   Limit
	unknown bool
}

func (f *fewest) add(pods planner.Maybe[int], limit Limit) {
	n, known := pods.Value()
	if !known {
		*f = fewest{unknown: true}
	}
	if f.unknown {
		return
	}
	n = max(0, n)
	if least, any := f.pods.Value(); !any || n < least {
		f.pods, f.limit = planner.Known(n), limit
	}
}

func (d *Density) reserve(t *planner.InstanceType, s *planner.Settings) {
	daemons := daemonShareOf(s, t, s.CNI.SecurityGroupsForPods)
	d.Overhead = t.OverheadOn(s)
	if capacity, ok := s.MemoryCapacity[t.Name]; ok {
		d.Overhead = planner.Overhead{Memory: t.Memory - capacity, Kind: planner.UserMeasured, Source: &planner.Source{Name: "your own measurement"}}
	}
	d.KubeReservedPods = KubeReservedPods(s, t, d.MaxPods)
	kubeReserved := KubeReservedMemory(d.KubeReservedPods.Or(0))
	if s.KubeReserved.Memory > 0 {
		kubeReserved, d.reserveSet = s.KubeReserved.Memory, true
	}
	d.Memory = Reserve[planner.Memory]{
		Advertised:     t.Memory,
		Capacity:       t.Memory - d.Overhead.Memory,
		KubeReserved:   kubeReserved,
		SystemReserved: s.SystemReserved.Memory,
		HugePages:      s.HugePages,
		Eviction:       s.EvictionMemory,
		DaemonSets:     daemons.Memory,
	}
	d.Memory.subtract()
	d.Memory.override(d.Override.AllocatableMemory)
	capacity := planner.Millis(t.VCPUs) * 1000
	d.CPU = Reserve[planner.Millis]{
		Advertised:     capacity,
		Capacity:       capacity,
		KubeReserved:   cmp.Or(s.KubeReserved.CPU, KubeReservedCPU(t.VCPUs)),
		SystemReserved: s.SystemReserved.CPU,
		DaemonSets:     daemons.CPU,
	}
	d.CPU.subtract()
	d.CPU.override(d.Override.AllocatableCPU)
}

// KubeReservedPods is the number of pods that kube-reserved memory is sized for:
// Bottlerocket goes by the kubelet's max pods, AL2023 as the policy says. That of Windows
// is not published.
func KubeReservedPods(s *planner.Settings, t *planner.InstanceType, maxPods planner.Maybe[int]) planner.Maybe[int] {
	if s.Bottlerocket() || s.Windows() {
		return maxPods
	}
	return s.MaxPods.KubeReservedPods(t.Limits(), s.CNI, maxPods)
}

// volumes counts the slots of a node full of pods.
func (d *Density) volumes(t *planner.InstanceType, s *planner.Settings) {
	pods := d.ApplicationPods.Or(0)
	d.Volumes = Volumes{Root: s.RootVolumes(), ENIs: d.attachedENIs(t, s, pods)}
	d.Volumes.Slots = t.VolumeSlots(d.Volumes.ENIs, d.Volumes.Root)
	most := max(d.Volumes.ENIs, d.enisFor(t, s, eni.NodePods{Ordinary: max(0, d.MaxPods.Or(0)-d.HostNetworkPods)}))
	d.Volumes.Least = t.VolumeSlots(most, d.Volumes.Root)
}

// attachedENIs is how many ENIs a node has for so many application pods, its
// DaemonSets and the warm targets. Where that is unknown, and in Auto Mode, which
// does not publish its targets, it is the most that the node can have.
func (d *Density) attachedENIs(t *planner.InstanceType, s *planner.Settings, pods int) int {
	secured := 0
	if s.CNI.SecurityGroupsForPods {
		secured = planner.CeilDiv(pods*s.SecurityGroupsPercent, 100)
	}
	return d.enisFor(t, s, eni.NodePods{
		Ordinary: pods - secured + d.DaemonSetPods - d.DaemonSetBranchENIs,
		Secured:  secured + d.DaemonSetBranchENIs,
	})
}

func (d *Density) enisFor(t *planner.InstanceType, s *planner.Settings, pods eni.NodePods) int {
	maxPods, known := d.MaxPods.Value()
	if !known || !d.ApplicationPods.Known() || s.AutoMode() {
		return d.Addresses.AttachedENIs
	}
	pods.Max = maxPods
	held, known := s.CNI.Held(t.Network, s.Warm, pods).Value()
	if !known {
		return d.Addresses.AttachedENIs
	}
	return held.ENIs
}

// podsByVolumes is how many pods with volumes fit: the fewer pods, the fewer ENIs are
// attached, and the more slots are left.
func (d *Density) podsByVolumes(t *planner.InstanceType, s *planner.Settings) planner.Maybe[int] {
	if !d.Volumes.Slots.Known() {
		return planner.Maybe[int]{}
	}
	pods := 0
	for pods < d.ApplicationPods.Or(0) {
		slots := t.VolumeSlots(d.attachedENIs(t, s, pods+1), d.Volumes.Root)
		if (pods+1)*s.Pod.Volumes > slots.Or(0) {
			break
		}
		pods++
	}
	return planner.Known(pods)
}

func (d *Density) atRequest(t *planner.InstanceType, s *planner.Settings) {
	pod := &s.Pod
	n := fewest{}
	n.add(d.ApplicationPods, d.PodsLimitedBy)
	if pod.Memory > 0 {
		n.add(planner.Known(int(d.Memory.Free/pod.Memory)), LimitMemory)
	}
	if pod.CPU > 0 {
		n.add(planner.Known(int(d.CPU.Free/pod.CPU)), LimitCPU)
	}
	if pod.Volumes > 0 {
		n.add(d.podsByVolumes(t, s), LimitVolumes)
	}
	if pod.GPUs > 0 {
		n.add(scale(t.GPUs, func(v int) int { return v / pod.GPUs }), LimitGPUs)
	}
	d.PodsAtRequest, d.LimitedBy = n.pods, n.limit

	pods, known := n.pods.Value()
	if !known || !pod.Given() {
		return
	}
	d.Unused.Pods = planner.Known(d.ApplicationPods.Or(0) - pods)
	if pod.Memory > 0 {
		d.Unused.Memory = planner.Known(d.Memory.Free - planner.Memory(pods)*pod.Memory)
	}
	if pod.CPU > 0 {
		d.Unused.CPU = planner.Known(d.CPU.Free - planner.Millis(pods)*pod.CPU)
	}
}

var yourScenario = &planner.Source{Name: "your scenario"}

// measuredOr is the measured value of an override or, if it has none, the computed
// one.
func measuredOr[T any](override planner.Maybe[T], own planner.Maybe[T]) planner.Maybe[T] {
	if override.Known() {
		return override
	}
	return own
}

// override replaces the computed allocatable amount by a measured one.
func (r *Reserve[T]) override(measured planner.Maybe[T]) {
	r.Allocatable = measured.Or(r.Allocatable)
	r.Free = max(0, r.Allocatable-r.DaemonSets)
}
