// Package settings is the table of what a user can set. A row has a setting's
// name, its title and help, where it stands in a scenario and in an answer, and
// how its value is read and written. Flags, PODFIT_ variables, podfit.yaml, the
// scenario's reader, writer and schema, the inputs of every answer and the
// screen's form are all made from this table.
//
// To add a setting, add its field to [planner.Settings], its row to table.go,
// and what it does where figures are worked out.
package settings

import (
	"fmt"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/ordered"
)

// Setting is one thing that a user can set.
type Setting struct {
	// Name is the flag, the key in podfit.yaml and, in capitals with
	// underscores, the PODFIT_ variable.
	Name  string
	Title string // on the screen
	Group Group
	Usage string
	// YAML is the path of keys in a scenario, such as cluster.cni.maxENI, and
	// JSON the path in the inputs of an answer: the same with the unit behind it,
	// such as cluster.hugePagesMiB.
	YAML, JSON string
	// On and Off are the words of a Switch that a scenario spells out, such as
	// prefix-delegation and secondary-ip; both are empty where it says true or
	// false.
	On, Off string

	// The rest follows from the kind of value.

	Kind Kind
	// Value stands for the value in help: N, QUANTITY, all|apps.
	Value string
	// Choices are all values of a Switch or a Choice, and examples for a Text.
	Choices []string

	value value
}

// Kind is how a setting is edited.
type Kind uint8

// The kinds of setting.
const (
	Switch Kind = iota // true or false
	Choice             // one of Choices
	Number             // a whole number
	Text               // anything that Parse accepts
	List               // any number of texts
)

// Group is a heading of the screen's form and of help.
type Group string

// The groups, in their order.
const (
	Cluster    Group = "Cluster"
	Kubelet    Group = "Kubelet"
	DaemonSets Group = "DaemonSets"
	Pod        Group = "Pod request"
	Capacity   Group = "Capacity and price"
	Addresses  Group = "VPC addresses"
)

// Groups are all groups, in the order in which they are shown.
var Groups = []Group{Cluster, Kubelet, DaemonSets, Pod, Capacity, Addresses}

// Known is what the bundled tables know and settings refer to by name.
type Known struct {
	Regions    []string
	DaemonSets []planner.DaemonSet // presets
	// Types are the names of instance types, and Memory is what AWS advertises
	// for one. If they are nil, any name and amount is accepted.
	Types  func() []string
	Memory func(instanceType string) (planner.Memory, bool)
}

// RegionName is the setting whose source answers name.
const RegionName = "region"

// Table is the list of settings.
type Table []Setting

// Named finds a setting.
func (t Table) Named(name string) (*Setting, bool) {
	i := slices.IndexFunc(t, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return nil, false
	}
	return &t[i], true
}

// Names are those of all settings, in order.
func (t Table) Names() []string {
	names := make([]string, len(t))
	for i, s := range t {
		names[i] = s.Name
	}
	return names
}

// Get is the setting's value, in its own type: int, bool, planner.Memory, ….
func (s *Setting) Get(from *planner.Settings) any { return s.value.get(from) }

// Put replaces the setting's value by one that Get, Parse or a reader of typed
// values gave. It panics on another type.
func (s *Setting) Put(to *planner.Settings, v any) { s.value.put(to, v) }

// Copy takes the setting's value over from other settings.
func (s *Setting) Copy(to, from *planner.Settings) { s.Put(to, s.Get(from)) }

// Reset puts the default back.
func (s *Setting) Reset(of *planner.Settings) {
	d := planner.Default()
	s.Copy(of, &d)
	if s.Name == RegionName {
		of.RegionSource = d.RegionSource
	}
}

// Parse reads a value from text: one text, or any number for a List. The error
// doesn't quote the text: the caller knows where it stood.
func (s *Setting) Parse(texts ...string) (any, error) {
	if s.Kind != List && len(texts) != 1 {
		return nil, fmt.Errorf("must be one value, not %d", len(texts))
	}
	return s.value.parse(texts)
}

// Check refuses a typed value that Parse would refuse.
func (s *Setting) Check(v any) error { return s.value.check(v) }

// Set parses texts and puts the value. Nothing changes on an error.
func (s *Setting) Set(to *planner.Settings, texts ...string) error {
	v, err := s.Parse(texts...)
	if err == nil {
		s.Put(to, v)
	}
	return err
}

// Format writes a value as Parse reads it: one text, or any number for a List.
func (s *Setting) Format(v any) []string { return s.value.format(v) }

// Values are the setting's value as a user would write it.
func (s *Setting) Values(of *planner.Settings) []string { return s.Format(s.Get(of)) }

// Text is the values in one line.
func (s *Setting) Text(of *planner.Settings) string { return strings.Join(s.Values(of), " ") }

// Changed says whether the setting differs from the default.
func (s *Setting) Changed(of *planner.Settings) bool {
	d := planner.Default()
	return s.Differs(&d, of)
}

// Differs says whether two settings have different values. Values are compared
// as text: a compiled expression equals no other.
func (s *Setting) Differs(a, b *planner.Settings) bool {
	return !slices.Equal(s.Values(a), s.Values(b))
}

// Schema is the JSON Schema of the value in the inputs of an answer.
func (s *Setting) Schema() ordered.Object { return s.value.shape().schema }

// Check finds settings that contradict each other.
func Check(s *planner.Settings) error {
	switch {
	case s.CNI.Family == eni.IPv6 && s.CNI.CustomNetworking:
		return fmt.Errorf("ipv6 with custom-networking: the VPC CNI supports custom networking only on IPv4; drop one of them")
	case s.Windows() && s.CNI.Family == eni.IPv6:
		return fmt.Errorf("os windows with ipv6: EKS supports Windows nodes only on IPv4; drop one of them")
	case s.Windows() && s.CNI.CustomNetworking:
		return fmt.Errorf("os windows with custom-networking: Windows nodes give pods the addresses of the primary ENI; drop one of them")
	case s.Windows() && s.CNI.SecurityGroupsForPods:
		return fmt.Errorf("os windows with security-groups-for-pods: Windows nodes do not support them; drop one of them")
	case s.Windows() && s.AutoMode():
		return fmt.Errorf("os windows with max-pods %s: Auto Mode launches only Linux nodes; drop one of them", s.MaxPods.Policy)
	case s.Windows() && s.AMI == planner.Bottlerocket:
		return fmt.Errorf("os windows with ami %s: drop one of them", s.AMI)
	case s.AutoMode() && s.CNI.CustomNetworking:
		return fmt.Errorf("max-pods %s with custom-networking: Auto Mode has no ENIConfig; drop one of them", s.MaxPods.Policy)
	case s.Capacity.Nodes > 0 && s.Capacity.OnDemandBase > s.Capacity.Nodes:
		return fmt.Errorf("on-demand-base %d is above nodes %d: raise nodes or lower on-demand-base", s.Capacity.OnDemandBase, s.Capacity.Nodes)
	}
	return nil
}
