// Package ordered has JSON objects whose keys keep the order in which they were
// put. The inputs of an answer and JSON Schemas are made of them: their keys
// come from tables, not from the fields of a struct.
package ordered

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Object is a JSON object. The zero value is an empty one.
type Object []Member

// Member is a key of an object and its value: anything that encoding/json
// writes, an Object among them.
type Member struct {
	Key   string
	Value any
}

// Put sets the value at a path, whose parts have dots between them. Objects on
// the way are made where they are missing.
func (o *Object) Put(path string, value any) {
	key, rest, nested := strings.Cut(path, ".")
	i := slices.IndexFunc(*o, func(m Member) bool { return m.Key == key })
	if i < 0 {
		i = len(*o)
		*o = append(*o, Member{Key: key})
	}
	if !nested {
		(*o)[i].Value = value
		return
	}
	inner, _ := (*o)[i].Value.(Object)
	inner.Put(rest, value)
	(*o)[i].Value = inner
}

// At is the value at a path, as Put takes it.
func (o Object) At(path string) (value any, ok bool) {
	key, rest, nested := strings.Cut(path, ".")
	i := slices.IndexFunc(o, func(m Member) bool { return m.Key == key })
	if i < 0 {
		return nil, false
	}
	if !nested {
		return o[i].Value, true
	}
	inner, _ := o[i].Value.(Object)
	return inner.At(rest)
}

// MarshalJSON writes the members in their order, without the escapes that
// encoding/json adds for HTML.
func (o Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.Encode(m.Key); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(m.Value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
