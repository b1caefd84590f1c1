package query_test

import (
	"slices"
	"strings"
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

// beats is the definition: at least as much RAM a pod for less money a pod, or more
// for as much.
func beats(a, b *density.Option) bool {
	ramA, ramAKnown := a.RAMPerPod.Value()
	ramB, ramBKnown := b.RAMPerPod.Value()
	costA, costAKnown := a.Cost.PerPod.Value()
	costB, costBKnown := b.Cost.PerPod.Value()
	return ramAKnown && ramBKnown && costAKnown && costBKnown && (ramA >= ramB && costA < costB || ramA > ramB && costA == costB)
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

func TestOpposites(t *testing.T) { rapid.Check(t, opposites) }
func FuzzOpposites(f *testing.F) { sample.Fuzz(f, opposites) }

// opposites: of the types whose figure is known, each satisfies a condition or its
// opposite, and never both; one that is unknown satisfies neither.
func opposites(t *rapid.T) {
	options := sample.Options()
	text := anyCondition.Draw(t, "condition")
	is, err := query.ParseFilter(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	not, err := query.ParseFilter(rapid.SampledFrom([]string{"-", "!", "- "}).Draw(t, "sign") + text)
	if err != nil {
		t.Fatalf("not %q: %v", text, err)
	}
	for i := range options {
		o := &options[i]
		holds, opposite := is[0].Holds(o), not[0].Holds(o)
		known := true
		if f, ok := query.FieldNamed(is[0].Field); ok {
			known = f.Known(o)
		}
		if known && holds == opposite || !known && (holds || opposite) {
			t.Errorf("%s, known %t: %q is %t, and its opposite %t", o.Type.Name, known, text, holds, opposite)
		}
	}
}

func TestAlternatives(t *testing.T) { rapid.Check(t, alternatives) }
func FuzzAlternatives(f *testing.F) { sample.Fuzz(f, alternatives) }

// alternatives: or is the union, a space the intersection, and or goes first; and a
// filter that was written again is the same.
func alternatives(t *rapid.T) {
	a, b, c := anyCondition.Draw(t, "a"), anyCondition.Draw(t, "b"), anyCondition.Draw(t, "c")
	options := sample.Options()
	selected := func(text string) map[string]bool {
		f, err := query.ParseFilter(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		again, err := query.ParseFilter(f.String())
		if err != nil || !slices.Equal(again.Texts(), f.Texts()) {
			t.Fatalf("%q is written as %q, and that as %q: %v", text, f, again, err)
		}
		names := map[string]bool{}
		for _, o := range again.Select(options) {
			names[o.Type.Name] = true
		}
		if n := len(f.Select(options)); n != len(names) {
			t.Fatalf("%q selects %d types, and written again %d", text, n, len(names))
		}
		return names
	}
	inA, inB, inC := selected(a), selected(b), selected(c)
	both, either, mixed := selected(a+" "+b), selected(a+" or "+b), selected(c+" "+a+" OR "+b)
	for i := range options {
		name := options[i].Type.Name
		if both[name] != (inA[name] && inB[name]) || either[name] != (inA[name] || inB[name]) || mixed[name] != (inC[name] && (inA[name] || inB[name])) {
			t.Errorf("%s: %q %t, %q %t, %q %t; with a space %t, with or %t, and both with c %t", name, a, inA[name], b, inB[name], c, inC[name], both[name], either[name], mixed[name])
		}
	}
}

// anyCondition is a condition without a sign: a name, or a field by any of its names.
var anyCondition = rapid.Custom(func(t *rapid.T) string {
	if rapid.IntRange(0, 3).Draw(t, "of the name") == 0 {
		return rapid.SampledFrom([]string{"m5", "LARGE", "m5.*", "*[58]*", "m5,t3", "m7g.*,metal,g4dn", "."}).Draw(t, "name")
	}
	fields := slices.DeleteFunc(slices.Clone(query.Fields), func(f query.Field) bool { return f.Name == "dominated-by" })
	f := rapid.SampledFrom(fields).Draw(t, "field")
	name := rapid.SampledFrom(f.Names()).Draw(t, "name")
	if rapid.Bool().Draw(t, "loud") {
		name = strings.ToUpper(name)
	}
	operators := []string{"=", "!="}
	values := []string{"amd64", "arm64,x", "m*", "NVIDIA", "yes", "no", "current", "memory", "m5,r5"}
	switch {
	case f.Measure == query.InSizes:
		operators, values = []string{"=", "!=", ">", ">=", "<", "<="}, []string{"large", "2XLARGE", "metal"}
	case f.Number != nil:
		operators, values = []string{"=", "!=", ">", ">=", "<", "<="}, []string{"0", "2", "16", "0.25", "1000", "1e5"}
	}
	op := rapid.SampledFrom(operators).Draw(t, "operator")
	if op == "=" && f.Number != nil {
		values = append(values, values[0]+".."+values[1], values[0]+","+values[2])
	}
	return name + op + rapid.SampledFrom(values).Draw(t, "value")
})

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
