// Gen writes the JSON Schema of the scenario file from the struct that reads
// it and from the settings, so that an editor knows what podfit knows.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

func main() {
	out := flag.String("o", "schema.json", "`FILE` to write")
	flag.Parse()
	text, err := generate()
	if err == nil {
		err = os.WriteFile(*out, text, 0o666)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func generate() ([]byte, error) {
	r := jsonschema.Reflector{
		FieldNameTag: "yaml", DoNotReference: true, Anonymous: true, ExpandedStruct: true,
		RequiredFromJSONSchemaTags: true,
		Mapper: func(t reflect.Type) *jsonschema.Schema {
			if t == scenario.Text() {
				return &jsonschema.Schema{}
			}
			return nil
		},
	}
	s := r.ReflectFromType(scenario.File())
	s.Title = "podfit scenario"
	s.Required = []string{"apiVersion", "kind"}
	g := generator{settings.New(settings.Known{})}
	g.describe(s, scenario.File())
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

type generator struct{ table settings.Table }

// describe gives each key of a struct what its tags say of it.
func (g generator) describe(s *jsonschema.Schema, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		value, ok := s.Properties.Get(key)
		if !ok {
			panic("no property " + key + " of " + t.Name())
		}
		if help := f.Tag.Get("help"); help != "" {
			value.Description = help
		}
		item, at := f.Type, value
		switch item.Kind() {
		case reflect.Slice:
			item, at = item.Elem(), value.Items
		case reflect.Map:
			item, at = item.Elem(), value.AdditionalProperties
		}
		if item == scenario.Text() {
			g.value(at, f.Tag)
		} else {
			g.describe(at, item)
		}
		if f.Name == "Name" && f.Tag.Get("schema") != "" && t.Name() == "filePodKind" {
			s.Required = []string{key}
		}
	}
}

// value is what one text may be.
func (g generator) value(s *jsonschema.Schema, tag reflect.StructTag) {
	if setting, ok := g.table.Named(tag.Get("setting")); ok {
		s.Description = setting.Usage
		g.setting(s, setting, tag)
		return
	}
	switch kind := tag.Get("schema"); kind {
	case "word":
		s.Type = "string"
	case "bool":
		s.Type = "boolean"
	case "count":
		s.Type, s.Minimum = "integer", "0"
	case "hours":
		s.Type, s.Minimum, s.Maximum = "number", "0", json.Number(fmt.Sprint(planner.HoursPerMonth))
	case "quantity":
		quantity(s)
	case "arch":
		s.Enum = []any{"amd64", "arm64"}
	case "capacity":
		s.Enum = []any{planner.OnDemand.String(), planner.Spot.String()}
	case "":
		panic("a value without a schema")
	default:
		s.Const = kind
	}
}

func (g generator) setting(s *jsonschema.Schema, setting *settings.Setting, tag reflect.StructTag) {
	switch {
	case tag.Get("on") != "":
		s.Enum = []any{tag.Get("on"), tag.Get("off")}
	case setting.Kind == settings.Switch:
		s.Type = "boolean"
	case setting.Kind == settings.Choice:
		for _, c := range setting.Choices {
			s.Enum = append(s.Enum, c)
		}
	case setting.Kind == settings.Number:
		s.Type, s.Minimum = "integer", "0"
	case setting.Value == "QUANTITY":
		quantity(s)
	default: // a word, a number or an expression
		s.AnyOf = []*jsonschema.Schema{{Type: "string"}, {Type: "number"}}
		for _, c := range setting.Choices {
			s.Examples = append(s.Examples, c)
		}
	}
}

// quantity is one as Kubernetes writes it.
func quantity(s *jsonschema.Schema) {
	s.AnyOf = []*jsonschema.Schema{
		{Type: "string", Pattern: `^[0-9]*\.?[0-9]+([eE][-+]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$`},
		{Type: "number", Minimum: "0"},
	}
}
