package plan

import (
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/trial"
)

// MoreNodes is a maximum number of nodes that no plan was found for.
type MoreNodes struct{ Most, Fewest int }

// About identifies the warning.
func (MoreNodes) About() planner.WarningID {
	return planner.WarningID{Code: "more-nodes", Severity: planner.SeverityWrong}
}

// FewerZones are more zones than the region has.
type FewerZones struct {
	Region     string
	Asked, Has int
}

// About identifies the warning.
func (FewerZones) About() planner.WarningID {
	return planner.WarningID{Code: "fewer-zones", Severity: planner.SeverityWrong, Setting: "zones"}
}

// VolumesStay are workloads that wait for a lost zone, where their volumes are.
type VolumesStay struct{ Workloads []string }

// About identifies the warning.
func (w VolumesStay) About() planner.WarningID {
	return planner.WarningID{Code: "volumes-stay", Severity: planner.SeverityNote, Subject: names(w.Workloads)}
}

// PodsWait are workloads with pods that no zone left over may take after the loss of
// another: they may be there alone, or must keep apart from pods that are.
type PodsWait struct{ Workloads []string }

// About identifies the warning.
func (w PodsWait) About() planner.WarningID {
	return planner.WarningID{Code: "pods-wait", Severity: planner.SeverityWrong, Subject: names(w.Workloads)}
}

// SpareUnmet is a failure that no number of nodes survives.
type SpareUnmet struct{ Spare Spare }

// About identifies the warning.
func (SpareUnmet) About() planner.WarningID {
	return planner.WarningID{Code: "spare-unmet", Severity: planner.SeverityWrong}
}

// RolloutStuck are workloads whose rollouts make no progress on any number of nodes.
type RolloutStuck struct{ Workloads []string }

// About identifies the warning.
func (w RolloutStuck) About() planner.WarningID {
	return planner.WarningID{Code: "rollout-stuck", Severity: planner.SeverityWrong, Subject: names(w.Workloads)}
}

// RolloutRoom are workloads whose rollouts have no room without the last node: it is there
// for the pod that a rollout starts before it ends another.
type RolloutRoom struct{ Workloads []string }

// About identifies the warning.
func (w RolloutRoom) About() planner.WarningID {
	return planner.WarningID{Code: "rollout-room", Severity: planner.SeverityNote, Subject: names(w.Workloads)}
}

// PoolsShared are workloads whose pods may be on the nodes of several pools.
type PoolsShared struct{ Workloads, Pools []string }

// About identifies the warning.
func (w PoolsShared) About() planner.WarningID {
	return planner.WarningID{Code: "pools-shared", Severity: planner.SeverityNote, Subject: names(w.Workloads)}
}

// PoolUnused is a pool without nodes, because all its pods may be in another where they cost
// less with the pods of that pool.
type PoolUnused struct {
	Pool      string
	Workloads []string
}

// About identifies the warning.
func (w PoolUnused) About() planner.WarningID {
	return planner.WarningID{Code: "pool-unused", Severity: planner.SeverityNote, Setting: "pool", Subject: w.Pool}
}

// LabelsAssumed are conditions on labels that nodes have only if someone gives them
// the labels.
type LabelsAssumed struct {
	Workloads  []string
	Conditions planner.Selector
}

// About identifies the warning.
func (w LabelsAssumed) About() planner.WarningID {
	return planner.WarningID{Code: "labels-assumed", Severity: planner.SeverityNote, Subject: names(w.Workloads)}
}

// SharedClaim are workloads whose pods share a ReadWriteOnce claim: the scheduler
// scatters them, and all but those of one node fail to attach it.
type SharedClaim struct{ Workloads []string }

// About identifies the warning.
func (w SharedClaim) About() planner.WarningID {
	return planner.WarningID{Code: "shared-claim", Severity: planner.SeverityWrong, Subject: names(w.Workloads)}
}

// UnknownTopology are topology keys of spreads and affinity that nodes do not have.
type UnknownTopology struct {
	Workloads []string
	Keys      []string
}

// About identifies the warning.
func (w UnknownTopology) About() planner.WarningID {
	return planner.WarningID{Code: "unknown-topology", Severity: planner.SeverityUnknown, Subject: names(w.Workloads)}
}

// PartOfTheMonth are workloads that run for a part of the month or scale, and are
// priced as if they ran at their least all month.
type PartOfTheMonth struct{ Workloads []string }

// About identifies the warning.
func (w PartOfTheMonth) About() planner.WarningID {
	return planner.WarningID{Code: "part-of-the-month", Severity: planner.SeverityNote, Subject: names(w.Workloads)}
}

// SmallNodes is a plan of types into which the largest pod goes less than three times,
// and the cheapest type to choose from into which it goes eight times.
type SmallNodes struct {
	Type, Larger string
	Times        int
}

// About identifies the warning.
func (SmallNodes) About() planner.WarningID {
	return planner.WarningID{Code: "small-nodes", Severity: planner.SeverityNote}
}

// MostUnplaced are workloads of which no number of nodes places maxReplicas.
type MostUnplaced struct{ Workloads []string }

// About identifies the warning.
func (w MostUnplaced) About() planner.WarningID {
	return planner.WarningID{Code: "most-unplaced", Severity: planner.SeverityWrong, Subject: names(w.Workloads)}
}

// Skipped candidates: a cheaper plan may need one of them.
type (
	// Overfilled are some of the candidates, which hold no pods because their DaemonSets
	// alone lack something: what the first of them lacks.
	Overfilled struct {
		Types int
		First string
		Lack  density.DaemonSetsDoNotFit
	}
	// Unpriced are candidates without a known price.
	Unpriced struct {
		Types  int
		Region string
	}
	// Unjudged are candidates of which it is unknown how many pods they hold.
	Unjudged struct{ Types []string }
)

func (o *Overfilled) add(name string, lack density.DaemonSetsDoNotFit) {
	if o.Types++; o.First == "" {
		o.First, o.Lack = name, lack
	}
}

// About identifies the warning: other types hold the pods.
func (o Overfilled) About() planner.WarningID {
	return planner.WarningID{Code: "types-overfilled", Severity: planner.SeverityNote, Setting: "daemonsets", Subject: o.First}
}

// About identifies the warning.
func (w Unpriced) About() planner.WarningID {
	return planner.WarningID{Code: "types-unpriced", Severity: planner.SeverityUnknown, Topic: planner.AboutMoney, Setting: "region", Subject: w.Region}
}

// About identifies the warning.
func (w Unjudged) About() planner.WarningID {
	return planner.WarningID{Code: "types-unjudged", Severity: planner.SeverityUnknown, Subject: names(w.Types)}
}

// About identifies the warning.
func (u Unplaced) About() planner.WarningID {
	return planner.WarningID{Code: "pods-unplaced", Severity: planner.SeverityWrong, Fails: true, Subject: u.Workload}
}

// What was guessed when workloads were imported.
type (
	// WithoutRequests are workloads whose pods request nothing: a plan for them is a guess.
	WithoutRequests struct{ Workloads []string }
	// Assumed is a note of workloads.
	Assumed struct {
		Note      string
		Workloads []string
	}
)

// About identifies the warning.
func (w WithoutRequests) About() planner.WarningID {
	return planner.WarningID{Code: planner.WithoutRequests.String(), Severity: planner.SeverityUnknown, Subject: names(w.Workloads)}
}

// About identifies the warning.
func (w Assumed) About() planner.WarningID {
	return planner.WarningID{Code: planner.Assumed.String(), Severity: planner.SeverityUnknown, Subject: names(w.Workloads)}
}

func names(all []string) string { return strings.Join(all, ", ") }

// SearchCut is a search that the time limit ended.
type SearchCut struct{}

// About identifies the warning.
func (SearchCut) About() planner.WarningID {
	return planner.WarningID{Code: "search-cut", Severity: planner.SeverityUnknown}
}

// warnings name requirements that the plans do not meet: what is known of the question,
// and which candidates were skipped and what was found while it was solved.
func (q *Question) warnings(a *Answer, skipped, found []planner.Warning) (all []planner.Warning) {
	all = append(all, q.Doubts...)
	all = append(all, skipped...)
	all = append(all, q.unjudged()...)
	all = append(all, fractions(q, a)...)
	all = append(all, q.assumptions()...)
	all = append(all, q.amd64Assumed(a)...)
	all = append(all, q.RequestWarnings()...)
	all = append(all, q.launchWarnings(a)...)
	return append(all, found...)
}

// found is what an answer lacks by how it was found.
func (s *solver) found(a *Answer) (all []planner.Warning) {
	q := s.Question
	if s.stopped {
		all = append(all, SearchCut{})
	}
	if len(a.Plans) == 0 {
		return all
	}
	if s.spareUnmet {
		all = append(all, SpareUnmet{s.Spare})
	}
	if len(s.trial.Stuck) > 0 {
		var names []string
		for _, w := range s.trial.Stuck {
			names = append(names, q.Workload[w].Name)
		}
		all = append(all, RolloutStuck{names})
	}
	if len(s.rolloutRoom) > 0 {
		all = append(all, RolloutRoom{s.rolloutRoom})
	}
	if len(s.unplacedAtMost) > 0 {
		all = append(all, MostUnplaced{s.unplacedAtMost})
	}
	if !s.stopped {
		if w, small := s.smallNodes(&a.Plans[0]); small {
			all = append(all, w)
		}
	}
	if nodes := a.Plans[0].Nodes; q.MaxNodes > 0 && nodes > q.MaxNodes {
		all = append(all, MoreNodes{q.MaxNodes, nodes})
	}
	all = append(all, q.stay()...)
	return append(all, s.wait(&a.Plans[0])...)
}

// skipped are candidates that are no node of the problem.
func (s *solver) skipped() (all []planner.Warning) {
	if s.overfilled.Types > 0 && len(s.options) > 0 { // otherwise each has a warning
		all = append(all, s.overfilled)
	}
	if s.unpriced > 0 {
		all = append(all, Unpriced{s.unpriced, s.Settings.Region})
	}
	if len(s.unjudged) > 0 {
		all = append(all, Unjudged{s.unjudged})
	}
	return all
}

// wait are the workloads with pods that wait for a lost zone for other reasons than
// their volumes.
func (s *solver) wait(p *Plan) []planner.Warning {
	if s.Spare != SpareZone {
		return nil
	}
	var groups []trial.Group
	for i := range p.Groups {
		g := &p.Groups[i]
		groups = append(groups, trial.Group{Option: slices.Index(s.options, g.Option), Nodes: g.Nodes, OnDemand: g.OnDemandNodes, Zone: g.Zone - 1})
	}
	var names []string
	for _, w := range s.trial.Waits(groups) {
		if k := &s.Workload[w]; k.Volumes == 0 {
			names = append(names, k.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return []planner.Warning{PodsWait{names}}
}

// stay are the workloads whose volumes are in a zone that may be lost.
func (q *Question) stay() []planner.Warning {
	var stay []string
	for i := range q.Workload {
		if k := &q.Workload[i]; q.Spare == SpareZone && k.Volumes > 0 && k.Replicas > 0 {
			stay = append(stay, k.Name)
		}
	}
	if len(stay) > 0 {
		slices.Sort(stay)
		return []planner.Warning{VolumesStay{stay}}
	}
	return nil
}

// assumptions are what a plan takes for granted about the workload.
func (q *Question) assumptions() (all []planner.Warning) {
	var labels LabelsAssumed
	var claims SharedClaim
	var topology UnknownTopology
	var part PartOfTheMonth
	var guessed WithoutRequests
	var notes []Assumed
	for i := range q.Workload {
		k := &q.Workload[i]
		if k.Replicas == 0 {
			continue
		}
		if k.NoRequests {
			guessed.Workloads = append(guessed.Workloads, k.Name)
		}
		for _, text := range k.Notes {
			at := slices.IndexFunc(notes, func(n Assumed) bool { return n.Note == text })
			if at < 0 {
				at, notes = len(notes), append(notes, Assumed{Note: text})
			}
			notes[at].Workloads = append(notes[at].Workloads, k.Name)
		}
		if assumed := trial.Assumed(k, q.trialPools()); len(assumed) > 0 {
			labels.Workloads = append(labels.Workloads, k.Name)
			for _, r := range assumed {
				if !slices.Contains(labels.Conditions.Texts(), r.String()) {
					labels.Conditions = append(labels.Conditions, r)
				}
			}
		}
		if k.Replicas > 1 && slices.ContainsFunc(k.Claims, func(c planner.Claim) bool { return c.Access == planner.ReadWriteOnce }) {
			claims.Workloads = append(claims.Workloads, k.Name)
		}
		if keys := trial.UnknownTopologies(k); len(keys) > 0 {
			topology.Workloads = append(topology.Workloads, k.Name)
			topology.Keys = slices.Compact(slices.Sorted(slices.Values(append(topology.Keys, keys...))))
		}
		if k.HoursPerMonth > 0 || k.MaxReplicas > k.Replicas {
			part.Workloads = append(part.Workloads, k.Name)
		}
	}
	if guessed.Workloads != nil {
		all = append(all, guessed)
	}
	for _, n := range notes {
		all = append(all, n)
	}
	if labels.Workloads != nil {
		all = append(all, labels)
	}
	if claims.Workloads != nil {
		all = append(all, claims)
	}
	if topology.Workloads != nil {
		all = append(all, topology)
	}
	if part.Workloads != nil {
		all = append(all, part)
	}
	return all
}

// smallNodes reports a plan whose nodes are too small for its largest pod to be filled
// well.
func (s *solver) smallNodes(p *Plan) (w SmallNodes, small bool) {
	const few, enough = 3, 8
	times := func(option int) (most int64) {
		least := int64(math.MaxInt64)
		for k := range s.problem.Kinds {
			if n := s.fitsTimes(option, k); n > 0 {
				least = min(least, n)
			}
		}
		return least
	}
	for i := range p.Groups {
		if option := slices.Index(s.options, p.Groups[i].Option); times(option) >= few {
			return w, false
		} else if i == 0 {
			w.Type, w.Times = p.Groups[i].Option.Type.Name, int(times(option))
		}
	}
	if p.Nodes < few {
		return w, false
	}
	best := int64(math.MaxInt64)
	for i := range s.options {
		if cost, _ := s.nodeCost(s.options[i]); s.timesLargest(i) >= enough && cost < best {
			w.Larger, best = s.options[i].Type.Name, cost
		}
	}
	return w, true
}
