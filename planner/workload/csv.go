package workload

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
)

// columns of a table of workloads; the first four have to be there.
var columns = []string{"name", "replicas", "cpu", "memory", "securityGroups", "hoursPerMonth"}

const (
	nameColumn = iota
	replicasColumn
	cpuColumn
	memoryColumn
	securityGroupsColumn
	hoursColumn
	neededColumns = securityGroupsColumn
)

// mostRow is the size of a row beyond which a quote was not closed.
const mostRow = 1 << 20

// isCSV says that the first line has a column's name between commas, and
// nothing that makes YAML of it.
func isCSV(start []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	cells := strings.Split(string(line), ",")
	return len(cells) > 1 && !bytes.ContainsAny(line, ":{}[]") && slices.ContainsFunc(cells, func(cell string) bool {
		_, is := column(strings.Trim(cell, "\" \t\r"))
		return is
	})
}

// column is the index of a column, whose case a spreadsheet may have changed.
func column(name string) (int, bool) {
	i := slices.IndexFunc(columns, func(c string) bool { return strings.EqualFold(c, name) })
	return i, i >= 0
}

// table reads a CSV file row by row.
type table struct {
	*Reader
	name   string
	csv    *csv.Reader
	header []int // what each cell of a row is, of columns
}

func (r *Reader) readCSV(name string, in io.Reader) error {
	limit := &rowLimit{in: in}
	t := table{Reader: r, name: name, csv: csv.NewReader(limit)}
	t.csv.FieldsPerRecord, t.csv.TrimLeadingSpace, t.csv.ReuseRecord = -1, true, true
	for n := 0; ; n++ {
		limit.taken = 0
		cells, err := t.csv.Read()
		switch {
		case err == io.EOF && n < 2:
			return fmt.Errorf("%s: no row below its header", name)
		case err == io.EOF:
			return nil
		case err != nil:
			return t.broken(err)
		case n == 0:
			err = t.columns(cells)
		default:
			err = t.row(cells)
		}
		if err != nil {
			return err
		}
	}
}

// broken names the place of a mistake as the other readers do.
func (t *table) broken(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("%s:%d:%d: %w", t.name, parse.Line, parse.Column, parse.Err)
	}
	return fmt.Errorf("%s: %w", t.name, err)
}

// line is where the row, or one of its cells, begins.
func (t *table) line(cell int) int {
	line, _ := t.csv.FieldPos(cell)
	return line
}

func (t *table) columns(cells []string) error {
	var missing []string
	at := t.line(0)
	for _, cell := range cells {
		cell = strings.TrimSpace(cell)
		i, known := column(cell)
		switch {
		case !known:
			return fmt.Errorf("%s:%d: column %q: want one of %s%s", t.name, at, cell, strings.Join(columns, ", "), settings.DidYouMean(cell, columns))
		case slices.Contains(t.header, i):
			return fmt.Errorf("%s:%d: column %q: given twice", t.name, at, cell)
		}
		t.header = append(t.header, i)
	}
	for i, name := range columns[:neededColumns] {
		if !slices.Contains(t.header, i) {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return fmt.Errorf("%s:%d: no column %s: want %s", t.name, at, strings.Join(missing, ", "), strings.Join(columns[:neededColumns], ", "))
	}
	return nil
}

func (t *table) row(cells []string) error {
	blank := true
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
		blank = blank && cells[i] == ""
	}
	at := place{t.name, t.line(0)}
	if blank { // as spreadsheets leave them
		return nil
	}
	if len(cells) != len(t.header) {
		return fmt.Errorf("%s: %d cells, and the header has %d", at, len(cells), len(t.header))
	}
	name := strings.Clone(cells[slices.Index(t.header, nameColumn)]) // the reader's buffer is used again
	if !isRowName(name) {
		return fmt.Errorf("%s: name %q: want a name of its own in each row", at, name)
	}
	if first, twice := t.Reader.row[name]; twice {
		return fmt.Errorf("%s: workload %s: already named at %s", at, name, first)
	}
	rec := &record{ref: ref{"row", "", name}, at: at, request: amounts{}}
	for i, is := range t.header {
		if err := rec.cell(is, cells[i]); err != nil {
			return fmt.Errorf("%s:%d: workload %s: %s %q: %w", t.name, t.line(i), name, columns[is], cells[i], err)
		}
	}
	if rec.podKind.NoRequests = len(rec.gaps) == 2; rec.podKind.NoRequests {
		rec.gaps = nil
	}
	t.Reader.row[name] = at
	t.rows = append(t.rows, rec)
	t.objects++
	return nil
}

func isRowName(name string) bool {
	odd := func(c rune) bool { return !unicode.IsPrint(c) }
	return name != "" && utf8.ValidString(name) && !strings.ContainsFunc(name, odd)
}

// cell reads one; all but the name and the replicas may be empty.
func (rec *record) cell(column int, text string) (err error) {
	switch {
	case column == replicasColumn:
		if rec.replicas, err = strconv.Atoi(text); err != nil || rec.replicas < 0 || rec.replicas > mostReplicas {
			return fmt.Errorf("want a whole number from 0 to %d", mostReplicas)
		}
	case text == "":
		if column == cpuColumn || column == memoryColumn {
			rec.gaps = append(rec.gaps, columns[column])
		}
	case column == cpuColumn:
		var n planner.Millis
		n, err = settings.ParseCPU(text)
		rec.request[cpu] = int64(n)
	case column == memoryColumn:
		var n planner.Memory
		n, err = settings.ParseMemory(text)
		rec.request[memory] = int64(n)
	case column == securityGroupsColumn:
		secured, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("want true or false")
		}
		if secured {
			rec.request[branchENI] = 1
		}
	case column == hoursColumn:
		hours, err := strconv.ParseFloat(text, 64)
		if err != nil || !(hours > 0 && hours <= planner.HoursPerMonth) {
			return fmt.Errorf("want more than 0 and at most %d; leave it empty where the pods always run", planner.HoursPerMonth)
		}
		rec.podKind.HoursPerMonth = hours
	}
	return err
}

// sortedRows are in the order of their files' names, and of their lines.
func (r *Reader) sortedRows() []*record {
	slices.SortStableFunc(r.rows, func(a, b *record) int {
		return cmp.Or(cmp.Compare(a.at.file, b.at.file), cmp.Compare(a.at.line, b.at.line))
	})
	return r.rows
}

// rowLimit hands out no more than a row can have.
type rowLimit struct {
	in    io.Reader
	taken int
}

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.taken > mostRow {
		return 0, fmt.Errorf("a row of more than %d MiB, as an open quote makes one", mostRow>>20)
	}
	n, err := l.in.Read(p)
	l.taken += n
	return n, err
}
