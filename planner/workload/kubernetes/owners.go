package kubernetes

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// Running pods are the truth: each counts once, with its own request. Templates say
// how many more are wanted. A family is the pods of one controller, by both.

// family is what an object of the input runs, or an owner that is not in it.
type family struct {
	id        importer.Ref
	nth       int           // of what was read
	templates []*controller // several of a custom resource
	running   []*controller
	scale     *autoscaler
}

// Workloads are the pods of all families.
func (r *reader) Workloads() ([]*importer.Workload, error) {
	r.admit()
	r.settleCustom()
	families := r.families()
	r.findAutoscalers(families)
	var all []*controller
	for _, f := range families {
		r.recommend(f)
		all = append(all, r.keep(r.fold(f), func(c *controller) error { return checkName(c.Ref) })...)
	}
	workloads := make([]*importer.Workload, len(all))
	for i, c := range all {
		r.complete(c)
		workloads[i] = &c.Workload
	}
	r.constraints(all)
	for _, ref := range r.oldRevisions {
		r.notes.Skip("old revision", ref.String())
	}
	r.noteQuotas(all)
	r.notePolicies()
	return workloads, nil
}

// keep drops those with an error, and notes them as lost.
func (r *reader) keep(all []*controller, check func(*controller) error) []*controller {
	return slices.DeleteFunc(all, func(c *controller) bool {
		err := check(c)
		if err != nil {
			r.notes.LoseError(fmt.Errorf("%s: %s: %w", c.Place, c, err))
		}
		return err != nil
	})
}

// complete adds what depends on other objects.
func (r *reader) complete(c *controller) {
	if c.Omit || c.Windows || c.Fargate {
		return
	}
	r.volumes(c)
	c.Pods.Priority = r.priority(c)
	c.Pods.SecurityGroups = r.hasSecurityGroups(c) || c.branchENI && !c.Pods.HostNetwork
}

// families are in the order in which the first of each was read.
func (r *reader) families() []*family {
	var all []*family
	byID := map[importer.Ref]*family{}
	of := func(id importer.Ref, first *controller) *family {
		f := byID[id]
		if f == nil {
			f = &family{id: id, nth: first.nth}
			byID[id] = f
			all = append(all, f)
		}
		f.nth = min(f.nth, first.nth)
		return f
	}
	children := map[importer.Ref][]*controller{}
	for _, c := range r.all {
		root := r.root(c.id, importer.Ref{})
		f := of(root, c)
		switch r.parent(c) {
		case importer.Ref{}:
			if root == c.id {
				f.templates = append(f.templates, c)
				break
			}
			fallthrough // a revision of what is not in the input
		case root:
			children[root] = append(children[root], c)
		}
	}
	for _, f := range all {
		f.prefer(children[f.id])
	}
	for i, c := range r.running {
		if c.owner == (importer.Ref{}) {
			// Several may have no name, as the API server makes one up.
			all = append(all, &family{id: importer.Ref{Kind: strconv.Itoa(i)}, nth: c.nth, running: []*controller{c}})
			continue
		}
		f := of(r.root(c.owner, c.deployment), c)
		f.running = append(f.running, c)
	}
	slices.SortFunc(all, func(a, b *family) int { return a.nth - b.nth })
	return all
}

// prefer takes the templates of the controllers that a custom resource made for what
// it runs, as these are exact.
func (f *family) prefer(children []*controller) {
	children = slices.DeleteFunc(children, func(c *controller) bool { return c.Replicas == 0 })
	builtIn := !strings.Contains(f.id.Kind, ".")
	if len(children) == 0 || builtIn && len(f.templates) > 0 {
		return
	}
	for _, c := range children {
		if len(f.templates) == 1 {
			c.Pods.Rollout, c.Job, c.Place = f.templates[0].Pods.Rollout, f.templates[0].Job, f.templates[0].Place
			if len(children) == 1 {
				c.MaxReplicas = f.templates[0].MaxReplicas
			}
		}
		if c.Ref = display(f.id); c.Kind == "Deployment" {
			c.Pods.Controller = planner.Deployment
		}
	}
	f.templates = children
}

// maxOwners is how many levels of owners are followed; Pod, ReplicaSet and Deployment
// are 3.
const maxOwners = 8

// above is what owns an object; zero if nothing does, or if the object is not in the
// input. kubectl get deploy,pods has no ReplicaSets and cronjob,pods no Jobs; their
// names begin with the name of their own owner.
func (r *reader) above(id, deployment importer.Ref) importer.Ref {
	owner := r.owners[id]
	switch {
	case owner != (importer.Ref{}):
	case id.Kind == "ReplicaSet" && r.controllers[id] == nil:
		return deployment
	case id.Kind == importer.Job:
		if cron := cronJobOf(id); r.controllers[cron] != nil {
			return cron
		}
	}
	return owner
}

// root is the topmost owner in the input; without one it is what the pods' own owner
// is a revision of, or that owner. A DaemonSet is on nodes whatever owns it.
func (r *reader) root(id, deployment importer.Ref) importer.Ref {
	best := id
	for n := 0; ; n++ {
		if r.controllers[id] != nil {
			best = id
		}
		next := r.above(id, deployment)
		switch {
		case id.Kind == importer.DaemonSet, next == importer.Ref{}:
			return best
		case n == maxOwners:
			return id // the owners are a cycle
		case id.Kind == "ReplicaSet":
			best = next
		}
		id = next
	}
}

// parent is the nearest owner of a template that makes pods itself; zero if there is
// none.
func (r *reader) parent(c *controller) importer.Ref {
	id := c.id
	for range maxOwners {
		if id = r.above(id, importer.Ref{}); r.controllers[id] != nil {
			return id
		}
	}
	return importer.Ref{}
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

// fold makes workloads of a family: the running pods by size, and those that its
// templates want beyond them.
func (r *reader) fold(f *family) []*controller {
	if display(f.id).Kind == importer.DaemonSet {
		return []*controller{r.foldDaemonSet(f)}
	}
	f.mergeAlike()
	if f.scale != nil && len(f.templates) > 0 {
		r.scaleTemplates(f)
	}
	if len(f.running) == 0 {
		return f.templates
	}
	match := f.match()
	var all []*controller
	for _, t := range append(slices.Clone(f.templates), nil) {
		all = append(all, f.ofTemplate(t, match)...)
	}
	return all
}

// mergeAlike counts pods of several ReplicaSets together, if they are alike.
func (f *family) mergeAlike() {
	var all []*controller
	for _, c := range f.running {
		i := slices.IndexFunc(all, func(other *controller) bool { return other.alike == c.alike && c.owner != (importer.Ref{}) })
		if i < 0 {
			all = append(all, c)
			continue
		}
		all[i].merge(c)
	}
	f.running = all
}

// matched says of which templates running pods are.
type matched struct {
	of   map[*controller]*controller // the template of running pods; nil is of none
	left map[*controller]int         // how many pods a template wants beyond those
}

// match finds the templates of running pods: first of those that request the same,
// then of those whose labels they have, then of any that wants more.
func (f *family) match() matched {
	m := matched{map[*controller]*controller{}, map[*controller]int{}}
	for _, t := range f.templates {
		m.left[t] = t.Replicas
	}
	free := map[*controller]int{}
	for _, c := range f.running {
		free[c] = c.Replicas
	}
	for _, fits := range []func(t, c *controller) bool{
		func(t, c *controller) bool { return maps.Equal(t.Request, c.Request) && t.labelled(c) },
		func(t, c *controller) bool { return maps.Equal(t.Request, c.Request) },
		func(t, c *controller) bool { return len(t.labels) > 0 && t.labelled(c) },
		func(t, c *controller) bool { return true },
	} {
		for _, c := range f.running {
			for _, t := range f.templates {
				n := min(free[c], m.left[t])
				if fits(t, c) && (n > 0 || m.of[c] == nil && len(f.templates) == 1) {
					free[c] -= n
					m.left[t] -= n
					if m.of[c] == nil {
						m.of[c] = t
					}
				}
			}
		}
	}
	return m
}

// labelled reports that pods have the labels of a template.
func (t *controller) labelled(c *controller) bool {
	for key, value := range t.labels {
		if c.labels[key] != value {
			return false
		}
	}
	return true
}

// ofTemplate are the workloads of a template's pods, the most alike first; nil is no
// template.
func (f *family) ofTemplate(t *controller, m matched) []*controller {
	var all []*controller
	total, fargate := 0, true
	for _, c := range f.running {
		if m.of[c] == t {
			c.Running = c.Replicas
			all = append(all, c)
			total += c.Replicas
		}
		fargate = fargate && c.Fargate
	}
	slices.SortStableFunc(all, func(a, b *controller) int { return b.Replicas - a.Replicas })
	name := f.name()
	if t != nil {
		name = t.Ref
		if all = addWanted(all, t, m.left[t]); m.left[t] > 0 {
			total += m.left[t]
			all[len(all)-1].Fargate = all[len(all)-1].Fargate || fargate
		}
	}
	for i, c := range all {
		c.take(t, f.id)
		if c.Ref = name; i > 0 {
			c.Name += "." + sizeOf(c)
		}
	}
	if len(all) > 0 {
		f.setMost(all[0], t, total)
	}
	return all
}

// addWanted adds the pods that a template wants beyond those that run.
func addWanted(all []*controller, t *controller, n int) []*controller {
	if n == 0 {
		return all
	}
	detail := fmt.Sprintf("%d of %d", n, t.Replicas)
	i := slices.IndexFunc(all, func(c *controller) bool { return maps.Equal(c.Request, t.Request) })
	if i < 0 {
		t.Replicas = n
		all, i = append(all, t), len(all)
	} else {
		all[i].Replicas += n
	}
	all[i].Notes.Add(importer.Counted, "pods that do not run yet count with the request of the template", detail)
	return all
}

// take has what the template of running pods says of them beyond their own spec.
func (c *controller) take(t *controller, of importer.Ref) {
	if t == c {
		return
	}
	if c.Pods.Controller = controllerOf(c.owner.Kind); of.Kind == "Deployment" {
		c.Pods.Controller = planner.Deployment
	}
	c.Job = c.owner.Kind == importer.Job
	if t == nil {
		return
	}
	if !maps.Equal(c.Request, t.Request) {
		c.Notes.Add(importer.Counted, "running pods count with their own request, which is not the template's", requestText(t.Request)+" in the template")
	}
	c.Place, c.Pods.Rollout, c.Job, c.firstOrdinal = t.Place, t.Pods.Rollout, t.Job, t.firstOrdinal
	c.Pods.Controller = t.Pods.Controller
	for _, claim := range t.claimTemplates {
		if claim.name != "" {
			c.claimTemplates = append(c.claimTemplates, claim)
		}
	}
}

// setMost sets the most replicas that an autoscaler makes of the first workload of a
// family, which has total pods in all.
func (f *family) setMost(first, t *controller, total int) {
	most := 0
	switch {
	case t != nil:
		most = t.MaxReplicas
	case f.scale != nil && len(f.templates) == 0:
		if most = f.scale.max; total < f.scale.min {
			first.Notes.Add(importer.Counted, "pods that its autoscaler wants beyond those that run count with the request of these", fmt.Sprintf("%d of %d", f.scale.min-total, f.scale.min))
			first.Replicas += f.scale.min - total
			total = f.scale.min
		}
	}
	first.MaxReplicas = 0
	if most > 0 {
		first.MaxReplicas = max(first.Replicas, most-(total-first.Replicas))
	}
}

// name is that of the controller, or of a pod without one.
func (f *family) name() importer.Ref {
	if first := f.running[0]; first.owner == (importer.Ref{}) {
		return first.Ref
	}
	return display(f.id)
}

// sizeOf tells pods of one controller apart in their names: 500m-1gi.
func sizeOf(c *controller) string {
	cpu, memory := c.Request.Texts()
	return strings.ToLower(cpu + "-" + memory)
}

func requestText(a request.Amounts) string {
	cpu, memory := a.Texts()
	return cpu + " CPU and " + memory + " memory"
}

// foldDaemonSet is the DaemonSet with the largest request of its running pods, of
// which each node has one.
func (r *reader) foldDaemonSet(f *family) *controller {
	var c *controller
	if len(f.templates) > 0 {
		c = f.templates[0]
	}
	if len(f.running) > 0 {
		r.countOthers(f.running)
		first := f.running[0]
		for _, other := range f.running[1:] {
			first.Request.Raise(other.Request)
			first.shareLabels(other)
		}
		if c == nil {
			c = first
			c.Ref = display(f.id)
		} else if !maps.Equal(c.Request, first.Request) {
			c.Notes.Add(importer.Counted, "running pods count with their own request, which is not the template's", requestText(c.Request)+" in the template")
			c.Request, c.Missing, c.Pods.NoRequests = first.Request, first.Missing, first.Pods.NoRequests
		}
		c.branchENI = c.branchENI || first.branchENI
	}
	if n, known := c.scheduled.Value(); known && n == 0 && len(f.running) == 0 {
		r.notes.Skip("runs on no node of its cluster now (desiredNumberScheduled: 0)", c.String())
		c.Omit = true
	}
	return c
}
