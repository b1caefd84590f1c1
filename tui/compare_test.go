package tui

import (
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
)

// compared is the screen with types side by side.
func compared(t *testing.T, width, height int, names ...string) *screen {
	t.Helper()
	s := newScreen(width, height)
	s.marks = names
	s.press("c")
	if s.page != comparePage {
		t.Fatal("no comparison:", s.status.text)
	}
	return s
}

// line is the first line of the screen that has a text.
func (s *screen) line(t *testing.T, text string) string {
	t.Helper()
	for line := range strings.SplitSeq(s.text(), "\n") {
		if strings.Contains(line, text) {
			return strings.Join(strings.Fields(strings.Trim(line, "│")), " ")
		}
	}
	t.Fatalf("no %q in\n%s", text, s.text())
	return ""
}

func TestCompareHasBothWorldsAndBothPrices(t *testing.T) {
	s := compared(t, 120, 60, "m6i.xlarge", "m6i.2xlarge", "t3.large")
	for _, c := range []struct{ fact, cells string }{
		{"vCPUs", "4 8 2"}, // more are not better
		{"max pods", "★58 18 ★58 ★38 35 -"},
		{"application pods", "★56 18 ★56 ★38 33 0"}, // t3 does not trunk
		{"secondary IP", "★56 18 ★56 ★38 33 0"},
		{"custom networking", "★42 18 ★42 ★38 22 0"},
		{"prefixes, managed", "108 18 108 ★38 108 0"},
		{"a node's month", "$140.16 $53.26 $280.32 $117.73 ★$60.74 ★$21.26"},
		{"a pod's month", "$2.50 $0.95 $5.01 $2.10 ★$1.84 ★$0.64"},
		{"dominated by", "m7i-flex.4xlarge r6i.xlarge -"},
	} {
		if got := s.line(t, c.fact); got != "≠ "+c.fact+" "+c.cells {
			t.Errorf("%q, want the cells %q", got, c.cells)
		}
	}
	if got := s.line(t, "generation"); got != "generation current current current" {
		t.Errorf("%q", got)
	}
}

func TestCompareOfFewerThanTwo(t *testing.T) {
	s := newScreen(120, 32)
	s.press("c")
	if s.page != mainPage || !strings.Contains(s.status.text, "mark with space") {
		t.Errorf("page %d: %q", s.page, s.status.text)
	}
	s.press("space down c")
	mustHave(t, s.text(), "2 types side by side", "▸●c6g.xlarge", "t3.large")
}

func TestCompareDropsATypeAndItsMark(t *testing.T) {
	s := compared(t, 120, 32, "m6i.xlarge", "r6i.xlarge")
	s.press("right space")
	if len(s.marks) != 1 || s.marks.has("r6i.xlarge") || len(s.compare.contenders) != 1 {
		t.Errorf("marks %v, %d types", s.marks, len(s.compare.contenders))
	}
	if s.press("x"); s.page != mainPage || len(s.marks) != 0 {
		t.Errorf("page %d, marks %v", s.page, s.marks)
	}
}

func TestCompareExplainsTheColumn(t *testing.T) {
	s := compared(t, 120, 32, "m6i.xlarge", "g5.xlarge") // which the filter hides
	s.press("right enter")
	mustHave(t, s.text(), "g5.xlarge · where the figures come from")
	s.press("left")
	mustHave(t, s.text(), "m6i.xlarge · where the figures come from")
	s.press("esc")
	mustHave(t, s.text(), "▸●m6i.xlarge")
}

func TestCompareOnlyWhatDiffers(t *testing.T) {
	s := compared(t, 120, 60, "m6i.xlarge", "r6i.xlarge")
	mustHave(t, s.text(), "  vCPUs")
	s.press("d")
	text := s.text()
	mustHave(t, text, "only what differs", "≠ GiB")
	if strings.Contains(text, "vCPUs") {
		t.Error("vCPUs do not differ:\n" + text)
	}
}

func TestCompareAtARequest(t *testing.T) {
	s := newScreen(120, 80)
	s.goTo(t, "pod-memory")
	s.write("1Gi")
	s.press("enter tab")
	s.marks = marks{"m6i.xlarge", "r6i.xlarge"}
	s.press("c")
	if got := s.line(t, "pods that fit"); got != "≠ pods that fit 14 14 ★30 ★18" {
		t.Errorf("%q", got)
	}
	mustHave(t, s.text(), "stranded RAM", "stranded money")
}

func TestCompareScrollsBothWays(t *testing.T) {
	s := compared(t, 60, 15, "c6g.xlarge", "m6i.large", "m6i.xlarge", "r6i.xlarge", "t3.large")
	s.press("right right right right end")
	mustHave(t, s.text(), "▸●t3.large", "dominated by", "in view ↑")
}

// What dominates a type is judged among those of the table, which a hidden type joins.
func TestHiddenTypesAreJudged(t *testing.T) {
	s := compared(t, 120, 60, "g5.xlarge", "m6i.xlarge")
	if got := s.line(t, "dominated by"); got != "dominated by m7i-flex.4xlarge m7i-flex.4xlarge" {
		t.Errorf("%q", got)
	}
}

func TestAutoModeHasNoSecurityGroups(t *testing.T) {
	s := planner.Default()
	s.MaxPods.Policy = eni.PolicyAutoMode
	if withSG.settings(&s) != nil || secondaryIPWithSG.settings(&s) != nil || withoutSG.settings(&s) == nil {
		t.Error("Auto Mode with security groups for pods")
	}
}
