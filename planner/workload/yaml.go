package workload

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

// Bounds of a YAML document, which can be made to stand for more than it is.
const (
	mostDocument = 2 * mostObject
	mostDepth    = 100 // a CustomResourceDefinition has 40
	mostSteps    = 1 << 20
	// mostSearched is up to what size the column of a mistake is searched for.
	mostSearched = 1 << 20
)

// readYAML reads documents one by one. A list's objects stand in one document,
// which is held as a whole; a large dump is better had in JSON.
func readYAML(name string, in *bufio.Reader, line int, object visit) error {
	for {
		text, err := document(in)
		if err != nil && err != io.EOF {
			return fmt.Errorf("%s:%d: %w", name, line, err)
		}
		y := yamlReader{visit: object, name: name, first: line}
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
		if len(text) > mostDocument {
			return nil, fmt.Errorf("a YAML document of more than %d MiB; kubectl get -o json writes one that is read object by object", mostDocument>>20)
		}
		if err != nil && err != bufio.ErrBufferFull {
			return text, err
		}
	}
}

type yamlReader struct {
	visit
	name  string
	first int // line of the document
	steps int // of the object
}

// step bounds the nesting of an object and what its aliases stand for.
func (y *yamlReader) step(b *bytes.Buffer, n *yaml.Node, depth int) error {
	y.steps++
	switch {
	case depth > mostDepth:
		return y.errorf(n, "nested more than %d deep", mostDepth)
	case b.Len() > mostObject || y.steps > mostSteps:
		return y.errorf(n, "its aliases stand for an object that no cluster stores, of more than %d MiB", mostObject>>20)
	}
	return nil
}

func (y *yamlReader) place(n *yaml.Node) place { return place{y.name, y.first + n.Line - 1} }

func (y *yamlReader) errorf(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %w", y.place(n), fmt.Errorf(format, args...))
}

func (y *yamlReader) document(text []byte) error {
	if bytes.Contains(text, []byte("{{")) && bytes.HasPrefix(bytes.TrimSpace(text), []byte("{{")) {
		return fmt.Errorf("%s:%d: a Helm template has to be rendered first: helm template … | podfit import -", y.name, y.first)
	}
	// A document may begin with content behind its dashes, and have several.
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

// objects reads an object or a list of them.
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
		return y.errorf(n, "%s", wanted)
	}
	return y.members(n, list)
}

// members reads an object key by key: items is a list's, and so are ECS's
// services.
func (y *yamlReader) members(n *yaml.Node, list head) error {
	y.steps = 0
	var b bytes.Buffer
	members, seen, listed := 0, map[string]bool{}, false
	kind := scalarOf(n, "kind")
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			return y.errorf(key, "%q: given twice", key.Value)
		}
		seen[key.Value] = true
		switch {
		case key.Value == "items" && value.Kind == yaml.SequenceNode:
			return y.objects(value, head{Kind: kind, APIVersion: scalarOf(n, "apiVersion")})
		case key.Value == "items" && value.Tag == "!!null":
			return nil
		case key.Value == "services" && kind == "" && value.Kind == yaml.MappingNode:
			return y.errorf(key, "%w", errCompose)
		case key.Value == "services" && kind == "" && value.Kind == yaml.SequenceNode:
			listed = true
			if err := y.objects(value, head{}); err != nil {
				return err
			}
		case isMember(key.Value) || kind == "":
			members++
			if members > 1 {
				b.WriteByte(',')
			}
			if err := y.member(&b, key, value); err != nil {
				return err
			}
		}
	}
	object := append(append([]byte{'{'}, b.Bytes()...), '}')
	if listed {
		return y.beside(y.place(n), object)
	}
	return y.object(y.place(n), list, object)
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

// json writes a node as JSON, so that both are read the same way. What aliases
// stand for counts against the size of an object, and their nesting against
// its depth.
func (y *yamlReader) json(b *bytes.Buffer, n *yaml.Node, depth int) error {
	if err := y.step(b, n, depth); err != nil {
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

// mapping writes a mapping's own keys, then those that << merges into it.
func (y *yamlReader) mapping(b *bytes.Buffer, n *yaml.Node, seen map[string]int, depth int) error {
	own := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		for key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		switch {
		case key.Kind != yaml.ScalarNode:
			return y.errorf(n.Content[i], "want a word for a key")
		case key.Tag == "!!merge":
			continue
		case own[key.Value]:
			return y.errorf(key, "%q: given twice", key.Value)
		}
		own[key.Value] = true
		if seen[key.Value]++; seen[key.Value] > 1 {
			continue // merged, and told otherwise
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
	if err := y.step(b, n, depth); err != nil {
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
	return y.errorf(n, "<<: want keys and values")
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
		return y.errorf(n, "%q: not what its tag says", n.Value)
	}
	return nil
}

func writeText(b *bytes.Buffer, text string) error {
	quoted, err := json.Marshal(text)
	b.Write(quoted)
	return err
}

// broken names the place of a mistake. The library says on which line begins
// what holds the mistake, at best: the place itself is where the shortest text
// that has the mistake ends.
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
	if len(text) > mostSearched {
		return fmt.Errorf("%s: %s, in the document that begins at line %d", y.name, what(err), y.first)
	}
	end := max(1, sort.Search(len(text), func(n int) bool { return has(text[:n]) }))
	before := text[:end-1]
	line := y.first + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	hint := ""
	if strings.Contains(string(text), "{{") {
		hint = "; a Helm template has to be rendered first: helm template … | podfit import -"
	}
	return fmt.Errorf("%s:%d:%d: %s%s", y.name, line, column, what(err), hint)
}
