package subnet

import (
	"podfit/planner"
	"slices"
)

// Place is the subnets of a zone: those of nodes or, with custom networking, those
// of pods.
type Place struct {
	Zone    string
	ForPods bool
}

// Exhausted is a place that is short of addresses or, where those suffice, of
// whole /28 blocks.
type Exhausted struct {
	Place
	Addresses, Blocks int
}

// About identifies the warning.
func (w Exhausted) About() planner.WarningID {
	return planner.WarningID{Code: "subnet-exhausted", Severity: planner.SeverityWrong, Fails: true, Subject: w.Zone}
}

// Fragmented is a place that may have too few whole /28 blocks free.
type Fragmented struct {
	Place
	Prefixes, Free int
}

// About identifies the warning.
func (w Fragmented) About() planner.WarningID {
	return planner.WarningID{Code: "prefixes-fragmented", Severity: planner.SeverityUnknown, Subject: w.Zone}
}

// ControlPlaneShort is a place with few addresses left for the control plane.
// Needed and Recommended are for each of a cluster's subnets.
type ControlPlaneShort struct {
	Place
	Left, Needed, Recommended int
}

// About identifies the warning.
func (w ControlPlaneShort) About() planner.WarningID {
	return planner.WarningID{Code: "control-plane-addresses", Severity: planner.SeverityNote, Subject: w.Zone}
}

// NotCompared is subnets that a plan cannot be compared with.
type NotCompared struct{ Why error }

// About identifies the warning.
func (NotCompared) About() planner.WarningID {
	return planner.WarningID{Code: "subnets-not-compared", Severity: planner.SeverityUnknown, Subject: "cluster.subnets"}
}

// Warnings are the problems of the budget, the most serious first.
func (b *Budget) Warnings() []planner.Warning {
	all := slices.Clone(b.question.Doubts)
	for _, check := range []func(*ZoneBudget) planner.Warning{
		(*ZoneBudget).warnExhausted,
		(*ZoneBudget).warnFragments,
		(*ZoneBudget).warnControlPlane,
	} {
		for i := range b.Zones {
			if w := check(&b.Zones[i]); w != nil {
				all = append(all, w)
			}
		}
	}
	return append(all, QuotaWarnings(b.Quotas, b.question.Limits)...)
}

func (z *ZoneBudget) place() Place { return Place{z.Zone, z.ForPods} }

func (z *ZoneBudget) warnExhausted() planner.Warning {
	if !z.RunsOut() {
		return nil
	}
	if left := z.Left.Or(0); left < 0 {
		return Exhausted{Place: z.place(), Addresses: -left}
	}
	return Exhausted{Place: z.place(), Blocks: z.Prefixes + z.SurgePrefixes - z.Best.Or(0)}
}

func (z *ZoneBudget) warnFragments() planner.Warning {
	worst, known := z.Worst.Value()
	needed := z.Prefixes + z.SurgePrefixes
	if !known || needed <= worst || z.RunsOut() {
		return nil
	}
	return Fragmented{z.place(), needed, worst}
}

func (z *ZoneBudget) warnControlPlane() planner.Warning {
	left, known := z.Left.Value()
	if !known || z.ForPods || left < 0 || left+z.ControlPlane >= controlPlaneRecommended*len(z.Subnets) {
		return nil
	}
	return ControlPlaneShort{z.place(), left + z.ControlPlane, ControlPlaneAddresses, controlPlaneRecommended}
}
