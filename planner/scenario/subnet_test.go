package scenario_test

import (
	"fmt"
	"reflect"
	"testing"

	"podfit/planner"
	"podfit/planner/scenario"
)

const someSubnets = `cluster:
  subnets:
    - {zone: eu-west-3a, cidr: 10.0.1.0/24, free: 180}
    - {zone: eu-west-3b, cidr: 10.0.2.0/24}
  podSubnets: [{zone: eu-west-3a, cidr: 100.64.0.0/20, free: 0}]
`

// Subnets are read, written and read again, and a later file's list takes the
// place of an earlier one's.
func TestSubnets(t *testing.T) {
	s, err := read(header + someSubnets)
	if err != nil {
		t.Fatal(err)
	}
	const want = "[eu-west-3a=10.0.1.0/24:180free eu-west-3b=10.0.2.0/24] [eu-west-3a=100.64.0.0/20:0free]"
	if got := fmt.Sprint(s.Subnets, s.PodSubnets); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	out, err := scenario.Write(s, table)
	if err != nil {
		t.Fatal(err)
	}
	again, err := read(string(out))
	s.Settings.RegionSource = planner.RegionByScenario // which the file now names
	if err != nil || !reflect.DeepEqual(again, s) {
		t.Errorf("%v\n%+v\n%+v\n%s", err, s, again, out)
	}
	over, err := scenario.Read("over.yaml", []byte(header+"cluster: {subnets: [{zone: c, cidr: 10.0.3.0/24}]}\n"), s, table)
	if got := fmt.Sprint(over.Subnets, len(over.PodSubnets)); err != nil || got != "[c=10.0.3.0/24] 1" {
		t.Errorf("%s: %v", got, err)
	}
}

func TestSubnetErrors(t *testing.T) {
	for _, c := range []struct{ subnet, want string }{
		{"{cidr: 10.0.0.0/24}", `s.yaml:3: cluster.subnets "10.0.0.0/24": must have a zone`},
		{"{zone: a}", `s.yaml:3: cluster.subnets "": must be an IPv4 CIDR, such as 10.0.1.0/24`},
		{"{}", `s.yaml:3: cluster.subnets "": must have a zone`},
		{"{zone: a, cidr: 10.0.0.0/8}", `s.yaml:3: cluster.subnets "10.0.0.0/8": a subnet must be a /16 to a /28`},
		{"{zone: a, cidr: 10.0.0.0/24, free: 252}", `s.yaml:3: cluster.subnets "10.0.0.0/24": a /24 has between 0 and 251 free addresses`},
		{"{zone: a, cidr: 10.0.0.0/24, free: all}", `s.yaml:3: cluster.subnets.free "all": must be a whole number`},
		{"{zone: a, cidr: 10.0.0.0/24, id: x}", `s.yaml:3: "id": no such key (did you mean cidr?)`},
		{"{zone: a, cidr: 10.0.0.0/24}, {zone: b, cidr: 10.0.0.0/25}", "s.yaml:3: cluster.subnets: b=10.0.0.0/25 overlaps a=10.0.0.0/24"},
	} {
		if _, err := read(header + "cluster: {subnets: [" + c.subnet + "]}\n"); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
