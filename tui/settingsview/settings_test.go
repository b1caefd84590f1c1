package settingsview_test

import (
	"testing"

	"podfit/planner"
	"podfit/tui/tuitest"
)

func TestInvalidInputChangesNothing(t *testing.T) {
	for _, c := range []struct{ setting, typed, says string }{
		{"region", "eu-wst-1", "Region: no such AWS region (did you mean eu-west-1?)"},
		{"security-groups-percent", "101", "SG share, %: must be a whole number from 0 to 100"},
		{"pod-memory", "12", "Memory: less than a MiB (did you mean 12Mi?)"},
		{"pod-cpu", "many", "CPU: must be a Kubernetes quantity such as 250m or 2"},
		{"memory-capacity", "m5.large", "Measured: must be TYPE=QUANTITY"},
		{"max-pods", "110 +", "Max pods: must be eni, managed"},
		{"on-demand-base", "9", "Base: on-demand-base 9 is above nodes 3"}, // by Check
	} {
		t.Run(c.setting, func(t *testing.T) {
			s := tuitest.Open(120, 32)
			s.GoTo("nodes")
			s.Press("enter 3 enter")
			s.GoTo(c.setting)
			before := s.Settings
			s.Press("enter")
			s.Write(c.typed)
			tuitest.Has(t, s.Text(), c.says)
			s.Press("enter")
			if !s.Typing() {
				t.Error("the value is no longer being typed")
			}
			s.Press("esc")
			if s.Settings != before || s.Typing() {
				t.Errorf("settings %+v, typing %v", s.Settings, s.Typing())
			}
		})
	}
}

func TestStepsStopAtTheBounds(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.GoTo("on-demand-percent")
	s.Press("right")
	tuitest.Has(t, s.Text(), "On-demand, %: must be a whole number from 0 to 100")
	s.Press("left left")
	if got := s.Settings.Capacity.OnDemandPercent; got != 90 {
		t.Error("on-demand percent", got)
	}
}

func TestTypedValues(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.GoTo("pod-memory")
	s.Press("enter")
	s.Write("512Mi")
	s.Press("enter")
	if got := s.Settings.Pod.Memory; got != 512*planner.MiB {
		t.Error("memory", got)
	}
	tuitest.Has(t, s.Text(), "FIT", "512Mi")

	s.GoTo("memory-capacity")
	s.Press("enter")
	s.Write("m6i.large=7759Mi")
	s.Press("space")
	s.Write("t3.large=7800Mi")
	s.Press("enter")
	if got := s.Settings.MemoryCapacity; len(got) != 2 || got["t3.large"] != 7800*planner.MiB {
		t.Errorf("measured %+v", got)
	}
	s.Press("backspace")
	if got := s.Settings.MemoryCapacity; len(got) != 0 {
		t.Errorf("measured after a reset %+v", got)
	}
}
