package planner_test

import (
	"testing"

	"podfit/planner"
)

// An m5.large lists at 0.096 an hour, 70.08 a month, and spot saves 66 %: 23.8272.
func TestCost(t *testing.T) {
	usd := func(f float64) planner.Maybe[planner.Money] { return planner.Known(units(f)) }
	for _, c := range []struct {
		name string
		got  planner.Option
		want planner.Cost
	}{
		{"on demand", option("m5.large"),
			planner.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(70.08), PerPod: usd(2.595555)}},
		// The discount is no business of spot's.
		{"discount", option("m5.large", capacity(planner.Capacity{OnDemandPercent: 100, DiscountPPM: 280_000})),
			planner.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.06912), OnDemandMonth: usd(50.4576), SpotMonth: usd(23.8272), Month: usd(50.4576), PerPod: usd(1.868800)}},
		{"discount of everything", option("m5.large", capacity(planner.Capacity{OnDemandPercent: 100, DiscountPPM: 1_000_000})),
			planner.Cost{ListHour: usd(0.096), OnDemandHour: usd(0), OnDemandMonth: usd(0), SpotMonth: usd(23.8272), Month: usd(0), PerPod: usd(0)}},
		{"spot", option("m5.large", capacity(planner.Capacity{})),
			planner.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(23.8272), PerPod: usd(0.882488)}},
		// A node above the base: 30 % of 70.08 and 70 % of 23.8272.
		{"mix of unknown size", option("m5.large", capacity(planner.Capacity{OnDemandBase: 2, OnDemandPercent: 30})),
			planner.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(37.70304), PerPod: usd(1.396408)}},
		// Base 2 and 30 % of 8, which is 2.4, rounds up to 3: five of each.
		{"mix of 10", option("m5.large", capacity(planner.Capacity{Nodes: 10, OnDemandBase: 2, OnDemandPercent: 30})),
			planner.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(46.9536), PerPod: usd(1.739022)}},
		// A base as large as the group, or larger, leaves no spot.
		{"all base", option("m5.large", capacity(planner.Capacity{Nodes: 3, OnDemandBase: 5})),
			planner.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(70.08), PerPod: usd(2.595555)}},
		// 70.08 + 8 for the node and 73 ÷ 10 for the cluster.
		{"adders", option("m5.large", capacity(planner.Capacity{Nodes: 10, OnDemandPercent: 100, NodeAdder: units(8), ClusterAdder: units(73)})),
			planner.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(85.38), PerPod: usd(3.162222)}},
		// Without a size there is nothing to spread the cluster's over.
		{"adders of unknown size", option("m5.large", capacity(planner.Capacity{OnDemandPercent: 100, NodeAdder: units(8), ClusterAdder: units(73)})),
			planner.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(78.08), PerPod: usd(2.891851)}},
		// The pods that really fit share the node: 7 by memory, not 56. Of
		// 3770m and 14523.9 MiB, 2020m and 187.9 MiB are stranded.
		{"a request", option("m5.xlarge", pod(250, 2*planner.GiB)),
			planner.Cost{ListHour: usd(0.192), OnDemandHour: usd(0.192), OnDemandMonth: usd(140.16), SpotMonth: usd(47.6544), Month: usd(140.16), PerPod: usd(20.022857), Stranded: usd(53.674314)}},
		// Half of a request says nothing of what the rest is worth.
		{"a request of CPU alone", option("m5.xlarge", pod(500, 0)),
			planner.Cost{ListHour: usd(0.192), OnDemandHour: usd(0.192), OnDemandMonth: usd(140.16), SpotMonth: usd(47.6544), Month: usd(140.16), PerPod: usd(20.022857)}},
		// No pod fits: the node costs, a pod has no price.
		{"no pods", option("t3.large", securityGroups),
			planner.Cost{ListHour: usd(0.0832), OnDemandHour: usd(0.0832), OnDemandMonth: usd(60.736), SpotMonth: usd(23.07968), Month: usd(60.736)}},
		// No spot figure: known on demand, unknown as soon as one node is spot.
		{"no spot figure", option("g6f.large"),
			planner.Cost{ListHour: usd(0.202), OnDemandHour: usd(0.202), OnDemandMonth: usd(147.46), Month: usd(147.46), PerPod: usd(8.192222)}},
		{"no spot figure in a mix", option("g6f.large", capacity(planner.Capacity{OnDemandPercent: 99})),
			planner.Cost{ListHour: usd(0.202), OnDemandHour: usd(0.202), OnDemandMonth: usd(147.46)}},
		{"no spot figure, none needed", option("g6f.large", capacity(planner.Capacity{Nodes: 2, OnDemandBase: 2})),
			planner.Cost{ListHour: usd(0.202), OnDemandHour: usd(0.202), OnDemandMonth: usd(147.46), Month: usd(147.46), PerPod: usd(8.192222)}},
		// No price: nothing at all, not the adders alone.
		{"no price", option("trn2.48xlarge", capacity(planner.Capacity{Nodes: 1, OnDemandPercent: 100, NodeAdder: units(8), ClusterAdder: units(73)})), planner.Cost{}},
		// Another region has its own prices, here in yuan, and no spot figures.
		{"cn-north-1", option("m5.large", inBeijing),
			planner.Cost{ListHour: usd(1.013), OnDemandHour: usd(1.013), OnDemandMonth: usd(739.49), Month: usd(739.49), PerPod: usd(27.388518)}},
		// us-east-1 has a price; cn-north-1 gets none of it.
		{"not in cn-north-1", option("p5.48xlarge", inBeijing), planner.Cost{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, f := range []struct {
				name      string
				got, want planner.Maybe[planner.Money]
			}{
				{"ListHour", c.got.Cost.ListHour, c.want.ListHour},
				{"OnDemandHour", c.got.Cost.OnDemandHour, c.want.OnDemandHour},
				{"OnDemandMonth", c.got.Cost.OnDemandMonth, c.want.OnDemandMonth},
				{"SpotMonth", c.got.Cost.SpotMonth, c.want.SpotMonth},
				{"Month", c.got.Cost.Month, c.want.Month},
				{"PerPod", c.got.Cost.PerPod, c.want.PerPod},
				{"Stranded", c.got.Cost.Stranded, c.want.Stranded},
			} {
				if f.got != f.want {
					t.Errorf("%s: got %+v, want %+v", f.name, f.got, f.want)
				}
			}
		})
	}
}

// A few types cost more as spot than on demand.
func TestSpotAbovePrice(t *testing.T) {
	o := offering("m5.large", virginia)
	o.SpotSaving = planner.Known(-10)
	got := planner.Evaluate(typeNamed("m5.large"), o, settingsWith()).Cost.SpotMonth
	if want := planner.Known(units(77.088)); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
