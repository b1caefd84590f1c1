package data

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"podfit/planner"
)

// tsv is one embedded table: lines of "# key: value", a line of column names,
// and rows of tab-separated cells in byte order of the first. It refers to the
// embedded text and never copies it.
type tsv struct {
	name, header, columns, body string
}

func newTSV(name, text string) tsv {
	header := 0
	for strings.HasPrefix(text[header:], "#") {
		header += strings.IndexByte(text[header:], '\n') + 1
	}
	columns, body, _ := strings.Cut(text[header:], "\n")
	return tsv{name: name, header: text[:header], columns: columns, body: body}
}

// value is the header's value of a key, or empty.
func (t tsv) value(key string) string {
	for line := range strings.Lines(t.header) {
		if value, ok := strings.CutPrefix(line, "# "+key+": "); ok {
			return strings.TrimSuffix(value, "\n")
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
		start := strings.LastIndexByte(rest[:len(rest)/2], '\n') + 1
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
// bug and panics: the tests read every cell of every table.
type row struct {
	table, key string
	rest       string
	column     int // of the last cell read; the key is 0
}

func (r *row) text() string {
	cell, rest, _ := strings.Cut(r.rest, "\t")
	r.rest = rest
	r.column++
	return cell
}

func (r *row) flag() bool { return r.text() == "true" }
func (r *row) whole() int { return read(r, strconv.Atoi) }

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
	if r.rest == "" || r.rest[0] == '\t' {
		r.text()
		return planner.Maybe[T]{}
	}
	return planner.Known(read(r, parse))
}

func decimal(cell string) (float64, error) { return strconv.ParseFloat(cell, 64) }

// money parses a decimal with at most six places; rounding makes it exact.
func money(cell string) (planner.Money, error) {
	amount, err := decimal(cell)
	return planner.Money(math.Round(amount * float64(planner.Unit))), err
}
