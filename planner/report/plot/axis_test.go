package plot

import (
	"fmt"
	"testing"
)

func TestAxisTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		binary    bool
		wanted    int
		ticks     string
	}{
		{1, 100, false, 7, "[1 2 5 10 20 50 100]"},
		{1, 100, false, 6, "[1 3 10 30 100]"},
		{1, 100, false, 3, "[1 10 100]"},
		{1.7, 5, false, 4, "[2 3 4 5]"},
		{50, 8000, true, 9, "[64 128 256 512 1024 2048 4096 8192]"},
		{50, 8000, true, 5, "[64 256 1024 4096]"},
		{100, 560, true, 4, "[128 256 384 512]"},
		{7, 7, false, 3, "[6.5 7 7.5]"},
		{0, 0, false, 2, "[0 0.05 0.1]"},
	} {
		s := NewAxis(c.low, c.high)
		s.Binary = c.binary
		if got := fmt.Sprint(s.Ticks(c.wanted)); got != c.ticks {
			t.Errorf("%v to %v, %d wanted: %s, want %s", c.low, c.high, c.wanted, got, c.ticks)
		}
		for _, v := range []float64{c.low, c.high} {
			if at := s.At(v); at < 0 || at > 1 {
				t.Errorf("%v of %v to %v is at %v", v, c.low, c.high, at)
			}
		}
	}
}
