package plan_test

import (
	"slices"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// A commitment pays the nodes of which it saves the largest share, at reserved prices,
// and its use is told; a type without a price is not covered.
func TestCommitment(t *testing.T) {
	usd := func(f float64) planner.Maybe[planner.Money] { return planner.Known(sample.Units(f)) }
	for _, c := range []struct {
		name      string
		types     []string
		capacity  planner.Capacity
		month     planner.Maybe[planner.Money]
		use       plan.CommitmentUse
		uncovered []string
	}{
		// Ten m5.large at 44.1504: 0.6048 an hour of 12.5.
		{"larger than the plan", []string{"m5.large"}, planner.Capacity{OnDemandPercent: 100, Commitment: sample.Units(12.5)},
			usd(441.504), plan.CommitmentUse{Hour: sample.Units(12.5), Used: sample.Units(0.6048), Purchase: planner.PurchaseReserved1Y}, nil},
		// Five of ten.
		{"half of the plan", []string{"m5.large"}, planner.Capacity{OnDemandPercent: 100, Commitment: sample.Units(0.3024)},
			usd(571.152), plan.CommitmentUse{Hour: sample.Units(0.3024), Used: sample.Units(0.3024), Purchase: planner.PurchaseReserved1Y}, nil},
		{"another term", []string{"m5.large"}, planner.Capacity{OnDemandPercent: 100, Purchase: planner.PurchaseReserved3Y, Commitment: sample.Units(12.5)},
			usd(301.344), plan.CommitmentUse{Hour: sample.Units(12.5), Used: sample.Units(0.4128), Purchase: planner.PurchaseReserved3Y}, nil},
		// Spot nodes are not covered.
		{"spot", []string{"m5.large"}, planner.Capacity{Commitment: sample.Units(12.5)},
			usd(238.272), plan.CommitmentUse{Hour: sample.Units(12.5), Purchase: planner.PurchaseReserved1Y}, nil},
		{"a type without a price", []string{"c5.large"}, planner.Capacity{OnDemandPercent: 100, Commitment: sample.Units(12.5)},
			usd(620.5), plan.CommitmentUse{Hour: sample.Units(12.5), Purchase: planner.PurchaseReserved1Y}, []string{"c5.large"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := solved(t, sample.Question(planner.Workloads{sample.Pods("a", 10, 1500, 100)}, sample.Settings(sample.Capacity(c.capacity)), c.types...))
			use := p.Commitment.Or(plan.CommitmentUse{})
			if p.Nodes != 10 || p.Month != c.month || use.Hour != c.use.Hour || use.Used != c.use.Used || use.Purchase != c.use.Purchase || !slices.Equal(use.Uncovered, c.uncovered) {
				t.Errorf("got %d nodes, %v, %+v", p.Nodes, p.Month, use)
			}
			if bound, known := p.LowerBound.Month.Value(); !known || bound > p.Month.Or(0) {
				t.Errorf("the bound %v is above %v", bound, p.Month)
			}
		})
	}
	// Without one nothing is told.
	p, _ := solved(t, sample.Question(planner.Workloads{sample.Pods("a", 1, 1, 1)}, sample.Settings(), "m5.large"))
	if p.Commitment.Known() {
		t.Errorf("%+v without a commitment", p.Commitment)
	}
}

// A spot group of several types tells what each of them costs, the least and the most.
func TestSpotRange(t *testing.T) {
	w := planner.Workloads{sample.Pods("a", 4, 1500, 100)}
	spot := sample.Settings(sample.Capacity(planner.Capacity{}))
	p, _ := solved(t, sample.Question(w, spot, "m5.large", "m5d.large", "m4.large"))
	r, known := p.Groups[0].SpotRange.Value()
	// m5.large 70.08 at 34 %, m5d.large 82.49 at 41 % and m4.large 73 at 48 %.
	if !known || r.Low != sample.Units(23.8272) || r.LowType != "m5.large" || r.High != sample.Units(35.04) || r.HighType != "m4.large" || r.Unknown != 0 || r.Source.AsOf != "2025-06-28" {
		t.Errorf("%+v of %v", r, p.Groups[0].Alternatives)
	}
	for name, q := range map[string]*plan.Question{
		"one type":  sample.Question(w, spot, "m5.large"),
		"on demand": sample.Question(w, sample.Settings(), "m5.large", "m4.large"),
	} {
		if p, _ := solved(t, q); p.Groups[0].SpotRange.Known() {
			t.Errorf("%s: %+v", name, p.Groups[0].SpotRange)
		}
	}
}

// The fee of Auto Mode is part of a plan's cost.
func TestAutoModeFee(t *testing.T) {
	w := planner.Workloads{sample.Pods("a", 10, 1500, 100)}
	p, _ := solved(t, sample.Question(w, sample.Settings(sample.AutoMode), "m5.large"))
	if fee := p.AutoModeFee(); fee != planner.Known(sample.Units(84.096)) || p.Month != planner.Known(sample.Units(784.896)) {
		t.Errorf("a fee of %v in %v", fee, p.Month)
	}
	p, _ = solved(t, sample.Question(w, sample.Settings(), "m5.large"))
	if fee := p.AutoModeFee(); fee.Known() {
		t.Errorf("a fee of %v outside Auto Mode", fee)
	}
}

// A resource that no table has: the types are not judged, and a number that the user
// gives judges its type. A lack of it is never told as 0.
func TestUnknownResource(t *testing.T) {
	const slices3 = "nvidia.com/mig-3g.20gb"
	w := planner.Workloads{
		sample.But(sample.Pods("train", 2, 100, 100), func(k *planner.Workload) { k.Extended = map[string]int64{slices3: 1} }),
		sample.Pods("web", 2, 100, 100),
	}
	a := sample.Question(w, sample.Settings(), "m5.large", "p5.48xlarge").Solve(1)
	want := plan.ResourceUnknown{Resource: slices3, Workloads: []string{"train"}, Types: 2, Of: 2}
	if got, is := a.Warnings[0].(plan.ResourceUnknown); !is || got.Resource != want.Resource || !slices.Equal(got.Workloads, want.Workloads) || got.Types != 2 || got.Of != 2 {
		t.Errorf("got %+v, want %+v", a.Warnings, want)
	}
	if len(a.Unplaced) != 1 || !a.Unplaced[0].Reason.Unknown {
		t.Errorf("%+v", a.Unplaced)
	}
	given := sample.Settings(func(s *planner.Settings) {
		s.Overrides = map[string]planner.Override{
			"m5.large":    {Extended: map[string]int64{slices3: 0}},
			"p5.48xlarge": {Extended: map[string]int64{slices3: 4}},
		}
	})
	p, a := solved(t, sample.Question(w, given, "m5.large", "p5.48xlarge"))
	if len(a.Unplaced) > 0 || len(a.Warnings) > 0 || !slices.ContainsFunc(p.Groups, func(g plan.NodeGroup) bool { return g.Option.Type.Name == "p5.48xlarge" }) {
		t.Errorf("%+v, %+v", a.Unplaced, a.Warnings)
	}
}

// Pods with a GPU never land on another maker's, and a part of a GPU is told.
func TestGPUMakers(t *testing.T) {
	with := func(resource string) planner.Workloads {
		return planner.Workloads{sample.But(sample.Pods("a", 1, 1, 1), func(k *planner.Workload) { k.Extended = map[string]int64{resource: 1} })}
	}
	q := sample.Question(with(planner.AMDGPUResource), sample.Settings(), "p5.48xlarge")
	if a := q.Solve(1); len(a.Plans) > 0 || a.Unplaced[0].Reason.Unknown || a.Unplaced[0].Reason.Have != 0 {
		t.Errorf("%+v", a.Unplaced)
	}
	q.Candidates[0].Type.GPUMaker = "AMD"
	if a := q.Solve(1); len(a.Plans) == 0 || len(a.Warnings) > 0 {
		t.Errorf("%+v, %+v", a.Unplaced, a.Warnings)
	}
	q.Candidates[0].Type.FractionalGPU = true
	if a := q.Solve(1); len(a.Plans) == 0 || len(a.Warnings) != 1 || a.Warnings[0].About().Code != "gpu-fraction" {
		t.Errorf("%+v, %+v", a.Unplaced, a.Warnings)
	}
}
