package tui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"podfit/planner/density"
	"podfit/planner/query"
)

// defaultChips are the default filter: what EKS can run in the region and most
// people mean. They are conditions as anybody could type them.
var defaultChips = []string{"eks=yes", "generation=current", "gpus=0", "accelerators=0", "size=large..8xlarge"}

// typeQuery is which types the table shows: those that satisfy the chips, and what
// was typed besides.
type typeQuery struct {
	// chips are what is left of the default filter.
	chips []string
	// text is what was typed: conditions, and words that the name contains.
	text   string
	filter query.Filter // of chips and conditions
	words  []string
}

// spacedOperator is one with spaces round it, which the line takes as well.
var spacedOperator = regexp.MustCompile(` *(>=|<=|!=|=|>|<) *`)

func newQuery(chips []string, text string) (typeQuery, error) {
	text = spacedOperator.ReplaceAllString(text, "$1")
	q := typeQuery{chips: chips, text: text}
	conditions := slices.Clone(chips)
	for _, word := range strings.Fields(text) {
		if strings.ContainsAny(word, "<>=!") {
			conditions = append(conditions, word)
		} else {
			q.words = append(q.words, strings.ToLower(word))
		}
	}
	var err error
	q.filter, err = query.ParseFilter(strings.Join(conditions, " "))
	return q, err
}

// ask changes what the table shows, unless it makes no sense.
func (t *types) ask(chips []string, text string) error {
	q, err := newQuery(chips, text)
	if err != nil {
		return err
	}
	t.query = q
	t.rank()
	return nil
}

// all are the chips in view: the default filter's, then what was typed.
func (q *typeQuery) all() []string { return append(slices.Clone(q.chips), strings.Fields(q.text)...) }

// match says how the words came to their rows.
type match struct {
	fuzzy bool
	// elsewhere is how many types have the words in their names, where none of
	// those that pass the conditions has.
	elsewhere int
}

// search keeps the ranked options whose names contain the words. Where none
// does, of all types either, their letters in that order will do.
func (q *typeQuery) search(ranked, all []density.Option) ([]density.Option, match) {
	words := slices.DeleteFunc(slices.Clone(q.words), func(word string) bool { return unfinished(word, all) })
	if len(words) == 0 {
		return ranked, match{}
	}
	holds := func(o *density.Option) bool {
		for _, word := range words {
			if !strings.Contains(o.Type.Name, word) {
				return false
			}
		}
		return true
	}
	if found := keep(ranked, holds); len(found) > 0 {
		return found, match{}
	}
	if found := keep(all, holds); len(found) > 0 {
		return nil, match{elsewhere: len(found)}
	}
	letters := strings.Join(words, "")
	near := func(o *density.Option) bool { return len(fuzzy.FindNoSort(letters, []string{o.Type.Name})) > 0 }
	return keep(ranked, near), match{fuzzy: true}
}

// unfinished says that a word is the beginning of a condition being typed, and
// of no use as a name: vcp.
func unfinished(word string, all []density.Option) bool {
	return slices.ContainsFunc(query.Fields, func(f query.Field) bool { return strings.HasPrefix(f.Name, word) }) &&
		!slices.ContainsFunc(all, func(o density.Option) bool { return strings.Contains(o.Type.Name, word) })
}

func keep(options []density.Option, holds func(*density.Option) bool) []density.Option {
	var kept []density.Option
	for i := range options {
		if holds(&options[i]) {
			kept = append(kept, options[i])
		}
	}
	return kept
}

// nothing says why the table is empty, and what would help.
func (t *types) nothing() string {
	press := "press a"
	if t.typing != nil {
		press = "press enter, then a,"
	}
	q := &t.query
	emptied := q.filter.Emptied(t.all)
	switch {
	case t.match.elsewhere > 0 && emptied == nil && len(q.chips) > 0:
		return fmt.Sprintf("the filter hides all types named %q, %d of them: %s to lift the default filter", strings.Join(q.words, " "), t.match.elsewhere, press)
	case emptied != nil && t.hidden() > 0:
		return fmt.Sprintf("the default filter hides all types with %s, %d of them: %s to lift it", q.text, t.hidden(), press)
	case emptied != nil:
		return fmt.Sprintf("%s leaves no type: ⌫ takes the last condition away, esc all that was typed", emptied[len(emptied)-1].Text)
	case len(q.words) > 0:
		return fmt.Sprintf("no type named %q: esc clears the filter", strings.Join(q.words, " "))
	default:
		return "no types"
	}
}

// hidden is how many types satisfy what was typed, and not the default filter.
func (t *types) hidden() int {
	typed, err := newQuery(nil, t.query.text)
	if err != nil || typed.text == "" || len(t.query.chips) == 0 {
		return 0
	}
	found, how := typed.search(typed.filter.Select(t.all), t.all)
	if how.fuzzy {
		return 0
	}
	return len(found)
}

func (m *Model) startFilter() {
	m.focus = typesPane
	text := m.types.query.text
	m.types.untyped = text
	if text != "" {
		text += " "
	}
	m.types.typing = newInput(text)
}

// filterTyped shows the consequence while typing, of what can be understood.
func (m *Model) filterTyped() {
	if err := m.types.ask(m.types.query.chips, m.types.typing.String()); err != nil {
		m.refuseFilter(err)
	}
}

func (m *Model) refuseFilter(err error) { m.status = status{text: err.Error(), kind: wrong} }

// filterError is what is wrong with the line being typed.
func (m *Model) filterError() error {
	_, err := newQuery(m.types.query.chips, m.types.typing.String())
	return err
}

// keepFilter stays in the line while that makes no sense: what shows is of an
// earlier state of it.
func (m *Model) keepFilter() {
	if err := m.filterError(); err != nil {
		m.refuseFilter(err)
		return
	}
	m.types.typing = nil
}

// leaveFilter goes elsewhere from the line: with what was typed, if it makes
// sense.
func (m *Model) leaveFilter() {
	switch {
	case m.types.typing == nil:
	case m.filterError() != nil:
		m.cancelFilter()
	default:
		m.types.typing = nil
	}
}

// cancelFilter shows what was there before anything was typed.
func (m *Model) cancelFilter() {
	m.types.typing = nil
	m.mustAsk(m.types.query.chips, m.types.untyped)
}

func (m *Model) clearFilter() {
	m.types.typing = nil
	m.mustAsk(m.types.query.chips, "")
}

// toggleAll lifts the default filter, or puts it back.
func (m *Model) toggleAll() {
	chips := defaultChips
	if len(m.types.query.chips) > 0 {
		chips = nil
	}
	m.mustAsk(chips, m.types.query.text)
}

// dropChip takes the last condition away.
func (m *Model) dropChip() {
	if n := len(m.types.query.all()); n > 0 {
		m.dropChipAt(n - 1)
	}
}

func (m *Model) dropChipAt(i int) {
	q := &m.types.query
	if i < len(q.chips) {
		m.mustAsk(slices.Delete(slices.Clone(q.chips), i, i+1), q.text)
		return
	}
	words := strings.Fields(q.text)
	i -= len(q.chips)
	m.mustAsk(q.chips, strings.Join(slices.Delete(words, i, i+1), " "))
}

// mustAsk asks for a part of what was understood before.
func (m *Model) mustAsk(chips []string, text string) {
	if err := m.types.ask(chips, text); err != nil {
		panic(err)
	}
}

// Chips stand between these, with a sign that they can be taken away.
const (
	chipGap   = " "
	chipClose = " ×"
)

// chipLine is the conditions above the table.
func (m *Model) chipLine(width int) string {
	var b strings.Builder
	for _, chip := range m.types.query.all() {
		b.WriteString(chipGap + paint(m.style.chip, chip) + paint(m.style.dim, chipClose))
	}
	if b.Len() == 0 {
		b.WriteString(paint(m.style.dim, " all types; a puts the default filter back"))
	}
	return fit(b.String(), width)
}

// clickChip takes the condition at a cell away.
func (m *Model) clickChip(x int) {
	right := 0
	for i, chip := range m.types.query.all() {
		right += ansi.StringWidth(chipGap + chip + chipClose)
		if x < right {
			m.dropChipAt(i)
			return
		}
	}
}
