package scenario

import (
	"errors"
	"fmt"
	"maps"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
)

// GPUsKey is the key by which SetWorkloadKey knows a workload's GPUs, which a file
// has among its extended resources.
const GPUsKey = "gpus"

// SetWorkloadKey sets one key of a workload, read as the value of that key in a
// file. The workload doesn't change on an error.
func SetWorkloadKey(k *planner.Workload, key, value string) error {
	next := *k
	if key == GPUsKey {
		gpus, err := parseExtended(planner.GPUResource, value)
		if err != nil {
			return err
		}
		k.Extended = withExtended(k.Extended, planner.GPUResource, gpus)
		return nil
	}
	of, ok := podsShape.named(key)
	if !ok {
		return fmt.Errorf("%q: no such key of a workload", key)
	}
	if key == "name" {
		if _, err := some1(value); err != nil {
			return err
		}
	}
	err := of.read(&reader{}, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}, key, &next)
	if at := new(fault); errors.As(err, &at) {
		return at.err // without a line and the key, which the caller knows
	}
	if key == "cpu" || key == "memory" {
		next.NoRequests = false
	}
	*k = next
	return nil
}

// CheckWorkload is what Read checks of a workload besides the values of its keys.
func CheckWorkload(w planner.Workloads) error {
	named := map[string]bool{}
	for i := range w {
		k := &w[i]
		switch {
		case named[k.Name]:
			return fmt.Errorf("another workload is already named %q", k.Name)
		case k.MaxReplicas > 0 && k.MaxReplicas < k.Replicas:
			return fmt.Errorf("%d is above the maxReplicas of %s, %d", k.Replicas, k.Name, k.MaxReplicas)
		case k.HostNetwork && k.SecurityGroups:
			return errHostSecured
		}
		named[k.Name] = true
	}
	return bounded(w)
}

// withExtended copies the map, which other workloads may share.
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
