package words

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/settings"
	"podfit/planner/verify"
)

// Cause says why nodes differ from the prediction, and what to set so that the
// prediction fits them; flags come from the table of settings.
func Cause(v *verify.Row, c *verify.Cause, table settings.Table) (text, fix string) {
	text, fix = causeText(v, c)
	if c.Settings != nil {
		fix = strings.Join(flagsBetween(v.Predicted.Settings, c.Settings, table), " ")
	}
	return text, fix
}

// flagsBetween are the flags of the settings in which one differs from another.
func flagsBetween(from, to *planner.Settings, table settings.Table) []string {
	var flags []string
	for i := range table {
		s := &table[i]
		values := s.Values(to)
		if slices.Equal(s.Values(from), values) {
			continue
		}
		for _, value := range values {
			switch {
			case s.Kind == settings.Switch && value == "true":
				flags = append(flags, "--"+s.Name)
			case s.Kind == settings.Switch:
				flags = append(flags, "--"+s.Name+"="+value)
			default:
				flags = append(flags, "--"+s.Name+" "+value)
			}
		}
	}
	return flags
}

func causeText(v *verify.Row, c *verify.Cause) (text, fix string) {
	mib := func(n int64) string { return Plain(Round(planner.Memory(n).MiB(), "MiB")) + " MiB" }
	measured := fmt.Sprintf("--memory-capacity %s=%s, or --save", v.InstanceType, settings.MemoryText(v.Memory.Actual.Or(0)))
	switch c.Kind {
	case verify.CauseNoType:
		return "no label node.kubernetes.io/instance-type", ""
	case verify.CauseUnknownType:
		return fmt.Sprintf("unknown instance type %q", v.InstanceType), ""
	case verify.CauseOverride:
		return "the scenario's overrides differ", "--save replaces them with these measurements"
	case verify.CauseMaxPods:
		return fmt.Sprintf("max pods are %d, not %d", c.Actual, c.Predicted), fmt.Sprintf("no policy gives that: --max-pods %d", c.Actual)
	case verify.CauseMaxPodsUnknown:
		return fmt.Sprintf("max pods are %d, but the expression has no value", c.Actual), fmt.Sprintf("--max-pods %d", c.Actual)
	case verify.CauseOverheadFormula:
		return fmt.Sprintf("memory overhead is %s, not the %s of the formula: the type has not been measured", mib(c.Actual), mib(c.Predicted)), measured
	case verify.CauseOverhead:
		return fmt.Sprintf("memory overhead is %s, not the measured %s (%s)", mib(c.Actual), mib(c.Predicted), asOf(v.Predicted.Overhead.Source)), measured
	case verify.CauseMemoryCapacity:
		return fmt.Sprintf("memory capacity is %s, not the %s that you measured", mib(c.Actual), mib(c.Predicted)), measured
	case verify.CauseHugePages:
		return fmt.Sprintf("huge pages take %s, not %s", mib(c.Actual), mib(c.Predicted)), ""
	case verify.CauseKubeReservedPods:
		whose := ""
		if c.Actual == int64(v.MaxPods.Actual.Or(0)) {
			whose = ", which is max pods"
		}
		return fmt.Sprintf("kube-reserved memory is sized for %s%s, not for %d", Counted(int(c.Actual), "pod"), whose, c.Predicted), ""
	case verify.CauseReservedMemory:
		return fmt.Sprintf("kube-reserved, system-reserved and eviction take %s of memory, not %s, which no number of pods explains", mib(c.Actual), mib(c.Predicted)), ""
	default:
		return otherCauseText(v, c), ""
	}
}

func otherCauseText(v *verify.Row, c *verify.Cause) string {
	switch c.Kind {
	case verify.CauseImage:
		if v.Image == "" {
			return "podfit assumes the reserves of AL2023 and Bottlerocket, but the nodes do not report their image"
		}
		return fmt.Sprintf("podfit assumes the reserves of AL2023 and Bottlerocket, but the image is %q", v.Image)
	case verify.CauseCPUs:
		return fmt.Sprintf("the nodes have %s of CPU, not %s: see the CPU options of the launch template", CPU(planner.Millis(c.Actual)), CPU(planner.Millis(c.Predicted)))
	case verify.CauseReservedCPU:
		return fmt.Sprintf("kube-reserved and system-reserved take %s of CPU, not %s", CPU(planner.Millis(c.Actual)), CPU(planner.Millis(c.Predicted)))
	case verify.CauseBranchENIsMissing:
		return fmt.Sprintf("the nodes have no branch ENIs instead of %d: security groups for pods are off, or the trunk is not attached", c.Predicted)
	default:
		return fmt.Sprintf("the nodes have %d branch ENIs, not %d", c.Actual, c.Predicted)
	}
}

// Nodes names an instance type with one of its nodes and the number of the others.
func Nodes(instanceType string, names []string) string {
	if len(names) == 1 {
		return fmt.Sprintf("%s (%s)", instanceType, names[0])
	}
	return fmt.Sprintf("%s (%s and %d more)", instanceType, names[0], len(names)-1)
}
