package plot

import (
	"math"
	"strings"
	"unicode/utf8"

	"podfit/planner/report/table"
)

// Plot is a figure as drawings, with its numbers as a table.
type Plot struct {
	ID, Title, Text string
	Drawings        []Drawing
	Numbers         table.Grid
}

// Drawing is shapes on an area of Width × Height units, which a page shows as
// CSS pixels. Each plot has one for a page's width and one for a phone's.
type Drawing struct {
	ID            string
	Class         string // wide or narrow
	Width, Height float64
	Segments      []Segment
	Lines         []Line
	Bars          []Rectangle
	Marks         []Mark
	Labels        []Label
}

// Segment is a straight line.
type Segment struct {
	Class          string
	X1, Y1, X2, Y2 float64
}

// Line joins points or, where it is dotted, has a dot at each.
type Line struct {
	Class  string
	Points []Place
	Dotted bool
}

// Place is a place on a drawing.
type Place struct{ X, Y float64 }

// Rectangle is a bar with what it stands for.
type Rectangle struct {
	Class               string
	X, Y, Width, Height float64
	Group, Series       string
	Value               float64
	Title               string
}

// Mark is a shape around a place. One without a Point belongs to the legend.
type Mark struct {
	Class  string
	Square bool // a circle otherwise
	Place
	Radius float64
	Point  *Point
	Title  string
}

// Label is a text; Anchor is SVG's text-anchor.
type Label struct {
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

// letterWidth is the mean width of a letter in a wide sans serif, in units of its
// size: text cut to it fits in the fonts that systems have.
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

// wrap breaks a text at spaces, but not beside ×, into lines that fit a width; a
// word that does not fit is cut.
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
