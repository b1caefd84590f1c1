package report

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

// DataTables is the report of data status and of data refresh.
func DataTables(q answer.Query, items []answer.DataTable, age func(seconds int64) string) Report {
	g := table.Grid{
		Titles: []string{"NAME", "LOCATION", "ROWS", "REGIONS", "AS OF", "AGE", "BYTES", "SOURCE"},
		Right:  []bool{false, false, true, true, false, false, true, false},
	}
	for _, t := range items {
		source := t.Note.Or(t.Source.Or(words.Unknown))
		g.Add(t.Name, t.Location, cell(t.Rows), cell(t.Regions), cell(t.AsOf), eni.Map(t.Age, age).Or(words.Unknown), cell(t.Bytes), source)
	}
	return oneGrid(answer.New("DataStatus", q, nil, items), g)
}

// DataChanges is the report of data diff.
func DataChanges(q answer.Query, items []answer.DataChange) Report {
	g := table.New([]string{"TYPE", "FIGURE", "FROM", "TO"}, "TYPE", "FIGURE")
	for _, c := range items {
		g.Add(c.InstanceType, c.Figure, cell(c.From), cell(c.To))
	}
	return oneGrid(answer.New("DataDiff", q, nil, items), g)
}

// cell is a value that may be unknown.
func cell[T any](m planner.Maybe[T]) string {
	return words.OrUnknown(m, func(v T) string { return fmt.Sprint(v) })
}
