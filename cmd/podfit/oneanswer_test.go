package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	_ "podfit/planner/sample/steady"
	"podfit/planner/scenario"
	"podfit/tui/tuitest"
)

// drawnSession is a scenario to open, and keys that ask something else of it.
type drawnSession struct{ scenario, keys string }

var drawnSessions = rapid.Custom(func(t *rapid.T) drawnSession {
	one := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: podfit/v1\nkind: Scenario\ncluster: {region: %s}\ncapacity: {onDemandPercent: %s}\n", one("region", "eu-west-1", "us-west-1"), one("bought", "0", "50", "100"))
	b.WriteString(one("options", "options: [{types: [m6i.large, r6i.xlarge, c6i]}]\n", "options: [{filter: family=m6i}]\n", "options: [{filter: vcpus<=8 family=r6i}, {types: [m5.large]}]\n",
		"options: [{filter: family=c6g}, {filter: vcpus=4 family=m6g arch=arm64}]\n", "options: [{filter: vcpus=4 memory=16 generation=current}]\n"))
	fmt.Fprintf(&b, "plan: {groups: %s, headroom: %s, scheduler: %s, spare: %s, objective: %s%s}\n", one("groups", "1", "2", "3"), one("headroom", "0%", "15%"), one("scheduler", plan.Schedulers...),
		one("spare", plan.Spares[:2]...), one("objective", plan.Objectives...), one("candidates", "", "", ", candidates: family=m6i", ", candidates: vcpus=2 family=c6a"))
	b.WriteString(one("fargate", "", "", "fargate: none\n", "fargate: cheaper\n", "fargate: w0\n"))
	text := b.String() + "workload:\n"
	for i := range rapid.IntRange(1, 3).Draw(t, "workloads") {
		text += fmt.Sprintf("- {name: w%d, replicas: %d, cpu: %s, memory: %s, securityGroups: %s}\n", i, rapid.IntRange(1, 25).Draw(t, "replicas"),
			one("cpu", "250m", "1"), one("memory", "512Mi", "3Gi"), one("groups of its own", "true", "false"))
	}
	keys := []string{"3"}
	for range rapid.IntRange(0, 6).Draw(t, "keys") {
		keys = append(keys, one("key", "left", "right", "z", "Z", "v", "O", "1 space down space 3", "1 / f a m i l y = m 6 i enter 3", "1 / r 6 i . x enter 3", "1 / v c p u s = 4 space f a m i l y = c 6 a enter 3", "u",
			": ( f a r g a t e ) enter right esc 3", ": ( f a r g a t e ) enter left esc 3", ": ( h e a d r o o m ) enter right esc 3", ": ( z o n e s ) enter left esc 3", ": ( c a n d i d a t e s ) enter right esc 3"))
	}
	return drawnSession{text, strings.Join(keys, " ")}
})

// What Plan shows is what podfit plan says of the file that the session saves, and what the
// command says that y copies.
func TestOneAnswer(t *testing.T) {
	for seed := range 25 {
		drawn := drawnSessions.Example(seed)
		d := &tuitest.Disk{User: map[string]string{"s.yaml": drawn.scenario}}
		s := openSession(t, d, drawn.scenario)
		s.Do(drawn.keys)
		f := s.Plans.Found
		if f == nil || f.Cut {
			t.Fatalf("no whole answer to %s after %s:\n%s", drawn.scenario, drawn.keys, s.Text())
		}
		want := itemsOf(t, answer.NewPlans(&f.Answer, len(s.Settings.DaemonSets)+s.Settings.UnnamedDaemonSets))
		before := s.PlanCommand("plan")
		unsaved := s.Unsaved()
		s.Do("w enter")
		saved := d.User["s.yaml"]
		check := func(what string, words []string, text string) {
			ran := runCommand(context.Background(), append(words[1:], "-o", "json"), map[string][]byte{"s.yaml": []byte(text)})
			if len(f.Plans) == 0 && ran.Err != nil {
				return // no type matches
			}
			var printed struct{ Items []any }
			if err := json.Unmarshal(ran.Out, &printed); err != nil {
				t.Fatal(seed, what, words, err, ran.Err, ran.Said, drawn.keys, text)
			}
			if got := itemsOf(t, printed.Items); got != want {
				t.Errorf("seed %d, %s: %q of\n%s\nkeys %s: plans\n%s\nwant\n%s", seed, what, words, text, drawn.keys, got, want)
			}
		}
		check("saved", s.PlanCommand("plan"), saved)
		if !unsaved {
			check("y before saving", before, drawn.scenario)
		}
		again := openSession(t, d, saved)
		if again.Do("3"); again.Unsaved() || again.PlanQuestion().Filter != s.PlanQuestion().Filter {
			t.Errorf("seed %d: opened again, the question is %+v, not %+v", seed, again.PlanQuestion(), s.PlanQuestion())
		}
	}
}

// openSession is the screen as podfit -f opens it.
func openSession(t *testing.T, d *tuitest.Disk, text string) *tuitest.Screen {
	table := request.Known()
	opened, err := scenario.Read("s.yaml", []byte(text), scenario.Scenario{Settings: planner.Default(), Plan: plan.DefaultTerms()}, table)
	if err != nil {
		t.Fatal(err)
	}
	r := request.Request{Table: table, Scenario: opened, Files: []string{"s.yaml"}}
	r.Plan.Terms = opened.Plan
	c := screenConfig(r)
	c.Files = d.Files()
	return tuitest.OpenConfig(c, 120, 32)
}

// itemsOf is JSON without the order of keys.
func itemsOf(t *testing.T, items any) string {
	text, err := json.Marshal(items)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	text, _ = json.MarshalIndent(tree, "", " ")
	return string(text)
}
