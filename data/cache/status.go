package cache

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Info describes one file of a store.
type Info struct {
	File string // its path
	Size int64  // bytes on the disk
	Key  string // empty if damaged
	At   time.Time
	// Damaged is why the file can't be used; nil if it can.
	Damaged error
}

var errQuarantined = errors.New("damaged, kept for troubleshooting")

// List is all files of the store: entries by key, then damaged files by name. It
// reads each of them.
func (s *Store) List() []Info {
	var list []Info
	for _, f := range s.files() {
		info, err := f.Info()
		if err != nil { // removed meanwhile
			continue
		}
		i := Info{File: filepath.Join(s.dir, f.Name()), Size: info.Size()}
		switch filepath.Ext(f.Name()) {
		case entryFile:
			i.Key, i.At, i.Damaged = s.inspect(i.File)
		case badFile:
			i.Damaged = errQuarantined
		default:
			continue
		}
		list = append(list, i)
	}
	slices.SortFunc(list, func(a, b Info) int {
		if (a.Damaged == nil) != (b.Damaged == nil) {
			if a.Damaged == nil {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.File, b.File))
	})
	return list
}

func (s *Store) inspect(path string) (string, time.Time, error) {
	key, e, err := read(path)
	if err == nil && s.path(key, entryFile) != path {
		err = errors.New("stored under another key's name")
	}
	if err != nil {
		return "", time.Time{}, err
	}
	return key, e.At, nil
}

// Clear removes all files of the store and no others.
func (s *Store) Clear() error {
	var errs []error
	for _, f := range s.files() {
		switch ext := filepath.Ext(f.Name()); {
		case ext == entryFile, ext == badFile, isTemporary(f.Name()):
			if err := os.Remove(filepath.Join(s.dir, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}
