package sample_test

import (
	"fmt"
	"reflect"
	"testing"

	"podfit/planner/sample"
)

// The generators draw every field: over a few hundred draws each field that a test
// can set has more than one value. A field that a generator forgets fails here, so
// no law passes because it never met the field.
func TestEveryFieldIsDrawn(t *testing.T) {
	for name, draw := range map[string]func(seed int) any{
		"AnyWorkload": func(i int) any { return sample.AnyWorkload.Example(i) },
		"AnySettings": func(i int) any { return *sample.AnySettings.Example(i) },
		"AnyQuestion": func(i int) any {
			q := *sample.AnyQuestion.Example(i)
			q.Candidates = nil // evaluated, not drawn
			return q
		},
	} {
		seen := map[string]map[string]bool{}
		for i := range 300 {
			record(seen, name, reflect.ValueOf(draw(i)))
		}
		for field, values := range seen {
			if len(values) < 2 && !fixed[field] {
				t.Errorf("%s is always the same", field)
			}
		}
	}
}

var fixed = map[string]bool{
	"AnyQuestion.Stop":                    true, // a search that is cut short is a test of its own
	"AnyQuestion.First":                   true, // of one plan only, which has a test of its own
	"AnyQuestion.Also":                    true, // plans of other questions, likewise
	"AnyQuestion.Candidates":              true,
	"AnyQuestion.Pools":                   true, // its laws draw those that fit the workloads
	"AnyQuestion.parts":                   true, // which the search makes of pools
	"AnyQuestion.Doubts":                  true, // what Terms.Ask finds; a plan passes them on
	"AnyQuestion.Settings.Capacity.Nodes": true, // the plan decides
}

// record notes the value of each field, by its path.
func record(seen map[string]map[string]bool, path string, v reflect.Value) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		record(seen, path, v.Elem())
		return
	case v.Kind() == reflect.Struct && v.NumField() > 0 && v.Type().Field(0).IsExported():
		for i := range v.NumField() {
			record(seen, path+"."+v.Type().Field(i).Name, v.Field(i))
		}
		return
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			record(seen, path+"[]", v.Index(i))
		}
	case v.Kind() == reflect.Map:
		for _, key := range v.MapKeys() {
			record(seen, path+"[]", v.MapIndex(key))
		}
	}
	if seen[path] == nil {
		seen[path] = map[string]bool{}
	}
	seen[path][fmt.Sprint(v)] = true
}
