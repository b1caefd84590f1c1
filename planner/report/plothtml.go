package report

// plot is a figure with its drawings, of which the style shows the one that the
// page has room for, and with its numbers as a table.
func (m markup) plot(p *plot) {
	m.write("<figure id=\"%s\">\n<figcaption><h3>%s</h3><p>%s</p></figcaption>\n", p.ID, p.Title, p.Text)
	for i := range p.Drawings {
		m.drawing(&p.Drawings[i], p)
	}
	m.write("<details>\n<summary>The numbers as a table</summary>\n")
	m.sheet(&p.Numbers)
	m.write("</details>\n</figure>\n")
}

func (m markup) drawing(d *drawing, p *plot) {
	m.write(`<svg id="%s" class="plot %s" viewBox="0 0 %g %g" role="img" aria-labelledby="%[1]s-title %[1]s-desc">`+"\n", d.ID, d.Class, d.Width, d.Height)
	m.write("<title id=\"%s-title\">%s</title>\n<desc id=\"%[1]s-desc\">%[3]s Its numbers are in the table below it.</desc>\n", d.ID, p.Title, p.Text)
	for _, l := range d.Lines {
		m.write(`<line class="%s" x1="%g" y1="%g" x2="%g" y2="%g"/>`+"\n", l.Class, l.X1, l.Y1, l.X2, l.Y2)
	}
	for _, p := range d.Paths {
		m.write(`<path class="%s" d="%s"/>`+"\n", p.Class, p.D)
	}
	for _, b := range d.Bars {
		m.write(`<rect class="bar %s" x="%g" y="%g" width="%g" height="%g" data-group="%s" data-series="%s" data-value="%.6f"><title>%s</title></rect>`+"\n",
			b.Class, b.X, b.Y, b.Width, b.Height, b.Group, b.Series, b.Value, b.Title)
	}
	for _, o := range d.Dots {
		m.write(`<path class="mark %s" d="%s" data-type="%s" data-ram-per-pod-mib="%.1f" data-cost-per-pod="%.6f"><title>%s</title></path>`+"\n",
			o.Class, o.D, o.Name, o.RAM, o.Cost, o.Title)
	}
	for _, l := range d.Labels {
		m.write(`<text class="%s" x="%g" y="%g" text-anchor="%s">%s</text>`+"\n", l.Class, l.X, l.Y, l.Anchor, l.Text)
	}
	m.write("</svg>\n")
}
