package widget

// Rect is a part of the screen, in cells.
type Rect struct{ X, Y, W, H int }

// Contains says whether a cell is in the rectangle.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Inner is what a border leaves of the rectangle.
func (r Rect) Inner() Rect {
	return Rect{r.X + 1, r.Y + 1, max(0, r.W-2), max(0, r.H-2)}
}

// Bottom is the last lines of the rectangle, at most all of them.
func (r Rect) Bottom(lines int) Rect {
	h := min(r.H, lines)
	return Rect{r.X, r.Y + r.H - h, r.W, h}
}
