package newview_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// first is a screen on its first page, with what an earlier run left.
func first(d *tuitest.Disk) *tuitest.Screen {
	return tuitest.OpenDisk(d, func(c *tui.Config) { c.At = screen.NewWorkload })
}

// The form makes the workload and the settings, plans at once, and all of it is one change.
func TestForm(t *testing.T) {
	for _, c := range []struct {
		keys          string
		pods, with    int
		request       planner.Resources
		onDemand      int
		region        string
		secured, plan bool
	}{
		{"enter", 100, 0, screen.UsualRequest, 100, "us-east-1", false, true},
		{"3 0 0 enter", 300, 0, screen.UsualRequest, 100, "us-east-1", false, true},
		{"1 0 0 0 tab 5 0 0 m tab 2 G i tab 1 5 enter", 850, 150, planner.Resources{CPU: 500, Memory: tuitest.GiB(2)}, 100, "us-east-1", true, true},
		{"up up space enter", 100, 0, screen.UsualRequest, 0, "us-east-1", false, true},
		{"up left enter", 100, 0, screen.UsualRequest, 100, "eu-west-1", false, true},
		{"up left left right enter", 100, 0, screen.UsualRequest, 100, "eu-west-1", false, true},
		{"up e u - w e s t - 1 enter", 100, 0, screen.UsualRequest, 100, "eu-west-1", false, true},
		{"up up s enter", 100, 0, screen.UsualRequest, 0, "us-east-1", false, true},
		{"tab x enter ctrl+u 1 enter", 100, 0, planner.Resources{CPU: 1000, Memory: screen.UsualRequest.Memory}, 100, "us-east-1", false, true},
	} {
		s := first(&tuitest.Disk{})
		s.Do(c.keys)
		w, is := *s.Workload, s.Settings
		with := 0
		if len(w) > 1 {
			with = w[1].Replicas
		}
		if len(w) == 0 || w[0].Replicas != c.pods || with != c.with || w[0].Request != c.request || is.Pod.Resources != c.request ||
			is.Capacity.OnDemandPercent != c.onDemand || is.Region != c.region || is.CNI.SecurityGroupsForPods != c.secured || s.At() != screen.Plan || s.Plans.Found == nil {
			t.Errorf("%s: %+v under %+v at %s", c.keys, w, is, s.At())
		}
		s.Do("u")
		if len(*s.Workload) != 0 || s.Settings.Pod.Given() || s.Settings.Region != "us-east-1" {
			t.Errorf("%s: not undone as one", c.keys)
		}
	}
}

// Over a workload the form has its figures: enter at once makes as many pods again, that
// together request as much.
func TestFormOverAWorkload(t *testing.T) {
	pod := func(replicas int, cpu planner.Millis, memory planner.Memory, secured bool) planner.Workload {
		return planner.Workload{Name: fmt.Sprint("w", replicas, secured), Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: memory}, SecurityGroups: secured}
	}
	for _, c := range []struct {
		w          planner.Workloads
		texts      [4]string
		with, pods int // that enter makes
	}{
		{planner.Workloads{pod(40, 500, tuitest.GiB(2), false)}, [4]string{"40", "500m", "2Gi", "0"}, 0, 40},
		{planner.Workloads{pod(30, 500, tuitest.GiB(2), false), pod(10, 500, tuitest.GiB(2), true)}, [4]string{"40", "500m", "2Gi", "25"}, 10, 40},
		{planner.Workloads{pod(1, 1000, tuitest.GiB(1), false), pod(2, 250, tuitest.GiB(2), false)}, [4]string{"3", "500m", "1707Mi", "0"}, 0, 3},
		{planner.Workloads{pod(5, 250, tuitest.GiB(1), true)}, [4]string{"5", "250m", "1Gi", "100"}, 5, 5},
		// A pod of 300 is less than a percent, but has to stay.
		{planner.Workloads{pod(299, 250, tuitest.GiB(1), false), pod(1, 250, tuitest.GiB(1), true)}, [4]string{"300", "250m", "1Gi", "1"}, 3, 300},
	} {
		s := tuitest.OpenWorkload(c.w, 80, 24)
		s.Do("ctrl+n")
		for i, label := range []string{"Pods", "CPU per pod", "Memory per pod", "% with security groups"} {
			if got := s.Line(t, " "+label); got != label+" "+c.texts[i] {
				t.Errorf("%v: %s, want %s", c.w, got, c.texts[i])
			}
		}
		s.Do("enter")
		with := 0
		for _, k := range *s.Workload {
			if k.SecurityGroups {
				with += k.Replicas
			}
		}
		if pods, _ := s.Workload.Sum(); pods != c.pods || with != c.with {
			t.Errorf("%v: makes %v", c.w, *s.Workload)
		}
	}
}

// In a field that is chosen no letter does what it does elsewhere.
func TestLettersOfAChoice(t *testing.T) {
	for _, field := range []string{"up", "up up"} {
		for letter := 'a'; letter <= 'z'; letter++ {
			s := first(&tuitest.Disk{})
			quits := s.Do(field + " " + string(letter))
			if s.At() != screen.NewWorkload || quits || s.Status.Text == "" {
				t.Errorf("%s %c: quits %v, at %s: %q", field, letter, quits, s.At(), s.Status.Text)
			}
		}
	}
	s := first(&tuitest.Disk{})
	s.Do("up e q")
	tuitest.Has(t, s.Text(), "Region: none begins with eq", "eu-west-1")
	s.Do("backspace backspace u s - e a s t - 1 enter")
	if s.Settings.Region != "us-east-1" {
		t.Error(s.Settings.Region)
	}
}

// What makes no sense is said while it is typed, and enter goes back to it.
func TestFormRefuses(t *testing.T) {
	for keys, says := range map[string]string{
		"0 enter":              "Pods: must be at least 1",
		"x":                    "Pods: must be a whole number",
		"tab q":                "CPU per pod: must be a Kubernetes quantity",
		"down down 1 2 enter":  "Memory per pod: less than a MiB",
		"tab tab tab 1 0 1 up": "% with security groups: must be a whole number from 0 to 100",
	} {
		s := first(&tuitest.Disk{})
		s.Do(keys)
		tuitest.Has(t, s.Text(), says)
		if s.At() != screen.NewWorkload || len(*s.Workload) > 0 {
			t.Errorf("%s: at %s with %+v", keys, s.At(), *s.Workload)
		}
	}
}

// From the first page everything else can be reached: keys that are no part of a figure keep
// their meaning.
func TestFirstPageLeadsOn(t *testing.T) {
	shop := "apiVersion: podfit/v1\nkind: Scenario\nworkload: [{name: web, replicas: 3, cpu: 1, memory: 1Gi}]\n"
	for keys, at := range map[string]screen.Place{
		"esc": screen.Types, "?": screen.Help, ":": screen.Palette, "o": screen.File, "o esc": screen.NewWorkload,
		"o s . y a m l enter": screen.Plan, "up 1": screen.Types, "up 8": screen.Notes, "1": screen.NewWorkload, "R": screen.Types,
		"esc 5 ctrl+n": screen.NewWorkload, "esc 5 ctrl+n esc": screen.Chart, "esc 2 b esc": screen.Workload,
		"esc o s . y a m l enter": screen.Plan, "esc 5 o s . y a m l enter": screen.Chart,
	} {
		d := &tuitest.Disk{User: map[string]string{"s.yaml": shop}, State: map[string]string{
			screen.SeenNote: "", screen.SessionNote: "apiVersion: podfit/v1\nkind: Scenario\ncluster: {region: eu-west-1}\n",
		}}
		s := first(d)
		tuitest.Has(t, s.Text(), "What do you want to run?", "R     resume the unfinished session: Region us-east-1 → eu-west-1")
		s.Do(keys)
		if s.At() != at {
			t.Errorf("%s: at %s, want %s\n%s", keys, s.At(), at, s.Text())
		}
		if keys == "R" && s.Settings.Region != "eu-west-1" {
			t.Error("R does not resume")
		}
	}
	s := first(&tuitest.Disk{})
	if !s.Do("q") {
		t.Error("q does not quit where nothing was done")
	}
}

// Without a request, the cost of a pod is that of an address, and says so.
func TestCostOfAnAddress(t *testing.T) {
	s := first(&tuitest.Disk{})
	s.Do("esc")
	if text := s.Text(); !strings.Contains(text, "sorted by COST/IP") || strings.Contains(text, "COST/POD") {
		t.Error(text)
	}
	s.Do("ctrl+n enter 1")
	if text := s.Text(); !strings.Contains(text, "sorted by COST/POD") || strings.Contains(text, "COST/IP") {
		t.Error(text)
	}
}
