package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/answer"
)

// The command is for what is in view, wherever it was opened from.
func TestCommandOfWhatIsShown(t *testing.T) {
	for name, c := range map[string]struct{ keys, has, hasNot string }{
		"explained from the comparison": {"space down down space c right enter y", "explain m7i-flex.4xlarge", "c6g.xlarge"},
		"with help over it":             {"space down down space c right enter ? y", "explain m7i-flex.4xlarge", "c6g.xlarge"},
		"compared":                      {"space down down space c y", "compare c6g.xlarge m7i-flex.4xlarge", "--filter"},
		"compared with the selected":    {"space down down c y", "compare c6g.xlarge m7i-flex.4xlarge", "--filter"},
		"compared, then one of them":    {"space down down space c space y", "compare m7i-flex.4xlarge", "c6g"},
		"chart as bought":               {"5 y", "eks=yes", "percent"},
		"chart by spot":                 {"5 $ $ y", "--on-demand-percent 0", "type="},
		"with help over the chart":      {"5 $ $ ? y", "--on-demand-percent 0", "type="},
		"the types after the chart":     {"5 $ $ 1 y", "eks=yes", "percent"},
		"explained from the chart":      {"5 $ $ enter y", "explain c6g.xlarge", "percent"},
	} {
		s := newScreen(120, 32)
		s.press(c.keys)
		if !strings.Contains(s.shown, c.has) || strings.Contains(s.shown, c.hasNot) {
			t.Errorf("%s: %s", name, s.shown)
		}
	}
}

// The chart's prices also go back to what the command line would override.
func TestCommandOfTheChartOverridesTheStart(t *testing.T) {
	c := testConfig()
	c.Settings.Capacity.OnDemandPercent = 30
	s := newSessionScreen(&disk{}, func(to *Config) { to.Settings = c.Settings })
	s.do("5 $ y")
	mustHave(t, s.shown, "--on-demand-percent=100")
}

// A filter by cost selects others at other prices, so that the rows are named.
func TestCommandOfTheChartNamesItsTypes(t *testing.T) {
	s := newScreen(120, 32)
	s.press("a /")
	s.write("cost<70")
	s.press("enter 5")
	rows := s.names()
	slices.Sort(rows)
	s.press("$ y")
	if strings.Contains(s.shown, typesPrefix) {
		t.Error("named where the filter will do:", s.shown)
	}
	s.press("esc $ y")
	mustHave(t, s.shown, typesPrefix+strings.Join(rows, ","))
}

func TestExportOfTheComparison(t *testing.T) {
	d := &disk{}
	s := newSessionScreen(d, func(c *Config) {
		c.Export = func(format string, q answer.Query, options []density.Option) ([]byte, error) {
			return fmt.Appendf(nil, "%v: %v at %d%%", q.Types, optionNames(options), q.Settings.Capacity.OnDemandPercent), nil
		}
	})
	s.do("space down down space c e")
	mustHave(t, s.text(), "Export the types side by side", "these 2 types alone")
	s.enter("a.json")
	mustHave(t, s.text(), "exported 2 types to a.json")
	if got := d.user["a.json"]; got != "[c6g.xlarge m7i-flex.4xlarge]: [c6g.xlarge m7i-flex.4xlarge] at 100%" {
		t.Error(got)
	}
	s.do("esc 5 $ $ e")
	mustHave(t, s.text(), "Export the table, bought spot")
	s.enter("b.json")
	if got := d.user["b.json"]; !strings.HasPrefix(got, "[]: [") || !strings.HasSuffix(got, "at 0%") {
		t.Error(got)
	}
}

// What is asked to be saved is what is saved.
func TestSaveSaysWhatItSaves(t *testing.T) {
	d := &disk{user: map[string]string{"families.yaml": "apiVersion: podfit/v1\nkind: Scenario\noptions: [{types: [t3, m6i.2x*]}]\n"}}
	for name, c := range map[string]struct{ keys, says, has string }{
		"filter": {"w", "settings, workload, order and filter, as podfit -f", "filter: eks=yes"},
		"marks":  {"space down space w", "settings, workload, order and the 2 marked, without the filter", "types:"},
		"all":    {"a w", "settings and order, as podfit -f", "by: cost-per-pod"},
		"opened": {"o f a m i l i e s . y a m l enter w", "the types as the file had them", "t3"},
	} {
		s := newSessionScreen(d)
		s.do(c.keys)
		mustHave(t, s.text(), c.says)
		s.enter(name + ".yaml")
		mustHave(t, d.user[name+".yaml"], c.has)
		if name == "marks" && strings.Contains(d.user["marks.yaml"], "filter") {
			t.Error("saves a filter:", d.user["marks.yaml"])
		}
	}
}

// Digits switch views wherever the header offers them.
func TestDigitsSwitchViews(t *testing.T) {
	s := newScreen(120, 32)
	s.goTo(t, "security-groups-for-pods")
	s.press("space tab enter")
	if s.page != explainPage {
		t.Fatal("no explanation")
	}
	if s.press("5"); s.page != chartPage {
		t.Error("5 on an explanation does not open the chart")
	}
	s.press("space down space c 5")
	if s.page != chartPage {
		t.Error("5 on the comparison does not open the chart")
	}
	s.press("o")
	if s.prompt == nil || s.prompt.purpose != toOpen || s.chart.basis != asBought {
		t.Error("o on the chart does not open a file")
	}
}

// No two keys of a place mean two things, those of everywhere included.
func TestKeysMeanOneThing(t *testing.T) {
	means := map[string]string{}
	for _, b := range keyTable() {
		for _, key := range b.keys {
			at := fmt.Sprint(b.scope, " ", key)
			if other, is := means[at]; is {
				t.Errorf("%s: %s and %s", key, other, b.help)
			}
			means[at] = b.help
		}
	}
	for _, s := range []scope{inTypes, inExplain, inCompare, inChart, inColumns, inDaemonSets} {
		for _, over := range []scope{anywhere, onViews} {
			for _, b := range keyTable() {
				for _, key := range b.keys {
					_, here := means[fmt.Sprint(s, " ", key)]
					// q closes what lies over a view, and ? the help.
					if b.scope == over && here && key != "q" && key != "?" {
						t.Errorf("%s: %s in %s, %s elsewhere", key, means[fmt.Sprint(s, " ", key)], scopeTitles[s], b.help)
					}
				}
			}
		}
	}
}

func TestPaletteRanks(t *testing.T) {
	s := newSessionScreen(&disk{})
	for typed, first := range map[string]string{
		"undo":              "undo the last change of settings",
		"chart":             "Chart: RAM over cost of a pod, pods by mode",
		"types":             "Types: the table, beside the settings",
		"named":             "setting: DaemonSets, Named (daemonset)",
		"prefix-delegation": "prefix-delegation",
		"Save":              "save the session",
		"pod mem":           "setting: Pod request, Memory",
		"xprt":              "export what is shown", // letters alone
	} {
		s.do("ctrl+p")
		s.write(typed)
		if got := s.palette.shown; len(got) == 0 || !strings.Contains(got[0].name, first) {
			t.Errorf("%s: %+v", typed, got)
		}
		s.do("esc")
	}
	s.do(":")
	for _, a := range s.palette.all {
		if slices.Contains([]string{"previous type", "a page down", "first setting", "a line up"}, a.name) {
			t.Errorf("offers %s", a.name)
		}
	}
}

func TestDaemonSetWords(t *testing.T) {
	s := newSessionScreen(&disk{})
	s.goTo(t, "daemonset")
	mustHave(t, s.text(), "DaemonSets by name, with what they request: enter opens their page")
	s.do("enter")
	mustHave(t, s.text(), "none named; aws-node and kube-proxy come besides")
	s.do("a enter right enter")
	s.write("300m")
	s.do("enter u")
	mustHave(t, s.text(), "undone: DaemonSet cloudwatch-agent CPU 300m → 250m")
	s.do("u")
	mustHave(t, s.text(), "undone: DaemonSet − cloudwatch-agent")
	s.do("ctrl+r left enter")
	for typed, says := range map[string]string{
		"My":              " name: want lower-case letters",
		"a,host-network":  " name: want no comma",
		"aws-node":        " name: aws-node is on every node",
		"cloudwatch-agen": daemonUsage,
	} {
		s.press("ctrl+u")
		s.write(typed)
		mustHave(t, s.text(), says)
	}
	s.press("ctrl+u")
	s.write("x,host-network")
	s.do("enter")
	mustHave(t, s.text(), " name: want no comma")
	s.press("ctrl+u")
	s.write("agent")
	s.do("enter u")
	mustHave(t, s.text(), "undone: DaemonSet cloudwatch-agent name agent → cloudwatch-agent")
}

func TestDaemonDifference(t *testing.T) {
	a, b, c := testPresets[0], testPresets[1], testPresets[2]
	faster := b
	faster.Request.CPU, faster.SecurityGroups = 300, true
	for _, d := range []struct {
		before, after []planner.DaemonSet
		want          string
	}{
		{nil, []planner.DaemonSet{a}, "DaemonSet + aws-node"},
		{[]planner.DaemonSet{a, b}, []planner.DaemonSet{b}, "DaemonSet − aws-node"},
		{[]planner.DaemonSet{a, b}, []planner.DaemonSet{a, faster}, "DaemonSet cloudwatch-agent CPU 250m → 300m, security groups no → yes"},
		{[]planner.DaemonSet{a, b}, []planner.DaemonSet{faster}, "DaemonSet cloudwatch-agent CPU 250m → 300m, security groups no → yes, − aws-node"},
		{[]planner.DaemonSet{a, b}, []planner.DaemonSet{b, a}, "DaemonSets in another order"},
		{[]planner.DaemonSet{a, b, c}, nil, "3 DaemonSets"},
	} {
		if got := daemonDifference(d.before, d.after); got != d.want {
			t.Errorf("%q, want %q", got, d.want)
		}
	}
}

// An unknown price is said in words, on the chart as well.
func TestChartNotesUnknownPrices(t *testing.T) {
	s := newSessionScreen(&disk{}, func(c *Config) {
		c.Lookups.Offerings = func(string) (func(string) planner.Offering, bool) {
			of, _ := testOfferings("us-east-1")
			return func(name string) planner.Offering {
				o := of(name)
				o.SpotSaving = planner.Maybe[int]{}
				return o
			}, true
		}
	})
	s.send(tea.WindowSizeMsg{Width: 200, Height: 50})
	s.do("5")
	mustHave(t, s.text(), "a node's month on-demand · spot unknown")
}
