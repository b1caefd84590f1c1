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
// an option has its fields before those of the type.
var Items = []struct {
	Kind   string
	Type   reflect.Type
	Fields []*query.Field
}{
	{"MaxPods", reflect.TypeFor[MaxPodsFacts](), maxPodsFields},
	{"Comparison", reflect.TypeFor[ComparisonFacts](), allFields},
	{"Explanation", reflect.TypeFor[Explanation](), nil},
	{"Plan", reflect.TypeFor[Plan](), nil},
	{"Diff", reflect.TypeFor[Diff](), nil},
	{"Import", reflect.TypeFor[Import](), nil},
	{"SubnetBudget", reflect.TypeFor[SubnetBudget](), nil},
	{"Verification", reflect.TypeFor[Verification](), nil},
	{"Pending", reflect.TypeFor[Pending](), nil},
	{"DataStatus", reflect.TypeFor[DataTable](), nil},
	{"DataDiff", reflect.TypeFor[DataChange](), nil},
}

// Schema is the JSON Schema of a kind of answer.
func Schema(kind string) (string, bool) {
	text, err := schemas.ReadFile("schema/" + kind + ".json")
	return string(text), err == nil
}
