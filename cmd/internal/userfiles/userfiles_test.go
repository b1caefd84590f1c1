package userfiles

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"podfit/data/boundedfile"
)

func TestFilesAreWrittenWhole(t *testing.T) {
	dir := t.TempDir()

	name := filepath.Join(dir, "s.yaml")
	if err := Create(name, []byte("one")); err != nil {
		t.Fatal(err)
	}
	if err := Create(name, []byte("two")); !errors.Is(err, fs.ErrExist) {
		t.Error("creates over a file:", err)
	}
	link := filepath.Join(dir, "link.yaml")
	os.Symlink(name, link)
	os.Chmod(name, 0o640)
	if err := Replace(link, []byte("three")); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(name)
	info, _ := os.Stat(name)
	if at, _ := os.Readlink(link); string(text) != "three" || info.Mode().Perm() != 0o640 || at != name {
		t.Errorf("%q, %v, link to %q", text, info.Mode(), at)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Error("left behind:", left)
	}
}

func TestFileErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()

	for name, err := range map[string]error{
		"none/s.yaml": Create(filepath.Join(dir, "none/s.yaml"), nil),
		"":            Replace(dir, nil),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), strings.TrimSuffix(filepath.Join(dir, name), "/")+": ") || strings.Contains(err.Error(), ".s.yaml.") {
			t.Error(err)
		}
	}
	big := filepath.Join(dir, "big")
	os.WriteFile(big, make([]byte, boundedfile.Scenario.Bytes+1), 0o600)
	if _, err := Read(big); err == nil || !strings.Contains(err.Error(), "larger than 8 MiB, the limit of a scenario") {
		t.Error(err)
	}
}

func TestStateFolder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_STATE_HOME", "relative") // which the specification has ignored

	if _, err := Recall("a"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := Keep("a", []byte("text")); err != nil {
		t.Fatal(err)
	}
	if text, err := Recall("a"); string(text) != "text" || err != nil {
		t.Error(text, err)
	}
	if err := Forget("a"); err != nil {
		t.Error(err)
	}
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	if dir, err := StateFolder(); dir != filepath.Join(home, "state", "podfit") || err != nil {
		t.Error(dir, err)
	}
	// What is in the way of the folder is an error in words, no more.
	os.WriteFile(filepath.Join(home, "state"), nil, 0o600)
	if err := Keep("a", nil); err == nil {
		t.Error("keeps in a folder that is a file")
	}
}

func TestCompleteFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	for _, name := range []string{"a.yaml", "ab.yaml", ".hidden"} {
		os.WriteFile(filepath.Join(dir, name), nil, 0o600)
	}
	os.Mkdir(filepath.Join(dir, "abc"), 0o700)
	for start, want := range map[string]string{
		"~/":         "[~/a.yaml ~/ab.yaml ~/abc/]",
		"~/ab":       "[~/ab.yaml ~/abc/]",
		"~/.h":       "[~/.hidden]",
		dir + "/a.":  "[" + dir + "/a.yaml]",
		dir + "/z/a": "[]",
	} {
		if got := fmt.Sprint(Complete(start)); got != want {
			t.Errorf("%s: %s, want %s", start, got, want)
		}
	}
}
