package screen_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/printable"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// The command is for what is in view, wherever it was opened from.
func TestCommandOfWhatIsShown(t *testing.T) {
	for name, c := range map[string]struct{ keys, has, hasNot string }{
		"explained from the comparison": {"space down down space c right enter y", "explain m7i-flex.4xlarge", "c6g.xlarge"},
		"compared":                      {"space down down space c y", "compare c6g.xlarge m7i-flex.4xlarge", "--filter"},
		"compared with the selected":    {"space down down c y", "compare c6g.xlarge m7i-flex.4xlarge", "--filter"},
		"compared, then one of them":    {"space down down space c space y", "compare m7i-flex.4xlarge", "c6g"},
		"chart as bought":               {"5 y", "eks=yes", "percent"},
		"chart by spot":                 {"5 $ $ y", "--on-demand-percent 0", "type="},
		"the types after the chart":     {"5 $ $ 1 y", "eks=yes", "percent"},
		"explained from the chart":      {"5 $ $ enter y", "explain c6g.xlarge", "percent"},
	} {
		s := tuitest.Open(120, 32)
		s.Do(c.keys)
		if !strings.Contains(s.Clipboard, c.has) || strings.Contains(s.Clipboard, c.hasNot) {
			t.Errorf("%s: %s", name, s.Clipboard)
		}
	}
}

// The chart's prices also go back to what the command line would override.
func TestCommandOfTheChartOverridesTheStart(t *testing.T) {
	c := tuitest.Config()
	c.Settings.Capacity.OnDemandPercent = 30
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(to *tui.Config) { to.Settings = c.Settings })
	s.Do("5 $ y")
	tuitest.Has(t, s.Clipboard, "--on-demand-percent=100")
}

// A filter by cost selects others at other prices, so that the rows are named.
func TestCommandOfTheChartNamesItsTypes(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("a /")
	s.Write("cost<70")
	s.Press("enter 5")
	rows := s.Rows.Names()
	slices.Sort(rows)
	s.Do("$ y")
	if strings.Contains(s.Clipboard, screen.TypesPrefix) {
		t.Error("named where the filter will do:", s.Clipboard)
	}
	s.Do("esc $ y")
	tuitest.Has(t, s.Clipboard, screen.TypesPrefix+strings.Join(rows, ","))
}

// echo is a screen whose commands print their arguments, and the texts of the files that
// these name.
func echo(c *tui.Config) {
	c.Run = func(_ context.Context, args []string, scenarios map[string][]byte) tui.Ran {
		text := printable.Command(args)
		for _, name := range slices.Sorted(maps.Keys(scenarios)) {
			text += "\n" + name + ": " + string(scenarios[name])
		}
		return tui.Ran{Out: []byte(text)}
	}
}

// What e writes first is what the view shows: what the command of y prints, in the format of
// the file's name.
func TestWhatIsShownIsWritten(t *testing.T) {
	for name, c := range map[string]struct{ keys, of, command string }{
		"types":              {"", "types", "compare --filter"},
		"reversed":           {"i", "types", "--reverse"},
		"explained":          {"enter", "explanation", "explain c6g.xlarge"},
		"side by side":       {"space down down space c", "comparison", "compare c6g.xlarge m7i-flex.4xlarge"},
		"a type beside":      {"space down down space c enter", "explanation", "explain c6g.xlarge"},
		"plan":               {"3", "plan", "plan -f podfit-scenario.yaml"},
		"subnets":            {"4", "subnets", "subnets -f podfit-scenario.yaml"},
		"chart":              {"5", "chart", "compare"},
		"chart by spot":      {"5 $ $", "chart", "--on-demand-percent 0"},
		"today":              {"6", "today", "plan -f podfit-scenario.yaml --today"},
		"variants":           {"V tab down right V esc 7", "variants", "diff variant-A.yaml variant-B.yaml"},
		"a variant":          {"V 7", "variants", "plan -f variant-A.yaml"},
		"variants and now":   {"V tab down right esc 7", "variants", "diff variant-A.yaml podfit-scenario.yaml"},
		"under the settings": {"3 tab", "plan", "plan -f podfit-scenario.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			d := &tuitest.Disk{}
			s := tuitest.OpenDisk(d, echo, func(c *tui.Config) {
				c.Workload, c.Today = tuitest.Workload()[1:2], tuitest.Today()
			})
			s.Do(c.keys)
			s.Do("y")
			command := strings.TrimPrefix(s.Clipboard, "podfit ")
			s.Do("esc e")
			tuitest.Has(t, s.Text(), "▸ "+c.of+": ", "podfit-"+c.of+".json", "scenario: settings")
			s.Do("esc")
			for ending, format := range map[string]string{".json": "json", ".csv": "csv", ".md": "markdown"} {
				s.Do("e enter")
				s.Enter("a" + ending)
				got, _, _ := strings.Cut(d.User["a"+ending], "\n")
				if want := command + " -o " + format; got != want || !strings.Contains(got, c.command) {
					t.Errorf("%s: printed %q, want %q with %q", ending, got, want, c.command)
				}
			}
			s.Do("e enter")
			s.Enter("a.txt")
			tuitest.Has(t, s.Text(), "the name must end in .json, .csv or .md")
		})
	}
}

// What a view shows is in the palette of every other, and a box that cannot be opened says why.
func TestEveryViewIsWrittenFromThePalette(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d, echo, func(c *tui.Config) { c.Workload = tuitest.Workload()[1:2] })
	for _, o := range s.Places() {
		if o.Writes == "" {
			continue
		}
		of := strings.ToLower(string(o.Place))
		s.Do("esc 1 ctrl+p")
		s.Write("write " + of)
		s.Do("enter")
		if o.Place == screen.Compare {
			tuitest.Has(t, s.Text(), "mark")
			continue
		}
		tuitest.Has(t, s.Text(), "Write "+of)
		if s.Do("enter"); d.User["podfit-"+of+".json"] == "" {
			t.Errorf("%s: %q\n%s", of, slices.Collect(maps.Keys(d.User)), s.Text())
		}
	}
}

// Tables that no command prints.
func TestTablesAreWritten(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d, func(c *tui.Config) {
		c.Workload = planner.Workloads{
			{Name: "shop/web", Replicas: 30, Request: planner.Resources{CPU: 250, Memory: tuitest.GiB(1)}, SecurityGroups: true, Notes: []string{"sidecars <unknown>"}},
			{Name: "a, b", Replicas: 4, Request: planner.Resources{CPU: 2000, Memory: tuitest.GiB(4)}, HoursPerMonth: 200},
			{Name: "c", Replicas: 2, NoRequests: true},
		}
	})
	s.Do("2 e enter down enter e enter enter e enter down down enter")
	for file, want := range map[string]string{
		"podfit-workload.csv": `name,replicas,cpu,memory,securityGroups,hostNetwork,onePerNode,volumes,gpus,hoursPerMonth
shop/web,30,250m,1Gi,true,false,false,0,0,
"a, b",4,2,4Gi,false,false,false,0,0,200
c,2,,,false,false,false,0,0,
`,
	} {
		if d.User[file] != want {
			t.Errorf("%s:\n%s", file, d.User[file])
		}
	}
	var rows []map[string]any
	if err := json.Unmarshal([]byte(d.User["podfit-workload.json"]), &rows); err != nil || len(rows) != 3 || rows[0]["replicas"] != 30.0 || rows[0]["securityGroups"] != true || rows[0]["hoursPerMonth"] != nil || rows[1]["hoursPerMonth"] != 200.0 {
		t.Errorf("%v (%v)\n%s", rows, err, d.User["podfit-workload.json"])
	}
	tuitest.Has(t, d.User["podfit-workload.md"], "| name | replicas |", "| shop/web | 30 | 250m | 1Gi | true |")
	s.Do("8 e enter enter e enter down enter")
	tuitest.Has(t, d.User["podfit-notes.json"], `"origin": "Scenario"`, "sidecars <unknown>")
	tuitest.Has(t, d.User["podfit-notes.csv"], "origin,severity,note,fix\n", "Scenario,")
	s.Do("8 e enter enter")
	tuitest.Has(t, s.Text(), "podfit-notes.json exists already: y replaces it")
}
