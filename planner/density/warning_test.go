package density_test

import (
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

// Each row raises a warning, whole text compared, and has a near miss: an
// option that looks alike and must not raise it.
func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		name     string
		got      density.Option
		want     planner.Warning
		nearMiss density.Option
	}{
		{
			// mac2 says arm64 of itself, as m7g does.
			"not a node", sample.Option("mac2.metal"),
			planner.Warning{
				Code: "not-a-node",
				Text: "cannot be an EKS node: Apple arm64",
				Fix:  "choose an amd64 or arm64 type that runs Linux",
			}, sample.Option("m7g.medium"),
		},
		{
			"not offered", sample.Option("p5.48xlarge", sample.InBeijing),
			planner.Warning{
				Code: "not-offered", Setting: "region",
				Text: "not offered in cn-north-1",
				Fix:  "choose another type or region",
			}, sample.Option("m5.large", sample.InBeijing),
		},
		{
			// No table says what the region offers.
			"not known to be offered", sample.Option("p5.48xlarge", sample.InBeijing),
			planner.Warning{
				Code: "not-offered", Setting: "region",
				Text: "not offered in cn-north-1",
				Fix:  "choose another type or region",
			}, density.Evaluate(sample.Type("p5.48xlarge"), planner.Offering{}, sample.Settings(sample.InBeijing)),
		},
		{
			"expression without a value", sample.Option("m5.large", sample.Expression(sample.Divide(3))),
			planner.Warning{
				Code: "max-pods-expression", Setting: "max-pods",
				Text: `max pods expression "max_pods / (default_enis - 3)": division by zero`,
				Fix:  "change the expression so that it gives at least 1 for every type",
			}, sample.Option("m5.xlarge", sample.Expression(sample.Divide(3))),
		},
		{
			// Bare metal has no hypervisor, and takes prefixes.
			"IPv6 on xen", sample.Option("m4.large", sample.IPv6),
			planner.Warning{
				Code: "ipv6-unsupported", Setting: "ipv6",
				Text: "IPv6 needs prefixes, which only nitro and bare metal types take: no pod gets an address",
				Fix:  "choose a nitro type",
			}, sample.Option("m5.metal", sample.IPv6),
		},
		{
			"security groups in auto mode", sample.Option("m5.large", sample.AutoMode, sample.SecurityGroups),
			planner.Warning{
				Code: "security-groups-in-auto-mode", Setting: "security-groups-for-pods",
				Text: "EKS Auto Mode has no security groups for pods",
				Fix:  "use managed node groups or Karpenter for the pods that need them",
			}, sample.Option("m5.large", sample.AutoMode),
		},
		{
			"unknown branch ENIs", sample.Option("trn2.48xlarge", sample.SecurityGroups),
			planner.Warning{
				Code: "branch-enis-unknown", Setting: "security-groups-for-pods",
				Text: "how many branch ENIs the type takes is in no table: how many pods can have security groups is unknown",
				Fix:  "start one node and read vpc.amazonaws.com/pod-eni in its capacity",
			}, sample.Option("trn2.48xlarge"),
		},
		{
			"no trunk", sample.Option("t3.large", sample.SecurityGroups),
			planner.Warning{
				Code: "security-groups-unsupported", Setting: "security-groups-for-pods",
				Text: "the type does not trunk: no pod on it can have security groups",
				Fix:  "choose a type with branch ENIs, such as m5 or later instead of t",
			}, sample.Option("m7g.medium", sample.SecurityGroups),
		},
		{
			// Two ENIs against three.
			"no ENI left", sample.Option("m7g.medium", sample.SecurityGroups, sample.CustomNetworking),
			planner.Warning{
				Code: "no-eni-left", Setting: "custom-networking",
				Text: "no ENI is left for ordinary pods: 2 ENIs − 1 primary (custom networking) − 1 trunk: none left",
				Fix:  "choose a type with more ENIs, or turn off custom networking or security groups for pods",
			}, sample.Option("m5.large", sample.SecurityGroups, sample.CustomNetworking),
		},
		{
			"MAX_ENI leaves no ENI", sample.Option("m5.large", sample.CustomNetworking, sample.MaxENI(1)),
			planner.Warning{
				Code: "no-eni-left", Setting: "max-eni",
				Text: "no ENI is left for ordinary pods: min(3 ENIs, MAX_ENI 1) − 1 primary (custom networking): none left",
				Fix:  "raise MAX_ENI",
			}, sample.Option("m5.large", sample.CustomNetworking, sample.MaxENI(2)),
		},
		{
			// 2 + 7 on a node of 8.
			"DaemonSets above max pods", sample.Option("m7g.medium", sample.DaemonSets(7)),
			planner.Warning{
				Code: "daemonsets-do-not-fit", Setting: "daemonsets",
				Text: "the DaemonSets alone want 9 pods, and the node has 8",
				Fix:  "choose a larger type or fewer DaemonSets",
			}, sample.Option("m7g.medium", sample.DaemonSets(6)),
		},
		{
			// 21 of 29 slots, but 19 of 18 addresses.
			"DaemonSets above pod IPs", sample.Option("m5.large", sample.CustomNetworking, sample.DaemonSets(19)),
			planner.Warning{
				Code: "daemonsets-do-not-fit", Setting: "daemonsets",
				Text: "the DaemonSets alone want 19 pod IPs, and the node has 18",
				Fix:  "choose a larger type or fewer DaemonSets",
			}, sample.Option("m5.large", sample.CustomNetworking, sample.DaemonSets(18)),
		},
		{
			"DaemonSets above branch ENIs", sample.Option("m7g.medium", sample.SecurityGroups, sample.DaemonSets(5)),
			planner.Warning{
				Code: "daemonsets-do-not-fit", Setting: "daemonsets",
				Text: "the DaemonSets alone want 5 branch ENIs, and the node has 4",
				Fix:  "choose a larger type or fewer DaemonSets",
			}, sample.Option("m7g.medium", sample.SecurityGroups, sample.DaemonSets(4)),
		},
		{
			// 6959.3 MiB are free.
			"no pod fits", sample.Option("m5.large", sample.Pod(0, 6960*planner.MiB)),
			planner.Warning{
				Code: "no-pod-fits", Setting: "pod-memory",
				Text: "not one application pod fits: memory",
				Fix:  "choose a larger type, or a smaller pod request",
			}, sample.Option("m5.large", sample.Pod(0, 6959*planner.MiB)),
		},
		{
			"no pod fits, by GPUs", sample.Option("m5.large", sample.GPUs(1)),
			planner.Warning{
				Code: "no-pod-fits", Setting: "pod-memory",
				Text: "not one application pod fits: GPUs",
				Fix:  "choose a larger type, or a smaller pod request",
			},
			// No slot or address is left either: not the request's doing.
			sample.Option("t3.large", sample.SecurityGroups, sample.GPUs(1)),
		},
		{
			"custom networking, max pods by nodeadm", sample.Option("m5.large", sample.CustomNetworking),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 29 is above the 20 pods that can get an address (18 pod IPs + 2 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container"`,
				Fix:  "set max pods to 20",
			}, sample.Option("m5.large", sample.CustomNetworking, sample.Managed),
		},
		{
			"a number one too high", sample.Option("m5.large", sample.MaxPods(30)),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 30 is above the 29 pods that can get an address (27 pod IPs + 2 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container"`,
				Fix:  "set max pods to 29",
			}, sample.Option("m5.large", sample.MaxPods(29)),
		},
		{
			// A DaemonSet on the host network needs a slot and no address.
			"host-network DaemonSet", sample.Option("m5.large", sample.MaxPods(31), sample.DaemonSet(planner.DaemonSet{Name: "agent", HostNetwork: true})),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 31 is above the 30 pods that can get an address (27 pod IPs + 3 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container"`,
				Fix:  "set max pods to 30",
			}, sample.Option("m5.large", sample.MaxPods(30), sample.DaemonSet(planner.DaemonSet{Name: "agent", HostNetwork: true})),
		},
		{
			// The trunk's addresses are gone; pods with security groups need none.
			"the trunk's addresses", sample.Option("m5.xlarge", sample.SecurityGroups),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 58 is above the 44 pods that can get an address (42 pod IPs + 2 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container", once more than 42 of them are without security groups`,
				Fix:  "set max pods to 44",
			}, sample.Option("m5.xlarge"),
		},
		{
			// A trunk takes nothing where the type has none.
			"the trunk's addresses, t3", sample.Option("m5.large", sample.SecurityGroups),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 29 is above the 20 pods that can get an address (18 pod IPs + 2 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container", once more than 18 of them are without security groups`,
				Fix:  "set max pods to 20",
			}, sample.Option("t3.large", sample.SecurityGroups),
		},
		{
			"prefixes on xen", sample.Option("m4.large", sample.Prefixes),
			planner.Warning{
				Code: "prefixes-unsupported", Setting: "prefix-delegation",
				Text: "the type does not take prefixes (neither nitro nor bare metal): the CNI falls back to secondary IPs",
				Fix:  "choose a nitro type",
			}, sample.Option("m5.metal", sample.Prefixes),
		},
		{
			// With IPv6 there is no falling back to speak of.
			"prefixes on xen, IPv4", sample.Option("m4.large", sample.Prefixes),
			planner.Warning{
				Code: "prefixes-unsupported", Setting: "prefix-delegation",
				Text: "the type does not take prefixes (neither nitro nor bare metal): the CNI falls back to secondary IPs",
				Fix:  "choose a nitro type",
			}, sample.Option("m4.large", sample.Prefixes, sample.IPv6),
		},
		{
			"prefixes that nodeadm does not count", sample.Option("m5.large", sample.Prefixes),
			planner.Warning{
				Code: "prefixes-unused", Setting: "max-pods",
				Text: "prefix delegation gives 432 pod IPs, and the kubelet admits 29 pods: the rest is never used",
				Fix:  "let a managed node group set max pods (managed, 110 here) or set a number",
			}, sample.Option("m5.large", sample.Prefixes, sample.Managed),
		},
		{
			// From 30 vCPUs the managed figure is another.
			"prefixes on a large type", sample.Option("m5.8xlarge", sample.Prefixes),
			planner.Warning{
				Code: "prefixes-unused", Setting: "max-pods",
				Text: "prefix delegation gives 3712 pod IPs, and the kubelet admits 234 pods: the rest is never used",
				Fix:  "let a managed node group set max pods (managed, 250 here) or set a number",
			}, sample.Option("m5.8xlarge"),
		},
		{
			"kube-reserved short", sample.Option("m5.large", sample.Managed, sample.Prefixes),
			planner.Warning{
				Code: "kube-reserved-short", Setting: "max-pods", Topic: planner.AboutMemory,
				Text: "kube-reserved memory is sized for 29 pods (574 MiB), and 110 pods want 1465 MiB: 891 MiB short, so a full node can starve its kubelet",
				Fix:  "set kubeReserved memory to 1465 MiB in the NodeConfig",
			}, sample.Option("m5.large", sample.Managed, sample.Prefixes, sample.Bottlerocket),
		},
		{
			"kube-reserved over", sample.Option("m5.4xlarge", sample.Managed),
			planner.Warning{
				Code: "kube-reserved-over", Setting: "max-pods", Topic: planner.AboutMemory,
				Text: "kube-reserved memory is sized for 234 pods (2829 MiB), and 110 pods want 1465 MiB: 1364 MiB over, which no pod can use",
				Fix:  "set kubeReserved memory to 1465 MiB in the NodeConfig",
			},
			// Below the cap, the managed figure is nodeadm's.
			sample.Option("m5.xlarge", sample.Managed),
		},
		{
			// Dedicated attachments are not shared with the NVMe disks.
			"volumes beside NVMe disks", sample.Option("m5d.large", sample.Volumes(1)),
			planner.Warning{
				Code: "volume-slots-unknown", Setting: "pod-volumes",
				Text: "EBS volumes share the attachments with local NVMe disks, whose number is in no table: how many fit is unknown",
				Fix:  "choose a type without local disks",
			}, sample.Option("g6f.large", sample.Volumes(1)),
		},
		{
			"volumes not asked for", sample.Option("m5d.large", sample.Volumes(1)),
			planner.Warning{
				Code: "volume-slots-unknown", Setting: "pod-volumes",
				Text: "EBS volumes share the attachments with local NVMe disks, whose number is in no table: how many fit is unknown",
				Fix:  "choose a type without local disks",
			}, sample.Option("m5d.large"),
		},
		{
			"part of a GPU", sample.Option("g6f.large", sample.GPUs(1)),
			planner.Warning{
				Code: "gpus-unknown", Setting: "pod-gpus",
				Text: "the type has a part of a GPU: how many pods share it is unknown",
				Fix:  "choose a type with whole GPUs",
			}, sample.Option("p5.48xlarge", sample.GPUs(1)),
		},
		{
			"no price", sample.Option("trn2.48xlarge"),
			planner.Warning{
				Code: "price-unknown", Setting: "region", Topic: planner.AboutMoney,
				Text: "no on-demand price in us-east-1: costs are unknown",
				Fix:  "ask AWS for it with --live; another region's price never stands in",
			}, sample.Option("g6f.large"),
		},
		{
			"no spot figure", sample.Option("g6f.large", sample.Capacity(planner.Capacity{OnDemandPercent: 50})),
			planner.Warning{
				Code: "spot-unknown", Setting: "on-demand-percent", Topic: planner.AboutMoney,
				Text: "no spot price in us-east-1: what the mix costs is unknown",
				Fix:  "ask AWS for it with --live, or buy on demand (--on-demand-percent 100)",
			}, sample.Option("g6f.large"),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			raised := false
			for _, w := range c.got.Warnings() {
				if w.Code == c.want.Code {
					raised = true
					checkSummary(t, w)
					w.Summary, w.SummaryFix = "", ""
					if w != c.want {
						t.Errorf("got  %+v\nwant %+v", w, c.want)
					}
				}
			}
			if !raised {
				t.Errorf("not raised: %s; but: %s", c.want.Code, codes(c.got.Warnings()))
			}
			for _, w := range c.nearMiss.Warnings() {
				if w.Code == c.want.Code {
					t.Errorf("near miss on %s: %s", c.nearMiss.Type.Name, w.Text)
				}
			}
		})
	}
}

func codes(warnings []planner.Warning) string {
	var all []string
	for _, w := range warnings {
		all = append(all, w.Code)
	}
	return strings.Join(all, " ")
}

// A plain cluster on a plain type has nothing to warn of, and several traps at
// once come with the gravest first.
func TestWarningsTogether(t *testing.T) {
	for _, c := range []struct {
		name string
		got  density.Option
		want string
	}{
		{"none", sample.Option("m5.large"), ""},
		{"managed, as EKS makes it", sample.Option("m5.large", sample.Managed, sample.DaemonSets(3), sample.Pod(100, 128*planner.MiB)), ""},
		{"xen", sample.Option("m4.large", sample.Prefixes, sample.SecurityGroups), "security-groups-unsupported prefixes-unsupported"},
		{"mac", sample.Option("mac2.metal", sample.CustomNetworking, sample.DaemonSets(300)), "not-a-node daemonsets-do-not-fit max-pods-above-addresses price-unknown"},
		{"everything goes", sample.Option("m7g.medium", sample.SecurityGroups, sample.CustomNetworking, sample.Prefixes, sample.Managed, sample.DaemonSets(9)),
			"no-eni-left daemonsets-do-not-fit max-pods-above-addresses kube-reserved-short"},
	} {
		if got := codes(c.got.Warnings()); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestSettingsWarnings(t *testing.T) {
	base := planner.Warning{
		Code: "on-demand-base-without-nodes", Setting: "nodes", Topic: planner.AboutMoney,
		Text: "an on-demand base of 2 nodes weighs by the size of the group, which is not known: costs are those of a node above the base",
		Fix:  "give the size of the group (--nodes)",
	}
	adder := planner.Warning{
		Code: "cluster-adder-without-nodes", Setting: "nodes", Topic: planner.AboutMoney,
		Text: "the cluster's own cost spreads over its nodes, whose number is not known: it is left out",
		Fix:  "give the size of the group (--nodes)",
	}
	unused := planner.Warning{
		Code: "karpenter-settings-unused", Setting: "max-pods",
		Text: "reserved ENIs and pods per core are Karpenter's: max pods by managed ignore them",
		Fix:  "set max pods to karpenter, or drop them",
	}
	frozen := planner.Warning{
		Code: "minimum-ip-target-alone", Setting: "warm-ip-target",
		Text: `MINIMUM_IP_TARGET 20 without WARM_IP_TARGET freezes a node's pool: it never grows, and pods beyond it have no address, "failed to assign an IP address to container"`,
		Fix:  "set WARM_IP_TARGET to 1 or more",
	}
	warm := func(w eni.WarmTargets) sample.Change { return func(s *planner.Settings) { s.Warm = w } }
	karpenters := func(policy eni.Policy, reservedENIs, podsPerCore int) sample.Change {
		return func(s *planner.Settings) {
			s.MaxPods = eni.MaxPods{Policy: policy, ReservedENIs: reservedENIs, PodsPerCore: podsPerCore}
		}
	}
	for _, c := range []struct {
		name string
		in   sample.Change
		want []planner.Warning
	}{
		{"neither", sample.Capacity(planner.Capacity{OnDemandPercent: 100, NodeAdder: sample.Units(8)}), nil},
		{"a base", sample.Capacity(planner.Capacity{OnDemandBase: 2}), []planner.Warning{base}},
		{"a base of a known group", sample.Capacity(planner.Capacity{OnDemandBase: 2, Nodes: 2}), nil},
		{"a cluster's adder", sample.Capacity(planner.Capacity{ClusterAdder: sample.Units(73)}), []planner.Warning{adder}},
		{"a known cluster's adder", sample.Capacity(planner.Capacity{ClusterAdder: sample.Units(73), Nodes: 1}), nil},
		{"both", sample.Capacity(planner.Capacity{OnDemandBase: 2, ClusterAdder: sample.Units(73)}), []planner.Warning{base, adder}},
		{"reserved ENIs", karpenters(eni.PolicyManaged, 1, 0), []planner.Warning{unused}},
		{"pods per core", karpenters(eni.PolicyManaged, 0, 10), []planner.Warning{unused}},
		{"Karpenter's own", karpenters(eni.PolicyKarpenter, 1, 10), nil},
		{"a frozen pool", warm(eni.WarmTargets{MinimumIP: 20, ENI: planner.Known(2)}), []planner.Warning{frozen}},
		{"a pool that grows", warm(eni.WarmTargets{MinimumIP: 20, IP: 1}), nil},
		{"a /80 that is never full", func(s *planner.Settings) { sample.IPv6(s); s.Warm.MinimumIP = 20 }, nil},
	} {
		got := density.SettingsWarnings(sample.Settings(c.in))
		if len(got) != len(c.want) {
			t.Errorf("%s: got %s, want %s", c.name, codes(got), codes(c.want))
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got[i], c.want[i])
			}
		}
	}
}

// What is unknown of a type is not 0: no warning makes something of it.
func TestUnknownLimits(t *testing.T) {
	unheardOf := *sample.Type("m5.large")
	unheardOf.Network = eni.Limits{VCPUs: 2}
	o := density.Evaluate(&unheardOf, sample.Offering("m5.large", sample.Virginia), sample.Settings(sample.DaemonSets(3)))
	if got := codes(o.Warnings()); got != "" {
		t.Errorf("warns of %s", got)
	}
	if o.ApplicationPods.Known() || o.MaxPods != planner.Known(110) {
		t.Errorf("%+v application pods of %+v", o.ApplicationPods, o.MaxPods)
	}
}

// What is said of many types has no figures of one.
func checkSummary(t *testing.T, w planner.Warning) {
	t.Helper()
	digits := func(text string) bool { return strings.ContainsAny(text, "0123456789") }
	if digits(w.Summary) || digits(w.SummaryFix) {
		t.Errorf("figures in %q or %q", w.Summary, w.SummaryFix)
	}
}
