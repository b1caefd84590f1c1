package screen_test

import (
	"strings"
	"testing"

	"podfit/tui/tuitest"
)

// What Y copies is what the cursor is on.
func TestCopyCell(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"down Y", "m6i.2xlarge"},
		{"tab down Y", "false"},
		{"2 Y", "shop/web"},
		{"2 right Y", "120"},
		{"1 space down space c right Y", "m6i.2xlarge"},
		{"enter Y", ""},
		// Subnets have no cell.
		{"4 Y", "no cell to copy here"},
	} {
		s := tuitest.OpenWorkload(tuitest.Workload(), 120, 32)
		s.Do(c.keys)
		if !strings.Contains(s.Clipboard+s.Status.Text, c.want) || (s.Clipboard == "") != strings.HasPrefix(c.want, "no ") {
			t.Errorf("%s: copied %q, says %q, want %q", c.keys, s.Clipboard, s.Status.Text, c.want)
		}
	}
}
