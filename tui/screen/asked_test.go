package screen_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"podfit/planner/density"
	"podfit/planner/report/answer"
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

func TestExportOfTheComparison(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d, func(c *tui.Config) {
		c.Export = func(format string, q answer.Query, options []density.Option) ([]byte, error) {
			return fmt.Appendf(nil, "%v: %v at %d%%", q.Types, optionNames(options), q.Settings.Capacity.OnDemandPercent), nil
		}
	})
	s.Do("space down down space c e")
	tuitest.Has(t, s.Text(), "Export the types side by side", "only these 2 types")
	s.Enter("a.json")
	tuitest.Has(t, s.Text(), "exported 2 types to a.json")
	if got := d.User["a.json"]; got != "[c6g.xlarge m7i-flex.4xlarge]: [c6g.xlarge m7i-flex.4xlarge] at 100%" {
		t.Error(got)
	}
	s.Do("esc 5 $ $ e")
	tuitest.Has(t, s.Text(), "Export the table, bought spot")
	s.Enter("b.json")
	if got := d.User["b.json"]; !strings.HasPrefix(got, "[]: [") || !strings.HasSuffix(got, "at 0%") {
		t.Error(got)
	}
}

func TestExport(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d, func(c *tui.Config) {
		c.Export = func(format string, q answer.Query, options []density.Option) ([]byte, error) {
			return fmt.Appendf(nil, "%s of %d types by %s", format, len(options), q.By.Name), nil
		}
	})
	s.Do("e down enter")
	s.Do("e")
	s.Enter("a.txt")
	tuitest.Has(t, s.Text(), "the name must end in .json, .csv or .md")
	s.Do("esc")
	if got := d.User["podfit-types.csv"]; got != "csv of 8 types by cost-per-pod" {
		t.Error(got)
	}
	s.Do("e down enter")
	tuitest.Has(t, s.Text(), "podfit-types.csv exists already")
}

func optionNames(options []density.Option) []string {
	var names []string
	for i := range options {
		names = append(names, options[i].Type.Name)
	}
	return names
}
