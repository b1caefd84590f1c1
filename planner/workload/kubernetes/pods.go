package kubernetes

import (
	"encoding/json"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// podKey tells running pods apart: those of one owner that are alike are counted
// together.
type podKey struct {
	owner importer.Ref
	alike uint64
}

// readPod counts a running pod with those that are alike. What it requests is what
// kube-scheduler counts: admission, resizes and injected containers are in it.
func (r *reader) readPod(o *object) error {
	c, err := newController(o)
	if err != nil {
		return err
	}
	var st podStatus
	if err := objects.DecodePart("status", o.Status, &st); err != nil {
		return err
	}
	if st.Phase == "Succeeded" || st.Phase == "Failed" {
		r.notes.Skip("finished", c.String())
		return nil
	}
	var s podSpec
	decode := o.pods
	if isNode(display(c.owner)) {
		decode = o.spec // with its environment
	}
	if err := decode(&s); err != nil {
		return err
	}
	pod, err := s.pod(&st)
	if err != nil {
		return err
	}
	if err := c.readPods(&s, o.metadata, pod); err != nil {
		return err
	}
	c.priority, c.PodNames = s.Priority, []string{c.Path()}
	_, hasProfile := o.metadata.Labels["eks.amazonaws.com/fargate-profile"]
	c.Fargate = c.Fargate || hasProfile || strings.HasPrefix(s.NodeName, "fargate-")
	hash := maphash.String(r.seed, c.Path())
	if o.metadata.Name != "" && r.podNames[hash] {
		r.notes.Skip(again, c.String())
		return nil
	}
	r.podNames[hash] = true
	c.runsOn(s.NodeName, 1)
	if c.owner.Kind == "Node" {
		r.notes.Skip("static pod of a node", c.String())
		r.others = append(r.others, c)
		return nil
	}
	c.deployment = deploymentOf(c.owner, o.metadata.Labels["pod-template-hash"])
	if r.cni == nil && isNode(display(c.owner)) {
		if r.cni, err = readCNI(&s); err != nil {
			return err
		}
	}
	c.pod = pod
	c.alike = r.hash(c)
	r.addPod(c)
	return nil
}

// deploymentOf is the Deployment of a ReplicaSet, whose name ends with the hash of its
// template; zero for any other owner.
func deploymentOf(owner importer.Ref, templateHash string) importer.Ref {
	name, cut := strings.CutSuffix(owner.Name, "-"+templateHash)
	if !cut || templateHash == "" || owner.Kind != "ReplicaSet" {
		return importer.Ref{}
	}
	return importer.Ref{Kind: "Deployment", Namespace: owner.Namespace, Name: name}
}

// addPod counts a pod with the others of its owner that are alike.
func (r *reader) addPod(c *controller) {
	c.nth = r.next()
	if c.owner == (importer.Ref{}) {
		c.Pods.Controller = planner.BarePod
		r.running = append(r.running, c)
		return
	}
	key := podKey{c.owner, c.alike}
	if first := r.runningBy[key]; first != nil {
		first.merge(c)
		return
	}
	r.runningBy[key] = c
	r.running = append(r.running, c)
}

// hash is of what decides where pods fit: requests, and conditions on nodes and other
// pods. Labels and volumes of their own do not tell pods apart.
func (r *reader) hash(c *controller) uint64 {
	what, err := json.Marshal([]any{
		c.Request, c.Pods.Init, c.Pods.WithoutCPU, c.Pods.WithoutMemory, c.Pods.Nodes, c.Pods.Prefers, c.Pods.HostNetwork, c.Pods.HostPorts,
		c.spreads, c.affinity, c.priority, c.serviceAccount, c.Windows, c.Fargate, c.volumes, len(c.claimTemplates),
	})
	if err != nil {
		panic(err) // these are texts and numbers
	}
	return maphash.Bytes(r.seed, what)
}

// merge adds other running pods that are alike.
func (c *controller) merge(other *controller) {
	c.Replicas += other.Replicas
	c.PodNames = append(c.PodNames, other.PodNames...)
	for node, pods := range other.On {
		c.runsOn(node, pods)
	}
	c.shareClaims(other)
	c.shareLabels(other)
	c.shareImages(other)
}

// shareImages adds the images of other pods of the workload: those of a rollout may be older.
func (c *controller) shareImages(other *controller) {
	if len(c.Pods.Images) == 0 || len(other.Pods.Images) == 0 {
		c.Pods.Images = nil // one is unknown
		return
	}
	all := slices.Sorted(slices.Values(slices.Concat(c.Pods.Images, other.Pods.Images)))
	c.Pods.Images = slices.Compact(all)
}

// shareLabels keeps the labels that all pods have.
func (c *controller) shareLabels(other *controller) {
	differ := func(key string) {
		if c.varied == nil {
			c.varied = map[string]bool{}
		}
		c.varied[key] = true
	}
	kept := maps.Clone(c.labels)
	for key, value := range c.labels {
		if of, has := other.labels[key]; !has || of != value {
			delete(kept, key)
			differ(key)
		}
	}
	for key := range other.labels {
		if _, has := c.labels[key]; !has {
			differ(key)
		}
	}
	for key := range other.varied {
		differ(key)
		delete(kept, key)
	}
	c.labels = kept
}

// podStatus is what a running pod has, which may differ from its spec while it is
// resized.
type podStatus struct {
	Phase                 string            `json:"phase"`
	Resources             *resources        `json:"resources"`
	Allocated             amounts           `json:"allocatedResources"`
	ContainerStatuses     []containerStatus `json:"containerStatuses"`
	InitContainerStatuses []containerStatus `json:"initContainerStatuses"`
	Conditions            []struct {
		Type   string `json:"type"`
		Reason string `json:"reason"`
	} `json:"conditions"`
}

type containerStatus struct {
	Name      string     `json:"name"`
	Resources *resources `json:"resources"`
	Allocated amounts    `json:"allocatedResources"`
}

// infeasible reports a resize that the node can never make (IsPodResizeInfeasible of
// k8s.io/component-helpers/resource, v0.35).
func (st *podStatus) infeasible() bool {
	for _, c := range st.Conditions {
		if c.Type == "PodResizePending" {
			return c.Reason == "Infeasible"
		}
	}
	return false
}

// effective are the requests of a container or of a pod as the scheduler takes them:
// the largest of what its spec asks for, what the node has set aside, and what it has
// (determineEffectiveRequests, ibid.). spec is what it asks for without a status.
func (st *podStatus) effective(path string, spec request.Amounts, actual *resources, allocated amounts) (request.Amounts, error) {
	if st == nil || actual == nil {
		return spec, nil
	}
	all := request.Amounts{}
	for _, of := range []struct {
		path string
		list amounts
	}{{path + ".resources.requests", actual.Requests}, {path + ".allocatedResources", allocated}} {
		more, err := request.ParseAll(of.path, of.list)
		if err != nil {
			return nil, err
		}
		all.Raise(more)
	}
	if !st.infeasible() {
		all.Raise(spec)
	}
	return all, nil
}

// container is the status of a container by its name; nil if it has none yet.
func (st *podStatus) container(name string, init bool) *containerStatus {
	if st == nil {
		return nil
	}
	list := st.ContainerStatuses
	if init {
		list = st.InitContainerStatuses
	}
	if i := slices.IndexFunc(list, func(s containerStatus) bool { return s.Name == name }); i >= 0 {
		return &list[i]
	}
	return nil
}

// pod is the pod's containers with their requests as typed amounts; st is nil for a
// template.
func (s *podSpec) pod(st *podStatus) (*request.Pod, error) {
	p := &request.Pod{}
	var err error
	if p.Init, err = containers(s.InitContainers, st, true); err != nil {
		return nil, err
	}
	if p.Containers, err = containers(s.Containers, st, false); err != nil {
		return nil, err
	}
	if p.Requests, err = request.ParseAll("resources.requests", s.Resources.Requests); err != nil {
		return nil, err
	}
	if st != nil && len(p.Requests) > 0 {
		if p.Requests, err = st.effective("status", p.Requests, st.Resources, st.Allocated); err != nil {
			return nil, err
		}
	}
	if p.Limits, err = request.ParseAll("resources.limits", s.Resources.Limits); err != nil {
		return nil, err
	}
	p.Overhead, err = request.ParseAll("overhead", s.Overhead)
	return p, err
}

// containers: a limit without a request is the request, which the API server
// sets on admission. Of init containers, only those that keep running are resized.
func containers(list []container, st *podStatus, init bool) ([]request.Container, error) {
	var all []request.Container
	for i := range list {
		c := &list[i]
		restartable := init && c.RestartPolicy == "Always"
		limits, err := request.ParseAll("limits", c.Resources.Limits)
		requests := maps.Clone(limits)
		if err == nil {
			var own request.Amounts
			own, err = request.ParseAll("requests", c.Resources.Requests)
			maps.Copy(requests, own)
		}
		if of := st.container(c.Name, init); err == nil && of != nil && (!init || restartable) {
			requests, err = st.effective("status", requests, of.Resources, of.Allocated)
		}
		if err != nil {
			return nil, fmt.Errorf("container %s: %w", c.Name, err)
		}
		all = append(all, request.Container{Name: c.Name, Image: string(c.Image), Requests: requests, Limits: limits, Restartable: restartable})
	}
	return all, nil
}
