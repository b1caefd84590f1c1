package workload

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"strings"

	"podfit/planner"
)

// mostReplicas beyond which a number is a slip of the finger, as in a scenario.
const mostReplicas = 1_000_000

// ref names an object.
type ref struct{ kind, namespace, name string }

func (r ref) String() string { return strings.TrimSpace(r.kind + " " + r.path()) }

// path is how a workload is called: namespace/name.
func (r ref) path() string {
	if r.namespace == "" {
		return r.name
	}
	return r.namespace + "/" + r.name
}

// record is what is kept of a Deployment, a Pod or any other kind of pods; the
// pods of one controller have one record.
type record struct {
	ref
	at    place
	owner ref // zero where it has no controller
	// revision is the Deployment's name, of a pod whose ReplicaSet is of one.
	revision ref

	replicas, maxReplicas int
	podKind               planner.Workload
	request               amounts
	gaps                  []string
	labels                map[string]string
	account               string
	claims                []string    // by name
	templates             []claimSpec // a volume for each
	volumes               int         // EBS volumes without a claim
	windows, fargate      bool
	notes                 notes

	// seen is the largest of the requests of the pods that were folded into it.
	seen amounts
}

// object reads one of any kind. What the API itself lists, such as the items
// of a DeploymentList, leaves its kind to the list.
func (r *Reader) object(at place, list head, text []byte) error {
	r.objects++
	h := head{Kind: strings.TrimSuffix(list.Kind, "List"), APIVersion: list.APIVersion}
	if err := decode(text, &h); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	of := ref{h.Kind, h.Metadata.Namespace, h.Metadata.Name}
	if of.name == "" {
		of.name = strings.TrimSuffix(h.Metadata.GenerateName, "-")
	}
	if h.Kind == "" {
		return r.ecs(at, text)
	}
	if err := r.kind(at, &h, of); err != nil {
		return fmt.Errorf("%s: %s: %w", at, of, err)
	}
	return nil
}

// decode puts the mistakes of a shape in words.
func decode(text []byte, to any) error {
	err := json.Unmarshal(text, to)
	var shape *json.UnmarshalTypeError
	if errors.As(err, &shape) {
		want := shape.Type.Kind().String()
		switch want {
		case "struct", "map":
			want = "keys and values"
		case "slice":
			want = "a list"
		case "bool":
			want = "true or false"
		case "string":
			want = "a text"
		case "int64":
			want = "a whole number"
		}
		return shapeError{shape.Field, want, shape.Value}
	}
	return err
}

func (r *Reader) kind(at place, h *head, of ref) error {
	switch {
	case h.Kind == "Scenario" && h.group() == "podfit":
		return errors.New("a scenario is no Kubernetes object; every command reads it with -f")
	case isController(h):
		return r.controller(at, h, of)
	case h.Kind == "HorizontalPodAutoscaler" && h.group() == "autoscaling":
		return r.autoscaler(h, of)
	case h.Kind == "SecurityGroupPolicy" && h.group() == "vpcresources.k8s.aws":
		var s securityGroupSpec
		err := spec(h, &s)
		r.policies = append(r.policies, policy{of, s})
		return err
	case h.Kind == "PersistentVolumeClaim" && h.group() == "":
		var s claimSpec
		err := spec(h, &s)
		r.claims[of] = s
		return err
	case h.Kind == "StorageClass":
		var provisioner string
		err := decodePart("provisioner", h.Provisioner, &provisioner)
		r.classes[of.name] = provisioner
		return err
	case h.Kind == "List": // an empty one
		r.objects--
	case h.Kind == "ServiceAccount" && h.group() == "":
		r.accounts[of] = h.Metadata.Labels
		r.leaveOut("they run no pods", "ServiceAccount")
	case podless(h.group()):
		r.leaveOut("they run no pods", h.Kind)
	default:
		r.leaveOut("podfit does not know the kind "+h.Kind+" of "+h.APIVersion+", and pods that it would make are not counted", of.path())
	}
	return nil
}

// wanted is what files may hold.
const wanted = "want Kubernetes objects, as kubectl get -o yaml or -o json writes them, ECS task definitions and services, as aws ecs describe-… prints them, or CSV with the header name,replicas,cpu,memory"

// errCompose is about a file that looks like ECS's services.
var errCompose = errors.New("a compose file, which podfit does not read: make Kubernetes manifests of it (kompose convert), and import those")

// isMember says that a Kubernetes object's key is read.
func isMember(key string) bool {
	switch key {
	case "apiVersion", "kind", "metadata", "spec", "status", "provisioner":
		return true
	}
	return false
}

func (r *Reader) leaveOut(why, what string) {
	r.skipped++
	r.notes.add(LeftOut, why, what)
}

func isController(h *head) bool {
	switch h.Kind {
	case "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet":
		return h.group() == "apps" || h.group() == "extensions"
	case "Job", "CronJob":
		return h.group() == "batch"
	case "Pod", "ReplicationController":
		return h.group() == ""
	}
	return false
}

// podless groups have no kind, besides those that are read, that makes pods.
func podless(group string) bool {
	switch group {
	case "", "apps", "batch", "autoscaling", "policy":
		return true
	}
	return strings.HasSuffix(group, ".k8s.io")
}

func spec(h *head, to any) error { return decodePart("spec", h.Spec, to) }

func decodePart(key string, part json.RawMessage, to any) error {
	if len(part) == 0 {
		return nil
	}
	err := decode(part, to)
	var wrong shapeError
	if errors.As(err, &wrong) {
		wrong.field = strings.TrimSuffix(key+"."+wrong.field, ".")
		return wrong
	}
	return err
}

// shapeError is a value of another shape than its key has.
type shapeError struct{ field, want, have string }

func (e shapeError) Error() string {
	return strings.TrimPrefix(fmt.Sprintf("%s: want %s, not %s", e.field, e.want, e.have), ": ")
}

// nameLetters are those of a Kubernetes name.
const nameLetters = "abcdefghijklmnopqrstuvwxyz0123456789-."

func checkName(of ref) error {
	switch {
	case of.name == "":
		return errors.New("no name: want metadata.name")
	case strings.Trim(of.namespace+of.name, nameLetters) != "":
		return errors.New("want lower-case letters, digits, dots and dashes in its name")
	}
	return nil
}

// controller reads what makes pods, and pods.
func (r *Reader) controller(at place, h *head, of ref) error {
	if err := checkName(of); err != nil {
		return err
	}
	rec := &record{ref: of, at: at, replicas: 1}
	for _, o := range h.Metadata.OwnerReferences {
		if o.Controller {
			rec.owner = ref{o.Kind, of.namespace, o.Name}
		}
	}
	if h.Kind == "Pod" {
		return r.pod(rec, h)
	}
	var s controllerSpec
	if err := spec(h, &s); err != nil {
		return err
	}
	if s.JobTemplate != nil {
		s.Parallelism, s.Completions = s.JobTemplate.Spec.Parallelism, s.JobTemplate.Spec.Completions
		s.Template = s.JobTemplate.Spec.Template
	}
	if other := r.at[of]; other != nil && h.Metadata.Name != "" {
		return fmt.Errorf("given twice, first at %s", other.at)
	}
	var st status
	if err := decodePart("status", h.Status, &st); err != nil && h.Kind == "Job" {
		return err
	}
	if err := rec.count(h.Kind, &s, st.Succeeded); err != nil {
		return err
	}
	for _, t := range s.VolumeClaimTemplates {
		rec.templates = append(rec.templates, t.Spec)
	}
	template := s.Template.Metadata
	template.Namespace = of.namespace
	if err := rec.pods(&s.Template.Spec, template); err != nil {
		return err
	}
	if isNode(of) && h.Kind == "DaemonSet" && of.name == "aws-node" {
		r.cni = readCNI(&s.Template.Spec)
	}
	if h.Kind == "Job" || h.Kind == "CronJob" {
		r.skipJob(rec, &s, st.finished())
	}
	r.at[of] = rec
	r.records = append(r.records, rec)
	return nil
}

// skipJob leaves out what holds nothing of a node.
func (r *Reader) skipJob(rec *record, s *controllerSpec, finished bool) {
	switch {
	case finished && rec.kind == "Job":
		r.leaveOut("finished", rec.String())
	case s.Suspend:
		r.leaveOut("suspended", rec.String())
	case rec.replicas == 0:
		r.leaveOut("no pod left to run", rec.String())
	default:
		return
	}
	rec.replicas = 0
}

// count is how many pods there are at a time.
func (rec *record) count(kind string, s *controllerSpec, succeeded int64) error {
	read := func(key string, n *int64, otherwise int64) (int64, error) {
		if n == nil {
			return otherwise, nil
		}
		if *n < 0 || *n > mostReplicas {
			return 0, fmt.Errorf("%s \"%d\": want 0 to %d", key, *n, mostReplicas)
		}
		return *n, nil
	}
	replicas, err := read("replicas", s.Replicas, 1)
	if kind == "Job" || kind == "CronJob" {
		replicas, err = read("parallelism", s.Parallelism, 1)
		completions, bad := read("completions", s.Completions, mostReplicas)
		if err == nil {
			err = bad
		}
		replicas = max(0, min(replicas, completions-succeeded))
	}
	rec.replicas = int(replicas)
	return err
}

// pod reads a running pod, or one to be. Pods of one controller are alike but
// for requests that differ from revision to revision, of which the largest
// is kept.
func (r *Reader) pod(rec *record, h *head) error {
	var st status
	if err := decodePart("status", h.Status, &st); err != nil {
		return err
	}
	if st.finished() {
		r.leaveOut("finished", rec.String())
		return nil
	}
	if rec.owner.kind == "Node" {
		r.leaveOut("static pods of a node", rec.String())
		return nil
	}
	var s podSpec
	if err := spec(h, &s); err != nil {
		return err
	}
	if err := rec.pods(&s, h.Metadata); err != nil {
		return err
	}
	_, onFargate := h.Metadata.Labels["eks.amazonaws.com/fargate-profile"]
	rec.fargate = rec.fargate || onFargate || strings.HasPrefix(s.NodeName, "fargate-")
	rec.seen = maps.Clone(rec.request)
	named := maphash.String(r.seed, rec.path())
	if h.Metadata.Name != "" && r.named[named] {
		return errors.New("given twice")
	}
	r.named[named] = true
	if rec.owner == (ref{}) {
		r.at[rec.ref] = rec
		r.records = append(r.records, rec)
		return nil
	}
	if group := r.groups[rec.owner]; group != nil {
		group.replicas++
		group.seen.atLeast(rec.request)
		group.fargate = group.fargate && rec.fargate
		return nil
	}
	hash := h.Metadata.Labels["pod-template-hash"]
	if name, cut := strings.CutSuffix(rec.owner.name, "-"+hash); cut && rec.owner.kind == "ReplicaSet" {
		rec.revision = ref{"Deployment", rec.namespace, name}
	}
	r.groups[rec.owner] = rec
	r.records = append(r.records, rec)
	return nil
}

// pods reads what a template says of each pod.
func (rec *record) pods(s *podSpec, of metadata) error {
	if len(s.Containers) == 0 {
		return errors.New("no container in its pods")
	}
	var err error
	if rec.request, err = s.request(); err != nil {
		return err
	}
	if rec.gaps, rec.podKind.NoRequests = s.gaps(); rec.podKind.NoRequests {
		rec.gaps = nil
	}
	rec.labels, rec.account = of.Labels, s.ServiceAccountName
	if rec.account == "" {
		rec.account = "default"
	}
	note := func(text string) { rec.notes.add(NotPlanned, text, "") }
	p := placement{note: note}
	p.read(s)
	rec.windows = p.windows
	rec.fargate = s.SchedulerName == "fargate-scheduler"
	rec.podKind.Nodes = p.nodes
	rec.podKind.HostNetwork = s.HostNetwork
	spreading(&rec.podKind, s, of, note)
	rec.volume(s)
	if s.NodeName != "" && rec.kind != "Pod" { // the scheduler's, of a Pod
		note("pods on a node by its name are planned for any node")
	}
	if len(s.ResourceClaims) > 0 {
		note("devices of resource claims are not planned for")
	}
	if s.RuntimeClassName != "" && s.Overhead == nil {
		rec.notes.add(Guessed, "the overhead of runtime class "+s.RuntimeClassName+" stands in running pods alone, and is not counted", "")
	}
	return nil
}

func (rec *record) volume(s *podSpec) {
	for _, v := range s.Volumes {
		switch {
		case v.Claim != nil:
			rec.claims = append(rec.claims, v.Claim.Name)
		case v.Ephemeral != nil:
			rec.templates = append(rec.templates, v.Ephemeral.Template.Spec)
		case v.EBS != nil:
			rec.volumes++
		}
	}
}

// autoscaler is a HorizontalPodAutoscaler.
type autoscaler struct {
	ref
	target   ref
	min, max int
}

func (r *Reader) autoscaler(h *head, of ref) error {
	var s autoscalerSpec
	if err := spec(h, &s); err != nil {
		return err
	}
	least := int64(1)
	if s.Min != nil {
		least = *s.Min
	}
	switch {
	case least < 0:
		return fmt.Errorf("minReplicas \"%d\": want 0 or more", least)
	case s.Max < 1 || s.Max > mostReplicas:
		return fmt.Errorf("maxReplicas \"%d\": want 1 to %d", s.Max, mostReplicas)
	case s.Max < least:
		return fmt.Errorf("maxReplicas \"%d\": that is below minReplicas, %d", s.Max, least)
	}
	target := ref{s.Target.Kind, of.namespace, s.Target.Name}
	r.autoscalers = append(r.autoscalers, autoscaler{of, target, int(least), int(s.Max)})
	return nil
}

// policy is a SecurityGroupPolicy.
type policy struct {
	ref
	securityGroupSpec
}

// matches: of two selectors both have to.
func (p *policy) matches(rec *record, account map[string]string) bool {
	return p.namespace == rec.namespace && !rec.podKind.HostNetwork &&
		(p.Pods != nil || p.ServiceAccounts != nil) &&
		(p.Pods == nil || p.Pods.matches(rec.labels)) &&
		(p.ServiceAccounts == nil || p.ServiceAccounts.matches(account))
}
