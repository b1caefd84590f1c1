package typesview_test

import (
	"strings"
	"testing"

	"podfit/tui/tuitest"
)

// The strip finds steps by their names.
func TestStripKnowsItsSteps(t *testing.T) {
	s := tuitest.Open(200, 50)
	s.GoTo("pod-memory")
	s.Press("enter")
	s.Write("1Gi")
	s.Press("enter")
	s.GoTo("daemonset")
	s.Press("enter n a tab tab")
	s.Write("64Mi")
	s.Press("enter esc")
	s.Press("tab")
	lines := strings.Split(s.Text(), "\n")
	for _, line := range lines[len(lines)-9:] {
		if strings.Contains(line, " = -") || strings.Contains(line, "  - ") {
			t.Error(line)
		}
	}
	tuitest.Has(t, s.Text(), "memory", "request", "cost")
}
