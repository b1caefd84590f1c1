package plot

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		name      string
		low, high float64
		binary    bool
		most      int
		want      []float64
	}{
		{"even steps", 10, 18, false, 5, []float64{10, 12, 14, 16, 18}},
		{"cents", 0.8, 1.2, false, 5, []float64{0.8, 0.9, 1, 1.1, 1.2}},
		{"even steps of powers of two", 3000, 9000, true, 8, []float64{3072, 4096, 5120, 6144, 7168, 8192, 9216}},
		{"powers", 0.9, 55, false, 8, []float64{1, 2, 5, 10, 20, 50}},
		{"powers with little room", 0.9, 55, false, 4, []float64{1, 3, 10, 30}},
		{"powers with less", 0.9, 5500, false, 4, []float64{1, 10, 100, 1000}},
		{"powers of two", 60, 20000, true, 10, []float64{64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384}},
		{"powers of two with little room", 60, 20000, true, 8, []float64{64, 256, 1024, 4096, 16384}},
		// A single amount has room around it.
		{"one amount", 100, 100, false, 3, []float64{90, 100, 110}},
	} {
		a := NewAxis(c.low, c.high)
		a.Binary = c.binary
		got := a.Ticks(c.most)
		same := slices.EqualFunc(got, c.want, func(x, y float64) bool { return math.Abs(x-y) < 1e-9 })
		if !same {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		for _, v := range got {
			if at := a.At(v); at < 0 || at > 1 {
				t.Errorf("%s: %v is at %v", c.name, v, at)
			}
		}
	}
}

func TestAxis(t *testing.T) {
	even, byPowers := NewAxis(10, 30), NewAxis(1, 100)
	if even.log || !byPowers.log {
		t.Errorf("by powers: %t and %t, want false and true", even.log, byPowers.log)
	}
	if at := even.At(20); at != 0.5 {
		t.Errorf("20 of 10 to 30 is at %v", at)
	}
	if at := byPowers.At(10); math.Abs(at-0.5) > 1e-9 {
		t.Errorf("10 of 1 to 100 is at %v", at)
	}
}

var known = planner.Known[float64]

// Bars are as long as their values, from a common zero, on every frame.
func TestBarLengths(t *testing.T) {
	p := Bars("a", "A", "", []Group{
		{"first", []Bar{{"x", known(100), "$100.00"}, {"y", known(25), "$25.00"}}},
		{"second", []Bar{{"x", known(50), "$50.00"}, {"y", planner.Maybe[float64]{}, "-"}}},
	})
	for _, d := range p.Drawings {
		if len(d.Bars) != 3 {
			t.Fatalf("%s has %d bars", d.Class, len(d.Bars))
		}
		longest := d.Bars[0]
		for i, part := range []float64{1, 0.25, 0.5} {
			b := d.Bars[i]
			if b.X != longest.X || math.Abs(b.Width-part*longest.Width) > 0.1 {
				t.Errorf("%s: %s begins at %v and is %v long, the longest is %v", d.Class, b.Title, b.X, b.Width, longest.Width)
			}
		}
		if d.Bars[0].Class == d.Bars[1].Class || d.Bars[0].Class != d.Bars[2].Class {
			t.Errorf("%s: series look like %s, %s and %s", d.Class, d.Bars[0].Class, d.Bars[1].Class, d.Bars[2].Class)
		}
	}
	want := [][]string{{"first", "$100.00", "$25.00"}, {"second", "$50.00", "-"}}
	if got := p.Numbers.Rows; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%v, want %v", got, want)
	}
	for _, groups := range [][]Group{nil, {{"a", []Bar{{"x", planner.Maybe[float64]{}, "-"}}}}, {{"a", []Bar{{"x", known(0), "0"}}}}} {
		if Bars("a", "A", "", groups) != nil {
			t.Errorf("a plot of nothing: %v", groups)
		}
	}
}

func TestWrap(t *testing.T) {
	f := frame{width: 340, font: 13}
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"Plan 1: 5 × m5.large", "Plan 1: 5\u00a0×\u00a0m5.large"},
		{"Plan 1: 48 × u-24tb1.112xlarge + 13 × x2iedn.32xlarge zone 3 + 2 × r5.large", "Plan 1: 48\u00a0×\u00a0u-24tb1.112xlarge +/13\u00a0×\u00a0x2iedn.32xlarge zone 3 + 2\u00a0×\u00a0r5.large"},
		{strings.Repeat("long", 20), "longlonglonglonglonglonglonglonglonglonglo…"},
		{"a " + strings.Repeat("é", 60), "a/" + strings.Repeat("é", 42) + "…"},
	} {
		lines := f.wrap(c.text, f.width)
		if got := strings.Join(lines, "/"); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		for _, line := range lines {
			if f.textWidth(line) > f.width {
				t.Errorf("%q is too wide", line)
			}
		}
	}
}

// crowd is candidates, of which those of eight plans of three groups have long names.
func crowd() []Point {
	var points []Point
	for i := range 300 {
		p := Point{Name: fmt.Sprintf("u-%dtb1.112xlarge", i), RAM: planner.Memory(200+37*(i%40)) * planner.MiB, Cost: 2*planner.Unit + planner.Money(i*i%997)*planner.Unit/50, DominatedBy: "m5.large"}
		p.Planned = i%13 == 0
		if i%30 == 0 {
			p.DominatedBy, p.RAM = "", planner.Memory(2000+100*i)*planner.MiB
		}
		points = append(points, p)
	}
	return points
}

// However many types there are and however long their names, what is drawn is on
// the drawing, and no name is over another or over a named point.
func TestNamesKeepClear(t *testing.T) {
	points := crowd()
	for _, f := range frames {
		s := newScatter(f, points, "USD")
		d := s.draw("a", points)
		for _, p := range d.Marks {
			if p.Point == nil { // the legend's
				continue
			}
			if p.X < s.left || p.X > s.right || p.Y < s.top || p.Y > s.bottom {
				t.Errorf("%s: %s is at %v, %v", f.class, p.Title, p.X, p.Y)
			}
		}
		var names []box
		for _, l := range d.Labels {
			b := box{l.X, l.Y - f.font, f.textWidth(l.Text), f.font}
			switch l.Anchor {
			case "end":
				b.x -= b.width
			case "middle":
				b.x -= b.width / 2
			}
			if b.x < -1 || b.x+b.width > d.Width+1 || b.y < -1 || l.Y > d.Height {
				t.Errorf("%s: %s is at %+v of %v × %v", f.class, l.Text, b, d.Width, d.Height)
			}
			if l.Class == "name" {
				if slices.ContainsFunc(names, b.hits) {
					t.Errorf("%s: %s is over another name", f.class, l.Text)
				}
				names = append(names, b)
			}
		}
		if len(names) < 3 {
			t.Errorf("%s: %d names", f.class, len(names))
		}
	}
}

// Names are of the plans' types alone; the line joins the undominated by cost,
// and the rest are points without a name. The table has all that is named.
func TestDots(t *testing.T) {
	p := Dots("a", "A", "", []Point{
		{Name: "dear", RAM: 4000 * planner.MiB, Cost: 9 * planner.Unit},
		{Name: "cheap", RAM: 1000 * planner.MiB, Cost: 2 * planner.Unit, Planned: true},
		{Name: "worse", RAM: 900 * planner.MiB, Cost: 3 * planner.Unit, DominatedBy: "cheap"},
		{Name: "taken", RAM: 800 * planner.MiB, Cost: 4 * planner.Unit, DominatedBy: "cheap", Planned: true},
	}, "USD")
	want := [][]string{{"cheap", "1000Mi", "$2.00", "yes", "-"}, {"taken", "800Mi", "$4.00", "yes", "cheap"}, {"dear", "4000Mi", "$9.00", "no", "-"}}
	if !slices.EqualFunc(p.Numbers.Rows, want, slices.Equal) {
		t.Errorf("%v, want %v", p.Numbers.Rows, want)
	}
	d := p.Drawings[0]
	var names []string
	for _, l := range d.Labels {
		if l.Class == "name" {
			names = append(names, l.Text)
		}
	}
	if got := strings.Join(names, " "); got != "cheap taken" {
		t.Errorf("named: %s", got)
	}
	at := map[string]Mark{}
	for _, x := range d.Marks {
		if x.Point != nil {
			at[x.Point.Name] = x
		}
	}
	if len(at) != 3 || at["cheap"].Class != "planned" || at["dear"].Class != "undominated" {
		t.Errorf("dots: %+v", at)
	}
	if want := []Place{at["cheap"].Place, at["dear"].Place}; d.Lines[1].Class != "frontier" || !slices.Equal(d.Lines[1].Points, want) {
		t.Errorf("the line is %v, want %v", d.Lines[1], want)
	}
	if at["cheap"].X >= at["dear"].X || at["cheap"].Y <= at["dear"].Y {
		t.Error("more money is not to the right, or more RAM not above")
	}
	if Dots("a", "A", "", nil, "USD") != nil {
		t.Error("a plot of nothing")
	}
}
