package query

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner/density"
)

// Condition is something that an option must satisfy.
type Condition struct {
	Text  string // as it was asked for
	Field string // the field's name; empty for a name and for alternatives
	// Word is in small letters what the type's name must contain, where the
	// condition is no more than that.
	Word  string
	Holds func(*density.Option) bool
	// alternatives are those that "or" joins.
	alternatives []Condition
}

// Parts are the alternatives, or the condition itself.
func (c *Condition) Parts() []Condition {
	if len(c.alternatives) > 0 {
		return c.alternatives
	}
	return []Condition{*c}
}

// Filter is a list of conditions, all of which must hold.
type Filter []Condition

// String is the filter as [ParseFilter] reads it.
func (f Filter) String() string { return strings.Join(f.Texts(), " ") }

// Texts are those of the conditions.
func (f Filter) Texts() []string {
	texts := make([]string, len(f))
	for i := range f {
		texts[i] = f[i].Text
	}
	return texts
}

// Select keeps the options for which the filter holds, in their order.
func (f Filter) Select(options []density.Option) []density.Option {
	var held []int
	for i := range options {
		if f.Holds(&options[i]) {
			held = append(held, i)
		}
	}
	if held == nil {
		return nil
	}
	kept := make([]density.Option, len(held)) // an Option is large: each is copied once
	for k, i := range held {
		kept[k] = options[i]
	}
	return kept
}

// Holds says whether all conditions do.
func (f Filter) Holds(o *density.Option) bool {
	for _, c := range f {
		if !c.Holds(o) {
			return false
		}
	}
	return true
}

// Emptied is the shortest beginning of the filter that leaves nothing, so that
// its last condition is the one to change; nil where the filter leaves something.
func (f Filter) Emptied(options []density.Option) Filter {
	left := make([]*density.Option, len(options))
	for i := range options {
		left[i] = &options[i]
	}
	for i, c := range f {
		left = slices.DeleteFunc(left, func(o *density.Option) bool { return !c.Holds(o) })
		if len(left) == 0 {
			return f[:i+1]
		}
	}
	return nil
}

// Range is the condition that a field's number lies between two bounds, both
// included; text is "4..16", "4..", "..16" or "4". An unknown number lies in no
// range.
func (f *Field) Range(text string) (Condition, error) {
	t, err := f.between(text)
	return Condition{Text: f.Name + " " + text, Field: f.Name, Holds: t.holds}, err
}

func (f *Field) between(text string) (test, error) {
	from, to, isRange := strings.Cut(text, "..")
	if !isRange {
		to = from
	}
	if from == "" && to == "" {
		return nil, fmt.Errorf("must be a number or a range such as 4..16, 4.. or ..16")
	}
	var low, high float64
	var err error
	if from != "" {
		if low, err = f.ParseBound(from); err != nil {
			return nil, err
		}
	}
	if to != "" {
		if high, err = f.ParseBound(to); err != nil {
			return nil, err
		}
	}
	if from != "" && to != "" && low > high {
		return nil, fmt.Errorf("the range ends below its start")
	}
	return f.number(func(n float64) bool { return (from == "" || n >= low) && (to == "" || n <= high) }), nil
}

// test is what a condition says of an option; nothing where the figure is unknown.
type test func(*density.Option) (is, known bool)

// holds is the test as a condition: unknown satisfies none.
func (t test) holds(o *density.Option) bool {
	is, known := t(o)
	return is && known
}

// not turns a test round. Unknown satisfies that neither.
func (t test) not() test {
	return func(o *density.Option) (bool, bool) {
		is, known := t(o)
		return !is, known
	}
}

// number tests the field's number.
func (f *Field) number(is func(float64) bool) test {
	return func(o *density.Option) (bool, bool) {
		n, known := f.Number(o)
		return is(n), known
	}
}

// OfferedNodes is the condition that EKS can run the type as a node and that
// the region is not known to lack it.
func OfferedNodes() Condition {
	f, _ := FieldNamed("eks")
	return Condition{Text: "eks=yes", Field: f.Name, Holds: func(o *density.Option) bool { return f.Word(o) == "yes" }}
}
