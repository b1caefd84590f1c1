// Gen writes the JSON Schemas of the answers from the structs that they are
// made of: go generate ./planner/report.
package main

import (
	"encoding"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"podfit/planner/density"
	"podfit/planner/report"
)

func main() {
	for _, item := range report.Items {
		text, err := schema(item.Kind, item.Type)
		if err == nil {
			err = os.WriteFile(filepath.Join("schema", item.Kind+".json"), text, 0o666)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

// schema is that of the envelope around items of a type.
func schema(kind string, item reflect.Type) ([]byte, error) {
	s := reflected(reflect.TypeFor[report.Answer]())
	s.Title = "podfit " + kind
	set(s, "apiVersion", &jsonschema.Schema{Const: report.APIVersion})
	set(s, "kind", &jsonschema.Schema{Const: kind})
	set(s, "items", &jsonschema.Schema{Type: "array", Items: reflected(item)})
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

func set(s *jsonschema.Schema, key string, value *jsonschema.Schema) { s.Properties.Set(key, value) }

func reflected(t reflect.Type) *jsonschema.Schema {
	r := jsonschema.Reflector{DoNotReference: true, Anonymous: true, ExpandedStruct: true, Mapper: mapped}
	s := r.ReflectFromType(t)
	s.Version = ""
	nullable(s, t)
	return s
}

// mapped are the types that write themselves.
func mapped(t reflect.Type) *jsonschema.Schema {
	if t == reflect.TypeFor[report.Inputs]() {
		return inputs()
	}
	if t == reflect.TypeFor[density.Limit]() {
		return orNull(&jsonschema.Schema{Type: "string"})
	}
	if t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return &jsonschema.Schema{Type: "string"}
	}
	return nil
}

// inputs are described by the table of settings.
func inputs() *jsonschema.Schema {
	text, err := json.Marshal(report.InputsSchema())
	if err != nil {
		panic(err) // only strings, and objects of them
	}
	s := new(jsonschema.Schema)
	if err := json.Unmarshal(text, s); err != nil {
		panic(err)
	}
	return s
}

func orNull(s *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{s, {Type: "null"}}}
}

// nullable lets every pointer be null: that is how an answer says unknown.
func nullable(s *jsonschema.Schema, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			nullable(s, f.Type)
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		value, ok := s.Properties.Get(key)
		if !ok {
			panic("no property " + key + " of " + t.Name())
		}
		item, at := f.Type, value
		if item.Kind() == reflect.Pointer {
			item = item.Elem()
			s.Properties.Set(key, orNull(value))
		}
		if item.Kind() == reflect.Slice {
			item, at = item.Elem(), at.Items
		}
		if item.Kind() == reflect.Struct && item != reflect.TypeFor[report.Inputs]() && at != nil && at.Properties != nil {
			nullable(at, item)
		}
	}
}
