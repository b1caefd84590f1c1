package screen

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sahilm/fuzzy"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/tui/widget"
)

// DefaultChips are the default filter: what EKS can run in the region and most
// people mean. They are conditions as anybody could type them.
var DefaultChips = []string{"eks=yes", "generation=current", noGPUs, "accelerators=0", "size=large..8xlarge"}

const noGPUs = "gpus=0"

// defaultChips are DefaultChips where nothing asks for devices. GPUs of the pod request,
// of which types have few sizes, show those that have them, and devices of a workload
// those that have any.
func defaultChips(of *planner.Settings, w planner.Workloads) (chips []string) {
	without := plan.WithoutDevices(w)
	for _, c := range DefaultChips {
		field, _, _ := strings.Cut(c, "=")
		switch {
		case of.Pod.GPUs > 0 && c == noGPUs:
			chips = append(chips, fmt.Sprintf("gpus>=%d", of.Pod.GPUs))
		case of.Pod.GPUs > 0 && field == "size":
		case (field == "gpus" || field == "accelerators") && !slices.Contains(without, c):
		case field == "size" && len(without) < len(plan.WithoutDevices(nil)):
			chips = append(chips, c+" or gpus>=1 or accelerators>=1")
		default:
			chips = append(chips, c)
		}
	}
	return chips
}

// followDevices keeps the default filter that of the settings and the workload, in a table
// that has it as it was. What the table shows then is not the choice of a person.
func (s *Session) followDevices() {
	t := &s.Rows
	now := defaultsOf{s.Settings, s.Workload}
	if now == t.defaultsOf {
		return
	}
	t.defaultsOf = now
	before, after := t.defaults, defaultChips(s.Settings, *s.Workload)
	if slices.Equal(before, after) {
		return
	}
	t.defaults = after
	if slices.Equal(t.Query.Chips, before) {
		ofPlans, ofFile := s.tableFilter() == s.Plans.candidatesFor, s.keepsOpened()
		t.MustAsk(after, t.Query.Text)
		t.leaveUnknown()
		if ofPlans {
			s.Plans.candidatesFor = s.tableFilter()
		}
		if ofFile {
			s.openedShows = s.shows()
		}
	}
	if slices.Equal(t.Query.Chips, after) {
		said := []string{devicesText(s.Settings, after), s.Status.Text}
		if s.Settings.Pod.GPUs == 0 { // of a workload, which changed
			slices.Reverse(said)
		}
		s.Status.Text = widget.Join(said...)
	}
}

// devicesText says which devices are asked for, in a table of the default filter.
func devicesText(of *planner.Settings, chips []string) string {
	switch {
	case of.Pod.GPUs > 0:
		return fmt.Sprintf("the default filter now shows types with GPUs (gpus>=%d), of all sizes", of.Pod.GPUs)
	case !slices.Equal(chips, DefaultChips):
		return "workloads request devices: the default filter now shows types that have some, too"
	}
	return "the default filter hides types with devices again"
}

// Query is which types the table shows: those that satisfy the chips, and what
// else was typed.
type Query struct {
	// Chips are what is left of the default filter.
	Chips []string
	// Text is what was typed, Typed its conditions.
	Text  string
	Typed []string
	// Filter is the chips and what was typed, but for the Words that names are to
	// contain: those may be near a name as well.
	Filter query.Filter
	Words  []string
}

func newQuery(chips []string, text string) (Query, error) {
	q := Query{Chips: chips, Text: text}
	var err error
	if q.Filter, err = query.ParseFilter(strings.Join(chips, " ")); err != nil {
		return q, err
	}
	typed, err := query.ParseFilter(text)
	if err != nil {
		return q, err
	}
	q.Typed = typed.Texts()
	for _, c := range typed {
		if c.Word != "" {
			q.Words = append(q.Words, c.Word)
		} else {
			q.Filter = append(q.Filter, c)
		}
	}
	return q, nil
}

// mustQuery is newQuery for what was understood before.
func mustQuery(chips []string, text string) Query {
	q, err := newQuery(chips, text)
	if err != nil {
		panic(err)
	}
	return q
}

// Ask changes what the table shows, unless it makes no sense.
func (t *Rows) Ask(chips []string, text string) error {
	q, err := newQuery(chips, text)
	if err != nil {
		return err
	}
	same := slices.Equal(q.Filter.Texts(), t.Query.Filter.Texts())
	t.Query = q
	if same { // and only words are others
		t.search()
	} else {
		t.rank()
	}
	return nil
}

// All are the conditions in view: the default filter's, then what was typed.
func (q *Query) All() []string { return append(slices.Clone(q.Chips), q.Typed...) }

// has says that something was typed of fields whose names begin so.
func (q *Query) has(fields string) bool {
	typed := q.Filter[len(q.Chips):]
	return slices.ContainsFunc(typed, func(c query.Condition) bool {
		return slices.ContainsFunc(c.Parts(), func(p query.Condition) bool { return strings.HasPrefix(p.Field, fields) })
	})
}

// Match says how the words came to their rows.
type Match struct {
	Fuzzy bool
	// elsewhere is how many types have the words in their names, where none of
	// those that pass the conditions has.
	elsewhere int
}

// search keeps the ranked options whose names contain the words. Where none
// does, of all types either, their letters in that order will do.
func (q *Query) search(ranked, all []density.Option) ([]density.Option, Match) {
	words := slices.DeleteFunc(slices.Clone(q.Words), func(word string) bool { return unfinished(word, all) })
	if len(words) == 0 {
		return ranked, Match{}
	}
	holds := func(o *density.Option) bool { return hasWords(o, words) }
	if found := keep(ranked, holds); len(found) > 0 {
		return found, Match{}
	}
	if n := count(all, holds); n > 0 {
		return nil, Match{elsewhere: n}
	}
	letters := strings.Join(words, "")
	near := func(o *density.Option) bool {
		return len(letters) <= len(o.Type.Name) && len(fuzzy.FindNoSort(letters, []string{o.Type.Name})) > 0
	}
	return keep(ranked, near), Match{Fuzzy: true}
}

// hasWords says that a type's name has all words.
func hasWords(o *density.Option, words []string) bool {
	for _, word := range words {
		if !strings.Contains(o.Type.Name, word) {
			return false
		}
	}
	return true
}

// beginnings are what a condition being typed may begin with that is no name.
var beginnings = sync.OnceValue(func() []string {
	all := []string{"or", "and"}
	for i := range query.Fields {
		all = append(all, query.Fields[i].Names()...)
	}
	return all
})

// unfinished says that a word is the beginning of a condition being typed, and
// of no use as a name: vcp, or o before the r of or.
func unfinished(word string, all []density.Option) bool {
	return slices.ContainsFunc(beginnings(), func(name string) bool { return strings.HasPrefix(name, word) }) &&
		count(all, func(o *density.Option) bool { return strings.Contains(o.Type.Name, word) }) == 0
}

func count(options []density.Option, holds func(*density.Option) bool) (n int) {
	for i := range options {
		if holds(&options[i]) {
			n++
		}
	}
	return n
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

// NothingShown says why the table is empty, and what would help.
func (s *Session) NothingShown() string {
	t := &s.Rows
	press := "press a"
	if s.On(Filter) {
		press = "press enter, then a,"
	}
	q := &t.Query
	emptied := q.Filter.Emptied(t.All)
	switch {
	case t.Match.elsewhere > 0 && emptied == nil && len(q.Chips) > 0:
		return fmt.Sprintf("the default filter hides %s named %q: %s to lift it", widget.Count(t.Match.elsewhere, "type"), strings.Join(q.Words, " "), press)
	case emptied != nil && t.Hidden > 0:
		return fmt.Sprintf("the default filter hides %s for %s: %s to lift it", widget.Count(t.Hidden, "type"), q.Text, press)
	case emptied != nil:
		return fmt.Sprintf("no type matches %s: ⌫ removes the last condition, esc clears what you typed", emptied[len(emptied)-1].Text)
	case len(q.Words) > 0:
		return fmt.Sprintf("no type named %q: esc clears the filter", strings.Join(q.Words, " "))
	default:
		return "no types"
	}
}

// hidden is how many types satisfy what was typed, and not the default filter.
func (t *Rows) hidden() int {
	typed, err := newQuery(nil, t.Query.Text)
	if err != nil || len(typed.Typed) == 0 || len(t.Query.Chips) == 0 {
		return 0
	}
	return count(t.All, func(o *density.Option) bool {
		return typed.Filter.Holds(o) && hasWords(o, typed.Words) && !t.Query.Filter.Holds(o)
	})
}

// HiddenByDefault says that what is left of the default filter hides what the pod request
// or a workload needs, and which key shows it; empty where it does not.
func (s *Session) HiddenByDefault() string {
	if t := &s.Rows; slices.Contains(t.defaults, noGPUs) || !slices.Contains(t.Query.Chips, noGPUs) {
		return ""
	}
	who := "a workload requests devices"
	if s.Settings.Pod.GPUs > 0 {
		who = "the pod request needs GPUs"
	}
	n := count(s.Rows.All, func(o *density.Option) bool { return o.Type.GPUs.Or(0) > 0 })
	return fmt.Sprintf("%s, and the filter %s hides %s with GPUs: a shows all types", who, noGPUs, widget.Count(n, "type"))
}

// ToggleAll lifts the default filter, or puts it back.
func (t *Rows) ToggleAll() {
	chips := t.defaults
	if len(t.Query.Chips) > 0 {
		chips = nil
	}
	t.MustAsk(chips, t.Query.Text)
	t.leaveUnknown()
}

// DropLast takes the last condition away.
func (t *Rows) DropLast() {
	if n := len(t.Query.All()); n > 0 {
		t.Drop(n - 1)
	}
}

// Drop takes a condition away.
func (t *Rows) Drop(i int) {
	q := &t.Query
	if i < len(q.Chips) {
		t.MustAsk(slices.Delete(slices.Clone(q.Chips), i, i+1), q.Text)
		return
	}
	i -= len(q.Chips)
	t.MustAsk(q.Chips, strings.Join(slices.Delete(slices.Clone(q.Typed), i, i+1), " "))
}

// MustAsk asks for a part of what was understood before.
func (t *Rows) MustAsk(chips []string, text string) {
	if err := t.Ask(chips, text); err != nil {
		panic(err)
	}
}

// Check says what is wrong with a text as a filter.
func (t *Rows) Check(text string) error {
	_, err := newQuery(t.Query.Chips, text)
	return err
}
