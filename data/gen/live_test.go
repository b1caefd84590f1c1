package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/fresh"
	"podfit/data/live"
	"podfit/data/live/livetest"
)

// askAWS updates a copy of the tables from a fake AWS.
func askAWS(t *testing.T, change func(*livetest.Server)) (before, after map[string]string, log string, err error) {
	aws := livetest.New("us-east-1", change)
	t.Cleanup(aws.Close)
	for _, pair := range aws.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	out := t.TempDir()
	if err := os.CopyFS(filepath.Join(out, "tables"), os.DirFS("../tables")); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	before = files(t, filepath.Join(out, "tables"))
	err = refresh(t.Context(), &fresh.Source{Options: live.Options{Now: testNow, MaxBackoff: 1, Timeout: 5 * time.Minute}, Cache: &cache.Store{}}, []string{"us-east-1"}, out, &b)
	return before, files(t, filepath.Join(out, "tables")), b.String(), err
}

// changes are the lines that differ, except those of retired types, for which the
// fake AWS has no price.
func changes(before, after string) []string {
	was := strings.Split(before, "\n")
	return slices.DeleteFunc(strings.Split(after, "\n"), func(line string) bool {
		return slices.Contains(was, line) || retired(line)
	})
}

// retired reports whether a line is about a type that EC2 no longer describes.
func retired(line string) bool {
	name, _, row := strings.Cut(line, "\t")
	_, known := data.Bundled().Type(name)
	return row && !known && name != "zz9.large"
}

// undated is a row without its own date of the on-demand price, which is now the
// date of all of them.
func undated(line string) string {
	return strings.TrimSuffix(line, "on_demand=2026-05-01")
}

// If AWS reports what the tables have, only dates change.
func TestRefreshOfTheSame(t *testing.T) {
	before, after, _, err := askAWS(t, func(*livetest.Server) {})
	if err != nil {
		t.Fatal(err)
	}
	for path := range before {
		for _, line := range changes(before[path], after[path]) {
			if date := strings.HasPrefix(line, "# ") && (strings.Contains(line, "as-of: ") || strings.Contains(line, "newest: ")); !date && !strings.Contains(before[path], line+"on_demand=2026-05-01\n") {
				t.Errorf("%s: %s", path, line)
			}
		}
		for _, line := range changes(after[path], before[path]) {
			if !strings.HasPrefix(line, "# ") && !strings.Contains(after[path], undated(line)+"\n") {
				t.Errorf("%s: lost %s", path, line)
			}
		}
	}
}

func testNow() time.Time { return time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC) }

func TestRefresh(t *testing.T) {
	before, after, log, err := askAWS(t, func(s *livetest.Server) {
		added := s.Types[0]
		added.Name = "zz9.large"
		s.Types = append(slices.Clone(s.Types), added)
		s.Types[1].Network.ENIs = 77
		s.Offerings["zz9.large"] = []string{"use1-az2"}
		s.OnDemand["zz9.large"] = "1.25"
		delete(s.OnDemand, "m5.large")
		delete(s.Offerings, "m5.large")
	})
	if err != nil {
		t.Fatal(err)
	}
	types := changes(before["types.tsv"], after["types.tsv"])
	if len(types) != 3 || types[0] != "# as-of: 2026-11-20" || !strings.Contains(types[1], "\t77\t") || !strings.HasPrefix(types[2], "zz9.large\t1373\t") {
		t.Errorf("%q", types)
	}
	rows := slices.DeleteFunc(changes(before["regions/us-east-1.tsv"], after["regions/us-east-1.tsv"]), func(row string) bool {
		return strings.HasPrefix(row, "# ") || strings.Contains(before["regions/us-east-1.tsv"], row+"on_demand=")
	})
	if want := []string{"m5.large\t\t0.04366\t59\t3\t\t", "zz9.large\t1.25\t\t\t\t2\t"}; !slices.Equal(rows, want) {
		t.Errorf("%q, want %q", rows, want)
	}
	if !strings.HasPrefix(log, "us-east-1 ") || !strings.Contains(log, "1374 types, ") {
		t.Error(log)
	}
}

// A table is as old as its oldest row.
func TestRefreshKeepsTheDate(t *testing.T) {
	before, after, log, err := askAWS(t, func(s *livetest.Server) { s.Types = s.Types[:100] })
	if err != nil || before["types.tsv"] != after["types.tsv"] || !strings.Contains(log, "1273 types are in none of these regions: types.tsv keeps its date") {
		t.Errorf("%v: %s", err, log)
	}
}

// If a part fails, nothing is written.
func TestRefreshFails(t *testing.T) {
	before, after, _, err := askAWS(t, func(s *livetest.Server) {
		s.Fail("pricing:GetProducts", livetest.Refuse(403, "AccessDeniedException", "no"))
	})
	if err == nil || !strings.HasPrefix(err.Error(), "us-east-1: on-demand prices: pricing:GetProducts in us-east-1: not permitted") {
		t.Error(err)
	}
	compare(t, after, before)
}
