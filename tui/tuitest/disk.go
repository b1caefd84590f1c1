package tuitest

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"podfit/tui"
	"podfit/tui/screen"
)

// Disk is files in memory, of the user and of the state folder.
type Disk struct {
	User, State map[string]string
	Full        bool
}

var errFull = errors.New("no space left on device")

// Files reach the disk. The screen was opened before.
func (d *Disk) Files() tui.Files {
	if d.User == nil {
		d.User = map[string]string{}
	}
	if d.State == nil {
		d.State = map[string]string{screen.SeenNote: ""}
	}
	read := func(from map[string]string) func(string) ([]byte, error) {
		return func(name string) ([]byte, error) {
			text, ok := from[name]
			if !ok {
				return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
			}
			return []byte(text), nil
		}
	}
	write := func(to map[string]string) func(string, []byte) error {
		return func(name string, text []byte) error {
			if d.Full {
				return errFull
			}
			to[name] = string(text)
			return nil
		}
	}
	return tui.Files{
		Read: read(d.User), Replace: write(d.User),
		Create: func(name string, text []byte) error {
			if _, is := d.User[name]; is {
				return &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
			}
			return write(d.User)(name, text)
		},
		Complete: func(start string) []string {
			return slices.DeleteFunc(slices.Sorted(maps.Keys(d.User)), func(n string) bool { return !strings.HasPrefix(n, start) })
		},
		Recall: read(d.State), Keep: write(d.State),
		Forget: func(note string) error { delete(d.State, note); return nil },
	}
}
