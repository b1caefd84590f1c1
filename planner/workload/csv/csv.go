// Package csv imports a table of workloads, one in each row: the importer for
// those who have neither a cluster nor manifests.
package csv

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"podfit/planner"
	"podfit/planner/settings"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// Format is CSV with a header.
var Format = importer.Format{
	Input: "CSV with the header " + strings.Join(columnNames()[:requiredColumns], ","),
	New:   func(*importer.Notes) importer.Reader { return &reader{rowOf: map[string]objects.Place{}} },
}

// column is a column of the table; parse reads a cell that is not empty.
type column struct {
	name  string
	parse func(w *importer.Workload, cell string) error
}

// columns of a table of workloads; the first requiredColumns are required.
var columns = []column{
	{"name", func(*importer.Workload, string) error { return nil }}, // see row
	{"replicas", parseReplicas},
	{"cpu", parseCPU},
	{"memory", parseMemory},
	{"securityGroups", parseSecurityGroups},
	{"hoursPerMonth", parseHours},
}

const (
	nameColumn      = 0
	requiredColumns = 4
)

func columnNames() []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

// columnIndex finds a column; a spreadsheet may have changed its case.
func columnIndex(name string) (int, bool) {
	i := slices.IndexFunc(columns, func(c column) bool { return strings.EqualFold(c.name, name) })
	return i, i >= 0
}

// recognizes reports whether the first line has a column's name between commas,
// and nothing that would make it YAML.
func recognizes(start []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	cells := strings.Split(string(line), ",")
	return len(cells) > 1 && !bytes.ContainsAny(line, ":{}[]") && slices.ContainsFunc(cells, func(cell string) bool {
		_, known := columnIndex(strings.Trim(cell, "\" \t\r"))
		return known
	})
}

// reader has the rows of all files.
type reader struct {
	rows  []*importer.Workload
	rowOf map[string]objects.Place // by name
}

// Workloads are the rows, by the names of their files and by line.
func (r *reader) Workloads() ([]*importer.Workload, error) {
	slices.SortStableFunc(r.rows, func(a, b *importer.Workload) int {
		return cmp.Or(cmp.Compare(a.Place.File, b.Place.File), cmp.Compare(a.Place.Line, b.Place.Line))
	})
	return r.rows, nil
}

// table is one file.
type table struct {
	*reader
	name   string
	csv    *csv.Reader
	header []int // the column of each cell of a row
}

// ReadFile reads a table.
func (r *reader) ReadFile(f *objects.File) (recognized bool, err error) {
	if !recognizes(f.Start) {
		return false, nil
	}
	limit := &rowLimit{in: f}
	t := table{reader: r, name: f.Name, csv: csv.NewReader(limit)}
	t.csv.FieldsPerRecord, t.csv.TrimLeadingSpace, t.csv.ReuseRecord = -1, true, true
	for n := 0; ; n++ {
		limit.taken = 0
		cells, err := t.csv.Read()
		switch {
		case err == io.EOF && n < 2:
			return true, fmt.Errorf("%s: no rows after the header", t.name)
		case err == io.EOF:
			return true, nil
		case err != nil:
			return true, t.syntaxError(err)
		case n == 0:
			err = t.readHeader(cells)
		default:
			err = t.readRow(cells)
		}
		if err != nil {
			return true, err
		}
	}
}

// syntaxError names the place as the other formats do.
func (t *table) syntaxError(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("%s:%d:%d: %w", t.name, parse.Line, parse.Column, parse.Err)
	}
	return fmt.Errorf("%s: %w", t.name, err)
}

// line is where a cell of the current row begins.
func (t *table) line(cell int) int {
	line, _ := t.csv.FieldPos(cell)
	return line
}

func (t *table) readHeader(cells []string) error {
	names := columnNames()
	at := t.line(0)
	for _, cell := range cells {
		cell = strings.TrimSpace(cell)
		i, known := columnIndex(cell)
		switch {
		case !known:
			return fmt.Errorf("%s:%d: column %q: must be one of %s%s", t.name, at, cell, strings.Join(names, ", "), settings.DidYouMean(cell, names))
		case slices.Contains(t.header, i):
			return fmt.Errorf("%s:%d: column %q: duplicate", t.name, at, cell)
		}
		t.header = append(t.header, i)
	}
	var missing []string
	for i, name := range names[:requiredColumns] {
		if !slices.Contains(t.header, i) {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return fmt.Errorf("%s:%d: missing column %s: required are %s", t.name, at, strings.Join(missing, ", "), strings.Join(names[:requiredColumns], ", "))
	}
	return nil
}

func (t *table) readRow(cells []string) error {
	blank := true
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
		blank = blank && cells[i] == ""
	}
	at := objects.Place{File: t.name, Line: t.line(0)}
	if blank { // spreadsheets write them
		return nil
	}
	if len(cells) != len(t.header) {
		return fmt.Errorf("%s: %d cells, but the header has %d", at, len(cells), len(t.header))
	}
	name := strings.Clone(cells[slices.Index(t.header, nameColumn)]) // the reader reuses its buffer
	if !isName(name) {
		return fmt.Errorf("%s: name %q: must be printable and not empty", at, name)
	}
	if first, known := t.rowOf[name]; known {
		return fmt.Errorf("%s: workload %s: duplicate of %s", at, name, first)
	}
	w := &importer.Workload{Ref: importer.Ref{Kind: "row", Name: name}, Place: at, Request: request.Amounts{}}
	for i, c := range t.header {
		if err := readCell(w, &columns[c], cells[i]); err != nil {
			return fmt.Errorf("%s:%d: workload %s: %s %q: %w", t.name, t.line(i), name, columns[c].name, cells[i], err)
		}
	}
	if w.Pods.NoRequests = len(w.Missing) == 2; w.Pods.NoRequests {
		w.Missing = nil
	}
	t.rowOf[name] = at
	t.rows = append(t.rows, w)
	return nil
}

func isName(name string) bool {
	unprintable := func(c rune) bool { return !unicode.IsPrint(c) }
	return name != "" && utf8.ValidString(name) && !strings.ContainsFunc(name, unprintable)
}

// readCell reads a cell; only name and replicas must not be empty.
func readCell(w *importer.Workload, c *column, cell string) error {
	switch {
	case cell != "" || c.name == "replicas":
		return c.parse(w, cell)
	case c.name == request.CPU || c.name == request.Memory:
		w.Missing = append(w.Missing, c.name)
	}
	return nil
}

func parseReplicas(w *importer.Workload, cell string) (err error) {
	if w.Replicas, err = strconv.Atoi(cell); err != nil || w.Replicas < 0 || w.Replicas > importer.MaxReplicas {
		return fmt.Errorf("must be a whole number from 0 to %d", importer.MaxReplicas)
	}
	return nil
}

func parseCPU(w *importer.Workload, cell string) error {
	n, err := settings.ParseCPU(cell)
	w.Request[request.CPU] = int64(n)
	return err
}

func parseMemory(w *importer.Workload, cell string) error {
	n, err := settings.ParseMemory(cell)
	w.Request[request.Memory] = int64(n)
	return err
}

func parseSecurityGroups(w *importer.Workload, cell string) error {
	on, err := strconv.ParseBool(cell)
	if err != nil {
		return errors.New("must be true or false")
	}
	if on {
		w.Request[request.BranchENI] = 1
	}
	return nil
}

func parseHours(w *importer.Workload, cell string) error {
	hours, err := strconv.ParseFloat(cell, 64)
	if err != nil || !(hours > 0 && hours <= planner.HoursPerMonth) { // NaN is neither
		return fmt.Errorf("must be more than 0 and at most %d; leave it empty for pods that always run", planner.HoursPerMonth)
	}
	w.Pods.HoursPerMonth = hours
	return nil
}

// maxRow is the size of the largest row that is accepted.
const maxRow = 1 << 20

// rowLimit reads no more than one row can have.
type rowLimit struct {
	in    io.Reader
	taken int
}

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.taken > maxRow {
		return 0, fmt.Errorf("a row is larger than %d MiB: is there an unclosed quote?", maxRow>>20)
	}
	n, err := l.in.Read(p)
	l.taken += n
	return n, err
}
