package plot

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/settings"
)

// Point is a candidate by what its pods get and cost a month.
type Point struct {
	Name        string
	RAM         planner.Memory
	Cost        planner.Money
	Planned     bool
	DominatedBy string
}

// named says whether the point is more than one of many.
func (p *Point) named() bool { return p.Planned || p.DominatedBy == "" }

// Dots draws RAM per pod over cost per pod: types of a plan with their names,
// those that no other dominates on a line, and the other candidates as dots. It is
// nil without points.
func Dots(id, title, text string, points []Point, currency string) *Plot {
	if len(points) == 0 {
		return nil
	}
	points = slices.Clone(points)
	slices.SortStableFunc(points, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), -cmp.Compare(a.RAM, b.RAM))
	})
	p := Plot{ID: id, Title: title, Text: text, Numbers: dotNumbers(title, points, currency)}
	for _, f := range frames {
		p.Drawings = append(p.Drawings, newScatter(f, points, currency).draw(id, points))
	}
	return &p
}

func dotNumbers(title string, points []Point, currency string) table.Grid {
	g := table.New([]string{"Type", "RAM per pod", "Cost per pod a month", "In a plan", "Dominated by"}, "Type", "In a plan", "Dominated by")
	g.Caption = title
	for i := range points {
		p := &points[i]
		if !p.named() {
			continue
		}
		planned := "no"
		if p.Planned {
			planned = "yes"
		}
		g.Add(p.Name, words.Memory(p.RAM), words.Money(p.Cost, currency), planned, words.OrDash(p.DominatedBy))
	}
	return g
}

// scatter is a drawing of points with its axes, and the places taken by names.
type scatter struct {
	frame
	x, y                     Axis // money in units, MiB
	left, top, right, bottom float64
	currency                 string
	taken                    []box
}

type box struct{ x, y, width, height float64 }

func (b box) hits(c box) bool {
	return b.x < c.x+c.width && c.x < b.x+b.width && b.y < c.y+c.height && c.y < b.y+b.height
}

func newScatter(f frame, points []Point, currency string) *scatter {
	s := &scatter{frame: f, currency: currency}
	least, most := points[0], points[0]
	for _, p := range points {
		least.Cost, most.Cost = min(least.Cost, p.Cost), max(most.Cost, p.Cost)
		least.RAM, most.RAM = min(least.RAM, p.RAM), max(most.RAM, p.RAM)
	}
	s.x, s.y = NewAxis(least.Cost.Float(), most.Cost.Float()), NewAxis(words.MiB(least.RAM), words.MiB(most.RAM))
	s.y.Binary = true
	s.left, s.right = px(f.textWidth("1024Mi")+10), f.width-10
	s.top, s.bottom = px(2*f.line()), px(2*f.line()+0.42*f.width+60)
	return s
}

func (s *scatter) place(p *Point) Place {
	return Place{
		px(s.left + s.x.At(p.Cost.Float())*(s.right-s.left)),
		px(s.bottom - s.y.At(words.MiB(p.RAM))*(s.bottom-s.top)),
	}
}

func (s *scatter) draw(id string, points []Point) Drawing {
	d := Drawing{ID: id + "-" + s.class, Class: s.class, Width: s.width}
	s.axes(&d)
	many, frontier := Line{Class: "many", Dotted: true}, Line{Class: "frontier"}
	for i := range points {
		p := &points[i]
		at := s.place(p)
		if !p.named() {
			many.Points = append(many.Points, at)
			continue
		}
		if p.DominatedBy == "" {
			frontier.Points = append(frontier.Points, at)
		}
		d.Marks = append(d.Marks, s.mark(p))
		s.taken = append(s.taken, box{at.X - 6, at.Y - 6, 12, 12})
	}
	slices.SortStableFunc(d.Marks, func(a, b Mark) int { return -strings.Compare(a.Class, b.Class) }) // planned over undominated
	d.Lines = []Line{many, frontier}
	for i := range points {
		if points[i].Planned {
			s.name(&d, &points[i])
		}
	}
	s.legend(&d)
	return d
}

// mark is a square for a type of a plan and a circle for another.
func (s *scatter) mark(p *Point) Mark {
	m := Mark{
		Class: "undominated", Place: s.place(p), Radius: 4, Point: p,
		Title: fmt.Sprintf("%s: %s a pod, %s a month", p.Name, words.Memory(p.RAM), words.Money(p.Cost, s.currency)),
	}
	if p.Planned {
		m.Class, m.Square, m.Radius = "planned", true, 5
	}
	return m
}

// axes has a line for each tick of RAM and a tick mark for each of cost.
func (s *scatter) axes(d *Drawing) {
	d.Labels = append(d.Labels, Label{"axis", "start", "RAM per pod", 0, px(s.font)})
	for _, v := range s.y.Ticks(8) {
		y := px(s.bottom - s.y.At(v)*(s.bottom-s.top))
		d.Segments = append(d.Segments, Segment{"grid", s.left, y, s.right, y})
		d.Labels = append(d.Labels, Label{"tick", "end", settings.MemoryText(planner.Memory(v * float64(planner.MiB))), px(s.left - 8), px(y + 0.35*s.font)})
	}
	d.Segments = append(d.Segments, Segment{"base", s.left, s.bottom, s.right, s.bottom})
	under, free := px(s.bottom+s.font+8), 0.0
	for _, v := range s.x.Ticks(int(s.width / 70)) {
		x := px(s.left + s.x.At(v)*(s.right-s.left))
		text := words.Money(planner.Money(math.Round(v*float64(planner.Unit))), s.currency)
		d.Segments = append(d.Segments, Segment{"base", x, s.bottom, x, s.bottom + 5})
		if half := s.textWidth(text) / 2; x-half >= free && x+half <= s.width {
			d.Labels = append(d.Labels, Label{"tick", "middle", text, x, under})
			free = x + half + 6
		}
	}
	d.Labels = append(d.Labels, Label{"axis", "end", "cost per pod a month", s.right, px(under + s.line())})
}

// name writes a type's name where it hides no other name and no named point:
// beside its point or, where it is crowded, a few lines above or below. If there
// is no place for it, only the table has the name.
func (s *scatter) name(d *Drawing, p *Point) {
	at := s.place(p)
	width, high := s.textWidth(p.Name), s.font
	for _, lines := range []float64{0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5} {
		for _, right := range []bool{true, false} {
			b, label := box{at.X + 10, at.Y - high/2 + lines*s.line(), width, high}, Label{"name", "start", p.Name, at.X + 10, 0}
			if !right {
				b.x, label.Anchor, label.X = at.X-10-width, "end", at.X-10
			}
			label.X, label.Y = px(label.X), px(b.y+0.85*high)
			if b.x < s.left || b.x+b.width > s.width || b.y < s.top-s.line() || b.y+b.height > s.bottom || slices.ContainsFunc(s.taken, b.hits) {
				continue
			}
			s.taken = append(s.taken, b)
			d.Labels = append(d.Labels, label)
			if lines != 0 {
				d.Segments = append(d.Segments, Segment{"leader", at.X, at.Y, label.X, px(b.y + high/2)})
			}
			return
		}
	}
}

// legend says what the marks are, in a row or, on a phone, in three.
func (s *scatter) legend(d *Drawing) {
	x, y := 0.0, px(s.bottom+s.font+8+2.6*s.line())
	for i, entry := range []struct{ class, text string }{
		{"planned", "in a plan"}, {"undominated", "no other has more RAM for less"}, {"many", "other candidates"},
	} {
		width := s.textWidth(entry.text) + 40
		if i > 0 && x+width > s.width {
			x, y = 0, px(y+s.line())
		}
		middle := px(y - 0.35*s.font)
		at := Place{x + 7, middle}
		switch entry.class {
		case "planned":
			d.Marks = append(d.Marks, Mark{Class: entry.class, Square: true, Place: at, Radius: 5})
		case "undominated":
			d.Lines = append(d.Lines, Line{Class: "frontier", Points: []Place{{x, middle}, {x + 14, middle}}})
			d.Marks = append(d.Marks, Mark{Class: entry.class, Place: at, Radius: 4})
		default:
			d.Lines = append(d.Lines, Line{Class: "many", Points: []Place{at}, Dotted: true})
		}
		d.Labels = append(d.Labels, Label{"series", "start", entry.text, px(x + 20), y})
		x = px(x + width)
	}
	d.Height = px(y + 0.5*s.font)
}
