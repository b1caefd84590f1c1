// Package settings is the one list of what a user can set: each setting's
// name, its place on the screen, its help, how its text becomes a value of
// [planner.Settings] and how the value is written again. Flags, PODFIT_*
// variables, podfit.yaml and the settings pane are all made from it.
package settings

import (
	"fmt"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// Setting is one thing that a user can set.
type Setting struct {
	// Name is the flag, the key in podfit.yaml and, in capitals with
	// underscores, the PODFIT_ variable.
	Name  string
	Title string // for the settings pane
	Group Group
	Kind  Kind
	// Value stands for the value in help: N, QUANTITY, all|apps.
	Value string
	Usage string
	// Choices are all values of a Choice, and examples for a Text.
	Choices []string

	text func(*planner.Settings) []string
	set  func(*planner.Settings, []string) error
}

// Kind is how a setting is edited.
type Kind uint8

// The kinds of setting.
const (
	Switch Kind = iota // true or false
	Choice             // one of Choices
	Number             // a whole number
	Text               // anything that Set takes
	List               // any number of texts
)

// Group is a heading of the settings pane and of help.
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

// Known is what the tables know and settings refer to by name.
type Known struct {
	Regions    []string
	DaemonSets []planner.DaemonSet // presets
	// Types are the names of instance types, and Memory what is advertised of
	// one; where they are nil, any name and amount will do.
	Types  func() []string
	Memory func(instanceType string) (planner.Memory, bool)
}

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

// Values are the setting's values as a user would write them: one, or any
// number for a List.
func (s *Setting) Values(of *planner.Settings) []string { return s.text(of) }

// Text is the values in one line.
func (s *Setting) Text(of *planner.Settings) string { return strings.Join(s.text(of), " ") }

// Set puts values in the place of the setting's. The error quotes nothing: the
// caller knows where the text stood. Nothing changes on an error.
func (s *Setting) Set(to *planner.Settings, values ...string) error {
	if s.Kind != List && len(values) != 1 {
		return fmt.Errorf("want one value, not %d", len(values))
	}
	return s.set(to, values)
}

// Reset puts the default back.
func (s *Setting) Reset(of *planner.Settings) {
	d := planner.Default()
	if err := s.Set(of, s.Values(&d)...); err != nil {
		panic(fmt.Sprintf("default of %s: %v", s.Name, err))
	}
}

// Changed says whether the setting differs from the default.
func (s *Setting) Changed(of *planner.Settings) bool {
	d := planner.Default()
	return !slices.Equal(s.text(&d), s.text(of))
}

// Check finds settings that contradict each other.
func Check(s *planner.Settings) error {
	switch {
	case s.CNI.Family == eni.IPv6 && s.CNI.CustomNetworking:
		return fmt.Errorf("ipv6 with custom-networking: the VPC CNI supports custom networking on IPv4 alone; drop one of them")
	case s.MaxPods.Policy.AutoMode() && s.CNI.CustomNetworking:
		return fmt.Errorf("max-pods %s with custom-networking: Auto Mode has no ENIConfig; drop one of them", s.MaxPods.Policy)
	case s.Capacity.Nodes > 0 && s.Capacity.OnDemandBase > s.Capacity.Nodes:
		return fmt.Errorf("on-demand-base %d is above nodes %d: a group has no more nodes than its size", s.Capacity.OnDemandBase, s.Capacity.Nodes)
	}
	return nil
}
