package workload_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"podfit/planner/sample"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// manifest is an object of some kind, as JSON would have it.
func manifest(t *rapid.T, n int) map[string]any {
	kind := rapid.SampledFrom([]string{"Deployment", "StatefulSet", "DaemonSet", "Pod"}).Draw(t, "kind")
	pod := map[string]any{"containers": []any{map[string]any{"name": "a", "env": []any{map[string]any{"name": "PORT", "value": 8080}},
		"resources": map[string]any{"requests": map[string]any{"cpu": fmt.Sprintf("%dm", rapid.IntRange(1, 900).Draw(t, "cpu")), "memory": "64Mi"}}}}}
	o := map[string]any{"kind": kind, "apiVersion": "apps/v1", "metadata": map[string]any{"name": fmt.Sprint("n", n)}}
	if kind == "Pod" {
		o["apiVersion"], o["spec"] = "v1", pod
		return o
	}
	o["spec"] = map[string]any{"replicas": rapid.IntRange(0, 5).Draw(t, "replicas"), "template": map[string]any{"spec": pod}}
	return o
}

// written puts objects into a text of some form: JSON or YAML, one after another, in
// arrays and in lists, also in one another.
func written(t *rapid.T, all []map[string]any) string {
	var values []any
	for len(all) > 0 {
		n := rapid.IntRange(1, len(all)).Draw(t, "together")
		var items []any
		for _, o := range all[:n] {
			items = append(items, o)
		}
		all = all[n:]
		for range rapid.IntRange(0, 2).Draw(t, "lists") {
			if rapid.Bool().Draw(t, "array") {
				items = []any{items}
			} else {
				items = []any{map[string]any{"kind": "List", "apiVersion": "v1", "items": items}}
			}
		}
		values = append(values, items...)
	}
	inYAML := rapid.Bool().Draw(t, "YAML")
	var b strings.Builder
	for _, v := range values {
		if inYAML {
			text, _ := yaml.Marshal(v)
			fmt.Fprintf(&b, "---%s\n%s", rapid.SampledFrom([]string{"", " # Source: a", "\r"}).Draw(t, "dashes"), text)
			continue
		}
		text, _ := json.MarshalIndent(v, "", rapid.SampledFrom([]string{"", "  "}).Draw(t, "indent"))
		b.Write(append(text, '\n'))
	}
	return b.String()
}

// lines describes an import in no order.
func lines(im workload.Import) []string {
	all := strings.Split(strings.TrimSpace(workloadtest.Describe(im)), "\n")
	slices.Sort(all)
	return all
}

func objects(t *rapid.T) (all []map[string]any) {
	for n := range rapid.IntRange(1, 6).Draw(t, "objects") {
		all = append(all, manifest(t, n))
	}
	return all
}

func TestAnyForm(t *testing.T) { rapid.Check(t, anyForm) }
func FuzzAnyForm(f *testing.F) { sample.Fuzz(f, anyForm) }

// anyForm: the same objects give the same import, in whatever files, lists, arrays,
// documents and order they are, and however often.
func anyForm(t *rapid.T) {
	all := objects(t)
	want := lines(mustRead(t, written(t, all)))
	shuffled := rapid.Permutation(all).Draw(t, "order")
	cut := rapid.IntRange(0, len(all)).Draw(t, "files")
	var texts []string
	for _, part := range [][]map[string]any{shuffled[:cut], shuffled[cut:]} {
		if len(part) > 0 {
			texts = append(texts, written(t, part))
		}
	}
	again := rapid.Bool().Draw(t, "again")
	if again {
		texts = append(texts, texts[0])
	}
	got := lines(mustRead(t, texts...))
	if again {
		got = slices.DeleteFunc(got, func(line string) bool { return strings.HasSuffix(line, "in the input more than once: counted once") })
	}
	if !slices.Equal(sorted(got), sorted(want)) {
		t.Fatalf("got %q\nwant %q of\n%s", got, want, strings.Join(texts, "\n=====\n"))
	}
}

// sorted are lines whose lists of objects are in order, too.
func sorted(lines []string) []string {
	for i, line := range lines {
		if parts := strings.Split(line, ": "); len(parts) == 3 {
			names := strings.Split(parts[1], ", ")
			slices.Sort(names)
			lines[i] = parts[0] + ": " + strings.Join(names, ", ") + ": " + parts[2]
		}
	}
	return lines
}

func mustRead(t *rapid.T, texts ...string) workload.Import {
	im, err := workloadtest.Read(texts...)
	if err != nil {
		t.Fatalf("%v of\n%s", err, strings.Join(texts, "\n=====\n"))
	}
	return im
}

func TestOneBadObject(t *testing.T) { rapid.Check(t, oneBadObject) }
func FuzzOneBadObject(f *testing.F) { sample.Fuzz(f, oneBadObject) }

// corruptions make an object one that cannot be read.
var corruptions = []func(o map[string]any){
	func(o map[string]any) { o["spec"] = 3 },
	func(o map[string]any) { o["spec"] = map[string]any{"replicas": -1} },
	func(o map[string]any) { o["metadata"] = []any{} },
	func(o map[string]any) { delete(o, "metadata") },
	func(o map[string]any) { o["metadata"] = map[string]any{"name": "a\x1b[2J"} },
	func(o map[string]any) { delete(o, "spec") },
	func(o map[string]any) { o["kind"] = 3 },
	func(o map[string]any) { delete(o, "kind") },
	func(o map[string]any) {
		o["kind"], o["spec"] = "Pod", map[string]any{"containers": []any{map[string]any{"resources": map[string]any{"requests": map[string]any{"cpu": "many"}}}}}
		o["apiVersion"] = "v1"
	},
}

// oneBadObject: an object that cannot be read costs itself: it is lost, with its file and
// line, and the others are what they are without it.
func oneBadObject(t *rapid.T) {
	all := append(objects(t), manifest(t, 10))
	want := lines(mustRead(t, written(t, all)))
	bad := maps.Clone(all[0])
	rapid.SampledFrom(corruptions).Draw(t, "corruption")(bad)
	at := rapid.IntRange(0, len(all)).Draw(t, "at")
	text := written(t, slices.Insert(slices.Clone(all), at, bad))
	im, err := workloadtest.ReadSome(text)
	if err != nil {
		t.Fatalf("%v of\n%s", err, text)
	}
	lost := workloadtest.Lost(im)
	if len(lost) != 1 || im.Unread != 1 || !strings.HasPrefix(lost[0], "a.yaml:") || len(im.Guesses) == 0 {
		t.Fatalf("lost %q, guesses %q of\n%s", lost, im.Guesses, text)
	}
	got := slices.DeleteFunc(lines(im), func(line string) bool { return strings.HasPrefix(line, "unread-object: ") })
	if !slices.Equal(sorted(got), sorted(want)) {
		t.Fatalf("got %q\nwant %q of\n%s", got, want, text)
	}
}
