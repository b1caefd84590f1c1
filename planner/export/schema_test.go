package export_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"podfit/planner/export"
)

// schemas are what the tools publish, by kind of document.
var schemas = map[string]string{
	"ClusterConfig": "clusterconfig.json",
	"NodePool":      "nodepool.json",
	"EC2NodeClass":  "ec2nodeclass.json",
	"NodeConfig":    "nodeconfig.json",
}

func compile(t testing.TB) map[string]*jsonschema.Schema {
	t.Helper()
	all := map[string]*jsonschema.Schema{}
	for kind, file := range schemas {
		text, err := os.ReadFile("testdata/schema/" + file)
		if err != nil {
			t.Fatal(err)
		}
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource(file, schema); err != nil {
			t.Fatal(err)
		}
		if all[kind], err = compiler.Compile(file); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// documents are those of a YAML text, as JSON would have them.
func documents(t rapid.TB, text []byte) []map[string]any {
	t.Helper()
	var all []map[string]any
	for d := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var document map[string]any
		err := d.Decode(&document)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		all = append(all, document)
	}
}

// valid is what the schema of a document's kind says of it.
func valid(schemas map[string]*jsonschema.Schema, document map[string]any) error {
	kind, _ := document["kind"].(string)
	schema, known := schemas[kind]
	if !known {
		return fmt.Errorf("a document of kind %q", kind)
	}
	text, err := json.Marshal(document)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// What is written has the keys and types of the tool's own schema.
func TestAsTheSchemas(t *testing.T) {
	schemas := compile(t)
	for _, c := range cases {
		r := request(t, c.workload, c.change, c.ask, c.types...)
		r.ZoneNames = c.zones
		for tool, write := range yamlTools {
			t.Run(c.name+"/"+tool, func(t *testing.T) {
				text, err := write(r)
				switch {
				case refused[c.name+"/"+tool]:
					if err == nil {
						t.Errorf("no error, and\n%s", text)
					}
				case err != nil:
					t.Error(err)
				default:
					for _, document := range documents(t, text) {
						if err := valid(schemas, document); err != nil {
							t.Errorf("%v in\n%s", err, text)
						}
					}
				}
			})
		}
	}
}

// The schemas refuse what is no key of the tool.
func TestSchemasAreStrict(t *testing.T) {
	r := request(t, cases[0].workload, asSet, asked, "m5.large")
	schemas := compile(t)
	for tool, write := range yamlTools {
		text, err := write(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, document := range documents(t, text) {
			if err := valid(schemas, document); err != nil {
				t.Error(err)
			}
			document["misspelt"] = 1
			if valid(schemas, document) == nil {
				t.Errorf("%s: a %s with any key is valid", tool, document["kind"])
			}
		}
	}
}

var yamlTools = map[string]func(*export.Request) ([]byte, error){
	"eksctl": eksctl, "karpenter": karpenter, "nodeadm": nodeadm,
}

// refused are the cases that a tool has no nodes for.
var refused = map[string]bool{"bottlerocket/nodeadm": true, "auto-mode/eksctl": true, "auto-mode/nodeadm": true}
