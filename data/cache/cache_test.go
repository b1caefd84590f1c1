package cache_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"podfit/data/cache"
)

var noon = time.Date(2026, 8, 1, 12, 0, 0, 123, time.UTC)

// atNoon is a store in a folder that doesn't exist yet. Its clock says noon.
func atNoon(t *testing.T) (*cache.Store, string) {
	dir := filepath.Join(t.TempDir(), "podfit")
	s := cache.Open(dir)
	s.Now = func() time.Time { return noon }
	return s, dir
}

func answer(body string) func(context.Context) ([]byte, error) {
	return func(context.Context) ([]byte, error) { return []byte(body), nil }
}

var errSilent = errors.New("no answer")

func silence(context.Context) ([]byte, error) { return nil, errSilent }

func mustSave(t *testing.T, s *cache.Store, key, body string, at time.Time) {
	t.Helper()
	if err := s.Save(key, cache.Entry{Body: []byte(body), At: at}); err != nil {
		t.Fatal(err)
	}
}

// entryFile is the one entry in a folder.
func entryFile(t testing.TB, dir string) string {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(dir, "*.entry"))
	if len(found) != 1 {
		t.Fatal(found)
	}
	return found[0]
}

func names(dir string) string {
	found, _ := os.ReadDir(dir)
	var names []string
	for _, f := range found {
		names = append(names, f.Name())
	}
	return strings.Join(names, " ")
}

func TestFetch(t *testing.T) {
	for _, c := range []struct {
		name string
		age  time.Duration // of the stored entry, or noEntry
		ask  func(context.Context) ([]byte, error)
		want string
	}{
		{"no entry", noEntry, answer("new"), "new of 12:00:00, <nil>"},
		{"no entry, no answer", noEntry, silence, " of 00:00:00, no answer"},
		{"from this moment", 0, silence, "old of 12:00:00, <nil>"},
		{"fresh", time.Hour - 1, silence, "old of 11:00:00, <nil>"},
		{"old", time.Hour, answer("new"), "new of 12:00:00, <nil>"},
		{"old, no answer", 3 * time.Hour, silence, "old of 09:00:00, no answer"},
		{"the clock was set back", -time.Minute, answer("new"), "new of 12:00:00, <nil>"},
		{"the clock was set back, no answer", -time.Minute, silence, "old of 12:01:00, no answer"},
	} {
		s, dir := atNoon(t)
		if c.age != noEntry {
			mustSave(t, s, "k", "old", noon.Add(-c.age))
		}
		e, err := s.Fetch(t.Context(), "k", time.Hour, c.ask)
		if got := fmt.Sprintf("%s of %s, %v", e.Body, e.At.Format(time.TimeOnly), err); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if strings.Contains(names(dir), ".lock") {
			t.Errorf("%s: leaves %s", c.name, names(dir))
		}
	}
}

const noEntry = time.Duration(-1 << 63)

func TestFetchStoresTheAnswer(t *testing.T) {
	s, dir := atNoon(t)
	s.Fetch(t.Context(), "k", time.Hour, answer("new"))
	e, ok := cache.Open(dir).Load("k")
	if string(e.Body) != "new" || !e.At.Equal(noon) || !ok {
		t.Error(e, ok)
	}
	file, _ := os.Stat(entryFile(t, dir))
	folder, _ := os.Stat(dir)
	if file.Mode() != 0o600 || folder.Mode().Perm() != 0o700 {
		t.Error(file.Mode(), folder.Mode())
	}
}

func TestFetchCanceled(t *testing.T) {
	s, _ := atNoon(t)
	mustSave(t, s, "k", "old", noon.Add(-time.Hour))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e, err := s.Fetch(ctx, "k", time.Hour, answer("asked anyway"))
	if string(e.Body) != "old" || !errors.Is(err, context.Canceled) {
		t.Errorf("%s, %v", e.Body, err)
	}
}

// Any key works, whatever it means to a file system.
func TestKeys(t *testing.T) {
	keys := []string{"", ".", "..", "../../etc/passwd", "a/b", "a\\b", "a", "A", "a ", "a\n", "a\x00", "\xff", "nul", "ü", strings.Repeat("long", 1000)}
	s, dir := atNoon(t)
	for _, key := range keys {
		mustSave(t, s, key, "of "+key, noon)
	}
	for _, key := range keys {
		if e, ok := s.Load(key); string(e.Body) != "of "+key || !ok {
			t.Errorf("%q: %q, %v", key, e.Body, ok)
		}
	}
	lower := map[string]bool{}
	for _, name := range strings.Fields(names(dir)) {
		lower[strings.ToLower(name)] = true
		if len(name) > 40 {
			t.Error(name)
		}
	}
	if len(lower) != len(keys) || len(s.List()) != len(keys) {
		t.Errorf("%d keys, %d files, %d listed", len(keys), len(lower), len(s.List()))
	}
}

// Instead of a damaged file, Fetch asks again and renames the file.
func TestDamagedFiles(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, s *cache.Store, file string){
		"empty":     func(t *testing.T, _ *cache.Store, file string) { os.Truncate(file, 0) },
		"truncated": func(t *testing.T, _ *cache.Store, file string) { os.Truncate(file, 100) },
		"foreign":   func(t *testing.T, _ *cache.Store, file string) { os.WriteFile(file, []byte("{}\n"), 0o600) },
		"newer": func(t *testing.T, _ *cache.Store, file string) {
			text, _ := os.ReadFile(file)
			os.WriteFile(file, []byte(strings.Replace(string(text), "podfit-cache 1", "podfit-cache 2", 1)), 0o600)
		},
		"huge": func(t *testing.T, _ *cache.Store, file string) { os.Truncate(file, 1<<40) },
		"a folder": func(t *testing.T, _ *cache.Store, file string) {
			os.Remove(file)
			os.Mkdir(file, 0o700)
		},
		"another key's": func(t *testing.T, s *cache.Store, file string) {
			mustSave(t, s, "other", "another answer", noon)
			all, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*.entry"))
			for _, f := range all {
				if f != file {
					os.Rename(f, file)
				}
			}
		},
	} {
		s, dir := atNoon(t)
		mustSave(t, s, "k", "good", noon)
		file := entryFile(t, dir)
		spoil(t, s, file)
		if e, ok := s.Load("k"); ok || e.Body != nil {
			t.Errorf("%s: loads %q", name, e.Body)
		}
		if list := s.List(); len(list) != 1 || list[0].Damaged == nil || list[0].Key != "" {
			t.Errorf("%s: %+v", name, list)
		}
		if e, err := s.Fetch(t.Context(), "k", time.Hour, silence); e.Body != nil || err != errSilent {
			t.Errorf("%s: without an answer %q, %v", name, e.Body, err)
		}
		if e, err := s.Fetch(t.Context(), "k", time.Hour, answer("new")); string(e.Body) != "new" || err != nil {
			t.Errorf("%s: %q, %v", name, e.Body, err)
		}
		if e, ok := s.Load("k"); string(e.Body) != "new" || !ok {
			t.Errorf("%s: %q, %v", name, e.Body, ok)
		}
		want := filepath.Base(strings.TrimSuffix(file, ".entry"))
		if got := names(dir); got != want+".bad "+want+".entry" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Only the newest damaged files stay.
func TestDamagedFilesAreLimited(t *testing.T) {
	s, dir := atNoon(t)
	for i := range 9 {
		key := fmt.Sprint(i)
		mustSave(t, s, key, "body", noon)
		file := entryFile(t, dir)
		os.WriteFile(file, []byte(key), 0o600)
		os.Chtimes(file, time.Time{}, noon.Add(time.Duration(i)*time.Minute))
		s.Fetch(t.Context(), key, time.Hour, silence)
	}
	left := map[string]bool{}
	bad, _ := filepath.Glob(filepath.Join(dir, "*.bad"))
	for _, f := range bad {
		text, _ := os.ReadFile(f)
		left[string(text)] = true
	}
	if fmt.Sprint(left) != "map[6:true 7:true 8:true]" {
		t.Error(left)
	}
}

func TestTooLarge(t *testing.T) {
	s, dir := atNoon(t)
	huge := make([]byte, 16<<20)
	e, err := s.Fetch(t.Context(), "k", time.Hour, func(context.Context) ([]byte, error) { return huge, nil })
	if len(e.Body) != len(huge) || err != nil {
		t.Errorf("%d bytes, %v", len(e.Body), err)
	}
	if err := s.Save("k", e); err == nil || err.Error() != "larger than 16 MiB" {
		t.Error(err)
	}
	if got := names(dir); got != "" {
		t.Error("left behind:", got)
	}
}

// A store that can't store anything still asks.
func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o600)
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	t.Setenv("LocalAppData", "")
	for name, s := range map[string]*cache.Store{
		"no home":                cache.Open(""),
		"zero":                   {},
		"a file in its place":    cache.Open(file),
		"a file above its place": cache.Open(filepath.Join(file, "podfit")),
	} {
		for range 2 {
			if e, err := s.Fetch(t.Context(), "k", time.Hour, answer("new")); string(e.Body) != "new" || err != nil {
				t.Errorf("%s: %q, %v", name, e.Body, err)
			}
		}
		if e, ok := s.Load("k"); ok {
			t.Errorf("%s: has %q", name, e.Body)
		}
		if err := s.Save("k", cache.Entry{}); err == nil {
			t.Errorf("%s: saves", name)
		}
		if list, err := s.List(), s.Clear(); list != nil || err != nil {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
}

func TestUserCacheFolder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "caches"))
	t.Setenv("LocalAppData", home)
	want, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	mustSave(t, cache.Open(""), "k", "body", noon)
	entryFile(t, filepath.Join(want, "podfit"))
}

// Of many goroutines that fetch the same key, one asks.
func TestOneAsks(t *testing.T) {
	_, dir := atNoon(t)
	var asked atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			e, err := cache.Open(dir).Fetch(t.Context(), "k", time.Hour, func(context.Context) ([]byte, error) {
				asked.Add(1)
				return []byte("body"), nil
			})
			if string(e.Body) != "body" || err != nil {
				t.Errorf("%q, %v", e.Body, err)
			}
		})
	}
	all.Wait()
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
}

// Waiting for another's answer is limited: then Fetch asks itself.
func TestLockTimeout(t *testing.T) {
	s, dir := atNoon(t)
	_, err := s.Fetch(t.Context(), "k", time.Hour, func(ctx context.Context) ([]byte, error) {
		other := cache.Open(dir)
		other.SetLockTimeout(1)
		e, err := other.Fetch(ctx, "k", time.Hour, answer("the other's"))
		if string(e.Body) != "the other's" || err != nil {
			t.Errorf("%q, %v", e.Body, err)
		}
		return nil, errSilent
	})
	if err != errSilent {
		t.Error(err)
	}
	if e, ok := s.Load("k"); string(e.Body) != "the other's" || !ok {
		t.Errorf("%q, %v", e.Body, ok)
	}
}

// The wait ends at half of the time until the deadline.
func TestLockWait(t *testing.T) {
	for _, c := range []struct {
		name     string
		deadline time.Duration // from noon; 0 is none
		want     time.Duration
	}{
		{"no deadline", 0, 10 * time.Second},
		{"far away", time.Minute, 10 * time.Second},
		{"half of it is the timeout", 20 * time.Second, 10 * time.Second},
		{"near", 3 * time.Second, 1500 * time.Millisecond},
		{"passed", -time.Second, -500 * time.Millisecond},
	} {
		ctx := t.Context()
		if c.deadline != 0 {
			withDeadline, cancel := context.WithDeadline(ctx, noon.Add(c.deadline))
			defer cancel()
			ctx = withDeadline
		}
		if got := cache.Open("").LockWait(ctx, noon); got != c.want {
			t.Errorf("%s: waits %v, want %v", c.name, got, c.want)
		}
	}
}

func TestStaleFilesAreRemoved(t *testing.T) {
	s, dir := atNoon(t)
	os.Mkdir(dir, 0o700)
	for name, age := range map[string]time.Duration{
		".a.entry.1-2": 2 * time.Hour, ".b.entry.1-2": time.Minute,
		"a.lock": 2 * time.Hour, "b.lock": time.Minute,
		".theirs": 2 * time.Hour, "theirs": 2 * time.Hour, "c.bad": 2 * time.Hour,
	} {
		path := filepath.Join(dir, name)
		os.WriteFile(path, nil, 0o600)
		os.Chtimes(path, time.Time{}, time.Now().Add(-age))
	}
	mustSave(t, s, "k", "body", noon)
	entry := filepath.Base(entryFile(t, dir))
	if got, want := names(dir), ".b.entry.1-2 .theirs "+entry+" b.lock c.bad theirs"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if err := s.Clear(); err != nil {
		t.Error(err)
	}
	if got := names(dir); got != ".theirs theirs" {
		t.Error("cleared:", got)
	}
}

func TestList(t *testing.T) {
	s, dir := atNoon(t)
	mustSave(t, s, "us-east-1/types", "two", noon.Add(-time.Hour))
	mustSave(t, s, "eu-west-3/types", "a", noon)
	os.WriteFile(filepath.Join(dir, "x.entry"), []byte("x"), 0o600)
	os.WriteFile(filepath.Join(dir, "a.bad"), []byte("xx"), 0o600)
	os.WriteFile(filepath.Join(dir, "theirs"), nil, 0o600)
	var got []string
	for _, i := range s.List() {
		line := fmt.Sprintf("%s %d %s %v", i.Key, i.Size, i.At.Format(time.TimeOnly), i.Damaged)
		if i.Damaged != nil {
			line = filepath.Base(i.File) + line
		}
		got = append(got, line)
	}
	want := []string{
		"eu-west-3/types 130 12:00:00 <nil>",
		"us-east-1/types 132 11:00:00 <nil>",
		"a.bad 2 00:00:00 damaged, kept for troubleshooting",
		"x.entry 1 00:00:00 not a cache entry of this version",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// An answer that can't be stored, such as on a full disk, is an answer all the same, and
// says why.
func TestUnsaved(t *testing.T) {
	ask := func(context.Context) ([]byte, error) { return []byte("answer"), nil }
	full := cache.Open(t.TempDir())
	full.SetWrite(func(name string, _ []byte, _ os.FileMode) error {
		return &os.PathError{Op: "write", Path: "cache", Err: syscall.ENOSPC}
	})
	for want, s := range map[string]*cache.Store{
		"": cache.Open(t.TempDir()), "write cache: no space left on device": full,
		"there is no cache folder (set HOME or XDG_CACHE_HOME)": {},
	} {
		e, err := s.Fetch(t.Context(), "k", time.Hour, ask)
		got := ""
		if e.Unsaved != nil {
			got = e.Unsaved.Error()
		}
		if err != nil || string(e.Body) != "answer" || got != want {
			t.Errorf("%q, %v: %q, want %q", e.Body, err, got, want)
		}
	}
}
