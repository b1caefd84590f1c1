package kubernetes_test

import (
	"testing"

	"podfit/planner/workload/workloadtest"
)

// What custom resources make of the rest of the input.
func TestCustomResourcesAmongOthers(t *testing.T) {
	const pod = "{metadata: {labels: {app: web}}, spec: {containers: [{name: a, resources: {requests: {cpu: 500m, memory: 1Gi}}}]}}"
	hpa := func(kind string) string {
		return "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a, namespace: shop}, spec: {scaleTargetRef: {" + kind + ", name: a}, minReplicas: 4, maxReplicas: 60}}\n---\n"
	}
	object := func(kind, spec string) string {
		return "{" + kind + ", metadata: {name: a, namespace: shop}, spec: {" + spec + "}}\n---\n"
	}
	const rollout = "apiVersion: argoproj.io/v1alpha1, kind: Rollout"
	owned := func(kind, name, owner, spec string) string {
		return "{" + kind + ", metadata: {name: " + name + ", namespace: shop, ownerReferences: [{" + owner + ", name: a, controller: true}]}, spec: {" + spec + "}}\n---\n"
	}
	const alone = "containers: [{name: a, resources: {requests: {cpu: 500m, memory: 1Gi}}}]"
	const large = "containers: [{name: a, resources: {requests: {cpu: 1, memory: 1408Mi}}}]"
	for _, c := range []struct{ text, want string }{
		// A live Rollout: its ReplicaSets and pods are the same pods.
		{object(rollout, "replicas: 12, template: "+pod) + hpa("apiVersion: argoproj.io/v1alpha1, kind: Rollout") + owned("apiVersion: apps/v1, kind: ReplicaSet", "a-1", rollout, "replicas: 12, template: "+pod) +
			owned("apiVersion: apps/v1, kind: ReplicaSet", "a-2", rollout, "replicas: 0, template: "+pod),
			"shop/a 12..60 500m 1024Mi controller=replicaset\nskipped: ReplicaSet shop/a-2: old revision\n"},
		// Its template is a Deployment's, which it has scaled down.
		{object(rollout, "replicas: 3, workloadRef: {kind: Deployment, name: a}") + object("apiVersion: apps/v1, kind: Deployment", "replicas: 0, template: "+pod),
			"shop/a.rollout 3 500m 1024Mi\nshop/a.deployment 0 500m 1024Mi\n"},
		{object(rollout, "replicas: 3, workloadRef: {kind: Deployment, name: b}"), "skipped: Rollout shop/a: has the template of Deployment shop/b, which is not in the input: its pods are not counted\n"},
		// Groups of four pods are scaled.
		{object("apiVersion: leaderworkerset.x-k8s.io/v1, kind: LeaderWorkerSet", "replicas: 2, leaderWorkerTemplate: {size: 4, workerTemplate: "+pod+"}") + hpa("apiVersion: leaderworkerset.x-k8s.io/v1, kind: LeaderWorkerSet"),
			"shop/a.group 16..240 500m 1024Mi controller=statefulset\n"},
		{object("apiVersion: batch.volcano.sh/v1alpha1, kind: Job", "tasks: [{name: w, replicas: 2, template: "+pod+"}, {name: v, template: "+pod+"}]") + hpa("apiVersion: batch.volcano.sh/v1alpha1, kind: Job"),
			"shop/a.w 2 500m 1024Mi controller=pod\nshop/a.v 0 500m 1024Mi controller=pod\nassumed: shop/a.w, shop/a.v: counted as if the job always ran: set hoursPerMonth to how long it runs\nignored: HorizontalPodAutoscaler shop/a: its range is not used, as Job shop/a makes pods from several templates\n"},
		// Pods of a RayCluster are its parts'.
		{object("apiVersion: ray.io/v1, kind: RayCluster", "headGroupSpec: {template: "+pod+"}, workerGroupSpecs: [{groupName: w, replicas: 2, template: {spec: {"+large+"}}}]") +
			owned("apiVersion: v1, kind: Pod", "a-head", "apiVersion: ray.io/v1, kind: RayCluster", alone) + owned("apiVersion: v1, kind: Pod", "a-w", "apiVersion: ray.io/v1, kind: RayCluster", large),
			"shop/a.head 1 500m 1024Mi controller=pod\nshop/a.w 2 1000m 1408Mi controller=pod\ncounted: shop/a.w (1 of 2): pods that do not run yet count with the request of the template\n"},
		// Executors are owned by their driver, and a Deployment of Knative by a revision.
		{object("apiVersion: sparkoperator.k8s.io/v1beta2, kind: SparkApplication", "driver: {}, executor: {instances: 2}") +
			"{apiVersion: v1, kind: Pod, metadata: {name: a-exec-1, namespace: shop, labels: {sparkoperator.k8s.io/app-name: a, spark-role: executor}, ownerReferences: [{apiVersion: v1, kind: Pod, name: a-driver, controller: true}]}, spec: {" + large + "}}\n",
			"shop/a.driver 1 1000m 1408Mi controller=pod\nshop/a.executor 2 1000m 1408Mi controller=pod\n" +
				"assumed: shop/a.driver, shop/a.executor: counted as if the job always ran: set hoursPerMonth to how long it runs\n" +
				"counted: shop/a.driver (1 of 1), shop/a.executor (1 of 2): pods that do not run yet count with the request of the template\n"},
		{object("apiVersion: serving.knative.dev/v1, kind: Service", "template: {metadata: {annotations: {autoscaling.knative.dev/min-scale: '1', autoscaling.knative.dev/max-scale: '3'}}, spec: {"+alone+"}}") +
			"{apiVersion: apps/v1, kind: Deployment, metadata: {name: a-1, namespace: shop, ownerReferences: [{apiVersion: serving.knative.dev/v1, kind: Revision, name: a-1, controller: true}]}, spec: {template: {metadata: {labels: {serving.knative.dev/service: a}}, spec: {" + alone + "}}}}\n",
			"shop/a 1..3 500m 1024Mi\n"},
		// KEDA's defaults: a Deployment, from none to 100.
		{object("apiVersion: keda.sh/v1alpha1, kind: ScaledObject", "scaleTargetRef: {name: a}") + object("apiVersion: apps/v1, kind: Deployment", "replicas: 3, template: "+pod), "shop/a 3..100 500m 1024Mi\n"},
		{object("apiVersion: keda.sh/v1alpha1, kind: ScaledObject", "scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: a}, minReplicaCount: 5, maxReplicaCount: 9") + object(rollout, "replicas: 3, template: "+pod), "shop/a 5..9 500m 1024Mi\n"},
		{object("apiVersion: apps.kruise.io/v1alpha1, kind: DaemonSet", "template: "+pod), "daemonset a 500m 1024Mi host-network=false security-groups=false\n"},
		{object("apiVersion: beat.k8s.elastic.co/v1beta1, kind: Beat", "daemonSet: {podTemplate: "+pod+"}"), "daemonset a.nodes 600m 1224Mi host-network=false security-groups=false\nassumed: DaemonSet shop/a.nodes: without requests of its own, it is counted with those that its operator sets: 100m CPU and 200Mi memory\n"},
		// Its DaemonSet's pods count in its place, though the DaemonSet is not in the input.
		{object("apiVersion: beat.k8s.elastic.co/v1beta1, kind: Beat", "daemonSet: {podTemplate: "+pod+"}") +
			"{apiVersion: v1, kind: Pod, metadata: {name: a-beat-x, namespace: shop, ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: a-beat-filebeat, controller: true}]}, spec: {" + alone + "}}\n",
			"daemonset a-beat-filebeat 500m 1024Mi host-network=false security-groups=false\ncounted: DaemonSet shop/a.nodes: pods of a DaemonSet that begins with its name count in its place\n"},
		// What is known to run no pods, what makes others, and what is unknown.
		{object("apiVersion: apps.kruise.io/v1alpha1, kind: SidecarSet", alone) + object("apiVersion: v1, kind: PodTemplate", "template: "+pod) + object("apiVersion: kyverno.io/v1, kind: ClusterPolicy", alone), "skipped: SidecarSet, PodTemplate, ClusterPolicy: runs no pods\n"},
		{object("apiVersion: argoproj.io/v1alpha1, kind: Application", "source: {helm: {valuesObject: {template: "+pod+"}}}"), "skipped: Application shop/a: creates other objects, which count only if they are in the input\n"},
		{object("apiVersion: example.com/v1, kind: Thing", "replicas: 2, template: "+pod), "shop/a 2 500m 1024Mi controller=pod\nassumed: shop/a: unknown kind Thing of example.com/v1: assumed to make pods from spec.template; the number of pods is that of spec.replicas\n"},
		{object("apiVersion: apps/v1, kind: Thing", "replicas: 2"), "unread-object: shop/a: unknown kind Thing of apps/v1: pods that it creates are not counted\n"},
		{object("apiVersion: monitoring.coreos.com/v1, kind: Prometheus", "replicas: 0"), "shop/a 0 10m 50Mi without-cpu=1 without-memory=1 controller=statefulset\nassumed: shop/a (cpu and memory of prometheus): missing requests are counted as 0\n"},
	} {
		im, err := workloadtest.Read(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := workloadtest.Describe(im); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}
