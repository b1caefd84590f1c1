package scenario

import (
	"errors"
	"fmt"
	"maps"

	"podfit/planner"
	"podfit/planner/settings"
)

// GPUsKey is the key by which SetPodKind knows a kind's GPUs, which a file has
// among its extended resources.
const GPUsKey = "gpus"

// SetPodKind sets one key of a pod kind, read as the value of that key in a
// file. Where that fails, the kind is left as it was.
func SetPodKind(k *planner.Workload, key, value string) error {
	p, t, next := parser{reader: &reader{}, name: k.Name}, text{value: value, line: 1}, *k
	switch key {
	case "name":
		parse(&p, key, t, parseText, &next.Name)
	case "replicas":
		p.count(key, t, mostReplicas, &next.Replicas)
	case "cpu":
		parse(&p, key, t, settings.ParseCPU, &next.Request.CPU)
		next.NoRequests = false
	case "memory":
		parse(&p, key, t, settings.ParseMemory, &next.Request.Memory)
		next.NoRequests = false
	case "securityGroups":
		parse(&p, key, t, parseBool, &next.SecurityGroups)
	case "hostNetwork":
		parse(&p, key, t, parseBool, &next.HostNetwork)
	case "onePerNode":
		parse(&p, key, t, parseBool, &next.OnePerNode)
	case "volumes":
		p.count(key, t, mostVolumes, &next.Volumes)
	case GPUsKey:
		var gpus int64
		parse(&p, key, t, func(text string) (int64, error) { return parseExtended(planner.GPUResource, text) }, &gpus)
		next.Extended = withExtended(next.Extended, planner.GPUResource, gpus)
	case "hoursPerMonth":
		parse(&p, key, t, parseHours, &next.HoursPerMonth)
	default:
		return fmt.Errorf("%q: no such key of a pod kind", key)
	}
	if p.err != nil {
		return errors.Unwrap(errors.Unwrap(p.err)) // without a line, and without the key
	}
	*k = next
	return nil
}

// CheckWorkload is what Read asks of a workload besides the values of its keys.
func CheckWorkload(w planner.Workloads) error {
	named := map[string]bool{}
	for i := range w {
		k := &w[i]
		switch {
		case named[k.Name]:
			return fmt.Errorf("%q is the name of another kind already", k.Name)
		case k.MaxReplicas > 0 && k.MaxReplicas < k.Replicas:
			return fmt.Errorf("%d is above the maxReplicas of %s, %d", k.Replicas, k.Name, k.MaxReplicas)
		case k.HostNetwork && k.SecurityGroups:
			return errors.New("a pod on the host network cannot have security groups of its own")
		}
		named[k.Name] = true
	}
	if err := (&reader{}).bounded(w); err != nil {
		return errors.New("all pods together request more than 4 EiB of memory")
	}
	return nil
}

// withExtended leaves the map as it is, which other workloads share.
func withExtended(was map[string]int64, name string, n int64) map[string]int64 {
	is := maps.Clone(was)
	switch {
	case n == 0:
		delete(is, name)
	case is == nil:
		is = map[string]int64{name: n}
	default:
		is[name] = n
	}
	if len(is) == 0 {
		return nil
	}
	return is
}
