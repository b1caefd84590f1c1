package ordered_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"podfit/planner/ordered"
)

// Keys stay in the order in which they were put, nested ones too.
func Example() {
	var o ordered.Object
	o.Put("cluster.region", "eu-west-3")
	o.Put("capacity.nodes", nil)
	o.Put("cluster.cni.maxENI", 3)
	text, _ := json.Marshal(o)
	fmt.Println(string(text))
	// Output: {"cluster":{"region":"eu-west-3","cni":{"maxENI":3}},"capacity":{"nodes":null}}
}

func TestPutAgain(t *testing.T) {
	var o ordered.Object
	o.Put("a.b", 1)
	o.Put("c", 2)
	o.Put("a.b", 3)
	text, err := json.Marshal(o)
	if want := `{"a":{"b":3},"c":2}`; err != nil || string(text) != want {
		t.Errorf("%s, %v, want %s", text, err, want)
	}
	for path, want := range map[string]any{"a.b": 3, "c": 2, "d": nil, "a.x": nil, "c.x": nil} {
		if got, ok := o.At(path); got != want || ok != (want != nil) {
			t.Errorf("%s: %v, %t", path, got, ok)
		}
	}
}

func TestMarshal(t *testing.T) {
	for _, c := range []struct {
		o    ordered.Object
		want string
	}{
		{nil, `{}`},
		{ordered.Object{{"pattern", "<&>"}}, `{"pattern":"<&>"}`},
		{ordered.Object{{`"`, ordered.Object(nil)}}, `{"\"":{}}`},
	} {
		var got struct{ json.RawMessage }
		text, err := c.o.MarshalJSON()
		if err != nil || json.Unmarshal(text, &got.RawMessage) != nil {
			t.Fatal(err)
		}
		if compact(t, text) != c.want {
			t.Errorf("%s, want %s", text, c.want)
		}
	}
	var unsupported *json.UnsupportedTypeError
	if _, err := (ordered.Object{{"f", func() {}}}).MarshalJSON(); !errors.As(err, &unsupported) {
		t.Error(err)
	}
}

func compact(t *testing.T, text []byte) (s string) {
	t.Helper()
	for _, b := range text {
		if b != '\n' { // json.Encoder ends each value with one
			s += string(b)
		}
	}
	return s
}
