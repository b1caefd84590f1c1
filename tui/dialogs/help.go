package dialogs

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner/query"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Help lists the keys of the view that it covers, then those of all others, the fields
// of filters and the settings. Typing narrows it to the rows that have all words.
type Help struct {
	line *widget.Input
	// typing says that letters are text even in an empty line, q too.
	typing bool
	text   widget.Pager
}

// NewHelp is the box before it is opened.
func NewHelp(*screen.Session) screen.View { return &Help{line: widget.NewInput("")} }

// Open begins at the top.
func (h *Help) Open(*screen.Session) bool {
	*h = Help{line: widget.NewInput("")}
	return true
}

// Keys scroll.
func (h *Help) Keys() []screen.Keys {
	by := func(lines int) func(*screen.Session) { return func(*screen.Session) { h.text.Scroll(lines) } }
	page := func(n int) func(*screen.Session) { return func(*screen.Session) { h.text.Scroll(n * h.text.Height) } }
	const all = 1 << 20
	closing := "esc enter ?"
	if h.line.String() == "" && !h.typing {
		closing += " q"
	}
	return []screen.Keys{{Title: "Help (typing narrows it)", Active: true, Alone: true, Bindings: []screen.Binding{
		screen.Moves("up ctrl+p", "↑", "a line up", by(-1)),
		screen.Moves("down ctrl+n", "↓", "a line down", by(1)).Hinted("scroll"),
		screen.Moves("pgup ctrl+b", "PgUp", "a page up", page(-1)),
		screen.Moves("pgdown ctrl+f", "PgDn", "a page down", page(1)),
		screen.Moves("home", "Home", "the beginning", by(-all)),
		screen.Moves("end", "End", "the end", by(all)),
		screen.Key("/", "/", "search: only rows with all words that are typed", func(*screen.Session) { h.typing = true }).Hinted("search"),
		screen.Key(closing, "esc enter q", "back", h.leave).Hinted("back"),
	}}}
}

// leave takes the search away first.
func (h *Help) leave(s *screen.Session) {
	if s.Pressed == "esc" && (h.typing || h.line.String() != "") {
		h.Open(s)
		return
	}
	s.Close()
}

// Line is what was typed.
func (h *Help) Line() *widget.Input { return h.line }

// Typed begins at the top.
func (h *Help) Typed(*screen.Session) { h.text.Top = 0 }

// Cursor is where the next letter goes.
func (h *Help) Cursor(_ *screen.Session, r widget.Rect) (x, y int) {
	in := r.Inner()
	_, at := h.line.View(in.W / 2)
	return in.X + len(linePrompt) + at, in.Y
}

// block is a group of rows under a heading.
type block struct {
	title string
	wide  int // cells of labels
	rows  []helpRow
}

type helpRow struct{ label, text string }

// lines are the block's; an empty one ends it.
func (b *block) lines(s *screen.Session, width int) []string {
	lines := []string{"  " + widget.Paint(s.Style.Title, b.title)}
	for _, row := range b.rows {
		label := widget.Paint(s.Style.Accent, widget.Fit(row.label, b.wide))
		for _, l := range widget.WrapWords(s.OnScreen(row.text), width-b.wide-4) { // no flag is split
			lines = append(lines, "  "+label+l)
			label = widget.Spaces(b.wide)
		}
	}
	return append(lines, "")
}

// narrowed is the block with the rows that have all words; none where the heading has
// them leaves it as it is.
func (b block) narrowed(words []string) block {
	has := func(text string) bool {
		text = strings.ToLower(text)
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
	}
	if !has(b.title) {
		b.rows = slices.DeleteFunc(slices.Clone(b.rows), func(row helpRow) bool { return !has(b.title + " " + row.label + " " + row.text) })
	}
	return b
}

// twoColumns is the width from which the keys stand in two columns.
const twoColumns = 110

// Arrange makes the text.
func (h *Help) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	words := strings.Fields(strings.ToLower(h.line.String()))
	keys, tables := keyBlocks(s), append(fieldBlocks(), settingBlocks(s.Fields())...)
	if len(words) == 0 {
		text := h.keyLines(s, keys, in.W)
		for i := range tables {
			text = append(text, tables[i].lines(s, in.W)...)
		}
		h.text.Show(text, in.H-1)
		return
	}
	var text []string
	for _, b := range append(keys, tables...) {
		if b = b.narrowed(words); len(b.rows) > 0 {
			text = append(text, b.lines(s, in.W)...)
		}
	}
	if len(text) == 0 {
		text = []string{"", "  no key, field or setting has that: esc shows all again"}
	}
	h.text.Show(text, in.H-1)
}

// keyLines are the keys in one column or two.
func (h *Help) keyLines(s *screen.Session, blocks []block, width int) []string {
	column := width
	if width >= twoColumns {
		column = width / 2
	}
	var all [][]string
	total := 0
	for i := range blocks {
		all = append(all, blocks[i].lines(s, column))
		total += len(all[i])
	}
	var left, right []string
	for _, lines := range all {
		if width < twoColumns || len(left) < total/2 {
			left = append(left, lines...)
		} else {
			right = append(right, lines...)
		}
	}
	for len(left) < len(right) {
		left = append(left, "")
	}
	for i, line := range right {
		left[i] = widget.FitPainted(left[i], column) + line
	}
	return left
}

// keyBlocks are first the keys of the view that help covers, then those that hold
// anywhere, then those of other views.
func keyBlocks(s *screen.Session) []block {
	var blocks []block
	add := func(groups ...screen.Keys) {
		for _, k := range groups {
			b := block{title: k.Title, wide: 12}
			for _, binding := range k.Bindings {
				if binding.Label != "" {
					b.rows = append(b.rows, helpRow{binding.Label, binding.Help})
				}
			}
			blocks = append(blocks, b)
		}
	}
	stack := s.Stack()
	here := stack[max(0, len(stack)-2)]
	groups := here.Keys()
	slices.SortStableFunc(groups, func(a, b screen.Keys) int { // the active first
		switch {
		case a.Active == b.Active:
			return 0
		case a.Active:
			return -1
		}
		return 1
	})
	add(groups...)
	add(s.Anywhere...)
	add(s.SearchKeys())
	titles := map[string]bool{}
	for _, b := range blocks {
		titles[b.title] = true
	}
	for _, o := range s.Places() {
		for _, k := range o.Keys() {
			if !titles[k.Title] { // the settings stand beside several
				titles[k.Title] = true
				add(k)
			}
		}
	}
	return append(blocks, signs, mouse, habits)
}

var signs = block{"Signs", 12, []helpRow{
	{"▸ " + screen.MarkSign, "the type at the cursor; a marked one"},
	{screen.DominatedSign, "dominated: another type has at least as much RAM per pod at no higher cost per pod"},
	{"•", "a setting that differs from its default"},
}}

var mouse = block{"Mouse", 12, []helpRow{
	{"wheel", "scroll"},
	{"click", "select a row; again: explain the type, change the setting"},
	{"", "on a heading: sort by it; again: reverse"},
	{"", "on a tab: open the view; on a point: select the type"},
}}

var habits = block{"Habits of vim, less and k9s", 14, []helpRow{
	{"ctrl+f ctrl+d", "a page down, as PgDn"},
	{"ctrl+b ctrl+u", "a page up, as PgUp"},
	{"gg G", "the beginning, the end"},
	{":plan :q", "a view by its name; quit"},
	{":w FILE", "save the session to a file"},
	{":o FILE", "open a file"},
}}

// fieldBlocks are the fields of filters.
func fieldBlocks() []block {
	b := block{title: "Fields of filters (/ on the types; docs/filter.md)", wide: 20}
	for i := range query.Fields {
		f := &query.Fields[i]
		text := f.Usage
		if also := f.Names()[1:]; len(also) > 0 {
			text += " (also " + strings.Join(also, ", ") + ")"
		}
		b.rows = append(b.rows, helpRow{f.Name, text})
	}
	return []block{b}
}

// settingBlocks are the settings with their values, by group.
func settingBlocks(fields []screen.Field) []block {
	var blocks []block
	for i := range fields {
		row := &fields[i]
		title := "Settings: " + string(row.Group)
		if n := len(blocks); n == 0 || blocks[n-1].title != title {
			blocks = append(blocks, block{title: title, wide: 16})
		}
		values := row.Value
		const few = 12 // more are a list of regions, not to be read
		if n := len(row.Choices); n > 0 && n <= few {
			values = strings.Join(row.Choices, ", ")
		}
		b := &blocks[len(blocks)-1]
		b.rows = append(b.rows, helpRow{row.Title, row.Usage + " (" + row.Name + ": " + values + ")"})
	}
	return blocks
}

// Draw is the line and the text in view.
func (h *Help) Draw(s *screen.Session, r widget.Rect) []string {
	in := r.Inner()
	said := screen.Status{}
	if h.line.String() == "" {
		said.Text = "type to search keys, fields and settings"
	}
	lines := []string{drawLine(s, h.line, said, in.W)}
	for _, line := range h.text.Visible() {
		for _, word := range strings.Fields(h.line.String()) {
			if ansi.StringWidth(word) > 0 {
				line = s.Style.Mark(line, word)
			}
		}
		lines = append(lines, line)
	}
	return s.Style.Box(r, "Help"+h.text.More(), true, lines)
}

// Mouse scrolls.
func (h *Help) Mouse(_ *screen.Session, at tea.Mouse, _ widget.Rect) tea.Cmd {
	h.text.Scroll(widget.Wheel(at))
	return nil
}

// Command is that of what help covers.
func (h *Help) Command(*screen.Session) []string { return nil }
