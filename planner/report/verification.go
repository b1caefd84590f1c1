package report

import (
	"slices"

	"podfit/planner/density"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/settings"
	"podfit/planner/verify"
)

// Verifications is the report of verify: a row for nodes of a type that report the same figures.
func Verifications(q answer.Query, v verify.Verification, tolerance float64, settings settings.Table) Report {
	items := make([]answer.Verification, len(v.Rows))
	var options []density.Option
	for i := range v.Rows {
		row := &v.Rows[i]
		items[i] = answer.NewVerification(row, tolerance, settings)
		if row.Predicted != nil && (len(options) == 0 || options[len(options)-1].Type.Name != row.InstanceType) {
			options = append(options, *row.Predicted)
		}
	}
	a := answer.New("Verification", q, options, items)
	a.AddWarnings(v.Warnings()...)
	return Report{
		Answer:   a,
		text:     func(wide bool) []part { return append([]part{grid(verificationGrid(v.Rows, wide))}, causes(items)...) },
		markdown: func() []part { return []part{grid(explained(v.Rows, items))} },
		csv:      func() table.Grid { return verificationCSV(items) },
		names:    func() []string { return verifiedTypes(v.Rows) },
	}
}

func verificationGrid(rows []verify.Row, wide bool) table.Grid {
	g := table.Grid{Rows: make([][]string, len(rows))}
	for i, c := range verificationColumns {
		if c.wide && !wide {
			continue
		}
		g.Titles, g.Right = append(g.Titles, c.title), append(g.Right, i > 0)
		for k := range rows {
			g.Rows[k] = append(g.Rows[k], c.cell(&rows[k]))
		}
	}
	return g
}

// explained has what explains the differences in its last column.
func explained(rows []verify.Row, items []answer.Verification) table.Grid {
	g := verificationGrid(rows, true)
	g.Titles, g.Right = append(g.Titles, "EXPLANATION"), append(g.Right, false)
	for i := range rows {
		g.Rows[i] = append(g.Rows[i], items[i].Explanation)
	}
	return g
}

// causes explain the differences, below the table.
func causes(items []answer.Verification) (parts []part) {
	for i := range items {
		v := &items[i]
		if len(v.Causes) == 0 {
			continue
		}
		text := []string{words.Nodes(v.InstanceType.Or(words.Unknown), v.NodeNames) + ":"}
		for _, c := range v.Causes {
			text = append(text, "  "+c.Line())
		}
		parts = append(parts, lines(text...))
	}
	return parts
}

func verificationCSV(items []answer.Verification) table.Grid {
	var g table.Grid
	for _, c := range verificationColumns {
		g.Titles = append(g.Titles, c.key)
	}
	g.Titles = append(g.Titles, "explanation")
	for i := range items {
		var row []string
		for _, c := range verificationColumns {
			row = append(row, c.plain(&items[i]))
		}
		g.Add(append(row, items[i].Explanation)...)
	}
	return g
}

// verifiedTypes are the types, each once.
func verifiedTypes(rows []verify.Row) (names []string) {
	for i := range rows {
		if name := rows[i].InstanceType; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
