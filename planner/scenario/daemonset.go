package scenario

import (
	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/settings"
)

// daemonSetShape is a DaemonSet: a preset by its name, attributes, or a preset
// with attributes that replace its own.
type daemonSetShape struct{ setting *settings.Setting }

const presetKey = "preset"

var attributes = &object[planner.DaemonSet]{keys: []key[planner.DaemonSet]{
	{
		name: presetKey, help: "the name of a DaemonSet that podfit knows",
		read:   func(*reader, *yaml.Node, string, *planner.DaemonSet) error { return nil }, // comes first, whatever its place
		write:  func(*planner.DaemonSet) *yaml.Node { return nil },
		schema: func() ordered.Object { return jsonType("string") },
	},
	field("name", "", text(any1), func(d *planner.DaemonSet) *string { return &d.Name }),
	field("cpu", "", quantity(settings.ParseCPU, settings.CPUText), func(d *planner.DaemonSet) *planner.Millis { return &d.Request.CPU }),
	field("memory", "", quantity(settings.ParseMemory, settings.MemoryText), func(d *planner.DaemonSet) *planner.Memory { return &d.Request.Memory }),
	field("hostNetwork", "it needs no pod address", yes, func(d *planner.DaemonSet) *bool { return &d.HostNetwork }),
	field("securityGroups", "a SecurityGroupPolicy matches it", yes, func(d *planner.DaemonSet) *bool { return &d.SecurityGroups }),
	field("nodeLabels", "conditions on labels of the nodes on which it runs; every node without", selectorShape, func(d *planner.DaemonSet) *planner.Selector { return &d.Nodes }),
	field("tolerations", "key=value:effect; [] if it tolerates no taint; if left out it is counted on all tainted nodes", orNone[string]{of: list[string]{text(some1), true}}, func(d *planner.DaemonSet) *[]string { return &d.Tolerations }),
}}

func (s daemonSetShape) read(r *reader, n *yaml.Node, at string, to *planner.DaemonSet) error {
	if preset := valueOf(n, presetKey); preset != nil {
		of := scalar[planner.DaemonSet]{parse: s.preset}
		if err := of.read(r, preset, joined(at, presetKey), to); err != nil {
			return err
		}
	}
	if err := attributes.read(r, n, at, to); err != nil {
		return err
	}
	// Each alone, so that the error has its line.
	if err := s.setting.Check([]planner.DaemonSet{*to}); err != nil {
		return r.errorf(n.Line, "%s: %w", at, err)
	}
	return nil
}

func (s daemonSetShape) preset(name string) (planner.DaemonSet, error) {
	v, err := s.setting.Parse(name)
	if err != nil {
		return planner.DaemonSet{}, err
	}
	return v.([]planner.DaemonSet)[0], nil
}

func (s daemonSetShape) write(ds *planner.DaemonSet) *yaml.Node {
	if ds.Name != "" {
		if preset, err := s.preset(ds.Name); err == nil && preset.Equal(*ds) {
			return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{textNode(presetKey), textNode(ds.Name)}}
		}
	}
	return attributes.write(ds)
}

func (s daemonSetShape) schema() ordered.Object { return attributes.schema() }

// valueOf is the value of a key of a mapping, or nil.
func valueOf(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}
