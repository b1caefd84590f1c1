package fargate_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// Fargate in us-east-1, as of 2026-06.
var fargatePrices = fargate.Prices{VCPUHour: planner.Known(sample.Units(0.04048)), GBHour: planner.Known(sample.Units(0.004445))}

// sized pods need no room for a rollout.
func sized(name string, replicas int, cpu planner.Millis, mib planner.Memory, hours float64) planner.Workload {
	return planner.Workload{
		Name: name, Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: mib * planner.MiB}, HoursPerMonth: hours,
		Rollout: planner.Rollout{Recreate: true},
	}
}

func onDemandQuestion(w planner.Workloads, types ...string) *plan.Question {
	s := planner.Default()
	q := &plan.Question{Workload: w, Settings: &s, Groups: 1}
	for _, name := range types {
		q.Candidates = append(q.Candidates, sample.Option(name))
	}
	return q
}

// One m5.large, $70.08 a month, for two workloads that are worth the same: each has
// half of it, unused parts included. 0.25 vCPU and 1 GB are $0.014565 an hour.
func TestFargateShares(t *testing.T) {
	q := onDemandQuestion(planner.Workloads{sized("web", 2, 250, 512, 0), sized("jobs", 2, 250, 512, 60), sized("none", 0, 1, 1, 0)}, "m5.large")
	a := fargate.Solve(q, fargatePrices, fargate.Choice{}, 3)
	got := ""
	for _, k := range a.Fargate.Workloads {
		got += fmt.Sprintf("%s %v h: %v %v of nodes %v, even at %.1f h\n",
			k.Workload.Name, k.Hours, k.PodMonth.Or(-1), k.Month.Or(-1), k.NodesMonth.Or(-1), k.BreakEven.Or(-1))
	}
	const want = `web 730 h: 10632450 21264900 of nodes 35040000, even at 1202.9 h
jobs 60 h: 873900 1747800 of nodes 35040000, even at 1202.9 h
`
	if got != want || len(a.Fargate.Moved()) > 0 || a.Fargate.Addresses != 0 {
		t.Errorf("%s%v moved, %d addresses", got, a.Fargate.Moved(), a.Fargate.Addresses)
	}
	if total := a.Fargate.Total(a.Plans[0].Month); total != planner.Known(sample.Units(70.08)) || a.Fargate.NodesAlone != total {
		t.Errorf("%v in total, %v with all on nodes", total, a.Fargate.NodesAlone)
	}
}

// Which workloads move, and the total then.
func TestFargateChoices(t *testing.T) {
	pinned := sized("pinned", 1, 250, 512, 0)
	pinned.Volumes = 1
	mounted := sized("mounted", 6, 250, 512, 0)
	mounted.Volumes = 1
	short := planner.Workloads{sized("web", 6, 250, 512, 0), sized("jobs", 1, 1000, 4096, 10)}
	for _, c := range []struct {
		name     string
		workload planner.Workloads
		choice   fargate.Choice
		want     string
	}{
		// Without the jobs two nodes are not needed. Fargate bills 510m as a whole vCPU.
		{"two nodes less", planner.Workloads{sized("web", 3, 510, 512, 0), sized("jobs", 2, 1000, 4096, 10)}, fargate.Choice{Policy: fargate.Cheaper},
			"[jobs] 2 addresses: 70.08 + 1.25 = 71.33, nodes alone 210.24"},
		// They cost less than their share, but without them there is still a node:
		// nothing is saved.
		{"no node less", planner.Workloads{sized("web", 2, 250, 512, 0), sized("jobs", 1, 250, 512, 1), pinned}, fargate.Choice{Policy: fargate.Cheaper},
			"[] 0 addresses: 70.08 + 0.00 = 70.08, nodes alone 70.08"},
		// The largest saving first: without the jobs two nodes are saved, and cron, too,
		// would cost 4.37 and save none.
		{"the largest saving", planner.Workloads{mounted, sized("jobs", 2, 1000, 4096, 10), sized("cron", 1, 250, 512, 300)}, fargate.Choice{Policy: fargate.Cheaper},
			"[jobs] 2 addresses: 70.08 + 1.25 = 71.33, nodes alone 210.24"},
		{"all", short, fargate.Choice{Policy: fargate.All}, "[web jobs] 7 addresses: 0.00 + 64.42 = 64.42, nodes alone 140.16"},
		{"all that can", planner.Workloads{sized("web", 6, 250, 512, 0), pinned}, fargate.Choice{Policy: fargate.All},
			"[web] 6 addresses: 70.08 + 63.79 = 133.87, nodes alone 70.08"},
		{"by name", short, fargate.Choice{Policy: fargate.Named, Workloads: []string{"jobs"}},
			"[jobs] 1 addresses: 70.08 + 0.63 = 70.71, nodes alone 140.16"},
	} {
		a := fargate.Solve(onDemandQuestion(c.workload, "m5.large"), fargatePrices, c.choice, 1)
		f, nodes := a.Fargate, a.Plans[0].Month
		got := fmt.Sprintf("%v %d addresses: %.2f + %.2f = %.2f, nodes alone %.2f",
			f.Moved(), f.Addresses, nodes.Or(-1).Float(), f.Month.Or(-1).Float(), f.Total(nodes).Or(-1).Float(), f.NodesAlone.Or(-1).Float())
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// With all pods on Fargate the plan has no nodes and costs the cluster's adder.
func TestFargateAlone(t *testing.T) {
	s := sample.Settings(sample.Capacity(planner.Capacity{OnDemandPercent: 100, ClusterAdder: sample.Units(73)}))
	q := sample.Question(planner.Workloads{sized("web", 1, 250, 512, 0)}, s, "m5.large")
	a := fargate.Solve(q, fargatePrices, fargate.Choice{Policy: fargate.All}, 1)
	if p := a.Plans[0]; len(p.Groups) > 0 || p.Month != planner.Known(sample.Units(73)) || a.Fargate.Total(p.Month) != planner.Known(sample.Units(73+10.63245)) {
		t.Errorf("%+v, %v in total", p, a.Fargate.Total(p.Month))
	}
}

// Workloads stay on nodes if moving them saves nothing, even if it costs nothing.
func TestFargateTie(t *testing.T) {
	pinned := sized("pinned", 1, 250, 512, 0)
	pinned.Volumes = 1
	q := onDemandQuestion(planner.Workloads{sized("web", 2, 250, 512, 0), pinned}, "m5.large")
	free := fargate.Prices{VCPUHour: planner.Known[planner.Money](0), GBHour: planner.Known[planner.Money](0)}
	if moved := fargate.Solve(q, free, fargate.Choice{Policy: fargate.Cheaper}, 1).Fargate.Moved(); len(moved) > 0 {
		t.Errorf("%v moved", moved)
	}
}

// Without prices nothing is known to be cheaper, and workloads that move by name
// have no cost.
func TestFargateWithoutPrices(t *testing.T) {
	q := onDemandQuestion(planner.Workloads{sized("web", 6, 250, 512, 1), sized("jobs", 2, 1000, 4096, 1)}, "m5.large")
	var none fargate.Prices
	if w := none.Warnings("eu-west-3"); len(w) != 1 || w[0] != (fargate.PriceUnknown{Region: "eu-west-3"}) {
		t.Error(w)
	}
	if a := fargate.Solve(q, none, fargate.Choice{Policy: fargate.Cheaper}, 1); len(a.Fargate.Moved()) > 0 {
		t.Error(a.Fargate.Moved())
	}
	a := fargate.Solve(q, none, fargate.Choice{Policy: fargate.Named, Workloads: []string{"jobs"}}, 1)
	if f := a.Fargate; f.Month.Known() || f.Total(a.Plans[0].Month).Known() || f.Workloads[1].BreakEven.Known() || !f.NodesAlone.Known() {
		t.Errorf("%+v", f)
	}
}

// Pods without requests have no share, nor do pods on a node without a price.
func TestFargateUnknownShares(t *testing.T) {
	q := onDemandQuestion(planner.Workloads{{Name: "idle", Replicas: 2, NoRequests: true}}, "m5.large")
	if f := fargate.Solve(q, fargatePrices, fargate.Choice{}, 1).Fargate; f.Workloads[0].NodesMonth.Known() || f.Workloads[0].BreakEven.Known() || !f.Workloads[0].Month.Known() {
		t.Errorf("%+v", f.Workloads[0])
	}
	q = onDemandQuestion(planner.Workloads{sized("web", 1, 250, 512, 0)}, "trn2.48xlarge")
	q.Objective = plan.LeastNodes
	if f := fargate.Solve(q, fargatePrices, fargate.Choice{}, 1).Fargate; f.Workloads[0].NodesMonth.Known() || f.NodesAlone.Known() {
		t.Errorf("%+v", f.Workloads[0])
	}
}

// The shares add up to the cost of the nodes, moving the cheaper workloads never
// raises the total, and workloads that cannot run on Fargate never move.
func TestFargateNeverDearer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := sample.AnyQuestion.Draw(t, "question")
		q.Objective = plan.LeastCost
		for i := range q.Workload {
			q.Workload[i].Request.CPU++ // each has a share
			q.Workload[i].HoursPerMonth = rapid.SampledFrom([]float64{0, 1, 100}).Draw(t, "hours")
		}
		compared := fargate.Solve(q, fargatePrices, fargate.Choice{}, 1)
		if len(compared.Plans) == 0 {
			return
		}
		shares := 0.0
		for _, k := range compared.Fargate.Workloads {
			shares += float64(k.NodesMonth.Or(0))
		}
		month := compared.Plans[0].Month.Or(0) - q.Settings.Capacity.ClusterAdder
		if math.Abs(shares-float64(month)) > float64(len(q.Workload)) {
			t.Fatalf("shares of %v, and the nodes cost %v", shares, month)
		}
		mixed := fargate.Solve(q, fargatePrices, fargate.Choice{Policy: fargate.Cheaper}, 1)
		total := mixed.Fargate.Total(mixed.Plans[0].Month).Or(math.MaxInt64)
		if total > compared.Plans[0].Month.Or(0) {
			t.Fatalf("%v with %v on Fargate, %v on nodes", total, mixed.Fargate.Moved(), compared.Plans[0].Month)
		}
		for _, k := range mixed.Fargate.Workloads {
			if k.Moved && (len(k.Reasons) > 0 || !slices.Contains(mixed.Fargate.Moved(), k.Workload.Name)) {
				t.Fatalf("%s moved: %v", k.Workload.Name, k.Reasons)
			}
		}
	})
}

// System pods stay on nodes unless they are named, or no other pod stays there.
func TestFargateSystemPods(t *testing.T) {
	s := planner.Default()
	terms := plan.DefaultTerms()
	q := terms.Ask(planner.Workloads{sized("web", 20, 250, 512, 1)}, &s, 1, nil)
	q.Candidates = onDemandQuestion(nil, "m5.large").Candidates
	coreDNS := q.Workload[1].Name
	for _, c := range []struct {
		choice  fargate.Choice
		volumes int
		want    []string
	}{
		{fargate.Choice{Policy: fargate.All}, 0, []string{"web", coreDNS}},
		{fargate.Choice{Policy: fargate.All}, 1, nil}, // EBS volumes are not for Fargate
		{fargate.Choice{Policy: fargate.Cheaper}, 0, []string{"web"}},
		{fargate.Choice{Policy: fargate.Named, Workloads: []string{coreDNS}}, 0, []string{coreDNS}},
	} {
		q.Workload[0].Volumes = c.volumes
		a := fargate.Solve(&q, fargatePrices, c.choice, 1)
		if got := a.Fargate.Moved(); !slices.Equal(got, c.want) || (a.Plans[0].Nodes == 0) != (len(got) == 2) {
			t.Errorf("%+v: %v moved, %d nodes", c.choice, got, a.Plans[0].Nodes)
		}
	}
}

// A workload that others must run beside stays on nodes with them, however cheap it
// were on Fargate.
func TestFargateLeavesNonePending(t *testing.T) {
	web := sized("web", 4, 1000, 4096, 1)
	web.Labels = map[string]string{"app": "web"}
	beside := sized("beside", 1, 250, 512, 0)
	beside.Volumes = 1
	beside.Affinity = []planner.PodTerm{{Topology: planner.HostTopology, Selector: sample.Conditions("app=web")}}
	pinned := sized("pinned", 1, 250, 512, 0)
	pinned.Volumes = 1
	q := onDemandQuestion(planner.Workloads{web, beside, pinned}, "m5.large")
	a := fargate.Solve(q, fargatePrices, fargate.Choice{Policy: fargate.Cheaper}, 1)
	if len(a.Unplaced) > 0 || len(a.Fargate.Moved()) > 0 {
		t.Errorf("%v moved, and %+v has no place", a.Fargate.Moved(), a.Unplaced)
	}
	if a := fargate.Solve(q, fargatePrices, fargate.Choice{Policy: fargate.Named, Workloads: []string{"web"}}, 1); len(a.Unplaced) != 1 {
		t.Errorf("named, it moves all the same: %+v", a.Unplaced)
	}
}
