package planner

import (
	"slices"
	"strconv"
	"strings"
)

// Labels of nodes that follow from what a node is, where it is and how it is bought.
const (
	ArchLabel     = "kubernetes.io/arch"
	OSLabel       = "kubernetes.io/os"
	TypeLabel     = "node.kubernetes.io/instance-type"
	RegionLabel   = "topology.kubernetes.io/region"
	KarpenterBuys = "karpenter.sh/capacity-type"
	EKSBuys       = "eks.amazonaws.com/capacityType"
	// GPUPresent is that of NVIDIA's GPU feature discovery.
	GPUPresent = "nvidia.com/gpu.present"
)

// GroupLabels have the name of what launched a node: Karpenter's, EKS's, eksctl's and
// kOps'.
var GroupLabels = []string{
	"karpenter.sh/nodepool", "eks.amazonaws.com/nodegroup", "alpha.eksctl.io/nodegroup-name", "karpenter.sh/provisioner-name", "kops.k8s.io/instancegroup",
}

// GroupOf is the name of what launched a node; empty if no label says.
func GroupOf(labels map[string]string) string {
	for _, key := range GroupLabels {
		if name := labels[key]; name != "" {
			return name
		}
	}
	return ""
}

// newerLabels are the labels that have the same value as an older one.
var newerLabels = map[string]string{
	"beta.kubernetes.io/arch": ArchLabel, "beta.kubernetes.io/os": OSLabel, "beta.kubernetes.io/instance-type": TypeLabel,
	"failure-domain.beta.kubernetes.io/zone": ZoneTopology, "failure-domain.beta.kubernetes.io/region": RegionLabel,
	"topology.ebs.csi.aws.com/zone": ZoneTopology,
}

// NewerLabel is the label by which a node says the same today.
func NewerLabel(key string) string {
	if newer, is := newerLabels[key]; is {
		return newer
	}
	return key
}

// instancePrefixes begin the labels of Karpenter and of EKS Auto Mode for properties of
// an instance type.
var instancePrefixes = []string{"karpenter.k8s.aws/instance-", "eks.amazonaws.com/instance-"}

// FollowsFromNode reports a label that follows from what a node is, so that nobody has
// to set it.
func FollowsFromNode(key string) bool {
	return slices.Contains([]string{HostTopology, ZoneTopology, RegionLabel, ArchLabel, OSLabel, TypeLabel, KarpenterBuys, EKSBuys}, NewerLabel(key)) ||
		slices.ContainsFunc(instancePrefixes, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}

// Label is a label of nodes of the type; known is false for one that does not follow
// from it.
func (i *InstanceType) Label(key string) (value string, has, known bool) {
	switch key = NewerLabel(key); key {
	case ArchLabel:
		return i.Arch, true, true
	case OSLabel:
		return "linux", true, true
	case TypeLabel:
		return i.Name, true, true
	}
	for _, prefix := range instancePrefixes {
		if property, of := strings.CutPrefix(key, prefix); of {
			value, has = instanceLabel(i, property)
			return value, has, true
		}
	}
	return "", false, false
}

// DaemonSetsOn are the DaemonSets whose pods run on nodes of a type: EKS's own, and
// those whose conditions its labels can meet. A condition on a label that does not
// follow from the type is taken as met, which is on the safe side.
func (s *Settings) DaemonSetsOn(i *InstanceType) []DaemonSet {
	all := slices.Clone(s.SystemPods())
	for _, ds := range s.DaemonSets {
		if ds.RunsOn(i) {
			all = append(all, ds)
		}
	}
	return all
}

// RunsOn reports whether a DaemonSet's pods may run on nodes of a type.
func (d *DaemonSet) RunsOn(i *InstanceType) bool {
	for k := range d.Nodes {
		r := &d.Nodes[k]
		value, has, known := i.Label(r.Key)
		if r.Key == GPUPresent {
			value, has, known = "true", i.GPUMaker == "NVIDIA", true
		}
		if known && !r.Holds(value, has) {
			return false
		}
	}
	return true
}

// instanceLabel is a property that Karpenter and EKS Auto Mode put on their nodes
// (karpenter-provider-aws, pkg/providers/instancetype/types.go, computeRequirements).
func instanceLabel(i *InstanceType, property string) (value string, has bool) {
	family := i.Family()
	letters := strings.IndexAny(family, "0123456789")
	number := func(n int) (string, bool) { return strconv.Itoa(n), n > 0 }
	text := func(s string) (string, bool) { return s, s != "" }
	switch property {
	case "family":
		return family, true
	case "size":
		return i.Size(), true
	case "category":
		if letters > 0 {
			return strings.TrimRight(family[:letters], "-"), true
		}
	case "generation":
		if letters > 0 {
			rest := family[letters:]
			end := strings.IndexFunc(rest, func(c rune) bool { return c < '0' || c > '9' })
			if end < 0 {
				end = len(rest)
			}
			return rest[:end], true
		}
	case "cpu":
		return number(i.VCPUs)
	case "memory":
		return number(int(i.Memory / MiB))
	case "hypervisor":
		return i.Hypervisor, true
	case "cpu-manufacturer":
		return text(strings.ToLower(i.Processor))
	case "gpu-count":
		return number(i.GPUs.Or(0))
	case "gpu-manufacturer":
		return text(strings.ToLower(i.GPUMaker))
	case "gpu-name":
		return text(strings.ToLower(strings.ReplaceAll(i.GPUModel, " ", "-")))
	case "gpu-memory":
		return number(int(i.GPUMemory / MiB))
	case "accelerator-count":
		return number(i.Accelerators)
	case "accelerator-name":
		return text(strings.ToLower(i.Accelerator))
	case "local-nvme":
		return number(i.LocalStorageGB())
	case "ebs-bandwidth":
		return number(i.EBSPeakMbps.Or(0))
	case "network-bandwidth":
		return number(int(i.NetworkGbps * 1000))
	}
	return "", false
}
