// Package request computes what a pod requests, as the Kubernetes scheduler
// counts it, from typed amounts: a reader parses each amount once, from the
// text that it found, and nothing turns it into text again.
package request

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Container is what one container requests. A resource for which it has no
// request is absent from Requests; an explicit request of 0 is present.
type Container struct {
	Name     string
	Image    string // empty if it is unknown
	Requests Amounts
	// Limits decide nothing here; what admission adds depends on them.
	Limits Amounts
	// Restartable marks an init container that keeps running (restartPolicy
	// Always): a native sidecar.
	Restartable bool
}

// Pod is the containers of a pod, and what is set for the pod as a whole.
type Pod struct {
	Init, Containers []Container
	// Requests of the pod override the sum over its containers. Limits of the pod
	// apply only to resources for which there is no request at all.
	Requests, Limits Amounts
	Overhead         Amounts
}

// Total is the pod's request. For each resource it is the larger of two sums:
// all containers that keep running, and the largest ordinary init container
// together with the restartable ones that started before it. Requests of the
// pod as a whole override that; the overhead is added. See PodRequests in
// k8s.io/component-helpers/resource.
func (p *Pod) Total() (Amounts, error) {
	running, sidecars, peak := Amounts{}, Amounts{}, Amounts{}
	for i := range p.Init {
		c := &p.Init[i]
		if c.Restartable {
			running.Add(c.Requests)
			sidecars.Add(c.Requests)
			continue
		}
		starting := maps.Clone(sidecars)
		starting.Add(c.Requests)
		peak.Raise(starting)
	}
	for i := range p.Containers {
		running.Add(p.Containers[i].Requests)
	}
	total := running
	total.Raise(peak)
	maps.Copy(total, p.Requests)
	for name, limit := range p.Limits {
		if !total.Has(name) {
			total[name] = limit
		}
	}
	total.Add(p.Overhead)
	return total, total.Check()
}

// Images are those of its containers, each once and in order; none if one is unknown.
func (p *Pod) Images() (all []string) {
	for _, list := range [][]Container{p.Init, p.Containers} {
		for i := range list {
			if list[i].Image == "" {
				return nil
			}
			all = append(all, list[i].Image)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Starting is what the init containers need until the pod runs, with the overhead: the
// largest ordinary one with the restartable ones that started before it. It is nil
// without an ordinary one.
func (p *Pod) Starting() Amounts {
	sidecars, peak := Amounts{}, Amounts{}
	for i := range p.Init {
		if p.Init[i].Restartable {
			sidecars.Add(p.Init[i].Requests)
			continue
		}
		starting := maps.Clone(sidecars)
		starting.Add(p.Init[i].Requests)
		peak.Raise(starting)
	}
	if len(peak) == 0 || p.Requests != nil {
		return nil
	}
	peak.Add(p.Overhead)
	return peak
}

// Without is how many containers lack a request for a resource, as scores count
// them: each is taken for one that requests an amount, and the pod's request rises
// by a multiple of it (NonMissingContainerRequests of PodRequests in
// k8s.io/component-helpers/resource). A request of the pod as a whole replaces its
// containers', and the API server makes one of its limit where no container has any.
func (p *Pod) Without(name string, amount int64) int {
	requested := func(list []Container) bool {
		return slices.ContainsFunc(list, func(c Container) bool { return c.Requests.Has(name) })
	}
	if p.Requests.Has(name) || p.Limits.Has(name) && !requested(p.Init) && !requested(p.Containers) {
		return 0
	}
	filled := func(list []Container) []Container {
		all := make([]Container, len(list))
		for i, c := range list {
			n, has := c.Requests[name]
			if !has {
				n = amount
			}
			all[i] = Container{Requests: Amounts{name: n}, Restartable: c.Restartable}
		}
		return all
	}
	before, _ := p.Total()
	// Total reports amounts that are too large; the caller has refused those.
	after, _ := (&Pod{Init: filled(p.Init), Containers: filled(p.Containers), Overhead: p.Overhead}).Total()
	return int((after[name] - before[name] + amount/2) / amount)
}

// Missing lists the containers that lack a CPU or memory request, such as
// "cpu and memory of app". none reports that no container requests either.
func (p *Pod) Missing() (list []string, none bool) {
	if p.sets(CPU) && p.sets(Memory) {
		return nil, false
	}
	none = true
	for i := range p.Containers {
		c := &p.Containers[i]
		lacks := slices.DeleteFunc(c.lacks(), p.sets)
		if len(lacks) > 0 {
			list = append(list, strings.Join(lacks, " and ")+" of "+c.Name)
		}
		none = none && len(lacks) == 2
	}
	for i := range p.Init {
		none = none && len(p.Init[i].lacks()) == 2
	}
	return list, none
}

// sets reports whether the pod as a whole has a request or limit.
func (p *Pod) sets(name string) bool { return p.Requests.Has(name) || p.Limits.Has(name) }

func (c *Container) lacks() []string {
	return slices.DeleteFunc([]string{CPU, Memory}, c.Requests.Has)
}

// Check reports amounts that are implausibly large: see Parse.
func (a Amounts) Check() error {
	if a[CPU] > maxCPU {
		return fmt.Errorf("its containers together request more than %d cores", maxCPU/1000)
	}
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if a[name] > maxAmount {
			return fmt.Errorf("its containers together request more than %s of %s", limitText(name), name)
		}
	}
	return nil
}
