package screen_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
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
