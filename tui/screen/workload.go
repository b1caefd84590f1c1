package screen

import (
	"fmt"
	"reflect"
	"slices"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/scenario"
)

// UsualRequest is what a new workload of pods requests where the settings have no
// mean pod.
var UsualRequest = planner.Resources{CPU: 250, Memory: 512 * planner.MiB}

// PodRequest is what a new workload of pods requests.
func (s *Session) PodRequest() planner.Resources {
	if request := s.Settings.Pod.Resources; request != (planner.Resources{}) {
		return request
	}
	return UsualRequest
}

// TakeWorkload adopts a new workload and remembers the old.
func (s *Session) TakeWorkload(w planner.Workloads, what string) {
	s.history.add(change{what: what, from: moment{settings: s.Settings, workload: s.Workload}, to: moment{settings: s.Settings, workload: &w}})
	s.Workload = &w
}

// RenameWorkload adopts a workload in which one has another name. Nodes of today hold pods
// by the names of workloads, and go on holding them.
func (s *Session) RenameWorkload(w planner.Workloads, from, to, what string) error {
	next := s.Placement
	if holds := next.Today.Pods(); holds[from] > 0 {
		if holds[to] > 0 {
			return fmt.Errorf("today's nodes hold other pods named %s", to)
		}
		renamed := *next
		renamed.Today = next.Today.Renamed(from, to)
		next = &renamed
	}
	s.history.add(change{what: what, from: moment{settings: s.Settings, workload: s.Workload, placement: s.Placement}, to: moment{settings: s.Settings, workload: &w, placement: next}})
	s.Workload, s.Placement = &w, next
	return nil
}

// TakeWorkloadUnder adopts a new workload with other settings, as one change. On an error
// nothing changes.
func (s *Session) TakeWorkloadUnder(w planner.Workloads, edit func(*planner.Settings) error, what string) error {
	next, err := s.edited(edit)
	if err != nil {
		return err
	}
	s.history.add(change{what: what, from: moment{settings: s.Settings, workload: s.Workload}, to: moment{settings: next, workload: &w}})
	s.Workload = &w
	s.adopt(next)
	return nil
}

// IsNew says that nothing was opened or made yet.
func (s *Session) IsNew() bool {
	return s.File == "" && len(*s.Workload) == 0 && len(s.history.done) == 0 && len(s.history.undone) == 0
}

func sameWorkload(a, b *planner.Workloads) bool {
	return a == b || len(*a) == 0 && len(*b) == 0 || reflect.DeepEqual(*a, *b)
}

// Placement is where the pods of a scenario go, and where they are: the subnets of nodes
// and pods, and the nodes of today. It is replaced, never
// changed.
type Placement struct {
	Subnets, PodSubnets []planner.Subnet
	// Today is what the cluster has now.
	Today planner.Today
	// Notes are guesses about the cluster, which go with its subnets into the file.
	Notes []string
	// Imported is what all of it was imported from in this session; nil otherwise.
	Imported *Import
}

func placementOf(s *scenario.Scenario) *Placement {
	return &Placement{s.Subnets, s.PodSubnets, s.Today, s.Notes, nil}
}

func (p *Placement) same(other *Placement) bool {
	return p == other || slices.Equal(p.Subnets, other.Subnets) && slices.Equal(p.PodSubnets, other.PodSubnets) &&
		reflect.DeepEqual(p.Today, other.Today) && slices.Equal(p.Notes, other.Notes)
}

// Zones are those that the nodes' subnets are in.
func (p *Placement) Zones() []string {
	var names []string
	for _, s := range p.Subnets {
		names = append(names, s.Zone)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// TakePlacement adopts other subnets and remembers the old. Plans then spread
// over the zones that the subnets are in; spread is that number, 0 where it
// stays.
func (s *Session) TakePlacement(next *Placement) (spread int) {
	before := s.planTerms()
	c := change{what: "subnets", from: moment{settings: s.Settings, placement: s.Placement, plan: &before}, to: moment{settings: s.Settings, placement: next}}
	after := before
	if n := len(next.Zones()); n > 0 && n != before.Zones.Number(s.regionHas()) {
		after.Zones, spread = plan.Zones{Count: n}, n
	}
	c.to.plan = &after
	s.history.add(c)
	s.arriveAt(c.to)
	return spread
}
