package settings

import (
	"fmt"
	"strconv"
	"strings"

	"podfit/planner"
)

// ParsePod reads what a pod requests, such as cpu=500m,memory=1Gi,security-groups: a
// workload whose name is the text. Its replicas are 0 unless the text says how many.
func ParsePod(text string) (w planner.Workload, err error) {
	w.Name = text
	for part := range strings.SplitSeq(text, ",") {
		if err := setPod(&w, strings.TrimSpace(part)); err != nil {
			return w, fmt.Errorf("%q: %w", part, err)
		}
	}
	return w, nil
}

func setPod(w *planner.Workload, part string) (err error) {
	key, value, given := strings.Cut(part, "=")
	on := func() (bool, error) {
		if !given { // the bare word
			return true, nil
		}
		return parseSwitch(value)
	}
	switch key {
	case "cpu":
		w.Request.CPU, err = ParseCPU(value)
	case "memory":
		w.Request.Memory, err = ParseMemory(value)
	case "replicas":
		if w.Replicas, err = strconv.Atoi(value); err != nil || w.Replicas < 1 {
			err = fmt.Errorf("must be a whole number of 1 or more")
		}
	case "host-network":
		w.HostNetwork, err = on()
	case "security-groups":
		w.SecurityGroups, err = on()
	default:
		keys := []string{"cpu", "memory", "replicas", "security-groups", "host-network"}
		err = fmt.Errorf("must be one of %s%s", strings.Join(keys, ", "), DidYouMean(key, keys))
	}
	return err
}
