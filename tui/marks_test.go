package tui

import (
	"slices"
	"strings"
	"testing"
)

func TestMarksOutliveEverything(t *testing.T) {
	s := newScreen(120, 32)
	s.press("space down down space")
	want := marks{"c6g.xlarge", "m7i-flex.4xlarge"}
	mustHave(t, s.text(), "● 2 marked", " ●c6g.xlarge", "▸●m7i-flex.4xlarge")
	s.goTo(t, "prefix-delegation")
	s.press("space tab s r a / r 6 i enter")
	if !slices.Equal(s.marks, want) {
		t.Error("marks", s.marks)
	}
	mustHave(t, s.text(), "● 2 marked, 2 hidden")
	s.press("c")
	mustHave(t, s.text(), "2 types side by side", "c6g.xlarge", "m7i-flex.4xlarge")
	s.press("esc M")
	if len(s.marks) != 0 || strings.Contains(s.text(), markSign) {
		t.Error("marks", s.marks)
	}
}

func TestMarkAgainUnmarks(t *testing.T) {
	s := newScreen(120, 32)
	s.press("space")
	before := s.Model
	s.press("space")
	if len(s.marks) != 0 || len(before.marks) != 1 {
		t.Errorf("marks %v, of the model before %v", s.marks, before.marks)
	}
}

func TestViews(t *testing.T) {
	s := newScreen(120, 32)
	for _, c := range []struct {
		keys string
		page page
	}{
		{"5", chartPage},
		{"?", helpPage},
		{"esc", chartPage},
		{"enter", explainPage},
		{"?", helpPage},
		{"esc", explainPage},
		{"esc", chartPage},
		{"space 1 down space c", comparePage},
		{"enter esc", comparePage},
		{"5", chartPage}, // a view lies over nothing
		{"esc", mainPage},
		{"5 c", comparePage},
		{"esc", chartPage},
		{"1 tab 5", mainPage}, // a digit there begins a value
	} {
		if s.press(c.keys); s.page != c.page {
			t.Errorf("%s: page %d, want %d", c.keys, s.page, c.page)
		}
	}
}

func TestTabsAreClicked(t *testing.T) {
	for _, width := range []int{60, 80, 200} {
		s := newScreen(width, 24)
		s.press("/ m")
		for _, tab := range s.tabs(s.tabRoom()) {
			s.click(tab.x+1, 0)
			if s.page != tab.page || s.types.typing != nil {
				t.Errorf("%d wide: %s opens page %d", width, tab.name, s.page)
			}
			checkFrame(t, s.Model)
		}
	}
}

// Tabs that do not fit lose their names, but that of the view at hand.
func TestTabsShorten(t *testing.T) {
	s := newScreen(120, 32)
	s.press("5")
	var texts []string
	for _, tab := range s.tabs(16) {
		texts = append(texts, tab.text)
	}
	if got := strings.Join(texts, "|"); got != " 1 | 2 | 3 | 4 | 5 Chart " {
		t.Errorf("%q", got)
	}
}
