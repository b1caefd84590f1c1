package widget

import (
	"math"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner/printable"
)

// A cell of braille is two dots wide and four high.
const (
	DotsWide = 2
	DotsHigh = 4
)

// Ink is what a cell of a canvas shows. Of two inks the larger one stays; what
// the inks above Line mean is the caller's.
type Ink uint8

// The inks of a cell without a sign.
const (
	Blank Ink = iota
	Line
)

// Canvas is a grid of cells, each with braille dots or one sign over them.
type Canvas struct {
	w, h int
	dots []uint8
	sign []rune
	ink  []Ink
}

// NewCanvas is an empty one.
func NewCanvas(w, h int) *Canvas {
	n := max(0, w) * max(0, h)
	return &Canvas{w, h, make([]uint8, n), make([]rune, n), make([]Ink, n)}
}

// braille are the bits of a cell's dots, by line and column.
var braille = [DotsHigh][DotsWide]uint8{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// Dot draws a dot; outside the canvas it draws nothing.
func (c *Canvas) Dot(x, y int) {
	if x < 0 || y < 0 || x >= c.w*DotsWide || y >= c.h*DotsHigh {
		return
	}
	at := y/DotsHigh*c.w + x/DotsWide
	c.dots[at] |= braille[y%DotsHigh][x%DotsWide]
	c.ink[at] = max(c.ink[at], Line)
}

// Line draws dots from one place to another.
func (c *Canvas) Line(x0, y0, x1, y1 int) {
	steps := max(1, abs(x1-x0), abs(y1-y0))
	for i := range steps + 1 {
		part := float64(i) / float64(steps)
		c.Dot(x0+int(math.Round(part*float64(x1-x0))), y0+int(math.Round(part*float64(y1-y0))))
	}
}

func abs(n int) int { return max(n, -n) }

// Put sets a cell's sign, unless a larger ink is there.
func (c *Canvas) Put(x, y int, sign rune, i Ink) {
	if x < 0 || y < 0 || x >= c.w || y >= c.h {
		return
	}
	if at := y*c.w + x; c.ink[at] <= i {
		c.sign[at], c.ink[at] = sign, i
	}
}

// Name writes a text from a cell on, if that hides no ink above under.
func (c *Canvas) Name(x, y int, text string, i, under Ink) bool {
	text = printable.Text(text)
	width := ansi.StringWidth(text)
	if x < 0 || y < 0 || y >= c.h || x+width > c.w {
		return false
	}
	for _, hidden := range c.ink[y*c.w+x : y*c.w+x+width] {
		if hidden > under {
			return false
		}
	}
	for k, r := range []rune(text) {
		c.sign[y*c.w+x+k], c.ink[y*c.w+x+k] = r, i
	}
	return true
}

// Row paints a line of cells, those of one ink together.
func (c *Canvas) Row(y int, styles []Pen) string {
	var b strings.Builder
	for x := 0; x < c.w; {
		from := x
		var run strings.Builder
		for ; x < c.w && c.ink[y*c.w+x] == c.ink[y*c.w+from]; x++ {
			run.WriteRune(c.rune(y*c.w + x))
		}
		if i := c.ink[y*c.w+from]; i == Blank {
			b.WriteString(run.String())
		} else {
			b.WriteString(Paint(styles[i], run.String()))
		}
	}
	return b.String()
}

func (c *Canvas) rune(at int) rune {
	switch {
	case c.sign[at] != 0:
		return c.sign[at]
	case c.dots[at] != 0:
		return 0x2800 + rune(c.dots[at])
	default:
		return ' '
	}
}

// Has says whether a cell is of an ink.
func (c *Canvas) Has(x, y int, i Ink) bool {
	return x >= 0 && y >= 0 && x < c.w && y < c.h && c.ink[y*c.w+x] == i
}
