package settings_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/settings"
)

// anyValue is any value that a setting takes, as a user may write it.
func anyValue(t *rapid.T, s *settings.Setting) []string {
	number := func(low, high int) string { return fmt.Sprint(rapid.IntRange(low, high).Draw(t, s.Name)) }
	switch {
	case s.Name == "max-pods":
		return []string{rapid.SampledFrom([]string{"eni", "managed", "karpenter", "auto-mode", "58", "default_enis * 2", "managed: default_enis * 2", "karpenter: min(vcpus, max_pods)", "max_pods > 50 ? 50 : max_pods"}).Draw(t, s.Name)}
	case s.Value == "PERCENT":
		return []string{number(0, 100) + rapid.SampledFrom([]string{"", "%"}).Draw(t, "sign")}
	case s.Name == "daemonset":
		return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"fluent-bit", "node-exporter,cpu=1", "name=b,memory=1Gi,host-network"}), 0, 3, rapid.ID).Draw(t, s.Name)
	case s.Name == "memory-capacity":
		return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"m5.large=7700Mi", "r5.xlarge=30Gi", "t3.small=1917Mi"}), 0, 3, rapid.ID).Draw(t, s.Name)
	case s.Value == "AMOUNT":
		return []string{number(0, 1000) + ".25"}
	case s.Kind == settings.Number:
		return []string{number(0, 64)}
	case s.Value == "QUANTITY" && strings.Contains(s.Name, "cpu"):
		return []string{number(0, 9999) + "m"}
	case s.Value == "QUANTITY":
		return []string{number(0, 9999) + "Mi"}
	}
	return []string{rapid.SampledFrom(s.Choices).Draw(t, s.Name)}
}

func anySettings(t *rapid.T) planner.Settings {
	s := planner.Default()
	for i := range table {
		if err := table[i].Set(&s, anyValue(t, &table[i])...); err != nil {
			t.Fatalf("%s: %v", table[i].Name, err)
		}
	}
	return s
}

// What a setting has is the same after it was written and parsed, and after it
// was taken over from other settings; no other setting changes with it.
func TestEverySettingReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := anySettings(t)
		for i := range table {
			s := &table[i]
			texts := s.Values(&from)
			v, err := s.Parse(texts...)
			if err != nil || !slices.Equal(s.Format(v), texts) {
				t.Fatalf("%s: %q is read as %v, %v", s.Name, texts, v, err)
			}
			if err := s.Check(v); err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
			if reflect.TypeOf(v) != reflect.TypeOf(s.Get(&from)) {
				t.Fatalf("%s: parsed as %T, and is %T", s.Name, v, s.Get(&from))
			}
			to := planner.Default()
			s.Copy(&to, &from)
			if s.Differs(&to, &from) {
				t.Fatalf("%s: copied as %s", s.Name, s.Text(&to))
			}
			for j := range table {
				if j != i && table[j].Changed(&to) {
					t.Fatalf("%s changed %s", s.Name, table[j].Name)
				}
			}
		}
		all := planner.Default()
		for i := range table {
			table[i].Copy(&all, &from)
		}
		if !reflect.DeepEqual(all, from) { // a field that no row has
			t.Fatalf("%+v\n%+v", all, from)
		}
	})
}

// Every setting is in the inputs of an answer, at its own path, and the schema
// describes whatever is there.
func TestInputs(t *testing.T) {
	text, err := json.Marshal(settings.InputsSchema())
	if err != nil {
		t.Fatal(err)
	}
	document, err := validator.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("inputs.json", document); err != nil {
		t.Fatal(err)
	}
	schema := c.MustCompile("inputs.json")
	seen := map[string]bool{}
	d := planner.Default()
	defaults := settings.Inputs(&d)
	for _, s := range table {
		if _, ok := defaults.At(s.JSON); !ok || seen[s.JSON] || !strings.HasPrefix(s.JSON, s.YAML) {
			t.Errorf("%s: the inputs have nothing of its own at %s", s.Name, s.JSON)
		}
		seen[s.JSON] = true
	}
	rapid.Check(t, func(t *rapid.T) {
		s := anySettings(t)
		if rapid.Bool().Draw(t, "measured") {
			s.Overrides = map[string]planner.Override{"m5.large": {MaxPods: planner.Known(20)}, "m5.xlarge": {AllocatableMemory: planner.Known(7 * planner.GiB)}}
		}
		text, err := json.Marshal(settings.Inputs(&s))
		if err != nil {
			t.Fatal(err)
		}
		value, err := validator.UnmarshalJSON(strings.NewReader(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	})
}

// The inputs as a script reads them: units in the names, and null for what
// isn't set.
func TestInputsOfSomeSettings(t *testing.T) {
	s := changed(t)
	s.Overrides = map[string]planner.Override{"m5.large": {AllocatableCPU: planner.Known(planner.Millis(1930))}}
	text, err := json.MarshalIndent(settings.Inputs(&s), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
 "cluster": {
  "region": "eu-west-1",
  "regionSource": "screen",
  "cni": {
   "mode": "prefix-delegation",
   "family": "ipv4",
   "customNetworking": false,
   "securityGroupsForPods": {
    "enabled": false,
    "scope": "apps",
    "percent": 100
   },
   "maxENI": null,
   "warmENITarget": 1,
   "warmIPTarget": null,
   "minimumIPTarget": null,
   "warmPrefixTarget": 1
  },
  "os": "linux",
  "maxPods": "karpenter",
  "reservedENIs": 0,
  "podsPerCore": null,
  "ami": "bottlerocket",
  "kubeReserved": {
   "cpuMillis": null,
   "memoryMiB": null
  },
  "systemReserved": {
   "cpuMillis": 0,
   "memoryMiB": 0
  },
  "evictionMemoryMiB": 100,
  "hugePagesMiB": 0,
  "hugePageSize": "2Mi",
  "rootVolumeMiB": null,
  "instanceStorePolicy": "none",
  "vmMemoryOverheadPercent": 7.5,
  "extraVolumes": 0,
  "memoryCapacityMiB": {
   "t3.small": 1917
  },
  "unnamedDaemonSets": 3,
  "daemonSets": [
   {
    "name": "fluent-bit",
    "cpuMillis": 50,
    "memoryMiB": 50,
    "hostNetwork": false,
    "securityGroups": false,
    "nodeLabels": [],
    "tolerations": null
   }
  ],
  "overrides": {
   "m5.large": {
    "allocatableCPUMillis": 1930,
    "allocatableMemoryMiB": null,
    "maxPods": null,
    "extended": {}
   }
  }
 },
 "podRequest": {
  "cpuMillis": 250,
  "memoryMiB": 512,
  "gpus": null,
  "volumes": null
 },
 "plan": {
  "requests": "as-set"
 },
 "capacity": {
  "onDemandBase": 0,
  "onDemandPercent": 100,
  "nodes": 10,
  "purchase": "on-demand",
  "commitmentPerHour": 0,
  "discountPercent": 28,
  "nodeAdderPerMonth": 8,
  "clusterAdderPerMonth": 0
 }
}`
	if string(text) != want {
		t.Errorf("got\n%s", text)
	}
}
