// Package copilot imports the manifests of AWS Copilot, copilot/NAME/manifest.yml:
// each service or job is an ECS service of the size and the count in its manifest.
package copilot

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/ecs"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// Format is Copilot's manifests of services and jobs.
var Format = importer.Format{
	Input: "Copilot manifests",
	New: func(notes *importer.Notes) importer.Reader {
		return &reader{notes: notes, ecs: ecs.NewReader(notes), jobs: map[objects.Place]bool{}}
	},
}

type reader struct {
	notes *importer.Notes
	ecs   *ecs.Reader
	jobs  map[objects.Place]bool // scheduled ones
}

// kinds of manifests, and why those that are no service or job of ECS are skipped.
var kinds = map[string]string{
	"Load Balanced Web Service": "", "Backend Service": "", "Worker Service": "", scheduledJob: "",
	"Request-Driven Web Service": "App Runner is not read",
	"Static Site":                "runs no containers",
	"Environment":                "an environment runs no containers of its own",
}

const scheduledJob = "Scheduled Job"

// Copilot's own defaults.
const (
	defaultCPU    = "256"
	defaultMemory = "512"
)

type manifest struct {
	Name         string                     `json:"name"`
	Kind         string                     `json:"type"`
	CPU          request.Quantity           `json:"cpu"`
	Memory       request.Quantity           `json:"memory"`
	Image        json.RawMessage            `json:"image"`
	Platform     json.RawMessage            `json:"platform"`
	Count        json.RawMessage            `json:"count"`
	Sidecars     map[string]json.RawMessage `json:"sidecars"`
	Environments map[string]json.RawMessage `json:"environments"`
	Overrides    []json.RawMessage          `json:"taskdef_overrides"`
	Network      struct {
		VPC struct {
			SecurityGroups json.RawMessage `json:"security_groups"`
		} `json:"vpc"`
	} `json:"network"`
	Storage struct {
		Ephemeral json.RawMessage `json:"ephemeral"`
	} `json:"storage"`
}

// ReadObject reads a manifest.
func (r *reader) ReadObject(o *objects.Object) (recognized bool, err error) {
	if o.Kind != "" || o.Rest {
		return false, nil
	}
	var head struct {
		Kind request.Quantity `json:"type"`
		Name request.Quantity `json:"name"`
	}
	if objects.Decode(o.Text, &head) != nil || head.Name == "" {
		return false, nil
	}
	why, known := kinds[string(head.Kind)]
	switch {
	case !known:
		return false, nil
	case why != "":
		r.notes.Skip(why, fmt.Sprintf("%s %s", head.Kind, head.Name))
		return true, nil
	}
	var m manifest
	if err := objects.Decode(o.Text, &m); err != nil {
		return true, fmt.Errorf("%s: %s %s: %w", o.Place, head.Kind, head.Name, err)
	}
	return true, r.read(o.Place, &m)
}

// failed names the manifest, as package ecs does by itself.
func (m *manifest) failed(at objects.Place, err error) error {
	return fmt.Errorf("%s: %s %s: %w", at, m.Kind, m.Name, err)
}

// Workloads are the services and jobs.
func (r *reader) Workloads() ([]*importer.Workload, error) {
	all, err := r.ecs.Workloads()
	for _, w := range all {
		if r.jobs[w.Place] {
			w.Kind, w.Job, w.Pods.Controller = importer.CronJob, true, planner.Job
		}
	}
	return all, err
}

func (r *reader) read(at objects.Place, m *manifest) error {
	from := ecs.Origin{Place: at, Scope: at.String()}
	containers := []any{map[string]any{"name": m.Name, "image": imageAt(m.Image, "location")}}
	for _, name := range slices.Sorted(maps.Keys(m.Sidecars)) {
		containers = append(containers, map[string]any{"name": name, "image": imageAt(m.Sidecars[name], "image")})
	}
	definition := map[string]any{"family": m.Name, "networkMode": "awsvpc", "requiresCompatibilities": []string{"FARGATE"}, "containerDefinitions": containers}
	for _, size := range []struct {
		key      string
		text     request.Quantity
		standard string
	}{{"cpu", m.CPU, defaultCPU}, {"memory", m.Memory, defaultMemory}} {
		switch {
		case size.text == "":
			definition[size.key] = size.standard
			from.Doubts = append(from.Doubts, fmt.Sprintf("no %s: Copilot's default of %s counts", size.key, size.standard))
		case strings.Contains(string(size.text), "$"):
			from.Doubts = append(from.Doubts, fmt.Sprintf("%s %s is not known: it has a variable", size.key, size.text))
		default:
			definition[size.key] = size.text
		}
	}
	platform, err := m.platform()
	if err != nil {
		return m.failed(at, err)
	}
	definition["runtimePlatform"] = platform
	if len(m.Storage.Ephemeral) > 0 {
		definition["ephemeralStorage"] = struct{}{}
	}
	if len(m.Environments) > 0 {
		from.Doubts = append(from.Doubts, "environments may override its figures; those of the manifest itself count ("+strings.Join(slices.Sorted(maps.Keys(m.Environments)), ", ")+")")
	}
	if len(m.Overrides) > 0 {
		from.Doubts = append(from.Doubts, "taskdef_overrides are not read")
	}
	if err := put(r.ecs.AddDefinition, from, definition); err != nil {
		return err
	}
	return r.service(ecs.Origin{Place: at, Scope: from.Scope}, m)
}

// imageAt is the text at a key; empty if the image is built.
func imageAt(of json.RawMessage, key string) string {
	var values map[string]json.RawMessage
	var image string
	if json.Unmarshal(of, &values) != nil || json.Unmarshal(values[key], &image) != nil {
		return ""
	}
	return image
}

func put(add func(ecs.Origin, []byte) error, from ecs.Origin, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return add(from, text)
}

// service is what keeps the tasks running, or starts them.
func (r *reader) service(from ecs.Origin, m *manifest) error {
	service := map[string]any{"serviceName": m.Name, "taskDefinition": m.Name}
	if groups := strings.TrimSpace(string(m.Network.VPC.SecurityGroups)); groups != "" && groups != "null" && groups != "[]" {
		service["networkConfiguration"] = map[string]any{"awsvpcConfiguration": map[string]any{"securityGroups": []string{"of the manifest"}}} // how many does not matter
	}
	n := 1
	if m.Kind == scheduledJob {
		r.jobs[from.Place] = true
	} else {
		count, err := m.count()
		switch {
		case errors.Is(err, errVariable):
			from.Doubts = append(from.Doubts, "count is not known: it has a variable")
			service["desiredCount"] = nil
			return put(r.ecs.AddService, from, service)
		case err != nil:
			return m.failed(from.Place, err)
		case count.scales:
			if err := r.ecs.AddTarget(from, "service//"+m.Name, int64(count.min), int64(count.max)); err != nil {
				return err
			}
		}
		n = count.min
	}
	service["desiredCount"] = n
	return put(r.ecs.AddService, from, service)
}

// platform is linux/arm64, or its parts by name.
func (m *manifest) platform() (map[string]string, error) {
	if len(m.Platform) == 0 || string(m.Platform) == "null" {
		return nil, nil
	}
	var text string
	var parts struct {
		OS   string `json:"osfamily"`
		Arch string `json:"architecture"`
	}
	if json.Unmarshal(m.Platform, &text) == nil {
		parts.OS, parts.Arch, _ = strings.Cut(text, "/")
	} else if err := objects.DecodePart("platform", m.Platform, &parts); err != nil {
		return nil, err
	}
	arch := strings.ToUpper(parts.Arch)
	if arch == "AMD64" {
		arch = "X86_64"
	}
	return map[string]string{"cpuArchitecture": arch, "operatingSystemFamily": strings.ToUpper(parts.OS)}, nil
}

// count is how many tasks a service has.
type count struct {
	min, max int
	scales   bool
}

var (
	errVariable = errors.New("a variable")
	errCount    = errors.New("count: must be a number, or a range such as 1-10 with what it scales on")
)

func (m *manifest) count() (count, error) {
	if len(m.Count) == 0 || string(m.Count) == "null" {
		return count{min: 1}, nil // Copilot's default
	}
	var number request.Quantity
	if m.Count[0] != '{' {
		if err := json.Unmarshal(m.Count, &number); err != nil {
			return count{}, errCount
		}
		n, err := whole(number)
		return count{min: n}, err
	}
	var scaling struct {
		Range json.RawMessage  `json:"range"`
		Spot  request.Quantity `json:"spot"`
	}
	if err := json.Unmarshal(m.Count, &scaling); err != nil {
		return count{}, errCount
	}
	if len(scaling.Range) == 0 {
		n, err := whole(scaling.Spot)
		return count{min: n}, err
	}
	var limits struct {
		Min request.Quantity `json:"min"`
		Max request.Quantity `json:"max"`
	}
	if scaling.Range[0] == '{' {
		if err := json.Unmarshal(scaling.Range, &limits); err != nil {
			return count{}, errCount
		}
	} else {
		var text request.Quantity
		if err := json.Unmarshal(scaling.Range, &text); err != nil {
			return count{}, errCount
		}
		least, most, _ := strings.Cut(string(text), "-")
		limits.Min, limits.Max = request.Quantity(least), request.Quantity(most)
	}
	least, err := whole(limits.Min)
	if err != nil {
		return count{}, err
	}
	most, err := whole(limits.Max)
	return count{least, most, true}, err
}

func whole(text request.Quantity) (int, error) {
	if strings.Contains(string(text), "$") {
		return 0, errVariable
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, errCount
	}
	return n, importer.CheckReplicas("count", int64(n))
}
