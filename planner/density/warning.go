package density

import (
	"podfit/eni"
	"podfit/planner"
)

// Warnings are the problems of the option, the most serious first.
func (o *Option) Warnings() []planner.Warning {
	var all []planner.Warning
	for _, check := range []func(*Option) planner.Warning{
		(*Option).warnNotANode,
		(*Option).warnNotOffered,
		(*Option).warnNotLaunchable,
		(*Option).warnNoMaxPods,
		(*Option).warnIPv6,
		(*Option).warnSecurityGroups,
		(*Option).warnNoENI,
		(*Option).warnDaemonSets,
		(*Option).warnNothingFits,
		(*Option).warnKarpenterMemory,
		(*Option).warnMaxPods,
		(*Option).warnPrefixes,
		(*Option).warnPrefixesUnused,
		(*Option).warnKubeReserved,
		(*Option).warnUnknownCapacity,
		(*Option).warnSmallArm64,
		(*Option).warnWindowsMemory,
		(*Option).warnPrice,
		(*Option).warnAutoModeFee,
		(*Option).warnOldPrice,
		(*Option).warnReserved,
		(*Option).warnRootVolume,
	} {
		if w := check(o); w != nil {
			all = append(all, w)
		}
	}
	return all
}

// NotANode is a type that no EKS node image supports.
type NotANode struct{ Processor, Arch string }

// About identifies the warning.
func (NotANode) About() planner.WarningID {
	return planner.WarningID{Code: "not-a-node", Severity: planner.SeverityWrong}
}

func (o *Option) warnNotANode() planner.Warning {
	if o.Type.Node() {
		return nil
	}
	return NotANode{o.Type.Processor, o.Type.Arch}
}

// NotOffered is a type that its region lacks.
type NotOffered struct{ Region string }

// About identifies the warning.
func (NotOffered) About() planner.WarningID {
	return planner.WarningID{Code: "not-offered", Severity: planner.SeverityWrong, Setting: "region"}
}

func (o *Option) warnNotOffered() planner.Warning {
	if o.Offering.Offered().Or(true) {
		return nil
	}
	return NotOffered{o.Settings.Region}
}

// NoMaxPods is an expression that has no value for the type.
type NoMaxPods struct{ Why error }

// About identifies the warning.
func (NoMaxPods) About() planner.WarningID {
	return planner.WarningID{Code: "max-pods-expression", Severity: planner.SeverityWrong, Setting: "max-pods"}
}

func (o *Option) warnNoMaxPods() planner.Warning {
	if o.whyNoMaxPods == nil {
		return nil
	}
	return NoMaxPods{o.whyNoMaxPods}
}

// IPv6Unsupported is a type without prefixes in an IPv6 cluster.
type IPv6Unsupported struct{}

// About identifies the warning.
func (IPv6Unsupported) About() planner.WarningID {
	return planner.WarningID{Code: "ipv6-unsupported", Severity: planner.SeverityWrong, Setting: "ipv6"}
}

func (o *Option) warnIPv6() planner.Warning {
	if o.Settings.CNI.Family != eni.IPv6 || o.Type.Network.Prefixes {
		return nil
	}
	return IPv6Unsupported{}
}

// What keeps pods from having security groups.
type (
	// SecurityGroupsInAutoMode are limited by a number that AWS does not publish: the
	// type's own is used. Auto Mode supports them from Kubernetes 1.36.
	SecurityGroupsInAutoMode struct{}
	// BranchENIsUnknown is a type whose number of branch ENIs is in no table.
	BranchENIsUnknown struct{}
	// SecurityGroupsUnsupported is a type without trunk ENIs.
	SecurityGroupsUnsupported struct{}
)

const securityGroupsSetting = "security-groups-for-pods"

// About identifies the warning.
func (SecurityGroupsInAutoMode) About() planner.WarningID {
	return planner.WarningID{Code: "security-groups-in-auto-mode", Severity: planner.SeverityUnknown, Setting: securityGroupsSetting}
}

// About identifies the warning.
func (BranchENIsUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "branch-enis-unknown", Severity: planner.SeverityUnknown, Setting: securityGroupsSetting}
}

// About identifies the warning.
func (SecurityGroupsUnsupported) About() planner.WarningID {
	return planner.WarningID{Code: "security-groups-unsupported", Severity: planner.SeverityWrong, Setting: securityGroupsSetting}
}

func (o *Option) warnSecurityGroups() planner.Warning {
	trunking, known := o.Type.Network.Trunking().Value()
	switch {
	case !o.Settings.CNI.SecurityGroupsForPods:
		return nil
	case !known && o.Addresses.BranchENIs.Known(): // 0, because of MAX_ENI
		return NoTrunk{o.Settings.CNI.MaxENI}
	case !known:
		return BranchENIsUnknown{}
	case !trunking:
		return SecurityGroupsUnsupported{}
	case !o.Addresses.Trunk:
		return NoTrunk{o.Settings.CNI.MaxENI}
	case o.Settings.AutoMode():
		return SecurityGroupsInAutoMode{}
	}
	return nil
}

// NoENILeft is a node whose ENIs are all taken before ordinary pods get one.
type NoENILeft struct{ PodENIs }

// PodENIs is the subtraction behind Addresses.PodENIs.
type PodENIs struct {
	OfType, MaxENI, Attached int
	CustomNetworking, Trunk  bool // each takes an ENI
	Left                     int
}

// PodENIs derives how many ENIs ordinary pods have.
func (o *Option) PodENIs() PodENIs {
	a, c := o.Addresses, o.Settings.CNI
	return PodENIs{o.Type.Network.ENIs, c.MaxENI, a.AttachedENIs, c.CustomNetworking, a.Trunk, a.PodENIs}
}

// About identifies the warning.
func (w NoENILeft) About() planner.WarningID {
	id := planner.WarningID{Code: "no-eni-left", Severity: planner.SeverityWrong, Setting: securityGroupsSetting}
	switch {
	case w.Attached < w.OfType:
		id.Setting = "max-eni"
	case w.CustomNetworking:
		id.Setting = "custom-networking"
	}
	return id
}

func (o *Option) warnNoENI() planner.Warning {
	if o.Type.Network.ENIs == 0 || o.Addresses.PodENIs > 0 {
		return nil
	}
	return NoENILeft{o.PodENIs()}
}

// DaemonSetsDoNotFit is a node that the DaemonSets alone overfill. Need and Have
// are in the limit's unit: pods, addresses, ENIs, bytes or millicores.
type DaemonSetsDoNotFit struct {
	Limit      Limit
	Need, Have int64
}

// About identifies the warning.
func (DaemonSetsDoNotFit) About() planner.WarningID {
	return planner.WarningID{Code: "daemonsets-do-not-fit", Severity: planner.SeverityWrong, Fails: true, Setting: "daemonsets"}
}

func (o *Option) warnDaemonSets() planner.Warning {
	if o.overfilled == nil {
		return nil
	}
	return *o.overfilled
}

// NoPodFits is a pod request that is too large for the node.
type NoPodFits struct{ Limit Limit }

// About identifies the warning.
func (NoPodFits) About() planner.WarningID {
	return planner.WarningID{Code: "no-pod-fits", Severity: planner.SeverityWrong, Setting: "pod-memory"}
}

func (o *Option) warnNothingFits() planner.Warning {
	pods, known := o.PodsAtRequest.Value()
	if !known || pods > 0 || !o.Settings.Pod.Given() || o.ApplicationPods.Or(0) <= 0 {
		return nil
	}
	return NoPodFits{o.LimitedBy}
}

// AboveAddresses is a kubelet that admits more pods than can get an address.
// Pods with security groups take a branch ENI instead of a pod IP.
type AboveAddresses struct{ MaxPods, PodIPs, HostNetwork, BranchENIs int }

// Attainable is how many pods can get an address.
func (w AboveAddresses) Attainable() int { return w.PodIPs + w.HostNetwork }

// About identifies the warning.
func (AboveAddresses) About() planner.WarningID {
	return planner.WarningID{Code: "max-pods-above-addresses", Severity: planner.SeverityWrong, Setting: "max-pods"}
}

func (o *Option) warnMaxPods() planner.Warning {
	maxPods, known := o.MaxPods.Value()
	ips, ipsKnown := o.Addresses.PodIPs.Value()
	w := AboveAddresses{maxPods, ips, o.HostNetworkPods, o.Addresses.BranchENIs.Or(0)}
	if !known || !ipsKnown || maxPods <= w.Attainable() {
		return nil
	}
	return w
}

// PrefixesUnsupported is a type for which the CNI falls back to secondary IPs.
type PrefixesUnsupported struct{}

// About identifies the warning.
func (PrefixesUnsupported) About() planner.WarningID {
	return planner.WarningID{Code: "prefixes-unsupported", Severity: planner.SeverityNote, Setting: "prefix-delegation"}
}

func (o *Option) warnPrefixes() planner.Warning {
	c := o.Settings.CNI
	if c.Mode != eni.PrefixDelegation || c.Family != eni.IPv4 || o.Type.Network.Prefixes {
		return nil
	}
	return PrefixesUnsupported{}
}

// PrefixesUnused is a kubelet that admits fewer pods than prefixes have addresses
// for; Managed is what a managed node group would admit.
type PrefixesUnused struct{ PodIPs, MaxPods, Managed int }

// About identifies the warning.
func (PrefixesUnused) About() planner.WarningID {
	return planner.WarningID{Code: "prefixes-unused", Severity: planner.SeverityNote, Setting: "max-pods"}
}

func (o *Option) warnPrefixesUnused() planner.Warning {
	ips, known := o.Addresses.PodIPs.Value()
	maxPods := o.MaxPods.Or(0)
	if !known || o.Addresses.Mode != eni.PrefixDelegation || o.Settings.MaxPods.Policy != eni.PolicyENI || ips <= maxPods {
		return nil
	}
	managed, _ := eni.MaxPods{Policy: eni.PolicyManaged}.Of(o.Type.Limits(), o.Settings.CNI)
	return PrefixesUnused{ips, maxPods, managed}
}

// KubeReserved is memory reserved for another number of pods than max pods.
type KubeReserved struct{ SizedFor, MaxPods int }

// KubeReservedMemory is what nodeadm reserves for a number of pods.
func KubeReservedMemory(pods int) planner.Memory {
	return KubeReservedBase + KubeReservedPerPod*planner.Memory(pods)
}

// Short is the memory that is missing; negative is too much.
func (w KubeReserved) Short() planner.Memory {
	return KubeReservedMemory(w.MaxPods) - KubeReservedMemory(w.SizedFor)
}

// About identifies the warning.
func (w KubeReserved) About() planner.WarningID {
	id := planner.WarningID{Code: "kube-reserved-over", Severity: planner.SeverityNote, Setting: "kube-reserved-memory", Topic: planner.AboutMemory}
	if w.Short() > 0 {
		id.Code, id.Severity = "kube-reserved-short", planner.SeverityWrong
	}
	return id
}

func (o *Option) warnKubeReserved() planner.Warning {
	pods, known := o.KubeReservedPods.Value()
	maxPods, maxKnown := o.MaxPods.Value()
	if !known || !maxKnown || pods == maxPods || o.reserveSet || o.Override.AllocatableMemory.Known() {
		return nil
	}
	return KubeReserved{pods, maxPods}
}

// What no table says of a type.
type (
	// VolumeSlotsUnknown is a type whose local disks share the attachments.
	VolumeSlotsUnknown struct{}
	// GPUsUnknown is a type whose number of GPUs EC2 does not report.
	GPUsUnknown struct{}
)

// FractionalGPU is a type whose GPUs are each a fraction of one.
type FractionalGPU struct {
	Model  string
	Memory planner.Memory // of the fraction
}

// About identifies the warning.
func (FractionalGPU) About() planner.WarningID {
	return planner.WarningID{Code: "gpu-fraction", Severity: planner.SeverityNote, Setting: "pod-gpus"}
}

// About identifies the warning.
func (VolumeSlotsUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "volume-slots-unknown", Severity: planner.SeverityUnknown, Setting: "pod-volumes"}
}

// About identifies the warning.
func (GPUsUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "gpus-unknown", Severity: planner.SeverityUnknown, Setting: "pod-gpus"}
}

func (o *Option) warnUnknownCapacity() planner.Warning {
	pod := &o.Settings.Pod
	switch {
	case pod.Volumes > 0 && !o.Volumes.Slots.Known():
		return VolumeSlotsUnknown{}
	case pod.GPUs > 0 && !o.Type.GPUs.Known():
		return GPUsUnknown{}
	case pod.GPUs > 0 && o.Type.FractionalGPU:
		return FractionalGPU{o.Type.GPU(), o.Type.GPUMemory}
	}
	return nil
}

// Prices that no table has for a region.
type (
	// PriceUnknown is a type without an on-demand price.
	PriceUnknown struct{ Region string }
	// SpotUnknown is a type without a spot price where the mix has spot nodes.
	SpotUnknown struct{ Region string }
)

// About identifies the warning.
func (PriceUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "price-unknown", Severity: planner.SeverityUnknown, Setting: "region", Topic: planner.AboutMoney}
}

// About identifies the warning.
func (SpotUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "spot-unknown", Severity: planner.SeverityUnknown, Setting: "on-demand-percent", Topic: planner.AboutMoney}
}

// PriceOld is a price in use that is older than a year. It is a note: the price may
// well be today's.
type PriceOld struct{ Source planner.Source }

// About identifies the warning.
func (PriceOld) About() planner.WarningID {
	return planner.WarningID{Code: "price-old", Severity: planner.SeverityNote, Setting: "region", Topic: planner.AboutMoney}
}

func (o *Option) warnOldPrice() planner.Warning {
	source := o.Offering.OldPrice(&o.Settings.Capacity)
	if source == nil || o.Settings.Windows() {
		return nil
	}
	return PriceOld{*source}
}

func (o *Option) warnPrice() planner.Warning {
	switch {
	case o.Cost.Month.Known():
		return nil
	case o.Settings.Windows():
		return WindowsPriceUnknown{}
	case !o.Cost.ListHour.Known():
		return PriceUnknown{o.Settings.Region}
	default:
		return SpotUnknown{o.Settings.Region}
	}
}
