package answer

import (
	"embed"
	"reflect"

	"podfit/planner/query"
)

//go:generate go run ../gen

//go:embed schema
var schemas embed.FS

// Items are the kinds of answer, with the type of their items. An item that shows
// an option has its fields before those of the type. Planned says that its inputs may
// have pools.
var Items = []struct {
	Kind    string
	Type    reflect.Type
	Fields  []*query.Field
	Planned bool
}{
	{"MaxPods", reflect.TypeFor[MaxPodsFacts](), maxPodsFields, false},
	{"Comparison", reflect.TypeFor[ComparisonFacts](), allFields, false},
	{"Explanation", reflect.TypeFor[Explanation](), nil, false},
	{"Plan", reflect.TypeFor[Plan](), nil, true},
	{"WhatIf", reflect.TypeFor[WhatIf](), nil, true},
	{"Diff", reflect.TypeFor[Diff](), nil, true},
	{"Import", reflect.TypeFor[Import](), nil, false},
	{"SubnetBudget", reflect.TypeFor[SubnetBudget](), nil, true},
	{"Verification", reflect.TypeFor[Verification](), nil, false},
	{"Pending", reflect.TypeFor[Pending](), nil, false},
	{"DataStatus", reflect.TypeFor[DataTable](), nil, false},
	{"DataDiff", reflect.TypeFor[DataChange](), nil, false},
}

// Schema is the JSON Schema of a kind of answer.
func Schema(kind string) (string, bool) {
	text, err := schemas.ReadFile("schema/" + kind + ".json")
	return string(text), err == nil
}
