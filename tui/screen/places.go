package screen

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/density"
	"podfit/tui/widget"
)

// Place names a view: in the header, in help and in the autosaved note.
type Place string

// The places that other places open.
const (
	Types    Place = "Types"
	Workload Place = "Workload"
	Plan     Place = "Plan"
	Chart    Place = "Chart"
	Notes    Place = "Notes"
	WhatIfs  Place = "What if"
	// NewWorkload is also the first page.
	NewWorkload Place = "New workload"
	Explain     Place = "Explanation"
	Compare     Place = "Comparison"
	Columns     Place = "Columns"
	DaemonSets  Place = "DaemonSets"
	Pools       Place = "Pools"
	Filter      Place = "Filter"
	Help        Place = "Help"
	Palette     Place = "Commands"
	File        Place = "File"
	Command     Place = "Command"
	Outputs     Place = "Write"
	Find        Place = "Search"
)

// Entry is a line of the table of views. Those with a key have a tab; the others
// are boxes, which are opened over one.
type Entry struct {
	Key   string
	Place Place
	Help  string
	New   func(*Session) View
	// Writes is what can be written of what the view shows; empty is nothing.
	Writes string
}

// Opened is an entry and its view, which lasts as long as the session.
type Opened struct {
	Entry
	View
}

// Views makes the views of a table; the first is shown.
func (s *Session) Views(table []Entry) {
	for _, e := range table {
		s.places = append(s.places, &Opened{e, e.New(s)})
	}
	s.stack = []*Opened{s.places[0]}
	s.seen = s.glimpse()
}

// Places are all views of the table, in its order.
func (s *Session) Places() []*Opened { return s.places }

// Stack is the view of the tab, and the boxes over it, the top one last.
func (s *Session) Stack() []*Opened { return s.stack }

// Top is the view that has the keys.
func (s *Session) Top() *Opened { return s.stack[len(s.stack)-1] }

// Tab is the view whose tab is marked, whatever boxes cover it.
func (s *Session) Tab() *Opened { return s.stack[0] }

// On says whether a place is in view, or covered by what is.
func (s *Session) On(p Place) bool {
	return slices.ContainsFunc(s.stack, func(o *Opened) bool { return o.Place == p })
}

func (s *Session) place(p Place) *Opened {
	for _, o := range s.places {
		if o.Place == p {
			return o
		}
	}
	panic("no view " + string(p))
}

// IsBox says that a place has no tab.
func (s *Session) IsBox(p Place) bool { return s.place(p).Key == "" }

// Show goes to the view of a tab, not to the settings beside it.
func (s *Session) Show(p Place) { s.stack, s.InSettings = []*Opened{s.place(p)}, false }

// Open lays a box over what is in view, or goes back to it where it is open
// already.
func (s *Session) Open(p Place) {
	o := s.place(p)
	if i := slices.Index(s.stack, o); i >= 0 {
		s.stack = s.stack[:i+1]
		return
	}
	if v, is := o.View.(Opener); is && !v.Open(s) {
		return
	}
	s.stack = append(slices.Clip(s.stack), o)
}

// Close takes the top box away; a tab's view stays.
func (s *Session) Close() {
	if n := len(s.stack); n > 1 {
		s.stack = s.stack[:n-1]
	}
}

// CloseBox is Close as a key binding has it.
func CloseBox(s *Session) { s.Close() }

// Rect is where a view lies.
func (s *Session) Rect(v View) widget.Rect {
	if p, is := v.(Placed); is {
		return p.Place(&s.Layout)
	}
	return s.Layout.Body
}

// InView are the views to draw, the lowest first: one that has the whole body,
// and what covers a part of it.
func (s *Session) InView() []*Opened {
	for i := len(s.stack) - 1; i > 0; i-- {
		if s.Rect(s.stack[i].View) == s.Layout.Body {
			return s.stack[i:]
		}
	}
	return s.stack
}

// Arrange fits every view of the stack to its rectangle.
func (s *Session) Arrange() {
	for _, o := range s.stack {
		o.Arrange(s, s.Rect(o.View))
	}
}

// Follow has the work of views done that takes time, and autosave armed.
func (s *Session) Follow() tea.Cmd {
	s.followDevices()
	cmds := []tea.Cmd{s.watch()}
	s.Plans.wanted, s.Variants.wanted, s.WhatIf.wanted = false, false, false
	for _, o := range s.stack {
		if v, is := o.View.(Follower); is {
			cmds = append(cmds, v.Follow(s))
		}
	}
	if !s.Plans.wanted {
		s.Plans.abandon()
	}
	if !s.Variants.wanted {
		s.Variants.abandon()
	}
	if !s.WhatIf.wanted {
		s.WhatIf.abandon()
	}
	cmds = append(cmds, s.tickOn())
	return tea.Batch(cmds...)
}

// Selected is the type that an explanation is about.
func (s *Session) Selected() *density.Option {
	if p := s.pointer(); p != nil {
		return p.Selected()
	}
	return s.Rows.Selected()
}

// Select goes to a type further down, or further to the right.
func (s *Session) Select(by int) {
	if p := s.pointer(); p != nil {
		p.Select(by)
		return
	}
	s.Rows.List.MoveBy(by)
}

func (s *Session) pointer() Pointer {
	for _, o := range slices.Backward(s.stack) {
		if p, is := o.View.(Pointer); is {
			return p
		}
	}
	return nil
}

// GoToSetting puts the cursor on a setting, beside the view of the tab if it has
// settings beside it.
func (s *Session) GoToSetting(name string) {
	for _, o := range append([]*Opened{s.Tab()}, s.places...) {
		if f, is := o.View.(Finder); is && f.Find(name) {
			s.Show(o.Place)
			s.InSettings = true
			return
		}
	}
}
