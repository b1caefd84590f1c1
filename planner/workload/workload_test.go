package workload_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/workload"
)

// importText reads texts as files a.yaml, b.yaml, ….
func importText(texts ...string) (workload.Import, error) {
	r := workload.NewReader()
	for i, text := range texts {
		if err := r.Read(string(rune('a'+i))+".yaml", strings.NewReader(text)); err != nil {
			return workload.Import{}, err
		}
	}
	return r.Import()
}

func mustImport(t *testing.T, texts ...string) workload.Import {
	t.Helper()
	im, err := importText(texts...)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// deployment is one whose pod template's spec is given.
func deployment(spec string) string {
	return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      " +
		strings.ReplaceAll(strings.TrimSpace(spec), "\n", "\n      ") + "\n"
}

const oneContainer = "containers: [{name: app, resources: {requests: {cpu: 100m, memory: 64Mi}}}]\n"

// describe writes a workload with whatever is not at its default.
func describe(im workload.Import) string {
	var b strings.Builder
	for _, k := range im.Workload {
		fmt.Fprintf(&b, "%s %d", k.Name, k.Replicas)
		if k.MaxReplicas > 0 {
			fmt.Fprintf(&b, "..%d", k.MaxReplicas)
		}
		fmt.Fprintf(&b, " %dm %s", k.Request.CPU, mib(k.Request.Memory))
		for _, s := range []struct {
			is   bool
			text string
		}{
			{k.NoRequests, "no-requests"}, {k.HostNetwork, "host-network"}, {k.SecurityGroups, "security-groups"}, {k.OnePerNode, "one-per-node"},
			{k.Volumes > 0, fmt.Sprint("volumes=", k.Volumes)}, {k.ZoneSkew > 0, fmt.Sprint("zone-skew=", k.ZoneSkew)}, {k.HoursPerMonth > 0, fmt.Sprint("hours=", k.HoursPerMonth)},
			{k.HostSkew > 0, fmt.Sprint("host-skew=", k.HostSkew)}, {len(k.Extended) > 0, fmt.Sprint(k.Extended)},
			{len(k.Nodes.Arch) > 0, fmt.Sprint("arch=", k.Nodes.Arch)}, {len(k.Nodes.Types) > 0, fmt.Sprint("types=", k.Nodes.Types)},
			{len(k.Nodes.CapacityTypes) > 0, fmt.Sprint("capacity=", k.Nodes.CapacityTypes)}, {len(k.Nodes.Zones) > 0, fmt.Sprint("zones=", k.Nodes.Zones)},
			{len(k.Nodes.Labels) > 0, fmt.Sprintf("labels=%q", k.Nodes.Labels)}, {len(k.Nodes.Tolerations) > 0, fmt.Sprint("tolerations=", k.Nodes.Tolerations)},
		} {
			if s.is {
				b.WriteString(" " + s.text)
			}
		}
		b.WriteByte('\n')
	}
	for _, ds := range im.DaemonSets {
		fmt.Fprintf(&b, "daemonset %s %dm %s host-network=%t security-groups=%t\n", ds.Name, ds.Request.CPU, mib(ds.Request.Memory), ds.HostNetwork, ds.SecurityGroups)
	}
	if im.CNI != nil {
		fmt.Fprintf(&b, "cni %+v\n", im.CNI.Config)
	}
	for _, n := range im.Notes {
		fmt.Fprintf(&b, "%s: %s: %s\n", n.Kind, strings.Join(n.Objects, ", "), n.Text)
	}
	return b.String()
}

func mib(m planner.Memory) string {
	if m%planner.MiB != 0 {
		return fmt.Sprint(int64(m), "B")
	}
	return fmt.Sprint(int64(m/planner.MiB), "Mi")
}

// Each file of testdata is a cluster; what it gives stands beside it.
func TestClusters(t *testing.T) {
	files, err := filepath.Glob("testdata/*.[jy]*")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := describe(mustImport(t, string(text)))
		golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".golden"
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s gives\n%s\nwant\n%s", file, got, want)
		}
	}
}

// The cases of k8s.io/component-helpers' PodRequests.
func TestRequests(t *testing.T) {
	for _, c := range []struct{ spec, want string }{
		{"containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}}}, {name: b, resources: {requests: {cpu: 250m, memory: 128M}}}]", "1250m 1201741824B"},
		// A limit alone is the request, for each resource by itself.
		{"containers: [{name: a, resources: {requests: {cpu: 100m}, limits: {cpu: 1, memory: 64Mi}}}]", "100m 64Mi"},
		// Ordinary init containers run one by one, before the others.
		{"initContainers: [{name: i, resources: {requests: {cpu: 2, memory: 10Mi}}}, {name: j, resources: {requests: {cpu: 1, memory: 90Mi}}}]\n" + oneContainer, "2000m 90Mi"},
		// A restartable one stays beside the containers.
		{"initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 50m, memory: 32Mi}}}]\n" + oneContainer, "150m 96Mi"},
		// An ordinary one runs beside the restartable ones before it, not behind it.
		{"initContainers: [{name: i, resources: {requests: {cpu: 200m}}}, {name: s, restartPolicy: Always, resources: {requests: {cpu: 50m}}}, {name: j, resources: {requests: {cpu: 180m}}}, {name: z, restartPolicy: Always, resources: {requests: {cpu: 20m}}}]\n" + oneContainer, "230m 64Mi"},
		{"overhead: {cpu: 10m, memory: 120Mi}\n" + oneContainer, "110m 184Mi"},
		// A request of the pod as a whole wins over its containers'.
		{"resources: {requests: {cpu: 300m}}\n" + oneContainer, "300m 64Mi"},
		{"resources: {limits: {cpu: 300m, memory: 1Gi}}\ncontainers: [{name: a, resources: {requests: {cpu: 10m}}}]", "10m 1024Mi"},
		// What the scheduler rounds up.
		{"containers: [{name: a, resources: {requests: {cpu: 0.0001, memory: 1048576500m}}}]", "1m 1048577B"},
		{"containers: [{name: a, resources: {requests: {cpu: 1e-1, memory: 1e9}}}]", "100m 1000000000B"},
		{"containers: [{name: a, resources: {requests: {cpu: 0, memory: 0}}}]", "0m 0Mi"},
		{"containers: [{name: a}]", "0m 0Mi no-requests\nwithout-requests: web: no requests, so that any plan for them is a guess"},
		{"containers: [{name: a, resources: {requests: {cpu: null}}}]", "0m 0Mi no-requests\nwithout-requests: web: no requests, so that any plan for them is a guess"},
		{"containers: [{name: a, resources: {requests: {cpu: 1}}}, {name: b}]", "1000m 0Mi\nguessed: web (memory of a), web (cpu and memory of b): missing requests are counted as 0"},
		{"containers: [{name: a, resources: {requests: {cpu: 1, memory: 512}}}]", "1000m 1Mi\nguessed: web: a memory request of 512 bytes, which lacks its unit: counted as 1Mi"},
		{"containers: [{name: a, resources: {limits: {cpu: 1, memory: 1Gi, nvidia.com/gpu: 2, hugepages-2Mi: 4Mi}, requests: {ephemeral-storage: 1Gi}}}]",
			"1000m 1024Mi map[hugepages-2Mi:4194304 nvidia.com/gpu:2]\nnot-planned: web: ephemeral storage is not planned for"},
	} {
		if got, want := describe(mustImport(t, deployment(c.spec))), "web 1 "+c.want+"\n"; got != want {
			t.Errorf("%s\n got %s\nwant %s", c.spec, got, want)
		}
	}
}

func TestPlacement(t *testing.T) {
	term := func(expressions string) string {
		return "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [" + expressions + "]}}}\n"
	}
	anti := func(terms string) string {
		return "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [" + terms + "]}}\n"
	}
	for _, c := range []struct{ spec, want string }{
		{"nodeSelector: {kubernetes.io/os: linux, kubernetes.io/arch: arm64, node.kubernetes.io/instance-type: m7g.large, eks.amazonaws.com/capacityType: SPOT, topology.kubernetes.io/zone: eu-west-3a, team: a}\n",
			` arch=[arm64] types=[m7g.large] capacity=[spot] zones=[eu-west-3a] labels=["team=a"]`},
		{term("{matchExpressions: [{key: kubernetes.io/arch, operator: NotIn, values: [arm64]}, {key: karpenter.sh/capacity-type, operator: In, values: [on-demand, spot]}]}"), " arch=[amd64] capacity=[on-demand spot]"},
		// Alternatives in one list.
		{term("{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [b]}]}, {matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]}"), " zones=[a b]"},
		{term("{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [arm64]}]}, {matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]}"),
			" arch=[arm64]\nnot-planned: web: node affinity with alternatives: the first of them is planned for"},
		{"nodeSelector: {kubernetes.io/arch: arm64}\n" + term("{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}"),
			" arch=[arm64]\nnot-planned: web: conditions on nodes that contradict each other: the first of them is planned for"},
		{term("{matchExpressions: [{key: disk, operator: In, values: [a, b]}, {key: old, operator: DoesNotExist}, {key: cores, operator: Gt, values: ['4']}]}"), ` labels=["disk in (a,b)" "!old" "cores>4"]`},
		{"nodeSelector: {kubernetes.io/arch: s390x}\n", "\nnot-planned: web: no node that podfit knows has kubernetes.io/arch=s390x"},
		{"tolerations: [{key: gpu, operator: Exists, effect: NoSchedule}, {key: team, value: a}, {operator: Exists}, {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute}]\n", " tolerations=[gpu:NoSchedule team=a *]"},
		{anti("{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}"), " one-per-node"},
		{anti("{topologyKey: kubernetes.io/hostname, labelSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}"), " one-per-node"},
		{anti("{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: db}}}"), "\nnot-planned: web: anti-affinity to other pods is not planned for"},
		{anti("{topologyKey: topology.kubernetes.io/zone, labelSelector: {}}"), " zone-skew=1\nnot-planned: web: one pod a zone is planned as a spread over zones, zoneSkew 1"},
		{"topologySpreadConstraints: [{maxSkew: 2, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}, {maxSkew: 3, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]\n", " zone-skew=2 host-skew=3"},
		{"topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]\n",
			"\nnot-planned: web: topology spread that may be broken (ScheduleAnyway) does not bind a plan"},
		{"hostNetwork: true\n", " host-network"},
	} {
		if got, want := describe(mustImport(t, deployment(c.spec+oneContainer))), "web 1 100m 64Mi"+c.want+"\n"; got != want {
			t.Errorf("%s\n got %s\nwant %s", c.spec, got, want)
		}
	}
	// A port of the node is there once.
	got := describe(mustImport(t, deployment("hostNetwork: true\ncontainers: [{name: a, ports: [{containerPort: 80}], resources: {requests: {cpu: 1, memory: 1Gi}}}]")))
	if want := "web 1 1000m 1024Mi host-network one-per-node\n"; got != want {
		t.Error(got)
	}
}

// wanted is what files may hold.
const wanted = "want Kubernetes objects, as kubectl get -o yaml or -o json writes them, ECS task definitions and services, as aws ecs describe-… prints them, or CSV with the header name,replicas,cpu,memory"

func TestErrors(t *testing.T) {
	pod := func(name string) string {
		return "{apiVersion: v1, kind: Pod, metadata: {name: " + name + "}, spec: {" + strings.TrimSpace(oneContainer) + "}}\n"
	}
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'm'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	const merges = "a: &a {<<: []}\nb: &b {<<: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]}\nc: &c {<<: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]}\nd: &d {<<: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]}\n" +
		"e: &e {<<: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]}\nf: &f {<<: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]}\ng: &g {<<: [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]}\n"
	for _, c := range []struct{ text, want string }{
		{"", "a.yaml: nothing in it: " + wanted},
		{`{"apiVersion":"v1","items":[],"kind":"List"}`, "a.yaml: nothing in it: " + wanted},
		{"kind: Pod\n  x: 1\n", "a.yaml:2:4: mapping values are not allowed in this context"},
		{"---\nkind: Namespace\n---\nkind: Pod\nspec: [a, b\nmetadata: {}\n", "a.yaml:5:11: did not find expected ',' or ']'"},
		{"kind: Pod\nspec:\n  a: 1\n b: 2\n", "a.yaml:4:2: did not find expected key"},
		{"kind: Pod\nspec:\n\ta: 1\n", "a.yaml:3:1: found character that cannot start any token"},
		{"kind: Pod\nspec:\n  a: \"x\n", "a.yaml:3:"},
		{"{\"kind\": \"Pod\",\n \"spec\": {\"a\": tru}}", "a.yaml:2:19: invalid character '}' in literal true (expecting 'e')"},
		{"{\"kind\": \"List\", \"items\": [\n{\"kind\": \"Namespace\"},\n{\"kind\": \"Pod\",\n}]}", "a.yaml:4:1: invalid character '}' looking for beginning of object key string"},
		{"{\"kind\": \"List\", \"items\": [\n{\"kind\": \"Namespace\"}\n{\"kind\": \"Pod\"}]}", "a.yaml:3:1: expected comma after array element"},
		{"{\"kind\": \"List\", \"items\": [\n{\"kind\": \"Pod\"", "a.yaml:2:15: the JSON ends too early"},
		{"{{ if .Values.web }}\nkind: Pod\n", "a.yaml:1: a Helm template has to be rendered first"},
		{"just text", "a.yaml:1: " + wanted},
		{"[1]", "a.yaml:1: " + wanted},
		{"a: 1\n", "a.yaml:1: no kind: " + wanted},
		{"apiVersion: podfit/v1\nkind: Scenario\n", "a.yaml:1: Scenario: a scenario is no Kubernetes object; every command reads it with -f"},
		{deployment("containers: [{name: app, resources: {requests: {memory: 12Gx}}}]"), `a.yaml:1: Deployment web: container app: requests.memory "12Gx": not a quantity as Kubernetes writes it, such as 512Mi or 4Gi`},
		{deployment("containers: [{name: app, resources: {requests: {cpu: -1}}}]"), `a.yaml:1: Deployment web: container app: requests.cpu "-1": want an amount of 0 or more`},
		{deployment("containers: [{name: app, resources: {requests: {cpu: 1e9}}}]"), `a.yaml:1: Deployment web: container app: requests.cpu "1e9": that is more than 10k`},
		{deployment("containers: [{name: app, resources: {limits: {nvidia.com/gpu: 500m}}}]"), `a.yaml:1: Deployment web: container app: limits.nvidia.com/gpu "500m": want a whole number`},
		{deployment("containers: []"), "a.yaml:1: Deployment web: no container in its pods"},
		{deployment("containers: {name: app}"), "a.yaml:1: Deployment web: spec.template.spec.containers: want a list, not object"},
		{deployment("hostNetwork: 1\n" + oneContainer), "a.yaml:1: Deployment web: spec.template.spec.hostNetwork: want true or false, not number"},
		{"---\n\n---\nkind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {replicas: -3}\n", `a.yaml:4: Deployment web: replicas "-3": want 0 to 1000000`},
		{"kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {replicas: three}\n", "a.yaml:1: Deployment web: spec.replicas: want a whole number, not string"},
		{"kind: Deployment\napiVersion: apps/v1\n", "a.yaml:1: Deployment: no name: want metadata.name"},
		{"kind: Deployment\napiVersion: apps/v1\nmetadata: {name: Web}\n", "a.yaml:1: Deployment Web: want lower-case letters, digits, dots and dashes in its name"},
		{"kind: Deployment\nkind: Pod\n", `a.yaml:2: "kind": given twice`},
		{"kind: Pod\nspec: {a: 1, a: 2}\n", `a.yaml:2: "a": given twice`},
		{deployment(oneContainer) + "---\n" + deployment(oneContainer), "a.yaml:10: Deployment web: given twice, first at a.yaml:1"},
		{pod("web") + "---\n" + pod("web"), "a.yaml:3: Pod web: given twice"},
		{"apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {minReplicas: 3, maxReplicas: 2}\n", `a.yaml:1: HorizontalPodAutoscaler web: maxReplicas "2": that is below minReplicas, 3`},
		{"kind: Pod\nmetadata: {}\nspec:\n  " + strings.ReplaceAll(strings.TrimSpace(bomb), "\n", "\n  "), "a.yaml:"},
		{"kind: Pod\nspec:\n  " + strings.ReplaceAll(strings.TrimSpace(merges), "\n", "\n  "), "a.yaml:"},
		{"kind: Pod\nspec: &a [*a]\n", "a.yaml:2: nested more than 100 deep"},
		{"kind: Pod\nspec: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "a.yaml:2: nested more than 100 deep"},
		{`{"kind": "Pod", "spec": ` + strings.Repeat("[", 20000), "a.yaml:1:"},
	} {
		if _, err := importText(c.text); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.300s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
	if _, err := importText(deployment(oneContainer), deployment(oneContainer)); err == nil || err.Error() != "b.yaml:1: Deployment web: given twice, first at a.yaml:1" {
		t.Error(err)
	}
}

// YAML's ways to say a thing again.
func TestYAML(t *testing.T) {
	const text = `--- # the first
x: &common {image: a, resources: &r {requests: {cpu: 100m, memory: 64Mi}}}
kind: Pod
apiVersion: v1
metadata: {name: a}
spec: {containers: [{<<: *common, name: a}, {name: b, <<: [*common, {resources: {}}]}, {<<: *common, name: c, resources: {requests: {cpu: 0x10, memory: 1_048_576}}}]}
...
--- {kind: Pod, apiVersion: v1, metadata: {name: b}, spec: {containers: [{name: a, resources: *r2}]}}
`
	im, err := importText(strings.Replace(text, "*r2", "{requests: {cpu: .5, memory: 1e9}}", 1))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := describe(im), "a 1 16200m 129Mi\nb 1 500m 1000000000B\n"; got != want {
		t.Error(got)
	}
	if _, err := importText(text); err == nil || !strings.Contains(err.Error(), "unknown anchor 'r2' referenced") {
		t.Error(err)
	}
}

// JSON may be the first document of several, whose lines go on.
func TestJSONThenYAML(t *testing.T) {
	const first = "{\"kind\": \"Pod\", \"apiVersion\": \"v1\",\n\"metadata\": {\"name\": \"a\"}, \"spec\": {\"containers\": [{\"resources\": {\"requests\": {\"cpu\": 1, \"memory\": \"1Gi\"}}}]}}\n---\n"
	second := deployment(oneContainer)
	if got := describe(mustImport(t, first+second)); got != "a 1 1000m 1024Mi\nweb 1 100m 64Mi\n" {
		t.Error(got)
	}
	if _, err := importText(first + second + "---\nkind: [\n"); err == nil || !strings.HasPrefix(err.Error(), "a.yaml:13:") {
		t.Error(err)
	}
}

// The API's own lists say once of what they are.
func TestTypedLists(t *testing.T) {
	const item = `{"metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "resources": {"requests": {"cpu": 1, "memory": "1Gi"}}}]}}`
	for _, text := range []string{
		`{"kind": "PodList", "apiVersion": "v1", "items": [` + item + `]}`,
		"kind: PodList\nitems:\n  - " + item + "\napiVersion: v1\n",
	} {
		if got := describe(mustImport(t, text)); got != "a 1 1000m 1024Mi\n" {
			t.Error(got)
		}
	}
}

// In whatever order and form the objects come, the pods are the same.
func TestOrderAndForm(t *testing.T) {
	text, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	documents := strings.Split(string(text), "\n---\n")
	var backwards []string
	for _, d := range documents {
		backwards = append([]string{d}, backwards...)
	}
	sums := func(im workload.Import) [3]int64 {
		pods, request := im.Total()
		return [3]int64{int64(pods), int64(request.CPU), int64(request.Memory)}
	}
	a, b := mustImport(t, string(text)), mustImport(t, strings.Join(backwards, "\n---\n"))
	if sums(a) != sums(b) || len(a.Workload) != len(b.Workload) {
		t.Errorf("%v %v", sums(a), sums(b))
	}
	c := mustImport(t, documents...)
	if !reflect.DeepEqual(a.Workload, c.Workload) {
		t.Errorf("%+v\n%+v", a.Workload, c.Workload)
	}
}
