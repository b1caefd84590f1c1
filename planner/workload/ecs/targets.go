package ecs

import (
	"encoding/json"
	"fmt"
	"strings"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// target is how far application autoscaling takes the tasks of a service.
type target struct {
	scope, resource string
	min, max        int64
	used            bool
}

func (r *Reader) readTargets(from Origin, text json.RawMessage) error {
	var all []scalableTarget
	if err := objects.DecodePart("ScalableTargets", text, &all); err != nil {
		return fmt.Errorf("%s: %w", from.Place, err)
	}
	for _, t := range all {
		if t.Namespace != "ecs" {
			continue
		}
		if err := r.AddTarget(from, t.Resource, t.Min, t.Max); err != nil {
			return err
		}
	}
	return nil
}

// AddTarget adds the limits of a service's autoscaler; resource is
// service/CLUSTER/NAME.
func (r *Reader) AddTarget(from Origin, resource string, least, most int64) error {
	err := importer.CheckReplicas("MinCapacity", least)
	if err == nil {
		err = importer.CheckReplicas("MaxCapacity", most)
	}
	if err == nil && most < least {
		err = fmt.Errorf("MaxCapacity \"%d\": must not be below MinCapacity, %d", most, least)
	}
	if err != nil {
		return fmt.Errorf("%s: scalable target %s: %w", from.Place, resource, err)
	}
	r.targets = append(r.targets, target{scope: from.Scope, resource: resource, min: least, max: most})
	return nil
}

// applyTargets finds the service of each autoscaler.
func (r *Reader) applyTargets() {
	for i := range r.targets {
		t := &r.targets[i]
		cluster, name, _ := strings.Cut(strings.TrimPrefix(t.resource, "service/"), "/")
		for _, s := range r.services {
			if s.Ref.Name == name && (s.Namespace == cluster || s.Namespace == "") && sameScope(s.Origin.Scope, t.scope) {
				s.target, t.used = t, true
			}
		}
	}
}

// apply sets the number of tasks as an autoscaler does: what is desired, within its
// limits.
func (t *target) apply(desired *int64, w *importer.Workload) {
	n := t.min
	if desired != nil {
		n = max(t.min, min(*desired, t.max))
	}
	w.Replicas, w.MaxReplicas = int(n), int(t.max)
}
