package usage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/api/resource"

	"podfit/planner"
)

// json reads JSON documents, one after the other.
func (r *reader) json(text []byte) (bool, error) {
	if first := bytes.TrimSpace(text)[0]; first != '{' && first != '[' {
		return false, nil
	}
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var raw json.RawMessage
		err := d.Decode(&raw)
		switch {
		case errors.Is(err, io.EOF):
			return true, r.settle()
		case err != nil:
			return true, fmt.Errorf("not JSON: %w", err)
		}
		if err := r.document(raw); err != nil {
			return true, err
		}
	}
}

// yaml reads YAML documents.
func (r *reader) yaml(text []byte) (bool, error) {
	for d := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var tree any
		err := d.Decode(&tree)
		switch {
		case errors.Is(err, io.EOF):
			return !r.into.Empty(), nil
		case err != nil:
			return false, nil
		}
		raw, err := json.Marshal(tree)
		if err != nil {
			return false, nil // keys that are no text
		}
		if raw[0] != '{' && raw[0] != '[' {
			continue
		}
		if err := r.document(raw); err != nil {
			return true, err
		}
	}
}

// document is any of the objects that are read.
type document struct {
	Kind  string            `json:"kind"`
	Items []json.RawMessage `json:"items"`

	// Of PodMetrics and of VerticalPodAutoscalers.
	Metadata struct{ Namespace, Name string } `json:"metadata"`
	// Of PodMetrics.
	Timestamp  time.Time          `json:"timestamp"`
	Containers []containerMetrics `json:"containers"`
	// Of a VerticalPodAutoscaler.
	Spec struct {
		TargetRef struct{ Kind, Name string } `json:"targetRef"`
	} `json:"spec"`
	// Of a VerticalPodAutoscaler, or of an answer of Prometheus.
	Status json.RawMessage `json:"status"`

	// Of an answer of Prometheus, and of one of its series.
	Data   *promData         `json:"data"`
	Error  string            `json:"error"`
	Metric map[string]string `json:"metric"`

	// Of KRR.
	Scans    []krrScan `json:"scans"`
	Strategy struct {
		Settings struct {
			History    float64 `json:"history_duration"` // hours
			Percentile float64 `json:"cpu_percentile"`
		} `json:"settings"`
	} `json:"strategy"`
}

func (r *reader) document(raw json.RawMessage) error {
	if bytes.TrimSpace(raw)[0] == '[' {
		var all []json.RawMessage
		if err := json.Unmarshal(raw, &all); err != nil {
			return err
		}
		return r.documents(all)
	}
	var d document
	if err := json.Unmarshal(raw, &d); err != nil {
		return fmt.Errorf("%w: %s", err, Expected)
	}
	switch {
	case d.Error != "":
		return errors.New("Prometheus answers with an error: " + d.Error)
	case d.Data != nil:
		return r.prometheus(d.Data)
	case d.Metric != nil:
		return r.promSeries(raw)
	case d.Scans != nil:
		return r.krr(&d)
	case d.Kind == "PodMetrics" || d.Containers != nil:
		return r.podMetrics(&d)
	case d.Kind == "VerticalPodAutoscaler":
		return r.verticalPodAutoscaler(&d)
	case d.Items != nil:
		return r.items(&d)
	case d.Kind != "":
		return nil // another object of a dump
	}
	return errors.New(Expected)
}

func (r *reader) documents(all []json.RawMessage) error {
	for _, raw := range all {
		if trimmed := bytes.TrimSpace(raw); len(trimmed) == 0 || trimmed[0] != '{' && trimmed[0] != '[' {
			return errors.New(Expected)
		}
		if err := r.document(raw); err != nil {
			return err
		}
	}
	return nil
}

// items are of a list. The metrics API says the kind of the list alone.
func (r *reader) items(d *document) error {
	kind, typed := strings.CutSuffix(d.Kind, "List")
	for _, raw := range d.Items {
		var item document
		if err := json.Unmarshal(raw, &item); err != nil {
			return fmt.Errorf("%w: %s", err, Expected)
		}
		if typed && kind != "" && item.Kind == "" {
			item.Kind = kind
		}
		switch item.Kind {
		case "PodMetrics":
			if err := r.podMetrics(&item); err != nil {
				return err
			}
		case "VerticalPodAutoscaler":
			if err := r.verticalPodAutoscaler(&item); err != nil {
				return err
			}
		}
	}
	return nil
}

type containerMetrics struct {
	Name  string             `json:"name"`
	Usage map[string]*amount `json:"usage"`
}

// amount is a quantity in cores or bytes.
type amount float64

func (a *amount) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	v, err := quantity(text)
	*a = amount(v)
	return err
}

func quantity(text string) (float64, error) {
	q, err := resource.ParseQuantity(text)
	if err != nil {
		return 0, fmt.Errorf("%q: must be a Kubernetes quantity such as 250m or 512Mi", text)
	}
	return q.AsApproximateFloat64(), nil
}

// podMetrics is a snapshot of a pod. Several of different times make a range.
func (r *reader) podMetrics(d *document) error {
	at := math.NaN()
	if !d.Timestamp.IsZero() {
		at = float64(d.Timestamp.Unix())
	}
	for _, c := range d.Containers {
		for i, v := range []*amount{c.Usage["cpu"], c.Usage["memory"]} {
			if v == nil {
				continue
			}
			of := key{d.Metadata.Namespace, d.Metadata.Name, c.Name, []Resource{CPU, Memory}[i]}
			if err := r.put(of, at, float64(*v)); err != nil {
				return err
			}
		}
	}
	return nil
}

// verticalPodAutoscaler is the target that a recommender computed. Its percentile and
// its window are parameters of the recommender, which it does not say.
func (r *reader) verticalPodAutoscaler(d *document) error {
	var status struct {
		Recommendation struct {
			Containers []struct {
				Name   string             `json:"containerName"`
				Target map[string]*amount `json:"target"`
			} `json:"containerRecommendations"`
		} `json:"recommendation"`
	}
	if len(d.Status) > 0 {
		if err := json.Unmarshal(d.Status, &status); err != nil {
			return fmt.Errorf("VerticalPodAutoscaler %s: %w", d.Metadata.Name, err)
		}
	}
	target := controller{d.Spec.TargetRef.Kind, d.Metadata.Namespace, d.Spec.TargetRef.Name}
	for _, c := range status.Recommendation.Containers {
		rec := recommended{by: "VPA", cpu: known(c.Target["cpu"]), memory: known(c.Target["memory"])}
		if err := rec.check(c.Name); err != nil {
			return err
		}
		r.into.recommend(target, c.Name, rec)
	}
	return nil
}

func known(a *amount) planner.Maybe[float64] {
	if a == nil {
		return planner.Maybe[float64]{}
	}
	return planner.Known(float64(*a))
}

// check refuses amounts that no container has.
func (r *recommended) check(container string) error {
	cpu, memory := r.cpu.Or(0), r.memory.Or(0)
	if !(cpu >= 0 && cpu <= mostCores && memory >= 0 && memory <= mostMemory) {
		return fmt.Errorf("%s: %v cores and %v bytes are no recommendation", container, cpu, memory)
	}
	return nil
}

// krrScan is what KRR says of a container: robusta_krr/core/models/result.py.
type krrScan struct {
	Object struct {
		Kind, Namespace, Name, Container string
	} `json:"object"`
	Recommended struct {
		Requests map[string]krrValue `json:"requests"`
	} `json:"recommended"`
}

// krrValue is a number, "?" for what it does not know, or null for no request; older
// versions have it without its severity.
type krrValue struct{ planner.Maybe[float64] }

func (v *krrValue) UnmarshalJSON(b []byte) error {
	var of struct{ Value json.RawMessage }
	if b[0] == '{' {
		if err := json.Unmarshal(b, &of); err != nil {
			return err
		}
		b = of.Value
	}
	if n, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64); err == nil && !math.IsNaN(n) {
		v.Maybe = planner.Known(n)
	}
	return nil
}

func (r *reader) krr(d *document) error {
	percentile, window := krrTerms(d.Strategy.Settings.Percentile, d.Strategy.Settings.History)
	for _, s := range d.Scans {
		rec := recommended{by: "KRR", cpu: s.Recommended.Requests["cpu"].Maybe, memory: s.Recommended.Requests["memory"].Maybe, percentile: percentile, window: window}
		if err := rec.check(s.Object.Container); err != nil {
			return err
		}
		r.into.recommend(controller{s.Object.Kind, s.Object.Namespace, s.Object.Name}, s.Object.Container, rec)
	}
	return nil
}

// krrTerms are the percentile and the window of its strategy, if it says them.
func krrTerms(percentile, hours float64) (p planner.Maybe[planner.Percentile], w planner.Window) {
	if percentile > 0 && percentile <= 100 {
		p = planner.Known(planner.Percentile(math.Round(percentile * 10)))
	}
	if hours > 0 && hours < 1e5 {
		w = planner.Window(math.Round(hours * 3600))
	}
	return p, w
}
