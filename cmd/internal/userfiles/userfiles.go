// Package userfiles reads and writes the user's own files, and finds the folder of
// what a run leaves for the next.
package userfiles

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"podfit/data/atomicfile"
	"podfit/data/boundedfile"
)

// StateFolder is where a run keeps what the next one needs: as the XDG Base
// Directory Specification says or, on other systems, where they keep such files.
func StateFolder() (string, error) {
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

// AtHome spells out ~/: no shell does it for what is typed on the screen.
func AtHome(name string) string {
	rest, is := strings.CutPrefix(name, "~/")
	home, err := os.UserHomeDir()
	if !is || err != nil {
		return name
	}
	return filepath.Join(home, rest)
}

// Read reads a file of a scenario's size.
func Read(name string) ([]byte, error) { return boundedfile.Read(name, boundedfile.Scenario) }

// Create writes a new file, and fails if there is one by the name.
func Create(name string, text []byte) error {
	if _, err := os.Lstat(name); err == nil {
		return &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
	}
	return atomicfile.Write(name, text, 0o666)
}

// Replace writes a file anew. A symbolic link stays: what it leads to is replaced.
func Replace(name string, text []byte) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s: not a regular file", name)
	}
	return atomicfile.Write(name, text, 0o666)
}

// Complete lists the files whose names begin with a text; hidden ones only if the
// text begins with a dot.
func Complete(start string) []string {
	folder, base := filepath.Split(start)
	path := AtHome(folder)
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

// Recall reads what a run kept by a name.
func Recall(name string) ([]byte, error) {
	path, err := notePath(name)
	if err != nil {
		return nil, err
	}
	return Read(path)
}

// Keep keeps a text for the next run, for the user's eyes only.
func Keep(name string, text []byte) error {
	path, err := notePath(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return atomicfile.Write(path, text, 0o600)
}

// Forget removes what a run kept.
func Forget(name string) error {
	path, err := notePath(name)
	if err != nil {
		return err
	}
	return os.Remove(path)
}

func notePath(name string) (string, error) {
	folder, err := StateFolder()
	return filepath.Join(folder, name), err
}
