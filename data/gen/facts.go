package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// A column is one column of a CSV file and the form of its cells. Tables have the
// cells as the file spells them: no figure is rounded, and empty cells stay empty.
type column struct {
	name string
	form form
}

// A form is what a cell may contain; words are for the error.
type form struct {
	words string
	match func(string) bool
}

func pattern(words, expression string) form {
	return form{words, regexp.MustCompile("^(" + expression + ")$").MatchString}
}

func (f form) orEmpty() form {
	return form{f.words + ", or empty", func(cell string) bool { return cell == "" || f.match(cell) }}
}

var (
	word    = pattern("a word", `\S+`)
	words   = pattern("a list of words", `\S+( \S+)*`)
	whole   = pattern("a whole number", `0|[1-9]\d{0,8}`)
	percent = pattern("a percentage of at most 100", `-?\d\d?|-?100`)
	decimal = pattern("a decimal", `\d+(\.\d+)?`)
	tenths  = pattern("a decimal with one place", `\d+\.\d`)
	boolean = pattern("true or false", `true|false`)
	date    = pattern("a day, a month or a year", `\d{4}(-\d\d(-\d\d)?)?`)
	band    = pattern("a band of 0 to 4", `[0-4]`)
	money   = form{"a price above 0 in at most six places", isMoney}
)

var moneyForm = regexp.MustCompile(`^\d{1,6}(\.\d{1,6})?$`)

func isMoney(cell string) bool {
	return moneyForm.MatchString(cell) && strings.Trim(cell, "0.") != ""
}

// A record is one row of a CSV file, with the cells by column name.
type record struct {
	cells map[string]string
	where func(name string) string // the file, line and column of a cell
}

// wrong is an error about one cell.
func (r record) wrong(name, format string, args ...any) error {
	return fmt.Errorf("%s: %s", r.where(name), fmt.Sprintf(format, args...))
}

// read reads the columns of a CSV file, in any order. The columns of key must be
// unique.
func read(facts fs.FS, file string, columns []column, key ...string) ([]record, error) {
	f, err := facts.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, c := range columns {
		if !slices.Contains(header, c.name) {
			return nil, fmt.Errorf("%s:1: no column %q among %s", file, c.name, strings.Join(header, ", "))
		}
	}
	var records []record
	seen := map[string]bool{}
	for {
		r, err := next(in, file, header)
		if errors.Is(err, io.EOF) {
			return records, nil
		}
		if err == nil {
			err = r.check(columns, key, seen)
		}
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
}

func next(in *csv.Reader, file string, header []string) (record, error) {
	cells, err := in.Read()
	if errors.Is(err, io.EOF) {
		return record{}, err
	}
	if err != nil {
		return record{}, fmt.Errorf("%s: %w", file, err)
	}
	line, _ := in.FieldPos(0)
	r := record{cells: make(map[string]string, len(header))}
	for i, name := range header {
		r.cells[name] = cells[i]
	}
	r.where = func(name string) string { return fmt.Sprintf("%s:%d: column %s", file, line, name) }
	return r, nil
}

func (r record) check(columns []column, key []string, seen map[string]bool) error {
	for _, c := range columns {
		if cell := r.cells[c.name]; !c.form.match(cell) {
			return r.wrong(c.name, "%q is not %s", cell, c.form.words)
		}
	}
	var id []string
	for _, name := range key {
		id = append(id, r.cells[name])
	}
	joined := strings.Join(id, " ")
	if seen[joined] {
		return r.wrong(key[len(key)-1], "%s already has a row", joined)
	}
	seen[joined] = true
	return nil
}
