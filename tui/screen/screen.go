// Package screen is what all views share. A Session has the state that they
// show and change: settings, workload, the table's rows, plans, marks, the status
// line. A View is one page or box; the shell in package tui has the table of them
// and gives the one on top the keys and the mouse.
//
// It computes no figures: those come from the planner. Nothing here does input or
// output inside Update: work that takes time is a tea.Cmd, and its answer comes
// back through a Requests, which drops late ones.
package screen

import (
	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/tui/widget"
)

// View is a page that a tab shows, or a box over one. It keeps its own
// cursor, scroll position and the text being typed; all else is in the Session.
type View interface {
	// Keys are groups of bindings. The first active group has the keys; help and
	// the palette read them all.
	Keys() []Keys
	// Arrange fits the view to its rectangle, before it is drawn or clicked.
	Arrange(s *Session, in widget.Rect)
	// Draw is the lines of the rectangle. It changes nothing.
	Draw(s *Session, in widget.Rect) []string
	// Mouse takes a click of the left button or a turn of the wheel.
	Mouse(s *Session, at tea.Mouse, in widget.Rect) tea.Cmd
	// Command is the command line that gives what the view shows; nil leaves it
	// to the view beneath.
	Command(s *Session) []string
}

// Typist is a view in which a text can be typed.
type Typist interface {
	// Line is what is being typed; nil while nothing is.
	Line() *widget.Input
	// Typed is called after each change of the line.
	Typed(s *Session)
	// Cursor is the cell in which the next letter goes.
	Cursor(s *Session, in widget.Rect) (x, y int)
}

// Opener is a view that has something to do as it is opened. It returns false
// where it cannot be opened, and has put the reason into the status.
type Opener interface{ Open(s *Session) bool }

// Leaver is a view that a click elsewhere closes or interrupts.
type Leaver interface{ Leave(s *Session) }

// Placed is a box that covers less than the whole body.
type Placed interface{ Place(l *Layout) widget.Rect }

// Follower is a view that has work done outside Update. Follow is called after
// every message while the view is in view or covered by a box.
type Follower interface{ Follow(s *Session) tea.Cmd }

// Noted is a view of which autosave keeps something. Note is its state as JSON,
// nil where there is nothing to keep; Restore reads it, and leaves the view as it
// is where the note makes no sense.
type Noted interface {
	Note(s *Session) []byte
	Restore(s *Session, note []byte)
}

// Dated is a view whose figures can be of a question that has changed since: they are
// faint then.
type Dated interface{ IsOld(s *Session) bool }

// Pointer is a view with a cursor of its own over types; elsewhere the table's
// cursor says which type is meant.
type Pointer interface {
	Selected() *density.Option
	Select(by int)
}

// Finder is a view that can put its cursor on a setting.
type Finder interface{ Find(setting string) bool }

// Counter is a view whose tab says how many there are of what it shows.
type Counter interface{ Count(s *Session) int }

// Hinter is a view that has something to say while the status line is empty.
type Hinter interface{ Hint() string }

// ToneOf is that of a warning.
func ToneOf(s planner.Severity) widget.Tone {
	switch s {
	case planner.SeverityWrong:
		return widget.Wrong
	case planner.SeverityUnknown:
		return widget.Worse
	}
	return widget.Plain
}

// Status is a line about what just happened; the next key clears it.
type Status struct {
	Text string
	Tone widget.Tone
}
