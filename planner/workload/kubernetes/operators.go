package kubernetes

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// What operators add to the pods of their resources.

// reloader adds the container that every pod of the Prometheus operator has
// (defaultReloaderCPU and defaultReloaderMemory in cmd/operator/main.go).
func reloader(c *custom, at value, p *part) error {
	p.extra("config-reloader", requests{"10m", "50Mi"})
	if err := at.at("podMetadata.labels").decode(&p.template.Metadata.Labels); err != nil {
		return err
	}
	p.label("app.kubernetes.io/name", strings.ToLower(c.Ref.Kind))
	p.label("app.kubernetes.io/instance", c.Ref.Name)
	return nil
}

func alertmanager(c *custom, at value, p *part) error {
	main := p.template.container("alertmanager")
	if main.Resources.Requests[request.Memory] == "" {
		main.Resources.override(resources{Requests: map[string]request.Quantity{request.Memory: "200Mi"}})
		p.notes = append(p.notes, "without a memory request of its own, it is counted with the operator's 200Mi")
	}
	return reloader(c, at, p)
}

// prometheus also adds the sidecar of Thanos. An agent may run on each node.
func prometheus(c *custom, at value, p *part) error {
	if thanos := at.at("thanos"); thanos.is() {
		sidecar := container{Name: "thanos-sidecar"}
		if err := thanos.at("resources").decode(&sidecar.Resources); err != nil {
			return err
		}
		p.template.Spec.Containers = append(p.template.Spec.Containers, sidecar)
	}
	if at.at("mode").text() == "DaemonSet" {
		p.daemonSet = true
	}
	return reloader(c, at, p)
}

// elasticsearch adds the container that prepares the pod, and the claim that each has
// if the template names none (pkg/controller/elasticsearch/initcontainer/prepare_fs.go,
// volume/defaults.go).
func elasticsearch(_ *custom, _ value, p *part) error {
	const name = "elastic-internal-init-filesystem"
	t := &p.template.Spec
	if !slices.ContainsFunc(t.InitContainers, func(c container) bool { return c.Name == name }) {
		t.InitContainers = append(t.InitContainers, container{Name: name, Resources: requests{"100m", "50Mi"}.resources()})
	}
	const data = "elasticsearch-data"
	own := func(v volume) bool { return v.Name == data }
	named := func(c claimTemplate) bool { return c.name == data }
	if !slices.ContainsFunc(t.Volumes, own) && !slices.ContainsFunc(p.claims, named) {
		p.claims = append(p.claims, claimTemplate{name: data})
	}
	return nil
}

// strimzi adds the labels of pods and the volumes of Kafka's storage.
func strimzi(c *custom, at value, p *part) error {
	if err := at.at("template.pod.metadata").decode(&p.template.Metadata); err != nil {
		return err
	}
	if c.Ref.Kind == "Kafka" && p.name == "kafka" && p.replicas == 0 {
		p.idle = "its pods are those of its KafkaNodePools"
		return nil
	}
	storage := at.at("storage")
	volumes := storage.all("volumes[]") // jbod
	if !storage.at("volumes").is() && storage.is() {
		volumes = []value{storage}
	}
	for _, v := range volumes {
		if v.at("type").text() != "persistent-claim" {
			continue
		}
		p.claims = append(p.claims, claimOf("data-"+cmp.Or(v.at("id").text(), "0"), v.at("class")))
	}
	return nil
}

// claimOf is a claim of a storage class, or of the default one.
func claimOf(name string, class value) claimTemplate {
	t := claimTemplate{name: name}
	if text := class.text(); text != "" {
		t.StorageClass = &text
	}
	return t
}

// entityOperator is one pod with up to two containers.
func entityOperator(_ *custom, at value, p *part) error {
	for _, key := range []string{"topicOperator", "userOperator"} {
		of := at.at(key)
		if !of.is() {
			continue
		}
		operator := container{Name: strings.ToLower(strings.TrimSuffix(key, "Operator")) + "-operator"}
		if err := of.at("resources").decode(&operator.Resources); err != nil {
			return err
		}
		p.template.Spec.Containers = append(p.template.Spec.Containers, operator)
	}
	if len(p.template.Spec.Containers) == 0 {
		p.idle = "it has neither a topic operator nor a user operator"
	}
	return nil
}

// cloudNativePG reads what stands in other places than in a pod's spec, and keeps the
// volumes of data and of the write-ahead log.
func cloudNativePG(c *custom, at value, p *part) error {
	s := &p.template.Spec
	s.Affinity = affinity{} // of its own form
	for _, key := range []string{"nodeAffinity"} {
		if err := at.at("affinity." + key).decode(&s.Affinity.NodeAffinity); err != nil {
			return err
		}
	}
	if err := at.at("topologySpreadConstraints").decode(&s.TopologySpreadConstraints); err != nil {
		return err
	}
	p.template.Metadata.Labels = map[string]string{"cnpg.io/cluster": c.Ref.Name, "cnpg.io/podRole": "instance"}
	anti := at.at("affinity.enablePodAntiAffinity")
	enabled := true
	if err := anti.decode(&enabled); err != nil {
		return err
	}
	if enabled && at.at("affinity.podAntiAffinityType").text() == "required" {
		s.Affinity.PodAntiAffinity.Required = apart(map[string]string{"cnpg.io/cluster": c.Ref.Name}, at.at("affinity.topologyKey").text())
	}
	for _, key := range []string{"storage", "walStorage"} {
		if of := at.at(key); of.is() {
			p.claims = append(p.claims, claimOf(key, of.at("storageClass")))
		}
	}
	for _, space := range at.all("tablespaces[]") {
		p.claims = append(p.claims, claimOf("tablespace-"+space.at("name").text(), space.at("storage.storageClass")))
	}
	return nil
}

// apart keeps pods with the same labels on different nodes, or whatever the key is.
func apart(labels map[string]string, key string) []podTerm {
	return []podTerm{{LabelSelector: &selector{MatchLabels: labels}, TopologyKey: cmp.Or(key, "kubernetes.io/hostname")}}
}

// zalando fills the operator's defaults (default_cpu_request and
// default_memory_request in pkg/util/config of zalando/postgres-operator), and adds
// sidecars and the volume.
func zalando(_ *custom, at value, p *part) error {
	main := p.template.container("postgres")
	if before := len(main.Resources.Requests); true {
		main.Resources.fill(requests{"100m", "100Mi"})
		if len(main.Resources.Requests) > before {
			p.notes = append(p.notes, "requests that it lacks are counted as the operator's own: 100m CPU and 100Mi memory")
		}
	}
	for _, of := range at.all("sidecars[]") {
		sidecar := container{}
		if err := of.decode(&sidecar); err != nil {
			return err
		}
		sidecar.Resources.fill(requests{"100m", "100Mi"})
		p.template.Spec.Containers = append(p.template.Spec.Containers, sidecar)
	}
	p.claims = append(p.claims, claimOf("pgdata", at.at("volume.storageClass")))
	return nil
}

// crunchy adds sidecars with requests of their own, and the volumes.
func crunchy(_ *custom, at value, p *part) error {
	for _, of := range at.all("sidecars{}") {
		sidecar := container{Name: of.key}
		if err := of.at("resources").decode(&sidecar.Resources); err != nil {
			return err
		}
		p.template.Spec.Containers = append(p.template.Spec.Containers, sidecar)
	}
	for _, key := range []string{"dataVolumeClaimSpec", "walVolumeClaimSpec"} {
		if of := at.at(key); of.is() {
			t := claimTemplate{name: key}
			if err := of.decode(&t.claimSpec); err != nil {
				return err
			}
			p.claims = append(p.claims, t)
		}
	}
	return nil
}

// rabbitmq adds the container that prepares the pod, the volume, and what the
// resource overrides in the StatefulSet.
func rabbitmq(_ *custom, at value, p *part) error {
	t := &p.template.Spec
	t.InitContainers = append(t.InitContainers, container{Name: "setup-container", Resources: requests{"100m", "500Mi"}.resources()})
	if at.at("persistence.storage").text() != "0" {
		p.claims = append(p.claims, claimOf("persistence", at.at("persistence.storageClassName")))
	}
	return p.overrideTemplate(at.at("override.statefulSet.spec.template"))
}

// overrideTemplate adds the containers of a template, by name, to those that an
// operator makes, and replaces the other keys that it has.
func (p *part) overrideTemplate(by value) error {
	own := p.template.Spec.Containers
	p.template.Spec.Containers = nil
	if err := by.decode(&p.template); err != nil {
		return err
	}
	others := p.template.Spec.Containers
	p.template.Spec.Containers = own
	for _, of := range others {
		p.template.containerAtEnd(of.Name).Resources.override(of.Resources)
	}
	return nil
}

func (t *podTemplate) containerAtEnd(name string) *container {
	if !slices.ContainsFunc(t.Spec.Containers, func(c container) bool { return c.Name == name }) {
		t.Spec.Containers = append(t.Spec.Containers, container{Name: name})
	}
	return t.container(name)
}

// mongoDBCommunity: both containers have requests of the operator
// (newDefaultRequirements in pkg/kube/container of mongodb-kubernetes-operator), and
// two volumes if the resource names none.
func mongoDBCommunity(_ *custom, _ value, p *part) error {
	own := requests{"500m", "400M"}
	p.template.container("mongod").Resources.fill(own)
	p.extra("mongodb-agent", own)
	for _, name := range []string{"data-volume", "logs-volume"} {
		if !slices.ContainsFunc(p.claims, func(c claimTemplate) bool { return c.name == name }) {
			p.claims = append(p.claims, claimTemplate{name: name})
		}
	}
	p.notes = append(p.notes, "requests that it lacks are counted as the operator's own: 500m CPU and 400M memory for each container")
	return nil
}

// percona keeps pods of a component apart, as the operator does unless it is told
// otherwise (antiAffinityTopologyKey), and adds sidecars and the volume.
func percona(c *custom, at value, p *part) error {
	s := &p.template.Spec
	s.Affinity = affinity{} // of its own form
	p.template.Metadata.Labels = map[string]string{"app.kubernetes.io/instance": c.Ref.Name, "app.kubernetes.io/component": p.name}
	of := at.at("affinity")
	switch key := cmp.Or(of.at("antiAffinityTopologyKey").text(), "kubernetes.io/hostname"); {
	case of.at("advanced").is():
		if err := of.at("advanced").decode(&s.Affinity); err != nil {
			return err
		}
	case key != "none":
		s.Affinity.PodAntiAffinity.Required = apart(p.template.Metadata.Labels, key)
	}
	var sidecars []container
	if err := at.at("sidecars").decode(&sidecars); err != nil {
		return err
	}
	s.Containers = append(s.Containers, sidecars...)
	if claim := at.at("volumeSpec.persistentVolumeClaim"); claim.is() {
		t := claimTemplate{name: "data"}
		if err := claim.decode(&t.claimSpec); err != nil {
			return err
		}
		p.claims = append(p.claims, t)
	}
	return nil
}

// collectorParts: the mode of an OpenTelemetryCollector is what runs it; a sidecar is
// a container of other pods.
func collectorParts(c *custom) ([]part, error) {
	row := podsAt{podSpec: ".", container: "otc-container", resources: "resources", count: "replicas=1", max: "autoscaler.maxReplicas", claims: claimsKey}
	switch c.spec.at("mode").text() {
	case "sidecar":
		return nil, nil
	case "daemonset":
		row.count, row.max, row.finish = "", "", onEachNode
	case "statefulset":
		row.controller = planner.StatefulSet
	}
	all, err := c.parts(c.spec, []podsAt{row})
	if err != nil {
		return nil, err
	}
	least, err := c.spec.count("autoscaler.minReplicas=0")
	if err != nil {
		return nil, err
	}
	all[0].replicas = max(all[0].replicas, least)
	allocator, err := c.parts(c.spec, []podsAt{{at: "targetAllocator", name: "'targetallocator'", enabled: "enabled", podSpec: ".", container: "ta-container", resources: "resources", count: "replicas=1"}})
	if len(allocator) > 0 {
		all[0].name = "collector"
	}
	return append(all, allocator...), err
}

// queueProxy is the container that Knative adds to each pod (queue-sidecar-cpu-request
// in config/core/configmaps/deployment.yaml of knative/serving).
func (p *part) queueProxy() { p.extra("queue-proxy", requests{cpu: "25m"}) }

// knativeParts: a Service keeps between two annotations of its template.
func knativeParts(c *custom) ([]part, error) {
	all, err := c.parts(c.spec, []podsAt{{controller: planner.Deployment}})
	if err != nil {
		return nil, err
	}
	p := &all[0]
	annotations := c.spec.at("template.metadata.annotations")
	return all, p.serverless(annotations)
}

// serverless sets the range of Knative's autoscaler.
func (p *part) serverless(annotations value) error {
	bound := func(names ...string) (int, error) {
		m, _ := annotations.v.(map[string]any)
		for _, name := range names {
			text := value{v: m["autoscaling.knative.dev/"+name]}.text()
			if n, err := strconv.ParseInt(text, 10, 64); text != "" && err == nil {
				return int(n), importer.CheckReplicas(name, n)
			}
		}
		return 0, nil
	}
	least, err := bound("min-scale", "minScale")
	if err != nil {
		return err
	}
	if p.max, err = bound("max-scale", "maxScale"); err != nil {
		return err
	}
	p.replicas = least
	if least == 0 {
		p.replicas = 1
		p.notes = append(p.notes, "Knative runs no pod of it without traffic: counted as one")
	}
	if p.max == 0 {
		p.notes = append(p.notes, "Knative adds pods without a limit (max-scale): only the fewest are counted")
	}
	p.max = max(p.max, 0)
	if p.max > 0 {
		p.max = max(p.max, p.replicas)
	}
	p.queueProxy()
	return nil
}

// inferenceParts are the components of a KServe InferenceService. A container without
// requests has those of the default configuration (inferenceservice-config: 1 CPU and
// 2Gi).
func inferenceParts(c *custom) ([]part, error) {
	var all []part
	raw := slices.Contains([]string{"RawDeployment", "Standard"}, c.annotations["serving.kserve.io/deploymentMode"])
	for _, key := range []string{"predictor", "transformer", "explainer"} {
		at := c.spec.at(key)
		if !at.is() {
			continue
		}
		found, err := c.parts(at, []podsAt{{name: "'" + key + "'", podSpec: ".", count: "minReplicas=1", max: "maxReplicas"}})
		if err != nil {
			return nil, err
		}
		p := &found[0]
		if err := p.inference(at); err != nil {
			return nil, err
		}
		if p.replicas == 0 {
			p.replicas = 1
			p.notes = append(p.notes, "it runs no pod without traffic: counted as one")
		}
		if !raw {
			p.queueProxy()
		}
		all = append(all, *p)
	}
	if len(all) == 1 {
		all[0].name = ""
	}
	return all, nil
}

// inference adds the container of a model, which stands under the name of its format.
func (p *part) inference(at value) error {
	containers := &p.template.Spec.Containers
	if len(*containers) == 0 {
		main := container{Name: "kserve-container"}
		for _, of := range at.all("{}") {
			if of.at("storageUri").is() || of.at("resources").is() || of.at("modelFormat").is() || of.at("storage").is() {
				if err := of.at("resources").decode(&main.Resources); err != nil {
					return err
				}
				break
			}
		}
		*containers = append(*containers, main)
	}
	main := &(*containers)[0]
	before := len(main.Resources.Requests)
	main.Resources.fill(requests{"1", "2Gi"})
	if len(main.Resources.Requests) > before {
		p.notes = append(p.notes, "requests that it lacks are counted as KServe's own: 1 CPU and 2Gi memory")
	}
	return nil
}
