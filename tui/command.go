package tui

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/report"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// command is the command line that gives what the screen shows.
func (m *Model) command() []string {
	if m.here() == planPage {
		return m.planWords()
	}
	o := m.types.selected()
	if m.page != explainPage || o == nil {
		return m.compareCommand()
	}
	s := scenario.Scenario{Settings: *m.settings, Options: []scenario.Option{{Types: []string{o.Type.Name}}}}
	return append(s.Command(m.session.table, "explain"), m.backToDefault()...)
}

// compareCommand gives the table: the types or the filter, the settings and
// the order.
func (m *Model) compareCommand() []string {
	s := scenario.Scenario{Settings: *m.settings, By: m.types.by.Name}
	types, filter := m.asked(), m.sessionFilter()
	switch {
	case len(types) > 0:
		s.Options = []scenario.Option{{Types: types}}
	case filter != "":
		s.Options = []scenario.Option{{Filter: filter}}
	}
	words := append(s.Command(m.session.table, "compare"), m.backToDefault()...)
	if len(types) == 0 && !asksForNodes(filter) {
		words = append(words, "--all-types")
	}
	return words
}

// asked are the types that were asked for by name: those side by side, or all
// of the table.
func (m *Model) asked() []string {
	if m.page == comparePage {
		return m.marks
	}
	return m.onlyTypes()
}

// backToDefault overrides what the environment or podfit.yaml would say where
// the session went back to a default. A list that is empty no flag can say.
func (m *Model) backToDefault() (words []string) {
	for i := range m.session.table {
		s := &m.session.table[i]
		if s.Kind == settings.List || s.Changed(m.settings) || !s.Changed(m.session.start) {
			continue
		}
		words = append(words, "--"+s.Name+"="+s.Text(m.settings))
	}
	return words
}

// asksForNodes says that a filter leaves types out that EKS cannot run, which
// commands do unless told otherwise.
func asksForNodes(filter string) bool { return slices.Contains(strings.Fields(filter), "eks=yes") }

// question is the table as the command line asks for it: the same types in
// the same order.
func (m *Model) question() (report.Query, []planner.Option, error) {
	q := report.Query{Settings: m.settings, By: m.types.by, Types: m.onlyTypes()}
	filter := m.sessionFilter()
	asked, err := planner.ParseFilter(filter)
	if err != nil {
		return q, nil, err
	}
	options := asked.Select(m.options)
	if q.Types == nil {
		if asksForNodes(filter) {
			q.Filter = planner.Filter{planner.OfferedNodes()}
		}
		q.Filter = append(q.Filter, asked...)
	}
	planner.Compare(options, q.By)
	if m.types.reversed {
		planner.Sort(options, q.By, true)
	}
	return q, options, nil
}

func (m *Model) exported(format string) ([]byte, error) {
	if m.session.export == nil {
		return nil, errors.New("this screen exports nothing")
	}
	q, options, err := m.question()
	if err != nil {
		return nil, err
	}
	return m.session.export(format, q, options)
}

// showCommand shows the command and puts it into the clipboard, as far as the
// terminal lets programs do that (OSC 52).
func (m *Model) showCommand() tea.Cmd {
	var words []string
	for _, w := range m.command() {
		words = append(words, quote(w))
	}
	m.shown = strings.Join(words, " ")
	return tea.SetClipboard(m.shown)
}

func (m *Model) closeCommand() { m.shown = "" }

// quote is a word as a shell takes it for itself.
func quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,%+@", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// wrapWords breaks at spaces alone, so that no flag is torn at its hyphens.
func wrapWords(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.SplitSeq(text, " ") {
		if line != "" && ansi.StringWidth(line)+1+ansi.StringWidth(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
		for ansi.StringWidth(line) > width {
			head := ansi.Truncate(line, width, "")
			lines, line = append(lines, head), line[len(head):]
		}
	}
	lines = append(lines, line)
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	return lines
}

func (m *Model) drawCommand() []string {
	width := m.layout.body.inner().w
	note := "in the clipboard as well, where the terminal allows it"
	if m.types.reversed && m.page != explainPage {
		note += "; the screen has the order reversed, which the command does not"
	}
	lines := wrapWords(m.shown, width-1)
	lines = append(lines, wrapPainted(m.style.dim, " ", note, width)...)
	r := m.layout.body
	h := min(r.h, max(len(lines)+2, m.layout.strip.h))
	return m.style.box(rect{0, r.y + r.h - h, r.w, h}, "The command that answers the same", true, lines)
}
