package words

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
)

// requestWarning is of requests as used, and of the usage that they follow.
func requestWarning(w planner.Warning) (text, fix string) {
	const give = "give the usage of some days with --usage, such as a range query of Prometheus"
	switch w := w.(type) {
	case plan.RequestsAsUsed:
		return fmt.Sprintf("planned with requests as used (%s) instead of as set: %s; DaemonSets keep theirs", w.Requests.Terms(), resizedText(w.Resized)),
			"podfit export requests writes the changes; --requests as-set plans without them"
	case plan.UsageMissing:
		return "no usage of CPU and memory is known, and what is not known stays as set: " + ObjectNames(w.Workloads), give
	case plan.UsageShort:
		if w.Window == 0 {
			return "the usage is a snapshot, or of a time that is not known, and no percentile over days: " + ObjectNames(w.Workloads), give
		}
		return fmt.Sprintf("the usage was observed for %s: less than a day may miss the peaks of %s", w.Window, ObjectNames(w.Workloads)), give
	case plan.UsagePercentile:
		return fmt.Sprintf("the usage is %s, not %s as asked for, and counts as it is: %s", w.Has, w.Asked, ObjectNames(w.Workloads)), fmt.Sprintf("read it again with --usage, or ask for %s", w.Has)
	case plan.UsageRecommended:
		return fmt.Sprintf("%s recommends these requests with a margin of its own, and no other is added: %s", w.By, ObjectNames(w.Workloads)), ""
	case plan.RequestsAutoscaled:
		return "an autoscaler that goes by utilization counts it in percent of the requests, so that with others it wants another number of pods, which the plan does not know: " + ObjectNames(w.Workloads), "set its target anew with the requests"
	case planner.UsageUnmatched:
		return "usage that is of no workload, or could be of several: " + ObjectNames(w.Names), "import the pods as well (kubectl get pods), or name the workloads as their controllers: namespace/name"
	}
	return "", ""
}

// resizedText names the first of them with their requests.
func resizedText(all []planner.Resized) string {
	const most = 5
	var texts []string
	for i := range all[:min(most, len(all))] {
		r := &all[i]
		texts = append(texts, fmt.Sprintf("%s %s → %s", r.Workload, requestsText(r.From, r.NoRequests), requestsText(r.To, false)))
	}
	if more := len(all) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, ", ")
}

func requestsText(r planner.Resources, none bool) string {
	if none {
		return "none"
	}
	return CPU(r.CPU) + " " + Memory(r.Memory)
}

// Requests names a choice of requests.
func Requests(r planner.Requests) string {
	if r.AsUsed {
		return "requests as used (" + r.Terms() + ")"
	}
	return "requests as set"
}

// UsageOver is over what the usage of a workload was observed: its percentile and window,
// and who recommends it.
func UsageOver(u *planner.Usage) string {
	var parts []string
	if u.RecommendedBy != "" {
		parts = append(parts, u.RecommendedBy)
	}
	if p, known := u.Percentile.Value(); known {
		parts = append(parts, p.String())
	} else if u.RecommendedBy == "" {
		parts = append(parts, "snapshot")
	}
	if u.Window > 0 {
		parts = append(parts, "of "+u.Window.String())
	}
	return strings.Join(parts, " ")
}
