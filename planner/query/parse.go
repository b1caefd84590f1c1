package query

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
)

// ParseFilter reads a filter as a person types it: conditions with spaces between
// them, all of which must hold. docs/filter.md has the whole language. A condition
// is
//
//	m7i                 a part of the type's name
//	m7g.*  m7g,m7i      a glob of whole names, a list of parts and globs
//	vcpus>=4            a field, an operator and a value
//	-metal  -arch=arm64 the opposite of any of these; ! is the same as -
//	m7g.* or r7g.*      alternatives: "or" joins the conditions beside it, before
//	                    spaces join all
//
// = takes a list of values with commas between them, a number also a range, 4..16,
// and a word a glob. A field goes by its name, the head of its column or an alias, in
// any case, and may be cut short while it stays unambiguous (mem, price); family=m
// means every family of the class m. An unknown figure satisfies no condition, neither
// != nor one with -. The error names the condition and what it could have been.
func ParseFilter(text string) (Filter, error) {
	var f Filter
	joined := "" // and, or: what stands before the next condition
	for _, p := range pieces(text) {
		word := strings.ToLower(p.text)
		if word == "and" || word == "or" {
			if len(f) == 0 || joined != "" {
				return nil, fmt.Errorf("%q: needs a condition before it", p.text)
			}
			joined = word
			continue
		}
		c, err := parseCondition(p.text)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", p.text, err)
		}
		if joined == "or" {
			f[len(f)-1] = f[len(f)-1].or(c)
		} else {
			f = append(f, c)
		}
		joined = ""
	}
	if joined != "" {
		return nil, fmt.Errorf("%q: needs a condition after it", joined)
	}
	return f, nil
}

func (c Condition) or(next Condition) Condition {
	parts := append(slices.Clip(c.Parts()), next)
	return Condition{
		Text: c.Text + " or " + next.Text,
		Holds: func(o *density.Option) bool {
			return slices.ContainsFunc(parts, func(p Condition) bool { return p.Holds(o) })
		},
		alternatives: parts,
	}
}

// piece is a condition or a word between two, and where in the text it begins.
type piece struct {
	text string
	from int
}

// pieces splits a text at its spaces, but for those beside an operator, a comma or a
// sign that turns a condition round.
func pieces(text string) []piece {
	var all []piece
	at := 0
	for word := range strings.FieldsSeq(text) {
		from := at + strings.Index(text[at:], word)
		at = from + len(word)
		if last := len(all) - 1; last >= 0 && (continues(word) || open(all[last].text)) {
			all[last].text += word
			continue
		}
		all = append(all, piece{word, from})
	}
	return all
}

// continues says that a word goes on with the condition before it.
func continues(word string) bool {
	return strings.ContainsAny(word[:1], "<>=,") || strings.HasPrefix(word, "!=")
}

// open says that a piece goes on in the next word.
func open(text string) bool {
	return text == "-" || strings.ContainsAny(text[len(text)-1:], "<>=!,")
}

// operators in the order in which they are looked for: the longer first.
var operators = []string{">=", "<=", "!=", "=", ">", "<"}

func parseCondition(text string) (Condition, error) {
	condition, negated := cutSign(text)
	if negated && condition == "" {
		return Condition{}, fmt.Errorf("needs a condition after it")
	}
	if again, twice := cutSign(condition); negated && twice {
		return Condition{}, fmt.Errorf("turned round twice: write %s", again)
	}
	if strings.HasPrefix(condition, ",") { // behind another one it would go on with that
		return Condition{}, fmt.Errorf("needs a name before its comma")
	}
	var t test
	c := Condition{Text: text}
	name, op, value, err := cutOperator(condition)
	switch {
	case err != nil:
		return c, err
	case op == "":
		t, err = names(name)
		if parts := strings.Split(name, ","); len(parts) == 1 && !isGlob(name) && !negated {
			c.Word = strings.ToLower(name)
		}
		if negated {
			c.Field = "type" // it chooses nothing by itself
		}
	default:
		var f *Field
		if f, err = fieldMeant(name); err != nil {
			return c, err
		}
		c.Field = f.Name
		t, err = f.condition(op, value)
	}
	if err != nil {
		return c, err
	}
	if negated {
		t = t.not()
	}
	c.Holds = t.holds
	return c, nil
}

// cutSign takes the sign away that turns a condition round.
func cutSign(text string) (condition string, negated bool) {
	if strings.HasPrefix(text, "!=") {
		return text, false
	}
	if rest, is := strings.CutPrefix(text, "-"); is {
		return rest, true
	}
	return strings.CutPrefix(text, "!")
}

// cutOperator splits a condition; a name has no operator.
func cutOperator(text string) (name, op, value string, err error) {
	at := strings.IndexAny(text, "<>=!")
	if at < 0 {
		return text, "", "", nil
	}
	i := slices.IndexFunc(operators, func(op string) bool { return strings.HasPrefix(text[at:], op) })
	if i < 0 {
		return "", "", "", fmt.Errorf("must be one of %s", strings.Join(operators, " "))
	}
	op = operators[i]
	return text[:at], op, text[at+len(op):], nil
}

func isGlob(text string) bool { return strings.ContainsAny(text, "*?[") }

// names tests the type's name: it has one of the parts, or is as one of the globs says.
func names(list string) (test, error) {
	if strings.ContainsAny(list, "()") {
		return nil, fmt.Errorf("there are no parentheses: or joins the conditions beside it, before spaces join all")
	}
	parts := slices.DeleteFunc(strings.Split(strings.ToLower(list), ","), func(part string) bool { return part == "" })
	if len(parts) == 0 {
		return nil, fmt.Errorf("needs a name")
	}
	for _, part := range parts {
		if _, err := path.Match(part, ""); isGlob(part) && err != nil {
			return nil, fmt.Errorf("%q is not a glob: a [ without its ]", part)
		}
	}
	return func(o *density.Option) (bool, bool) {
		return slices.ContainsFunc(parts, func(part string) bool {
			if !isGlob(part) {
				return strings.Contains(o.Type.Name, part)
			}
			match, _ := path.Match(part, o.Type.Name)
			return match
		}), true
	}, nil
}

// condition is what the field is to be; for words = and != alone make sense.
func (f *Field) condition(op, value string) (test, error) {
	switch {
	case f.Name == "dominated-by":
		return nil, fmt.Errorf("what dominates a type is known only once the types are chosen")
	case value == "" || strings.ContainsAny(value[:1], "<>=!"):
		return nil, fmt.Errorf("needs a value after %s", op)
	case f.Number == nil:
		return f.wordTest(op, value)
	case op == "=" && strings.Contains(value, ".."):
		return f.between(value)
	}
	var bounds []float64
	for part := range strings.SplitSeq(value, ",") {
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
	return f.number(func(n float64) bool { return compare(n, bounds) }), nil
}

func (f *Field) wordTest(op, value string) (test, error) {
	if op != "=" && op != "!=" {
		return nil, fmt.Errorf("%s is a word: it takes = and !=", f.Name)
	}
	words := strings.Split(value, ",")
	for _, word := range words {
		if _, err := path.Match(word, ""); isGlob(word) && err != nil {
			return nil, fmt.Errorf("%q is not a glob: a [ without its ]", word)
		}
	}
	return func(o *density.Option) (bool, bool) {
		w := f.Word(o)
		return slices.ContainsFunc(words, func(want string) bool { return f.isWord(w, want) }) == (op == "="), w != ""
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
		if rank := planner.SizeRank(strings.ToLower(text)); rank != planner.NotASize {
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
		if n := len(number) - len(u.suffix); n >= 0 && strings.EqualFold(number[n:], u.suffix) {
			number, scale = number[:n], u.scale
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
	word, want = strings.ToLower(strings.ReplaceAll(word, " ", "-")), strings.ToLower(strings.ReplaceAll(want, " ", "-"))
	if isGlob(want) {
		match, _ := path.Match(want, word)
		return match
	}
	return word == want
}
