package compareview_test

import (
	"strings"
	"testing"

	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// compared is the screen with types side by side.
func compared(t *testing.T, width, height int, names ...string) *tuitest.Screen {
	t.Helper()
	s := tuitest.Open(width, height)
	s.Marks = names
	s.Press("c")
	if s.At() != screen.Compare {
		t.Fatal("no comparison:", s.Status.Text)
	}
	return s
}

func TestCompareHasBothWorldsAndBothPrices(t *testing.T) {
	s := compared(t, 120, 60, "m6i.xlarge", "m6i.2xlarge", "t3.large")
	for _, c := range []struct{ fact, cells string }{
		{"vCPUs", "4 8 2"}, // more are not better
		{"max pods", "★58 18 ★58 ★38 35 -"},
		{"application pods", "★56 18 ★56 ★38 33 0"}, // t3 does not support trunk ENIs
		{"secondary IP", "★56 18 ★56 ★38 33 0"},
		{"custom networking", "★42 18 ★42 ★38 22 0"},
		{"prefixes, managed", "108 18 108 ★38 108 0"},
		{"node, monthly", "$140.16 $53.26 $280.32 $117.73 ★$60.74 ★$21.26"},
		{"pod, monthly", "$2.50 $0.95 $5.01 $2.10 ★$1.84 ★$0.64"},
		{"dominated by", "m7i-flex.4xlarge r6i.xlarge -"},
	} {
		if got := s.Line(t, c.fact); got != "≠ "+c.fact+" "+c.cells {
			t.Errorf("%q, want the cells %q", got, c.cells)
		}
	}
	if got := s.Line(t, "generation"); got != "generation current current current" {
		t.Errorf("%q", got)
	}
}

func TestCompareOfFewerThanTwo(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("c")
	if s.At() != screen.Types || !strings.Contains(s.Status.Text, "mark types with space") {
		t.Errorf("at %s: %q", s.At(), s.Status.Text)
	}
	s.Press("space down c")
	tuitest.Has(t, s.Text(), "2 types side by side", "▸●c6g.xlarge", "t3.large")
}

func TestCompareDropsATypeAndItsMark(t *testing.T) {
	s := compared(t, 120, 32, "m6i.xlarge", "r6i.xlarge")
	s.Press("right space")
	if len(s.Marks) != 1 || s.Marks.Has("r6i.xlarge") || !strings.Contains(s.Text(), "1 types side by side") {
		t.Errorf("marks %v on\n%s", s.Marks, s.Text())
	}
	if s.Press("x"); s.At() != screen.Types || len(s.Marks) != 0 {
		t.Errorf("at %s, marks %v", s.At(), s.Marks)
	}
}

func TestCompareExplainsTheColumn(t *testing.T) {
	s := compared(t, 120, 32, "m6i.xlarge", "g5.xlarge") // which the filter hides
	s.Press("right enter")
	tuitest.Has(t, s.Text(), "g5.xlarge · how the figures are computed")
	s.Press("left")
	tuitest.Has(t, s.Text(), "m6i.xlarge · how the figures are computed")
	s.Press("esc")
	tuitest.Has(t, s.Text(), "▸●m6i.xlarge")
}

func TestCompareOnlyWhatDiffers(t *testing.T) {
	s := compared(t, 120, 60, "m6i.xlarge", "r6i.xlarge")
	tuitest.Has(t, s.Text(), "  vCPUs")
	s.Press("d")
	text := s.Text()
	tuitest.Has(t, text, "only what differs", "≠ GiB")
	if strings.Contains(text, "vCPUs") {
		t.Error("vCPUs do not differ:\n" + text)
	}
}

func TestCompareAtARequest(t *testing.T) {
	s := tuitest.Open(120, 80)
	s.GoTo("pod-memory")
	s.Press("enter")
	s.Write("1Gi")
	s.Press("enter tab")
	s.Marks = screen.Marks{"m6i.xlarge", "r6i.xlarge"}
	s.Press("c")
	if got := s.Line(t, "pods that fit"); got != "≠ pods that fit 14 14 ★30 ★18" {
		t.Errorf("%q", got)
	}
	tuitest.Has(t, s.Text(), "unused RAM", "unused cost")
}

func TestCompareScrollsBothWays(t *testing.T) {
	s := compared(t, 60, 15, "c6g.xlarge", "m6i.large", "m6i.xlarge", "r6i.xlarge", "t3.large")
	s.Press("right right right right end")
	tuitest.Has(t, s.Text(), "▸●t3.large", "dominated by", "in view ↑")
}

// What dominates a type is judged among those of the table, which a hidden type joins.
func TestHiddenTypesAreJudged(t *testing.T) {
	s := compared(t, 120, 60, "g5.xlarge", "m6i.xlarge")
	if got := s.Line(t, "dominated by"); got != "dominated by m7i-flex.4xlarge m7i-flex.4xlarge" {
		t.Errorf("%q", got)
	}
}
