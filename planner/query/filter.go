package query

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
)

// ParseFilter reads a filter as a person types it: conditions apart by spaces,
// each a word that the type's name contains, or a field, an operator and a
// value without spaces between them:
//
//	m7i vcpus>=4 mem<=64GiB arch=arm64 gen=current family=m,r price<0.5 pods!=0
//
// = takes a list of values apart by commas, a number also as a range, 4..16.
// A field may be shortened while it stays unambiguous (mem, price), and
// family=m means every family of the class m. An unknown figure satisfies no
// condition, != included. The error names the condition and lists what it
// could have been.
func ParseFilter(text string) (Filter, error) {
	var f Filter
	for _, word := range strings.Fields(text) {
		c, err := parseCondition(word)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", word, err)
		}
		f = append(f, c)
	}
	return f, nil
}

// operators in the order in which they are looked for: the longer first.
var operators = []string{">=", "<=", "!=", "=", ">", "<"}

func parseCondition(word string) (Condition, error) {
	at := strings.IndexAny(word, "<>=!")
	if at < 0 {
		part := strings.ToLower(word)
		return Condition{Text: word, Holds: func(o *density.Option) bool { return strings.Contains(o.Type.Name, part) }}, nil
	}
	i := slices.IndexFunc(operators, func(op string) bool { return strings.HasPrefix(word[at:], op) })
	if i < 0 {
		return Condition{}, fmt.Errorf("must be one of %s", strings.Join(operators, " "))
	}
	op := operators[i]
	name, value := word[:at], word[at+len(op):]
	field, err := fieldMeant(name)
	if err != nil {
		return Condition{}, err
	}
	if field.Name == "dominated-by" {
		return Condition{}, fmt.Errorf("what dominates a type is known only once the types are chosen")
	}
	if value == "" || strings.ContainsAny(value[:1], "<>=!") {
		return Condition{}, fmt.Errorf("needs a value after %s", op)
	}
	holds, err := field.test(op, value)
	return Condition{Text: word, Field: field.Name, Holds: holds}, err
}

// fieldMeant is the field of a name, or the one that alone begins with it.
func fieldMeant(name string) (*Field, error) {
	if f, ok := FieldNamed(name); ok {
		return f, nil
	}
	var found []string
	for _, f := range Fields {
		if name != "" && strings.HasPrefix(f.Name, name) {
			found = append(found, f.Name)
		}
	}
	if len(found) == 1 {
		f, _ := FieldNamed(found[0])
		return f, nil
	}
	if len(found) > 1 {
		return nil, fmt.Errorf("%q could be %s", name, strings.Join(found, ", "))
	}
	return nil, fmt.Errorf("no field %q; the fields are %s", name, strings.Join(FieldNames(), ", "))
}

// test is the field's condition; for words = and != alone make sense.
func (f *Field) test(op, value string) (func(*density.Option) bool, error) {
	if f.Number == nil {
		if op != "=" && op != "!=" {
			return nil, fmt.Errorf("%s is a word: it takes = and !=", f.Name)
		}
		words := strings.Split(value, ",")
		return func(o *density.Option) bool {
			w := f.Word(o)
			return w != "" && slices.ContainsFunc(words, func(want string) bool { return f.isWord(w, want) }) == (op == "=")
		}, nil
	}
	if op == "=" && strings.Contains(value, "..") {
		c, err := f.Range(value)
		return c.Holds, err
	}
	var bounds []float64
	for _, part := range strings.Split(value, ",") {
		n, err := f.ParseBound(part)
		if err != nil {
			return nil, err
		}
		bounds = append(bounds, n)
	}
	if len(bounds) > 1 && op != "=" && op != "!=" {
		return nil, fmt.Errorf("%s takes one value", op)
	}
	compare := comparisons[op]
	return func(o *density.Option) bool {
		n, known := f.Number(o)
		return known && compare(n, bounds)
	}, nil
}

var comparisons = map[string]func(n float64, bounds []float64) bool{
	"=":  func(n float64, b []float64) bool { return slices.Contains(b, n) },
	"!=": func(n float64, b []float64) bool { return !slices.Contains(b, n) },
	">":  func(n float64, b []float64) bool { return n > b[0] },
	">=": func(n float64, b []float64) bool { return n >= b[0] },
	"<":  func(n float64, b []float64) bool { return n < b[0] },
	"<=": func(n float64, b []float64) bool { return n <= b[0] },
}

// suffixes say how much of the field's unit a suffix stands for.
var suffixes = map[Measure][]struct {
	suffix string
	scale  float64
}{
	InGiB:        {{"GiB", 1}, {"Gi", 1}, {"MiB", 1. / 1024}, {"Mi", 1. / 1024}, {"TiB", 1024}, {"Ti", 1024}},
	InMiB:        {{"GiB", 1024}, {"Gi", 1024}, {"MiB", 1}, {"Mi", 1}},
	InMillicores: {{"m", 1}},
}

// inUnit reminds of the units that a number may have.
var inUnit = map[Measure]string{InGiB: ", such as 16 or 16GiB", InMiB: ", such as 512 or 512Mi", InMillicores: ", such as 250m"}

// ParseBound reads a number in the field's unit or, for amounts of memory, in
// another one that is written behind it; of sizes the name.
func (f *Field) ParseBound(text string) (float64, error) {
	if f.Measure == InSizes {
		if rank := planner.SizeRank(text); rank != planner.NotASize {
			return float64(rank), nil
		}
		return 0, fmt.Errorf("%q is not a size, such as large or 2xlarge", text)
	}
	number := text
	if f.Measure.Money() {
		number = strings.TrimPrefix(text, "$")
	}
	scale := 1.0
	for _, u := range suffixes[f.Measure] {
		if before, ok := strings.CutSuffix(number, u.suffix); ok {
			number, scale = before, u.scale
			break
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(n) {
		return 0, fmt.Errorf("%q is not a number%s", text, inUnit[f.Measure])
	}
	return n * scale, nil
}

// isWord compares a field's word with one that was asked for. A family's class
// stands for all of its families: m for m5, m6i, ….
func (f *Field) isWord(word, want string) bool {
	if f.Name == "family" && !strings.ContainsAny(want, "0123456789") {
		word = strings.TrimRight(word[:strings.IndexAny(word+"0", "0123456789")], "-")
	}
	// A condition has no spaces: Radeon-Pro-V520.
	return strings.EqualFold(strings.ReplaceAll(word, " ", "-"), strings.ReplaceAll(want, " ", "-"))
}
