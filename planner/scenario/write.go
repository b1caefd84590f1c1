package scenario

import (
	"bytes"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/settings"
)

// MarshalYAML writes a text as the number or word that it is, and quotes what
// would read as another, such as null.
func (t text) MarshalYAML() (any, error) {
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(t.value), &n); err == nil && len(n.Content) == 1 && n.Content[0].Value == t.value && isPlain(n.Content[0].Tag) {
		return n.Content[0], nil
	}
	return t.value, nil
}

func isPlain(tag string) bool { return tag == "!!int" || tag == "!!float" || tag == "!!bool" }

// IsZero leaves a text that nobody set out of the file.
func (t text) IsZero() bool { return t == text{} }

// Write writes a scenario: the region, and of the other settings those that
// differ from the defaults. Read gives the same scenario again.
func Write(s Scenario, table settings.Table) ([]byte, error) {
	f := newFile(s, table, func(setting *settings.Setting) bool { return setting.Changed(&s.Settings) })
	f.Cluster.Region = text{value: s.Settings.Region}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// newFile is a scenario in the shape of a file, with the settings that it says.
func newFile(s Scenario, table settings.Table, says func(*settings.Setting) bool) file {
	f := file{APIVersion: text{value: APIVersion}, Kind: text{value: Kind}, By: text{value: s.By}, Fargate: text{value: s.Fargate}}
	fill(reflect.ValueOf(&f).Elem(), &s.Settings, table, says)
	f.Cluster.DaemonSets = daemonSets(&s.Settings, table)
	for name, capacity := range s.Settings.MemoryCapacity {
		if f.Cluster.MemoryCapacity == nil {
			f.Cluster.MemoryCapacity = map[string]text{}
		}
		f.Cluster.MemoryCapacity[name] = text{value: settings.MemoryText(capacity)}
	}
	f.Cluster.Subnets, f.Cluster.PodSubnets = fileSubnets(s.Subnets), fileSubnets(s.PodSubnets)
	f.Overrides = overrides(s.Settings.Overrides)
	for _, k := range s.Workload {
		f.Workload = append(f.Workload, newFilePodKind(k))
	}
	for _, o := range s.Options {
		option := fileOption{Filter: text{value: o.Filter}}
		for _, name := range o.Types {
			option.Types = append(option.Types, text{value: name})
		}
		f.Options = append(f.Options, option)
	}
	return f
}

// fill puts each setting that the file says into the text that is tagged with it.
func fill(v reflect.Value, from *planner.Settings, table settings.Table, says func(*settings.Setting) bool) {
	for i := range v.NumField() {
		f, field := v.Field(i), v.Type().Field(i)
		if f.Kind() == reflect.Struct && f.Type() != reflect.TypeFor[text]() {
			fill(f, from, table, says)
			continue
		}
		setting, ok := table.Named(field.Tag.Get("setting"))
		if !ok || !says(setting) {
			continue
		}
		value := setting.Text(from)
		switch {
		case field.Tag.Get("on") != "" && value == "true":
			value = field.Tag.Get("on")
		case field.Tag.Get("on") != "":
			value = field.Tag.Get("off")
		case setting.Name == "discount": // the key says percent
			value = strings.TrimSuffix(value, "%")
		}
		f.Set(reflect.ValueOf(text{value: value}))
	}
}

func daemonSets(s *planner.Settings, table settings.Table) []fileDaemonSet {
	setting, _ := table.Named("daemonset")
	var list []fileDaemonSet
	for i, spec := range setting.Values(s) {
		ds := s.DaemonSets[i]
		if spec == ds.Name { // written as its preset
			list = append(list, fileDaemonSet{Preset: text{value: spec}})
			continue
		}
		list = append(list, newFileDaemonSet(ds))
	}
	return list
}

// newFileDaemonSet spells a DaemonSet out, even one that has a preset.
func newFileDaemonSet(ds planner.DaemonSet) fileDaemonSet {
	return fileDaemonSet{
		Name:           text{value: ds.Name},
		CPU:            text{value: settings.CPUText(ds.Request.CPU)},
		Memory:         text{value: settings.MemoryText(ds.Request.Memory)},
		HostNetwork:    yes(ds.HostNetwork),
		SecurityGroups: yes(ds.SecurityGroups),
	}
}
