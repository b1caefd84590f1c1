package tui

// list is a cursor in rows of which some are in view.
type list struct {
	cursor, top int
	len, height int
}

// show sets the sizes and brings the cursor into view. Out of sight, the list
// stays as it was.
func (l *list) show(length, height int) {
	l.len = length
	if height > 0 {
		l.height = height
	}
	l.moveTo(l.cursor)
}

func (l *list) moveTo(row int) {
	l.cursor = max(0, min(row, l.len-1))
	l.top = max(l.top, l.cursor-l.height+1)
	l.top = max(0, min(l.top, l.cursor, l.len-l.height))
}

// scroll moves the view, and the cursor only where it would leave it.
func (l *list) scroll(rows int) {
	l.top = max(0, min(l.top+rows, l.len-l.height))
	l.cursor = max(l.top, min(l.cursor, l.top+l.height-1, l.len-1))
}

// page is how far a page key moves: a row stays as a bearing.
func (l *list) page() int { return max(1, l.height-1) }

// visible is the range of rows in view.
func (l *list) visible() (from, to int) {
	return l.top, max(l.top, min(l.len, l.top+l.height))
}

// at is the row that a line of the view shows.
func (l *list) at(line int) (row int, ok bool) {
	row = l.top + line
	return row, line >= 0 && line < l.height && row < l.len
}

// pager is text that scrolls.
type pager struct {
	lines       []string
	top, height int
}

func (p *pager) show(lines []string, height int) {
	p.lines, p.height = lines, height
	p.scroll(0)
}

func (p *pager) scroll(lines int) {
	p.top = max(0, min(p.top+lines, len(p.lines)-p.height))
}

func (p *pager) visible() []string {
	return p.lines[p.top:max(p.top, min(len(p.lines), p.top+p.height))]
}
