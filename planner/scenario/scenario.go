// Package scenario reads and writes the file in which a sizing question is
// kept: the cluster, how its nodes are bought, the mean pod, and the instance
// types in question. The screen saves it and every command reads it.
package scenario

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/settings"
)

// The header of every file.
const (
	APIVersion = "podfit/v1"
	Kind       = "Scenario"
)

// Scenario is a question, as far as a file holds one.
type Scenario struct {
	Settings planner.Settings
	// Options are the instance types to compare; none leaves the choice to
	// whoever asks.
	Options []Option
	// By is the name of the field to sort by; empty leaves it open.
	By string
	// Workload is the pods to place.
	Workload planner.Workload
}

// Option is instance types by name, glob or family, or by a filter.
type Option struct {
	Types  []string
	Filter string
}

// file is the shape of the YAML. Every value is a text that remembers its
// line: what it means is for the settings to say.
type file struct {
	APIVersion text         `yaml:"apiVersion"`
	Kind       text         `yaml:"kind"`
	Cluster    fileCluster  `yaml:"cluster,omitempty"`
	PodRequest filePod      `yaml:"podRequest,omitempty"`
	Capacity   fileCapacity `yaml:"capacity,omitempty"`
	Options    []fileOption `yaml:"options,omitempty"`
	By         text         `yaml:"by,omitempty"`
	// Overrides are what nodes of a type were measured to offer, by type.
	Overrides map[string]fileOverride `yaml:"overrides,omitempty"`
	Workload  []filePodKind           `yaml:"workload,omitempty"`
}

type fileCluster struct {
	Region         text            `yaml:"region,omitempty" setting:"region"`
	CNI            fileCNI         `yaml:"cni,omitempty"`
	MaxPods        text            `yaml:"maxPods,omitempty" setting:"max-pods"`
	ReservedENIs   text            `yaml:"reservedENIs,omitempty" setting:"reserved-enis"`
	PodsPerCore    text            `yaml:"podsPerCore,omitempty" setting:"pods-per-core"`
	AMI            text            `yaml:"ami,omitempty" setting:"ami"`
	SystemReserved fileResources   `yaml:"systemReserved,omitempty"`
	HugePages      text            `yaml:"hugePages,omitempty" setting:"huge-pages"`
	DaemonSets     []fileDaemonSet `yaml:"daemonSets,omitempty"`
	// UnnamedDaemonSets is a number of DaemonSets of which nothing else is known.
	UnnamedDaemonSets text `yaml:"unnamedDaemonSets,omitempty" setting:"daemonsets"`
	// MemoryCapacity is what own nodes of a type report, by type.
	MemoryCapacity map[string]text `yaml:"memoryCapacity,omitempty"`
}

type fileResources struct {
	CPU    text `yaml:"cpu,omitempty" setting:"system-reserved-cpu"`
	Memory text `yaml:"memory,omitempty" setting:"system-reserved-memory"`
}

type fileCNI struct {
	Mode                  text               `yaml:"mode,omitempty" setting:"prefix-delegation" on:"prefix-delegation" off:"secondary-ip"`
	Family                text               `yaml:"family,omitempty" setting:"ipv6" on:"ipv6" off:"ipv4"`
	CustomNetworking      text               `yaml:"customNetworking,omitempty" setting:"custom-networking"`
	SecurityGroupsForPods fileSecurityGroups `yaml:"securityGroupsForPods,omitempty"`
	MaxENI                text               `yaml:"maxENI,omitempty" setting:"max-eni"`
}

type fileSecurityGroups struct {
	Enabled text `yaml:"enabled,omitempty" setting:"security-groups-for-pods"`
	Scope   text `yaml:"scope,omitempty" setting:"security-groups-scope"`
	Percent text `yaml:"percent,omitempty" setting:"security-groups-percent"`
}

type fileDaemonSet struct {
	Preset         text `yaml:"preset,omitempty"`
	Name           text `yaml:"name,omitempty"`
	CPU            text `yaml:"cpu,omitempty"`
	Memory         text `yaml:"memory,omitempty"`
	HostNetwork    text `yaml:"hostNetwork,omitempty"`
	SecurityGroups text `yaml:"securityGroups,omitempty"`
}

type filePod struct {
	CPU     text `yaml:"cpu,omitempty" setting:"pod-cpu"`
	Memory  text `yaml:"memory,omitempty" setting:"pod-memory"`
	GPUs    text `yaml:"gpus,omitempty" setting:"pod-gpus"`
	Volumes text `yaml:"volumes,omitempty" setting:"pod-volumes"`
}

type fileCapacity struct {
	Nodes                text `yaml:"nodes,omitempty" setting:"nodes"`
	OnDemandBase         text `yaml:"onDemandBase,omitempty" setting:"on-demand-base"`
	OnDemandPercent      text `yaml:"onDemandPercent,omitempty" setting:"on-demand-percent"`
	DiscountPercent      text `yaml:"discountPercent,omitempty" setting:"discount"`
	NodeAdderPerMonth    text `yaml:"nodeAdderPerMonth,omitempty" setting:"node-adder"`
	ClusterAdderPerMonth text `yaml:"clusterAdderPerMonth,omitempty" setting:"cluster-adder"`
}

type fileOption struct {
	Types  []text `yaml:"types,omitempty"`
	Filter text   `yaml:"filter,omitempty"`
}

// Command is the command line that gives the answer of a scenario: the
// settings that differ from the defaults as flags.
func (s *Scenario) Command(table settings.Table, verb string) []string {
	words := []string{"podfit", verb}
	for _, o := range s.Options {
		words = append(words, o.Types...)
		if o.Filter != "" {
			words = append(words, "--filter", o.Filter)
		}
	}
	for i := range table {
		setting := &table[i]
		if !setting.Changed(&s.Settings) {
			continue
		}
		for _, value := range setting.Values(&s.Settings) {
			if setting.Kind == settings.Switch {
				words = append(words, fmt.Sprintf("--%s=%s", setting.Name, value))
				continue
			}
			words = append(words, "--"+setting.Name, value)
		}
	}
	if s.By != "" {
		words = append(words, "--by", s.By)
	}
	return words
}
