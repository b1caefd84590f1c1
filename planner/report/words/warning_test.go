package words_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/sample"
	"podfit/planner/subnet"
	"podfit/planner/verify"
)

func quota(k subnet.QuotaKind, class string, used, limit int) subnet.Quota {
	return subnet.Quota{QuotaRow: subnet.QuotaRow{Kind: k, Class: class}, Used: used, Limit: limit}
}

// said is a warning as it is told.
type said struct {
	Code, Setting, Text, Fix string
	Topic                    planner.Topic
}

func saidOf(w planner.Warning) said {
	in := words.Warn(w)
	return said{in.Code, in.Setting, in.Text, in.Fix, in.Topic}
}

func codes(warnings []planner.Warning) string {
	var all []string
	for _, w := range warnings {
		all = append(all, w.About().Code)
	}
	return strings.Join(all, " ")
}

// Each row raises a warning, whole text compared, and has a near miss: an
// option that looks alike and must not raise it.
func reserved(s *planner.Settings)   { s.Capacity.Purchase = planner.PurchaseReserved1Y }
func rootVolume(s *planner.Settings) { s.RootVolume = 80 * planner.GiB }

func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		name     string
		got      density.Option
		want     said
		nearMiss density.Option
	}{
		{
			// mac2 says arm64 of itself, as m7g does.
			"not a node", sample.Option("mac2.metal"),
			said{
				Code: "not-a-node",
				Text: "cannot be an EKS node: Apple arm64",
				Fix:  "choose an amd64 or arm64 type that runs Linux",
			}, sample.Option("m7g.medium"),
		},
		{
			"not offered", sample.Option("p5.48xlarge", sample.InBeijing),
			said{
				Code: "not-offered", Setting: "region",
				Text: "not offered in cn-north-1",
				Fix:  "choose another type or region",
			}, sample.Option("m5.large", sample.InBeijing),
		},
		{
			// No table says what the region offers.
			"not known to be offered", sample.Option("p5.48xlarge", sample.InBeijing),
			said{
				Code: "not-offered", Setting: "region",
				Text: "not offered in cn-north-1",
				Fix:  "choose another type or region",
			}, density.Evaluate(sample.Type("p5.48xlarge"), planner.Offering{}, sample.Settings(sample.InBeijing)),
		},
		{
			"expression without a value", sample.Option("m5.large", sample.Expression(sample.Divide(3))),
			said{
				Code: "max-pods-expression", Setting: "max-pods",
				Text: `max pods expression "max_pods / (default_enis - 3)": division by zero`,
				Fix:  "change the expression so that it gives at least 1 for every type",
			}, sample.Option("m5.xlarge", sample.Expression(sample.Divide(3))),
		},
		{
			// Bare metal has no hypervisor, and takes prefixes.
			"IPv6 on xen", sample.Option("m4.large", sample.IPv6),
			said{
				Code: "ipv6-unsupported", Setting: "ipv6",
				Text: "IPv6 requires prefixes, which only nitro and bare metal types support: no pod gets an address",
				Fix:  "choose a nitro type",
			}, sample.Option("m5.metal", sample.IPv6),
		},
		{
			"security groups in auto mode", sample.Option("m5.large", sample.AutoMode, sample.SecurityGroups),
			said{
				Code: "security-groups-in-auto-mode", Setting: "security-groups-for-pods",
				Text: "AWS does not publish how many pods with security groups a node of EKS Auto Mode can have: the branch ENIs of the type are counted",
				Fix:  "use Kubernetes 1.36 or later, and read vpc.amazonaws.com/pod-eni in a node's capacity",
			}, sample.Option("m5.large", sample.AutoMode),
		},
		{
			"no slot for a trunk", sample.Option("m5.large", sample.SecurityGroups, sample.MaxENI(1)),
			said{
				Code: "no-trunk", Setting: "max-eni",
				Text: "MAX_ENI 1 leaves no slot for the trunk ENI: no pod can have security groups, and pods that need them stay pending",
				Fix:  "raise MAX_ENI (max-eni) to 2 or more",
			}, sample.Option("m5.large", sample.SecurityGroups, sample.MaxENI(2)),
		},
		{
			"a size that Auto Mode does not launch", sample.Option("t3.small", sample.AutoMode),
			said{
				Code: "not-launchable", Setting: "max-pods",
				Text: "EKS Auto Mode does not launch nano, micro and small sizes",
				Fix:  "choose another type",
			}, sample.Option("t3.large", sample.AutoMode),
		},
		{
			"too few vCPUs for Auto Mode", sample.Option("m7g.medium", sample.AutoMode),
			said{
				Code: "not-launchable", Setting: "max-pods",
				Text: "EKS Auto Mode does not launch types with fewer than 2 vCPUs",
				Fix:  "choose another type",
			}, sample.Option("m7g.medium"),
		},
		{
			"arm64 on Windows", sample.Option("m7g.medium", windows),
			said{
				Code: "not-launchable", Setting: "os",
				Text: "EKS has no Windows image for arm64",
				Fix:  "choose another type",
			}, sample.Option("m5.large", windows),
		},
		{
			"memory on Windows", sample.Option("m5.large", windows),
			said{
				Code: "windows-memory-unknown", Setting: "os", Topic: planner.AboutMemory,
				Text: "memory and its reserves are estimated as on Linux: Windows itself uses more",
				Fix:  "start one node and set memory-capacity to what it reports",
			}, sample.Option("m5.large"),
		},
		{
			"price on Windows", sample.Option("m5.large", windows),
			said{
				Code: "windows-price-unknown", Setting: "os", Topic: planner.AboutMoney,
				Text: "no table has prices with a Windows licence: costs are unknown",
				Fix:  "look them up on AWS's price page",
			}, sample.Option("m5.large"),
		},
		{
			"small arm64 with Bottlerocket", sample.Option("m7g.medium", sample.Bottlerocket),
			said{
				Code: "small-arm64-memory", Setting: "ami", Topic: planner.AboutMemory,
				Text: "Bottlerocket has reported up to 6% less memory on small arm64 types than other images",
				Fix:  "start one node and set memory-capacity to what it reports",
			}, sample.Option("m7g.medium"),
		},
		{
			"Karpenter expects less", sample.Option("m5.large", sample.Karpenter, sample.Pod(0, sample.MiB(6950))),
			said{
				Code: "karpenter-memory", Setting: "vm-memory-overhead-percent", Topic: planner.AboutMemory,
				Text: "a pod requests 6950 MiB of memory; Karpenter expects m5.large to have 6903 MiB free until it has launched one, but the node has 6959.3 MiB: Karpenter does not launch the type for it",
				Fix:  "lower Karpenter's VM_MEMORY_OVERHEAD_PERCENT (vm-memory-overhead-percent) or the request",
			}, sample.Option("m5.large", sample.Pod(0, sample.MiB(6950))),
		},
		{
			"Auto Mode's fee", sample.Option("m5.large", sample.AutoMode),
			said{
				Code: "auto-mode-fee", Setting: "max-pods", Topic: planner.AboutMoney,
				Text: "costs include EKS Auto Mode's fee, 12% of the on-demand list price",
				Fix:  "see the fee of each type with podfit explain, and check it on AWS's price page",
			}, sample.Option("m5.large"),
		},
		{
			"unknown branch ENIs", sample.Option("trn2.48xlarge", sample.SecurityGroups),
			said{
				Code: "branch-enis-unknown", Setting: "security-groups-for-pods",
				Text: "no table has the number of branch ENIs of this type: how many pods can have security groups is unknown",
				Fix:  "start one node and read vpc.amazonaws.com/pod-eni in its capacity",
			}, sample.Option("trn2.48xlarge"),
		},
		{
			"no trunk", sample.Option("t3.large", sample.SecurityGroups),
			said{
				Code: "security-groups-unsupported", Setting: "security-groups-for-pods",
				Text: "the type does not support trunk ENIs: no pod on it can have security groups",
				Fix:  "choose a type with branch ENIs, such as m5 or later instead of t",
			}, sample.Option("m7g.medium", sample.SecurityGroups),
		},
		{
			// Two ENIs against three.
			"no ENI left", sample.Option("m7g.medium", sample.SecurityGroups, sample.CustomNetworking),
			said{
				Code: "no-eni-left", Setting: "custom-networking",
				Text: "no ENI is left for ordinary pods: 2 ENIs − 1 primary (custom networking) − 1 trunk: none left",
				Fix:  "choose a type with more ENIs, or turn off custom networking or security groups for pods",
			}, sample.Option("m5.large", sample.SecurityGroups, sample.CustomNetworking),
		},
		{
			"MAX_ENI leaves no ENI", sample.Option("m5.large", sample.CustomNetworking, sample.MaxENI(1)),
			said{
				Code: "no-eni-left", Setting: "max-eni",
				Text: "no ENI is left for ordinary pods: min(3 ENIs, MAX_ENI 1) − 1 primary (custom networking): none left",
				Fix:  "raise MAX_ENI",
			}, sample.Option("m5.large", sample.CustomNetworking, sample.MaxENI(2)),
		},
		{
			// 2 + 7 on a node of 8.
			"DaemonSets above max pods", sample.Option("m7g.medium", sample.DaemonSets(7)),
			said{
				Code: "daemonsets-do-not-fit", Setting: "daemonsets",
				Text: "the DaemonSets alone need 9 pods, but the node has 8",
				Fix:  "choose a larger type or fewer DaemonSets",
			}, sample.Option("m7g.medium", sample.DaemonSets(6)),
		},
		{
			// 21 of 29 slots, but 19 of 18 addresses.
			"DaemonSets above pod IPs", sample.Option("m5.large", sample.CustomNetworking, sample.DaemonSets(19)),
			said{
				Code: "daemonsets-do-not-fit", Setting: "daemonsets",
				Text: "the DaemonSets alone need 19 pod IPs, but the node has 18",
				Fix:  "choose a larger type or fewer DaemonSets",
			}, sample.Option("m5.large", sample.CustomNetworking, sample.DaemonSets(18)),
		},
		{
			"DaemonSets above branch ENIs", sample.Option("m7g.medium", sample.SecurityGroups, sample.DaemonSets(5)),
			said{
				Code: "daemonsets-do-not-fit", Setting: "daemonsets",
				Text: "the DaemonSets alone need 5 branch ENIs, but the node has 4",
				Fix:  "choose a larger type or fewer DaemonSets",
			}, sample.Option("m7g.medium", sample.SecurityGroups, sample.DaemonSets(4)),
		},
		{
			// 6959.3 MiB are free.
			"no pod fits", sample.Option("m5.large", sample.Pod(0, 6960*planner.MiB)),
			said{
				Code: "no-pod-fits", Setting: "pod-memory",
				Text: "not one application pod fits: limited by memory",
				Fix:  "choose a larger type, or a smaller pod request",
			}, sample.Option("m5.large", sample.Pod(0, 6959*planner.MiB)),
		},
		{
			"no pod fits, by GPUs", sample.Option("m5.large", sample.GPUs(1)),
			said{
				Code: "no-pod-fits", Setting: "pod-memory",
				Text: "not one application pod fits: limited by GPUs",
				Fix:  "choose a larger type, or a smaller pod request",
			},
			// No slot or address is left either: not the request's doing.
			sample.Option("t3.large", sample.SecurityGroups, sample.GPUs(1)),
		},
		{
			"custom networking, max pods by nodeadm", sample.Option("m5.large", sample.CustomNetworking),
			said{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 29 is above the 20 pods that can get an address (18 pod IPs + 2 host-network): further pods stay in ContainerCreating, "failed to assign an IP address to container"`,
				Fix:  "set max pods to 20",
			}, sample.Option("m5.large", sample.CustomNetworking, sample.Managed),
		},
		{
			"a number one too high", sample.Option("m5.large", sample.MaxPods(30)),
			said{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 30 is above the 29 pods that can get an address (27 pod IPs + 2 host-network): further pods stay in ContainerCreating, "failed to assign an IP address to container"`,
				Fix:  "set max pods to 29",
			}, sample.Option("m5.large", sample.MaxPods(29)),
		},
		{
			// A DaemonSet on the host network needs a slot and no address.
			"host-network DaemonSet", sample.Option("m5.large", sample.MaxPods(31), sample.DaemonSet(planner.DaemonSet{Name: "agent", HostNetwork: true})),
			said{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 31 is above the 30 pods that can get an address (27 pod IPs + 3 host-network): further pods stay in ContainerCreating, "failed to assign an IP address to container"`,
				Fix:  "set max pods to 30",
			}, sample.Option("m5.large", sample.MaxPods(30), sample.DaemonSet(planner.DaemonSet{Name: "agent", HostNetwork: true})),
		},
		{
			// The trunk's addresses are gone; pods with security groups need none.
			"the trunk's addresses", sample.Option("m5.xlarge", sample.SecurityGroups),
			said{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 58 is above the 44 pods that can get an address (42 pod IPs + 2 host-network): further pods stay in ContainerCreating, "failed to assign an IP address to container", if more than 42 of them have no security groups`,
				Fix:  "set max pods to 44",
			}, sample.Option("m5.xlarge"),
		},
		{
			// A trunk takes nothing where the type has none.
			"the trunk's addresses, t3", sample.Option("m5.large", sample.SecurityGroups),
			said{
				Code: "max-pods-above-addresses", Setting: "max-pods",
				Text: `max pods 29 is above the 20 pods that can get an address (18 pod IPs + 2 host-network): further pods stay in ContainerCreating, "failed to assign an IP address to container", if more than 18 of them have no security groups`,
				Fix:  "set max pods to 20",
			}, sample.Option("t3.large", sample.SecurityGroups),
		},
		{
			"prefixes on xen", sample.Option("m4.large", sample.Prefixes),
			said{
				Code: "prefixes-unsupported", Setting: "prefix-delegation",
				Text: "the type does not support prefixes (neither nitro nor bare metal): the CNI falls back to secondary IPs",
				Fix:  "choose a nitro type",
			}, sample.Option("m5.metal", sample.Prefixes),
		},
		{
			// With IPv6 there is no falling back to speak of.
			"prefixes on xen, IPv4", sample.Option("m4.large", sample.Prefixes),
			said{
				Code: "prefixes-unsupported", Setting: "prefix-delegation",
				Text: "the type does not support prefixes (neither nitro nor bare metal): the CNI falls back to secondary IPs",
				Fix:  "choose a nitro type",
			}, sample.Option("m4.large", sample.Prefixes, sample.IPv6),
		},
		{
			"prefixes that nodeadm does not count", sample.Option("m5.large", sample.Prefixes),
			said{
				Code: "prefixes-unused", Setting: "max-pods",
				Text: "prefix delegation gives 432 pod IPs, but the kubelet admits 29 pods: the other addresses are never used",
				Fix:  "let a managed node group set max pods (managed, 110 here) or set a number",
			}, sample.Option("m5.large", sample.Prefixes, sample.Managed),
		},
		{
			// From 30 vCPUs the managed figure is another.
			"prefixes on a large type", sample.Option("m5.8xlarge", sample.Prefixes),
			said{
				Code: "prefixes-unused", Setting: "max-pods",
				Text: "prefix delegation gives 3712 pod IPs, but the kubelet admits 234 pods: the other addresses are never used",
				Fix:  "let a managed node group set max pods (managed, 250 here) or set a number",
			}, sample.Option("m5.8xlarge"),
		},
		{
			"kube-reserved short", sample.Option("m5.large", sample.Managed, sample.Prefixes),
			said{
				Code: "kube-reserved-short", Setting: "kube-reserved-memory", Topic: planner.AboutMemory,
				Text: "kube-reserved memory is sized for 29 pods (574 MiB), but 110 pods need 1465 MiB: 891 MiB short, so a full node can starve its kubelet",
				Fix:  "set kube-reserved-memory to 1465Mi, and kubeReserved in the nodes' configuration",
			}, sample.Option("m5.large", sample.Managed, sample.Prefixes, sample.Bottlerocket),
		},
		{
			"kube-reserved over", sample.Option("m5.4xlarge", sample.Managed),
			said{
				Code: "kube-reserved-over", Setting: "kube-reserved-memory", Topic: planner.AboutMemory,
				Text: "kube-reserved memory is sized for 234 pods (2829 MiB), but 110 pods need 1465 MiB: 1364 MiB too much, which no pod can use",
				Fix:  "set kube-reserved-memory to 1465Mi, and kubeReserved in the nodes' configuration",
			},
			// Below the cap, the managed figure is nodeadm's.
			sample.Option("m5.xlarge", sample.Managed),
		},
		{
			"volumes without an EBS limit", sample.OptionWithoutEBSLimit(sample.Volumes(1)),
			said{
				Code: "volume-slots-unknown", Setting: "pod-volumes",
				Text: "the EBS limit of the type is in no table: how many volumes fit is unknown",
				Fix:  "choose another type, or podfit data update",
			}, sample.Option("g6f.large", sample.Volumes(1)),
		},
		{
			"volumes not asked for", sample.OptionWithoutEBSLimit(sample.Volumes(1)),
			said{
				Code: "volume-slots-unknown", Setting: "pod-volumes",
				Text: "the EBS limit of the type is in no table: how many volumes fit is unknown",
				Fix:  "choose another type, or podfit data update",
			}, sample.OptionWithoutEBSLimit(),
		},
		{
			"no reserved price", sample.Option("c5.large", reserved),
			said{
				Code: "reserved-unknown", Setting: "purchase", Topic: planner.AboutMoney,
				Text: "no reserved-1y price in us-east-1: the type is billed on demand, and no commitment covers it",
				Fix:  "choose another type or --purchase, or look the price up at AWS",
			}, sample.Option("m5.large", reserved),
		},
		{
			"reserved prices are a guide", sample.Option("m5.large", reserved),
			said{
				Code: "reserved-guide", Setting: "purchase", Topic: planner.AboutMoney,
				Text: "reserved-1y prices are a guide: AWS price list of 2026-04-24; a savings plan for the family (EC2 Instance Savings Plan) of the same term costs the same in most cases",
				Fix:  "compare with AWS's offer before you commit",
			}, sample.Option("m5.large"),
		},
		{
			"Auto Mode's fee", sample.Option("m5.large", sample.AutoMode),
			said{
				Code: "auto-mode-fee", Setting: "max-pods", Topic: planner.AboutMoney,
				Text: "costs include EKS Auto Mode's fee, 12% of the on-demand list price",
				Fix:  "see the fee of each type with podfit explain, and check it on AWS's price page",
			}, sample.Option("m5.large"),
		},
		{
			"no price of gp3", sample.Option("m5.large", sample.InBeijing, rootVolume),
			said{
				Code: "root-volume-unpriced", Setting: "root-volume", Topic: planner.AboutMoney,
				Text: "no gp3 price in cn-north-1: costs do not include the root volume",
				Fix:  "add it with --node-adder",
			}, sample.Option("m5.large", rootVolume),
		},
		{
			"an unknown number of GPUs", sample.Option("g6f.large", sample.GPUs(1)),
			said{
				Code: "gpus-unknown", Setting: "pod-gpus",
				Text: "EC2 does not say how many GPUs the type has: how many pods can have one is unknown",
				Fix:  "choose another type, or leave out --live",
			}, sample.Option("p5.48xlarge", sample.GPUs(1)),
		},
		{
			"no price", sample.Option("trn2.48xlarge"),
			said{
				Code: "price-unknown", Setting: "region", Topic: planner.AboutMoney,
				Text: "no on-demand price in us-east-1: costs are unknown",
				Fix:  "ask AWS for it with --live; prices of other regions are not used",
			}, sample.Option("g6f.large"),
		},
		{
			// The list is of 2026-07-20; after exactly a year it is not old yet.
			"old price", sample.OptionOn("2027-07-21", "m5.large"),
			said{
				Code: "price-old", Setting: "region", Topic: planner.AboutMoney,
				Text: "the price is older than a year: AWS price list of 2026-07-20",
				Fix:  "ask AWS for today's with --live, or get newer figures with podfit data update",
			}, sample.OptionOn("2027-07-20", "m5.large"),
		},
		{
			// The saving is of 2025-06-28, and counts where spot nodes are bought.
			"old spot saving", sample.OptionOn("2026-07-20", "m5.large", sample.Capacity(planner.Capacity{OnDemandPercent: 50})),
			said{
				Code: "price-old", Setting: "region", Topic: planner.AboutMoney,
				Text: "the price is older than a year: Spot Advisor of 2025-06-28",
				Fix:  "ask AWS for today's with --live, or get newer figures with podfit data update",
			}, sample.OptionOn("2026-07-20", "m5.large"),
		},
		{
			"no spot figure", sample.Option("g6f.large", sample.Capacity(planner.Capacity{OnDemandPercent: 50})),
			said{
				Code: "spot-unknown", Setting: "on-demand-percent", Topic: planner.AboutMoney,
				Text: "no spot price in us-east-1: the cost of the mix is unknown",
				Fix:  "ask AWS for it with --live, or buy on demand (--on-demand-percent 100)",
			}, sample.Option("g6f.large"),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			raised := false
			for _, w := range c.got.Warnings() {
				if got := saidOf(w); got.Code == c.want.Code {
					raised = true
					checkSummary(t, w)
					if got != c.want {
						t.Errorf("got  %+v\nwant %+v", got, c.want)
					}
				}
			}
			if !raised {
				t.Errorf("not raised: %s; but: %s", c.want.Code, codes(c.got.Warnings()))
			}
			for _, w := range c.nearMiss.Warnings() {
				if got := saidOf(w); got.Code == c.want.Code {
					t.Errorf("near miss on %s: %s", c.nearMiss.Type.Name, got.Text)
				}
			}
		})
	}
}

func TestSettingsWarnings(t *testing.T) {
	base := said{
		Code: "on-demand-base-without-nodes", Setting: "nodes", Topic: planner.AboutMoney,
		Text: "the effect of an on-demand base of 2 nodes depends on the size of the group, which is unknown: costs are those of a node above the base",
		Fix:  "set the size of the group (--nodes)",
	}
	adder := said{
		Code: "cluster-adder-without-nodes", Setting: "nodes", Topic: planner.AboutMoney,
		Text: "the cluster's own cost is shared by its nodes, whose number is unknown: it is not counted",
		Fix:  "set the size of the group (--nodes)",
	}
	unused := said{
		Code: "karpenter-settings-unused", Setting: "max-pods",
		Text: "reserved ENIs and pods per core apply to Karpenter only: max pods by managed ignores them",
		Fix:  "set max pods to karpenter, or remove them",
	}
	frozen := said{
		Code: "minimum-ip-target-alone", Setting: "warm-ip-target",
		Text: `MINIMUM_IP_TARGET 20 without WARM_IP_TARGET freezes a node's pool: it never grows, and further pods get no address, "failed to assign an IP address to container"`,
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
		want []said
	}{
		{"neither", sample.Capacity(planner.Capacity{OnDemandPercent: 100, NodeAdder: sample.Units(8)}), nil},
		{"a base", sample.Capacity(planner.Capacity{OnDemandBase: 2}), []said{base}},
		{"a base of a known group", sample.Capacity(planner.Capacity{OnDemandBase: 2, Nodes: 2}), nil},
		{"a cluster's adder", sample.Capacity(planner.Capacity{ClusterAdder: sample.Units(73)}), []said{adder}},
		{"a known cluster's adder", sample.Capacity(planner.Capacity{ClusterAdder: sample.Units(73), Nodes: 1}), nil},
		{"both", sample.Capacity(planner.Capacity{OnDemandBase: 2, ClusterAdder: sample.Units(73)}), []said{base, adder}},
		{"reserved ENIs", karpenters(eni.PolicyManaged, 1, 0), []said{unused}},
		{"pods per core", karpenters(eni.PolicyManaged, 0, 10), []said{unused}},
		{"pods per core on Bottlerocket", func(s *planner.Settings) { karpenters(eni.PolicyKarpenter, 0, 10)(s); s.AMI = planner.Bottlerocket }, []said{{
			Code: "pods-per-core-ignored", Setting: "pods-per-core",
			Text: "Bottlerocket ignores podsPerCore: max pods is not limited by it",
			Fix:  "set pods-per-core to 0, or ami to al2023",
		}}},
		{"Karpenter's own", karpenters(eni.PolicyKarpenter, 1, 10), nil},
		{"a frozen pool", warm(eni.WarmTargets{MinimumIP: 20, ENI: planner.Known(2)}), []said{frozen}},
		{"a pool that grows", warm(eni.WarmTargets{MinimumIP: 20, IP: 1}), nil},
		{"a /80 that is never full", func(s *planner.Settings) { sample.IPv6(s); s.Warm.MinimumIP = 20 }, nil},
	} {
		got := density.SettingsWarnings(sample.Settings(c.in))
		if len(got) != len(c.want) {
			t.Errorf("%s: got %s, want %s", c.name, codes(got), fmt.Sprint(c.want))
			continue
		}
		for i := range got {
			if got := saidOf(got[i]); got != c.want[i] {
				t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got, c.want[i])
			}
		}
	}
}

// What is said of many types that differ has no figures of one.
func checkSummary(t *testing.T, w planner.Warning) {
	t.Helper()
	other := words.WarnMany([]planner.Warning{w, density.PriceUnknown{Region: "elsewhere"}})
	one := words.Warn(w)
	figures := func(text, ofOne string) bool { return text != ofOne && strings.ContainsAny(text, "0123456789") }
	if figures(other.Text, one.Text) || figures(other.Fix, one.Fix) {
		t.Errorf("figures in %q or %q", other.Text, other.Fix)
	}
}

// One of each code for many types: with its figures where they are the same.
func TestWarnMany(t *testing.T) {
	a := density.AboveAddresses{MaxPods: 29, PodIPs: 18, HostNetwork: 2}
	b := density.AboveAddresses{MaxPods: 58, PodIPs: 42, HostNetwork: 2}
	for _, c := range []struct {
		of   []planner.Warning
		want string
	}{
		{[]planner.Warning{a, a}, words.Warn(a).Line()},
		{[]planner.Warning{a, b}, `max pods is above the number of pods that can get an address: further pods stay in ContainerCreating, "failed to assign an IP address to container"; set max pods to the number that podfit explain gives for each type`},
		// Nothing in it is of one type.
		{[]planner.Warning{density.NotOffered{Region: "eu-west-3"}, density.NotOffered{Region: "eu-west-3"}}, "not offered in eu-west-3; choose another type or region"},
	} {
		if got := words.WarnMany(c.of).Line(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func windows(s *planner.Settings) { s.CNI.OS = eni.Windows }

// What plans, Fargate and budgets of addresses warn of.
func TestOtherWarnings(t *testing.T) {
	a := subnet.Place{Zone: "a"}
	for _, c := range []struct {
		of   planner.Warning
		want string
	}{
		{plan.MoreNodes{Most: 3, Fewest: 5}, "found no plan with at most 3 nodes: the fewest is 5; allow more nodes, more groups or larger types"},
		{plan.VolumesStay{Workloads: []string{"db", "mail"}}, "EBS volumes cannot leave their zone: if it is lost, these pods wait until it is back, even with spare nodes: db, mail; replicate their data to other zones"},
		{fargate.PriceUnknown{Region: "eu-west-3"}, "no Fargate price in eu-west-3: its cost, and which workloads would be cheaper there, is unknown; look it up on AWS's price page; prices of other regions are not used"},
		{plan.PodsWait{Workloads: []string{"lead", "zonal"}}, "after the loss of a zone, no other zone may take some pods of: lead, zonal; loosen their zones, or their spread, affinity and claims by zone"},
		{plan.NotLaunched{Types: 1, AutoMode: true}, "skipped 1 type that EKS Auto Mode does not launch: nano, micro, small or fewer than 2 vCPUs; use managed node groups or Karpenter for them"},
		{plan.NotLaunched{Types: 4}, "skipped 4 types that EKS has no Windows image for; choose amd64 types"},
		{density.ManagedGroupLowest{MaxPods: 17, Type: "t3.medium"}, "in one managed node group, all nodes of these types get the lowest max pods of them: 17, that of t3.medium; create a node group for each type, or combine types with the same max pods"},
		{density.AutoModeFeeIncluded{Permille: 78, Estimate: true}, "costs include EKS Auto Mode's fee, 7.8% of the on-demand list price, an estimate for this family; see the fee of each type with podfit explain, and check it on AWS's price page"},
		{density.KarpenterMemory{Workload: "train", Type: "m5.large", Request: 7000 * planner.MiB, Expected: 7518 * planner.MiB, Free: 6959 * planner.MiB}, "each pod of train requests 7000 MiB of memory; Karpenter expects m5.large to have 7518 MiB free until it has launched one, but the node has 6959 MiB: Karpenter launches nodes on which it does not fit; raise Karpenter's VM_MEMORY_OVERHEAD_PERCENT (vm-memory-overhead-percent) or choose a larger type"},
		{subnet.Exhausted{Place: a, Addresses: 67}, "a: 67 addresses short; add a subnet to the zone, or lower the warm targets"},
		{subnet.Exhausted{Place: subnet.Place{Zone: "a", ForPods: true}, Blocks: 1}, "a, the pods' subnets: 1 whole /28 block short; add a subnet to the zone, or lower the warm targets"},
		{subnet.Fragmented{Place: a, Prefixes: 8, Free: 3}, "a: 8 prefixes need whole /28 blocks, and if the used addresses are scattered there may be only 3; reserve part of the subnet for prefixes (aws ec2 create-subnet-cidr-reservation --reservation-type prefix)"},
		{subnet.ControlPlaneShort{Place: a, Left: 15, Needed: 6, Recommended: 16}, "a: 15 addresses are left for the control plane, which needs 6 in each of a cluster's subnets; AWS recommends 16; give the control plane subnets of its own"},
		{planner.NotLive{Cause: "AWS: not permitted", Fix: "allow it", Using: "bundled prices"}, "AWS: not permitted: using bundled prices; allow it"},
		{planner.LiveStale{Parts: "zones from 10 days ago"}, "old cached answers are used: zones from 10 days ago; run once without --offline for new ones"},
		{planner.FiguresMissing{Types: []string{"m5.large"}}, "EC2 leaves out figures or kinds of types; the tables' are used for m5.large; try again with --refresh"},
		{planner.KindAssumed{Types: []string{"m99.large"}}, "EC2 leaves out whether types are of the current generation, burstable or sold as spot; taken as current, sold as spot, and burstable if the name begins with t: m99.large; try again with --refresh"},
		{planner.FiguresMissing{Types: []string{"a", "b", "c", "d", "e", "f", "g"}, Skipped: true}, "skipped, because EC2 leaves out figures that decide how many pods fit: a, b, c, d, e and 2 more; try again with --refresh"},
		{planner.PricesKeptOut{Prices: []planner.PriceKeptOut{{Type: "m5.large", Capacity: planner.Spot, Live: 100, List: 96000}}, Currency: "USD"}, "live prices below a tenth or above ten times the list price are not used: m5.large spot $0.0001 (list price $0.096); compare them with AWS's price page"},
		{subnet.QuotaExceeded{Quotas: []subnet.Quota{quota(subnet.QuotaOnDemandVCPUs, "Standard", 48, 5), quota(subnet.QuotaGroupNodes, "", 500, 450)}}, "the most nodes and an update pass AWS's default quotas: vCPUs of on-demand Standard instances: 48 of 5, nodes of a managed node group: 500 of 450; if yours are larger, give them with --quotas"},
		{subnet.QuotaExceeded{Quotas: []subnet.Quota{quota(subnet.QuotaSpotVCPUs, "X", 64, 0)}, Own: true}, "the most nodes and an update pass the account's quotas: vCPUs of spot X instances: 64 of 0; raise them in Service Quotas, or allow fewer nodes"},
		{subnet.QuotaUnknown{Quotas: []subnet.Quota{quota(subnet.QuotaNetworkInterfaces, "", 12, 5000)}}, "the quotas do not have network interfaces of the region: 12; add what aws service-quotas list-service-quotas prints for ec2, vpc and eks"},
		{subnet.NotCompared{Why: errors.New("why")}, "the addresses of the plan's zones are not compared with the subnets: why"},
		{plan.Unplaced{Workload: "web", Replicas: 3, Reason: plan.Reason{DaemonSets: true, Limit: density.LimitPodIPs, Need: 6, Have: 3}}, "web, 3 replicas: no candidate holds a pod: the DaemonSets alone need 6 pod IPs, but the node has 3"},
		{plan.Overfilled{Types: 2, First: "m5.large", Lack: density.DaemonSetsDoNotFit{Limit: density.LimitCPU, Need: 2500, Have: 1930}}, "skipped 2 instance types that the DaemonSets alone overfill; m5.large: the DaemonSets alone need 2500m CPU, but the node has 1930m allocatable"},
		{plan.Unpriced{Types: 2, Region: "eu-west-3"}, "skipped 2 instance types without a known price in eu-west-3: a cheaper plan may need one of them; try --live"},
		{plan.Unjudged{Types: []string{"trn2.48xlarge"}}, "skipped trn2.48xlarge: the tables do not have how many pods they hold; start one node of each and save what it reports with podfit verify --save"},
		{plan.WithoutRequests{Workloads: []string{"a", "b"}}, "a, b: no requests for CPU and memory, so the plan is a guess for their pods; set requests, and import again"},
		{plan.Assumed{Note: "counted as one task", Workloads: []string{"a", "b"}}, "a, b: counted as one task"},
		{planner.ImportNote{Kind: planner.Skipped, Text: "finished", Objects: []string{"pod/a", "pod/b", "pod/a"}}, "2 × pod/a, pod/b: finished"},
		{planner.ScenarioNote{Text: "DaemonSet x: guessed"}, "DaemonSet x: guessed"},
		{planner.ForeignZone{Zone: "eu-west-3a", Region: "us-east-1", Of: "eu-west-3"}, "eu-west-3a is not a zone of us-east-1, the region of the types and prices; set region to eu-west-3"},
		{planner.NotLive{Region: "eu-west-3", Cause: "AWS: silent: using bundled prices"}, "AWS: silent: using bundled prices"},
		{planner.TablesUnused{Why: errors.New("damaged")}, "the updated figures are not used: damaged; run podfit data update, or remove them with podfit data update --remove"},
		{fargate.NotExported{Workloads: []string{"api", "web"}}, "not exported: api, web: they run on Fargate; create a Fargate profile for them"},
		{verify.NodesSkipped{Kind: planner.NodeHybrid, Nodes: 2}, "skipped 2 nodes on machines outside of EC2"},
		{density.ManagedGroupCapped{Group: "m5-large", MaxPods: 111, Cap: 110}, "m5-large: the plan has 111 max pods, but EKS caps managed node groups at 110 unless they have a custom AMI; plan with --max-pods managed"},
	} {
		if got := words.Warn(c.of).Line(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
