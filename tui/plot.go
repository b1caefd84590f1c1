package tui

import (
	"math"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// A cell of braille is two dots wide and four high.
const (
	dotsWide = 2
	dotsHigh = 4
)

// ink is what a cell of the canvas shows; of two, the later one stays.
type ink uint8

const (
	blank ink = iota
	inkLine
	inkDominated
	inkBest
	inkMarked
	inkCursor
	inkName
	inkCursorName
	inks
)

// canvas is a grid of cells, each with braille dots or one sign over them.
type canvas struct {
	w, h int
	dots []uint8
	sign []rune
	ink  []ink
}

func newCanvas(w, h int) *canvas {
	n := max(0, w) * max(0, h)
	return &canvas{w, h, make([]uint8, n), make([]rune, n), make([]ink, n)}
}

// braille are the bits of a cell's dots, by line and column.
var braille = [dotsHigh][dotsWide]uint8{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

func (c *canvas) dot(x, y int) {
	if x < 0 || y < 0 || x >= c.w*dotsWide || y >= c.h*dotsHigh {
		return
	}
	at := y/dotsHigh*c.w + x/dotsWide
	c.dots[at] |= braille[y%dotsHigh][x%dotsWide]
	c.ink[at] = max(c.ink[at], inkLine)
}

// line draws dots from one place to another.
func (c *canvas) line(x0, y0, x1, y1 int) {
	steps := max(1, abs(x1-x0), abs(y1-y0))
	for i := range steps + 1 {
		part := float64(i) / float64(steps)
		c.dot(x0+int(math.Round(part*float64(x1-x0))), y0+int(math.Round(part*float64(y1-y0))))
	}
}

func abs(n int) int { return max(n, -n) }

// put sets a cell's sign, unless a later ink is there.
func (c *canvas) put(x, y int, sign rune, i ink) {
	if x < 0 || y < 0 || x >= c.w || y >= c.h {
		return
	}
	if at := y*c.w + x; c.ink[at] <= i {
		c.sign[at], c.ink[at] = sign, i
	}
}

// name writes a text from a cell on, if that hides no ink but under.
func (c *canvas) name(x, y int, text string, i, under ink) bool {
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

// row paints a line of cells, those of one ink together.
func (c *canvas) row(y int, styles *[inks]lipgloss.Style) string {
	var b strings.Builder
	for x := 0; x < c.w; {
		from := x
		var run strings.Builder
		for ; x < c.w && c.ink[y*c.w+x] == c.ink[y*c.w+from]; x++ {
			run.WriteRune(c.rune(y*c.w + x))
		}
		if i := c.ink[y*c.w+from]; i == blank {
			b.WriteString(run.String())
		} else {
			b.WriteString(paint(styles[i], run.String()))
		}
	}
	return b.String()
}

func (c *canvas) rune(at int) rune {
	switch {
	case c.sign[at] != 0:
		return c.sign[at]
	case c.dots[at] != 0:
		return 0x2800 + rune(c.dots[at])
	default:
		return ' '
	}
}
