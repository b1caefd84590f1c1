package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
)

func said(kind, key, text string) planner.Input {
	return planner.Input{InputKey: planner.InputKey{Workload: kind, Key: key}, Text: text}
}

// scenarioOf is a scenario with its plan on types, in one zone.
func scenarioOf(file string, s *planner.Settings, w planner.Workloads, inputs []planner.Input, rows ...reporttest.Row) answer.Planned {
	options := reporttest.Evaluate(s, rows...)
	q := plan.Question{Workload: w, Candidates: options, Settings: s, Groups: 2, Zones: 1}
	return answer.Planned{
		File: file, Query: answer.Query{Settings: s, Topics: reporttest.EveryTopic, Types: []string{"m5.large", "r5.xlarge"}},
		Question: q, Found: fargate.Answer{Answer: q.Solve(1)}, Inputs: inputs,
	}
}

func today() answer.Planned {
	s := planner.Default()
	return scenarioOf("today.yaml", &s, planner.Workloads{reporttest.Pods("web", 120, 50, 128), reporttest.Pods("jobs", 8, 1000, 4000)}, []planner.Input{
		said("", "cluster.cni.mode", "secondary-ip"), said("", "cluster.maxPods", "eni"), said("", "cluster.region", "us-east-1"),
		said("web", "replicas", "120"), said("web", "cpu", "50m"), said("web", "memory", "128Mi"),
		said("jobs", "replicas", "8"), said("jobs", "cpu", "1"), said("jobs", "memory", "4000Mi"),
	}, reporttest.M5Large, reporttest.R5Xlarge)
}

// prefixed has prefixes, a kind that scales, a new one, and one that no node
// fits.
func prefixed() answer.Planned {
	s := planner.Default()
	s.CNI.Mode, s.MaxPods = eni.PrefixDelegation, eni.MaxPods{Policy: eni.PolicyManaged}
	s.Capacity = planner.Capacity{OnDemandBase: 1, OnDemandPercent: 50}
	web, secured := reporttest.Pods("web", 150, 50, 128), reporttest.Pods("secured", 3, 100, 128)
	web.MaxReplicas, secured.SecurityGroups = 200, true
	return scenarioOf("prefixes.yaml", &s, planner.Workloads{web, reporttest.Pods("mail", 1, 0, 0), secured}, []planner.Input{
		said("", "cluster.cni.mode", "prefix-delegation"), said("", "cluster.maxPods", "max_pods > 50 ? 50 : default_enis * 12 + 3"), said("", "cluster.region", "us-east-1"),
		said("web", "replicas", "150"), said("web", "maxReplicas", "200"), said("web", "cpu", "50m"), said("web", "memory", "128Mi"),
		said("mail", "replicas", "1"), said("secured", "replicas", "3"), said("secured", "cpu", "100m"), said("secured", "memory", "128Mi"), said("secured", "securityGroups", "true"),
	}, reporttest.M5Large, reporttest.R5Xlarge)
}

func inBeijing() answer.Planned {
	s := planner.Default()
	s.Region = reporttest.Beijing.Name
	return scenarioOf("beijing.yaml", &s, planner.Workloads{reporttest.Pods("web", 120, 50, 128)}, []planner.Input{said("", "cluster.region", reporttest.Beijing.Name)}, reporttest.M5Large)
}

func nothingPlaced() answer.Planned {
	s := planner.Default()
	return scenarioOf("huge.yaml", &s, planner.Workloads{reporttest.Pods("web", 5, 9000, 1)}, nil, reporttest.M5Large)
}

func unpriced() answer.Planned {
	s := planner.Default()
	p := scenarioOf("unpriced.yaml", &s, planner.Workloads{reporttest.Pods("web", 120, 50, 128)}, nil, reporttest.Trn248xlarge)
	p.Question.Objective = plan.LeastNodes
	p.Found = fargate.Answer{Answer: p.Question.Solve(1)}
	return p
}

// What podfit diff writes, in each format.
func TestDiffFormats(t *testing.T) {
	for _, format := range report.Formats {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			if err := report.NewDiffs([]answer.Planned{today(), prefixed()}).Write(&b, format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// Cases that no format of the above shows.
func TestDiffCases(t *testing.T) {
	for _, c := range []struct {
		name, format string
		planned      []answer.Planned
	}{
		// No column of differences, and the inputs that any has otherwise.
		{"three", "table", []answer.Planned{today(), prefixed(), inBeijing()}},
		{"three", "csv", []answer.Planned{today(), prefixed(), inBeijing()}},
		// Of two currencies there is no difference; nor of what is not known.
		{"yuan", "table", []answer.Planned{today(), inBeijing()}},
		{"yuan", "json", []answer.Planned{today(), inBeijing()}},
		{"none", "table", []answer.Planned{today(), nothingPlaced()}},
		{"none", "json", []answer.Planned{nothingPlaced(), today()}},
		{"unpriced", "table", []answer.Planned{today(), unpriced()}},
	} {
		t.Run(c.name+"/"+c.format, func(t *testing.T) {
			var b bytes.Buffer
			if err := report.NewDiffs(c.planned).Write(&b, c.format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// A scenario differs from itself in nothing, in words and figures.
func TestDiffOfItself(t *testing.T) {
	for _, p := range []answer.Planned{today(), prefixed(), inBeijing(), nothingPlaced(), unpriced()} {
		d := report.NewDiffs([]answer.Planned{p, p})
		if why := d.Worse(); strings.Contains(why, "more") {
			t.Error(why)
		}
		var names bytes.Buffer
		if err := d.Write(&names, "name"); err != nil || names.Len() > 0 {
			t.Errorf("%s: %v, %s", p.File, err, names.String())
		}
		items := d.Answer.Items.([]answer.Diff)
		text, err := json.Marshal(items[1].Difference)
		if err != nil {
			t.Fatal(err)
		}
		var figures map[string]*float64
		if err := json.Unmarshal(text, &figures); err != nil || len(figures) == 0 {
			t.Fatal(err, figures)
		}
		for name, by := range figures {
			if by != nil && *by != 0 {
				t.Errorf("%s: %s differs by %v", p.File, name, *by)
			}
		}
	}
}

func TestWorse(t *testing.T) {
	dearer := today()
	dearer.File = "dearer.yaml"
	dearer.Question.Workload = append(planner.Workloads{reporttest.Pods("more", 30, 1000, 1)}, dearer.Question.Workload...)
	dearer.Found = fargate.Answer{Answer: dearer.Question.Solve(1)}
	for _, c := range []struct {
		planned []answer.Planned
		want    string
	}{
		{[]answer.Planned{today(), today()}, ""},
		{[]answer.Planned{dearer, today()}, ""},
		{[]answer.Planned{today(), dearer}, "dearer.yaml costs $1550.52 more a month than today.yaml"},
		// Whichever of several is worse.
		{[]answer.Planned{today(), today(), dearer}, "dearer.yaml costs $1550.52 more a month than today.yaml"},
		// Though it costs less.
		{[]answer.Planned{dearer, prefixed()}, "prefixes.yaml leaves 3 more pods unplaced than dearer.yaml"},
		{[]answer.Planned{prefixed(), nothingPlaced()}, "huge.yaml leaves 2 more pods unplaced than prefixes.yaml"},
		// What cannot be told to cost no more.
		{[]answer.Planned{today(), inBeijing()}, "the cost of beijing.yaml cannot be compared with that of today.yaml"},
		{[]answer.Planned{today(), unpriced()}, "the cost of unpriced.yaml cannot be compared with that of today.yaml"},
	} {
		diffs := report.NewDiffs(c.planned)
		if got := diffs.Worse(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// A comparison that could not be written in full must not pass for one.
func TestDiffWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	diffs := report.NewDiffs([]answer.Planned{today(), prefixed()})
	for _, format := range report.Formats {
		for _, room := range []int{0, 5} {
			if err := diffs.Write(&reporttest.Disk{Room: room, Full: full}, format); !errors.Is(err, full) {
				t.Errorf("%s after %d bytes: %v", format, room, err)
			}
		}
	}
}
