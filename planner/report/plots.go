package report

import (
	"math"
	"strings"
	"unicode/utf8"
)

// plot is a figure as drawings, and its numbers as a table.
type plot struct {
	ID, Title, Text string
	Drawings        []drawing
	Numbers         sheet
}

// drawing is shapes on an area of Width × Height units, which a page shows as
// CSS pixels. Each plot has one for a page's width and one for a phone's.
type drawing struct {
	ID            string
	Class         string // wide or narrow
	Width, Height float64
	Lines         []segment
	Paths         []path
	Bars          []rectangle
	Dots          []dot
	Labels        []label
}

// segment is a straight line.
type segment struct {
	Class          string
	X1, Y1, X2, Y2 float64
}

// path is a line through several places, or dots at them.
type path struct{ Class, D string }

// rectangle is a bar with what it stands for.
type rectangle struct {
	Class               string
	X, Y, Width, Height float64
	Group, Series       string
	Value               float64
	Title               string
}

// dot is a mark with what it stands for; its path is a shape around its place.
type dot struct {
	Class     string
	X, Y      float64
	D         string
	Name      string
	RAM, Cost float64
	Title     string
}

// label is a text; Anchor is SVG's text-anchor.
type label struct {
	Class, Anchor, Text string
	X, Y                float64
}

// frame is the room that a drawing has.
type frame struct {
	class       string
	width, font float64
}

// frames are a page's column and a phone's. The fonts are those of the style sheet.
var frames = []frame{{"wide", 760, 14}, {"narrow", 340, 13}}

// line is the height of a line of text.
func (f frame) line() float64 { return px(1.5 * f.font) }

// px keeps a tenth of a pixel.
func px(v float64) float64 { return math.Round(10*v) / 10 }

// letterWidth is that of a wide sans serif's mean letter, in its font's size:
// what is cut to it fits in the fonts that systems have.
const letterWidth = 0.6

func (f frame) textWidth(text string) float64 {
	return float64(utf8.RuneCountInString(text)) * letterWidth * f.font
}

// cut is as much of a text as a width has room for.
func (f frame) cut(text string, width float64) string {
	most := int(width / (letterWidth * f.font))
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:max(0, most-1)]) + "…"
}

// wrap breaks a text at spaces, but not beside ×, into lines that a width has room
// for; a word that has none is cut.
func (f frame) wrap(text string, width float64) (lines []string) {
	line := ""
	for word := range strings.SplitSeq(strings.ReplaceAll(text, " × ", "\u00a0×\u00a0"), " ") {
		if line != "" && f.textWidth(line+" "+word) > width {
			lines, line = append(lines, f.cut(line, width)), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, f.cut(line, width))
}

// axis places amounts, from 0 at its start to 1 at its end.
type axis struct {
	low, high float64
	log       bool
	binary    bool // round amounts are powers of two
}

// logFrom is how many times the least amount the largest is on an axis by
// powers, as on the screen: less is read better in even steps.
const logFrom = 8

// newAxis leaves a margin at both ends, and room around a single amount.
func newAxis(low, high float64) axis {
	const margin = 0.05
	if low > 0 && high >= logFrom*low {
		by := math.Pow(high/low, margin)
		return axis{low: low / by, high: high * by, log: true}
	}
	by := margin * (high - low)
	if by == 0 {
		by = max(high/10, 0.1)
	}
	return axis{low: max(0, low-by), high: high + by}
}

func (a axis) at(v float64) float64 {
	if a.log {
		return math.Log(v/a.low) / math.Log(a.high/a.low)
	}
	return (v - a.low) / (a.high - a.low)
}

// ticks are round amounts on the axis, at most so many or, where every second
// power of its base is more, those.
func (a axis) ticks(most int) []float64 {
	if a.log {
		if found := a.powers(most); len(found) > 1 {
			return found
		}
	}
	step := a.round((a.high - a.low) / float64(max(1, most)))
	var found []float64
	for n := math.Ceil(a.low / step); n*step <= a.high; n++ {
		found = append(found, n*step)
	}
	return found
}

// powers of the base, each divided as finely as there is room for.
func (a axis) powers(most int) (found []float64) {
	base, divisions := 10.0, [][]float64{{1, 2, 5}, {1, 3}, {1}}
	if a.binary {
		base, divisions = 16, [][]float64{{1, 2, 4, 8}, {1, 4}, {1}}
	}
	for _, division := range divisions {
		found = nil
		for power := math.Floor(math.Log(a.low) / math.Log(base)); math.Pow(base, power) <= a.high; power++ {
			for _, d := range division {
				if v := d * math.Pow(base, power); v >= a.low && v <= a.high {
					found = append(found, v)
				}
			}
		}
		if len(found) <= most {
			break
		}
	}
	return found
}

// round is the next of 1, 2, 5, 10, … or of the powers of two.
func (a axis) round(step float64) float64 {
	if a.binary {
		return math.Exp2(math.Ceil(math.Log2(step)))
	}
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, d := range []float64{1, 2, 5} {
		if d*power >= step {
			return d * power
		}
	}
	return 10 * power
}
