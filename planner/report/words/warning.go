package words

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/subnet"
	"podfit/planner/verify"
)

// Warning is a warning in words: what will happen, and what to do about it.
type Warning struct {
	planner.WarningID
	Text, Fix string
}

// Line is the warning on one line.
func (w Warning) Line() string {
	if w.Fix == "" {
		return w.Text
	}
	return w.Text + "; " + w.Fix
}

// labels are what lines of some codes begin with.
var labels = map[string]string{
	plan.Unplaced{}.About().Code: "unplaced", planner.TablesUnused{}.About().Code: "figures",
	planner.NotLive{}.About().Code: Live, planner.LiveStale{}.About().Code: Live, planner.FiguresMissing{}.About().Code: Live, planner.FiguresMissing{Skipped: true}.About().Code: Live, planner.KindAssumed{}.About().Code: Live, planner.PricesKeptOut{}.About().Code: Live,
	planner.WithoutRequests.String(): "without requests", planner.Assumed.String(): "assumed",
	planner.Ignored.String(): "ignored", planner.Counted.String(): "counted", planner.Unread.String(): "not read", planner.Skipped.String(): "skipped",
}

// Live is the label of what is wrong with AWS's answer.
const Live = "live"

// Label is what the line of a warning begins with, for people.
func Label(code string) string { return cmp.Or(labels[code], "warning") }

// Warn puts one warning in words.
func Warn(w planner.Warning) Warning {
	text, fix := warningText(w)
	return Warning{w.About(), text, fix}
}

// Warnings put each in words.
func Warnings(all []planner.Warning) []Warning {
	var said []Warning
	for _, w := range all {
		said = append(said, Warn(w))
	}
	return said
}

// WarnMany puts warnings of one code, of several instance types, in one: without
// figures where the types differ in them.
func WarnMany(same []planner.Warning) Warning {
	w := Warn(same[0])
	for _, other := range same[1:] {
		if reflect.DeepEqual(other, same[0]) {
			continue
		}
		text, fix := summaryText(same[0])
		if text != "" {
			w.Text = text
		}
		if fix != "" {
			w.Fix = fix
		}
		break
	}
	return w
}

func warningText(w planner.Warning) (text, fix string) {
	for _, of := range []func(planner.Warning) (text, fix string){podWarning, resourceWarning, settingsWarning, planWarning, todayWarning, skippedWarning, inputWarning, requestWarning, liveWarning, subnetWarning, pendingWarning} {
		if text, fix := of(w); text != "" {
			return text, fix
		}
	}
	return w.About().Code, "" // a test puts every warning in words
}

const noAddress = `"failed to assign an IP address to container"`

// podWarning is of an option's pods and addresses.
func podWarning(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case density.NotANode:
		return fmt.Sprintf("cannot be an EKS node: %s %s", w.Processor, w.Arch), "choose an amd64 or arm64 type that runs Linux"
	case density.NotOffered:
		return "not offered in " + w.Region, "choose another type or region"
	case density.NoMaxPods:
		return w.Why.Error(), "change the expression so that it gives at least 1 for every type"
	case density.IPv6Unsupported:
		return "IPv6 requires prefixes, which only nitro and bare metal types support: no pod gets an address", "choose a nitro type"
	case density.SecurityGroupsInAutoMode:
		return "AWS does not publish how many pods with security groups a node of EKS Auto Mode can have: the branch ENIs of the type are counted", "use Kubernetes 1.36 or later, and read vpc.amazonaws.com/pod-eni in a node's capacity"
	case density.NoTrunk:
		return fmt.Sprintf("MAX_ENI %d leaves no slot for the trunk ENI: no pod can have security groups, and pods that need them stay pending", w.MaxENI), "raise MAX_ENI (max-eni) to 2 or more"
	case density.NotLaunchable:
		return notLaunchableText(w), "choose another type"
	case density.ManagedGroupLowest:
		return fmt.Sprintf("in one managed node group, all nodes of these types get the lowest max pods of them: %d, that of %s", w.MaxPods, w.Type), "create a node group for each type, or combine types with the same max pods"
	case density.ManagedGroupCapped:
		return fmt.Sprintf("%s: the plan has %d max pods, but EKS caps managed node groups at %d unless they have a custom AMI", w.Group, w.MaxPods, w.Cap), "plan with --max-pods managed"
	case density.BranchENIsUnknown:
		return "no table has the number of branch ENIs of this type: how many pods can have security groups is unknown", "start one node and read vpc.amazonaws.com/pod-eni in its capacity"
	case density.SecurityGroupsUnsupported:
		return "the type does not support trunk ENIs: no pod on it can have security groups", "choose a type with branch ENIs, such as m5 or later instead of t"
	case density.NoENILeft:
		if w.Attached < w.OfType {
			return "no ENI is left for ordinary pods: " + eniSum(w.PodENIs), "raise MAX_ENI"
		}
		return "no ENI is left for ordinary pods: " + eniSum(w.PodENIs), "choose a type with more ENIs, or turn off custom networking or security groups for pods"
	case density.AboveAddresses:
		text := fmt.Sprintf("max pods %d is above the %s that can get an address (%d pod IPs + %d host-network): further pods stay in ContainerCreating, %s", w.MaxPods, Counted(w.Attainable(), "pod"), w.PodIPs, w.HostNetwork, noAddress)
		if w.BranchENIs > 0 {
			text += fmt.Sprintf(", if more than %d of them have no security groups", w.PodIPs)
		}
		return text, fmt.Sprintf("set max pods to %d", w.Attainable())
	case density.PrefixesUnsupported:
		return "the type does not support prefixes (neither nitro nor bare metal): the CNI falls back to secondary IPs", "choose a nitro type"
	case density.PrefixesUnused:
		return fmt.Sprintf("prefix delegation gives %s pod IPs, but the kubelet admits %s: the other addresses are never used", countText(w.PodIPs), Counted(w.MaxPods, "pod")),
			fmt.Sprintf("let a managed node group set max pods (managed, %d here) or set a number", w.Managed)
	}
	return "", ""
}

// resourceWarning is of an option's resources and price.
func resourceWarning(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case density.DaemonSetsDoNotFit:
		return daemonSetsText(w), "choose a larger type or fewer DaemonSets"
	case density.NoPodFits:
		return fmt.Sprintf("not one application pod fits: limited by %s", w.Limit), "choose a larger type, or a smaller pod request"
	case density.KubeReserved:
		return kubeReservedText(w), fmt.Sprintf("set kube-reserved-memory to %dMi, and kubeReserved in the nodes' configuration", density.KubeReservedMemory(w.MaxPods)/planner.MiB)
	case density.KarpenterMemory:
		return karpenterMemoryText(w)
	case density.SmallArm64Memory:
		return "Bottlerocket has reported up to 6% less memory on small arm64 types than other images", "start one node and set memory-capacity to what it reports"
	case density.WindowsMemoryUnknown:
		return "memory and its reserves are estimated as on Linux: Windows itself uses more", "start one node and set memory-capacity to what it reports"
	case density.WindowsPriceUnknown:
		return "no table has prices with a Windows licence: costs are unknown", "look them up on AWS's price page"
	case density.AutoModeFeeIncluded:
		return autoModeFeeText(w), "see the fee of each type with podfit explain, and check it on AWS's price page"
	case density.VolumeSlotsUnknown:
		return "the EBS limit of the type is in no table: how many volumes fit is unknown", "choose another type, or podfit data update"
	case density.GPUsUnknown:
		return "EC2 does not say how many GPUs the type has: how many pods can have one is unknown", "choose another type, or leave out --live"
	case density.FractionalGPU:
		return gpuFraction(w.Model, w.Memory), "if pods need a whole GPU, choose a type with whole GPUs"
	case density.PriceUnknown:
		return fmt.Sprintf("no on-demand price in %s: costs are unknown", w.Region), "ask AWS for it with --live; prices of other regions are not used"
	case density.PriceOld:
		return fmt.Sprintf("the price is older than a year: %s of %s", w.Source.Name, w.Source.AsOf), "ask AWS for today's with --live, or get newer figures with podfit data update"
	case density.ReservedUnknown:
		return fmt.Sprintf("no %s price in %s: the type is billed on demand, and no commitment covers it", w.Purchase, w.Region), "choose another type or --purchase, or look the price up at AWS"
	case density.ReservedGuide:
		return fmt.Sprintf("%s prices are a guide: %s of %s; a savings plan for the family (EC2 Instance Savings Plan) of the same term costs the same in most cases", w.Purchase, w.Source.Name, w.Source.AsOf), "compare with AWS's offer before you commit"
	case density.RootVolumeUnpriced:
		return fmt.Sprintf("no gp3 price in %s: costs do not include the root volume", w.Region), "add it with --node-adder"
	case density.SpotUnknown:
		return fmt.Sprintf("no spot price in %s: the cost of the mix is unknown", w.Region), "ask AWS for it with --live, or buy on demand (--on-demand-percent 100)"
	}
	return "", ""
}

func notLaunchableText(w density.NotLaunchable) string {
	switch {
	case !w.AutoMode:
		return "EKS has no Windows image for arm64"
	case w.VCPUs < 2:
		return "EKS Auto Mode does not launch types with fewer than 2 vCPUs"
	}
	return "EKS Auto Mode does not launch nano, micro and small sizes"
}

func autoModeFeeText(w density.AutoModeFeeIncluded) string {
	text := fmt.Sprintf("costs include EKS Auto Mode's fee, %s%% of the on-demand list price", Plain(float64(w.Permille)/10))
	if w.Estimate {
		text += ", an estimate for this family"
	}
	return text
}

func karpenterMemoryText(w density.KarpenterMemory) (text, fix string) {
	pod := "a pod"
	if w.Workload != "" {
		pod = "each pod of " + w.Workload
	}
	text = fmt.Sprintf("%s requests %s of memory; Karpenter expects %s to have %s free until it has launched one, but the node has %s", pod, mib(w.Request), w.Type, mib(w.Expected), mib(w.Free))
	if w.Request > w.Expected {
		return text + ": Karpenter does not launch the type for it", "lower Karpenter's VM_MEMORY_OVERHEAD_PERCENT (vm-memory-overhead-percent) or the request"
	}
	return text + ": Karpenter launches nodes on which it does not fit", "raise Karpenter's VM_MEMORY_OVERHEAD_PERCENT (vm-memory-overhead-percent) or choose a larger type"
}

func daemonSetsText(w density.DaemonSetsDoNotFit) string {
	need, have := fmt.Sprintf("%d %s", w.Need, w.Limit), fmt.Sprint(w.Have)
	switch w.Limit {
	case density.LimitMaxPods:
		need = Counted(int(w.Need), "pod")
	case density.LimitMemory:
		need, have = mib(planner.Memory(w.Need)), mib(planner.Memory(w.Have))+" allocatable"
	case density.LimitCPU:
		need, have = CPU(planner.Millis(w.Need))+" CPU", CPU(planner.Millis(w.Have))+" allocatable"
	}
	return fmt.Sprintf("the DaemonSets alone need %s, but the node has %s", need, have)
}

func kubeReservedText(w density.KubeReserved) string {
	text := fmt.Sprintf("kube-reserved memory is sized for %s (%d MiB), but %d pods need %d MiB",
		Counted(w.SizedFor, "pod"), density.KubeReservedMemory(w.SizedFor)/planner.MiB, w.MaxPods, density.KubeReservedMemory(w.MaxPods)/planner.MiB)
	if short := w.Short() / planner.MiB; short > 0 {
		return fmt.Sprintf("%s: %d MiB short, so a full node can starve its kubelet", text, short)
	}
	return fmt.Sprintf("%s: %d MiB too much, which no pod can use", text, -w.Short()/planner.MiB)
}

// settingsWarning is of the settings themselves.
func settingsWarning(w planner.Warning) (text, fix string) {
	const setSize = "set the size of the group (--nodes)"
	switch w := w.(type) {
	case density.KarpenterSettingsUnused:
		return fmt.Sprintf("reserved ENIs and pods per core apply to Karpenter only: max pods by %s ignores them", w.Policy), "set max pods to karpenter, or remove them"
	case density.PodsPerCoreIgnored:
		return "Bottlerocket ignores podsPerCore: max pods is not limited by it", "set pods-per-core to 0, or ami to al2023"
	case density.MinimumIPTargetAlone:
		return fmt.Sprintf("MINIMUM_IP_TARGET %d without WARM_IP_TARGET freezes a node's pool: it never grows, and further pods get no address, %s", w.Target, noAddress), "set WARM_IP_TARGET to 1 or more"
	case density.OnDemandBaseWithoutNodes:
		return fmt.Sprintf("the effect of an on-demand base of %s depends on the size of the group, which is unknown: costs are those of a node above the base", Counted(w.Base, "node")), setSize
	case density.ClusterAdderWithoutNodes:
		return "the cluster's own cost is shared by its nodes, whose number is unknown: it is not counted", setSize
	}
	return "", ""
}

// planWarning is of a plan, and of Fargate beside it.
func planWarning(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case plan.MoreNodes:
		return fmt.Sprintf("found no plan with at most %s: the fewest is %d", Counted(w.Most, "node"), w.Fewest), "allow more nodes, more groups or larger types"
	case plan.NotLaunched:
		if w.AutoMode {
			return fmt.Sprintf("skipped %s that EKS Auto Mode does not launch: nano, micro, small or fewer than 2 vCPUs", Counted(w.Types, "type")), "use managed node groups or Karpenter for them"
		}
		return fmt.Sprintf("skipped %s that EKS has no Windows image for", Counted(w.Types, "type")), "choose amd64 types"
	case plan.FewerZones:
		return fmt.Sprintf("%s were asked for, and %s has %d: the plan is in these", Counted(w.Asked, "zone"), w.Region, w.Has), fmt.Sprintf("set zones to %d", w.Has)
	case plan.PoolIdle:
		return fmt.Sprintf("no workload may be in pool %s: none tolerates all its taints and accepts its labels, so no nodes are planned for it", w.Pool), "compare its taints and labels with tolerations and node selectors"
	case plan.PoolUnused:
		return fmt.Sprintf("pool %s has no nodes: what may be in it may be in other pools as well, where kube-scheduler would scatter it, and all costs less without the pool's nodes: %s", w.Pool, ObjectNames(w.Workloads)), "to keep it in the pool, have it select a label of it"
	case plan.DaemonSetsKeptOff:
		return fmt.Sprintf("DaemonSets that do not tolerate the taints of pool %s do not run on its nodes: %s", w.Pool, List(w.DaemonSets)), "to have them there, let them tolerate its taints, and import again"
	case plan.TolerationsUnknown:
		return fmt.Sprintf("DaemonSets are counted on the tainted nodes of %s %s, as it is not known whether they tolerate the taints: %s", plural(len(w.Pools), "pool", "pools"), List(w.Pools), List(w.DaemonSets)), "give each its tolerations, or [] for none, as the scenario's tolerations or the flag's toleration=…"
	case plan.VolumesStay:
		return "EBS volumes cannot leave their zone: if it is lost, these pods wait until it is back, even with spare nodes: " + ObjectNames(w.Workloads), "replicate their data to other zones"
	case plan.ResourceUnknown:
		return fmt.Sprintf("no table has how many %s a node has: %d of %d instance types are not judged, and hold no pod of %s", w.Resource, w.Types, w.Of, ObjectNames(w.Workloads)),
			"give the number by instance type as overrides in the scenario, such as overrides: {p5.48xlarge: {extended: {" + w.Resource + ": 8}}}"
	case plan.FractionalGPU:
		return fmt.Sprintf("each GPU of %s is a part of one: %s with %s", List(w.Types), w.Model, Memory(w.Memory)),
			"if pods need a whole GPU, leave these types out with the filter gpu-fraction=no"
	case plan.PodsWait:
		return "after the loss of a zone, no other zone may take some pods of: " + ObjectNames(w.Workloads), "loosen their zones, or their spread, affinity and claims by zone"
	case plan.SpareUnmet:
		return fmt.Sprintf("no number of nodes survives the loss that --spare %s asks for: the plan does not", w.Spare), "add zones, types or groups"
	case plan.RolloutRoom:
		return "a node is there for rollouts, which start a pod before they end another: " + ObjectNames(w.Workloads), "to do without it, set maxSurge 0 and maxUnavailable 1, or the strategy Recreate, and import again"
	case plan.RolloutStuck:
		return "a rollout needs room for one pod more than any number of nodes has, because of the pods' own rules: " + ObjectNames(w.Workloads), "allow maxUnavailable: 1"
	case plan.MostUnplaced:
		return "no number of nodes has a place for maxReplicas of: " + ObjectNames(w.Workloads), "lower maxReplicas, or loosen their rules"
	case plan.PoolsShared:
		return fmt.Sprintf("kube-scheduler may put %s on the nodes of %s, whatever these cost", ObjectNames(w.Workloads), List(w.Pools)), "to keep them in one pool, have them select a label of it"
	case plan.LabelsAssumed:
		return fmt.Sprintf("the plan takes for granted that its nodes have %s, which %s select", w.Conditions, ObjectNames(w.Workloads)), "label the node groups, as podfit export does"
	case plan.Arm64Unlisted:
		if w.Known == 0 {
			return "no workload has images in the scenario: all stay on amd64, because arm64-images says which images are built for arm64", "import the workloads again, or give them images"
		}
		return fmt.Sprintf("no workload has all its images in arm64-images, of %s with known ones: all stay on amd64", Counted(w.Known, "workload")), "write images as the workloads' images have them, with their registry; a file of them is @FILE"
	case plan.AMD64Assumed:
		return "the plan has these on amd64 nodes, because arm64-images does not have their images, but the scheduler may put them on arm64 nodes: " + ObjectNames(w.Workloads), "give them the nodeSelector kubernetes.io/arch: amd64"
	case plan.SharedClaim:
		return "pods that share a ReadWriteOnce claim must be on one node, and the scheduler scatters them: " + ObjectNames(w.Workloads), "add pod affinity by kubernetes.io/hostname, which the plan assumes"
	case plan.UnknownTopology:
		return fmt.Sprintf("nodes have no label %s: the constraints of %s by it are left out", strings.Join(w.Keys, ", "), ObjectNames(w.Workloads)), "spread by kubernetes.io/hostname or topology.kubernetes.io/zone"
	case plan.PartOfTheMonth:
		return "priced as if they ran all month at their least: " + ObjectNames(w.Workloads), "see maxNodes and maxPerMonth for their most"
	case plan.SmallNodes:
		fix := "choose from larger types"
		if w.Larger != "" {
			fix = "compare with " + w.Larger
		}
		if w.Times == 1 {
			return fmt.Sprintf("the largest pod goes into %s once: the scheduler fills such small nodes badly", w.Type), fix
		}
		return fmt.Sprintf("the largest pod goes into %s only %d times: the scheduler fills such small nodes badly", w.Type, w.Times), fix
	case plan.SearchCut:
		return "the time limit ended the search: there may be better plans", "raise --time-limit"
	case fargate.PriceUnknown:
		return fmt.Sprintf("no Fargate price in %s: its cost, and which workloads would be cheaper there, is unknown", w.Region), "look it up on AWS's price page; prices of other regions are not used"
	}
	return "", ""
}

// skippedWarning is of what a plan leaves out.
func skippedWarning(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case plan.Unplaced:
		return fmt.Sprintf("%s, %s: %s", w.Workload, Counted(w.Replicas, "replica"), Reason(w.Reason)), ""
	case plan.Overfilled:
		return fmt.Sprintf("skipped %s that the DaemonSets alone overfill; %s: %s", Counted(w.Types, "instance type"), w.First, daemonSetsText(w.Lack)), ""
	case plan.Unpriced:
		return fmt.Sprintf("skipped %s without a known price in %s: a cheaper plan may need one of them", Counted(w.Types, "instance type"), w.Region), "try --live"
	case plan.Unjudged:
		return fmt.Sprintf("skipped %s: the tables do not have how many pods they hold", ObjectNames(w.Types)), "start one node of each and save what it reports with podfit verify --save"
	}
	return "", ""
}

// inputWarning is of what was read: imported objects and AWS's answers.
func inputWarning(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case planner.ImportNote:
		return ObjectNames(w.Objects) + ": " + w.Text, ""
	case plan.WithoutRequests:
		return ObjectNames(w.Workloads) + ": no requests for CPU and memory, so the plan is a guess for their pods", "set requests, and import again"
	case plan.Assumed:
		return ObjectNames(w.Workloads) + ": " + w.Note, ""
	case planner.ScenarioNote:
		return w.Text, ""
	case planner.ForeignZone:
		of := ""
		if w.What != "" {
			of = " of " + w.What
		}
		return fmt.Sprintf("%s%s is not a zone of %s, the region of the types and prices", w.Zone, of, w.Region), "set region to " + w.Of
	case planner.TablesUnused:
		return fmt.Sprintf("the updated figures are not used: %v", w.Why), "run podfit data update, or remove them with podfit data update --remove"
	case fargate.NotExported:
		return "not exported: " + ObjectNames(w.Workloads) + ": they run on Fargate", "create a Fargate profile for them"
	case verify.NodesSkipped:
		return fmt.Sprintf("skipped %s %s", Counted(w.Nodes, "node"), skippedNodes[w.Kind]), ""
	}
	return "", ""
}

// skippedNodes are kinds of nodes that podfit does not predict.
var skippedNodes = map[planner.NodeKind]string{
	planner.NodeFargate: "on Fargate, which has no instance types",
	planner.NodeHybrid:  "on machines outside of EC2",
	planner.NodeWindows: "that run Windows, for which podfit has no rules",
}

// mostNamed objects in a note, of which there can be thousands.
const mostNamed = 12

// ObjectNames are names of objects, each once with how many there are.
func ObjectNames(objects []string) string {
	var names []string
	count := map[string]int{}
	for _, o := range objects {
		if count[o]++; count[o] == 1 {
			names = append(names, o)
		}
	}
	more := ""
	if len(names) > mostNamed {
		more = fmt.Sprintf(" and %d more", len(names)-mostNamed)
		names = names[:mostNamed]
	}
	for i, name := range names {
		if n := count[name]; n > 1 {
			names[i] = fmt.Sprintf("%d × %s", n, name)
		}
	}
	return strings.Join(names, ", ") + more
}

// subnetWarning is of a budget of addresses.
func subnetWarning(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case subnet.Exhausted:
		fix := "add a subnet to the zone, or lower the warm targets"
		if w.Addresses > 0 {
			return fmt.Sprintf("%s: %s short", subnetsOf(w.Place), plural(w.Addresses, "address", "addresses")), fix
		}
		return fmt.Sprintf("%s: %s short", subnetsOf(w.Place), Counted(w.Blocks, "whole /28 block")), fix
	case subnet.Fragmented:
		return fmt.Sprintf("%s: %d prefixes need whole /28 blocks, and if the used addresses are scattered there may be only %d", subnetsOf(w.Place), w.Prefixes, w.Free),
			"reserve part of the subnet for prefixes (aws ec2 create-subnet-cidr-reservation --reservation-type prefix)"
	case subnet.ControlPlaneShort:
		return fmt.Sprintf("%s: %d addresses are left for the control plane, which needs %d in each of a cluster's subnets; AWS recommends %d", subnetsOf(w.Place), w.Left, w.Needed, w.Recommended),
			"give the control plane subnets of its own"
	case subnet.NotCompared:
		return fmt.Sprintf("the addresses of the plan's zones are not compared with the subnets: %v", w.Why), ""
	case subnet.QuotaExceeded:
		kind, fix := "the account's quotas", "raise them in Service Quotas, or allow fewer nodes"
		if !w.Own {
			kind, fix = "AWS's default quotas", "if yours are larger, give them with --quotas"
		}
		return fmt.Sprintf("the most nodes and an update pass %s: %s", kind, quotasText(w.Quotas)), fix
	case subnet.QuotaUnknown:
		return "the quotas do not have " + quotasText(w.Quotas), "add what aws service-quotas list-service-quotas prints for ec2, vpc and eks"
	}
	return "", ""
}

// quotasText is quotas with what is used of them, and their limits if they are passed.
func quotasText(quotas []subnet.Quota) string {
	var all []string
	for _, q := range quotas {
		text := fmt.Sprintf("%s: %d", QuotaName(q.QuotaRow), q.Used)
		if q.Used > q.Limit {
			text += fmt.Sprintf(" of %d", q.Limit)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func subnetsOf(p subnet.Place) string {
	if p.ForPods {
		return p.Zone + ", the pods' subnets"
	}
	return p.Zone
}

// summaryText is what can be said of many types that differ in the figures; empty
// is what is said of one.
func summaryText(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case density.NotANode:
		return "cannot be an EKS node", ""
	case density.NoMaxPods:
		return "the max pods expression has no value", ""
	case density.NoENILeft:
		return "no ENI is left for ordinary pods", ""
	case density.DaemonSetsDoNotFit:
		return "the DaemonSets alone need more than a node has", ""
	case density.NoPodFits:
		return "not one application pod fits", ""
	case density.AboveAddresses:
		return "max pods is above the number of pods that can get an address: further pods stay in ContainerCreating, " + noAddress, "set max pods to the number that podfit explain gives for each type"
	case density.PrefixesUnused:
		return "prefix delegation gives more pod IPs than the kubelet admits pods: the other addresses are never used", "let a managed node group set max pods (managed) or set a number"
	case density.FractionalGPU:
		return "each GPU is a part of one", ""
	case density.ReservedGuide:
		return "reserved prices are a guide; a savings plan for the family of the same term costs the same in most cases", ""
	case density.NotLaunchable:
		if w.AutoMode {
			return "EKS Auto Mode does not launch these types: nano, micro and small sizes, and those with a single vCPU", ""
		}
	case density.AutoModeFeeIncluded:
		return "costs include EKS Auto Mode's fee, a share of the on-demand list price that is an estimate for some families", ""
	case density.KarpenterMemory:
		return "the pod's memory request is between what Karpenter expects of the type and what its node has", ""
	case density.PriceOld:
		return "prices are older than a year", ""
	case density.KubeReserved:
		fix := "set kubeReserved memory in the nodes' configuration to what podfit explain gives for each type"
		if w.Short() > 0 {
			return "kube-reserved memory is sized for fewer pods than max pods: a full node can starve its kubelet", fix
		}
		return "kube-reserved memory is sized for more pods than max pods: no pod can use the difference", fix
	}
	return "", ""
}

// GPUFraction says that each GPU of a type is a fraction of one.
func GPUFraction(t *planner.InstanceType) string { return gpuFraction(t.GPU(), t.GPUMemory) }

func gpuFraction(model string, memory planner.Memory) string {
	return fmt.Sprintf("each GPU is a part of one: %s with %s", model, Memory(memory))
}
