package density

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
)

// Warnings are the traps of the option, the gravest first.
func (o *Option) Warnings() []planner.Warning {
	var all []planner.Warning
	for _, check := range []func(*Option) (planner.Warning, bool){
		(*Option).warnNotANode,
		(*Option).warnNotOffered,
		(*Option).warnExpression,
		(*Option).warnIPv6,
		(*Option).warnSecurityGroups,
		(*Option).warnNoENI,
		(*Option).warnDaemonSets,
		(*Option).warnNothingFits,
		(*Option).warnMaxPods,
		(*Option).warnPrefixes,
		(*Option).warnPrefixesUnused,
		(*Option).warnKubeReserved,
		(*Option).warnUnknownCapacity,
		(*Option).warnPrice,
	} {
		if w, is := check(o); is {
			all = append(all, w)
		}
	}
	return all
}

// SettingsWarnings are those of the settings themselves, whatever the instance type.
func SettingsWarnings(s *planner.Settings) []planner.Warning {
	var all []planner.Warning
	if s.MaxPods.Unused() != 0 {
		all = append(all, planner.Warning{
			Code:    "karpenter-settings-unused",
			Text:    fmt.Sprintf("reserved ENIs and pods per core are Karpenter's: max pods by %s ignore them", s.MaxPods.Policy),
			Fix:     "set max pods to karpenter, or drop them",
			Setting: "max-pods",
		})
	}
	if w, is := warnWarmTargets(s); is {
		all = append(all, w)
	}
	if s.Capacity.OnDemandBase > 0 && s.Capacity.Nodes == 0 {
		all = append(all, planner.Warning{
			Code:    "on-demand-base-without-nodes",
			Topic:   planner.AboutMoney,
			Text:    fmt.Sprintf("an on-demand base of %d nodes weighs by the size of the group, which is not known: costs are those of a node above the base", s.Capacity.OnDemandBase),
			Fix:     "give the size of the group (--nodes)",
			Setting: "nodes",
		})
	}
	if s.Capacity.ClusterAdder > 0 && s.Capacity.Nodes == 0 {
		all = append(all, planner.Warning{
			Code:    "cluster-adder-without-nodes",
			Topic:   planner.AboutMoney,
			Text:    "the cluster's own cost spreads over its nodes, whose number is not known: it is left out",
			Fix:     "give the size of the group (--nodes)",
			Setting: "nodes",
		})
	}
	return all
}

// warnWarmTargets: without WARM_IP_TARGET no pod makes ipamd's pool too small.
func warnWarmTargets(s *planner.Settings) (planner.Warning, bool) {
	n := s.Warm.MinimumIP
	return planner.Warning{
		Code:    "minimum-ip-target-alone",
		Text:    fmt.Sprintf("MINIMUM_IP_TARGET %d without WARM_IP_TARGET freezes a node's pool: it never grows, and pods beyond it have no address, \"failed to assign an IP address to container\"", n),
		Fix:     "set WARM_IP_TARGET to 1 or more",
		Setting: "warm-ip-target",
	}, n > 0 && s.Warm.IP == 0 && s.CNI.Family == eni.IPv4
}

func (o *Option) warnNotANode() (planner.Warning, bool) {
	return planner.Warning{
		Code:    "not-a-node",
		Text:    fmt.Sprintf("cannot be an EKS node: %s %s", o.Type.Processor, o.Type.Arch),
		Summary: "cannot be an EKS node",
		Fix:     "choose an amd64 or arm64 type that runs Linux",
	}, !o.Type.Node()
}

func (o *Option) warnNotOffered() (planner.Warning, bool) {
	region := o.Settings.Region
	return planner.Warning{
		Code:    "not-offered",
		Text:    "not offered in " + region,
		Fix:     "choose another type or region",
		Setting: "region",
	}, !o.Offering.Offered().Or(true)
}

func (o *Option) warnExpression() (planner.Warning, bool) {
	if o.whyNoMaxPods == nil {
		return planner.Warning{}, false
	}
	return planner.Warning{
		Code:    "max-pods-expression",
		Text:    o.whyNoMaxPods.Error(),
		Summary: "the max pods expression has no value",
		Fix:     "change the expression so that it gives at least 1 for every type",
		Setting: "max-pods",
	}, true
}

func (o *Option) warnIPv6() (planner.Warning, bool) {
	return planner.Warning{
		Code:    "ipv6-unsupported",
		Text:    "IPv6 needs prefixes, which only nitro and bare metal types take: no pod gets an address",
		Fix:     "choose a nitro type",
		Setting: "ipv6",
	}, o.Settings.CNI.Family == eni.IPv6 && !o.Type.Network.Prefixes
}

func (o *Option) warnSecurityGroups() (planner.Warning, bool) {
	if !o.Settings.CNI.SecurityGroupsForPods {
		return planner.Warning{}, false
	}
	w := planner.Warning{Setting: "security-groups-for-pods"}
	trunking, known := o.Type.Network.Trunking().Value()
	switch {
	case o.Settings.AutoMode():
		w.Code = "security-groups-in-auto-mode"
		w.Text = "EKS Auto Mode has no security groups for pods"
		w.Fix = "use managed node groups or Karpenter for the pods that need them"
	case !known:
		w.Code = "branch-enis-unknown"
		w.Text = "how many branch ENIs the type takes is in no table: how many pods can have security groups is unknown"
		w.Fix = "start one node and read vpc.amazonaws.com/pod-eni in its capacity"
	case !trunking:
		w.Code = "security-groups-unsupported"
		w.Text = "the type does not trunk: no pod on it can have security groups"
		w.Fix = "choose a type with branch ENIs, such as m5 or later instead of t"
	default:
		return w, false
	}
	return w, true
}

func (o *Option) warnNoENI() (planner.Warning, bool) {
	a := o.Addresses
	if o.Type.Network.ENIs == 0 || a.PodENIs > 0 {
		return planner.Warning{}, false
	}
	w := planner.Warning{
		Code:    "no-eni-left",
		Text:    "no ENI is left for ordinary pods: " + o.usableENIs(),
		Summary: "no ENI is left for ordinary pods",
		Fix:     "choose a type with more ENIs, or turn off custom networking or security groups for pods",
		Setting: "security-groups-for-pods",
	}
	switch c := o.Settings.CNI; {
	case a.AttachedENIs < o.Type.Network.ENIs:
		w.Fix, w.Setting = "raise MAX_ENI", "max-eni"
	case c.CustomNetworking:
		w.Setting = "custom-networking"
	}
	return w, true
}

func (o *Option) warnDaemonSets() (planner.Warning, bool) {
	for _, b := range []struct {
		have planner.Maybe[int]
		want int
		what string
	}{
		{o.MaxPods, o.HostNetworkPods + o.DaemonSetPods, "pods"},
		{o.Addresses.PodIPs, o.DaemonSetPods - o.DaemonSetBranchENIs, "pod IPs"},
		{o.Addresses.BranchENIs, o.DaemonSetBranchENIs, "branch ENIs"},
	} {
		if have, known := b.have.Value(); known && b.want > have {
			return daemonSetsDoNotFit(fmt.Sprintf("%d %s, and the node has %d", b.want, b.what, have)), true
		}
	}
	if m, known := o.AllocatableMemory().Value(); known && (o.Memory.DaemonSets > m || m == 0) {
		return daemonSetsDoNotFit(fmt.Sprintf("%s, and the node has %s allocatable", mib(o.Memory.DaemonSets), mib(m))), true
	}
	if o.CPU.DaemonSets > o.CPU.Allocatable {
		return daemonSetsDoNotFit(fmt.Sprintf("%dm CPU, and the node has %dm allocatable", o.CPU.DaemonSets, o.CPU.Allocatable)), true
	}
	return planner.Warning{}, false
}

func daemonSetsDoNotFit(wantAndHave string) planner.Warning {
	return planner.Warning{
		Code:    "daemonsets-do-not-fit",
		Text:    "the DaemonSets alone want " + wantAndHave,
		Summary: "the DaemonSets alone want more than a node has",
		Fix:     "choose a larger type or fewer DaemonSets",
		Setting: "daemonsets",
	}
}

func (o *Option) warnNothingFits() (planner.Warning, bool) {
	pods, known := o.PodsAtRequest.Value()
	return planner.Warning{
		Code:    "no-pod-fits",
		Text:    fmt.Sprintf("not one application pod fits: %s", o.LimitedBy),
		Summary: "not one application pod fits",
		Fix:     "choose a larger type, or a smaller pod request",
		Setting: "pod-memory",
	}, known && pods == 0 && o.Settings.Pod.Given() && o.ApplicationPods.Or(0) > 0
}

func (o *Option) warnMaxPods() (planner.Warning, bool) {
	maxPods, known := o.MaxPods.Value()
	ips, ipsKnown := o.Addresses.PodIPs.Value()
	attainable := ips + o.HostNetworkPods
	if !known || !ipsKnown || maxPods <= attainable {
		return planner.Warning{}, false
	}
	text := fmt.Sprintf("max pods %d is above the %d pods that can get an address (%d pod IPs + %d host-network): pods placed there stay in ContainerCreating, \"failed to assign an IP address to container\"",
		maxPods, attainable, ips, o.HostNetworkPods)
	if branches := o.Addresses.BranchENIs.Or(0); branches > 0 {
		text += fmt.Sprintf(", once more than %d of them are without security groups", ips)
	}
	return planner.Warning{
		Code:       "max-pods-above-addresses",
		Text:       text,
		Fix:        fmt.Sprintf("set max pods to %d", attainable),
		Summary:    "max pods is above the number of pods that can get an address: pods placed there stay in ContainerCreating, \"failed to assign an IP address to container\"",
		SummaryFix: "set max pods to what podfit explain gives for each",
		Setting:    "max-pods",
	}, true
}

func (o *Option) warnPrefixes() (planner.Warning, bool) {
	return planner.Warning{
		Code:    "prefixes-unsupported",
		Text:    "the type does not take prefixes (neither nitro nor bare metal): the CNI falls back to secondary IPs",
		Fix:     "choose a nitro type",
		Setting: "prefix-delegation",
	}, o.Settings.CNI.Mode == eni.PrefixDelegation && o.Settings.CNI.Family == eni.IPv4 && !o.Type.Network.Prefixes
}

func (o *Option) warnPrefixesUnused() (planner.Warning, bool) {
	ips, known := o.Addresses.PodIPs.Value()
	maxPods := o.MaxPods.Or(0)
	if !known || o.Addresses.Mode != eni.PrefixDelegation || o.Settings.MaxPods.Policy != eni.PolicyENI || ips <= maxPods {
		return planner.Warning{}, false
	}
	managed, _ := eni.MaxPods{Policy: eni.PolicyManaged}.Of(o.Type.Network, o.Settings.CNI)
	return planner.Warning{
		Code:       "prefixes-unused",
		Text:       fmt.Sprintf("prefix delegation gives %s pod IPs, and the kubelet admits %d pods: the rest is never used", countText(ips), maxPods),
		Fix:        fmt.Sprintf("let a managed node group set max pods (managed, %d here) or set a number", managed),
		Summary:    "prefix delegation gives more pod IPs than the kubelet admits pods: the rest is never used",
		SummaryFix: "let a managed node group set max pods (managed) or set a number",
		Setting:    "max-pods",
	}, true
}

func (o *Option) warnKubeReserved() (planner.Warning, bool) {
	pods, known := o.KubeReservedPods.Value()
	maxPods, maxKnown := o.MaxPods.Value()
	if !known || !maxKnown || pods == maxPods || o.Override.AllocatableMemory.Known() {
		return planner.Warning{}, false
	}
	w := planner.Warning{
		Fix:        fmt.Sprintf("set kubeReserved memory to %d MiB in the NodeConfig", kubeReserved(maxPods)/planner.MiB),
		SummaryFix: "set kubeReserved memory in the NodeConfig to what podfit explain gives for each",
		Setting:    "max-pods",
		Topic:      planner.AboutMemory,
	}
	sized := fmt.Sprintf("kube-reserved memory is sized for %d pods (%d MiB), and %d pods want %d MiB",
		pods, kubeReserved(pods)/planner.MiB, maxPods, kubeReserved(maxPods)/planner.MiB)
	if difference := (kubeReserved(maxPods) - kubeReserved(pods)) / planner.MiB; difference > 0 {
		w.Code = "kube-reserved-short"
		w.Text = fmt.Sprintf("%s: %d MiB short, so a full node can starve its kubelet", sized, difference)
		w.Summary = "kube-reserved memory is sized for fewer pods than max pods: a full node can starve its kubelet"
	} else {
		w.Code = "kube-reserved-over"
		w.Text = fmt.Sprintf("%s: %d MiB over, which no pod can use", sized, -difference)
		w.Summary = "kube-reserved memory is sized for more pods than max pods: what is over no pod can use"
	}
	return w, true
}

func (o *Option) warnUnknownCapacity() (planner.Warning, bool) {
	pod := &o.Settings.Pod
	switch {
	case pod.Volumes > 0 && !o.Type.VolumeSlots(o.Addresses.AttachedENIs).Known():
		return planner.Warning{
			Code:    "volume-slots-unknown",
			Text:    "EBS volumes share the attachments with local NVMe disks, whose number is in no table: how many fit is unknown",
			Fix:     "choose a type without local disks",
			Setting: "pod-volumes",
		}, true
	case pod.GPUs > 0 && !o.Type.GPUs.Known():
		return planner.Warning{
			Code:    "gpus-unknown",
			Text:    "the type has a part of a GPU: how many pods share it is unknown",
			Fix:     "choose a type with whole GPUs",
			Setting: "pod-gpus",
		}, true
	}
	return planner.Warning{}, false
}

func (o *Option) warnPrice() (planner.Warning, bool) {
	region := o.Settings.Region
	switch {
	case o.Cost.Month.Known():
		return planner.Warning{}, false
	case !o.Cost.ListHour.Known():
		return planner.Warning{
			Code:    "price-unknown",
			Topic:   planner.AboutMoney,
			Text:    fmt.Sprintf("no on-demand price in %s: costs are unknown", region),
			Fix:     "ask AWS for it with --live; another region's price never stands in",
			Setting: "region",
		}, true
	default:
		return planner.Warning{
			Code:    "spot-unknown",
			Topic:   planner.AboutMoney,
			Text:    fmt.Sprintf("no spot price in %s: what the mix costs is unknown", region),
			Fix:     "ask AWS for it with --live, or buy on demand (--on-demand-percent 100)",
			Setting: "on-demand-percent",
		}, true
	}
}
