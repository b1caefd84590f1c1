package export_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/export"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/workload"
)

func TestFormatted(t *testing.T) { rapid.Check(t, formatted) }
func FuzzFormatted(f *testing.F) { sample.Fuzz(f, formatted) }

// formatted: terraform fmt leaves the text as it is, whatever strings are in it.
func formatted(t *rapid.T) {
	r, ok := anyPooled(t)
	if !ok {
		t.Skip("no plan")
	}
	text := write(t, terraform, r)
	if got := hclwrite.Format(text); string(got) != string(text) {
		t.Fatalf("got\n%s\nformatted\n%s", text, got)
	}
	module(t, text)
}

// write is what a tool writes for a plan that it can write.
func write(t rapid.TB, tool writer, r *export.Request) []byte {
	t.Helper()
	text, err := tool(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// placed is where pods of a node group may run.
type placed struct {
	labels map[string]string
	taints []string // key=value:effect
}

func TestPlacementRoundTrip(t *testing.T) { rapid.Check(t, placementRoundTrip) }

// placementRoundTrip: each tool gives a node group the labels that its pods select,
// and the taints that all of them tolerate and others do not.
func placementRoundTrip(t *rapid.T) {
	r, ok := anyRequest(t)
	if !ok {
		t.Skip("no plan")
	}
	want := map[string]placed{}
	for i := range r.Plan.Groups {
		g := &r.Plan.Groups[i]
		p := placed{labelsOf(r, g), taintsOf(r, g)}
		for _, name := range partNames(g) {
			want[name] = p
		}
	}
	for tool, read := range map[string]func(rapid.TB, *export.Request) map[string]placed{
		"eksctl": eksctlPlaced, "karpenter": karpenterPlaced, "terraform": terraformPlaced,
	} {
		if got := read(t, r); !maps.EqualFunc(got, want, samePlace) {
			t.Fatalf("%s\ngot  %v\nwant %v", tool, got, want)
		}
	}
}

func samePlace(a, b placed) bool {
	return maps.Equal(a.labels, b.labels) && slices.Equal(slices.Sorted(slices.Values(a.taints)), slices.Sorted(slices.Values(b.taints)))
}

// workloadsOf are those with pods on the group or on one of the same type.
func workloadsOf(r *export.Request, g *plan.NodeGroup) []*planner.Workload {
	names := map[string]bool{}
	for _, other := range r.Plan.Groups {
		if other.Option.Type.Name == g.Option.Type.Name {
			for _, p := range other.Patterns {
				for _, pods := range p.Pods {
					names[pods.Workload] = true
				}
			}
		}
	}
	var on []*planner.Workload
	for i := range r.Workload {
		if names[r.Workload[i].Name] {
			on = append(on, &r.Workload[i])
		}
	}
	return on
}

func labelsOf(r *export.Request, g *plan.NodeGroup) map[string]string {
	labels := map[string]string{}
	for _, w := range workloadsOf(r, g) {
		for _, l := range w.Nodes.Labels {
			if l.Operator != planner.In || len(l.Values) != 1 || !planner.IsLabelValue(l.Values[0]) || strings.Contains(l.Key, "kubernetes.io") || strings.Contains(l.Key, "amazonaws.com") {
				continue
			}
			if _, set := labels[l.Key]; !set {
				labels[l.Key] = l.Values[0]
			}
		}
	}
	return labels
}

func taintsOf(r *export.Request, g *plan.NodeGroup) []string {
	on := workloadsOf(r, g)
	tolerates := func(w *planner.Workload, t string) bool { return slices.Contains(w.Nodes.Tolerations, t) }
	taints := map[string]bool{}
	for _, toleration := range []string{"db:NoSchedule", "db=yes:NoExecute", "db", "gpu=a:PreferNoSchedule"} {
		all, any := len(on) > 0, false
		for _, w := range on {
			all = all && tolerates(w, toleration)
		}
		for i := range r.Workload {
			any = any || !tolerates(&r.Workload[i], toleration)
		}
		if all && any {
			if !strings.Contains(toleration, ":") {
				toleration += ":NoSchedule"
			}
			taints[toleration] = true
		}
	}
	return slices.Collect(maps.Keys(taints))
}

// yamlTaint is a taint as Kubernetes and eksctl write it.
type yamlTaint struct{ Key, Value, Effect string }

func taintTexts(list []yamlTaint) []string {
	var all []string
	for _, t := range list {
		text := t.Key
		if t.Value != "" {
			text += "=" + t.Value
		}
		all = append(all, text+":"+t.Effect)
	}
	return all
}

func eksctlPlaced(t rapid.TB, r *export.Request) map[string]placed {
	var config struct {
		ManagedNodeGroups []struct {
			Name   string
			Labels map[string]string
			Taints []yamlTaint
		} `yaml:"managedNodeGroups"`
	}
	if err := yaml.Unmarshal(write(t, eksctl, r), &config); err != nil {
		t.Fatal(err)
	}
	all := map[string]placed{}
	for _, g := range config.ManagedNodeGroups {
		all[g.Name] = placed{g.Labels, taintTexts(g.Taints)}
	}
	return all
}

func karpenterPlaced(t rapid.TB, r *export.Request) map[string]placed {
	all := map[string]placed{}
	for _, d := range documents(t, write(t, karpenter, r)) {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var pool struct {
			Kind     string
			Metadata struct{ Name string }
			Spec     struct {
				Template struct {
					Metadata struct{ Labels map[string]string }
					Spec     struct{ Taints []yamlTaint }
				}
			}
		}
		if err := json.Unmarshal(text, &pool); err != nil {
			t.Fatal(err)
		}
		if pool.Kind == "NodePool" {
			all[pool.Metadata.Name] = placed{pool.Spec.Template.Metadata.Labels, taintTexts(pool.Spec.Template.Spec.Taints)}
		}
	}
	return all
}

func terraformPlaced(t rapid.TB, r *export.Request) map[string]placed {
	effects := map[string]string{"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
	all := map[string]placed{}
	for name, g := range module(t, write(t, terraform, r))["eks_managed_node_groups"].AsValueMap() {
		p := placed{labels: map[string]string{}}
		if labels, set := g.AsValueMap()["labels"]; set {
			for key, value := range labels.AsValueMap() {
				p.labels[key] = value.AsString()
			}
		}
		if taints, set := g.AsValueMap()["taints"]; set {
			var list []yamlTaint
			for _, taint := range taints.AsValueMap() {
				read := yamlTaint{Key: taint.GetAttr("key").AsString(), Effect: effects[taint.GetAttr("effect").AsString()]}
				if value, set := taint.AsValueMap()["value"]; set {
					read.Value = value.AsString()
				}
				list = append(list, read)
			}
			p.taints = taintTexts(list)
		}
		all[name] = p
	}
	return all
}

func TestCNIRoundTrip(t *testing.T) { rapid.Check(t, cniRoundTrip) }

// cniRoundTrip: a cluster whose aws-node is configured as exported has, when it is
// imported, the settings of the plan. All tools configure it in the same way.
func cniRoundTrip(t *rapid.T) {
	r, ok := anyRequest(t)
	if !ok {
		t.Skip("no plan")
	}
	s := r.Plan.Groups[0].Option.Settings
	env := environmentOf(write(t, everyTool["cni"], r))
	var manifest strings.Builder
	manifest.WriteString("apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: aws-node, namespace: kube-system}\nspec: {template: {spec: {containers: [{name: aws-node, env: [")
	for name, value := range env {
		fmt.Fprintf(&manifest, "{name: %s, value: %q}, ", name, value)
	}
	manifest.WriteString("]}]}}}\n")
	reader := workload.NewReader()
	if err := reader.Read("aws-node.yaml", strings.NewReader(manifest.String())); err != nil {
		t.Fatal(err)
	}
	im, err := reader.Import()
	if err != nil {
		t.Fatal(err)
	}
	if im.CNI.Config != s.CNI {
		t.Fatalf("got %+v, want %+v", im.CNI.Config, s.CNI)
	}
	if want := warmOf(s); !slices.Equal(im.CNI.Warm, want) {
		t.Fatalf("got %v, want %v", im.CNI.Warm, want)
	}
	var addOn struct{ Env map[string]string }
	if err := json.Unmarshal(write(t, everyTool["cni-addon"], r), &addOn); err != nil || !maps.Equal(addOn.Env, env) {
		t.Fatalf("%v: %v and %v", err, addOn.Env, env)
	}
	if got := terraformEnvironment(t, r); !maps.Equal(got, env) {
		t.Fatalf("terraform has %v, and the commands %v", got, env)
	}
}

// warmOf are the variables of the settings that are set, in order.
func warmOf(s *planner.Settings) (all []string) {
	set := func(is bool, name string, n int) {
		if is {
			all = append(all, fmt.Sprintf("%s=%d", name, n))
		}
	}
	set(s.Warm.MinimumIP > 0, "MINIMUM_IP_TARGET", s.Warm.MinimumIP)
	set(s.Warm.ENI.Known(), "WARM_ENI_TARGET", s.Warm.ENI.Or(0))
	set(s.Warm.IP > 0, "WARM_IP_TARGET", s.Warm.IP)
	set(s.CNI.Mode == eni.PrefixDelegation, "WARM_PREFIX_TARGET", s.Warm.Prefix.Or(1))
	return all
}

func environmentOf(commands []byte) map[string]string {
	env := map[string]string{}
	for line := range strings.SplitSeq(string(commands), "\n") {
		if rest, is := strings.CutPrefix(line, "kubectl set env daemonset aws-node -n kube-system "); is {
			name, value, _ := strings.Cut(rest, "=")
			env[name] = value
		}
	}
	return env
}

func terraformEnvironment(t *rapid.T, r *export.Request) map[string]string {
	cni := module(t, write(t, terraform, r))["addons"].GetAttr("vpc-cni").AsValueMap()
	var addOn struct{ Env map[string]string }
	if text, set := cni["configuration_values"]; set {
		if err := json.Unmarshal([]byte(text.AsString()), &addOn); err != nil {
			t.Fatal(err)
		}
	}
	return addOn.Env
}

func TestReservedRoundTrip(t *testing.T) { rapid.Check(t, reservedRoundTrip) }

// reservedRoundTrip: the kubelet reserves what the plan does, to the byte.
func reservedRoundTrip(t *rapid.T) {
	r, ok := anyRequest(t)
	if !ok {
		t.Skip("no plan")
	}
	s := r.Plan.Groups[0].Option.Settings
	for _, d := range documents(t, write(t, nodeadm, r)) {
		kubelet := d["spec"].(map[string]any)["kubelet"].(map[string]any)
		config, _ := kubelet["config"].(map[string]any)
		reserved, _ := config["systemReserved"].(map[string]any)
		want := 0
		if s.SystemReserved.CPU > 0 {
			want++
			if got, _ := reserved["cpu"].(string); got != fmt.Sprintf("%dm", s.SystemReserved.CPU) {
				t.Fatalf("%v for %d millicores", reserved, s.SystemReserved.CPU)
			}
		}
		if s.SystemReserved.Memory > 0 {
			want++
			if got := amount(t, fmt.Sprint(reserved["memory"])); got != int64(s.SystemReserved.Memory) {
				t.Fatalf("%v for %d bytes", reserved, s.SystemReserved.Memory)
			}
		}
		if len(reserved) != want {
			t.Fatalf("%v for %+v", reserved, s.SystemReserved)
		}
	}
}

// Any string is the same for Terraform.
func TestQuoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := strings.ToValidUTF8(rapid.String().Draw(t, "value"), "�")
		r, _ := solved(planner.Workloads{pods("web", 3, 100, 100)}, asSet, asked, "m5.large")
		r.Cluster = value
		text := write(t, terraform, r)
		got := module(t, text)["name"]
		if !got.RawEquals(cty.StringVal(value)) {
			t.Fatalf("%q became %#v", value, got)
		}
		if string(hclwrite.Format(text)) != string(text) {
			t.Fatalf("not formatted:\n%s", text)
		}
	})
}

func TestKarpenterWeight(t *testing.T) { rapid.Check(t, onDemandFirst) }

// onDemandFirst: of the two pools of a mixed group, Karpenter fills the one of
// on-demand nodes first; other pools have no order.
func onDemandFirst(t *rapid.T) {
	r, ok := anyPooled(t)
	if !ok {
		t.Skip("no plan")
	}
	weights := map[string]bool{}
	for _, d := range documents(t, write(t, karpenter, r)) {
		if d["kind"] == "NodePool" {
			_, has := d["spec"].(map[string]any)["weight"]
			weights[d["metadata"].(map[string]any)["name"].(string)] = has
		}
	}
	for name, has := range weights {
		_, both := weights[name+"-spot"]
		if has != both {
			t.Fatalf("%s has a weight: %t, and a spot pool: %t", name, has, both)
		}
	}
}
