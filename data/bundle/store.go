package bundle

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"podfit/data"
	"podfit/data/atomicfile"
	"podfit/data/cache"
)

const (
	fileName = "figures.bundle"
	lockName = "figures.lock"
)

const (
	lockWait = 10 * time.Second
	lockPoll = 20 * time.Millisecond
	// staleAge is the age at which a temporary file must be from a process that was
	// killed.
	staleAge = time.Hour
)

// Store keeps one file of figures in a folder. Any number of processes may share it.
type Store struct{ dir string }

// Open is the store in a folder, or in the folder of the cache for "".
func Open(dir string) *Store {
	if dir == "" {
		dir = cache.Folder()
	}
	return &Store{dir}
}

// File is where the file is, if there is one; empty for a user without a cache folder.
func (s *Store) File() string {
	if s.dir == "" {
		return ""
	}
	return filepath.Join(s.dir, fileName)
}

// Tables are those of the file or, without one that can be used, the bundled ones. The
// error says why the file isn't used; it is nil if there is no file.
func (s *Store) Tables() (*data.Tables, error) {
	t, err := s.installed()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return data.Bundled(), nil
	case err != nil:
		return data.Bundled(), err
	}
	if bundled := data.Bundled(); older(t.AsOf(), bundled.AsOf()) {
		return bundled, fmt.Errorf("older than those of this podfit (%s, %s)", t.AsOf(), bundled.AsOf())
	}
	return t, nil
}

// installed is the file's tables. The error is fs.ErrNotExist if there is none.
func (s *Store) installed() (*data.Tables, error) {
	if s.dir == "" {
		return nil, fs.ErrNotExist
	}
	info, err := os.Stat(s.File())
	switch {
	case errors.Is(err, syscall.ENOTDIR): // the cache folder is a file
		return nil, fs.ErrNotExist
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular(): // opening a pipe would wait for a writer
		return nil, errors.New("not a regular file")
	case info.Size() > MaxSize:
		return nil, errTooLarge
	}
	file, err := os.ReadFile(s.File())
	if err != nil {
		return nil, err
	}
	return open(file)
}

// older compares dates, of which a month or a year may be all that is known: then
// it isn't older than its days.
func older(a, b string) bool { return a < b && !strings.HasPrefix(b, a) }

// Install validates a file and keeps it instead of the last one. On errors nothing
// changes.
func (s *Store) Install(ctx context.Context, file []byte) (*data.Tables, error) {
	t, err := Read(file)
	if err != nil {
		return nil, err
	}
	if bundled := data.Bundled(); older(t.AsOf(), bundled.AsOf()) {
		return nil, fmt.Errorf("its newest figure is of %s, and this podfit has figures of %s", t.AsOf(), bundled.AsOf())
	}
	if s.dir == "" {
		return nil, errors.New("no cache folder to keep it in")
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if last, err := s.installed(); err == nil && older(t.AsOf(), last.AsOf()) {
		return nil, fmt.Errorf("its newest figure is of %s, and the figures in use are of %s: to go back, remove those first", t.AsOf(), last.AsOf())
	}
	s.removeStale()
	return t, atomicfile.Write(s.File(), file, 0o600)
}

// Remove removes the file, and reports whether there was one.
func (s *Store) Remove(ctx context.Context) (bool, error) {
	if _, err := os.Lstat(s.File()); s.dir == "" || errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	s.removeStale()
	return true, os.Remove(s.File())
}

// lock keeps two processes from replacing the file at the same time.
func (s *Store) lock(ctx context.Context) (unlock func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	l := flock.New(filepath.Join(s.dir, lockName))
	if locked, _ := l.TryLockContext(ctx, lockPoll); !locked {
		return nil, errors.New("another podfit is updating the figures")
	}
	return func() { l.Close() }, nil // the file stays, because its removal could free the lock twice
}

// removeStale removes what killed processes left behind.
func (s *Store) removeStale() {
	left, _ := filepath.Glob(filepath.Join(s.dir, "."+fileName+".*"))
	for _, name := range left {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > staleAge {
			os.Remove(name)
		}
	}
}
