package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner/ordered"
	"podfit/planner/settings"
)

// shape is how a value of type T stands in a file. One description reads it,
// writes it and gives its JSON Schema.
type shape[T any] interface {
	// read puts what the node says into a value; at is the path of keys to it.
	read(r *reader, n *yaml.Node, at string, to *T) error
	// write is nil if there is nothing to say.
	write(v *T) *yaml.Node
	schema() ordered.Object
}

// reader knows the file in which errors are.
type reader struct{ file string }

// fault is an error at a line of a file.
type fault struct {
	file string
	line int
	// where says which key and value are meant; it may be empty.
	where string
	err   error
}

func (f *fault) Unwrap() error { return f.err }
func (f *fault) Error() string {
	if f.where == "" {
		return fmt.Sprintf("%s:%d: %v", f.file, f.line, f.err)
	}
	return fmt.Sprintf("%s:%d: %s: %v", f.file, f.line, f.where, f.err)
}

func (r *reader) errorf(line int, format string, args ...any) error {
	return &fault{file: r.file, line: line, err: fmt.Errorf(format, args...)}
}

// refuse is the error of a value that its key does not take.
func (r *reader) refuse(line int, at, value string, err error) error {
	return &fault{file: r.file, line: line, where: fmt.Sprintf("%s %q", at, value), err: err}
}

// joined is the path of a key; behind "workload web: " a new path begins.
func joined(path, key string) string {
	if path == "" || strings.HasSuffix(path, " ") {
		return path + key
	}
	return path + "." + key
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// scalar is a single value. A null is as if its key were not there.
type scalar[T any] struct {
	parse  func(string) (T, error)
	format func(T) string // "" leaves it out
	is     ordered.Object
}

func (s scalar[T]) read(r *reader, n *yaml.Node, at string, to *T) error {
	switch {
	case n.Kind == yaml.AliasNode:
		return r.errorf(n.Line, "aliases are not supported in a scenario")
	case n.Kind != yaml.ScalarNode:
		return r.errorf(n.Line, "%s: must be one value", at)
	case isNull(n):
		return nil
	}
	v, err := s.parse(n.Value)
	if err != nil {
		return r.refuse(n.Line, at, n.Value, err)
	}
	*to = v
	return nil
}

func (s scalar[T]) write(v *T) *yaml.Node {
	text := s.format(*v)
	if text == "" {
		return nil
	}
	return textNode(text)
}

func (s scalar[T]) schema() ordered.Object { return s.is }

// textNode writes a text as the number or word that it is, and quotes what would
// read as something else, such as null.
func textNode(text string) *yaml.Node {
	if tag := amountTag(text); tag != "" {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text}
	}
	var document, quoted yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err == nil && len(document.Content) == 1 {
		n := document.Content[0]
		if n.Value == text && slices.Contains([]string{"!!int", "!!float", "!!bool"}, n.Tag) {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: n.Tag, Value: text}
		}
	}
	if err := quoted.Encode(text); err != nil {
		panic(err) // a string always encodes
	}
	return &quoted
}

// amountTag is YAML's tag of a text that is a decimal number, or one with a unit of letters
// behind it: most texts of a file with thousands of workloads. It is empty for other texts,
// which take the library longer.
func amountTag(text string) string {
	number := strings.TrimRight(text, "KMGTim")
	if number == "" || len(number) > mostDigits || number[0] == '0' && len(number) > 1 || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	if number == text {
		return "!!int"
	}
	return "!!str"
}

const mostDigits = 15 // of any integer

// list is values in an order. It replaces what was there before.
type list[T any] struct {
	of   shape[T]
	flow bool // on one line
}

func (l list[T]) read(r *reader, n *yaml.Node, at string, to *[]T) error {
	switch n.Kind {
	case yaml.AliasNode:
		return r.errorf(n.Line, "aliases are not supported in a scenario")
	case yaml.SequenceNode:
	default:
		return r.errorf(n.Line, "%s: must be a list", at)
	}
	all := slices.Grow([]T(nil), len(n.Content))
	for _, item := range n.Content {
		if isNull(item) {
			continue
		}
		var v T
		if err := l.of.read(r, item, at, &v); err != nil {
			return err
		}
		all = append(all, v)
	}
	*to = all
	return nil
}

func (l list[T]) write(v *[]T) *yaml.Node {
	if len(*v) == 0 {
		return nil
	}
	n := &yaml.Node{Kind: yaml.SequenceNode}
	if l.flow {
		n.Style = yaml.FlowStyle
	}
	for i := range *v {
		item := l.of.write(&(*v)[i])
		if item == nil {
			item = &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
		}
		n.Content = append(n.Content, item)
	}
	return n
}

func (l list[T]) schema() ordered.Object {
	return ordered.Object{{Key: "items", Value: l.of.schema()}, {Key: "type", Value: "array"}}
}

// orNone is a list of which [] says that there are none, while one that is left out says
// nothing.
type orNone[T any] struct {
	of    list[T]
	check func([]T) ([]T, error) // nil: all are accepted
}

func (o orNone[T]) read(r *reader, n *yaml.Node, at string, to *[]T) error {
	if isNull(n) {
		return nil
	}
	var all []T
	if err := o.of.read(r, n, at, &all); err != nil {
		return err
	}
	if o.check != nil {
		var err error
		if all, err = o.check(all); err != nil {
			return r.errorf(n.Line, "%s: %w", at, err)
		}
	}
	*to = append([]T{}, all...)
	return nil
}

func (o orNone[T]) write(v *[]T) *yaml.Node {
	if *v != nil && len(*v) == 0 {
		return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	}
	return o.of.write(v)
}

func (o orNone[T]) schema() ordered.Object { return o.of.schema() }

// byName is values by names that are the user's, such as instance types.
type byName[T any] struct {
	of      shape[T]
	compare func(a, b string) int
	check   func(name string, v *T) error // nil: all are accepted
}

func (b byName[T]) read(r *reader, n *yaml.Node, at string, to *map[string]T) error {
	var all map[string]T
	err := eachKey(r, n, at, func(key, value *yaml.Node) error {
		if isNull(value) {
			return r.errorf(value.Line, "%s: must have a value", joined(at, key.Value))
		}
		var v T
		if err := b.of.read(r, value, joined(at, key.Value), &v); err != nil {
			return err
		}
		if b.check != nil {
			if err := b.check(key.Value, &v); err != nil {
				return r.refuse(value.Line, joined(at, key.Value), value.Value, err)
			}
		}
		if all == nil {
			all = map[string]T{}
		}
		all[key.Value] = v
		return nil
	}, nil)
	if err == nil {
		*to = all
	}
	return err
}

func (b byName[T]) write(v *map[string]T) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, name := range slices.SortedFunc(maps.Keys(*v), b.compare) {
		one := (*v)[name]
		if value := b.of.write(&one); value != nil {
			n.Content = append(n.Content, textNode(name), value)
		}
	}
	if n.Content == nil {
		return nil
	}
	return n
}

func (b byName[T]) schema() ordered.Object {
	return ordered.Object{{Key: "additionalProperties", Value: b.of.schema()}, {Key: "type", Value: "object"}}
}

// object is named keys, in the order in which they are written.
type object[T any] struct {
	keys []key[T]
	help string
	// check is what the keys must meet together; said has those of the file.
	check func(r *reader, n *yaml.Node, at string, said map[string]*yaml.Node, v *T) error
}

// key is a key of an object.
type key[T any] struct {
	name, help string
	required   bool
	inner      *object[T] // set if the key only groups further keys of the same value
	read       func(r *reader, n *yaml.Node, at string, to *T) error
	write      func(v *T) *yaml.Node
	schema     func() ordered.Object
}

// field is a key whose value is found in the object's by at.
func field[T, F any](name, help string, of shape[F], at func(*T) *F) key[T] {
	return key[T]{
		name: name, help: help,
		read:   func(r *reader, n *yaml.Node, path string, to *T) error { return of.read(r, n, path, at(to)) },
		write:  func(v *T) *yaml.Node { return of.write(at(v)) },
		schema: of.schema,
	}
}

// group finds the object under a key, or makes it.
func (o *object[T]) group(name string) *object[T] {
	if i := slices.IndexFunc(o.keys, func(k key[T]) bool { return k.name == name }); i >= 0 {
		return o.keys[i].inner
	}
	inner := &object[T]{}
	o.keys = append(o.keys, key[T]{name: name, inner: inner, read: inner.read, write: inner.write, schema: inner.schema})
	return inner
}

func (o *object[T]) add(keys ...key[T]) { o.keys = append(o.keys, keys...) }

func (o *object[T]) names() []string {
	names := make([]string, len(o.keys))
	for i, k := range o.keys {
		names[i] = k.name
	}
	return names
}

func (o *object[T]) named(name string) (key[T], bool) {
	i := slices.IndexFunc(o.keys, func(k key[T]) bool { return k.name == name })
	if i < 0 {
		return key[T]{}, false
	}
	return o.keys[i], true
}

func (o *object[T]) read(r *reader, n *yaml.Node, at string, to *T) error {
	said := map[string]*yaml.Node{}
	err := eachKey(r, n, at, func(name, value *yaml.Node) error {
		k, _ := o.named(name.Value)
		if !isNull(value) {
			said[name.Value] = value
		}
		return k.read(r, value, joined(at, name.Value), to)
	}, o.names())
	if err == nil && o.check != nil {
		err = o.check(r, n, at, said, to)
	}
	return err
}

// eachKey goes through a mapping. It refuses keys that are not among the names,
// or nil names for any, and keys given twice.
func eachKey(r *reader, n *yaml.Node, at string, do func(key, value *yaml.Node) error, names []string) error {
	switch {
	case n.Kind == yaml.AliasNode:
		return r.errorf(n.Line, "aliases are not supported in a scenario")
	case n.Kind != yaml.MappingNode && names == nil:
		return r.errorf(n.Line, "%s: must be keys and values", at)
	case n.Kind != yaml.MappingNode && at == "":
		return r.errorf(n.Line, "must be keys and values, with keys from: %s", strings.Join(names, ", "))
	case n.Kind != yaml.MappingNode:
		return r.errorf(n.Line, "%s: must be keys and values, with keys from: %s", at, strings.Join(names, ", "))
	}
	lines := map[string]int{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode:
			return r.errorf(key.Line, "a key must be one word")
		case names != nil && !slices.Contains(names, key.Value):
			return r.errorf(key.Line, "%q: no such key%s", key.Value, settings.DidYouMean(key.Value, names))
		case lines[key.Value] > 0:
			return r.errorf(key.Line, "%q: already given at line %d", key.Value, lines[key.Value])
		}
		lines[key.Value] = key.Line
		if err := do(key, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (o *object[T]) write(v *T) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, k := range o.keys {
		if value := k.write(v); value != nil {
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: k.name}, value)
		}
	}
	if n.Content == nil {
		return nil
	}
	return n
}

func (o *object[T]) schema() ordered.Object {
	var properties ordered.Object
	var required []string
	for _, k := range o.keys {
		s := k.schema()
		if k.help != "" {
			s = append(slices.Clip(s), ordered.Member{Key: "description", Value: k.help})
		}
		properties = append(properties, ordered.Member{Key: k.name, Value: s})
		if k.required {
			required = append(required, k.name)
		}
	}
	s := ordered.Object{
		{Key: "properties", Value: properties},
		{Key: "additionalProperties", Value: false},
		{Key: "type", Value: "object"},
	}
	if required != nil {
		s = append(s, ordered.Member{Key: "required", Value: required})
	}
	if o.help != "" {
		s = append(s, ordered.Member{Key: "description", Value: o.help})
	}
	return s
}
