package kubernetes

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// What the API server adds to the pods of a template when it creates them. Running pods
// have it already.

// limitRange is what a LimitRange says of containers and pods, with its own defaults.
type limitRange struct {
	importer.Ref
	requests, limits request.Amounts // that containers get
	bounds           []limitBounds
}

// limitBounds are limits of a LimitRange beyond which it refuses pods.
type limitBounds struct {
	pod      bool // of a pod's sum, not of each container
	min, max request.Amounts
}

type limitRangeSpec struct {
	Limits []struct {
		Type           string  `json:"type"`
		Default        amounts `json:"default"`
		DefaultRequest amounts `json:"defaultRequest"`
		Min            amounts `json:"min"`
		Max            amounts `json:"max"`
	} `json:"limits"`
}

// readLimitRange reads the defaults as the API server completes them: a limit from the
// maximum, a request from the limit, then from the minimum (SetDefaults_LimitRangeItem
// of pkg/apis/core/v1/defaults.go).
func (r *reader) readLimitRange(o *object) error {
	var s limitRangeSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	l := limitRange{Ref: o.Ref, requests: request.Amounts{}, limits: request.Amounts{}}
	for _, item := range s.Limits {
		var of [4]request.Amounts
		for i, list := range []struct {
			key  string
			list amounts
		}{{"default", item.Default}, {"defaultRequest", item.DefaultRequest}, {"min", item.Min}, {"max", item.Max}} {
			var err error
			if of[i], err = request.ParseAll("spec.limits."+list.key, list.list); err != nil {
				return err
			}
		}
		limits, requests, least, most := of[0], of[1], of[2], of[3]
		switch item.Type {
		case "Container":
			fill(limits, most)
			fill(requests, limits)
			fill(requests, least)
			fill(l.limits, limits)
			fill(l.requests, requests)
			l.bounds = append(l.bounds, limitBounds{false, least, most})
		case "Pod":
			l.bounds = append(l.bounds, limitBounds{true, least, most})
		}
	}
	r.limitRanges[namespaceOf(o.Ref)] = append(r.limitRanges[namespaceOf(o.Ref)], l)
	return nil
}

// fill sets the amounts that are not there.
func fill(to, from request.Amounts) {
	for name, n := range from {
		if !to.Has(name) {
			to[name] = n
		}
	}
}

// runtimeClass is what a RuntimeClass adds to a pod.
type runtimeClass struct {
	overhead request.Amounts
	pods     podSpec // its node selector and tolerations
}

func (r *reader) readRuntimeClass(o *object) error {
	var overhead struct {
		Fixed amounts `json:"podFixed"`
	}
	var scheduling struct {
		NodeSelector map[string]string `json:"nodeSelector"`
		Tolerations  []toleration      `json:"tolerations"`
	}
	if err := objects.DecodePart("overhead", o.Overhead, &overhead); err != nil {
		return err
	}
	if err := objects.DecodePart("scheduling", o.Scheduling, &scheduling); err != nil {
		return err
	}
	fixed, err := request.ParseAll("overhead.podFixed", overhead.Fixed)
	if err != nil {
		return err
	}
	r.runtimeClasses[o.Name] = runtimeClass{fixed, podSpec{NodeSelector: scheduling.NodeSelector, Tolerations: scheduling.Tolerations}}
	return nil
}

// admit completes all templates.
func (r *reader) admit() error {
	for _, c := range r.all {
		if c.pod == nil || c.Omit {
			continue
		}
		r.addOverhead(c)
		ranges := r.limitRanges[namespaceOf(c.Ref)]
		for _, l := range ranges {
			l.apply(c)
		}
		if err := c.setPod(c.pod); err != nil {
			return fmt.Errorf("%s: %s: %w", c.Place, c, err)
		}
		for _, l := range ranges {
			l.check(c)
		}
	}
	return nil
}

// addOverhead is what the admission plugin RuntimeClass does.
func (r *reader) addOverhead(c *controller) {
	if c.runtimeClass == "" {
		return
	}
	class, known := r.runtimeClasses[c.runtimeClass]
	switch {
	case !known && len(c.pod.Overhead) == 0:
		c.Notes.Add(importer.Assumed, "runtime class "+c.runtimeClass+" is not in the input; its overhead is assumed to be 0", "")
	case known:
		c.pod.Overhead = maps.Clone(class.overhead)
		p := placement{nodes: c.Pods.Nodes, note: func(text string) { c.Notes.Add(importer.Ignored, text, "") }}
		p.read(&class.pods)
		c.Pods.Nodes = p.nodes
	}
}

// apply sets the defaults on all containers (mergePodResourceRequirements of
// plugin/pkg/admission/limitranger): a container's own limit has become its request
// before.
func (l *limitRange) apply(c *controller) {
	given := 0
	for _, list := range [][]request.Container{c.pod.Init, c.pod.Containers} {
		for i := range list {
			of := &list[i]
			before := len(of.Requests)
			fill(of.Limits, l.limits)
			fill(of.Requests, l.requests)
			given += len(of.Requests) - before
		}
	}
	if given > 0 {
		c.Notes.Add(importer.Counted, "requests that its containers lack are the defaults of LimitRange "+l.Path(), "")
	}
}

// check notes pods that the LimitRange refuses.
func (l *limitRange) check(c *controller) {
	for _, b := range l.bounds {
		if b.pod {
			b.refuse(c, l, "the pod", c.Request, c.Request)
			continue
		}
		for _, list := range [][]request.Container{c.pod.Init, c.pod.Containers} {
			for i := range list {
				most := maps.Clone(list[i].Requests)
				most.Raise(list[i].Limits)
				b.refuse(c, l, list[i].Name, list[i].Requests, most)
			}
		}
	}
}

func (b limitBounds) refuse(c *controller, l *limitRange, what string, least, most request.Amounts) {
	for _, name := range slices.Sorted(maps.Keys(b.max)) {
		if most[name] > b.max[name] {
			c.Notes.AddOnce(importer.Assumed, "LimitRange "+l.Path()+" refuses these pods; they are counted all the same", "max "+name+" of "+what)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.min)) {
		if least.Has(name) && least[name] < b.min[name] {
			c.Notes.AddOnce(importer.Assumed, "LimitRange "+l.Path()+" refuses these pods; they are counted all the same", "min "+name+" of "+what)
		}
	}
}

// quota is a ResourceQuota for all pods of its namespace.
type quota struct {
	importer.Ref
	hard request.Amounts // by the name of a resource, and pods
}

func (r *reader) readQuota(o *object) error {
	var s struct {
		Hard          amounts  `json:"hard"`
		Scopes        []string `json:"scopes"`
		ScopeSelector *struct {
			Expressions []requirement `json:"matchExpressions"`
		} `json:"scopeSelector"`
	}
	if err := o.spec(&s); err != nil {
		return err
	}
	if len(s.Scopes) > 0 || s.ScopeSelector != nil {
		r.notes.Add(importer.Ignored, "a quota for some of the pods only is not compared with them", o.Ref.String())
		return nil
	}
	hard := amounts{}
	for name, n := range s.Hard {
		name = strings.TrimPrefix(name, "requests.")
		if name == "count/pods" {
			name = podCount
		}
		if !strings.HasPrefix(name, "limits.") && !strings.HasPrefix(name, "count/") && !strings.Contains(name, ".storageclass.") {
			hard[name] = n
		}
	}
	all, err := request.ParseAll("spec.hard", hard)
	r.quotas = append(r.quotas, quota{o.Ref, all})
	return err
}

// podCount is the pods of a namespace among the amounts of a quota.
const podCount = "pods"

// noteQuotas notes the namespaces whose pods, at their most, pass a quota: the API
// server refuses those beyond it.
func (r *reader) noteQuotas(all []*controller) {
	if len(r.quotas) == 0 {
		return
	}
	used := map[string]map[string]float64{}
	for _, c := range all {
		if c.Omit || c.Kind == importer.DaemonSet {
			continue
		}
		of := used[namespaceOf(c.Ref)]
		if of == nil {
			of = map[string]float64{}
			used[namespaceOf(c.Ref)] = of
		}
		n := float64(max(c.Replicas, c.MaxReplicas))
		of[podCount] += n
		for name, amount := range c.Request {
			of[name] += n * float64(amount)
		}
	}
	for _, q := range r.quotas {
		for _, name := range slices.Sorted(maps.Keys(q.hard)) {
			if got := used[namespaceOf(q.Ref)][name]; got > float64(q.hard[name]) {
				r.notes.Add(importer.Assumed, "the pods of its namespace pass this quota at their most, so the API server refuses some; all are counted",
					fmt.Sprintf("%s (%s)", q.Ref, name))
			}
		}
	}
}
