package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
	"podfit/planner/report/words"
	"podfit/planner/room"
)

// planned is the answer for a workload on types, as a mix of on-demand and spot
// in three zones.
func planned(s *planner.Settings, w planner.Workloads, change func(*plan.Question), rows ...reporttest.Row) report.Plans {
	options := reporttest.Evaluate(s, rows...)
	q := plan.Question{Workload: w, Candidates: options, Settings: s, Groups: 2, Zones: 3}
	change(&q)
	return report.NewPlans(answer.Query{Settings: s, Topics: reporttest.EveryTopic, Types: []string{"m5.large", "r5.xlarge"}}, fargate.Answer{Answer: q.Solve(2)}, options)
}

func asked(*plan.Question) {}

// withRoom is plans with the room for the first workload on each.
func withRoom(s *planner.Settings, w planner.Workloads, rows ...reporttest.Row) report.Plans {
	options := reporttest.Evaluate(s, rows...)
	q := plan.Question{Workload: w, Candidates: options, Settings: s, Groups: 2, Zones: 3}
	found := fargate.Answer{Answer: q.Solve(2)}
	query := answer.Query{Settings: s, Topics: reporttest.EveryTopic, Types: []string{"m5.large"}}
	for i := range found.Plans {
		about := room.Question{Plan: &found.Plans[i], Workload: w, Pod: &w[0]}
		a := about.Answer()
		a.Asked, a.Today = 9, planner.Known(room.Room{Pods: 4, LimitedBy: room.Cause{Limit: density.LimitMemory}})
		query.Room = append(query.Room, a)
	}
	return report.NewPlans(query, found, options)
}

// What podfit plan writes, in each format.
func TestPlanFormats(t *testing.T) {
	for _, format := range report.Formats {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			if err := planned(reporttest.MixedSettings(), reporttest.Mixture(), asked, reporttest.M5Large, reporttest.R5Xlarge, reporttest.M5Metal).Write(&b, format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// Cases that no format of the above shows.
func TestPlanCases(t *testing.T) {
	byNodes := func(q *plan.Question) { q.Objective = plan.LeastNodes }
	inBeijing := planner.Default()
	inBeijing.Region = reporttest.Beijing.Name
	ordinary := planner.Default()
	small := planner.Workloads{reporttest.Pods("a", 5, 1500, 100)}
	for _, c := range []struct {
		name, format string
		plans        report.Plans
	}{
		// Optimal, and by nodes.
		{"nodes", "table", planned(&ordinary, small, byNodes, reporttest.M5Large)},
		{"nodes", "json", planned(&ordinary, small, byNodes, reporttest.M5Large)},
		// No price is known: a dash, null.
		{"unpriced", "table", planned(&ordinary, small, byNodes, reporttest.Trn248xlarge)},
		{"unpriced", "json", planned(&ordinary, small, byNodes, reporttest.Trn248xlarge)},
		// What is named in USD is null; perMonth has yuan.
		{"yuan", "table", planned(&inBeijing, small, asked, reporttest.M5Large)},
		{"yuan", "json", planned(&inBeijing, small, asked, reporttest.M5Large)},
		// Spare nodes.
		{"spare", "json", planned(&ordinary, small, func(q *plan.Question) { q.Spare = plan.SpareZone }, reporttest.M5Large)},
		// Room for more pods.
		{"room", "table", withRoom(&ordinary, small, reporttest.M5Large)},
		{"room", "json", withRoom(&ordinary, small, reporttest.M5Large)},
		{"room", "csv", withRoom(&ordinary, small, reporttest.M5Large)},
		{"room", "markdown", withRoom(&ordinary, small, reporttest.M5Large)},
		// Nothing fits.
		{"none", "table", planned(&ordinary, planner.Workloads{reporttest.Pods("a", 5, 9000, 1)}, asked, reporttest.M5Large)},
		{"none", "name", planned(&ordinary, planner.Workloads{reporttest.Pods("a", 5, 9000, 1)}, asked, reporttest.M5Large)},
	} {
		t.Run(c.name+"/"+c.format, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.plans.Write(&b, c.format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// The names that scripts rely on, and nothing that changes from run to run.
func TestPlanJSON(t *testing.T) {
	write := func() []byte {
		var b bytes.Buffer
		if err := planned(reporttest.MixedSettings(), reporttest.Mixture(), asked, reporttest.M5Large, reporttest.R5Xlarge, reporttest.M5Metal).Write(&b, "json"); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	text := write()
	for range 20 {
		if !bytes.Equal(write(), text) {
			t.Fatal("the same plan is written in another way")
		}
	}
	var answer struct {
		APIVersion, Kind string
		Items            []map[string]json.RawMessage
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err)
	}
	if answer.APIVersion != "podfit/v1" || answer.Kind != "Plan" || len(answer.Items) == 0 {
		t.Fatalf("%s %s with %d items", answer.APIVersion, answer.Kind, len(answer.Items))
	}
	has := func(where string, item map[string]json.RawMessage, names string) {
		for _, name := range strings.Fields(names) {
			if _, ok := item[name]; !ok {
				t.Errorf("%s: no %s", where, name)
			}
		}
	}
	var bound map[string]json.RawMessage
	var groups, unplaced []map[string]json.RawMessage
	for _, item := range answer.Items {
		has("plan", item, "groups nodes perMonth lowerBound gapPercent optimal unplaced")
		for name, to := range map[string]any{"lowerBound": &bound, "groups": &groups, "unplaced": &unplaced} {
			if err := json.Unmarshal(item[name], to); err != nil {
				t.Fatal(err)
			}
		}
		has("bound", bound, "nodes perMonth")
		has("group", groups[0], "name instanceTypes nodes onDemandNodes spotNodes perMonth limitedBy")
		has("unplaced", unplaced[0], "workload replicas reason need have")
	}
}

// Nothing is planned, but why is in the answer all the same.
func TestNoPlanJSON(t *testing.T) {
	var b bytes.Buffer
	s := planner.Default()
	if err := planned(&s, planner.Workloads{reporttest.Pods("big/one", 5, 9000, 1)}, asked, reporttest.M5Large).Write(&b, "json"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "big/one") {
		t.Errorf("no reason:\n%s", b.String())
	}
}

func TestReasonText(t *testing.T) {
	for _, c := range []struct {
		reason plan.Reason
		want   string
	}{
		{plan.Reason{}, "no candidate matches its node selector"},
		{plan.Reason{Limit: density.LimitCPU, Need: 9000, Have: 1780}, "CPU: needs 9000m, the most that a node has left is 1780m"},
		{plan.Reason{Limit: density.LimitMemory, Need: 9 << 30, Have: 7 << 30}, "memory: needs 9216Mi, the most that a node has left is 7168Mi"},
		{plan.Reason{Limit: density.LimitMaxPods, Need: 1}, "max pods: needs 1, the most that a node has left is 0"},
		{plan.Reason{Limit: density.LimitPodIPs, Need: 1}, "pod IPs: needs 1, the most that a node has left is 0"},
		{plan.Reason{Limit: density.LimitBranchENIs, Need: 1}, "branch ENIs: needs 1, the most that a node has left is 0"},
		{plan.Reason{Limit: density.LimitVolumes, Need: 30, Have: 23}, "volumes: needs 30, the most that a node has left is 23"},
		{plan.Reason{Limit: density.LimitGPUs, Resource: planner.GPUResource, Need: 16, Have: 8}, "nvidia.com/gpu: needs 16, the most that a node has left is 8"},
	} {
		if got := words.Reason(c.reason); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// Each line is compared with the first, and one without a plan is not a gap.
func TestWhatIf(t *testing.T) {
	s, secured := planner.Default(), planner.Default()
	secured.CNI.SecurityGroupsForPods = true
	find := func(name string, s *planner.Settings, k planner.Workload) answer.Planned {
		q := plan.Question{Workload: planner.Workloads{k}, Candidates: reporttest.Evaluate(s, reporttest.M5Large), Settings: s, Groups: 2, Zones: 3}
		return answer.Planned{File: name, Query: answer.Query{Settings: s, Topics: reporttest.EveryTopic}, Question: q, Found: fargate.Answer{Answer: q.Solve(2)}}
	}
	with := reporttest.Pods("a", 54, 1, 1)
	with.SecurityGroups = true
	w := report.NewWhatIf([]answer.Planned{
		find("as set", &s, reporttest.Pods("a", 54, 1, 1)), find("with security groups", &secured, with), find("too large", &s, reporttest.Pods("a", 54, 9000, 1)),
	}, [][]string{nil, {"a SecurityGroupPolicy selects them", "trunk ENIs"}, nil}, nil)
	for _, format := range []string{"table", "json", "csv", "markdown", "name"} {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			if err := w.Write(&b, format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// A plan that could not be written in full must not pass for one.
func TestPlanWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	plans := planned(reporttest.MixedSettings(), reporttest.Mixture(), asked, reporttest.M5Large, reporttest.R5Xlarge)
	for _, format := range report.Formats {
		for _, room := range []int{0, 5} {
			if err := plans.Write(&reporttest.Disk{Room: room, Full: full}, format); !errors.Is(err, full) {
				t.Errorf("%s after %d bytes: %v", format, room, err)
			}
		}
	}
	var b bytes.Buffer
	if err := plans.Write(&b, "xml"); err == nil || b.Len() > 0 || !slices.ContainsFunc(report.Formats, func(f string) bool { return strings.Contains(err.Error(), f) }) {
		t.Errorf("%v and %q", err, b.String())
	}
}
