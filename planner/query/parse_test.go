package query_test

import (
	"slices"
	"strings"
	"testing"

	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/sample"
)

func TestParseFilter(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "t3.large m4.large m5.large m5.xlarge m5.metal m7g.medium g6f.large p5.48xlarge trn2.48xlarge"},
		// A word is part of the name, in whatever case.
		{"m5", "m5.large m5.xlarge m5.metal"},
		{"M5.X", "m5.xlarge"},
		// All must hold.
		{"m5 vcpus<=4", "m5.large m5.xlarge"},
		{"  m5   xlarge ", "m5.xlarge"},
		{"vcpus=2", "t3.large m4.large m5.large g6f.large"},
		{"vcpus=1,4", "m5.xlarge m7g.medium"},
		{"vcpus=4..96", "m5.xlarge m5.metal"},
		{"vcpus>96", "p5.48xlarge trn2.48xlarge"},
		{"vcpus<2", "m7g.medium"},
		{"vcpus>=1 vcpus!=2 vcpus!=192", "m5.xlarge m5.metal m7g.medium"},
		// A name may be cut short: memory, price-per-hour, generation.
		{"mem>=16GiB mem<=384Gi", "m5.xlarge m5.metal"},
		{"mem<=4096MiB", "m7g.medium"},
		{"mem=4096MiB", "m7g.medium"},
		{"price<0.09", "t3.large m7g.medium"},
		{"gen=previous", "m4.large"},
		{"burst=yes", "t3.large"},
		{"metal=yes", "m5.metal"},
		{"arch=arm64", "m7g.medium"},
		{"arch!=amd64", "m7g.medium"},
		// A family, or all families of a class.
		{"family=m5", "m5.large m5.xlarge m5.metal"},
		{"family=m", "m4.large m5.large m5.xlarge m5.metal m7g.medium"},
		{"family=t,trn", "t3.large trn2.48xlarge"},
		{"family!=m", "t3.large g6f.large p5.48xlarge trn2.48xlarge"},
		{"size>=48xlarge", "m5.metal p5.48xlarge trn2.48xlarge"},
		{"size=medium,metal", "m5.metal m7g.medium"},
		// Unknown satisfies nothing: trn2 has no price, no branch ENIs, m5.metal
		// no hypervisor; a part of a GPU is no number.
		{"price>=0 metal=no gpus!=0", "p5.48xlarge"},
		{"branch-enis>=0 vcpus=192", "p5.48xlarge"},
		{"branch-enis!=1000 vcpus=192", "p5.48xlarge"},
		{"hypervisor!=xen vcpus=96", ""},
		{"gpus=0 arch=arm64", "m7g.medium"},
		{"gpus=0..8 family=g6f", ""},

		// The heads of the screen's columns, and aliases, in any case.
		{"VCPU>=96 GIB<=384", "m5.metal"},
		{"$/hour<0.09", "t3.large m7g.medium"},
		{"Max_Pods>=100 maxpods<=200", "p5.48xlarge trn2.48xlarge"},
		{"gpu>=1", "p5.48xlarge"},
		{"mem/pod>=0.25gib RAM/POD<=1GIB", "m4.large m5.large m5.xlarge m5.metal m7g.medium g6f.large"},
		{"ARCH=ARM64 Size=Medium", "m7g.medium"},
		{"mem<=4096mib", "m7g.medium"},
		// Globs are of whole names, lists of parts and globs.
		{"m5.*", "m5.large m5.xlarge m5.metal"},
		{"*.[lx]*", "t3.large m4.large m5.large m5.xlarge g6f.large"},
		{"M?.Large", "m4.large m5.large"},
		{"5.x", "m5.xlarge"},
		{"m7,t3", "t3.large m7g.medium"},
		{"m7, t3,", "t3.large m7g.medium"},
		{"t3.*,metal", "t3.large m5.metal"},
		{"family=m*", "m4.large m5.large m5.xlarge m5.metal m7g.medium"},
		{"type!=m*,*.48xlarge", "t3.large g6f.large"},
		// The opposite; unknown is in neither.
		{"m5 -metal", "m5.large m5.xlarge"},
		{"m5 !metal", "m5.large m5.xlarge"},
		{"-m*,t3 -g6f.*", "p5.48xlarge trn2.48xlarge"},
		{"-vcpus<=96", "p5.48xlarge trn2.48xlarge"},
		{"-price>0.1", "t3.large m4.large m5.large m7g.medium"},
		{"-arch!=arm64", "m7g.medium"},
		{"hypervisor=xen", "m4.large"},
		{"-hypervisor=xen family=m5", "m5.large m5.xlarge"},
		// or goes before the space, which is and.
		{"m4 or m7g", "m4.large m7g.medium"},
		{"large m4 OR t3.*", "t3.large m4.large"},
		{"m4 or t3 large", "t3.large m4.large"},
		{"vcpus<2 or vcpus>100 or -family=m,t price>=0", "m7g.medium g6f.large p5.48xlarge"},
		{"m5 and vcpus=2", "m5.large"},
		// Spaces may stand beside operators.
		{"vcpus >= 4 vcpus<= 8 arch =amd64", "m5.xlarge"},
		{"- metal family = m5", "m5.large m5.xlarge"},
	} {
		f, err := query.ParseFilter(c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		options := []density.Option{
			sample.Option("t3.large"), sample.Option("m4.large"), sample.Option("m5.large"), sample.Option("m5.xlarge"), sample.Option("m5.metal"),
			sample.Option("m7g.medium"), sample.Option("g6f.large"), sample.Option("p5.48xlarge"), sample.Option("trn2.48xlarge"),
		}
		if got := optionNames(f.Select(options)); got != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.text, got, c.want)
		}
		again, err := query.ParseFilter(f.String())
		if err != nil || again.String() != f.String() {
			t.Errorf("%q is written as %q, and that as %q, %v", c.text, f, again, err)
		}
	}
}

func TestParseFilterErrors(t *testing.T) {
	fields := "the fields are " + strings.Join(query.FieldNames(), ", ")
	for _, c := range []struct{ text, want string }{
		// The condition is named, not the whole filter.
		{"m5 colour=red vcpus>4", `"colour=red": no field "colour"; ` + fields},
		{"=4", `"=4": no field ""; ` + fields},
		{"pod>4", `"pod>4": "pod" could be pod-ips, pods`},
		{"vcpus>=", `"vcpus>=": needs a value after >=`},
		{"vcpus!4", `"vcpus!4": must be one of >= <= != = > <`},
		{"vcpus>many", `"vcpus>many": "many" is not a number`},
		{"vcpus==4", `"vcpus==4": needs a value after =`},
		{"arch==arm64", `"arch==arm64": needs a value after =`},
		{"vcpus>=NaN", `"vcpus>=NaN": "NaN" is not a number`},
		{"vcpus>=$4", `"vcpus>=$4": "$4" is not a number`},
		{"vcpus>4,8", `"vcpus>4,8": > takes one value`},
		{"vcpus>4..8", `"vcpus>4..8": "4..8" is not a number`},
		{"vcpus=8..4", `"vcpus=8..4": the range ends below its start`},
		{"arch>amd64", `"arch>amd64": arch is a word: it takes = and !=`},
		{"size>=big", `"size>=big": "big" is not a size, such as large or 2xlarge`},
		{"size=4", `"size=4": "4" is not a size, such as large or 2xlarge`},
		// What is near is suggested; heads of columns can be cut short as well.
		{"vcups>4", `"vcups>4": no field "vcups" (did you mean vcpu?)`},
		{"ram-pod>4", `"ram-pod>4": no field "ram-pod" (did you mean ram/pod?)`},
		{"alloc->4", `"alloc->4": "alloc-" could be allocatable-memory, allocatable-cpu`},
		// Names.
		{"m5 m[7", `"m[7": "m[7" is not a glob: a [ without its ]`},
		{"family=m[7", `"family=m[7": "m[7" is not a glob: a [ without its ]`},
		{",", `",": needs a name before its comma`},
		{",m5", `",m5": needs a name before its comma`},
		{"-,m5", `"-,m5": needs a name before its comma`},
		{"(m5 or m6i)", `"(m5": there are no parentheses: or joins the conditions beside it, before spaces join all`},
		// The opposite.
		{"m5 -", `"-": needs a condition after it`},
		{"--metal", `"--metal": turned round twice: write metal`},
		{"-!arch=arm64", `"-!arch=arm64": turned round twice: write arch=arm64`},
		{"-colour=red", `"-colour=red": no field "colour"; ` + fields},
		// Words between conditions.
		{"or m5", `"or": needs a condition before it`},
		{"m5 or", `"or": needs a condition after it`},
		{"m5 or or m6i", `"or": needs a condition before it`},
		{"m5 OR and m6i", `"and": needs a condition before it`},
		// Cores are asked for in vcpus; memory has no millicores.
		{"mem>4m", `"mem>4m": "4m" is not a number, such as 16 or 16GiB`},
	} {
		if _, err := query.ParseFilter(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%q:\ngot  %v\nwant %s", c.text, err, c.want)
		}
	}
}

// Whatever is typed: no panic, and what is accepted means the same once it is written.
func FuzzParseFilter(f *testing.F) {
	for _, text := range []string{"m7i vcpus>=4 mem<=64GiB", "family=m,r price<$0.5", "size=large..4xlarge pods!=0", "vcpus==4", "<>", "arch=,", "m7g.* or r7g.* -metal !gpus>0", "$/pod < 3 and ram/pod>=500Mi", "m7g, m7i,", "- or", "vcpus !=4"} {
		f.Add(text)
	}
	options := func() []density.Option {
		return []density.Option{sample.Option("m5.large"), sample.Option("trn2.48xlarge")}
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := query.ParseFilter(text)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: an error of several lines: %v", text, err)
			}
			return
		}
		written := filter.String()
		again, err := query.ParseFilter(written)
		if err != nil || again.String() != written || !slices.Equal(again.Texts(), filter.Texts()) {
			t.Fatalf("%q is written as %q, and that as %q, %v", text, written, again, err)
		}
		if a, b := filter.Select(options()), again.Select(options()); optionNames(a) != optionNames(b) {
			t.Errorf("%q selects %s, and %q %s", text, optionNames(a), written, optionNames(b))
		}
	})
}
