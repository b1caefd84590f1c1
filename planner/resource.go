package planner

import "strings"

// The extended resources that device plugins advertise for a type's devices, and
// those of a node that its settings decide.
const (
	GPUResource          = "nvidia.com/gpu"
	AMDGPUResource       = "amd.com/gpu"
	GaudiResource        = "habana.ai/gaudi"
	NeuronResource       = "aws.amazon.com/neuron"
	NeuronDeviceResource = "aws.amazon.com/neurondevice"
	NeuronCoreResource   = "aws.amazon.com/neuroncore"
	EFAResource          = "vpc.amazonaws.com/efa"
	BranchENIResource    = "vpc.amazonaws.com/pod-eni"
	HugePagesPrefix      = "hugepages-" // the page size follows
	EphemeralStorage     = "ephemeral-storage"
)

// ResourceKind groups the names of extended resources.
type ResourceKind uint8

// The kinds of extended resources.
const (
	OtherResource ResourceKind = iota // in no table: MIG slices, resource claims, one's own devices
	GPUs
	NeuronDevices
	EFAInterfaces
	HugePages
	Storage
)

// KindOf is the kind of an extended resource.
func KindOf(resource string) ResourceKind {
	if d, known := devices[resource]; known {
		return d.kind
	}
	switch {
	case strings.HasPrefix(resource, HugePagesPrefix):
		return HugePages
	case resource == EphemeralStorage:
		return Storage
	}
	return OtherResource
}

// InBytes reports whether amounts of the resource are bytes.
func InBytes(resource string) bool {
	kind := KindOf(resource)
	return kind == HugePages || kind == Storage
}

// devices are the extended resources of a type's devices. A plugin that shares or
// splits devices under their own name is not the default of any.
var devices = map[string]struct {
	kind ResourceKind
	of   func(*InstanceType) Maybe[int]
}{
	GPUResource:          {GPUs, func(t *InstanceType) Maybe[int] { return t.gpusOf("NVIDIA") }},
	AMDGPUResource:       {GPUs, func(t *InstanceType) Maybe[int] { return t.gpusOf("AMD") }},
	GaudiResource:        {GPUs, func(t *InstanceType) Maybe[int] { return t.gpusOf("Habana") }},
	NeuronResource:       {NeuronDevices, func(t *InstanceType) Maybe[int] { return Known(t.NeuronDevices()) }},
	NeuronDeviceResource: {NeuronDevices, func(t *InstanceType) Maybe[int] { return Known(t.NeuronDevices()) }},
	NeuronCoreResource:   {NeuronDevices, func(t *InstanceType) Maybe[int] { return t.neuronCores() }},
	EFAResource:          {EFAInterfaces, func(t *InstanceType) Maybe[int] { return Known(t.EFAInterfaces) }},
}

// Extended is how many of an extended resource the device plugin of its maker
// reports on a node. It is unknown, not 0, for a resource that the tables do not
// have, and for huge pages and storage, which are not the type's: see
// density.Option.
func (t *InstanceType) Extended(resource string) Maybe[int] {
	d, known := devices[resource]
	if !known {
		return Maybe[int]{}
	}
	return d.of(t)
}

// gpusOf is the number of GPUs of a maker; a type has GPUs of one maker only.
func (t *InstanceType) gpusOf(maker string) Maybe[int] {
	if t.GPUMaker != maker {
		return Known(0)
	}
	return t.GPUs
}

// neuronCores are unknown for Neuron devices whose cores are in no table.
func (t *InstanceType) neuronCores() Maybe[int] {
	if t.Neuron() && t.NeuronCores == 0 {
		return Maybe[int]{}
	}
	return Known(t.NeuronCores)
}
