package page

import (
	"podfit/planner/report/plot"
	"podfit/planner/report/table"
)

// document is what a page says: plain texts, which the HTML and the Markdown writer
// each escape in their own way.
type document struct {
	Title, Subject string
	Sections       []section
	Foot           string
}

// section is blocks under a heading.
type section struct {
	ID, Title string
	Blocks    []block
}

// block is one of its fields; the others are empty.
type block struct {
	Lead    string // set large
	Text    string
	Notice  string // set as a notice
	Figures []fact
	Facts   []fact
	Items   []string
	Grid    *table.Grid
	Folded  []folded
	Plot    *plot.Plot
	Code    string
}

// folded is a table that is shown once a reader opens it; Markdown leaves it out.
type folded struct {
	Summary string
	Grid    table.Grid
}

// fact is a term and what it stands for.
type fact struct{ Term, Text string }
