package report

import (
	"fmt"

	"podfit/planner"
)

// DataTable is the item of `podfit data status` and of `podfit data refresh`:
// figures of one kind and day.
type DataTable struct {
	Name    string  `json:"name"`
	Kept    string  `json:"kept"` // bundled, cache or damaged
	Rows    *int    `json:"rows"`
	Regions *int    `json:"regions"`
	Source  *string `json:"source"`
	AsOf    *string `json:"asOf"`
	Age     *int64  `json:"ageSeconds"`
	Bytes   *int64  `json:"bytes"`
	File    *string `json:"file"`
	Note    *string `json:"note"`
}

// NewDataTables wraps tables as an answer.
func NewDataTables(q Query, items []DataTable, age func(seconds int64) string) Rows {
	r := Rows{
		Answer: NewAnswer("DataStatus", q, nil, items),
		Titles: []string{"NAME", "KEPT", "ROWS", "REGIONS", "AS OF", "AGE", "BYTES", "SOURCE"},
		Right:  []bool{false, false, true, true, false, false, true, false},
	}
	for _, t := range items {
		source, old := dash(t.Source), Unknown
		if t.Note != nil {
			source = *t.Note
		}
		if t.Age != nil {
			old = age(*t.Age)
		}
		r.Cells = append(r.Cells, []string{t.Name, t.Kept, dash(t.Rows), dash(t.Regions), dash(t.AsOf), old, dash(t.Bytes), source})
	}
	return r
}

// dash is a text of what may be unknown.
func dash[T any](v *T) string {
	if v == nil {
		return Unknown
	}
	return fmt.Sprint(*v)
}

// DataChange is the item of `podfit data diff`: a figure of an instance type that
// is other in one place than in another. A type that came or went is the figure
// instanceType.
type DataChange struct {
	InstanceType string  `json:"instanceType"`
	Figure       string  `json:"figure"`
	From         *string `json:"from"`
	To           *string `json:"to"`
}

// NewDataChange is a change in an answer's words.
func NewDataChange(instanceType, figure string, from, to planner.Maybe[string]) DataChange {
	return DataChange{instanceType, figure, orNull(from), orNull(to)}
}

// NewDataChanges wraps changes as an answer.
func NewDataChanges(q Query, items []DataChange) Rows {
	r := Rows{
		Answer: NewAnswer("DataDiff", q, nil, items),
		Titles: []string{"TYPE", "FIGURE", "FROM", "TO"}, Right: []bool{false, false, true, true},
	}
	for _, c := range items {
		r.Cells = append(r.Cells, []string{c.InstanceType, c.Figure, dash(c.From), dash(c.To)})
	}
	return r
}
