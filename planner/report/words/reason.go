package words

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/schedule"
	"podfit/planner/settings"
)

// Reason says why pods fit no candidate.
func Reason(r plan.Reason) string {
	amounts := fmt.Sprintf("needs %d, the most that a node has left is %d", r.Need, r.Have)
	if r.DaemonSets {
		return "no candidate holds a pod: " + daemonSetsText(density.DaemonSetsDoNotFit{Limit: r.Limit, Need: r.Need, Have: r.Have})
	}
	if r.Groups {
		return "needs another node group: raise --groups"
	}
	if r.Unpriced {
		return "no candidate has a known price: ask AWS with --live, or plan with --objective nodes"
	}
	if r.Unknown {
		return fmt.Sprintf("%s: needs %s, and no table has how many a node has", r.Resource, ResourceAmount(r.Resource, r.Need))
	}
	if r.Rule != schedule.Feasible {
		return rules[r.Rule]
	}
	switch r.Unmet {
	case plan.UnmetArch:
		return "selects " + r.Wanted + ", and no type to choose from is: widen the choice with --arch"
	case plan.UnmetType:
		return "selects " + r.Wanted + ", which is not among the types to choose from"
	case plan.UnmetCapacity:
		return "selects " + r.Wanted + " nodes, and the plan buys none: see --on-demand-percent"
	case plan.UnmetZone:
		return "selects " + r.Wanted + ", and the plan has no node there: name its zones with --zones"
	case plan.UnmetLabel:
		return "selects nodes with " + r.Wanted + ", and neither a type to choose from nor a pool has it"
	case plan.UnmetTogether:
		return "no type to choose from meets all conditions of its node selector"
	}
	switch r.Limit {
	case density.NoLimit:
		return "no candidate matches its node selector"
	case density.LimitMemory:
		need, have := MemoryBeside(planner.Memory(r.Need), planner.Memory(r.Have))
		amounts = fmt.Sprintf("needs %s, the most that a node has left is %s", need, have)
	case density.LimitCPU:
		amounts = fmt.Sprintf("needs %s, the most that a node has left is %s", CPU(planner.Millis(r.Need)), CPU(planner.Millis(r.Have)))
	case density.LimitHugePages:
		if r.Have == 0 {
			return fmt.Sprintf("%s: needs %s, but nodes have no huge pages of this size: set --huge-pages and --huge-page-size", r.Resource, ResourceAmount(r.Resource, r.Need))
		}
	}
	if r.Resource != "" {
		return fmt.Sprintf("%s: needs %s, the most that a node has left is %s", r.Resource, ResourceAmount(r.Resource, r.Need), ResourceAmount(r.Resource, r.Have))
	}
	return r.Limit.String() + ": " + amounts
}

// ResourceAmount writes an amount of an extended resource.
func ResourceAmount(resource string, n int64) string {
	if planner.InBytes(resource) {
		return Memory(planner.Memory(n))
	}
	return fmt.Sprint(n)
}

// rules are what the scheduler's filters ask for and no number of nodes gives.
var rules = map[schedule.Reason]string{
	schedule.TaintNotTolerated:    "tolerates the taints of no node",
	schedule.NodeNotSelected:      "its node selector matches no node of the plan",
	schedule.PortTaken:            "its host port is taken on every node",
	schedule.TooManyPods:          "no node takes another pod",
	schedule.InsufficientResource: "no node has enough CPU, memory or devices left where its other rules allow it",
	schedule.TooManyVolumes:       "no node can attach another volume",
	schedule.VolumeElsewhere:      "its volume is in another zone, or taken by another pod (ReadWriteOncePod)",
	schedule.SpreadLabelMissing:   "nodes lack the label that it spreads by",
	schedule.SpreadExceeded:       "its topology spread allows no further pod: it needs more zones",
	schedule.AffinityUnmet:        "no node has the pods that its affinity asks for",
	schedule.AntiAffinity:         "its anti-affinity leaves no zone or node: it needs more zones",
	schedule.AntiAffinityOfOthers: "the anti-affinity of other pods leaves no zone or node",
	schedule.NoAddress:            "no node has an address left",
}

// FargateReason says why pods cannot run on Fargate.
func FargateReason(r fargate.Reason) string {
	switch r.Kind {
	case fargate.TooMuchCPU:
		return fmt.Sprintf("CPU: needs %s, but Fargate has at most %s", CPU(planner.Millis(r.Need)), CPU(planner.Millis(r.Have)))
	case fargate.TooMuchMemory:
		return fmt.Sprintf("memory: needs %s including Fargate's own 256Mi, but Fargate has at most %s", Memory(planner.Memory(r.Need)), Memory(planner.Memory(r.Have)))
	case fargate.NeedsHostNetwork:
		return "Fargate does not support the host network"
	case fargate.NeedsVolumes:
		return "Fargate does not support EBS volumes"
	case fargate.NeedsDevices:
		return "Fargate has no " + r.Resource
	case fargate.NeedsStorage:
		return fmt.Sprintf("ephemeral storage: needs %s, and the price is known only with the %s that Fargate includes", Memory(planner.Memory(r.Need)), Memory(planner.Memory(r.Have)))
	case fargate.NeedsArm:
		return "EKS runs Fargate on amd64 only"
	case fargate.SelectsTypes:
		return "selects instance types, which Fargate does not have"
	default:
		return "selects spot, but EKS does not support Fargate Spot"
	}
}

// CheckFargate refuses a choice of Fargate that names workloads which are missing or cannot
// run there.
func CheckFargate(choice string, w planner.Workloads) error {
	for _, name := range fargate.ParseChoice(choice).Workloads {
		i := slices.IndexFunc(w, func(k planner.Workload) bool { return k.Name == name })
		if i < 0 {
			known := slices.Clone(plan.FargateWords)
			for _, k := range w {
				known = append(known, k.Name)
			}
			return fmt.Errorf("%q: no such workload, and not one of %s%s", name, strings.Join(plan.FargateWords, ", "), settings.DidYouMean(name, known))
		}
		if reasons := fargate.Reasons(&w[i]); len(reasons) > 0 {
			return fmt.Errorf("%q: these pods cannot run there: %s", name, FargateReason(reasons[0]))
		}
	}
	return nil
}

// FargateVerdict says in a word or two where a workload runs, or why not on Fargate.
func FargateVerdict(k *fargate.Workload) string {
	hours, known := k.BreakEven.Value()
	switch {
	case len(k.Reasons) > 0:
		return FargateReason(k.Reasons[0])
	case k.Moved:
		return "on Fargate"
	case known && k.Hours < hours:
		return "cheaper on Fargate"
	}
	return ""
}

// BreakEven is the hours a month below which Fargate is cheaper.
func BreakEven(hours float64) string {
	if hours >= planner.HoursPerMonth {
		return "always cheaper"
	}
	return fmt.Sprintf("%.0f h", hours)
}

// Fargate says what moved, what the best plan costs with it, and what a workload
// does not say.
func Fargate(found *fargate.Answer, daemonSets int, currency string) []string {
	f := found.Fargate
	money := func(m planner.Maybe[planner.Money]) string {
		return OrUnknown(m, func(m planner.Money) string { return Money(m, currency) })
	}
	lines := []string{"Fargate: nothing moved"}
	if moved := f.Moved(); len(moved) > 0 && len(found.Plans) > 0 {
		nodes := found.Plans[0].Month
		lines[0] = fmt.Sprintf("1: %s on nodes + %s on Fargate = %s a month; all on nodes %s", money(nodes), money(f.Month), money(f.Total(nodes)), money(f.NodesAlone))
	}
	if daemonSets > 0 {
		lines = append(lines, fmt.Sprintf("no DaemonSet runs beside a pod on Fargate: replace the %d here with sidecars", daemonSets))
	}
	return append(lines, "unknown for these pods: privileged containers and host ports, which Fargate does not support")
}
