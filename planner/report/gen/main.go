// Gen writes the JSON Schemas of the answers from the structs that they are
// made of: go generate ./planner/report/answer.
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

	"podfit/eni"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report/answer"
)

func main() {
	for _, item := range answer.Items {
		text, err := schema(item.Kind, item.Type, item.Fields, item.Planned)
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
func schema(kind string, item reflect.Type, fields []*query.Field, planned bool) ([]byte, error) {
	s := reflected(reflect.TypeFor[answer.Answer]())
	s.Title = "podfit " + kind
	set(s, "apiVersion", &jsonschema.Schema{Const: answer.APIVersion})
	set(s, "kind", &jsonschema.Schema{Const: kind})
	set(s, "items", &jsonschema.Schema{Type: "array", Items: withFields(reflected(item), fields)})
	if in, _ := s.Properties.Get("inputs"); planned {
		set(in, "pools", reflected(reflect.TypeFor[[]answer.InputPool]()))
	}
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

// withFields puts the fields of an option before the other properties.
func withFields(item *jsonschema.Schema, fields []*query.Field) *jsonschema.Schema {
	if fields == nil {
		return item
	}
	properties, required := jsonschema.NewProperties(), []string{}
	for _, f := range fields {
		properties.Set(f.Key, ofField(f))
		required = append(required, f.Key)
	}
	for p := item.Properties.Oldest(); p != nil; p = p.Next() {
		properties.Set(p.Key, p.Value)
	}
	item.Properties, item.Required = properties, append(required, item.Required...)
	return item
}

// ofField is the schema of what answer.Value gives.
func ofField(f *query.Field) *jsonschema.Schema {
	s := &jsonschema.Schema{Description: f.Usage}
	switch {
	case f.Flag != nil:
		s.Type = "boolean"
		return s
	case f.Word != nil:
		s.AnyOf = orNull(&jsonschema.Schema{Type: "string"}).AnyOf
	case f.Measure == query.Plain || f.Measure == query.InMillicores:
		s.AnyOf = orNull(&jsonschema.Schema{Type: "integer"}).AnyOf
	default:
		s.AnyOf = orNull(&jsonschema.Schema{Type: "number"}).AnyOf
	}
	return s
}

func set(s *jsonschema.Schema, key string, value *jsonschema.Schema) { s.Properties.Set(key, value) }

func reflected(t reflect.Type) *jsonschema.Schema {
	r := jsonschema.Reflector{DoNotReference: true, Anonymous: true, ExpandedStruct: true, Mapper: mapped}
	s := r.ReflectFromType(t)
	s.Version = ""
	return s
}

// mapped are the types that write themselves.
func mapped(t reflect.Type) *jsonschema.Schema {
	if t == reflect.TypeFor[answer.Inputs]() {
		return inputs()
	}
	if value, is := maybe(t); is {
		return orNull(reflected(value))
	}
	if t == reflect.TypeFor[density.Limit]() {
		return orNull(&jsonschema.Schema{Type: "string"})
	}
	if t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return &jsonschema.Schema{Type: "string"}
	}
	return nil
}

// maybe is the type of the value of an eni.Maybe, which is null where it is unknown.
func maybe(t reflect.Type) (value reflect.Type, is bool) {
	if t.PkgPath() != reflect.TypeFor[eni.Maybe[int]]().PkgPath() || !strings.HasPrefix(t.Name(), "Maybe[") {
		return nil, false
	}
	method, _ := t.MethodByName("Value")
	return method.Type.Out(0), true
}

// inputs are described by the table of settings.
func inputs() *jsonschema.Schema {
	text, err := json.Marshal(answer.InputsSchema())
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
