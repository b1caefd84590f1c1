package page

import (
	"fmt"
	"math"
	"strings"

	"podfit/planner/report/plot"
	"podfit/planner/report/words"
)

// plot is a figure with its drawings, of which the style shows the one that the
// page has room for, and with its numbers as a table.
func (m markup) plot(p *plot.Plot) {
	m.write("<figure id=\"%s\">\n<figcaption><h3>%s</h3><p>%s</p></figcaption>\n", p.ID, p.Title, p.Text)
	for i := range p.Drawings {
		m.drawing(&p.Drawings[i], p)
	}
	m.write("<details>\n<summary>The numbers as a table</summary>\n")
	m.grid(&p.Numbers)
	m.write("</details>\n</figure>\n")
}

func (m markup) drawing(d *plot.Drawing, p *plot.Plot) {
	m.write(`<svg id="%s" class="plot %s" viewBox="0 0 %g %g" role="img" aria-labelledby="%[1]s-title %[1]s-desc">`+"\n", d.ID, d.Class, d.Width, d.Height)
	m.write("<title id=\"%s-title\">%s</title>\n<desc id=\"%[1]s-desc\">%[3]s Its numbers are in the table below it.</desc>\n", d.ID, p.Title, p.Text)
	for _, l := range d.Segments {
		m.write(`<line class="%s" x1="%g" y1="%g" x2="%g" y2="%g"/>`+"\n", l.Class, l.X1, l.Y1, l.X2, l.Y2)
	}
	for _, l := range d.Lines {
		m.write(`<path class="%s" d="%s"/>`+"\n", l.Class, linePath(&l))
	}
	for _, b := range d.Bars {
		m.write(`<rect class="bar %s" x="%g" y="%g" width="%g" height="%g" data-group="%s" data-series="%s" data-value="%.6f"><title>%s</title></rect>`+"\n",
			b.Class, b.X, b.Y, b.Width, b.Height, b.Group, b.Series, b.Value, b.Title)
	}
	for i := range d.Marks {
		m.mark(&d.Marks[i])
	}
	for _, l := range d.Labels {
		m.write(`<text class="%s" x="%g" y="%g" text-anchor="%s">%s</text>`+"\n", l.Class, l.X, l.Y, l.Anchor, l.Text)
	}
	m.write("</svg>\n")
}

func (m markup) mark(k *plot.Mark) {
	if k.Point == nil {
		m.write(`<path class="mark %s" d="%s"/>`+"\n", k.Class, markPath(k))
		return
	}
	m.write(`<path class="mark %s" d="%s" data-type="%s" data-ram-per-pod-mib="%.1f" data-cost-per-pod="%.6f"><title>%s</title></path>`+"\n",
		k.Class, markPath(k), k.Point.Name, words.MiB(k.Point.RAM), k.Point.Cost.Float(), k.Title)
}

// linePath joins the points; a line without length is drawn as a dot.
func linePath(l *plot.Line) string {
	var b strings.Builder
	for i, p := range l.Points {
		switch {
		case l.Dotted:
			fmt.Fprintf(&b, "M%g %gh0", p.X, p.Y)
		case i == 0:
			fmt.Fprintf(&b, "M%g %g", p.X, p.Y)
		default:
			fmt.Fprintf(&b, "L%g %g", p.X, p.Y)
		}
	}
	return b.String()
}

func markPath(k *plot.Mark) string {
	x, y, r := tenth(k.X-k.Radius), tenth(k.Y), k.Radius
	if k.Square {
		return fmt.Sprintf("M%g %gh%gv%gh%gz", x, tenth(k.Y-r), 2*r, 2*r, -2*r)
	}
	return fmt.Sprintf("M%g %ga%g %g 0 1 0 %g 0a%g %g 0 1 0 %g 0z", x, y, r, r, 2*r, r, r, -2*r)
}

// tenth keeps a tenth of a pixel.
func tenth(v float64) float64 { return math.Round(10*v) / 10 }
