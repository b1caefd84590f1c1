package report

import (
	"fmt"

	"podfit/planner/density"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

// Listing is the report of max-pods and compare: a row for each option.
func Listing(a answer.Answer, options []density.Option, columns []words.Column) Report {
	show := func() table.Grid { return listingGrid(options, columns) }
	return Report{
		Answer:   a,
		text:     func(bool) []part { return []part{grid(show())} },
		markdown: func() []part { return []part{grid(show())} },
		csv:      func() table.Grid { return listingCSV(options, columns) },
		names:    func() []string { return typeNames(options) },
	}
}

func listingGrid(options []density.Option, columns []words.Column) table.Grid {
	var g table.Grid
	for _, c := range columns {
		g.Titles, g.Right = append(g.Titles, c.Title), append(g.Right, c.Right)
	}
	for i := range options {
		row := make([]string, len(columns))
		for k, c := range columns {
			row[k] = c.Cell(&options[i])
		}
		g.Add(row...)
	}
	return g
}

// listingCSV has plain figures under their names in JSON; money is in the currency
// of the last column, and unknown is empty.
func listingCSV(options []density.Option, columns []words.Column) table.Grid {
	var g table.Grid
	for _, c := range columns {
		g.Titles = append(g.Titles, c.Key)
	}
	g.Titles = append(g.Titles, "currency")
	for i := range options {
		var row []string
		for _, c := range columns {
			row = append(row, csvText(answer.Value(c.Field, &options[i])))
		}
		g.Add(append(row, words.Currency(&options[i]))...)
	}
	return g
}

func typeNames(options []density.Option) []string {
	names := make([]string, len(options))
	for i := range options {
		names[i] = options[i].Type.Name
	}
	return names
}

// csvText is a value of JSON as CSV has it.
func csvText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		return words.Plain(v)
	default:
		return fmt.Sprint(v)
	}
}
