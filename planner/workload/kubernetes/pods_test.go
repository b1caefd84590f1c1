package kubernetes_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

func TestClusterLaw(t *testing.T) { rapid.Check(t, podsAreTheTruth) }
func FuzzCluster(f *testing.F)    { sample.Fuzz(f, podsAreTheTruth) }

// podsAreTheTruth: whatever controllers a cluster has, and whichever of them are in the
// input, its pods that have not ended count once each with what they request, to the
// byte; and what templates want beyond these is counted apart.
func podsAreTheTruth(t *rapid.T) {
	c := &cluster{T: t}
	for _, name := range nodeNames {
		c.items = append(c.items, object{"kind": "Node", "apiVersion": "v1", "metadata": object{"name": name, "labels": object{"node.kubernetes.io/instance-type": "m5.large"}}})
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "controllers") {
		c.controller(fmt.Sprint("app-", i))
	}
	text, err := json.Marshal(rapid.Permutation(c.items).Draw(t, "items"))
	if err != nil {
		t.Fatal(err)
	}
	im, err := workloadtest.Read(string(text))
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	if im.Running != c.pods {
		t.Fatalf("%s\n%s\ngot %+v, want %+v", text, workloadtest.Describe(im), im.Running, c.pods)
	}
	if got, want := im.Total().Pods, c.pods.Pods+c.wanted; got != want {
		t.Fatalf("%s\n%s\ngot %d pods, want %d", text, workloadtest.Describe(im), got, want)
	}
	if got := held(im); got != c.onNodes {
		t.Fatalf("%s\n%+v\ntoday's nodes hold %+v, want %+v", text, im.Today, got, c.onNodes)
	}
}

// held is what the nodes of today hold together.
func held(im workload.Import) (all workload.Sum) {
	requests := map[string]planner.Resources{}
	for _, k := range im.Workload {
		requests[k.Name] = k.Request
	}
	add := func(pods int, of planner.Resources) {
		all.Pods += pods
		all.Request.CPU += of.CPU
		all.Request.Memory += of.Memory
	}
	for _, g := range im.Today.Groups {
		for _, h := range g.Holds {
			for range h.Nodes {
				add(h.Others, h.Request)
				for _, k := range h.Pods {
					for range k.Pods {
						add(1, requests[k.Workload])
					}
				}
			}
		}
	}
	return all
}

// cluster makes the objects of one, and sums its pods up.
type cluster struct {
	*rapid.T
	items  []object
	pods   workload.Sum
	wanted int // beyond the pods
	// onNodes is what nodes hold, DaemonSets and static pods included.
	onNodes workload.Sum
}

var nodeNames = []string{"a", "b", "c"}

// node draws where a pod is, and counts it there.
func (c *cluster) node(size planner.Resources) string {
	name := rapid.SampledFrom(append(nodeNames, "")).Draw(c.T, "node")
	if name != "" {
		c.onNodes.Pods++
		c.onNodes.Request.CPU += size.CPU
		c.onNodes.Request.Memory += size.Memory
	}
	return name
}

// kindsOfPods are who owns pods, and who owns that.
var kindsOfPods = []struct{ kind, version, above, aboveVersion string }{
	{"ReplicaSet", "apps/v1", "Deployment", "apps/v1"},
	{"ReplicaSet", "apps/v1", "", ""},
	{"StatefulSet", "apps/v1", "", ""},
	{"StatefulSet", "apps/v1", "Database", "example.org/v1"},
	{"Job", "batch/v1", "CronJob", "batch/v1"},
	{"Job", "batch/v1", "", ""},
	{"Job", "batch.example.org/v1", "", ""},
	{"RayCluster", "ray.io/v1", "", ""},
	{"ReplicationController", "v1", "", ""},
	{"", "", "", ""},
}

func (c *cluster) controller(name string) {
	of := rapid.SampledFrom(kindsOfPods).Draw(c.T, "kind")
	wanted := rapid.IntRange(0, 4).Draw(c.T, "wanted")
	template := c.amounts()
	metadata := func(name, kind, version, of string) object {
		m := object{"name": name, "namespace": "shop"}
		if kind != "" {
			m["ownerReferences"] = list(object{"kind": "Node", "name": "none", "apiVersion": "v1"}, object{"kind": kind, "apiVersion": version, "name": of, "controller": true})
		}
		return m
	}
	running := 0
	for revision := range rapid.IntRange(1, 2).Draw(c.T, "revisions") {
		owner := fmt.Sprint(name, "-", revision+1) // a CronJob's Job ends with a time
		if of.above == "" && revision > 0 {
			break
		}
		for i := range rapid.IntRange(0, 4).Draw(c.T, "pods") {
			m := metadata(fmt.Sprint(owner, "-", i), of.kind, of.version, owner)
			m["labels"] = object{"pod-template-hash": fmt.Sprint(revision + 1), "of": fmt.Sprint(i)}
			running += c.pod(m, template)
		}
		spec := object{"replicas": 0, "completions": 0, "template": object{"spec": object{"containers": list(container(template))}}}
		if of.above == "" { // its only owner says how many it wants
			spec["replicas"], spec["parallelism"], spec["completions"] = wanted, wanted, 9
		}
		if inGroup(of.version) && rapid.Bool().Draw(c.T, "with the owner") {
			c.items = append(c.items, object{"kind": of.kind, "apiVersion": of.version, "metadata": metadata(owner, of.above, of.aboveVersion, name), "spec": spec})
			if of.above == "" {
				c.wanted += max(0, wanted-running)
			}
		}
	}
	if inGroup(of.aboveVersion) && rapid.Bool().Draw(c.T, "with the owner's owner") {
		spec := object{"replicas": wanted, "template": object{"spec": object{"containers": list(container(template))}}}
		if of.above == "CronJob" {
			spec = object{"jobTemplate": object{"spec": object{"parallelism": wanted, "template": spec["template"]}}}
		}
		c.items = append(c.items, object{"kind": of.above, "apiVersion": of.aboveVersion, "metadata": metadata(name, "", "", ""), "spec": spec})
		c.wanted += max(0, wanted-running)
	}
	// A file needs an object, and an import something that runs.
	c.items = append(c.items, object{"kind": "DaemonSet", "apiVersion": "apps/v1", "metadata": metadata(name+"-agent", "", "", ""), "spec": object{"template": object{"spec": object{"containers": list(container(template))}}}})
	for _, owner := range []object{{"kind": "DaemonSet", "apiVersion": "apps/v1", "name": name + "-agent", "controller": true}, {"kind": "Node", "apiVersion": "v1", "name": "a", "controller": true}} {
		m, size := metadata(fmt.Sprint(name, "-on-", owner["kind"]), "", "", ""), c.amounts()
		m["ownerReferences"] = list(owner)
		c.items = append(c.items, object{"kind": "Pod", "apiVersion": "v1", "metadata": m, "spec": object{"containers": list(container(size)), "nodeName": c.node(size)}})
	}
}

// inGroup reports a controller whose templates are read.
func inGroup(version string) bool {
	return version == "apps/v1" || version == "batch/v1" || version == "v1"
}

// amounts draws CPU and memory.
func (c *cluster) amounts() planner.Resources {
	return planner.Resources{
		CPU:    planner.Millis(rapid.IntRange(1, 3).Draw(c.T, "CPU") * 100),
		Memory: planner.Memory(rapid.SampledFrom([]int64{64 << 20, 1_000_000_001, 1<<30 + 1}).Draw(c.T, "memory")),
	}
}

func container(of planner.Resources) object {
	return object{"name": "app", "resources": object{"requests": object{"cpu": fmt.Sprintf("%dm", of.CPU), "memory": int64(of.Memory)}}}
}

// pod makes a pod, and counts it unless it has ended: its size is the template's, or
// one of its own that an update, admission or a resize gave it.
func (c *cluster) pod(metadata object, template planner.Resources) (running int) {
	spec, status := template, object{"phase": "Running"}
	size := template
	switch rapid.IntRange(0, 5).Draw(c.T, "pod") {
	case 0:
		spec = c.amounts()
		size = spec
	case 1: // being resized
		actual := c.amounts()
		status["containerStatuses"] = list(object{"name": "app", "resources": object{"requests": container(actual)["resources"].(object)["requests"]}})
		size.CPU, size.Memory = max(spec.CPU, actual.CPU), max(spec.Memory, actual.Memory)
	case 2: // a resize that the node cannot make
		actual := c.amounts()
		status["conditions"] = list(object{"type": "PodResizePending", "status": "True", "reason": "Infeasible"})
		status["containerStatuses"] = list(object{"name": "app", "resources": object{"requests": container(actual)["resources"].(object)["requests"]}})
		size = actual
	case 3:
		status["phase"] = rapid.SampledFrom([]string{"Succeeded", "Failed"}).Draw(c.T, "ended")
		c.items = append(c.items, object{"kind": "Pod", "apiVersion": "v1", "metadata": metadata, "spec": object{"containers": list(container(spec))}, "status": status})
		return 0
	case 4:
		status["phase"] = "Pending"
	}
	containers := list(container(spec))
	if rapid.IntRange(0, 3).Draw(c.T, "sidecar") == 0 {
		containers = append(containers, object{"name": "proxy", "resources": object{"requests": object{"cpu": "10m", "memory": "40Mi"}}})
		size.CPU, size.Memory = size.CPU+10, size.Memory+40*planner.MiB
	}
	c.items = append(c.items, object{"kind": "Pod", "apiVersion": "v1", "metadata": metadata, "spec": object{"containers": containers, "nodeName": c.node(size)}, "status": status})
	c.pods.Pods++
	c.pods.Request.CPU += size.CPU
	c.pods.Request.Memory += size.Memory
	return 1
}

// Pods of one controller are told apart by size, and named by it.
func TestRunningPods(t *testing.T) {
	pod := func(name, owner, spec, status string) string {
		return fmt.Sprintf("---\nkind: Pod\napiVersion: v1\nmetadata: {name: %s, namespace: shop, labels: {app: web, pod-template-hash: a}, ownerReferences: [{%s, controller: true}]}\nspec: {%s}\nstatus: {%s}\n", name, owner, spec, status)
	}
	sized := func(cpu, memory string) string {
		return fmt.Sprintf("containers: [{name: app, resources: {requests: {cpu: %s, memory: %s}}}]", cpu, memory)
	}
	const set, ray = "kind: ReplicaSet, apiVersion: apps/v1, name: web-a", "kind: RayCluster, apiVersion: ray.io/v1, name: c"
	deployment := func(replicas int, strategy string) string {
		return fmt.Sprintf("---\nkind: Deployment\napiVersion: apps/v1\nmetadata: {name: web, namespace: shop}\nspec: {replicas: %d, strategy: {%s}, template: {metadata: {labels: {app: web}}, spec: {%s}}}\n", replicas, strategy, sized("100m", "64Mi"))
	}
	scaled := "---\nkind: HorizontalPodAutoscaler\napiVersion: autoscaling/v2\nmetadata: {name: web, namespace: shop}\nspec: {scaleTargetRef: {kind: Deployment, apiVersion: apps/v1, name: web}, minReplicas: 4, maxReplicas: 9}\n"
	const own = "counted: shop/web (100m CPU and 64Mi memory in the template): running pods count with their own request, which is not the template's\n"
	for _, c := range []struct{ text, want string }{
		// The most pods of a size have the controller's name.
		{pod("a", ray, sized("30", "120Gi"), "") + pod("b", ray, sized("1", "4Gi"), "") + pod("c", ray, sized("1", "4Gi"), ""),
			"shop/c 2 1000m 4096Mi controller=pod\nshop/c.30-120gi 1 30000m 122880Mi controller=pod\n"},
		// Those that are alike but for their node are not one workload.
		{pod("a", ray, sized("1", "4Gi"), "") + pod("b", ray, "nodeSelector: {disk: fast}, "+sized("1", "4Gi"), ""),
			"shop/c 1 1000m 4096Mi controller=pod\nshop/c.1-4gi 1 1000m 4096Mi labels=[\"disk=fast\"] controller=pod\n"},
		// Lowered requests count; what is wanted beyond has the template's.
		{deployment(3, "") + pod("a", set, sized("50m", "32Mi"), ""), "shop/web 1 50m 32Mi\nshop/web.100m-64mi 2 100m 64Mi\n" + own +
			"counted: shop/web.100m-64mi (2 of 3): pods that do not run yet count with the request of the template\n"},
		{deployment(3, "type: Recreate") + pod("a", set, sized("100m", "64Mi"), ""), "shop/web 3 100m 64Mi rollout=recreate\n" +
			"counted: shop/web (2 of 3): pods that do not run yet count with the request of the template\n"},
		// More run than are wanted.
		{deployment(0, "") + pod("a", set, sized("100m", "64Mi"), ""), "shop/web 1 100m 64Mi\n"},
		// An autoscaler's range is that of all sizes together.
		{deployment(3, "") + scaled + pod("a", set, sized("50m", "32Mi"), "") + pod("b", set, sized("100m", "64Mi"), "") + pod("c", set, sized("100m", "64Mi"), ""),
			"shop/web 3..8 100m 64Mi\nshop/web.50m-32mi 1 50m 32Mi\ncounted: shop/web (1 of 4): pods that do not run yet count with the request of the template\n" + strings.Replace(own, "web (", "web.50m-32mi (", 1)},
		{scaled + pod("a", set, sized("50m", "32Mi"), ""), "shop/web 4..9 50m 32Mi\ncounted: shop/web (3 of 4): pods that its autoscaler wants beyond those that run count with the request of these\n"},
		// An autoscaler does nothing at 0 replicas, whatever still runs.
		{deployment(0, "") + scaled + pod("a", set, sized("100m", "64Mi"), ""), "shop/web 1 100m 64Mi\n"},
		// Resizes: the larger of what is asked for and what there is, unless the node can never make it.
		{pod("a", set, sized("100m", "64Mi"), "containerStatuses: [{name: app, resources: {requests: {cpu: 200m, memory: 32Mi}}, allocatedResources: {cpu: 300m}}]"), "shop/web 1 300m 64Mi\n"},
		{pod("a", set, sized("400m", "64Mi"), "conditions: [{type: PodResizePending, reason: Infeasible}], containerStatuses: [{name: app, resources: {requests: {cpu: 200m, memory: 32Mi}}}]"), "shop/web 1 200m 32Mi\n"},
		{pod("a", set, sized("400m", "64Mi"), "conditions: [{type: PodResizePending, reason: Deferred}], containerStatuses: [{name: app, resources: {requests: {cpu: 200m, memory: 32Mi}}}]"), "shop/web 1 400m 64Mi\n"},
		{pod("a", set, sized("400m", "64Mi"), "containerStatuses: [{name: app}]"), "shop/web 1 400m 64Mi\n"},
		// Only init containers that keep running are resized.
		{pod("a", set, "initContainers: [{name: i, resources: {requests: {cpu: 500m}}}, {name: s, restartPolicy: Always, resources: {requests: {cpu: 100m}}}], "+sized("100m", "64Mi"),
			"initContainerStatuses: [{name: i, resources: {requests: {cpu: 900m}}}, {name: s, resources: {requests: {cpu: 600m}}}]"), "shop/web 1 700m 64Mi without-memory=1\n"},
		// A DaemonSet on no node counts nothing, and its pods say what it requests.
		{"kind: DaemonSet\napiVersion: apps/v1\nmetadata: {name: agent}\nspec: {template: {spec: {" + sized("1", "1Gi") + "}}}\nstatus: {desiredNumberScheduled: 0}\n" + pod("a", set, sized("1", "1Gi"), ""),
			"shop/web 1 1000m 1024Mi\nskipped: DaemonSet agent: runs on no node of its cluster now (desiredNumberScheduled: 0)\n"},
		{"kind: DaemonSet\napiVersion: apps/v1\nmetadata: {name: agent, namespace: shop}\nspec: {template: {spec: {" + sized("1", "1Gi") + "}}}\nstatus: {desiredNumberScheduled: 2}\n" +
			pod("a", "kind: DaemonSet, apiVersion: apps/v1, name: agent", sized("50m", "32Mi"), "") + pod("b", "kind: DaemonSet, apiVersion: apps/v1, name: agent", sized("40m", "64Mi"), ""),
			"daemonset agent 50m 64Mi host-network=false security-groups=false\ncounted: DaemonSet shop/agent (1 CPU and 1Gi memory in the template): running pods count with their own request, which is not the template's\n"},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}
