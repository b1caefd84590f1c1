package kubernetes

import "podfit/planner"

// The claims of StatefulSets, and of kinds like them.
const claimsKey = "volumeClaimTemplates"

// customKinds is the table of custom resources that make pods. Figures that come from
// an operator have their source beside them.
var customKinds = []customKind{
	// Argo
	{group: "argoproj.io", kind: "Rollout", compute: rolloutParts, about: "`template` × `replicas`, or the template of the Deployment that `workloadRef` names"},
	{group: "argoproj.io", kind: "Experiment", pods: []podsAt{{at: "templates[]", name: "name", count: "replicas=1"}}},
	{group: "argoproj.io", kind: "Workflow", compute: func(c *custom) ([]part, error) { return c.workflow(c.spec) }, suspended: "suspend", about: "one pod of each template with a container or script, while it runs; how many run at the same time is a guess"},
	{group: "argoproj.io", kind: "CronWorkflow", compute: func(c *custom) ([]part, error) { return c.workflow(c.spec.at("workflowSpec")) }, suspended: "suspend", about: "as a Workflow that always runs"},

	// OpenKruise. Its own StatefulSet and CloneSet own their pods themselves.
	{group: "apps.kruise.io", kind: "CloneSet", pods: []podsAt{{count: "replicas=1", controller: planner.BarePod, claims: claimsKey}}},
	{group: "apps.kruise.io", kind: "StatefulSet", pods: []podsAt{{count: "replicas=1", controller: planner.BarePod, claims: claimsKey}}},
	{group: "apps.kruise.io", kind: "DaemonSet", pods: []podsAt{{controller: planner.BarePod, finish: onEachNode}}},
	{group: "apps.kruise.io", kind: "BroadcastJob", pods: []podsAt{{controller: planner.BarePod, job: true, finish: onEachNode}}, suspended: "paused"},
	{group: "apps.kruise.io", kind: "AdvancedCronJob", pods: []podsAt{
		{at: "template.jobTemplate.spec", name: "'job'", count: "parallelism=1", controller: planner.Job, job: true},
		{at: "template.broadcastJobTemplate.spec", name: "'broadcast'", controller: planner.BarePod, job: true, finish: onEachNode},
	}, suspended: "paused"},
	{group: "apps.kruise.io", kind: "UnitedDeployment", compute: unitedDeploymentParts, about: "the template of its StatefulSet, CloneSet or Deployment × `replicas`; its subsets are ignored"},

	// Batch
	{group: "leaderworkerset.x-k8s.io", kind: "LeaderWorkerSet", compute: leaderWorkerParts, about: "`replicas` groups of `leaderWorkerTemplate.size` pods: leaders and workers; an autoscaler counts in groups"},
	{group: "jobset.x-k8s.io", kind: "JobSet", pods: []podsAt{{at: "replicatedJobs[]", name: "name", template: "template.spec.template", count: "replicas=1", controller: planner.Job, job: true, finish: jobsOf("template.spec")}}, suspended: "suspend"},
	{group: "keda.sh", kind: "ScaledJob", pods: []podsAt{{template: "jobTargetRef.template", count: "minReplicaCount=0", controller: planner.Job, job: true, finish: scaledJob}}},
	{group: "batch.volcano.sh", kind: "Job", pods: []podsAt{{at: "tasks[]", name: "name", count: "replicas=0", controller: planner.BarePod, job: true}}},
	{group: "ray.io", kind: "RayCluster", compute: func(c *custom) ([]part, error) { return rayParts(c.spec) }, suspended: "suspend", about: "the head, with the autoscaler's container if `enableInTreeAutoscaling`, and worker groups: `replicas` between `minReplicas` and `maxReplicas`, × `numOfHosts`"},
	{group: "ray.io", kind: "RayService", compute: func(c *custom) ([]part, error) { return rayParts(c.spec.at("rayClusterConfig")) }, suspended: "rayClusterConfig.suspend", about: "`rayClusterConfig`, as a RayCluster; two of them run during an upgrade, of which one counts"},
	{group: "ray.io", kind: "RayJob", compute: rayJobParts, suspended: "suspend", about: "`rayClusterSpec`, as a RayCluster, and the pod that submits the job"},
	{group: "sparkoperator.k8s.io", kind: "SparkApplication", compute: func(c *custom) ([]part, error) { return sparkParts(c.spec) }, suspended: "suspend", about: "driver and executors with the memory overhead of Spark; dynamic allocation is a range"},
	{group: "sparkoperator.k8s.io", kind: "ScheduledSparkApplication", compute: func(c *custom) ([]part, error) { return sparkParts(c.spec.at("template")) }, suspended: "suspend", about: "`template`, as a SparkApplication that always runs"},
	{group: "flink.apache.org", kind: "FlinkDeployment", compute: flinkParts, about: "JobManagers and TaskManagers: parallelism ÷ slots, rounded up"},
	{group: "tekton.dev", kind: "TaskRun", compute: taskRunParts, about: "one pod with all steps as its containers, while it runs"},
	{group: "kubeflow.org", kind: "TFJob", pods: training("tfReplicaSpecs"), suspended: "runPolicy.suspend"},
	{group: "kubeflow.org", kind: "PyTorchJob", pods: training("pytorchReplicaSpecs"), suspended: "runPolicy.suspend"},
	{group: "kubeflow.org", kind: "MPIJob", pods: training("mpiReplicaSpecs"), suspended: "runPolicy.suspend"},
	{group: "kubeflow.org", kind: "XGBoostJob", pods: training("xgbReplicaSpecs"), suspended: "runPolicy.suspend"},
	{group: "kubeflow.org", kind: "PaddleJob", pods: training("paddleReplicaSpecs"), suspended: "runPolicy.suspend"},
	{group: "kubeflow.org", kind: "JAXJob", pods: training("jaxReplicaSpecs"), suspended: "runPolicy.suspend"},
	{group: "kubeflow.org", kind: "Notebook", pods: []podsAt{{controller: planner.StatefulSet, finish: notebook}}},
	{group: "actions.github.com", kind: "AutoscalingRunnerSet", pods: []podsAt{{count: "minRunners=0", max: "maxRunners", controller: planner.BarePod}}},
	{group: "actions.github.com", kind: "EphemeralRunnerSet", pods: []podsAt{{template: "ephemeralRunnerSpec", count: "replicas=0", controller: planner.BarePod}}},

	// Serving
	{group: "serving.knative.dev", kind: "Service", compute: knativeParts, about: "`template`, between `min-scale` and `max-scale`, with the container that Knative adds"},
	{group: "serving.kserve.io", kind: "InferenceService", compute: inferenceParts, about: "predictor, transformer and explainer between `minReplicas` and `maxReplicas`"},
	{group: "agones.dev", kind: "Fleet", pods: []podsAt{{template: "template.spec.template", count: "replicas=0", controller: planner.BarePod}}},
	{group: "agones.dev", kind: "GameServer", pods: []podsAt{{controller: planner.BarePod}}},

	// Monitoring. The Prometheus operator requests 200Mi for Alertmanager
	// (pkg/alertmanager/statefulset.go), and nothing for the others.
	{group: "monitoring.coreos.com", kind: "Prometheus", pods: []podsAt{{podSpec: ".", container: "prometheus", resources: "resources", count: "replicas=1", times: []string{"shards=1"}, controller: planner.StatefulSet, claims: "storage.volumeClaimTemplate", finish: prometheus}}},
	{group: "monitoring.coreos.com", kind: "PrometheusAgent", pods: []podsAt{{podSpec: ".", container: "prometheus", resources: "resources", count: "replicas=1", times: []string{"shards=1"}, controller: planner.StatefulSet, claims: "storage.volumeClaimTemplate", finish: prometheus}}},
	{group: "monitoring.coreos.com", kind: "Alertmanager", pods: []podsAt{{podSpec: ".", container: "alertmanager", resources: "resources", count: "replicas=1", controller: planner.StatefulSet, claims: "storage.volumeClaimTemplate", finish: alertmanager}}},
	{group: "monitoring.coreos.com", kind: "ThanosRuler", pods: []podsAt{{podSpec: ".", container: "thanos-ruler", resources: "resources", count: "replicas=1", controller: planner.StatefulSet, claims: "storage.volumeClaimTemplate", finish: reloader}}},
	{group: "opentelemetry.io", kind: "OpenTelemetryCollector", compute: collectorParts, about: "by `mode`: Deployment, StatefulSet or DaemonSet; a sidecar is part of other pods; and the target allocator"},

	// Elastic Cloud on Kubernetes. Its own requests are in pkg/controller of
	// elastic/cloud-on-k8s: elasticsearch/nodespec/defaults.go, kibana/pod.go,
	// logstash/pod.go, apmserver/pod.go, enterprisesearch/pod.go, maps/pod.go,
	// beat/common/pod.go, agent/pod.go.
	{group: "elasticsearch.k8s.elastic.co", kind: "Elasticsearch", pods: []podsAt{{at: "nodeSets[]", name: "name", template: "podTemplate", container: "elasticsearch", otherwise: requests{memory: "2Gi"}, count: "count=0", controller: planner.StatefulSet, claims: claimsKey, finish: elasticsearch}}},
	{group: "kibana.k8s.elastic.co", kind: "Kibana", pods: []podsAt{{template: "podTemplate", container: "kibana", otherwise: requests{memory: "1Gi"}, count: "count=0"}}},
	{group: "apm.k8s.elastic.co", kind: "ApmServer", pods: []podsAt{{template: "podTemplate", container: "apm-server", otherwise: requests{memory: "512Mi"}, count: "count=0"}}},
	{group: "enterprisesearch.k8s.elastic.co", kind: "EnterpriseSearch", pods: []podsAt{{template: "podTemplate", container: "enterprise-search", otherwise: requests{memory: "4Gi"}, count: "count=0"}}},
	{group: "maps.k8s.elastic.co", kind: "ElasticMapsServer", pods: []podsAt{{template: "podTemplate", container: "maps", otherwise: requests{memory: "200Mi"}, count: "count=0"}}},
	{group: "logstash.k8s.elastic.co", kind: "Logstash", pods: []podsAt{{template: "podTemplate", container: "logstash", otherwise: requests{"1", "2Gi"}, count: "count=0", controller: planner.StatefulSet, claims: claimsKey}}},
	{group: "beat.k8s.elastic.co", kind: "Beat", pods: onNodesOrNot("beat", requests{"100m", "200Mi"})},
	{group: "agent.k8s.elastic.co", kind: "Agent", pods: onNodesOrNot("agent", requests{"200m", "400Mi"})},

	// Kafka (Strimzi), whose operator requests nothing itself.
	{group: "kafka.strimzi.io", kind: "Kafka", pods: []podsAt{
		{at: "kafka", name: "'kafka'", podSpec: "template.pod", container: "kafka", resources: "resources", count: "replicas=0", controller: planner.BarePod, finish: strimzi},
		{at: "zookeeper", name: "'zookeeper'", podSpec: "template.pod", container: "zookeeper", resources: "resources", count: "replicas=0", controller: planner.BarePod, finish: strimzi},
		{at: "entityOperator", name: "'entity-operator'", podSpec: "template.pod", finish: entityOperator},
		{at: "kafkaExporter", name: "'exporter'", podSpec: "template.pod", container: "exporter", resources: "resources", finish: strimzi},
		{at: "cruiseControl", name: "'cruise-control'", podSpec: "template.pod", container: "cruise-control", resources: "resources", finish: strimzi},
	}},
	{group: "kafka.strimzi.io", kind: "KafkaNodePool", pods: []podsAt{{podSpec: "template.pod", container: "kafka", resources: "resources", count: "replicas=0", controller: planner.BarePod, finish: strimzi}}},
	{group: "kafka.strimzi.io", kind: "KafkaConnect", pods: []podsAt{{podSpec: "template.pod", container: "connect", resources: "resources", count: "replicas=3", controller: planner.BarePod, finish: strimzi}}},
	{group: "kafka.strimzi.io", kind: "KafkaMirrorMaker2", pods: []podsAt{{podSpec: "template.pod", container: "mirrormaker2", resources: "resources", count: "replicas=3", controller: planner.BarePod, finish: strimzi}}},
	{group: "kafka.strimzi.io", kind: "KafkaBridge", pods: []podsAt{{podSpec: "template.pod", container: "bridge", resources: "resources", count: "replicas=1", finish: strimzi}}},
	{group: "core.strimzi.io", kind: "StrimziPodSet", pods: []podsAt{{at: "pods[]", name: "metadata.name", template: ".", controller: planner.BarePod}}},

	// Databases
	{group: "postgresql.cnpg.io", kind: "Cluster", pods: []podsAt{{podSpec: "affinity", container: "postgres", resources: "resources", count: "instances=1", controller: planner.BarePod, finish: cloudNativePG}}},
	{group: "postgresql.cnpg.io", kind: "Pooler", pods: []podsAt{{container: "pgbouncer", count: "instances=1"}}},
	{group: "acid.zalan.do", kind: "postgresql", pods: []podsAt{
		{podSpec: ".", container: "postgres", resources: "resources", count: "numberOfInstances=0", controller: planner.StatefulSet, finish: zalando},
	}},
	{group: "postgres-operator.crunchydata.com", kind: "PostgresCluster", pods: []podsAt{
		{at: "instances[]", name: "name", podSpec: ".", container: "database", resources: "resources", count: "replicas=1", controller: planner.StatefulSet, finish: crunchy},
		{at: "proxy.pgBouncer", name: "'pgbouncer'", podSpec: ".", container: "pgbouncer", resources: "resources", count: "replicas=1"},
		{at: "backups.pgbackrest.repoHost", name: "'repo-host'", podSpec: ".", container: "pgbackrest", resources: "resources", controller: planner.StatefulSet},
	}},
	// The defaults of the CRD, and the container that prepares a pod
	// (internal/resource/statefulset.go of rabbitmq/cluster-operator).
	{group: "rabbitmq.com", kind: "RabbitmqCluster", pods: []podsAt{{podSpec: ".", container: "rabbitmq", resources: "resources", otherwise: requests{"1", "2Gi"}, count: "replicas=1", controller: planner.StatefulSet, finish: rabbitmq}}},
	{group: "mongodbcommunity.mongodb.com", kind: "MongoDBCommunity", pods: []podsAt{{template: "statefulSet.spec.template", container: "mongod", count: "members=0", controller: planner.StatefulSet, claims: "statefulSet.spec.volumeClaimTemplates", finish: mongoDBCommunity}}},
	{group: "pxc.percona.com", kind: "PerconaXtraDBCluster", pods: []podsAt{
		{at: "pxc", name: "'pxc'", podSpec: ".", container: "pxc", resources: "resources", count: "size=0", controller: planner.StatefulSet, finish: percona},
		{at: "haproxy", name: "'haproxy'", enabled: "enabled", podSpec: ".", container: "haproxy", resources: "resources", count: "size=0", controller: planner.StatefulSet, finish: percona},
		{at: "proxysql", name: "'proxysql'", enabled: "enabled", podSpec: ".", container: "proxysql", resources: "resources", count: "size=0", controller: planner.StatefulSet, finish: percona},
	}},
	{group: "psmdb.percona.com", kind: "PerconaServerMongoDB", pods: []podsAt{
		{at: "replsets[]", name: "name", podSpec: ".", container: "mongod", resources: "resources", count: "size=0", controller: planner.StatefulSet, finish: percona},
		{at: "sharding.configsvrReplSet", name: "'cfg'", enabled: "/sharding.enabled", podSpec: ".", container: "mongod", resources: "resources", count: "size=0", controller: planner.StatefulSet, finish: percona},
		{at: "sharding.mongos", name: "'mongos'", enabled: "/sharding.enabled", podSpec: ".", container: "mongos", resources: "resources", count: "size=0", controller: planner.StatefulSet, finish: percona},
	}},
	{group: "databases.spotahome.com", kind: "RedisFailover", pods: []podsAt{
		{at: "redis", name: "'redis'", podSpec: ".", container: "redis", resources: "resources", count: "replicas=3", controller: planner.StatefulSet},
		{at: "sentinel", name: "'sentinel'", podSpec: ".", container: "sentinel", resources: "resources", count: "replicas=3"},
	}},
}

// training are the jobs of Kubeflow's training operator: a map by role.
func training(specs string) []podsAt {
	return []podsAt{{at: specs + "{}", count: "replicas=1", controller: planner.BarePod, job: true}}
}

// onNodesOrNot are Beats and Agents: a DaemonSet, a Deployment or a StatefulSet.
func onNodesOrNot(container string, own requests) []podsAt {
	row := podsAt{template: "podTemplate", container: container, otherwise: own}
	daemonSet, deployment, statefulSet := row, row, row
	daemonSet.at, daemonSet.name, daemonSet.finish = "daemonSet", "'nodes'", onEachNode
	deployment.at, deployment.name, deployment.count = "deployment", "'deployment'", "replicas=1"
	statefulSet.at, statefulSet.name, statefulSet.count = "statefulSet", "'statefulset'", "replicas=1"
	statefulSet.controller, statefulSet.claims = planner.StatefulSet, claimsKey
	return []podsAt{daemonSet, deployment, statefulSet}
}
