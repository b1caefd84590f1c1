package kubernetes

import (
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// systemPriorities are the classes that every cluster has
// (pkg/apis/scheduling/types.go of Kubernetes).
var systemPriorities = map[string]int64{
	"system-cluster-critical": 2_000_000_000,
	"system-node-critical":    2_000_001_000,
}

// mostPriority bounds priorities on both sides; a scenario has the same.
const mostPriority = 2_000_001_000

func (r *reader) readPriorityClass(o *object) error {
	var value int64
	var isDefault bool
	if err := objects.DecodePart("value", o.Value, &value); err != nil {
		return err
	}
	if err := objects.DecodePart("globalDefault", o.GlobalDefault, &isDefault); err != nil {
		return err
	}
	r.priorities[o.Name] = value
	// Of several defaults, admission takes the lowest (plugin/pkg/admission/priority).
	if isDefault && (r.defaultPriority == nil || value < *r.defaultPriority) {
		r.defaultPriority = &value
	}
	r.notes.Skip("runs no pods", o.Ref.Kind)
	return nil
}

// priority is what admission has set on a pod, or will set.
func (r *reader) priority(c *controller) int {
	value, known := systemPriorities[c.priorityClass]
	if !known {
		value, known = r.priorities[c.priorityClass]
	}
	switch {
	case c.priority != nil:
		value = *c.priority
	case c.priorityClass == "" && r.defaultPriority != nil:
		value = *r.defaultPriority
	case c.priorityClass != "" && !known:
		c.Notes.Add(importer.Assumed, "a priority class that is not in the input is assumed to have priority 0", c.priorityClass)
	}
	return int(min(max(-mostPriority, value), mostPriority))
}
