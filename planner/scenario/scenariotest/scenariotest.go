// Package scenariotest draws whole scenario files for tests. It goes by the schema, so
// that it has every key and every list of a file.
package scenariotest

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"podfit/planner/printable"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// Schema is a schema of a value, as far as files of scenarios need it.
type Schema struct {
	Const                any
	Enum                 []any
	Type                 any // a word or several
	Properties           map[string]*Schema
	Required             []string
	Items                *Schema
	AdditionalProperties json.RawMessage
	AnyOf                []*Schema
}

// Of is the schema of scenario files.
func Of(table settings.Table) *Schema {
	s := new(Schema)
	if err := json.Unmarshal([]byte(scenario.Schema(table)), s); err != nil {
		panic(err) // it is podfit's own
	}
	return s
}

// Values has values that a key takes, by the ends of paths, the longest of which counts;
// a key with words or numbers of its own needs none. An item of a list ends in [], a
// value by the user's names in {}.
var Values = map[string][]any{
	"region": {"us-east-1", "us-east-1", "eu-west-3", "cn-north-1"}, "cluster.maxPods": {"eni", "managed", "karpenter", "auto-mode", 58, 8, "default_enis * 3"},
	"cpu": {"100m", "1500m", 2, 0, "31"}, "memory": {"128Mi", "1Gi", "3.5Gi", 0, 500000000}, "evictionMemory": {"100Mi", "0"}, "hugePages": {"64Mi", 0}, "rootVolume": {"80Gi", "20Gi"},
	"allocatableCPU": {"1800m", 1}, "allocatableMemory": {"6Gi", "100Mi"}, "memoryCapacity{}": {"7500Mi", "1Gi"}, "extended{}": {1, 2, 0},
	"vmMemoryOverheadPercent": {7.5, 0, 100}, "discountPercent": {10, "28", 100}, "commitmentPerHour": {0.5, 12}, "nodeAdderPerMonth": {10, 0.01}, "clusterAdderPerMonth": {73},
	"percent": {0, 50, 100}, "onDemandPercent": {0, 30, 100}, "weight": {1, 100}, "hoursPerMonth": {0, 60, 0.25, 730}, "priority": {-10, 0, 1000},
	"preset": {"falco", "cloudwatch"}, "daemonSets[].name": {"web", "agent"}, "name": {"web", "db", "shop/api", "x"}, "zone": {"us-east-1a", "us-east-1b", "us-east-1c"}, "zones[]": {"us-east-1a", "us-east-1b", "use1-az2"},
	"cidr": {"10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/28", "100.64.0.0/18"}, "free": {0, 5, 11},
	"types[]": {"m5.large", "m5", "r5.*", "c6g.xlarge"}, "candidates": {"default", "all", "vcpus>=4 vcpus<=16"}, "filter": {"vcpus>=4", "arch=arm64", "mem<=64 family=m5,r5"}, "by": {"cost-per-pod", "type", "pods"},
	"fargate": {"none", "all", "cheaper", "web", "web,db"}, "plan.zones": {1, 2, 3}, "groups": {1, 2, 3}, "headroom": {"10%", 0, 100}, "maxNodeShare": {"30%", 0, 100},
	"maxPerMonth": {0, 0.5, 12000}, "topology": {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}, "maxSkew": {1, 3},
	"selector": {"app=web", "tier in (front,back)", "!app"}, "labels{}": {"web", "db", ""}, "namespaces[]": {"*", "shop"}, "hostPorts[]": {8080, "53/UDP", "10.0.0.1:80"},
	"maxSurge": {2, "25%", 0}, "maxUnavailable": {1, "50%"}, "notes[]": {"a guess"}, "nodeLabels[]": {"team=web", "!gpu"}, "labels[]": {"team=web", "disk in (ssd,nvme)", "cores>4", "!gpu"}, "tolerations[]": {"dedicated=web:NoSchedule", "gpu:NoExecute"},
	"plan.requests": {"as-set", "as-used", "as-used:p99+10%", "as-used:max"}, "percentile": {"p95", "p99.9", "max"}, "window": {"7d", "1h30m"}, "recommendedBy": {"KRR", "VPA"},
	"pools[].name": {"pci", "web", "batch"}, "pools[].zones[]": {"us-east-1a", "us-east-1b"}, "pools[].labels{}": {"pci", "web", ""}, "pools[].groups": {1, 2, 3}, "pools[].types.filter": {"default", "all", "vcpus>=2", "family=m5,c6g,r5"},
	"images[]": {"team/app:1.2", "nginx", "ghcr.io/team/web@sha256:0123"}, "arm64Images[]": {"team/app", "nginx:1.27", "ghcr.io/team/"},
	"memoryPeak": {"256Mi", "2Gi"},
	"gpus":       {0, 1}, "replicas": {0, 1, 3, 20}, "maxReplicas": {20, 40}, "volumes": {0, 1, 3}, "nodes": {1, 12},
	"instanceType": {"m5.large", "c6g.xlarge", "x9.large"}, "taints[]": {"dedicated=pci:NoSchedule", "gpu:NoExecute"}, "otherCPU": {"100m", 0}, "otherMemory": {"128Mi", 0}, "pods{}": {1, 4}, "maxPods": {29, 110},
}

// names are what the user's own keys are drawn from, by the end of their path.
var names = map[string][]string{
	"memoryCapacity": {"m5.large", "r5.xlarge"}, "overrides": {"m5.large", "c6g.xlarge", "r5.xlarge"},
	"extended": {"nvidia.com/gpu", "example.com/fpga", "hugepages-2Mi", "ephemeral-storage"}, "labels": {"app", "tier"}, "pods": {"web", "db"},
}

// odd are values that hardly any key takes.
var odd = []any{
	nil, "", -1, 0, 1, int64(1) << 31, int64(1) << 62, 1e308, math.Copysign(0, -1), 1e-300, "NaN", "1e400", "9223372036854775808", true, []any{}, []any{nil}, map[string]any{}, map[string]any{"": ""},
	"\x1b[31m\u009b2J\u202e\r\n", "=1+1", "*", "a,b", " ", "../..", "0.0.0.0/0", "::/0", "1000000", "100%", strings.Repeat("x", 300),
}

// drawing is how a file is drawn.
type drawing struct {
	*rapid.T
	// oddity is one in how many values is odd; 0 is none.
	oddity int
}

// Text draws a file, as JSON, of which now and then a value is odd. Most have a workload.
func Text(s *Schema) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		d := drawing{t, rapid.SampledFrom([]int{0, 0, 30, 100}).Draw(t, "one odd value in")}
		tree := d.object(s, "").(map[string]any)
		if rapid.IntRange(0, 9).Draw(t, "no workload") > 0 && tree["workload"] == nil {
			tree["workload"] = d.value(s.Properties["workload"], "workload")
		}
		text, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		return string(printable.JSON(text))
	})
}

func (d drawing) value(s *Schema, path string) any {
	switch {
	case s.Const != nil:
		return s.Const
	case d.oddity > 0 && rapid.IntRange(1, d.oddity).Draw(d.T, path+" odd") == d.oddity:
		return rapid.SampledFrom(odd).Draw(d.T, path)
	case s.Properties != nil:
		return d.object(s, path)
	case s.Items != nil:
		return d.list(s.Items, path+"[]")
	case len(s.AdditionalProperties) > 0 && s.AdditionalProperties[0] == '{':
		return d.byName(s, path)
	}
	return rapid.SampledFrom(s.Good(path)).Draw(d.T, path)
}

func (d drawing) object(s *Schema, path string) any {
	all := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
		least := 3 // of 3
		if s.Properties[key].Properties != nil {
			least = 1
		}
		counts := key == "nodes" && strings.HasPrefix(path, "today.")
		if slices.Contains(s.Required, key) || slices.Contains(together, key) || counts || rapid.IntRange(0, 3).Draw(d.T, path+"."+key+" said") >= least {
			all[key] = d.value(s.Properties[key], strings.TrimPrefix(path+"."+key, "."))
		}
	}
	if options := path == "options[]"; options && (all["filter"] == nil) == (all["types"] == nil) {
		delete(all, "filter") // each has one of them
		all["types"] = []any{"m5.large", "c6g.xlarge"}
	}
	if strings.HasSuffix(path, ".usage") && all["containers"] != nil {
		delete(all, "cpu") // they are sums of the containers'
		delete(all, "memory")
		delete(all, "memoryPeak")
	}
	if holds, is := all["holds"].([]any); is && path == "today.groups[]" && len(holds) > 0 {
		delete(all, "nodes") // they add up to it
	}
	return all
}

// together are keys without which others of their object are refused, and the region,
// which a saved file has.
var together = []string{"zone", "cidr", "topology", "cluster", "region"}

// list has names that are unique.
func (d drawing) list(of *Schema, path string) any {
	all := []any{}
	for i := range rapid.IntRange(0, 3).Draw(d.T, path+" length") {
		item := d.value(of, path)
		if object, is := item.(map[string]any); is {
			if name, is := object["name"].(string); is {
				object["name"] = fmt.Sprint(name, i)
			}
		}
		all = append(all, item)
	}
	return all
}

func (d drawing) byName(s *Schema, path string) any {
	var of Schema
	if err := json.Unmarshal(s.AdditionalProperties, &of); err != nil {
		d.Fatal(err)
	}
	all := map[string]any{}
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(namesOf(path)), 0, 2, rapid.ID).Draw(d.T, path+" names") {
		all[name] = d.value(&of, path+"{}")
	}
	return all
}

func namesOf(path string) []string { return names[path[strings.LastIndexByte(path, '.')+1:]] }

// Good are values that a key takes.
func (s *Schema) Good(path string) []any {
	longest := ""
	for end := range Values {
		if (path == end || strings.HasSuffix(path, "."+end)) && len(end) > len(longest) {
			longest = end
		}
	}
	switch {
	case longest != "":
		return Values[longest]
	case s.Enum != nil:
		return s.Enum
	case s.Type == "boolean":
		return []any{true, false}
	case s.Type == "integer":
		return []any{0, 1, 2, 5}
	}
	return nil
}
