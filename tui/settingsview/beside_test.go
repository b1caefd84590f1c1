package settingsview_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// pages are the keys of the views that the settings stand beside.
func pages(s *tuitest.Screen) (keys []string) {
	for _, o := range s.Places() {
		if _, is := o.View.(screen.Finder); is {
			keys = append(keys, o.Key)
		}
	}
	return keys
}

// On every page, at every width, the settings take their own keys, and leave digits, ?,
// : and the keys that hold anywhere what they are.
func TestKeysInThePane(t *testing.T) {
	for _, width := range []int{60, 80, 120, 200} {
		for _, key := range pages(tuitest.Open(80, 24)) {
			t.Run(fmt.Sprintf("%s-%d", key, width), func(t *testing.T) {
				s := tuitest.OpenWorkload(tuitest.Workload()[1:2], width, 24)
				s.Do(key)
				page := s.At()
				in := func(keys, group string) {
					t.Helper()
					s.Do(keys)
					s.CheckFrame(t)
					if s.At() != page || (s.Group() == "Settings") != (group == "Settings") {
						t.Fatalf("%s: at %s, in %q", keys, s.At(), s.Group())
					}
				}
				in("tab", "Settings")
				tuitest.Has(t, s.Text(), "Settings")
				in("down right", "Settings") // prefixes
				if !strings.Contains(s.Text(), "Prefixes") || s.Settings.CNI.Mode.String() != "prefix-delegation" {
					t.Errorf("no prefixes:\n%s", s.Text())
				}
				in("u", "Settings")
				if s.Settings.CNI.Mode.String() != "secondary-ip" {
					t.Error("u in the settings does not undo")
				}
				in("esc", string(page))
				in("shift+tab", "Settings")
				in("tab", string(page))
				for _, o := range s.Places() {
					if o.Key == "" {
						continue
					}
					in("tab", "Settings")
					if s.Do(o.Key); s.At() != o.Place || s.InSettings {
						t.Errorf("%s in the settings leads to %s, in %q", o.Key, s.At(), s.Group())
					}
					s.Do(key)
				}
				for over, keys := range map[screen.Place]string{screen.Help: "?", screen.Palette: ":", screen.File: "w"} {
					s.InSettings = true
					if s.Do(keys); s.At() != over {
						t.Errorf("%s in the settings leads to %s", keys, s.At())
					}
					s.Do("esc")
				}
				s.InSettings = true
				s.Do("q") // asks or leaves; it changes nothing
				s.GoTo("discount")
				if s.At() != page {
					t.Errorf("a setting is shown beside %s", s.At())
				}
				in("enter 2 8 % enter", "Settings")
				if s.Settings.Capacity.DiscountPPM != 280_000 {
					t.Error("discount", s.Settings.Capacity.DiscountPPM)
				}
			})
		}
	}
}

// Keys of the page work in the settings as well, and lead to the page where they open or
// type something, or where it is covered.
func TestPageKeysInThePane(t *testing.T) {
	for _, c := range []struct {
		keys     string
		inPane   bool // on a wide screen
		at       screen.Place
		has      string
		workload planner.Workloads
	}{
		{"3 tab z", true, screen.Plan, "4 zones", tuitest.Workload()[1:2]},
		{"1 tab s", true, screen.Types, "sorted by", nil},
		{"1 tab /", false, screen.Filter, "", nil},
		{"4 tab n", false, "Subnets", "subnets: ", tuitest.Workload()[1:2]},
		{"5 tab $", true, screen.Chart, "on-demand", nil},
	} {
		for _, width := range []int{80, 120} {
			s := tuitest.OpenWorkload(c.workload, width, 24)
			s.Do(c.keys)
			if s.At() != c.at || s.InSettings != (c.inPane && width >= 100) {
				t.Errorf("%d wide, %s: at %s, in the settings: %v", width, c.keys, s.At(), s.InSettings)
			}
			tuitest.Has(t, s.Text(), c.has)
		}
	}
}

func TestClicksBeside(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload()[1:2], 120, 32)
	s.Do("3")
	const y = 18 // prefixes, below the terms of the plan
	s.Click(5, y)
	if !s.InSettings || !strings.HasPrefix(s.Hint(), "Prefixes:") {
		t.Errorf("in the settings: %v, %s", s.InSettings, s.Hint())
	}
	s.Click(5, y)
	if s.Settings.CNI.Mode.String() != "prefix-delegation" {
		t.Error("a second click does not change it")
	}
	s.Do("enter") // a switch takes the next
	s.Click(60, 20)
	if s.InSettings {
		t.Error("a click on the plan does not lead there")
	}
	if settings, page, _ := strings.Cut(s.Line(t, "Plan ·"), "╭ Plan"); !strings.Contains(settings, "Settings") || page == "" {
		t.Error(s.Text())
	}
}
