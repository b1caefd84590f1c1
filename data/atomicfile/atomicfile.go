// Package atomicfile writes files whole or not at all. The well-known
// libraries do not serve: google/renameio has nothing for Windows and may
// write to another folder first, natefinch/atomic takes no permissions.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Write never leaves a file half written: it writes beside it, and takes the
// name once all is on the disk. A file that was there keeps its permissions; a
// new one has mode, less the umask. What a process that is killed leaves
// beside the file has a name that begins with a dot.
func Write(name string, text []byte, mode fs.FileMode) error {
	beside := fmt.Sprintf(".%s.%d-%d", filepath.Base(name), os.Getpid(), time.Now().UnixNano())
	f, err := os.OpenFile(filepath.Join(filepath.Dir(name), beside), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return atName(err, name)
	}
	if info, err := os.Stat(name); err == nil {
		_ = f.Chmod(info.Mode().Perm()) // not every file system has permissions
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
	// Not every file system syncs folders; the file itself is written.
	if dir, err := os.Open(filepath.Dir(name)); err == nil {
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}

// atName speaks of the file that was asked for, not of the temporary one.
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
