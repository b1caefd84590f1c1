package objects_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"podfit/planner/sample"
	"podfit/planner/workload/objects"
)

// Which objects are in a file, and where?
func Example() {
	const text = `kind: Pod
metadata: {name: a}
---
kind: DeploymentList
apiVersion: apps/v1
items:
  - metadata: {name: b}
  - metadata: {name: c}
`
	f, err := objects.Open("all.yaml", strings.NewReader(text))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = objects.Read(f, objects.Visitor{Expected: "expected objects", Object: func(o *objects.Object) error {
		if !o.Rest {
			fmt.Println(o.Place, o.Kind, string(o.Metadata))
		}
		return nil
	}})
	fmt.Println(err)
	// Output:
	// all.yaml:1 Pod {"name":"a"}
	// all.yaml:7 Deployment {"name":"b"}
	// all.yaml:8 Deployment {"name":"c"}
	// <nil>
}

// read describes the objects of a text.
func read(text string) (all []string, err error) {
	f, err := objects.Open("a", strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	err = objects.Read(f, objects.Visitor{
		Expected: "expected objects",
		Lists:    []objects.List{{Key: "services", OrMapping: true}},
		Object: func(o *objects.Object) error {
			kind := o.Kind
			if o.Rest {
				kind = "rest"
			}
			all = append(all, fmt.Sprintf("%d %s/%s %s", o.Line, o.Group(), kind, o.Text))
			return nil
		},
	})
	return all, err
}

func TestObjects(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{`{"kind":"A"} {"kind":"B"}`, []string{`1 /A {"kind":"A"}`, `1 /B {"kind":"B"}`}},
		{"[{\"kind\":\"A\"},\n{\"kind\":\"B\"}]", []string{`1 /A {"kind":"A"}`, `2 /B {"kind":"B"}`}},
		{"kind: A\napiVersion: apps/v1\n---\n\n# B\nkind: B\n", []string{`1 apps/A {"kind":"A","apiVersion":"apps/v1"}`, `6 /B {"kind":"B"}`}},
		{"- kind: A\n- kind: B\n", []string{`1 /A {"kind":"A"}`, `2 /B {"kind":"B"}`}},
		// Of an object with a kind, only the parts that are read are kept.
		{`{"kind":"A","spec":{"a":1},"data":"x"}`, []string{`1 /A {"kind":"A","spec":{"a":1}}`}},
		{`{"services":[{"a":1},{"b":2}],"failures":[3]}`, []string{`1 / {"a":1}`, `1 / {"b":2}`, `1 /rest {"failures":[3]}`}},
		{"services:\n- a: 1\nfailures: [3]\n", []string{`2 / {"a":1}`, `1 /rest {"failures":[3]}`}},
		// Keys and values are no list.
		{`{"name":"x","services":{"b":[1],"a":{}}}`, []string{`1 / {"name":"x","services":{"a":{},"b":[1]}}`}},
		{"services: {b: [1]}\n", []string{`1 / {"services":{"b":[1]}}`}},
		{`{"services":{}}`, []string{`1 / {"services":{}}`}},
		// CloudFormation's short tags; others are dropped.
		{"a: !Ref B\nb: !Sub ['${C}', {C: !GetAtt D.Arn}]\nc: !reset [1]\n", []string{`1 / {"a":{"Ref":"B"},"b":{"Fn::Sub":["${C}",{"C":{"Fn::GetAtt":"D.Arn"}}]},"c":[1]}`}},
		// With a kind, services are no list of objects.
		{`{"kind":"A","services":[{"a":1}]}`, []string{`1 /A {"kind":"A"}`}},
		// kubectl finds nothing.
		{`{"apiVersion":"v1","kind":"List","items":[]}`, []string{`1 /rest {"apiVersion":"v1","kind":"List"}`}},
		{"kind: List\n", nil},
		{"", nil},
		{"a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n", []string{`1 / {"a":{"b":1},"c":{"b":1},"d":{"b":1,"e":2}}`}},
	} {
		got, err := read(c.text)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s\n got %q, %v\nwant %q", c.text, got, err, c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{\"a\":1,\n\"b\": tru}", "a:2:9: invalid character '}' in literal true (expecting 'e')"},
		{"{\"a\":\n", "a:2:1: unexpected end of JSON"},
		{"3", "a:1: expected objects"},
		{`{"services": 3}`, "a:1: services: must be a list"},
		{"a: b: c\n", "a:1:5: mapping values are not allowed in this context"},
		{"kind: [1]\n", "a:1: kind: must be a string, not array"},
		{"{{ if x }}\n", "a:1: this looks like a Helm template: render it first: helm template ./chart | podfit import -"},
	} {
		if _, err := read(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestSameInBothForms(t *testing.T) { rapid.Check(t, sameInBothForms) }
func FuzzSameInBothForms(f *testing.F) { sample.Fuzz(f, sameInBothForms) }

// anyValue draws a JSON value of some depth.
func anyValue(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		kinds := 4
		if depth > 0 {
			kinds = 6
		}
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind of value") {
		case 0:
			return rapid.StringMatching(`[ -~é]{0,8}`).Draw(t, "string")
		case 1:
			return float64(rapid.IntRange(-1000, 1000).Draw(t, "number"))
		case 2:
			return rapid.Bool().Draw(t, "boolean")
		case 3:
			return nil
		case 4:
			return rapid.SliceOfN(anyValue(depth-1), 0, 3).Draw(t, "list")
		}
		return map[string]any(rapid.MapOfN(rapid.StringMatching(`[a-z]{1,4}`), anyValue(depth-1), 0, 3).Draw(t, "mapping"))
	})
}

// sameInBothForms: objects are the same in JSON and in YAML.
func sameInBothForms(t *rapid.T) {
	object := map[string]any{"kind": "A", "spec": anyValue(3).Draw(t, "spec")}
	asJSON, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(asJSON), string(asYAML)} {
		all, err := read(text)
		if err != nil || len(all) != 1 {
			t.Fatalf("%v, %v of\n%s", all, err, text)
		}
		var got map[string]any
		if err := json.Unmarshal([]byte(strings.TrimPrefix(all[0], "1 /A ")), &got); err != nil || !reflect.DeepEqual(got, object) {
			t.Fatalf("got %v, %v\nwant %v of\n%s", got, err, object, text)
		}
	}
}
