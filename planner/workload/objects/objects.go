// Package objects reads the objects of a JSON or YAML file one by one, with the
// line of each: those of a list, of an array, and of one document after another.
// A JSON dump of any size takes the memory of its largest object.
package objects

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Place is a line of a file.
type Place struct {
	File string
	Line int
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Object is one object, as JSON.
type Object struct {
	Place
	// Kind and APIVersion are the object's own or, in a list of the Kubernetes
	// API such as a DeploymentList, the list's.
	Kind, APIVersion string
	// Rest says that this is what was beside a list whose items have been read.
	Rest bool
	Text []byte
	// The parts of a Kubernetes object, decoded once its kind is known.
	Metadata, Spec, Status, Provisioner, Value, GlobalDefault, Overhead, Scheduling json.RawMessage
}

// Group is the API group: "" for v1, apps for apps/v1.
func (o *Object) Group() string {
	group, _, grouped := strings.Cut(o.APIVersion, "/")
	if !grouped {
		return ""
	}
	return group
}

// head is how a list or an object says what it is.
type head struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
}

// parts are the keys that a Kubernetes object keeps; the others are dropped.
type parts struct {
	APIVersion  string          `json:"apiVersion"`
	Kind        string          `json:"kind"`
	Metadata    json.RawMessage `json:"metadata"`
	Spec        json.RawMessage `json:"spec"`
	Status      json.RawMessage `json:"status"`
	Provisioner json.RawMessage `json:"provisioner"` // of a StorageClass
	// Of a PriorityClass.
	Value         json.RawMessage `json:"value"`
	GlobalDefault json.RawMessage `json:"globalDefault"`
	// Of a RuntimeClass.
	Overhead   json.RawMessage `json:"overhead"`
	Scheduling json.RawMessage `json:"scheduling"`
}

func isPart(key string) bool {
	switch key {
	case "apiVersion", "kind", "metadata", "spec", "status", "provisioner", "value", "globalDefault", "overhead", "scheduling":
		return true
	}
	return false
}

// object decodes the parts of one. list is what a list says of all its items.
func object(at Place, list head, text []byte) (*Object, error) {
	p := parts{Kind: strings.TrimSuffix(list.Kind, "List"), APIVersion: list.APIVersion}
	if err := Decode(text, &p); err != nil {
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	return &Object{at, p.Kind, p.APIVersion, false, text, p.Metadata, p.Spec, p.Status, p.Provisioner, p.Value, p.GlobalDefault, p.Overhead, p.Scheduling}, nil
}

// List is a key under which an object without a kind has a list of objects. The
// key "items" is one in any object.
type List struct {
	Key string
	// OrMapping: keys and values in its place are a part of the object.
	OrMapping bool
}

// Visitor is given the objects of a file.
type Visitor struct {
	Object func(*Object) error
	Lists  []List
	// Expected says what the file may hold, for errors.
	Expected string
}

// isEmptyList recognizes what kubectl writes if it finds nothing.
func (o *Object) isEmptyList() bool { return o.Kind == "List" }

func (v *Visitor) visit(at Place, list head, text []byte) error {
	o, err := object(at, list, text)
	if err != nil || o.isEmptyList() {
		return err
	}
	return v.Object(o)
}

func (v *Visitor) visitRest(at Place, text []byte) error {
	return v.Object(&Object{Place: at, Rest: true, Text: text})
}

// list finds the list that a key is, in an object of the given kind.
func (v *Visitor) list(key, kind string) (List, bool) {
	if key == "items" {
		return List{Key: key}, true
	}
	if kind == "" {
		for _, l := range v.Lists {
			if l.Key == key {
				return l, true
			}
		}
	}
	return List{}, false
}

// File is a file after its byte order mark.
type File struct {
	Name string
	// Start is how it begins: up to 1 KiB, which are still to be read.
	Start []byte
	*bufio.Reader
}

// Open prepares a file for reading.
func Open(name string, in io.Reader) (*File, error) {
	b := bufio.NewReaderSize(in, 1<<16)
	if mark, _ := b.Peek(3); string(mark) == "\uFEFF" {
		b.Discard(len(mark))
	}
	start, err := b.Peek(1 << 10)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &File{name, start, b}, nil
}

// Read visits the objects of a file.
func Read(f *File, v Visitor) error {
	if isJSON(f.Start) {
		return readJSON(f.Name, f, &v)
	}
	return readYAML(f.Name, f.Reader, 1, &v)
}

// isJSON tells JSON from YAML's flow lists and mappings, which have no quotes
// around their first key.
func isJSON(start []byte) bool {
	for _, c := range start {
		switch c {
		case ' ', '\t', '\r', '\n', '[', '{':
			continue
		}
		start = bytes.TrimLeft(start, " \t\r\n")
		return (start[0] == '{' || start[0] == '[') && bytes.IndexByte(start, c) > 0 && (c == '"' || c == '}' || c == ']')
	}
	// Brackets alone are truncated JSON.
	return len(bytes.TrimSpace(start)) > 0
}

// Decode decodes JSON. A value of the wrong type becomes an error that names
// its key and the expected type.
func Decode(text []byte, to any) error {
	err := json.Unmarshal(text, to)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return typeError{wrong.Field, typeWord(wrong.Type.Kind().String()), wrong.Value}
	}
	return err
}

// DecodePart decodes the value of a key, and leaves to as it is if there is none.
func DecodePart(key string, part json.RawMessage, to any) error {
	if len(part) == 0 {
		return nil
	}
	err := Decode(part, to)
	var wrong typeError
	if errors.As(err, &wrong) {
		wrong.field = strings.TrimSuffix(key+"."+wrong.field, ".")
		return wrong
	}
	return err
}

// typeWord names a Go type as YAML's readers call it.
func typeWord(kind string) string {
	switch kind {
	case "struct", "map":
		return "keys and values"
	case "slice":
		return "a list"
	case "bool":
		return "true or false"
	case "string":
		return "a string"
	case "int64":
		return "a whole number"
	}
	return kind
}

// typeError is a value of another type than its key has.
type typeError struct{ field, expected, found string }

func (e typeError) Error() string {
	return strings.TrimPrefix(fmt.Sprintf("%s: must be %s, not %s", e.field, e.expected, e.found), ": ")
}
