package workload_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// daemonSet is a manifest of one.
func daemonSet(namespace, name, spec string) string {
	return fmt.Sprintf("---\nkind: DaemonSet\napiVersion: apps/v1\nmetadata: {name: %s, namespace: %s}\nspec: {template: {metadata: {labels: {app: x}}, spec: {%s}}}\n", name, namespace, spec)
}

const small = "containers: [{name: a, resources: {requests: {cpu: 100m, memory: 64Mi}}}]"

// How DaemonSets are named, and which are already counted on every node.
func TestDaemonSets(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{daemonSet("a", "agent", small), "daemonset agent 100m 64Mi host-network=false security-groups=false\n"},
		{daemonSet("a", "agent", small) + daemonSet("b", "agent", small),
			"daemonset agent 100m 64Mi host-network=false security-groups=false\ndaemonset b-agent 100m 64Mi host-network=false security-groups=false\n"},
		// EKS's own is counted with what it usually requests.
		{daemonSet("kube-system", "kube-proxy", "containers: [{name: a, resources: {requests: {cpu: 100m, memory: 0}}}]") + daemonSet("a", "x", small), "daemonset x 100m 64Mi host-network=false security-groups=false\n"},
		// One of the same name elsewhere is another.
		{daemonSet("a", "kube-proxy", small), "daemonset a-kube-proxy 100m 64Mi host-network=false security-groups=false\n"},
		{daemonSet("a", "agent", "nodeSelector: {disk: fast, kubernetes.io/arch: arm64}, "+small), "daemonset agent 100m 64Mi host-network=false security-groups=false nodes=kubernetes.io/arch=arm64,disk=fast\n" +
			"assumed: DaemonSet a/agent (disk=fast): a DaemonSet for nodes with a label that does not follow from the instance type is counted on all that could have it\n"},
		{daemonSet("a", "agent", "nodeSelector: {nvidia.com/gpu.present: 'true', topology.kubernetes.io/zone: eu-west-3a}, "+small), "daemonset agent 100m 64Mi host-network=false security-groups=false nodes=topology.kubernetes.io/zone=eu-west-3a,nvidia.com/gpu.present=true\n"},
		{daemonSet("a", "agent", "containers: [{name: a, resources: {limits: {cpu: 100m, memory: 64Mi, nvidia.com/gpu: 1}}}]"), "daemonset agent 100m 64Mi host-network=false security-groups=false\n" +
			"ignored: DaemonSet a/agent: volumes and extended resources of a DaemonSet are ignored\n"},
		// A webhook's branch ENI, which a pod on the host network does not use.
		{daemonSet("a", "agent", "containers: [{name: a, resources: {requests: {cpu: 100m, memory: 64Mi, vpc.amazonaws.com/pod-eni: 1}}}]"), "daemonset agent 100m 64Mi host-network=false security-groups=true\n"},
		{daemonSet("a", "agent", "hostNetwork: true, containers: [{name: a, resources: {requests: {cpu: 100m, memory: 64Mi, vpc.amazonaws.com/pod-eni: 1}}}]"), "daemonset agent 100m 64Mi host-network=true security-groups=false\n"},
		{daemonSet("a", "agent", "hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80}]}]"), "daemonset agent 0m 0Mi host-network=true security-groups=false\n" +
			"without-requests: DaemonSet a/agent: no requests for CPU and memory, so any plan for it is a guess\n"},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// Guesses of any format go with the workload; what is skipped, and that there are no
// requests, do not.
func TestNotes(t *testing.T) {
	const task = `{"family": "web", "containerDefinitions": [{"name": "app", "memoryReservation": 64}]} {"serviceName": "web", "taskDefinition": "web", "desiredCount": 1}`
	const job = "kind: Job\napiVersion: batch/v1\nmetadata: {name: once}\nspec: {template: {spec: {" + small + "}}}\n---\nkind: Namespace\napiVersion: v1\nmetadata: {name: a}\n"
	for text, want := range map[string]string{
		task: "[the task has no memory size: the memoryReservation (soft limit) of each container is its request (app) missing requests are counted as 0 (cpu of app)]",
		job:  "[counted as if the job always ran: set hoursPerMonth to how long it runs]",
		workloadtest.Deployment("containers: [{name: app}]"): "[]",
	} {
		if got := fmt.Sprint(workloadtest.MustRead(t, text).Workload[0].Notes); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// What is summed up over an import.
func TestSums(t *testing.T) {
	const job = "---\nkind: Job\napiVersion: batch/v1\nmetadata: {name: once}\nspec: {template: {spec: {" + small + "}}}\n"
	const done = "---\nkind: Job\napiVersion: batch/v1\nmetadata: {name: done}\nspec: {template: {spec: {" + small + "}}}\nstatus: {completionTime: x}\n"
	web := strings.Replace(workloadtest.Deployment(workloadtest.OneContainer), "spec:\n", "spec:\n  replicas: 3\n", 1)
	im := workloadtest.MustRead(t, web+job+done+daemonSet("a", "agent", "containers: [{name: a}]"))
	all := im.Total()
	if want := (planner.Resources{CPU: 400, Memory: 256 * planner.MiB}); all.Pods != 4 || all.Request != want {
		t.Errorf("%+v", all)
	}
	if im.Jobs != 1 || im.Skipped != 1 || im.Unrequested() != 1 || im.Secured() {
		t.Errorf("%d jobs, %d skipped, %d without requests, security groups: %t", im.Jobs, im.Skipped, im.Unrequested(), im.Secured())
	}
	for _, im := range []workload.Import{
		{Workload: planner.Workloads{{SecurityGroups: true}}},
		{DaemonSets: []planner.DaemonSet{{SecurityGroups: true}}},
	} {
		if !im.Secured() {
			t.Errorf("%+v", im)
		}
	}
}

// Requests in all are within what a sum of 63 bits holds, at maxReplicas.
func TestTooManyBytes(t *testing.T) {
	large := func(replicas, most int) string {
		return strings.Replace(workloadtest.Deployment("containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Pi}}}]"), "spec:\n", fmt.Sprintf("spec:\n  replicas: %d\n", replicas), 1) +
			fmt.Sprintf("---\nkind: HorizontalPodAutoscaler\napiVersion: autoscaling/v2\nmetadata: {name: web}\nspec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: %d}\n", most)
	}
	if _, err := workloadtest.Read(large(1, 4096)); err != nil {
		t.Error(err)
	}
	for _, text := range []string{large(1, 4097), large(4097, 4097)} {
		if _, err := workloadtest.Read(text); err == nil || err.Error() != "all pods together request more than 4 EiB of memory" {
			t.Error(err)
		}
	}
}

// A pod for another system needs no Linux node.
func TestWindows(t *testing.T) {
	const skipped = "skipped: Deployment web: runs on Windows nodes\n"
	for spec, want := range map[string]string{
		"os: {name: windows}\n":                       skipped,
		"nodeSelector: {kubernetes.io/os: windows}\n": skipped,
		"nodeSelector: {kubernetes.io/os: linux}\n":   "web 1 100m 64Mi\n",
		"affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: NotIn, values: [windows]}]}]}}}\n": "web 1 100m 64Mi\n",
		"affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: NotIn, values: [linux]}]}]}}}\n":   skipped,
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, workloadtest.Deployment(spec+workloadtest.OneContainer))); got != want {
			t.Errorf("%s\n got %s\nwant %s", spec, got, want)
		}
	}
}
