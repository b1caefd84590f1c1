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

	"go.yaml.in/yaml/v3"
)

// Limits of a YAML document: with aliases, a small one can expand to a huge one.
const (
	maxDocument = 2 * maxObject
	maxDepth    = 100     // a CustomResourceDefinition has 40
	maxNodes    = 1 << 20 // of one object, aliases expanded
	maxTotal    = 1 << 25 // of one document
	// maxSearched is the largest document in which the column of a syntax error
	// is searched for.
	maxSearched = 1 << 20
)

const helmHint = "this looks like a Helm template: render it first: helm template ./chart | podfit import -"

// readYAML reads documents one by one. All objects of a list are in one
// document, which is held in memory as a whole; JSON suits a large dump better.
func readYAML(name string, in *bufio.Reader, line int, v *Visitor) error {
	for {
		text, err := document(in)
		if err != nil && err != io.EOF {
			return fmt.Errorf("%s:%d: %w", name, line, err)
		}
		y := yamlReader{Visitor: v, name: name, first: line}
		if broken := y.lost(y.document(bytes.TrimPrefix(text, []byte("\uFEFF")))); broken != nil {
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
	first int    // line of the document
	hint  string // of a document that looks like a template
	nodes int    // visited in the object
	total int    // visited in the document
}

// enter limits how deep an object is nested and how far its aliases expand.
func (y *yamlReader) enter(size int, n *yaml.Node, depth int) error {
	y.nodes++
	y.total++
	switch {
	case depth > maxDepth:
		return y.errorf(n, "nested more than %d deep", maxDepth)
	case size > maxObject || y.nodes > maxNodes || y.total > maxTotal:
		return y.errorf(n, "aliases expand to an object larger than %d MiB, which no cluster stores", maxObject>>20)
	}
	return nil
}

func (y *yamlReader) place(n *yaml.Node) Place { return Place{y.name, y.first + n.Line - 1} }

func (y *yamlReader) errorf(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %w", y.place(n), fmt.Errorf(format, args...))
}

func (y *yamlReader) document(text []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{{")) {
		return fmt.Errorf("%s:%d: %s", y.name, y.first, helmHint)
	}
	y.hint = ""
	if bytes.Contains(text, []byte("{{")) {
		y.hint = "; " + helmHint
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
			if err := y.objects(n.Content[0], head{}, 0); err != nil {
				return err
			}
		}
	}
}

// aliased is the node that an alias stands for.
func aliased(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// objects reads an object or a list of objects.
func (y *yamlReader) objects(n *yaml.Node, list head, depth int) error {
	n = aliased(n)
	y.nodes = 0
	if err := y.enter(0, n, depth); err != nil {
		return err
	}
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			if err := y.objects(item, list, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return y.lost(&NotObjects{y.place(n), y.Expected})
	}
	err := y.members(n, list, depth)
	if y.total > maxTotal {
		return err
	}
	return y.lost(err)
}

// members reads an object key by key, and a list in it item by item.
func (y *yamlReader) members(n *yaml.Node, list head, depth int) error {
	pairs, err := y.pairs(n, 1)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	members, listed := 0, false
	own := head{Kind: scalarOf(pairs, "kind"), APIVersion: scalarOf(pairs, "apiVersion")}
	for _, p := range pairs {
		if l, is := y.Visitor.list(p.key.Value, own.Kind); is {
			read, err := y.list(l, aliased(p.value), own, depth+1)
			if err != nil {
				return err
			}
			if listed = listed || read; read {
				continue
			}
		}
		if !isPart(p.key.Value) && own.Kind != "" {
			continue
		}
		if members++; members > 1 {
			b.WriteByte(',')
		}
		if err := y.member(&b, p, 1); err != nil {
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
func (y *yamlReader) list(list List, value *yaml.Node, of head, depth int) (bool, error) {
	switch {
	case value.Kind == yaml.SequenceNode:
		return true, y.objects(value, of, depth)
	case value.Tag == "!!null":
		return true, nil
	}
	return false, nil
}

func (y *yamlReader) member(b *bytes.Buffer, p pair, depth int) error {
	if err := writeText(b, p.key.Value); err != nil {
		return y.errorf(p.key, "%w", err)
	}
	b.WriteByte(':')
	return y.json(b, p.value, depth)
}

// scalarOf is the text under a key of a mapping.
func scalarOf(pairs []pair, key string) string {
	for _, p := range pairs {
		if p.key.Value == key {
			return aliased(p.value).Value
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

// pair is a key of a mapping and its value.
type pair struct{ key, value *yaml.Node }

// pairs are the keys of a mapping in order, with those that << merges into it. The
// last one of a key counts, as for kubectl: also where a merge follows it.
func (y *yamlReader) pairs(n *yaml.Node, depth int) ([]pair, error) {
	var all []pair
	at, own := make(map[string]int, len(n.Content)/2), make(map[string]bool, len(n.Content)/2)
	put := func(p pair) {
		if i, there := at[p.key.Value]; there {
			all[i] = p
			return
		}
		at[p.key.Value] = len(all)
		all = append(all, p)
	}
	for i := 0; i < len(n.Content); i += 2 {
		key := aliased(n.Content[i])
		switch {
		case key.Kind != yaml.ScalarNode:
			return nil, y.errorf(n.Content[i], "a key must be a string%s", y.hint)
		case key.Tag == "!!merge":
			if err := y.merge(n.Content[i+1], put, depth+1); err != nil {
				return nil, err
			}
			continue
		case own[key.Value] && y.Duplicate != nil:
			y.Duplicate(y.place(n.Content[i]), key.Value)
		}
		own[key.Value] = true
		put(pair{key, n.Content[i+1]})
	}
	return all, nil
}

// merge puts the keys of mappings, of which the first one wins.
func (y *yamlReader) merge(n *yaml.Node, put func(pair), depth int) error {
	n = aliased(n)
	if err := y.enter(0, n, depth); err != nil {
		return err
	}
	switch n.Kind {
	case yaml.MappingNode:
		pairs, err := y.pairs(n, depth)
		for _, p := range pairs {
			put(p)
		}
		return err
	case yaml.SequenceNode:
		for i := len(n.Content) - 1; i >= 0; i-- {
			if err := y.merge(n.Content[i], put, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return y.errorf(n, "<<: must be keys and values")
}

// json writes a node as JSON, so that both formats are decoded in the same way.
// Aliases are expanded, and count toward the limits of size and depth.
func (y *yamlReader) json(b *bytes.Buffer, n *yaml.Node, depth int) error {
	if err := y.enter(b.Len(), n, depth); err != nil {
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
	switch n.Kind {
	case yaml.AliasNode:
		return y.json(b, n.Alias, depth+1)
	case yaml.ScalarNode:
		return y.scalar(b, n)
	case yaml.SequenceNode:
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
	pairs, err := y.pairs(n, depth)
	if err != nil {
		return err
	}
	b.WriteByte('{')
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := y.member(b, p, depth+1); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// yaml11 are the booleans of YAML 1.1, which kubectl reads.
var yaml11 = map[string]bool{
	"y": true, "Y": true, "yes": true, "Yes": true, "YES": true, "on": true, "On": true, "ON": true,
	"n": false, "N": false, "no": false, "No": false, "NO": false, "off": false, "Off": false, "OFF": false,
}

func (y *yamlReader) scalar(b *bytes.Buffer, n *yaml.Node) error {
	var err error
	if is, known := yaml11[n.Value]; known && n.Style == 0 {
		b.WriteString(strconv.FormatBool(is))
		return nil
	}
	switch n.ShortTag() {
	case "!!null":
		b.WriteString("null")
	case "!!bool":
		var is bool
		err = n.Decode(&is)
		b.WriteString(strconv.FormatBool(is))
	case "!!int", "!!float":
		var number any
		var text []byte
		if err = n.Decode(&number); err == nil { // 0x1F, 1_000, 1e3
			if text, err = json.Marshal(number); err == nil { // not .inf
				b.Write(text)
			}
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
	return fmt.Errorf("%s:%d:%d: %s%s", y.name, line, column, what(err), y.hint)
}
