package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
)

func TestUndoAndRedo(t *testing.T) {
	s := newSessionScreen(&disk{})
	s.do("u")
	mustHave(t, s.text(), "nothing to undo")
	s.goTo(t, "prefix-delegation")
	s.do("space down space")
	s.do("u")
	mustHave(t, s.text(), "undone: IPv6 on → off")
	s.do("u")
	mustHave(t, s.text(), "undone: Prefixes on → off")
	s.do("ctrl+r")
	mustHave(t, s.text(), "redone: Prefixes off → on")
	s.do("space") // something new: no more redo
	s.do("ctrl+r")
	mustHave(t, s.text(), "nothing to redo")
	s.do("X")
	mustHave(t, s.text(), "u undoes it")
	if got := differences(s.session.table, s.settings, &planner.Settings{Region: "us-east-1", SecurityGroupsPercent: 100, Capacity: planner.Capacity{OnDemandPercent: 100}}); got != "" {
		t.Error("not the defaults:", got)
	}
	s.do("u")
	if s.settings.CNI.Family.String() != "ipv6" {
		t.Error("undo does not bring back what X reset")
	}
}

func TestSaveAndOpen(t *testing.T) {
	d := &disk{user: map[string]string{"taken.yaml": "theirs"}}
	s := newSessionScreen(d)
	s.goTo(t, "prefix-delegation")
	s.do("space tab s") // sorted by another column
	by := s.types.by.Name
	s.do("w")
	s.enter("taken.yaml")
	mustHave(t, s.text(), "taken.yaml is there already: y replaces it, n keeps it")
	s.do("n")
	s.enter("mine.yaml")
	mustHave(t, s.text(), "saved: podfit -f mine.yaml")
	mustHave(t, d.user["mine.yaml"], "mode: prefix-delegation", "by: "+by, "filter: eks=yes")
	if d.user["taken.yaml"] != "theirs" || s.unsaved() {
		t.Errorf("taken.yaml %q, unsaved %v", d.user["taken.yaml"], s.unsaved())
	}
	s.do("w enter") // its own file asks nothing
	if s.prompt != nil {
		t.Error("asks before it replaces its own file")
	}

	other := newSessionScreen(d)
	other.do("o")
	other.enter("mine.yaml")
	if !sameShown(s, other) {
		t.Errorf("opened\n%s\nsaved\n%s", other.text(), s.text())
	}
	mustHave(t, other.text(), "opened mine.yaml, u undoes it")
	other.do("u")
	if other.settings.CNI.Mode.String() == "prefix-delegation" || other.types.by.Name == by {
		t.Error("opening is not undone")
	}
	other.do("w enter")
	if d.user[scenarioFile] == "" || strings.Contains(d.user["mine.yaml"], "cost-per-pod") {
		t.Error("after the undo, saving goes to the file that was opened")
	}
	other.do("ctrl+r")
	if !sameShown(s, other) {
		t.Error("opening is not redone")
	}
}

func sameShown(a, b *screen) bool {
	return differences(a.session.table, a.settings, b.settings) == "" && a.types.by == b.types.by &&
		strings.Join(a.names(), " ") == strings.Join(b.names(), " ")
}

func TestOpenWhatCannotBeRead(t *testing.T) {
	d := &disk{user: map[string]string{
		"bad.yaml":  "apiVersion: podfit/v1\nkind: Scenario\ncluster: {regoin: us-east-1}\n",
		"type.yaml": "apiVersion: podfit/v1\nkind: Scenario\noptions: [{types: [m6i.xlrge]}]\n",
	}}
	for name, says := range map[string]string{
		"bad.yaml":  `bad.yaml:3: "regoin": no such key (did you mean region?)`,
		"type.yaml": `"m6i.xlrge": no such instance type (did you mean m6i.xlarge?)`,
		"none.yaml": "open none.yaml: file does not exist",
		"  ":        "want the name of a file",
	} {
		s := newSessionScreen(d)
		before := s.settings
		s.do("o")
		s.enter(name)
		mustHave(t, s.text(), says)
		if s.settings != before || s.prompt == nil {
			t.Errorf("%s: changed something, or took the question away", name)
		}
	}
}

func TestOpenTypesFamiliesAndFilters(t *testing.T) {
	const header = "apiVersion: podfit/v1\nkind: Scenario\n"
	d := &disk{user: map[string]string{"s.yaml": header + "options: [{types: [t3, m6i.2x*]}, {filter: vcpus>64}]\n"}}
	s := newSessionScreen(d)
	s.do("o")
	s.enter("s.yaml")
	if got := fmt.Sprint(s.names()); got != "[t3.large t3.medium m6i.2xlarge m6i.metal]" {
		t.Error(got)
	}
	s.do("w enter") // and the options stay as they were written
	mustHave(t, d.user["s.yaml"], "m6i.2x*", "filter: vcpus>64")
}

func TestLateAnswersAreDropped(t *testing.T) {
	d := &disk{user: map[string]string{"a.yaml": "apiVersion: podfit/v1\nkind: Scenario\ncluster: {region: eu-west-1}\n"}}
	s := newSessionScreen(d)
	s.do("o")
	s.write("a.yaml")
	cmd := s.send(keyPress("enter"))
	s.do("esc")
	s.play(cmd)
	if s.settings.Region != "us-east-1" {
		t.Error("an answer after esc opened the file")
	}
}

func TestComplete(t *testing.T) {
	s := newSessionScreen(&disk{user: map[string]string{"prod-a.yaml": "", "prod-b.yaml": ""}})
	s.do("o")
	s.write("p")
	s.do("tab")
	mustHave(t, s.text(), "file: prod-", "prod-a.yaml  prod-b.yaml")
	s.write("a")
	s.do("tab")
	mustHave(t, s.text(), "file: prod-a.yaml")
	s.write("x")
	s.do("tab")
	mustHave(t, s.text(), "no file begins with that")
}

func TestAutosave(t *testing.T) {
	d := &disk{}
	s := newSessionScreen(d)
	s.goTo(t, "prefix-delegation")
	s.do("down up")
	if len(d.state) != 1 {
		t.Error("saves where nothing changed:", d.state)
	}
	s.do("space")
	mustHave(t, d.state[sessionNote], "mode: prefix-delegation")
	s.do("u")
	if text, is := d.state[sessionNote]; is {
		t.Error("keeps what was undone:", text)
	}
	s.do("space")
	if s.do("q") {
		t.Fatal("quits without asking")
	}
	mustHave(t, s.text(), "unsaved: w saves, q quits without")
	if !s.do("q") {
		t.Fatal("does not quit")
	}
	mustHave(t, d.state[sessionNote], "mode: prefix-delegation")

	next := newSessionScreen(d)
	mustHave(t, next.text(), "an unfinished session: enter resumes it, esc discards it: Prefixes off → on")
	next.do("enter")
	if next.settings.CNI.Mode.String() != "prefix-delegation" || !next.unsaved() {
		t.Error("not resumed, or taken for saved")
	}
	next.do("w enter")
	if !next.do("q") || d.state[sessionNote] != "" {
		t.Error("still kept after it was saved:", d.state)
	}
}

// resumed is the next run, with the session of the last.
func resumed(t *testing.T, d *disk) *screen {
	t.Helper()
	s := newSessionScreen(d)
	mustHave(t, s.text(), "an unfinished session: enter resumes it")
	s.do("enter")
	s.status = status{} // what came of it
	return s
}

// An unfinished session comes back as it was, with what no scenario holds.
func TestResumeShowsTheSameScreen(t *testing.T) {
	const prefixes = ": p r e f i x - d e l enter space tab "
	for name, keys := range map[string]string{
		"filter beside marks":    "space down space / m 6 i enter",
		"all but the default":    "a space s s",
		"chips taken away":       prefixes + "/ x l enter backspace backspace backspace",
		"reversed":               prefixes + "r down down",
		"letters":                prefixes + "/ m 7 f l enter",
		"columns":                prefixes + "p space G space esc",
		"chart":                  "space down space 5 $ right",
		"bars":                   "space down space 5 b",
		"comparison":             "space down space down space c",
		"comparison over chart":  "space down space 5 c",
		"changed once it was on": "space q q a r",
	} {
		d := &disk{}
		s := newSessionScreen(d)
		s.do(keys)
		if s.page != comparePage { // which is left without q, as by a lost connection
			s.do("q q")
		}
		s.status = status{}
		if got, want := resumed(t, d).text(), s.text(); got != want {
			t.Errorf("%s: resumed\n%s\nleft\n%s", name, got, want)
		}
	}
}

// A view note that is damaged, of another session or of types that are gone is
// none: the scenario alone says what to show.
func TestResumeWithoutItsView(t *testing.T) {
	d := &disk{}
	s := newSessionScreen(d)
	s.do("space down space / m 6 i enter i")
	session, left := d.state[sessionNote], d.state[besideNote]
	if s := resumed(t, d); !s.types.reversed || fmt.Sprint(s.names()) == "[c6g.xlarge t3.large]" {
		t.Error("the view is not resumed:", s.names())
	}
	for _, damaged := range []string{
		"", "{", "null", "[]", strings.Replace(left, `"session":"`, `"session":"0`, 1),
		strings.Replace(left, "c6g.xlarge", "c6g.nonesuch", 1), strings.Replace(left, `"m6i"`, `"m6i<"`, 1),
		strings.Replace(left, `"cost-per-pod"`, `"joy"`, 1), strings.Replace(left, `"view"`, `"columns":["joy"],"view"`, 1),
		strings.Replace(left, `"view"`, `"columns":["type"],"view"`, 1), strings.Replace(left, `"view"`, `"basis":9,"view"`, 1),
	} {
		d.state[besideNote], d.state[sessionNote] = damaged, session
		s := resumed(t, d)
		if s.types.reversed || fmt.Sprint(s.names()) != "[c6g.xlarge t3.large]" {
			t.Errorf("%s: %v", damaged, s.names())
		}
	}
}

func TestNothingBesideWhatIsForgotten(t *testing.T) {
	d := &disk{}
	s := newSessionScreen(d)
	s.do("space")
	if d.state[sessionNote] == "" || d.state[besideNote] == "" {
		t.Fatal("not kept:", d.state)
	}
	s.do("space")
	if len(d.state) != 1 {
		t.Error("still kept:", d.state)
	}
}

// Nothing ticks once the session is kept.
func TestIdleIsStill(t *testing.T) {
	s := newSessionScreen(&disk{})
	ticks := 0
	s.session.after = func(_ time.Duration, msg tea.Msg) tea.Cmd { ticks++; return func() tea.Msg { return msg } }
	s.goTo(t, "prefix-delegation")
	s.do("space down up down")
	if ticks != 1 || s.session.ticking || s.session.writing {
		t.Errorf("%d ticks, ticking %v, writing %v", ticks, s.session.ticking, s.session.writing)
	}
}

func TestOfferStaysOutOfTheWay(t *testing.T) {
	left := "apiVersion: podfit/v1\nkind: Scenario\ncluster: {region: eu-west-1}\n"
	d := &disk{state: map[string]string{seenNote: "", sessionNote: left}}
	s := newSessionScreen(d)
	s.do("down enter") // any other key makes enter mean what it always means
	if s.page != explainPage || s.settings.Region != "us-east-1" {
		t.Error("enter resumes after another key")
	}
	s.do("esc q")
	if d.state[sessionNote] != left {
		t.Error("quitting without an answer loses the offer")
	}
	s = newSessionScreen(d)
	s.do("down R")
	if s.settings.Region != "eu-west-1" {
		t.Error("R does not resume")
	}
	d.state[sessionNote] = left
	s = newSessionScreen(d)
	s.do("esc")
	if _, is := d.state[sessionNote]; is {
		t.Error("not discarded")
	}
	d.state[sessionNote] = "damaged"
	s = newSessionScreen(d)
	mustHave(t, s.text(), "an unfinished session cannot be read")
	s.do("enter")
	mustHave(t, s.text(), "cannot be resumed")
}

func TestFullDisk(t *testing.T) {
	d := &disk{}
	s := newSessionScreen(d)
	d.full = true
	s.goTo(t, "prefix-delegation")
	s.do("space")
	mustHave(t, s.text(), "the session is not autosaved: no space left on device")
	s.do("space")
	if strings.Contains(s.text(), "autosaved") {
		t.Error("says so again")
	}
	s.do("space w enter")
	mustHave(t, s.text(), "no space left on device", "podfit-scenario.yaml")
	s.do("esc q")
	if !s.do("q") {
		t.Error("does not quit")
	}
}

func TestFirstRun(t *testing.T) {
	d := &disk{state: map[string]string{}}
	s := newSessionScreen(d)
	mustHave(t, s.text(), "tab settings · / filter", ": all commands")
	s.do("down")
	if strings.Contains(s.text(), "all commands") {
		t.Error("still there after a key")
	}
	if s = newSessionScreen(d); strings.Contains(s.text(), "all commands") {
		t.Error("there again at the second start")
	}
}

func TestExport(t *testing.T) {
	d := &disk{}
	s := newSessionScreen(d, func(c *Config) {
		c.Export = func(format string, q answer.Query, options []density.Option) ([]byte, error) {
			return fmt.Appendf(nil, "%s of %d types by %s", format, len(options), q.By.Name), nil
		}
	})
	s.do("e down enter")
	s.do("e")
	s.enter("a.txt")
	mustHave(t, s.text(), "want a name that ends in .json, .csv or .md")
	s.do("esc")
	if got := d.user["podfit-types.csv"]; got != "csv of 8 types by cost-per-pod" {
		t.Error(got)
	}
	s.do("e down enter")
	mustHave(t, s.text(), "podfit-types.csv is there already")
}

func TestPalette(t *testing.T) {
	s := newSessionScreen(&disk{})
	s.do(":")
	s.write("reverse")
	s.do("enter")
	if !s.types.reversed || s.palette != nil {
		t.Error("not reversed")
	}
	s.do("ctrl+p")
	s.write("discount")
	s.do("enter")
	if s.focus != settingsPane || s.form.current().Name != "discount" {
		t.Error("not at the setting")
	}
	s.do(": z z z z q enter")
	mustHave(t, s.text(), "nothing of that name")
	s.do("esc")
	// Whatever is in it runs from anywhere.
	for _, from := range []string{"", "tab", "enter", "?", "5", "2", "3", "p", "space down space c", "tab G k k k k k k k k k k k k k k enter"} {
		for i := range newScreen(80, 24).actions(inTypes) {
			s := newSessionScreen(&disk{})
			s.do(from + " ctrl+p")
			s.palette.list.cursor = i
			s.do("enter")
			checkFrame(t, s.Model)
		}
	}
}

func TestCauseOfAWarning(t *testing.T) {
	s := newSessionScreen(&disk{})
	s.goTo(t, "security-groups-for-pods")
	s.do("space tab / t 3 enter enter")
	mustHave(t, s.text(), "a goes to the setting SG for pods")
	s.do("p")
	mustHave(t, s.text(), "no warning has that letter")
	s.do("a")
	if s.page != mainPage || s.form.current().Name != "security-groups-for-pods" || s.focus != settingsPane {
		t.Error("not at the setting")
	}
}

func TestDaemonSets(t *testing.T) {
	s := newSessionScreen(&disk{})
	s.goTo(t, "daemonset")
	s.do("enter a")
	if text := s.text(); strings.Contains(text, "aws-node ") {
		t.Error("offers what every node runs anyway")
	}
	mustHave(t, s.text(), "cloudwatch-agent", "250m", "128Mi", "log-router")
	s.write("log")
	s.do("enter")
	mustHave(t, s.text(), "log-router", "1 with 50m CPU and 50Mi on every node")
	s.do("right")
	s.do("enter")
	s.write("many")
	mustHave(t, s.text(), "CPU: not a quantity as Kubernetes writes it")
	s.do("enter")
	if s.daemons.cell == nil || s.settings.DaemonSets[0].Request.CPU != 50 {
		t.Error("takes what makes no sense")
	}
	s.press("ctrl+u")
	s.write("1")
	s.do("enter right right space")
	if got := s.settings.DaemonSets[0]; got.Request.CPU != 1000 || got.HostNetwork {
		t.Errorf("%+v", got)
	}
	s.do("u u")
	if got := s.settings.DaemonSets[0]; got != testPresets[2] {
		t.Errorf("undone: %+v", got)
	}
	s.do("x")
	mustHave(t, s.text(), "log-router removed", "none yet: a adds from the presets")
	s.do("esc")
	if s.scope() != inSettings || s.form.current().Name != "daemonset" {
		t.Error("not back at the settings")
	}
}

// A scenario is what it was after it went through the screen.
func TestScenarioThroughTheScreen(t *testing.T) {
	want := scenario.Scenario{Settings: planner.Default(), By: "ram-per-pod", Options: []scenario.Option{{Types: []string{"t3.large", "m6i.large"}}}}
	want.Settings.Region = "eu-west-1"
	want.Settings.Overrides = map[string]planner.Override{"m6i.large": {MaxPods: planner.Known(20)}}
	want.Workload = planner.Workloads{{Name: "web", Replicas: 3}}
	s := newSessionScreen(&disk{}, func(c *Config) {
		c.Settings, c.Options, c.By, c.Workload = want.Settings, want.Options, want.By, want.Workload
	})
	if got := fmt.Sprint(s.names()); got != "[m6i.large t3.large]" && got != "[t3.large m6i.large]" {
		t.Error(got)
	}
	if got := fmt.Sprintf("%+v", s.scenario()); got != fmt.Sprintf("%+v", want) {
		t.Errorf("%s\nwant\n%+v", got, want)
	}
}

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{
		"--by": "--by", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "x>=4": "'x>=4'", "m5.*": "'m5.*'", "28%": "28%", "$x": "'$x'",
	} {
		if got := quote(word); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}

// Boxes and pages of the session fit every screen, and keep colour to themselves.
func TestBoxesFit(t *testing.T) {
	const toDaemonSets = "tab G k k k k k k k k k k k k k k enter "
	for _, keys := range []string{"w", "o tab", "e", "y", ":", ": z z z", toDaemonSets, toDaemonSets + "n", toDaemonSets + "a", "? w", "enter :", "w enter w ctrl+u w enter"} {
		s := newSessionScreen(&disk{user: map[string]string{"w": "", "x-1.yaml": "", "x-2.yaml": ""}}, func(c *Config) { c.NoColor = true })
		s.do(keys)
		for width := 1; width <= 300; width += 13 {
			for height := 1; height <= 100; height += 7 {
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
				checkFrame(t, s.Model)
			}
		}
		s.send(tea.WindowSizeMsg{Width: 90, Height: 28})
		if found := colourSGR.FindString(s.View().Content); found != "" {
			t.Errorf("%s: colour %q", keys, found)
		}
		if cmd := s.send(keyPress("ctrl+c")); cmd == nil || cmd() != tea.Quit() {
			t.Errorf("%s: ctrl+c does not leave", keys)
		}
	}
}

func TestMouseInBoxes(t *testing.T) {
	s := newSessionScreen(&disk{})
	s.do(":")
	y := s.paletteRect().y + 2
	click := func(y int) { s.send(tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft}) }
	click(y + 2)
	if s.palette.list.cursor != 2 {
		t.Error("row", s.palette.list.cursor)
	}
	s.send(tea.MouseWheelMsg{X: 5, Y: y, Button: tea.MouseWheelDown})
	if s.palette.list.top != wheelRows {
		t.Error("top", s.palette.list.top)
	}
	click(y)
	if s.palette != nil {
		t.Error("a click on the selected action does not run it")
	}
}
