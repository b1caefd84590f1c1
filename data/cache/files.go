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
)

// The files of a store. Files that begin with a dot are entries that are being
// written.
const (
	entryFile = ".entry"
	badFile   = ".bad"
	lockFile  = ".lock"
)

const (
	// maxDamaged is how many damaged files stay for troubleshooting.
	maxDamaged = 3
	// staleAge is the age at which a temporary file must be from a process that
	// was killed.
	staleAge = time.Hour
)

var (
	errNowhere  = errors.New("there is no cache folder (set HOME or XDG_CACHE_HOME)")
	errTooLarge = fmt.Errorf("larger than %d MiB", maxFileSize>>20)
)

// path is the file of a key. The name is a hash, so that any key makes a valid
// name on any file system.
func (s *Store) path(key, kind string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:16])+kind)
}

// Load is the entry of a key, however old. ok is false without a valid entry.
func (s *Store) Load(key string) (e Entry, ok bool) {
	if s.dir == "" {
		return Entry{}, false
	}
	stored, e, err := read(s.path(key, entryFile))
	if err != nil || stored != key {
		return Entry{}, false
	}
	return e, true
}

// read reads the key and the entry of a file.
func read(path string) (string, Entry, error) {
	// Opening a pipe would wait for a writer.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return "", Entry{}, errors.New("not a regular file")
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
	case info.Size() > maxFileSize:
		return nil, errTooLarge
	}
	text := make([]byte, info.Size())
	_, err = io.ReadFull(f, text)
	return text, err
}

// Save stores an entry atomically: on errors the previous entry stays.
func (s *Store) Save(key string, e Entry) error {
	if s.dir == "" {
		return errNowhere
	}
	text := encode(key, e)
	if len(text) > maxFileSize {
		return errTooLarge
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	s.cleanUp.Do(s.removeStale)
	return s.write(s.path(key, entryFile), text, 0o600)
}

// removeStale goes by the system's clock, because the files' times do so, too.
func (s *Store) removeStale() {
	for _, f := range s.files() {
		info, err := f.Info()
		if isTemporary(f.Name()) && err == nil && time.Since(info.ModTime()) > staleAge {
			os.Remove(filepath.Join(s.dir, f.Name()))
		}
	}
}

// isTemporary reports whether only the process that created a file needs it.
func isTemporary(name string) bool {
	return filepath.Ext(name) == lockFile ||
		strings.HasPrefix(name, ".") && strings.Contains(name, entryFile+".")
}

// quarantine renames a damaged entry, for troubleshooting.
func (s *Store) quarantine(key string) {
	path := s.path(key, entryFile)
	found, _, err := read(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && found == key {
		return
	}
	os.Rename(path, s.path(key, badFile))
	s.pruneDamaged()
}

// pruneDamaged removes all but the newest damaged files.
func (s *Store) pruneDamaged() {
	type damaged struct {
		name string
		at   time.Time
	}
	var all []damaged
	for _, f := range s.files() {
		if info, err := f.Info(); err == nil && filepath.Ext(f.Name()) == badFile {
			all = append(all, damaged{f.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(all, func(a, b damaged) int {
		return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.name, b.name))
	})
	for _, b := range all[min(len(all), maxDamaged):] {
		os.Remove(filepath.Join(s.dir, b.name))
	}
}

// files are all files in the store's folder, by name.
func (s *Store) files() []fs.DirEntry {
	if s.dir == "" {
		return nil
	}
	found, _ := os.ReadDir(s.dir)
	return found
}
