// Package usage reads what pods use: kubectl top, the metrics API, Prometheus' answers
// and exports, and the recommendations of KRR and of VerticalPodAutoscalers. Samples
// holds what was read; Samples.Of gives workloads their usage.
//
// A workload's usage is that of its busiest pods. Each container of each pod has a
// percentile over time of its own first; then, over the pods, the same percentile counts,
// but never less than p95: with fewer than 20 pods that is the busiest pod. So a workload
// of one idle and one busy pod gets what the busy one uses, not their mean. Containers
// are then added up, as their requests are.
package usage

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"strings"

	"podfit/planner"
)

// Resource is what a figure is of.
type Resource uint8

// The resources.
const (
	AnyResource Resource = iota // the file says which
	CPU                         // in cores
	Memory                      // in bytes
)

// Source is a file of usage, and what it does not say of itself.
type Source struct {
	Name string
	// Resource is what a query result is of whose metric has no name.
	Resource Resource
	// Percentile is that which the figures are already, of quantile_over_time or
	// max_over_time; 0 if they are samples.
	Percentile planner.Percentile
	// Window is the time over which such a percentile is.
	Window planner.Window
}

// ParseSource reads FILE, or words before it: cpu,p95,7d=FILE.
func ParseSource(text string) (s Source, err error) {
	before, file, has := strings.Cut(text, "=")
	s.Name = text
	if !has {
		return s, nil
	}
	of := Source{Name: file}
	for word := range strings.SplitSeq(before, ",") {
		percentile, notPercentile := planner.ParsePercentile(word)
		window, notWindow := planner.ParseWindow(word)
		switch {
		case word == "cpu":
			of.Resource = CPU
		case word == "memory":
			of.Resource = Memory
		case notPercentile == nil:
			of.Percentile = percentile
		case notWindow == nil:
			of.Window = window
		default:
			return s, nil // a name with a = in it
		}
	}
	switch {
	case file == "":
		return of, errors.New("which file? such as cpu,p95,7d=cpu.json")
	case of.Window > 0 && of.Percentile == 0:
		return of, errors.New("a window belongs to a percentile, such as p95,7d=cpu.json; samples have their own")
	}
	return of, nil
}

// Expected is what files may hold, for errors.
const Expected = "expected the output of kubectl top pods, a PodMetricsList, Prometheus' answer to a query or its export in CSV, KRR's output or VerticalPodAutoscalers"

// Samples are what files say of usage.
type Samples struct {
	measured map[key]*measured
	// recommended are figures of whole controllers.
	recommended map[controller]map[string]recommended
}

// key is a resource of a container of a pod; the pod as a whole without a name of the container.
type key struct {
	namespace, pod, container string
	resource                  Resource
}

// measured is what is known of a container's use of a resource.
type measured struct {
	// at is the highest value at each time, so that a sample that two scrapers took, or that
	// is in two files, counts once.
	at map[float64]float64
	// untimed are snapshots without a time, by value.
	untimed map[float64]bool
	given   []given
}

// given is a percentile that was worked out elsewhere.
type given struct {
	value      float64
	percentile planner.Percentile
	window     planner.Window
}

// controller is what a tool recommends requests for.
type controller struct{ kind, namespace, name string }

// recommended are requests of a container by one tool.
type recommended struct {
	by          string
	cpu, memory planner.Maybe[float64]
	percentile  planner.Maybe[planner.Percentile]
	window      planner.Window
}

// Empty reports whether nothing was read.
func (s *Samples) Empty() bool { return len(s.measured)+len(s.recommended) == 0 }

// maxBytes is the largest file, which is read as a whole.
const maxBytes = 256 << 20

// Read reads a file of any of the formats. Nothing of it counts if there is an error,
// which does not name the file.
func (s *Samples) Read(from Source, in io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	switch {
	case err != nil:
		return err
	case len(text) > maxBytes:
		return fmt.Errorf("larger than %d MiB: ask for fewer pods, or a larger step", maxBytes>>20)
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(text)) == 0 {
		return errors.New("empty: " + Expected)
	}
	r := reader{Source: from, into: &Samples{}}
	for _, format := range []func([]byte) (bool, error){r.promtool, r.json, r.top, r.csv, r.yaml} {
		recognized, err := format(text)
		if err != nil {
			return err
		}
		if recognized {
			if r.into.Empty() {
				return errors.New("no usage of any pod in it")
			}
			s.add(r.into)
			return nil
		}
	}
	return errors.New(Expected)
}

// reader reads one file.
type reader struct {
	Source
	into *Samples
	// Of series: those that look like counters and those that do not, if their metric has
	// no name, and those of no pod.
	counters, gauges, podless int
}

// add adds what another file says.
func (s *Samples) add(other *Samples) {
	for k, m := range other.measured {
		to := s.of(k)
		for at, v := range m.at {
			to.sample(at, v)
		}
		maps.Copy(to.untimed, m.untimed)
		to.given = append(to.given, m.given...)
	}
	for c, containers := range other.recommended {
		for name, r := range containers {
			s.recommend(c, name, r)
		}
	}
}

func (s *Samples) of(k key) *measured {
	m := s.measured[k]
	if m == nil {
		m = &measured{at: map[float64]float64{}, untimed: map[float64]bool{}}
		if s.measured == nil {
			s.measured = map[key]*measured{}
		}
		s.measured[k] = m
	}
	return m
}

func (m *measured) sample(at, v float64) {
	if was, is := m.at[at]; !is || v > was {
		m.at[at] = v
	}
}

// pause is the container that holds a pod's network namespace, where Docker runs it.
const pause = "POD"

const mostMemory = 1 << 50

// mostCores is more than a node has; such a number of cores is a counter of seconds.
const mostCores = 10_000

var errCores = fmt.Errorf("more than %d cores: not CPU in cores, but perhaps a counter of seconds; query rate(container_cpu_usage_seconds_total[5m])", mostCores)

// put adds a sample. NaN is none; a time of NaN is unknown.
func (r *reader) put(k key, at, v float64) error {
	switch {
	case math.IsNaN(v) || k.pod == "" || k.container == pause:
		return nil
	case math.IsInf(v, 0) || v < 0:
		return fmt.Errorf("%s of %s: %v is no amount", k.resource, k.pod, v)
	case k.resource == CPU && v > mostCores:
		return fmt.Errorf("%s: %w", k.pod, errCores)
	case k.resource == Memory && v > mostMemory:
		return fmt.Errorf("%s: %v bytes of memory is more than a PiB", k.pod, v)
	}
	m := r.into.of(k)
	switch {
	case r.Percentile > 0:
		m.given = append(m.given, given{v, r.Percentile, r.Window})
	case math.IsNaN(at):
		m.untimed[v] = true
	default:
		m.sample(at, v)
	}
	return nil
}

func (r Resource) String() string { return []string{"usage", "CPU", "memory"}[r] }

// recommend keeps the larger of several recommendations of one tool, and those of the
// first tool by name.
func (s *Samples) recommend(c controller, container string, r recommended) {
	if s.recommended == nil {
		s.recommended = map[controller]map[string]recommended{}
	}
	if s.recommended[c] == nil {
		s.recommended[c] = map[string]recommended{}
	}
	was, is := s.recommended[c][container]
	switch {
	case !is || r.by < was.by:
	case r.by > was.by:
		return
	default:
		r.cpu, r.memory = larger(r.cpu, was.cpu), larger(r.memory, was.memory)
	}
	s.recommended[c][container] = r
}

func larger(a, b planner.Maybe[float64]) planner.Maybe[float64] {
	if !a.Known() || b.Or(-1) > a.Or(-1) {
		return b
	}
	return a
}
