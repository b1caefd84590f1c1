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

// String names the line, unless it is the file as a whole.
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

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
	head
	Metadata, Spec, Status json.RawMessage
	Provisioner            json.RawMessage // of a StorageClass
	// Of a PriorityClass.
	Value, GlobalDefault json.RawMessage
	// Of a RuntimeClass.
	Overhead, Scheduling json.RawMessage

	Items json.RawMessage // of a list in a list
}

func isPart(key string) bool {
	switch key {
	case "apiVersion", "kind", "metadata", "spec", "status", "provisioner", "value", "globalDefault", "overhead", "scheduling":
		return true
	case "availabilityZones", "vpc", "managedNodeGroups", "nodeGroups", "fargateProfiles", "autoModeConfig", "karpenter": // of eksctl's ClusterConfig
		return true
	case "volumeBindingMode", "allowedTopologies", // of a StorageClass, in its Text
		"involvedObject", "regarding", "reason", "message", "note", "lastTimestamp", "eventTime", "deprecatedLastTimestamp", "series": // of an Event
		return true
	}
	return false
}

// decodeParts decodes the parts of an object. list is what a list says of all its
// items.
func decodeParts(at Place, list head, text []byte) (parts, error) {
	p := parts{head: head{Kind: strings.TrimSuffix(list.Kind, "List"), APIVersion: list.APIVersion}}
	var err error
	word := func(key string, value []byte, to *string) {
		if wrong := DecodePart(key, value, to); err == nil {
			err = wrong
		}
	}
	split(text, func(key string, value []byte) {
		switch key {
		case "apiVersion":
			word(key, value, &p.APIVersion)
		case "kind":
			word(key, value, &p.Kind)
		case "metadata":
			p.Metadata = value
		case "spec":
			p.Spec = value
		case "status":
			p.Status = value
		case "provisioner":
			p.Provisioner = value
		case "value":
			p.Value = value
		case "globalDefault":
			p.GlobalDefault = value
		case "overhead":
			p.Overhead = value
		case "scheduling":
			p.Scheduling = value
		case "items":
			p.Items = value
		}
	})
	if err != nil {
		err = fmt.Errorf("%s: %w", at, err)
	}
	return p, err
}

func (p *parts) object(at Place, text []byte) *Object {
	return &Object{at, p.Kind, p.APIVersion, false, text, p.Metadata, p.Spec, p.Status, p.Provisioner, p.Value, p.GlobalDefault, p.Overhead, p.Scheduling}
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
	// Lost is given each error, and reading goes on after the object, or after the
	// document where the syntax is wrong. Without it the first error ends the
	// reading.
	Lost func(error)
	// Duplicate is given each key that a mapping in YAML has twice: the last one
	// counts, as for kubectl.
	Duplicate func(at Place, key string)
}

// NotObjects is the error for a file, or a part of one, that holds no objects.
type NotObjects struct {
	Place
	Expected string
}

func (e *NotObjects) Error() string { return e.Place.String() + ": " + e.Expected }

// lost passes an error on: nil if reading can go on.
func (v *Visitor) lost(err error) error {
	if err != nil && v.Lost != nil {
		v.Lost(err)
		return nil
	}
	return err
}

// isEmptyList recognizes what kubectl writes if it finds nothing.
func (o *Object) isEmptyList() bool { return o.Kind == "List" }

func (v *Visitor) visit(at Place, list head, text []byte) error {
	p, err := decodeParts(at, list, text)
	if err != nil {
		return v.lost(err)
	}
	return v.visitParts(at, &p, text)
}

func (v *Visitor) visitParts(at Place, p *parts, text []byte) error {
	o := p.object(at, text)
	if o.isEmptyList() {
		return nil
	}
	return v.lost(v.Object(o))
}

func (v *Visitor) visitRest(at Place, text []byte) error {
	return v.lost(v.Object(&Object{Place: at, Rest: true, Text: text}))
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

const bufferSize = 1 << 16

// Open prepares a file for reading.
func Open(name string, in io.Reader) (*File, error) {
	b := decoded(bufio.NewReaderSize(in, bufferSize))
	start, err := b.Peek(1 << 10)
	if err != nil && err != io.EOF && len(start) == 0 {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &File{name, start, b}, nil
}

// Read visits the objects of a file.
func Read(f *File, v Visitor) error {
	return readAhead(v, func(v *Visitor) error {
		if isJSON(f.Start) {
			return v.lost(readJSON(f.Name, f.Reader, v))
		}
		return v.lost(readYAML(f.Name, f.Reader, 1, v))
	})
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
