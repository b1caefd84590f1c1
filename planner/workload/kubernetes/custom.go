package kubernetes

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
)

// part is the pods that a custom resource makes from one template.
type part struct {
	name       string // within the object: "head", a worker group's name; "" if there is only one
	replicas   int    // how many pods it makes
	max        int    // the most that its own autoscaling makes; 0 without
	controller planner.Controller
	daemonSet  bool // one pod on each node, instead of replicas
	job        bool // ends by itself
	// each is how many of its pods a replica of the whole object is, where an
	// autoscaler of the object counts in groups of pods; 0 if none scales it.
	each     int
	template podTemplate
	claims   []claimTemplate
	notes    []string // what was guessed
	// idle is why it makes no pods now: finished or suspended. replicas is 0.
	idle string
	// templateOf is the object in the input that has the template, if another has it.
	templateOf importer.Ref
}

// customKind is a kind of custom resource that makes pods, and where in its spec it
// says which. A new kind is a line in the table.
type customKind struct {
	group, kind string
	pods        []podsAt
	// suspended is the path of a switch that stops all its pods.
	suspended string
	// compute is for what a table cannot say, and about then says it for the
	// documentation. pods is nil.
	compute func(*custom) ([]part, error)
	about   string
}

// podsAt is where a template and its count are. Paths are keys with dots between
// them, and begin at the spec. A key with [] is a list of any length, one with {} has
// keys of any name.
type podsAt struct {
	// at is what has the other paths, which begin there: workerGroupSpecs[].
	at string
	// name is the key of the part's name or, in quotes, the name itself. The
	// parts of a {} are named by its keys.
	name string
	// template is the pod template; the default is template. A dot is what at finds.
	template string
	// podSpec has keys of a pod's spec among others, in place of a template; a dot
	// is what at finds.
	podSpec string
	// container is the main one, where the operator adds it. Its resources are at
	// the path resources, and otherwise the operator's own.
	container, resources string
	otherwise            requests
	// enabled is a switch without which there are no pods. With a slash before it, it
	// is a path from the spec.
	enabled string
	// count is the path of the number of pods with the number for no such key:
	// replicas=1. Empty is one pod.
	count string
	// times are more counts, which multiply it.
	times []string
	// max is the path of the most that its own autoscaling makes.
	max        string
	controller planner.Controller
	job        bool
	// claims is the path of a list of claim templates, or of one.
	claims string
	// finish adds what the operator adds.
	finish func(custom *custom, at value, p *part) error
}

// requests are an operator's own for a container, as Kubernetes writes them.
type requests struct{ cpu, memory string }

// custom is a custom resource while its pods are found.
type custom struct {
	*object
	spec, status value
	annotations  map[string]string
}

// parts are the pod templates of a custom resource; known is false for a kind that
// is not in the table.
func parts(o *object) (all []part, known bool, err error) {
	i := slices.IndexFunc(customKinds, func(k customKind) bool { return k.group == o.Group() && k.kind == o.Ref.Kind })
	if i < 0 {
		return nil, false, nil
	}
	k := &customKinds[i]
	c := &custom{object: o}
	if c.spec, err = parse("spec", o.Spec); err != nil {
		return nil, true, err
	}
	if c.status, err = parse("status", o.Status); err != nil {
		return nil, true, err
	}
	about, err := parse("metadata", o.Metadata)
	if err == nil {
		err = about.at("annotations").decode(&c.annotations)
	}
	if err != nil {
		return nil, true, err
	}
	if k.compute != nil {
		all, err = k.compute(c)
	} else {
		all, err = c.parts(c.spec, k.pods)
	}
	if err != nil {
		return nil, true, err
	}
	return all, true, c.stop(all, k.suspended)
}

// parts reads rows of the table whose paths begin at a value.
func (c *custom) parts(in value, rows []podsAt) (all []part, err error) {
	for i := range rows {
		row := &rows[i]
		for _, at := range in.all(row.at) {
			if !at.is() && row.at != "" {
				continue
			}
			if enabled, err := row.isEnabled(in, at); err != nil {
				return nil, err
			} else if !enabled {
				continue
			}
			p, err := c.part(row, at)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
}

func (row *podsAt) isEnabled(in, at value) (bool, error) {
	if row.enabled == "" {
		return true, nil
	}
	if path, whole := strings.CutPrefix(row.enabled, "/"); whole {
		return in.at(path).yes()
	}
	return at.at(row.enabled).yes()
}

// part reads a row of the table at one place.
func (c *custom) part(row *podsAt, at value) (p part, err error) {
	p = part{controller: row.controller, job: row.job, name: at.key}
	switch name, fixed := strings.CutPrefix(row.name, "'"); {
	case fixed:
		p.name = strings.TrimSuffix(name, "'")
	case name != "":
		p.name = at.at(name).text()
	}
	if p.replicas, err = at.product(append([]string{row.count}, row.times...)); err != nil {
		return p, err
	}
	if row.max != "" {
		if p.max, err = at.count(row.max + "=0"); err != nil {
			return p, err
		}
	}
	if row.podSpec != "" {
		err = at.at(strings.TrimPrefix(row.podSpec, ".")).podSpec(&p.template.Spec)
	} else {
		err = at.at(strings.TrimPrefix(cmp.Or(row.template, "template"), ".")).decode(&p.template)
	}
	if err != nil {
		return p, err
	}
	if row.container != "" {
		if err := p.setMain(row, at); err != nil {
			return p, err
		}
	}
	if row.claims != "" {
		if p.claims, err = at.at(row.claims).claims(); err != nil {
			return p, err
		}
	}
	if row.finish != nil {
		err = row.finish(c, at, &p)
	}
	return p, err
}

// setMain sets the resources of the main container, which an operator adds to a
// template without it. What the template has for it wins.
func (p *part) setMain(row *podsAt, at value) error {
	main := p.template.container(row.container)
	own := main.Resources
	main.Resources = resources{}
	if row.resources != "" {
		if err := at.at(row.resources).decode(&main.Resources); err != nil {
			return err
		}
	}
	if main.Resources.isZero() && own.isZero() {
		main.Resources = row.otherwise.resources()
		if row.otherwise != (requests{}) {
			p.notes = append(p.notes, "without requests of its own, it is counted with those that its operator sets: "+row.otherwise.String())
		}
	}
	main.Resources.override(own)
	return nil
}

func (r *resources) isZero() bool { return len(r.Requests)+len(r.Limits) == 0 }

func (r *resources) override(by resources) {
	for _, m := range []struct {
		to *amounts
		by amounts
	}{{&r.Requests, by.Requests}, {&r.Limits, by.Limits}} {
		if len(m.by) > 0 && *m.to == nil {
			*m.to = amounts{}
		}
		maps.Copy(*m.to, m.by)
	}
}

// fill sets requests for resources that have neither a request nor a limit.
func (r *resources) fill(by requests) {
	for name, text := range by.resources().Requests {
		if r.Requests[name] == "" && r.Limits[name] == "" {
			r.override(resources{Requests: amounts{name: text}})
		}
	}
}

// stop takes away the pods of what has finished or is suspended. Kueue suspends a job
// until there is room for it: its pods are wanted.
func (c *custom) stop(all []part, suspended string) error {
	why := ""
	waits := false
	if suspended != "" {
		stopped, err := c.spec.at(suspended).yes()
		if err != nil {
			return err
		}
		waits = stopped && c.metadata.Labels[queueLabel] != ""
		if stopped && !waits {
			why = "suspended"
		}
	}
	for i := range all {
		p := &all[i]
		switch {
		case p.job && c.ended():
			p.idle = "finished"
		case why != "":
			p.idle = why
		case waits:
			p.notes = append(p.notes, waitsForKueue)
		}
		if p.idle != "" {
			p.replicas, p.max = 0, 0
		}
		if p.max > 0 {
			p.max = max(p.max, p.replicas)
		}
	}
	return nil
}

// queueLabel names the Kueue queue in which a suspended job waits.
const queueLabel = "kueue.x-k8s.io/queue-name"

const waitsForKueue = "suspended until Kueue admits it: its pods are counted"

// ended reports a job that has ended, in any of the ways in which kinds say so.
func (c *custom) ended() bool {
	if c.status.at("completionTime").text() != "" {
		return true
	}
	for _, condition := range c.status.all("conditions[]") {
		is := condition.at("status").text()
		switch condition.at("type").text() {
		case "Complete", "Completed", "Failed", "Finished":
			if is == "True" {
				return true
			}
		case "Succeeded": // Tekton's is False if it has failed
			if is == "True" || is == "False" && c.Group() == "tekton.dev" {
				return true
			}
		}
	}
	for _, path := range []string{"phase", "state", "state.phase", "applicationState.state", "jobDeploymentStatus", "terminalState"} {
		switch strings.ToLower(c.status.at(path).text()) {
		case "succeeded", "failed", "complete", "completed", "error", "finished", "terminated", "aborted":
			return true
		}
	}
	return false
}

// container finds a container of a pod, and adds it first if the pod lacks it.
func (t *podTemplate) container(name string) *container {
	list := &t.Spec.Containers
	i := slices.IndexFunc(*list, func(c container) bool { return c.Name == name })
	if i < 0 {
		i = 0
		*list = slices.Insert(*list, 0, container{Name: name})
	}
	return &(*list)[i]
}

// multiply is a number of pods within what a workload may have.
func multiply(counts ...int64) (int, error) {
	product := int64(1)
	for _, n := range counts {
		if n != 0 && product > math.MaxInt64/n {
			return 0, fmt.Errorf("more than %d pods", importer.MaxReplicas)
		}
		product *= n
	}
	if product > importer.MaxReplicas {
		return 0, fmt.Errorf("%d pods: must be at most %d", product, importer.MaxReplicas)
	}
	return int(product), nil
}

// CustomResource is a custom resource that is read, and the name of its list.
type CustomResource struct {
	Group, Plural string
	Launches      bool // nodes; otherwise it makes pods
}

// CustomResources are all that make pods, or scale what does, and what launches nodes.
func CustomResources() (all []CustomResource) {
	for i := range customKinds {
		all = append(all, CustomResource{Group: customKinds[i].group, Plural: plural(customKinds[i].kind)})
	}
	all = append(all, CustomResource{Group: "keda.sh", Plural: plural("ScaledObject")})
	for _, g := range launcherKinds {
		for _, kind := range g.kinds {
			all = append(all, CustomResource{Group: g.group, Plural: plural(kind), Launches: true})
		}
	}
	return all
}

// plural is the name of a kind's list, as CRDs have it.
func plural(kind string) string {
	name := strings.ToLower(kind)
	switch {
	case kind == "MongoDBCommunity": // its CRD's
		return name
	case strings.HasSuffix(name, "s"), strings.HasSuffix(name, "h"):
		return name + "es"
	}
	return name + "s"
}

// readCustom makes controllers of the parts of a custom resource.
func (r *reader) readCustom(o *object, all []part) error {
	if err := checkName(o.Ref); err != nil {
		return err
	}
	if len(all) == 0 {
		r.notes.Skip("runs no pods as it is", o.String())
		return nil
	}
	var made []*controller
	for i := range all {
		c, err := r.ofPart(o, &all[i])
		if err != nil {
			return err
		}
		made = append(made, c)
	}
	return r.addTemplate(made...)
}

// ofPart is the pods of one template.
func (r *reader) ofPart(o *object, p *part) (*controller, error) {
	c, err := newController(o)
	if err != nil {
		return nil, err
	}
	if p.name != "" {
		c.Name += "." + partName(p.name)
	}
	if p.daemonSet {
		c.Kind = importer.DaemonSet
	}
	c.Replicas, c.MaxReplicas, c.each = p.replicas, p.max, p.each
	c.Pods.Controller, c.Job, c.claimTemplates = p.controller, p.job, p.claims
	switch {
	case p.idle != "":
		r.notes.Skip(p.idle, c.String())
		c.Omit = true
		return c, nil
	case p.templateOf != (importer.Ref{}):
		r.borrowers = append(r.borrowers, borrower{c, p.templateOf})
		return c, nil
	}
	for _, text := range p.notes {
		c.Notes.Add(importer.Assumed, text, "")
	}
	return c, c.readTemplate(&p.template, c.Namespace)
}

// partName has only letters that a name may have.
func partName(name string) string {
	return strings.Map(func(r rune) rune {
		if !strings.ContainsRune(nameLetters, r) {
			return '-'
		}
		return r
	}, strings.ToLower(name))
}

// settleCustom adds what of custom resources depends on other objects.
func (r *reader) settleCustom() {
	r.lendTemplates()
	r.ownByLabels()
	r.preferDaemonSets()
}

// preferDaemonSets leaves out the parts for which an operator has made a DaemonSet that
// is in the input. If only its pods are, its name begins with that of the custom resource.
func (r *reader) preferDaemonSets() {
	made := map[importer.Ref]bool{}
	for _, c := range r.all {
		if c.id.Kind == importer.DaemonSet {
			made[r.owners[c.id]] = true
		}
	}
	absent := map[importer.Ref]bool{}
	for _, c := range r.running {
		if c.owner.Kind == importer.DaemonSet && r.controllers[c.owner] == nil {
			absent[c.owner] = true
		}
	}
	for _, c := range r.all {
		if c.Kind != importer.DaemonSet || c.id.Kind == importer.DaemonSet {
			continue
		}
		c.Omit = c.Omit || made[c.id]
		for id := range absent {
			if id.Namespace == c.id.Namespace && (id.Name == c.id.Name || strings.HasPrefix(id.Name, c.id.Name+"-")) {
				c.Omit = true
				r.notes.Add(importer.Counted, "pods of a DaemonSet that begins with its name count in its place", c.String())
				break
			}
		}
	}
}

// scaleTemplates applies an autoscaler to what it scales. Of several templates it
// scales those that are parts of groups.
func (r *reader) scaleTemplates(f *family) {
	used := false
	for _, t := range f.templates {
		if n := t.each; n > 0 || len(f.templates) == 1 {
			f.scale.apply(t, max(1, n))
			used = true
		}
	}
	if !used {
		r.notes.Add(importer.Ignored, fmt.Sprintf("its range is not used, as %s makes pods from several templates", display(f.id)), f.scale.String())
	}
}

// scaledObjectSpec is a KEDA ScaledObject's.
type scaledObjectSpec struct {
	Target struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Name       string `json:"name"`
	} `json:"scaleTargetRef"`
	Min  *int64 `json:"minReplicaCount"`
	Max  *int64 `json:"maxReplicaCount"`
	Idle *int64 `json:"idleReplicaCount"`
}

// readScaledObject reads an autoscaler of KEDA, whose defaults are a Deployment, none
// and 100 (apis/keda/v1alpha1/scaledobject_types.go of kedacore/keda). Idle it goes
// below its minimum.
func (r *reader) readScaledObject(o *object) error {
	var s scaledObjectSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	least, most := int64(0), int64(100)
	for _, of := range []struct{ to, by *int64 }{{&least, s.Min}, {&most, s.Max}} {
		if of.by != nil {
			*of.to = *of.by
		}
	}
	switch {
	case least < 0:
		return fmt.Errorf("minReplicaCount \"%d\": must not be negative", least)
	case most < 1 || most > importer.MaxReplicas:
		return fmt.Errorf("maxReplicaCount \"%d\": must be 1 to %d", most, importer.MaxReplicas)
	case most < least:
		return fmt.Errorf("maxReplicaCount \"%d\": must not be below minReplicaCount, %d", most, least)
	}
	if s.Idle != nil {
		least = min(least, max(0, *s.Idle))
	}
	target := identity(importer.Ref{Kind: cmp.Or(s.Target.Kind, "Deployment"), Namespace: o.Namespace, Name: s.Target.Name}, s.Target.APIVersion)
	r.autoscalers = append(r.autoscalers, autoscaler{o.Ref, target, int(least), int(most)})
	return nil
}

// borrower is a controller whose pods are made from another's template.
type borrower struct {
	*controller
	from importer.Ref
}

// lendTemplates gives borrowers the pods of the controllers that have their templates.
func (r *reader) lendTemplates() {
	for _, b := range r.borrowers {
		lenders := r.controllers[b.from]
		if lenders == nil {
			b.Omit = true
			r.notes.Skip(fmt.Sprintf("has the template of %s, which is not in the input: its pods are not counted", display(b.from)), b.String())
			continue
		}
		own := *b.controller
		*b.controller = *lenders[0]
		b.Ref, b.Place, b.id, b.nth, b.owner = own.Ref, own.Place, own.id, own.nth, own.owner
		b.Replicas, b.MaxReplicas, b.Pods.Controller = own.Replicas, own.MaxReplicas, own.Pods.Controller
		pod := *b.pod
		pod.Init, pod.Containers = slices.Clone(pod.Init), slices.Clone(pod.Containers)
		b.pod, b.Request, b.Notes = &pod, maps.Clone(b.Request), importer.Notes{}
		for _, n := range lenders[0].Notes.Sorted() {
			for _, detail := range n.Objects {
				b.Notes.Add(n.Kind, n.Text, detail)
			}
		}
	}
}

// ownerLabels are labels of pods that name the custom resource which they belong to,
// where their owner references do not lead to it: the pods of a leader own its workers,
// a driver owns its executors, and some operators set no owner.
var ownerLabels = []struct{ label, kind string }{
	{"leaderworkerset.sigs.k8s.io/name", "LeaderWorkerSet.leaderworkerset.x-k8s.io"},
	{"sparkoperator.k8s.io/app-name", "SparkApplication.sparkoperator.k8s.io"},
	{"serving.knative.dev/service", "Service.serving.knative.dev"},
	{"serving.kserve.io/inferenceservice", "InferenceService.serving.kserve.io"},
	{"ray.io/cluster", "RayCluster.ray.io"},
	{"cnpg.io/cluster", "Cluster.postgresql.cnpg.io"},
	{"postgres-operator.crunchydata.com/cluster", "PostgresCluster.postgres-operator.crunchydata.com"},
	{"elasticsearch.k8s.elastic.co/cluster-name", "Elasticsearch.elasticsearch.k8s.elastic.co"},
	{"kibana.k8s.elastic.co/name", "Kibana.kibana.k8s.elastic.co"},
	{"logstash.k8s.elastic.co/name", "Logstash.logstash.k8s.elastic.co"},
	{"workflows.argoproj.io/workflow", "Workflow.argoproj.io"},
	{"tekton.dev/taskRun", "TaskRun.tekton.dev"},
}

// labelOwner is the custom resource to which pods with these labels belong.
func labelOwner(labels map[string]string, namespace string) (importer.Ref, bool) {
	kind, name := labels["strimzi.io/kind"], labels["strimzi.io/cluster"]
	switch {
	case kind != "" && name != "":
		kind += ".kafka.strimzi.io"
	case labels["application"] == "spilo" && labels["cluster-name"] != "": // Zalando's
		kind, name = "postgresql.acid.zalan.do", labels["cluster-name"]
	case labels["type"] == "flink-native-kubernetes":
		kind, name = "FlinkDeployment.flink.apache.org", labels["app"]
	default:
		for _, of := range ownerLabels {
			if labels[of.label] != "" {
				kind, name = of.kind, labels[of.label]
				break
			}
		}
	}
	return importer.Ref{Kind: kind, Namespace: namespace, Name: name}, kind != "" && name != ""
}

// ownByLabels gives pods and controllers that nothing in the input owns to the custom
// resource that their labels name.
func (r *reader) ownByLabels() {
	for _, c := range slices.Concat(r.all, r.running) {
		ref, is := labelOwner(c.labels, c.Namespace)
		if !is || r.controllers[ref] == nil || c.id == ref {
			continue
		}
		top := c.id
		if c.owner != (importer.Ref{}) {
			top = c.owner
		}
		for range maxOwners {
			next := r.above(top, c.deployment)
			if next == (importer.Ref{}) || top == ref {
				break
			}
			top = next
		}
		if top != ref && r.owners[top] == (importer.Ref{}) && top.Kind != importer.DaemonSet {
			r.owners[top] = ref
		}
	}
}

// claims are the templates of a list or of a single one.
func (v value) claims() ([]claimTemplate, error) {
	var all []claimTemplate
	list := v.all("[]")
	if !v.isList() && v.is() {
		list = []value{v}
	}
	for _, item := range list {
		var t struct {
			Metadata metadata  `json:"metadata"`
			Spec     claimSpec `json:"spec"`
		}
		if err := item.decode(&t); err != nil {
			return nil, err
		}
		all = append(all, claimTemplate{cmp.Or(t.Metadata.Name, "data"), t.Spec})
	}
	return all, nil
}
