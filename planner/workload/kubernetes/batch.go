package kubernetes

import (
	"cmp"
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// onEachNode makes a DaemonSet of a part.
func onEachNode(_ *custom, _ value, p *part) error {
	p.daemonSet = true
	if p.job {
		p.job = false
		p.notes = append(p.notes, "a job with a pod on each node is counted as a DaemonSet, as if it always ran")
	}
	return nil
}

// rolloutParts: a Rollout has a template, or scales that of a Deployment.
func rolloutParts(c *custom) ([]part, error) {
	all, err := c.parts(c.spec, []podsAt{{count: "replicas=1"}})
	if ref := c.spec.at("workloadRef"); err == nil && ref.is() && !c.spec.at("template").is() {
		all[0].templateOf = identity(importer.Ref{Kind: cmp.Or(ref.at("kind").text(), "Deployment"), Namespace: c.Namespace, Name: ref.at("name").text()}, ref.at("apiVersion").text())
	}
	return all, err
}

// unitedDeploymentParts: the template is of one of four kinds, and subsets take
// shares of the replicas.
func unitedDeploymentParts(c *custom) ([]part, error) {
	for _, key := range []string{"statefulSetTemplate", "advancedStatefulSetTemplate", "cloneSetTemplate", "deploymentTemplate"} {
		if !c.spec.at("template." + key).is() {
			continue
		}
		row := podsAt{template: "template." + key + ".spec.template", count: "replicas=1", claims: "template." + key + ".spec." + claimsKey}
		switch key {
		case "statefulSetTemplate":
			row.controller = planner.StatefulSet
		case "advancedStatefulSetTemplate", "cloneSetTemplate":
			row.controller = planner.BarePod
		}
		all, err := c.parts(c.spec, []podsAt{row})
		if err == nil && len(c.spec.all("topology.subsets[]")) > 1 {
			all[0].notes = append(all[0].notes, "the nodes and numbers of its subsets are ignored: its pods may run anywhere")
		}
		return all, err
	}
	return nil, nil
}

// leaderWorkerParts: each of the replicas is a group of size pods, the first of which
// is the leader.
func leaderWorkerParts(c *custom) ([]part, error) {
	group := c.spec.at("leaderWorkerTemplate")
	replicas, err := c.spec.count("replicas=1")
	if err != nil {
		return nil, err
	}
	size, err := group.count("size=1")
	if err != nil {
		return nil, err
	}
	rows := []podsAt{{name: "'group'", template: "workerTemplate", controller: planner.StatefulSet}}
	each := []int{size}
	if group.at("leaderTemplate").is() {
		rows = []podsAt{{name: "'leader'", template: "leaderTemplate", controller: planner.StatefulSet}, {name: "'worker'", template: "workerTemplate", controller: planner.StatefulSet}}
		each = []int{1, size - 1}
	}
	all, err := c.parts(group, rows)
	for i := range all {
		all[i].each = max(0, each[i])
		if all[i].replicas, err = multiply(int64(replicas), int64(all[i].each)); err != nil {
			return nil, err
		}
	}
	if len(all) == 2 && size <= 1 {
		all = all[:1]
	}
	return all, err
}

// jobPods are the pods of a Job's spec that run at the same time.
func jobPods(job value) (int, error) {
	parallelism, err := job.count("parallelism=1")
	if err != nil {
		return 0, err
	}
	completions, err := job.count(fmt.Sprintf("completions=%d", importer.MaxReplicas))
	return min(parallelism, completions), err
}

// jobsOf multiplies by the pods of the Job's spec at a path.
func jobsOf(path string) func(*custom, value, *part) error {
	return func(_ *custom, at value, p *part) error {
		pods, err := jobPods(at.at(path))
		if err == nil {
			p.replicas, err = multiply(int64(p.replicas), int64(pods))
		}
		return err
	}
}

// scaledJob: KEDA runs up to 100 Jobs unless it is told otherwise
// (keda/v1alpha1/scaledjob_types.go).
func scaledJob(_ *custom, at value, p *part) error {
	most, err := at.count("maxReplicaCount=100")
	if err != nil {
		return err
	}
	pods, err := jobPods(at.at("jobTargetRef"))
	if err != nil {
		return err
	}
	if p.replicas, err = multiply(int64(p.replicas), int64(pods)); err != nil {
		return err
	}
	p.max, err = multiply(int64(most), int64(pods))
	return err
}

// notebook: one pod, unless the annotation says that it is stopped.
func notebook(c *custom, _ value, p *part) error {
	if c.annotation("kubeflow-resource-stopped") != "" {
		p.idle = "stopped"
	}
	return nil
}

// taskRunParts: all steps of a TaskRun are containers of one pod. The spec of a task
// in another object is in the status once the TaskRun runs.
func taskRunParts(c *custom) ([]part, error) {
	task := c.spec.at("taskSpec")
	if !task.is() {
		task = c.status.at("taskSpec")
	}
	p := part{replicas: 1, controller: planner.BarePod, job: true}
	if err := c.spec.at("podTemplate").podSpec(&p.template.Spec); err != nil {
		return nil, err
	}
	containers := &p.template.Spec.Containers
	for _, step := range append(task.all("steps[]"), task.all("sidecars[]")...) {
		of := container{Name: step.at("name").text()}
		for _, key := range []string{"resources", "computeResources"} { // v1beta1 and v1
			if err := step.at(key).decode(&of.Resources); err != nil {
				return nil, err
			}
		}
		*containers = append(*containers, of)
	}
	if whole := c.spec.at("computeResources"); whole.is() {
		if err := whole.decode(&p.template.Spec.Resources); err != nil {
			return nil, err
		}
	}
	if len(*containers) == 0 {
		*containers = []container{{Name: "step"}}
		p.notes = append(p.notes, "its task is not in the input, so what its pod requests is unknown and counted as 0")
	}
	return []part{p}, nil
}

// workflow: each template of an Argo Workflow with a container is a pod while its
// step runs.
func (c *custom) workflow(spec value) ([]part, error) {
	if stored := c.status.at("storedWorkflowTemplateSpec"); !spec.at("templates").is() && stored.is() {
		spec = stored
	}
	var all []part
	for _, t := range spec.all("templates[]") {
		p := part{name: strings.ToLower(t.at("name").text()), replicas: 1, controller: planner.BarePod, job: true}
		for _, at := range []value{spec, t} { // the template's own keys win
			if err := at.podSpec(&p.template.Spec); err != nil {
				return nil, err
			}
		}
		var main []value
		switch {
		case t.at("container").is():
			main = []value{t.at("container")}
		case t.at("script").is():
			main = []value{t.at("script")}
		default:
			main = t.all("containerSet.containers[]")
		}
		if len(main) == 0 {
			continue // steps and DAGs run the pods of other templates
		}
		for _, v := range append(main, t.all("sidecars[]")...) {
			of := container{}
			if err := v.decode(&of); err != nil {
				return nil, err
			}
			of.Name = cmp.Or(of.Name, "main")
			p.template.Spec.Containers = append(p.template.Spec.Containers, of)
		}
		if err := t.at("metadata").decode(&p.template.Metadata); err != nil {
			return nil, err
		}
		p.notes = append(p.notes, "how many steps of a workflow run at the same time is unknown: one pod of each template is counted")
		all = append(all, p)
	}
	if len(all) == 0 && spec.at("workflowTemplateRef").is() {
		return []part{{name: "", replicas: 1, controller: planner.BarePod, job: true, template: podTemplate{Spec: podSpec{Containers: []container{{Name: "main"}}}},
			notes: []string{"its WorkflowTemplate says what it runs: counted as one pod, whose requests are unknown and counted as 0"}}}, nil
	}
	return all, nil
}

// rayParts are the head and the groups of workers of a Ray cluster.
func rayParts(cluster value) ([]part, error) {
	c := &custom{}
	scales, err := cluster.at("enableInTreeAutoscaling").yes()
	if err != nil {
		return nil, err
	}
	all, err := c.parts(cluster, []podsAt{
		{at: "headGroupSpec", name: "'head'", controller: planner.BarePod, finish: rayHead(cluster, scales)},
		{at: "workerGroupSpecs[]", name: "groupName", controller: planner.BarePod, finish: rayWorkers(scales)},
	})
	return all, err
}

// rayHead adds the autoscaler, a container of the head with its own requests
// (BuildAutoscalerContainer in ray-operator/controllers/ray/common/pod.go).
func rayHead(cluster value, scales bool) func(*custom, value, *part) error {
	return func(_ *custom, _ value, p *part) error {
		p.label("ray.io/node-type", "head")
		if !scales {
			return nil
		}
		own := container{Name: "autoscaler", Resources: requests{"500m", "512Mi"}.resources()}
		if of := cluster.at("autoscalerOptions.resources"); of.is() {
			own.Resources = resources{}
			if err := of.decode(&own.Resources); err != nil {
				return err
			}
		}
		p.template.Spec.Containers = append(p.template.Spec.Containers, own)
		return nil
	}
}

// rayWorkers counts a group's replicas, which are of several hosts each
// (GetWorkerGroupDesiredReplicas in ray-operator/controllers/ray/utils/util.go).
func rayWorkers(scales bool) func(*custom, value, *part) error {
	return func(_ *custom, at value, p *part) error {
		p.label("ray.io/group", at.at("groupName").text())
		const unlimited = importer.MaxReplicas
		var n struct{ least, most, replicas, hosts int }
		for _, of := range []struct {
			count string
			to    *int
		}{
			{"minReplicas=0", &n.least},
			{"replicas=0", &n.replicas},
			{"numOfHosts=1", &n.hosts},
		} {
			var err error
			if *of.to, err = at.count(of.count); err != nil {
				return err
			}
		}
		most, err := at.at("maxReplicas").integer(unlimited) // the CRD's default is 2147483647
		if err != nil {
			return err
		}
		n.most = int(min(max(0, most), unlimited))
		n.replicas = min(max(n.replicas, n.least), n.most)
		if suspended, err := at.at("suspend").yes(); err != nil {
			return err
		} else if suspended {
			p.idle = "suspended"
			return nil
		}
		if p.replicas, err = multiply(int64(n.replicas), int64(n.hosts)); err != nil || !scales {
			return err
		}
		if n.most == unlimited {
			p.notes = append(p.notes, "Ray's autoscaler adds workers without a limit: only those of now are counted")
			return nil
		}
		p.max, err = multiply(int64(n.most), int64(n.hosts))
		return err
	}
}

// rayJobParts are a cluster of its own, unless the job selects one, and the pod that
// submits the job (GetDefaultSubmitterContainer in
// ray-operator/controllers/ray/common/job.go).
func rayJobParts(c *custom) ([]part, error) {
	var all []part
	if !c.spec.at("clusterSelector").is() {
		cluster, err := rayParts(c.spec.at("rayClusterSpec"))
		if err != nil {
			return nil, err
		}
		all = cluster
	}
	mode := cmp.Or(c.spec.at("submissionMode").text(), "K8sJobMode")
	if mode == "K8sJobMode" {
		row := podsAt{name: "'submitter'", template: "submitterPodTemplate", controller: planner.Job}
		if !c.spec.at("submitterPodTemplate").is() {
			row.container, row.otherwise = "ray-job-submitter", requests{"500m", "200Mi"}
		}
		submitter, err := c.parts(c.spec, []podsAt{row})
		if err != nil {
			return nil, err
		}
		all = append(all, submitter...)
	}
	for i := range all {
		all[i].job = true
	}
	return all, nil
}

// annotation is one of the object's own.
func (c *custom) annotation(key string) string { return c.annotations[key] }

// extra adds a container that an operator runs beside the main one, unless the
// template has it.
func (p *part) extra(name string, own requests) {
	t := &p.template
	for i := range t.Spec.Containers {
		if t.Spec.Containers[i].Name == name {
			t.Spec.Containers[i].Resources.fill(own)
			return
		}
	}
	t.Spec.Containers = append(t.Spec.Containers, container{Name: name, Resources: own.resources()})
}

// label adds a label that the operator gives to the pods.
func (p *part) label(key, text string) {
	labels := &p.template.Metadata.Labels
	if *labels == nil {
		*labels = map[string]string{}
	}
	(*labels)[key] = text
}

// mebibytes is a request as Spark and Flink write it into pods.
func mebibytes(n int64) request.Quantity { return request.Quantity(fmt.Sprintf("%dMi", n)) }
