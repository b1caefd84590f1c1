package report

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/settings"
)

// Inputs are the settings and the question as they were understood.
type Inputs struct {
	Cluster  ClusterInputs  `json:"cluster"`
	Pod      PodInputs      `json:"podRequest"`
	Capacity CapacityInputs `json:"capacity"`
	Types    []string       `json:"types"`
	Filter   []string       `json:"filter"`
	By       *string        `json:"by"`
	Limit    *int           `json:"limit"`
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
	AllocatableCPU    *planner.Millis `json:"allocatableCPUMillis"`
	AllocatableMemory *float64        `json:"allocatableMemoryMiB"`
	MaxPods           *int            `json:"maxPods"`
}

// CNIInputs are the CNI's configuration.
type CNIInputs struct {
	Family                eni.Family           `json:"family"`
	Mode                  eni.Mode             `json:"mode"`
	CustomNetworking      bool                 `json:"customNetworking"`
	SecurityGroupsForPods SecurityGroupsInputs `json:"securityGroupsForPods"`
	MaxENI                *int                 `json:"maxENI"` // null sets no limit
	// Warm is there where a target differs from the CNI's default.
	Warm *WarmInputs `json:"warmTargets,omitempty"`
}

// WarmInputs are the CNI's warm targets; null sets none.
type WarmInputs struct {
	ENI       int  `json:"warmENITarget"`
	IP        *int `json:"warmIPTarget"`
	MinimumIP *int `json:"minimumIPTarget"`
	Prefix    int  `json:"warmPrefixTarget"`
}

func warmInputs(w eni.WarmTargets) *WarmInputs {
	if w == (eni.WarmTargets{}) {
		return nil
	}
	return &WarmInputs{w.ENI.Or(1), unlessZero(w.IP), unlessZero(w.MinimumIP), w.Prefix.Or(1)}
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
	CPU     *planner.Millis `json:"cpuMillis"`
	Memory  *float64        `json:"memoryMiB"`
	GPUs    *int            `json:"gpus"`
	Volumes *int            `json:"volumes"`
}

// CapacityInputs are how nodes are bought; money in the region's currency.
type CapacityInputs struct {
	Nodes           *int    `json:"nodes"` // null is unknown
	OnDemandBase    int     `json:"onDemandBase"`
	OnDemandPercent int     `json:"onDemandPercent"`
	DiscountPercent float64 `json:"discountPercent"`
	NodeAdder       float64 `json:"nodeAdderPerMonth"`
	ClusterAdder    float64 `json:"clusterAdderPerMonth"`
}

func inputs(q Query) Inputs {
	s := q.Settings
	in := Inputs{
		Cluster: clusterInputs(s),
		Pod: PodInputs{
			CPU:     unlessZero(s.Pod.CPU),
			Memory:  unlessZero(tenths(s.Pod.Memory)),
			GPUs:    unlessZero(s.Pod.GPUs),
			Volumes: unlessZero(s.Pod.Volumes),
		},
		Capacity: CapacityInputs{
			Nodes:           unlessZero(s.Capacity.Nodes),
			OnDemandBase:    s.Capacity.OnDemandBase,
			OnDemandPercent: s.Capacity.OnDemandPercent,
			DiscountPercent: float64(s.Capacity.DiscountPPM) / 10_000,
			NodeAdder:       s.Capacity.NodeAdder.Float(),
			ClusterAdder:    s.Capacity.ClusterAdder.Float(),
		},
		Types:  append([]string{}, q.Types...),
		Filter: []string{},
		Limit:  unlessZero(q.Limit),
	}
	for _, c := range q.Filter {
		in.Filter = append(in.Filter, c.Text)
	}
	if q.By != nil {
		in.By = &q.By.Name
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
			MaxENI: unlessZero(s.CNI.MaxENI),
			Warm:   warmInputs(s.Warm),
		},
		MaxPods:              settings.MaxPodsText(s.MaxPods),
		ReservedENIs:         s.MaxPods.ReservedENIs,
		PodsPerCore:          s.MaxPods.PodsPerCore,
		AMI:                  s.AMI,
		SystemReservedCPU:    s.SystemReserved.CPU,
		SystemReservedMemory: tenths(s.SystemReserved.Memory),
		HugePages:            tenths(s.HugePages),
		DaemonSets:           []DaemonSetInputs{},
		UnnamedDaemonSets:    s.UnnamedDaemonSets,
		MemoryCapacity:       map[string]float64{},
	}
	for _, ds := range s.DaemonSets {
		in.DaemonSets = append(in.DaemonSets, DaemonSetInputs{
			ds.Name, ds.Request.CPU, tenths(ds.Request.Memory), ds.HostNetwork, ds.SecurityGroups,
		})
	}
	for name, m := range s.MemoryCapacity {
		in.MemoryCapacity[name] = tenths(m)
	}
	in.Overrides = overrideInputs(s)
	return in
}

func overrideInputs(s *planner.Settings) map[string]OverrideInputs {
	all := map[string]OverrideInputs{}
	for name, o := range s.Overrides {
		var in OverrideInputs
		if cpu, known := o.AllocatableCPU.Value(); known {
			in.AllocatableCPU = &cpu
		}
		if memory, known := o.AllocatableMemory.Value(); known {
			mib := tenths(memory)
			in.AllocatableMemory = &mib
		}
		if pods, known := o.MaxPods.Value(); known {
			in.MaxPods = &pods
		}
		all[name] = in
	}
	return all
}

func unlessZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
