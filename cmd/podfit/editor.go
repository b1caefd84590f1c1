package main

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"podfit/cmd/internal/userfiles"
	"podfit/tui"
)

// editText has a scenario ready for the user's editor, in a folder of its own that is
// gone once the text has been read.
func editText(text []byte) (tui.Editing, error) {
	words := strings.Fields(cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR"), "vi"))
	if len(words) == 0 {
		return tui.Editing{}, errors.New("EDITOR is empty: set it to the name of an editor")
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return tui.Editing{}, errors.New("there is no editor " + words[0] + ": set VISUAL or EDITOR to one")
	}
	dir, err := os.MkdirTemp("", "podfit-")
	if err != nil {
		return tui.Editing{}, err
	}
	name := filepath.Join(dir, "scenario.yaml")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		return tui.Editing{}, errors.Join(err, os.RemoveAll(dir))
	}
	return tui.Editing{
		Cmd: exec.Command(words[0], append(words[1:], name)...),
		Text: func() ([]byte, error) {
			text, err := userfiles.Read(name)
			if err != nil { // which names the file: it stays
				return nil, err
			}
			return text, os.RemoveAll(dir)
		},
	}, nil
}
