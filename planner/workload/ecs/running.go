package ecs

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// runningTask is a task of ECS.
type runningTask struct {
	taskState
	place objects.Place
	scope string // of its cluster
}

func (r *Reader) readTasks(from Origin, text json.RawMessage) error {
	var all []taskState
	if err := objects.DecodePart("tasks", text, &all); err != nil {
		return fmt.Errorf("%s: %w", from.Place, err)
	}
	for _, t := range all {
		if !isText(t.Group + t.ClusterARN + t.ARN) {
			return fmt.Errorf("%s: task %q: its group and its ARN must be printable", from.Place, t.ARN)
		}
		scope, _, _ := strings.Cut(t.ClusterARN, ":cluster/")
		r.tasks = append(r.tasks, &runningTask{t, from.Place, scope})
	}
	return nil
}

// ref names what the task belongs to: a service, or a family that is run by itself.
func (t *runningTask) ref() importer.Ref {
	_, name, grouped := strings.Cut(t.Group, ":")
	if !grouped {
		name = t.Group
	}
	if name == "" {
		name = t.revision().family
	}
	return importer.Ref{Kind: "tasks", Namespace: lastPart(t.ClusterARN), Name: cmp.Or(name, "task")}
}

func (t *runningTask) revision() revision {
	v, err := parseRevision(t.DefinitionARN)
	if err != nil {
		return revision{}
	}
	return v
}

// ofTasks are the running tasks whose service is not in the input: those of one
// group and one size are a workload. A service in the input counts its tasks itself.
func (r *Reader) ofTasks(families map[string][]*definition) ([]*importer.Workload, error) {
	groups := map[string]*importer.Workload{}
	var order []string
	slices.SortFunc(r.tasks, func(a, b *runningTask) int {
		return cmp.Or(cmp.Compare(a.ref().Path(), b.ref().Path()), cmp.Compare(a.scope, b.scope), cmp.Compare(a.DefinitionARN, b.DefinitionARN), cmp.Compare(a.ARN, b.ARN))
	})
	counted := map[string]bool{}
	for _, t := range r.tasks {
		d := t.revision().find(families[t.revision().family])
		switch {
		case t.LastStatus == "STOPPED" || t.DesiredStatus == "STOPPED":
			r.notes.Skip("has ended", "task "+lastPart(t.ARN))
			continue
		case r.hasService(t) || t.ARN != "" && counted[t.ARN]:
			continue
		}
		counted[t.ARN] = true
		if d != nil {
			d.used = true
		}
		own := t.definition(d)
		if err := own.parse(); err != nil {
			return nil, fmt.Errorf("%s: task %s: %w", t.place, lastPart(t.ARN), err)
		}
		w, err := own.workload(t.ref(), t.place, t.LaunchType)
		if err != nil {
			return nil, fmt.Errorf("%s: task %s: %w", t.place, lastPart(t.ARN), err)
		}
		key := fmt.Sprint(t.ref(), t.scope, w.Request, own.task.arch)
		if same := groups[key]; same != nil {
			same.Replicas++
			continue
		}
		if own.NetworkMode == "awsvpc" {
			noteAWSVPC(w, false)
		}
		if strings.HasPrefix(t.Group, "service:") {
			w.Notes.Add(importer.Counted, "its service is not in the input: its running tasks are counted", "")
		} else {
			w.Notes.Add(importer.Assumed, "no service keeps these tasks running: counted as if they always ran", "")
		}
		groups[key] = w
		order = append(order, key)
	}
	var all []*importer.Workload
	for _, key := range order {
		all = append(all, groups[key])
	}
	return all, nil
}

// hasService reports whether the task's service is in the input.
func (r *Reader) hasService(t *runningTask) bool {
	name, ofService := strings.CutPrefix(t.Group, "service:")
	if !ofService {
		return false
	}
	for _, s := range r.services {
		if s.Ref.Name == name && s.Namespace == lastPart(t.ClusterARN) && sameScope(s.scope, t.scope) {
			return true
		}
	}
	return false
}

// definition is the task's definition with the sizes of the task itself, which may
// override it.
func (t *runningTask) definition(of *definition) *definition {
	d := &definition{taskDefinition: taskDefinition{Family: t.ref().Name, Compatibilities: []string{t.LaunchType}}}
	if of != nil {
		d.taskDefinition = of.taskDefinition
		d.Containers = slices.Clone(d.Containers)
	}
	override := func(to *request.Quantity, by request.Quantity) {
		if by != "" && by != "0" {
			*to = by
		}
	}
	override(&d.CPU, t.CPU)
	override(&d.Memory, t.Memory)
	for _, c := range t.Containers {
		i := slices.IndexFunc(d.Containers, func(known containerDefinition) bool { return known.Name == c.Name })
		if i < 0 {
			i = len(d.Containers)
			d.Containers = append(d.Containers, containerDefinition{Name: c.Name})
		}
		override(&d.Containers[i].CPU, c.CPU)
		override(&d.Containers[i].Memory, c.Memory)
		override(&d.Containers[i].MemoryReservation, c.MemoryReservation)
	}
	if len(d.Containers) == 0 {
		d.Containers = []containerDefinition{{Name: "app"}}
	}
	if strings.HasPrefix(strings.ToUpper(t.PlatformFamily), "WINDOWS") {
		d.RuntimePlatform.OperatingSystemFamily = "WINDOWS"
	}
	for _, a := range t.Attributes {
		if a.Name == "ecs.cpu-architecture" {
			d.RuntimePlatform.CPUArchitecture = strings.ToUpper(a.Value)
		}
	}
	return d
}
