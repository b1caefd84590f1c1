package scenario_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"

	"podfit/planner/scenario"
)

func schema(t testing.TB) *validator.Schema {
	t.Helper()
	document, err := validator.UnmarshalJSON(strings.NewReader(scenario.Schema(table)))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("scenario.json", document); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("scenario.json")
}

func validate(s *validator.Schema, text []byte) error {
	b, err := yaml.YAMLToJSON(text)
	if err != nil {
		return err
	}
	var value any
	if err := json.Unmarshal(b, &value); err != nil {
		return err
	}
	return s.Validate(value)
}

func TestSchema(t *testing.T) {
	s := schema(t)
	readme, err := os.ReadFile("../../cmd/podfit/testdata/readme/scenario.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, good := range []string{
		string(readme),
		header + "cluster: {maxPods: 58, cni: {family: ipv6, maxENI: 3}}\ncapacity: {discountPercent: x0.7}",
		header + "overrides: {m5.8xlarge: {allocatableCPU: 31850m, allocatableMemory: 118312Mi, maxPods: 234}}",
		header + "workload: [{name: web, replicas: 3, cpu: 0.5, memory: 1Gi, extended: {nvidia.com/gpu: 1}, nodes: {arch: [arm64], capacityTypes: [spot]}, hoursPerMonth: 60.5}]",
	} {
		if err := validate(s, []byte(good)); err != nil {
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
		if validate(s, []byte(bad)) == nil {
			t.Errorf("the schema accepts\n%s", bad)
		}
	}
}

// Whatever Write writes, the schema accepts.
func TestSchemaAcceptsWhatIsWritten(t *testing.T) {
	schema := schema(t)
	rapid.Check(t, func(t *rapid.T) {
		s := scenario.Scenario{Settings: anySettings(t)}
		for _, k := range anyWorkload(t) {
			// A name that reads as a number is one to the schema, and a word to podfit.
			if k.Name == "web" || k.Name == "shop/api" {
				s.Workload = append(s.Workload, k)
			}
		}
		s.Settings.Overrides = anyOverrides(t)
		text, err := scenario.Write(s, table)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(schema, text); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	})
}

// Every setting has its own key in a file, at the path of its row, with its help.
func TestEverySettingHasAKey(t *testing.T) {
	var document struct{ Properties map[string]any }
	if err := json.Unmarshal([]byte(scenario.Schema(table)), &document); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i := range table {
		setting := &table[i]
		if seen[setting.YAML] {
			t.Errorf("%s: another setting is at %s, too", setting.Name, setting.YAML)
		}
		seen[setting.YAML] = true
		at := any(map[string]any{"properties": document.Properties})
		for part := range strings.SplitSeq(setting.YAML, ".") {
			properties, _ := at.(map[string]any)["properties"].(map[string]any)
			if at = properties[part]; at == nil {
				t.Fatalf("%s: the schema has no key %s of %s", setting.Name, part, setting.YAML)
			}
		}
		if help := at.(map[string]any)["description"]; help != setting.Usage {
			t.Errorf("%s: the schema says %v", setting.Name, help)
		}
	}
}
