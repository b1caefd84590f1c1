// Package density works out what one node of an instance type gives to pods and
// what that costs. [Of] counts slots, pod IPs, branch ENIs and allocatable CPU
// and memory; [Evaluate] adds prices and makes an [Option]; [Option.Steps]
// derives every figure, and [Option.Warnings] names the traps.
package density

import (
	"podfit/eni"
	"podfit/planner"
)

// Density is what one node gives to application pods, and every figure on the
// way there.
type Density struct {
	// MaxPods is the kubelet's; unknown where an expression has no value for
	// the type.
	MaxPods   planner.Maybe[int]
	Addresses eni.Addresses
	// HostNetworkPods and DaemonSetPods run on every node: the first on the
	// host network, aws-node and kube-proxy included, the second on the pod
	// network, of which DaemonSetBranchENIs have security groups.
	HostNetworkPods     int
	DaemonSetPods       int
	DaemonSetBranchENIs int
	// ApplicationPods fit by slots, pod IPs and branch ENIs, and BoundBy is the
	// first of these to run out.
	ApplicationPods planner.Maybe[int]
	PodsLimitedBy   Limit
	// Without and With are the same node without security groups for pods, and
	// with them on every application pod.
	Without, With World

	Memory Reserve[planner.Memory]
	CPU    Reserve[planner.Millis]
	// KubeReservedPods is the number of pods that kube-reserved memory is sized
	// for; where it is unknown, so is what Memory has from KubeReserved on.
	KubeReservedPods planner.Maybe[int]
	Overhead         planner.Overhead
	// Override is what the scenario says of the type.
	Override planner.Override

	// RAMPerPod and CPUPerPod are what each application pod gets of a node that
	// is full of them: the request at which both run out together.
	RAMPerPod planner.Maybe[planner.Memory]
	CPUPerPod planner.Maybe[planner.Millis]

	// PodsAtRequest fit by the pod request as well, and Binds is what stops the
	// next one. Without a request they equal ApplicationPods and BoundBy.
	PodsAtRequest planner.Maybe[int]
	LimitedBy     Limit
	Unused        Unused

	// whyNoMaxPods is the error of the expression.
	whyNoMaxPods error
}

// World is a node in one of the two worlds, with and without security groups
// for pods. With them MaxPods is how many pods can have them; both are unknown
// where the type or the policy does not support them.
type World struct {
	MaxPods         planner.Maybe[int]
	ApplicationPods planner.Maybe[int]
}

// Reserve is where an amount goes: capacity − kube-reserved − system-reserved
// − huge pages − eviction = allocatable; − DaemonSets = free.
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

// KubeReservedMemory is unknown where the number of pods is that it goes by.
func (d *Density) KubeReservedMemory() planner.Maybe[planner.Memory] {
	return d.unlessUnreserved(d.Memory.KubeReserved)
}

// AllocatableMemory is unknown where kube-reserved memory is.
func (d *Density) AllocatableMemory() planner.Maybe[planner.Memory] {
	return over(d.Override.AllocatableMemory, d.unlessUnreserved(d.Memory.Allocatable))
}

// FreeMemory is what DaemonSets leave of the allocatable memory.
func (d *Density) FreeMemory() planner.Maybe[planner.Memory] {
	if d.Override.AllocatableMemory.Known() {
		return planner.Known(d.Memory.Free)
	}
	return d.unlessUnreserved(d.Memory.Free)
}

func (d *Density) unlessUnreserved(m planner.Memory) planner.Maybe[planner.Memory] {
	if !d.KubeReservedPods.Known() {
		return planner.Maybe[planner.Memory]{}
	}
	return planner.Known(m)
}

func (r *Reserve[T]) settle() {
	r.Allocatable = max(0, r.Capacity-r.KubeReserved-r.SystemReserved-r.HugePages-r.Eviction)
	r.Free = max(0, r.Allocatable-r.DaemonSets)
}

// Stranded is what PodsAtRequest pods leave on a node and no further pod can
// use. A resource that the pods do not request is unknown.
type Unused struct {
	CPU    planner.Maybe[planner.Millis]
	Memory planner.Maybe[planner.Memory]
	// Pods is how many more pods would have a slot and an address.
	Pods planner.Maybe[int]
}

// Limit is what runs out first on a node.
type Limit uint8

// What can run out. The order settles ties: the earlier one is named.
const (
	NoLimit Limit = iota
	LimitMaxPods
	LimitPodIPs
	LimitBranchENIs
	LimitMemory
	LimitCPU
	LimitVolumes
	LimitGPUs
)

var limitWords = []string{"", "max pods", "pod IPs", "branch ENIs", "memory", "CPU", "volumes", "GPUs"}

func (l Limit) String() string { return limitWords[l] }

// MarshalJSON writes the limit's name, or null where nothing is known to bind.
func (l Limit) MarshalJSON() ([]byte, error) {
	if l == NoLimit {
		return []byte("null"), nil
	}
	return []byte(`"` + l.String() + `"`), nil
}

// kube-reserved memory, as nodeadm and Bottlerocket compute it, and the
// kubelet's default eviction threshold on EKS.
const (
	KubeReservedBase   = 255 * planner.MiB
	KubeReservedPerPod = 11 * planner.MiB
	EvictionMemory     = 100 * planner.MiB
)

// KubeReservedCPU is 6 % of the first core, 1 % of the second, 0.5 % of the
// third and fourth and 0.25 % of the rest, as nodeadm computes it.
func KubeReservedCPU(vcpus int) planner.Millis {
	tenths := 0
	for _, band := range []struct{ cores, tenths int }{{1, 600}, {1, 100}, {2, 50}} {
		cores := min(vcpus, band.cores)
		tenths += cores * band.tenths
		vcpus -= cores
	}
	return planner.Millis(tenths+vcpus*25) / 10
}

// DensityOf works out what a node of type t gives to pods under the settings.
func Of(t *planner.InstanceType, s *planner.Settings) Density {
	d := Density{Override: s.Overrides[t.Name]}
	if d.Override.MaxPods.Known() {
		d.MaxPods = d.Override.MaxPods
	} else if n, err := s.MaxPods.Of(t.Network, s.CNI); err != nil {
		d.whyNoMaxPods = err
	} else {
		d.MaxPods = planner.Known(n)
	}
	d.pods(t, s)
	d.reserve(t, s)
	if pods, known := d.ApplicationPods.Value(); known && pods > 0 {
		d.RAMPerPod = planner.Known(d.Memory.Free / planner.Memory(pods))
		d.CPUPerPod = planner.Known(d.CPU.Free / planner.Millis(pods))
	}
	d.atRequest(t, &s.Pod)
	return d
}

// pods fills the three budgets, once for each world and once for the settings.
func (d *Density) pods(t *planner.InstanceType, s *planner.Settings) {
	plain, secured := s.CNI, s.CNI
	plain.SecurityGroupsForPods, secured.SecurityGroupsForPods = false, true

	without := budgetOf(s, t, plain, d.MaxPods)
	d.Without.MaxPods = d.MaxPods
	d.Without.ApplicationPods, _ = without.pods(0)

	with := budgetOf(s, t, secured, d.MaxPods)
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
}

// budget is what DaemonSets leave of a node's slots, pod IPs and branch ENIs.
// An amount below 0 says that the DaemonSets alone want more than there is.
type budget struct {
	addresses                 eni.Addresses
	daemons                   daemonShare
	slots, podIPs, branchENIs planner.Maybe[int]
}

// budgetOf leaves security groups for pods out in Auto Mode, which has none.
func budgetOf(s *planner.Settings, t *planner.InstanceType, c eni.Config, maxPods planner.Maybe[int]) budget {
	c.SecurityGroupsForPods = c.SecurityGroupsForPods && !s.AutoMode()
	b := budget{addresses: c.Addresses(t.Network), daemons: daemonShareOf(s, c.SecurityGroupsForPods)}
	b.slots = less(maxPods, b.daemons.hostNetwork+b.daemons.podNetwork)
	b.podIPs = less(b.addresses.PodIPs, b.daemons.podNetwork-b.daemons.branchENIs)
	b.branchENIs = less(b.addresses.BranchENIs, b.daemons.branchENIs)
	return b
}

func less(m planner.Maybe[int], n int) planner.Maybe[int] {
	v, known := m.Value()
	if !known {
		return m
	}
	return planner.Known(v - n)
}

// pods is the largest number of application pods, of which percent, rounded
// up, have security groups, that the budget holds; and what stops the next.
func (b *budget) pods(percent int) (planner.Maybe[int], Limit) {
	n := fewest{}
	n.add(b.slots, LimitMaxPods)
	if percent < 100 && b.podIPs.Or(0) < 0 {
		n.add(planner.Known(0), LimitPodIPs) // the formula would round up to one
	} else if percent < 100 {
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

// fewest is the least of several numbers of pods, unknown once one of them is.
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
	daemons := daemonShareOf(s, s.CNI.SecurityGroupsForPods)
	d.Overhead = t.Overhead
	if capacity, ok := s.MemoryCapacity[t.Name]; ok {
		d.Overhead = planner.Overhead{Memory: t.Memory - capacity, Kind: planner.Yours, Source: &planner.Source{Name: "your own measurement"}}
	}
	d.KubeReservedPods = KubeReservedPods(s, t, d.MaxPods)
	d.Memory = Reserve[planner.Memory]{
		Advertised:     t.Memory,
		Capacity:       t.Memory - d.Overhead.Memory,
		KubeReserved:   kubeReserved(d.KubeReservedPods.Or(0)),
		SystemReserved: s.SystemReserved.Memory,
		HugePages:      s.HugePages,
		Eviction:       EvictionMemory,
		DaemonSets:     daemons.Memory,
	}
	d.Memory.settle()
	d.Memory.allocate(d.Override.AllocatableMemory)
	capacity := planner.Millis(t.VCPUs) * 1000
	d.CPU = Reserve[planner.Millis]{
		Advertised:     capacity,
		Capacity:       capacity,
		KubeReserved:   KubeReservedCPU(t.VCPUs),
		SystemReserved: s.SystemReserved.CPU,
		DaemonSets:     daemons.CPU,
	}
	d.CPU.settle()
	d.CPU.allocate(d.Override.AllocatableCPU)
}

// KubeReservedPods is the number of pods that kube-reserved memory is sized for:
// nodeadm has its own idea of max pods; Bottlerocket, Karpenter's estimate and
// Auto Mode go by the configured one.
func KubeReservedPods(s *planner.Settings, t *planner.InstanceType, maxPods planner.Maybe[int]) planner.Maybe[int] {
	if s.AMI == planner.Bottlerocket || s.MaxPods.Policy == eni.PolicyKarpenter || s.AutoMode() {
		return maxPods
	}
	n, err := s.MaxPods.KubeReservedPods(t.Network, s.CNI)
	if err != nil {
		return planner.Maybe[int]{}
	}
	return planner.Known(n)
}

func (d *Density) atRequest(t *planner.InstanceType, pod *planner.PodRequest) {
	n := fewest{}
	n.add(d.ApplicationPods, d.PodsLimitedBy)
	if pod.Memory > 0 {
		n.add(planner.Known(int(d.Memory.Free/pod.Memory)), LimitMemory)
	}
	if pod.CPU > 0 {
		n.add(planner.Known(int(d.CPU.Free/pod.CPU)), LimitCPU)
	}
	if pod.Volumes > 0 {
		slots := t.VolumeSlots(d.Addresses.AttachedENIs)
		n.add(scale(slots, func(v int) int { return v / pod.Volumes }), LimitVolumes)
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

// over is the value of an override, where it has one.
func over[T any](override planner.Maybe[T], own planner.Maybe[T]) planner.Maybe[T] {
	if override.Known() {
		return override
	}
	return own
}

// allocate puts a measured amount in the place of the sum's.
func (r *Reserve[T]) allocate(measured planner.Maybe[T]) {
	r.Allocatable = measured.Or(r.Allocatable)
	r.Free = max(0, r.Allocatable-r.DaemonSets)
}
