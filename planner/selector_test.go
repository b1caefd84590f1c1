package planner_test

import (
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
)

func TestSelector(t *testing.T) {
	labels := map[string]string{"app": "web", "cores": "8", "empty": ""}
	for text, want := range map[string]bool{
		"": true, "app=web": true, "app==web": true, "app=db": false, "app!=db": true, "app!=web": false, "gone!=x": true,
		"app in (db, web)": true, "app notin (db,web)": false, "gone notin (a)": true, "app": true, "!app": false, "!gone": true,
		"cores>7": true, "cores>8": false, "cores<9": true, "app>1": false, "gone<1": false, "empty=": true,
		"app=web,cores>4": true, "app in (web),!cores": false,
	} {
		s, err := planner.ParseSelector(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := s.Matches(labels); got != want {
			t.Errorf("%q matches: %v", text, got)
		}
		if again, err := planner.ParseSelector(s.String()); err != nil || !again.Equal(s) {
			t.Errorf("%q is written as %q", text, s)
		}
	}
	for _, text := range []string{"=", "a b", "cores>x", "app in web", "app in (web", "!", "a,,b", "(a)"} {
		if s, err := planner.ParseSelector(text); err == nil {
			t.Errorf("%q is read as %q", text, s)
		}
	}
}

func TestPortion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := planner.Portion{Pods: rapid.IntRange(0, 50).Draw(t, "pods")}
		if rapid.Bool().Draw(t, "percent") {
			p = planner.Portion{Percent: rapid.IntRange(1, 100).Draw(t, "of 100")}
		}
		if got, err := planner.ParsePortion(p.String()); err != nil || got != p {
			t.Fatalf("%q is read as %v, %v", p, got, err)
		}
	})
	for _, text := range []string{"", "-1", "x%", "1.5"} {
		if p, err := planner.ParsePortion(text); err == nil {
			t.Errorf("%q is read as %v", text, p)
		}
	}
}

// In a scenario they are texts, and mean the same when they are read again.
func TestEveryPodAndNoPod(t *testing.T) {
	for _, s := range []planner.Selector{planner.EveryPod(), planner.NoPod()} {
		again, err := planner.ParseSelector(s.String())
		if err != nil || !again.Equal(s) {
			t.Errorf("%s: %v, %v", s, again, err)
		}
		for _, labels := range []map[string]string{nil, {"app": "web"}} {
			if all := s[0].IsAlways(); s.Matches(labels) != all || s[0].IsNever() == all {
				t.Errorf("%s of %v: %t", s, labels, s.Matches(labels))
			}
		}
	}
}
