package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"podfit/data/atomicfile"
)

// tables are the files to write, by path below tables/, and the number of rows of
// each input file.
type tables struct {
	sources  sources
	files    map[string][]byte
	accounts []account
	// newest is the newest date of any table.
	newest string
}

// An account is how many rows of a file were read and written.
type account struct {
	from, to      string
	read, written int
}

// A table is one file: lines of provenance, a line of column names, rows.
type table struct {
	provenance []provenance
	columns    []string
	rows       [][]string
}

// provenance is one "# key: value" line.
type provenance struct{ key, value string }

// filled is how many rows have a figure in one of the columns.
func (t *table) filled(columns []string) (n int) {
	for _, row := range t.rows {
		if slices.ContainsFunc(columns, func(name string) bool { return row[slices.Index(t.columns, name)] != "" }) {
			n++
		}
	}
	return n
}

// add adds a table. It sorts the rows by the bytes of their first cells, which
// package data needs for its binary search.
func (t *tables) add(path string, tab table) {
	t.files[path] = tab.text()
	t.newest = max(t.newest, tab.newest())
}

// addCompressed is add with gzip.
func (t *tables) addCompressed(path string, tab table) {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	w.Write(tab.text())                                   // a buffer doesn't fail
	w.Close()
	t.files[path] = b.Bytes()
	t.newest = max(t.newest, tab.newest())
}

func (t *table) text() []byte {
	slices.SortFunc(t.rows, slices.Compare)
	var b bytes.Buffer
	b.WriteString("# generated: by data/gen; data/README.md says how\n")
	for _, p := range t.provenance {
		fmt.Fprintf(&b, "# %s: %s\n", p.key, p.value)
	}
	b.WriteString(strings.Join(t.columns, "\t") + "\n")
	for _, row := range t.rows {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	return b.Bytes()
}

// newest is the newest date in the header and in the rows.
func (t *table) newest() (newest string) {
	for _, p := range t.provenance {
		if strings.HasSuffix(p.key, "as-of") {
			newest = max(newest, slices.Max(append(strings.Fields(p.value), "")))
		}
	}
	for i, name := range t.columns {
		if !strings.HasPrefix(name, "other_date") && name != "as_of" {
			continue
		}
		for _, row := range t.rows {
			for date := range strings.FieldsSeq(row[i]) {
				newest = max(newest, date[strings.LastIndexByte(date, '=')+1:])
			}
		}
	}
	return newest
}

// copy adds a CSV file as a table. Its first column is the key.
func (t *tables) copy(facts fs.FS, file, to string, columns []column, from []provenance) error {
	records, err := read(facts, file, columns, columns[0].name)
	if err != nil {
		return err
	}
	tab := table{provenance: from}
	for _, c := range columns {
		tab.columns = append(tab.columns, c.name)
	}
	for _, r := range records {
		var row []string
		for _, c := range columns {
			row = append(row, r.cells[c.name])
		}
		tab.rows = append(tab.rows, row)
	}
	t.add(to, tab)
	t.accounts = append(t.accounts, account{file, to, len(records), len(tab.rows)})
	return nil
}

// write writes the files into out/tables, each one atomically.
func (t *tables) write(out string) error {
	for _, path := range slices.Sorted(maps.Keys(t.files)) {
		file := filepath.Join(out, "tables", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := atomicfile.Write(file, t.files[path], 0o644); err != nil {
			return err
		}
	}
	return nil
}

// save is write, and removes files of an earlier run that this one doesn't have.
func (t *tables) save(out string) error {
	if err := t.write(out); err != nil {
		return err
	}
	root := filepath.Join(out, "tables")
	return fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		if _, written := t.files[path]; err != nil || written || entry.IsDir() {
			return err
		}
		return os.Remove(filepath.Join(root, filepath.FromSlash(path)))
	})
}
