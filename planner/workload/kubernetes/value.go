package kubernetes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// value is a value in an object of which only some paths are read. The zero value is
// an absent one.
type value struct {
	path string // from the object, for errors
	key  string // by which a {} found it
	v    any
}

func parse(path string, text json.RawMessage) (value, error) {
	v := value{path: path}
	if len(text) == 0 {
		return v, nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // amounts keep their text
	return v, d.Decode(&v.v)
}

func (v value) is() bool { return v.v != nil }

func (v value) isList() bool {
	_, is := v.v.([]any)
	return is
}

// at follows a path of keys.
func (v value) at(path string) value {
	if path == "" {
		return v
	}
	for key := range strings.SplitSeq(path, ".") {
		m, _ := v.v.(map[string]any)
		v = value{path: v.path + "." + key, v: m[key]}
	}
	return v
}

// all follows a path with lists, in their order, and keys of any name, in the order
// of the alphabet. Only the last of them may be absent from the result's count: a path
// without [] or {} is one value, be it absent.
func (v value) all(path string) []value {
	before, after, list := strings.Cut(path, "[]")
	many, rest, keys := strings.Cut(path, "{}")
	switch {
	case keys && (!list || len(many) < len(before)):
		m, _ := v.at(strings.TrimPrefix(many, ".")).v.(map[string]any)
		var all []value
		for _, key := range slices.Sorted(maps.Keys(m)) {
			item := value{path: v.path + "." + many + "." + key, key: key, v: m[key]}
			for _, found := range item.all(strings.TrimPrefix(rest, ".")) {
				found.key = key
				all = append(all, found)
			}
		}
		return all
	case list:
		items, _ := v.at(strings.TrimPrefix(before, ".")).v.([]any)
		var all []value
		for i, item := range items {
			of := value{path: fmt.Sprintf("%s.%s[%d]", v.path, before, i), v: item}
			all = append(all, of.all(strings.TrimPrefix(after, "."))...)
		}
		return all
	}
	return []value{v.at(path)}
}

// text is a string or a number, as it is written; empty for anything else.
func (v value) text() string {
	switch t := v.v.(type) {
	case string:
		return t
	case json.Number:
		return t.String()
	case bool:
		return strconv.FormatBool(t)
	}
	return ""
}

func (v value) yes() (bool, error) {
	is := false
	return is, v.decode(&is)
}

// decode leaves to as it is if the value is absent.
func (v value) decode(to any) error {
	if v.v == nil {
		return nil
	}
	text, err := json.Marshal(v.v)
	if err != nil {
		return err
	}
	return objects.DecodePart(v.path, text, to)
}

// integer is a whole number, and otherwise if the value is absent.
func (v value) integer(otherwise int64) (int64, error) {
	n := otherwise
	return n, v.decode(&n)
}

// count reads a count such as replicas=1: a path, and the number for no such key.
func (v value) count(of string) (int, error) {
	path, text, _ := strings.Cut(of, "=")
	if path == "" {
		return 1, nil
	}
	otherwise, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, err
	}
	n, err := v.at(path).integer(otherwise)
	if err != nil {
		return 0, err
	}
	return int(n), importer.CheckReplicas(v.at(path).path, n)
}

// product multiplies counts.
func (v value) product(of []string) (int, error) {
	var all []int64
	for _, path := range of {
		n, err := v.count(path)
		if err != nil {
			return 0, err
		}
		all = append(all, int64(n))
	}
	return multiply(all...)
}

// resources are the requests of an operator; its limits don't matter beside them.
func (r requests) resources() resources {
	var of resources
	for _, a := range []struct{ name, text string }{{request.CPU, r.cpu}, {request.Memory, r.memory}} {
		if a.text != "" {
			if of.Requests == nil {
				of.Requests = amounts{}
			}
			of.Requests[a.name] = request.Quantity(a.text)
		}
	}
	return of
}

func (r requests) String() string {
	return strings.Join(slices.DeleteFunc([]string{r.cpu + " CPU", r.memory + " memory"}, func(s string) bool { return s[0] == ' ' }), " and ")
}

// podSpecKeys are what operators take over from their own spec into that of pods.
var podSpecKeys = []string{"nodeSelector", "affinity", "tolerations", "topologySpreadConstraints", "priorityClassName", "serviceAccountName", "hostNetwork", "initContainers", "containers", "volumes", "runtimeClassName", "schedulerName"}

// podSpec reads the keys of a pod's spec that an object has among others.
func (v value) podSpec(to *podSpec) error {
	kept := map[string]any{}
	for _, key := range podSpecKeys {
		if of := v.at(key); of.is() {
			kept[key] = of.v
		}
	}
	return value{path: v.path, v: kept}.decode(to)
}
