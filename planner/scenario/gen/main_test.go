package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"

	"podfit/planner/scenario"
)

func TestSchemaIsUpToDate(t *testing.T) {
	text, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != scenario.Schema() {
		t.Error("planner/scenario/schema.json: go generate ./planner/scenario writes it anew")
	}
}

func compile(t *testing.T) *validator.Schema {
	t.Helper()
	document, err := validator.UnmarshalJSON(strings.NewReader(scenario.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("scenario.json", document); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("scenario.json")
}

func validate(t *testing.T, s *validator.Schema, text []byte) error {
	t.Helper()
	b, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(b, &value); err != nil {
		t.Fatal(err)
	}
	return s.Validate(value)
}

const header = "apiVersion: podfit/v1\nkind: Scenario\n"

func TestSchema(t *testing.T) {
	s := compile(t)
	readme, err := os.ReadFile("../../../cmd/podfit/testdata/readme/scenario.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, good := range []string{
		string(readme),
		header + "cluster: {maxPods: 58, cni: {family: ipv6, maxENI: 3}}\ncapacity: {discountPercent: x0.7}",
		header + "overrides: {m5.8xlarge: {allocatableCPU: 31850m, allocatableMemory: 118312Mi, maxPods: 234}}",
		header + "workload: [{name: web, replicas: 3, cpu: 0.5, memory: 1Gi, extended: {nvidia.com/gpu: 1}, nodes: {arch: [arm64], capacityTypes: [spot]}, hoursPerMonth: 60.5}]",
	} {
		if err := validate(t, s, []byte(good)); err != nil {
			t.Errorf("%s\n%v", good, err)
		}
	}
	for _, bad := range []string{
		"kind: Scenario",
		"apiVersion: podfit/v2\nkind: Scenario",
		header + "clutser: {}",
		header + "cluster: {ami: al2}",
		header + "workload: [{replicas: 3}]",
		header + "workload: [{name: web, replicas: -3}]",
		header + "workload: [{name: web, memory: 512MB}]",
		header + "workload: [{name: web, nodes: {arch: [x86]}}]",
		header + "overrides: {m5.large: {maxPod: 3}}",
	} {
		if validate(t, s, []byte(bad)) == nil {
			t.Errorf("the schema lets pass\n%s", bad)
		}
	}
}
