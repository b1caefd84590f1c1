// Package table lays cells of text out as plain columns, CSV and Markdown.
// What the cells say is for package words; a Grid only makes them printable.
package table

import (
	"bufio"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"podfit/planner/printable"
)

// Grid is a table: cells under titles.
type Grid struct {
	Caption string // shown by pages
	Titles  []string
	Right   []bool // columns aligned to the right: those of numbers
	Rows    [][]string
}

// New makes a grid whose columns are aligned to the right, except those named.
func New(titles []string, left ...string) Grid {
	g := Grid{Titles: titles, Right: make([]bool, len(titles))}
	for i, title := range titles {
		g.Right[i] = true
		for _, name := range left {
			g.Right[i] = g.Right[i] && title != name
		}
	}
	return g
}

// Add appends a row.
func (g *Grid) Add(cells ...string) { g.Rows = append(g.Rows, cells) }

// Without is the grid without the column of a title.
func (g *Grid) Without(title string) Grid {
	at := slices.Index(g.Titles, title)
	if at < 0 {
		return *g
	}
	short := Grid{Caption: g.Caption, Titles: slices.Delete(slices.Clone(g.Titles), at, at+1), Right: slices.Delete(slices.Clone(g.Right), at, at+1)}
	for _, row := range g.Rows {
		short.Rows = append(short.Rows, slices.Delete(slices.Clone(row), at, at+1))
	}
	return short
}

// Lines are those that Text writes.
func (g *Grid) Lines() []string {
	var text strings.Builder
	_ = g.Text(&text) // a builder takes everything
	return strings.Split(strings.TrimRight(text.String(), "\n"), "\n")
}

// Text writes columns two spaces apart, as kubectl prints them: the same bytes
// on a terminal and in a pipe.
func (g *Grid) Text(w io.Writer) error {
	t := g.writer()
	configs := make([]table.ColumnConfig, len(g.Titles))
	for i := range g.Titles {
		if g.Right[i] {
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

// Markdown is the grid as GitHub's Markdown, without a newline at its end.
func (g *Grid) Markdown() string {
	t := g.writer()
	t.Style().Format.Header = text.FormatDefault
	var columns []table.ColumnConfig
	for i, right := range g.Right {
		if right {
			columns = append(columns, table.ColumnConfig{Number: i + 1, Align: text.AlignRight})
		}
	}
	t.SetColumnConfigs(columns)
	return t.RenderMarkdown()
}

// CSV writes the titles and the rows.
func (g *Grid) CSV(w io.Writer) error {
	c := csv.NewWriter(w)
	for _, cells := range append([][]string{g.Titles}, g.Rows...) {
		safe := make([]string, len(cells))
		for i, cell := range cells {
			safe[i] = printable.Cell(cell)
		}
		c.Write(safe)
	}
	c.Flush()
	return c.Error()
}

func (g *Grid) writer() table.Writer {
	t := table.NewWriter()
	t.AppendHeader(row(g.Titles))
	for _, cells := range g.Rows {
		t.AppendRow(row(cells))
	}
	return t
}

func row(cells []string) table.Row {
	r := make(table.Row, len(cells))
	for i, c := range cells {
		r[i] = printable.Text(c)
	}
	return r
}
