package screen_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func TestSort(t *testing.T) {
	s := tuitest.Open(200, 50)
	perPod := func() []float64 {
		var costs []float64
		for i := range s.Rows.Rows {
			if c, known := s.Rows.Rows[i].Cost.PerPod.Value(); known {
				costs = append(costs, c.Float())
			} else if i < len(s.Rows.Rows)-1 {
				t.Error("an unknown cost before a known one")
			}
		}
		return costs
	}
	tuitest.Has(t, s.Text(), "COST/IP▲", "sorted by COST/IP ▲")
	if c := perPod(); !slices.IsSorted(c) {
		t.Error(c)
	}
	s.Press("i")
	tuitest.Has(t, s.Text(), "COST/IP▼")
	c := perPod()
	slices.Reverse(c)
	if !slices.IsSorted(c) {
		t.Error(c)
	}
	s.Press("S") // RAM per pod: more is better
	tuitest.Has(t, s.Text(), "RAM/POD▼")
	if s.Rows.Names()[0] != "m6i.2xlarge" {
		t.Error(s.Rows.Names())
	}
}

func TestFilter(t *testing.T) {
	s := tuitest.Open(120, 32)
	if got := s.Rows.Names(); slices.ContainsFunc(got, func(n string) bool {
		return slices.Contains([]string{"m5.large", "g5.xlarge", "m6i.metal", "t3.medium"}, n)
	}) {
		t.Error("the default filter leaves", got)
	}
	s.Press("/")
	s.Write("M6I.X")
	if got := s.Rows.Names(); !slices.Equal(got, []string{"m6i.xlarge"}) {
		t.Error("m6i.x:", got)
	}
	s.Press("ctrl+u")
	s.Write("m7fl")
	if got := s.Rows.Names(); !slices.Equal(got, []string{"m7i-flex.4xlarge"}) {
		t.Error("fuzzy:", got)
	}
	tuitest.Has(t, s.Text(), "names with these letters")
	s.Press("ctrl+u")
	s.Write("m5")
	tuitest.Has(t, s.Text(), `the default filter hides 1 type named "m5": press enter, then a`)
	s.Press("ctrl+u")
	s.Write("family=m5")
	tuitest.Has(t, s.Text(), "the default filter hides 1 type for family=m5: press enter, then a")
	s.Press("enter a")
	if got := s.Rows.Names(); !slices.Equal(got, []string{"m5.large"}) {
		t.Error("m5 of all:", got)
	}
	s.Press("esc")
	if got := len(s.Rows.Names()); got != len(tuitest.Types) {
		t.Error("all types:", got)
	}
}

func TestFilterConditions(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("a /")
	s.Write("vcpus>=4 mem<=16 arch=amd64")
	s.Press("enter")
	for _, o := range s.Rows.Rows {
		if o.Type.VCPUs < 4 || o.Type.Memory > 16*planner.GiB || o.Type.Arch != "amd64" {
			t.Error(o.Type.Name)
		}
	}
	tuitest.Has(t, s.Text(), "vcpus>=4 ×", "mem<=16 ×", "arch=amd64 ×")
	narrow := len(s.Rows.Rows)
	s.Press("backspace") // takes arch=amd64 away
	if len(s.Rows.Rows) < narrow || s.Rows.Query.Text != "vcpus>=4 mem<=16" {
		t.Errorf("%d rows, %q", len(s.Rows.Rows), s.Rows.Query.Text)
	}
	rows := s.Rows.Names()
	s.Press("/")
	s.Write("vcp")
	if !slices.Equal(s.Rows.Names(), rows) {
		t.Error("the beginning of a condition is taken for a name")
	}
	s.Write("us>")
	tuitest.Has(t, s.Text(), "value after >")
	if !slices.Equal(s.Rows.Names(), rows) {
		t.Error("a condition that makes no sense changes the table")
	}
	s.Press("esc esc a")
	before := len(s.Rows.Rows)
	s.Send(tea.MouseClickMsg{X: 30 + len(" eks=yes ×"), Y: 2, Button: tea.MouseLeft}) // generation=current
	if slices.Contains(s.Rows.Query.Chips, "generation=current") || len(s.Rows.Rows) <= before {
		t.Error("a click does not take the chip away", s.Rows.Query.Chips)
	}
}

func TestFilterTakesSpacesRoundOperators(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("a /")
	s.Write("vcpus >= 4 arch= amd64 gpus !=1 m6i")
	s.Press("enter")
	tuitest.Has(t, s.Text(), "vcpus>=4 ×", "arch=amd64 ×", "gpus!=1 ×", "m6i ×")
	got := s.Rows.Names()
	slices.Sort(got)
	if !slices.Equal(got, []string{"m6i.2xlarge", "m6i.metal", "m6i.xlarge"}) {
		t.Error(got)
	}
}

func TestMarksOutliveEverything(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("space down down space")
	want := screen.Marks{"c6g.xlarge", "m7i-flex.4xlarge"}
	tuitest.Has(t, s.Text(), "● 2 marked", " ●c6g.xlarge", "▸●m7i-flex.4xlarge")
	s.GoTo("prefix-delegation")
	s.Press("space tab s r a / r 6 i enter")
	if !slices.Equal(s.Marks, want) {
		t.Error("marks", s.Marks)
	}
	tuitest.Has(t, s.Text(), "● 2 marked, 2 hidden")
	s.Press("c")
	tuitest.Has(t, s.Text(), "2 types side by side", "c6g.xlarge", "m7i-flex.4xlarge")
	s.Press("esc M")
	if len(s.Marks) != 0 || strings.Contains(s.Text(), screen.MarkSign) {
		t.Error("marks", s.Marks)
	}
}

func TestMarkAgainUnmarks(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("space")
	before := s.Marks
	s.Press("space")
	if len(s.Marks) != 0 || len(before) != 1 {
		t.Errorf("marks %v, of before %v", s.Marks, before)
	}
}

// The default filter shows types with the devices that are asked for, says so, and has the
// cursor at the first that fits; what a person made of it stays.
func TestDefaultFilterFollowsDevices(t *testing.T) {
	const usual = "eks=yes generation=current gpus=0 accelerators=0 size=large..8xlarge"
	gpuPods := planner.Workloads{{Name: "infer", Replicas: 2, Request: planner.Resources{CPU: 1000, Memory: tuitest.GiB(2)}, Extended: map[string]int64{planner.GPUResource: 1}}}
	neuron := planner.Workloads{{Name: "train", Replicas: 1, Extended: map[string]int64{planner.NeuronResource: 1}}}
	for _, c := range []struct {
		name     string
		workload planner.Workloads
		keys     string // before
		gpus     string // of the pod request
		chips    string
		at       string
		says     string
	}{
		{"nothing", nil, "", "0", usual, "m6i.2xlarge", ""},
		{"pods with a GPU", nil, "", "1", "eks=yes generation=current gpus>=1 accelerators=0", "g5.xlarge", "now shows types with GPUs (gpus>=1), of all sizes"},
		{"more GPUs than any type has", nil, "", "8", "eks=yes generation=current gpus>=8 accelerators=0", "", "gpus>=8"},
		{"a workload with GPUs", gpuPods, "", "0", "eks=yes generation=current accelerators=0 size=large..8xlarge or gpus>=1 or accelerators>=1", "m6i.2xlarge", "workloads request devices"},
		{"a workload with Neuron devices", neuron, "", "0", "eks=yes generation=current gpus=0 size=large..8xlarge or gpus>=1 or accelerators>=1", "m6i.2xlarge", "workloads request devices"},
		{"a filter without sizes", nil, "backspace", "1", "eks=yes generation=current gpus=0 accelerators=0", "", ""},
		// All types: those that hold no pod are last, and the cursor is not with them.
		{"all types", nil, "a", "1", "", "g5.xlarge", ""},
	} {
		s := tuitest.OpenDisk(&tuitest.Disk{}, func(config *tui.Config) { config.Workload = c.workload })
		said := s.Text()
		s.Press("down down")
		s.Press(c.keys)
		if c.gpus != "0" {
			s.GoTo("pod-gpus")
			s.Press("enter " + c.gpus + " enter")
			said = s.Text()
		}
		if got := strings.Join(s.Rows.Query.Chips, " "); got != c.chips {
			t.Errorf("%s: %s, want %s", c.name, got, c.chips)
		}
		tuitest.Has(t, said, c.says)
		at := ""
		if o := s.Rows.Selected(); o != nil {
			at = o.Type.Name
		}
		if c.gpus != "0" && c.at != "" && (at != c.at || s.Rows.List.Cursor != 0) {
			t.Errorf("%s: at %s", c.name, at)
		}
		if c.gpus == "0" {
			continue
		}
		if s.Press("u"); strings.Join(s.Rows.Query.Chips, " ") != strings.Join(map[bool][]string{true: strings.Fields(usual), false: strings.Fields(c.chips)}[c.keys == ""], " ") {
			t.Errorf("%s: undone to %s", c.name, s.Rows.Query.Chips)
		}
	}
}

// A filter that follows the devices is no choice of a person: candidates of plans
// stay what they were.
func TestDevicesChangeNoCandidates(t *testing.T) {
	const text = "apiVersion: podfit/v1\nkind: Scenario\nplan: {candidates: family=m6i}\nworkload: [{name: a, replicas: 2, cpu: 1, memory: 1Gi}]\n"
	d := &tuitest.Disk{User: map[string]string{"s.yaml": text}}
	s := tuitest.OpenDisk(d)
	s.Do("o")
	s.Enter("s.yaml")
	before := s.PlanQuestion().Candidates
	s.GoTo("pod-gpus")
	s.Do("enter 1 enter")
	if got := s.PlanQuestion().Candidates; got != before || before != "family=m6i" {
		t.Errorf("candidates %s, of %s", got, before)
	}
	if got := s.Saved(); got.Plan.Candidates != "family=m6i" {
		t.Errorf("saved with %q", got.Plan.Candidates)
	}
}
