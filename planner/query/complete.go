package query

import (
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
)

// Completion is a way to go on with a filter: the text with it, the part of that which
// is its last condition, and what it means.
type Completion struct{ Text, Condition, Help string }

// Complete lists the ways to go on with the last condition of a text: fields, then
// operators, then the values that some of the options have.
func Complete(text string, options []density.Option) []Completion {
	from, last := len(text), ""
	if all := pieces(text); len(all) > 0 {
		p := all[len(all)-1]
		if !strings.HasSuffix(text, " ") || open(p.text) {
			from, last = p.from, p.text
		}
	}
	condition, negated := cutSign(last)
	sign := ""
	if negated {
		sign = last[:1]
	}
	var all []Completion
	for _, c := range conditions(condition, options) {
		c.Condition = sign + c.Condition
		c.Text = text[:from] + c.Condition
		all = append(all, c)
	}
	return all
}

func conditions(text string, options []density.Option) []Completion {
	name, op, value, err := cutOperator(text)
	switch {
	case err != nil:
		return nil
	case op == "":
		return append(fieldsLike(name), familiesLike(name, options)...)
	}
	f, err := fieldMeant(name)
	if err != nil {
		return nil
	}
	before, part := "", value
	if comma := strings.LastIndex(value, ","); comma >= 0 {
		before, part = value[:comma+1], value[comma+1:]
	}
	var all []Completion
	for _, c := range f.values(options) {
		if hasPrefix(c.Condition, part) && !strings.EqualFold(c.Condition, part) {
			c.Condition = name + op + before + c.Condition
			all = append(all, c)
		}
	}
	return all
}

func hasPrefix(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// fieldsLike are the fields with a name that begins with a text, then those with one
// that has it; a field that is named in full goes on with its operators.
func fieldsLike(text string) (all []Completion) {
	text = plain(text)
	var later []Completion
	for i := range Fields {
		f := &Fields[i]
		if f.Name == "dominated-by" {
			continue
		}
		for _, name := range f.Names() {
			switch {
			case name == text && f.Number != nil:
				all = slices.Insert(all, 0, f.operators(name)...)
			case strings.HasPrefix(name, text):
				all = append(all, f.completion(name))
			case strings.Contains(name, text):
				later = append(later, f.completion(name))
			default:
				continue
			}
			break
		}
	}
	return append(all, later...)
}

// completion is the field's name, of a word with the operator that it takes.
func (f *Field) completion(name string) Completion {
	if f.Number == nil {
		name += "="
	}
	return Completion{Condition: name, Help: f.Usage}
}

func (f *Field) operators(name string) []Completion {
	return []Completion{
		{Condition: name + ">=", Help: f.Usage + ": at least"},
		{Condition: name + "<=", Help: f.Usage + ": at most"},
		{Condition: name + "=", Help: f.Usage + ": one value, a list 2,4 or a range 2..8"},
		{Condition: name + "!=", Help: f.Usage + ": none of a list"},
	}
}

// familiesLike are the families that begin with a text, as globs.
func familiesLike(text string, options []density.Option) (all []Completion) {
	if text == "" || isGlob(text) || strings.Contains(text, ",") {
		return nil
	}
	family, _ := FieldNamed("family")
	for _, c := range family.values(options) {
		if hasPrefix(c.Condition, text) {
			c.Condition += ".*"
			all = append(all, c)
		}
	}
	return all
}

// most is how many values of a field are worth a list.
const most = 100

// values are those that the options have, in order, each with the number of types that
// have it. Figures that are seldom alike have none.
func (f *Field) values(options []density.Option) (all []Completion) {
	counts := map[string]int{}
	numbers := map[string]float64{}
	for i := range options {
		text := ""
		switch {
		case f.Number == nil || f.Measure == InSizes:
			text = strings.ReplaceAll(f.Word(&options[i]), " ", "-")
		default:
			if n, known := f.Number(&options[i]); known {
				text = strconv.FormatFloat(n, 'f', -1, 64)
			}
		}
		if text != "" {
			counts[text]++
		}
		if f.Number != nil {
			numbers[text], _ = f.Number(&options[i])
		}
	}
	if f.Number != nil && len(counts) > most {
		return nil
	}
	for text, n := range counts {
		types := " types"
		if n == 1 {
			types = " type"
		}
		all = append(all, Completion{Condition: text, Help: strconv.Itoa(n) + types})
	}
	slices.SortFunc(all, func(a, b Completion) int {
		if f.Number != nil && numbers[a.Condition] < numbers[b.Condition] {
			return -1
		}
		if f.Number != nil && numbers[a.Condition] > numbers[b.Condition] {
			return 1
		}
		return planner.CompareNames(a.Condition, b.Condition)
	})
	return all
}
