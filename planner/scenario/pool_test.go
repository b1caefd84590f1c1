package scenario_test

import (
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/scenario"
)

const pooled = `plan:
  zones: [eu-west-3a, eu-west-3b]
  pools:
    - name: pci # of the payments team
      labels: {team: pci, empty: ""}
      taints: [dedicated=pci:NoSchedule]
      types: {filter: family=m7i vcpus<=16}
      arch: [amd64]
      capacity: {onDemandBase: 2, onDemandPercent: 0}
      zones: [eu-west-3b]
      groups: 1
      spare: none
      headroom: 0%
    - name: batch
      capacity: {onDemandPercent: 0}
    # what nobody else takes
    - name: web
`

// All keys of a pool, as the specs of --pool say them.
func TestReadPools(t *testing.T) {
	row, _ := plan.TermNamed("pool")
	s := mustRead(t, pooled)
	want := "name=pci,label=empty=,label=team=pci,taint=dedicated=pci:NoSchedule,filter=family=m7i+vcpus<=16,arch=amd64,on-demand-percent=0,on-demand-base=2,zones=eu-west-3b,groups=1,spare=none,headroom=0%; " +
		"name=batch,on-demand-percent=0; name=web"
	if got := row.Text(&s.Plan); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for text, mix := range map[string]planner.Maybe[plan.Mix]{
		"{}": {}, "{onDemandBase: 2}": planner.Known(plan.Mix{OnDemandBase: 2, OnDemandPercent: 100}), "{onDemandPercent: 30}": planner.Known(plan.Mix{OnDemandPercent: 30}), "{onDemandPercent: ~}": {},
	} {
		if got := mustRead(t, "plan: {pools: [{name: a, capacity: "+text+"}]}").Plan.Pools[0].Mix; got != mix {
			t.Errorf("capacity %s is %v, want %v", text, got, mix)
		}
	}
	over, err := scenario.Read("b.yaml", []byte(header+"plan: {pools: [{name: b}]}"), s, table)
	if err != nil || len(over.Plan.Pools) != 1 || len(s.Plan.Pools) != 3 {
		t.Errorf("a later file's pools take the place of earlier ones: %+v, %v", over.Plan.Pools, err)
	}
	if none, err := scenario.Read("b.yaml", []byte(header+"plan: {pools: []}"), s, table); err != nil || len(none.Plan.Pools) != 0 {
		t.Errorf("%+v, %v", none.Plan.Pools, err)
	}
}

func TestPoolErrors(t *testing.T) {
	for text, want := range map[string]string{
		"name: a, nme: b":                               `:4: "nme": no such key (did you mean name?)`,
		"labels: {a: b}":                                `:4: plan.pools: each must have a name`,
		"name: ''":                                      `:4: pool : name "": each pool must have a name`,
		"name: A b":                                     `:4: pool A b: name "A b": must be at most 32 lower-case letters, digits and dashes, with a letter or digit at both ends`,
		"name: default":                                 `:4: pool default: name "default": default is the pool of the workloads that no other takes, on the plan's own terms: use another name`,
		"name: b},\n{name: b":                           `:5: pool b: already named at line 4: each needs a name of its own`,
		"name: b,\n labels: {x/y/z: c}":                 `:5: pool b: labels.x/y/z "c": not a label's key: it has letters, digits, dots, dashes and underscores, and perhaps a domain and / before them`,
		"name: b, labels: {a: 'b c'}":                   `:4: pool b: labels.a "b c": not a label's value: it has at most 63 letters, digits, dots, dashes and underscores, with a letter or digit at both ends`,
		"name: b, taints: [a]":                          `:4: pool b: taints "a": must be key=value:Effect, with the effect NoSchedule, PreferNoSchedule or NoExecute`,
		"name: b, taints: ['a b:NoExecute']":            `:4: pool b: taints "a b:NoExecute": its key and its value have letters, digits, dots, dashes and underscores, as those of labels`,
		"name: b, taints: [a=b:NoExecute, a:NoExecute]": `:4: pool b: taints: a with the effect NoExecute is given twice`,
		"name: b, types: {filter: 'vcpus>='}":           `:4: pool b: types.filter "vcpus>=": "vcpus>=": needs a value after >=`,
		"name: b, arch: [x86]":                          `:4: pool b: arch "x86": must be amd64 or arm64`,
		"name: b, capacity: {onDemandPercent: 101}":     `:4: pool b: capacity.onDemandPercent "101": must be a whole number from 0 to 100`,
		"name: b, groups: 0":                            `:4: pool b: groups "0": must be a whole number from 1 to 3`,
		"name: b,\n zones: [x]":                         `:5: pool b: zone x: not among the plan's zones, eu-west-3a, eu-west-3b: add it there, or use one of them`,
		"name: b, spare: zone,\n zones: [eu-west-3a]":   `:5: pool b: spare zone: it has one zone: name 2 or more, or set spare to node or none in the pool`,
		"name: b, spare: two":                           `:4: pool b: spare "two": "two" is not one of none, node, zone, spot-pool`,
		"name: b, headroom: 101%":                       `:4: pool b: headroom "101%": must be a percentage from 0 to 100, such as 15%`,
	} {
		text = "plan: {zones: [eu-west-3a, eu-west-3b], pools: [\n{" + text + "}]}"
		_, err := scenario.Read("s.yaml", []byte(header+text), scenario.Scenario{Settings: planner.Default()}, table)
		if err == nil || err.Error() != "s.yaml"+want {
			t.Errorf("%s:\ngot  %v\nwant s.yaml%s", text, err, want)
		}
	}
}

// Comments stay with the pools of the same names.
func TestPoolComments(t *testing.T) {
	s := mustRead(t, pooled)
	s.Plan.Pools = s.Plan.Pools[1:]
	s.Plan.Pools[1].Groups = 2
	text, err := scenario.Write(s, table)
	if err != nil {
		t.Fatal(err)
	}
	with, lost := scenario.WithComments(text, []byte(header+pooled))
	if lost != 1 || !strings.Contains(string(with), "# what nobody else takes\n    - name: web\n      groups: 2") {
		t.Errorf("%d comments are lost:\n%s", lost, with)
	}
}

func TestPoolsDiffer(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"plan: {pools: [{name: a}]}", "", " plan.pools: a → -\n"},
		{"plan: {pools: [{name: a}, {name: b}]}", "plan: {pools: [{name: b}, {name: a}]}", ""},
		{
			"plan: {pools: [{name: a, taints: [x=y:NoExecute, x=y:NoSchedule]}]}", "plan: {pools: [{name: b}, {name: a, taints: [x=y:NoSchedule], labels: {team: a}, types: {filter: m5.*}}]}",
			" plan.pools: a → a, b\n plan.pools.a.labels.team: - → a\n plan.pools.a.taints: x=y:NoExecute, x=y:NoSchedule → x=y:NoSchedule\n plan.pools.a.types.filter: - → m5.*\n",
		},
		{"plan: {pools: [{name: a, capacity: {onDemandPercent: 0}}]}", "plan: {pools: [{name: a, capacity: {onDemandPercent: 0, onDemandBase: 1}}]}", " plan.pools.a.capacity.onDemandBase: - → 1\n"},
	} {
		if got := changes(mustRead(t, c.a), mustRead(t, c.b)); got != c.want {
			t.Errorf("%s → %s:\n%swant\n%s", c.a, c.b, got, c.want)
		}
	}
}
