package data

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"podfit/planner"
	"podfit/planner/printable"
)

// maxTable is the size that no table comes near.
const maxTable = 4 << 20

// maxProblems is how many problems Check reports.
const maxProblems = 10

// Check validates every row of every table: the tests check the bundled tables with
// it, and tables from elsewhere are not used without it. The error lists the first
// problems, a line each.
func (t *Tables) Check() error {
	c := &checker{}
	c.run(func() { c.wholeTables(t) })
	if c.problems != nil { // the lists of regions and types are needed below
		return errors.Join(c.problems...)
	}
	for _, name := range t.RegionNames() {
		c.run(func() { c.region(t, name) })
	}
	c.run(func() { c.loads(t) })
	return errors.Join(c.problems...)
}

type checker struct{ problems []error }

func (c *checker) wrong(format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, fmt.Errorf(format, args...))
	}
}

// run reports a panic of the loader as a problem.
func (c *checker) run(check func()) {
	defer func() {
		if p := recover(); p != nil {
			c.wrong("%v", p)
		}
	}()
	check()
}

// claim is a name for what must hold of a row.
type claim struct {
	name  string
	holds func(cells) bool
}

func (c *checker) claims(tab tsv, columns string, claims []claim) {
	for _, row := range c.rows(tab, columns) {
		for _, claim := range claims {
			if !claim.holds(row) {
				c.wrong("%s: %s: not valid: %s", tab.name, row.key, claim.name)
			}
		}
	}
}

// cells are a row by column name, read independently of the loader.
type cells struct {
	key   string
	names []string
	of    []string
}

func (c cells) get(column string) string {
	i := slices.Index(c.names, column)
	if i < 0 {
		panic("no column " + column)
	}
	return c.of[i]
}

// rows reads a table. Its columns must be the expected ones, because the loader reads
// by position, and its keys in byte order.
func (c *checker) rows(tab tsv, columns string) []cells {
	names := strings.Fields(columns)
	if len(tab.header)+len(tab.columns)+len(tab.body) > maxTable {
		c.wrong("%s: larger than %d MiB", tab.name, maxTable>>20)
		return nil
	}
	if got := strings.Join(names, "\t"); tab.columns != got {
		c.wrong("%s: the columns are %q, want %q", tab.name, tab.columns, got)
		return nil
	}
	if text := tab.header + tab.body; printable.Lines(text) != text { // a terminal would obey a name
		c.wrong("%s: has control characters", tab.name)
		return nil
	}
	if tab.body == "" || !strings.HasSuffix(tab.body, "\n") {
		c.wrong("%s: the last line has no end", tab.name)
		return nil
	}
	var rows []cells
	last := ""
	for line := range strings.Lines(tab.body) {
		values := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(values) != len(names) {
			c.wrong("%s: %d cells, want %d in %.60q", tab.name, len(values), len(names), line)
			return rows
		}
		if values[0] <= last {
			c.wrong("%s: %s after %s", tab.name, values[0], last)
		}
		last = values[0]
		rows = append(rows, cells{values[0], names, values})
	}
	return rows
}

var (
	isDate     = matches(`^20\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
	isTypeName = matches(`^[a-z0-9-]{1,20}\.[a-z0-9-]{1,20}$`)
	isName     = matches(`^[a-z0-9-]{1,40}$`)
	isCards    = matches(`^\d{1,3}( \d{1,3})+$`)
)

// matches reports whether a text is in a form. The form is compiled when it is first
// asked: most runs check no table.
func matches(form string) func(text string) bool {
	compiled := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(form) })
	return func(text string) bool { return compiled().MatchString(text) }
}

func (c *checker) source(what string, s *planner.Source) {
	if s == nil || s.Name == "" || len(s.Name) > 100 || !isDate(s.AsOf) {
		c.wrong("%s: the source is %+v", what, s)
	}
}

// within reports whether a cell is a whole number in a range.
func (c cells) within(column string, low, high int) bool {
	n, err := strconv.Atoi(c.get(column))
	return err == nil && low <= n && n <= high
}

// emptyOr reports whether a cell is empty or a whole number in a range.
func (c cells) emptyOr(column string, low, high int) bool {
	return c.empty(column) || c.within(column, low, high)
}

// positive reports whether a cell is a decimal above 0 and below a million.
func (c cells) positive(column string) bool {
	f, err := strconv.ParseFloat(c.get(column), 64)
	return err == nil && f > 0 && f < 1e6
}

// price reports whether a cell is empty or a price above 0.
func (c cells) price(column string) bool {
	m, err := money(c.get(column))
	return c.empty(column) || err == nil && m > 0
}

func (c cells) oneOf(column string, words ...string) bool {
	return slices.Contains(words, c.get(column))
}

// text reports whether a cell is short.
func (c cells) text(column string) bool { return len(c.get(column)) <= 100 }

// empty reports whether all of the columns are empty.
func (c cells) empty(columns ...string) bool {
	return !slices.ContainsFunc(columns, func(name string) bool { return c.get(name) != "" })
}

// dates reports whether the dates of a row's own are of columns with a figure.
func (c cells) dates(columns ...string) bool {
	for own := range strings.FieldsSeq(c.get("other_dates")) {
		column, date, _ := strings.Cut(own, "=")
		if !isDate(date) || !slices.Contains(columns, column) || column != "reserved" && c.empty(column) {
			return false
		}
	}
	return true
}
