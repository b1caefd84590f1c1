package density_test

import (
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
	"podfit/planner/sample"
)

// People check the sum, so its whole text is compared: its last figure is
// ApplicationPods, its first the budget that ran out.
func TestApplicationPods(t *testing.T) {
	fluentBit := planner.DaemonSet{Name: "fluent-bit", Request: planner.Resources{CPU: 50, Memory: 50 * planner.MiB}}
	nodeExporter := planner.DaemonSet{Name: "node-exporter", HostNetwork: true}
	securedAgent := planner.DaemonSet{Name: "agent", SecurityGroups: true}
	for _, c := range []struct {
		name string
		got  density.Option
		want string
	}{
		// The formula's +2 pays for the two that are always there.
		{"defaults", sample.Option("r5.xlarge"), "58 max pods − 2 host-network (aws-node, kube-proxy) = 56"},
		{"DaemonSets", sample.Option("r5.xlarge", sample.DaemonSets(6)), "58 max pods − 2 host-network (aws-node, kube-proxy) − 6 DaemonSets = 50"},
		{"a DaemonSet", sample.Option("r5.xlarge", sample.DaemonSets(1)), "58 max pods − 2 host-network (aws-node, kube-proxy) − 1 DaemonSet = 55"},

		// Published reports: 18 pods on r5.xlarge, 38 on m5.2xlarge.
		{"r5.xlarge, security groups", sample.Option("r5.xlarge", sample.SecurityGroups), "18 branch ENIs = 18"},
		{"m5.2xlarge, security groups", sample.Option("m5.2xlarge", sample.SecurityGroups), "38 branch ENIs = 38"},
		// Scope all: DaemonSets on the pod network take branch ENIs, too.
		{"r5.xlarge, scope all", sample.Option("r5.xlarge", sample.SecurityGroups, sample.DaemonSets(6)), "18 branch ENIs − 6 DaemonSets = 12"},
		{"m5.2xlarge, scope all", sample.Option("m5.2xlarge", sample.SecurityGroups, sample.DaemonSets(6)), "38 branch ENIs − 6 DaemonSets = 32"},
		{"r5.xlarge, scope apps", sample.Option("r5.xlarge", sample.SecurityGroups, sample.DaemonSets(6), sample.ScopeApps), "18 branch ENIs = 18"},
		// Scope apps spares DaemonSets, but not one that a policy matches by name.
		{"a DaemonSet's own", sample.Option("r5.xlarge", sample.SecurityGroups, sample.ScopeApps, sample.DaemonSet(securedAgent), sample.DaemonSet(fluentBit)), "18 branch ENIs − 1 DaemonSet = 17"},
		// That mark means nothing while security groups for pods are off.
		{"a DaemonSet's own, off", sample.Option("r5.xlarge", sample.DaemonSet(securedAgent)), "58 max pods − 2 host-network (aws-node, kube-proxy) − 1 DaemonSet = 55"},
		// More branch ENIs than slots: 4 on a type with 8 − 2 − 3.
		{"slots before branch ENIs", sample.Option("m7g.medium", sample.SecurityGroups, sample.DaemonSets(3), sample.ScopeApps), "8 max pods − 2 host-network (aws-node, kube-proxy) − 3 DaemonSets = 3"},
		// The type does not support trunk ENIs: no pod can have security groups.
		{"t3.large, security groups", sample.Option("t3.large", sample.SecurityGroups), "0 branch ENIs = 0"},

		// Host-network DaemonSets are named, and take no address.
		{"host network", sample.Option("m5.large", sample.DaemonSet(nodeExporter), sample.DaemonSet(fluentBit)), "29 max pods − 3 host-network (aws-node, kube-proxy, node-exporter) − 1 DaemonSet = 25"},
		// Their slot comes out of max pods, not out of the addresses.
		{"host network, limited by pod IPs", sample.Option("m5.large", sample.CustomNetworking, sample.DaemonSet(nodeExporter)), "18 pod IPs = 18"},
		{"custom networking", sample.Option("m5.large", sample.CustomNetworking, sample.DaemonSets(6)), "18 pod IPs − 6 DaemonSets = 12"},
		{"MAX_ENI", sample.Option("m5.xlarge", sample.CustomNetworking, sample.MaxENI(2)), "14 pod IPs = 14"},
		// A managed node group lowers max pods to the addresses: a tie, which
		// max pods win.
		{"managed, custom networking", sample.Option("m5.large", sample.CustomNetworking, sample.Managed), "20 max pods − 2 host-network (aws-node, kube-proxy) = 18"},
		{"managed, prefixes", sample.Option("m5.large", sample.Managed, sample.Prefixes), "110 max pods − 2 host-network (aws-node, kube-proxy) = 108"},
		{"IPv6", sample.Option("m5.large", sample.IPv6), "29 max pods − 2 host-network (aws-node, kube-proxy) = 27"},
		{"IPv6 on xen", sample.Option("m4.large", sample.IPv6), "0 pod IPs = 0"},
		// No aws-node, no kube-proxy.
		{"auto mode", sample.Option("m5.large", sample.AutoMode), "27 max pods = 27"},
		{"auto mode, security groups", sample.Option("m5.large", sample.AutoMode, sample.SecurityGroups), "9 branch ENIs = 9"},
		{"number", sample.Option("m5.large", sample.MaxPods(12), sample.DaemonSets(3)), "12 max pods − 2 host-network (aws-node, kube-proxy) − 3 DaemonSets = 7"},
		{"expression", sample.Option("m5.large", sample.Expression(sample.Divide(2))), "29 max pods − 2 host-network (aws-node, kube-proxy) = 27"},

		// Half of the pods on 18 branch ENIs are 36; the other 18 need IPs.
		{"half of the pods", sample.Option("r5.xlarge", sample.SecurityGroups, sample.SecurityGroupsPercent(50)), "(18 branch ENIs) for 50% of the pods = 36"},
		{"half of the pods, DaemonSets", sample.Option("r5.xlarge", sample.SecurityGroups, sample.SecurityGroupsPercent(50), sample.DaemonSets(6)), "(18 branch ENIs − 6 DaemonSets) for 50% of the pods = 24"},
		// 11 pods: 2 with security groups (10 %, rounded up), 9 on the 9 IPs.
		{"pod IPs limit a mix", sample.Option("m5.large", sample.SecurityGroups, sample.CustomNetworking, sample.SecurityGroupsPercent(10)), "(9 pod IPs) for 90% of the pods = 11"},
		// No pod has them: the trunk's ENI is gone all the same.
		{"none of the pods", sample.Option("m5.large", sample.SecurityGroups, sample.SecurityGroupsPercent(0)), "(18 pod IPs) for 100% of the pods = 18"},

		// Unknown stays unknown, and says what is missing.
		{"unknown branch ENIs", sample.Option("trn2.48xlarge", sample.SecurityGroups), "unknown: branch ENIs of trn2.48xlarge"},
		{"unknown branch ENIs, off", sample.Option("trn2.48xlarge"), "100 max pods − 2 host-network (aws-node, kube-proxy) = 98"},
		{"expression without a value", sample.Option("m5.large", sample.Expression(sample.Divide(3))), "unknown: max pods"},
		// DaemonSets that do not fit leave nothing, not a rounded-up one.
		{
			"too many DaemonSets for max pods", sample.Option("m7g.medium", sample.DaemonSets(9)),
			"8 max pods − 2 host-network (aws-node, kube-proxy) − 9 DaemonSets = −3: the DaemonSets alone do not fit",
		},
		{
			"too many for a share of the pod IPs", sample.Option("m5.large", sample.SecurityGroups, sample.ScopeApps, sample.CustomNetworking, sample.SecurityGroupsPercent(50), sample.DaemonSets(12)),
			"9 pod IPs − 12 DaemonSets = −3: the DaemonSets alone do not fit",
		},
		{
			"too many for the branch ENIs", sample.Option("t3.large", sample.SecurityGroups, sample.DaemonSets(6)),
			"0 branch ENIs − 6 DaemonSets = −6: the DaemonSets alone do not fit",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := words.Sum(&c.got); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// One DaemonSet more than there are addresses leaves no application pod, although
// half of them would need none.
func TestDaemonSetsTakeAllAddresses(t *testing.T) {
	for daemonSets, want := range map[int]int{7: 5, 8: 3, 9: 1, 10: 0, 11: 0} {
		o := sample.Option("m5.large", sample.SecurityGroups, sample.ScopeApps, sample.CustomNetworking, sample.SecurityGroupsPercent(50), sample.DaemonSets(daemonSets))
		if o.ApplicationPods != planner.Known(want) {
			t.Errorf("9 pod IPs and %d DaemonSets: %v application pods, want %d", daemonSets, o.ApplicationPods, want)
		}
	}
}

func TestUnknownPods(t *testing.T) {
	o := sample.Option("trn2.48xlarge", sample.SecurityGroups, sample.Pod(100, planner.GiB))
	if o.ApplicationPods.Known() || o.PodsAtRequest.Known() || o.RAMPerPod.Known() || o.CPUPerPod.Known() ||
		o.Addresses.BranchENIs.Known() || o.Cost.PerPod.Known() || o.Unused != (density.Unused{}) {
		t.Errorf("something of unknown pods is known: %+v, cost a pod %+v", o.Density, o.Cost.PerPod)
	}
	if o.PodsLimitedBy != density.NoLimit || o.LimitedBy != density.NoLimit {
		t.Errorf("limited by %v and %v", o.PodsLimitedBy, o.LimitedBy)
	}
}

func TestWorlds(t *testing.T) {
	known := planner.Known[int]
	for _, c := range []struct {
		name          string
		got           density.Option
		without, with density.World
	}{
		{"r5.xlarge", sample.Option("r5.xlarge", sample.DaemonSets(6)), density.World{MaxPods: known(58), ApplicationPods: known(50)}, density.World{MaxPods: known(18), ApplicationPods: known(12)}},
		// Both worlds are computed with any settings.
		{"r5.xlarge, on", sample.Option("r5.xlarge", sample.DaemonSets(6), sample.SecurityGroups), density.World{MaxPods: known(58), ApplicationPods: known(50)}, density.World{MaxPods: known(18), ApplicationPods: known(12)}},
		{"r5.xlarge, scope apps", sample.Option("r5.xlarge", sample.DaemonSets(6), sample.ScopeApps), density.World{MaxPods: known(58), ApplicationPods: known(50)}, density.World{MaxPods: known(18), ApplicationPods: known(18)}},
		// With security groups means on every application pod, whatever share is set.
		{"r5.xlarge, half", sample.Option("r5.xlarge", sample.SecurityGroups, sample.SecurityGroupsPercent(50)), density.World{MaxPods: known(58), ApplicationPods: known(56)}, density.World{MaxPods: known(18), ApplicationPods: known(18)}},
		// The kubelet's slots come before the branch ENIs.
		{"few slots", sample.Option("r5.xlarge", sample.MaxPods(10)), density.World{MaxPods: known(10), ApplicationPods: known(8)}, density.World{MaxPods: known(8), ApplicationPods: known(8)}},
		// Neither no trunk nor no table is 0.
		{"t3.large", sample.Option("t3.large"), density.World{MaxPods: known(35), ApplicationPods: known(33)}, density.World{}},
		{"trn2.48xlarge", sample.Option("trn2.48xlarge"), density.World{MaxPods: known(100), ApplicationPods: known(98)}, density.World{}},
		{"auto mode", sample.Option("r5.xlarge", sample.AutoMode), density.World{MaxPods: known(56), ApplicationPods: known(56)}, density.World{MaxPods: known(18), ApplicationPods: known(18)}},
		{"no max pods", sample.Option("m5.large", sample.Expression(sample.Divide(3))), density.World{}, density.World{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got.Without != c.without || c.got.With != c.with {
				t.Errorf("got  %+v, %+v\nwant %+v, %+v", c.got.Without, c.got.With, c.without, c.with)
			}
		})
	}
}

func TestMemory(t *testing.T) {
	agent := planner.DaemonSet{Name: "agent", Request: planner.Resources{CPU: 200, Memory: 256 * planner.MiB}}
	yours := func(s *planner.Settings) {
		s.MemoryCapacity = map[string]planner.Memory{"m5.large": 7759 * planner.MiB}
	}
	aside := func(s *planner.Settings) {
		s.HugePages, s.SystemReserved.Memory = planner.GiB, 300*planner.MiB
	}
	for _, c := range []struct {
		name string
		got  density.Option
		// In MiB: advertised, capacity, kube-reserved, system-reserved, huge
		// pages, allocatable, DaemonSets, free. Eviction is 100.
		want [8]float64
	}{
		// 255 + 11×29.
		{"m5.large", sample.Option("m5.large"), [8]float64{8192, 7633.3, 574, 0, 0, 6959.3, 0, 6959.3}},
		// 255 + 11×58.
		{"m5.xlarge", sample.Option("m5.xlarge"), [8]float64{16384, 15516.9, 893, 0, 0, 14523.9, 0, 14523.9}},
		{"everything", sample.Option("m5.xlarge", aside, sample.DaemonSet(agent)), [8]float64{16384, 15516.9, 893, 300, 1024, 13199.9, 256, 12943.9}},
		// nodeadm reserves for max pods by the ENI formula, 29 and 234 …
		{"managed, prefixes", sample.Option("m5.large", sample.Managed, sample.Prefixes), [8]float64{8192, 7633.3, 574, 0, 0, 6959.3, 0, 6959.3}},
		{"managed, capped", sample.Option("m5.4xlarge", sample.Managed), [8]float64{65536, 62818.1, 2829, 0, 0, 59889.1, 0, 59889.1}},
		{"number", sample.Option("m5.large", sample.MaxPods(110)), [8]float64{8192, 7633.3, 574, 0, 0, 6959.3, 0, 6959.3}},
		// … Bottlerocket, Karpenter's estimate and Auto Mode for the configured one.
		{"bottlerocket, managed, prefixes", sample.Option("m5.large", sample.Managed, sample.Prefixes, sample.Bottlerocket), [8]float64{8192, 7633.3, 1465, 0, 0, 6068.3, 0, 6068.3}},
		{"bottlerocket, managed, capped", sample.Option("m5.4xlarge", sample.Managed, sample.Bottlerocket), [8]float64{65536, 62818.1, 1465, 0, 0, 61253.1, 0, 61253.1}},
		{"karpenter, podsPerCore", sample.Option("m5.large", sample.Karpenter, func(s *planner.Settings) { s.MaxPods.PodsPerCore = 4 }), [8]float64{8192, 7633.3, 574, 0, 0, 6959.3, 0, 6959.3}},
		{"auto mode", sample.Option("m5.large", sample.AutoMode), [8]float64{8192, 7633.3, 552, 0, 0, 6981.3, 0, 6981.3}},
		{"expression", sample.Option("m5.xlarge", sample.Expression(sample.Divide(3))), [8]float64{16384, 15516.9, 893, 0, 0, 14523.9, 0, 14523.9}},
		// The user's own measurement takes precedence, for that type only.
		{"yours", sample.Option("m5.large", yours), [8]float64{8192, 7759, 574, 0, 0, 7085, 0, 7085}},
		{"another type's", sample.Option("m5.xlarge", yours), [8]float64{16384, 15516.9, 893, 0, 0, 14523.9, 0, 14523.9}},
		// More is set aside than there is.
		{"nothing left", sample.Option("m5.large", func(s *planner.Settings) { s.HugePages = 8 * planner.GiB }), [8]float64{8192, 7633.3, 574, 0, 8192, 0, 0, 0}},
		{"DaemonSets above allocatable", sample.Option("m5.large", sample.DaemonSet(planner.DaemonSet{Request: planner.Resources{Memory: 8 * planner.GiB}})), [8]float64{8192, 7633.3, 574, 0, 0, 6959.3, 8192, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := c.want
			want := density.Reserve[planner.Memory]{
				Advertised: sample.MiB(w[0]), Capacity: sample.MiB(w[1]), KubeReserved: sample.MiB(w[2]), SystemReserved: sample.MiB(w[3]),
				HugePages: sample.MiB(w[4]), Eviction: 100 * planner.MiB, Allocatable: sample.MiB(w[5]), DaemonSets: sample.MiB(w[6]), Free: sample.MiB(w[7]),
			}
			if c.got.Memory != want {
				t.Errorf("got  %+v\nwant %+v", c.got.Memory, want)
			}
		})
	}
}

func TestOverheadSays(t *testing.T) {
	o := sample.Option("m5.large", func(s *planner.Settings) {
		s.MemoryCapacity = map[string]planner.Memory{"m5.large": 7759 * planner.MiB}
	})
	if o.Overhead.Kind != planner.UserMeasured || o.Overhead.Memory != 433*planner.MiB || o.Overhead.Source.Name != "your own measurement" {
		t.Errorf("%+v from %+v", o.Overhead, o.Overhead.Source)
	}
	if o.Type.Overhead.Kind != planner.Measured {
		t.Errorf("the type changed: %+v", o.Type.Overhead)
	}
}

func TestCPU(t *testing.T) {
	agent := planner.DaemonSet{Name: "agent", Request: planner.Resources{CPU: 200}, HostNetwork: true}
	reserved := func(s *planner.Settings) { s.SystemReserved.CPU = 100 }
	for _, c := range []struct {
		name string
		got  density.Option
		// Capacity, kube-reserved, system-reserved, allocatable, DaemonSets, free.
		want [6]planner.Millis
	}{
		// aws-node 50m and kube-proxy 100m are on every node.
		{"m5.large", sample.Option("m5.large"), [6]planner.Millis{2000, 70, 0, 1930, 150, 1780}},
		{"m5.xlarge", sample.Option("m5.xlarge"), [6]planner.Millis{4000, 80, 0, 3920, 150, 3770}},
		{"host-network DaemonSets count", sample.Option("m5.xlarge", reserved, sample.DaemonSet(agent)), [6]planner.Millis{4000, 80, 100, 3820, 350, 3470}},
		{"unnamed DaemonSets request nothing", sample.Option("m5.xlarge", sample.DaemonSets(6)), [6]planner.Millis{4000, 80, 0, 3920, 150, 3770}},
		{"auto mode", sample.Option("m5.large", sample.AutoMode), [6]planner.Millis{2000, 70, 0, 1930, 0, 1930}},
		{"nothing left", sample.Option("m7g.medium", sample.DaemonSet(planner.DaemonSet{Request: planner.Resources{CPU: 1000}})), [6]planner.Millis{1000, 60, 0, 940, 1150, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := c.want
			want := density.Reserve[planner.Millis]{
				Advertised: w[0], Capacity: w[0], KubeReserved: w[1], SystemReserved: w[2],
				Allocatable: w[3], DaemonSets: w[4], Free: w[5],
			}
			if c.got.CPU != want {
				t.Errorf("got  %+v\nwant %+v", c.got.CPU, want)
			}
		})
	}
}

func TestKubeReservedCPU(t *testing.T) {
	for _, c := range []struct {
		vcpus int
		want  planner.Millis
	}{
		{1, 60},
		{2, 70},
		// Half of the second band.
		{3, 75},
		{4, 80},
		// 2.5 millicores of the fifth core are 2: nodeadm rounds down.
		{5, 82},
		{8, 90},
		{16, 110},
		{96, 310},
	} {
		if got := density.KubeReservedCPU(c.vcpus); got != c.want {
			t.Errorf("%d vCPUs: %d, want %d", c.vcpus, got, c.want)
		}
	}
}

func TestPerPod(t *testing.T) {
	for _, c := range []struct {
		name   string
		got    density.Option
		memory planner.Maybe[planner.Memory]
		cpu    planner.Maybe[planner.Millis]
	}{
		// 30627.9 MiB and 3770m over 12 pods.
		{"r5.xlarge", sample.Option("r5.xlarge", sample.SecurityGroups, sample.DaemonSets(6)), planner.Known(sample.MiB(30627.9) / 12), planner.Known[planner.Millis](314)},
		// The request changes what fits, not what a full node gives.
		{"with a request", sample.Option("r5.xlarge", sample.SecurityGroups, sample.DaemonSets(6), sample.Pod(1000, 8*planner.GiB)), planner.Known(sample.MiB(30627.9) / 12), planner.Known[planner.Millis](314)},
		// No pod, nothing a pod.
		{"no pods", sample.Option("t3.large", sample.SecurityGroups), planner.Maybe[planner.Memory]{}, planner.Maybe[planner.Millis]{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got.RAMPerPod != c.memory || c.got.CPUPerPod != c.cpu {
				t.Errorf("got %+v and %+v, want %+v and %+v", c.got.RAMPerPod, c.got.CPUPerPod, c.memory, c.cpu)
			}
		})
	}
}

func TestAtRequest(t *testing.T) {
	type unused = density.Unused
	var (
		pods   = planner.Known[int]
		cpu    = planner.Known[planner.Millis]
		memory = func(m float64) planner.Maybe[planner.Memory] { return planner.Known(sample.MiB(m)) }
	)
	for _, c := range []struct {
		name  string
		got   density.Option
		pods  planner.Maybe[int]
		limit density.Limit
		left  unused
	}{
		// Free on m5.xlarge: 3770m and 14523.9 MiB for at most 56 pods.
		{"memory", sample.Option("m5.xlarge", sample.Pod(250, 2*planner.GiB)), pods(7), density.LimitMemory, unused{cpu(2020), memory(187.9), pods(49)}},
		{"CPU", sample.Option("m5.xlarge", sample.Pod(500, 512*planner.MiB)), pods(7), density.LimitCPU, unused{cpu(270), memory(10939.9), pods(49)}},
		{"max pods", sample.Option("m5.xlarge", sample.Pod(10, 64*planner.MiB)), pods(56), density.LimitMaxPods, unused{cpu(3210), memory(10939.9), pods(0)}},
		// A resource that is not requested is not unused either.
		{"pod IPs", sample.Option("m5.xlarge", sample.CustomNetworking, sample.Pod(10, 0)), pods(42), density.LimitPodIPs, unused{CPU: cpu(3350), Pods: pods(0)}},
		{"branch ENIs", sample.Option("m5.xlarge", sample.SecurityGroups, sample.Pod(0, 64*planner.MiB)), pods(18), density.LimitBranchENIs, unused{Memory: memory(13371.9), Pods: pods(0)}},
		// 27 attachments − 1 root − 3 further ENIs = 23, two a pod.
		// 12 pods and the warm ENI are on 2 ENIs: 27 − 1 root − 1 ENI = 25 slots.
		{"volumes", sample.Option("m5.xlarge", sample.Volumes(2)), pods(12), density.LimitVolumes, unused{Pods: pods(44)}},
		{"GPUs", sample.Option("p5.48xlarge", sample.GPUs(2)), pods(4), density.LimitGPUs, unused{Pods: pods(94)}},
		// None there is a figure; part of one is not.
		{"no GPUs", sample.Option("m5.xlarge", sample.GPUs(1)), pods(0), density.LimitGPUs, unused{Pods: pods(56)}},
		{"part of a GPU", sample.Option("g6f.large", sample.GPUs(1)), planner.Maybe[int]{}, density.NoLimit, unused{}},
		{"unknown volume slots", sample.OptionWithoutEBSLimit(sample.Volumes(1)), planner.Maybe[int]{}, density.NoLimit, unused{}},
		// An unknown number stays unknown next to a small known one.
		{"unknown and none", sample.OptionWithoutEBSLimit(sample.Volumes(1), sample.GPUs(1)), planner.Maybe[int]{}, density.NoLimit, unused{}},
		// 6959.3 MiB ÷ 257 = 27 pods, as many as slots: the slots are named.
		{"tie", sample.Option("m5.large", sample.Pod(0, 257*planner.MiB)), pods(27), density.LimitMaxPods, unused{Memory: memory(20.3), Pods: pods(0)}},
		{"larger than the node", sample.Option("m5.large", sample.Pod(0, 8*planner.GiB)), pods(0), density.LimitMemory, unused{Memory: memory(6959.3), Pods: pods(27)}},
		{"no request", sample.Option("m5.xlarge"), pods(56), density.LimitMaxPods, unused{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got.PodsAtRequest != c.pods || c.got.LimitedBy != c.limit || c.got.Unused != c.left {
				t.Errorf("got  %+v, %v, %+v\nwant %+v, %v, %+v",
					c.got.PodsAtRequest, c.got.LimitedBy, c.got.Unused, c.pods, c.limit, c.left)
			}
		})
	}
}

func TestVolumeSlots(t *testing.T) {
	for _, c := range []struct {
		name string
		of   *planner.InstanceType
		enis int
		want planner.Maybe[int]
	}{
		// Shared: 27 − 1 root − 2 ENIs besides the primary one.
		{"shared", sample.Type("m5.large"), 3, planner.Known(24)},
		{"shared, one ENI", sample.Type("m5.large"), 1, planner.Known(26)},
		{"shared, no ENI yet", sample.Type("m5.large"), 0, planner.Known(26)},
		// Dedicated: ENIs have slots of their own, 64 − 1.
		{"dedicated", sample.Type("p5.48xlarge"), 2, planner.Known(63)},
		// The local disk is already subtracted: 26 − 1 root − 2 ENIs.
		{"shared with NVMe disks", sample.Type("m5d.large"), 3, planner.Known(23)},
		// Never below 1, as the driver counts.
		{"more ENIs than attachments", sample.Type("mac2.metal"), 15, planner.Known(1)},
		{"unknown", &planner.InstanceType{}, 1, planner.Maybe[int]{}},
	} {
		if got := c.of.VolumeSlots(c.enis, 1); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestNode(t *testing.T) {
	intelMac := sample.Type("mac2.metal")
	intelMac.Arch, intelMac.Processor = "x86_64_mac", "Intel"
	for _, c := range []struct {
		of   *planner.InstanceType
		want bool
	}{
		{sample.Type("m5.large"), true},
		{sample.Type("m7g.medium"), true},
		// mac2 calls itself arm64.
		{sample.Type("mac2.metal"), false},
		// mac1 calls itself Intel.
		{intelMac, false},
	} {
		if got := c.of.Node(); got != c.want {
			t.Errorf("%s on %s %s: %t", c.of.Name, c.of.Processor, c.of.Arch, got)
		}
	}
}

// nodeadm's figure, Bottlerocket's, and none if the expression has no value.
func TestKubeReservedPods(t *testing.T) {
	for _, c := range []struct {
		name string
		got  density.Option
		want planner.Maybe[int]
	}{
		{"nodeadm", sample.Option("m5.large", sample.Managed, sample.Prefixes), planner.Known(29)},
		{"bottlerocket", sample.Option("m5.large", sample.Managed, sample.Prefixes, sample.Bottlerocket), planner.Known(110)},
		{"expression", sample.Option("m5.xlarge", sample.Expression(sample.Divide(2))), planner.Known(29)},
		{"expression without a value", sample.Option("m5.large", sample.Expression(sample.Divide(3))), planner.Maybe[int]{}},
	} {
		if got := c.got.KubeReservedPods; got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

var _ eni.Expression = sample.Divide(0)

// If the number of pods for kube-reserved memory is unknown, so is every figure
// that includes it.
func TestUnknownReserve(t *testing.T) {
	o := sample.Option("m5.large", sample.Expression(sample.Divide(3)))
	for name, m := range map[string]planner.Maybe[planner.Memory]{
		"kube-reserved": o.KubeReservedMemory(), "allocatable": o.AllocatableMemory(), "free": o.FreeMemory(),
	} {
		if v, known := m.Value(); known {
			t.Errorf("%s memory is %d", name, v)
		}
	}
}
