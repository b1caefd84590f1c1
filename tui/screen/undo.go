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
	zones     int                // that plans spread over; 0 where it left them alone
	plan      *plan.Terms        // likewise nil
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
	said := differences(s.Table, from.settings, to.settings)
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
	if to.zones > 0 {
		s.Plans.Zones = to.zones
	}
	if to.look != nil {
		s.show(*to.look)
		s.File, s.opened, s.openedShows = to.file, to.opened, to.openedShows
	}
	if to.plan != nil {
		s.Plans.adopt(*to.plan, s.tableFilter())
	}
}

// ResetAll puts all settings back to their defaults.
func (s *Session) ResetAll() {
	next := planner.Default()
	said := differences(s.Table, s.Settings, &next)
	if said == "" {
		s.Say("all settings have their defaults already")
		return
	}
	s.take(&next, "reset of all")
	s.Status.Text = widget.Join("reset: "+said+", u undoes it", s.Status.Text)
}

// differences names what differs between two settings, in few words.
func differences(table settings.Table, was, is *planner.Settings) string {
	var all []string
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
	if len(all) > 2 {
		return fmt.Sprintf("%d settings", len(all))
	}
	return strings.Join(all, ", ")
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
