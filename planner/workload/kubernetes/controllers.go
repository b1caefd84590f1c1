package kubernetes

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"maps"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// controller is a controller and its pods, or a pod without one.
type controller struct {
	importer.Workload
	owner importer.Ref // zero if nothing owns it
	// deployment is that of pods whose owner is one of its ReplicaSets.
	deployment importer.Ref

	labels         map[string]string // of its pods
	serviceAccount string
	claims         []string   // PersistentVolumeClaims that all its pods share
	podClaims      [][]string // of each of its running pods, where these differ
	claimTemplates []claimTemplate
	firstOrdinal   int // of a StatefulSet
	volumes        int // EBS volumes without a claim
	spreads        []spread
	affinity       affinity
	priorityClass  string
	priority       *int64 // that admission has set
	specHash       uint64

	// running is the largest request among its running pods; nil without any.
	running request.Amounts
}

// newController is one with a single pod.
func newController(o *object) (*controller, error) {
	if err := checkName(o.Ref); err != nil {
		return nil, err
	}
	c := &controller{Workload: importer.Workload{Ref: o.Ref, Place: o.Place, Replicas: 1}}
	if !isValidName(o.Ref) {
		c.Notes.Add(importer.Assumed, "its name is none that Kubernetes accepts, so it may be a placeholder", "")
	}
	for _, owner := range o.metadata.OwnerReferences {
		if owner.Controller && owner.Name != "" {
			c.owner = importer.Ref{Kind: owner.Kind, Namespace: o.Namespace, Name: owner.Name}
		}
	}
	return c, nil
}

// readController reads what creates pods from a template.
func (r *reader) readController(o *object) error {
	c, err := newController(o)
	if err != nil {
		return err
	}
	var s controllerSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	if s.JobTemplate != nil {
		s.Parallelism, s.Completions = s.JobTemplate.Spec.Parallelism, s.JobTemplate.Spec.Completions
		s.Template = s.JobTemplate.Spec.Template
	}
	var st status
	if err := objects.DecodePart("status", o.Status, &st); err != nil && c.Kind == importer.Job {
		return err
	}
	if err := c.setReplicas(&s, st.Succeeded); err != nil {
		return err
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
	template := s.Template.Metadata
	template.Namespace = o.Namespace
	if err := c.readTemplate(&s.Template.Spec, template); err != nil {
		return err
	}
	if importer.IsSystem(o.Ref) && c.Kind == importer.DaemonSet && c.Name == "aws-node" {
		r.cni = readCNI(&s.Template.Spec)
	}
	if c.isJob() {
		r.skipIdleJob(c, &s, st.finished())
	}
	c.specHash = maphash.Bytes(r.seed, o.Spec)
	if other := r.controllers[o.Ref]; other != nil && o.metadata.Name != "" {
		r.replace(other, c)
		return nil
	}
	r.controllers[o.Ref] = c
	r.all = append(r.all, c)
	return nil
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

func (c *controller) isJob() bool { return c.Kind == importer.Job || c.Kind == importer.CronJob }

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
	if !c.isJob() {
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

// readPod reads a pod. The pods of one controller are alike, except that their
// requests may differ from revision to revision: the largest counts.
func (r *reader) readPod(o *object) error {
	c, err := newController(o)
	if err != nil {
		return err
	}
	var st status
	if err := objects.DecodePart("status", o.Status, &st); err != nil {
		return err
	}
	if st.finished() {
		r.notes.Skip("finished", c.String())
		return nil
	}
	if c.owner.Kind == "Node" {
		r.notes.Skip("static pod of a node", c.String())
		return nil
	}
	var s podSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	if err := c.readTemplate(&s, o.metadata); err != nil {
		return err
	}
	_, hasProfile := o.metadata.Labels["eks.amazonaws.com/fargate-profile"]
	c.Fargate = c.Fargate || hasProfile || strings.HasPrefix(s.NodeName, "fargate-")
	c.running = maps.Clone(c.Request)
	hash := maphash.String(r.seed, c.Path())
	if o.metadata.Name != "" && r.podNames[hash] {
		r.notes.Skip("in the input more than once: counted once", c.String())
		return nil
	}
	r.podNames[hash] = true
	r.addPod(c, o.metadata.Labels["pod-template-hash"])
	return nil
}

// addPod counts a pod with the others of its controller.
func (r *reader) addPod(c *controller, templateHash string) {
	if c.owner == (importer.Ref{}) {
		r.controllers[c.Ref] = c
		r.all = append(r.all, c)
		return
	}
	if first := r.byOwner[c.owner]; first != nil {
		first.Replicas++
		first.running.Raise(c.Request)
		first.Fargate = first.Fargate && c.Fargate
		first.shareClaims(c)
		return
	}
	if name, cut := strings.CutSuffix(c.owner.Name, "-"+templateHash); cut && c.owner.Kind == "ReplicaSet" {
		c.deployment = importer.Ref{Kind: "Deployment", Namespace: c.Namespace, Name: name}
	}
	r.byOwner[c.owner] = c
	r.all = append(r.all, c)
}

// readTemplate reads what is the same for each of the pods.
func (c *controller) readTemplate(s *podSpec, of metadata) error {
	if len(s.Containers) == 0 {
		return errNoContainers(c.Kind)
	}
	pod, err := s.pod()
	if err != nil {
		return err
	}
	if err := c.SetRequests(pod); err != nil {
		return err
	}
	c.labels, c.serviceAccount = of.Labels, s.ServiceAccountName
	if c.serviceAccount == "" {
		c.serviceAccount = "default"
	}
	note := func(text string) { c.Notes.Add(importer.Ignored, text, "") }
	p := placement{note: note}
	p.read(s)
	c.Pods.WithoutCPU, c.Pods.WithoutMemory = pod.Without(request.CPU, defaultCPU), pod.Without(request.Memory, defaultMemory)
	c.Windows = p.windows
	c.Fargate = s.SchedulerName == "fargate-scheduler"
	c.Pods.Nodes, c.Pods.Prefers = p.nodes, p.prefers
	c.Pods.HostNetwork, c.Pods.HostPorts = s.HostNetwork, s.hostPorts()
	c.spreads, c.affinity = s.TopologySpreadConstraints, s.Affinity
	c.priorityClass = s.PriorityClassName
	if c.Kind == "Pod" {
		c.priority = s.Priority
	}
	c.readVolumes(s, of.Name)
	if s.NodeName != "" && c.Kind != "Pod" { // in a Pod, the scheduler sets it
		note("nodeName is ignored; the pods may run on any node")
	}
	for _, claim := range s.ResourceClaims {
		name := claimPrefix + cmp.Or(claim.Template, claim.Claim, claim.Name)
		c.Request.Add(request.Amounts{name: 1})
		c.Notes.Add(importer.Assumed, "devices of a resource claim are a resource that no table has: a plan cannot tell which nodes have them", name)
	}
	if s.RuntimeClassName != "" && s.Overhead == nil {
		c.Notes.Add(importer.Assumed, "the overhead of runtime class "+s.RuntimeClassName+" is set only on running pods and is not counted", "")
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

// Workloads are the controllers and pods that no other object owns.
func (r *reader) Workloads() ([]*importer.Workload, error) {
	owners, err := r.owners()
	if err != nil {
		return nil, err
	}
	r.applyAutoscalers(owners)
	workloads := make([]*importer.Workload, len(owners))
	for i, c := range owners {
		r.complete(c)
		workloads[i] = &c.Workload
	}
	r.constraints(owners)
	return workloads, nil
}

// complete adds what depends on other objects.
func (r *reader) complete(c *controller) {
	if c.Omit || c.Windows || c.Fargate {
		return
	}
	if c.Replicas == 0 && c.MaxReplicas == 0 && c.owner.Kind == "Deployment" {
		c.Omit = true
		r.notes.Skip("old revision", c.String())
		return
	}
	total := maps.Clone(c.Request)
	total.Raise(c.running) // admission adds sidecars, and defaults of a LimitRange
	if total[request.CPU] != c.Request[request.CPU] || total[request.Memory] != c.Request[request.Memory] {
		c.Notes.Add(importer.Assumed, "running pods request more than the template; the larger request is used", "")
		c.Pods.NoRequests = false
	}
	c.Request = total
	r.volumes(c)
	c.Pods.Priority = r.priority(c)
	c.Pods.Controller = controllerOf(c.Kind)
	c.Pods.SecurityGroups = r.hasSecurityGroups(c)
}

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

// owners are the controllers that nothing in the input owns. Their pods raise
// their requests.
func (r *reader) owners() ([]*controller, error) {
	var owners []*controller
	podsOf := map[importer.Ref]*controller{}
	for _, c := range r.all {
		owner := r.ownerOf(c)
		if owner != c {
			owner.absorb(c)
			continue
		}
		if c.Kind == "Pod" && c.owner != (importer.Ref{}) {
			// Its controller is not in the input: the pods stand for it.
			c.Ref = c.owner
			if c.deployment != (importer.Ref{}) {
				c.Ref = c.deployment
			}
			if first := podsOf[c.Ref]; first != nil {
				first.Replicas += c.Replicas
				first.absorb(c)
				first.shareClaims(c)
				continue
			}
			podsOf[c.Ref] = c
			if err := checkName(c.Ref); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", c.Place, c, err)
			}
		}
		owners = append(owners, c)
	}
	return owners, nil
}

// maxOwners is how many levels of owners are followed; Pod, ReplicaSet and
// Deployment are 3.
const maxOwners = 5

// ownerOf is the topmost owner in the input, or c itself. kubectl get deploy,pods
// has no ReplicaSets and cronjob,pods no Jobs; their names begin with the name of
// their own owner.
func (r *reader) ownerOf(c *controller) *controller {
	first := c
	for range maxOwners {
		owner := r.controllers[c.owner]
		if owner == nil && c.owner.Kind == "ReplicaSet" {
			owner = r.controllers[c.deployment]
		}
		if owner == nil && c.owner.Kind == importer.Job {
			owner = r.controllers[cronJobOf(c.owner)]
		}
		if owner == nil {
			return c
		}
		c = owner
	}
	return first // the owners are a cycle
}

// cronJobOf is the CronJob whose schedule created a Job: the Job's name ends with
// the time.
func cronJobOf(job importer.Ref) importer.Ref {
	i := strings.LastIndexByte(job.Name, '-')
	if i <= 0 || strings.Trim(job.Name[i+1:], "0123456789") != "" {
		return importer.Ref{}
	}
	return importer.Ref{Kind: importer.CronJob, Namespace: job.Namespace, Name: job.Name[:i]}
}

// absorb takes over what is known from other's running pods.
func (c *controller) absorb(other *controller) {
	if other.running == nil {
		return
	}
	if c.running == nil {
		c.running = request.Amounts{}
		c.Fargate = other.Fargate
		c.Pods.WithoutCPU, c.Pods.WithoutMemory = 0, 0
	}
	c.Pods.WithoutCPU = max(c.Pods.WithoutCPU, other.Pods.WithoutCPU)
	c.Pods.WithoutMemory = max(c.Pods.WithoutMemory, other.Pods.WithoutMemory)
	if c.priority == nil {
		c.priority = other.priority
	}
	c.running.Raise(other.running)
	c.Fargate = c.Fargate && other.Fargate
}

// autoscaler is a HorizontalPodAutoscaler.
type autoscaler struct {
	importer.Ref
	target   importer.Ref
	min, max int
}

func (r *reader) readAutoscaler(o *object) error {
	var s autoscalerSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	least := int64(1)
	if s.Min != nil {
		least = *s.Min
	}
	switch {
	case least < 0:
		return fmt.Errorf("minReplicas \"%d\": must not be negative", least)
	case s.Max < 1 || s.Max > importer.MaxReplicas:
		return fmt.Errorf("maxReplicas \"%d\": must be 1 to %d", s.Max, importer.MaxReplicas)
	case s.Max < least:
		return fmt.Errorf("maxReplicas \"%d\": must not be below minReplicas, %d", s.Max, least)
	}
	target := importer.Ref{Kind: s.Target.Kind, Namespace: o.Namespace, Name: s.Target.Name}
	r.autoscalers = append(r.autoscalers, autoscaler{o.Ref, target, int(least), int(s.Max)})
	return nil
}

// applyAutoscalers sets the range of replicas. The current number counts as the
// minimum, as far as the autoscaler allows it.
func (r *reader) applyAutoscalers(to []*controller) {
	byRef := map[importer.Ref]*controller{}
	for _, c := range to {
		byRef[c.Ref] = c
	}
	for _, a := range r.autoscalers {
		switch c := byRef[a.target]; {
		case c == nil:
			r.notes.Skip(fmt.Sprintf("scales %s, which is not in the input", a.target), a.String())
		case c.Replicas == 0:
			c.Notes.Add(importer.Assumed, "scaled to 0, where its autoscaler is inactive", "")
		default:
			c.Replicas, c.MaxReplicas = max(a.min, min(c.Replicas, a.max)), a.max
		}
	}
}

// policy is a SecurityGroupPolicy.
type policy struct {
	importer.Ref
	securityGroupSpec
}

func (r *reader) readPolicy(o *object) error {
	var s securityGroupSpec
	err := o.spec(&s)
	r.policies = append(r.policies, policy{o.Ref, s})
	return err
}

// matches requires both selectors, if it has both.
func (p *policy) matches(c *controller, account map[string]string) bool {
	return p.Namespace == c.Namespace && !c.Pods.HostNetwork &&
		(p.Pods != nil || p.ServiceAccounts != nil) &&
		(p.Pods == nil || p.Pods.matches(c.labels)) &&
		(p.ServiceAccounts == nil || p.ServiceAccounts.matches(account))
}

func (r *reader) hasSecurityGroups(c *controller) bool {
	for i := range r.policies {
		p := &r.policies[i]
		account, known := r.accounts[importer.Ref{Kind: "ServiceAccount", Namespace: c.Namespace, Name: c.serviceAccount}]
		if p.ServiceAccounts != nil && !known && p.Namespace == c.Namespace {
			c.Notes.Add(importer.Assumed, "its ServiceAccount is not in the input; it is assumed to have no labels that SecurityGroupPolicy "+p.Path()+" selects", "")
		}
		if p.matches(c, account) {
			return true
		}
	}
	return false
}
