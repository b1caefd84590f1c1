package usage

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// promData is the data of an answer: docs/querying/api.md of prometheus/prometheus.
type promData struct {
	ResultType string            `json:"resultType"`
	Result     []json.RawMessage `json:"result"`
}

// point is a value at a time, as Prometheus writes them: [1435781430.781, "1"].
type point struct{ at, value float64 }

func (p *point) UnmarshalJSON(b []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(b, &pair); err != nil || len(pair) != 2 {
		return errors.New("a sample must be a time and a value")
	}
	at, errAt := strconv.ParseFloat(string(pair[0]), 64)
	value, err := strconv.ParseFloat(strings.Trim(string(pair[1]), `"`), 64)
	if errAt != nil || err != nil {
		return fmt.Errorf("%s: must be a time and a value", b)
	}
	p.at, p.value = at, value
	return nil
}

func (r *reader) prometheus(d *promData) error {
	if d.ResultType != "" && d.ResultType != "vector" && d.ResultType != "matrix" {
		return fmt.Errorf("a %s of Prometheus: query by (namespace, pod, container)", d.ResultType)
	}
	for _, raw := range d.Result {
		if err := r.promSeries(raw); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) promSeries(raw json.RawMessage) error {
	var s struct {
		Metric map[string]string `json:"metric"`
		Value  *point            `json:"value"`
		Values []point           `json:"values"`
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return fmt.Errorf("not a series of Prometheus: %w", err)
	}
	if s.Value != nil {
		s.Values = append(s.Values, *s.Value)
	}
	return r.series(s.Metric, s.Values)
}

// kind is what a metric is of.
type kind struct {
	Resource
	counter bool // of seconds
}

// metrics are the names of metrics that are usage. Other metrics of the same resources
// are not: memory_usage has the page cache in it, and kube_pod_… are requests.
var metrics = map[string]kind{
	// cAdvisor's, in the kubelet.
	"container_cpu_usage_seconds_total":  {CPU, true},
	"container_memory_working_set_bytes": {Memory, false},
	"pod_cpu_usage_seconds_total":        {CPU, true},
	"pod_memory_working_set_bytes":       {Memory, false},
	// The recording rules of kubernetes-mixin.
	"node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate":  {CPU, false},
	"node_namespace_pod_container:container_cpu_usage_seconds_total:sum_rate5m": {CPU, false},
	"node_namespace_pod_container:container_memory_working_set_bytes":           {Memory, false},
}

const (
	cpuQuery    = "rate(container_cpu_usage_seconds_total[5m])"
	memoryQuery = "container_memory_working_set_bytes"
)

// kindOf is what a metric is of, by its name or else by the source.
func (r *reader) kindOf(name string) (kind, error) {
	k, is := metrics[name]
	switch {
	case is && r.Resource != AnyResource && r.Resource != k.Resource:
		return k, fmt.Errorf("%s is not %s", name, r.Resource)
	case is:
		return k, nil
	case name != "":
		return k, fmt.Errorf("%s is not what pods use: query %s or %s", name, cpuQuery, memoryQuery)
	case r.Resource == AnyResource:
		return k, errors.New("CPU or memory? the query has dropped the metric's name: --usage cpu=FILE or --usage memory=FILE")
	}
	return kind{r.Resource, false}, nil
}

// label is the first of several names of a label.
func label(metric map[string]string, names ...string) string {
	for _, name := range names {
		if v := metric[name]; v != "" {
			return v
		}
	}
	return ""
}

// series adds the samples of one series.
func (r *reader) series(metric map[string]string, points []point) error {
	k, err := r.kindOf(metric["__name__"])
	if err != nil {
		return err
	}
	pod := label(metric, "pod", "pod_name", "exported_pod")
	if pod == "" {
		r.podless++
		return nil // a cgroup of the node
	}
	if cpu := metric["cpu"]; cpu != "" && cpu != "total" {
		return fmt.Errorf("%s: a series for each CPU: query sum by (namespace, pod, container) (%s)", pod, cpuQuery)
	}
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.at, b.at) })
	switch {
	case k.counter && r.Percentile > 0:
		return fmt.Errorf("%s is a counter: query quantile_over_time(0.95, %s[7d:5m])", metric["__name__"], cpuQuery)
	case k.counter:
		if points = rates(points); points == nil {
			return fmt.Errorf("%s of %s has not two samples to compute a rate from: query %s", metric["__name__"], pod, cpuQuery)
		}
	case k.Resource == CPU && metric["__name__"] == "" && r.Percentile == 0:
		r.judge(points)
	}
	for _, p := range points {
		of := key{label(metric, "namespace", "exported_namespace"), pod, label(metric, "container", "container_name"), k.Resource}
		if err := r.put(of, p.at, p.value); err != nil {
			return err
		}
	}
	return nil
}

// gap is by how many times the usual distance of two samples their distance is a gap: a
// mean over it would hide what was used in it.
const gap = 3

// rates are the increases of a counter per second. A counter that falls has begun at 0
// again, as its container has; over a gap there is no rate.
func rates(points []point) (all []point) {
	points = slices.DeleteFunc(points, func(p point) bool { return math.IsNaN(p.value) })
	var steps []float64
	for i := 1; i < len(points); i++ {
		if d := points[i].at - points[i-1].at; d > 0 {
			steps = append(steps, d)
		}
	}
	if steps == nil {
		return nil
	}
	slices.Sort(steps)
	usual := steps[(len(steps)-1)/2]
	for i := 1; i < len(points); i++ {
		before, p := points[i-1], points[i]
		d := p.at - before.at
		if d <= 0 || d > gap*usual {
			continue
		}
		increase := p.value - before.value
		if increase < 0 {
			increase = p.value
		}
		all = append(all, point{p.at, increase / d})
	}
	return all
}

// fewPoints do not show whether a series is a counter.
const fewPoints = 10

// judge counts series whose metric has no name and that look like counters or not.
func (r *reader) judge(points []point) {
	if len(points) < fewPoints {
		return
	}
	rises := 0
	for i := 1; i < len(points); i++ {
		if points[i].value < points[i-1].value {
			r.gauges++
			return
		}
		if points[i].value > points[i-1].value {
			rises++
		}
	}
	if rises >= fewPoints-1 {
		r.counters++
	}
}

// settle is what all series of a file show together.
func (r *reader) settle() error {
	switch {
	case r.counters > 0 && r.gauges == 0:
		return fmt.Errorf("CPU that never falls, as a counter of seconds does: query %s", cpuQuery)
	case r.podless > 0 && r.into.Empty():
		return fmt.Errorf("no series has the label pod: query sum by (namespace, pod, container) (%s{container!=\"\"})", memoryQuery)
	}
	return nil
}

// promtool reads the text of promtool query instant and promtool query range: a series
// with its value behind =>, or with its values on the lines that follow (String of
// Sample and of Series in prometheus/prometheus promql/value.go).
func (r *reader) promtool(text []byte) (bool, error) {
	if !bytes.Contains(text, []byte("=>")) || !bytes.Contains(text, []byte("@[")) {
		return false, nil
	}
	var metric map[string]string
	var points []point
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, maxBytes)
	flush := func() error {
		if metric == nil {
			return nil
		}
		return r.series(metric, points)
	}
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		rest := line
		if before, after, is := cutSeries(line); is {
			if err := flush(); err != nil {
				return true, err
			}
			labels, ok := parseSeries(before)
			if !ok {
				return true, fmt.Errorf("line %d: %q is no series", n, before)
			}
			metric, points, rest = labels, nil, after
		}
		if rest = strings.TrimSpace(rest); rest == "" {
			continue
		}
		p, ok := parsePoint(rest)
		if !ok || metric == nil {
			return true, fmt.Errorf("line %d: %q must be a value and its time, such as 1 @[1435781451.781]", n, rest)
		}
		points = append(points, p)
	}
	if err := flush(); err != nil {
		return true, err
	}
	return true, r.settle()
}

func cutSeries(line string) (before, after string, is bool) {
	i := strings.LastIndex(line, "=>")
	if i < 0 {
		return "", "", false
	}
	return strings.TrimSpace(line[:i]), line[i+2:], true
}

func parsePoint(text string) (p point, ok bool) {
	value, at, is := strings.Cut(text, " @[")
	at, closed := strings.CutSuffix(at, "]")
	v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	t, errAt := strconv.ParseFloat(at, 64)
	return point{t, v}, is && closed && err == nil && errAt == nil
}

// parseSeries reads a series as PromQL writes it: name{label="value", …}.
func parseSeries(text string) (map[string]string, bool) {
	name, rest, has := strings.Cut(text, "{")
	labels := map[string]string{}
	if name = strings.TrimSpace(name); name != "" {
		labels["__name__"] = name
	}
	if !has {
		return labels, true
	}
	for rest = strings.TrimLeft(rest, " ,"); !strings.HasPrefix(rest, "}"); rest = strings.TrimLeft(rest, " ,") {
		before, after, is := strings.Cut(rest, "=")
		quoted, err := strconv.QuotedPrefix(after)
		if !is || err != nil {
			return nil, false
		}
		value, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, false
		}
		labels[strings.Trim(before, `" `)], rest = value, after[len(quoted):]
	}
	return labels, strings.TrimSpace(rest[1:]) == ""
}
