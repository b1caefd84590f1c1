package settings

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/ordered"
)

// daemonSets are those besides aws-node and kube-proxy.
func daemonSets(presets []planner.DaemonSet, at func(*planner.Settings) *[]planner.DaemonSet) *typed[[]planner.DaemonSet] {
	t := &typed[[]planner.DaemonSet]{
		shaped: shape{kind: List, placeholder: "SPEC", choices: choosable(presets), schema: ordered.Object{
			{Key: "items", Value: daemonSetSchema}, {Key: "type", Value: "array"},
		}},
		from:   func(s *planner.Settings) []planner.DaemonSet { return *at(s) },
		to:     func(s *planner.Settings, v []planner.DaemonSet) { *at(s) = v },
		refuse: checkDaemonSets,
		json:   daemonSetsJSON,
	}
	t.read = func(specs []string) ([]planner.DaemonSet, error) {
		var all []planner.DaemonSet
		for _, spec := range specs {
			ds, err := parseDaemonSet(spec, presets)
			if err != nil {
				return nil, err
			}
			all = append(all, ds)
		}
		return all, t.refuse(all)
	}
	t.write = func(all []planner.DaemonSet) []string {
		var specs []string
		for _, ds := range all {
			specs = append(specs, daemonSetText(ds, presets))
		}
		return specs
	}
	return t
}

var daemonSetSchema = objectSchema(ordered.Object{
	{Key: "name", Value: jsonType("string")},
	{Key: "cpuMillis", Value: jsonType("integer")},
	{Key: "memoryMiB", Value: jsonType("number")},
	{Key: "hostNetwork", Value: jsonType("boolean")},
	{Key: "securityGroups", Value: jsonType("boolean")},
	{Key: "nodeLabels", Value: ordered.Object{{Key: "items", Value: jsonType("string")}, {Key: "type", Value: "array"}}},
	{Key: "tolerations", Value: orNull(ordered.Object{{Key: "items", Value: jsonType("string")}, {Key: "type", Value: "array"}})},
})

func daemonSetsJSON(all []planner.DaemonSet) any {
	objects := make([]ordered.Object, len(all))
	for i, ds := range all {
		objects[i] = ordered.Object{
			{Key: "name", Value: ds.Name},
			{Key: "cpuMillis", Value: ds.Request.CPU},
			{Key: "memoryMiB", Value: mib(ds.Request.Memory)},
			{Key: "hostNetwork", Value: ds.HostNetwork},
			{Key: "securityGroups", Value: ds.SecurityGroups},
			{Key: "nodeLabels", Value: append([]string{}, ds.Nodes.Texts()...)},
			{Key: "tolerations", Value: ds.Tolerations}, // null if they are unknown
		}
	}
	return objects
}

func checkDaemonSets(all []planner.DaemonSet) error {
	for i, ds := range all {
		if !isDaemonSetName(ds.Name) {
			return fmt.Errorf("name %q: must be lower-case letters, digits, dots and dashes", ds.Name)
		}
		if slices.ContainsFunc(planner.Always, func(a planner.DaemonSet) bool { return a.Name == ds.Name }) {
			return fmt.Errorf("%s is on every node and always counted", ds.Name)
		}
		if ds.Name != "" && slices.ContainsFunc(all[:i], func(other planner.DaemonSet) bool { return other.Name == ds.Name }) {
			return fmt.Errorf("%s: given twice", ds.Name)
		}
	}
	return nil
}

// parseDaemonSet reads a preset's name, attributes, or a name and attributes,
// which then replace the preset's.
func parseDaemonSet(spec string, presets []planner.DaemonSet) (planner.DaemonSet, error) {
	var ds planner.DaemonSet
	parts := planner.SplitConditions(spec) // which an attribute may have
	if parts == nil {
		parts = []string{spec}
	}
	if first, _, isAttribute := strings.Cut(parts[0], "="); !isAttribute && !slices.Contains(daemonSetSwitches, first) {
		preset, found := presetNamed(first, presets)
		if !found && len(parts) == 1 {
			return ds, fmt.Errorf("no preset of that name%s; give cpu=… and memory=… for one of your own", DidYouMean(first, presetNames(presets)))
		}
		if !found {
			parts[0] = "name=" + first
		} else {
			ds, parts = preset, parts[1:]
		}
	}
	for _, part := range parts {
		if err := setAttribute(&ds, part); err != nil {
			return ds, fmt.Errorf("%q: %w", part, err)
		}
	}
	return ds, nil
}

// isDaemonSetName accepts what Kubernetes does, and placeholders such as ${APP}, which
// manifests have before they are rendered.
func isDaemonSetName(name string) bool {
	placeholder := strings.ContainsAny(name, "${<_%") && strings.Trim(strings.ToLower(name), nameLetters+"${}<>_%") == ""
	return placeholder || strings.Trim(name, nameLetters) == ""
}

// nameLetters are those of a Kubernetes name.
const nameLetters = "abcdefghijklmnopqrstuvwxyz0123456789-."

var daemonSetSwitches = []string{"host-network", "security-groups"}

func setAttribute(ds *planner.DaemonSet, part string) (err error) {
	key, value, _ := strings.Cut(part, "=")
	on := func() (bool, error) {
		if value == "" { // the bare word
			return true, nil
		}
		return parseSwitch(value)
	}
	switch key {
	case "name":
		ds.Name = value
		if !isDaemonSetName(value) {
			err = fmt.Errorf("must be lower-case letters, digits, dots and dashes")
		}
	case "cpu":
		ds.Request.CPU, err = ParseCPU(value)
	case "memory":
		ds.Request.Memory, err = ParseMemory(value)
	case "node-label":
		var r planner.Requirement
		if r, err = planner.ParseRequirement(value); err == nil {
			ds.Nodes = append(slices.Clone(ds.Nodes), r)
		}
	case "toleration":
		ds.Tolerations, err = withToleration(ds.Tolerations, value)
	case "host-network":
		ds.HostNetwork, err = on()
	case "security-groups":
		ds.SecurityGroups, err = on()
	default:
		keys := append([]string{"name", "cpu", "memory", "node-label", "toleration"}, daemonSetSwitches...)
		err = fmt.Errorf("must be one of %s%s", strings.Join(keys, ", "), DidYouMean(key, keys))
	}
	return err
}

// NoToleration is the word for a DaemonSet that tolerates no taint.
const NoToleration = "none"

// withToleration adds one, or makes it known that there are none.
func withToleration(all []string, text string) ([]string, error) {
	switch text {
	case "":
		return nil, fmt.Errorf("must be a taint such as dedicated=pci:NoSchedule, or %s", NoToleration)
	case NoToleration:
		return []string{}, nil
	}
	return append(append([]string{}, all...), text), nil
}

func daemonSetText(ds planner.DaemonSet, presets []planner.DaemonSet) string {
	if preset, found := presetNamed(ds.Name, presets); found && preset.Equal(ds) {
		return ds.Name
	}
	var parts []string
	if ds.Name != "" {
		parts = append(parts, "name="+ds.Name)
	}
	parts = append(parts, "cpu="+CPUText(ds.Request.CPU), "memory="+MemoryText(ds.Request.Memory))
	if ds.HostNetwork {
		parts = append(parts, "host-network")
	}
	if ds.SecurityGroups {
		parts = append(parts, "security-groups")
	}
	for _, condition := range ds.Nodes.Texts() {
		parts = append(parts, "node-label="+condition)
	}
	if ds.Tolerations != nil && len(ds.Tolerations) == 0 {
		parts = append(parts, "toleration="+NoToleration)
	}
	for _, t := range ds.Tolerations {
		parts = append(parts, "toleration="+t)
	}
	return strings.Join(parts, ",")
}

func presetNamed(name string, presets []planner.DaemonSet) (planner.DaemonSet, bool) {
	for _, p := range presets {
		if p.Name == name {
			return p, true
		}
	}
	return planner.DaemonSet{}, false
}

// choosable are presets without those that every node has anyway.
func choosable(presets []planner.DaemonSet) []string {
	return slices.DeleteFunc(presetNames(presets), func(name string) bool {
		return slices.ContainsFunc(planner.Always, func(a planner.DaemonSet) bool { return a.Name == name })
	})
}

func presetNames(presets []planner.DaemonSet) []string {
	names := make([]string, len(presets))
	for i, p := range presets {
		names[i] = p.Name
	}
	return names
}
