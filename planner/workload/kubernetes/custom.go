package kubernetes

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
)

// podTemplate is what pods are made from.
type podTemplate struct {
	Metadata metadata `json:"metadata"`
	Spec     podSpec  `json:"spec"`
}

// part is the pods that a custom resource makes from one template.
type part struct {
	name       string // within the object: "head", a worker group's name; "" if there is only one
	replicas   int    // how many pods it makes
	max        int    // the most that its own autoscaling makes; 0 without
	controller planner.Controller
	daemonSet  bool // one pod on each node, instead of replicas
	job        bool // ends by itself
	template   podTemplate
	claims     []claimTemplate
	notes      []string // what was guessed
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
	// compute is for what a table cannot say; pods is then nil.
	compute func(*custom) ([]part, error)
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
	// template is the pod template; the default is template.
	template string
	// container is the main one, where the operator adds it. Its resources are at
	// the path resources, and otherwise the operator's own.
	container, resources string
	otherwise            requests
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
	if k.compute != nil {
		all, err = k.compute(c)
	} else {
		all, err = c.parts(k.pods)
	}
	if err != nil {
		return nil, true, err
	}
	return all, true, c.stop(all, k.suspended)
}

// parts reads rows of the table.
func (c *custom) parts(rows []podsAt) (all []part, err error) {
	for i := range rows {
		row := &rows[i]
		for _, at := range c.spec.all(row.at) {
			p, err := c.part(row, at)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
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
	if err := at.at(cmp.Or(row.template, "template")).decode(&p.template); err != nil {
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
// template without it.
func (p *part) setMain(row *podsAt, at value) error {
	main := p.template.container(row.container)
	if row.resources != "" && at.at(row.resources).is() {
		main.Resources = resources{}
		if err := at.at(row.resources).decode(&main.Resources); err != nil {
			return err
		}
	}
	if main.Resources.Requests == nil && main.Resources.Limits == nil {
		main.Resources = row.otherwise.resources()
	}
	return nil
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
			p.notes = append(p.notes, "suspended until Kueue admits it: its pods are counted")
		}
		if p.idle != "" {
			p.replicas, p.max = 0, 0
		}
	}
	return nil
}

// queueLabel names the Kueue queue in which a suspended job waits.
const queueLabel = "kueue.x-k8s.io/queue-name"

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

// readCustom reads a custom resource of the table.
func (r *reader) readCustom(o *object, all []part) error {
	if err := checkName(o.Ref); err != nil {
		return err
	}
	if len(all) == 0 {
		r.notes.Skip("has no pod template", o.String())
		return nil
	}
	if len(all) > 1 || all[0].name != "" {
		// Stands for the object as the owner of its pods, which its parts count.
		owner, err := newController(o)
		if err != nil {
			return err
		}
		owner.Omit, owner.Replicas = true, 0
		if err := r.addCustom(owner); err != nil {
			return err
		}
	}
	for i := range all {
		p := &all[i]
		c, err := newController(o)
		if err != nil {
			return err
		}
		if p.name != "" {
			c.Name += "." + p.name
		}
		if p.daemonSet {
			c.Kind = importer.DaemonSet
		}
		if err := c.readPart(p); err != nil {
			return err
		}
		if p.idle != "" {
			r.notes.Skip(p.idle, c.String())
			c.Omit = true
		}
		if err := r.addCustom(c); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) addCustom(c *controller) error {
	if other := r.controllers[c.Ref]; other != nil {
		return fmt.Errorf("duplicate of %s", other.Place)
	}
	r.controllers[c.Ref] = c
	r.all = append(r.all, c)
	return nil
}

func (c *controller) readPart(p *part) error {
	c.Replicas, c.MaxReplicas = p.replicas, p.max
	c.claimTemplates = p.claims
	if p.idle != "" {
		return nil
	}
	if len(p.template.Spec.Containers) == 0 {
		return errors.New("its pods have no containers")
	}
	of := p.template.Metadata
	of.Namespace = c.Namespace
	if err := c.readTemplate(&p.template.Spec, of); err != nil {
		return err
	}
	for _, text := range p.notes {
		c.Notes.Add(importer.Assumed, text, "")
	}
	if p.job {
		c.Notes.Add(importer.Assumed, "counted as if the job always ran: set hoursPerMonth to how long it runs", "")
	}
	return nil
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
