package scenario_test

import (
	"reflect"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/scenario"
)

const everyKey = `overrides: {m5.8xlarge: {allocatableCPU: 31850m, allocatableMemory: 118312Mi, maxPods: 234}}
workload:
  - {name: web, replicas: 40, maxReplicas: 60, cpu: 250m, memory: 512Mi, securityGroups: true, zoneSkew: 1, hostSkew: 2}
  - name: train
    extended: {nvidia.com/gpu: 1, hugepages-2Mi: 100Mi}
    volumes: 2
    onePerNode: true
    hoursPerMonth: 60.5
    nodes: {arch: [amd64], types: [g5.xlarge], capacityTypes: [spot], zones: [eu-west-3a], labels: [team=ml], tolerations: ["nvidia.com/gpu:NoSchedule"]}
  - {name: probe, replicas: 0, cpu: 0, hostNetwork: true}
`

func TestReadWorkload(t *testing.T) {
	s, err := read(header + everyKey)
	if err != nil {
		t.Fatal(err)
	}
	want := planner.Workloads{
		{
			Name: "web", Replicas: 40, MaxReplicas: 60, SecurityGroups: true, ZoneSkew: 1, HostSkew: 2,
			Request: planner.Resources{CPU: 250, Memory: 512 * planner.MiB},
		},
		{
			Name: "train", Replicas: 1, Volumes: 2, OnePerNode: true, HoursPerMonth: 60.5, NoRequests: true,
			Extended: map[string]int64{"nvidia.com/gpu": 1, "hugepages-2Mi": 100 << 20},
			Nodes: planner.NodeSelector{
				Arch: []string{"amd64"}, Types: []string{"g5.xlarge"}, CapacityTypes: []planner.CapacityType{planner.Spot},
				Zones: []string{"eu-west-3a"}, Labels: sample.Conditions("team=ml"), Tolerations: []string{"nvidia.com/gpu:NoSchedule"},
			},
		},
		// A request of 0 is one.
		{Name: "probe", HostNetwork: true},
	}
	if !reflect.DeepEqual(s.Workload, want) {
		t.Errorf("\n%+v\n%+v", s.Workload, want)
	}
	override := planner.Override{
		AllocatableCPU: planner.Known[planner.Millis](31850), AllocatableMemory: planner.Known(118312 * planner.MiB), MaxPods: planner.Known(234),
	}
	if got := s.Settings.Overrides["m5.8xlarge"]; !reflect.DeepEqual(got, override) {
		t.Errorf("%+v", got)
	}
}

// A later file's pods take the place of those of the same name, and its
// overrides of those of the same type; the earlier scenario stays as it was.
func TestReadWorkloadOver(t *testing.T) {
	first, err := read(header + "overrides: {m5.large: {maxPods: 20, allocatableCPU: 1}, r5.large: {maxPods: 21}}\nworkload: [{name: a, cpu: 1}, {name: b, cpu: 2}]\n")
	if err != nil {
		t.Fatal(err)
	}
	over, err := scenario.Read("over.yaml", []byte(header+"overrides: {m5.large: {maxPods: 30}}\nworkload: [{name: c, cpu: 3}, {name: a, cpu: 4}]\n"), first, table)
	if err != nil {
		t.Fatal(err)
	}
	if got := names(over.Workload); got != "a4000 b2000 c3000 " {
		t.Error(got)
	}
	if got := names(first.Workload); got != "a1000 b2000 " {
		t.Error(got)
	}
	large := over.Settings.Overrides["m5.large"]
	if !reflect.DeepEqual(large, planner.Override{MaxPods: planner.Known(30)}) || !over.Settings.Overrides["r5.large"].MaxPods.Known() {
		t.Errorf("%+v", over.Settings.Overrides)
	}
	if first.Settings.Overrides["m5.large"].MaxPods != planner.Known(20) {
		t.Errorf("%+v", first.Settings.Overrides)
	}
}

func names(w planner.Workloads) (s string) {
	for _, k := range w {
		s += k.Name + strconv.Itoa(int(k.Request.CPU)) + " "
	}
	return s
}

func anyWorkload(t *rapid.T) planner.Workloads {
	words := func(label string, choices ...string) []string {
		if !rapid.Bool().Draw(t, label) {
			return nil
		}
		return rapid.SliceOfN(rapid.SampledFrom(choices), 1, 3).Draw(t, label)
	}
	names := []string{"web", "shop/api", "null", "~", "1e3", "true", "<<", "a: b", "# c", "é\n", "*a", "-", "007", "!!str x", `"q"`}
	var w planner.Workloads
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 4, rapid.ID).Draw(t, "names") {
		k := planner.Workload{
			Name: name, Replicas: rapid.IntRange(0, 9).Draw(t, "replicas"),
			Volumes:    rapid.IntRange(0, 3).Draw(t, "volumes"),
			OnePerNode: rapid.Bool().Draw(t, "one"), HostNetwork: rapid.Bool().Draw(t, "host"),
			ZoneSkew: rapid.IntRange(0, 2).Draw(t, "zone"), HostSkew: rapid.IntRange(0, 2).Draw(t, "skew"),
			HoursPerMonth: rapid.SampledFrom([]float64{0, 60, 0.25, 730}).Draw(t, "hours"),
			NoRequests:    rapid.Bool().Draw(t, "none"),
		}
		k.SecurityGroups = !k.HostNetwork && rapid.Bool().Draw(t, "groups")
		if rapid.Bool().Draw(t, "scales") {
			k.MaxReplicas = max(1, k.Replicas+rapid.IntRange(0, 5).Draw(t, "max"))
		}
		if !k.NoRequests {
			k.Request.CPU = planner.Millis(rapid.Int64Range(0, 100_000).Draw(t, "cpu"))
			k.Request.Memory = planner.Memory(rapid.SampledFrom([]int64{0, 1 << 20, 1<<20 + 1, 512_000_000, 3 << 30}).Draw(t, "memory"))
		}
		if rapid.Bool().Draw(t, "gpu") {
			k.Extended = map[string]int64{"nvidia.com/gpu": rapid.Int64Range(1, 8).Draw(t, "gpus")}
		}
		k.Nodes = planner.NodeSelector{
			Arch: words("arch", "amd64", "arm64"), Types: words("types", "m5.large", "r5.*"), Zones: words("zones", "eu-west-3a", "euw3-az1"),
			Labels: sample.Conditions(words("labels", "a=b", "key in (a,b)", "!gone")...), Tolerations: words("tolerations", "*", "a=b:NoSchedule", "gpu:NoExecute"),
		}
		if rapid.Bool().Draw(t, "spot") {
			k.Nodes.CapacityTypes = []planner.CapacityType{planner.Spot}
		}
		drawn := sample.AnyWorkload.Draw(t, "constraints")
		k.Labels, k.Spreads, k.Affinity, k.Prefers, k.HostPorts = drawn.Labels, drawn.Spreads, drawn.Affinity, drawn.Prefers, drawn.HostPorts
		k.Priority, k.Claims, k.WithoutCPU, k.WithoutMemory = drawn.Priority, drawn.Claims, drawn.WithoutCPU, drawn.WithoutMemory
		k.Controller, k.Service, k.Rollout, k.Notes = drawn.Controller, drawn.Service, drawn.Rollout, drawn.Notes
		w = append(w, k)
	}
	return w
}

func anyOverrides(t *rapid.T) map[string]planner.Override {
	if !rapid.Bool().Draw(t, "overrides") {
		return nil
	}
	var o planner.Override
	if rapid.Bool().Draw(t, "allocatable") {
		o.AllocatableCPU = planner.Known(planner.Millis(rapid.Int64Range(0, 64_000).Draw(t, "cpu")))
		o.AllocatableMemory = planner.Known(7000 * planner.MiB)
	} else {
		o.MaxPods = planner.Known(rapid.IntRange(1, 250).Draw(t, "max pods"))
	}
	return map[string]planner.Override{"m5.large": o}
}

// A label without a value is a label.
func TestEmptyLabelIsWritten(t *testing.T) {
	s, err := read("apiVersion: podfit/v1\nkind: Scenario\nworkload: [{name: web, labels: {app: ''}}]\n")
	if err != nil {
		t.Fatal(err)
	}
	text, err := scenario.Write(s, table)
	if err != nil {
		t.Fatal(err)
	}
	again, err := read(string(text))
	if value, is := again.Workload[0].Labels["app"]; err != nil || !is || value != "" {
		t.Errorf("%v\n%s", err, text)
	}
}

// An override that says nothing is none.
func TestEmptyOverride(t *testing.T) {
	s, err := read("apiVersion: podfit/v1\nkind: Scenario\noverrides: {m5.large: {}}\n")
	if err != nil || s.Settings.Overrides != nil {
		t.Errorf("%v, %v", s.Settings.Overrides, err)
	}
}
