package screen

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
	"podfit/planner/settings"
	"podfit/tui/widget"
)

// Try makes an edit on a copy of the settings, and says what is wrong with it by
// itself or together with other settings. The edit must replace lists and maps,
// not change them.
func (s *Session) Try(edit func(*planner.Settings) error) error {
	_, err := s.edited(edit)
	return err
}

func (s *Session) edited(edit func(*planner.Settings) error) (*planner.Settings, error) {
	next := *s.Settings
	if err := edit(&next); err != nil {
		return nil, err
	}
	return &next, settings.Check(&next)
}

// Change makes an edit of the settings, works everything out anew and says what
// came of it. On an error nothing changes.
func (s *Session) Change(edit func(*planner.Settings) error) error {
	next, err := s.edited(edit)
	if err != nil {
		return err
	}
	if before := s.Settings; differences(s.Table, before, next) != "" {
		s.take(next, "")
		s.sayForeign(before.Region)
	}
	return nil
}

// Check refuses a value that a setting cannot have.
func (s *Session) Check(setting string, value any) error {
	row, ok := s.Table.Named(setting)
	if !ok {
		return fmt.Errorf("no setting %s", setting)
	}
	return row.Check(value)
}

// Refuse says what is wrong with what was typed.
func (s *Session) Refuse(what string, err error) {
	s.Status = Status{what + ": " + err.Error(), widget.Wrong}
}

// Say puts a plain sentence into the status line.
func (s *Session) Say(text string) { s.Status = Status{Text: text} }

// take adopts new settings and remembers the old.
func (s *Session) take(next *planner.Settings, what string) {
	s.history.add(change{what: what, from: moment{settings: s.Settings}, to: moment{settings: next}})
	s.adopt(next)
}

// adopt works everything out under other settings, and says what came of it
// for the selected type.
func (s *Session) adopt(next *planner.Settings) {
	before := s.Rows.Selected()
	s.Settings = next
	s.evaluate()
	if before != nil {
		s.Status = consequence(before, s.Option(before.Type.Name))
	}
}

// consequence says what a change of the settings did to a type.
func consequence(before, after *density.Option) Status {
	pods := Column("app-pods")
	limit := after.PodsLimitedBy
	if after.Settings.Pod.Given() || before.Settings.Pod.Given() {
		pods, limit = Column("pods"), after.LimitedBy
	}
	var parts []string
	tone := widget.Plain
	for _, c := range []struct {
		words.Column
		what, why string
	}{
		{pods, "application pods", LimitedBy(limit)},
		{Column("ram-per-pod"), "RAM per pod", ""},
		{Column("cost-per-pod"), "cost per pod", ""},
	} {
		was, is := c.Cell(before), c.Cell(after)
		if was == is {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %s → %s%s", c.what, spelled(was), spelled(is), c.why))
		if tone == widget.Plain {
			tone = direction(c.Column, before, after)
		}
	}
	if w, is := newWarning(before, after); is {
		parts = slices.Insert(parts, min(1, len(parts)), words.Warn(w).Text)
		tone = widget.Worse
	}
	if len(parts) == 0 {
		return Status{}
	}
	return Status{after.Type.Name + ": " + strings.Join(parts, "; "), tone}
}

// direction compares one figure: what is no longer known is worse.
func direction(c words.Column, before, after *density.Option) widget.Tone {
	was, wasKnown := c.Number(before)
	is, isKnown := c.Number(after)
	switch {
	case !isKnown, wasKnown && c.Highest == (is < was):
		return widget.Worse
	default:
		return widget.Better
	}
}

// newWarning is the most serious warning that the change brought.
func newWarning(before, after *density.Option) (planner.Warning, bool) {
	old := before.Warnings()
	for _, w := range after.Warnings() {
		if !slices.ContainsFunc(old, func(o planner.Warning) bool { return o.About().Code == w.About().Code }) {
			return w, true
		}
	}
	return nil, false
}

// LimitedBy is a limit in brackets; empty where there is none.
func LimitedBy(l density.Limit) string {
	if l == density.NoLimit {
		return ""
	}
	return fmt.Sprintf(" (limited by %s)", l)
}

// spelled puts a word for the sign of an unknown figure, inside a sentence.
func spelled(cell string) string {
	if cell == words.Unknown {
		return "unknown"
	}
	return cell
}

// Heading is the head of a column. Without a request, a node holds as many pods as it has
// addresses, and what each costs is the cost of an address.
func (s *Session) Heading(c words.Column) string {
	if c.Name == "cost-per-pod" && !s.Settings.Pod.Given() {
		return "COST/IP"
	}
	return c.Title
}

// Column is one that is known to exist.
func Column(name string) words.Column {
	c, err := words.ColumnsNamed(name)
	if err != nil {
		panic(err)
	}
	return c[0]
}
