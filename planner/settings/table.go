package settings

import (
	"fmt"
	"slices"

	"podfit/eni"
	"podfit/planner"
)

// Bounds of counts. Beyond them a number is a slip of the finger.
const (
	mostDaemonSets = 1_000
	mostMaxPods    = 10_000
	mostENIs       = 1_000
	mostNodes      = 100_000
)

// New is the list of settings, checked against what the tables know.
func New(known Known) Table {
	return slices.Concat(
		clusterSettings(known),
		kubeletSettings(known),
		daemonSetSettings(known),
		podSettings(),
		capacitySettings(),
		addressSettings(),
	)
}

func clusterSettings(known Known) Table {
	return Table{
		{
			Name: "region", Title: "Region", Group: Cluster, Kind: Text, Value: "REGION",
			Usage: "AWS region, for prices, spot and zones", Choices: known.Regions,
			text: func(s *planner.Settings) []string { return []string{s.Region} },
			set:  func(s *planner.Settings, v []string) error { return setRegion(s, v[0], known.Regions) },
		},
		onOff("prefix-delegation", "Prefixes", Cluster, "prefix delegation: a /28 in each slot of an ENI",
			func(s *planner.Settings) bool { return s.CNI.Mode == eni.PrefixDelegation },
			func(s *planner.Settings, on bool) {
				s.CNI.Mode = eni.SecondaryIP
				if on {
					s.CNI.Mode = eni.PrefixDelegation
				}
			}),
		onOff("ipv6", "IPv6", Cluster, "an IPv6 cluster: a /80 for each node",
			func(s *planner.Settings) bool { return s.CNI.Family == eni.IPv6 },
			func(s *planner.Settings, on bool) {
				s.CNI.Family = eni.IPv4
				if on {
					s.CNI.Family = eni.IPv6
				}
			}),
		flag("custom-networking", "Custom netw.", Cluster, "custom networking: the primary ENI carries no pods",
			func(s *planner.Settings) *bool { return &s.CNI.CustomNetworking }),
		flag("security-groups-for-pods", "SG for pods", Cluster, "security groups for pods, by branch ENIs",
			func(s *planner.Settings) *bool { return &s.CNI.SecurityGroupsForPods }),
		word("security-groups-scope", "SG scope", Cluster, "which pods have them: all but host-network ones, or applications alone", []string{"all", "apps"},
			func(s *planner.Settings) *planner.Scope { return &s.SecurityGroupsScope }),
		count("security-groups-percent", "SG share, %", Cluster, "how many of the application pods have security groups, in percent", 0, 100,
			func(s *planner.Settings) *int { return &s.SecurityGroupsPercent }),
		count("max-eni", "MAX_ENI", Cluster, "the CNI's MAX_ENI; 0 sets no limit", 0, mostENIs,
			func(s *planner.Settings) *int { return &s.CNI.MaxENI }),
	}
}

func kubeletSettings(known Known) Table {
	return Table{
		{
			Name: "max-pods", Title: "Max pods", Group: Kubelet, Kind: Text, Value: "POLICY",
			Usage:   "who sets the kubelet's max pods: " + policyUsage() + ", a number, or nodeadm's maxPodsExpression in CEL over default_enis, ips_per_eni and max_pods",
			Choices: policyWords(),
			text:    func(s *planner.Settings) []string { return []string{MaxPodsText(s.MaxPods)} },
			set:     setMaxPods,
		},
		count("reserved-enis", "Reserved", Kubelet, "Karpenter's RESERVED_ENIS", 0, mostENIs,
			func(s *planner.Settings) *int { return &s.MaxPods.ReservedENIs }),
		count("pods-per-core", "Per core", Kubelet, "podsPerCore of Karpenter's node class; 0 sets none", 0, mostMaxPods,
			func(s *planner.Settings) *int { return &s.MaxPods.PodsPerCore }),
		word("ami", "AMI", Kubelet, "node image, which decides what kube-reserved goes by", []string{"al2023", "bottlerocket"},
			func(s *planner.Settings) *planner.AMI { return &s.AMI }),
		cpu("system-reserved-cpu", "System CPU", Kubelet, "the kubelet's systemReserved CPU",
			func(s *planner.Settings) *planner.Millis { return &s.SystemReserved.CPU }),
		memory("system-reserved-memory", "System mem.", Kubelet, "the kubelet's systemReserved memory",
			func(s *planner.Settings) *planner.Memory { return &s.SystemReserved.Memory }),
		memory("huge-pages", "Huge pages", Kubelet, "memory set aside for huge pages",
			func(s *planner.Settings) *planner.Memory { return &s.HugePages }),
		{
			Name: "memory-capacity", Title: "Measured", Group: Kubelet, Kind: List, Value: "TYPE=QUANTITY",
			Usage: "memory capacity that your own nodes of a type report (kubectl get nodes), in place of the tables' (repeatable)",
			text:  memoryCapacityText,
			set:   func(s *planner.Settings, v []string) error { return setMemoryCapacity(s, v, known) },
		},
	}
}

func daemonSetSettings(known Known) Table {
	names := make([]string, 0, len(known.DaemonSets))
	for _, ds := range known.DaemonSets {
		names = append(names, ds.Name)
	}
	return Table{
		count("daemonsets", "Unnamed", DaemonSets, "so many DaemonSets more than aws-node and kube-proxy, on the pod network, without requests", 0, mostDaemonSets,
			func(s *planner.Settings) *int { return &s.UnnamedDaemonSets }),
		{
			Name: "daemonset", Title: "Named", Group: DaemonSets, Kind: List, Value: "SPEC", Choices: names,
			Usage: "a DaemonSet: a preset's name, or name=NAME,cpu=QUANTITY,memory=QUANTITY[,host-network][,security-groups] (repeatable)",
			text: func(s *planner.Settings) []string {
				var specs []string
				for _, ds := range s.DaemonSets {
					specs = append(specs, daemonSetText(ds, known.DaemonSets))
				}
				return specs
			},
			set: func(s *planner.Settings, specs []string) error { return setDaemonSets(s, specs, known.DaemonSets) },
		},
	}
}

func podSettings() Table {
	return Table{
		cpu("pod-cpu", "CPU", Pod, "CPU that a pod requests on average",
			func(s *planner.Settings) *planner.Millis { return &s.Pod.CPU }),
		memory("pod-memory", "Memory", Pod, "memory that a pod requests on average",
			func(s *planner.Settings) *planner.Memory { return &s.Pod.Memory }),
		count("pod-gpus", "GPUs", Pod, "GPUs that a pod requests", 0, 64,
			func(s *planner.Settings) *int { return &s.Pod.GPUs }),
		count("pod-volumes", "EBS volumes", Pod, "EBS volumes that a pod mounts", 0, 128,
			func(s *planner.Settings) *int { return &s.Pod.Volumes }),
	}
}

func capacitySettings() Table {
	return Table{
		count("on-demand-base", "Base", Capacity, "nodes that are on-demand in any case", 0, mostNodes,
			func(s *planner.Settings) *int { return &s.Capacity.OnDemandBase }),
		count("on-demand-percent", "On-demand, %", Capacity, "on-demand share of the nodes above the base; the rest is spot", 0, 100,
			func(s *planner.Settings) *int { return &s.Capacity.OnDemandPercent }),
		count("nodes", "Nodes", Capacity, "size of the node group, over which the base and the cluster's cost spread; 0 is unknown", 0, mostNodes,
			func(s *planner.Settings) *int { return &s.Capacity.Nodes }),
		{
			Name: "discount", Title: "Discount", Group: Capacity, Kind: Text, Value: "PERCENT",
			Usage: "what comes off on-demand prices: 28, 28% or the factor x0.72; spot has none",
			text:  func(s *planner.Settings) []string { return []string{discountText(s.Capacity.DiscountPPM)} },
			set:   setDiscount,
		},
		money("node-adder", "Per node", Capacity, "what each node costs besides, a month: a root volume, an agent's licence",
			func(s *planner.Settings) *planner.Money { return &s.Capacity.NodeAdder }),
		money("cluster-adder", "Per cluster", Capacity, "what the cluster costs besides, a month: the control plane is 73 USD, 438 in extended support",
			func(s *planner.Settings) *planner.Money { return &s.Capacity.ClusterAdder }),
	}
}

func setRegion(s *planner.Settings, name string, regions []string) error {
	for _, r := range regions {
		if r == name {
			s.Region = name
			return nil
		}
	}
	return fmt.Errorf("no such AWS region%s", DidYouMean(name, regions))
}
