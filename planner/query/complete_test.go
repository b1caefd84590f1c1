package query_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner/query"
	"podfit/planner/sample"
)

func TestComplete(t *testing.T) {
	for _, c := range []struct {
		text string
		want string // the first few
		all  int    // of how many; 0 where that does not matter
	}{
		// Nothing yet: all fields, words with their operator.
		{"", "type= family= size arch= processor=", len(query.Fields) - 1},
		{"m5 ", "type= family=", 0},
		// Fields by the beginning of any of their names, then by a part.
		{"vc", "vcpus", 1},
		{"RAM", "ram-per-pod vram", 2},
		{"ram/", "ram/pod", 1},
		{"$/", "$/hour $/month $/node $/pod", 4},
		{"enis", "enis>= enis<= enis= enis!= branch-enis", 5},
		{"m5 -arc", "-arch=", 1},
		// Families as globs, after fields.
		{"m5", "m5.* m5d.*", 2},
		{"m5.* or m", "metal= memory max-pods", 0},
		// Values in their order, each that some type has.
		{"arch=", "arch=amd64 arch=arm64", 2},
		{"ARCH=AR", "ARCH=arm64", 1},
		{"arch=arm64", "", 0},
		{"arch=amd64,ar", "arch=amd64,arm64", 1},
		{"vcpus>=1", "vcpus>=16 vcpus>=192", 0},
		{"vcpus >= 1", "vcpus>=16 vcpus>=192", 0},
		{"size=", "size=small size=medium size=large size=xlarge", 9},
		{"metal=", "metal=no metal=yes", 2},
		// Nothing goes on from what makes no sense.
		{"colour=", "", 0},
		{"vcpus!4", "", 0},
		{"dominated-by=", "", 0},
	} {
		var got []string
		for _, completion := range query.Complete(c.text, sample.Options()) {
			got = append(got, completion.Condition)
		}
		if list := strings.Join(got, " "); !strings.HasPrefix(list+" ", c.want) || c.want == "" && list != "" || c.all > 0 && len(got) != c.all {
			t.Errorf("%q: %d, %s\nwant %d, %s", c.text, len(got), list, c.all, c.want)
		}
	}
}

func TestCompletions(t *testing.T) { rapid.Check(t, completions) }
func FuzzCompletions(f *testing.F) { sample.Fuzz(f, completions) }

// completions keep what stands before them, lead on to a condition in at most three
// steps, and the value of one is that of some type.
func completions(t *rapid.T) {
	options := sample.Options()
	before := rapid.SampledFrom([]string{"", "m5 ", "vcpus >= 4 ", "m5 or "}).Draw(t, "before")
	text := before + rapid.StringMatching(`[-!]?[a-z/$]{0,3}`).Draw(t, "typed")
	for range 3 {
		all := query.Complete(text, options)
		if len(all) == 0 {
			return
		}
		c := rapid.SampledFrom(all).Draw(t, "completion")
		if !strings.HasPrefix(c.Text, before) || !strings.HasSuffix(c.Text, c.Condition) || c.Help == "" {
			t.Fatalf("%q goes on as %q with %q, %q", text, c.Text, c.Condition, c.Help)
		}
		text = c.Text
		if f, err := query.ParseFilter(text); err == nil && strings.ContainsAny(c.Condition, "=<>") {
			last := f[len(f)-1]
			if !slices.ContainsFunc(last.Parts(), func(p query.Condition) bool { return p.Text == c.Condition }) && !strings.HasPrefix(before, "m5 or") {
				t.Errorf("%q ends in the condition %q, not in %q", text, last.Text, c.Condition)
			}
			if !strings.HasPrefix(c.Condition, "-") && !strings.HasPrefix(c.Condition, "!") && !strings.Contains(c.Condition, "!=") {
				parts := last.Parts()
				if part := parts[len(parts)-1]; len(query.Filter{part}.Select(options)) == 0 && !strings.ContainsAny(c.Condition, "<>") {
					t.Errorf("no type has %q", c.Condition)
				}
			}
			return
		}
	}
}

// No name is that of two fields, and each is found by all of its names.
func TestNamesOfFields(t *testing.T) {
	of := map[string]string{}
	for i := range query.Fields {
		f := &query.Fields[i]
		for _, name := range f.Names() {
			if other, taken := of[name]; taken {
				t.Errorf("%s is a name of %s and of %s", name, other, f.Name)
			}
			of[name] = f.Name
			if strings.ContainsAny(name, "<>=!, _") || name != strings.ToLower(name) {
				t.Errorf("%s: %q cannot be typed", f.Name, name)
			}
			if f.Name == "dominated-by" {
				continue
			}
			value := "=x"
			if f.Number != nil {
				value = "=large"
				if f.Measure != query.InSizes {
					value = "=1"
				}
			}
			if c, err := query.ParseFilter(name + value); err != nil || c[0].Field != f.Name {
				t.Errorf("%s of %s: %v, %v", name, f.Name, c, err)
			}
		}
	}
}
