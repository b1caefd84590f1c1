package screen

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/widget"
)

// TickTime is how often the screen shows that it still works something out. Nothing ticks
// while it does not.
const TickTime = 125 * time.Millisecond

// busy is since when something is being worked out.
type busy struct {
	since   time.Time // zero while nothing is
	elapsed time.Duration
	ticks   int // of which the last is on its way
	waiting bool
}

// tick is sent while something is being worked out.
type tick int

// isBusy says that plans or today's nodes are being worked out for what is in view.
func (s *Session) isBusy() bool {
	return s.Plans.Searching() || s.Variants.working != nil || s.WhatIf.Working() || s.Today.Working()
}

// tickOn arms the next tick while there is something to wait for.
func (s *Session) tickOn() tea.Cmd {
	b := &s.busy
	switch {
	case !s.isBusy():
		b.since, b.elapsed, b.waiting = time.Time{}, 0, false
		return nil
	case b.waiting:
		return nil
	case b.since.IsZero():
		b.since = s.Clock()
	}
	b.ticks++
	b.waiting = true
	return s.After(TickTime, tick(b.ticks))
}

func (s *Session) ticked(t tick) {
	if b := &s.busy; b.waiting && int(t) == b.ticks {
		b.waiting, b.elapsed = false, s.Clock().Sub(b.since)
	}
}

// PlansAreOld says that the plans are of a question that has changed since.
func (s *Session) PlansAreOld() bool {
	return s.Plans.Found != nil && s.Plans.Found.PlanQuestion != s.PlanQuestion()
}

// Working is what is being worked out and for how long, with a sign that turns, in more
// words and in fewer; nil while nothing is.
func (s *Session) Working() []string {
	if !s.isBusy() {
		return nil
	}
	text := widget.Spinner(s.busy.ticks)
	switch {
	case s.Plans.Searching():
		text += " planning"
	case s.Variants.working != nil:
		text += " planning variant " + s.Variants.working.Name
	case s.WhatIf.Working():
		text += " planning line by line"
	default:
		text += " working out the steps"
	}
	if seconds := int(s.busy.elapsed.Seconds()); seconds > 0 {
		text += fmt.Sprintf(" %d s", seconds)
	}
	short, old := text, ""
	if s.Plans.Searching() || s.Variants.working != nil || s.WhatIf.Working() {
		switch {
		case !s.Plans.Searching():
		case s.PlansAreOld():
			old = "below is from before the change"
		case s.Plans.Found != nil:
			old = "below is the first plan that schedules"
		}
		short = widget.Join(text, "esc stops")
		text = widget.Join(text, old, "esc stops")
	}
	return []string{text, short}
}

// StopSearch has a search for plans end with the best so far, and says whether there is
// one.
func (s *Session) StopSearch() bool {
	switch {
	case s.Plans.Searching():
		s.Plans.Stop() // the best so far is on its way
	case s.Variants.working != nil:
		s.Variants.stop.Store(true)
	case s.WhatIf.Working():
		s.WhatIf.stop.Store(true)
	default:
		return false
	}
	return true
}
