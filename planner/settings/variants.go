package settings

import (
	"slices"

	"podfit/eni"
	"podfit/planner"
)

// Variant is the settings with one thing done otherwise, to be seen beside what
// was set: a column of the screen's comparison, or one of the lines of package whatif.
type Variant uint8

// The variants, in the order in which they are shown.
const (
	AsSet Variant = iota
	WithoutSG
	WithSG // on every application pod
	OnDemand
	Spot
	SecondaryIPs
	SecondaryIPsWithSG
	CustomNetworking
	CustomNetworkingWithSG
	Prefixes
	PrefixesWithSG
	RequestsAsSet
	RequestsAsUsed

	Variants int = iota // how many there are
)

// OtherRequests is the variant with the requests that the settings do not choose.
func OtherRequests(s *planner.Settings) Variant {
	if s.Requests.AsUsed {
		return RequestsAsSet
	}
	return RequestsAsUsed
}

// variants says what each does. To add one, add its constant and its row.
var variants = [Variants]struct {
	name, title string
	change      func(*planner.Settings)
	// mode says that it is one of the CNI's modes.
	mode bool
	// secured gives every application pod security groups.
	secured bool
}{
	AsSet:                  {name: "as set", title: "as set"},
	WithoutSG:              {name: "without security groups", title: "no SG", change: func(s *planner.Settings) { s.CNI.SecurityGroupsForPods = false }},
	WithSG:                 {name: "with security groups", title: "SG", secured: true},
	OnDemand:               {name: "on-demand", title: "on-demand", change: func(s *planner.Settings) { buy(s, 100) }},
	Spot:                   {name: "spot", title: "spot", change: func(s *planner.Settings) { buy(s, 0) }},
	SecondaryIPs:           {name: "secondary IPs", title: "secondary IP", change: secondaryIPs, mode: true},
	SecondaryIPsWithSG:     {name: "secondary IPs, security groups", title: "secondary IP, SG", change: secondaryIPs, mode: true, secured: true},
	CustomNetworking:       {name: "custom networking", title: "custom networking", change: customNetworking, mode: true},
	CustomNetworkingWithSG: {name: "custom networking, security groups", title: "custom networking, SG", change: customNetworking, mode: true, secured: true},
	Prefixes:               {name: "prefixes, managed max pods", title: "prefixes, managed", change: prefixes, mode: true},
	RequestsAsSet:          {name: "requests as set", title: "requests as set", change: func(s *planner.Settings) { s.Requests = planner.Requests{} }},
	RequestsAsUsed:         {name: "requests as used, " + planner.UsualRequests.Terms(), title: "requests as used", change: func(s *planner.Settings) { s.Requests = planner.UsualRequests }},
	PrefixesWithSG:         {name: "prefixes, managed max pods, security groups", title: "prefixes, managed, SG", change: prefixes, mode: true, secured: true},
}

func buy(s *planner.Settings, onDemandPercent int) {
	s.Capacity.OnDemandBase, s.Capacity.OnDemandPercent = 0, onDemandPercent
}

func secondaryIPs(s *planner.Settings)     { s.CNI.Mode = eni.SecondaryIP }
func customNetworking(s *planner.Settings) { s.CNI.CustomNetworking = true }

// prefixes come with the max pods of a managed node group: by the ENIs' rule a
// node would have no use for them.
func prefixes(s *planner.Settings) {
	s.CNI.Mode = eni.PrefixDelegation
	s.MaxPods = eni.MaxPods{Policy: eni.PolicyManaged}
}

// String is the variant's name in a sentence or a list.
func (v Variant) String() string { return variants[v].name }

// Title is the name where there is little room.
func (v Variant) Title() string { return variants[v].title }

// Over changes only what the variant is about; the rest stays as set.
func (v Variant) Over(s planner.Settings) planner.Settings {
	if change := variants[v].change; change != nil {
		change(&s)
	}
	if variants[v].secured {
		s.CNI.SecurityGroupsForPods = true
	}
	return s
}

// Alone shows a mode of the CNI by itself: on IPv4 and without what other modes
// and security groups add. Variants that are no mode change only what they are
// about. It is not ok where the variant does not exist: Windows has no security
// groups for pods.
func (v Variant) Alone(s planner.Settings) (_ planner.Settings, ok bool) {
	if variants[v].secured && s.Windows() {
		return s, false
	}
	if variants[v].mode {
		s.CNI.Family, s.CNI.Mode = eni.IPv4, eni.SecondaryIP
		s.CNI.CustomNetworking, s.CNI.SecurityGroupsForPods = false, false
	}
	s = v.Over(s)
	if variants[v].secured {
		s.SecurityGroupsPercent = 100
	}
	return s, true
}

// Workloads are the workloads under the settings of Over: their pods have security
// groups if the variant is about having them, or had them and the settings still
// do.
func (v Variant) Workloads(as planner.Workloads, s *planner.Settings) planner.Workloads {
	if v == AsSet {
		return as
	}
	w := slices.Clone(as)
	for i := range w {
		w[i].SecurityGroups = w[i].SecurityGroups && s.CNI.SecurityGroupsForPods ||
			variants[v].secured && !w[i].HostNetwork
	}
	return w
}
