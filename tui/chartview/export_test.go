package chartview

import (
	"podfit/planner/density"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Place is a point as it is drawn: its type and its cell on the screen.
type Place struct {
	Option *density.Option
	Cost   float64
	X, Y   int
}

// Places are the points by cost.
func (v *View) Places() []Place {
	area := v.plotArea()
	var all []Place
	for i := range v.points {
		x, y := v.place(&v.points[i], area)
		all = append(all, Place{v.points[i].option, v.points[i].cost, area.X + x/widget.DotsWide, area.Y + y/widget.DotsHigh})
	}
	return all
}

// At is the number of the point at the cursor.
func (v *View) At(s *screen.Session) int { return v.currentPoint(s) }
