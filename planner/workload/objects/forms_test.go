package objects_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
	k8s "sigs.k8s.io/yaml"

	"podfit/planner/sample"
	"podfit/planner/workload/objects"
)

// kinds are the kinds of the objects of a text with their lines, what was lost, and the
// keys that it has twice.
func kinds(text string) string {
	var all []string
	f, err := objects.Open("a", strings.NewReader(text))
	if err != nil {
		return err.Error()
	}
	err = objects.Read(f, objects.Visitor{
		Expected: "expected objects",
		Object: func(o *objects.Object) error {
			switch {
			case o.Rest:
			case o.Kind == "Bad":
				return fmt.Errorf("%s: bad", o.Place)
			default:
				all = append(all, fmt.Sprintf("%d %s", o.Line, o.Kind))
			}
			return nil
		},
		Lost:      func(err error) { all = append(all, "lost "+err.Error()) },
		Duplicate: func(at objects.Place, key string) { all = append(all, fmt.Sprintf("twice %s %s", at, key)) },
	})
	if err != nil {
		all = append(all, "error "+err.Error())
	}
	return strings.Join(all, ", ")
}

func inUTF16(text string, order binary.ByteOrder) string {
	var b bytes.Buffer
	for _, unit := range utf16.Encode([]rune("\uFEFF" + text)) {
		binary.Write(&b, order, unit)
	}
	return b.String()
}

// Whatever form people have, its objects are found, with their lines.
func TestForms(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// What jq -s makes: arrays, also of lists and of arrays.
		{"[{\"kind\":\"A\"},\n{\"kind\":\"List\",\"items\":[{\"kind\":\"B\"},\n{\"kind\":\"C\"}]},[{\"kind\":\"D\"}]]", "1 A, 2 B, 3 C, 3 D"},
		// JSON lines, and one after another.
		{"{\"kind\":\"A\"}\n{\"kind\":\"B\"}\n", "1 A, 2 B"},
		{`{"kind":"A"}{"kind":"B"} [{"kind":"C"}]`, "1 A, 1 B, 1 C"},
		// Lists in lists, typed ones too, with their kind before or after the items.
		{`{"kind":"List","items":[{"kind":"List","items":[{"kind":"PodList","items":[{"a":1}]}]},{"kind":"B"}]}`, "1 Pod, 1 B"},
		{`{"kind":"List","items":[{"items":[{"a":1},{"kind":"C"}],"kind":"PodList"},{"kind":"B"}]}`, "1 C, 1 Pod, 1 B"},
		{`{"items":[{"a":1}],"kind":"PodList"}`, "1 Pod"},
		{"kind: List\nitems:\n- kind: DeploymentList\n  items:\n  - a: 1\n- kind: B\n", "5 Deployment, 6 B"},
		{"items: [{a: 1}]\nkind: PodList\n", "1 Pod"},
		{`{"kind":"List","items":null}`, ""},
		{strings.Repeat(`{"items":[`, 12) + strings.Repeat(`]}`, 12), "lost a:1: lists nested more than 10 deep"},
		// Anchors and merge keys, at the top and in items.
		{"x: &x {kind: A}\n---\nkind: B\nx: &x {kind: C}\n<<: *x\n", "1 , 3 C"},
		{"x: &x {kind: A}\nitems:\n- *x\n- <<: *x\n- {<<: *x, kind: B}\n", "1 A, 4 A, 5 B"},
		{"x: &x [{kind: A}, {kind: B}]\nitems: *x\n", "1 A, 1 B"},
		{"a: &k kind\n*k : A\n", "1 A"},
		// Byte order marks and encodings.
		{"\uFEFFkind: A\n---\n\uFEFFkind: B\n", "1 A, 3 B"},
		{inUTF16("kind: A\n---\nkind: B # é😀\n", binary.LittleEndian), "1 A, 3 B"},
		{inUTF16(`{"kind": "A"}`, binary.BigEndian), "1 A"},
		// Ends of lines and of documents.
		{"kind: A\r\n---\r\nkind: B\r\n", "1 A, 3 B"},
		{"kind: A\n--- # B\nkind: B\n---   \n# nothing\n---\nkind: C\n...\n", "1 A, 3 B, 7 C"},
		{"--- {kind: A}\n--- {kind: B}\n", "1 A, 2 B"},
		{"kind: A\n...\n---\nkind: B\n", "1 A, 4 B"},
		{"\t{\t\"kind\":\t\"A\"\t}\n", "1 A"},
		{"# only a comment\n", ""},
		// The last one of a key counts.
		{"kind: A\nkind: B\n", "twice a:2 kind, 1 B"},
		{"kind: A\nspec: {b: 1, b: 2}\n", "twice a:2 b, 1 A"},
		{`{"kind":"A","kind":"B"}`, "1 B"},
	} {
		if got := kinds(c.text); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// What is broken costs itself: an object, a document of YAML, the rest of a file of
// JSON.
func TestLost(t *testing.T) {
	const helm = "this looks like a Helm template: render it first: helm template ./chart | podfit import -"
	for _, c := range []struct{ text, want string }{
		{"kind: A\n---\nkind: Bad\n---\nkind: C\n", "1 A, lost a:3: bad, 5 C"},
		{"kind: A\n---\nkind: [1]\n---\n- kind: {a: 1}\n- kind: C\n", "1 A, lost a:3: kind: must be a string, not array, lost a:5: kind: must be a string, not object, 6 C"},
		{"kind: A\n---\nkind: B: C\n---\nkind: D\n", "1 A, lost a:3:8: mapping values are not allowed in this context, 5 D"},
		{"kind: A\n---\nspec:\n\tx: 1\n---\nkind: D\n", "1 A, lost a:4:1: found character that cannot start any token, 6 D"},
		{"kind: A\n---\ntext\n---\nkind: D\n", "1 A, lost a:3: expected objects, 5 D"},
		{"kind: A\nspec: &a [*a]\n---\nkind: D\n", "lost a:2: nested more than 100 deep, 4 D"},
		{"{{- if x }}\nkind: A\n{{- end }}\n---\nkind: B\n", "lost a:1: " + helm + ", 5 B"},
		{"kind: A\nspec: {replicas: {{ x }}}\n---\nkind: B\nname: '{{ x }}'\n", "lost a:2: a key must be a string; " + helm + ", 4 B"},
		{`[{"kind":"A"},3,{"kind":"Bad"},{"kind":["C"]},{"kind":"D"}]`, "1 A, lost a:1: expected objects, lost a:1: bad, lost a:1: kind: must be a string, not array, 1 D"},
		{`{"kind":"List","items":[{"kind":"Bad"},{"kind":"D"}]}`, "lost a:1: bad, 1 D"},
		{"{\"kind\":\"A\"}\n{\"kind\":\"B\"", "1 A, lost a:2:12: unexpected end of JSON"},
		{"{\"items\":[{\"kind\":\"A\"},\n{\"kind\":B},{\"kind\":\"C\"}]}", "1 A, lost a:2:9: invalid character 'B' looking for beginning of value"},
	} {
		if got := strings.ReplaceAll(kinds(c.text), "error ", "lost "); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// Values that one means otherwise than the API.
func TestLenientValues(t *testing.T) {
	var got struct {
		Text   objects.Text
		Labels objects.Texts
		Port   objects.Number
	}
	for _, c := range []struct{ text, want string }{
		{`{"Text": "a", "Labels": {"a": "b"}, "Port": 80}`, "a map[a:b] 80"},
		{`{"Text": 8080, "Labels": {"a": true, "b": 1.5, "c": null}, "Port": "80"}`, "8080 map[a:true b:1.5 c:] 80"},
		{`{"Text": true, "Labels": null, "Port": null}`, "true map[] 0"},
	} {
		got.Text, got.Labels, got.Port = "", nil, 0
		if err := json.Unmarshal([]byte(c.text), &got); err != nil || fmt.Sprint(got.Text, " ", map[string]string(got.Labels), " ", got.Port) != c.want {
			t.Errorf("%s: %+v, %v", c.text, got, err)
		}
	}
	for _, text := range []string{`{"Text": {}}`, `{"Labels": []}`, `{"Labels": {"a": []}}`, `{"Port": "http"}`, `{"Port": 1.5}`} {
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
}

func TestAsKubectl(t *testing.T) { rapid.Check(t, asKubectl) }
func FuzzAsKubectl(f *testing.F) { sample.Fuzz(f, asKubectl) }

// asKubectl: values of YAML are those that kubectl makes of them, whichever version of
// YAML it thinks it reads; of a key that is there twice or merged, too.
func asKubectl(t *rapid.T) {
	scalars := []string{"a", "1", "0777", "0x1F", "0o17", "1_000", "1e3", ".5", "1.50", "-1", "12345678901234567890", "yes", "No", "on", "y", "n", "true", "TRUE", "null", "~", "", "'yes'", `"1"`, "!!str 1",
		"2024-01-01", "1:30", "512Mi", "0.1", "1E9", "+1", "*base", "&x 1", "é"}
	value := func() string { return rapid.SampledFrom(scalars).Draw(t, "value") }
	var b strings.Builder
	b.WriteString("spec:\n  base: &base {a: 1, b: two}\n  other: &other {b: 3, c: x}\n")
	for i := range rapid.IntRange(0, 4).Draw(t, "mappings") {
		fmt.Fprintf(&b, "  m%d:\n", i)
		fmt.Fprintf(&b, "    first: %s\n", value())
		for range rapid.IntRange(0, 4).Draw(t, "keys") {
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				fmt.Fprintf(&b, "    <<: %s\n", rapid.SampledFrom([]string{"*base", "*other", "[*base, *other]", "{c: 9}"}).Draw(t, "merge"))
			case 1:
				fmt.Fprintf(&b, "    list:\n    - %s\n    - %s\n", value(), value())
			default:
				fmt.Fprintf(&b, "    %s: %s\n", rapid.SampledFrom([]string{"a", "b", "c", "'1'"}).Draw(t, "key"), value())
			}
		}
	}
	text := b.String()
	want, err := k8s.YAMLToJSON([]byte(text))
	if err != nil {
		t.Skip(err)
	}
	all, err := read("kind: A\n" + text)
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v of\n%s", all, err, text)
	}
	var got, wanted map[string]any
	if err := json.Unmarshal([]byte(strings.TrimPrefix(all[0], "1 /A ")), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(want, &wanted); err != nil {
		t.Fatal(err)
	}
	delete(got, "kind")
	if !reflect.DeepEqual(got, wanted) {
		t.Fatalf("got %v\nwant %v of\n%s", got, wanted, text)
	}
}
