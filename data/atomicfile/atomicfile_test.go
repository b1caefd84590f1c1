package atomicfile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"podfit/data/atomicfile"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	for _, step := range []struct {
		text       string
		mode, want fs.FileMode
	}{
		{"a longer first text", 0o600, 0o600},
		{"short", 0o644, 0o600}, // what was there keeps its permissions
		{"", 0o600, 0o600},
	} {
		if err := atomicfile.Write(name, []byte(step.text), step.mode); err != nil {
			t.Fatal(err)
		}
		text, _ := os.ReadFile(name)
		info, _ := os.Stat(name)
		if string(text) != step.text || info.Mode() != step.want {
			t.Errorf("%q, %v; want %q, %v", text, info.Mode(), step.text, step.want)
		}
	}
	onlyFile(t, dir, "a")
}

// What is in the way stays as it was, and the error names the file that was
// asked for.
func TestWriteThatFailsLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	folder, file := filepath.Join(dir, "folder"), filepath.Join(dir, "folder", "file")
	os.Mkdir(folder, 0o700)
	os.WriteFile(file, []byte("old"), 0o600)
	for name, want := range map[string]string{
		folder:                        folder + ": file exists",
		filepath.Join(file, "below"):  filepath.Join(file, "below") + ": not a directory",
		filepath.Join(dir, "no", "a"): filepath.Join(dir, "no", "a") + ": no such file or directory",
	} {
		if err := atomicfile.Write(name, []byte("new"), 0o600); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	onlyFile(t, dir, "folder")
	onlyFile(t, folder, "file")
}

func onlyFile(t *testing.T, dir, name string) {
	t.Helper()
	if found, _ := os.ReadDir(dir); len(found) != 1 || found[0].Name() != name {
		t.Errorf("%s has %v, want %s alone", dir, found, name)
	}
}
