package screen_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// The screen and podfit plan ask the same question.
func TestPlanCandidates(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload()[:2], 120, 32)
	s.Do("3")
	tuitest.Has(t, s.Text(), "10 types to choose from") // neither the one of metal nor that with a GPU
	names := func() string {
		var all []string
		for _, p := range s.Plans.Found.Plans {
			for _, g := range p.Groups {
				all = append(all, g.Option.Type.Name)
			}
		}
		slices.Sort(all)
		return strings.Join(slices.Compact(all), " ")
	}
	s.Do("1 / r 6 i enter 3")
	tuitest.Has(t, s.Text(), "1 type to choose from", "chosen from the types in the table")
	if names() != "r6i.xlarge" {
		t.Error(names())
	}
	s.Do("y")
	tuitest.Has(t, s.Text(), "podfit plan '*' -f podfit-scenario.yaml --filter 'eks=yes")
}

// An answer to a question that has changed since is dropped, and what works on
// it told to stop.
func TestLatePlansAreDropped(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload(), 160, 32)
	late := s.Send(tuitest.Key("3"))
	stop := s.Plans.StopFlag()
	tuitest.Has(t, s.Text(), "searching plans for 5 workloads")
	next := s.Send(tuitest.Key("left"))
	if !stop.Load() {
		t.Error("goes on")
	}
	s.Play(late)
	if s.Plans.Found != nil {
		t.Error("a late answer is shown")
	}
	s.Play(next)
	if s.Plans.Found == nil || s.Plans.Found.Terms.Groups != 2 || s.Plans.Searching() {
		t.Error("no answer")
	}
	again := s.Send(tuitest.Key("left"))
	tuitest.Has(t, s.Text(), "below is from before the change")
	s.Do("esc") // the best so far
	s.Play(again)
	tuitest.Has(t, s.Text(), "stopped early")
	s.Send(tuitest.Key("O"))
	stop = s.Plans.StopFlag()
	s.Do("1")
	if !stop.Load() || s.Plans.Searching() {
		t.Error("goes on although nobody looks")
	}
	if s.Do("3"); s.Plans.Found.Terms.Objective != plan.LeastNodes {
		t.Error("not asked again")
	}
}

// A first plan is shown while better ones are looked for, and stays if the search is
// stopped before it has one.
func TestFirstPlan(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload(), 160, 32)
	s.Files.Keep = nil // a key asks for plans alone
	search := s.Send(s.Send(tuitest.Key("3"))())
	tuitest.Has(t, s.Text(), "planning · below is the first plan that schedules")
	first := s.Plans.Found
	if len(first.Plans) != 1 || first.Plans[0].Scheduled.Orders == 0 || !s.Plans.Searching() {
		t.Fatalf("%+v", first.Plans)
	}
	s.Play(search)
	best := s.Plans.Found
	if s.Plans.Searching() || best.Plans[0].Month.Or(0) > first.Plans[0].Month.Or(0) || !best.Plans[0].Packed.Nodes.Known() {
		t.Errorf("%v after %v", best.Plans[0].Month, first.Plans[0].Month)
	}
	search = s.Send(s.Send(tuitest.Key("left"))())
	first = s.Plans.Found
	s.Do("esc")
	s.Play(search)
	if s.Plans.Found != first || !first.Cut {
		t.Error("the first plan is gone")
	}
}

// The zones of a plan are those of the subnets.
func TestPlansAreInTheZonesOfSubnets(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload()[1:2], 120, 32)
	s.Do("4 n")
	s.Write("us-east-1d=10.0.0.0/22 us-east-1f=10.0.4.0/22")
	s.Do("enter 3")
	tuitest.Has(t, s.Text(), "2 zones", "us-east-1d ", "us-east-1f ")
	s.Do("u")
	tuitest.Has(t, s.Text(), "3 zones", "us-east-1a ")
}

// A region of two zones has no plans over three.
func TestPlansAreInTheZonesOfTheRegion(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload()[1:2], 120, 32)
	for i := range s.Options {
		s.Options[i].Offering.Region = &planner.Region{Name: "us-west-1", Zones: []string{"usw1-az1", "usw1-az3"}}
	}
	s.Do("3")
	tuitest.Has(t, s.Text(), "2 zones")
	if got := s.PlanCommand("plan"); s.PlanZones() != 2 || strings.Join(got, " ") != "podfit plan -f podfit-scenario.yaml" {
		t.Error(s.PlanZones(), got)
	}
	s.Do("z")
	tuitest.Has(t, s.Text(), "1 zone ")
	s.Do("z")
	tuitest.Has(t, s.Text(), "2 zones")
}

// What plans are to be like is in the session that is kept, and opening a file is
// undone with what it said of them.
func TestTermsAreKept(t *testing.T) {
	d := &tuitest.Disk{User: map[string]string{"s.yaml": "apiVersion: podfit/v1\nkind: Scenario\nplan: {zones: 2, headroom: 20%, scheduler: most-allocated}\n"}}
	s := tuitest.OpenDisk(d, func(c *tui.Config) { c.Workload = tuitest.Workload()[1:2] })
	s.Do("3 h O v z z space")
	s.GoTo("prefix-delegation")
	s.Do("space esc esc") // is work
	want := s.Saved().Plan
	if want.Groups != 2 || want.Objective != plan.LeastNodes || want.Spare != plan.SpareNode || want.Zones.Count != 5 {
		t.Fatalf("%+v", want)
	}
	if got := resumed(t, d).Saved().Plan; !reflect.DeepEqual(got, want) {
		t.Errorf("resumed %+v, left %+v", got, want)
	}
	s.Do("3 O") // changed after the work
	want = s.Saved().Plan
	if got := resumed(t, d).Saved().Plan; !reflect.DeepEqual(got, want) {
		t.Errorf("resumed %+v, left %+v", got, want)
	}
	s.Do("o")
	s.Enter("s.yaml")
	if got := s.Saved().Plan; got.Headroom != 20 || got.Scheduler != plan.MostAllocated || got.Zones.Count != 2 {
		t.Errorf("opened as %+v", got)
	}
	if s.Undo(); !reflect.DeepEqual(s.Saved().Plan, want) {
		t.Errorf("undone to %+v, not %+v", s.Saved().Plan, want)
	}
	if s.Redo(); s.Saved().Plan.Headroom != 20 {
		t.Errorf("redone as %+v", s.Saved().Plan)
	}
}

// Pools are edited as the specs of --pool, checked, undone and saved, and each has types of
// its own.
func TestPools(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload()[:2], 160, 32)
	s.Do("3")
	set := func(text string) (err error) {
		for _, f := range s.Fields() {
			if f.Name == screen.PoolTerm {
				err = f.Set(s.Session, text)
			}
		}
		s.Play(s.Send(nil))
		return err
	}
	set("name=web,filter=family=r6i,on-demand-percent=0; batch")
	want := []string{"web: r6i.xlarge", "batch: "}
	for i, p := range s.Plans.Found.Asked().Pools {
		var names []string
		for _, o := range p.Candidates {
			names = append(names, o.Type.Name)
		}
		got := p.Name + ": " + strings.Join(names, " ")
		if !strings.HasPrefix(got, want[i]) || len(names) == 0 || p.Candidates[0].Settings.Capacity != p.Pool.Settings(s.Settings).Capacity {
			t.Errorf("pool %s, want %s", got, want[i])
		}
	}
	if got := s.Saved().Plan.Pools; len(got) != 2 || got[0].Candidates != "family=r6i" {
		t.Fatalf("saved as %+v", got)
	}
	set("web,zones=eu-west-3a")
	tuitest.Has(t, s.Text(), "pool web: zone eu-west-3a: not among the plan's zones, us-east-1a, us-east-1b, us-east-1c")
	set("web,filter=family=m99")
	tuitest.Has(t, s.Text(), "pool web: no EKS-capable instance type matches family=m99")
	if err := set("default"); err == nil || !strings.Contains(err.Error(), "name=default: default is the pool of the workloads that no other takes") {
		t.Error(err)
	}
	s.Undo()
	s.Undo()
	if got := s.Saved().Plan.Pools; len(got) != 2 {
		t.Errorf("undone to %+v", got)
	}
	set("none")
	if got := s.Saved().Plan.Pools; len(got) != 0 {
		t.Errorf("none is %+v", got)
	}
}
