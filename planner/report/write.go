// Package report writes what commands answer, in every format of --output: an
// Answer for scripts, and tables for people. Each command has a file, which
// says what its tables are; Write is the same for all.
package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"podfit/planner/printable"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
)

// Formats are the values of --output.
var Formats = []string{"table", "wide", "json", "yaml", "csv", "markdown", "name"}

// Structured reports whether a format has the warnings in the answer itself.
func Structured(format string) bool { return format == "json" || format == "yaml" }

// Report is an answer with its tables, each made when its format is asked for.
type Report struct {
	Answer answer.Answer

	text     func(wide bool) []part
	markdown func() []part
	csv      func() table.Grid // under the names that JSON has
	names    func() []string
}

// part is a table or, without one, lines of text.
type part struct {
	grid  *table.Grid
	lines []string
}

func grid(g table.Grid) part { return part{grid: &g} }

func lines(text ...string) part { return part{lines: text} }

// Write writes the answer in a format.
func (r Report) Write(w io.Writer, format string) error {
	switch format {
	case "json":
		return r.Answer.JSON(w)
	case "yaml":
		return r.Answer.YAML(w)
	case "csv":
		g := r.csv()
		return g.CSV(w)
	case "name":
		return writeLines(w, r.names())
	case "markdown":
		return writeParts(w, r.inRegion(r.markdown()), func(g *table.Grid) error {
			_, err := fmt.Fprintln(w, g.Markdown())
			return err
		})
	case "table", "wide":
		return writeParts(w, r.inRegion(r.text(format == "wide")), func(g *table.Grid) error { return g.Text(w) })
	default:
		return fmt.Errorf("%q is not one of %s", format, strings.Join(Formats, ", "))
	}
}

// inRegion ends tables with the region that they are of.
func (r *Report) inRegion(parts []part) []part {
	if r.Answer.Region == "" {
		return parts
	}
	return append(parts, lines(r.Answer.Region))
}

// writeParts puts an empty line between parts.
func writeParts(w io.Writer, parts []part, write func(*table.Grid) error) error {
	for i, p := range parts {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		err := writeLines(w, p.lines)
		if p.grid != nil {
			err = write(p.grid)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func writeLines(w io.Writer, lines []string) error {
	b := bufio.NewWriter(w)
	for _, l := range lines {
		fmt.Fprintln(b, printable.Text(l))
	}
	return b.Flush()
}

// oneGrid is a report with one table of items, whose names are those of its first
// column.
func oneGrid(a answer.Answer, g table.Grid) Report {
	return Report{
		Answer:   a,
		text:     func(bool) []part { return []part{grid(g)} },
		markdown: func() []part { return []part{grid(g)} },
		csv:      func() table.Grid { return g },
		names: func() (names []string) {
			for _, row := range g.Rows {
				if len(names) == 0 || names[len(names)-1] != row[0] {
					names = append(names, row[0])
				}
			}
			return names
		},
	}
}
