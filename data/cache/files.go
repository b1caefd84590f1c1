package cache

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"podfit/data/atomicfile"
)

// The files of a store, beside those that begin with a dot, which are entries
// half written.
const (
	entryFile = ".entry"
	badFile   = ".bad"
	lockFile  = ".lock"
)

const (
	// mostBad is how many damaged files are kept, to find out what went wrong.
	mostBad = 3
	// leftAfter is when a file that only a running process needs is taken for
	// the leavings of one that was killed.
	leftAfter = time.Hour
)

var (
	errNowhere  = errors.New("no cache folder")
	errTooLarge = fmt.Errorf("larger than %d MiB", mostFile>>20)
)

// path is the file of a key, whatever is in it, on any file system: its sum
// has no separators, no capitals and one length.
func (s *Store) path(key, kind string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:16])+kind)
}

// Load is the entry of a key, however old. A damaged file is no entry.
func (s *Store) Load(key string) (Entry, bool) {
	if s.dir == "" {
		return Entry{}, false
	}
	found, e, err := read(s.path(key, entryFile))
	if err != nil || found != key {
		return Entry{}, false
	}
	return e, true
}

// read is the key and the entry of a file.
func read(path string) (string, Entry, error) {
	// A pipe would keep the reader waiting for a writer.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return "", Entry{}, errors.New("not a file")
	}
	f, err := os.Open(path)
	if err != nil {
		return "", Entry{}, err
	}
	defer f.Close()
	text, err := readAll(f)
	if err != nil {
		return "", Entry{}, err
	}
	return decode(text)
}

func readAll(f *os.File) ([]byte, error) {
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case info.Size() > mostFile:
		return nil, errTooLarge
	}
	text := make([]byte, info.Size())
	_, err = io.ReadFull(f, text)
	return text, err
}

// Save keeps an entry in place of what was there. It is on the disk whole, or
// what was there stays.
func (s *Store) Save(key string, e Entry) error {
	if s.dir == "" {
		return errNowhere
	}
	text := encode(key, e)
	if len(text) > mostFile {
		return errTooLarge
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	s.sweep.Do(s.removeLeavings)
	return atomicfile.Write(s.path(key, entryFile), text, 0o600)
}

// removeLeavings goes by the system's clock alone: its files' times are of it.
func (s *Store) removeLeavings() {
	for _, f := range s.files() {
		info, err := f.Info()
		if passing(f.Name()) && err == nil && time.Since(info.ModTime()) > leftAfter {
			os.Remove(filepath.Join(s.dir, f.Name()))
		}
	}
}

// passing says that a file has no use beyond the process that made it.
func passing(name string) bool {
	return filepath.Ext(name) == lockFile ||
		strings.HasPrefix(name, ".") && strings.Contains(name, entryFile+".")
}

// putAside keeps what is in the place of an entry and is none, under another name.
func (s *Store) putAside(key string) {
	path := s.path(key, entryFile)
	found, _, err := read(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && found == key {
		return
	}
	os.Rename(path, s.path(key, badFile))
	s.pruneBad()
}

// pruneBad keeps the newest of the damaged files.
func (s *Store) pruneBad() {
	type bad struct {
		name string
		at   time.Time
	}
	var all []bad
	for _, f := range s.files() {
		if info, err := f.Info(); err == nil && filepath.Ext(f.Name()) == badFile {
			all = append(all, bad{f.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(all, func(a, b bad) int {
		return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.name, b.name))
	})
	for _, b := range all[min(len(all), mostBad):] {
		os.Remove(filepath.Join(s.dir, b.name))
	}
}

// files are those in the store's folder, by name.
func (s *Store) files() []fs.DirEntry {
	if s.dir == "" {
		return nil
	}
	found, _ := os.ReadDir(s.dir)
	return found
}
