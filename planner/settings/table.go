package settings

import (
	"fmt"
	"slices"

	"podfit/eni"
	"podfit/planner"
)

// Bounds of counts. A larger number is a typing mistake.
const (
	mostDaemonSets = 1_000
	mostMaxPods    = 10_000
	mostENIs       = 1_000
	mostNodes      = 100_000
)

// New is the table, checked against what the bundled tables know.
func New(known Known) Table {
	t := slices.Concat(
		clusterSettings(known.Regions),
		kubeletSettings(),
		reserveSettings(known),
		daemonSetSettings(known.DaemonSets),
		podSettings,
		capacitySettings,
		addressSettings,
	)
	for i := range t {
		s, of := &t[i], t[i].value.shape()
		s.Kind, s.Value, s.Choices, s.JSON = of.kind, of.placeholder, of.choices, s.YAML+of.unit
	}
	return t
}

func clusterSettings(regions []string) Table {
	return Table{
		{
			Name: "region", YAML: "cluster.region", Title: "Region", Group: Cluster,
			Usage: "AWS region: prices, spot and zones; without it that of imported objects, the scenario, PODFIT_REGION, podfit.yaml, AWS_REGION, AWS_DEFAULT_REGION, the AWS profile, or us-east-1",
			value: region(regions),
		},
		{
			Name: "prefix-delegation", YAML: "cluster.cni.mode", On: "prefix-delegation", Off: "secondary-ip", Title: "Prefixes", Group: Cluster,
			Usage: "use prefix delegation: a /28 in each slot of an ENI",
			value: either(eni.SecondaryIP, eni.PrefixDelegation, func(s *planner.Settings) *eni.Mode { return &s.CNI.Mode }),
		},
		{
			Name: "ipv6", YAML: "cluster.cni.family", On: "ipv6", Off: "ipv4", Title: "IPv6", Group: Cluster,
			Usage: "use IPv6: a /80 for each node",
			value: either(eni.IPv4, eni.IPv6, func(s *planner.Settings) *eni.Family { return &s.CNI.Family }),
		},
		{
			Name: "custom-networking", YAML: "cluster.cni.customNetworking", Title: "Custom netw.", Group: Cluster,
			Usage: "use custom networking: the primary ENI has no pod addresses",
			value: onOff(func(s *planner.Settings) *bool { return &s.CNI.CustomNetworking }),
		},
		{
			Name: "security-groups-for-pods", YAML: "cluster.cni.securityGroupsForPods.enabled", Title: "SG for pods", Group: Cluster,
			Usage: "give pods security groups, with a branch ENI each",
			value: onOff(func(s *planner.Settings) *bool { return &s.CNI.SecurityGroupsForPods }),
		},
		{
			Name: "security-groups-scope", YAML: "cluster.cni.securityGroupsForPods.scope", Title: "SG scope", Group: Cluster,
			Usage: "pods with security groups: all except those on the host network, or only application pods",
			value: word([]string{"all", "apps"}, func(s *planner.Settings) *planner.Scope { return &s.SecurityGroupsScope }),
		},
		{
			Name: "security-groups-percent", YAML: "cluster.cni.securityGroupsForPods.percent", Title: "SG share, %", Group: Cluster,
			Usage: "percentage of application pods with security groups",
			value: count(0, 100, func(s *planner.Settings) *int { return &s.SecurityGroupsPercent }),
		},
		{
			Name: "max-eni", YAML: "cluster.cni.maxENI", Title: "MAX_ENI", Group: Cluster,
			Usage: "the CNI's MAX_ENI; 0: no limit",
			value: optional(count(0, mostENIs, func(s *planner.Settings) *int { return &s.CNI.MaxENI })),
		},
		{
			Name: "os", YAML: "cluster.os", Title: "OS", Group: Cluster,
			Usage: "operating system of the nodes; on Windows, pods use the addresses of the primary ENI",
			value: word([]string{"linux", "windows"}, func(s *planner.Settings) *eni.OS { return &s.CNI.OS }),
		},
	}
}

func region(regions []string) value {
	t := field(shape{kind: Text, placeholder: "REGION", choices: regions, schema: jsonType("string")},
		func(s *planner.Settings) *string { return &s.Region },
		func(name string) (string, error) {
			if !slices.Contains(regions, name) {
				return "", fmt.Errorf("no such AWS region%s", DidYouMean(name, regions))
			}
			return name, nil
		},
		func(name string) string { return name })
	// Whoever puts a region knows better where it is from; a person on the screen does
	// not say.
	t.to = func(s *planner.Settings, name string) {
		if s.Region != name {
			s.Region, s.RegionSource = name, planner.RegionByScreen
		}
	}
	return t
}

func kubeletSettings() Table {
	return Table{
		{
			Name: "max-pods", YAML: "cluster.maxPods", Title: "Max pods", Group: Kubelet,
			Usage: maxPodsUsage(),
			value: maxPods(),
		},
		{
			Name: "reserved-enis", YAML: "cluster.reservedENIs", Title: "Reserved", Group: Kubelet,
			Usage: "Karpenter's RESERVED_ENIS",
			value: count(0, mostENIs, func(s *planner.Settings) *int { return &s.MaxPods.ReservedENIs }),
		},
		{
			Name: "pods-per-core", YAML: "cluster.podsPerCore", Title: "Per core", Group: Kubelet,
			Usage: "podsPerCore of Karpenter's node class, which Bottlerocket ignores; 0: no limit",
			value: optional(count(0, mostMaxPods, func(s *planner.Settings) *int { return &s.MaxPods.PodsPerCore })),
		},
		{
			Name: "ami", YAML: "cluster.ami", Title: "AMI", Group: Kubelet,
			Usage: "node image, which decides how kube-reserved is computed, and how many volumes the node itself has",
			value: word([]string{"al2023", "bottlerocket"}, func(s *planner.Settings) *planner.AMI { return &s.AMI }),
		},
	}
}

// reserveSettings are what the kubelet and the image keep of a node.
func reserveSettings(known Known) Table {
	return Table{
		{
			Name: "kube-reserved-cpu", YAML: "cluster.kubeReserved.cpu", Title: "Kube CPU", Group: Kubelet,
			Usage: "the kubelet's kubeReserved CPU; 0: by formula",
			value: optional(cpu(func(s *planner.Settings) *planner.Millis { return &s.KubeReserved.CPU })),
		},
		{
			Name: "kube-reserved-memory", YAML: "cluster.kubeReserved.memory", Title: "Kube mem.", Group: Kubelet,
			Usage: "the kubelet's kubeReserved memory; 0: by formula",
			value: optional(memory(func(s *planner.Settings) *planner.Memory { return &s.KubeReserved.Memory })),
		},
		{
			Name: "system-reserved-cpu", YAML: "cluster.systemReserved.cpu", Title: "System CPU", Group: Kubelet,
			Usage: "the kubelet's systemReserved CPU",
			value: cpu(func(s *planner.Settings) *planner.Millis { return &s.SystemReserved.CPU }),
		},
		{
			Name: "system-reserved-memory", YAML: "cluster.systemReserved.memory", Title: "System mem.", Group: Kubelet,
			Usage: "the kubelet's systemReserved memory",
			value: memory(func(s *planner.Settings) *planner.Memory { return &s.SystemReserved.Memory }),
		},
		{
			Name: "eviction-memory", YAML: "cluster.evictionMemory", Title: "Eviction", Group: Kubelet,
			Usage: "the kubelet's evictionHard for memory.available",
			value: memory(func(s *planner.Settings) *planner.Memory { return &s.EvictionMemory }),
		},
		{
			Name: "huge-pages", YAML: "cluster.hugePages", Title: "Huge pages", Group: Kubelet,
			Usage: "memory reserved for huge pages, which pods request as hugepages-2Mi or hugepages-1Gi",
			value: memory(func(s *planner.Settings) *planner.Memory { return &s.HugePages }),
		},
		{
			Name: "huge-page-size", YAML: "cluster.hugePageSize", Title: "Page size", Group: Kubelet,
			Usage: "size of each huge page",
			value: word([]string{"2Mi", "1Gi"}, func(s *planner.Settings) *planner.PageSize { return &s.HugePageSize }),
		},
		{
			Name: "root-volume", YAML: "cluster.rootVolume", Title: "Root volume", Group: Kubelet,
			Usage: "size of each node's root volume: the pods' ephemeral storage, and gp3 storage in the node's cost; 0: 20Gi, not in the cost",
			value: optional(memory(func(s *planner.Settings) *planner.Memory { return &s.RootVolume })),
		},
		{
			Name: "instance-store-policy", YAML: "cluster.instanceStorePolicy", Title: "Local disks", Group: Kubelet,
			Usage: "raid0: local disks, where a type has some, are the pods' ephemeral storage",
			value: word([]string{"none", "raid0"}, func(s *planner.Settings) *planner.LocalDisks { return &s.LocalDisks }),
		},
		{
			Name: "vm-memory-overhead-percent", YAML: "cluster.vmMemoryOverheadPercent", Title: "VM overhead", Group: Kubelet,
			Usage: "Karpenter's VM_MEMORY_OVERHEAD_PERCENT, as a percentage: what it subtracts from advertised memory for a type that it has not launched yet",
			value: percent(func(s *planner.Settings) *int { return &s.VMMemoryOverheadPPM }),
		},
		{
			Name: "extra-volumes", YAML: "cluster.extraVolumes", Title: "Extra volumes", Group: Kubelet,
			Usage: "EBS volumes that a launch template attaches to each node, besides those of the image",
			value: count(0, 128, func(s *planner.Settings) *int { return &s.ExtraVolumes }),
		},
		{
			Name: "memory-capacity", YAML: "cluster.memoryCapacity", Title: "Measured", Group: Kubelet,
			Usage: "memory capacity that your nodes of a type report (kubectl get nodes), instead of the bundled figure (repeatable)",
			value: memoryByType(known, func(s *planner.Settings) *byType { return &s.MemoryCapacity }),
		},
	}
}

func daemonSetSettings(presets []planner.DaemonSet) Table {
	return Table{
		{
			Name: "daemonsets", YAML: "cluster.unnamedDaemonSets", Title: "Unnamed", Group: DaemonSets,
			Usage: "number of DaemonSets besides aws-node and kube-proxy, on the pod network, without requests",
			value: count(0, mostDaemonSets, func(s *planner.Settings) *int { return &s.UnnamedDaemonSets }),
		},
		{
			Name: "daemonset", YAML: "cluster.daemonSets", Title: "Named", Group: DaemonSets,
			Usage: "a DaemonSet: the name of a preset, or name=NAME,cpu=QUANTITY,memory=QUANTITY[,host-network][,security-groups][,node-label=CONDITION][,toleration=TAINT|none] (repeatable)",
			value: daemonSets(presets, func(s *planner.Settings) *[]planner.DaemonSet { return &s.DaemonSets }),
		},
	}
}

var podSettings = Table{
	{
		Name: "pod-cpu", YAML: "podRequest.cpu", Title: "CPU", Group: Pod,
		Usage: "CPU request of the average pod",
		value: optional(cpu(func(s *planner.Settings) *planner.Millis { return &s.Pod.CPU })),
	},
	{
		Name: "pod-memory", YAML: "podRequest.memory", Title: "Memory", Group: Pod,
		Usage: "memory request of the average pod",
		value: optional(memory(func(s *planner.Settings) *planner.Memory { return &s.Pod.Memory })),
	},
	{
		Name: "pod-gpus", YAML: "podRequest.gpus", Title: "GPUs", Group: Pod,
		Usage: "GPUs that each pod requests",
		value: optional(count(0, 64, func(s *planner.Settings) *int { return &s.Pod.GPUs })),
	},
	{
		Name: "pod-volumes", YAML: "podRequest.volumes", Title: "EBS volumes", Group: Pod,
		Usage: "EBS volumes that each pod mounts",
		value: optional(count(0, 128, func(s *planner.Settings) *int { return &s.Pod.Volumes })),
	},
	{
		Name: "requests", YAML: "plan.requests", Title: "Requests", Group: Pod,
		Usage: "what workloads request in a plan: what they do now, or what they use at a percentile with a margin, where that is known",
		value: requests(func(s *planner.Settings) *planner.Requests { return &s.Requests }),
	},
}

var capacitySettings = Table{
	{
		Name: "on-demand-base", YAML: "capacity.onDemandBase", Title: "Base", Group: Capacity,
		Usage: "number of nodes that are always on-demand",
		value: count(0, mostNodes, func(s *planner.Settings) *int { return &s.Capacity.OnDemandBase }),
	},
	{
		Name: "on-demand-percent", YAML: "capacity.onDemandPercent", Title: "On-demand, %", Group: Capacity,
		Usage: "on-demand percentage of the nodes above the base; the rest is spot",
		value: count(0, 100, func(s *planner.Settings) *int { return &s.Capacity.OnDemandPercent }),
	},
	{
		Name: "nodes", YAML: "capacity.nodes", Title: "Nodes", Group: Capacity,
		Usage: "size of the node group, which shares the on-demand base and the cluster's cost; 0: unknown",
		value: optional(count(0, mostNodes, func(s *planner.Settings) *int { return &s.Capacity.Nodes })),
	},
	{
		Name: "purchase", YAML: "capacity.purchase", Title: "Purchase", Group: Capacity,
		Usage: "how nodes that are not spot are bought; of a commitment, the term that it is for",
		value: word(planner.Purchases, func(s *planner.Settings) *planner.Purchase { return &s.Capacity.Purchase }),
	},
	{
		Name: "commitment-per-hour", YAML: "capacity.commitmentPerHour", Title: "Committed/h", Group: Capacity,
		Usage: "existing commitment per hour, such as a savings plan: it covers on-demand nodes first, at the reserved price of --purchase or of one year",
		value: hourly(func(s *planner.Settings) *planner.Money { return &s.Capacity.Commitment }),
	},
	{
		Name: "discount", YAML: "capacity.discountPercent", Title: "Discount", Group: Capacity,
		Usage: "discount on on-demand prices, not on spot: 28, 28% or the factor x0.72",
		value: percent(func(s *planner.Settings) *int { return &s.Capacity.DiscountPPM }),
	},
	{
		Name: "node-adder", YAML: "capacity.nodeAdderPerMonth", Title: "Per node", Group: Capacity,
		Usage: "further cost of each node per month, such as a root volume or an agent's licence",
		value: money(func(s *planner.Settings) *planner.Money { return &s.Capacity.NodeAdder }),
	},
	{
		Name: "cluster-adder", YAML: "capacity.clusterAdderPerMonth", Title: "Per cluster", Group: Capacity,
		Usage: "further cost of the cluster per month; the control plane is 73 USD, or 438 in extended support",
		value: money(func(s *planner.Settings) *planner.Money { return &s.Capacity.ClusterAdder }),
	},
}

// addressSettings are the CNI's warm targets. They decide how many addresses a
// node takes from its subnets, not how many pods fit.
var addressSettings = Table{
	{
		Name: "warm-eni-target", YAML: "cluster.cni.warmENITarget", Title: "Warm ENIs", Group: Addresses,
		Usage: "the CNI's WARM_ENI_TARGET: spare ENIs of each node, without prefixes",
		value: target(mostENIs, func(s *planner.Settings) *planner.Maybe[int] { return &s.Warm.ENI }),
	},
	{
		Name: "warm-ip-target", YAML: "cluster.cni.warmIPTarget", Title: "Warm IPs", Group: Addresses,
		Usage: "the CNI's WARM_IP_TARGET: spare addresses of each node, instead of whole ENIs or prefixes; 0: not set",
		value: optional(count(0, mostMaxPods, func(s *planner.Settings) *int { return &s.Warm.IP })),
	},
	{
		Name: "minimum-ip-target", YAML: "cluster.cni.minimumIPTarget", Title: "Minimum IPs", Group: Addresses,
		Usage: "the CNI's MINIMUM_IP_TARGET: addresses that each node takes at start; 0: not set",
		value: optional(count(0, mostMaxPods, func(s *planner.Settings) *int { return &s.Warm.MinimumIP })),
	},
	{
		Name: "warm-prefix-target", YAML: "cluster.cni.warmPrefixTarget", Title: "Warm /28s", Group: Addresses,
		Usage: "the CNI's WARM_PREFIX_TARGET: spare prefixes of each node",
		value: target(mostENIs, func(s *planner.Settings) *planner.Maybe[int] { return &s.Warm.Prefix }),
	},
}
