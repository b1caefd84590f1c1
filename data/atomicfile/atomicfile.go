// Package atomicfile writes files atomically: a reader sees the old content or the
// new one. google/renameio doesn't support Windows and may write to another
// folder first, and natefinch/atomic can't set permissions.
package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// writing is held while something is written.
var writing sync.RWMutex

// Stop waits for what is being written, and lets nothing else begin: a signal can end
// the process then.
func Stop() { writing.Lock() }

// Buffer keeps what is written until Flush writes it at once.
type Buffer struct {
	To   io.Writer
	text bytes.Buffer
}

func (b *Buffer) Write(text []byte) (int, error) { return b.text.Write(text) }

// Flush writes what is kept.
func (b *Buffer) Flush() error {
	writing.RLock()
	defer writing.RUnlock()
	_, err := b.text.WriteTo(b.To)
	return err
}

// Write writes a temporary file in the same folder, syncs it to disk and renames
// it. An existing file keeps its permissions; a new one has mode, less the umask.
// A process that is killed may leave the temporary file behind, whose name begins
// with a dot.
func Write(name string, text []byte, mode fs.FileMode) error {
	writing.RLock()
	defer writing.RUnlock()
	temporary := fmt.Sprintf(".%s.%d-%d", filepath.Base(name), os.Getpid(), time.Now().UnixNano())
	f, err := os.OpenFile(filepath.Join(filepath.Dir(name), temporary), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return atName(err, name)
	}
	if info, err := os.Stat(name); err == nil {
		_ = f.Chmod(info.Mode().Perm()) // some file systems have no permissions
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
		return atName(err, name)
	}
	// Some file systems can't sync folders. The file itself is on disk.
	if dir, err := os.Open(filepath.Dir(name)); err == nil {
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}

// atName names the requested file in an error instead of the temporary one.
func atName(err error, name string) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}
