package bundle_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"podfit/data"
	"podfit/data/bundle"
)

// inUse is the date of the figures that a store gives, and why it gives no others.
func inUse(s *bundle.Store) string {
	t, err := s.Tables()
	return fmt.Sprintf("%s %s, %v", t.Name(), t.AsOf(), err)
}

func names(dir string) string {
	found, _ := os.ReadDir(dir)
	var all []string
	for _, f := range found {
		all = append(all, f.Name())
	}
	return strings.Join(all, " ")
}

func install(t testing.TB, s *bundle.Store, file []byte) {
	t.Helper()
	if _, err := s.Install(t.Context(), file); err != nil {
		t.Fatal(err)
	}
}

func TestInstallAndRemove(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "podfit")
	s := bundle.Open(dir)
	if removed, err := s.Remove(t.Context()); removed || err != nil {
		t.Errorf("removed nothing: %t, %v", removed, err)
	}
	bundled := "bundled " + data.Bundled().AsOf() + ", <nil>"
	if got := inUse(s); got != bundled {
		t.Error(got)
	}
	install(t, s, of(t, "2026-11-29"))
	if got := inUse(bundle.Open(dir)); got != "updated 2026-11-29, <nil>" {
		t.Error(got)
	}
	// The same again, and a newer one.
	install(t, s, of(t, "2026-11-29"))
	install(t, s, of(t, "2026-11-30"))
	if got := inUse(s); got != "updated 2026-11-30, <nil>" {
		t.Error(got)
	}
	// One between the bundled tables and those in use.
	_, err := s.Install(t.Context(), of(t, "2026-11-29"))
	if want := "its newest figure is of 2026-11-29, and the figures in use are of 2026-11-30: to go back, remove those first"; err == nil || err.Error() != want {
		t.Error(err)
	}
	if info, err := os.Stat(s.File()); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	if removed, err := s.Remove(t.Context()); !removed || err != nil {
		t.Errorf("removed: %t, %v", removed, err)
	}
	if got := inUse(s); got != bundled || names(dir) != "figures.lock" {
		t.Errorf("%s; left: %s", got, names(dir))
	}
}

// A file that must not be used changes nothing, whether there is an older file or none.
func TestBadFiles(t *testing.T) {
	with, without := bundle.Open(t.TempDir()), bundle.Open(t.TempDir())
	install(t, with, of(t, "2026-11-28"))
	before, _ := os.ReadFile(with.File())
	for name, c := range bad(t) {
		for what, s := range map[string]*bundle.Store{"nothing": without, "an update": with} {
			if _, err := s.Install(t.Context(), c.file); err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s over %s: %v, want %s", name, what, err, c.want)
			}
		}
	}
	after, _ := os.ReadFile(with.File())
	if !bytes.Equal(before, after) || inUse(with) != "updated 2026-11-28, <nil>" {
		t.Errorf("the update is now %s", inUse(with))
	}
	if _, err := os.Stat(without.File()); !os.IsNotExist(err) {
		t.Error("there is a file now")
	}
}

// A file that was changed after it was installed is not used, and the reason is one
// line.
func TestDamagedInUse(t *testing.T) {
	s := bundle.Open(t.TempDir())
	good := of(t, "2026-11-29")
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":     {nil, "empty"},
		"truncated": {good[:len(good)-100], "damaged or incomplete: the checksum differs"},
		"garbage":   {[]byte("garbage"), "not a file of figures"},
		"huge":      {make([]byte, bundle.MaxSize+1), "larger than 16 MiB"},
		"outdated":  {of(t, "2026-09"), "older than those of this podfit (2026-09, 2026-10)"},
	} {
		if err := os.WriteFile(s.File(), c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, want := inUse(s), "bundled "+data.Bundled().AsOf()+", "+c.want; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	// It can be replaced.
	install(t, s, good)
	if got := inUse(s); got != "updated 2026-11-29, <nil>" {
		t.Error(got)
	}
	os.Remove(s.File())
	if err := os.Mkdir(s.File(), 0o700); err != nil {
		t.Fatal(err)
	}
	if got, want := inUse(s), "bundled "+data.Bundled().AsOf()+", not a regular file"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A date of a month is not older than its days.
func TestSameMonth(t *testing.T) {
	s := bundle.Open(t.TempDir())
	install(t, s, of(t, "2026-10-01")) // the bundled tables are of 2026-10
	if got := inUse(s); got != "updated 2026-10-01, <nil>" {
		t.Error(got)
	}
}

func TestNowhere(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	t.Setenv("LocalAppData", "")
	s := bundle.Open("")
	if _, err := s.Install(t.Context(), of(t, "2026-11-29")); err == nil || err.Error() != "no cache folder to keep it in" {
		t.Error(err)
	}
	if removed, err := s.Remove(t.Context()); removed || err != nil || s.File() != "" || inUse(s) != "bundled "+data.Bundled().AsOf()+", <nil>" {
		t.Error(removed, err, s.File(), inUse(s))
	}
}

// A cache folder that is a file holds no update.
func TestFolderIsAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := bundle.Open(filepath.Join(file, "podfit"))
	if got := inUse(s); got != "bundled "+data.Bundled().AsOf()+", <nil>" {
		t.Error(got)
	}
	if _, err := s.Install(t.Context(), of(t, "2026-11-29")); err == nil {
		t.Error("installed into a file")
	}
}

func TestUserCacheFolder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "caches"))
	t.Setenv("LocalAppData", home)
	caches, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := bundle.Open("").File(), filepath.Join(caches, "podfit", "figures.bundle"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Many install at the same time; one file is complete in the end.
func TestManyInstall(t *testing.T) {
	dir := t.TempDir()
	file := of(t, "2026-11-29")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := bundle.Open(dir).Install(t.Context(), file); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := inUse(bundle.Open(dir)); got != "updated 2026-11-29, <nil>" || names(dir) != "figures.bundle figures.lock" {
		t.Errorf("%s; left: %s", got, names(dir))
	}
}

func TestStaleFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{".figures.bundle.1-2": 2 * time.Hour, ".figures.bundle.3-4": 0, ".theirs": 2 * time.Hour} {
		path := filepath.Join(dir, name)
		os.WriteFile(path, nil, 0o600)
		os.Chtimes(path, time.Time{}, time.Now().Add(-age))
	}
	install(t, bundle.Open(dir), of(t, "2026-11-29"))
	if got, want := names(dir), ".figures.bundle.3-4 .theirs figures.bundle figures.lock"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
