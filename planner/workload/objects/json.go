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

// maxLists is how deep lists may be in lists. Each level is parsed once more.
const maxLists = 10

// readJSON reads the JSON values of a file, and the items of a list one by one.
func readJSON(name string, in *bufio.Reader, v *Visitor) error {
	j := newJSONReader(v, name, in, 1, 0)
	for {
		more, err := j.value(head{}, nil)
		if !more || err != nil {
			return err
		}
	}
}

type jsonReader struct {
	*Visitor
	name string
	*tracker
	d     *json.Decoder
	depth int // of lists
}

func newJSONReader(v *Visitor, name string, in io.Reader, line, depth int) *jsonReader {
	t := &tracker{r: in, line: line}
	return &jsonReader{v, name, t, json.NewDecoder(t), depth}
}

// value reads an object, a list of objects, or an array; false at the end. list is
// what a list says of its items, and hold takes an object without a kind.
func (j *jsonReader) value(list head, hold *held) (bool, error) {
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
		return true, j.items(list, nil)
	case token != json.Delim('{'):
		return true, j.lost(&NotObjects{j.here(), j.Expected})
	}
	return true, j.members(list, hold)
}

// members reads an object key by key. A list in it is read item by item,
// wherever its key is.
func (j *jsonReader) members(of head, hold *held) error {
	at, listed := j.here(), false
	members := map[string]json.RawMessage{}
	var own held
	for j.d.More() {
		token, err := j.d.Token()
		if err != nil {
			return j.broken(err)
		}
		key := token.(string) // the decoder lets nothing else pass
		if list, is := j.Visitor.list(key, string(members["kind"])); is {
			mapping, err := j.list(list, headOf(members), &own)
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
	for _, item := range own.items {
		if err := j.visit(item.at, headOf(members), item.text); err != nil {
			return err
		}
	}
	object, err := json.Marshal(members)
	if err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	if listed {
		return j.visitRest(at, object)
	}
	if members["kind"] == nil && of.Kind == "" && hold.add(at, object) {
		return nil
	}
	return j.visit(at, of, object)
}

// list reads the value of a list's key. Keys and values are no list: they are
// returned, and belong to the object.
func (j *jsonReader) list(list List, of head, hold *held) (mapping json.RawMessage, err error) {
	token, err := j.d.Token()
	switch {
	case err != nil:
		return nil, j.broken(err)
	case token == json.Delim('['):
		if of.Kind != "" || list.Key != "items" {
			hold = nil
		}
		return nil, j.items(of, hold)
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

// held are items without a kind, of a list whose kind may follow them.
type held struct {
	items []struct {
		at   Place
		text []byte
	}
	size int
}

// add holds an item; false if there is no room for it.
func (h *held) add(at Place, text []byte) bool {
	if h == nil || h.size+len(text) > maxObject {
		return false
	}
	h.size += len(text)
	h.items = append(h.items, struct {
		at   Place
		text []byte
	}{at, bytes.Clone(text)})
	return true
}

// headOf is what a list says before its items; kubectl writes the kind of its
// own lists, List, after them.
func headOf(members map[string]json.RawMessage) (h head) {
	// A kind that is not a string counts as none.
	_ = json.Unmarshal(members["kind"], &h.Kind)
	_ = json.Unmarshal(members["apiVersion"], &h.APIVersion)
	return h
}

// items reads the items of a list or an array. Those without a kind are held, if
// the kind of the list is still to come.
func (j *jsonReader) items(list head, hold *held) error {
	if j.depth++; j.depth > maxLists {
		return j.errorf("lists nested more than %d deep", maxLists)
	}
	defer func() { j.depth-- }()
	for j.d.More() {
		j.forget(j.d.InputOffset())
		if j.listNext() {
			if _, err := j.value(list, hold); err != nil {
				return err
			}
			continue
		}
		var raw json.RawMessage // its own text, as it is visited later
		if err := j.decode(&raw); err != nil {
			return err
		}
		if err := j.item(j.at(j.d.InputOffset()-int64(len(raw))), list, hold, raw); err != nil {
			return err
		}
	}
	if _, err := j.d.Token(); err != nil { // the closing bracket
		return j.broken(err)
	}
	return nil
}

// listNext reports whether the next value looks like a list, which may be larger
// than an object.
func (j *jsonReader) listNext() bool {
	const near = 512
	next := j.recent[min(j.d.InputOffset()-j.base, int64(len(j.recent))):]
	if b, is := j.r.(*bufio.Reader); is && len(next) < near {
		more, _ := b.Peek(near)
		next = append(bytes.Clone(next), more...)
	}
	next = bytes.TrimLeft(next[:min(near, len(next))], " \t\r\n,")
	return bytes.HasPrefix(next, []byte("[")) || bytes.Contains(next, []byte(`"items"`)) || bytes.Contains(next, []byte(`List"`))
}

// item visits an item, or the items of a list in the list.
func (j *jsonReader) item(at Place, list head, hold *held, raw json.RawMessage) error {
	if raw[0] != '{' {
		return j.lost(&NotObjects{at, j.Expected})
	}
	p, err := decodeParts(at, list, raw)
	switch {
	case err != nil:
		return j.lost(err)
	case p.Items != nil:
		_, err := newJSONReader(j.Visitor, j.name, bytes.NewReader(raw), at.Line, j.depth).value(list, hold)
		return err
	case p.Kind == "" && hold.add(at, raw):
		return nil
	}
	return j.visitParts(at, &p, raw)
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
