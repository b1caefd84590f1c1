package answer

import (
	"embed"
	"reflect"
)

//go:generate go run ../gen

//go:embed schema
var schemas embed.FS

// Items are the kinds of answer, with the type of their items.
var Items = []struct {
	Kind string
	Type reflect.Type
}{
	{"MaxPods", reflect.TypeFor[MaxPods]()},
	{"Comparison", reflect.TypeFor[Comparison]()},
	{"Explanation", reflect.TypeFor[Explanation]()},
	{"Plan", reflect.TypeFor[Plan]()},
	{"Diff", reflect.TypeFor[Diff]()},
	{"Import", reflect.TypeFor[Import]()},
	{"SubnetBudget", reflect.TypeFor[SubnetBudget]()},
	{"Verification", reflect.TypeFor[Verification]()},
	{"DataStatus", reflect.TypeFor[DataTable]()},
	{"DataDiff", reflect.TypeFor[DataChange]()},
}

// Schema is the JSON Schema of a kind of answer.
func Schema(kind string) (string, bool) {
	text, err := schemas.ReadFile("schema/" + kind + ".json")
	return string(text), err == nil
}
