package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

func imaged(name, images string, changes ...func(*planner.Workload)) planner.Workload {
	k := sample.Pods(name, 3, 500, 1024)
	k.Images = strings.Fields(images)
	for _, change := range changes {
		change(&k)
	}
	return k
}

// Which workloads stay on amd64: those with an image that is not in the list or not known,
// unless they have chosen.
func TestOnAMD64(t *testing.T) {
	selects := func(texts ...string) func(*planner.Workload) {
		return func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions(texts...) }
	}
	arch := func(names ...string) func(*planner.Workload) {
		return func(k *planner.Workload) { k.Nodes.Arch = names }
	}
	for _, c := range []struct {
		list string
		k    planner.Workload
		stay bool
	}{
		{"any", imaged("a", ""), false},
		{"any", imaged("a", "team/app:1"), false},
		{"none", imaged("a", "team/app:1"), true},
		{"none", imaged("a", ""), true},
		{"team/app", imaged("a", "team/app:1"), false},
		{"team/app", imaged("a", "team/app:1 envoy"), true},
		{"team/app,envoy", imaged("a", "team/app:1 envoy"), false},
		{"team/", imaged("a", "team/app:1 team/web"), false},
		{"team/app", imaged("a", ""), true},
		// who selects an architecture has chosen
		{"none", imaged("a", "team/app", arch("arm64")), false},
		{"none", imaged("a", "team/app", arch("amd64")), false},
		{"none", imaged("a", "team/app", arch("amd64", "arm64")), true},
		{"none", imaged("a", "team/app", selects("kubernetes.io/arch=arm64")), false},
		{"none", imaged("a", "team/app", selects("beta.kubernetes.io/arch=arm64")), false},
		{"none", imaged("a", "team/app", selects("kubernetes.io/arch!=arm64")), false},
		{"none", imaged("a", "team/app", selects("kubernetes.io/arch", "team=web")), true},
	} {
		terms := plan.DefaultTerms()
		term, _ := plan.TermNamed("arm64-images")
		if err := term.Set(&terms, c.list); err != nil || term.Text(&terms) != c.list {
			t.Errorf("%q is read as %q, %v", c.list, term.Text(&terms), err)
		}
		w := planner.Workloads{c.k}
		if got := terms.OnAMD64(w)[0]; got != c.stay {
			t.Errorf("%s: %v %v stays on amd64: %t", c.list, c.k.Images, c.k.Nodes, got)
		}
		s := planner.Default()
		asked := terms.Ask(w, &s, 3, nil)
		if stays := slices.Equal(asked.Workload[0].Nodes.Arch, []string{"amd64"}) && !slices.Equal(c.k.Nodes.Arch, []string{"amd64"}); stays != c.stay {
			t.Errorf("%s: the question has %v on %v", c.list, c.k.Images, asked.Workload[0].Nodes.Arch)
		}
		if fmt.Sprint(w, asked.AsSet) != fmt.Sprint(planner.Workloads{c.k}, w) {
			t.Errorf("%s changes the workload that it is given: %v", c.list, w)
		}
	}
}

// Several texts add up, and any takes the place of those before it, and of a scenario's list.
func TestArm64ImagesOver(t *testing.T) {
	term, _ := plan.TermNamed("arm64-images")
	for texts, want := range map[string]string{"": "any", "a;b,c;a": "a,b,c", "a;any": "any", "any;a": "a", "none": "none", "none;a": "a", "a b": "a,b"} {
		terms := plan.Terms{Arm64Images: []string{"before"}}
		if err := term.Over(&terms, strings.Split(texts, ";")); err != nil || term.Text(&terms) != want {
			t.Errorf("%q is %q, %v; want %q", texts, term.Text(&terms), err, want)
		}
	}
	terms := plan.DefaultTerms()
	if err := term.Over(&terms, []string{"a", "b/*"}); err == nil || err.Error() != `"b/*": must be an image such as repo/app or repo/app:1.2, or repo/ for all below` {
		t.Error(err)
	}
	if terms.Arm64Images != nil {
		t.Errorf("an error leaves %v", terms.Arm64Images)
	}
}

// No pod is on an arm64 node whose images are not all in the list, and a plan with such nodes
// says who has to select amd64.
func TestArm64ImagesHold(t *testing.T) { rapid.Check(t, arm64ImagesHold) }

func arm64ImagesHold(t *rapid.T) {
	images := rapid.SampledFrom([]string{"", "team/app:1", "team/app:2 envoy", "envoy", "other/app"})
	var w planner.Workloads
	for i := range rapid.IntRange(1, 5).Draw(t, "workloads") {
		w = append(w, imaged(fmt.Sprint("w", i), images.Draw(t, "images"), func(k *planner.Workload) {
			k.Nodes.Arch = rapid.SampledFrom([][]string{nil, nil, nil, {"amd64"}, {"arm64"}, {"amd64", "arm64"}}).Draw(t, "arch")
		}))
	}
	terms := plan.DefaultTerms()
	terms.Arm64Images = rapid.SampledFrom([][]string{nil, {}, {"team/app", "envoy"}, {"team/"}, {"nothing"}}).Draw(t, "list")
	s := planner.Default()
	q := terms.Ask(w, &s, 3, nil)
	for _, name := range []string{"m5.large", "m5.2xlarge", "m7g.medium"} {
		q.Candidates = append(q.Candidates, density.Evaluate(sample.Type(name), sample.Offering(name, sample.Virginia), &s))
	}
	a := q.Solve(2)
	stay, onArm64 := terms.OnAMD64(w), false
	for _, p := range a.Plans {
		for _, g := range p.Groups {
			if g.Option.Type.Arch != "arm64" {
				continue
			}
			onArm64 = true
			for _, pattern := range g.Patterns {
				for _, pods := range pattern.Pods {
					at := slices.IndexFunc(w, func(k planner.Workload) bool { return k.Name == pods.Workload })
					if at >= 0 && stay[at] {
						t.Fatalf("%s with %v is on %s, and the list is %v", pods.Workload, w[at].Images, g.Option.Type.Name, terms.Arm64Images)
					}
				}
			}
		}
	}
	if len(a.Unplaced) > 0 {
		t.Fatalf("not placed: %v", a.Unplaced)
	}
	if got, want := warned(&a, "amd64-assumed"), onArm64 && slices.Contains(stay, true); got != want {
		t.Fatalf("warns of assumed selectors: %t, want %t", got, want)
	}
	listed := slices.ContainsFunc(w, func(k planner.Workload) bool { return planner.NewImageSet(terms.Arm64Images).HasAll(k.Images) })
	if got, want := warned(&a, "arm64-unlisted"), len(terms.Arm64Images) > 0 && slices.Contains(stay, true) && !listed; got != want {
		t.Fatalf("warns that no workload is listed: %t, want %t", got, want)
	}
}
