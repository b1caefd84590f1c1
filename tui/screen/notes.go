package screen

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
)

// NotesOf are the notes of one origin.
type NotesOf struct {
	Origin string
	raised []planner.Warning
	said   []words.Warning // of which only the words are known
}

// Notes is everything that the session doubts or left out, by where it comes from. What
// an import said stays as long as its workloads do.
func (s *Session) Notes() []NotesOf {
	first := NotesOf{Origin: "Scenario", raised: s.scenarioNotes()}
	if im := s.Placement.Imported; im != nil {
		first = NotesOf{Origin: "Import of " + im.From, raised: im.Notes}
	}
	all := []NotesOf{
		first,
		{Origin: "Settings", raised: density.SettingsWarnings(s.Settings)},
		{Origin: "Tables", raised: slices.Concat(s.doubts, s.live.warnings[s.Settings.Region])},
		{Origin: "Today", raised: s.TodayDoubts()},
	}
	if f := s.Plans.Found; f != nil {
		all = append(all, NotesOf{Origin: "Plan", said: planNotes(f.Said)})
	}
	return slices.DeleteFunc(all, func(n NotesOf) bool { return n.Count() == 0 })
}

// Count is how many there are.
func (n *NotesOf) Count() int { return len(n.raised) + len(n.said) }

// Words are the notes in words, the most serious first.
func (n *NotesOf) Words() []words.Warning {
	all := append(words.Warnings(n.raised), n.said...)
	slices.SortStableFunc(all, func(a, b words.Warning) int { return int(b.Severity) - int(a.Severity) })
	return all
}

// scenarioNotes are the guesses that a scenario says were made of its cluster and of its
// workloads.
func (s *Session) scenarioNotes() (all []planner.Warning) {
	for _, note := range s.Placement.Notes {
		all = append(all, planner.ScenarioNote{Text: note})
	}
	for _, k := range *s.Workload {
		for _, note := range k.Notes {
			all = append(all, plan.Assumed{Workloads: []string{k.Name}, Note: note})
		}
	}
	return all
}

// planNotes are a plan's, but for what its workloads say themselves.
func planNotes(said []answer.Warning) (all []words.Warning) {
	own := plan.Assumed{}.About().Code
	for _, w := range said {
		if w.Code != own {
			id := planner.WarningID{Code: w.Code, Severity: w.Severity, Subject: w.Subject}
			all = append(all, words.Warning{WarningID: id, Text: w.Text, Fix: w.Fix})
		}
	}
	return all
}

// CountNotes is how many there are of all origins.
func (s *Session) CountNotes() (n int) {
	for _, of := range s.Notes() {
		n += of.Count()
	}
	return n
}
