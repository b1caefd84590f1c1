package workload

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// mostObject is the size of one object, or one YAML document's worth of them,
// that is still read; etcd stores no object above 1.5 MiB.
const mostObject = 16 << 20

// readJSON reads objects one behind the other; those of a list one by one, so
// that a dump of any size takes the memory of its largest object.
func readJSON(name string, in io.Reader, object visit) error {
	t := &tracker{r: in, line: 1}
	j := jsonReader{visit: object, name: name, tracker: t, d: json.NewDecoder(t)}
	for {
		more, err := j.value()
		if !more || err != nil {
			return err
		}
	}
}

type jsonReader struct {
	visit
	name string
	*tracker
	d *json.Decoder
}

// value reads an object, a list of them, or an array; false at the end.
func (j *jsonReader) value() (bool, error) {
	j.forget(j.d.InputOffset())
	token, err := j.d.Token()
	switch {
	case err == io.EOF:
		return false, nil
	case err != nil && bytes.HasPrefix(bytes.TrimLeft(j.kept, " \t\r\n"), []byte("---")):
		// JSON is YAML too, and may be one document of several.
		line, _ := j.position(j.base)
		return false, readYAML(j.name, bufio.NewReader(io.MultiReader(bytes.NewReader(j.kept), j.r)), line, j.visit)
	case err != nil:
		return false, j.broken(err)
	case token == json.Delim('['):
		return true, j.items(head{})
	case token != json.Delim('{'):
		return false, j.errorf("%s", wanted)
	}
	return true, j.members()
}

// members reads an object key by key: items, wherever it stands, is a list's,
// and so are ECS's services.
func (j *jsonReader) members() error {
	at, listed := j.here(), false
	members := map[string]json.RawMessage{}
	for j.d.More() {
		token, err := j.d.Token()
		if err != nil {
			return j.broken(err)
		}
		key := token.(string) // the decoder lets nothing else pass
		if key == "items" || key == "services" && members["kind"] == nil {
			listed = true
			if err := j.list(key, listHead(members)); err != nil {
				return err
			}
			continue
		}
		var raw json.RawMessage
		if err := j.decode(&raw); err != nil {
			return err
		}
		if isMember(key) || members["kind"] == nil {
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
		return j.beside(at, object)
	}
	return j.object(at, head{}, object)
}

// list reads what stands under a list's key.
func (j *jsonReader) list(key string, of head) error {
	token, err := j.d.Token()
	switch {
	case err != nil:
		return j.broken(err)
	case token == json.Delim('['):
		return j.items(of)
	case key == "services" && token == json.Delim('{'):
		return j.errorf("%w", errCompose)
	case token != nil:
		return j.errorf("%s: want a list", key)
	}
	return nil
}

// listHead is what stands before a list's items; kubectl writes its kind,
// List, behind them.
func listHead(members map[string]json.RawMessage) (h head) {
	// A kind that is no text is as good as none.
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
		if err := j.object(at, list, raw); err != nil {
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

func (j *jsonReader) here() place { return j.at(j.d.InputOffset()) }

func (j *jsonReader) at(offset int64) place {
	line, _ := j.position(offset)
	return place{j.name, line}
}

// broken names the place of a mistake. The decoder counts from where it likes,
// so what it holds is looked at once more.
func (j *jsonReader) broken(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errTooLarge):
		return fmt.Errorf("%s: %w", j.here(), err)
	case errors.Is(err, io.ErrUnexpectedEOF), err == io.EOF:
		line, column := j.position(j.end())
		return fmt.Errorf("%s:%d:%d: the JSON ends too early", j.name, line, column)
	case !errors.As(err, &syntax):
		return fmt.Errorf("%s: %w", j.name, err)
	}
	offset := j.d.InputOffset()
	rest := j.kept[min(offset-j.base, int64(len(j.kept))):]
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
		hint = "; a Helm template has to be rendered first: helm template … | podfit import -"
	}
	return fmt.Errorf("%s:%d:%d: %s%s", j.name, line, column, err, hint)
}

var errTooLarge = fmt.Errorf("an object of more than %d MiB, which no cluster stores", mostObject>>20)

// tracker hands out a file and knows the line of what was handed out since the
// last forget, which it keeps.
type tracker struct {
	r            io.Reader
	kept         []byte
	base         int64 // offset of kept
	line, column int   // of base; the column counts from 0
}

func (t *tracker) Read(p []byte) (int, error) {
	if len(t.kept) > mostObject {
		return 0, errTooLarge
	}
	n, err := t.r.Read(p)
	t.kept = append(t.kept, p[:n]...)
	return n, err
}

func (t *tracker) end() int64 { return t.base + int64(len(t.kept)) }

// forget drops what stands before offset.
func (t *tracker) forget(offset int64) {
	n := min(offset-t.base, int64(len(t.kept)))
	line, column := t.position(t.base + n)
	t.line, t.column = line, column-1
	t.kept = t.kept[:copy(t.kept, t.kept[n:])]
	t.base += n
}

// position is the line and the column, from 1.
func (t *tracker) position(offset int64) (line, column int) {
	before := t.kept[:max(0, min(offset-t.base, int64(len(t.kept))))]
	line, column = t.line+bytes.Count(before, []byte("\n")), t.column+len(before)+1
	if last := bytes.LastIndexByte(before, '\n'); last >= 0 {
		column = len(before) - last
	}
	return line, column
}
