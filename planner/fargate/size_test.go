package fargate_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/fargate"
)

// Requests on both sides of every boundary of the table; memory is the request,
// to which Fargate adds 256 MiB.
func TestFargateSizes(t *testing.T) {
	const most, none = 122_880 - 256, -1
	for _, c := range []struct {
		cpu  planner.Millis
		mib  planner.Memory
		vcpu float64
		gb   float64 // none if no combination holds it
	}{
		{0, 0, 0.25, 0.5},
		{1, 1, 0.25, 0.5},
		{250, 256, 0.25, 0.5},
		{250, 257, 0.25, 1},
		{250, 768, 0.25, 1},
		{250, 769, 0.25, 2},
		{250, 1792, 0.25, 2},
		{250, 1793, 0.5, 3},
		{251, 0, 0.5, 1},
		{500, 768, 0.5, 1},
		{500, 769, 0.5, 2},
		{500, 2816, 0.5, 3},
		{500, 3840, 0.5, 4},
		{500, 3841, 1, 5},
		{501, 0, 1, 2},
		{1000, 1792, 1, 2},
		{1000, 7936, 1, 8},
		{1000, 7937, 2, 9},
		{1000, 8192, 2, 9}, // the user guide's own example
		{1001, 0, 2, 4},
		{2000, 3840, 2, 4},
		{2000, 16_128, 2, 16},
		{2000, 16_129, 4, 17},
		{2001, 0, 4, 8},
		{4000, 7936, 4, 8},
		{4000, 30_464, 4, 30},
		{4000, 30_465, 8, 32},
		{4001, 0, 8, 16},
		{8000, 16_128, 8, 16},
		{8000, 16_129, 8, 20},
		{8000, 61_184, 8, 60},
		{8000, 61_185, 16, 64},
		{8001, 0, 16, 32},
		{16_000, 32_512, 16, 32},
		{16_000, 32_513, 16, 40},
		{16_000, most, 16, 120},
		{16_000, most + 1, 0, none},
		{16_001, 0, 0, none},
	} {
		size, ok := fargate.SizeOf(planner.Resources{CPU: c.cpu, Memory: c.mib * planner.MiB})
		if ok != (c.gb != none) || ok && (size.CPU.Cores() != c.vcpu || size.Memory.GiB() != c.gb) {
			t.Errorf("%dm %d MiB: %v vCPU %v GB, %v; want %v and %v", c.cpu, c.mib, size.CPU.Cores(), size.Memory.GiB(), ok, c.vcpu, c.gb)
		}
	}
}

var anyRequest = rapid.Custom(func(t *rapid.T) planner.Resources {
	return planner.Resources{
		CPU:    planner.Millis(rapid.IntRange(0, 17_000).Draw(t, "CPU")),
		Memory: planner.Memory(rapid.IntRange(0, 125_000).Draw(t, "MiB")) * planner.MiB,
	}
})

// The billed size holds the request and the 256 MiB, and a larger request is never
// billed for less.
func TestFargateSizesHoldAndGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small, more := anyRequest.Draw(t, "request"), anyRequest.Draw(t, "more")
		size, ok := fargate.SizeOf(small)
		if ok && (size.CPU < small.CPU || size.Memory < small.Memory+256*planner.MiB) {
			t.Fatalf("%v is billed as %v", small, size)
		}
		large := planner.Resources{CPU: small.CPU + more.CPU, Memory: small.Memory + more.Memory}
		larger, fits := fargate.SizeOf(large)
		if fits && (!ok || larger.CPU < size.CPU || larger.Memory < size.Memory) {
			t.Fatalf("%v is billed as %v, and %v as %v", small, size, large, larger)
		}
		kind := planner.Workload{Request: small}
		if ok != (len(fargate.Reasons(&kind)) == 0) {
			t.Fatalf("%v: %v with %v", small, size, fargate.Reasons(&kind))
		}
	})
}

func TestFargateReasons(t *testing.T) {
	for _, c := range []struct {
		kind planner.Workload
		want []fargate.Reason
	}{
		{planner.Workload{SecurityGroups: true}, nil}, // Fargate has them
		{planner.Workload{OnePerNode: true, HostSkew: 1}, nil},
		{planner.Workload{Nodes: planner.NodeSelector{Arch: []string{"arm64", "amd64"}, CapacityTypes: []planner.CapacityType{planner.Spot, planner.OnDemand}}}, nil},
		{planner.Workload{Request: planner.Resources{CPU: 16_000, Memory: 120*planner.GiB - 256*planner.MiB}}, nil}, // the largest
		{planner.Workload{Request: planner.Resources{CPU: 16_001}}, []fargate.Reason{{Kind: fargate.TooMuchCPU, Need: 16_001, Have: 16_000}}},
		{planner.Workload{Request: planner.Resources{Memory: 120 * planner.GiB}},
			[]fargate.Reason{{Kind: fargate.TooMuchMemory, Need: int64(120*planner.GiB + 256*planner.MiB), Have: int64(120 * planner.GiB)}}},
		{planner.Workload{HostNetwork: true}, []fargate.Reason{{Kind: fargate.NeedsHostNetwork}}},
		{planner.Workload{Volumes: 2}, []fargate.Reason{{Kind: fargate.NeedsVolumes, Need: 2}}},
		{planner.Workload{Extended: map[string]int64{planner.GPUResource: 1, planner.NeuronResource: 2}}, []fargate.Reason{
			{Kind: fargate.NeedsDevices, Resource: planner.NeuronResource, Need: 2}, {Kind: fargate.NeedsDevices, Resource: planner.GPUResource, Need: 1}}},
		{planner.Workload{Nodes: planner.NodeSelector{Arch: []string{"arm64"}}}, []fargate.Reason{{Kind: fargate.NeedsArm}}},
		{planner.Workload{Nodes: planner.NodeSelector{Types: []string{"m5.large"}}}, []fargate.Reason{{Kind: fargate.SelectsTypes}}},
		{planner.Workload{Nodes: planner.NodeSelector{CapacityTypes: []planner.CapacityType{planner.Spot}}}, []fargate.Reason{{Kind: fargate.SelectsSpot}}},
		// All reasons, not only the first.
		{planner.Workload{HostNetwork: true, Volumes: 1}, []fargate.Reason{{Kind: fargate.NeedsHostNetwork}, {Kind: fargate.NeedsVolumes, Need: 1}}},
	} {
		if got := fargate.Reasons(&c.kind); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %+v, want %+v", c.kind, got, c.want)
		}
	}
}
