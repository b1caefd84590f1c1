package widget

import (
	"testing"
)

func TestCanvas(t *testing.T) {
	const low, high, name = Line + 1, Line + 2, Line + 3
	k := NewCanvas(3, 1)
	k.Line(0, 0, 5, 3)
	k.Put(1, 0, '◆', high)
	k.Put(1, 0, '◦', low) // the larger ink stays
	k.Put(9, 9, '◆', high)
	if k.Name(1, 0, "no", name, Line) {
		t.Error("a name over a point")
	}
	styles := make([]Pen, name+1)
	if got := k.Row(0, styles); got != "⠑◆⢄" {
		t.Errorf("%q", got)
	}
}
