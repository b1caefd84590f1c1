package screen_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
	_ "podfit/planner/sample/steady"
	"podfit/planner/scenario"
	"podfit/planner/scenario/scenariotest"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func TestSaveAndOpen(t *testing.T) {
	d := &tuitest.Disk{User: map[string]string{"taken.yaml": "theirs"}}
	s := tuitest.OpenDisk(d)
	s.GoTo("prefix-delegation")
	s.Do("space tab s") // sorted by another column
	by := s.Rows.By.Name
	s.Do("w")
	s.Enter("taken.yaml")
	tuitest.Has(t, s.Text(), "taken.yaml exists already: y replaces it, n keeps it")
	s.Do("n")
	s.Enter("mine.yaml")
	tuitest.Has(t, s.Text(), "saved; podfit -f mine.yaml")
	tuitest.Has(t, d.User["mine.yaml"], "mode: prefix-delegation", "by: "+by, "filter: eks=yes")
	if d.User["taken.yaml"] != "theirs" || s.Unsaved() {
		t.Errorf("taken.yaml %q, unsaved %v", d.User["taken.yaml"], s.Unsaved())
	}
	s.Do("w enter") // its own file asks nothing
	if s.At() == screen.File {
		t.Error("asks before it replaces its own file")
	}

	other := tuitest.OpenDisk(d)
	other.Do("o")
	other.Enter("mine.yaml")
	if !sameShown(s, other) {
		t.Errorf("opened\n%s\nsaved\n%s", other.Text(), s.Text())
	}
	tuitest.Has(t, other.Text(), "opened mine.yaml, u undoes it")
	other.Do("u")
	if other.Settings.CNI.Mode.String() == "prefix-delegation" || other.Rows.By.Name == by {
		t.Error("opening is not undone")
	}
	other.Do("w enter")
	if d.User[screen.ScenarioFile] == "" || strings.Contains(d.User["mine.yaml"], "cost-per-pod") {
		t.Error("after the undo, saving goes to the file that was opened")
	}
	other.Do("ctrl+r")
	if !sameShown(s, other) {
		t.Error("opening is not redone")
	}
}

func sameShown(a, b *tuitest.Screen) bool {
	return screen.Differences(a.Table, a.Settings, b.Settings) == "" && a.Rows.By == b.Rows.By &&
		strings.Join(a.Rows.Names(), " ") == strings.Join(b.Rows.Names(), " ")
}

func TestOpenWhatCannotBeRead(t *testing.T) {
	d := &tuitest.Disk{User: map[string]string{
		"bad.yaml":  "apiVersion: podfit/v1\nkind: Scenario\ncluster: {regoin: us-east-1}\n",
		"type.yaml": "apiVersion: podfit/v1\nkind: Scenario\noptions: [{types: [m6i.xlrge]}]\n",
	}}
	for name, says := range map[string]string{
		"bad.yaml":  `bad.yaml:3: "regoin": no such key (did you mean region?)`,
		"type.yaml": `"m6i.xlrge": no such instance type (did you mean m6i.xlarge?)`,
		"none.yaml": "open none.yaml: file does not exist",
		"  ":        "type the name of a file",
	} {
		s := tuitest.OpenDisk(d)
		before := s.Settings
		s.Do("o")
		s.Enter(name)
		tuitest.Has(t, s.Text(), says)
		if s.Settings != before || s.At() != screen.File {
			t.Errorf("%s: changed something, or took the question away", name)
		}
	}
}

func TestOpenTypesFamiliesAndFilters(t *testing.T) {
	const header = "apiVersion: podfit/v1\nkind: Scenario\n"
	d := &tuitest.Disk{User: map[string]string{"s.yaml": header + "options: [{types: [t3, m6i.2x*]}, {filter: vcpus>64}]\n"}}
	s := tuitest.OpenDisk(d)
	s.Do("o")
	s.Enter("s.yaml")
	if got := fmt.Sprint(s.Rows.Names()); got != "[t3.large t3.medium m6i.2xlarge m6i.metal]" {
		t.Error(got)
	}
	s.Do("w enter") // and the options stay as they were written
	tuitest.Has(t, d.User["s.yaml"], "m6i.2x*", "filter: vcpus>64")
}

// A scenario is what it was after it went through the screen.
func TestScenarioThroughTheScreen(t *testing.T) {
	want := scenario.Scenario{Settings: planner.Default(), By: "ram-per-pod", Options: []scenario.Option{{Types: []string{"t3.large", "m6i.large"}}}}
	want.Settings.Region = "eu-west-1"
	want.Settings.Overrides = map[string]planner.Override{"m6i.large": {MaxPods: planner.Known(20)}}
	want.Workload = planner.Workloads{{Name: "web", Replicas: 3}}
	want.Today = tuitest.Today()
	want.Plan = plan.DefaultTerms()
	want.Plan.Headroom, want.Plan.Scheduler, want.Plan.MaxPerMonth = 15, plan.MostAllocated, 4000
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
		c.Settings, c.Options, c.By, c.Workload, c.Today, c.Plan = want.Settings, want.Options, want.By, want.Workload, want.Today, want.Plan
	})
	if got := fmt.Sprint(s.Rows.Names()); got != "[m6i.large t3.large]" && got != "[t3.large m6i.large]" {
		t.Error(got)
	}
	if got := fmt.Sprintf("%+v", s.Saved()); got != fmt.Sprintf("%+v", want) {
		t.Errorf("%s\nwant\n%+v", got, want)
	}
}

func TestWorkloadIsSavedAndOpened(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d)
	s.Do("2 a")
	s.Do("enter")
	tuitest.Has(t, d.State[screen.SessionNote], "workload:", "- name: pods")
	s.Do("w")
	s.Enter("mine.yaml")
	tuitest.Has(t, d.User["mine.yaml"], "replicas: 1")
	if s.Unsaved() {
		t.Error("unsaved after it was saved")
	}
	other := tuitest.OpenDisk(d)
	other.Do("o")
	other.Enter("mine.yaml")
	if !reflect.DeepEqual(s.Workload, other.Workload) {
		t.Errorf("%+v", *other.Workload)
	}
	other.Do("u")
	if len(*other.Workload) != 0 {
		t.Error("opening a workload is not undone")
	}
}

// What a scenario says of subnets and of Fargate is in the file that the session
// saves, and in the next that opens it; undo brings back what was there before.
func TestSubnetsAreSaved(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d, func(c *tui.Config) {
		c.Workload, c.Plan = tuitest.Workload(), plan.DefaultTerms()
		c.Plan.Fargate = "cheaper"
	})
	s.Do("4 n")
	s.Write("use1-az1=10.0.0.0/22 use1-az2=10.0.4.0/22:300free")
	s.Do("enter w ctrl+u")
	s.Write("sized.yaml")
	s.Do("enter")
	text := d.User["sized.yaml"]
	for _, want := range []string{"fargate: cheaper", "cidr: 10.0.0.0/22", "free: 300"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	next := tuitest.OpenDisk(d)
	was := next.Placement
	next.Do("o ctrl+u")
	next.Write("sized.yaml")
	next.Do("enter")
	if !reflect.DeepEqual(next.Placement, s.Placement) || next.Unsaved() {
		t.Errorf("opened with %+v", next.Placement)
	}
	next.Do("4")
	tuitest.Has(t, next.Text(), "use1-az2")
	next.Do("u")
	if next.Placement != was {
		t.Error("undo leaves the subnets")
	}
	next.Do("ctrl+r")
	if !reflect.DeepEqual(next.Placement, s.Placement) {
		t.Error("redo does not bring them back")
	}
}

// What is asked to be saved is what is saved.
func TestSaveSaysWhatItSaves(t *testing.T) {
	d := &tuitest.Disk{User: map[string]string{"families.yaml": "apiVersion: podfit/v1\nkind: Scenario\noptions: [{types: [t3, m6i.2x*]}]\n"}}
	for name, c := range map[string]struct{ keys, says, has string }{
		"filter": {"w", "settings, workloads, order and filter, for podfit -f", "filter: eks=yes"},
		"marks":  {"space down space w", "settings, workloads, order and the 2 marked, without the filter", "types:"},
		"all":    {"a w", "settings and order, for podfit -f", "by: cost-per-pod"},
		"opened": {"o f a m i l i e s . y a m l enter w", "the types as in the file", "t3"},
	} {
		s := tuitest.OpenDisk(d)
		s.Do(c.keys)
		tuitest.Has(t, s.Text(), c.says)
		s.Enter(name + ".yaml")
		tuitest.Has(t, d.User[name+".yaml"], c.has)
		if name == "marks" && strings.Contains(d.User["marks.yaml"], "filter") {
			t.Error("saves a filter:", d.User["marks.yaml"])
		}
	}
}

// Whatever a scenario says of workloads, of where they go and of the nodes of today is in
// the file that the session saves, is there again after undo and redo, and in the session
// that is resumed.
func TestNothingIsLost(t *testing.T) {
	table := tuitest.Config().Table
	schema := scenariotest.Of(table)
	for key := range schema.Properties {
		// The others are of regions, types and DaemonSets that the tests' catalogue lacks.
		if !slices.Contains([]string{"apiVersion", "kind", "workload", "subnets", "podSubnets", "fargate", "today", "notes"}, key) {
			delete(schema.Properties, key)
		}
	}
	texts := scenariotest.Text(schema)
	fleets := 0
	rapid.Check(t, func(t *rapid.T) {
		defaults := scenario.Scenario{Settings: planner.Default(), Plan: plan.DefaultTerms()}
		want, err := scenario.Read("drawn", []byte(texts.Draw(t, "scenario")), defaults, table)
		if err != nil || len(want.Workload) == 0 {
			return
		}
		if !want.Today.IsKnown() && rapid.Bool().Draw(t, "nodes of today") { // which few drawn files have
			want.Today = tuitest.Today()
		}
		text, err := scenario.Write(want, table)
		if err != nil {
			t.Fatal(err)
		}
		if want, err = scenario.Read("written", text, defaults, table); err != nil {
			t.Fatal(err)
		}
		if want.Today.IsKnown() {
			fleets++
		}
		check := func(when string, s *tuitest.Screen) {
			got := s.Saved()
			for _, part := range [][2]any{
				{got.Today, want.Today}, {got.Workload, want.Workload}, {got.Subnets, want.Subnets}, {got.PodSubnets, want.PodSubnets},
				{got.Notes, want.Notes},
			} {
				if !reflect.DeepEqual(part[0], part[1]) {
					t.Fatalf("%s:\n%+v\nwant\n%+v", when, part[0], part[1])
				}
			}
		}
		d := &tuitest.Disk{User: map[string]string{"drawn.yaml": string(text)}}
		s := tuitest.OpenDisk(d)
		s.Do("o ctrl+u")
		s.Write("drawn.yaml")
		s.Do("enter")
		if !strings.Contains(s.Status.Text, "opened drawn.yaml") {
			t.Fatal(s.Status.Text)
		}
		check("opened", s)
		s.Do("u ctrl+r")
		check("undone and redone", s)
		if s.Unsaved() {
			t.Fatal("unsaved without a change")
		}
		s.TakeWorkload(slices.Clone(want.Workload[1:]), "one less")
		s.Do("down u") // autosaved on the way
		check("changed and undone", s)
		s.Do("w enter")
		again, err := scenario.Read("saved", []byte(d.User["drawn.yaml"]), defaults, table)
		if err != nil || !reflect.DeepEqual(again.Today, want.Today) {
			t.Fatalf("%v: saved\n%s", err, d.User["drawn.yaml"])
		}
		s.TakeWorkload(slices.Clone(want.Workload[1:]), "one less")
		s.Do("down")
		resumed := tuitest.OpenDisk(d)
		resumed.Do("R")
		want.Workload = want.Workload[1:]
		if got := resumed.Saved(); !reflect.DeepEqual(got.Today, want.Today) || len(got.Workload) != len(want.Workload) {
			t.Fatalf("resumed:\n%+v\nwant\n%+v\n%s", got.Today, want.Today, resumed.Text())
		}
	})
	if fleets == 0 {
		t.Error("no scenario has nodes of today")
	}
}

// A setting that goes back to its default is in the file where the environment says another.
func TestDefaultsOverTheEnvironmentAreSaved(t *testing.T) {
	var below planner.Settings
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
		c.Settings.CNI.Mode, c.Settings.Capacity.OnDemandPercent, c.Settings.RootVolume = eni.PrefixDelegation, 30, tuitest.GiB(80)
		c.Settings.Capacity.Purchase, c.Settings.Warm.IP = planner.PurchaseReserved1Y, 4
		below = c.Settings
	})
	s.ResetAll()
	text, err := s.ScenarioText()
	if err != nil {
		t.Fatal(err)
	}
	read, err := scenario.Read("s.yaml", text, scenario.Scenario{Settings: below}, s.Table)
	if usual := planner.Default(); err != nil || screen.Differences(s.Table, &usual, &read.Settings) != "" {
		t.Errorf("%v: over the environment, %s gives %s", err, text, screen.Differences(s.Table, &usual, &read.Settings))
	}
}
