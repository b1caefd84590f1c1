package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"podfit/tui"
)

// mostScenario is far above any scenario, and keeps a slip of the finger from
// filling the memory.
const mostScenario = 4 << 20

// screenFiles are the user's files and the state folder.
func screenFiles() tui.Files {
	note := func(name string) (string, error) {
		folder, err := stateFolder()
		return filepath.Join(folder, name), err
	}
	return tui.Files{
		Read:     func(name string) ([]byte, error) { return readUpTo(atHome(name), mostScenario) },
		Create:   func(name string, text []byte) error { return createFile(atHome(name), text) },
		Replace:  func(name string, text []byte) error { return replaceFile(atHome(name), text) },
		Complete: completeFile,
		Recall: func(name string) ([]byte, error) {
			path, err := note(name)
			if err != nil {
				return nil, err
			}
			return readUpTo(path, mostScenario)
		},
		Keep: func(name string, text []byte) error {
			path, err := note(name)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				return err
			}
			return writeAtomic(path, text, 0o600)
		},
		Forget: func(name string) error {
			path, err := note(name)
			if err != nil {
				return err
			}
			return os.Remove(path)
		},
	}
}

// stateFolder is where what a run leaves for the next is kept: by the XDG Base
// Directory Specification, elsewhere where the system keeps such things.
func stateFolder() (string, error) {
	// The specification has relative paths ignored.
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "podfit"), nil
	}
	switch runtime.GOOS {
	case "darwin":
		dir, err := os.UserConfigDir() // ~/Library/Application Support
		return filepath.Join(dir, "podfit"), err
	case "windows":
		dir, err := os.UserCacheDir() // %LocalAppData%
		return filepath.Join(dir, "podfit"), err
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "state", "podfit"), err
}

// atHome spells out ~/, which no shell does for what is typed on the screen.
func atHome(name string) string {
	rest, is := strings.CutPrefix(name, "~/")
	home, err := os.UserHomeDir()
	if !is || err != nil {
		return name
	}
	return filepath.Join(home, rest)
}

func readUpTo(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(text)) > most {
		return nil, fmt.Errorf("%s: larger than %d MiB: no scenario", name, most>>20)
	}
	return text, err
}

// createFile fails where there is a file of the name.
func createFile(name string, text []byte) error {
	if _, err := os.Lstat(name); err == nil {
		return &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
	}
	return writeAtomic(name, text, 0o666)
}

// replaceFile keeps a symbolic link that leads to what it replaces.
func replaceFile(name string, text []byte) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s: not a file", name)
	}
	return writeAtomic(name, text, 0o666)
}

// writeAtomic never leaves a file half written: it writes beside it, and takes
// the name once all is on the disk. A file that was there keeps its
// permissions; a new one has mode, less the umask.
func writeAtomic(name string, text []byte, mode fs.FileMode) error {
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

// completeFile lists what begins with a text, without what is hidden unless
// the text asks for it.
func completeFile(start string) []string {
	folder, base := filepath.Split(start)
	path := atHome(folder)
	if path == "" {
		path = "."
	}
	entries, _ := os.ReadDir(path)
	var found []string
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base) || strings.HasPrefix(name, ".") && base == "" {
			continue
		}
		if e.IsDir() {
			name += string(filepath.Separator)
		}
		found = append(found, folder+name)
	}
	return found
}
