package dialogs

import (
	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Help lists the keys of all views, with a heading for each group.
type Help struct{ text widget.Pager }

// NewHelp is the box before it is opened.
func NewHelp(*screen.Session) screen.View { return &Help{} }

// Open begins at the top.
func (h *Help) Open(*screen.Session) bool {
	h.text.Top = 0
	return true
}

// Keys scroll.
func (h *Help) Keys() []screen.Keys {
	scroll := func(_ *screen.Session, lines int) { h.text.Scroll(lines) }
	return []screen.Keys{{Title: "Help", Active: true, Bindings: append(screen.Scrolling(scroll, func() int { return h.text.Height }),
		screen.Key("esc enter q ?", "esc enter q", "back", screen.CloseBox).Hinted("back"))}}
}

// twoColumns is the width from which the keys stand in two columns.
const twoColumns = 110

// Arrange makes the text: groups of keys in one column or two.
func (h *Help) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	blocks := keyBlocks(s)
	total := 0
	for _, b := range blocks {
		total += len(b)
	}
	var left, right []string
	for _, b := range blocks {
		if in.W < twoColumns || len(left) < total/2 {
			left = append(left, b...)
		} else {
			right = append(right, b...)
		}
	}
	for len(left) < len(right) {
		left = append(left, "")
	}
	for i, line := range right {
		left[i] = widget.FitPainted(left[i], in.W/2) + line
	}
	h.text.Show(left, in.H)
}

// keyBlocks are the lines of each group, which end with an empty line: first the
// keys of the view that help covers, then those that hold anywhere.
func keyBlocks(s *screen.Session) [][]string {
	var blocks [][]string
	seen := map[string]bool{} // the settings are beside many views
	add := func(groups []screen.Keys) {
		for _, k := range groups {
			if seen[k.Title] {
				continue
			}
			seen[k.Title] = true
			lines := []string{"  " + widget.Paint(s.Style.Title, k.Title)}
			for _, b := range k.Bindings {
				if b.Label != "" {
					lines = append(lines, helpRow(s, b.Label, b.Help))
				}
			}
			blocks = append(blocks, append(lines, ""))
		}
	}
	stack := s.Stack()
	here := stack[max(0, len(stack)-2)]
	add(here.Keys())
	add(s.Anywhere)
	for _, o := range s.Places() {
		if o.Place != screen.Help && o != here {
			add(o.Keys())
		}
	}
	return append(blocks, signs(s), mouse(s))
}

func signs(s *screen.Session) []string {
	return []string{
		"  " + widget.Paint(s.Style.Title, "Signs"),
		helpRow(s, "▸ "+screen.MarkSign, "the type at the cursor; a marked one"),
		helpRow(s, screen.DominatedSign, "dominated: another type has at least as much RAM per pod at a lower cost per pod"),
		helpRow(s, "•", "a setting that differs from its default"),
		"",
	}
}

func mouse(s *screen.Session) []string {
	return []string{
		"  " + widget.Paint(s.Style.Title, "Mouse"),
		helpRow(s, "wheel", "scroll"),
		helpRow(s, "click", "select a row; again: explain the type, change the setting"),
		helpRow(s, "", "on a heading: sort by it; again: reverse"),
		helpRow(s, "", "on a tab: open the view; on a point: select the type"),
	}
}

func helpRow(s *screen.Session, label, text string) string {
	return "  " + widget.Paint(s.Style.Accent, widget.Fit(label, 12)) + " " + text
}

// Draw is the text in view.
func (h *Help) Draw(s *screen.Session, in widget.Rect) []string {
	return s.Style.Box(in, "Keys"+h.text.More(), true, h.text.Visible())
}

// Mouse scrolls.
func (h *Help) Mouse(_ *screen.Session, at tea.Mouse, _ widget.Rect) tea.Cmd {
	h.text.Scroll(widget.Wheel(at))
	return nil
}

// Command is that of what help covers.
func (h *Help) Command(*screen.Session) []string { return nil }
