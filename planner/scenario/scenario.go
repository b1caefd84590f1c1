// Package scenario reads and writes the file in which a sizing question is
// kept: the cluster, how its nodes are bought, the mean pod, and the instance
// types in question. The screen saves it and every command reads it.
package scenario

import (
	_ "embed" // the schema
	"fmt"
	"reflect"

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
	Workload planner.Workloads
	// Fargate is which pod kinds go there, as --fargate says it; empty is nothing
	// said.
	Fargate string
	// Subnets are those of the nodes, and PodSubnets of ENIConfigs.
	Subnets, PodSubnets []planner.Subnet
}

// Option is instance types by name, glob or family, or by a filter.
type Option struct {
	Types  []string
	Filter string
}

//go:generate go run ./gen -o schema.json

//go:embed schema.json
var schema string

// Schema is the JSON Schema of the file, for editors.
func Schema() string { return schema }

// File is the type of the file's shape, of which the schema is made. Its tags:
// yaml is the key, setting the name of the setting, on and off the words of a
// switch; schema is what else a value is, and help what it means.
func File() reflect.Type { return reflect.TypeFor[file]() }

// Text is the type of every single value in File.
func Text() reflect.Type { return reflect.TypeFor[text]() }

// file is the shape of the YAML. Every value is a text that remembers its
// line: what it means is for the settings to say.
type file struct {
	APIVersion text         `yaml:"apiVersion" schema:"podfit/v1"`
	Kind       text         `yaml:"kind" schema:"Scenario"`
	Cluster    fileCluster  `yaml:"cluster,omitempty" help:"the cluster: its CNI, its kubelets, its DaemonSets"`
	PodRequest filePod      `yaml:"podRequest,omitempty" help:"what the mean pod requests, for comparing types"`
	Capacity   fileCapacity `yaml:"capacity,omitempty" help:"how nodes are bought"`
	Options    []fileOption `yaml:"options,omitempty" help:"the instance types in question"`
	By         text         `yaml:"by,omitempty" schema:"word" help:"the field to sort by"`
	Fargate    text         `yaml:"fargate,omitempty" schema:"word" help:"the pods that go to Fargate: none, all, cheaper, or names of pod kinds with commas between them"`
	// Overrides are what nodes of a type were measured to offer, by type.
	Overrides map[string]fileOverride `yaml:"overrides,omitempty" help:"what own nodes of a type were measured to offer, by type"`
	Workload  []filePodKind           `yaml:"workload,omitempty" help:"the pods to place; a later file takes the place of the same name"`
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
	DaemonSets     []fileDaemonSet `yaml:"daemonSets,omitempty" help:"those besides aws-node and kube-proxy"`
	// UnnamedDaemonSets is a number of DaemonSets of which nothing else is known.
	UnnamedDaemonSets text `yaml:"unnamedDaemonSets,omitempty" setting:"daemonsets"`
	// MemoryCapacity is what own nodes of a type report, by type.
	MemoryCapacity map[string]text `yaml:"memoryCapacity,omitempty" schema:"quantity" help:"memory capacity that own nodes report, by type"`
	Subnets        []fileSubnet    `yaml:"subnets,omitempty" help:"the subnets of the nodes, of which their addresses are drawn"`
	PodSubnets     []fileSubnet    `yaml:"podSubnets,omitempty" help:"those of ENIConfigs, with custom networking"`
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
	WarmENITarget         text               `yaml:"warmENITarget,omitempty" setting:"warm-eni-target"`
	WarmIPTarget          text               `yaml:"warmIPTarget,omitempty" setting:"warm-ip-target"`
	MinimumIPTarget       text               `yaml:"minimumIPTarget,omitempty" setting:"minimum-ip-target"`
	WarmPrefixTarget      text               `yaml:"warmPrefixTarget,omitempty" setting:"warm-prefix-target"`
}

type fileSecurityGroups struct {
	Enabled text `yaml:"enabled,omitempty" setting:"security-groups-for-pods"`
	Scope   text `yaml:"scope,omitempty" setting:"security-groups-scope"`
	Percent text `yaml:"percent,omitempty" setting:"security-groups-percent"`
}

type fileDaemonSet struct {
	Preset         text `yaml:"preset,omitempty" schema:"word" help:"the name of one that podfit knows"`
	Name           text `yaml:"name,omitempty" schema:"word"`
	CPU            text `yaml:"cpu,omitempty" schema:"quantity"`
	Memory         text `yaml:"memory,omitempty" schema:"quantity"`
	HostNetwork    text `yaml:"hostNetwork,omitempty" schema:"bool" help:"it needs no pod address"`
	SecurityGroups text `yaml:"securityGroups,omitempty" schema:"bool" help:"a SecurityGroupPolicy matches it"`
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
	Types  []text `yaml:"types,omitempty" schema:"word" help:"names, globs or families"`
	Filter text   `yaml:"filter,omitempty" schema:"word" help:"conditions, such as vcpus<=16 family=m6i"`
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
