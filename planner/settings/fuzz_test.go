package settings_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/settings"
)

// Any text on any setting: no panic; nothing changes on an error; and what is
// taken is written in a form that reads back as itself.
func FuzzSet(f *testing.F) {
	for i, s := range table {
		d := planner.Default()
		f.Add(uint8(i), strings.Join(s.Values(&d), "\n"))
	}
	for _, seed := range []struct{ name, text string }{
		{"max-pods", "default_enis * (ips_per_eni - 1) + 2"},
		{"max-pods", "max_pods > 110 ? 110 : max_pods"},
		{"daemonset", "fluent-bit\nname=agent,cpu=100m,memory=64Mi,host-network"},
		{"memory-capacity", "m5.large=7759Mi\nt3.small=1.5e9"},
		{"pod-cpu", "0.0001"}, {"pod-memory", "1e9"}, {"pod-memory", "-0Gi"},
		{"discount", "x0.72"}, {"discount", "33.333333%"}, {"cluster-adder", "0x1p4"},
	} {
		i := slices.Index(table.Names(), seed.name)
		f.Add(uint8(i), seed.text)
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		setting := &table[int(which)%len(table)]
		given := []string{text}
		if setting.Kind == settings.List {
			given = strings.Split(text, "\n")
		}
		s := planner.Default()
		if err := setting.Set(&s, given...); err != nil {
			if d := planner.Default(); !reflect.DeepEqual(s, d) {
				t.Errorf("%s %q: changed on an error to %+v", setting.Name, text, s)
			}
			return
		}
		values := setting.Values(&s)
		again := planner.Default()
		if err := setting.Set(&again, values...); err != nil {
			t.Fatalf("%s %q: written %q, which is not taken: %v", setting.Name, text, values, err)
		}
		if got := setting.Values(&again); !slices.Equal(got, values) {
			t.Errorf("%s %q: written %q, then %q", setting.Name, text, values, got)
		}
	})
}
