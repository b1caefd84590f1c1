package kubernetes

import (
	"cmp"
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// controller is pods that are alike: those that a template makes, or running pods of
// one owner and one size.
type controller struct {
	importer.Workload
	// id names its object, by the kind with its group; the template's or, of running
	// pods, that of the first.
	id    importer.Ref
	nth   int          // of all that were read
	owner importer.Ref // zero if nothing owns it
	// deployment is that of pods whose owner is one of its ReplicaSets.
	deployment importer.Ref

	labels         map[string]string // of all its pods
	varied         map[string]bool   // keys of labels that differ from pod to pod
	serviceAccount string
	claims         []string   // PersistentVolumeClaims that all its pods share
	podClaims      [][]string // of each of its running pods, where these differ
	claimTemplates []claimTemplate
	firstOrdinal   int // of a StatefulSet
	volumes        int // EBS volumes without a claim
	spreads        []spread
	affinity       affinity
	priorityClass  string
	runtimeClass   string
	branchENI      bool   // of its own, which a webhook has given to it
	priority       *int64 // that admission has set

	// pod is the containers. Admission completes those of a template; running pods have
	// passed it.
	pod *request.Pod
	// alike is the hash of running pods.
	alike uint64
	// scheduled is on how many nodes a DaemonSet runs, as its controller sees it.
	scheduled planner.Maybe[int]
	devices   []string // of its resource claims
	// each is how many of its pods a replica of a custom resource is, where an
	// autoscaler counts in groups; 0 elsewhere.
	each int
}

// newController is one with a single pod.
func newController(o *object) (*controller, error) {
	if err := checkName(o.Ref); err != nil {
		return nil, err
	}
	c := &controller{Workload: importer.Workload{Ref: o.Ref, Place: o.Place, Replicas: 1}, id: o.id()}
	if !isValidName(o.Ref) {
		c.Notes.Add(importer.Assumed, "its name is none that Kubernetes accepts, so it may be a placeholder", "")
	}
	c.owner = o.owner()
	return c, nil
}

// id names the object among those of all groups.
func (o *object) id() importer.Ref { return identity(o.Ref, o.APIVersion) }

// owner is the controller that made the object or, if none of its owners is one, the
// first of these; zero if nothing owns it.
func (o *object) owner() importer.Ref {
	var first importer.Ref
	for _, owner := range o.metadata.OwnerReferences {
		ref := identity(importer.Ref{Kind: owner.Kind, Namespace: o.Namespace, Name: owner.Name}, owner.APIVersion)
		if owner.Controller {
			return ref
		}
		first = cmp.Or(first, ref)
	}
	return first
}

// identity is a reference whose kind has its group, unless it is one of Kubernetes'
// own: Volcano has a Job, and Knative a Service.
func identity(of importer.Ref, apiVersion string) importer.Ref {
	group, _, grouped := strings.Cut(apiVersion, "/")
	switch {
	case !grouped, group == "apps", group == "extensions", group == "batch", group == "autoscaling":
	default:
		of.Kind += "." + group
	}
	return of
}

// display is the reference as people know it, without the group.
func display(id importer.Ref) importer.Ref {
	id.Kind, _, _ = strings.Cut(id.Kind, ".")
	return id
}

// readController reads what creates pods from a template.
func (r *reader) readController(o *object) error {
	c, err := newController(o)
	if err != nil {
		return err
	}
	var s controllerSpec
	decode := o.pods
	if isNode(o.Ref) {
		decode = o.spec // with its environment
	}
	if err := decode(&s); err != nil {
		return err
	}
	if s.JobTemplate != nil {
		s.Parallelism, s.Completions = s.JobTemplate.Spec.Parallelism, s.JobTemplate.Spec.Completions
		s.Template = s.JobTemplate.Spec.Template
	}
	var st status
	if err := objects.DecodePart("status", o.Status, &st); err != nil && (c.Kind == importer.Job || c.Kind == importer.DaemonSet) {
		return err
	}
	if err := c.setReplicas(&s, st.Succeeded); err != nil {
		return err
	}
	if c.Kind == "ReplicaSet" && c.Replicas == 0 && c.owner != (importer.Ref{}) {
		r.oldRevisions = append(r.oldRevisions, c.Ref)
		return nil
	}
	for _, t := range s.VolumeClaimTemplates {
		c.claimTemplates = append(c.claimTemplates, claimTemplate{t.Metadata.Name, t.Spec})
	}
	c.firstOrdinal = int(s.Ordinals.Start)
	if c.Kind == "Deployment" {
		if err := c.readStrategy(&s); err != nil {
			return err
		}
	}
	if err := c.readTemplate(&s.Template, o.Namespace); err != nil {
		return err
	}
	c.Pods.Controller = controllerOf(c.Kind)
	c.Job = c.Kind == importer.Job || c.Kind == importer.CronJob
	if c.Kind == importer.DaemonSet {
		if isNode(o.Ref) {
			if r.cni, err = readCNI(&s.Template.Spec); err != nil {
				return err
			}
		}
		if st.Desired != nil {
			c.scheduled = planner.Known(int(*st.Desired))
		}
	}
	if c.Job {
		if s.Suspend && o.metadata.Labels[queueLabel] != "" {
			s.Suspend = false
			c.Notes.Add(importer.Assumed, waitsForKueue, "")
		}
		r.skipIdleJob(c, &s, st.finished())
	}
	return r.addTemplate(c)
}

// isNode reports the DaemonSet of the VPC CNI.
func isNode(of importer.Ref) bool {
	return of.Kind == importer.DaemonSet && of.Name == "aws-node" && importer.IsSystem(of)
}

// addTemplate adds what makes pods; a custom resource makes several kinds of them.
func (r *reader) addTemplate(parts ...*controller) error {
	first := parts[0]
	if earlier := r.controllers[first.id]; earlier != nil && first.Name != "" {
		r.replace(earlier, parts)
		return nil
	}
	for _, c := range parts {
		c.nth = r.next()
	}
	r.controllers[first.id] = parts
	r.all = append(r.all, parts...)
	return nil
}

// readTemplate reads a pod template.
func (c *controller) readTemplate(t *podTemplate, namespace string) error {
	of := t.Metadata
	of.Namespace = namespace
	pod, err := t.Spec.pod(nil)
	if err == nil {
		c.pod = pod
		err = c.readPods(&t.Spec, of, pod)
	}
	if t.Spec.NodeName != "" {
		c.Notes.Add(importer.Ignored, "nodeName is ignored; the pods may run on any node", "")
	}
	return err
}

// readStrategy reads how a Deployment replaces its pods, where that differs from
// the default of 25% each way.
func (c *controller) readStrategy(s *controllerSpec) error {
	c.Pods.Rollout.Recreate = s.Strategy.Type == "Recreate"
	if c.Pods.Rollout.Recreate {
		return nil
	}
	for _, p := range []struct {
		key  string
		text request.Quantity
		to   *planner.Maybe[planner.Portion]
	}{
		{"maxSurge", s.Strategy.RollingUpdate.MaxSurge, &c.Pods.Rollout.MaxSurge},
		{"maxUnavailable", s.Strategy.RollingUpdate.MaxUnavailable, &c.Pods.Rollout.MaxUnavailable},
	} {
		if p.text == "" {
			continue
		}
		portion, err := planner.ParsePortion(string(p.text))
		if err != nil {
			return fmt.Errorf("%s %q: %w", p.key, p.text, err)
		}
		if portion != (planner.Portion{Percent: 25}) {
			*p.to = planner.Known(portion)
		}
	}
	return nil
}

// skipIdleJob omits a job that runs no pods.
func (r *reader) skipIdleJob(c *controller, s *controllerSpec, finished bool) {
	switch {
	case finished && c.Kind == importer.Job:
		r.notes.Skip("finished", c.String())
	case s.Suspend:
		r.notes.Skip("suspended", c.String())
	case c.Replicas == 0:
		r.notes.Skip("no pods left to run", c.String())
	default:
		return
	}
	c.Replicas, c.Omit = 0, true
}

// setReplicas is how many pods run at the same time.
func (c *controller) setReplicas(s *controllerSpec, succeeded int64) error {
	read := func(key string, n *int64, otherwise int64) (int64, error) {
		if n == nil {
			return otherwise, nil
		}
		return *n, importer.CheckReplicas(key, *n)
	}
	if c.Kind != importer.Job && c.Kind != importer.CronJob {
		n, err := read("replicas", s.Replicas, 1)
		c.Replicas = int(n)
		return err
	}
	parallelism, err := read("parallelism", s.Parallelism, 1)
	if err != nil {
		return err
	}
	completions, err := read("completions", s.Completions, importer.MaxReplicas)
	c.Replicas = int(max(0, min(parallelism, completions-succeeded)))
	return err
}

// readPods reads what is the same for each of the pods of a template or, of a running
// pod, what others may share with it.
func (c *controller) readPods(s *podSpec, of metadata, pod *request.Pod) error {
	if len(s.Containers) == 0 {
		return errNoContainers(c.Kind)
	}
	c.labels, c.serviceAccount = of.Labels, cmp.Or(s.ServiceAccountName, "default")
	p := placement{note: func(text string) { c.Notes.Add(importer.Ignored, text, "") }}
	p.read(s)
	c.Windows = p.windows
	c.Fargate = s.SchedulerName == "fargate-scheduler"
	c.Pods.Nodes, c.Pods.Prefers = p.nodes, p.prefers
	if c.Kind == importer.DaemonSet {
		c.Pods.Nodes.Tolerations = ofDaemonSet(p.nodes.Tolerations)
	}
	c.Pods.HostNetwork, c.Pods.HostPorts = s.HostNetwork, s.hostPorts()
	c.spreads, c.affinity = s.TopologySpreadConstraints, s.Affinity
	c.priorityClass, c.runtimeClass = s.PriorityClassName, s.RuntimeClassName
	c.readVolumes(s, of.Name)
	for _, claim := range s.ResourceClaims {
		c.devices = append(c.devices, claimPrefix+cmp.Or(claim.Template, claim.Claim, claim.Name))
	}
	return c.setPod(pod)
}

// ofDaemonSet are tolerations without those for conditions of nodes, which every pod of a
// DaemonSet is given (AddOrUpdateDaemonPodTolerations of pkg/controller/daemon/util): none is
// empty, not unknown.
func ofDaemonSet(tolerations []string) []string {
	own := []string{}
	for _, t := range tolerations {
		if !strings.HasPrefix(t, "node.kubernetes.io/") {
			own = append(own, t)
		}
	}
	return own
}

// setPod sets the request from the containers and the resource claims.
func (c *controller) setPod(pod *request.Pod) error {
	if err := c.SetRequests(pod); err != nil {
		return err
	}
	if c.Request[request.BranchENI] > 0 {
		c.branchENI = true
		delete(c.Request, request.BranchENI)
	}
	c.Pods.WithoutCPU, c.Pods.WithoutMemory = pod.Without(request.CPU, defaultCPU), pod.Without(request.Memory, defaultMemory)
	for _, name := range c.devices {
		c.Request.Add(request.Amounts{name: 1})
		c.Notes.AddOnce(importer.Assumed, "devices of a resource claim are a resource that no table has: a plan cannot tell which nodes have them", name)
	}
	return nil
}

// claimPrefix begins the name that a resource claim has among extended resources. The
// claim or its template follows.
const claimPrefix = "resourceclaim/"

// What kube-scheduler's scores count for a container without a request
// (pkg/scheduler/util/pod_resources.go).
const (
	defaultCPU    = 100
	defaultMemory = 200 << 20
)

// controllerOf is a kind that creates pods, as kube-scheduler tells them apart: by
// default it spreads the pods of ReplicaSets and StatefulSets, not of other kinds.
func controllerOf(kind string) planner.Controller {
	switch kind {
	case "Deployment":
		return planner.Deployment
	case "ReplicaSet", "ReplicationController":
		return planner.ReplicaSet
	case "StatefulSet":
		return planner.StatefulSet
	case importer.Job, importer.CronJob:
		return planner.Job
	}
	return planner.BarePod
}
