package dialogs

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/printable"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Command shows the command line that gives what the screen shows.
type Command struct {
	text string
	note string
}

// NewCommand is the box before it is opened.
func NewCommand(*screen.Session) screen.View { return &Command{} }

// ShowCommand shows the command and puts it into the clipboard, as far as the
// terminal lets programs do that (OSC 52).
func ShowCommand(s *screen.Session) tea.Cmd {
	s.Open(screen.Command)
	if c, is := s.Top().View.(*Command); is {
		return tea.SetClipboard(c.text)
	}
	return nil
}

// Open asks the views for their command, the top one first.
func (c *Command) Open(s *screen.Session) bool {
	c.note = "also copied to the clipboard, if the terminal allows it"
	if s.Top().Place == screen.Plan && s.Plans.Stopped() {
		c.note += "; " + stoppedNote
	}
	for _, o := range slices.Backward(s.Stack()) {
		if words := o.Command(s); words != nil {
			c.text = printable.Command(words)
			if why := s.UnsavedFor(words); why != "" {
				s.Status = screen.Status{Text: why, Tone: widget.Worse}
			}
			switch o.Place {
			case screen.Notes:
				c.note = "what is in doubt is on its stderr; " + c.note
			case "Variants":
				if words[1] != "diff" {
					c.note = "podfit diff compares two scenarios or more: V pins one; " + c.note
				}
			}
			return true
		}
	}
	return false
}

// Keys close the box.
func (c *Command) Keys() []screen.Keys {
	return []screen.Keys{{Title: "The command shown", Active: true, Alone: true, Bindings: []screen.Binding{
		screen.Key("esc enter y q", "esc enter", "close it", screen.CloseBox).Hinted("close"),
	}}}
}

func (c *Command) lines(s *screen.Session, width int) []string {
	return append(widget.WrapWords(c.text, width-1), widget.WrapPainted(s.Style.Dim, " ", c.note, width)...)
}

// Place is as high as the command, and as the strip at least.
func (c *Command) Place(l *screen.Layout) widget.Rect {
	unpainted := &screen.Session{}
	return l.Body.Bottom(max(len(c.lines(unpainted, l.Body.Inner().W))+2, l.Strip().H))
}

// Draw is the command and where else it is.
func (c *Command) Draw(s *screen.Session, in widget.Rect) []string {
	return s.Style.Box(in, "The command that gives the same result", true, c.lines(s, in.Inner().W))
}

// Arrange has nothing to do.
func (c *Command) Arrange(*screen.Session, widget.Rect) {}

// Mouse does nothing.
func (c *Command) Mouse(*screen.Session, tea.Mouse, widget.Rect) tea.Cmd { return nil }

// Command is shown already.
func (c *Command) Command(*screen.Session) []string { return nil }
