package workload

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"podfit/planner"
)

// The names of the resources that are not extended ones.
const (
	cpu              = "cpu"
	memory           = "memory"
	ephemeralStorage = "ephemeral-storage"
	// branchENI is what the VPC resource controller's webhook puts into pods
	// that have security groups of their own.
	branchENI = "vpc.amazonaws.com/pod-eni"
)

// Bounds beyond which a quantity is a slip of the finger, as in a scenario.
const (
	mostCPU    = 10_000 * 1000 // millicores
	mostAmount = 1 << 50       // bytes, or devices
)

// amounts are millicores of CPU, and bytes or devices of anything else.
type amounts map[string]int64

func (a amounts) add(b amounts) {
	for name, n := range b {
		a[name] = min(a[name]+n, mostAmount+1) // both within bounds, or just above
	}
}

func (a amounts) atLeast(b amounts) {
	for name, n := range b {
		a[name] = max(a[name], n)
	}
}

// sumOf is b with c.
func sumOf(b, c amounts) amounts {
	sum := maps.Clone(b)
	sum.add(c)
	return sum
}

// request is a pod's, as the scheduler counts it: for each resource the larger
// of its largest ordinary init container, with the restartable ones started
// before it, and of all containers that stay; and the overhead.
func (p *podSpec) request() (amounts, error) {
	staying, starting, peak := amounts{}, amounts{}, amounts{}
	for i := range p.InitContainers {
		c := &p.InitContainers[i]
		own, err := c.request()
		if err != nil {
			return nil, err
		}
		if c.RestartPolicy == "Always" {
			staying.add(own)
			starting.add(own)
			peak.atLeast(starting)
		} else {
			peak.atLeast(sumOf(starting, own))
		}
	}
	for i := range p.Containers {
		own, err := p.Containers[i].request()
		if err != nil {
			return nil, err
		}
		staying.add(own)
	}
	total := staying
	total.atLeast(peak)
	if err := p.Resources.over(total); err != nil {
		return nil, err
	}
	overhead, err := parseAll("overhead", p.Overhead)
	if err != nil {
		return nil, err
	}
	total.add(overhead)
	return total, inBounds(total)
}

// over puts requests of the pod as a whole in the place of its containers'.
func (r *resources) over(total amounts) error {
	requests, err := parseAll("resources.requests", r.Requests)
	if err != nil {
		return err
	}
	limits, err := parseAll("resources.limits", r.Limits)
	if err != nil {
		return err
	}
	maps.Copy(total, requests)
	for name, limit := range limits {
		if _, has := total[name]; !has {
			total[name] = limit
		}
	}
	return nil
}

// request is a container's; where a limit stands alone, it is the request.
func (c *container) request() (amounts, error) {
	all, err := parseAll("limits", c.Resources.Limits)
	if err == nil {
		var requests amounts
		requests, err = parseAll("requests", c.Resources.Requests)
		maps.Copy(all, requests)
	}
	if err != nil {
		return nil, fmt.Errorf("container %s: %w", c.Name, err)
	}
	return all, nil
}

// lacks are those of CPU and memory for which the container has neither a
// request nor a limit.
func (c *container) lacks() []string {
	return slices.DeleteFunc([]string{cpu, memory}, func(name string) bool {
		return c.Resources.has(name)
	})
}

func (r *resources) has(name string) bool { return r.Requests[name] != "" || r.Limits[name] != "" }

func parseAll(path string, list map[string]quantity) (amounts, error) {
	all := amounts{}
	for _, name := range slices.Sorted(maps.Keys(list)) {
		if list[name] == "" { // null
			continue
		}
		n, err := parseAmount(name, string(list[name]))
		if err != nil {
			return nil, fmt.Errorf("%s.%s %q: %w", path, name, string(list[name]), err)
		}
		all[name] = n
	}
	return all, nil
}

func parseAmount(name, text string) (int64, error) {
	example, most := "1", resource.NewQuantity(mostAmount, resource.BinarySI)
	switch name {
	case cpu:
		example, most = "250m or 2", resource.NewMilliQuantity(mostCPU, resource.DecimalSI)
	case memory, ephemeralStorage:
		example = "512Mi or 4Gi"
	}
	q, err := resource.ParseQuantity(text)
	switch {
	case err != nil:
		return 0, fmt.Errorf("not a quantity as Kubernetes writes it, such as %s", example)
	case q.Sign() < 0:
		return 0, fmt.Errorf("want an amount of 0 or more")
	case q.Cmp(*most) > 0:
		return 0, fmt.Errorf("that is more than %s", most)
	case name == cpu:
		return q.MilliValue(), nil
	case name != memory && name != ephemeralStorage && q.CmpInt64(q.Value()) != 0:
		return 0, fmt.Errorf("want a whole number")
	}
	return q.Value(), nil
}

func inBounds(total amounts) error {
	if total[cpu] > mostCPU {
		return fmt.Errorf("its containers together request more than %d cores", mostCPU/1000)
	}
	for _, name := range slices.Sorted(maps.Keys(total)) {
		if total[name] > mostAmount {
			return fmt.Errorf("its containers together request more than %s of %s", resource.NewQuantity(mostAmount, resource.BinarySI), name)
		}
	}
	return nil
}

// smallestMemory that a scenario takes: below it a unit was forgotten.
const smallestMemory = int64(planner.MiB)

// gaps are the containers that lack a request, and whether all lack both.
func (p *podSpec) gaps() (list []string, all bool) {
	if p.Resources.has(cpu) && p.Resources.has(memory) {
		return nil, false
	}
	all = true
	for i := range p.Containers {
		c := &p.Containers[i]
		lacks := slices.DeleteFunc(c.lacks(), p.Resources.has)
		if len(lacks) > 0 {
			list = append(list, strings.Join(lacks, " and ")+" of "+c.Name)
		}
		all = all && len(lacks) == 2
	}
	for i := range p.InitContainers {
		all = all && len(p.InitContainers[i].lacks()) == 2
	}
	return list, all
}
