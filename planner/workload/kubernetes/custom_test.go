package kubernetes

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// readObjects reads the objects of a text.
func readObjects(t testing.TB, text string) (all []*object) {
	t.Helper()
	f, err := objects.Open("a.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	err = objects.Read(f, objects.Visitor{Object: func(of *objects.Object) error {
		o, err := newObject(of)
		all = append(all, o)
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// describeParts has a line for each part: what differs from an ordinary Deployment.
func describeParts(t testing.TB, all []part) string {
	t.Helper()
	var b strings.Builder
	for i := range all {
		p := &all[i]
		if p.idle != "" {
			fmt.Fprintf(&b, "%s idle: %s\n", p.name, p.idle)
			continue
		}
		fmt.Fprintf(&b, "%s %d", p.name, p.replicas)
		if p.max > 0 {
			fmt.Fprintf(&b, "..%d", p.max)
		}
		pod, err := p.template.Spec.pod(nil)
		if err != nil {
			t.Fatal(err)
		}
		total, err := pod.Total()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, " %dm %dMi", total[request.CPU], total[request.Memory]>>20)
		for _, f := range []struct {
			is   bool
			text string
		}{
			{p.controller != planner.Deployment, p.controller.String()},
			{p.job, "job"},
			{p.daemonSet, "daemonset"},
			{len(p.claims) > 0, fmt.Sprintf("claims=%d", len(p.claims))},
			{len(total.Extended()) > 0, fmt.Sprint(total.Extended())},
			{len(p.template.Spec.NodeSelector) > 0, fmt.Sprint(p.template.Spec.NodeSelector)},
			{len(p.template.Spec.Affinity.PodAntiAffinity.Required) > 0, "apart"},
			{p.templateOf != importer.Ref{}, "template of " + p.templateOf.String()},
			{len(p.notes) > 0, fmt.Sprintf("notes=%d", len(p.notes))},
		} {
			if f.is {
				b.WriteString(" " + f.text)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

const smallPod = "{metadata: {labels: {app: a}}, spec: {containers: [{name: a, resources: {requests: {cpu: 500m, memory: 1Gi}}}]}}"

var customCases = []struct{ kind, spec, want string }{
	// Argo Rollouts: the API server defaults to one replica.
	{"argoproj.io/v1alpha1 Rollout", "replicas: 12, template: POD", " 12 500m 1024Mi\n"},
	{"argoproj.io/v1alpha1 Rollout", "template: POD", " 1 500m 1024Mi\n"},
	{"argoproj.io/v1alpha1 Rollout", "replicas: 3, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}", " 3 0m 0Mi template of Deployment shop/web\n"},
	{"argoproj.io/v1alpha1 Experiment", "templates: [{name: old, template: POD}, {name: new, replicas: 2, template: POD}]", "old 1 500m 1024Mi\nnew 2 500m 1024Mi\n"},
	// Steps are no pods; containers and scripts are.
	{"argoproj.io/v1alpha1 Workflow", "nodeSelector: {a: b}, templates: [{name: main, steps: [[{name: x, template: work}]]}, {name: work, container: {image: i, resources: {requests: {cpu: 1, memory: 2Gi}}}, sidecars: [{name: s, resources: {requests: {cpu: 100m}}}]}]",
		"work 1 1100m 2048Mi pod job map[a:b] notes=1\n"},
	{"argoproj.io/v1alpha1 CronWorkflow", "schedule: '0 * * * *', workflowSpec: {templates: [{name: py, script: {image: i, resources: {limits: {cpu: 2, memory: 1Gi}}}}]}", "py 1 2000m 1024Mi pod job notes=1\n"},
	{"argoproj.io/v1alpha1 CronWorkflow", "suspend: true, workflowSpec: {templates: [{name: py, script: {image: i}}]}", "py idle: suspended\n"},

	{"apps.kruise.io/v1alpha1 CloneSet", "replicas: 4, template: POD, volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]", " 4 500m 1024Mi pod claims=1\n"},
	{"apps.kruise.io/v1beta1 StatefulSet", "replicas: 3, template: POD", " 3 500m 1024Mi pod\n"},
	{"apps.kruise.io/v1alpha1 DaemonSet", "template: POD", " 1 500m 1024Mi pod daemonset\n"},
	{"apps.kruise.io/v1alpha1 BroadcastJob", "template: POD", " 1 500m 1024Mi pod daemonset notes=1\n"},
	{"apps.kruise.io/v1alpha1 AdvancedCronJob", "template: {jobTemplate: {spec: {parallelism: 3, template: POD}}}", "job 3 500m 1024Mi job job\n"},
	{"apps.kruise.io/v1alpha1 UnitedDeployment", "replicas: 6, template: {cloneSetTemplate: {spec: {template: POD}}}, topology: {subsets: [{name: a}, {name: b}]}", " 6 500m 1024Mi pod notes=1\n"},

	// Groups of four: a leader and three workers each, or four alike.
	{"leaderworkerset.x-k8s.io/v1 LeaderWorkerSet", "replicas: 2, leaderWorkerTemplate: {size: 4, leaderTemplate: {spec: {containers: [{name: l, resources: {requests: {cpu: 1, memory: 1Gi}}}]}}, workerTemplate: POD}",
		"leader 2 1000m 1024Mi statefulset\nworker 6 500m 1024Mi statefulset\n"},
	{"leaderworkerset.x-k8s.io/v1 LeaderWorkerSet", "replicas: 2, leaderWorkerTemplate: {size: 4, workerTemplate: POD}", "group 8 500m 1024Mi statefulset\n"},
	// Two jobs of min(parallelism, completions) pods.
	{"jobset.x-k8s.io/v1alpha2 JobSet", "replicatedJobs: [{name: workers, replicas: 2, template: {spec: {parallelism: 4, completions: 3, template: POD}}}, {name: driver, template: {spec: {template: POD}}}]",
		"workers 6 500m 1024Mi job job\ndriver 1 500m 1024Mi job job\n"},
	{"jobset.x-k8s.io/v1alpha2 JobSet", "suspend: true, replicatedJobs: [{name: a, template: {spec: {template: POD}}}]", "a idle: suspended\n"},
	// KEDA's default is 100 Jobs.
	{"keda.sh/v1alpha1 ScaledJob", "jobTargetRef: {parallelism: 2, template: POD}", " 0..200 500m 1024Mi job job\n"},
	{"keda.sh/v1alpha1 ScaledJob", "minReplicaCount: 1, maxReplicaCount: 5, jobTargetRef: {template: POD}", " 1..5 500m 1024Mi job job\n"},
	{"batch.volcano.sh/v1alpha1 Job", "tasks: [{name: master, replicas: 1, template: POD}, {name: worker, replicas: 8, template: POD}]", "master 1 500m 1024Mi pod job\nworker 8 500m 1024Mi pod job\n"},

	// Two replicas of four hosts; the autoscaler's container requests 500m and 512Mi.
	{"ray.io/v1 RayCluster", "enableInTreeAutoscaling: true, headGroupSpec: {template: POD}, workerGroupSpecs: [{groupName: gpu, replicas: 2, minReplicas: 1, maxReplicas: 10, numOfHosts: 4, template: {spec: {containers: [{name: w, resources: {limits: {cpu: 8, memory: 32Gi, nvidia.com/gpu: 1}}}]}}}]",
		"head 1 1000m 1536Mi pod\ngpu 8..40 8000m 32768Mi pod map[nvidia.com/gpu:1]\n"},
	// Replicas are kept between their bounds, and without the autoscaler there is no range.
	{"ray.io/v1 RayCluster", "headGroupSpec: {template: POD}, workerGroupSpecs: [{groupName: a, minReplicas: 3, maxReplicas: 5, template: POD}, {groupName: b, replicas: 9, maxReplicas: 5, template: POD}, {groupName: c, replicas: 2, suspend: true, template: POD}]",
		"head 1 500m 1024Mi pod\na 3 500m 1024Mi pod\nb 5 500m 1024Mi pod\nc idle: suspended\n"},
	{"ray.io/v1 RayCluster", "suspend: true, headGroupSpec: {template: POD}", "head idle: suspended\n"},
	{"ray.io/v1 RayService", "rayClusterConfig: {headGroupSpec: {template: POD}, workerGroupSpecs: [{groupName: a, replicas: 2, template: POD}]}", "head 1 500m 1024Mi pod\na 2 500m 1024Mi pod\n"},
	// The pod that submits the job requests 500m and 200Mi.
	{"ray.io/v1 RayJob", "rayClusterSpec: {headGroupSpec: {template: POD}}", "head 1 500m 1024Mi pod job\nsubmitter 1 500m 200Mi job job notes=1\n"},
	{"ray.io/v1 RayJob", "submissionMode: HTTPMode, clusterSelector: {a: b}", ""},

	// 1 GiB and at least 384 MiB; 4 GiB and 10% of it, cut to MiB.
	{"sparkoperator.k8s.io/v1beta2 SparkApplication", "type: Scala, driver: {}, executor: {cores: 2, instances: 3, memory: 4g}", "driver 1 1000m 1408Mi pod job\nexecutor 3 2000m 4505Mi pod job\n"},
	// Python's factor is 0.4: 4096 + 1638; coreRequest is before cores.
	{"sparkoperator.k8s.io/v1beta2 SparkApplication", "type: Python, driver: {cores: 1, coreRequest: 300m, memory: 512m}, executor: {memory: 4096, gpu: {name: nvidia.com/gpu, quantity: 1}}", "driver 1 300m 896Mi pod job\nexecutor 1 1000m 5734Mi pod job map[nvidia.com/gpu:1]\n"},
	{"sparkoperator.k8s.io/v1beta2 SparkApplication", "memoryOverheadFactor: '0.5', driver: {memoryOverhead: 1g}, executor: {}, sparkConf: {spark.executor.memory: 8g, spark.memory.offHeap.enabled: 'true', spark.memory.offHeap.size: 1g}, dynamicAllocation: {enabled: true, initialExecutors: 2, minExecutors: 4, maxExecutors: 20}",
		"driver 1 1000m 2048Mi pod job\nexecutor 4..20 1000m 13312Mi pod job\n"},
	{"sparkoperator.k8s.io/v1beta2 ScheduledSparkApplication", "schedule: '@daily', template: {type: Java, driver: {nodeSelector: {a: b}}, executor: {instances: 2}}", "driver 1 1000m 1408Mi pod job map[a:b]\nexecutor 2 1000m 1408Mi pod job\n"},
	// Ten slots wanted, four to a TaskManager.
	{"flink.apache.org/v1beta1 FlinkDeployment", "flinkConfiguration: {taskmanager.numberOfTaskSlots: '4'}, jobManager: {resource: {cpu: 1, memory: 2048m}}, taskManager: {resource: {cpu: 2, memory: 4Gi}}, job: {parallelism: 10}", "jobmanager 1 1000m 2048Mi\ntaskmanager 3 2000m 4096Mi pod\n"},
	// Flink's own sizes; a core for each slot.
	{"flink.apache.org/v1beta1 FlinkDeployment", "flinkConfiguration: {taskmanager.numberOfTaskSlots: 2}, podTemplate: {spec: {nodeSelector: {a: b}}}, job: {}", "jobmanager 1 1000m 1600Mi map[a:b] notes=1\ntaskmanager 1 2000m 1728Mi pod map[a:b] notes=1\n"},
	{"flink.apache.org/v1beta1 FlinkDeployment", "jobManager: {resource: {cpu: 0.5, memory: 1g}}, taskManager: {resource: {cpu: 1, memory: 1g}}", "jobmanager 1 500m 1024Mi\ntaskmanager 0 1000m 1024Mi pod notes=1\n"},
	{"tekton.dev/v1 TaskRun", "podTemplate: {nodeSelector: {a: b}}, taskSpec: {steps: [{name: a, computeResources: {requests: {cpu: 1, memory: 1Gi}}}, {name: b, computeResources: {requests: {cpu: 500m}}}]}", " 1 1500m 1024Mi pod job map[a:b]\n"},
	{"tekton.dev/v1 TaskRun", "taskRef: {name: build}", " 1 0m 0Mi pod job notes=1\n"},
	{"kubeflow.org/v1 TFJob", "tfReplicaSpecs: {Worker: {replicas: 4, template: POD}, Chief: {template: POD}}", "Chief 1 500m 1024Mi pod job\nWorker 4 500m 1024Mi pod job\n"},
	{"kubeflow.org/v1 PyTorchJob", "runPolicy: {suspend: true}, pytorchReplicaSpecs: {Worker: {replicas: 4, template: POD}}", "Worker idle: suspended\n"},
	{"kubeflow.org/v2beta1 MPIJob", "mpiReplicaSpecs: {Launcher: {replicas: 1, template: POD}, Worker: {replicas: 2, template: POD}}", "Launcher 1 500m 1024Mi pod job\nWorker 2 500m 1024Mi pod job\n"},
	{"kubeflow.org/v1 XGBoostJob", "xgbReplicaSpecs: {Master: {template: POD}}", "Master 1 500m 1024Mi pod job\n"},
	{"kubeflow.org/v1 PaddleJob", "paddleReplicaSpecs: {Worker: {template: POD}}", "Worker 1 500m 1024Mi pod job\n"},
	{"kubeflow.org/v1 JAXJob", "jaxReplicaSpecs: {Worker: {template: POD}}", "Worker 1 500m 1024Mi pod job\n"},
	{"kubeflow.org/v1 Notebook", "template: POD", " 1 500m 1024Mi statefulset\n"},
	{"actions.github.com/v1alpha1 AutoscalingRunnerSet", "minRunners: 2, maxRunners: 20, template: POD", " 2..20 500m 1024Mi pod\n"},
	{"actions.github.com/v1alpha1 EphemeralRunnerSet", "replicas: 3, ephemeralRunnerSpec: POD", " 3 500m 1024Mi pod\n"},

	// Knative adds a container with 25m.
	{"serving.knative.dev/v1 Service", "template: {metadata: {annotations: {autoscaling.knative.dev/min-scale: '2', autoscaling.knative.dev/max-scale: '10'}}, spec: {containers: [{image: i, resources: {requests: {cpu: 500m, memory: 1Gi}}}]}}", " 2..10 525m 1024Mi\n"},
	{"serving.knative.dev/v1 Service", "template: POD", " 1 525m 1024Mi notes=2\n"},
	// KServe's own requests are 1 CPU and 2Gi; Knative runs it.
	{"serving.kserve.io/v1beta1 InferenceService", "predictor: {minReplicas: 2, maxReplicas: 4, model: {modelFormat: {name: sklearn}, storageUri: 's3://m', resources: {requests: {cpu: 2, memory: 4Gi}}}}", " 2..4 2025m 4096Mi\n"},
	{"serving.kserve.io/v1beta1 InferenceService", "predictor: {sklearn: {storageUri: 's3://m'}}, transformer: {containers: [{image: i, resources: {requests: {cpu: 100m, memory: 1Gi}}}]}", "predictor 1 1025m 2048Mi notes=1\ntransformer 1 125m 1024Mi\n"},
	{"agones.dev/v1 Fleet", "replicas: 5, template: {spec: {ports: [], template: POD}}", " 5 500m 1024Mi pod\n"},
	{"agones.dev/v1 GameServer", "template: POD", " 1 500m 1024Mi pod\n"},

	// Two shards of two; the operator's reloader requests 10m and 50Mi.
	{"monitoring.coreos.com/v1 Prometheus", "replicas: 2, shards: 2, resources: {requests: {cpu: 1, memory: 4Gi}}, storage: {volumeClaimTemplate: {spec: {storageClassName: gp3}}}, nodeSelector: {a: b}, containers: [{name: proxy, resources: {requests: {cpu: 50m, memory: 64Mi}}}], thanos: {resources: {requests: {cpu: 100m}}}",
		" 4 1160m 4210Mi statefulset claims=1 map[a:b]\n"},
	{"monitoring.coreos.com/v1alpha1 PrometheusAgent", "mode: DaemonSet, resources: {requests: {cpu: 100m, memory: 200Mi}}", " 1 110m 250Mi statefulset daemonset\n"},
	// 200Mi of the operator, and the reloader.
	{"monitoring.coreos.com/v1 Alertmanager", "replicas: 3", " 3 10m 250Mi statefulset notes=1\n"},
	{"monitoring.coreos.com/v1 ThanosRuler", "resources: {requests: {cpu: 200m, memory: 256Mi}}", " 1 210m 306Mi statefulset\n"},
	{"opentelemetry.io/v1beta1 OpenTelemetryCollector", "mode: statefulset, replicas: 2, resources: {requests: {cpu: 200m, memory: 512Mi}}, targetAllocator: {enabled: true, resources: {requests: {cpu: 100m, memory: 128Mi}}}", "collector 2 200m 512Mi statefulset\ntargetallocator 1 100m 128Mi\n"},
	{"opentelemetry.io/v1beta1 OpenTelemetryCollector", "mode: daemonset, resources: {requests: {cpu: 200m, memory: 512Mi}}", " 1 200m 512Mi daemonset\n"},
	{"opentelemetry.io/v1beta1 OpenTelemetryCollector", "autoscaler: {minReplicas: 2, maxReplicas: 6}, resources: {requests: {cpu: 200m, memory: 512Mi}}", " 2..6 200m 512Mi\n"},
	{"opentelemetry.io/v1beta1 OpenTelemetryCollector", "mode: sidecar", ""},

	// 2Gi of the operator, and the CPU of the container that prepares the pod.
	{"elasticsearch.k8s.elastic.co/v1 Elasticsearch", "nodeSets: [{name: master, count: 3, podTemplate: {spec: {containers: [{name: elasticsearch, resources: {requests: {cpu: 2, memory: 8Gi}, limits: {memory: 8Gi}}}]}}, volumeClaimTemplates: [{metadata: {name: elasticsearch-data}, spec: {}}]}, {name: data, count: 2}]",
		"master 3 2000m 8192Mi statefulset claims=1\ndata 2 100m 2048Mi statefulset claims=1 notes=1\n"},
	{"kibana.k8s.elastic.co/v1 Kibana", "count: 2", " 2 0m 1024Mi notes=1\n"},
	{"apm.k8s.elastic.co/v1 ApmServer", "count: 1", " 1 0m 512Mi notes=1\n"},
	{"enterprisesearch.k8s.elastic.co/v1 EnterpriseSearch", "count: 1", " 1 0m 4096Mi notes=1\n"},
	{"maps.k8s.elastic.co/v1alpha1 ElasticMapsServer", "count: 2", " 2 0m 200Mi notes=1\n"},
	{"logstash.k8s.elastic.co/v1alpha1 Logstash", "count: 1", " 1 1000m 2048Mi statefulset notes=1\n"},
	{"beat.k8s.elastic.co/v1beta1 Beat", "type: filebeat, daemonSet: {podTemplate: {spec: {containers: [{name: beat, resources: {requests: {cpu: 50m, memory: 100Mi}}}]}}}", "nodes 1 50m 100Mi daemonset\n"},
	{"agent.k8s.elastic.co/v1alpha1 Agent", "deployment: {replicas: 2}", "deployment 2 200m 400Mi notes=1\n"},

	{"kafka.strimzi.io/v1beta2 Kafka", "kafka: {replicas: 3, resources: {requests: {cpu: 2, memory: 8Gi}}, storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, class: gp3}, {id: 1, type: persistent-claim}]}, template: {pod: {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname}]}}}}}, zookeeper: {replicas: 3, resources: {requests: {cpu: 500m, memory: 1Gi}}, storage: {type: persistent-claim}}, entityOperator: {topicOperator: {resources: {requests: {cpu: 100m, memory: 256Mi}}}, userOperator: {}}",
		"kafka 3 2000m 8192Mi pod claims=2 apart\nzookeeper 3 500m 1024Mi pod claims=1\nentity-operator 1 100m 256Mi\n"},
	{"kafka.strimzi.io/v1beta2 Kafka", "kafka: {}, cruiseControl: {resources: {requests: {cpu: 500m, memory: 512Mi}}}", "kafka idle: its pods are those of its KafkaNodePools\ncruise-control 1 500m 512Mi\n"},
	{"kafka.strimzi.io/v1beta2 KafkaNodePool", "replicas: 5, roles: [broker], resources: {requests: {cpu: 4, memory: 16Gi}}, storage: {type: persistent-claim}", " 5 4000m 16384Mi pod claims=1\n"},
	{"kafka.strimzi.io/v1beta2 KafkaConnect", "replicas: 2, resources: {requests: {cpu: 1, memory: 2Gi}}", " 2 1000m 2048Mi pod\n"},
	{"kafka.strimzi.io/v1beta2 KafkaMirrorMaker2", "replicas: 2, resources: {requests: {cpu: 1, memory: 2Gi}}", " 2 1000m 2048Mi pod\n"},
	{"kafka.strimzi.io/v1beta2 KafkaBridge", "replicas: 1, resources: {requests: {cpu: 100m, memory: 512Mi}}", " 1 100m 512Mi\n"},
	{"core.strimzi.io/v1beta2 StrimziPodSet", "pods: [{metadata: {name: k-0}, spec: {containers: [{name: kafka, resources: {requests: {cpu: 2, memory: 8Gi}}}]}}]", "k-0 1 2000m 8192Mi pod\n"},

	{"postgresql.cnpg.io/v1 Cluster", "instances: 3, resources: {requests: {cpu: 2, memory: 4Gi}}, storage: {size: 10Gi, storageClass: gp3}, walStorage: {size: 1Gi}, affinity: {nodeSelector: {a: b}, podAntiAffinityType: required}", " 3 2000m 4096Mi pod claims=2 map[a:b] apart\n"},
	{"postgresql.cnpg.io/v1 Pooler", "instances: 2, template: {spec: {containers: [{name: pgbouncer, resources: {requests: {cpu: 100m, memory: 128Mi}}}]}}", " 2 100m 128Mi\n"},
	// The operator's own memory, and its requests for a sidecar.
	{"acid.zalan.do/v1 postgresql", "numberOfInstances: 2, resources: {requests: {cpu: 500m}}, volume: {size: 10Gi}, sidecars: [{name: s}]", " 2 600m 200Mi statefulset claims=1 notes=1\n"},
	{"postgres-operator.crunchydata.com/v1beta1 PostgresCluster", "instances: [{name: one, replicas: 2, resources: {requests: {cpu: 1, memory: 2Gi}}, sidecars: {replicaCertCopy: {resources: {requests: {cpu: 50m}}}}, dataVolumeClaimSpec: {}}], proxy: {pgBouncer: {replicas: 2, resources: {requests: {cpu: 100m, memory: 64Mi}}}}",
		"one 2 1050m 2048Mi statefulset claims=1\npgbouncer 2 100m 64Mi\n"},
	// 1 CPU and 2Gi of the CRD; with less, the container that prepares the pod counts.
	{"rabbitmq.com/v1beta1 RabbitmqCluster", "replicas: 3", " 3 1000m 2048Mi statefulset claims=1 notes=1\n"},
	{"rabbitmq.com/v1beta1 RabbitmqCluster", "resources: {requests: {cpu: 50m, memory: 256Mi}}, persistence: {storage: '0'}, override: {statefulSet: {spec: {template: {spec: {containers: [{name: rabbitmq, resources: {requests: {memory: 600Mi}}}, {name: more, resources: {requests: {cpu: 20m}}}]}}}}}", " 1 100m 600Mi statefulset\n"},
	// 500m and 400M for each of two containers.
	{"mongodbcommunity.mongodb.com/v1 MongoDBCommunity", "members: 3", " 3 1000m 762Mi statefulset claims=2 notes=1\n"},
	{"pxc.percona.com/v1 PerconaXtraDBCluster", "pxc: {size: 3, resources: {requests: {cpu: 600m, memory: 1G}}, volumeSpec: {persistentVolumeClaim: {}}}, haproxy: {enabled: true, size: 2, affinity: {antiAffinityTopologyKey: none}, resources: {requests: {cpu: 100m, memory: 128Mi}}}, proxysql: {enabled: false, size: 3}",
		"pxc 3 600m 953Mi statefulset claims=1 apart\nhaproxy 2 100m 128Mi statefulset\n"},
	{"psmdb.percona.com/v1 PerconaServerMongoDB", "replsets: [{name: rs0, size: 3, resources: {limits: {cpu: 300m, memory: 512Mi}}}], sharding: {enabled: true, configsvrReplSet: {size: 3}, mongos: {size: 2, affinity: {advanced: {}}}}",
		"rs0 3 300m 512Mi statefulset apart\ncfg 3 0m 0Mi statefulset apart\nmongos 2 0m 0Mi statefulset\n"},
	{"databases.spotahome.com/v1 RedisFailover", "redis: {resources: {requests: {cpu: 100m, memory: 256Mi}}}, sentinel: {replicas: 5}", "redis 3 100m 256Mi statefulset\nsentinel 5 0m 0Mi\n"},
}

// manifest is the text of an object of a kind as cases name it.
func manifest(kind, spec string) string {
	apiVersion, kind, _ := strings.Cut(kind, " ")
	return fmt.Sprintf("{apiVersion: %s, kind: %s, metadata: {name: a, namespace: shop}, spec: {%s}}\n", apiVersion, kind, strings.ReplaceAll(spec, "POD", smallPod))
}

func TestCustomResources(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range customCases {
		o := readObjects(t, manifest(c.kind, c.spec))[0]
		seen[o.Group()+" "+o.Ref.Kind] = true
		all, known, err := parts(o)
		if !known || err != nil {
			t.Errorf("%s {%s}: known=%t: %v", c.kind, c.spec, known, err)
			continue
		}
		if got := describeParts(t, all); got != c.want {
			t.Errorf("%s {%s}\n got %swant %s", c.kind, c.spec, got, c.want)
		}
	}
	for _, k := range customKinds {
		if !seen[k.group+" "+k.kind] {
			t.Errorf("%s %s: no case", k.group, k.kind)
		}
	}
}

func TestCustomResourceErrors(t *testing.T) {
	for _, c := range []struct{ kind, spec, want string }{
		{"argoproj.io/v1alpha1 Rollout", "replicas: many, template: POD", "spec.replicas: must be a whole number, not string"},
		{"argoproj.io/v1alpha1 Rollout", "replicas: -1, template: POD", `spec.replicas "-1": must be 0 to 1000000`},
		{"leaderworkerset.x-k8s.io/v1 LeaderWorkerSet", "replicas: 1000000, leaderWorkerTemplate: {size: 1000000, workerTemplate: POD}", "1000000000000 pods: must be at most 1000000"},
		{"batch.volcano.sh/v1alpha1 Job", "tasks: [{template: POD}, {template: {spec: 1}}]", "spec.tasks[1].template.spec: must be keys and values, not number"},
		{"sparkoperator.k8s.io/v1beta2 SparkApplication", "driver: {memory: 1x}", `memory "1x": not a size such as 512m or 4g`},
		{"sparkoperator.k8s.io/v1beta2 SparkApplication", "executor: {memory: 9999999999t}", `memory "9999999999t": not a size such as 512m or 4g`},
		{"sparkoperator.k8s.io/v1beta2 SparkApplication", "memoryOverheadFactor: a lot", `memoryOverheadFactor "a lot": must be a number such as 0.1`},
		{"flink.apache.org/v1beta1 FlinkDeployment", "jobManager: {resource: {memory: much}}", `resource.memory "much": not a size such as 2048m`},
		{"flink.apache.org/v1beta1 FlinkDeployment", "flinkConfiguration: {taskmanager.numberOfTaskSlots: '0'}", `flinkConfiguration: taskmanager.numberOfTaskSlots "0": must be a whole number from 1`},
	} {
		_, known, err := parts(readObjects(t, manifest(c.kind, c.spec))[0])
		if !known || err == nil || err.Error() != c.want {
			t.Errorf("%s {%s}\n got %v\nwant %s", c.kind, c.spec, err, c.want)
		}
	}
}

// A job that has ended makes no pods, and one that Kueue suspends will.
func TestCustomJobs(t *testing.T) {
	const volcano = "{apiVersion: batch.volcano.sh/v1alpha1, kind: Job, metadata: {name: a}, spec: {tasks: [{name: w, replicas: 1, template: POD}]}, status: STATUS}"
	const jobSet = "{apiVersion: jobset.x-k8s.io/v1alpha2, kind: JobSet, metadata: {name: a, labels: {kueue.x-k8s.io/queue-name: q}}, spec: {suspend: true, replicatedJobs: [{name: w, template: {spec: {template: POD}}}]}, status: STATUS}"
	const tekton = "{apiVersion: tekton.dev/v1, kind: TaskRun, metadata: {name: a}, spec: {taskSpec: {steps: [{name: a}]}}, status: STATUS}"
	for _, c := range []struct{ text, status, want string }{
		{volcano, "{state: {phase: Completed}}", "w idle: finished\n"},
		{volcano, "{state: {phase: Running}}", "w 1 500m 1024Mi pod job\n"},
		{jobSet, "{}", "w 1 500m 1024Mi job job notes=1\n"},
		{jobSet, "{conditions: [{type: Completed, status: 'True'}]}", "w idle: finished\n"},
		{tekton, "{conditions: [{type: Succeeded, status: Unknown}]}", " 1 0m 0Mi pod job\n"},
		{tekton, "{conditions: [{type: Succeeded, status: 'False'}]}", " idle: finished\n"},
		{tekton, "{completionTime: '2026-01-01T00:00:00Z'}", " idle: finished\n"},
	} {
		text := strings.ReplaceAll(strings.Replace(c.text, "STATUS", c.status, 1), "POD", smallPod)
		all, _, err := parts(readObjects(t, text)[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := describeParts(t, all); got != c.want {
			t.Errorf("%s\n got %swant %s", text, got, c.want)
		}
	}
}

// No kind is in two of the tables, and none is twice in one.
func TestTablesOfKinds(t *testing.T) {
	seen := map[string]string{}
	add := func(table, group, kind string) {
		for _, key := range []string{group + " " + kind, group + " *"} {
			if other, is := seen[key]; is {
				t.Errorf("%s %s is in %s and in %s", group, kind, other, table)
			}
		}
		seen[group+" "+kind] = table
	}
	for _, k := range kinds {
		for _, group := range k.groups {
			for _, kind := range k.names {
				add("kinds", group, kind)
			}
		}
	}
	for _, k := range customKinds {
		add("customKinds", k.group, k.kind)
	}
	for _, list := range []struct {
		name string
		of   []groupKinds
	}{{"podless", podless}, {"creators", creators}} {
		for _, g := range list.of {
			if !slices.IsSorted(g.kinds) {
				t.Errorf("%s: kinds of %q are not in order", list.name, g.group)
			}
			for _, kind := range g.kinds {
				add(list.name, g.group, kind)
			}
		}
	}
}

func TestGuess(t *testing.T) {
	for _, c := range []struct{ spec, want, note string }{
		{"replicas: 3, template: POD", " 3 500m 1024Mi pod notes=1\n", "unknown kind Thing of example.com/v1: assumed to make pods from spec.template; the number of pods is that of spec.replicas"},
		{"podTemplate: POD", " 1 500m 1024Mi pod notes=1\n", "unknown kind Thing of example.com/v1: assumed to make pods from spec.podTemplate; no number of pods stands beside it"},
		// The nearest count wins.
		{"replicas: 9, pools: [{name: a, size: 2, podSpec: {containers: [{image: i, resources: {requests: {cpu: 1, memory: 1Gi}}}]}}, {name: b, template: POD}]", "pools-a 2 1000m 1024Mi pod notes=1\npools-b 9 500m 1024Mi pod notes=1\n",
			"unknown kind Thing of example.com/v1: assumed to make pods from spec.pools[0].podSpec; the number of pods is that of spec.pools[0].size"},
		{"containers: [{name: a, image: i}]", " 1 0m 0Mi pod notes=1\n", "unknown kind Thing of example.com/v1: assumed to make pods from spec; no number of pods stands beside it"},
		// Not pods.
		{"containers: [a, b], replicas: 3", "", ""},
		{"versions: [{schema: {openAPIV3Schema: {properties: {spec: {containers: [{image: i}]}}}}}]", "", ""},
		{"values: {template: POD}, patches: [{template: POD}]", "", ""},
		{"replicas: 3", "", ""},
	} {
		all, err := guess(readObjects(t, manifest("example.com/v1 Thing", c.spec))[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := describeParts(t, all); got != c.want {
			t.Errorf("%s\n got %swant %s", c.spec, got, c.want)
		}
		if len(all) > 0 && all[0].notes[0] != c.note {
			t.Errorf("%s\n got %s\nwant %s", c.spec, all[0].notes[0], c.note)
		}
	}
}

// The names of lists are those of the CRDs.
func TestPlurals(t *testing.T) {
	for kind, want := range map[string]string{
		"Rollout": "rollouts", "Prometheus": "prometheuses", "Elasticsearch": "elasticsearches", "Logstash": "logstashes", "KafkaMirrorMaker2": "kafkamirrormaker2s",
		"Kafka": "kafkas", "postgresql": "postgresqls", "MongoDBCommunity": "mongodbcommunity", "PerconaServerMongoDB": "perconaservermongodbs", "ThanosRuler": "thanosrulers",
	} {
		if got := plural(kind); got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
}
