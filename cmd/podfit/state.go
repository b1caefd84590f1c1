package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"podfit/data/atomicfile"
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
			return atomicfile.Write(path, text, 0o600)
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
	return atomicfile.Write(name, text, 0o666)
}

// replaceFile keeps a symbolic link that leads to what it replaces.
func replaceFile(name string, text []byte) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s: not a file", name)
	}
	return atomicfile.Write(name, text, 0o666)
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
