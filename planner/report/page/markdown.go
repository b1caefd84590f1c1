package page

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"podfit/planner/printable"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

// markdown writes GitHub's Markdown, with the plots' numbers as tables.
func (d *document) markdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# %s\n\n%s\n", plainText(d.Title), plainText(d.Subject))
	for _, s := range d.Sections {
		fmt.Fprintf(b, "\n## %s\n", plainText(s.Title))
		for i := range s.Blocks {
			s.Blocks[i].markdown(b)
		}
	}
	fmt.Fprintf(b, "\n---\n\n%s\n", plainText(d.Foot))
	return b.Flush()
}

// markdown writes the one field that there is.
func (k *block) markdown(w io.Writer) {
	switch {
	case k.Folded != nil: // which would be most of the text
		fmt.Fprintf(w, "\n%s\n", plainText(words.ScenarioHasAll))
	case k.Lead != "":
		fmt.Fprintf(w, "\n**%s**\n", plainText(k.Lead))
	case k.Text != "":
		fmt.Fprintf(w, "\n%s\n", plainText(k.Text))
	case k.Notice != "":
		fmt.Fprintf(w, "\n> **%s**\n", plainText(k.Notice))
	case k.Plot != nil:
		fmt.Fprintf(w, "\n### %s\n\n%s\n\n%s\n", plainText(k.Plot.Title), plainText(k.Plot.Text), escaped(&k.Plot.Numbers))
	case k.Grid != nil:
		fmt.Fprintf(w, "\n%s:\n\n%s\n", plainText(k.Grid.Caption), escaped(k.Grid))
	case k.Code != "":
		fmt.Fprintf(w, "\n%s\n", fenced(k.Code))
	default:
		k.list(w)
	}
}

// list writes what is a list in Markdown.
func (k *block) list(w io.Writer) {
	if len(k.Figures)+len(k.Facts)+len(k.Items) > 0 {
		fmt.Fprintln(w)
	}
	for _, f := range k.Figures {
		fmt.Fprintf(w, "- **%s** %s\n", plainText(f.Text), plainText(f.Term))
	}
	for _, f := range k.Facts {
		fmt.Fprintf(w, "- **%s**: %s\n", plainText(f.Term), plainText(f.Text))
	}
	for _, text := range k.Items {
		fmt.Fprintf(w, "- %s\n", plainText(text))
	}
}

// fenced is a code block whose fence is not in the code.
func fenced(code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + "\n" + printable.Lines(strings.TrimRight(code, "\n")) + "\n" + fence
}

// escaped is a table whose texts Markdown leaves as they are.
func escaped(g *table.Grid) string {
	plain := table.Grid{Titles: g.Titles, Right: g.Right}
	for _, row := range g.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = plainText(cell)
		}
		plain.Add(cells...)
	}
	return plain.Markdown()
}

// escapes are what Markdown would take for marks in the middle of a line. A | in
// a table's cell is the table's to escape.
var escapes = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "~", `\~`)

// plainText is a text on one line that Markdown leaves as it is.
func plainText(text string) string {
	return escapes.Replace(printable.Text(strings.Join(strings.Fields(text), " ")))
}
