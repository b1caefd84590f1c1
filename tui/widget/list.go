package widget

// List is a cursor in rows of which some are in view.
type List struct {
	Cursor, Top int
	Len, Height int
}

// Show sets the sizes and brings the cursor into view. Out of sight, the list
// stays as it was.
func (l *List) Show(length, height int) {
	l.Len = length
	if height > 0 {
		l.Height = height
	}
	l.MoveTo(l.Cursor)
}

// MoveTo puts the cursor on a row, or the nearest that there is.
func (l *List) MoveTo(row int) {
	l.Cursor = max(0, min(row, l.Len-1))
	l.Top = max(l.Top, l.Cursor-l.Height+1)
	l.Top = max(0, min(l.Top, l.Cursor, l.Len-l.Height))
}

// MoveBy moves the cursor by so many rows.
func (l *List) MoveBy(rows int) { l.MoveTo(l.Cursor + rows) }

// Scroll moves the view, and the cursor only where it would leave the view.
func (l *List) Scroll(rows int) {
	l.Top = max(0, min(l.Top+rows, l.Len-l.Height))
	l.Cursor = max(l.Top, min(l.Cursor, l.Top+l.Height-1, l.Len-1))
}

// Page is how far a page key moves: one row stays in view.
func (l *List) Page() int { return max(1, l.Height-1) }

// Visible is the range of rows in view.
func (l *List) Visible() (from, to int) {
	return l.Top, max(l.Top, min(l.Len, l.Top+l.Height))
}

// At is the row that a line of the view shows.
func (l *List) At(line int) (row int, ok bool) {
	row = l.Top + line
	return row, line >= 0 && line < l.Height && row < l.Len
}

// More is a mark for a title: on which sides there are rows out of view.
func (l *List) More() string {
	from, to := l.Visible()
	return more(from, to, l.Len)
}

// Pager is text that scrolls.
type Pager struct {
	Lines       []string
	Top, Height int
}

// Show sets the text and how many of its lines have room.
func (p *Pager) Show(lines []string, height int) {
	p.Lines, p.Height = lines, height
	p.Scroll(0)
}

// Scroll moves the view, as far as there is text.
func (p *Pager) Scroll(lines int) {
	p.Top = max(0, min(p.Top+lines, len(p.Lines)-p.Height))
}

// BringIntoView scrolls to a line that is out of view, with some above it.
func (p *Pager) BringIntoView(line int) {
	if line < p.Top || line >= p.Top+p.Height {
		p.Top = line - p.Height/3
	}
	p.Scroll(0)
}

// Visible is the lines in view.
func (p *Pager) Visible() []string {
	return p.Lines[p.Top:max(p.Top, min(len(p.Lines), p.Top+p.Height))]
}

// More is a mark for a title: on which sides there is text out of view.
func (p *Pager) More() string {
	return more(p.Top, p.Top+len(p.Visible()), len(p.Lines))
}

func more(from, to, all int) string {
	switch {
	case from == 0 && to >= all:
		return ""
	case from > 0 && to < all:
		return " ↑↓"
	case from > 0:
		return " ↑"
	}
	return " ↓"
}
