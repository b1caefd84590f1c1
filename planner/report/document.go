package report

// document is what a page says, for its writers to set: texts as they are, which
// each writer escapes in its own way.
type document struct {
	Title, Subject string
	Sections       []section
	Foot           string
}

// section is blocks under a heading.
type section struct {
	ID, Title string
	Blocks    []block
}

// block is one of its fields.
type block struct {
	Lead    string // a text that is set large
	Text    string
	Notice  string // a text that is not to be missed
	Figures []fact
	Facts   []fact
	Items   []string
	Sheet   *sheet
	Plot    *plot
	Code    string
}

// fact is a word and what it stands for.
type fact struct{ Term, Text string }

// sheet is a table.
type sheet struct {
	Caption string
	Titles  []string
	Right   []bool // which columns are of figures
	Rows    [][]string
}
