package tui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func TestQuit(t *testing.T) {
	for _, keys := range []string{"q", "tab q", "/ q ctrl+c", "? ctrl+c", "enter ctrl+c", "tab enter ctrl+c"} {
		s := tuitest.Open(80, 24)
		names := strings.Fields(keys)
		s.Press(strings.Join(names[:len(names)-1], " "))
		cmd := s.Send(tuitest.Key(names[len(names)-1]))
		if cmd == nil {
			t.Errorf("%s: does not quit", keys)
		} else if _, ok := cmd().(tea.QuitMsg); !ok {
			t.Errorf("%s: %v", keys, cmd())
		}
	}
}

// Every key of the views is in help.
func TestHelpHasEveryKey(t *testing.T) {
	s := tuitest.Open(200, 160)
	s.Press("?")
	text := s.Text()
	check := func(groups []screen.Keys) {
		for _, k := range groups {
			tuitest.Has(t, text, k.Title)
			for _, b := range k.Bindings {
				tuitest.Has(t, text, b.Label, b.Help)
			}
		}
	}
	check(s.Anywhere)
	for _, o := range s.Places() {
		if o.Place != screen.Help {
			check(o.Keys())
		}
	}
}

// The last line names the keys in the order of their importance.
func TestKeyLine(t *testing.T) {
	for width, keys := range map[int]string{
		80:  "tab settings / filter space mark c compare enter explain ? keys",
		200: "tab settings / filter space mark c compare enter explain ? keys q quit : commands w save y command u undo 2 workload e export",
	} {
		lines := strings.Split(tuitest.Open(width, 24).Text(), "\n")
		if got := strings.Join(strings.Fields(lines[23]), " "); !strings.HasPrefix(got, keys) {
			t.Errorf("%d wide: %q", width, got)
		}
	}
}

func TestViews(t *testing.T) {
	s := tuitest.Open(120, 32)
	for _, c := range []struct {
		keys string
		at   screen.Place
	}{
		{"6", "Today"},
		{"5", screen.Chart},
		{"?", screen.Help},
		{"esc", screen.Chart},
		{"enter", screen.Explain},
		{"?", screen.Help},
		{"esc", screen.Explain},
		{"esc", screen.Chart},
		{"space 1 down space c", screen.Compare},
		{"enter esc", screen.Compare},
		{"5", screen.Chart}, // a view closes all boxes
		{"esc", screen.Types},
		{"5 c", screen.Compare},
		{"esc", screen.Chart},
		{"1 tab 3", screen.Plan}, // from the settings too
	} {
		if s.Press(c.keys); s.At() != c.at {
			t.Errorf("%s: at %s, want %s", c.keys, s.At(), c.at)
		}
	}
}

func TestTabsAreClicked(t *testing.T) {
	for _, width := range []int{60, 80, 200} {
		s := tuitest.Open(width, 24)
		for _, o := range s.Places() {
			if o.Key == "" {
				continue
			}
			s.Press("1 / m")
			header, _, _ := strings.Cut(s.Text(), "\n")
			before, _, found := strings.Cut(header, " "+o.Key+" ")
			if !found {
				t.Fatalf("%d wide: no tab %s in %q", width, o.Key, header)
			}
			s.Click(ansi.StringWidth(before)+1, 0)
			if s.At() != o.Place || s.Typing() {
				t.Errorf("%d wide: %s opens %s", width, o.Place, s.At())
			}
			s.CheckFrame(t)
		}
		s.Click(width-2, 0)
		if s.At() != screen.Help {
			t.Errorf("%d wide: no help at the end of the header", width)
		}
	}
}

// Digits switch views wherever the header offers them.
func TestDigitsSwitchViews(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.GoTo("security-groups-for-pods")
	s.Press("space tab enter")
	if s.At() != screen.Explain {
		t.Fatal("no explanation")
	}
	if s.Press("5"); s.At() != screen.Chart {
		t.Error("5 on an explanation does not open the chart")
	}
	s.Press("space down space c 5")
	if s.At() != screen.Chart {
		t.Error("5 on the comparison does not open the chart")
	}
	s.Press("o")
	if s.At() != screen.File || !strings.Contains(s.Text(), "Open what runs") {
		t.Error("o on the chart does not open a file")
	}
}

// No two keys of a group mean two things, those that hold anywhere included.
func TestKeysMeanOneThing(t *testing.T) {
	s := tuitest.Open(80, 24)
	var anywhere []screen.Binding
	for _, k := range s.Anywhere {
		anywhere = append(anywhere, k.Bindings...)
	}
	for _, o := range s.Places() {
		for _, k := range o.Keys() {
			means := map[string]string{}
			for _, b := range k.Bindings {
				for _, key := range b.Keys {
					if other, is := means[key]; is {
						t.Errorf("%s: %s is %q and %q", k.Title, key, other, b.Help)
					}
					means[key] = b.Help
				}
			}
			for _, b := range anywhere {
				for _, key := range b.Keys {
					// q closes boxes, ? the help.
					if _, here := means[key]; here && !k.Alone && key != "q" && key != "?" {
						t.Errorf("%s: %s is %q, and %q elsewhere", k.Title, key, means[key], b.Help)
					}
				}
			}
		}
	}
}
