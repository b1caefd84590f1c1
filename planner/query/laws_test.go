package query_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/sample"
)

func TestOrderOfInput(t *testing.T) { rapid.Check(t, orderOfInput) }
func FuzzOrderOfInput(f *testing.F) { sample.Fuzz(f, orderOfInput) }

func TestDominated(t *testing.T) { rapid.Check(t, dominated) }
func FuzzDominated(f *testing.F) { sample.Fuzz(f, dominated) }

// beats is the definition: at least as much RAM a pod for less money a pod.
func beats(a, b *density.Option) bool {
	ramA, ramAKnown := a.RAMPerPod.Value()
	ramB, ramBKnown := b.RAMPerPod.Value()
	costA, costAKnown := a.Cost.PerPod.Value()
	costB, costBKnown := b.Cost.PerPod.Value()
	return ramAKnown && ramBKnown && costAKnown && costBKnown && ramA >= ramB && costA < costB
}

func dominated(t *rapid.T) {
	options := priced.Draw(t, "options")
	by := query.Fields[rapid.IntRange(0, len(query.Fields)-1).Draw(t, "field")]
	query.Compare(options, &by)
	for i := range options {
		o := &options[i]
		var cheapest *density.Option
		for k := range options {
			if c := &options[k]; beats(c, o) && (cheapest == nil || c.Cost.PerPod.Or(0) < cheapest.Cost.PerPod.Or(0)) {
				cheapest = c
			}
		}
		if cheapest == nil {
			if o.DominatedBy != "" {
				t.Errorf("%s is dominated by %s, and nothing beats it", o.Type.Name, o.DominatedBy)
			}
			continue
		}
		named := slices.IndexFunc(options, func(c density.Option) bool { return c.Type.Name == o.DominatedBy })
		if named < 0 || !beats(&options[named], o) || options[named].Cost.PerPod != cheapest.Cost.PerPod {
			t.Errorf("%s is dominated by %q; %s beats it and costs least", o.Type.Name, o.DominatedBy, cheapest.Type.Name)
		}
	}
}

func orderOfInput(t *rapid.T) {
	s := sample.AnySettings.Draw(t, "settings")
	by := query.Fields[rapid.IntRange(0, len(query.Fields)-1).Draw(t, "field")]
	reversed := rapid.Bool().Draw(t, "reversed")
	options := sample.Options(sample.From(s))
	shuffled := rapid.Permutation(sample.Options(sample.From(s), func(s *planner.Settings) {
		s.DaemonSets = rapid.Permutation(s.DaemonSets).Draw(t, "DaemonSets")
	})).Draw(t, "options")

	for _, o := range [][]density.Option{options, shuffled} {
		query.Compare(o, &by)
		query.Sort(o, &by, reversed)
	}
	if a, b := optionNames(options), optionNames(shuffled); a != b {
		t.Errorf("by %s:\n%s\n%s", by.Name, a, b)
	}
	for i := range options {
		a, b := options[i], shuffled[i]
		if a.DominatedBy != b.DominatedBy || a.Cost != b.Cost || a.Memory != b.Memory || a.ApplicationPods != b.ApplicationPods {
			t.Errorf("%s differs", a.Type.Name)
		}
	}
	// Whatever the field and the direction, unknown comes last.
	known := true
	for i := range options {
		is := true
		if by.Number != nil {
			_, is = by.Number(&options[i])
		}
		if is && !known {
			t.Errorf("by %s: %s, which is known, after one that is not", by.Name, options[i].Type.Name)
		}
		known = is
	}
}

// priced are options as Compare sees them, with ties.
var priced = rapid.Custom(func(t *rapid.T) []density.Option {
	settings := sample.Settings()
	options := make([]density.Option, rapid.IntRange(0, 12).Draw(t, "options"))
	for i := range options {
		o := &options[i]
		o.Type = &planner.InstanceType{Name: "m" + string(rune('a'+i)) + ".large"}
		o.Settings = settings
		if rapid.IntRange(0, 5).Draw(t, "RAM known") > 0 {
			o.RAMPerPod = planner.Known(planner.Memory(rapid.IntRange(0, 4).Draw(t, "RAM")))
		}
		if rapid.IntRange(0, 5).Draw(t, "cost known") > 0 {
			o.Cost.PerPod = planner.Known(planner.Money(rapid.IntRange(0, 4).Draw(t, "cost")))
		}
		// What was marked before is forgotten.
		o.DominatedBy = rapid.SampledFrom([]string{"", "x.large"}).Draw(t, "marked before")
	}
	return options
})
