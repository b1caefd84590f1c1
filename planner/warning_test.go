package planner_test

import (
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
)

// Each row raises a warning, whole text compared, and has a near miss: an
// option that looks alike and must not raise it.
func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		name     string
		got      planner.Option
		want     planner.Warning
		nearMiss planner.Option
	}{
		{
			// mac2 says arm64 of itself, as m7g does.
			"not a node", option("mac2.metal"),
			planner.Warning{
				Code: "not-a-node",
				Text: "cannot be an EKS node: Apple arm64",
				Mend: "choose an amd64 or arm64 type that runs Linux",
			}, option("m7g.medium"),
		},
		{
			"not offered", option("p5.48xlarge", inBeijing),
			planner.Warning{
				Code: "not-offered", Setting: "region",
				Text: "not offered in cn-north-1",
				Mend: "choose another type or region",
			}, option("m5.large", inBeijing),
		},
		{
			// No table says what the region offers.
			"not known to be offered", option("p5.48xlarge", inBeijing),
			planner.Warning{
				Code: "not-offered", Setting: "region",
				Text: "not offered in cn-north-1",
				Mend: "choose another type or region",
			}, planner.Evaluate(typeNamed("p5.48xlarge"), planner.Offering{}, settingsWith(inBeijing)),
		},
		{
			"expression without a value", option("m5.large", expression(divide(3))),
			planner.Warning{
				Code: "max-pods-expression", Setting: "max-pods",
				Text: `max pods expression "max_pods / (default_enis - 3)": division by zero`,
				Mend: "change the expression so that it gives at least 1 for every type",
			}, option("m5.xlarge", expression(divide(3))),
		},
		{
			// Bare metal has no hypervisor, and takes prefixes.
			"IPv6 on xen", option("m4.large", ipv6),
			planner.Warning{
				Code: "ipv6-unsupported", Setting: "ipv6",
				Text: "IPv6 needs prefixes, which only nitro and bare metal types take: no pod gets an address",
				Mend: "choose a nitro type",
			}, option("m5.metal", ipv6),
		},
		{
			"security groups in auto mode", option("m5.large", autoMode, securityGroups),
			planner.Warning{
				Code: "security-groups-in-auto-mode", Setting: "security-groups-for-pods",
				Text: "EKS Auto Mode has no security groups for pods",
				Mend: "use managed node groups or Karpenter for the pods that need them",
			}, option("m5.large", autoMode),
		},
		{
			"unknown branch ENIs", option("trn2.48xlarge", securityGroups),
			planner.Warning{
				Code: "branch-enis-unknown", Setting: "security-groups-for-pods",
				Text: "how many branch ENIs the type takes is in no table: how many pods can have security groups is unknown",
				Mend: "start one node and read vpc.amazonaws.com/pod-eni in its capacity",
			}, option("trn2.48xlarge"),
		},
		{
			"no trunk", option("t3.large", securityGroups),
			planner.Warning{
				Code: "security-groups-unsupported", Setting: "security-groups-for-pods",
				Text: "the type does not trunk: no pod on it can have security groups",
				Mend: "choose a type with branch ENIs, such as m5 or later instead of t",
			}, option("m7g.medium", securityGroups),
		},
		{
			// Two ENIs against three.
			"no ENI left", option("m7g.medium", securityGroups, customNetworking),
			planner.Warning{
				Code: "no-eni-left", Setting: "custom-networking",
				Text: "no ENI is left for ordinary pods: 2 ENIs − 1 primary (custom networking) − 1 trunk: none left",
				Mend: "choose a type with more ENIs, or turn off custom networking or security groups for pods",
			}, option("m5.large", securityGroups, customNetworking),
		},
		{
			"MAX_ENI leaves no ENI", option("m5.large", customNetworking, maxENI(1)),
			planner.Warning{
				Code: "no-eni-left", Setting: "max-eni",
				Text: "no ENI is left for ordinary pods: min(3 ENIs, MAX_ENI 1) − 1 primary (custom networking): none left",
				Mend: "raise MAX_ENI",
			}, option("m5.large", customNetworking, maxENI(2)),
		},
		{
			// 2 + 7 on a node of 8.
			"DaemonSets above max pods", option("m7g.medium", daemonSets(7)),
			planner.Warning{
				Code: "daemonsets-do-not-fit", Setting: "daemonsets",
				Text: "the DaemonSets alone want 9 pods, and the node has 8",
				Mend: "choose a larger type or fewer DaemonSets",
			}, option("m7g.medium", daemonSets(6)),
		},
		{
			// 21 of 29 slots, but 19 of 18 addresses.
			"DaemonSets above pod IPs", option("m5.large", customNetworking, daemonSets(19)),
			planner.Warning{
				Code: "daemonsets-do-not-fit", Setting: "daemonsets",
				Text: "the DaemonSets alone want 19 pod IPs, and the node has 18",
				Mend: "choose a larger type or fewer DaemonSets",
			}, option("m5.large", customNetworking, daemonSets(18)),
		},
		{
			"DaemonSets above branch ENIs", option("m7g.medium", securityGroups, daemonSets(5)),
			planner.Warning{
				Code: "daemonsets-do-not-fit", Setting: "daemonsets",
				Text: "the DaemonSets alone want 5 branch ENIs, and the node has 4",
				Mend: "choose a larger type or fewer DaemonSets",
			}, option("m7g.medium", securityGroups, daemonSets(4)),
		},
		{
			// 6959.3 MiB are free.
			"no pod fits", option("m5.large", pod(0, 6960*planner.MiB)),
			planner.Warning{
				Code: "no-pod-fits", Setting: "pod-memory",
				Text: "not one application pod fits: memory",
				Mend: "choose a larger type, or a smaller pod request",
			}, option("m5.large", pod(0, 6959*planner.MiB)),
		},
		{
			"no pod fits, by GPUs", option("m5.large", gpus(1)),
			planner.Warning{
				Code: "no-pod-fits", Setting: "pod-memory",
				Text: "not one application pod fits: GPUs",
				Mend: "choose a larger type, or a smaller pod request",
			},
			// No slot or address is left either: not the request's doing.
			option("t3.large", securityGroups, gpus(1)),
		},
		{
			"custom networking, max pods by nodeadm", option("m5.large", customNetworking),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 29 is above the 20 pods that can get an address (18 pod IPs + 2 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container"`,
				Mend: "set max pods to 20",
			}, option("m5.large", customNetworking, managed),
		},
		{
			"a number one too high", option("m5.large", maxPods(30)),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 30 is above the 29 pods that can get an address (27 pod IPs + 2 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container"`,
				Mend: "set max pods to 29",
			}, option("m5.large", maxPods(29)),
		},
		{
			// A DaemonSet on the host network needs a slot and no address.
			"host-network DaemonSet", option("m5.large", maxPods(31), daemonSet(planner.DaemonSet{Name: "agent", HostNetwork: true})),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 31 is above the 30 pods that can get an address (27 pod IPs + 3 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container"`,
				Mend: "set max pods to 30",
			}, option("m5.large", maxPods(30), daemonSet(planner.DaemonSet{Name: "agent", HostNetwork: true})),
		},
		{
			// The trunk's addresses are gone; pods with security groups need none.
			"the trunk's addresses", option("m5.xlarge", securityGroups),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 58 is above the 44 pods that can get an address (42 pod IPs + 2 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container", once more than 42 of them are without security groups`,
				Mend: "set max pods to 44",
			}, option("m5.xlarge"),
		},
		{
			// A trunk takes nothing where the type has none.
			"the trunk's addresses, t3", option("m5.large", securityGroups),
			planner.Warning{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 29 is above the 20 pods that can get an address (18 pod IPs + 2 host-network): pods placed there stay in ContainerCreating, "failed to assign an IP address to container", once more than 18 of them are without security groups`,
				Mend: "set max pods to 20",
			}, option("t3.large", securityGroups),
		},
		{
			"prefixes on xen", option("m4.large", prefixes),
			planner.Warning{
				Code: "prefixes-unsupported", Setting: "prefix-delegation",
				Text: "the type does not take prefixes (neither nitro nor bare metal): the CNI falls back to secondary IPs",
				Mend: "choose a nitro type",
			}, option("m5.metal", prefixes),
		},
		{
			// With IPv6 there is no falling back to speak of.
			"prefixes on xen, IPv4", option("m4.large", prefixes),
			planner.Warning{
				Code: "prefixes-unsupported", Setting: "prefix-delegation",
				Text: "the type does not take prefixes (neither nitro nor bare metal): the CNI falls back to secondary IPs",
				Mend: "choose a nitro type",
			}, option("m4.large", prefixes, ipv6),
		},
		{
			"prefixes that nodeadm does not count", option("m5.large", prefixes),
			planner.Warning{
				Code: "prefixes-unused", Setting: "max-pods",
				Text: "prefix delegation gives 432 pod IPs, and the kubelet admits 29 pods: the rest is never used",
				Mend: "let a managed node group set max pods (managed, 110 here) or set a number",
			}, option("m5.large", prefixes, managed),
		},
		{
			// From 30 vCPUs the managed figure is another.
			"prefixes on a large type", option("m5.8xlarge", prefixes),
			planner.Warning{
				Code: "prefixes-unused", Setting: "max-pods",
				Text: "prefix delegation gives 3712 pod IPs, and the kubelet admits 234 pods: the rest is never used",
				Mend: "let a managed node group set max pods (managed, 250 here) or set a number",
			}, option("m5.8xlarge"),
		},
		{
			"kube-reserved short", option("m5.large", managed, prefixes),
			planner.Warning{
				Code: "kube-reserved-short", Setting: "max-pods", Topic: planner.AboutMemory,
				Text: "kube-reserved memory is sized for 29 pods (574 MiB), and 110 pods want 1465 MiB: 891 MiB short, so a full node can starve its kubelet",
				Mend: "set kubeReserved memory to 1465 MiB in the NodeConfig",
			}, option("m5.large", managed, prefixes, bottlerocket),
		},
		{
			"kube-reserved over", option("m5.4xlarge", managed),
			planner.Warning{
				Code: "kube-reserved-over", Setting: "max-pods", Topic: planner.AboutMemory,
				Text: "kube-reserved memory is sized for 234 pods (2829 MiB), and 110 pods want 1465 MiB: 1364 MiB over, which no pod can use",
				Mend: "set kubeReserved memory to 1465 MiB in the NodeConfig",
			},
			// Below the cap, the managed figure is nodeadm's.
			option("m5.xlarge", managed),
		},
		{
			// Dedicated attachments are not shared with the NVMe disks.
			"volumes beside NVMe disks", option("m5d.large", volumes(1)),
			planner.Warning{
				Code: "volume-slots-unknown", Setting: "pod-volumes",
				Text: "EBS volumes share the attachments with local NVMe disks, whose number is in no table: how many fit is unknown",
				Mend: "choose a type without local disks",
			}, option("g6f.large", volumes(1)),
		},
		{
			"volumes not asked for", option("m5d.large", volumes(1)),
			planner.Warning{
				Code: "volume-slots-unknown", Setting: "pod-volumes",
				Text: "EBS volumes share the attachments with local NVMe disks, whose number is in no table: how many fit is unknown",
				Mend: "choose a type without local disks",
			}, option("m5d.large"),
		},
		{
			"part of a GPU", option("g6f.large", gpus(1)),
			planner.Warning{
				Code: "gpus-unknown", Setting: "pod-gpus",
				Text: "the type has a part of a GPU: how many pods share it is unknown",
				Mend: "choose a type with whole GPUs",
			}, option("p5.48xlarge", gpus(1)),
		},
		{
			"no price", option("trn2.48xlarge"),
			planner.Warning{
				Code: "price-unknown", Setting: "region", Topic: planner.AboutMoney,
				Text: "no on-demand price in us-east-1: costs are unknown",
				Mend: "ask AWS for it with --live; another region's price never stands in",
			}, option("g6f.large"),
		},
		{
			"no spot figure", option("g6f.large", capacity(planner.Capacity{OnDemandPercent: 50})),
			planner.Warning{
				Code: "spot-unknown", Setting: "on-demand-percent", Topic: planner.AboutMoney,
				Text: "no spot price in us-east-1: what the mix costs is unknown",
				Mend: "ask AWS for it with --live, or buy on demand (--on-demand-percent 100)",
			}, option("g6f.large"),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			raised := false
			for _, w := range c.got.Warnings() {
				if w.Code == c.want.Code {
					raised = true
					checkSummary(t, w)
					w.Summary, w.SummaryMend = "", ""
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
		got  planner.Option
		want string
	}{
		{"none", option("m5.large"), ""},
		{"managed, as EKS makes it", option("m5.large", managed, daemonSets(3), pod(100, 128*planner.MiB)), ""},
		{"xen", option("m4.large", prefixes, securityGroups), "security-groups-unsupported prefixes-unsupported"},
		{"mac", option("mac2.metal", customNetworking, daemonSets(300)), "not-a-node daemonsets-do-not-fit max-pods-above-addresses price-unknown"},
		{"everything goes", option("m7g.medium", securityGroups, customNetworking, prefixes, managed, daemonSets(9)),
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
		Mend: "give the size of the group (--nodes)",
	}
	adder := planner.Warning{
		Code: "cluster-adder-without-nodes", Setting: "nodes", Topic: planner.AboutMoney,
		Text: "the cluster's own cost spreads over its nodes, whose number is not known: it is left out",
		Mend: "give the size of the group (--nodes)",
	}
	unused := planner.Warning{
		Code: "karpenter-settings-unused", Setting: "max-pods",
		Text: "reserved ENIs and pods per core are Karpenter's: max pods by managed ignore them",
		Mend: "set max pods to karpenter, or drop them",
	}
	frozen := planner.Warning{
		Code: "minimum-ip-target-alone", Setting: "warm-ip-target",
		Text: `MINIMUM_IP_TARGET 20 without WARM_IP_TARGET freezes a node's pool: it never grows, and pods beyond it have no address, "failed to assign an IP address to container"`,
		Mend: "set WARM_IP_TARGET to 1 or more",
	}
	warm := func(w eni.WarmTargets) change { return func(s *planner.Settings) { s.Warm = w } }
	karpenters := func(policy eni.Policy, reservedENIs, podsPerCore int) change {
		return func(s *planner.Settings) {
			s.MaxPods = eni.MaxPods{Policy: policy, ReservedENIs: reservedENIs, PodsPerCore: podsPerCore}
		}
	}
	for _, c := range []struct {
		name string
		in   change
		want []planner.Warning
	}{
		{"neither", capacity(planner.Capacity{OnDemandPercent: 100, NodeAdder: units(8)}), nil},
		{"a base", capacity(planner.Capacity{OnDemandBase: 2}), []planner.Warning{base}},
		{"a base of a known group", capacity(planner.Capacity{OnDemandBase: 2, Nodes: 2}), nil},
		{"a cluster's adder", capacity(planner.Capacity{ClusterAdder: units(73)}), []planner.Warning{adder}},
		{"a known cluster's adder", capacity(planner.Capacity{ClusterAdder: units(73), Nodes: 1}), nil},
		{"both", capacity(planner.Capacity{OnDemandBase: 2, ClusterAdder: units(73)}), []planner.Warning{base, adder}},
		{"reserved ENIs", karpenters(eni.PolicyManaged, 1, 0), []planner.Warning{unused}},
		{"pods per core", karpenters(eni.PolicyManaged, 0, 10), []planner.Warning{unused}},
		{"Karpenter's own", karpenters(eni.PolicyKarpenter, 1, 10), nil},
		{"a frozen pool", warm(eni.WarmTargets{MinimumIP: 20, ENI: planner.Known(2)}), []planner.Warning{frozen}},
		{"a pool that grows", warm(eni.WarmTargets{MinimumIP: 20, IP: 1}), nil},
		{"a /80 that is never full", func(s *planner.Settings) { ipv6(s); s.Warm.MinimumIP = 20 }, nil},
	} {
		got := settingsWith(c.in).Warnings()
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
	unheardOf := *typeNamed("m5.large")
	unheardOf.Network = eni.Limits{VCPUs: 2}
	o := planner.Evaluate(&unheardOf, offering("m5.large", virginia), settingsWith(daemonSets(3)))
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
	if digits(w.Summary) || digits(w.SummaryMend) {
		t.Errorf("figures in %q or %q", w.Summary, w.SummaryMend)
	}
}
