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

// maxObject is the size of the largest object that is accepted; etcd stores none
// above 1.5 MiB.
const maxObject = 16 << 20

// readJSON reads the JSON values of a file, and the items of a list one by one.
func readJSON(name string, in io.Reader, v *Visitor) error {
	t := &tracker{r: in, line: 1}
	j := jsonReader{Visitor: v, name: name, tracker: t, d: json.NewDecoder(t)}
	for {
		more, err := j.value()
		if !more || err != nil {
			return err
		}
	}
}

type jsonReader struct {
	*Visitor
	name string
	*tracker
	d *json.Decoder
}

// value reads an object, a list of objects, or an array; false at the end.
func (j *jsonReader) value() (bool, error) {
	j.forget(j.d.InputOffset())
	token, err := j.d.Token()
	switch {
	case err == io.EOF:
		return false, nil
	case err != nil && bytes.HasPrefix(bytes.TrimLeft(j.recent, " \t\r\n"), []byte("---")):
		// JSON is valid YAML, so this may be the first of several documents.
		line, _ := j.position(j.base)
		return false, readYAML(j.name, bufio.NewReader(io.MultiReader(bytes.NewReader(j.recent), j.r)), line, j.Visitor)
	case err != nil:
		return false, j.broken(err)
	case token == json.Delim('['):
		return true, j.items(head{})
	case token != json.Delim('{'):
		return false, j.errorf("%s", j.Expected)
	}
	return true, j.members()
}

// members reads an object key by key. A list in it is read item by item,
// wherever its key is.
func (j *jsonReader) members() error {
	at, listed := j.here(), false
	members := map[string]json.RawMessage{}
	for j.d.More() {
		token, err := j.d.Token()
		if err != nil {
			return j.broken(err)
		}
		key := token.(string) // the decoder lets nothing else pass
		if list, is := j.Visitor.list(key, string(members["kind"])); is {
			mapping, err := j.list(list, headOf(members))
			if err != nil {
				return err
			}
			if mapping == nil {
				listed = true
				continue
			}
			members[key] = mapping
			continue
		}
		var raw json.RawMessage
		if err := j.decode(&raw); err != nil {
			return err
		}
		if isPart(key) || members["kind"] == nil {
			members[key] = raw
		}
	}
	if _, err := j.d.Token(); err != nil { // the closing brace
		return j.broken(err)
	}
	object, err := json.Marshal(members)
	if err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	if listed {
		return j.visitRest(at, object)
	}
	return j.visit(at, head{}, object)
}

// list reads the value of a list's key. Keys and values are no list: they are
// returned, and belong to the object.
func (j *jsonReader) list(list List, of head) (mapping json.RawMessage, err error) {
	token, err := j.d.Token()
	switch {
	case err != nil:
		return nil, j.broken(err)
	case token == json.Delim('['):
		return nil, j.items(of)
	case list.OrMapping && token == json.Delim('{'):
		return j.mapping()
	case token != nil:
		return nil, j.errorf("%s: must be a list", list.Key)
	}
	return nil, nil
}

// mapping reads keys and values after their opening brace.
func (j *jsonReader) mapping() (json.RawMessage, error) {
	members := map[string]json.RawMessage{}
	for j.d.More() {
		token, err := j.d.Token()
		if err != nil {
			return nil, j.broken(err)
		}
		var raw json.RawMessage
		if err := j.decode(&raw); err != nil {
			return nil, err
		}
		members[token.(string)] = raw
	}
	if _, err := j.d.Token(); err != nil { // the closing brace
		return nil, j.broken(err)
	}
	return json.Marshal(members)
}

// headOf is what a list says before its items; kubectl writes the kind of its
// own lists, List, after them.
func headOf(members map[string]json.RawMessage) (h head) {
	// A kind that is not a string counts as none.
	_ = json.Unmarshal(members["kind"], &h.Kind)
	_ = json.Unmarshal(members["apiVersion"], &h.APIVersion)
	return h
}

func (j *jsonReader) items(list head) error {
	var raw json.RawMessage
	for j.d.More() {
		j.forget(j.d.InputOffset())
		raw = raw[:0]
		if err := j.decode(&raw); err != nil {
			return err
		}
		at := j.at(j.d.InputOffset() - int64(len(raw)))
		if err := j.visit(at, list, raw); err != nil {
			return err
		}
	}
	if _, err := j.d.Token(); err != nil { // the closing bracket
		return j.broken(err)
	}
	return nil
}

func (j *jsonReader) decode(raw *json.RawMessage) error {
	if err := j.d.Decode(raw); err != nil {
		return j.broken(err)
	}
	return nil
}

func (j *jsonReader) errorf(format string, args ...any) error {
	return fmt.Errorf("%s: %w", j.here(), fmt.Errorf(format, args...))
}

func (j *jsonReader) here() Place { return j.at(j.d.InputOffset()) }

func (j *jsonReader) at(offset int64) Place {
	line, _ := j.position(offset)
	return Place{j.name, line}
}

// broken adds the place of a syntax error. The decoder's own offset does not
// count from the start of the file, so the text at hand is parsed once more.
func (j *jsonReader) broken(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errTooLarge):
		return fmt.Errorf("%s: %w", j.here(), err)
	case errors.Is(err, io.ErrUnexpectedEOF), err == io.EOF:
		line, column := j.position(j.end())
		return fmt.Errorf("%s:%d:%d: unexpected end of JSON", j.name, line, column)
	case !errors.As(err, &syntax):
		return fmt.Errorf("%s: %w", j.name, err)
	}
	offset := j.d.InputOffset()
	rest := j.recent[min(offset-j.base, int64(len(j.recent))):]
	blank := len(rest) - len(bytes.TrimLeft(rest, " \t\r\n,:"))
	var again *json.SyntaxError
	var raw json.RawMessage
	if errors.As(json.Unmarshal(rest[blank:], &raw), &again) && again.Offset > 0 && !strings.Contains(again.Error(), "after top-level value") {
		offset += int64(blank) + again.Offset - 1
	} else {
		offset += int64(blank)
	}
	line, column := j.position(offset)
	hint := ""
	if strings.Contains(err.Error(), "invalid character '{' looking for beginning of object key") {
		hint = "; " + helmHint
	}
	return fmt.Errorf("%s:%d:%d: %s%s", j.name, line, column, err, hint)
}

var errTooLarge = fmt.Errorf("object larger than %d MiB, which no cluster stores", maxObject>>20)

// tracker passes a file on and keeps what it has read since the last call of
// forget, to find the line of an offset.
type tracker struct {
	r            io.Reader
	recent       []byte
	base         int64 // offset of recent
	line, column int   // of base; the column counts from 0
}

func (t *tracker) Read(p []byte) (int, error) {
	if len(t.recent) > maxObject {
		return 0, errTooLarge
	}
	n, err := t.r.Read(p)
	t.recent = append(t.recent, p[:n]...)
	return n, err
}

func (t *tracker) end() int64 { return t.base + int64(len(t.recent)) }

// forget drops the text before offset.
func (t *tracker) forget(offset int64) {
	n := min(offset-t.base, int64(len(t.recent)))
	line, column := t.position(t.base + n)
	t.line, t.column = line, column-1
	t.recent = t.recent[:copy(t.recent, t.recent[n:])]
	t.base += n
}

// position is the line and the column, from 1.
func (t *tracker) position(offset int64) (line, column int) {
	before := t.recent[:max(0, min(offset-t.base, int64(len(t.recent))))]
	line, column = t.line+bytes.Count(before, []byte("\n")), t.column+len(before)+1
	if last := bytes.LastIndexByte(before, '\n'); last >= 0 {
		column = len(before) - last
	}
	return line, column
}
