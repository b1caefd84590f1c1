package density_test

import (
	"reflect"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

func windows(s *planner.Settings)         { s.CNI.OS = eni.Windows }
func pods(n planner.Memory) sample.Change { return sample.Pod(0, n) }

func reservedENIs(n int) sample.Change {
	return func(s *planner.Settings) { s.MaxPods.ReservedENIs = n }
}

func podsPerCore(n int) sample.Change {
	return func(s *planner.Settings) { s.MaxPods.PodsPerCore = n }
}

func volumesOfNode(n int) sample.Change { return func(s *planner.Settings) { s.ExtraVolumes = n } }

// The slots of a full node, with the ENIs that it has for its pods and warm targets.
func TestVolumesOfNode(t *testing.T) {
	for _, c := range []struct {
		name string
		o    density.Option
		want density.Volumes
	}{
		{"all ENIs", sample.Option("m5.large"), density.Volumes{Slots: planner.Known(24), Least: planner.Known(24), Root: 1, ENIs: 3}},
		// 29 pods need two prefixes of one ENI.
		{"prefixes", sample.Option("m5.large", sample.Prefixes), density.Volumes{Slots: planner.Known(26), Least: planner.Known(26), Root: 1, ENIs: 1}},
		{"IPv6", sample.Option("m5.large", sample.IPv6), density.Volumes{Slots: planner.Known(26), Least: planner.Known(26), Root: 1, ENIs: 1}},
		{"MAX_ENI 1", sample.Option("m5.xlarge", sample.MaxENI(1)), density.Volumes{Slots: planner.Known(26), Least: planner.Known(26), Root: 1, ENIs: 1}},
		{"Bottlerocket", sample.Option("m5.large", sample.Bottlerocket), density.Volumes{Slots: planner.Known(23), Least: planner.Known(23), Root: 2, ENIs: 3}},
		// Auto Mode runs Bottlerocket and publishes no warm targets.
		{"Auto Mode", sample.Option("m5.large", sample.AutoMode), density.Volumes{Slots: planner.Known(23), Least: planner.Known(23), Root: 2, ENIs: 3}},
		{"launch template", sample.Option("m5.large", volumesOfNode(2)), density.Volumes{Slots: planner.Known(22), Least: planner.Known(22), Root: 3, ENIs: 3}},
		{"Windows", sample.Option("m5.large", windows), density.Volumes{Slots: planner.Known(26), Least: planner.Known(26), Root: 1, ENIs: 1}},
		{"dedicated", sample.Option("p5.48xlarge"), density.Volumes{Slots: planner.Known(63), Least: planner.Known(63), Root: 1, ENIs: 2}},
		// 5 pods on one ENI, and the warm one.
		{"few pods", sample.Option("m5.xlarge", sample.MaxPods(7)), density.Volumes{Slots: planner.Known(26), Least: planner.Known(26), Root: 1, ENIs: 1}},
		// The pods have branch ENIs, and the primary ENI has the warm addresses; in a plan
		// others may need the third ENI.
		{"security groups", sample.Option("m5.large", sample.SecurityGroups), density.Volumes{Slots: planner.Known(25), Least: planner.Known(24), Root: 1, ENIs: 2}},
		{"unknown", sample.OptionWithoutEBSLimit(), density.Volumes{Root: 1, ENIs: 3}},
	} {
		if got := c.o.Volumes; got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

// Kube-reserved and what replaces it.
func TestReserves2026(t *testing.T) {
	for _, c := range []struct {
		name                   string
		o                      density.Option
		maxPods, kube, evicted int // MiB
		cpu                    planner.Millis
	}{
		// Karpenter sizes it by all ENIs, whatever RESERVED_ENIS and podsPerCore say.
		{"RESERVED_ENIS", sample.Option("m5.large", sample.Karpenter, reservedENIs(1)), 20, 574, 100, 70},
		{"podsPerCore", sample.Option("m5.xlarge", sample.Karpenter, podsPerCore(4)), 16, 893, 100, 80},
		// Bottlerocket ignores podsPerCore and sizes it by max pods.
		{"podsPerCore on Bottlerocket", sample.Option("m5.xlarge", sample.Karpenter, sample.Bottlerocket, podsPerCore(4)), 58, 893, 100, 80},
		{"set", sample.Option("m5.large", func(s *planner.Settings) {
			s.KubeReserved = planner.Resources{CPU: 120, Memory: sample.MiB(700)}
			s.EvictionMemory = sample.MiB(300)
		}), 29, 700, 300, 120},
		{"set without a number of pods", sample.Option("m5.large", sample.Expression(sample.Divide(3)), func(s *planner.Settings) {
			s.KubeReserved.Memory = sample.MiB(700)
		}), 0, 700, 100, 70},
	} {
		kube, known := c.o.KubeReservedMemory().Value()
		if c.o.MaxPods.Or(0) != c.maxPods || kube != sample.MiB(float64(c.kube)) || !known || c.o.Memory.Eviction != sample.MiB(float64(c.evicted)) || c.o.CPU.KubeReserved != c.cpu {
			t.Errorf("%s: max pods %v, kube-reserved %v (%t) and %dm, eviction %v", c.name, c.o.MaxPods, kube.MiB(), known, c.o.CPU.KubeReserved, c.o.Memory.Eviction.MiB())
		}
		if want := c.o.Memory.Capacity - kube - c.o.Memory.Eviction; c.o.AllocatableMemory() != planner.Known(want) {
			t.Errorf("%s: allocatable %+v, want %d", c.name, c.o.AllocatableMemory(), want)
		}
	}
}

// Nodes with Bottlerocket have a measurement of their own.
func TestBottlerocketOverhead(t *testing.T) {
	m5Large := sample.Type("m5.large")
	m5Large.BottlerocketOverhead.Memory = m5Large.Overhead.Memory + sample.MiB(50)
	for name, change := range map[string]sample.Change{"Bottlerocket": sample.Bottlerocket, "Auto Mode": sample.AutoMode} {
		o := density.Evaluate(m5Large, sample.Offering("m5.large", sample.Virginia), sample.Settings(change))
		if got := m5Large.Memory - m5Large.BottlerocketOverhead.Memory; o.Memory.Capacity != got {
			t.Errorf("%s: capacity %v, want %v", name, o.Memory.Capacity, got)
		}
	}
	o := density.Evaluate(m5Large, sample.Offering("m5.large", sample.Virginia), sample.Settings())
	if o.Memory.Capacity != m5Large.Memory-m5Large.Overhead.Memory {
		t.Errorf("AL2023: capacity %v", o.Memory.Capacity)
	}
}

// The capacity that Karpenter expects: advertised, less 64 MiB on arm64, less the
// percentage rounded up to a MiB.
func TestKarpenterMemory(t *testing.T) {
	for _, c := range []struct {
		name string
		ppm  int
		want float64
	}{
		{"m5.large", 75_000, 8192 - 615},          // 614.4
		{"m7g.medium", 75_000, 4032 - 303},        // 302.4
		{"m5.large", 0, 8192},                     //
		{"m7g.medium", 0, 4032},                   //
		{"m5.large", 1_000_000, 0},                //
		{"m5.large", 50_000, 8192 - 410},          // 409.6
		{"p5.48xlarge", 75_000, 2097152 - 157287}, // 157286.4
	} {
		if got := sample.Type(c.name).KarpenterMemory(c.ppm); got != sample.MiB(c.want) {
			t.Errorf("%s, %d: got %v MiB, want %v", c.name, c.ppm, got.MiB(), c.want)
		}
	}
}

// A request between what Karpenter expects and what the node has. m5.large: 8192 − 615
// − 574 − 100 = 6903 MiB expected, 7633.3 − 674 = 6959.3 MiB free.
func TestKarpenterMemoryWarning(t *testing.T) {
	free := sample.Option("m5.large", sample.Karpenter).Memory.Free
	for _, c := range []struct {
		name string
		o    density.Option
		want planner.Warning
	}{
		{"below both", sample.Option("m5.large", sample.Karpenter, pods(sample.MiB(6903))), nil},
		{"between", sample.Option("m5.large", sample.Karpenter, pods(sample.MiB(6904))), density.KarpenterMemory{
			Type: "m5.large", Request: sample.MiB(6904), Expected: sample.MiB(6903), Free: free,
		}},
		{"above both", sample.Option("m5.large", sample.Karpenter, pods(sample.MiB(6960))), nil},
		// With a smaller percentage Karpenter expects more than there is.
		{"launched in vain", sample.Option("m5.large", sample.Karpenter, pods(sample.MiB(7000)), func(s *planner.Settings) { s.VMMemoryOverheadPPM = 0 }), density.KarpenterMemory{
			Type: "m5.large", Request: sample.MiB(7000), Expected: sample.MiB(8192 - 674), Free: free,
		}},
		{"another launcher", sample.Option("m5.large", pods(sample.MiB(6904))), nil},
		// Karpenter has seen the nodes that the user measured.
		{"measured", sample.Option("m5.large", sample.Karpenter, pods(sample.MiB(6904)), func(s *planner.Settings) {
			s.MemoryCapacity = map[string]planner.Memory{"m5.large": sample.MiB(7633.3)}
		}), nil},
		{"no request", sample.Option("m5.large", sample.Karpenter), nil},
	} {
		var got planner.Warning
		for _, w := range c.o.Warnings() {
			if _, is := w.(density.KarpenterMemory); is {
				got = w
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestLaunchable(t *testing.T) {
	for _, c := range []struct {
		name   string
		change sample.Change
		want   bool
	}{
		{"t3.small", func(*planner.Settings) {}, true},
		{"t3.small", sample.AutoMode, false},
		{"t3.large", sample.AutoMode, true},
		// One vCPU.
		{"m7g.medium", sample.AutoMode, false},
		{"m7g.medium", sample.Karpenter, true},
		// EKS has no Windows image for arm64.
		{"m7g.medium", windows, false},
		{"m5.large", windows, true},
	} {
		o := sample.Option(c.name, c.change)
		warned := false
		for _, w := range o.Warnings() {
			warned = warned || w.About().Code == "not-launchable"
		}
		if o.Launchable() != c.want || warned == c.want {
			t.Errorf("%s: launchable %t, warned %t", c.name, o.Launchable(), warned)
		}
	}
}

// No cost leaves the fee out.
func TestAutoModeFeeUnknown(t *testing.T) {
	offering := sample.Offering("m5.large", sample.Virginia)
	offering.AutoModeFee = planner.AutoModeFee{}
	o := density.Evaluate(sample.Type("m5.large"), offering, sample.Settings(sample.AutoMode))
	if want := (density.Cost{ListHour: offering.OnDemand}); o.Cost != want {
		t.Errorf("%+v", o.Cost)
	}
}

func TestAutoModeFee(t *testing.T) {
	// On top of the discounted price, and of spot.
	o := sample.Option("m5.large", sample.AutoMode, func(s *planner.Settings) { s.Capacity.DiscountPPM = 500_000 })
	plain := sample.Option("m5.large")
	fee := sample.Units(0.01152) // 12 % of 0.096
	if o.Cost.FeeHour != planner.Known(fee) || o.Cost.OnDemandHour != planner.Known(sample.Units(0.048)+fee) ||
		o.Cost.SpotMonth != planner.Known(plain.Cost.SpotMonth.Or(0)+730*fee) || plain.Cost.FeeHour.Known() {
		t.Errorf("%+v\nand without Auto Mode %+v", o.Cost, plain.Cost)
	}
}

func TestWindowsHasNoPrice(t *testing.T) {
	o := sample.Option("m5.large", windows)
	if o.Cost != (density.Cost{}) || o.MaxPods != planner.Known(9) || o.ApplicationPods != planner.Known(9) || o.HostNetworkPods != 0 {
		t.Errorf("%+v, %v of %v pods", o.Cost, o.ApplicationPods, o.MaxPods)
	}
	var codes []string
	for _, w := range o.Warnings() {
		codes = append(codes, w.About().Code)
	}
	if want := []string{"windows-memory-unknown", "windows-price-unknown"}; !reflect.DeepEqual(codes, want) {
		t.Errorf("warnings %v, want %v", codes, want)
	}
}

func TestNoTrunk(t *testing.T) {
	o := sample.Option("m5.large", sample.SecurityGroups, sample.MaxENI(1))
	if o.Addresses.BranchENIs != planner.Known(0) || o.Addresses.PodIPs != planner.Known(9) {
		t.Errorf("%+v", o.Addresses)
	}
	if w := o.Warnings(); len(w) == 0 || w[0] != (density.NoTrunk{MaxENI: 1}) {
		t.Errorf("warnings %+v", w)
	}
}

func TestSmallArm64(t *testing.T) {
	for _, c := range []struct {
		o    density.Option
		want bool
	}{
		{sample.Option("m7g.medium", sample.Bottlerocket), true},
		{sample.Option("m7g.medium"), false},
		{sample.Option("m5.large", sample.Bottlerocket), false},
	} {
		warned := false
		for _, w := range c.o.Warnings() {
			warned = warned || w == density.SmallArm64Memory{}
		}
		if warned != c.want {
			t.Errorf("%s with %v: warned %t", c.o.Type.Name, c.o.Settings.AMI, warned)
		}
	}
}

// All nodes of a managed node group get the lowest number of its types.
func TestGroupWarning(t *testing.T) {
	of := func(change sample.Change, names ...string) planner.Warning {
		var options []density.Option
		for _, name := range names {
			options = append(options, sample.Option(name, change))
		}
		return density.GroupWarning(sample.Settings(change), options)
	}
	if got, want := of(sample.Managed, "m5.xlarge", "m5.large", "r5.xlarge"), (density.ManagedGroupLowest{MaxPods: 29, Type: "m5.large"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for name, w := range map[string]planner.Warning{
		"the same":         of(sample.Managed, "m5.xlarge", "r5.xlarge"),
		"one type":         of(sample.Managed, "m5.large"),
		"another launcher": of(sample.Karpenter, "m5.xlarge", "m5.large"),
		"too many types":   of(sample.Managed, append(make21("m5.xlarge"), "m5.large")...),
	} {
		if w != nil {
			t.Errorf("%s: %+v", name, w)
		}
	}
}

func make21(name string) (names []string) {
	for range 21 {
		names = append(names, name)
	}
	return names
}
