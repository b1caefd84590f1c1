package page_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var colour = regexp.MustCompile(`--([a-z]+): #([0-9a-f]{6});`)

// Texts stand out from what they are on by WCAG's 4.5, marks by 3, in both schemes.
func TestContrast(t *testing.T) {
	css, err := os.ReadFile("style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(css), "@media screen and (prefers-color-scheme: dark)")
	dark, _, _ = strings.Cut(dark, "* { box-sizing")
	for scheme, text := range map[string]string{"light": light, "dark": dark} {
		luminance := map[string]float64{}
		for _, m := range colour.FindAllStringSubmatch(text, -1) {
			luminance[m[1]] = relative(t, m[2])
		}
		for name, least := range map[string]float64{"ink": 4.5, "quiet": 4.5, "accent": 3, "second": 3, "edge": 3, "many": 3, "alarm": 3} {
			for _, on := range []string{"paper", "shade"} {
				if got := contrast(luminance[name], luminance[on]); got < least {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", scheme, name, on, got, least)
				}
			}
		}
	}
}

// relative is WCAG 2's relative luminance of a colour.
func relative(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 24)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(n>>(16-8*i)&255) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }
