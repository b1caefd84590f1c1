package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/settings"
)

// file is the shape of a file. Settings stand at the paths of their rows in the
// table. Of them, those are written that says picks.
func file(table settings.Table, says func(*settings.Setting) bool) *object[Scenario] {
	o := &object[Scenario]{check: checkFile}
	o.add(constant("apiVersion", APIVersion), constant("kind", Kind))
	for i := range table {
		s := &table[i]
		parts := strings.Split(s.YAML, ".")
		if parts[0] == planName {
			continue
		}
		at := o
		for _, part := range parts[:len(parts)-1] {
			at = at.group(part)
		}
		at.add(settingKey(s, parts[len(parts)-1], says))
	}
	cluster := o.group("cluster")
	cluster.help = "the cluster: its CNI, its kubelets, its DaemonSets"
	o.group("podRequest").help = "the request of the average pod, for comparing instance types"
	o.group("capacity").help = "how nodes are bought"
	cluster.add(
		field("subnets", "the subnets of the nodes, with the addresses that nodes take", list[planner.Subnet]{of: subnetShape},
			func(s *Scenario) *[]planner.Subnet { return &s.Subnets }),
		field("podSubnets", "the subnets of ENIConfigs, with custom networking", list[planner.Subnet]{of: subnetShape},
			func(s *Scenario) *[]planner.Subnet { return &s.PodSubnets }),
	)
	o.add(
		field("options", "the instance types in question", list[Option]{of: optionShape},
			func(s *Scenario) *[]Option { return &s.Options }),
		field("by", "the field to sort by", scalar[string]{parseField, asIs, jsonType("string")},
			func(s *Scenario) *string { return &s.By }),
		field("fargate", "the workloads that go to Fargate: none, all, cheaper, or names with commas between them", text(plan.ParseFargate),
			func(s *Scenario) *string { return &s.Plan.Fargate }),
		planKey(table, says),
		field("today", "the cluster's nodes as they are", todayShape, func(s *Scenario) *planner.Today { return &s.Today }),
		field("notes", "what was guessed or left out when the cluster was imported", list[string]{of: text(some1)},
			func(s *Scenario) *[]string { return &s.Notes }),
		field("overrides", "measured figures of nodes, by instance type", overridesShape,
			func(s *Scenario) *map[string]planner.Override { return &s.Settings.Overrides }),
		field("workload", "the pods to place; a later file replaces workloads of the same name", workloadShape{},
			func(s *Scenario) *planner.Workloads { return &s.Workload }),
	)
	return o
}

const planName = "plan"

// planKey is what a plan is to be like: the terms, and the settings of plans alone. A
// scenario without terms has none to write, and reads into the usual ones.
func planKey(table settings.Table, says func(*settings.Setting) bool) key[Scenario] {
	o := &object[Scenario]{help: planShape.help, check: func(r *reader, _ *yaml.Node, _ string, said map[string]*yaml.Node, s *Scenario) error {
		if said["pools"] == nil {
			return nil
		}
		return checkPools(r, said["pools"], &s.Plan)
	}}
	for _, k := range planShape.keys {
		read, write := k.read, k.write
		o.add(key[Scenario]{
			name: k.name, help: k.help, required: k.required, schema: k.schema,
			read: func(r *reader, n *yaml.Node, at string, to *Scenario) error {
				if to.Plan.Groups == 0 {
					fargate := to.Plan.Fargate // whose key stands beside these
					to.Plan = plan.DefaultTerms()
					to.Plan.Fargate = fargate
				}
				return read(r, n, at, &to.Plan)
			},
			write: func(s *Scenario) *yaml.Node {
				if s.Plan.Groups == 0 {
					return nil
				}
				return write(&s.Plan)
			},
		})
	}
	for i := range table {
		if name, of := strings.CutPrefix(table[i].YAML, planName+"."); of {
			o.add(settingKey(&table[i], name, says))
		}
	}
	return key[Scenario]{name: planName, inner: o, read: o.read, write: o.write, schema: o.schema}
}

// checkFile is what no key alone shows.
func checkFile(r *reader, n *yaml.Node, _ string, said map[string]*yaml.Node, s *Scenario) error {
	for _, h := range []struct{ key, must string }{{"apiVersion", APIVersion}, {"kind", Kind}} {
		if said[h.key] == nil {
			return r.refuse(n.Line, h.key, "", errors.New("must be "+h.must))
		}
	}
	if err := planner.CheckSubnets(slices.Concat(s.Subnets, s.PodSubnets)); err != nil {
		line := n.Line
		if cluster := said["cluster"]; cluster != nil {
			line = cluster.Line
		}
		return r.errorf(line, "cluster.subnets: %w", err)
	}
	if err := bounded(s.Workload); err != nil {
		return fmt.Errorf("%s: workload: %w", r.file, err)
	}
	if err := boundedToday(&s.Today); err != nil {
		return fmt.Errorf("%s: today: %w", r.file, err)
	}
	return nil
}

// constant is a key with one value.
func constant(name, value string) key[Scenario] {
	s := scalar[string]{
		parse: func(text string) (string, error) {
			if text != value {
				return "", errors.New("must be " + value)
			}
			return text, nil
		},
		format: asIs,
		is:     ordered.Object{{Key: "const", Value: value}},
	}
	k := field(name, "", s, func(*Scenario) *string { v := value; return &v })
	k.required = true
	return k
}

// settingKey is the key of a setting. DaemonSets and amounts by type are lists
// and mappings in a file; every other setting is one text, which its row reads.
func settingKey(s *settings.Setting, name string, says func(*settings.Setting) bool) key[Scenario] {
	d := planner.Default()
	var k key[Scenario]
	switch s.Get(&d).(type) {
	case []planner.DaemonSet:
		k = typedKey(s, name, list[planner.DaemonSet]{of: daemonSetShape{s}})
	case map[string]planner.Memory:
		k = typedKey(s, name, byName[planner.Memory]{
			of: quantity(settings.ParseMemory, settings.MemoryText), compare: planner.CompareNames,
			check: func(name string, m *planner.Memory) error { return s.Check(map[string]planner.Memory{name: *m}) },
		})
	default:
		k = typedKey(s, name, settingText(s))
	}
	if s.Name == settings.RegionName {
		read := k.read
		k.read = func(r *reader, n *yaml.Node, at string, to *Scenario) error {
			err := read(r, n, at, to)
			if err == nil && !isNull(n) {
				to.Settings.RegionSource = planner.RegionByScenario
			}
			return err
		}
	}
	k.help = s.Usage
	write := k.write
	k.write = func(v *Scenario) *yaml.Node {
		if !says(s) {
			return nil
		}
		return write(v)
	}
	return k
}

// typedKey is a setting whose value has type T, or any if it is one text.
func typedKey[T any](s *settings.Setting, name string, of shape[T]) key[Scenario] {
	return key[Scenario]{
		name: name,
		read: func(r *reader, n *yaml.Node, at string, to *Scenario) error {
			v := s.Get(&to.Settings).(T)
			if err := of.read(r, n, at, &v); err != nil {
				return err
			}
			if err := s.Check(v); err != nil {
				return r.errorf(n.Line, "%s: %w", at, err)
			}
			s.Put(&to.Settings, v)
			return nil
		},
		write: func(v *Scenario) *yaml.Node {
			value := s.Get(&v.Settings).(T)
			return of.write(&value)
		},
		schema: of.schema,
	}
}

// settingText is a setting that is one text in a file, as it is on the command
// line, except for switches between two words.
func settingText(s *settings.Setting) scalar[any] {
	t := scalar[any]{
		parse:  func(text string) (any, error) { return s.Parse(text) },
		format: func(v any) string { return s.Format(v)[0] },
		is:     settingSchema(s),
	}
	switch {
	case s.On != "":
		t.parse = func(text string) (any, error) {
			if text != s.On && text != s.Off {
				return nil, fmt.Errorf("must be %s or %s%s", s.On, s.Off, settings.DidYouMean(text, []string{s.On, s.Off}))
			}
			return text == s.On, nil
		}
		t.format = func(v any) string {
			if v == true {
				return s.On
			}
			return s.Off
		}
	case strings.HasSuffix(s.YAML, "Percent"): // the key has the unit
		t.format = func(v any) string { return strings.TrimSuffix(s.Format(v)[0], "%") }
	}
	return t
}

func settingSchema(s *settings.Setting) ordered.Object {
	switch {
	case s.On != "":
		return ordered.Object{{Key: "enum", Value: []string{s.On, s.Off}}}
	case s.Kind == settings.Switch:
		return jsonType("boolean")
	case s.Kind == settings.Choice:
		return ordered.Object{{Key: "enum", Value: s.Choices}}
	case s.Kind == settings.Number:
		return countSchema
	case s.Value == "QUANTITY":
		return quantitySchema
	}
	// A word, a number or an expression.
	o := ordered.Object{{Key: "anyOf", Value: []ordered.Object{jsonType("string"), jsonType("number")}}}
	if s.Choices != nil {
		o = append(o, ordered.Member{Key: "examples", Value: s.Choices})
	}
	return o
}

// optionShape is instance types by name or by filter.
var optionShape = &object[Option]{
	keys: []key[Option]{
		field("types", "names, globs or families", list[string]{of: text(any1)}, func(o *Option) *[]string { return &o.Types }),
		field("filter", "conditions, such as vcpus<=16 family=m6i", scalar[string]{parseFilter, asIs, jsonType("string")},
			func(o *Option) *string { return &o.Filter }),
	},
	check: func(r *reader, n *yaml.Node, at string, said map[string]*yaml.Node, o *Option) error {
		if (said["filter"] == nil) == (len(o.Types) == 0) {
			return r.errorf(n.Line, "%s: each must have either types or a filter", at)
		}
		return nil
	},
}

func parseFilter(text string) (string, error) {
	_, err := query.ParseFilter(text)
	return text, err
}

func parseField(name string) (string, error) {
	if _, ok := query.FieldNamed(name); !ok {
		return "", fmt.Errorf("no such field%s", settings.DidYouMean(name, query.FieldNames()))
	}
	return name, nil
}
