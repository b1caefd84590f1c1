package compose

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"podfit/planner/workload/ecs"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// params is an ecs-params.yml.
type params struct {
	paramsShape
	place objects.Place
}

func (r *reader) readParams(at objects.Place, text []byte) error {
	p := &params{place: at}
	if err := objects.Decode(text, &p.paramsShape); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	r.params = append(r.params, p)
	return nil
}

// container is one of a task definition of ECS.
type container struct {
	Name              string           `json:"name"`
	Image             string           `json:"image"`
	Essential         *bool            `json:"essential,omitempty"`
	CPU               request.Quantity `json:"cpu"` // units
	Memory            string           `json:"memory"`
	MemoryReservation string           `json:"memoryReservation"`
}

// ofParams makes one task of all services, as the ECS CLI does.
func (r *reader) ofParams() ([]*importer.Workload, error) {
	for _, p := range r.params {
		var doubts []string
		if len(r.params) > 1 {
			doubts = append(doubts, "several ecs-params.yml are in the input: each counts with the services of all Compose files")
		}
		containers, project, err := r.containers(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.place, err)
		}
		text, err := json.Marshal(map[string]any{
			"family": cmp.Or(project, "task"), "networkMode": p.Task.NetworkMode, "cpu": p.Task.Size.CPU, "memory": p.Task.Size.Memory, "containerDefinitions": containers,
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.place, err)
		}
		from := ecs.Origin{Place: p.place, Scope: p.place.String(), Doubts: doubts}
		if err := r.tasks.AddDefinition(from, text); err != nil {
			return nil, err
		}
		if groups := p.Run.Network.AWSVPC.SecurityGroups; len(groups) > 0 {
			text, err := json.Marshal(map[string]any{"serviceName": cmp.Or(project, "task"), "taskDefinition": cmp.Or(project, "task"),
				"networkConfiguration": map[string]any{"awsvpcConfiguration": map[string]any{"securityGroups": groups}}})
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.place, err)
			}
			if err := r.tasks.AddService(from, text); err != nil {
				return nil, err
			}
		}
	}
	return r.tasks.Workloads()
}

// containers are the services of all Compose files with the sizes of an
// ecs-params.yml, and the project that they name.
func (r *reader) containers(p *params) (all []container, project string, err error) {
	add := func(name, image string, shares, limit, reservation request.Quantity, essential *bool) error {
		c := container{Name: name, Image: image, CPU: shares, Essential: essential}
		for _, m := range []struct {
			key  string
			text request.Quantity
			to   *string
		}{{"mem_limit", limit, &c.Memory}, {"mem_reservation", reservation, &c.MemoryReservation}} {
			if m.text == "" {
				continue
			}
			bytes, err := parseBytes(string(m.text))
			if err != nil {
				return fmt.Errorf("service %s: %s %q: %w", name, m.key, m.text, err)
			}
			*m.to = strconv.FormatInt(bytes/(1<<20)+min(1, bytes%(1<<20)), 10)
		}
		all = append(all, c)
		return nil
	}
	for _, s := range r.services {
		own := p.Task.Services[s.Name]
		project = cmp.Or(project, s.Namespace)
		vars := func(q request.Quantity) request.Quantity { return request.Quantity(s.vars.text(string(q))) }
		if err := add(s.Name, s.image(), cmp.Or(own.CPUShares, vars(s.CPUShares)), cmp.Or(own.MemLimit, vars(s.MemLimit)), cmp.Or(own.MemReservation, vars(s.MemReservation)), own.Essential); err != nil {
			return nil, "", err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Task.Services)) {
		if slices.ContainsFunc(all, func(c container) bool { return c.Name == name }) {
			continue
		}
		own := p.Task.Services[name]
		if err := add(name, "", own.CPUShares, own.MemLimit, own.MemReservation, own.Essential); err != nil {
			return nil, "", err
		}
	}
	if len(all) == 0 {
		all = []container{{Name: "app"}}
	}
	return all, project, nil
}
