// Package cloudformation imports the ECS services, task definitions and autoscalers
// of CloudFormation templates, in JSON and YAML: those that a person writes, and
// those that cdk synth and sam build write.
//
// A template is read as it would be created with the defaults of its parameters.
// What is known only once the stack exists is noted, and counts as not given.
package cloudformation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner/workload/ecs"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// Format is CloudFormation templates.
var Format = importer.Format{
	Input: "CloudFormation templates",
	New: func(notes *importer.Notes) importer.Reader {
		return &reader{notes: notes, Reader: ecs.NewReader(notes)}
	},
}

type reader struct {
	notes       *importer.Notes
	*ecs.Reader // has the services of all templates
}

// template is the sections that a value can refer to.
type template struct {
	Parameters map[string]parameter `json:"Parameters"`
	Mappings   map[string]any       `json:"Mappings"`
	Conditions map[string]any       `json:"Conditions"`
	Resources  map[string]any       `json:"Resources"`

	resources map[string]resource // those with a type
	decided   map[string]truth    // conditions
}

type parameter struct {
	Type    string `json:"Type"`
	Default any    `json:"Default"`
}

type resource struct {
	Type, Condition string
	Properties      map[string]any
}

// ReadObject reads a template.
func (r *reader) ReadObject(o *objects.Object) (recognized bool, err error) {
	if o.Kind != "" || o.Rest {
		return false, nil
	}
	if !recognizes(o.Text) {
		return false, nil
	}
	t := template{decided: map[string]truth{}}
	d := json.NewDecoder(bytes.NewReader(o.Text))
	d.UseNumber()
	if err := d.Decode(&t); err != nil {
		return true, fmt.Errorf("%s: no valid CloudFormation template: %w", o.Place, err)
	}
	t.readResources()
	in := stack{reader: r, template: &t, Place: o.Place, families: map[string]string{}, services: map[string]serviceName{}}
	return true, in.read()
}

// readResources keeps what is a resource; Fn::ForEach has a list.
func (t *template) readResources() {
	t.resources = map[string]resource{}
	for id, v := range t.Resources {
		parts, _ := v.(map[string]any)
		one := resource{}
		one.Type, _ = parts["Type"].(string)
		one.Condition, _ = parts["Condition"].(string)
		one.Properties, _ = parts["Properties"].(map[string]any)
		t.resources[id] = one
	}
}

// recognizes a template by a resource of AWS's, because the version is optional.
func recognizes(text []byte) bool {
	var sections map[string]json.RawMessage
	if json.Unmarshal(text, &sections) != nil {
		return false
	}
	if sections["AWSTemplateFormatVersion"] != nil {
		return true
	}
	var resources map[string]json.RawMessage
	if json.Unmarshal(sections["Resources"], &resources) != nil {
		return false
	}
	for _, text := range resources {
		var one struct{ Type string }
		if json.Unmarshal(text, &one) == nil && strings.Contains(one.Type, "::") {
			return true
		}
	}
	return false
}

// stack is a template as it is read.
type stack struct {
	*reader
	*template
	objects.Place
	families map[string]string // of task definitions by logical ID
	services map[string]serviceName
}

// serviceName is where a service is found by its autoscaler.
type serviceName struct{ cluster, name string }

func (s *stack) read() error {
	for _, of := range []struct {
		kind string
		read func(id string, p *properties) error
	}{
		{"AWS::ECS::TaskDefinition", s.definition},
		{"AWS::ECS::Service", s.service},
		{"AWS::ApplicationAutoScaling::ScalableTarget", s.target},
	} {
		for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
			one := s.resources[id]
			if one.Type != of.kind {
				continue
			}
			p := properties{template: s.template}
			if one.Condition != "" {
				switch s.condition(one.Condition) {
				case isFalse:
					s.notes.Skip("not created with the defaults of the parameters (condition "+one.Condition+")", of.kind+" "+id)
					continue
				case isUnknown:
					p.doubt("it is created only on a condition that is not known: " + one.Condition)
				}
			}
			p.values, _ = s.resolve(one.Properties).(map[string]any)
			if err := of.read(id, &p); err != nil {
				return err
			}
		}
	}
	s.noteOthers()
	return nil
}

// others are resources that run containers, or hold those that do.
var others = map[string]string{
	"AWS::CloudFormation::Stack":      "a nested stack is not read: import its template",
	"AWS::ECS::TaskSet":               "task sets are not read",
	"AWS::ECS::ExpressGatewayService": "express services are not read",
	"AWS::Batch::JobDefinition":       "AWS Batch is not read",
	"AWS::AppRunner::Service":         "App Runner is not read",
}

func (s *stack) noteOthers() {
	for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
		kind := s.resources[id].Type
		why := others[kind]
		switch {
		case strings.HasSuffix(kind, "::MODULE"):
			why = "a module is not read"
		case strings.HasPrefix(id, "Fn::"):
			why = "a function in place of resources is not evaluated"
		}
		if why != "" {
			s.notes.Skip(why, strings.TrimSpace(kind+" "+id))
		}
	}
}

func (s *stack) origin(id string, p *properties) ecs.Origin {
	return ecs.Origin{Place: s.Place, Scope: s.Place.String(), Name: id, Doubts: p.doubts}
}

func (s *stack) definition(id string, p *properties) error {
	name, known := p.values["Family"].(string)
	if !known || slices.Contains(slices.Collect(maps.Values(s.families)), name) {
		name = id
	}
	s.families[id] = name
	p.set("Family", name)
	if is, why := isUnresolved(p.values["ContainerDefinitions"]); is {
		p.doubt("ContainerDefinitions are not known: " + why)
		p.set("ContainerDefinitions", []any{map[string]any{"Name": "app"}})
	}
	text := p.json()
	return s.AddDefinition(s.origin(id, p), text)
}

func (s *stack) service(id string, p *properties) error {
	if of, is := p.values["TaskDefinition"].(symbol); is {
		if family, known := s.families[string(of)]; known {
			p.set("TaskDefinition", family)
		}
	}
	cluster := ""
	switch of := p.values["Cluster"].(type) {
	case string:
		cluster = of
	case symbol:
		cluster, _ = s.resolve(s.resources[string(of)].Properties["ClusterName"]).(string)
	}
	p.set("Cluster", cluster)
	name, known := p.values["ServiceName"].(string)
	if !known {
		name = id
	}
	p.set("ServiceName", name)
	p.set("PlacementStrategy", p.values["PlacementStrategies"])
	s.services[id] = serviceName{cluster[strings.LastIndexByte(cluster, '/')+1:], name}
	text := p.json()
	return s.AddService(s.origin(id, p), text)
}

func (s *stack) target(id string, p *properties) error {
	if namespace, known := p.values["ServiceNamespace"].(string); known && namespace != "ecs" {
		return nil
	}
	var resource string
	switch of := p.values["ResourceId"].(type) {
	case string:
		resource = of
	case symbol:
		resource = string(of)
		name := resource[strings.LastIndexByte(resource, '/')+1:]
		if service, known := s.services[name]; known {
			resource = "service/" + service.cluster + "/" + service.name
		}
	}
	var limits struct {
		Min *int64 `json:"MinCapacity"`
		Max *int64 `json:"MaxCapacity"`
	}
	if err := objects.Decode(p.json(), &limits); err != nil {
		return fmt.Errorf("%s: %s: %w", s.Place, id, err)
	}
	if resource == "" || limits.Min == nil || limits.Max == nil {
		_, why := isUnresolved(p.values["ResourceId"])
		s.notes.Add(importer.Ignored, strings.Join(append(p.doubts, "the limits of this autoscaler, or its service, are not known"), "; "), strings.TrimSpace(id+" "+why))
		return nil
	}
	return s.AddTarget(s.origin(id, p), resource, *limits.Min, *limits.Max)
}
