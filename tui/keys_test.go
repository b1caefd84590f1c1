package tui_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner/query"
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

// Every key of the views is in help, every field of filters, and every setting.
func TestHelpHasEverything(t *testing.T) {
	s := tuitest.Open(200, 50)
	s.Press("?")
	text := ""
	for page := ""; page != s.Text(); {
		page = s.Text()
		text += page
		s.Press("pgdown")
	}
	check := func(groups []screen.Keys) {
		for _, k := range groups {
			tuitest.Has(t, text, k.Title)
			for _, b := range k.Bindings {
				tuitest.Has(t, text, b.Label)
				for word := range strings.FieldsSeq(b.Help) {
					tuitest.Has(t, text, word)
				}
			}
		}
	}
	check(s.Anywhere)
	check([]screen.Keys{s.SearchKeys()})
	for _, o := range s.Places() {
		check(o.Keys())
	}
	for i := range query.Fields {
		tuitest.Has(t, text, query.Fields[i].Names()...)
	}
	for i := range s.Table {
		tuitest.Has(t, text, s.Table[i].Title, "("+s.Table[i].Name+":")
	}
}

// Help begins with the keys of where the screen is, and typing narrows it.
func TestHelp(t *testing.T) {
	for _, c := range []struct{ keys, first string }{
		{"?", "Types"}, {"tab ?", "Settings"}, {"2 ?", "Workload"}, {"enter ?", "Explanation"}, {"3 ?", "Plan"},
	} {
		s := tuitest.Open(80, 24)
		s.Press(c.keys)
		if line := strings.Split(s.Text(), "\n")[3]; !strings.HasPrefix(strings.Trim(line, "│ "), c.first) {
			t.Errorf("%s: begins with %q", c.keys, line)
		}
	}
	s := tuitest.Open(80, 24)
	s.Press("?")
	s.Write("zebra")
	tuitest.Has(t, s.Text(), "no key, field or setting has that")
	s.Press("ctrl+u")
	s.Write("warm prefix")
	if text := s.Text(); strings.Contains(text, "Types (") || !strings.Contains(text, "WARM_PREFIX_TARGET") {
		t.Error(text)
	}
	s.Press("esc")
	tuitest.Has(t, s.Text(), "previous type")
	s.Press("/ q")
	tuitest.Has(t, s.Text(), "quit")
	if s.Press("esc q"); s.At() != screen.Types {
		t.Errorf("q leaves help at %s", s.At())
	}
}

// A key that does nothing says so.
func TestKeyWithoutEffect(t *testing.T) {
	for _, c := range []struct{ keys, says string }{
		{"J", "J does nothing here; ? lists the keys"},
		{"2 K", "K does nothing here; ? lists the keys"},
		{"w", ""}, {"ctrl+f", ""}, {"g g", ""},
	} {
		s := tuitest.Open(120, 32)
		if s.Press(c.keys); s.Status.Text != c.says {
			t.Errorf("%s: %q, want %q", c.keys, s.Status.Text, c.says)
		}
	}
}

// Pages of vim and less, in texts and tables.
func TestPagesByHabit(t *testing.T) {
	for _, at := range []string{"", "2", "enter", "space down space c", "8"} {
		for habit, key := range map[string]string{"ctrl+f": "pgdown", "ctrl+d": "pgdown", "ctrl+f ctrl+b": "pgdown pgup", "ctrl+d ctrl+u": "pgdown pgup"} {
			a, b := tuitest.OpenWorkload(tuitest.Workload(), 60, 15), tuitest.OpenWorkload(tuitest.Workload(), 60, 15)
			a.Press(at + " " + habit)
			b.Press(at + " " + key)
			if a.Text() != b.Text() {
				t.Errorf("%s %s is not %s:\n%s\n%s", at, habit, key, a.Text(), b.Text())
			}
		}
	}
}

// / finds a text as it is typed, n and N go on from there and round at the ends.
func TestSearch(t *testing.T) {
	for _, c := range []struct{ keys, text, says, again string }{
		{"enter", "memory", "match 1 of", "match 2 of"},
		{"space down space c", "enis", "match 1 of 3", "match 2 of 3"},
		{"2", "WEB", "match 1 of", "match"},
	} {
		s := tuitest.OpenWorkload(tuitest.Workload(), 80, 24)
		s.Press(c.keys + " /")
		s.Write(c.text)
		tuitest.Has(t, s.Text(), c.says)
		s.Press("enter n")
		tuitest.Has(t, s.Status.Text, c.again)
		s.Press("N")
		tuitest.Has(t, s.Status.Text, c.says)
		s.CheckFrame(t)
		if !strings.Contains(s.Frame(), "\x1b[7m") {
			t.Errorf("%s: nothing is marked", c.keys)
		}
	}
	s := tuitest.OpenWorkload(tuitest.Workload(), 80, 24)
	s.Press("enter n")
	tuitest.Has(t, s.Status.Text, "nothing was searched yet")
	before := s.Text()
	s.Press("/")
	s.Write("no such text")
	tuitest.Has(t, s.Text(), `nothing here has "no such text"`)
	s.Press("esc")
	if s.Status = (screen.Status{}); s.Text() == before {
		t.Error("the word on n is still there")
	}
	tuitest.Has(t, s.Text(), "how the figures are computed")
}

// A search of what is empty is left as any other.
func TestSearchOfNothing(t *testing.T) {
	for _, open := range "12345678" {
		s := tuitest.Open(80, 24)
		s.Press(string(open) + " / esc")
		s.CheckFrame(t)
	}
}

// What vim does to a file, : does to the session, and exactly that is the first of the list.
func TestCommandsOfVim(t *testing.T) {
	const theirs = "apiVersion: podfit/v1\nkind: Scenario\ncluster: {region: eu-west-1}\n"
	type disk = map[string]string
	for _, c := range []struct {
		text        string
		file        bool // the session is in a.yaml
		changed     bool
		quits       bool
		writes      []string // by this and nothing else
		first, says string
	}{
		{"q", true, false, true, nil, "q: quit", ""},
		{"q", true, true, false, nil, "q: quit", "unsaved work"},
		{"q!", true, true, true, nil, "q!: quit without saving", ""},
		{"qa", false, false, true, nil, "qa: quit", ""},
		{"w", true, true, false, []string{"a.yaml"}, "w: save the session to its file", "saved"},
		{"w", false, true, false, nil, "w: save the session to its file", "Save the scenario"},
		{"w b.yaml", true, true, false, []string{"b.yaml"}, "w: save the session to b.yaml", "saved"},
		{"w theirs.yaml", true, true, false, nil, "w: save", "exists already"},
		{"w! theirs.yaml", true, true, false, []string{"theirs.yaml"}, "w!: save the session to theirs.yaml", "saved"},
		{"wq", true, true, true, []string{"a.yaml"}, "wq: save the session to its file and quit", ""},
		{"WQ b.yaml", false, true, true, []string{"b.yaml"}, "WQ: save the session to b.yaml and quit", ""},
		{"wq theirs.yaml", false, true, false, nil, "wq: save", "exists already"},
		{"x", true, true, true, []string{"a.yaml"}, "x: save", ""},
		{"x", true, false, true, nil, "x: save", ""},
		{"x", false, false, true, nil, "x: save", ""},
		{"e theirs.yaml", true, false, false, nil, "e: open theirs.yaml", "opened theirs.yaml"},
		{"e", true, true, false, nil, "e: read the session's file again", "opened a.yaml"},
		{"e", false, false, false, nil, "e: read the session's file again", "Open what runs"},
		{"o", true, false, false, nil, "o: open a file", "Open what runs"},
	} {
		d := &tuitest.Disk{User: disk{"theirs.yaml": theirs}}
		s := tuitest.OpenDisk(d)
		command := func(text string) bool {
			s.Do(":")
			s.Write(text)
			if text == c.text {
				tuitest.Has(t, s.Text(), "▸ "+c.first)
			}
			return s.Do("enter")
		}
		if c.file {
			command("w a.yaml")
		}
		before := maps.Clone(d.User)
		if c.changed {
			s.GoTo("prefix-delegation")
			s.Do("space esc")
		}
		quits := command(c.text)
		var wrote []string
		for _, name := range slices.Sorted(maps.Keys(d.User)) {
			if d.User[name] != before[name] {
				wrote = append(wrote, name)
			}
		}
		if quits != c.quits || !slices.Equal(wrote, c.writes) || !strings.Contains(s.Text(), c.says) {
			t.Errorf("%+v: quits %v, wrote %q\n%s", c, quits, wrote, s.Text())
		}
	}
	// Where a name has to be typed first, or a question answered, the screen ends after that.
	d := &tuitest.Disk{User: disk{"theirs.yaml": theirs}}
	s := tuitest.OpenDisk(d)
	s.Do(": w q enter ctrl+u")
	s.Write("theirs.yaml")
	if s.Do("enter") || !s.Do("y") || d.User["theirs.yaml"] == theirs {
		t.Errorf("does not save and quit:\n%s", s.Text())
	}
}

// What : takes from vim and k9s.
func TestCommandsByName(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d)
	command := func(text string) bool {
		s.Press(":")
		s.Write(text)
		return s.Do("enter")
	}
	for text, at := range map[string]screen.Place{"plan": screen.Plan, "Workload": screen.Workload, "types": screen.Types, "notes": screen.Notes} {
		if command(text); s.At() != at {
			t.Errorf(":%s leads to %s", text, s.At())
		}
	}
	command("w mine.yaml")
	if d.User["mine.yaml"] == "" {
		t.Errorf(":w wrote %v", d.User)
	}
	opened := *s.Settings
	s.GoTo("prefix-delegation")
	s.Press("space")
	if s.Settings.CNI == opened.CNI {
		t.Error("nothing changed")
	}
	command("o mine.yaml")
	if s.Settings.CNI != opened.CNI {
		t.Error(":o did not open the file")
	}
	s.Press("esc esc")
	if !command("q") {
		t.Error(":q does not quit")
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
