package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/settings"
)

// point is a candidate by what its pods get and cost.
type point struct {
	Name        string
	RAM, Cost   float64 // MiB, and money a month, as in JSON
	RAMText     string
	CostText    string
	Planned     bool
	DominatedBy string
}

// named says whether the point is more than one of many.
func (p *point) named() bool { return p.Planned || p.DominatedBy == "" }

// newDots draws RAM per pod over cost per pod: types of a plan with their names,
// those that no other dominates on a line, the rest as what there was besides.
// It is nil without points.
func newDots(id, title, text string, points []point, currency string) *plot {
	if len(points) == 0 {
		return nil
	}
	points = slices.Clone(points)
	slices.SortStableFunc(points, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), -cmp.Compare(a.RAM, b.RAM))
	})
	p := plot{ID: id, Title: title, Text: text, Numbers: dotNumbers(title, points)}
	for _, f := range frames {
		p.Drawings = append(p.Drawings, newScatter(f, points, currency).draw(id, points))
	}
	return &p
}

func dotNumbers(title string, points []point) sheet {
	g := sheet{Caption: title, Titles: []string{"Type", "RAM per pod", "Cost per pod a month", "In a plan", "Dominated by"}, Right: []bool{false, true, true, false, false}}
	for i := range points {
		p := &points[i]
		if !p.named() {
			continue
		}
		planned, dominated := "no", Unknown
		if p.Planned {
			planned = "yes"
		}
		if p.DominatedBy != "" {
			dominated = p.DominatedBy
		}
		g.Rows = append(g.Rows, []string{p.Name, p.RAMText, p.CostText, planned, dominated})
	}
	return g
}

// scatter is a drawing of points with its axes, and the places taken by names.
type scatter struct {
	frame
	x, y                     Axis
	left, top, right, bottom float64 // of the area of the points
	currency                 string
	taken                    []box
}

type box struct{ x, y, width, height float64 }

func (b box) hits(c box) bool {
	return b.x < c.x+c.width && c.x < b.x+b.width && b.y < c.y+c.height && c.y < b.y+b.height
}

func newScatter(f frame, points []point, currency string) *scatter {
	s := &scatter{frame: f, currency: currency}
	least, most := points[0], points[0]
	for _, p := range points {
		least.Cost, most.Cost = min(least.Cost, p.Cost), max(most.Cost, p.Cost)
		least.RAM, most.RAM = min(least.RAM, p.RAM), max(most.RAM, p.RAM)
	}
	s.x, s.y = NewAxis(least.Cost, most.Cost), NewAxis(least.RAM, most.RAM)
	s.y.Binary = true
	s.left, s.right = px(f.textWidth("1024Mi")+10), f.width-10
	s.top, s.bottom = px(2*f.line()), px(2*f.line()+0.42*f.width+60)
	return s
}

func (s *scatter) place(p *point) (x, y float64) {
	return px(s.left + s.x.At(p.Cost)*(s.right-s.left)), px(s.bottom - s.y.At(p.RAM)*(s.bottom-s.top))
}

func (s *scatter) draw(id string, points []point) drawing {
	d := drawing{ID: id + "-" + s.class, Class: s.class, Width: s.width}
	s.axes(&d)
	var many, line strings.Builder
	for i := range points {
		p := &points[i]
		x, y := s.place(p)
		if !p.named() {
			fmt.Fprintf(&many, "M%g %gh0", x, y)
			continue
		}
		if p.DominatedBy == "" {
			if line.Len() == 0 {
				fmt.Fprintf(&line, "M%g %g", x, y)
			} else {
				fmt.Fprintf(&line, "L%g %g", x, y)
			}
		}
		d.Dots = append(d.Dots, newDot(p, x, y))
		s.taken = append(s.taken, box{x - 6, y - 6, 12, 12})
	}
	slices.SortStableFunc(d.Dots, func(a, b dot) int { return -strings.Compare(a.Class, b.Class) }) // planned over undominated
	d.Paths = []path{{"many", many.String()}, {"frontier", line.String()}}
	for i := range points {
		if points[i].Planned {
			s.name(&d, &points[i])
		}
	}
	s.legend(&d)
	return d
}

// newDot is a square for a type of a plan and a circle for another.
func newDot(p *point, x, y float64) dot {
	d := dot{
		Class: "undominated", X: x, Y: y, D: circle(x, y, 4),
		Name: p.Name, RAM: p.RAM, Cost: p.Cost, Title: fmt.Sprintf("%s: %s a pod, %s a month", p.Name, p.RAMText, p.CostText),
	}
	if p.Planned {
		d.Class, d.D = "planned", square(x, y, 5)
	}
	return d
}

func circle(x, y, r float64) string {
	return fmt.Sprintf("M%g %ga%g %g 0 1 0 %g 0a%g %g 0 1 0 %g 0z", px(x-r), y, r, r, 2*r, r, r, -2*r)
}

func square(x, y, r float64) string {
	return fmt.Sprintf("M%g %gh%gv%gh%gz", px(x-r), px(y-r), 2*r, 2*r, -2*r)
}

// axes has a line for each tick of RAM and a mark for each of cost.
func (s *scatter) axes(d *drawing) {
	d.Labels = append(d.Labels, label{"axis", "start", "RAM per pod", 0, px(s.font)})
	for _, v := range s.y.Ticks(8) {
		y := px(s.bottom - s.y.At(v)*(s.bottom-s.top))
		d.Lines = append(d.Lines, segment{"grid", s.left, y, s.right, y})
		d.Labels = append(d.Labels, label{"tick", "end", settings.MemoryText(planner.Memory(v * float64(planner.MiB))), px(s.left - 8), px(y + 0.35*s.font)})
	}
	d.Lines = append(d.Lines, segment{"base", s.left, s.bottom, s.right, s.bottom})
	under, free := px(s.bottom+s.font+8), 0.0
	for _, v := range s.x.Ticks(int(s.width / 70)) {
		x := px(s.left + s.x.At(v)*(s.right-s.left))
		text := Money(planner.Money(math.Round(v*float64(planner.Unit))), s.currency)
		d.Lines = append(d.Lines, segment{"base", x, s.bottom, x, s.bottom + 5})
		if half := s.textWidth(text) / 2; x-half >= free && x+half <= s.width {
			d.Labels = append(d.Labels, label{"tick", "middle", text, x, under})
			free = x + half + 6
		}
	}
	d.Labels = append(d.Labels, label{"axis", "end", "cost per pod a month", s.right, px(under + s.line())})
}

// name writes a type's name where it hides no other name and no named point:
// beside its point or, where it is crowded, a few lines above or below. Where
// there is no such place, the table has it.
func (s *scatter) name(d *drawing, p *point) {
	x, y := s.place(p)
	width, high := s.textWidth(p.Name), s.font
	for _, lines := range []float64{0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5} {
		for _, right := range []bool{true, false} {
			b, at := box{x + 10, y - high/2 + lines*s.line(), width, high}, label{"name", "start", p.Name, x + 10, 0}
			if !right {
				b.x, at.Anchor, at.X = x-10-width, "end", x-10
			}
			at.X, at.Y = px(at.X), px(b.y+0.85*high)
			if b.x < s.left || b.x+b.width > s.width || b.y < s.top-s.line() || b.y+b.height > s.bottom || slices.ContainsFunc(s.taken, b.hits) {
				continue
			}
			s.taken = append(s.taken, b)
			d.Labels = append(d.Labels, at)
			if lines != 0 {
				d.Lines = append(d.Lines, segment{"leader", x, y, at.X, px(b.y + high/2)})
			}
			return
		}
	}
}

// legend says what the marks are, in a row or, on a phone, in three.
func (s *scatter) legend(d *drawing) {
	x, y := 0.0, px(s.bottom+s.font+8+2.6*s.line())
	for i, mark := range []struct{ class, text string }{
		{"planned", "in a plan"}, {"undominated", "none has more RAM for less"}, {"many", "other candidates"},
	} {
		width := s.textWidth(mark.text) + 40
		if i > 0 && x+width > s.width {
			x, y = 0, px(y+s.line())
		}
		middle := px(y - 0.35*s.font)
		switch mark.class {
		case "planned":
			d.Paths = append(d.Paths, path{"mark planned", square(x+7, middle, 5)})
		case "undominated":
			d.Paths = append(d.Paths, path{"frontier", fmt.Sprintf("M%g %gh14", x, middle)}, path{"mark undominated", circle(x+7, middle, 4)})
		default:
			d.Paths = append(d.Paths, path{"many", fmt.Sprintf("M%g %gh0", x+7, middle)})
		}
		d.Labels = append(d.Labels, label{"series", "start", mark.text, px(x + 20), y})
		x = px(x + width)
	}
	d.Height = px(y + 0.5*s.font)
}
