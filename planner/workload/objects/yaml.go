package objects

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Limits of a YAML document: with aliases, a small one can expand to a huge one.
const (
	maxDocument = 2 * maxObject
	maxDepth    = 100     // a CustomResourceDefinition has 40
	maxNodes    = 1 << 20 // of one object, aliases expanded
	// maxSearched is the largest document in which the column of a syntax error
	// is searched for.
	maxSearched = 1 << 20
)

const helmHint = "this looks like a Helm template: render it first (helm template … | podfit import -)"

// readYAML reads documents one by one. All objects of a list are in one
// document, which is held in memory as a whole; JSON suits a large dump better.
func readYAML(name string, in *bufio.Reader, line int, v *Visitor) error {
	for {
		text, err := document(in)
		if err != nil && err != io.EOF {
			return fmt.Errorf("%s:%d: %w", name, line, err)
		}
		y := yamlReader{Visitor: v, name: name, first: line}
		if broken := y.document(text); broken != nil {
			return broken
		}
		if err == io.EOF {
			return nil
		}
		line += bytes.Count(text, []byte("\n")) + 1
	}
}

// document reads up to the next line of three dashes.
func document(in *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		line, err := in.ReadSlice('\n')
		start := len(text) == 0 || text[len(text)-1] == '\n'
		if start && bytes.HasPrefix(line, []byte("---")) {
			if rest := bytes.TrimSpace(line[3:]); len(rest) == 0 || rest[0] == '#' {
				return text, err
			}
		}
		text = append(text, line...)
		if len(text) > maxDocument {
			return nil, fmt.Errorf("YAML document larger than %d MiB; use kubectl get -o json, which is read object by object", maxDocument>>20)
		}
		if err != nil && err != bufio.ErrBufferFull {
			return text, err
		}
	}
}

type yamlReader struct {
	*Visitor
	name  string
	first int // line of the document
	nodes int // visited in the object
}

// enter limits how deep an object is nested and how far its aliases expand.
func (y *yamlReader) enter(b *bytes.Buffer, n *yaml.Node, depth int) error {
	y.nodes++
	switch {
	case depth > maxDepth:
		return y.errorf(n, "nested more than %d deep", maxDepth)
	case b.Len() > maxObject || y.nodes > maxNodes:
		return y.errorf(n, "aliases expand to an object larger than %d MiB, which no cluster stores", maxObject>>20)
	}
	return nil
}

func (y *yamlReader) place(n *yaml.Node) Place { return Place{y.name, y.first + n.Line - 1} }

func (y *yamlReader) errorf(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %w", y.place(n), fmt.Errorf(format, args...))
}

func (y *yamlReader) document(text []byte) error {
	if bytes.Contains(text, []byte("{{")) && bytes.HasPrefix(bytes.TrimSpace(text), []byte("{{")) {
		return fmt.Errorf("%s:%d: %s", y.name, y.first, helmHint)
	}
	// Text after the three dashes leaves several documents in one chunk.
	d := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var n yaml.Node
		err := d.Decode(&n)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return y.broken(text, err)
		}
		if len(n.Content) == 1 && n.Content[0].Tag != "!!null" {
			if err := y.objects(n.Content[0], head{}); err != nil {
				return err
			}
		}
	}
}

// objects reads an object or a list of objects.
func (y *yamlReader) objects(n *yaml.Node, list head) error {
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			if err := y.objects(item, list); err != nil {
				return err
			}
		}
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return y.errorf(n, "%s", y.Expected)
	}
	return y.members(n, list)
}

// members reads an object key by key, and a list in it item by item.
func (y *yamlReader) members(n *yaml.Node, list head) error {
	y.nodes = 0
	var b bytes.Buffer
	members, seen, listed := 0, map[string]bool{}, false
	own := head{Kind: scalarOf(n, "kind"), APIVersion: scalarOf(n, "apiVersion")}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			return y.errorf(key, "%q: duplicate key", key.Value)
		}
		seen[key.Value] = true
		if l, is := y.Visitor.list(key.Value, own.Kind); is {
			read, err := y.list(l, value, own)
			if err != nil {
				return err
			}
			if listed = listed || read; read {
				continue
			}
		}
		if !isPart(key.Value) && own.Kind != "" {
			continue
		}
		if members++; members > 1 {
			b.WriteByte(',')
		}
		if err := y.member(&b, key, value); err != nil {
			return err
		}
	}
	object := append(append([]byte{'{'}, b.Bytes()...), '}')
	if listed {
		return y.visitRest(y.place(n), object)
	}
	return y.visit(y.place(n), list, object)
}

// list reads the objects of a list; false if the value is none.
func (y *yamlReader) list(list List, value *yaml.Node, of head) (bool, error) {
	switch {
	case value.Kind == yaml.SequenceNode:
		return true, y.objects(value, of)
	case value.Tag == "!!null":
		return true, nil
	}
	return false, nil
}

func (y *yamlReader) member(b *bytes.Buffer, key, value *yaml.Node) error {
	if err := writeText(b, key.Value); err != nil {
		return y.errorf(key, "%w", err)
	}
	b.WriteByte(':')
	return y.json(b, value, 1)
}

// scalarOf is the text under a key of a mapping.
func scalarOf(n *yaml.Node, key string) string {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1].Value
		}
	}
	return ""
}

// functions are CloudFormation's short forms by their tags: "!Sub x" is
// {"Fn::Sub": x}. Other tags of a file's own are dropped, as Kubernetes does.
var functions = map[string]string{
	"!Ref": "Ref", "!Condition": "Condition",
	"!And": "Fn::And", "!Base64": "Fn::Base64", "!Cidr": "Fn::Cidr", "!Equals": "Fn::Equals", "!FindInMap": "Fn::FindInMap",
	"!GetAtt": "Fn::GetAtt", "!GetAZs": "Fn::GetAZs", "!If": "Fn::If", "!ImportValue": "Fn::ImportValue", "!Join": "Fn::Join",
	"!Not": "Fn::Not", "!Or": "Fn::Or", "!Select": "Fn::Select", "!Split": "Fn::Split", "!Sub": "Fn::Sub", "!Transform": "Fn::Transform",
}

// json writes a node as JSON, so that both formats are decoded in the same way.
// Aliases are expanded, and count toward the limits of size and depth.
func (y *yamlReader) json(b *bytes.Buffer, n *yaml.Node, depth int) error {
	if err := y.enter(b, n, depth); err != nil {
		return err
	}
	if function, is := functions[n.Tag]; is {
		plain := *n
		plain.Tag = ""
		b.WriteString(`{"` + function + `":`)
		err := y.json(b, &plain, depth+1)
		b.WriteByte('}')
		return err
	}
	switch {
	case n.Kind == yaml.AliasNode:
		return y.json(b, n.Alias, depth+1)
	case n.Kind == yaml.ScalarNode:
		return y.scalar(b, n)
	case n.Kind == yaml.SequenceNode:
		b.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := y.json(b, item, depth+1); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	b.WriteByte('{')
	if err := y.mapping(b, n, map[string]int{}, depth); err != nil {
		return err
	}
	b.WriteByte('}')
	return nil
}

// mapping writes the keys of a mapping, then those that << merges into it.
func (y *yamlReader) mapping(b *bytes.Buffer, n *yaml.Node, seen map[string]int, depth int) error {
	own := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		for key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		switch {
		case key.Kind != yaml.ScalarNode:
			return y.errorf(n.Content[i], "a key must be a string")
		case key.Tag == "!!merge":
			continue
		case own[key.Value]:
			return y.errorf(key, "%q: duplicate key", key.Value)
		}
		own[key.Value] = true
		if seen[key.Value]++; seen[key.Value] > 1 {
			continue // the mapping's own key wins over a merged one
		}
		if len(seen) > 1 {
			b.WriteByte(',')
		}
		if err := writeText(b, key.Value); err != nil {
			return y.errorf(key, "%w", err)
		}
		b.WriteByte(':')
		if err := y.json(b, value, depth+1); err != nil {
			return err
		}
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Tag == "!!merge" {
			if err := y.merge(b, n.Content[i+1], seen, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (y *yamlReader) merge(b *bytes.Buffer, n *yaml.Node, seen map[string]int, depth int) error {
	if err := y.enter(b, n, depth); err != nil {
		return err
	}
	switch {
	case n.Kind == yaml.AliasNode:
		return y.merge(b, n.Alias, seen, depth+1)
	case n.Kind == yaml.MappingNode:
		return y.mapping(b, n, seen, depth)
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			if err := y.merge(b, item, seen, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return y.errorf(n, "<<: must be keys and values")
}

func (y *yamlReader) scalar(b *bytes.Buffer, n *yaml.Node) error {
	var err error
	switch n.ShortTag() {
	case "!!null":
		b.WriteString("null")
	case "!!bool":
		var is bool
		err = n.Decode(&is)
		b.WriteString(strconv.FormatBool(is))
	case "!!int", "!!float":
		var any any
		if json.Valid([]byte(n.Value)) {
			b.WriteString(n.Value)
		} else if err = n.Decode(&any); err == nil { // 0x1F, 1_000, .inf
			err = writeText(b, fmt.Sprint(any))
		}
	default:
		err = writeText(b, n.Value)
	}
	if err != nil {
		return y.errorf(n, "%q: does not match its tag", n.Value)
	}
	return nil
}

func writeText(b *bytes.Buffer, text string) error {
	quoted, err := json.Marshal(text)
	b.Write(quoted)
	return err
}

// broken adds the place of a syntax error. At best, the library names the line on
// which the broken construct begins. The error itself is where the shortest
// prefix of the text that has it ends; a binary search finds that.
func (y *yamlReader) broken(text []byte, err error) error {
	begin := regexp.MustCompile(`^yaml: (line \d+: )?`)
	what := func(err error) string { return begin.ReplaceAllString(err.Error(), "") }
	has := func(text []byte) bool {
		d := yaml.NewDecoder(bytes.NewReader(text))
		for {
			var n yaml.Node
			if got := d.Decode(&n); got != nil {
				return !errors.Is(got, io.EOF) && what(got) == what(err)
			}
		}
	}
	if len(text) > maxSearched {
		return fmt.Errorf("%s: %s, in the document that starts at line %d", y.name, what(err), y.first)
	}
	end := max(1, sort.Search(len(text), func(n int) bool { return has(text[:n]) }))
	before := text[:end-1]
	line := y.first + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	hint := ""
	if strings.Contains(string(text), "{{") {
		hint = "; " + helmHint
	}
	return fmt.Errorf("%s:%d:%d: %s%s", y.name, line, column, what(err), hint)
}
