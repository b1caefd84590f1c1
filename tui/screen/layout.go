package screen

import "podfit/tui/widget"

// The least screen on which everything has a place.
const (
	LeastWidth  = 60
	LeastHeight = 15
)

// Layout is where everything is.
type Layout struct {
	Width, Height int
	TooSmall      bool

	Header widget.Rect
	// Body is all between the header and the bottom lines.
	Body widget.Rect
	// Status and Help are the same line on a low screen.
	Status, Help widget.Rect
}

// NewLayout lays a screen out.
func NewLayout(width, height int) Layout {
	l := Layout{Width: width, Height: height}
	if width < LeastWidth || height < LeastHeight {
		l.TooSmall = true
		return l
	}
	l.Header = widget.Rect{W: width, H: 1}
	l.Help = widget.Rect{Y: height - 1, W: width, H: 1}
	l.Status = l.Help
	if height >= 20 {
		l.Status.Y--
	}
	l.Body = widget.Rect{Y: 1, W: width, H: l.Status.Y - 1}
	return l
}

// Strip is the lower lines of the body, as many as a screen of this height
// affords for something beside the table.
func (l *Layout) Strip() widget.Rect {
	lines := 2
	switch {
	case l.Height >= 40:
		lines = 7
	case l.Height >= 30:
		lines = 5
	case l.Height >= 24:
		lines = 4
	case l.Height >= 20:
		lines = 3
	}
	return l.Body.Bottom(lines + 2)
}
