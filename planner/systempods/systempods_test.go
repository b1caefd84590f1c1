package systempods_test

import (
	"fmt"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/systempods"
)

// Which pods run besides a workload?
func Example() {
	s := planner.Default()
	w := planner.Workloads{{Name: "shop/web", Replicas: 3}}
	for _, k := range systempods.With(w, []string{systempods.CoreDNS}, &s) {
		fmt.Println(k.Name, k.Replicas, k.Request.CPU)
	}
	// Output:
	// shop/web 3 0
	// kube-system/coredns 2 100
}

// CoreDNS is not there twice, and not in Auto Mode.
func TestWith(t *testing.T) {
	s, auto := planner.Default(), planner.Default()
	auto.MaxPods.Policy = eni.PolicyAutoMode
	own := planner.Workloads{{Name: "dns/coredns", Replicas: 5}}
	for _, c := range []struct {
		w     planner.Workloads
		names []string
		s     *planner.Settings
		want  int
	}{
		{nil, nil, &s, 0}, {nil, []string{"coredns"}, &s, 1}, {own, []string{"coredns"}, &s, 1}, {nil, []string{"coredns"}, &auto, 0},
		{nil, systempods.Names(), &s, len(systempods.Presets())}, {nil, systempods.Names(), &auto, len(systempods.Presets()) - 1},
	} {
		if got := systempods.With(c.w, c.names, c.s); len(got) != c.want {
			t.Errorf("%v with %v: %d workloads, want %d", c.w, c.names, len(got), c.want)
		}
	}
	for _, p := range systempods.Presets() {
		if !systempods.Is(p.Workload.Name) || p.Source.Name == "" || p.Source.AsOf == "" {
			t.Errorf("%+v", p)
		}
	}
}
