package tui

// The least screen on which everything has a place.
const (
	leastWidth  = 60
	leastHeight = 15
)

// Below sideBySide columns the panes come one at a time.
const sideBySide = 100

// settingsWidth leaves the types all columns up to the spot price where it can.
func settingsWidth(width int) int {
	if width < 130 {
		return 28
	}
	return 34
}

// rect is a part of the screen, in cells.
type rect struct{ x, y, w, h int }

func (r rect) contains(x, y int) bool {
	return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h
}

// inner is what a border leaves.
func (r rect) inner() rect {
	return rect{r.x + 1, r.y + 1, max(0, r.w-2), max(0, r.h-2)}
}

// layout is where everything is. A pane without a place has an empty rectangle.
type layout struct {
	width, height int
	tooSmall      bool

	header rect
	// body is all between the header and the bottom lines: the page of an
	// explanation or of help, or the three panes.
	body, settings, types, strip rect
	// status and help are the same line on a low screen.
	status, help rect
}

func newLayout(width, height int, focus pane) layout {
	l := layout{width: width, height: height}
	if width < leastWidth || height < leastHeight {
		l.tooSmall = true
		return l
	}
	l.header = rect{0, 0, width, 1}
	l.help = rect{0, height - 1, width, 1}
	l.status = l.help
	if height >= 20 {
		l.status.y--
	}
	l.body = rect{0, 1, width, l.status.y - 1}

	l.strip = l.body
	l.strip.h = stripLines(height) + 2
	l.strip.y = l.body.y + l.body.h - l.strip.h
	panes := rect{0, 1, width, l.strip.y - 1}
	switch {
	case width >= sideBySide:
		l.settings, l.types = panes, panes
		l.settings.w = settingsWidth(width)
		l.types.x, l.types.w = l.settings.w, width-l.settings.w
	case focus == settingsPane:
		l.settings = panes
	default:
		l.types = panes
	}
	return l
}

// stripLines is how many lines of explanation a screen of this height affords.
func stripLines(height int) int {
	switch {
	case height >= 40:
		return 7
	case height >= 30:
		return 5
	case height >= 24:
		return 4
	case height >= 20:
		return 3
	default:
		return 2
	}
}
