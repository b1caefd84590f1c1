package request_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"podfit/cmd/internal/request"
	"podfit/planner/plan"
)

const pooled = header + `cluster: {region: us-east-1}
capacity: {onDemandPercent: 30}
plan: {pools: [{name: pci, labels: {team: pci}, types: {filter: family=m5}}, {name: web}]}
workload: [{name: web, cpu: 1}]
`

// Flags go over the pools of the scenario, and none leaves these out.
func TestPoolFlags(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	world := files(map[string]string{"s.yaml": pooled, "t.yaml": header + "plan: {pools: [{name: batch}]}\n"})
	row, _ := plan.TermNamed("pool")
	for _, c := range []struct {
		line, want string
	}{
		{"", "name=pci,label=team=pci,filter=family=m5; name=web"},
		{"--pool pci,filter=family=r5", "name=pci,label=team=pci,filter=family=r5; name=web"},
		{"--pool web,groups=1 --pool name=pci,label=a=b --pool late", "name=pci,label=a=b,filter=family=m5; name=web,groups=1; name=late"},
		{"--pool none", "none"},
		{"--pool none --pool late", "name=late"},
	} {
		r := mustAsk(t, world, append(strings.Fields(c.line), "-f", "s.yaml")...)
		if got := row.Text(&r.Plan.Terms); got != c.want || !reflect.DeepEqual(r.Plan.Terms, r.Scenario.Plan) {
			t.Errorf("%s: %s, want %s", c.line, got, c.want)
		}
		// The command line says the same of every file, and names what it said.
		over, err := r.Over("t.yaml", []byte(header+"plan: {pools: [{name: pci, zones: [x]}]}\n"))
		if err != nil || strings.Contains(c.line, "pci") != strings.Contains(row.Text(&over.Plan.Terms), "name=pci,") && c.line != "" && !strings.Contains(c.line, "none") {
			t.Errorf("%s over a file: %s, %v", c.line, row.Text(&over.Plan.Terms), err)
		}
		if got := strings.Join(r.Options, " "); got != c.line {
			t.Errorf("%s is said again as %s", c.line, got)
		}
	}
}

// Each pool has candidates of its own: what it says takes the place of the default filter
// and of the scenario's types, and the command line narrows all.
func TestPoolCandidates(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	options := strings.Replace(pooled, "plan:", "options: [{types: [m5.large, m6g.large, c5.large]}]\nplan:", 1)
	chosen := strings.Replace(pooled, "plan: {", "plan: {candidates: \"vcpus=2 family=m5,m6g arch=amd64\", ", 1)
	world := files(map[string]string{"s.yaml": pooled, "options.yaml": options, "chosen.yaml": chosen})
	for _, c := range []struct{ line, want, mixed string }{
		{"-f s.yaml --vcpus 2 --memory 8 --family m5,m6g,t3 --pool none --pool a --pool b,arch=arm64", "a: m5.large m6g.large t3.large b: m6g.large", ""},
		{"-f s.yaml --vcpus 2", "pci: m5.large", ""},
		{"-f s.yaml m5.* --vcpus 4 --pool web,on-demand-percent=100", "pci: m5.xlarge web: m5.xlarge", "web"},
		// The scenario's own mix is no other.
		{"-f s.yaml m5.large --pool web,on-demand-percent=30", "pci: m5.large web: m5.large", ""},
		{"-f options.yaml --pool none --pool a --pool b,arch=arm64 --pool c,filter=r5.large", "a: c5.large m5.large m6g.large b: m6g.large c: r5.large", ""},
		{"-f chosen.yaml --pool none --pool a --pool b,arch=arm64", "a: m5.large b: m6g.large", ""},
	} {
		r := mustAsk(t, world, strings.Fields(c.line)...)
		q, _, err := r.Question(world, new(request.Catalogue))
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		var parts []string
		for i := range q.Pools {
			p := &q.Pools[i]
			var names []string
			for _, o := range p.Candidates {
				names = append(names, o.Type.Name)
			}
			if parts = append(parts, p.Name+": "+strings.Join(names, " ")); len(names) > 5 {
				parts = parts[:len(parts)-1] // the default ones
			}
			own := p.Candidates[0].Settings.Capacity
			if own != p.Pool.Settings(q.Settings).Capacity || (own != q.Settings.Capacity) != (p.Name == c.mixed) {
				t.Errorf("%s: pool %s is evaluated with %+v", c.line, p.Name, own)
			}
			if p.ChoosesAsPlan(q.Settings) != (&p.Candidates[0] == &q.Candidates[0]) {
				t.Errorf("%s: pool %s is evaluated again", c.line, p.Name)
			}
		}
		if got := strings.Join(parts, " "); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.line, got, c.want)
		}
		if slices.ContainsFunc(q.Pools, func(p plan.PoolNodes) bool { return len(p.Candidates) == 0 }) {
			t.Errorf("%s: a pool without candidates", c.line)
		}
	}
}

func TestPoolErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	world := files(map[string]string{"s.yaml": pooled})
	for line, want := range map[string]string{
		"--pool pci,filter=family=m99":                 `pool pci: no EKS-capable instance type matches family=m99`,
		"--pool pci,arch=arm64":                        `pool pci: no EKS-capable instance type matches arch=arm64, of those that match family=m5`,
		"--arch amd64 --pool a,arch=arm64,filter=":     `pool a: no EKS-capable instance type matches arch=arm64, of those that match arch=amd64, hypervisor=nitro, burstable=no, metal=no, family!=a1, gpus=0, accelerators=0`,
		"--pool a,zones=eu-west-3a":                    `pool a: zone eu-west-3a: not among the plan's zones, us-east-1a, us-east-1b, us-east-1c: add it there, or use one of them`,
		"--zones us-east-1a --pool a,zones=us-east-1b": `pool a: zone us-east-1b: not among the plan's zones, us-east-1a: add it there, or use one of them`,
		"--pool Big": `invalid argument "Big" for "--pool" flag: name=Big: must be at most 32 lower-case letters, digits and dashes, with a letter or digit at both ends`,
	} {
		r, err := ask(t, world, append(strings.Fields(line), "-f", "s.yaml")...)
		if err == nil {
			_, _, err = r.Question(world, new(request.Catalogue))
		}
		if err == nil || err.Error() != want {
			t.Errorf("%s:\n%v\nwant\n%s", line, err, want)
		}
	}
}
