package plan

import (
	"slices"

	"podfit/planner"
)

// What a plan with requests as used takes for granted.
type (
	// RequestsAsUsed are workloads that are planned with other requests than they have, those
	// first that change most.
	RequestsAsUsed struct {
		Requests planner.Requests
		Resized  []planner.Resized
	}
	// UsageMissing are workloads without usage: they keep their requests.
	UsageMissing struct{ Workloads []string }
	// UsageShort are workloads whose usage was observed for less than a day, a snapshot
	// among them if Window is 0.
	UsageShort struct {
		Workloads []string
		Window    planner.Window // the shortest
	}
	// UsagePercentile are workloads whose usage is at another percentile than is asked for.
	UsagePercentile struct {
		Workloads  []string
		Has, Asked planner.Percentile
	}
	// UsageRecommended are workloads whose figures are what a tool recommends as requests.
	UsageRecommended struct {
		Workloads []string
		By        string
	}
	// RequestsAutoscaled are workloads whose requests change and whose number of pods may
	// follow from them.
	RequestsAutoscaled struct{ Workloads []string }
)

// About identifies the warning.
func (w RequestsAsUsed) About() planner.WarningID {
	var changed []string
	for i := range w.Resized {
		changed = append(changed, w.Resized[i].Workload)
	}
	return planner.WarningID{Code: "requests-as-used", Severity: planner.SeverityNote, Setting: "requests", Subject: names(changed)}
}

// About identifies the warning.
func (w UsageMissing) About() planner.WarningID {
	return planner.WarningID{Code: "usage-missing", Severity: planner.SeverityUnknown, Setting: "requests", Subject: names(w.Workloads)}
}

// About identifies the warning.
func (w UsageShort) About() planner.WarningID {
	return planner.WarningID{Code: "usage-short", Severity: planner.SeverityUnknown, Setting: "requests", Subject: names(w.Workloads)}
}

// About identifies the warning.
func (w UsagePercentile) About() planner.WarningID {
	return planner.WarningID{Code: "usage-percentile", Severity: planner.SeverityUnknown, Setting: "requests", Subject: names(w.Workloads)}
}

// About identifies the warning.
func (w UsageRecommended) About() planner.WarningID {
	return planner.WarningID{Code: "usage-recommended", Severity: planner.SeverityNote, Setting: "requests", Subject: names(w.Workloads)}
}

// About identifies the warning.
func (w RequestsAutoscaled) About() planner.WarningID {
	return planner.WarningID{Code: "requests-autoscaled", Severity: planner.SeverityUnknown, Setting: "requests", Subject: names(w.Workloads)}
}

// RequestWarnings say which requests a plan has changed, and how far its usage can be
// relied on.
func (q *Question) RequestWarnings() (all []planner.Warning) {
	asked := q.Settings.Requests
	if !asked.AsUsed {
		return nil
	}
	changed := RequestsAsUsed{Requests: asked}
	var scaled RequestsAutoscaled
	for _, r := range asked.ResizeAll(q.AsSet) {
		if !r.Changed() {
			continue
		}
		changed.Resized = append(changed.Resized, r)
		if r.Scales {
			scaled.Workloads = append(scaled.Workloads, r.Workload)
		}
	}
	if changed.Resized != nil {
		all = append(all, changed)
	}
	if scaled.Workloads != nil {
		slices.Sort(scaled.Workloads)
		all = append(all, scaled)
	}
	return append(all, q.usageDoubts()...)
}

// usageDoubts are about what is known of usage.
func (q *Question) usageDoubts() (all []planner.Warning) {
	var missing UsageMissing
	var short UsageShort
	var other []UsagePercentile
	var by []UsageRecommended
	for i := range q.AsSet {
		k := &q.AsSet[i]
		u := &k.Usage
		has, known := u.Percentile.Value()
		switch {
		case k.Replicas == 0:
		case !u.CPU.Known() || !u.Memory.Known():
			missing.Workloads = append(missing.Workloads, k.Name)
		case u.RecommendedBy != "":
			at := slices.IndexFunc(by, func(w UsageRecommended) bool { return w.By == u.RecommendedBy })
			if at < 0 {
				at, by = len(by), append(by, UsageRecommended{By: u.RecommendedBy})
			}
			by[at].Workloads = append(by[at].Workloads, k.Name)
		case u.Window < planner.Day:
			if short.Workloads == nil || u.Window < short.Window {
				short.Window = u.Window
			}
			short.Workloads = append(short.Workloads, k.Name)
		case known && has != q.Settings.Requests.Percentile:
			at := slices.IndexFunc(other, func(w UsagePercentile) bool { return w.Has == has })
			if at < 0 {
				at, other = len(other), append(other, UsagePercentile{Has: has, Asked: q.Settings.Requests.Percentile})
			}
			other[at].Workloads = append(other[at].Workloads, k.Name)
		}
	}
	if missing.Workloads != nil {
		all = append(all, missing)
	}
	if short.Workloads != nil {
		all = append(all, short)
	}
	for _, w := range other {
		all = append(all, w)
	}
	for _, w := range by {
		all = append(all, w)
	}
	return all
}
