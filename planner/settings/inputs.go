package settings

import (
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/ordered"
)

// rows are the table for what needs nothing of the bundled tables.
var rows = New(Known{})

// measuredPath is where the inputs have what nodes were measured to offer,
// where there is any. It has no flag.
const measuredPath = "cluster.overrides"

// Inputs are settings as an answer says them: every setting at its JSON path, in
// its unit, and null where it isn't set.
func Inputs(s *planner.Settings) ordered.Object {
	var o ordered.Object
	for i := range rows {
		r := &rows[i]
		o.Put(r.JSON, r.value.inJSON(r.Get(s)))
		if r.Name == RegionName {
			o.Put(regionSourcePath, s.RegionSource.String())
		}
	}
	if len(s.Overrides) > 0 {
		o.Put(measuredPath, measured(s.Overrides))
	}
	return o
}

// regionSourcePath is where the inputs have who named the region.
const regionSourcePath = "cluster.regionSource"

func measured(overrides map[string]planner.Override) ordered.Object {
	var o ordered.Object
	for _, name := range slices.SortedFunc(maps.Keys(overrides), planner.CompareNames) {
		v := overrides[name]
		memory := any(nil)
		if m, known := v.AllocatableMemory.Value(); known {
			memory = mib(m)
		}
		o = append(o, ordered.Member{Key: name, Value: ordered.Object{
			{Key: "allocatableCPUMillis", Value: v.AllocatableCPU},
			{Key: "allocatableMemoryMiB", Value: memory},
			{Key: "maxPods", Value: v.MaxPods},
			{Key: "extended", Value: extendedOf(v.Extended)},
		}})
	}
	return o
}

// extendedOf is never null.
func extendedOf(resources map[string]int64) ordered.Object {
	o := ordered.Object{}
	for _, name := range slices.Sorted(maps.Keys(resources)) {
		o = append(o, ordered.Member{Key: name, Value: resources[name]})
	}
	return o
}

// InputsSchema is the JSON Schema of Inputs.
func InputsSchema() ordered.Object {
	var leaves ordered.Object
	for i := range rows {
		leaves.Put(rows[i].JSON, leaf(rows[i].Schema()))
		if rows[i].Name == RegionName {
			leaves.Put(regionSourcePath, leaf(jsonType("string")))
		}
	}
	s := nestedSchema(leaves)
	s.Put("properties."+strings.Replace(measuredPath, ".", ".properties.", 1), ordered.Object{
		{Key: "additionalProperties", Value: objectSchema(ordered.Object{
			{Key: "allocatableCPUMillis", Value: orNull(jsonType("integer"))},
			{Key: "allocatableMemoryMiB", Value: orNull(jsonType("number"))},
			{Key: "maxPods", Value: orNull(jsonType("integer"))},
			{Key: "extended", Value: ordered.Object{{Key: "additionalProperties", Value: jsonType("integer")}, {Key: "type", Value: "object"}}},
		})},
		{Key: "type", Value: "object"},
	})
	return s
}

// leaf is the schema of a value, told apart from an object of schemas.
type leaf ordered.Object

// nestedSchema turns objects of leaves into schemas of objects.
func nestedSchema(of ordered.Object) ordered.Object {
	properties := make(ordered.Object, len(of))
	for i, m := range of {
		properties[i].Key = m.Key
		switch v := m.Value.(type) {
		case leaf:
			properties[i].Value = ordered.Object(v)
		case ordered.Object:
			properties[i].Value = nestedSchema(v)
		}
	}
	return objectSchema(properties)
}

// objectSchema is that of an object with these keys, no more and no fewer.
func objectSchema(properties ordered.Object) ordered.Object {
	required := make([]string, len(properties))
	for i, p := range properties {
		required[i] = p.Key
	}
	return ordered.Object{
		{Key: "properties", Value: properties},
		{Key: "additionalProperties", Value: false},
		{Key: "type", Value: "object"},
		{Key: "required", Value: required},
	}
}
