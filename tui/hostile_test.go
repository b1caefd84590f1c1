package tui_test

import (
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/plan"
	_ "podfit/planner/sample/steady"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// hostile is a name that does much to a terminal, if it gets there.
const hostile = "w\x1b[38;5;123m\x1b]0;title\x07\u009b2J\u202e\r\n\tx\xff"

// hostileSession has it wherever a scenario holds a text.
func hostileSession() *tuitest.Screen {
	d := &tuitest.Disk{User: map[string]string{hostile + ".yaml": "apiVersion: podfit/v1\nkind: Scenario\nworkload: [{name: \"a\\u001b[31mb\", cpu: x}]\n"}}
	return tuitest.OpenDisk(d, func(c *tui.Config) {
		pods := func(name string, cpu planner.Millis) planner.Workload {
			return planner.Workload{Name: name, Replicas: 3, Request: planner.Resources{CPU: cpu, Memory: planner.GiB}}
		}
		selects := pods("selects "+hostile, 100)
		selects.Nodes = planner.NodeSelector{Zones: []string{hostile}, Types: []string{hostile}, Arch: []string{hostile}, Tolerations: []string{hostile}}
		constrained := pods("constrained "+hostile, 100)
		constrained.Labels = map[string]string{hostile: hostile}
		constrained.Notes = []string{hostile}
		constrained.Claims = []planner.Claim{{Name: hostile, Zones: []string{hostile}}}
		constrained.Extended = map[string]int64{hostile: 1}
		c.Workload = planner.Workloads{pods(hostile, 100), pods("huge "+hostile, 1_000_000), selects, constrained}
		c.File = hostile + ".yaml"
		c.Plan.Fargate = hostile
		c.Today = planner.Today{Groups: []planner.TodayGroup{
			{
				Name: hostile, InstanceType: hostile, Zone: hostile, Nodes: 2, Taints: []planner.Taint{{Key: hostile, Value: hostile, Effect: planner.NoSchedule}},
				Holds: []planner.Hold{{Nodes: 2, Pods: []planner.WorkloadPods{{Workload: hostile, Pods: 1}, {Workload: "gone " + hostile, Pods: 1}}}},
			},
			{Name: hostile, InstanceType: "m6i.large", Zone: hostile, Nodes: 1, Holds: []planner.Hold{{Nodes: 1, Pods: []planner.WorkloadPods{{Workload: hostile, Pods: 1}}}}},
		}}
		c.Settings.DaemonSets = []planner.DaemonSet{{Name: hostile, Request: planner.Resources{CPU: 10}}}
		c.Settings.Overrides = map[string]planner.Override{hostile: {MaxPods: planner.Known(10)}}
		c.Plan.Zones = plan.Zones{Count: 2, Names: []string{hostile, "us-east-1a"}}
	})
}

// Whatever is pressed over a session full of escapes, none reaches the terminal.
func TestHostileNames(t *testing.T) {
	for _, keys := range []string{
		"", "2", "2 down down down", "2 enter", "3", "3 enter", "4", "6", "6 enter", "6 down enter", "6 end", "6 y", "y", "2 y", "3 y", "4 y", "w", "o", "o enter", "o tab", "e", "tab", ": ( d a e m o n s e t ) enter enter",
		"space down space c", "enter", "5", "?", "w enter", "w enter y",
	} {
		s := hostileSession()
		s.Do(keys)
		s.EverySize(t)
	}
	s := hostileSession()
	var all []string
	for _, k := range s.Anywhere {
		all = append(all, keysOf(k)...)
	}
	for _, o := range s.Places() {
		for _, k := range o.Keys() {
			all = append(all, keysOf(k)...)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := hostileSession()
		for range rapid.IntRange(1, 12).Draw(t, "messages") {
			s.Play(s.Send(anyMessage(t, all)))
			s.CheckFrame(t)
		}
	})
}

// The status line shows messages of servers.
func TestHostileMessages(t *testing.T) {
	s := hostileSession()
	s.Status = screen.Status{Text: "AWS says " + hostile}
	s.CheckFrame(t)
	tuitest.Has(t, s.Text(), `AWS says w\x1b[38;5;123m\x1b]0;title\a\u009b2J\u202e\r\n\tx\xff`)
	if title := s.Title(); title != "podfit" {
		t.Errorf("the window's title is %q", title)
	}
}
