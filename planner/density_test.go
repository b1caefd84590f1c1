package planner_test

import (
	"testing"

	"podfit/eni"
	"podfit/planner"
)

// The sum is what a person checks, so the whole text is compared: its last
// figure is ApplicationPods, its first says which budget ran out.
func TestApplicationPods(t *testing.T) {
	fluentBit := planner.DaemonSet{Name: "fluent-bit", Request: planner.Resources{CPU: 50, Memory: 50 * planner.MiB}}
	nodeExporter := planner.DaemonSet{Name: "node-exporter", HostNetwork: true}
	securedAgent := planner.DaemonSet{Name: "agent", SecurityGroups: true}
	for _, c := range []struct {
		name string
		got  planner.Option
		want string
	}{
		// The formula's +2 pays for the two that are always there.
		{"defaults", option("r5.xlarge"), "58 max pods − 2 host-network (aws-node, kube-proxy) = 56"},
		{"DaemonSets", option("r5.xlarge", daemonSets(6)), "58 max pods − 2 host-network (aws-node, kube-proxy) − 6 DaemonSets = 50"},
		{"a DaemonSet", option("r5.xlarge", daemonSets(1)), "58 max pods − 2 host-network (aws-node, kube-proxy) − 1 DaemonSet = 55"},

		// Published reports: 18 pods on r5.xlarge, 38 on m5.2xlarge.
		{"r5.xlarge, security groups", option("r5.xlarge", securityGroups), "18 branch ENIs = 18"},
		{"m5.2xlarge, security groups", option("m5.2xlarge", securityGroups), "38 branch ENIs = 38"},
		// Scope all: DaemonSets on the pod network take branch ENIs, too.
		{"r5.xlarge, scope all", option("r5.xlarge", securityGroups, daemonSets(6)), "18 branch ENIs − 6 DaemonSets = 12"},
		{"m5.2xlarge, scope all", option("m5.2xlarge", securityGroups, daemonSets(6)), "38 branch ENIs − 6 DaemonSets = 32"},
		{"r5.xlarge, scope apps", option("r5.xlarge", securityGroups, daemonSets(6), scopeApps), "18 branch ENIs = 18"},
		// Scope apps spares DaemonSets, but not one that a policy matches by name.
		{"a DaemonSet's own", option("r5.xlarge", securityGroups, scopeApps, daemonSet(securedAgent), daemonSet(fluentBit)), "18 branch ENIs − 1 DaemonSet = 17"},
		// That mark means nothing while security groups for pods are off.
		{"a DaemonSet's own, off", option("r5.xlarge", daemonSet(securedAgent)), "58 max pods − 2 host-network (aws-node, kube-proxy) − 1 DaemonSet = 55"},
		// More branch ENIs than slots: 4 on a type with 8 − 2 − 3.
		{"slots before branch ENIs", option("m7g.medium", securityGroups, daemonSets(3), scopeApps), "8 max pods − 2 host-network (aws-node, kube-proxy) − 3 DaemonSets = 3"},
		// The type does not trunk: no pod can have what every pod wants.
		{"t3.large, security groups", option("t3.large", securityGroups), "0 branch ENIs = 0"},

		// Host-network DaemonSets are named, and take no address.
		{"host network", option("m5.large", daemonSet(nodeExporter), daemonSet(fluentBit)), "29 max pods − 3 host-network (aws-node, kube-proxy, node-exporter) − 1 DaemonSet = 25"},
		// Their slot comes out of max pods, not out of the addresses.
		{"host network, addresses bind", option("m5.large", customNetworking, daemonSet(nodeExporter)), "18 pod IPs = 18"},
		{"custom networking", option("m5.large", customNetworking, daemonSets(6)), "18 pod IPs − 6 DaemonSets = 12"},
		{"MAX_ENI", option("m5.xlarge", customNetworking, maxENI(2)), "14 pod IPs = 14"},
		// A managed node group lowers max pods to the addresses: a tie, which
		// max pods win.
		{"managed, custom networking", option("m5.large", customNetworking, managed), "20 max pods − 2 host-network (aws-node, kube-proxy) = 18"},
		{"managed, prefixes", option("m5.large", managed, prefixes), "110 max pods − 2 host-network (aws-node, kube-proxy) = 108"},
		{"IPv6", option("m5.large", ipv6), "29 max pods − 2 host-network (aws-node, kube-proxy) = 27"},
		{"IPv6 on xen", option("m4.large", ipv6), "0 pod IPs = 0"},
		// No aws-node, no kube-proxy.
		{"auto mode", option("m5.large", autoMode), "27 max pods = 27"},
		{"auto mode has no security groups", option("m5.large", autoMode, securityGroups), "0 branch ENIs = 0"},
		{"number", option("m5.large", maxPods(12), daemonSets(3)), "12 max pods − 2 host-network (aws-node, kube-proxy) − 3 DaemonSets = 7"},
		{"expression", option("m5.large", expression(divide(2))), "29 max pods − 2 host-network (aws-node, kube-proxy) = 27"},

		// Half of the pods on 18 branch ENIs are 36; the other 18 need IPs.
		{"half of the pods", option("r5.xlarge", securityGroups, percent(50)), "(18 branch ENIs) for 50% of the pods = 36"},
		{"half of the pods, DaemonSets", option("r5.xlarge", securityGroups, percent(50), daemonSets(6)), "(18 branch ENIs − 6 DaemonSets) for 50% of the pods = 24"},
		// 11 pods: 2 with security groups (10 %, rounded up), 9 on the 9 IPs.
		{"pod IPs bind a mix", option("m5.large", securityGroups, customNetworking, percent(10)), "(9 pod IPs) for 90% of the pods = 11"},
		// No pod has them: the trunk's ENI is gone all the same.
		{"none of the pods", option("m5.large", securityGroups, percent(0)), "(18 pod IPs) for 100% of the pods = 18"},

		// Unknown stays unknown, and says what is missing.
		{"unknown branch ENIs", option("trn2.48xlarge", securityGroups), "unknown: branch ENIs of trn2.48xlarge"},
		{"unknown branch ENIs, off", option("trn2.48xlarge"), "100 max pods − 2 host-network (aws-node, kube-proxy) = 98"},
		{"expression without a value", option("m5.large", expression(divide(3))), "unknown: max pods"},
		// DaemonSets that do not fit leave nothing, not a rounded-up one.
		{
			"too many DaemonSets for max pods", option("m7g.medium", daemonSets(9)),
			"8 max pods − 2 host-network (aws-node, kube-proxy) − 9 DaemonSets = −3: the DaemonSets alone do not fit",
		},
		{
			"too many for a share of the pod IPs", option("m5.large", securityGroups, scopeApps, customNetworking, percent(50), daemonSets(12)),
			"9 pod IPs − 12 DaemonSets = −3: the DaemonSets alone do not fit",
		},
		{
			"too many for the branch ENIs", option("t3.large", securityGroups, daemonSets(6)),
			"0 branch ENIs − 6 DaemonSets = −6: the DaemonSets alone do not fit",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.got.Sum(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestUnknownPods(t *testing.T) {
	o := option("trn2.48xlarge", securityGroups, pod(100, planner.GiB))
	if o.ApplicationPods.Known() || o.PodsAtRequest.Known() || o.RAMPerPod.Known() || o.CPUPerPod.Known() ||
		o.Addresses.BranchENIs.Known() || o.Cost.PerPod.Known() || o.Stranded != (planner.Stranded{}) {
		t.Errorf("something of unknown pods is known: %+v, cost a pod %+v", o.Density, o.Cost.PerPod)
	}
	if o.BoundBy != planner.NoLimit || o.Binds != planner.NoLimit {
		t.Errorf("bound by %v and %v", o.BoundBy, o.Binds)
	}
}

func TestWorlds(t *testing.T) {
	known := planner.Known[int]
	for _, c := range []struct {
		name          string
		got           planner.Option
		without, with planner.World
	}{
		{"r5.xlarge", option("r5.xlarge", daemonSets(6)), planner.World{MaxPods: known(58), ApplicationPods: known(50)}, planner.World{MaxPods: known(18), ApplicationPods: known(12)}},
		// Both worlds stand whatever the settings say.
		{"r5.xlarge, on", option("r5.xlarge", daemonSets(6), securityGroups), planner.World{MaxPods: known(58), ApplicationPods: known(50)}, planner.World{MaxPods: known(18), ApplicationPods: known(12)}},
		{"r5.xlarge, scope apps", option("r5.xlarge", daemonSets(6), scopeApps), planner.World{MaxPods: known(58), ApplicationPods: known(50)}, planner.World{MaxPods: known(18), ApplicationPods: known(18)}},
		// With security groups means on every application pod, whatever share is set.
		{"r5.xlarge, half", option("r5.xlarge", securityGroups, percent(50)), planner.World{MaxPods: known(58), ApplicationPods: known(56)}, planner.World{MaxPods: known(18), ApplicationPods: known(18)}},
		// The kubelet's slots come before the branch ENIs.
		{"few slots", option("r5.xlarge", maxPods(10)), planner.World{MaxPods: known(10), ApplicationPods: known(8)}, planner.World{MaxPods: known(8), ApplicationPods: known(8)}},
		// No trunk and no table are no 0.
		{"t3.large", option("t3.large"), planner.World{MaxPods: known(35), ApplicationPods: known(33)}, planner.World{}},
		{"trn2.48xlarge", option("trn2.48xlarge"), planner.World{MaxPods: known(100), ApplicationPods: known(98)}, planner.World{}},
		{"auto mode", option("r5.xlarge", autoMode), planner.World{MaxPods: known(56), ApplicationPods: known(56)}, planner.World{}},
		{"no max pods", option("m5.large", expression(divide(3))), planner.World{}, planner.World{}},
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
		got  planner.Option
		// In MiB: advertised, capacity, kube-reserved, system-reserved, huge
		// pages, allocatable, DaemonSets, free. Eviction is 100.
		want [8]float64
	}{
		// 255 + 11×29.
		{"m5.large", option("m5.large"), [8]float64{8192, 7633.3, 574, 0, 0, 6959.3, 0, 6959.3}},
		// 255 + 11×58.
		{"m5.xlarge", option("m5.xlarge"), [8]float64{16384, 15516.9, 893, 0, 0, 14523.9, 0, 14523.9}},
		{"everything", option("m5.xlarge", aside, daemonSet(agent)), [8]float64{16384, 15516.9, 893, 300, 1024, 13199.9, 256, 12943.9}},
		// nodeadm reserves for its own idea of max pods, 29 and 234 …
		{"managed, prefixes", option("m5.large", managed, prefixes), [8]float64{8192, 7633.3, 574, 0, 0, 6959.3, 0, 6959.3}},
		{"managed, capped", option("m5.4xlarge", managed), [8]float64{65536, 62818.1, 2829, 0, 0, 59889.1, 0, 59889.1}},
		{"number", option("m5.large", maxPods(110)), [8]float64{8192, 7633.3, 574, 0, 0, 6959.3, 0, 6959.3}},
		// … Bottlerocket, Karpenter's estimate and Auto Mode for the configured one.
		{"bottlerocket, managed, prefixes", option("m5.large", managed, prefixes, bottlerocket), [8]float64{8192, 7633.3, 1465, 0, 0, 6068.3, 0, 6068.3}},
		{"bottlerocket, managed, capped", option("m5.4xlarge", managed, bottlerocket), [8]float64{65536, 62818.1, 1465, 0, 0, 61253.1, 0, 61253.1}},
		{"karpenter, podsPerCore", option("m5.large", karpenter, func(s *planner.Settings) { s.MaxPods.PodsPerCore = 4 }), [8]float64{8192, 7633.3, 343, 0, 0, 7190.3, 0, 7190.3}},
		{"auto mode", option("m5.large", autoMode), [8]float64{8192, 7633.3, 552, 0, 0, 6981.3, 0, 6981.3}},
		{"expression", option("m5.xlarge", expression(divide(3))), [8]float64{16384, 15516.9, 893, 0, 0, 14523.9, 0, 14523.9}},
		// A measurement of one's own wins, and for that type alone.
		{"yours", option("m5.large", yours), [8]float64{8192, 7759, 574, 0, 0, 7085, 0, 7085}},
		{"another type's", option("m5.xlarge", yours), [8]float64{16384, 15516.9, 893, 0, 0, 14523.9, 0, 14523.9}},
		// More is set aside than there is.
		{"nothing left", option("m5.large", func(s *planner.Settings) { s.HugePages = 8 * planner.GiB }), [8]float64{8192, 7633.3, 574, 0, 8192, 0, 0, 0}},
		{"DaemonSets above allocatable", option("m5.large", daemonSet(planner.DaemonSet{Request: planner.Resources{Memory: 8 * planner.GiB}})), [8]float64{8192, 7633.3, 574, 0, 0, 6959.3, 8192, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := c.want
			want := planner.Reserve[planner.Memory]{
				Advertised: mib(w[0]), Capacity: mib(w[1]), KubeReserved: mib(w[2]), SystemReserved: mib(w[3]),
				HugePages: mib(w[4]), Eviction: 100 * planner.MiB, Allocatable: mib(w[5]), DaemonSets: mib(w[6]), Free: mib(w[7]),
			}
			if c.got.Memory != want {
				t.Errorf("got  %+v\nwant %+v", c.got.Memory, want)
			}
		})
	}
}

func TestOverheadSays(t *testing.T) {
	o := option("m5.large", func(s *planner.Settings) {
		s.MemoryCapacity = map[string]planner.Memory{"m5.large": 7759 * planner.MiB}
	})
	if o.Overhead.Kind != planner.Yours || o.Overhead.Memory != 433*planner.MiB || o.Overhead.Source.Name != "your own measurement" {
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
		got  planner.Option
		// Capacity, kube-reserved, system-reserved, allocatable, DaemonSets, free.
		want [6]planner.Millis
	}{
		// aws-node 50m and kube-proxy 100m are on every node.
		{"m5.large", option("m5.large"), [6]planner.Millis{2000, 70, 0, 1930, 150, 1780}},
		{"m5.xlarge", option("m5.xlarge"), [6]planner.Millis{4000, 80, 0, 3920, 150, 3770}},
		{"host-network DaemonSets count", option("m5.xlarge", reserved, daemonSet(agent)), [6]planner.Millis{4000, 80, 100, 3820, 350, 3470}},
		{"unnamed DaemonSets request nothing", option("m5.xlarge", daemonSets(6)), [6]planner.Millis{4000, 80, 0, 3920, 150, 3770}},
		{"auto mode", option("m5.large", autoMode), [6]planner.Millis{2000, 70, 0, 1930, 0, 1930}},
		{"nothing left", option("m7g.medium", daemonSet(planner.DaemonSet{Request: planner.Resources{CPU: 1000}})), [6]planner.Millis{1000, 60, 0, 940, 1150, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := c.want
			want := planner.Reserve[planner.Millis]{
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
		if got := planner.KubeReservedCPU(c.vcpus); got != c.want {
			t.Errorf("%d vCPUs: %d, want %d", c.vcpus, got, c.want)
		}
	}
}

func TestPerPod(t *testing.T) {
	for _, c := range []struct {
		name   string
		got    planner.Option
		memory planner.Maybe[planner.Memory]
		cpu    planner.Maybe[planner.Millis]
	}{
		// 30627.9 MiB and 3770m over 12 pods.
		{"r5.xlarge", option("r5.xlarge", securityGroups, daemonSets(6)), planner.Known(mib(30627.9) / 12), planner.Known[planner.Millis](314)},
		// The request changes what fits, not what a full node gives.
		{"with a request", option("r5.xlarge", securityGroups, daemonSets(6), pod(1000, 8*planner.GiB)), planner.Known(mib(30627.9) / 12), planner.Known[planner.Millis](314)},
		// No pod, nothing a pod.
		{"no pods", option("t3.large", securityGroups), planner.Maybe[planner.Memory]{}, planner.Maybe[planner.Millis]{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got.RAMPerPod != c.memory || c.got.CPUPerPod != c.cpu {
				t.Errorf("got %+v and %+v, want %+v and %+v", c.got.RAMPerPod, c.got.CPUPerPod, c.memory, c.cpu)
			}
		})
	}
}

func TestAtRequest(t *testing.T) {
	type stranded = planner.Stranded
	var (
		pods   = planner.Known[int]
		cpu    = planner.Known[planner.Millis]
		memory = func(m float64) planner.Maybe[planner.Memory] { return planner.Known(mib(m)) }
	)
	for _, c := range []struct {
		name  string
		got   planner.Option
		pods  planner.Maybe[int]
		binds planner.Limit
		left  stranded
	}{
		// Free on m5.xlarge: 3770m and 14523.9 MiB for at most 56 pods.
		{"memory", option("m5.xlarge", pod(250, 2*planner.GiB)), pods(7), planner.LimitMemory, stranded{cpu(2020), memory(187.9), pods(49)}},
		{"CPU", option("m5.xlarge", pod(500, 512*planner.MiB)), pods(7), planner.LimitCPU, stranded{cpu(270), memory(10939.9), pods(49)}},
		{"max pods", option("m5.xlarge", pod(10, 64*planner.MiB)), pods(56), planner.LimitMaxPods, stranded{cpu(3210), memory(10939.9), pods(0)}},
		// What is not requested is not stranded either.
		{"pod IPs", option("m5.xlarge", customNetworking, pod(10, 0)), pods(42), planner.LimitPodIPs, stranded{CPU: cpu(3350), Pods: pods(0)}},
		{"branch ENIs", option("m5.xlarge", securityGroups, pod(0, 64*planner.MiB)), pods(18), planner.LimitBranchENIs, stranded{Memory: memory(13371.9), Pods: pods(0)}},
		// 27 attachments − 1 root − 4 ENIs = 22, two a pod.
		{"volumes", option("m5.xlarge", volumes(2)), pods(11), planner.LimitVolumes, stranded{Pods: pods(45)}},
		{"GPUs", option("p5.48xlarge", gpus(2)), pods(4), planner.LimitGPUs, stranded{Pods: pods(94)}},
		// None there is a figure; part of one is not.
		{"no GPUs", option("m5.xlarge", gpus(1)), pods(0), planner.LimitGPUs, stranded{Pods: pods(56)}},
		{"part of a GPU", option("g6f.large", gpus(1)), planner.Maybe[int]{}, planner.NoLimit, stranded{}},
		{"unknown volume slots", option("m5d.large", volumes(1)), planner.Maybe[int]{}, planner.NoLimit, stranded{}},
		// An unknown is not outdone by a small known number.
		{"unknown beside none", option("m5d.large", volumes(1), gpus(1)), planner.Maybe[int]{}, planner.NoLimit, stranded{}},
		// 6959.3 MiB ÷ 257 = 27 pods, as many as slots: the slots are named.
		{"tie", option("m5.large", pod(0, 257*planner.MiB)), pods(27), planner.LimitMaxPods, stranded{Memory: memory(20.3), Pods: pods(0)}},
		{"larger than the node", option("m5.large", pod(0, 8*planner.GiB)), pods(0), planner.LimitMemory, stranded{Memory: memory(6959.3), Pods: pods(27)}},
		{"no request", option("m5.xlarge"), pods(56), planner.LimitMaxPods, stranded{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got.PodsAtRequest != c.pods || c.got.Binds != c.binds || c.got.Stranded != c.left {
				t.Errorf("got  %+v, %v, %+v\nwant %+v, %v, %+v",
					c.got.PodsAtRequest, c.got.Binds, c.got.Stranded, c.pods, c.binds, c.left)
			}
		})
	}
}

func TestVolumeSlots(t *testing.T) {
	instanceStore := typeNamed("m4.large")
	instanceStore.LocalStorage = "ssd"
	for _, c := range []struct {
		name string
		of   *planner.InstanceType
		enis int
		want planner.Maybe[int]
	}{
		// Shared: 27 − 1 root − 3 ENIs.
		{"shared", typeNamed("m5.large"), 3, planner.Known(23)},
		{"shared, fewer ENIs", typeNamed("m5.large"), 1, planner.Known(25)},
		// Dedicated: ENIs and disks have slots of their own, 64 − 1.
		{"dedicated", typeNamed("p5.48xlarge"), 2, planner.Known(63)},
		// How many NVMe disks there are is in no table.
		{"shared with NVMe disks", typeNamed("m5d.large"), 3, planner.Maybe[int]{}},
		// Disks of the old kind take no attachment.
		{"shared with old disks", instanceStore, 2, planner.Known(37)},
		// Never below 0.
		{"more ENIs than attachments", typeNamed("mac2.metal"), 15, planner.Known(0)},
	} {
		if got := c.of.VolumeSlots(c.enis); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestNode(t *testing.T) {
	intelMac := typeNamed("mac2.metal")
	intelMac.Arch, intelMac.Processor = "x86_64_mac", "Intel"
	for _, c := range []struct {
		of   *planner.InstanceType
		want bool
	}{
		{typeNamed("m5.large"), true},
		{typeNamed("m7g.medium"), true},
		// mac2 calls itself arm64.
		{typeNamed("mac2.metal"), false},
		// mac1 calls itself Intel.
		{intelMac, false},
	} {
		if got := c.of.Node(); got != c.want {
			t.Errorf("%s on %s %s: %t", c.of.Name, c.of.Processor, c.of.Arch, got)
		}
	}
}

// nodeadm's figure, Bottlerocket's, and none where the expression has none.
func TestKubeReservedPods(t *testing.T) {
	for _, c := range []struct {
		name string
		got  planner.Option
		want planner.Maybe[int]
	}{
		{"nodeadm", option("m5.large", managed, prefixes), planner.Known(29)},
		{"bottlerocket", option("m5.large", managed, prefixes, bottlerocket), planner.Known(110)},
		{"expression", option("m5.xlarge", expression(divide(2))), planner.Known(29)},
		{"expression without a value", option("m5.large", expression(divide(3))), planner.Maybe[int]{}},
	} {
		if got := c.got.KubeReservedPods; got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

var _ eni.Expression = divide(0)

// Nothing that kube-reserved memory goes into is known where its number of
// pods is not.
func TestUnknownReserve(t *testing.T) {
	o := option("m5.large", expression(divide(3)))
	for name, m := range map[string]planner.Maybe[planner.Memory]{
		"kube-reserved": o.KubeReservedMemory(), "allocatable": o.AllocatableMemory(), "free": o.FreeMemory(),
	} {
		if v, known := m.Value(); known {
			t.Errorf("%s memory is %d", name, v)
		}
	}
	if v, known := field(t, "allocatable-memory").Number(&o); known {
		t.Errorf("the field is %v", v)
	}
}
