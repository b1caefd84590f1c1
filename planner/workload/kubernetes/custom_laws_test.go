package kubernetes

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// Whatever a spec holds, a kind of the table has parts or an error, and no part has
// more pods than a workload may.
func TestAnyCustomResource(t *testing.T) {
	words := map[string]bool{}
	for _, c := range customCases {
		for word := range strings.FieldsFuncSeq(c.spec, func(r rune) bool { return strings.ContainsRune("{}[]:, '", r) }) {
			words[word] = true
		}
	}
	keys := slices.Sorted(maps.Keys(words))
	var draw func(t *rapid.T, deep int) any
	draw = func(t *rapid.T, deep int) any {
		switch rapid.IntRange(0, 9).Draw(t, "form") {
		case 0:
			return rapid.Int64Range(-2, 5_000_000).Draw(t, "number")
		case 1:
			return rapid.SampledFrom([]string{"", "1g", "500m", "true", "x"}).Draw(t, "text")
		case 2:
			return rapid.Bool().Draw(t, "switch")
		case 3:
			if deep > 0 {
				return []any{draw(t, deep-1), draw(t, deep-1)}
			}
		default:
			if deep > 0 {
				m := map[string]any{}
				for range rapid.IntRange(0, 8).Draw(t, "keys") {
					m[rapid.SampledFrom(keys).Draw(t, "key")] = draw(t, deep-1)
				}
				return m
			}
		}
		return nil
	}
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.SampledFrom(customKinds).Draw(t, "kind")
		text, err := json.Marshal(draw(t, 5))
		if err != nil {
			t.Fatal(err)
		}
		o := &object{Object: &objects.Object{APIVersion: k.group + "/v1", Kind: k.kind, Spec: text}, Ref: importer.Ref{Kind: k.kind, Name: "a"}}
		all, _, err := parts(o)
		guessed, other := guess(o)
		for _, p := range append(all, guessed...) {
			if (err == nil && other == nil) && (p.replicas < 0 || p.replicas > importer.MaxReplicas || p.max < 0 || p.max > importer.MaxReplicas) {
				t.Fatalf("%d..%d pods of %s", p.replicas, p.max, text)
			}
		}
	})
}

// placed is what a part has to be found with.
type placed struct {
	name        string
	count, most int
	container   string
	cpu, memory int64 // of the container, in millicores and MiB
}

// Templates at each place of the table are found there with their counts, and nothing
// else is.
func TestTableOfCustomResources(t *testing.T) {
	for i := range customKinds {
		k := &customKinds[i]
		if k.compute == nil {
			t.Run(k.kind+" of "+k.group, rapid.MakeCheck(func(t *rapid.T) { tableLaw(t, k) }))
		}
	}
}

func tableLaw(t *rapid.T, k *customKind) {
	spec := map[string]any{}
	var want []placed
	for i := range k.pods {
		want = append(want, place(t, spec, &k.pods[i])...)
	}
	text, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	o := &object{Object: &objects.Object{APIVersion: k.group + "/v1", Kind: k.kind, Spec: text}, Ref: importer.Ref{Kind: k.kind, Name: "a"}}
	all, known, err := parts(o)
	if !known || err != nil {
		t.Fatal(known, err, string(text))
	}
	var got []placed
	for i := range all {
		got = append(got, foundAs(t, &all[i], want[min(i, len(want)-1)]))
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got  %+v\nwant %+v\n%s", got, want, text)
	}
}

func foundAs(t *rapid.T, p *part, want placed) placed {
	f := placed{name: p.name, count: p.replicas, most: p.max, container: want.container}
	for _, c := range p.template.Spec.Containers {
		if c.Name != want.container {
			continue
		}
		amounts, err := request.ParseAll("", c.Resources.Requests)
		if err != nil {
			t.Fatal(err)
		}
		f.cpu, f.memory = amounts[request.CPU], amounts[request.Memory]>>20
	}
	return f
}

// place draws what a row of the table reads, and puts it into a spec.
func place(t *rapid.T, spec map[string]any, row *podsAt) (all []placed) {
	if path, whole := strings.CutPrefix(row.enabled, "/"); whole {
		set(spec, path, true)
	}
	switch {
	case strings.HasSuffix(row.at, "[]"):
		var items []any
		for i := range rapid.IntRange(1, 3).Draw(t, "items") {
			item := map[string]any{}
			all = append(all, fillRow(t, item, row, fmt.Sprintf("item-%d", i)))
			items = append(items, item)
		}
		set(spec, strings.TrimSuffix(row.at, "[]"), items)
	case strings.HasSuffix(row.at, "{}"):
		items := map[string]any{}
		for i := range rapid.IntRange(1, 3).Draw(t, "items") {
			item := map[string]any{}
			key := fmt.Sprintf("key-%d", i)
			all = append(all, fillRow(t, item, row, key))
			items[key] = item
		}
		set(spec, strings.TrimSuffix(row.at, "{}"), items)
	case row.at == "":
		all = append(all, fillRow(t, spec, row, ""))
	default:
		item := at(spec, row.at)
		all = append(all, fillRow(t, item, row, ""))
	}
	return all
}

// fillRow draws the template, the counts and the name of one part.
func fillRow(t *rapid.T, item map[string]any, row *podsAt, name string) placed {
	p := placed{name: name, count: 1, container: row.container}
	if fixed, is := strings.CutPrefix(row.name, "'"); is {
		p.name = strings.TrimSuffix(fixed, "'")
	}
	if row.container == "" {
		p.container = "app"
	}
	p.cpu, p.memory = rapid.Int64Range(0, 100_000).Draw(t, "cpu"), rapid.Int64Range(0, 1<<20).Draw(t, "memory")
	resources := map[string]any{"requests": map[string]any{"cpu": fmt.Sprintf("%dm", p.cpu), "memory": fmt.Sprintf("%dMi", p.memory)}}
	containers := []any{map[string]any{"name": p.container, "resources": resources}}
	switch {
	case row.resources != "":
		set(item, row.resources, resources)
	case row.podSpec != "":
		set(at(item, strings.TrimPrefix(row.podSpec, ".")), "containers", containers)
	default:
		path := row.template
		if path == "" {
			path = "template"
		}
		set(at(item, strings.TrimPrefix(path, ".")), "spec", map[string]any{"containers": containers})
	}
	if row.name != "" && !strings.HasPrefix(row.name, "'") {
		set(item, row.name, name)
	}
	if row.enabled != "" && !strings.HasPrefix(row.enabled, "/") {
		set(item, row.enabled, true)
	}
	for _, of := range append([]string{row.count}, row.times...) {
		if path, _, _ := strings.Cut(of, "="); path != "" {
			n := rapid.IntRange(1, 50).Draw(t, path)
			set(item, path, n)
			p.count *= n
		}
	}
	if row.max != "" {
		p.most = rapid.IntRange(p.count, 100).Draw(t, row.max)
		set(item, row.max, p.most)
	}
	if strings.HasPrefix(row.template, "jobTargetRef") { // its maximum is not in the table
		p.most = 100
	}
	return p
}

// at is the object at a path, which it makes.
func at(in map[string]any, path string) map[string]any {
	if path == "" {
		return in
	}
	for key := range strings.SplitSeq(path, ".") {
		next, _ := in[key].(map[string]any)
		if next == nil {
			next = map[string]any{}
			in[key] = next
		}
		in = next
	}
	return in
}

// set sets a path, and keeps what is at it already.
func set(in map[string]any, path string, to any) {
	i := strings.LastIndexByte(path, '.')
	in = at(in, path[:max(0, i)])
	if m, is := to.(map[string]any); is {
		maps.Copy(at(in, path[i+1:]), m)
		return
	}
	in[path[i+1:]] = to
}
