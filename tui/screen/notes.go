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
	said   []answer.Warning
}

// Count is how many there are. Each frame asks, and puts none of them in words.
func (n *NotesOf) Count() int { return len(n.raised) + len(n.said) }

// Note is one in the screen's words: what it is about and says, and what to do.
type Note struct {
	Severity  planner.Severity
	Text, Fix string
}

// Notes is everything that the session doubts or left out, by where it comes from. What
// an import said stays as long as its workloads do.
func (s *Session) Notes() []NotesOf {
	first := NotesOf{Origin: "Scenario", raised: s.scenarioNotes()}
	if im := s.Placement.Imported; im != nil {
		first = NotesOf{Origin: "Import of " + im.From, raised: im.Notes, said: im.Kept}
	}
	all := []NotesOf{
		first,
		{Origin: "Settings", raised: density.SettingsWarnings(s.Settings)},
		{Origin: "Tables", raised: slices.Concat(s.doubts, s.live.warnings[s.Settings.Region])},
		{Origin: "Region", raised: s.ForeignZones()},
		{Origin: "Today", raised: s.TodayDoubts()},
	}
	if f := s.Plans.Found; f != nil {
		all = append(all, NotesOf{Origin: "Plan", said: planNotes(f.Said)})
	}
	return slices.DeleteFunc(all, func(n NotesOf) bool { return n.Count() == 0 })
}

// NotesInWords are the notes of one origin, the most serious first.
func (s *Session) NotesInWords(of NotesOf) (all []Note) {
	for _, w := range of.raised {
		all = append(all, s.noteOf(answer.NewWarning(w)))
	}
	for _, w := range of.said {
		all = append(all, s.noteOf(w))
	}
	slices.SortStableFunc(all, func(a, b Note) int { return int(b.Severity) - int(a.Severity) })
	return all
}

// noteOf has one label, the severity. What an import did with its objects is no severity,
// and stays.
func (s *Session) noteOf(w answer.Warning) Note {
	fix := w.Fix
	w.Fix = ""
	text := w.Line()
	switch label := words.Label(w.Code); label {
	case words.Label(""), words.Live, w.Severity.String():
	default:
		text = label + ": " + text
	}
	if name, is := w.Setting.Value(); is {
		if row, known := s.Table.Named(name); known && fix == "" {
			fix = "the setting is " + row.Title
		}
	}
	return Note{w.Severity, s.OnScreen(text), s.OnScreen(fix)}
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
func planNotes(said []answer.Warning) []answer.Warning {
	own := plan.Assumed{}.About().Code
	return slices.DeleteFunc(slices.Clone(said), func(w answer.Warning) bool { return w.Code == own })
}

// CountNotes is how many there are of all origins.
func (s *Session) CountNotes() (n int) {
	for _, of := range s.Notes() {
		n += of.Count()
	}
	return n
}
