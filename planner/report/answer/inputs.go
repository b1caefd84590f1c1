package answer

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/planner/settings"
)

// Inputs are the settings and the question as they were understood.
type Inputs struct {
	Cluster  ClusterInputs         `json:"cluster"`
	Pod      PodInputs             `json:"podRequest"`
	Capacity CapacityInputs        `json:"capacity"`
	Types    []string              `json:"types"`
	Filter   []string              `json:"filter"`
	By       planner.Maybe[string] `json:"by"`
	Limit    planner.Maybe[int]    `json:"limit"`
}

// ClusterInputs are named as in the scenario file.
type ClusterInputs struct {
	Region               string             `json:"region"`
	CNI                  CNIInputs          `json:"cni"`
	MaxPods              string             `json:"maxPods"`
	ReservedENIs         int                `json:"reservedENIs"`
	PodsPerCore          int                `json:"podsPerCore"`
	AMI                  planner.AMI        `json:"ami"`
	SystemReservedCPU    planner.Millis     `json:"systemReservedCPUMillis"`
	SystemReservedMemory float64            `json:"systemReservedMemoryMiB"`
	HugePages            float64            `json:"hugePagesMiB"`
	DaemonSets           []DaemonSetInputs  `json:"daemonSets"`
	UnnamedDaemonSets    int                `json:"unnamedDaemonSets"`
	MemoryCapacity       map[string]float64 `json:"memoryCapacityMiB"`
	// Overrides are there where the scenario has any.
	Overrides map[string]OverrideInputs `json:"overrides,omitempty"`
}

// OverrideInputs is what nodes of a type were measured to offer; null is as
// podfit works it out.
type OverrideInputs struct {
	AllocatableCPU    planner.Maybe[planner.Millis] `json:"allocatableCPUMillis"`
	AllocatableMemory planner.Maybe[float64]        `json:"allocatableMemoryMiB"`
	MaxPods           planner.Maybe[int]            `json:"maxPods"`
}

// CNIInputs are the CNI's configuration.
type CNIInputs struct {
	Family                eni.Family           `json:"family"`
	Mode                  eni.Mode             `json:"mode"`
	CustomNetworking      bool                 `json:"customNetworking"`
	SecurityGroupsForPods SecurityGroupsInputs `json:"securityGroupsForPods"`
	MaxENI                planner.Maybe[int]   `json:"maxENI"` // null sets no limit
	// Warm is there where a target differs from the CNI's default.
	Warm planner.Maybe[WarmInputs] `json:"warmTargets,omitzero"`
}

// WarmInputs are the CNI's warm targets; null sets none.
type WarmInputs struct {
	ENI       int                `json:"warmENITarget"`
	IP        planner.Maybe[int] `json:"warmIPTarget"`
	MinimumIP planner.Maybe[int] `json:"minimumIPTarget"`
	Prefix    int                `json:"warmPrefixTarget"`
}

func warmInputs(w eni.WarmTargets) planner.Maybe[WarmInputs] {
	if w == (eni.WarmTargets{}) {
		return planner.Maybe[WarmInputs]{}
	}
	return planner.Known(WarmInputs{w.ENI.Or(1), nonZero(w.IP), nonZero(w.MinimumIP), w.Prefix.Or(1)})
}

// SecurityGroupsInputs say which pods take branch ENIs.
type SecurityGroupsInputs struct {
	Enabled bool          `json:"enabled"`
	Scope   planner.Scope `json:"scope"`
	Percent int           `json:"percent"`
}

// DaemonSetInputs is one DaemonSet besides aws-node and kube-proxy.
type DaemonSetInputs struct {
	Name           string         `json:"name"`
	CPU            planner.Millis `json:"cpuMillis"`
	Memory         float64        `json:"memoryMiB"`
	HostNetwork    bool           `json:"hostNetwork"`
	SecurityGroups bool           `json:"securityGroups"`
}

// PodInputs is the mean pod; null where a resource is not requested.
type PodInputs struct {
	CPU     planner.Maybe[planner.Millis] `json:"cpuMillis"`
	Memory  planner.Maybe[float64]        `json:"memoryMiB"`
	GPUs    planner.Maybe[int]            `json:"gpus"`
	Volumes planner.Maybe[int]            `json:"volumes"`
}

// CapacityInputs are how nodes are bought; money in the region's currency.
type CapacityInputs struct {
	Nodes           planner.Maybe[int] `json:"nodes"` // null is unknown
	OnDemandBase    int                `json:"onDemandBase"`
	OnDemandPercent int                `json:"onDemandPercent"`
	DiscountPercent float64            `json:"discountPercent"`
	NodeAdder       float64            `json:"nodeAdderPerMonth"`
	ClusterAdder    float64            `json:"clusterAdderPerMonth"`
}

func inputs(q Query) Inputs {
	s := q.Settings
	in := Inputs{
		Cluster: clusterInputs(s),
		Pod: PodInputs{
			CPU:     nonZero(s.Pod.CPU),
			Memory:  nonZero(words.MiB(s.Pod.Memory)),
			GPUs:    nonZero(s.Pod.GPUs),
			Volumes: nonZero(s.Pod.Volumes),
		},
		Capacity: CapacityInputs{
			Nodes:           nonZero(s.Capacity.Nodes),
			OnDemandBase:    s.Capacity.OnDemandBase,
			OnDemandPercent: s.Capacity.OnDemandPercent,
			DiscountPercent: float64(s.Capacity.DiscountPPM) / 10_000,
			NodeAdder:       s.Capacity.NodeAdder.Float(),
			ClusterAdder:    s.Capacity.ClusterAdder.Float(),
		},
		Types:  append([]string{}, q.Types...),
		Filter: []string{},
		Limit:  nonZero(q.Limit),
	}
	for _, c := range q.Filter {
		in.Filter = append(in.Filter, c.Text)
	}
	if q.By != nil {
		in.By = planner.Known(q.By.Name)
	}
	return in
}

func clusterInputs(s *planner.Settings) ClusterInputs {
	in := ClusterInputs{
		Region: s.Region,
		CNI: CNIInputs{
			Family:           s.CNI.Family,
			Mode:             s.CNI.Mode,
			CustomNetworking: s.CNI.CustomNetworking,
			SecurityGroupsForPods: SecurityGroupsInputs{
				Enabled: s.CNI.SecurityGroupsForPods,
				Scope:   s.SecurityGroupsScope,
				Percent: s.SecurityGroupsPercent,
			},
			MaxENI: nonZero(s.CNI.MaxENI),
			Warm:   warmInputs(s.Warm),
		},
		MaxPods:              settings.MaxPodsText(s.MaxPods),
		ReservedENIs:         s.MaxPods.ReservedENIs,
		PodsPerCore:          s.MaxPods.PodsPerCore,
		AMI:                  s.AMI,
		SystemReservedCPU:    s.SystemReserved.CPU,
		SystemReservedMemory: words.MiB(s.SystemReserved.Memory),
		HugePages:            words.MiB(s.HugePages),
		DaemonSets:           []DaemonSetInputs{},
		UnnamedDaemonSets:    s.UnnamedDaemonSets,
		MemoryCapacity:       map[string]float64{},
	}
	for _, ds := range s.DaemonSets {
		in.DaemonSets = append(in.DaemonSets, DaemonSetInputs{
			ds.Name, ds.Request.CPU, words.MiB(ds.Request.Memory), ds.HostNetwork, ds.SecurityGroups,
		})
	}
	for name, m := range s.MemoryCapacity {
		in.MemoryCapacity[name] = words.MiB(m)
	}
	in.Overrides = overrideInputs(s)
	return in
}

func overrideInputs(s *planner.Settings) map[string]OverrideInputs {
	all := map[string]OverrideInputs{}
	for name, o := range s.Overrides {
		all[name] = OverrideInputs{o.AllocatableCPU, mib(o.AllocatableMemory), o.MaxPods}
	}
	return all
}
