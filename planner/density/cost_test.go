package density_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

// An m5.large lists at 0.096 an hour, 70.08 a month, and spot saves 66 %: 23.8272.
func TestCost(t *testing.T) {
	usd := func(f float64) planner.Maybe[planner.Money] { return planner.Known(sample.Units(f)) }
	for _, c := range []struct {
		name string
		got  density.Option
		want density.Cost
	}{
		{"on demand", sample.Option("m5.large"),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(70.08), PerPod: usd(2.595555)}},
		// The discount does not apply to spot.
		{"discount", sample.Option("m5.large", sample.Capacity(planner.Capacity{OnDemandPercent: 100, DiscountPPM: 280_000})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.06912), OnDemandMonth: usd(50.4576), SpotMonth: usd(23.8272), Month: usd(50.4576), PerPod: usd(1.868800)}},
		{"discount of everything", sample.Option("m5.large", sample.Capacity(planner.Capacity{OnDemandPercent: 100, DiscountPPM: 1_000_000})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0), OnDemandMonth: usd(0), SpotMonth: usd(23.8272), Month: usd(0), PerPod: usd(0)}},
		// Reserved for a year at 63 %: 0.06048. The discount is on on-demand prices alone.
		{"reserved", sample.Option("m5.large", sample.Capacity(planner.Capacity{OnDemandPercent: 100, Purchase: planner.PurchaseReserved1Y, DiscountPPM: 280_000})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.06912), OnDemandMonth: usd(50.4576), ReservedMonth: usd(44.1504), SpotMonth: usd(23.8272), Month: usd(44.1504), PerPod: usd(1.6352)}},
		{"reserved for three years", sample.Option("m5.large", sample.Capacity(planner.Capacity{OnDemandPercent: 100, Purchase: planner.PurchaseReserved3YAllUpfront})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), ReservedMonth: usd(28.032), SpotMonth: usd(23.8272), Month: usd(28.032), PerPod: usd(1.038222)}},
		// Half of the node's reserved price is committed: 22.0752, and half of 70.08.
		{"commitment", sample.Option("m5.large", sample.Capacity(planner.Capacity{OnDemandPercent: 100, Commitment: sample.Units(0.03024)})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), ReservedMonth: usd(44.1504), SpotMonth: usd(23.8272), Month: usd(57.1152), PerPod: usd(2.115377)}},
		// It covers one and a half of two nodes.
		{"commitment of two nodes", sample.Option("m5.large", sample.Capacity(planner.Capacity{Nodes: 2, OnDemandPercent: 100, Commitment: sample.Units(0.09072)})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), ReservedMonth: usd(44.1504), SpotMonth: usd(23.8272), Month: usd(50.6328), PerPod: usd(1.875288)}},
		// Without a reserved price the type is bought on demand.
		{"no reserved price", sample.Option("c5.large", sample.Capacity(planner.Capacity{OnDemandPercent: 100, Purchase: planner.PurchaseReserved1Y})),
			density.Cost{ListHour: usd(0.085), OnDemandHour: usd(0.085), OnDemandMonth: usd(62.05), SpotMonth: usd(25.4405), Month: usd(62.05), PerPod: usd(2.298148)}},
		// The fee is 12 % of the list price: 8.4096 on top of each price.
		{"auto mode", sample.Option("m5.large", sample.AutoMode),
			density.Cost{ListHour: usd(0.096), FeeHour: usd(0.01152), OnDemandHour: usd(0.10752), OnDemandMonth: usd(78.4896), SpotMonth: usd(32.2368), Month: usd(78.4896), PerPod: usd(2.907022)}},
		// Neither a reservation nor a commitment pays the fee: 44.1504 + 8.4096.
		{"auto mode, reserved", sample.Option("m5.large", sample.AutoMode, sample.Capacity(planner.Capacity{OnDemandPercent: 100, Purchase: planner.PurchaseReserved1Y})),
			density.Cost{ListHour: usd(0.096), FeeHour: usd(0.01152), OnDemandHour: usd(0.10752), OnDemandMonth: usd(78.4896), ReservedMonth: usd(52.56), SpotMonth: usd(32.2368), Month: usd(52.56), PerPod: usd(1.946666)}},
		{"auto mode, committed", sample.Option("m5.large", sample.AutoMode, sample.Capacity(planner.Capacity{OnDemandPercent: 100, Commitment: sample.Units(0.06048)})),
			density.Cost{ListHour: usd(0.096), FeeHour: usd(0.01152), OnDemandHour: usd(0.10752), OnDemandMonth: usd(78.4896), ReservedMonth: usd(52.56), SpotMonth: usd(32.2368), Month: usd(52.56), PerPod: usd(1.946666)}},
		// 80 GiB at 0.08.
		{"root volume", sample.Option("m5.large", rootVolume(80*planner.GiB)),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), RootVolume: usd(6.4), Month: usd(76.48), PerPod: usd(2.832592)}},
		{"root volume without a price", sample.Option("m5.large", sample.InBeijing, rootVolume(80*planner.GiB)),
			density.Cost{ListHour: usd(1.013), OnDemandHour: usd(1.013), OnDemandMonth: usd(739.49), Month: usd(739.49), PerPod: usd(27.388518)}},
		{"spot", sample.Option("m5.large", sample.Capacity(planner.Capacity{})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(23.8272), PerPod: usd(0.882488)}},
		// A node above the base: 30 % of 70.08 and 70 % of 23.8272.
		{"mix of unknown size", sample.Option("m5.large", sample.Capacity(planner.Capacity{OnDemandBase: 2, OnDemandPercent: 30})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(37.70304), PerPod: usd(1.396408)}},
		// Base 2 and 30 % of 8, which is 2.4, rounds up to 3: five of each.
		{"mix of 10", sample.Option("m5.large", sample.Capacity(planner.Capacity{Nodes: 10, OnDemandBase: 2, OnDemandPercent: 30})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(46.9536), PerPod: usd(1.739022)}},
		// A base as large as the group, or larger, leaves no spot.
		{"all base", sample.Option("m5.large", sample.Capacity(planner.Capacity{Nodes: 3, OnDemandBase: 5})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(70.08), PerPod: usd(2.595555)}},
		// 70.08 + 8 for the node and 73 ÷ 10 for the cluster.
		{"adders", sample.Option("m5.large", sample.Capacity(planner.Capacity{Nodes: 10, OnDemandPercent: 100, NodeAdder: sample.Units(8), ClusterAdder: sample.Units(73)})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(85.38), PerPod: usd(3.162222)}},
		// Without a size the cluster's adder cannot be divided.
		{"adders of unknown size", sample.Option("m5.large", sample.Capacity(planner.Capacity{OnDemandPercent: 100, NodeAdder: sample.Units(8), ClusterAdder: sample.Units(73)})),
			density.Cost{ListHour: usd(0.096), OnDemandHour: usd(0.096), OnDemandMonth: usd(70.08), SpotMonth: usd(23.8272), Month: usd(78.08), PerPod: usd(2.891851)}},
		// The pods that really fit share the node: 7 by memory, not 56. Of
		// 3770m and 14523.9 MiB, 2020m and 187.9 MiB are unused.
		{"a request", sample.Option("m5.xlarge", sample.Pod(250, 2*planner.GiB)),
			density.Cost{ListHour: usd(0.192), OnDemandHour: usd(0.192), OnDemandMonth: usd(140.16), SpotMonth: usd(47.6544), Month: usd(140.16), PerPod: usd(20.022857), Unused: usd(53.674314)}},
		// Without a memory request the unused part has no value.
		{"a request of CPU alone", sample.Option("m5.xlarge", sample.Pod(500, 0)),
			density.Cost{ListHour: usd(0.192), OnDemandHour: usd(0.192), OnDemandMonth: usd(140.16), SpotMonth: usd(47.6544), Month: usd(140.16), PerPod: usd(20.022857)}},
		// No pod fits: the node costs, a pod has no price.
		{"no pods", sample.Option("t3.large", sample.SecurityGroups),
			density.Cost{ListHour: usd(0.0832), OnDemandHour: usd(0.0832), OnDemandMonth: usd(60.736), SpotMonth: usd(23.07968), Month: usd(60.736)}},
		// No spot figure: known on demand, unknown as soon as one node is spot.
		{"no spot figure", sample.Option("g6f.large"),
			density.Cost{ListHour: usd(0.202), OnDemandHour: usd(0.202), OnDemandMonth: usd(147.46), Month: usd(147.46), PerPod: usd(8.192222)}},
		{"no spot figure in a mix", sample.Option("g6f.large", sample.Capacity(planner.Capacity{OnDemandPercent: 99})),
			density.Cost{ListHour: usd(0.202), OnDemandHour: usd(0.202), OnDemandMonth: usd(147.46)}},
		{"no spot figure, none needed", sample.Option("g6f.large", sample.Capacity(planner.Capacity{Nodes: 2, OnDemandBase: 2})),
			density.Cost{ListHour: usd(0.202), OnDemandHour: usd(0.202), OnDemandMonth: usd(147.46), Month: usd(147.46), PerPod: usd(8.192222)}},
		// Without a price there is no cost, not even the adders.
		{"no price", sample.Option("trn2.48xlarge", sample.Capacity(planner.Capacity{Nodes: 1, OnDemandPercent: 100, NodeAdder: sample.Units(8), ClusterAdder: sample.Units(73)})), density.Cost{}},
		// Another region has its own prices, here in yuan, and no spot figures.
		{"cn-north-1", sample.Option("m5.large", sample.InBeijing),
			density.Cost{ListHour: usd(1.013), OnDemandHour: usd(1.013), OnDemandMonth: usd(739.49), Month: usd(739.49), PerPod: usd(27.388518)}},
		// us-east-1 has a price; cn-north-1 gets none of it.
		{"not in cn-north-1", sample.Option("p5.48xlarge", sample.InBeijing), density.Cost{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, f := range []struct {
				name      string
				got, want planner.Maybe[planner.Money]
			}{
				{"ListHour", c.got.Cost.ListHour, c.want.ListHour},
				{"OnDemandHour", c.got.Cost.OnDemandHour, c.want.OnDemandHour},
				{"OnDemandMonth", c.got.Cost.OnDemandMonth, c.want.OnDemandMonth},
				{"ReservedMonth", c.got.Cost.ReservedMonth, c.want.ReservedMonth},
				{"SpotMonth", c.got.Cost.SpotMonth, c.want.SpotMonth},
				{"FeeHour", c.got.Cost.FeeHour, c.want.FeeHour},
				{"RootVolume", c.got.Cost.RootVolume, c.want.RootVolume},
				{"Month", c.got.Cost.Month, c.want.Month},
				{"PerPod", c.got.Cost.PerPod, c.want.PerPod},
				{"Unused", c.got.Cost.Unused, c.want.Unused},
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
	o := sample.Offering("m5.large", sample.Virginia)
	o.SpotSaving = planner.Known(-10)
	got := density.Evaluate(sample.Type("m5.large"), o, sample.Settings()).Cost.SpotMonth
	if want := planner.Known(sample.Units(77.088)); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
