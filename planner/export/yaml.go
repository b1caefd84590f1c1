package export

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner/printable"
)

// document is one of several YAML documents.
type document struct {
	head []string // comment lines
	object
}

func writeYAML(documents []document) []byte {
	var b bytes.Buffer
	for i, d := range documents {
		if i > 0 {
			b.WriteString("---\n")
		}
		b.WriteString(comment(d.head))
		b.WriteString(yamlText(d.object))
	}
	return b.Bytes()
}

func yamlText(o object) string {
	text, err := printable.YAML(yamlObject(o))
	if err != nil {
		panic(err) // cannot happen: the tree is ours
	}
	return string(text)
}

// comment is lines as a comment in YAML, HCL and the shell.
func comment(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("# " + printable.Text(line) + "\n")
	}
	return b.String()
}

func headComment(why string) string {
	return strings.TrimSuffix(comment(strings.Split(why, "\n")), "\n")
}

func yamlObject(o object) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range o {
		key, value := &yaml.Node{Kind: yaml.ScalarNode, Value: f.key}, yamlValue(f.value)
		switch {
		case f.why == "":
		case onOneLine(f.value):
			value.LineComment = "# " + printable.Text(f.why)
		default:
			key.HeadComment = headComment(f.why)
		}
		n.Content = append(n.Content, key, value)
	}
	return n
}

// onOneLine reports whether a comment fits after the value.
func onOneLine(value any) bool {
	switch value.(type) {
	case string, int, bool, reference, []string:
		return true
	}
	return false
}

func yamlValue(value any) *yaml.Node {
	n := &yaml.Node{}
	switch v := value.(type) {
	case object:
		return yamlObject(v)
	case []element:
		n.Kind = yaml.SequenceNode
		for _, e := range v {
			item := yamlObject(e.object)
			if e.why != "" {
				item.HeadComment = headComment(e.why)
			}
			n.Content = append(n.Content, item)
		}
	case []string:
		n.Kind, n.Style = yaml.SequenceNode, yaml.FlowStyle
		for _, text := range v {
			n.Content = append(n.Content, yamlValue(text))
		}
	case literal:
		n.SetString(string(v))
		n.Style = yaml.LiteralStyle
	default:
		if err := n.Encode(v); err != nil {
			panic(err) // a scalar
		}
	}
	return n
}
