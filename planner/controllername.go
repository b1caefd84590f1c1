package planner

import (
	"slices"
	"strings"
)

// ControllerNames are the names that the controller of a workload may have: the
// workload's, or what an import has made it of, as in shop/web.statefulset and
// shop/web.500m-1gi. The last is without what an import adds.
func ControllerNames(workload string) (namespace string, names []string) {
	namespace, name, has := strings.Cut(workload, "/")
	if !has {
		namespace, name = "", workload
	}
	names = []string{name}
	for {
		i := strings.LastIndexByte(name, '.')
		if i <= 0 || !isVariant(name[i+1:]) {
			return namespace, names
		}
		name = name[:i]
		names = append(names, name)
	}
}

// ControllerName is the last of ControllerNames.
func ControllerName(workload string) (namespace, name string) {
	namespace, names := ControllerNames(workload)
	return namespace, names[len(names)-1]
}

// isVariant recognizes what an import puts behind a name: a kind in lower case, perhaps
// with a number, or a size.
func isVariant(suffix string) bool {
	kind := strings.TrimRight(suffix, "-0123456789")
	if slices.Contains(Controllers, kind) || slices.Contains([]string{"cronjob", "daemonset", "rollout"}, kind) {
		return true
	}
	cpu, memory, is := strings.Cut(suffix, "-")
	amount := func(text, units string) bool {
		number := strings.TrimRight(text, units)
		return number != "" && strings.Trim(number, "0123456789") == ""
	}
	return is && amount(cpu, "m") && amount(memory, "kmgtpei")
}
