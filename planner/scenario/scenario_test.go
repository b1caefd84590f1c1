package scenario_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

var table = settings.New(settings.Known{
	Regions:    []string{"eu-west-1", "eu-west-3", "us-east-1"},
	DaemonSets: []planner.DaemonSet{{Name: "fluent-bit", Request: planner.Resources{CPU: 50, Memory: 50 * planner.MiB}}},
})

func read(text string) (scenario.Scenario, error) {
	return scenario.Read("s.yaml", []byte(text), scenario.Scenario{Settings: planner.Default()}, table)
}

const header = "apiVersion: podfit/v1\nkind: Scenario\n"

func TestRead(t *testing.T) {
	s, err := read(header + `cluster:
  region: eu-west-3
  cni: {mode: prefix-delegation, securityGroupsForPods: {enabled: true, scope: apps}}
  maxPods: managed
  systemReserved: {memory: 200Mi}
  daemonSets:
    - preset: fluent-bit
    - {name: agent, cpu: 200m, memory: 256Mi, hostNetwork: true}
  unnamedDaemonSets: 2
  memoryCapacity: {m5.large: 7700Mi}
podRequest: {cpu: 250m, memory: 512Mi}
capacity: {onDemandBase: 2, onDemandPercent: 30, discountPercent: 7.5}
options: [{types: [m5.large, r5]}, {filter: "family=m6i vcpus<=16"}]
by: ram-per-pod
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"podfit", "compare", "m5.large", "r5", "--filter", "family=m6i vcpus<=16",
		"--region", "eu-west-3", "--prefix-delegation=true", "--security-groups-for-pods=true", "--security-groups-scope", "apps",
		"--max-pods", "managed", "--system-reserved-memory", "200Mi", "--memory-capacity", "m5.large=7700Mi",
		"--daemonsets", "2", "--daemonset", "fluent-bit", "--daemonset", "name=agent,cpu=200m,memory=256Mi,host-network",
		"--pod-cpu", "250m", "--pod-memory", "512Mi", "--on-demand-base", "2", "--on-demand-percent", "30", "--discount", "7.5%",
		"--by", "ram-per-pod"}
	if got := s.Command(table, "compare"); !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

// One file over another changes what it says and leaves the rest.
func TestReadOver(t *testing.T) {
	first, err := read(header + "cluster: {region: eu-west-3, maxPods: 50}\nby: cost\n")
	if err != nil {
		t.Fatal(err)
	}
	over, err := scenario.Read("over.yaml", []byte(header+"cluster: {maxPods: 60}\n"), first, table)
	if err != nil {
		t.Fatal(err)
	}
	if s := over.Settings; s.Region != "eu-west-3" || s.MaxPods.Number != 60 || over.By != "cost" {
		t.Errorf("%+v", over)
	}
}

func TestReadErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "s.yaml: empty; a scenario begins with apiVersion: podfit/v1"},
		{"a: [", "s.yaml: line 1: did not find expected node content"},
		{"- a", "s.yaml:1: must be keys and values, with keys from: apiVersion, kind, cluster, podRequest, capacity, options, by, fargate, plan, today, notes, overrides, workload"},
		{"kind: Scenario\n", `s.yaml:1: apiVersion "": must be podfit/v1`},
		{"apiVersion: podfit/v1\nkind: Pod\n", `s.yaml:2: kind "Pod": must be Scenario`},
		{header + "cluster:\n  regoin: eu-west-1\n", `s.yaml:4: "regoin": no such key (did you mean region?)`},
		{header + "cluster:\n  region: eu-west-1\n  region: eu-west-1\n", `s.yaml:5: "region": already given at line 4`},
		{header + "cluster: {region: eu-wst-1}\n", `s.yaml:3: cluster.region "eu-wst-1": no such AWS region (did you mean eu-west-1?)`},
		{header + "cluster:\n  cni: {mode: prefix}\n", `s.yaml:4: cluster.cni.mode "prefix": must be prefix-delegation or secondary-ip`},
		{header + "cluster:\n  cni: {customNetworking: maybe}\n", `s.yaml:4: cluster.cni.customNetworking "maybe": must be true or false`},
		{header + "cluster: {region: [eu-west-1]}\n", "s.yaml:3: cluster.region: must be one value"},
		{header + "podRequest: {memory: 1.5.2Gi}\n", `s.yaml:3: podRequest.memory "1.5.2Gi": must be a Kubernetes quantity such as 512Mi or 4Gi`},
		{header + "cluster:\n  daemonSets:\n    - {name: a, cpu: many}\n", `s.yaml:5: cluster.daemonSets.cpu "many": must be a Kubernetes quantity such as 250m or 2`},
		{header + "cluster:\n  daemonSets: 6\n", "s.yaml:4: cluster.daemonSets: must be a list"},
		{header + "options: [{types: [m5.large], filter: gpus=0}]\n", "s.yaml:3: options: each must have either types or a filter"},
		{header + "options: [{filter: foo=0}]\n", `s.yaml:3: options.filter "foo=0": "foo=0": no field "foo"; the fields are `},
		{header + "by: prise\n", `s.yaml:3: by "prise": no such field`},
		{header + "cluster: {cni: {family: ipv6, customNetworking: true}}\n", "s.yaml: ipv6 with custom-networking: "},
		{header + "workload:\n  - {nme: web}\n", `s.yaml:4: "nme": no such key (did you mean name?)`},
		{header + "workload: {name: web}\n", "s.yaml:3: workload: must be a list"},
		{header + "workload:\n  - replicas: 3\n", "s.yaml:4: workload: each must have a name"},
		{header + "workload:\n  - {name: web}\n  - {name: web}\n", `s.yaml:5: workload "web": already named at line 4`},
		{header + "workload:\n  - {name: web, replicas: -3}\n", `s.yaml:4: workload web: replicas "-3": must be a whole number from 0 to 1000000`},
		{header + "workload:\n  - {name: web, replicas: 3,\n     maxReplicas: 2}\n", `s.yaml:5: workload web: maxReplicas "2": must not be below replicas, 3`},
		{header + "workload:\n  - {name: web, memory: 512MB}\n", `s.yaml:4: workload web: memory "512MB": must be a Kubernetes quantity such as 512Mi or 4Gi`},
		{header + "workload:\n  - {name: web, memory: 512}\n", `s.yaml:4: workload web: memory "512": less than a MiB (did you mean 512Mi?)`},
		{header + "workload:\n  - {name: web, extended: {cpu: 1}}\n", `s.yaml:4: workload web: extended.cpu "1": cpu has a key of its own`},
		{header + "workload:\n  - {name: web, extended: {nvidia.com/gpu: 0.5}}\n", `s.yaml:4: workload web: extended.nvidia.com/gpu "0.5": must be a whole number of 0 or more`},
		{header + "workload:\n  - {name: web, extended: {a: 1, a: 2}}\n", `s.yaml:4: "a": already given at line 4`},
		{header + "workload:\n  - {name: web, onePerNode: yes}\n", `s.yaml:4: workload web: onePerNode "yes": must be true or false`},
		{header + "workload:\n  - {name: web, hostNetwork: true, securityGroups: true}\n", `s.yaml:4: workload web: securityGroups "true": a pod on the host network cannot have security groups of its own`},
		{header + "workload:\n  - {name: web, hoursPerMonth: 731}\n", `s.yaml:4: workload web: hoursPerMonth "731": must be a number from 0 to 730; 0 is the whole month`},
		{header + "workload:\n  - {name: web, nodes: {arch: [x86]}}\n", `s.yaml:4: workload web: nodes.arch "x86": must be amd64 or arm64`},
		{header + "workload:\n  - {name: web, nodes: {capacityTypes: [sport]}}\n", `s.yaml:4: workload web: nodes.capacityTypes "sport": must be on-demand or spot (did you mean spot?)`},
		{header + "workload:\n  - {name: web, nodes: {zones: [eu west]}}\n", `s.yaml:4: workload web: nodes.zones "eu west": must be one word`},
		{header + "workload:\n  - {name: web, replicas: 1000000, memory: 1Pi}\n", "s.yaml: workload: all pods together request more than 4 EiB of memory"},
		{header + "overrides: {m5.large: {maxPod: 8}}\n", `s.yaml:3: "maxPod": no such key (did you mean maxPods?)`},
		{header + "overrides: {m5.large: {maxPods: 0}}\n", `s.yaml:3: overrides.m5.large.maxPods "0": must be a whole number from 1 to 10000`},
		{header + "overrides: [m5.large]\n", "s.yaml:3: overrides: must be keys and values"},
		{header + "overrides:\n  m5.large: {allocatableMemory: 7G5}\n", `s.yaml:4: overrides.m5.large.allocatableMemory "7G5": must be a Kubernetes quantity such as 512Mi or 4Gi`},
		{"a: &a [b]\nc: *a\n", `s.yaml:1: "a": no such key`},
		{header + "cluster: &c {region: eu-west-1}\ncapacity: *c\n", "s.yaml:4: aliases are not supported in a scenario"},
	} {
		from := scenario.Scenario{Settings: planner.Default()}
		got, err := scenario.Read("s.yaml", []byte(c.text), from, table)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q\n got %v\nwant %s", c.text, err, c.want)
		}
		if !reflect.DeepEqual(got, from) {
			t.Errorf("%q: the scenario changed", c.text)
		}
	}
}

// Whatever is set, writing and reading gives it back.
func TestWriteThenRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scenario.Scenario{Settings: anySettings(t)}
		if rapid.Bool().Draw(t, "types") {
			s.Options = []scenario.Option{{Types: []string{"m5.large", "r5"}}, {Filter: "vcpus>=4 size=large..4xlarge"}}
			s.By = "pods"
		}
		s.Workload = anyWorkload(t)
		s.Settings.Overrides = anyOverrides(t)
		text, err := scenario.Write(s, table)
		if err != nil {
			t.Fatal(err)
		}
		again, err := read(string(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if a, b := fmt.Sprint(s.Command(table, "x")), fmt.Sprint(again.Command(table, "x")); a != b {
			t.Fatalf("%s\n%s\n%s", a, b, text)
		}
		if !reflect.DeepEqual(s.Workload, again.Workload) || !reflect.DeepEqual(s.Settings.Overrides, again.Settings.Overrides) {
			t.Fatalf("%+v\n%+v\n%s", s, again, text)
		}
	})
}

func anySettings(t *rapid.T) planner.Settings {
	s := planner.Default()
	values := map[string][]string{
		"region":                 {"eu-west-1", "us-east-1"},
		"max-pods":               {"eni", "managed", "karpenter", "auto-mode", "58", "default_enis * 2", "max_pods > 50 ? 50 : max_pods"},
		"discount":               {"0", "12.5%", "x0.7"},
		"memory-capacity":        {"m5.large=7700Mi", "r5.xlarge=30Gi"},
		"daemonset":              {"fluent-bit", "name=a,cpu=1,memory=1Gi,host-network", "name=b,security-groups", "cpu=250m"},
		"system-reserved-memory": {"0", "100Mi", "1500000Ki"},
		"node-adder":             {"0", "1.6"},
	}
	for i := range table {
		setting := &table[i]
		if !rapid.Bool().Draw(t, setting.Name) {
			continue
		}
		choices := values[setting.Name]
		if choices == nil {
			choices = setting.Choices
		}
		if choices == nil {
			choices = []string{"0", "1", "2"}
		}
		if err := setting.Set(&s, rapid.SampledFrom(choices).Draw(t, "value")); err != nil {
			t.Fatal(setting.Name, err)
		}
	}
	if settings.Check(&s) != nil {
		return planner.Default()
	}
	return s
}

func FuzzRead(f *testing.F) {
	f.Add(header + "cluster: {region: eu-west-1, maxPods: managed}\noptions: [{filter: 'vcpus>=4'}]\n")
	f.Add("a: &a [*a]")
	f.Add(header + everyKey)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := read(text)
		if err != nil {
			return
		}
		out, err := scenario.Write(s, table)
		if err != nil {
			t.Fatal(err)
		}
		again, err := read(string(out))
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if !reflect.DeepEqual(s.Workload, again.Workload) || !reflect.DeepEqual(s.Settings.Overrides, again.Settings.Overrides) {
			t.Fatalf("%+v\n%+v\n%s", s, again, out)
		}
	})
}
