package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/query"
	"podfit/planner/settings"
)

// text is a scalar with the line on which it stands.
type text struct {
	value string
	line  int
}

func (t *text) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: want one value", n.Line)
	}
	t.value, t.line = n.Value, n.Line
	return nil
}

// Read reads a scenario onto the settings of another, which a file need not
// repeat: several files lie one on top of the other. The error names the line,
// the key and what would do; from is left as it was.
func Read(name string, yamlText []byte, from Scenario, table settings.Table) (Scenario, error) {
	r := reader{name: name, table: table}
	f, err := r.parse(yamlText)
	if err != nil {
		return from, err
	}
	to := from
	if err := r.header(f); err != nil {
		return from, err
	}
	if err := r.settings(reflect.ValueOf(*f), "", &to.Settings); err != nil {
		return from, err
	}
	if err := r.daemonSets(f.Cluster.DaemonSets, &to.Settings); err != nil {
		return from, err
	}
	if err := r.memoryCapacity(f.Cluster.MemoryCapacity, &to.Settings); err != nil {
		return from, err
	}
	if err := r.subnets(f, &to); err != nil {
		return from, err
	}
	if f.Fargate.line != 0 {
		to.Fargate = f.Fargate.value
	}
	if err := r.options(f, &to); err != nil {
		return from, err
	}
	if err := r.overrides(f.Overrides, &to.Settings); err != nil {
		return from, err
	}
	if err := r.workload(f.Workload, &to); err != nil {
		return from, err
	}
	if err := settings.Check(&to.Settings); err != nil {
		return from, fmt.Errorf("%s: %w", name, err)
	}
	return to, nil
}

type reader struct {
	name  string
	table settings.Table
}

func (r *reader) errorf(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", r.name, line, fmt.Errorf(format, args...))
}

// parse checks the keys, which YAML's own decoder would not name the nearest of.
func (r *reader) parse(yamlText []byte) (*file, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(yamlText, &document); err != nil {
		return nil, fmt.Errorf("%s: %s", r.name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(document.Content) == 0 {
		return nil, fmt.Errorf("%s: empty; a scenario begins with apiVersion: %s", r.name, APIVersion)
	}
	var f file
	if err := r.keys(document.Content[0], reflect.TypeOf(f)); err != nil {
		return nil, err
	}
	if err := document.Decode(&f); err != nil {
		var typed *yaml.TypeError
		if errors.As(err, &typed) {
			return nil, fmt.Errorf("%s: %s", r.name, typed.Errors[0])
		}
		return nil, fmt.Errorf("%s: %w", r.name, err)
	}
	return &f, nil
}

// keys refuses keys that the type has no field for, and keys given twice.
func (r *reader) keys(n *yaml.Node, t reflect.Type) error {
	switch {
	case n.Kind == yaml.AliasNode:
		return r.errorf(n.Line, "a scenario has no aliases")
	case t.Kind() == reflect.Slice && n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			if err := r.keys(item, t.Elem()); err != nil {
				return err
			}
		}
		return nil
	case t == reflect.TypeFor[text]():
		return nil
	case t.Kind() == reflect.Slice:
		return r.errorf(n.Line, "want a list")
	case n.Kind != yaml.MappingNode && t.Kind() == reflect.Map:
		return r.errorf(n.Line, "want keys and values")
	case n.Kind != yaml.MappingNode:
		return r.errorf(n.Line, "want keys and values, one of them: %s", strings.Join(keysOf(t), ", "))
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		item, ok := itemOf(t, key.Value)
		switch {
		case key.Kind != yaml.ScalarNode:
			return r.errorf(key.Line, "want a word for a key")
		case !ok:
			return r.errorf(key.Line, "%q: no such key%s", key.Value, settings.DidYouMean(key.Value, keysOf(t)))
		case seen[key.Value]:
			return r.errorf(key.Line, "%q: given twice", key.Value)
		}
		seen[key.Value] = true
		if err := r.keys(n.Content[i+1], item); err != nil {
			return err
		}
	}
	return nil
}

func keyOf(f reflect.StructField) string {
	key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return key
}

func keysOf(t reflect.Type) []string {
	keys := make([]string, t.NumField())
	for i := range keys {
		keys[i] = keyOf(t.Field(i))
	}
	return keys
}

// itemOf is the type of what stands under a key; a map takes any key.
func itemOf(t reflect.Type, key string) (reflect.Type, bool) {
	if t.Kind() == reflect.Map {
		return t.Elem(), true
	}
	for i := range t.NumField() {
		if keyOf(t.Field(i)) == key {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

func (r *reader) header(f *file) error {
	if f.APIVersion.value != APIVersion {
		return r.errorf(max(1, f.APIVersion.line), "apiVersion %q: want %s", f.APIVersion.value, APIVersion)
	}
	if f.Kind.value != Kind {
		return r.errorf(max(1, f.Kind.line), "kind %q: want %s", f.Kind.value, Kind)
	}
	return nil
}

// settings sets each text that is tagged as a setting.
func (r *reader) settings(v reflect.Value, path string, to *planner.Settings) error {
	for i := range v.NumField() {
		f, field := v.Field(i), v.Type().Field(i)
		at := joined(path, keyOf(field))
		if f.Kind() == reflect.Struct && f.Type() != reflect.TypeFor[text]() {
			if err := r.settings(f, at, to); err != nil {
				return err
			}
			continue
		}
		name := field.Tag.Get("setting")
		if name == "" {
			continue
		}
		t := f.Interface().(text)
		if t.line == 0 { // not in the file
			continue
		}
		value, err := switched(field.Tag, t.value)
		if err == nil {
			err = r.set(name, value, to)
		}
		if err != nil {
			return r.errorf(t.line, "%s %q: %w", at, t.value, err)
		}
	}
	return nil
}

func (r *reader) set(name string, value string, to *planner.Settings) error {
	s, ok := r.table.Named(name)
	if !ok {
		panic("no setting " + name)
	}
	return s.Set(to, value)
}

// switched is true or false for the two words of a switch that the file spells
// out, and the value itself for any other setting.
func switched(tag reflect.StructTag, value string) (string, error) {
	on, off := tag.Get("on"), tag.Get("off")
	switch {
	case on == "":
		return value, nil
	case value == on:
		return "true", nil
	case value == off:
		return "false", nil
	default:
		return "", fmt.Errorf("want %s or %s%s", on, off, settings.DidYouMean(value, []string{on, off}))
	}
}

// daemonSets sets them as the specs of the setting, attribute by attribute.
func (r *reader) daemonSets(list []fileDaemonSet, to *planner.Settings) error {
	if list == nil {
		return nil
	}
	setting, _ := r.table.Named("daemonset")
	var specs []string
	for _, ds := range list {
		var parts []string
		line := 0
		for _, a := range []struct {
			key string
			text
		}{
			{"", ds.Preset}, {"name=", ds.Name}, {"cpu=", ds.CPU}, {"memory=", ds.Memory},
			{"host-network=", ds.HostNetwork}, {"security-groups=", ds.SecurityGroups},
		} {
			if a.line != 0 {
				parts = append(parts, a.key+a.value)
				line = a.line
			}
		}
		spec := strings.Join(parts, ",")
		// Each alone, so that the error has its line.
		if err := setting.Set(&planner.Settings{}, spec); err != nil {
			return r.errorf(line, "cluster.daemonSets %q: %w", spec, err)
		}
		specs = append(specs, spec)
	}
	return setting.Set(to, specs...)
}

func (r *reader) memoryCapacity(byType map[string]text, to *planner.Settings) error {
	if byType == nil {
		return nil
	}
	setting, _ := r.table.Named("memory-capacity")
	var values []string
	for name, t := range byType {
		value := name + "=" + t.value
		if err := setting.Set(&planner.Settings{}, value); err != nil {
			return r.errorf(t.line, "cluster.memoryCapacity %q: %w", value, err)
		}
		values = append(values, value)
	}
	return setting.Set(to, values...)
}

func (r *reader) options(f *file, to *Scenario) error {
	if f.Options != nil {
		to.Options = nil
	}
	for _, o := range f.Options {
		if (o.Filter.line == 0) == (len(o.Types) == 0) {
			return fmt.Errorf("%s: options: want either types or a filter in each", r.name)
		}
		if _, err := query.ParseFilter(o.Filter.value); err != nil {
			return r.errorf(o.Filter.line, "filter: %w", err)
		}
		option := Option{Filter: o.Filter.value}
		for _, t := range o.Types {
			option.Types = append(option.Types, t.value)
		}
		to.Options = append(to.Options, option)
	}
	if f.By.line != 0 {
		if _, ok := query.FieldNamed(f.By.value); !ok {
			return r.errorf(f.By.line, "by %q: no such field%s", f.By.value, settings.DidYouMean(f.By.value, query.FieldNames()))
		}
		to.By = f.By.value
	}
	return nil
}
