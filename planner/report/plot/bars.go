package plot

import (
	"slices"

	"podfit/planner"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

// Group is bars that are compared with one another, under a name.
type Group struct {
	Name string
	Bars []Bar
}

// Bar is an amount of a series, with its text. An unknown amount is a text only.
type Bar struct {
	Series string
	Value  planner.Maybe[float64]
	Text   string
}

// NewBar is an amount with what writes it, unknown or not.
func NewBar[T ~int | ~int64](series string, amount planner.Maybe[T], value func(T) float64, text func(T) string) Bar {
	b := Bar{Series: series, Text: words.OrUnknown(amount, text)}
	if v, known := amount.Value(); known {
		b.Value = planner.Known(value(v))
	}
	return b
}

// barClasses tell series apart by fill and by hatching, in their order.
var barClasses = []string{"solid", "hatched", "outlined"}

// Bars draws groups of horizontal bars from a common zero, each with its series
// before it and its value behind it. It is nil where no value is known.
func Bars(id, title, text string, groups []Group) *Plot {
	most := 0.0
	for _, g := range groups {
		for _, b := range g.Bars {
			most = max(most, b.Value.Or(0))
		}
	}
	if most <= 0 {
		return nil
	}
	p := Plot{ID: id, Title: title, Text: text, Numbers: barNumbers(title, groups)}
	for _, f := range frames {
		p.Drawings = append(p.Drawings, f.bars(id, groups, most))
	}
	return &p
}

func barNumbers(title string, groups []Group) table.Grid {
	series := seriesOf(groups)
	g := table.Grid{Caption: title, Titles: append([]string{""}, series...), Right: []bool{false}}
	for range series {
		g.Right = append(g.Right, true)
	}
	for _, group := range groups {
		row := append([]string{group.Name}, slices.Repeat([]string{words.Unknown}, len(series))...)
		for _, b := range group.Bars {
			row[1+slices.Index(series, b.Series)] = b.Text
		}
		g.Add(row...)
	}
	return g
}

func seriesOf(groups []Group) (series []string) {
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
func (f frame) bars(id string, groups []Group, most float64) Drawing {
	const gap = 8.0
	d := Drawing{ID: id + "-" + f.class, Class: f.class, Width: f.width}
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
			d.Labels = append(d.Labels, Label{"name", "start", line, 0, px(y + f.font)})
			y += f.line()
		}
		top := y
		for _, b := range g.Bars {
			base, end := px(y+0.8*high), px(before)
			d.Labels = append(d.Labels, Label{"series", "start", b.Series, 0, base})
			if value, known := b.Value.Value(); known {
				r := Rectangle{
					Class: barClasses[slices.Index(series, b.Series)%len(barClasses)],
					X:     px(before), Y: px(y), Width: px(value / most * room), Height: high,
					Group: g.Name, Series: b.Series, Value: value, Title: g.Name + ", " + b.Series + ": " + b.Text,
				}
				d.Bars = append(d.Bars, r)
				end += r.Width
			}
			d.Labels = append(d.Labels, Label{"value", "start", b.Text, px(end + gap), base})
			y += high + 4
		}
		d.Segments = append(d.Segments, Segment{"base", px(before), px(top - 2), px(before), px(y - 2)})
	}
	d.Height = px(y)
	return d
}
