package plan_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// Specs over pools: what a spec names replaces what the pool of its name has, and the rest
// stays.
func TestPoolsOver(t *testing.T) {
	const pci = "name=pci,label=team=pci,taint=dedicated=pci:NoSchedule,filter=family=m7i,on-demand-percent=100"
	for _, c := range []struct{ before, specs, want string }{
		{"", pci, pci},
		{"", "pci", "name=pci"},
		{"", "name=a; name=b", "name=a; name=b"},
		{pci, "none", "none"},
		{pci, "none; b", "name=b"},
		{pci, "pci,filter=family=m7a+vcpus<=16", strings.Replace(pci, "m7i", "m7a+vcpus<=16", 1)},
		// Labels and taints are replaced as a whole.
		{pci, "pci,label=team=web,label=tier=1", strings.Replace(pci, "label=team=pci", "label=team=web,label=tier=1", 1)},
		// Half of a mix is replaced; the other half stays, or is the default.
		{pci, "pci,on-demand-base=2", pci + ",on-demand-base=2"},
		{"", "a,on-demand-base=2", "name=a,on-demand-percent=100,on-demand-base=2"},
		{"", "a,on-demand-percent=0", "name=a,on-demand-percent=0"},
		// A list goes on after a comma.
		{"", "a,filter=family=m7i,m7a+vcpus<=16,arch=amd64,arm64,zones=x+y,groups=2,spare=none,headroom=0%", "name=a,filter=family=m7i,m7a+vcpus<=16,arch=amd64+arm64,zones=x+y,groups=2,spare=none,headroom=0%"},
		{"", "a,filter=m7g.* or r7g.* vcpus<=16", "name=a,filter=m7g.*+or+r7g.*+vcpus<=16"},
		{"", "a,label=empty=,taint=gpu:NoExecute", "name=a,label=empty=,taint=gpu:NoExecute"},
	} {
		row, _ := plan.TermNamed("pool")
		var terms plan.Terms
		if err := row.Set(&terms, c.before); err != nil {
			t.Fatal(err)
		}
		before := row.Text(&terms)
		of := terms
		if err := row.Over(&of, strings.Split(c.specs, ";")); err != nil || row.Text(&of) != c.want {
			t.Errorf("%s over %s: %s, %v\nwant %s", c.specs, c.before, row.Text(&of), err, c.want)
		}
		if row.Text(&terms) != before {
			t.Errorf("%s changed what it was put over", c.specs)
		}
	}
}

func TestPoolsOverErrors(t *testing.T) {
	const must = `: must begin with one of name, label, taint, filter, arch, on-demand-percent, on-demand-base, zones, groups, spare, headroom, each with =, and a + between conditions of a filter, architectures and zones`
	const name = `: must be at most 32 lower-case letters, digits and dashes, with a letter or digit at both ends`
	for spec, want := range map[string]string{
		"":                                      `name=: each pool must have a name`,
		"label=a=b":                             `missing name=…: each pool must have a name`,
		"name=Pci":                              `name=Pci` + name,
		"name=-a":                               `name=-a` + name,
		strings.Repeat("a", 33):                 `name=` + strings.Repeat("a", 33) + name,
		"default":                               `name=default: default is the pool of the workloads that no other takes, on the plan's own terms: use another name`,
		"name=none":                             `name=none: none is the word for no pools: use another name`,
		"a,lable=b=c":                           `"lable=b=c"` + must,
		"a,filter=family=m7i,size=xl":           `"size=xl"` + must,
		"a,b":                                   `"b"` + must,
		"a,groups=1,groups=2":                   `groups: given twice`,
		"a,groups=4":                            `groups=4: must be a whole number from 1 to 3`,
		"a,label=b":                             `label=b: must be key=value, such as label=team=pci`,
		"a,label=b=c d":                         `label=b=c d: not a label's value: it has at most 63 letters, digits, dots, dashes and underscores, with a letter or digit at both ends`,
		"a,label=x/y/z=c":                       `label=x/y/z=c: not a label's key: it has letters, digits, dots, dashes and underscores, and perhaps a domain and / before them`,
		"a,label=kubernetes.io/arch=arm64":      `label=kubernetes.io/arch=arm64: every node has this label, by its type, its zone and how it is bought: use types, arch, zones or capacity`,
		"a,label=eks.amazonaws.com/nodegroup=x": `label=eks.amazonaws.com/nodegroup=x: labels of this domain are set by Kubernetes and EKS, which reject them in a node group: use another key`,
		"a,label=b=c,label=b=d":                 `label=b=c, b=d: b is given twice`,
		"a,taint=b=c":                           `taint=b=c: must be key=value:Effect, with the effect NoSchedule, PreferNoSchedule or NoExecute`,
		"a,taint=node.kubernetes.io/not-ready:NoExecute": `taint=node.kubernetes.io/not-ready:NoExecute: taints of this domain are set by Kubernetes and EKS: use another key`,
		"a,taint=b=c:NoExecute,taint=b=d:NoExecute":      `taint=b=c:NoExecute, b=d:NoExecute: b with the effect NoExecute is given twice`,
		"a,arch=x86":            `arch=x86: must be amd64 or arm64`,
		"a,zones=3":             `zones=3: must be names of zones with + between them, each once`,
		"a,zones=b+b":           `zones=b+b: must be names of zones with + between them, each once`,
		"a,on-demand-percent=x": `on-demand-percent=x: must be a whole number from 0 to 100`,
		"a,headroom=101%":       `headroom=101%: must be a percentage from 0 to 100, such as 15%`,
		"a,spare=two":           `spare=two: "two" is not one of none, node, zone, spot-pool`,
	} {
		if _, err := plan.PoolsOver(nil, []string{spec}); err == nil || err.Error() != want {
			t.Errorf("%s:\n%v\nwant\n%s", spec, err, want)
		}
	}
}

// What is written of any pool is read again.
func TestPoolSpecRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pools := sample.AnyPools.Draw(t, "pools")
		var specs []string
		for i := range pools {
			specs = append(specs, plan.PoolSpec(&pools[i]))
		}
		again, err := plan.PoolsOver(nil, specs)
		if err != nil || !reflect.DeepEqual(again, pools) {
			t.Fatalf("%+v is written as %q and read as %+v, %v", pools, specs, again, err)
		}
		terms, row := plan.Terms{Pools: pools}, termNamed(t, "pool")
		var other plan.Terms
		if err := row.Set(&other, row.Text(&terms)); err != nil || !reflect.DeepEqual(other.Pools, pools) {
			t.Fatalf("%q is read as %+v, %v", row.Text(&terms), other.Pools, err)
		}
	})
}

func termNamed(t interface{ Fatalf(string, ...any) }, name string) *plan.Term {
	row, ok := plan.TermNamed(name)
	if !ok {
		t.Fatalf("no term %s", name)
	}
	return row
}

// Pools that contradict the plan's other terms.
func TestCheckPools(t *testing.T) {
	named := plan.Zones{Count: 2, Names: []string{"a", "b"}}
	for _, c := range []struct {
		says  string
		terms plan.Terms
	}{
		{"", plan.Terms{Zones: named, Spare: plan.SpareZone, Pools: []plan.Pool{{Name: "x", Zones: []string{"a", "b"}}, {Name: "y"}}}},
		{"", plan.Terms{Spare: plan.SpareZone, Pools: []plan.Pool{{Name: "x", Zones: []string{"a"}, Spare: planner.Known(plan.SpareNothing)}}}},
		{"pool x: zone c: not among the plan's zones, a, b: add it there, or use one of them", plan.Terms{Zones: named, Pools: []plan.Pool{{Name: "x", Zones: []string{"c"}}}}},
		{"pool x: given twice", plan.Terms{Pools: []plan.Pool{{Name: "x"}, {Name: "x"}}}},
		{"pool x: spare zone: it has one zone: name 2 or more, or set spare to node or none in the pool", plan.Terms{Spare: plan.SpareZone, Pools: []plan.Pool{{Name: "x", Zones: []string{"a"}}}}},
	} {
		says := ""
		if err := c.terms.Check(); err != nil {
			says = err.Error()
		}
		if says != c.says {
			t.Errorf("%+v: %s, want %s", c.terms, says, c.says)
		}
	}
}

// The zones of pools are among the plan's; where the plan's own names are of another region,
// each stands for one of this.
func TestPoolZones(t *testing.T) {
	for _, c := range []struct{ zones, pools, plan, want string }{
		{"", "a,zones=us-east-1d; b", "us-east-1a us-east-1b us-east-1d", "us-east-1d | "},
		{"2", "a,zones=us-east-1d; b,zones=us-east-1c", "us-east-1c us-east-1d", "us-east-1d | us-east-1c"},
		{"us-east-1a,us-east-1b", "a,zones=us-east-1b", "us-east-1a us-east-1b", "us-east-1b"},
		{"eu-west-3b,eu-west-3a", "a,zones=eu-west-3a+eu-west-3b; b,zones=eu-west-3b", "us-east-1a us-east-1b", "us-east-1b us-east-1a | us-east-1a"},
		{"1", "a,zones=us-east-1d; b,zones=us-east-1c", "us-east-1d", "pool b: zone us-east-1c: not among the plan's zones, us-east-1d: add it there, or use one of them"},
	} {
		terms := plan.DefaultTerms()
		for name, text := range map[string]string{"zones": c.zones, "pool": c.pools} {
			if err := termNamed(t, name).Set(&terms, text); err != nil {
				t.Fatal(err)
			}
		}
		zones := terms.ZoneNames("us-east-1", 6, nil, nil)
		pools, err := terms.PoolNodes(zones, func(*plan.Pool) ([]density.Option, error) { return nil, nil })
		var of []string
		for i := range pools {
			of = append(of, strings.Join(pools[i].Zones, " "))
		}
		got := strings.Join(of, " | ")
		if err != nil {
			got = err.Error()
		}
		if strings.Join(zones, " ") != c.plan || got != c.want {
			t.Errorf("zones %s, pools %s: in %s: %s", c.zones, c.pools, zones, got)
		}
	}
}

// A pool that no workload may be in is a doubt: a taint that none tolerates, or a label of
// which all select another value.
func TestIdlePools(t *testing.T) {
	for pools, want := range map[string]string{
		"a,taint=dedicated=pci:NoSchedule,label=team=pci; b":                                      "",
		"a,taint=dedicated=pic:NoSchedule; b,taint=dedicated=pci:NoSchedule":                      "a",
		"a,taint=dedicated=pci:NoSchedule,label=team=web; b,taint=idle:NoExecute; c,label=team=x": "a b",
		"a,taint=slow:PreferNoSchedule":                                                           "",
	} {
		terms := plan.DefaultTerms()
		if err := termNamed(t, "pool").Set(&terms, pools); err != nil {
			t.Fatal(err)
		}
		none := onNodes("none", "|idle")
		none.Replicas = 0
		var idle []string
		for _, w := range terms.Ask(planner.Workloads{onNodes("pay", "team=pci|dedicated=pci:NoSchedule"), none}, sample.Settings(), 3, nil).Doubts {
			idle = append(idle, w.(plan.PoolIdle).Pool)
		}
		if got := strings.Join(idle, " "); got != want {
			t.Errorf("%s: %q are idle, want %q", pools, got, want)
		}
	}
}

// DaemonSets that a pool's taints keep off are named, and so are those of which this is not
// known. Labels that lead elsewhere are no doubt.
func TestDaemonSetDoubts(t *testing.T) {
	s := sample.Settings()
	for name, tolerations := range map[string][]string{"unknown": nil, "none": {}, "all-of-key": {"dedicated"}, "other": {"dedicated=web:NoSchedule"}} {
		s.DaemonSets = append(s.DaemonSets, planner.DaemonSet{Name: name, Tolerations: tolerations})
	}
	slices.SortFunc(s.DaemonSets, func(a, b planner.DaemonSet) int { return strings.Compare(a.Name, b.Name) })
	s.DaemonSets = append(s.DaemonSets, planner.DaemonSet{Name: "of-web", Nodes: sample.Conditions("team=web"), Tolerations: []string{}})
	for pools, want := range map[string][]planner.Warning{
		"web,label=team=web":                       nil,
		"pci,taint=dedicated=pci:PreferNoSchedule": nil,
		"pci,label=team=pci,taint=dedicated=pci:NoSchedule; web,label=team=web": {
			plan.DaemonSetsKeptOff{DaemonSets: []string{"none", "other"}, Pool: "pci"}, plan.TolerationsUnknown{DaemonSets: []string{"unknown"}, Pools: []string{"pci"}}},
		"pci,taint=dedicated=pci:NoExecute; web,label=team=web,taint=dedicated=web:NoSchedule": {
			plan.DaemonSetsKeptOff{DaemonSets: []string{"none", "other"}, Pool: "pci"}, plan.DaemonSetsKeptOff{DaemonSets: []string{"none", "of-web"}, Pool: "web"},
			plan.TolerationsUnknown{DaemonSets: []string{"unknown"}, Pools: []string{"pci", "web"}}},
	} {
		terms := plan.DefaultTerms()
		if err := termNamed(t, "pool").Set(&terms, pools); err != nil {
			t.Fatal(err)
		}
		doubts := slices.DeleteFunc(terms.Ask(nil, s, 3, nil).Doubts, func(w planner.Warning) bool { _, idle := w.(plan.PoolIdle); return idle })
		if !reflect.DeepEqual(doubts, want) && len(doubts)+len(want) > 0 {
			t.Errorf("%s: %v, want %v", pools, doubts, want)
		}
	}
}
