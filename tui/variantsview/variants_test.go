package variantsview_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func opened(t *testing.T, d *tuitest.Disk) *tuitest.Screen {
	t.Helper()
	s := tuitest.OpenDisk(d, func(c *tui.Config) { c.Workload = tuitest.Workload()[1:3] })
	s.Size(150, 50)
	return s
}

func text(t *testing.T, s *tuitest.Screen) string {
	t.Helper()
	written, err := s.ScenarioText()
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

func names(s *tuitest.Screen) string {
	var all []string
	for _, v := range s.Variants.All {
		all = append(all, v.Name)
	}
	return strings.Join(all, " ")
}

// Whatever changed since a state was pinned, going back gives the file of that state to the
// byte, and undo the other.
func TestGoingBack(t *testing.T) {
	for name, keys := range map[string]string{
		"a setting":      "tab down right",
		"two settings":   "tab down right down right",
		"the filter":     "1 / m 6 enter",
		"the order":      "1 s s i",
		"marks":          "1 space down space",
		"groups":         "3 h h",
		"zones":          "3 z",
		"spare":          "3 v",
		"no workload":    "2 x x",
		"another file":   "o ctrl+u o . y a m l enter",
		"file and marks": "o ctrl+u o . y a m l enter 1 space tab down right",
	} {
		t.Run(name, func(t *testing.T) {
			s := opened(t, &tuitest.Disk{User: map[string]string{"o.yaml": "apiVersion: podfit/v1\nkind: Scenario\noptions: [{types: [m6i.large]}]\nplan: {zones: 2, headroom: 20%}\n"}})
			s.Do("3 n 1 / 6 i enter V")
			pinned := text(t, s)
			s.Do(keys)
			changed := text(t, s)
			if changed == pinned {
				t.Fatal("nothing has changed")
			}
			s.GoBack(s.Variants.All[0])
			if got := text(t, s); got != pinned {
				t.Errorf("back at\n%s\npinned\n%s", got, pinned)
			}
			s.Do("u")
			if got := text(t, s); got != changed {
				t.Errorf("undone to\n%s\nit was\n%s", got, changed)
			}
			s.Do("ctrl+r")
			if got := text(t, s); got != pinned {
				t.Errorf("redone to\n%s\npinned\n%s", got, pinned)
			}
		})
	}
}

// Plans are found once: what was found for the session is the variant's, and the variant's
// the session's again.
func TestPlansAreFoundOnce(t *testing.T) {
	s := opened(t, &tuitest.Disk{})
	s.Do("3 V")
	first := s.Plans.Found
	s.Do("tab down right esc V 7")
	second := s.Plans.Found
	a, b := s.Variants.All[0], s.Variants.All[1]
	if a.Found == nil || b.Found != second || first == second {
		t.Fatalf("%p %p, found %p %p", a.Found, b.Found, first, second)
	}
	tuitest.Has(t, s.Text(), "A", "B = now", "cluster.cni.mode", "secondary-ip", "prefix-delegation", "cost a month", "lower bound a month", "packs at, a month")
	s.Send(tuitest.Key("enter")) // on A
	if s.Plans.Searching() || s.Plans.Found != a.Found || s.PlansAreOld() {
		t.Error("searches what was found")
	}
	tuitest.Has(t, s.Text(), "▸ A = now", "back at variant A, u undoes it")
	s.Do("V")
	tuitest.Has(t, s.Text(), "this is variant A already")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "this is the session as it is now")
}

// A changed setting plans the session anew; until then its column is faint, and those of
// the variants stay.
func TestNowIsPlannedAnew(t *testing.T) {
	s := opened(t, &tuitest.Disk{})
	s.Do("V 7 tab down right")
	tuitest.Has(t, s.Text(), " now ", "cluster.cni.mode")
	work := s.Send(tuitest.Key("right"))
	tuitest.Has(t, s.Text(), "planning") // secondary IPs are those of A again, and yet
	s.Play(work)
	tuitest.Has(t, s.Text(), "A = now")
	if strings.Contains(s.Text(), "planning") {
		t.Error("planning still")
	}
	s.Do("down right") // IPv6
	tuitest.Has(t, s.Text(), "cluster.cni.family", "ipv6")
}

func TestRemoving(t *testing.T) {
	s := opened(t, &tuitest.Disk{})
	s.Do("V tab down right V down right V esc 7")
	if names(s) != "A B C" {
		t.Fatal(names(s))
	}
	s.Do("right x")
	tuitest.Has(t, s.Text(), "removed variant B, u undoes it")
	if names(s) != "A C" {
		t.Error(names(s))
	}
	s.Do("u")
	if names(s) != "A B C" {
		t.Error("undone to", names(s))
	}
	s.Do("ctrl+r V")
	tuitest.Has(t, s.Text(), "this is variant C already")
	s.Do("tab down down right V")
	if names(s) != "A B C" {
		t.Error("the free name is not taken:", names(s))
	}
	s.Do("esc")
	for range 3 {
		s.Do("h h h x")
	}
	if names(s) != "" {
		t.Error(names(s))
	}
	s.Do("x")
	tuitest.Has(t, s.Text(), "only variants are removed")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "this is the session as it is now")
	s.Do("esc")
	if s.At() != screen.Types {
		t.Error("esc leads to", s.At())
	}
}

// The nodes that the cluster has are a column.
func TestToday(t *testing.T) {
	s := tuitest.OpenToday(tuitest.Today(), 150, 50)
	s.Do("V 7")
	a := s.TodayAnswer()
	if a == nil {
		t.Fatal("nothing known of today's nodes")
	}
	tuitest.Has(t, s.Text(), "today", "A = now")
	if got := s.Line(t, "nodes "); !strings.HasPrefix(got, "nodes 47 ") {
		t.Error(got)
	}
	if got := s.Line(t, "cost a month"); !strings.HasPrefix(got, "cost a month $6712.61 ") {
		t.Error(got)
	}
	if got := s.Line(t, "limited by"); !strings.HasPrefix(got, "limited by CPU, memory ") { // of two groups
		t.Error(got)
	}
	for row, today := range map[string]string{
		"cost per pod":           "$29.83", // a month of all over the 225 pods on them
		"addresses drawn":        "1577",   // 31 on each for its pods, a trunk and an ENI to spare, and 120 branch ENIs
		"pods unplaced":          "6",
		"gap to the lower bound": words.Unknown, // which is of plans
	} {
		if got := s.Line(t, row); !strings.HasPrefix(got, row+" "+today+" ") {
			t.Errorf("today: %s, want %s", got, today)
		}
	}
	unclear := tuitest.Today()
	unclear.Groups = append(unclear.Groups, tuitest.Unclear())
	u := tuitest.OpenToday(unclear, 150, 50)
	u.Do("V 7")
	for _, row := range []string{"cost a month", "cost per pod", "addresses drawn", "pods placed"} {
		if got := u.Line(t, row); !strings.HasPrefix(got, row+" unknown ") {
			t.Errorf("of nodes of which nothing is known: %s", got)
		}
	}
	is, was := s.Line(t, "nodes "), s.Line(t, "Δ to today")
	var plan, by int
	if _, err := fmt.Sscanf(is, "nodes 47 %d", &plan); err != nil {
		t.Fatal(is, err)
	}
	if _, err := fmt.Sscanf(was, "Δ to today %d", &by); err != nil || by != plan-47 {
		t.Errorf("%s, and %s", is, was)
	}
	s.Do("h h x")
	tuitest.Has(t, s.Text(), "only variants are removed")
	if s.Do("enter"); s.At() != "Today" {
		t.Error(s.At())
	}
}

// Variants are kept with the session, and quitting asks for those in no file.
func TestVariantsAreKept(t *testing.T) {
	d := &tuitest.Disk{User: map[string]string{}}
	s := opened(t, d)
	s.Do("V w enter") // the file has it
	if s.Variants.All[0].File == "" {
		t.Error("A is in no file")
	}
	s.Do("tab down right V w")
	s.Enter("b.yaml")
	s.Do("7 y")
	tuitest.Has(t, s.Text(), "podfit diff variant-A.yaml b.yaml")
	s.Do("esc tab down right V u")
	if s.Unsaved() {
		t.Fatal("the session is in b.yaml")
	}
	s.Do("y")
	tuitest.Has(t, s.Text(), "podfit diff variant-A.yaml b.yaml variant-C.yaml")
	s.Do("esc q")
	tuitest.Has(t, s.Text(), "variant C is in no file")
	want := text(t, s)
	again := tuitest.OpenDisk(d)
	again.Do("R")
	if names(again) != "A B C" || text(t, again) != want {
		t.Fatalf("resumed %q, and\n%s\nnot\n%s", names(again), text(t, again), want)
	}
	for i, v := range again.Variants.All {
		was := s.Variants.All[i]
		again.GoBack(v)
		s.GoBack(was)
		if text(t, again) != text(t, s) || v.File != was.File {
			t.Errorf("%s of %q, was %q", v.Name, v.File, was.File)
		}
	}
	s.Do("y")
}

func TestNothingToCompare(t *testing.T) {
	s := tuitest.OpenWorkload(nil, 80, 24)
	s.Do("7")
	tuitest.Has(t, s.Text(), "There are no workloads to plan for")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "nothing is pinned: V")
	s.Do("x right d V")
	tuitest.Has(t, s.Text(), "pinned as variant A")
	s.Do("enter x")
}

// What was stopped, cannot be planned or has nothing to plan says so, and has no figures of
// 0.
func TestDoubtsOfColumns(t *testing.T) {
	s := opened(t, &tuitest.Disk{})
	search := s.Send(tuitest.Key("7"))
	s.Do("esc")
	s.Play(search)
	tuitest.Has(t, s.Text(), "now: stopped early: this is the best plan so far")
	s.Do("V")
	if strings.Contains(s.Text(), "stopped early") {
		t.Errorf("nobody stopped the search for the variant:\n%s", s.Text())
	}
	s.Do("2 x x V 7")
	tuitest.Has(t, s.Text(), "B: no workloads to plan for")
	if got := s.Line(t, "nodes "); !strings.HasSuffix(got, " -") {
		t.Error(got)
	}
}

func TestColumnsAreClicked(t *testing.T) {
	s := opened(t, &tuitest.Disk{})
	s.Do("V tab down right V down right V esc 7")
	line := strings.Split(s.Text(), "\n")[2]
	for _, name := range []string{" B ", " A "} {
		x := len([]rune(line[:strings.Index(line, name)])) + 1
		s.Click(x, 5)
		if at := strings.Split(s.Text(), "\n")[2]; !strings.Contains(at, "▸"+name) {
			t.Fatalf("a click on %s leads to %s", name, at)
		}
		line = strings.Split(s.Text(), "\n")[2]
	}
	x := len([]rune(line[:strings.Index(line, "▸ A ")])) + 2
	s.Click(x, 5)
	if !strings.Contains(s.Status.Text, "back at variant A") {
		t.Error("a second click does not go back:", s.Status.Text)
	}
}

// Narrow screens have the column of the cursor in view, whichever it is.
func TestManyColumns(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) { c.Workload = planner.Workloads{tuitest.Workload()[1]} })
	s.Do("V")
	for range 6 {
		s.GoTo("nodes")
		s.Do("right V")
	}
	s.Do("7")
	for _, width := range []int{60, 80, 110} {
		s.Size(width, 20)
		s.Do("h h h h h h h h")
		for _, name := range strings.Fields(names(s)) {
			s.CheckFrame(t)
			if !slices.Contains(strings.Fields(strings.ReplaceAll(strings.Split(s.Text(), "\n")[2], "▸ ", "▸")), "▸"+name) {
				t.Errorf("%d wide: %s is not in view:\n%s", width, name, s.Text())
			}
			s.Do("l")
		}
	}
}
