package screen

import (
	"fmt"
	"reflect"
	"slices"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/settings"
	"podfit/tui/widget"
)

// mostZones is how many zones the keys offer in a region of which nobody knows how many it
// has.
const mostZones = 6

// ChangeTerms makes an edit of what plans are to be like, and remembers the terms of
// before. On an error nothing changes.
func (s *Session) ChangeTerms(edit func(*plan.Terms) error) error {
	before, next, err := s.editedTerms(edit)
	if err != nil || reflect.DeepEqual(before, next) {
		return err
	}
	switch spares := next.Spare == plan.SpareZone && next.Zones.Count == 1; {
	case spares && before.Spare != plan.SpareZone:
		next.Zones = plan.Zones{}
		s.Say(fmt.Sprintf("sparing a zone needs several zones: now %d", next.Zones.Number(s.regionHas())))
	case spares:
		next.Spare = plan.SpareNode
		s.Say("with one zone, spare is now a node")
	}
	s.takeTerms(before, next, "")
	return nil
}

// TryTerms makes the edit on a copy, and says what is wrong with it.
func (s *Session) TryTerms(edit func(*plan.Terms) error) error {
	_, _, err := s.editedTerms(edit)
	return err
}

func (s *Session) editedTerms(edit func(*plan.Terms) error) (before, next plan.Terms, err error) {
	before = s.planTerms()
	next = before
	err = edit(&next)
	if has := s.regionHas(); err == nil && has > 0 && next.Zones.Count > has && next.Zones.Count != before.Zones.Count {
		err = fmt.Errorf("%s has %d zones", s.Settings.Region, has)
	}
	if err == nil {
		err = next.CheckPools()
	}
	if err == nil && next.Fargate != before.Fargate {
		err = words.CheckFargate(next.Fargate, *s.Workload)
	}
	return before, next, err
}

// takeTerms adopts new terms and remembers the old.
func (s *Session) takeTerms(before, next plan.Terms, what string) {
	chooses := before.Candidates != next.Candidates
	c := change{what: what, from: moment{settings: s.Settings, plan: &before, chooses: chooses}, to: moment{settings: s.Settings, plan: &next, chooses: chooses}}
	s.history.add(c)
	s.arriveAt(c.to)
}

// ForeignZones warn of what is in another region than that of the settings: subnets and
// today's nodes. A plan warns of its own zones.
func (s *Session) ForeignZones() []planner.Warning {
	var zones []string
	for _, subnet := range slices.Concat(s.Placement.Subnets, s.Placement.PodSubnets) {
		zones = append(zones, subnet.Zone)
	}
	region := s.Settings.Region
	return append(planner.ForeignZones("the subnets", region, zones), s.Placement.Today.ForeignZones(region)...)
}

// sayForeign says at a change of the region what stays behind.
func (s *Session) sayForeign(before string) {
	if before == s.Settings.Region {
		return
	}
	all := append(s.ForeignZones(), planner.ForeignZones("the plan", s.Settings.Region, s.Plans.Terms.Zones.Names)...)
	if len(all) > 0 {
		s.Status = Status{widget.Join(words.Warn(all[0]).Line(), "u undoes it", s.Status.Text), widget.Worse}
	}
}

// SpreadBy adds zones, or takes them away, and goes round at the ends.
func (s *Session) SpreadBy(zones int) {
	most := s.regionHas()
	if most == 0 {
		most = mostZones
	}
	next := (s.PlanZones()-1+zones+most)%most + 1
	s.ChangeTerms(func(t *plan.Terms) error {
		t.Zones = plan.Zones{Count: next}
		return nil
	})
}

// termDifferences names what differs between two choices of terms, in few words.
func termDifferences(was, is *plan.Terms) (all []string) {
	if was == nil || is == nil {
		return nil
	}
	for i := range plan.TermsTable {
		t := &plan.TermsTable[i]
		if before, after := t.Text(was), t.Text(is); before != after {
			all = append(all, fmt.Sprintf("%s %s → %s", t.Title, termText(before), termText(after)))
		}
	}
	return all
}

// termText is a word for what a term is if nothing is said.
func termText(text string) string {
	if text == "" {
		return "usual"
	}
	return text
}

// PlanGroup is the heading of the terms among the settings.
const PlanGroup settings.Group = "Plan"
