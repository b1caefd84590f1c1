package settings_test

import (
	"fmt"
	"slices"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/settings"
)

// said is what of settings variants change.
func said(s *planner.Settings) string {
	return fmt.Sprint(s.CNI.Family, " ", s.CNI.Mode, " custom=", s.CNI.CustomNetworking, " sg=", s.CNI.SecurityGroupsForPods, ",", s.SecurityGroupsPercent, " ", settings.MaxPodsText(s.MaxPods), " ", s.Capacity.OnDemandBase, "+", s.Capacity.OnDemandPercent, "% ", s.Requests)
}

func TestVariants(t *testing.T) {
	s := planner.Default()
	s.CNI.Family, s.CNI.SecurityGroupsForPods, s.SecurityGroupsPercent = eni.IPv6, true, 40
	s.Capacity.OnDemandBase = 2
	s.Requests = planner.Requests{AsUsed: true, Percentile: planner.MaxPercentile, Margin: 5}
	seen := map[string]bool{}
	for v, want := range []struct{ over, alone string }{
		settings.AsSet:                  {"ipv6 secondary-ip custom=false sg=true,40 eni 2+100% as-used:max+5%", "ipv6 secondary-ip custom=false sg=true,40 eni 2+100% as-used:max+5%"},
		settings.WithoutSG:              {"ipv6 secondary-ip custom=false sg=false,40 eni 2+100% as-used:max+5%", "ipv6 secondary-ip custom=false sg=false,40 eni 2+100% as-used:max+5%"},
		settings.WithSG:                 {"ipv6 secondary-ip custom=false sg=true,40 eni 2+100% as-used:max+5%", "ipv6 secondary-ip custom=false sg=true,100 eni 2+100% as-used:max+5%"},
		settings.OnDemand:               {"ipv6 secondary-ip custom=false sg=true,40 eni 0+100% as-used:max+5%", "ipv6 secondary-ip custom=false sg=true,40 eni 0+100% as-used:max+5%"},
		settings.Spot:                   {"ipv6 secondary-ip custom=false sg=true,40 eni 0+0% as-used:max+5%", "ipv6 secondary-ip custom=false sg=true,40 eni 0+0% as-used:max+5%"},
		settings.SecondaryIPs:           {"ipv6 secondary-ip custom=false sg=true,40 eni 2+100% as-used:max+5%", "ipv4 secondary-ip custom=false sg=false,40 eni 2+100% as-used:max+5%"},
		settings.SecondaryIPsWithSG:     {"ipv6 secondary-ip custom=false sg=true,40 eni 2+100% as-used:max+5%", "ipv4 secondary-ip custom=false sg=true,100 eni 2+100% as-used:max+5%"},
		settings.CustomNetworking:       {"ipv6 secondary-ip custom=true sg=true,40 eni 2+100% as-used:max+5%", "ipv4 secondary-ip custom=true sg=false,40 eni 2+100% as-used:max+5%"},
		settings.CustomNetworkingWithSG: {"ipv6 secondary-ip custom=true sg=true,40 eni 2+100% as-used:max+5%", "ipv4 secondary-ip custom=true sg=true,100 eni 2+100% as-used:max+5%"},
		settings.Prefixes:               {"ipv6 prefix-delegation custom=false sg=true,40 managed 2+100% as-used:max+5%", "ipv4 prefix-delegation custom=false sg=false,40 managed 2+100% as-used:max+5%"},
		settings.PrefixesWithSG:         {"ipv6 prefix-delegation custom=false sg=true,40 managed 2+100% as-used:max+5%", "ipv4 prefix-delegation custom=false sg=true,100 managed 2+100% as-used:max+5%"},
		settings.RequestsAsSet:          {"ipv6 secondary-ip custom=false sg=true,40 eni 2+100% as-set", "ipv6 secondary-ip custom=false sg=true,40 eni 2+100% as-set"},
		settings.RequestsAsUsed:         {"ipv6 secondary-ip custom=false sg=true,40 eni 2+100% as-used:p95+20%", "ipv6 secondary-ip custom=false sg=true,40 eni 2+100% as-used:p95+20%"},
	} {
		v := settings.Variant(v)
		over := v.Over(s)
		alone, ok := v.Alone(s)
		if said(&over) != want.over || said(&alone) != want.alone || !ok {
			t.Errorf("%v:\n%s\n%s", v, said(&over), said(&alone))
		}
		if v.String() == "" || v.Title() == "" || seen[v.Title()] {
			t.Errorf("%d: %q, %q", v, v, v.Title())
		}
		seen[v.Title()] = true
	}
	if len(seen) != settings.Variants {
		t.Errorf("%d of %d", len(seen), settings.Variants)
	}
	s.MaxPods, s.CNI.OS = eni.MaxPods{}, eni.Windows
	for v := range settings.Variant(settings.Variants) {
		_, ok := v.Alone(s)
		if secured := slices.Contains([]settings.Variant{settings.WithSG, settings.SecondaryIPsWithSG, settings.CustomNetworkingWithSG, settings.PrefixesWithSG}, v); ok == secured {
			t.Errorf("%v on Windows: %t", v, ok)
		}
	}
}

func TestVariantWorkloads(t *testing.T) {
	w := planner.Workloads{{Name: "plain"}, {Name: "secured", SecurityGroups: true}, {Name: "host", HostNetwork: true}}
	s := planner.Default()
	s.CNI.SecurityGroupsForPods = true
	for v, want := range map[settings.Variant]string{
		settings.AsSet: "false true false", settings.WithoutSG: "false false false",
		settings.WithSG: "true true false", settings.Prefixes: "false true false",
	} {
		over := v.Over(s)
		got := v.Workloads(w, &over)
		if text := fmt.Sprint(got[0].SecurityGroups, got[1].SecurityGroups, got[2].SecurityGroups); text != want || w[0].SecurityGroups {
			t.Errorf("%v: %s, want %s", v, text, want)
		}
	}
}
