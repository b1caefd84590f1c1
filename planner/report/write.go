package report

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"sigs.k8s.io/yaml"

	"podfit/planner/density"
	"podfit/planner/query"
)

// Formats are the values of --output.
var Formats = []string{"table", "wide", "json", "yaml", "csv", "markdown", "name"}

// Listing is an answer with what is needed to show it as a table.
type Listing struct {
	Answer  Answer
	Options []density.Option
	Columns []Column
}

// Write writes a listing in a format.
func (l Listing) Write(w io.Writer, format string) error {
	switch format {
	case "table", "wide":
		return l.table(w)
	case "markdown":
		return l.markdown(w)
	case "csv":
		return l.csv(w)
	case "name":
		return l.names(w)
	default:
		return l.Answer.Write(w, format)
	}
}

// Write writes the answer as JSON or YAML.
func (a Answer) Write(w io.Writer, format string) error {
	switch format {
	case "json":
		return a.json(w)
	case "yaml":
		b, err := yaml.Marshal(a)
		if err != nil {
			return err
		}
		_, err = w.Write(b)
		return err
	default:
		return fmt.Errorf("%q is not one of %s", format, strings.Join(Formats, ", "))
	}
}

// table is plain columns two spaces apart, as kubectl prints them: the same
// bytes on a terminal and in a pipe.
func (l Listing) table(w io.Writer) error {
	rows := make([][]string, len(l.Options))
	for i := range l.Options {
		rows[i] = l.cells(&l.Options[i])
	}
	titles := make([]string, len(l.Columns))
	right := make([]bool, len(l.Columns))
	for i, c := range l.Columns {
		titles[i], right[i] = c.Title, c.Right
	}
	return writeTable(w, titles, right, rows)
}

func writeTable(w io.Writer, titles []string, right []bool, rows [][]string) error {
	t := newTable(titles, rows)
	configs := make([]table.ColumnConfig, len(titles))
	for i := range titles {
		if right[i] {
			configs[i] = table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight}
		}
	}
	t.SetColumnConfigs(configs)
	t.Style().Box = table.BoxStyle{PaddingRight: "  "}
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = text.FormatDefault
	b := bufio.NewWriter(w)
	for line := range strings.Lines(t.Render() + "\n") {
		b.WriteString(strings.TrimRight(line, " \n"))
		b.WriteByte('\n')
	}
	return b.Flush()
}

func newTable(titles []string, rows [][]string) table.Writer {
	t := table.NewWriter()
	t.AppendHeader(tableRow(titles))
	for _, row := range rows {
		t.AppendRow(tableRow(row))
	}
	return t
}

func tableRow(cells []string) table.Row {
	row := make(table.Row, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	return row
}

func (l Listing) cells(o *density.Option) []string {
	cells := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		cells[i] = c.Cell(o)
	}
	return cells
}

func (l Listing) markdown(w io.Writer) error {
	rows := make([][]string, len(l.Options))
	for i := range l.Options {
		rows[i] = l.cells(&l.Options[i])
	}
	titles := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		titles[i] = c.Title
	}
	_, err := fmt.Fprintln(w, newTable(titles, rows).RenderMarkdown())
	return err
}

// csv writes plain figures under the names that they have in JSON; money is
// in the currency of the last column, and unknown is empty.
func (l Listing) csv(w io.Writer) error {
	header := make([]string, 0, len(l.Columns)+1)
	for _, c := range l.Columns {
		header = append(header, c.Key)
	}
	rows := [][]string{append(header, "currency")}
	for i := range l.Options {
		o := &l.Options[i]
		row := make([]string, 0, len(l.Columns)+1)
		for _, c := range l.Columns {
			row = append(row, figureOf(c.Field, o))
		}
		rows = append(rows, append(row, currency(o)))
	}
	return writeCSV(w, rows)
}

func writeCSV(w io.Writer, rows [][]string) error {
	c := csv.NewWriter(w)
	c.WriteAll(rows)
	return c.Error()
}

func figureOf(f *query.Field, o *density.Option) string {
	if f.Word != nil {
		return f.Word(o)
	}
	n, known := f.Number(o)
	if !known {
		return ""
	}
	if f.Measure == query.InMiB {
		n = shown(n, "MiB")
	}
	return plainNumber(n)
}

func plainNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func (l Listing) names(w io.Writer) error {
	b := bufio.NewWriter(w)
	for i := range l.Options {
		fmt.Fprintln(b, l.Options[i].Type.Name)
	}
	return b.Flush()
}
