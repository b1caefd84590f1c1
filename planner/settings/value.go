package settings

import (
	"encoding"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/ordered"
)

// value reads and writes what one setting has. typed is its only
// implementation: it keeps the type on the inside.
type value interface {
	get(*planner.Settings) any
	put(*planner.Settings, any)
	parse(texts []string) (any, error)
	format(v any) []string
	check(v any) error
	inJSON(v any) any
	shape() shape
}

// shape is what help, editors and schemas need to know of a value.
type shape struct {
	kind        Kind
	placeholder string
	choices     []string
	unit        string // behind the JSON key
	schema      ordered.Object
}

type typed[T any] struct {
	shaped shape
	from   func(*planner.Settings) T
	to     func(*planner.Settings, T)
	read   func(texts []string) (T, error)
	write  func(T) []string
	json   func(T) any   // nil: the value writes itself
	refuse func(T) error // nil: whatever read gives is accepted
}

func (t *typed[T]) get(s *planner.Settings) any       { return t.from(s) }
func (t *typed[T]) put(s *planner.Settings, v any)    { t.to(s, v.(T)) }
func (t *typed[T]) parse(texts []string) (any, error) { return t.read(texts) }
func (t *typed[T]) format(v any) []string             { return t.write(v.(T)) }
func (t *typed[T]) shape() shape                      { return t.shaped }

func (t *typed[T]) check(v any) error {
	if t.refuse == nil {
		return nil
	}
	return t.refuse(v.(T))
}

func (t *typed[T]) inJSON(v any) any {
	if t.json == nil {
		return v
	}
	return t.json(v.(T))
}

// field is a value that is one field of planner.Settings, found by at, and one
// text.
func field[T any](s shape, at func(*planner.Settings) *T, read func(string) (T, error), write func(T) string) *typed[T] {
	return &typed[T]{
		shaped: s,
		from:   func(s *planner.Settings) T { return *at(s) },
		to:     func(s *planner.Settings, v T) { *at(s) = v },
		read:   func(texts []string) (T, error) { return read(texts[0]) },
		write:  func(v T) []string { return []string{write(v)} },
	}
}

// The JSON types of values.
func jsonType(name string) ordered.Object { return ordered.Object{{Key: "type", Value: name}} }

func orNull(s ordered.Object) ordered.Object {
	return ordered.Object{{Key: "anyOf", Value: []ordered.Object{s, jsonType("null")}}}
}

var switchShape = shape{kind: Switch, choices: []string{"false", "true"}, schema: jsonType("boolean")}

func onOff(at func(*planner.Settings) *bool) *typed[bool] {
	return field(switchShape, at, parseSwitch, strconv.FormatBool)
}

// words is a small enumeration that knows its own spelling.
type words interface {
	fmt.Stringer
	comparable
}

// either is a switch between two words of an enumeration.
func either[T words](off, on T, at func(*planner.Settings) *T) *typed[bool] {
	t := onOff(nil)
	t.from = func(s *planner.Settings) bool { return *at(s) == on }
	t.to = func(s *planner.Settings, is bool) {
		*at(s) = off
		if is {
			*at(s) = on
		}
	}
	t.json = func(is bool) any {
		if is {
			return on.String()
		}
		return off.String()
	}
	t.shaped.schema = jsonType("string")
	return t
}

func word[T words, P interface {
	*T
	encoding.TextUnmarshaler
}](choices []string, at func(*planner.Settings) *T) *typed[T] {
	t := field(
		shape{kind: Choice, placeholder: strings.Join(choices, "|"), choices: choices, schema: jsonType("string")}, at,
		func(text string) (v T, err error) {
			if !slices.Contains(choices, text) {
				return v, fmt.Errorf("must be %s%s", strings.Join(choices, " or "), DidYouMean(text, choices))
			}
			return v, P(&v).UnmarshalText([]byte(text))
		}, T.String)
	t.json = func(v T) any { return v.String() }
	return t
}

func count(low, high int, at func(*planner.Settings) *int) *typed[int] {
	return field(
		shape{kind: Number, placeholder: "N", schema: jsonType("integer")}, at,
		func(text string) (int, error) { return parseCount(text, low, high) }, strconv.Itoa)
}

func parseCount(text string, low, high int) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("must be a whole number from %d to %d", low, high)
	}
	return n, nil
}

// optional is a value whose zero means that it isn't set: null in JSON.
func optional[T comparable](t *typed[T]) *typed[T] {
	inner := *t
	t.json = func(v T) any {
		var zero T
		if v == zero {
			return nil
		}
		return inner.inJSON(v)
	}
	t.shaped.schema = orNull(t.shaped.schema)
	return t
}

func cpu(at func(*planner.Settings) *planner.Millis) *typed[planner.Millis] {
	return field(
		shape{kind: Text, placeholder: "QUANTITY", choices: []string{"250m", "1", "1500m"}, unit: "Millis", schema: jsonType("integer")},
		at, ParseCPU, CPUText)
}

func memory(at func(*planner.Settings) *planner.Memory) *typed[planner.Memory] {
	t := field(
		shape{kind: Text, placeholder: "QUANTITY", choices: []string{"256Mi", "1Gi"}, unit: "MiB", schema: jsonType("number")},
		at, ParseMemory, MemoryText)
	t.json = func(m planner.Memory) any { return mib(m) }
	return t
}

// mib is memory to a tenth of a MiB, rounded down. The slack is for a measured
// overhead, which is in tenths of a MiB and misses a whole number by some bytes.
func mib(m planner.Memory) float64 {
	const slack = 1e-3
	return math.Floor(m.MiB()*10+slack) / 10
}

func money(at func(*planner.Settings) *planner.Money) *typed[planner.Money] {
	return amountPer("month", at)
}

func hourly(at func(*planner.Settings) *planner.Money) *typed[planner.Money] {
	return amountPer("hour", at)
}

func amountPer(time string, at func(*planner.Settings) *planner.Money) *typed[planner.Money] {
	const most = 1_000_000
	t := field(
		shape{kind: Text, placeholder: "AMOUNT", schema: jsonType("number")}, at,
		func(text string) (planner.Money, error) {
			f, err := strconv.ParseFloat(text, 64)
			if err != nil || !(f >= 0 && f <= most) {
				return 0, fmt.Errorf("must be an amount per %s from 0 to %d, in the region's currency", time, most)
			}
			return planner.Money(math.Round(f * float64(planner.Unit))), nil
		},
		func(m planner.Money) string { return strconv.FormatFloat(m.Float(), 'f', -1, 64) })
	t.json = func(m planner.Money) any { return m.Float() }
	return t
}

func requests(at func(*planner.Settings) *planner.Requests) *typed[planner.Requests] {
	t := field(
		shape{kind: Text, placeholder: "as-set|as-used[:p95+20%]", choices: []string{planner.Requests{}.String(), planner.UsualRequests.String()}, schema: jsonType("string")},
		at, planner.ParseRequests, planner.Requests.String)
	t.json = func(r planner.Requests) any { return r.String() }
	return t
}

// target is one of the CNI's warm targets, which is 1 where nobody sets it.
func target(most int, at func(*planner.Settings) *planner.Maybe[int]) *typed[int] {
	t := count(0, most, nil)
	t.from = func(s *planner.Settings) int { return at(s).Or(1) }
	t.to = func(s *planner.Settings, n int) {
		*at(s) = planner.Maybe[int]{}
		if n != 1 {
			*at(s) = planner.Known(n)
		}
	}
	return t
}

// percent is in millionths: 28%, 28 or the factor x0.72.
func percent(at func(*planner.Settings) *int) *typed[int] {
	t := field(shape{kind: Text, placeholder: "PERCENT", schema: jsonType("number")}, at, parsePercent,
		func(ppm int) string { return strconv.FormatFloat(float64(ppm)/10_000, 'f', -1, 64) + "%" })
	t.json = func(ppm int) any { return float64(ppm) / 10_000 }
	return t
}

func parsePercent(text string) (ppm int, err error) {
	text = strings.TrimSpace(text)
	number, isFactor := strings.CutPrefix(text, "x")
	if !isFactor {
		number = strings.TrimSuffix(text, "%")
	}
	f, err := strconv.ParseFloat(number, 64)
	percent := f
	if isFactor {
		percent = 100 * (1 - f)
	}
	if err != nil || strings.Trim(number, "0123456789.") != "" || !(percent >= 0 && percent <= 100) {
		return 0, fmt.Errorf("must be a percentage from 0 to 100, or a factor from x0 to x1")
	}
	return int(math.Round(percent * 10_000)), nil
}

func parseSwitch(text string) (bool, error) {
	on, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("must be true or false")
	}
	return on, nil
}
