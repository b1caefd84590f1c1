package planview_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/words"
	"podfit/tui"
	"podfit/tui/planview"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func TestPlanAnswers(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload(), 160, 120)
	s.Do("3")
	tuitest.Has(t, s.Text(), "✗ unplaced: 2 pods of data/giant: memory: needs 900Gi", "skipped 1 instance type without a known price",
		"least cost · up to 3 groups · 3 zones · no spare · 30% on-demand", "lower bound ", "all on-demand $", "A batch/worker", "nodes by zone")
	first := s.Plans.Found
	for _, c := range []struct{ key, says string }{
		{"left", "up to 2 groups"}, {"-", "1 group ·"}, {"h", "a plan has at least one group"}, {"+", "up to 2 groups"},
		{"O", "fewest nodes"}, {"Z", "2 zones"}, {"v", "spare node"}, {"v", "spare zone"}, {"Z", "with one zone, spare is now a node"},
		{"v", "sparing a zone needs several zones: now 3"}, {"v", "spare spot pool"},
	} {
		s.Do(c.key)
		tuitest.Has(t, s.Text(), c.says)
	}
	if s.Plans.Found == first {
		t.Error("the plans are those of before")
	}
	s.Do("enter")
	tuitest.Has(t, s.Text(), "What the nodes of plan 1 run", "kube-system/coredns")
	s.Do("esc esc")
	if s.At() != screen.Types {
		t.Error("esc twice is not at the types")
	}
}

// openPlanned is a screen over workloads alone, without system pods.
func openPlanned(w planner.Workloads, spare plan.Spare) *tuitest.Screen {
	return tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
		c.Workload, c.Plan = w, plan.DefaultTerms()
		c.Plan.SystemPods, c.Plan.Spare = nil, spare
	})
}

// A pod that is alone on its node needs an empty node to survive the loss of its own.
func TestSpareNodeIsShown(t *testing.T) {
	s := openPlanned(planner.Workloads{{
		Name: "db", Replicas: 3, Request: planner.Resources{CPU: 1000, Memory: tuitest.GiB(2)}, OnePerNode: true, Rollout: planner.Rollout{Recreate: true},
	}}, plan.SpareNode)
	s.Do("3")
	tuitest.Has(t, s.Text(), "1 of them spare", "packs ", "schedules ", "none Pending", "the fullest has 33% of the pods")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "no pods: spare")
}

// Nodes that each hold other pods are opened one by one, and copied.
func TestManyPatterns(t *testing.T) {
	var w planner.Workloads
	for i := range 8 {
		w = append(w, planner.Workload{
			Name: fmt.Sprintf("kind-%d", i), Replicas: 1, Request: planner.Resources{CPU: 3000, Memory: tuitest.GiB(4)}, Rollout: planner.Rollout{Recreate: true},
		})
	}
	s := openPlanned(w, plan.SpareNothing)
	s.Do("/ t y p e = m 6 i . x l a r g e enter 3 enter")
	tuitest.Has(t, s.Text(), "8 × m6i.xlarge", "▸    1 ×  us-east-1a  1 × kind-0", "1 × kind-7")
	if s.Do("down enter"); !strings.Contains(s.Text(), "A node of m6i.xlarge in us-east-1b · 1 of 8 nodes") {
		t.Error(s.Text())
	}
	tuitest.Has(t, s.Text(), "kind-1", "3000m", "4096Mi", "system and DaemonSets")
	s.Do("Y")
	tuitest.Has(t, s.Clipboard, "m6i.xlarge 1 ×  us-east-1b  1 × kind-1")
	s.Do("esc Y")
	if tuitest.Has(t, s.Text(), "What the nodes of plan 1 run"); s.Do("esc Y") {
		t.Error("quits")
	}
	tuitest.Has(t, s.Clipboard, "8 × m6i.xlarge, $1121.28 a month")
}

func TestPlanSaysWhatToDo(t *testing.T) {
	w := planner.Workloads{{Name: "web", Replicas: 3, SecurityGroups: true, NoRequests: true}}
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) { c.Workload = w })
	s.Do("3")
	tuitest.Has(t, s.Text(), "security groups for pods are off: turn on SG for pods", "no requests for CPU and memory")
	s.Do("1 / v c p u s > 5 0 0 enter 3")
	tuitest.Has(t, s.Text(), "no type matches: ")
}

func TestPlanIsClicked(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload()[1:3], 98, 90)
	s.Do("3")
	v := s.Page().(*planview.View)
	if len(v.Starts()) < 2 {
		t.Fatal("only one plan")
	}
	y := s.Layout.Body.Inner().Y + 1 + v.Starts()[1]
	if s.Click(5, y); s.Plans.List.Cursor != 1 {
		t.Error("not selected")
	}
	if s.Click(5, y); !strings.Contains(s.Text(), "What the nodes of plan 2 run") {
		t.Error("not opened")
	}
}

// Fargate is a choice of the plan: what moves there is not on nodes, and the cost has both.
func TestFargate(t *testing.T) {
	few := planner.Workloads{
		{Name: "web", Replicas: 30, Request: planner.Resources{CPU: 500, Memory: tuitest.GiB(2)}},
		{Name: "jobs", Replicas: 4, Request: planner.Resources{CPU: 1000, Memory: tuitest.GiB(4)}, HoursPerMonth: 10},
	}
	for _, c := range []struct {
		choice string
		pods   int // on Fargate
		says   []string
	}{
		{"off", 0, nil},
		{"none", 0, []string{"REPLICAS", "cheaper on Fargate", "Fargate: nothing moved", "fargate none"}},
		{"jobs", 4, []string{"REPLICAS", "on nodes + $2.51 on Fargate", "$2.51 of it for 4 pods on Fargate", "fargate jobs"}},
		{"cheaper", 4, []string{"on nodes + $2.51 on Fargate"}},
		{"all", 36, []string{"no nodes: all pods are on Fargate"}}, // with CoreDNS
	} {
		s := tuitest.OpenDisk(&tuitest.Disk{}, func(config *tui.Config) { config.Workload = few })
		s.Size(140, 60)
		s.Do("3")
		if c.choice != "off" {
			s.GoTo("fargate")
			s.Do("enter")
			s.Enter(c.choice)
		}
		tuitest.Has(t, s.Text(), c.says...)
		if got := s.Plans.Found.OnFargate(); got != c.pods {
			t.Errorf("%s: %d pods on Fargate", c.choice, got)
		}
		if c.choice == "off" {
			if strings.Contains(s.Text(), "REPLICAS") {
				t.Error("Fargate is compared unasked")
			}
			continue
		}
		s.Do("u")
		if s.Plans.Found.Fargate != nil || s.Plans.Terms.Fargate != "" {
			t.Errorf("%s is not undone", c.choice)
		}
	}
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(config *tui.Config) { config.Workload = few })
	s.GoTo("fargate")
	s.Do("enter")
	s.Enter("jbos")
	tuitest.Has(t, s.Text(), `Fargate: "jbos": no such workload, and not one of none, all, cheaper (did you mean jobs?)`)
}

func TestNoWorkload(t *testing.T) {
	s := tuitest.OpenWorkload(nil, 80, 24)
	s.Do("3")
	tuitest.Has(t, s.Text(), "There are no workloads to plan for. Press ctrl+n")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "No workloads yet: a adds one, b makes one in a form")
}

// Names of extended resources stand in full, and a GPU that is a part of one is said of the
// group that has it.
func TestGPUsAreDrawn(t *testing.T) {
	w := planner.Workloads{{Name: "infer", Replicas: 2, Request: planner.Resources{CPU: 1000, Memory: tuitest.GiB(2)}, Extended: map[string]int64{planner.GPUResource: 1}}}
	for _, fraction := range []bool{false, true} {
		s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
			c.Workload = w
			types := c.Lookups.Types()
			c.Lookups.Types = func() []planner.InstanceType { return types }
			for i := range types {
				types[i].GPUMaker, types[i].GPUModel = "NVIDIA", "L4"
				types[i].FractionalGPU = fraction && types[i].GPUs.Or(0) > 0
			}
		})
		s.Do("3")
		tuitest.Has(t, s.Text(), "nvidia.com/gpu ")
		if said := strings.Contains(s.Text(), "each GPU is a part of one:"); said != fraction {
			t.Errorf("said of a fraction: %v\n%s", said, s.Text())
		}
	}
}

// What decides on Fargate is whole at 80 columns: the cost of each workload and the verdict.
func TestNarrowFargate(t *testing.T) {
	names := planner.Workloads{
		{Name: "shop/web-frontend-of-the-north", Replicas: 30, Request: planner.Resources{CPU: 500, Memory: tuitest.GiB(2)}},
		{Name: "batch/jobs", Replicas: 4, Request: planner.Resources{CPU: 1000, Memory: tuitest.GiB(4)}, HoursPerMonth: 10},
		{Name: "shop/agent", Replicas: 2, Request: planner.Resources{CPU: 250, Memory: tuitest.GiB(1)}, HostNetwork: true},
	}
	for _, width := range []int{80, 120, 200} {
		s := tuitest.OpenDisk(&tuitest.Disk{}, func(config *tui.Config) {
			config.Workload, config.Plan = names, plan.DefaultTerms()
			config.Plan.Fargate = "cheaper"
		})
		s.Size(width, 80)
		s.Do("3")
		s.CheckFrame(t)
		table := report.Fargate(s.Plans.Found.Fargate, "USD")
		flat := strings.Join(strings.Fields(strings.ReplaceAll(s.Text(), "│", " ")), " ")
		for _, row := range table.Rows {
			for column, cell := range row {
				if decides := []string{"FARGATE", "COST", "ON NODES", "BREAK-EVEN", ""}; slices.Contains(decides, table.Titles[column]) && !strings.Contains(flat, cell) {
					t.Errorf("%d columns: %s %q is not there:\n%s", width, table.Titles[column], cell, s.Text())
				}
			}
		}
	}
}

// What each pod of a node has besides its requests is whole at 80 columns.
func TestNarrowPodsOfANode(t *testing.T) {
	w := planner.Workloads{{Name: "shop/db", Replicas: 2, Request: planner.Resources{CPU: 500, Memory: tuitest.GiB(2)}, Volumes: 2, SecurityGroups: true, ZoneSkew: 1,
		Nodes: planner.NodeSelector{Types: []string{"m6i.large", "m6i.xlarge", "r6i.xlarge"}, Tolerations: []string{"dedicated=database:NoSchedule"}}}}
	s := tuitest.OpenWorkload(w, 80, 40)
	s.Do("3 enter enter")
	flat := strings.Join(strings.Fields(strings.ReplaceAll(s.Text(), "│", " ")), " ")
	if also := words.Conditions(&w[0]); !strings.Contains(flat, also) {
		t.Errorf("%q is not there:\n%s", also, s.Text())
	}
	s.CheckFrame(t)
}
