package kubernetes

import "slices"

// groupKinds are kinds of an API group. The kind * is every kind of a group in which
// users make up kinds.
type groupKinds struct {
	group string
	kinds []string
}

// podless are kinds that run no pods themselves, even where pods are described in
// them. Of other kinds, that is not known.
var podless = []groupKinds{
	// Kubernetes
	{"", []string{"Binding", "ComponentStatus", "ConfigMap", "Endpoints", "Event", "PodTemplate", "Secret", "Status"}},
	{"apps", []string{"ControllerRevision"}},
	{"autoscaling", []string{"Scale"}},
	{"policy", []string{"Eviction", "PodDisruptionBudget", "PodSecurityPolicy"}},
	{"extensions", []string{"Ingress", "NetworkPolicy", "PodSecurityPolicy"}},
	{"admissionregistration.k8s.io", []string{"MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration"}},
	{"apiextensions.k8s.io", []string{"CustomResourceDefinition"}},
	{"apiregistration.k8s.io", []string{"APIService"}},
	{"authentication.k8s.io", []string{"SelfSubjectReview", "TokenRequest", "TokenReview"}},
	{"authorization.k8s.io", []string{"LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"}},
	{"certificates.k8s.io", []string{"CertificateSigningRequest", "ClusterTrustBundle", "PodCertificateRequest"}},
	{"coordination.k8s.io", []string{"Lease", "LeaseCandidate"}},
	{"discovery.k8s.io", []string{"EndpointSlice"}},
	{"events.k8s.io", []string{"Event"}},
	{"flowcontrol.apiserver.k8s.io", []string{"FlowSchema", "PriorityLevelConfiguration"}},
	{"internal.apiserver.k8s.io", []string{"StorageVersion"}},
	{"metrics.k8s.io", []string{"NodeMetrics", "PodMetrics"}},
	{"networking.k8s.io", []string{"IPAddress", "Ingress", "IngressClass", "NetworkPolicy", "ServiceCIDR"}},
	{"rbac.authorization.k8s.io", []string{"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"}},
	{"resource.k8s.io", []string{"DeviceClass", "DeviceTaintRule", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"}},
	{"storage.k8s.io", []string{"CSIDriver", "CSINode", "CSIStorageCapacity", "VolumeAttachment", "VolumeAttributesClass"}},
	{"storagemigration.k8s.io", []string{"StorageVersionMigration"}},
	{"autoscaling.k8s.io", []string{"VerticalPodAutoscalerCheckpoint"}},
	{"gateway.networking.k8s.io", []string{"BackendLBPolicy", "BackendTLSPolicy", "GRPCRoute", "Gateway", "GatewayClass", "HTTPRoute", "ReferenceGrant", "TCPRoute", "TLSRoute", "UDPRoute"}},
	{"policy.networking.k8s.io", []string{"AdminNetworkPolicy", "BaselineAdminNetworkPolicy"}},
	{"snapshot.storage.k8s.io", []string{"VolumeSnapshot", "VolumeSnapshotClass", "VolumeSnapshotContent"}},
	{"groupsnapshot.storage.k8s.io", []string{"VolumeGroupSnapshot", "VolumeGroupSnapshotClass", "VolumeGroupSnapshotContent"}},
	{"scheduling.x-k8s.io", []string{"PodGroup"}},

	// AWS and Karpenter
	{"vpcresources.k8s.aws", []string{"CNINode"}},
	{"crd.k8s.amazonaws.com", []string{"ENIConfig"}},
	{"networking.k8s.aws", []string{"ApplicationNetworkPolicy", "ClusterNetworkPolicy", "ClusterPolicyEndpoint", "PolicyEndpoint"}},
	{"eks.amazonaws.com", []string{"IngressClassParams", "NodeDiagnostic", "TargetGroupBinding"}},
	{"elbv2.k8s.aws", []string{"IngressClassParams", "TargetGroupBinding"}},
	{"gateway.k8s.aws", []string{"ListenerRuleConfiguration", "LoadBalancerConfiguration", "TargetGroupConfiguration"}},
	{"karpenter.sh", []string{"Machine", "NodeOverlay", "Provisioner"}},
	{"karpenter.k8s.aws", []string{"AWSNodeTemplate"}},

	// Service meshes, certificates, secrets, policies
	{"networking.istio.io", []string{"DestinationRule", "EnvoyFilter", "Gateway", "ProxyConfig", "ServiceEntry", "Sidecar", "VirtualService", "WorkloadEntry", "WorkloadGroup"}},
	{"security.istio.io", []string{"AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication"}},
	{"telemetry.istio.io", []string{"Telemetry"}},
	{"extensions.istio.io", []string{"WasmPlugin"}},
	{"linkerd.io", []string{"ServiceProfile"}},
	{"policy.linkerd.io", []string{"AuthorizationPolicy", "HTTPRoute", "MeshTLSAuthentication", "NetworkAuthentication", "Server", "ServerAuthorization"}},
	{"traefik.io", []string{"IngressRoute", "IngressRouteTCP", "IngressRouteUDP", "Middleware", "MiddlewareTCP", "ServersTransport", "ServersTransportTCP", "TLSOption", "TLSStore", "TraefikService"}},
	{"cilium.io", []string{"CiliumClusterwideNetworkPolicy", "CiliumEndpoint", "CiliumIdentity", "CiliumNetworkPolicy", "CiliumNode"}},
	{"crd.projectcalico.org", []string{"*"}},
	{"projectcalico.org", []string{"*"}},
	{"cert-manager.io", []string{"Certificate", "CertificateRequest", "ClusterIssuer", "Issuer"}},
	{"acme.cert-manager.io", []string{"Order"}},
	{"trust.cert-manager.io", []string{"Bundle"}},
	{"external-secrets.io", []string{"ClusterExternalSecret", "ClusterPushSecret", "ClusterSecretStore", "ExternalSecret", "PushSecret", "SecretStore"}},
	{"bitnami.com", []string{"SealedSecret"}},
	{"secrets-store.csi.x-k8s.io", []string{"SecretProviderClass", "SecretProviderClassPodStatus"}},
	{"externaldns.k8s.io", []string{"DNSEndpoint"}},
	{"kyverno.io", []string{"*"}},
	{"policies.kyverno.io", []string{"*"}},
	{"wgpolicyk8s.io", []string{"ClusterPolicyReport", "PolicyReport"}},
	{"templates.gatekeeper.sh", []string{"*"}},
	{"constraints.gatekeeper.sh", []string{"*"}},
	{"mutations.gatekeeper.sh", []string{"*"}},
	{"config.gatekeeper.sh", []string{"Config"}},

	// Delivery: templates, and what sets up others
	{"argoproj.io", []string{"AnalysisTemplate", "AppProject", "ClusterAnalysisTemplate", "ClusterWorkflowTemplate", "EventBus", "EventSource", "Sensor", "WorkflowArtifactGCTask", "WorkflowEventBinding", "WorkflowTaskResult", "WorkflowTaskSet", "WorkflowTemplate"}},
	{"tekton.dev", []string{"ClusterTask", "Condition", "Pipeline", "PipelineResource", "StepAction", "Task"}},
	{"triggers.tekton.dev", []string{"ClusterInterceptor", "ClusterTriggerBinding", "Trigger", "TriggerBinding", "TriggerTemplate"}},
	{"source.toolkit.fluxcd.io", []string{"Bucket", "ExternalArtifact", "GitRepository", "HelmChart", "HelmRepository", "OCIRepository"}},
	{"notification.toolkit.fluxcd.io", []string{"Alert", "Provider", "Receiver"}},
	{"image.toolkit.fluxcd.io", []string{"ImagePolicy", "ImageRepository", "ImageUpdateAutomation"}},
	{"apps.kruise.io", []string{"ContainerRecreateRequest", "EphemeralJob", "ImagePullJob", "NodeImage", "NodePodProbe", "PersistentPodState", "PodProbeMarker", "ResourceDistribution", "SidecarSet", "WorkloadSpread"}},
	{"rollouts.kruise.io", []string{"BatchRelease", "Rollout", "RolloutHistory", "TrafficRouting"}},
	{"policy.kruise.io", []string{"PodUnavailableBudget"}},
	{"flagger.app", []string{"AlertProvider", "MetricTemplate"}},

	// Scaling and queues
	{"keda.sh", []string{"ClusterTriggerAuthentication", "TriggerAuthentication"}},
	{"eventing.keda.sh", []string{"CloudEventSource", "ClusterCloudEventSource"}},
	{"kueue.x-k8s.io", []string{"AdmissionCheck", "ClusterQueue", "Cohort", "LocalQueue", "MultiKueueCluster", "MultiKueueConfig", "ProvisioningRequestConfig", "ResourceFlavor", "Topology", "Workload", "WorkloadPriorityClass"}},
	{"visibility.kueue.x-k8s.io", []string{"ClusterQueue", "LocalQueue"}},
	{"autoscaling.x-k8s.io", []string{"ProvisioningRequest"}},
	{"scheduling.volcano.sh", []string{"PodGroup", "Queue"}},
	{"bus.volcano.sh", []string{"Command"}},
	{"nodeinfo.volcano.sh", []string{"Numatopology"}},

	// Monitoring
	{"monitoring.coreos.com", []string{"AlertmanagerConfig", "PodMonitor", "Probe", "PrometheusRule", "ScrapeConfig", "ServiceMonitor"}},
	{"opentelemetry.io", []string{"Instrumentation", "OpAMPBridge"}},
	{"grafana.integreatly.org", []string{"GrafanaAlertRuleGroup", "GrafanaContactPoint", "GrafanaDashboard", "GrafanaDatasource", "GrafanaFolder", "GrafanaNotificationPolicy"}},

	// Kinds beside those that run pods, of operators in the other table
	{"flink.apache.org", []string{"FlinkSessionJob", "FlinkStateSnapshot"}},
	{"serving.knative.dev", []string{"Configuration", "DomainMapping", "Revision", "Route"}},
	{"networking.internal.knative.dev", []string{"Certificate", "ClusterDomainClaim", "Domain", "Ingress", "Realm", "ServerlessService"}},
	{"autoscaling.internal.knative.dev", []string{"Metric", "PodAutoscaler"}},
	{"caching.internal.knative.dev", []string{"Image"}},
	{"serving.kserve.io", []string{"ClusterServingRuntime", "ClusterStorageContainer", "InferenceGraph", "ServingRuntime", "TrainedModel"}},
	{"kafka.strimzi.io", []string{"KafkaConnector", "KafkaRebalance", "KafkaTopic", "KafkaUser"}},
	{"postgresql.cnpg.io", []string{"Backup", "ClusterImageCatalog", "Database", "ImageCatalog", "Publication", "ScheduledBackup", "Subscription"}},
	{"acid.zalan.do", []string{"OperatorConfiguration", "postgresteam"}},
	{"postgres-operator.crunchydata.com", []string{"PGAdmin", "PGUpgrade"}},
	{"rabbitmq.com", []string{"Binding", "Exchange", "Federation", "OperatorPolicy", "Permission", "Policy", "Queue", "SchemaReplication", "Shovel", "SuperStream", "TopicPermission", "User", "Vhost"}},
	{"pxc.percona.com", []string{"PerconaXtraDBClusterBackup", "PerconaXtraDBClusterRestore"}},
	{"psmdb.percona.com", []string{"PerconaServerMongoDBBackup", "PerconaServerMongoDBRestore"}},
	{"autoscaling.k8s.elastic.co", []string{"ElasticsearchAutoscaler"}},
	{"stackconfigpolicy.k8s.elastic.co", []string{"StackConfigPolicy"}},
	{"agones.dev", []string{"GameServerSet"}},
	{"autoscaling.agones.dev", []string{"FleetAutoscaler"}},
	{"velero.io", []string{"Backup", "BackupRepository", "BackupStorageLocation", "DeleteBackupRequest", "DownloadRequest", "PodVolumeBackup", "PodVolumeRestore", "Restore", "Schedule", "ServerStatusRequest", "VolumeSnapshotLocation"}},
}

// creators make other objects, which count where these are in the input.
var creators = []groupKinds{
	{"argoproj.io", []string{"AnalysisRun", "Application", "ApplicationSet", "ArgoCD"}},
	{"tekton.dev", []string{"CustomRun", "PipelineRun", "Run"}},
	{"operator.tekton.dev", []string{"*"}},
	{"helm.toolkit.fluxcd.io", []string{"HelmRelease"}},
	{"kustomize.toolkit.fluxcd.io", []string{"Kustomization"}},
	{"kustomize.config.k8s.io", []string{"Component", "Kustomization"}},
	{"fluxcd.controlplane.io", []string{"FluxInstance", "ResourceSet"}},
	{"helm.cattle.io", []string{"HelmChart", "HelmChartConfig"}},
	{"fleet.cattle.io", []string{"Bundle", "GitRepo"}},
	{"flagger.app", []string{"Canary"}},
	{"install.istio.io", []string{"IstioOperator"}},
	{"operator.istio.io", []string{"*"}},
	{"sailoperator.io", []string{"*"}},
	{"operator.knative.dev", []string{"KnativeEventing", "KnativeServing"}},
	{"operator.tigera.io", []string{"*"}},
	{"operators.coreos.com", []string{"*"}},
	{"app.k8s.io", []string{"Application"}},
	{"core.oam.dev", []string{"*"}},
	{"template.openshift.io", []string{"Template"}},
}

func isIn(list []groupKinds, group, kind string) bool {
	return slices.ContainsFunc(list, func(g groupKinds) bool {
		return g.group == group && (slices.Contains(g.kinds, kind) || g.kinds[0] == "*")
	})
}
