// Package compose imports Compose files: each service is a workload with what it
// reserves, or else its limits. With an ecs-params.yml of the old ECS CLI, the
// services are the containers of one task.
//
// It reads the few keys that a plan needs by itself: the Compose project's own
// library costs 5 ms of every start.
package compose

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"podfit/planner/workload/ecs"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// Format is Compose files, and ecs-params.yml.
var Format = importer.Format{
	Input: "Compose files",
	New:   func(notes *importer.Notes) importer.Reader { return &reader{notes: notes, tasks: ecs.NewReader(notes)} },
}

type reader struct {
	notes    *importer.Notes
	services []*service
	params   []*params
	tasks    *ecs.Reader // of ecs-params.yml
}

// service is a service of a Compose file.
type service struct {
	importer.Ref
	place objects.Place
	serviceShape
	vars variables
}

// ReadObject reads a Compose file.
func (r *reader) ReadObject(o *objects.Object) (recognized bool, err error) {
	if o.Kind != "" || o.Rest {
		return false, nil
	}
	var doc document
	if objects.Decode(o.Text, &doc) != nil {
		return false, nil
	}
	switch {
	case isMapping(doc.Task):
		return true, r.readParams(o.Place, o.Text)
	case !isMapping(doc.Services):
		return false, nil
	}
	var services map[string]any
	if err := json.Unmarshal(doc.Services, &services); err != nil {
		return true, fmt.Errorf("%s: services: %w", o.Place, err)
	}
	if len(doc.Include) > 0 && string(doc.Include) != "null" {
		r.notes.Skip("files that it includes are not read: import what docker compose config prints", o.Place.File)
	}
	var vars variables
	project := vars.text(string(doc.Name))
	if !isText(project) {
		return true, fmt.Errorf("%s: name %q: must be printable", o.Place, project)
	}
	for _, name := range slices.Sorted(maps.Keys(services)) {
		s := &service{Ref: importer.Ref{Kind: "service", Namespace: project, Name: name}, place: o.Place}
		if name == "" || !isText(name) {
			return true, fmt.Errorf("%s: service %q: must be printable and not empty", o.Place, name)
		}
		merged, extends := extended(services, name, 0)
		text, err := json.Marshal(merged)
		if err == nil {
			err = objects.Decode(text, &s.serviceShape)
		}
		if err != nil {
			return true, fmt.Errorf("%s: %s: %w", o.Place, s.Ref, err)
		}
		if extends != "" {
			s.vars.doubts = append(s.vars.doubts, "extends "+extends+", which is not read: import what docker compose config prints")
		}
		r.services = append(r.services, s)
	}
	return true, nil
}

func isMapping(raw json.RawMessage) bool {
	return strings.HasPrefix(strings.TrimLeft(string(raw), " \t\r\n"), "{")
}

func isText(name string) bool {
	unprintable := func(c rune) bool { return !unicode.IsPrint(c) }
	return utf8.ValidString(name) && !strings.ContainsFunc(name, unprintable)
}

// maxExtends is how many services extend one another.
const maxExtends = 20

// extended is a service with what it extends in its own file, and what it extends
// elsewhere.
func extended(services map[string]any, name string, depth int) (merged map[string]any, elsewhere string) {
	own, _ := services[name].(map[string]any)
	var of, file string
	switch e := own["extends"].(type) {
	case string:
		of = e
	case map[string]any:
		of, _ = e["service"].(string)
		file, _ = e["file"].(string)
	}
	_, known := services[of]
	switch {
	case of == "":
		return own, ""
	case file != "" || !known || depth >= maxExtends:
		return own, strings.TrimSpace(of + " " + file)
	}
	base, elsewhere := extended(services, of, depth+1)
	base = maps.Clone(base)
	delete(base, "profiles") // is not inherited
	return merge(base, own), elsewhere
}

// merge puts one mapping over another.
func merge(base, over map[string]any) map[string]any {
	merged := maps.Clone(base)
	if merged == nil {
		merged = map[string]any{}
	}
	for key, value := range over {
		below, isBelow := merged[key].(map[string]any)
		above, isAbove := value.(map[string]any)
		if isBelow && isAbove {
			value = merge(below, above)
		}
		merged[key] = value
	}
	return merged
}

// Workloads are the services by name, and the tasks of ecs-params.yml.
func (r *reader) Workloads() ([]*importer.Workload, error) {
	slices.SortStableFunc(r.services, func(a, b *service) int {
		return cmp.Or(cmp.Compare(a.Path(), b.Path()), cmp.Compare(a.place.File, b.place.File), cmp.Compare(a.place.Line, b.place.Line))
	})
	if len(r.params) > 0 {
		return r.ofParams()
	}
	complete := map[string]bool{}
	for _, s := range r.services {
		complete[s.Path()] = complete[s.Path()] || s.isComplete()
	}
	var all []*importer.Workload
	for _, s := range r.services {
		switch {
		case len(s.Profiles) > 0:
			r.notes.Skip("starts only with a profile: import what docker compose --profile NAME config prints", fmt.Sprintf("%s (%s)", s, strings.Join(s.Profiles, ", ")))
			continue
		case !s.isComplete() && complete[s.Path()]:
			r.notes.Skip("overrides the service of another file: import what docker compose config prints, which merges them", fmt.Sprintf("%s (%s)", s, s.place.File))
			continue
		}
		w, err := s.workload()
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", s.place, s.Ref, err)
		}
		all = append(all, w)
	}
	return all, nil
}

// isComplete tells a service from what an override file changes of one.
func (s *service) isComplete() bool { return s.Image != "" || len(s.Build) > 0 || len(s.Extends) > 0 }
