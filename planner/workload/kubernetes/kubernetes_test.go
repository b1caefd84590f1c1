package kubernetes_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner/workload/workloadtest"
)

// The cases of k8s.io/component-helpers' PodRequests.
func TestRequests(t *testing.T) {
	for _, c := range []struct{ spec, want string }{
		{"containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}}}, {name: b, resources: {requests: {cpu: 250m, memory: 128M}}}]", "1250m 1201741824B"},
		// A limit alone is the request, for each resource by itself.
		{"containers: [{name: a, resources: {requests: {cpu: 100m}, limits: {cpu: 1, memory: 64Mi}}}]", "100m 64Mi"},
		// Ordinary init containers run one by one, before the others.
		{"initContainers: [{name: i, resources: {requests: {cpu: 2, memory: 10Mi}}}, {name: j, resources: {requests: {cpu: 1, memory: 90Mi}}}]\n" + workloadtest.OneContainer, "2000m 90Mi"},
		// A restartable one stays beside the containers.
		{"initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 50m, memory: 32Mi}}}]\n" + workloadtest.OneContainer, "150m 96Mi"},
		// An ordinary one runs beside the restartable ones before it, not behind it.
		{"initContainers: [{name: i, resources: {requests: {cpu: 200m}}}, {name: s, restartPolicy: Always, resources: {requests: {cpu: 50m}}}, {name: j, resources: {requests: {cpu: 180m}}}, {name: z, restartPolicy: Always, resources: {requests: {cpu: 20m}}}]\n" + workloadtest.OneContainer, "230m 64Mi without-memory=2"},
		{"overhead: {cpu: 10m, memory: 120Mi}\n" + workloadtest.OneContainer, "110m 184Mi"},
		// A request of the pod as a whole wins over its containers'.
		{"resources: {requests: {cpu: 300m}}\n" + workloadtest.OneContainer, "300m 64Mi"},
		{"resources: {limits: {cpu: 300m, memory: 1Gi}}\ncontainers: [{name: a, resources: {requests: {cpu: 10m}}}]", "10m 1024Mi"},
		// What the scheduler rounds up.
		{"containers: [{name: a, resources: {requests: {cpu: 0.0001, memory: 1048576500m}}}]", "1m 1048577B"},
		{"containers: [{name: a, resources: {requests: {cpu: 1e-1, memory: 1e9}}}]", "100m 1000000000B"},
		{"containers: [{name: a, resources: {requests: {cpu: 0, memory: 0}}}]", "0m 0Mi"},
		{"containers: [{name: a}]", "0m 0Mi no-requests without-cpu=1 without-memory=1\nwithout-requests: web: no requests for CPU and memory, so any plan for it is a guess"},
		{"containers: [{name: a, resources: {requests: {cpu: null}}}]", "0m 0Mi no-requests without-cpu=1 without-memory=1\nwithout-requests: web: no requests for CPU and memory, so any plan for it is a guess"},
		{"containers: [{name: a, resources: {requests: {cpu: 1}}}, {name: b}]", "1000m 0Mi without-cpu=1 without-memory=2\nassumed: web (memory of a), web (cpu and memory of b): missing requests are counted as 0"},
		{"containers: [{name: a, resources: {requests: {cpu: 1, memory: 64Ki}}}]", "1000m 65536B"},
		{"containers: [{name: a, resources: {requests: {cpu: 1, memory: 100k}}}]", "1000m 100000B"},
		{"containers: [{name: a, resources: {requests: {cpu: 1, memory: 512}}}]", "1000m 1Mi\nassumed: web: a memory request of 512 bytes probably lacks its unit; counted as 1Mi"},
		{"containers: [{name: a, resources: {limits: {cpu: 1, memory: 1Gi, nvidia.com/gpu: 2, hugepages-2Mi: 4Mi}, requests: {ephemeral-storage: 1Gi}}}]",
			"1000m 1024Mi map[ephemeral-storage:1073741824 hugepages-2Mi:4194304 nvidia.com/gpu:2]"},
	} {
		if got, want := workloadtest.Describe(workloadtest.MustRead(t, workloadtest.Deployment(c.spec))), "web 1 "+c.want+"\n"; got != want {
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
			" arch=[arm64]\nignored: web: of several node affinity terms, only the first is used"},
		{"nodeSelector: {kubernetes.io/arch: arm64}\n" + term("{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}"),
			" arch=[arm64]\nignored: web: conflicting conditions on nodes: only the first is used"},
		{term("{matchExpressions: [{key: disk, operator: In, values: [a, b]}, {key: old, operator: DoesNotExist}, {key: cores, operator: Gt, values: ['4']}]}"), ` labels=["disk in (a,b)" "!old" "cores>4"]`},
		// What no list has room for is a condition, by the label's modern name.
		{term("{matchExpressions: [{key: beta.kubernetes.io/instance-type, operator: NotIn, values: [m5.large]}, {key: failure-domain.beta.kubernetes.io/zone, operator: NotIn, values: [a]}, {key: failure-domain.beta.kubernetes.io/region, operator: In, values: [r]}, {key: topology.k8s.aws/zone-id, operator: In, values: [z1]}]}"),
			` zones=[z1] labels=["node.kubernetes.io/instance-type!=m5.large" "topology.kubernetes.io/zone!=a" "topology.kubernetes.io/region=r"]`},
		// Values of one label in two terms.
		{term("{matchExpressions: [{key: disk, operator: In, values: [b]}, {key: old, operator: DoesNotExist}]}, {matchExpressions: [{key: disk, operator: In, values: [a]}, {key: old, operator: DoesNotExist}]}"), ` labels=["disk in (a,b)" "!old"]`},
		// An empty term, or one that no node meets, is no alternative.
		{term("{}, {matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [s390x]}]}, {matchExpressions: [{key: disk, operator: Exists}]}"), ` labels=["disk"]`},
		{term("{matchExpressions: [{key: disk, operator: Near}, {key: old, operator: DoesNotExist}]}"), ` labels=["!old"]` + "\nignored: web: this condition is left out, as no instance type meets it: disk in ()"},
		{term("{matchExpressions: [{key: cores, operator: Gt, values: [many]}]}"), "\nignored: web: this condition is left out, as no instance type meets it: cores>many"},
		{"affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 30, preference: {matchExpressions: [{key: beta.kubernetes.io/arch, operator: In, values: [arm64]}, {key: disk, operator: NotIn, values: [a, b]}]}}, {weight: 5, preference: {}}, {weight: 7, preference: {matchFields: [{key: metadata.name, operator: In, values: [node]}]}}]}}\n",
			" prefers=[30 kubernetes.io/arch=arm64,disk notin (a,b)]\nignored: web: a preference for nodes by name is ignored"},
		{"nodeSelector: {kubernetes.io/arch: s390x}\n", "\nignored: web: this condition is left out, as no instance type meets it: kubernetes.io/arch=s390x"},
		{"tolerations: [{key: gpu, operator: Exists, effect: NoSchedule}, {key: team, value: a}, {operator: Exists}, {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute}]\n", " tolerations=[gpu:NoSchedule team=a *]"},
		{anti("{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}"), " one-per-node"},
		{anti("{topologyKey: kubernetes.io/hostname, labelSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}"), " one-per-node"},
		{anti("{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: db}}}"), " affinity=[not host app=db] pod-labels=map[app:web]"},
		{anti("{topologyKey: topology.kubernetes.io/zone, labelSelector: {}}"), " affinity=[not zone own]"},
		{"topologySpreadConstraints: [{maxSkew: 2, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}, {maxSkew: 3, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]\n", " zone-skew=2 host-skew=3"},
		{"topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]\n",
			" spreads=[zone 1 own anyway]"},
		{"hostNetwork: true\n", " host-network"},
	} {
		if got, want := workloadtest.Describe(workloadtest.MustRead(t, workloadtest.Deployment(c.spec+workloadtest.OneContainer))), "web 1 100m 64Mi"+c.want+"\n"; got != want {
			t.Errorf("%s\n got %s\nwant %s", c.spec, got, want)
		}
	}
	// A port of the node is there once.
	got := workloadtest.Describe(workloadtest.MustRead(t, workloadtest.Deployment("hostNetwork: true\ncontainers: [{name: a, ports: [{containerPort: 80}], resources: {requests: {cpu: 1, memory: 1Gi}}}]")))
	if want := "web 1 1000m 1024Mi host-network ports=[80]\n"; got != want {
		t.Error(got)
	}
}

func TestErrors(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'm'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	const merges = "a: &a {<<: []}\nb: &b {<<: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]}\nc: &c {<<: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]}\nd: &d {<<: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]}\n" +
		"e: &e {<<: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]}\nf: &f {<<: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]}\ng: &g {<<: [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]}\n"
	for _, c := range []struct{ text, want string }{
		{"", "a.yaml: nothing in it: " + workloadtest.Expected},
		{`{"apiVersion":"v1","items":[],"kind":"List"}`, "a.yaml: nothing in it: " + workloadtest.Expected},
		{"kind: Pod\n  x: 1\n", "a.yaml:2:4: mapping values are not allowed in this context"},
		{"---\nkind: Namespace\n---\nkind: Pod\nspec: [a, b\nmetadata: {}\n", "a.yaml:5:11: did not find expected ',' or ']'"},
		{"kind: Pod\nspec:\n  a: 1\n b: 2\n", "a.yaml:4:2: did not find expected key"},
		{"kind: Pod\nspec:\n\ta: 1\n", "a.yaml:3:1: found character that cannot start any token"},
		{"kind: Pod\nspec:\n  a: \"x\n", "a.yaml:3:"},
		{"{\"kind\": \"Pod\",\n \"spec\": {\"a\": tru}}", "a.yaml:2:19: invalid character '}' in literal true (expecting 'e')"},
		{"{\"kind\": \"List\", \"items\": [\n{\"kind\": \"Namespace\"},\n{\"kind\": \"Pod\",\n}]}", "a.yaml:4:1: invalid character '}' looking for beginning of object key string"},
		{"{\"kind\": \"List\", \"items\": [\n{\"kind\": \"Namespace\"}\n{\"kind\": \"Pod\"}]}", "a.yaml:3:1: expected comma after array element"},
		{"{\"kind\": \"List\", \"items\": [\n{\"kind\": \"Pod\"", "a.yaml:2:15: unexpected end of JSON"},
		{"{{ if .Values.web }}\nkind: Pod\n", "a.yaml:1: this looks like a Helm template: render it first"},
		{"just text", "a.yaml:1: " + workloadtest.Expected},
		{"[1]", "a.yaml:1: " + workloadtest.Expected},
		{"a: 1\n", "a.yaml:1: no kind: " + workloadtest.Expected},
		{"apiVersion: podfit/v1\nkind: Scenario\n", "a.yaml:1: Scenario: a scenario is not a Kubernetes object; pass it to any command with -f"},
		{workloadtest.Deployment("containers: [{name: app, resources: {requests: {memory: 12Gx}}}]"), `a.yaml:1: Deployment web: container app: requests.memory "12Gx": not a Kubernetes quantity such as 512Mi or 4Gi`},
		{workloadtest.Deployment("containers: [{name: app, resources: {requests: {cpu: -1}}}]"), `a.yaml:1: Deployment web: container app: requests.cpu "-1": must not be negative`},
		{workloadtest.Deployment("containers: [{name: app, resources: {requests: {cpu: 1e9}}}]"), `a.yaml:1: Deployment web: container app: requests.cpu "1000000000": must be at most 10k`},
		{workloadtest.Deployment("containers: [{name: app, resources: {limits: {nvidia.com/gpu: 500m}}}]"), `a.yaml:1: Deployment web: container app: limits.nvidia.com/gpu "500m": must be a whole number`},
		{workloadtest.Deployment("containers: []"), "a.yaml:1: Deployment web: a patch of a Deployment (it has no containers): render it with what it patches: kubectl kustomize DIR | podfit import -"},
		{workloadtest.Deployment("containers: {name: app}"), "a.yaml:1: Deployment web: spec.template.spec.containers: must be a list, not object"},
		{workloadtest.Deployment("hostNetwork: 1\n" + workloadtest.OneContainer), "a.yaml:1: Deployment web: spec.template.spec.hostNetwork: must be true or false, not number"},
		{"---\n\n---\nkind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {replicas: -3}\n", `a.yaml:4: Deployment web: replicas "-3": must be 0 to 1000000`},
		{"kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {replicas: three}\n", "a.yaml:1: Deployment web: spec.replicas: must be a whole number, not string"},
		{"kind: Deployment\napiVersion: apps/v1\n", "a.yaml:1: Deployment: missing metadata.name"},
		{"kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources: [a.yaml]\n", "a.yaml:1: a kustomization, which is not rendered yet: kubectl kustomize DIR | podfit import -"},
		{"kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n", "a.yaml:1: a kustomization, which is not rendered yet: kubectl kustomize DIR | podfit import -"},
		{"kind: Pod\napiVersion: v1\nmetadata: {name: \"a\\e[2J\"}\n", "a.yaml:1: Pod a\x1b[2J: its name has a character that is not printable"},
		{"kind: Pod\napiVersion: v1\nmetadata: {name: " + strings.Repeat("x", 300) + "}\n", "a.yaml:1: Pod " + strings.Repeat("x", 300) + ": its name must have at most 253 letters"},
		{"kind: Pod\napiVersion: v1\nmetadata: {name: web}\nspec: {}\n", "a.yaml:1: Pod web: it has no containers"},
		{"apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {minReplicas: 3, maxReplicas: 2}\n", `a.yaml:1: HorizontalPodAutoscaler web: maxReplicas "2": must not be below minReplicas, 3`},
		{"kind: Pod\nmetadata: {}\nspec:\n  " + strings.ReplaceAll(strings.TrimSpace(bomb), "\n", "\n  "), "a.yaml:"},
		{"kind: Pod\nspec:\n  " + strings.ReplaceAll(strings.TrimSpace(merges), "\n", "\n  "), "a.yaml:"},
		{"kind: Pod\nspec: &a [*a]\n", "a.yaml:2: nested more than 100 deep"},
		{"kind: Pod\nspec: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "a.yaml:2: nested more than 100 deep"},
		{`{"kind": "Pod", "spec": ` + strings.Repeat("[", 20000), "a.yaml:1:"},
	} {
		if _, err := workloadtest.Read(c.text); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.300s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

// What is in the input again counts once, as kubectl apply would have it.
func TestAgain(t *testing.T) {
	pod := "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {" + strings.TrimSpace(workloadtest.OneContainer) + "}}\n"
	web := workloadtest.Deployment(workloadtest.OneContainer)
	for _, c := range []struct{ text, want string }{
		{web + "---\n" + web, "web 1 100m 64Mi\nskipped: Deployment web: in the input more than once: counted once\n"},
		{pod + "---\n" + pod, "web 1 100m 64Mi controller=pod\nskipped: Pod web: in the input more than once: counted once\n"},
		{web + "---\n" + strings.Replace(web, "100m", "200m", 1), "web 1 200m 64Mi\ncounted: Deployment web: in the input more than once: the last one counts, as for kubectl apply\n"},
		{strings.Replace(web, "metadata: {name: web}", "metadata: {name: old, name: web}", 1), "web 1 100m 64Mi\ncounted: a.yaml:3: name: a key that a mapping has twice: the last one counts, as for kubectl\n"},
		{"kind: Pod\n" + web, "web 1 100m 64Mi\ncounted: a.yaml:3: kind: a key that a mapping has twice: the last one counts, as for kubectl\n"},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
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
	im, err := workloadtest.Read(strings.Replace(text, "*r2", "{requests: {cpu: .5, memory: 1e9}}", 1))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := workloadtest.Describe(im), "a 1 16200m 129Mi controller=pod\nb 1 500m 1000000000B controller=pod\n"; got != want {
		t.Error(got)
	}
	if _, err := workloadtest.Read(text); err == nil || !strings.Contains(err.Error(), "unknown anchor 'r2' referenced") {
		t.Error(err)
	}
}

// JSON may be the first document of several, whose lines go on.
func TestJSONThenYAML(t *testing.T) {
	const first = "{\"kind\": \"Pod\", \"apiVersion\": \"v1\",\n\"metadata\": {\"name\": \"a\"}, \"spec\": {\"containers\": [{\"resources\": {\"requests\": {\"cpu\": 1, \"memory\": \"1Gi\"}}}]}}\n---\n"
	second := workloadtest.Deployment(workloadtest.OneContainer)
	if got := workloadtest.Describe(workloadtest.MustRead(t, first+second)); got != "a 1 1000m 1024Mi controller=pod\nweb 1 100m 64Mi\n" {
		t.Error(got)
	}
	if _, err := workloadtest.Read(first + second + "---\nkind: [\n"); err == nil || !strings.HasPrefix(err.Error(), "a.yaml:13:") {
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
		if got := workloadtest.Describe(workloadtest.MustRead(t, text)); got != "a 1 1000m 1024Mi controller=pod\n" {
			t.Error(got)
		}
	}
}
