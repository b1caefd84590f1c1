// Package bundle has tables in one file, so that figures can be newer than the
// binary: data/gen writes such a file, [Fetch] gets it from a file or URL, and a
// [Store] keeps it beside the cache. A file is used only if it is complete, each row
// is valid, and it isn't older than the bundled tables.
package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"podfit/data"
)

// A file is one line, and then a zip archive of the tables:
//
//	podfit-figures 1 SCHEMA SHA256 NEWEST
//
// SCHEMA is data.Schema, SHA256 the archive's checksum, and NEWEST the date of the
// newest figure. unzip skips the line.
const (
	magic   = "podfit-figures"
	version = "1"
)

// MaxSize is larger than any file of figures: they are below 1 MiB.
const MaxSize = 16 << 20

// maxExpanded is larger than all tables together.
const maxExpanded = 64 << 20

// Write writes the tables of a folder as one file.
func Write(w io.Writer, tables fs.FS) error {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	err := fs.WalkDir(tables, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(tables, name)
		if err != nil {
			return err
		}
		method := zip.Deflate
		if path.Ext(name) == ".gz" {
			method = zip.Store
		}
		file, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method}) // without a time: the same tables give the same bytes
		if err != nil {
			return err
		}
		_, err = file.Write(text)
		return err
	})
	if err := errors.Join(err, z.Close()); err != nil {
		return err
	}
	newest := data.Open("", func(name string) string {
		text, _ := fs.ReadFile(tables, name)
		return string(text)
	}).AsOf()
	sum := sha256.Sum256(archive.Bytes())
	if _, err := fmt.Fprintln(w, magic, version, data.Schema(), hex.EncodeToString(sum[:]), newest); err != nil {
		return err
	}
	_, err = w.Write(archive.Bytes())
	return err
}

// Read is the tables of a file. Each row is validated.
func Read(file []byte) (*data.Tables, error) {
	t, err := open(file)
	if err != nil {
		return nil, err
	}
	if err := t.Check(); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("not valid: %s", first)
	}
	return t, fewer(t)
}

// open is Read for a file that was validated before: the checksum proves that it is
// still the same.
func open(file []byte) (*data.Tables, error) {
	line, archive, complete := bytes.Cut(file, []byte("\n"))
	words := strings.Fields(string(line[:min(len(line), 300)]))
	switch {
	case len(file) == 0:
		return nil, errors.New("empty")
	case len(file) > MaxSize:
		return nil, errTooLarge
	case len(words) == 0 || words[0] != magic:
		return nil, notFigures(file)
	case !complete:
		return nil, errors.New("incomplete: it ends in the first line")
	case len(words) != 5 || words[1] != version || words[2] != data.Schema():
		return nil, errors.New("written for another version of podfit")
	}
	if sum := sha256.Sum256(archive); hex.EncodeToString(sum[:]) != words[3] {
		return nil, errors.New("damaged or incomplete: the checksum differs")
	}
	texts, err := read(archive)
	if err != nil {
		return nil, fmt.Errorf("damaged: %w", err)
	}
	t := data.Open("updated", texts)
	if t.AsOf() != words[4] {
		return nil, fmt.Errorf("damaged: the newest figure is of %s, but its first line says %s", t.AsOf(), words[4])
	}
	return t, nil
}

var errTooLarge = fmt.Errorf("larger than %d MiB", MaxSize>>20)

// notFigures says what a file is instead, if that is plain.
func notFigures(file []byte) error {
	start := strings.ToLower(string(bytes.TrimSpace(file[:min(len(file), 512)])))
	if strings.HasPrefix(start, "<") {
		return errors.New("an HTML page, not a file of figures")
	}
	return errors.New("not a file of figures")
}

// read returns the texts by path. They are expanded on first use.
func read(archive []byte) (text func(name string) string, err error) {
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	files := map[string]*zip.File{}
	size := uint64(0)
	for _, f := range z.File {
		if size += f.UncompressedSize64; size > maxExpanded || f.UncompressedSize64 > maxExpanded {
			return nil, fmt.Errorf("larger than %d MiB when it is expanded", maxExpanded>>20)
		}
		files[f.Name] = f
	}
	return func(name string) string {
		f, ok := files[name]
		if !ok {
			return ""
		}
		in, err := f.Open()
		if err != nil {
			return ""
		}
		defer in.Close()
		text, err := io.ReadAll(io.LimitReader(in, int64(f.UncompressedSize64)))
		if err != nil {
			return ""
		}
		return string(text)
	}, nil
}

// fewer refuses tables that lack a good part of what the bundled ones have, which no
// honest update does.
func fewer(t *data.Tables) error {
	bundled := data.Bundled()
	for _, c := range []struct {
		what      string
		have, had int
	}{
		{"instance types", len(t.TypeNames()), len(bundled.TypeNames())},
		{"regions", len(t.RegionNames()), len(bundled.RegionNames())},
		{"on-demand prices", rows(t, "on-demand prices"), rows(bundled, "on-demand prices")},
	} {
		if c.have*10 < c.had*9 {
			return fmt.Errorf("not valid: %d %s, but the bundled tables have %d", c.have, c.what, c.had)
		}
	}
	return nil
}

func rows(t *data.Tables, name string) (n int) {
	for _, table := range t.Contents() {
		if table.Name == name {
			n += table.Rows
		}
	}
	return n
}
