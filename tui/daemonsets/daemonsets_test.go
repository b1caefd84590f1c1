package daemonsets_test

import (
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/tui/tuitest"
)

func TestDaemonSets(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{})
	s.GoTo("daemonset")
	s.Do("enter a")
	if text := s.Text(); strings.Contains(text, "aws-node ") {
		t.Error("offers what every node runs anyway")
	}
	tuitest.Has(t, s.Text(), "cloudwatch-agent", "250m", "128Mi", "log-router")
	s.Write("log")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "log-router", "1 with 50m CPU and 50Mi on every node")
	s.Do("right")
	s.Do("enter")
	s.Write("many")
	tuitest.Has(t, s.Text(), "CPU: must be a Kubernetes quantity such as 250m or 2")
	s.Do("enter")
	if !s.Typing() || s.Settings.DaemonSets[0].Request.CPU != 50 {
		t.Error("takes what makes no sense")
	}
	s.Press("ctrl+u")
	s.Write("1")
	s.Do("enter right right space")
	if got := s.Settings.DaemonSets[0]; got.Request.CPU != 1000 || got.HostNetwork {
		t.Errorf("%+v", got)
	}
	s.Do("u u")
	if got := s.Settings.DaemonSets[0]; !got.Equal(tuitest.Presets[2]) {
		t.Errorf("undone: %+v", got)
	}
	s.Do("x")
	tuitest.Has(t, s.Text(), "log-router removed", "none yet: press a for the presets")
	s.Do("esc")
	if s.Group() != "Settings" || !strings.HasPrefix(s.Hint(), "DaemonSets by name") {
		t.Error("not back at the settings")
	}
}

// A DaemonSet for some nodes says for which.
func TestDaemonSetNodes(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{})
	s.Settings.DaemonSets = []planner.DaemonSet{{Name: "dcgm", Request: planner.Resources{CPU: 100}, Nodes: sample.Conditions("nvidia.com/gpu.present=true")}}
	s.GoTo("daemonset")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "only nodes with nvidia.com/gpu.present=true", "1 with 100m CPU", "where all of them run")
}

func TestDaemonSetWords(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{})
	s.GoTo("daemonset")
	tuitest.Has(t, s.Text(), "DaemonSets by name, with their requests: enter opens them")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "no named ones; plus aws-node and kube-proxy")
	s.Do("a enter right enter")
	s.Write("300m")
	s.Do("enter u")
	tuitest.Has(t, s.Text(), "undone: DaemonSet cloudwatch-agent CPU 300m → 250m")
	s.Do("u")
	tuitest.Has(t, s.Text(), "undone: DaemonSet − cloudwatch-agent")
	s.Do("ctrl+r left enter")
	for typed, says := range map[string]string{
		"My":              ": must be lower-case letters, digits, dots and dashes",
		"a,host-network":  ": must be lower-case letters, digits, dots and dashes",
		"aws-node":        " aws-node is on every node",
		"cloudwatch-agen": "its requests on every node",
	} {
		s.Press("ctrl+u")
		s.Write(typed)
		tuitest.Has(t, s.Text(), says)
	}
	s.Press("ctrl+u")
	s.Write("x,host-network")
	s.Do("enter")
	tuitest.Has(t, s.Text(), ": must be lower-case letters, digits, dots and dashes")
	s.Press("ctrl+u")
	s.Write("agent")
	s.Do("enter u")
	tuitest.Has(t, s.Text(), "undone: DaemonSet cloudwatch-agent name agent → cloudwatch-agent")
}
