package density

import "podfit/planner"

// Extended is how many of an extended resource pods can request on the node: bytes of
// huge pages and of ephemeral storage, a number of anything else. It is unknown for a
// resource that no table has, unless the user gave the number.
func (o *Option) Extended(resource string) planner.Maybe[int64] {
	if n, given := o.Override.Extended[resource]; given {
		return planner.Known(n)
	}
	switch planner.KindOf(resource) {
	case planner.HugePages:
		return planner.Known(int64(o.hugePages(resource)))
	case planner.Storage:
		return planner.Known(int64(EphemeralStorage(o.Type, o.Settings)))
	}
	n, known := o.Type.Extended(resource).Value()
	if !known {
		return planner.Maybe[int64]{}
	}
	return planner.Known(int64(n))
}

// Holds is how many of an extended resource pods get on the node: none of what is
// unknown.
func (o *Option) Holds(resource string) int64 { return max(0, o.Extended(resource).Or(0)) }

// Judged reports whether it is known of all resources that a pod requests how many the
// node has. Otherwise the pod may fit or not, and plans do not put it there.
func (o *Option) Judged(extended map[string]int64) bool {
	for resource, n := range extended {
		if n > 0 && !o.Extended(resource).Known() {
			return false
		}
	}
	return true
}

// hugePages are whole pages of the size that the settings name, and none of another.
func (o *Option) hugePages(resource string) planner.Memory {
	size := o.Settings.HugePageSize
	if resource != size.Resource() {
		return 0
	}
	return min(o.Settings.HugePages, max(0, o.Memory.Capacity)) / size.Bytes() * size.Bytes()
}

// What AL2023 takes of a root volume of any size (20 GiB are 20,893,676 KiB of
// capacity, 80 GiB 83,808,236), what nodeadm reserves, and the kubelet's threshold
// of eviction, nodefs.available.
const (
	rootOverhead        = 77_844 * planner.KiB
	storageReserved     = planner.GiB
	storageEvictionPart = 10 // a tenth of the capacity
	diskOverheadPart    = 100
)

// EphemeralStorage is the allocatable ephemeral storage of a node of type t: that of
// its root volume, or of its local disks if the node uses them for it.
func EphemeralStorage(t *planner.InstanceType, s *planner.Settings) planner.Memory {
	size := s.RootVolume
	if size == 0 {
		size = planner.DefaultRootVolume
	}
	capacity := size - rootOverhead
	if disks := planner.Memory(t.LocalStorageGB()) * 1e9; s.LocalDisks == planner.DisksRAID0 && disks > 0 {
		capacity = disks - disks/diskOverheadPart // the file system's own
	}
	return max(0, capacity-capacity/storageEvictionPart-storageReserved)
}

// LimitOf is the limit that a lack of an extended resource is.
func LimitOf(resource string) Limit {
	return map[planner.ResourceKind]Limit{
		planner.GPUs: LimitGPUs, planner.NeuronDevices: LimitNeuron, planner.EFAInterfaces: LimitEFA,
		planner.HugePages: LimitHugePages, planner.Storage: LimitStorage, planner.OtherResource: LimitOther,
	}[planner.KindOf(resource)]
}
