package query_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/sample"
)

// manual is the language by example; each row selects, of the types of the tests, what
// no other row does.
var manual = []struct{ filter, means string }{
	{"m5", "the type's name contains `m5`"},
	{"m5.*", "the whole name is as the glob says: `*` any letters, `?` one, `[ab]` one of these"},
	{"m5,t3.*", "one of a list of parts and globs"},
	{"vcpus>=4", "a field, an operator and a value; the operators are `=` `!=` `<` `<=` `>` `>=`"},
	{"ram/pod>=300Mi", "a field goes by its name, the head of its column on the screen or an alias"},
	{"mem<=64GiB", "a name of a field may be cut short while only one begins so; amounts of memory take `Mi`, `Gi`, `Ti`"},
	{"vcpus=2,8", "one of a list"},
	{"vcpus=4..16", "a range, both ends included; also `4..` and `..16`"},
	{"arch!=amd64", "none of a list; words take `=` and `!=` only"},
	{"family=m,r", "a family, or the letters that a class of families begins with"},
	{"gpu-maker=N*", "words take globs, too; a space in a value is written `-`"},
	{"size>=2xlarge", "sizes are in order: nano, micro, small, medium, large, xlarge, 2xlarge, …, metal"},
	{"$/pod<3", "money is in the currency of the region; `$` before the amount is optional"},
	{"-metal", "the opposite of a condition: the name does not contain `metal`; `!metal` is the same"},
	{"-arch=arm64 -price>0.1", "the opposite of a field's condition"},
	{"m5 vcpus>=4", "a space means and, which may also be written `and`"},
	{"m5.* or r5.* vcpus<=4", "`or` goes before the space: (`m5.*` or `r5.*`) and `vcpus<=4`. There are no parentheses"},
	{"vcpus >= 4 arch = arm64", "spaces may stand beside operators and commas"},
}

// docs/filter.md is made from the table of fields. With UPDATE=1 it is written.
func TestFilterPage(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The filter language\n\n" +
		"`--filter` of every command that reads instance types, `options: [{filter: …}]` in a scenario, and `/` on the screen take the same language. " +
		"On the screen, tab completes fields, operators and values. A test makes this page.\n\n" +
		"| filter | means |\n|---|---|\n")
	for _, row := range manual {
		fmt.Fprintf(&b, "| `%s` | %s |\n", row.filter, row.means)
	}
	b.WriteString("\nUpper and lower case are the same everywhere. " +
		"An unknown figure satisfies no condition, neither `price>0.1` nor `-price>0.1`: a type without a known price is in neither list.\n\n" +
		"In a shell, put a filter into single quotes: `podfit compare --filter 'm7g.* or r7g.* $/pod<3'`.\n\n" +
		"## Fields\n\n| field | also | unit | values |\n|---|---|---|---|\n")
	for i := range query.Fields {
		f := &query.Fields[i]
		if f.Name == "dominated-by" {
			continue // is known only after a filter
		}
		var also []string
		for _, name := range f.Names()[1:] {
			also = append(also, "`"+name+"`")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Name, strings.Join(also, " "), units[f.Measure], f.Usage)
	}
	const name = "../../docs/filter.md"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != b.String() {
		t.Errorf("docs/filter.md is not up to date: UPDATE=1 go test ./planner/query; %v", err)
	}
}

var units = map[query.Measure]string{
	query.InGiB: "GiB", query.InMiB: "MiB", query.InMillicores: "millicores", query.InGbps: "Gbit/s", query.InMoney: "currency of the region",
	query.InMoneyPerHour: "currency of the region", query.InSizes: "size",
}

// Each row of the manual selects some types, not all, and each others.
func TestManual(t *testing.T) {
	selects := map[string]string{}
	for _, row := range manual {
		f, err := query.ParseFilter(row.filter)
		if err != nil {
			t.Errorf("%q: %v", row.filter, err)
			continue
		}
		options := manualOptions()
		got := optionNames(f.Select(options))
		if len(f.Select(options)) == len(options) || got == "" || selects[got] != "" {
			t.Errorf("%q selects %q, as %q does", row.filter, got, selects[got])
		}
		selects[got] = row.filter
	}
}

func manualOptions() []density.Option {
	options := sample.Options()
	for i := range options {
		if options[i].Type.GPUs.Or(0) > 0 {
			options[i].Type.GPUMaker = "NVIDIA"
		}
	}
	return options
}
