package report

import (
	"bufio"
	"fmt"
	"io"
)

// Rows is an answer whose tables have a row of texts for each item.
type Rows struct {
	Answer Answer
	Titles []string
	Right  []bool // which columns are of figures
	Cells  [][]string
}

// Write writes the rows in a format; names are those of the first column.
func (r Rows) Write(w io.Writer, format string) error {
	switch format {
	case "table", "wide":
		return writeTable(w, r.Titles, r.Right, r.Cells)
	case "markdown":
		_, err := fmt.Fprintln(w, newTable(r.Titles, r.Cells).RenderMarkdown())
		return err
	case "csv":
		return writeCSV(w, append([][]string{r.Titles}, r.Cells...))
	case "name":
		b := bufio.NewWriter(w)
		for i, row := range r.Cells {
			if i == 0 || row[0] != r.Cells[i-1][0] {
				fmt.Fprintln(b, row[0])
			}
		}
		return b.Flush()
	default:
		return r.Answer.Write(w, format)
	}
}
