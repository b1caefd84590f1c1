package settings

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
)

// CheckDaemonSets refuses names that no DaemonSet can have, those of every node,
// and names that are given twice.
func CheckDaemonSets(all []planner.DaemonSet) error {
	for i := range all {
		name := all[i].Name
		switch {
		case strings.Trim(name, nameLetters) != "":
			return fmt.Errorf("want lower-case letters, digits, dots and dashes")
		case slices.ContainsFunc(planner.Always, func(a planner.DaemonSet) bool { return a.Name == name }):
			return fmt.Errorf("%s is on every node and always counted", name)
		case name != "" && slices.ContainsFunc(all[:i], func(other planner.DaemonSet) bool { return other.Name == name }):
			return fmt.Errorf("%s: given twice", name)
		}
	}
	return nil
}
