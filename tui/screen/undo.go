package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/scenario"
	"podfit/planner/settings"
	"podfit/tui/widget"
)

// history is every change of the session, without a limit: settings are small,
// and two moments share what did not change.
type history struct {
	done, undone []change
}

// change leads from one moment to the next.
type change struct {
	what     string // that it was, where the settings do not say it
	from, to moment
	removed  *Variant // by it
}

// moment is what undo goes back to. Only what replaces the whole question, as
// opening a file does, has a look and a file: undoing a setting leaves sort
// and filter.
type moment struct {
	settings  *planner.Settings
	look      *look
	file      string             // in which it is saved
	workload  *planner.Workloads // nil where the change left it alone
	placement *Placement         // likewise
	plan      *plan.Terms        // likewise
	chooses   bool               // the candidates of plan, where there is no look
	// opened are the file's options, with a look.
	opened      []scenario.Option
	openedShows string
}

func (h *history) add(c change) { h.done, h.undone = append(h.done, c), nil }

// Undo takes the last change back.
func (s *Session) Undo() {
	n := len(s.history.done)
	if n == 0 {
		s.Say("nothing to undo")
		return
	}
	c := s.history.done[n-1]
	s.history.done = s.history.done[:n-1]
	s.history.undone = append(s.history.undone, c)
	if c.removed != nil {
		c.removed.Name = cmp.Or(s.nameFor(c.removed.Name), c.removed.Name)
		s.Variants.insert(c.removed)
	}
	s.travel(c.to, c.from, "undone", c.what)
}

// Redo makes a change again that was undone.
func (s *Session) Redo() {
	n := len(s.history.undone)
	if n == 0 {
		s.Say("nothing to redo")
		return
	}
	c := s.history.undone[n-1]
	s.history.undone = s.history.undone[:n-1]
	s.history.done = append(s.history.done, c)
	if c.removed != nil {
		s.Variants.remove(c.removed)
	}
	s.travel(c.from, c.to, "redone", c.what)
}

func (s *Session) travel(from, to moment, word, what string) {
	if to.settings != s.Settings {
		s.adopt(to.settings)
	}
	s.arriveAt(to)
	said := settingsAndTerms(s.Table, from, to)
	s.Status.Text = widget.Join(word+": "+widget.Join(what, said), s.Status.Text)
}

// arriveAt takes over what a moment has beside settings.
func (s *Session) arriveAt(to moment) {
	if to.workload != nil {
		s.Workload = to.workload
	}
	if to.placement != nil {
		s.Placement = to.placement
	}
	if to.look != nil {
		s.show(*to.look)
		s.File, s.opened, s.openedShows = to.file, to.opened, to.openedShows
	}
	switch {
	case to.plan == nil:
	case to.look != nil || to.chooses:
		s.Plans.adopt(*to.plan, s.tableFilter())
	default: // the table may have another filter by now
		terms := *to.plan
		terms.Candidates = s.Plans.Terms.Candidates
		s.Plans.Terms = &terms
	}
}

// ResetAll puts all settings back to their defaults, and those of the plan where there is
// one.
func (s *Session) ResetAll() {
	next, terms := planner.Default(), s.planTerms()
	from, to := moment{settings: s.Settings}, moment{settings: &next}
	if len(*s.Workload) > 0 {
		usual := plan.DefaultTerms()
		usual.MaxPerMonth, usual.Candidates = terms.MaxPerMonth, plan.DefaultCandidates
		from.plan, to.plan = &terms, &usual
		from.chooses = terms.Candidates != usual.Candidates
		to.chooses = from.chooses
	}
	said := settingsAndTerms(s.Table, from, to)
	if said == "" {
		s.Say("all settings have their defaults already")
		return
	}
	s.history.add(change{what: "reset of all", from: from, to: to})
	s.adopt(&next)
	s.arriveAt(to)
	s.Status.Text = widget.Join("reset: "+said+", u undoes it", s.Status.Text)
}

// settingsAndTerms names what differs between two moments, in few words.
func settingsAndTerms(table settings.Table, from, to moment) string {
	return fewWords(append(settingDifferences(table, from.settings, to.settings), termDifferences(from.plan, to.plan)...))
}

// differences names what differs between two settings, in few words.
func differences(table settings.Table, was, is *planner.Settings) string {
	return fewWords(settingDifferences(table, was, is))
}

func fewWords(all []string) string {
	if len(all) > 2 {
		return fmt.Sprintf("%d settings", len(all))
	}
	return strings.Join(all, ", ")
}

func settingDifferences(table settings.Table, was, is *planner.Settings) (all []string) {
	for i := range table {
		s := &table[i]
		before, after := s.Values(was), s.Values(is)
		switch {
		case slices.Equal(before, after):
		case s.Name == DaemonSetSetting:
			all = append(all, daemonSetDifference(was.DaemonSets, is.DaemonSets))
		case s.Kind == settings.List:
			all = append(all, s.Title+listDifference(before, after))
		default:
			all = append(all, fmt.Sprintf("%s %s → %s", s.Title, ValueText(s, was), ValueText(s, is)))
		}
	}
	return all
}

// listDifference is what a list lost and what it gained.
func listDifference(before, after []string) string {
	text := ""
	for _, v := range before {
		if !slices.Contains(after, v) {
			text += " − " + v
		}
	}
	for _, v := range after {
		if !slices.Contains(before, v) {
			text += " + " + v
		}
	}
	if text == "" {
		return fmt.Sprintf(" %d → %d", len(before), len(after))
	}
	return text
}
