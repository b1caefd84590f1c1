package report

import "slices"

// barGroup is bars that are compared with one another, under a name.
type barGroup struct {
	Name string
	Bars []bar
}

// bar is an amount of a series. Without a value it is its text alone.
type bar struct {
	Series string
	Value  *float64
	Text   string
}

// barClasses tell series apart by fill and by hatching, in their order.
var barClasses = []string{"solid", "hatched", "outlined"}

// newBars draws groups of horizontal bars from a common zero, each with its
// series before it and its value behind it. It is nil where no value is known.
func newBars(id, title, text string, groups []barGroup) *plot {
	most := 0.0
	for _, g := range groups {
		for _, b := range g.Bars {
			if b.Value != nil {
				most = max(most, *b.Value)
			}
		}
	}
	if most <= 0 {
		return nil
	}
	p := plot{ID: id, Title: title, Text: text, Numbers: barNumbers(title, groups)}
	for _, f := range frames {
		p.Drawings = append(p.Drawings, f.bars(id, groups, most))
	}
	return &p
}

func barNumbers(title string, groups []barGroup) sheet {
	series := seriesOf(groups)
	g := sheet{Caption: title, Titles: append([]string{""}, series...), Right: []bool{false}}
	for range series {
		g.Right = append(g.Right, true)
	}
	for _, group := range groups {
		row := append([]string{group.Name}, slices.Repeat([]string{Unknown}, len(series))...)
		for _, b := range group.Bars {
			row[1+slices.Index(series, b.Series)] = b.Text
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func seriesOf(groups []barGroup) (series []string) {
	for _, g := range groups {
		for _, b := range g.Bars {
			if !slices.Contains(series, b.Series) {
				series = append(series, b.Series)
			}
		}
	}
	return series
}

// bars puts the group's name on lines of its own: names of types are long.
func (f frame) bars(id string, groups []barGroup, most float64) drawing {
	const gap = 8.0
	d := drawing{ID: id + "-" + f.class, Class: f.class, Width: f.width}
	series, before, behind := seriesOf(groups), 0.0, 0.0
	for _, g := range groups {
		for _, b := range g.Bars {
			before, behind = max(before, f.textWidth(b.Series)+gap), max(behind, f.textWidth(b.Text)+gap)
		}
	}
	room, high, y := f.width-before-behind, px(1.2*f.font), 0.0
	for i, g := range groups {
		if i > 0 {
			y += f.line() / 2
		}
		for _, line := range f.wrap(g.Name, f.width) {
			d.Labels = append(d.Labels, label{"name", "start", line, 0, px(y + f.font)})
			y += f.line()
		}
		top := y
		for _, b := range g.Bars {
			base, end := px(y+0.8*high), px(before)
			d.Labels = append(d.Labels, label{"series", "start", b.Series, 0, base})
			if b.Value != nil {
				r := rectangle{
					Class: barClasses[slices.Index(series, b.Series)%len(barClasses)],
					X:     px(before), Y: px(y), Width: px(*b.Value / most * room), Height: high,
					Group: g.Name, Series: b.Series, Value: *b.Value, Title: g.Name + ", " + b.Series + ": " + b.Text,
				}
				d.Bars = append(d.Bars, r)
				end += r.Width
			}
			d.Labels = append(d.Labels, label{"value", "start", b.Text, px(end + gap), base})
			y += high + 4
		}
		d.Lines = append(d.Lines, segment{"base", px(before), px(top - 2), px(before), px(y - 2)})
	}
	d.Height = px(y)
	return d
}
