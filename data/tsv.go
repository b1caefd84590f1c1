package data

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"podfit/planner"
)

// tsv is one table: lines of "# key: value", a line of column names, and rows of
// tab-separated cells in byte order of the first. It refers to the text and never
// copies it.
type tsv struct {
	name, header, columns, body string
}

func newTSV(name, text string) tsv {
	header := 0
	for strings.HasPrefix(text[header:], "#") {
		end := strings.IndexByte(text[header:], '\n')
		if end < 0 {
			break
		}
		header += end + 1
	}
	columns, body, _ := strings.Cut(text[header:], "\n")
	return tsv{name: name, header: text[:header], columns: columns, body: body}
}

// value is the header's value of a key, or empty.
func (t tsv) value(key string) string {
	for line := range strings.Lines(t.header) {
		if value, ok := strings.CutPrefix(line, "# "); ok && strings.HasPrefix(value, key) {
			if value, ok := strings.CutPrefix(value[len(key):], ": "); ok {
				return strings.TrimSuffix(value, "\n")
			}
		}
	}
	return ""
}

// source is the header's "source" and "as-of", both with the prefix. It is nil if
// the table has no figures of that kind.
func (t tsv) source(prefix string) *planner.Source {
	name := t.value(prefix + "source")
	if name == "" {
		return nil
	}
	return &planner.Source{Name: name, AsOf: t.value(prefix + "as-of")}
}

func (t tsv) len() int { return strings.Count(t.body, "\n") }

// find is the row with the key, by binary search.
func (t tsv) find(key string) (row, bool) {
	for rest := t.body; rest != ""; {
		start := middleRow(rest)
		found, after, _ := strings.Cut(rest[start:], "\t")
		switch c := strings.Compare(found, key); {
		case c > 0:
			rest = rest[:start]
		case c < 0:
			_, rest, _ = strings.Cut(after, "\n")
		default:
			cells, _, _ := strings.Cut(after, "\n")
			return row{table: t.name, key: found, rest: cells}, true
		}
	}
	return row{}, false
}

// middleRow is where the first row after the middle begins, or else the last row.
// Searching forward is much faster than backward.
func middleRow(rows string) int {
	middle := len(rows) / 2
	if end := strings.IndexByte(rows[middle:], '\n'); end >= 0 && middle+end+1 < len(rows) {
		return middle + end + 1
	}
	return strings.LastIndexByte(rows[:middle], '\n') + 1
}

// next removes and returns the first row.
func (t *tsv) next() row {
	line, rest, _ := strings.Cut(t.body, "\n")
	t.body = rest
	key, cells, _ := strings.Cut(line, "\t")
	return row{table: t.name, key: key, rest: cells}
}

// nextIf is next if the first row has the key.
func (t *tsv) nextIf(key string) (row, bool) {
	if !strings.HasPrefix(t.body, key) || t.body[len(key)] != '\t' {
		return row{}, false
	}
	return t.next(), true
}

// row is a row's cells, which are read from left to right. An invalid cell is a
// bug and panics: Check reads every cell of every table.
type row struct {
	table, key string
	rest       string
	column     int // of the last cell read; the key is 0
}

func (r *row) text() string {
	r.column++
	cell := r.rest
	if end := strings.IndexByte(cell, '\t'); end >= 0 {
		r.rest = cell[end+1:]
		return cell[:end]
	}
	r.rest = ""
	return cell
}

// onlyEmpty reports whether all cells that are left are empty.
func (r *row) onlyEmpty() bool { return strings.TrimLeft(r.rest, "\t") == "" }

func (r *row) flag() bool { return r.text() == "true" }
func (r *row) whole() int { return read(r, strconv.Atoi) }

// wholeOrNone is 0 if the cell is empty.
func (r *row) wholeOrNone() int { return maybe(r, strconv.Atoi).Or(0) }

// read parses the next cell.
func read[T any](r *row, parse func(string) (T, error)) T {
	value, err := parse(r.text())
	if err != nil {
		panic(fmt.Sprintf("%s: %s: column %d: %v", r.table, r.key, r.column, err))
	}
	return value
}

// maybe parses the next cell; an empty one is unknown.
func maybe[T any](r *row, parse func(string) (T, error)) planner.Maybe[T] {
	switch {
	case r.rest == "":
		r.column++
		return planner.Maybe[T]{}
	case r.rest[0] == '\t':
		r.column++
		r.rest = r.rest[1:]
		return planner.Maybe[T]{}
	}
	return planner.Known(read(r, parse))
}

// decimal is exact for short cells, because both numbers of the division are.
func decimal(cell string) (float64, error) {
	if m, err := money(cell); err == nil {
		return float64(m) / float64(planner.Unit), nil
	}
	return strconv.ParseFloat(cell, 64)
}

var errNotMoney = errors.New("not an amount with at most six digits on each side of the point")

// money parses a decimal with at most six places, exactly.
func money(cell string) (planner.Money, error) {
	units, fraction, _ := strings.Cut(cell, ".")
	if units == "" || len(units) > 6 || len(fraction) > 6 {
		return 0, errNotMoney
	}
	amount := planner.Money(0)
	for _, digits := range [...]string{units, fraction} {
		for i := range len(digits) {
			if digits[i] < '0' || digits[i] > '9' {
				return 0, errNotMoney
			}
			amount = 10*amount + planner.Money(digits[i]-'0')
		}
	}
	for range 6 - len(fraction) {
		amount *= 10
	}
	return amount, nil
}
