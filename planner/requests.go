package planner

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Requests says what pods request in a plan: what they request now, which is zero, or
// what they use.
type Requests struct {
	AsUsed     bool
	Percentile Percentile
	// Margin is a percentage on top of what is used.
	Margin int
}

// UsualRequests are those of pods as used, unless a percentile or a margin is asked for.
var UsualRequests = Requests{AsUsed: true, Percentile: DefaultPercentile, Margin: 20}

const (
	asSet, asUsed = "as-set", "as-used"
	mostMargin    = 1000
)

// Asked is the percentile at which usage is read.
func (r Requests) Asked() Percentile {
	if !r.AsUsed {
		return DefaultPercentile
	}
	return r.Percentile
}

// String is as-set, or as-used:p95+20%.
func (r Requests) String() string {
	if !r.AsUsed {
		return asSet
	}
	return fmt.Sprintf("%s:%s", asUsed, r.Terms())
}

// Terms are p95+20%.
func (r Requests) Terms() string { return fmt.Sprintf("%s+%d%%", r.Percentile, r.Margin) }

// ParseRequests reads as-set, as-used, as-used:p95+20%, as-used:max or as-used:+15%.
func ParseRequests(text string) (Requests, error) {
	word, terms, has := strings.Cut(text, ":")
	switch {
	case text == asSet:
		return Requests{}, nil
	case word != asUsed:
		return Requests{}, errors.New("must be as-set, as-used or a form such as as-used:p95+20%")
	case !has:
		return UsualRequests, nil
	}
	r := UsualRequests
	percentile, margin, hasMargin := strings.Cut(terms, "+")
	if percentile != "" || !hasMargin {
		p, err := ParsePercentile(percentile)
		if err != nil {
			return r, err
		}
		r.Percentile, r.Margin = p, 0
	}
	if hasMargin {
		digits := strings.TrimSuffix(margin, "%")
		n, err := strconv.Atoi(digits)
		if err != nil || strings.Trim(digits, "0123456789") != "" || n > mostMargin {
			return r, fmt.Errorf("the margin must be a whole percentage from 0 to %d, such as +20%%", mostMargin)
		}
		r.Margin = n
	}
	return r, nil
}

// Resized is a workload whose pods would request what they use.
type Resized struct {
	Workload   string
	Controller Controller
	Replicas   int
	// From is what each pod requests now; NoRequests is set if that is nothing.
	From       Resources
	NoRequests bool
	To         Resources
	Usage      Usage
	// Containers are the requests that make To, but for init containers, by name, as far as they are known; an amount of 0
	// is one that stays as it is.
	Containers []ContainerRequest
	// Scales is set if an autoscaler adds pods, whose number follows from requests if it
	// goes by their utilization.
	Scales bool
}

// ContainerRequest is what a container would request.
type ContainerRequest struct {
	Name    string
	Request Resources
}

// Changed reports whether the request is another.
func (r *Resized) Changed() bool { return r.From != r.To || r.NoRequests }

// The least that a pod requests as used, unless it requests less now: the defaults of
// KRR (cpu_min_value and memory_min_value in robusta_krr/core/models/config.py).
const (
	leastCPU    Millis = 10
	leastMemory        = 100 * MiB
)

// Resize is a workload's request as used, where its usage is known. CPU is that of the
// percentile with the margin; so is memory, but never below its peak, as pods that use
// more than they request are the first to be evicted. Init containers keep theirs, and
// need them until the pod runs. What another tool recommends has
// its own margin.
func (r Requests) Resize(w *Workload) (to Resized, known bool) {
	u := &w.Usage
	to = Resized{
		Workload: w.Name, Controller: w.Controller, Replicas: w.Replicas, From: w.Request, To: w.Request, NoRequests: w.NoRequests,
		Usage: *u, Scales: w.MaxReplicas > w.Replicas,
	}
	parts := make([]ContainerRequest, len(u.Containers))
	for i := range parts {
		parts[i].Name = u.Containers[i].Name
	}
	if cpu, is := u.CPU.Value(); is {
		to.To.CPU = request(parts, SumOf(u.Containers, CPUOf).Known(), least(w.Request.CPU, leastCPU), r.cpu(u, cpu),
			func(i int) Millis { return r.cpu(u, u.Containers[i].CPU.Or(0)) }, func(p *ContainerRequest) *Millis { return &p.Request.CPU })
	}
	if memory, is := u.Memory.Value(); is {
		to.To.Memory = request(parts, SumOf(u.Containers, MemoryOf).Known(), least(w.Request.Memory, leastMemory), r.memory(u, memory, u.MemoryPeak),
			func(i int) Memory { return r.memory(u, u.Containers[i].Memory.Or(0), u.Containers[i].MemoryPeak) }, func(p *ContainerRequest) *Memory { return &p.Request.Memory })
	}
	to.To.CPU, to.To.Memory = max(to.To.CPU, w.Init.CPU), max(to.To.Memory, w.Init.Memory)
	to.Containers = slices.DeleteFunc(parts, func(p ContainerRequest) bool { return p.Request == Resources{} })
	return to, u.IsKnown()
}

func (r Requests) cpu(u *Usage, used Millis) Millis { return Millis(r.withMargin(u, int64(used))) }

func (r Requests) memory(u *Usage, used Memory, peak Maybe[Memory]) Memory {
	m := max(Memory(r.withMargin(u, int64(used))), peak.Or(0))
	return (m + MiB - 1) / MiB * MiB
}

// withMargin rounds up.
func (r Requests) withMargin(u *Usage, n int64) int64 {
	if u.RecommendedBy != "" {
		return n
	}
	return (n*(100+int64(r.Margin)) + 99) / 100
}

// least is what a pod requests at least.
func least[T ~int64](now, usual T) T {
	if now > 0 {
		return min(now, usual)
	}
	return usual
}

// request is the sum of its containers' parts if these are known, or else of the pod as
// a whole. If it is below the least, the largest part gets the difference.
func request[T ~int64](parts []ContainerRequest, byPart bool, least, whole T, part func(int) T, at func(*ContainerRequest) *T) (sum T) {
	if !byPart {
		return max(whole, least)
	}
	largest := 0
	for i := range parts {
		*at(&parts[i]) = part(i)
		sum += part(i)
		if part(i) > part(largest) {
			largest = i
		}
	}
	if sum < least {
		*at(&parts[largest]) += least - sum
	}
	return max(sum, least)
}

// ResizeAll are the workloads whose usage is known, those first whose pods together
// would change most: the larger share of the CPU or of the memory of all workloads.
func (r Requests) ResizeAll(w Workloads) []Resized {
	var all []Resized
	for i := range w {
		if to, known := r.Resize(&w[i]); known && w[i].Replicas > 0 {
			all = append(all, to)
		}
	}
	_, sum := w.Sum()
	weight := func(r *Resized) float64 {
		change := func(from, to, of float64) float64 {
			return float64(r.Replicas) * max(from-to, to-from) / max(1, of)
		}
		return max(change(float64(r.From.CPU), float64(r.To.CPU), float64(sum.CPU)), change(float64(r.From.Memory), float64(r.To.Memory), float64(sum.Memory)))
	}
	slices.SortStableFunc(all, func(a, b Resized) int {
		return cmp.Or(cmp.Compare(weight(&b), weight(&a)), cmp.Compare(a.Workload, b.Workload))
	})
	return all
}

// Of are the workloads with the requests that are asked for. Those without usage keep
// theirs.
func (r Requests) Of(w Workloads) Workloads {
	if !r.AsUsed {
		return w
	}
	all := slices.Clone(w)
	for i := range all {
		k := &all[i]
		to, known := r.Resize(k)
		if !known {
			continue
		}
		if k.Usage.CPU.Known() {
			k.WithoutCPU = 0
		}
		if k.Usage.Memory.Known() {
			k.WithoutMemory = 0
		}
		k.Request, k.NoRequests = to.To, false
	}
	return all
}

// UsageKnown reports whether the usage of any workload is known.
func (w Workloads) UsageKnown() bool {
	return slices.ContainsFunc(w, func(k Workload) bool { return k.Usage.IsKnown() })
}
