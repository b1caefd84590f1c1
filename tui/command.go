package tui

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// command is the command line that gives what the screen shows.
func (m *Model) command() []string {
	switch m.here() {
	case planPage:
		return m.planWords()
	case subnetsPage:
		return m.subnetWords()
	}
	o := m.subject()
	if m.asking() != explainPage || o == nil {
		return m.compareCommand()
	}
	s := scenario.Scenario{Settings: *m.settings, Options: []scenario.Option{{Types: []string{o.Type.Name}}}}
	return append(s.Command(m.session.table, "explain"), m.backToDefault(m.settings)...)
}

// asking is the page that asks the question: neither help nor what is set or
// chosen over it.
func (m *Model) asking() page {
	for i := len(m.beneath); i >= 0; i-- {
		p := m.page
		if i < len(m.beneath) {
			p = m.beneath[i]
		}
		switch p {
		case explainPage, comparePage, chartPage:
			return p
		}
	}
	return mainPage
}

// asked is what the screen shows, as the command line asks for it.
type asked struct {
	settings *planner.Settings
	types    []string // by name
	filter   string   // that selects them, or what else there is
}

// asked are the types side by side, or those of the table, bought as the page
// has them.
func (m *Model) asked() asked {
	a := asked{m.settings, m.onlyTypes(), m.sessionFilter()}
	switch m.asking() {
	case comparePage:
		a.types = m.compare.shown()
		a.filter = typesPrefix + strings.Join(a.types, ",")
	case chartPage:
		if b := m.chart.basis; b != asBought {
			a.settings = basisVariants[b].settings(m.settings)
			a.filter = m.filterUnder(a.settings, a.filter)
		}
	}
	return a
}

// filterUnder names the rows where the filter would select others under the
// settings, as it asks for a cost.
func (m *Model) filterUnder(s *planner.Settings, filter string) string {
	f, err := query.ParseFilter(filter)
	if err != nil || len(m.types.rows) == 0 {
		return filter
	}
	rows, selected := optionNames(m.types.rows), optionNames(f.Select(m.catalogue.evaluate(s)))
	slices.Sort(rows)
	slices.Sort(selected)
	if slices.Equal(rows, selected) {
		return filter
	}
	return typesPrefix + strings.Join(rows, ",")
}

func optionNames(options []density.Option) []string {
	names := make([]string, len(options))
	for i := range names {
		names[i] = options[i].Type.Name
	}
	return names
}

// compareCommand gives the table: the types or the filter, the settings and
// the order.
func (m *Model) compareCommand() []string {
	a := m.asked()
	s := scenario.Scenario{Settings: *a.settings, By: m.types.by.Name}
	switch {
	case len(a.types) > 0:
		s.Options = []scenario.Option{{Types: a.types}}
	case a.filter != "":
		s.Options = []scenario.Option{{Filter: a.filter}}
	}
	words := append(s.Command(m.session.table, "compare"), m.backToDefault(a.settings)...)
	words = append(words, m.liveWords()...)
	if len(a.types) == 0 && !asksForNodes(a.filter) {
		words = append(words, "--all-types")
	}
	return words
}

// backToDefault overrides what the environment or podfit.yaml would say where
// the session went back to a default. A list that is empty no flag can say.
func (m *Model) backToDefault(asked *planner.Settings) (words []string) {
	for i := range m.session.table {
		s := &m.session.table[i]
		if s.Kind == settings.List || s.Changed(asked) || !s.Changed(m.session.start) {
			continue
		}
		words = append(words, "--"+s.Name+"="+s.Text(asked))
	}
	return words
}

// asksForNodes says that a filter leaves types out that EKS cannot run, which
// commands do unless told otherwise.
func asksForNodes(filter string) bool { return slices.Contains(strings.Fields(filter), "eks=yes") }

// question is what the screen shows as the command line asks for it: the same
// types in the same order.
func (m *Model) question() (answer.Query, []density.Option, error) {
	a := m.asked()
	q := answer.Query{Settings: a.settings, By: m.types.by, Types: a.types}
	filter, err := query.ParseFilter(a.filter)
	if err != nil {
		return q, nil, err
	}
	all := m.options
	if a.settings != m.settings {
		all = m.catalogue.evaluate(a.settings)
	}
	options := filter.Select(all)
	if q.Types == nil {
		if asksForNodes(a.filter) {
			q.Filter = query.Filter{query.OfferedNodes()}
		}
		q.Filter = append(q.Filter, filter...)
	}
	query.Compare(options, q.By)
	if m.types.reversed {
		query.Sort(options, q.By, true)
	}
	return q, options, nil
}

// exported is the file's text, and of how many types it speaks.
func (m *Model) exported(format string) (text []byte, types int, err error) {
	if m.session.export == nil {
		return nil, 0, errors.New("this screen exports nothing")
	}
	q, options, err := m.question()
	if err != nil {
		return nil, 0, err
	}
	text, err = m.session.export(format, q, options)
	return text, len(options), err
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
	if m.types.reversed && m.asking() != explainPage {
		note += "; the screen has the order reversed, which the command does not"
	}
	lines := wrapWords(m.shown, width-1)
	lines = append(lines, wrapPainted(m.style.dim, " ", note, width)...)
	r := m.layout.body
	h := min(r.h, max(len(lines)+2, m.layout.strip.h))
	return m.style.box(rect{0, r.y + r.h - h, r.w, h}, "The command that answers the same", true, lines)
}
