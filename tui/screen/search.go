package screen

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/tui/widget"
)

// Lines is what a search looks through: the lines of a text or the rows of a table,
// the one at which it begins, and the way to one.
type Lines struct {
	Texts []string
	At    int
	Go    func(line int)
}

// Searched is a view in which a text can be searched.
type Searched interface{ Lines(s *Session) Lines }

// LinesOf are those of a text that scrolls.
func LinesOf(p *widget.Pager) Lines { return Lines{p.Lines, p.Top, p.BringIntoView} }

// Search is the text that was searched last.
type Search struct {
	Text string
	// in is where it was found, at the line there.
	in   Place
	line int
}

// searched is the view that a search is in; nil where nothing can be searched.
func (s *Session) searched() (Place, Searched) {
	for i := len(s.stack) - 1; i >= 0; i-- {
		o := s.stack[i]
		if o.Place == Find {
			continue
		}
		v := o.View
		if p, is := v.(interface{ Page() View }); is && !s.InSettings {
			v = p.Page()
		}
		if v, is := v.(Searched); is {
			return o.Place, v
		}
		break
	}
	return "", nil
}

// SearchedView is the view that a search is in, if it can be searched.
func (s *Session) SearchedView() (v Searched, is bool) {
	_, v = s.searched()
	return v, v != nil
}

// SearchKeys are those of a view that can be searched.
func (s *Session) SearchKeys() Keys {
	next := func(by int) func(*Session) { return func(s *Session) { s.FindNext(by) } }
	_, v := s.searched()
	return Keys{Title: "Search (in texts and tables)", Active: v != nil, Bindings: []Binding{
		Key("/", "/", "search for a text", func(s *Session) { s.Open(Find) }).Hinted("search"),
		Key("n", "n", "next match", next(1)),
		Key("N", "N", "previous match", next(-1)),
	}}
}

// FindNext goes to the next line with the text that was searched, or the one before.
func (s *Session) FindNext(by int) {
	if s.Search.Text == "" {
		s.Say("nothing was searched yet: / searches")
		return
	}
	place, v := s.searched()
	if v == nil {
		return
	}
	lines := v.Lines(s)
	from := lines.At - by
	if s.Search.in == place {
		from = s.Search.line
	}
	s.goToMatch(place, lines, from, by)
}

// FindFrom goes to the first line with a text from a line on, while that is typed.
func (s *Session) FindFrom(text string, line int) {
	s.Search = Search{Text: text}
	place, v := s.searched()
	if v == nil || text == "" {
		return
	}
	s.goToMatch(place, v.Lines(s), line-1, 1)
}

// GoToLine goes to a line of what is searched, if it is there still: a file may have been
// written by others since.
func (s *Session) GoToLine(line int) {
	if _, v := s.searched(); v != nil {
		if lines := v.Lines(s); line >= 0 && line < len(lines.Texts) {
			lines.Go(line)
		}
	}
}

// goToMatch goes round at the ends.
func (s *Session) goToMatch(place Place, lines Lines, from, by int) {
	n := len(lines.Texts)
	var matches []int
	for i := range lines.Texts {
		if s.Search.Matches(lines.Texts[i]) {
			matches = append(matches, i)
		}
	}
	if len(matches) == 0 {
		s.Status = Status{fmt.Sprintf("nothing here has %q", s.Search.Text), widget.Wrong}
		return
	}
	best := 0
	distance := func(match int) int { return ((match-from)*by + 2*n - 1) % n }
	for i := range matches {
		if distance(matches[i]) < distance(matches[best]) {
			best = i
		}
	}
	s.Search.in, s.Search.line = place, matches[best]
	lines.Go(matches[best])
	s.Say(fmt.Sprintf("match %d of %d for %q", best+1, len(matches), s.Search.Text))
}

// Matches says that a line has the text, in whatever case.
func (f *Search) Matches(line string) bool {
	return strings.Contains(strings.ToLower(ansi.Strip(line)), strings.ToLower(f.Text))
}

// Marked is what of a place is to be marked as found.
func (s *Session) Marked(place Place) string {
	if at, v := s.searched(); v == nil || at != place || s.Search.in != place {
		return ""
	}
	return s.Search.Text
}
