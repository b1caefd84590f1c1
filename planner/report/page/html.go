package page

import (
	"bufio"
	_ "embed"
	"fmt"
	"html"
	"io"
	"unicode/utf8"

	"podfit/planner/printable"
	"podfit/planner/report/table"
)

// Not by html/template: what calls methods by their names in a text keeps every
// method of every type in the program, which makes it 36 MB larger.

//go:embed style.css
var pageStyle string

// markup is HTML that is being written.
type markup struct{ w *bufio.Writer }

// write fills a format. Whatever is no number is escaped, for a text and for a
// quoted attribute alike; the rest of a page are formats, which hold no user's text.
func (m markup) write(format string, values ...any) {
	for i, v := range values {
		switch v.(type) {
		case int, float64:
		default:
			values[i] = html.EscapeString(printable.Lines(fmt.Sprint(v)))
		}
	}
	fmt.Fprintf(m.w, format, values...)
}

// html writes one file that needs no other: style and drawings are in it.
func (d *document) html(w io.Writer) error {
	m := markup{bufio.NewWriter(w)}
	m.write(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>%s</title>
<style>
`, d.Title)
	m.w.WriteString(pageStyle)
	m.write(`</style>
</head>
<body>
<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="stripe" width="2.6" height="6"/></pattern>
</defs></svg>
<header>
<p class="subject">%s</p>
<h1>%s</h1>
</header>
<main>
`, d.Subject, d.Title)
	for _, s := range d.Sections {
		m.write("<section id=\"%s\" aria-labelledby=\"%[1]s-title\">\n<h2 id=\"%[1]s-title\">%[2]s</h2>\n", s.ID, s.Title)
		for i := range s.Blocks {
			m.block(&s.Blocks[i])
		}
		m.write("</section>\n")
	}
	m.write("</main>\n<footer><p>%s</p></footer>\n</body>\n</html>\n", d.Foot)
	return m.w.Flush()
}

// block writes the one field that there is.
func (m markup) block(b *block) {
	switch {
	case b.Lead != "":
		m.write("<p class=\"lead\">%s</p>\n", b.Lead)
	case b.Text != "":
		m.write("<p>%s</p>\n", b.Text)
	case b.Notice != "":
		m.write("<p class=\"notice\">%s</p>\n", b.Notice)
	case b.Figures != nil:
		m.facts("figures", b.Figures)
	case b.Facts != nil:
		m.facts("facts", b.Facts)
	case b.Items != nil:
		m.write("<ul>\n")
		for _, text := range b.Items {
			m.write("<li>%s</li>\n", text)
		}
		m.write("</ul>\n")
	case b.Grid != nil:
		m.grid(b.Grid)
	case b.Folded != nil:
		for i := range b.Folded {
			m.write("<details>\n<summary>%s</summary>\n", b.Folded[i].Summary)
			m.grid(&b.Folded[i].Grid)
			m.write("</details>\n")
		}
	case b.Plot != nil:
		m.plot(b.Plot)
	case b.Code != "":
		m.write("<pre><code>%s</code></pre>\n", b.Code)
	}
}

func (m markup) facts(class string, facts []fact) {
	m.write("<dl class=\"%s\">\n", class)
	for _, f := range facts {
		m.write("<div><dt>%s</dt><dd>%s</dd></div>\n", f.Term, f.Text)
	}
	m.write("</dl>\n")
}

// grid is a table that scrolls by itself where the page is too narrow for it.
func (m markup) grid(g *table.Grid) {
	m.write("<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\">\n<table>\n<caption><span>%[1]s</span></caption>\n<thead><tr>", g.Caption)
	for i, title := range g.Titles {
		class := ""
		if g.Right[i] {
			class = "right"
		}
		m.write(`<th scope="col" class="%s">%s</th>`, class, title)
	}
	m.write("</tr></thead>\n<tbody>\n")
	for _, row := range g.Rows {
		m.write("<tr>")
		for i, cell := range row {
			format := `<td class="%s">%s</td>`
			if i == 0 && cell != "" { // it names the row
				format = `<th scope="row" class="%s">%s</th>`
			}
			m.write(format, cellClass(g.Right[i], cell), cell)
		}
		m.write("</tr>\n")
	}
	m.write("</tbody>\n</table>\n</div>\n")
}

// shortCell is the longest text that a cell keeps on one line: the name of any
// instance type with its zone does.
const shortCell = 28

// cellClass says how a cell is set.
func cellClass(right bool, cell string) string {
	switch {
	case right:
		return "right short"
	case utf8.RuneCountInString(cell) <= shortCell:
		return "short"
	default:
		return "long"
	}
}
