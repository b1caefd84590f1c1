package answer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"reflect"

	"podfit/planner/printable"
)

// JSON writes what an indenting json.Encoder would, without the escapes that
// are for HTML, an item at a time: an answer for all instance types is
// megabytes, and most of the time would go to moving them between buffers.
func (a Answer) JSON(w io.Writer) error {
	b := jsonWriter{w: bufio.NewWriterSize(w, 1<<16)}
	v := reflect.ValueOf(a)
	b.w.WriteByte('{')
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("json")
		if name == "-" {
			continue
		}
		if i > 0 {
			b.w.WriteByte(',')
		}
		b.w.WriteString("\n  \"" + name + "\": ")
		if name == "items" {
			b.array(v.Field(i).Elem(), "  ")
		} else {
			b.value(v.Field(i).Interface(), "  ")
		}
	}
	b.w.WriteString("\n}\n")
	if b.err != nil {
		return b.err
	}
	return b.w.Flush()
}

// jsonWriter keeps the first error, and the buffers from value to value.
type jsonWriter struct {
	w                 *bufio.Writer
	compact, indented bytes.Buffer
	err               error
}

func (b *jsonWriter) array(items reflect.Value, prefix string) {
	if items.Len() == 0 {
		b.w.WriteString("[]")
		return
	}
	b.w.WriteByte('[')
	for i := range items.Len() {
		if i > 0 {
			b.w.WriteByte(',')
		}
		b.w.WriteString("\n" + prefix + "  ")
		b.value(items.Index(i).Interface(), prefix+"  ")
	}
	b.w.WriteString("\n" + prefix + "]")
}

func (b *jsonWriter) value(v any, prefix string) {
	b.compact.Reset()
	b.indented.Reset()
	e := json.NewEncoder(&b.compact)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		b.err = err
		return
	}
	if err := json.Indent(&b.indented, printable.JSON(bytes.TrimSpace(b.compact.Bytes())), prefix, "  "); err != nil {
		b.err = err
		return
	}
	b.w.Write(b.indented.Bytes())
}

// YAML writes what JSON does, as YAML.
func (a Answer) YAML(w io.Writer) error {
	var b bytes.Buffer
	if err := a.JSON(&b); err != nil {
		return err
	}
	text, err := printable.YAMLOfJSON(b.Bytes())
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}
