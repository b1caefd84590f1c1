package widget

import (
	"image/color"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// xterm is what xterm shows for the 16 basic colours.
var xterm = [16]color.RGBA{
	{0x00, 0x00, 0x00, 0xff}, {0xcd, 0x00, 0x00, 0xff}, {0x00, 0xcd, 0x00, 0xff}, {0xcd, 0xcd, 0x00, 0xff},
	{0x00, 0x00, 0xee, 0xff}, {0xcd, 0x00, 0xcd, 0xff}, {0x00, 0xcd, 0xcd, 0xff}, {0xe5, 0xe5, 0xe5, 0xff},
	{0x7f, 0x7f, 0x7f, 0xff}, {0xff, 0x00, 0x00, 0xff}, {0x00, 0xff, 0x00, 0xff}, {0xff, 0xff, 0x00, 0xff},
	{0x5c, 0x5c, 0xff, 0xff}, {0xff, 0x00, 0xff, 0xff}, {0x00, 0xff, 0xff, 0xff}, {0xff, 0xff, 0xff, 0xff},
}

// luminance is WCAG's relative luminance.
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// Every colour of text has WCAG's contrast AA against its background, and none is faint
// where there is colour.
func TestContrast(t *testing.T) {
	for _, dark := range []bool{true, false} {
		background := luminance(map[bool]color.Color{true: color.Black, false: color.White}[dark])
		style := reflect.ValueOf(NewStyle(false, dark))
		coloured := 0
		for i := range style.NumField() {
			pen, is := style.Field(i).Interface().(Pen)
			if !is {
				continue
			}
			name := style.Type().Field(i).Name
			if pen.before == "" {
				continue
			}
			basic := -1
			for _, attribute := range strings.Split(strings.TrimSuffix(strings.TrimPrefix(pen.before, "\x1b["), "m"), ";") {
				n, err := strconv.Atoi(attribute)
				switch {
				case err == nil && 30 <= n && n <= 37:
					basic = n - 30
				case err == nil && 90 <= n && n <= 97:
					basic = n - 90 + 8
				case attribute != "1" && attribute != "7": // bold, reverse
					t.Errorf("%s, dark %t: %q is not one of the 16 colours, bold or reverse", name, dark, attribute)
				}
			}
			if basic < 0 {
				continue
			}
			coloured++
			text := luminance(xterm[basic])
			if contrast := (max(text, background) + 0.05) / (min(text, background) + 0.05); contrast < 4.5 {
				t.Errorf("%s, dark %t: contrast %.2f", name, dark, contrast)
			}
		}
		if coloured < 5 {
			t.Errorf("dark %t: only %d styles have colours", dark, coloured)
		}
	}
}
