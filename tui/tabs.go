package tui

import (
	"github.com/charmbracelet/x/ansi"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

const helpHint = " ? keys "

// headerStart is the name and the region; where the figures come from follows where
// there is room.
func headerStart(s *screen.Session) string {
	return " " + widget.Paint(s.Style.Title, "podfit") + "  " + widget.Paint(s.Style.Accent, s.Catalogue.Region)
}

func (m Model) header() string {
	s := m.session
	all := tabs(s, tabRoom(s))
	room := s.Layout.Header.W - len(helpHint) - tabsWidth(all)
	left := headerStart(s)
	for _, date := range s.Said() {
		if next := left + widget.Paint(s.Style.Dim, " · "+date); ansi.StringWidth(next) <= room {
			left = next
		}
	}
	line := widget.FitPainted(left, room)
	for _, t := range all {
		// The view at hand is in reverse, which every terminal shows.
		style := s.Style.Dim
		if t.here {
			style = s.Style.Selected
		}
		line += widget.Paint(style, t.text)
	}
	return line + widget.Paint(s.Style.Dim, helpHint)
}

// tab is a view's place in the header.
type tab struct {
	place screen.Place
	text  string
	x     int
	here  bool
}

// tabRoom is what the header leaves to tabs.
func tabRoom(s *screen.Session) int {
	return s.Layout.Header.W - len(helpHint) - ansi.StringWidth(headerStart(s)) - 1
}

// tabs end before the hint of help. Where they take more than room, only the
// one in view is named.
func tabs(s *screen.Session, room int) []tab {
	all := namedTabs(s, func(tab) bool { return true })
	if room < tabsWidth(all) {
		all = namedTabs(s, func(t tab) bool { return t.here })
	}
	x := s.Layout.Width - len(helpHint) - tabsWidth(all)
	for i := range all {
		all[i].x = x
		x += ansi.StringWidth(all[i].text)
	}
	return all
}

func namedTabs(s *screen.Session, named func(tab) bool) []tab {
	var all []tab
	for _, o := range s.Places() {
		if o.Key == "" {
			continue
		}
		t := tab{place: o.Place, here: o == s.Tab(), text: " " + o.Key}
		if named(t) {
			t.text += " " + string(o.Place)
		}
		if v, is := o.View.(screen.Counter); is && v.Count(s) > 0 {
			t.text += " (" + widget.Thousands(v.Count(s)) + ")"
		}
		if t.here || !named(t) { // the mark of the one at hand is as wide on both sides
			t.text += " "
		}
		all = append(all, t)
	}
	return all
}

func tabsWidth(tabs []tab) (width int) {
	for _, t := range tabs {
		width += ansi.StringWidth(t.text)
	}
	return width
}

// clickHeader opens the tab or the help at a cell.
func (m Model) clickHeader(x int) {
	s := m.session
	if x >= s.Layout.Width-len(helpHint) {
		s.Open(screen.Help)
		return
	}
	for _, t := range tabs(s, tabRoom(s)) {
		if x >= t.x && x < t.x+ansi.StringWidth(t.text) {
			s.Show(t.place)
		}
	}
}
