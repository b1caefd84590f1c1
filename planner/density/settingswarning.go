package density

import (
	"podfit/eni"
	"podfit/planner"
)

// What the settings themselves get wrong, whatever the instance type.
type (
	// KarpenterSettingsUnused are set beside another policy of max pods.
	KarpenterSettingsUnused struct{ Policy eni.Policy }
	// PodsPerCoreIgnored is podsPerCore on Bottlerocket, whose kubelet has no such setting.
	PodsPerCoreIgnored struct{}
	// MinimumIPTargetAlone keeps ipamd's pool from growing.
	MinimumIPTargetAlone struct{ Target int }
	// OnDemandBaseWithoutNodes is a base of a group of unknown size.
	OnDemandBaseWithoutNodes struct{ Base int }
	// ClusterAdderWithoutNodes is a cost shared by an unknown number of nodes.
	ClusterAdderWithoutNodes struct{}
)

// About identifies the warning.
func (KarpenterSettingsUnused) About() planner.WarningID {
	return planner.WarningID{Code: "karpenter-settings-unused", Severity: planner.SeverityNote, Setting: "max-pods"}
}

// About identifies the warning.
func (PodsPerCoreIgnored) About() planner.WarningID {
	return planner.WarningID{Code: "pods-per-core-ignored", Severity: planner.SeverityNote, Setting: "pods-per-core"}
}

// About identifies the warning.
func (MinimumIPTargetAlone) About() planner.WarningID {
	return planner.WarningID{Code: "minimum-ip-target-alone", Severity: planner.SeverityWrong, Setting: "warm-ip-target"}
}

// About identifies the warning.
func (OnDemandBaseWithoutNodes) About() planner.WarningID {
	return planner.WarningID{Code: "on-demand-base-without-nodes", Severity: planner.SeverityUnknown, Setting: "nodes", Topic: planner.AboutMoney}
}

// About identifies the warning.
func (ClusterAdderWithoutNodes) About() planner.WarningID {
	return planner.WarningID{Code: "cluster-adder-without-nodes", Severity: planner.SeverityUnknown, Setting: "nodes", Topic: planner.AboutMoney}
}

// SettingsWarnings are those of the settings.
func SettingsWarnings(s *planner.Settings) []planner.Warning {
	var all []planner.Warning
	if s.MaxPods.Unused() != 0 {
		all = append(all, KarpenterSettingsUnused{s.MaxPods.Policy})
	}
	if s.MaxPods.Policy.Karpenter() && s.KubeletMaxPods().PodsPerCore != s.MaxPods.PodsPerCore {
		all = append(all, PodsPerCoreIgnored{})
	}
	// Without WARM_IP_TARGET, no pod makes ipamd find its pool too small.
	if n := s.Warm.MinimumIP; n > 0 && s.Warm.IP == 0 && s.CNI.Family == eni.IPv4 {
		all = append(all, MinimumIPTargetAlone{n})
	}
	if s.Capacity.OnDemandBase > 0 && s.Capacity.Nodes == 0 {
		all = append(all, OnDemandBaseWithoutNodes{s.Capacity.OnDemandBase})
	}
	if s.Capacity.ClusterAdder > 0 && s.Capacity.Nodes == 0 {
		all = append(all, ClusterAdderWithoutNodes{})
	}
	return all
}
