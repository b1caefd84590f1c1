package scenario

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/printable"
)

// SetOverrides puts what nodes were measured to offer into the text of a
// scenario and replaces what it has for the same types. The rest stays, comments
// and order included, but blank lines go and the indentation becomes podfit's.
func SetOverrides(name string, yamlText []byte, measured map[string]planner.Override) ([]byte, error) {
	var document, second yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(yamlText))
	if err := d.Decode(&document); err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if d.Decode(&second) != io.EOF {
		return nil, fmt.Errorf("%s: several YAML documents: a scenario must be one", name)
	}
	if len(document.Content) == 0 || document.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s: not a scenario: it must begin with apiVersion: %s", name, APIVersion)
	}
	byType := under(document.Content[0], "overrides")
	if byType.Kind != yaml.MappingNode { // new, or null
		*byType = yaml.Node{Kind: yaml.MappingNode}
	}
	for _, name := range slices.SortedFunc(maps.Keys(measured), planner.CompareNames) {
		o := measured[name]
		if value := overrideShape.write(&o); value != nil {
			was := under(byType, name)
			if extended := valueOf(was, "extended"); extended != nil { // nobody measures it
				value.Content = append(value.Content, textNode("extended"), extended)
			}
			*was = *value
		}
	}
	return printable.YAML(&document)
}

// under is the value of a key of a mapping, at its end where it is not there.
func under(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	value := &yaml.Node{}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
	return value
}
