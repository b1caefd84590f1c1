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
	New: func(notes *importer.Notes) importer.Reader {
		return &reader{notes: notes, rowOf: map[string]objects.Place{}}
	},
}

// column is a column of the table; parse reads a cell that is not empty.
type column struct {
	name     string
	parse    func(w *importer.Workload, cell string) error
	synonyms string // separated by spaces, in small letters
}

// columns of a table of workloads; the first requiredColumns are required.
var columns = []column{
	{"name", func(*importer.Workload, string) error { return nil }, "workload service deployment app application"}, // see row
	{"replicas", parseReplicas, "count replicacount desiredcount pods tasks instances"},
	{"cpu", parseCPU, "cpus vcpu vcpus cpurequest cpurequests cores"},
	{"memory", parseMemory, "mem ram memoryrequest memoryrequests"},
	{"securityGroups", parseSecurityGroups, ""},
	{"hoursPerMonth", parseHours, "hours"},
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

// columnIndex finds a column by its name or by a synonym; a spreadsheet may have
// changed its case, and people write it in several words.
func columnIndex(name string) (i int, exact, known bool) {
	plain := strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(name))
	for i, c := range columns {
		if exact = strings.EqualFold(c.name, plain); exact || slices.Contains(strings.Fields(c.synonyms), plain) {
			return i, exact, true
		}
	}
	return 0, false, false
}

// separators of cells. Where the comma separates none, it is a decimal one.
var separators = []rune{',', ';', '\t'}

// recognizes finds the separator of a table: the first line has the names of columns
// between it, and nothing that would make it YAML.
func recognizes(start []byte) (separator rune, found bool) {
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	if bytes.ContainsAny(line, ":{}[]") {
		return 0, false
	}
	most := 0
	for _, s := range separators {
		cells := strings.Split(string(line), string(s))
		known := 0
		for _, cell := range cells {
			if _, _, is := columnIndex(strings.Trim(cell, "\" \t\r")); is {
				known++
			}
		}
		if len(cells) > 1 && known > most {
			most, separator = known, s
		}
	}
	return separator, most > 0
}

// reader has the rows of all files.
type reader struct {
	notes *importer.Notes
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
	header []int // the column of each cell of a row, or ignored
}

// ignored is a cell of a column that the table does not have.
const ignored = -1

// ReadFile reads a table.
func (r *reader) ReadFile(f *objects.File) (recognized bool, err error) {
	separator, found := recognizes(f.Start)
	if !found {
		return false, nil
	}
	limit := &rowLimit{in: f}
	t := table{reader: r, name: f.Name, csv: csv.NewReader(limit)}
	t.csv.Comma = separator
	// Leading space would take empty cells between tabs.
	t.csv.FieldsPerRecord, t.csv.TrimLeadingSpace, t.csv.ReuseRecord = -1, separator != '\t', true
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
	cellOf := make([]int, len(columns)) // from 1; 0 is none
	exactly := make([]bool, len(columns))
	var unknown []string
	for n, cell := range cells {
		cells[n] = strings.TrimSpace(cell)
		i, exact, known := columnIndex(cells[n])
		t.header = append(t.header, ignored)
		switch {
		case !known:
			if cells[n] != "" {
				unknown = append(unknown, cells[n])
			}
		case cellOf[i] == 0 || exact && !exactly[i]: // its own name wins over a synonym
			if cellOf[i] > 0 {
				unknown = append(unknown, cells[cellOf[i]-1])
				t.header[cellOf[i]-1] = ignored
			}
			cellOf[i], exactly[i], t.header[n] = n+1, exact, i
		case exactly[i] && !exact:
			unknown = append(unknown, cells[n])
		case exact:
			return fmt.Errorf("%s:%d: column %q: duplicate", t.name, at, cells[n])
		default:
			return fmt.Errorf("%s:%d: columns %q and %q: both may be %s, so name one of them that", t.name, at, cells[cellOf[i]-1], cells[n], names[i])
		}
	}
	var missing []string
	for i, name := range names[:requiredColumns] {
		if cellOf[i] == 0 {
			missing = append(missing, name+settings.DidYouMean(name, unknown))
		}
	}
	if missing != nil {
		return fmt.Errorf("%s:%d: missing column %s: required are %s", t.name, at, strings.Join(missing, ", "), strings.Join(names[:requiredColumns], ", "))
	}
	for _, name := range unknown {
		t.notes.Add(importer.Ignored, fmt.Sprintf("column %q is not one of %s", name, strings.Join(names, ", ")), t.name)
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
	for len(cells) > len(t.header) && cells[len(cells)-1] == "" { // and these
		cells = cells[:len(cells)-1]
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
		if c == ignored {
			continue
		}
		if err := readCell(w, &columns[c], t.decimal(cells[i])); err != nil {
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

// decimal is a cell with the point that numbers have: where commas separate no cells,
// they are decimal ones.
func (t *table) decimal(cell string) string {
	if t.csv.Comma != ',' && strings.Count(cell, ",") == 1 && !strings.Contains(cell, ".") {
		return strings.Replace(cell, ",", ".", 1)
	}
	return cell
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
