package objects_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner/sample"
	"podfit/planner/workload/objects"
)

func TestWithoutLaw(t *testing.T) { rapid.Check(t, withoutKeys) }
func FuzzWithout(f *testing.F)    { sample.Fuzz(f, withoutKeys) }

// withoutKeys: whatever the JSON and however it is written, only the members of the keys
// that are lists or objects are missing.
func withoutKeys(t *rapid.T) {
	tree := anyJSON(t, 4)
	text, err := json.Marshal(tree)
	if rapid.Bool().Draw(t, "indented") {
		text, err = json.MarshalIndent(tree, "", " ")
	}
	if err != nil {
		t.Fatal(err)
	}
	var got any
	kept := objects.Without(text, "env", "args")
	if err := json.Unmarshal(kept, &got); err != nil {
		t.Fatalf("%s\n%s\n%v", text, kept, err)
	}
	var want any
	_ = json.Unmarshal(text, &want)
	if want = pruned(want); !reflect.DeepEqual(got, want) {
		t.Fatalf("%s\n got %s\nwant %v", text, kept, want)
	}
}

func anyJSON(t *rapid.T, depth int) any {
	key := rapid.SampledFrom([]string{"env", "args", "a", `"env"`, `\`, "env,", "{env", ""})
	switch kind := rapid.IntRange(0, 5).Draw(t, "kind"); {
	case kind == 0 && depth > 0:
		all := map[string]any{}
		for range rapid.IntRange(0, 4).Draw(t, "members") {
			all[key.Draw(t, "key")] = anyJSON(t, depth-1)
		}
		return all
	case kind == 1 && depth > 0:
		all := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			all = append(all, anyJSON(t, depth-1))
		}
		return all
	case kind == 2:
		return rapid.Float64Range(-10, 10).Draw(t, "number")
	case kind == 3:
		return nil
	}
	return key.Draw(t, "text")
}

// pruned is a tree without lists and objects of the keys.
func pruned(tree any) any {
	switch of := tree.(type) {
	case map[string]any:
		for key, value := range of {
			switch value.(type) {
			case map[string]any, []any:
				if key == "env" || key == "args" {
					delete(of, key)
					continue
				}
			}
			of[key] = pruned(value)
		}
	case []any:
		for i := range of {
			of[i] = pruned(of[i])
		}
	}
	return tree
}

// Objects are visited in the order of the file, and no more of them once the visitor
// has had enough.
func TestVisitsInOrder(t *testing.T) {
	var text strings.Builder
	for i := range 100 {
		fmt.Fprintf(&text, `{"kind": "K%d"}`, i)
	}
	for _, last := range []int{0, 1, 50, 99, 100} {
		var seen []string
		f, err := objects.Open("a.json", strings.NewReader(text.String()))
		if err != nil {
			t.Fatal(err)
		}
		enough := errors.New("enough")
		err = objects.Read(f, objects.Visitor{Object: func(o *objects.Object) error {
			if seen = append(seen, o.Kind); o.Kind == fmt.Sprint("K", last) {
				return enough
			}
			return nil
		}})
		if want := min(last+1, 100); len(seen) != want || seen[want-1] != fmt.Sprint("K", want-1) || (last < 100) != errors.Is(err, enough) {
			t.Errorf("%d: %d, %v", last, len(seen), err)
		}
	}
}
