package cache_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"podfit/data/cache"
	_ "podfit/planner/sample/steady"
)

// Load returns what Save stored, for any key, body and time.
func TestSavedIsLoaded(t *testing.T) {
	s := cache.Open(t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.String().Draw(t, "key")
		e := drawEntry(t)
		if err := s.Save(key, e); err != nil {
			t.Fatal(err)
		}
		got, ok := s.Load(key)
		if !ok || !bytes.Equal(got.Body, e.Body) || !got.At.Equal(e.At) {
			t.Fatalf("%v, %v, want %v", got, ok, e)
		}
	})
}

func drawEntry(t *rapid.T) cache.Entry {
	return cache.Entry{
		Body: rapid.SliceOf(rapid.Byte()).Draw(t, "body"),
		At:   time.Unix(rapid.Int64Range(0, 1<<37).Draw(t, "seconds"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns")),
	}
}

// A changed file is never loaded.
func TestChangedIsNotLoaded(t *testing.T) {
	dir := t.TempDir()
	s := cache.Open(dir)
	rapid.Check(t, func(t *rapid.T) {
		if err := s.Save("k", drawEntry(t)); err != nil {
			t.Fatal(err)
		}
		files, _ := filepath.Glob(filepath.Join(dir, "*.entry"))
		text, _ := os.ReadFile(files[0])
		changed := change(t, slices.Clone(text))
		os.WriteFile(files[0], changed, 0o600)
		if e, ok := s.Load("k"); ok != bytes.Equal(text, changed) {
			t.Fatalf("loads %q from %q", e.Body, changed)
		}
	})
}

func change(t *rapid.T, text []byte) []byte {
	at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
	switch rapid.IntRange(0, 3).Draw(t, "change") {
	case 0:
		text[at] = rapid.Byte().Draw(t, "byte")
		return text
	case 1:
		return text[:at]
	case 2:
		return slices.Insert(text, at, rapid.Byte().Draw(t, "byte"))
	default: // a block that was never written to disk
		clear(text[at:])
		return text
	}
}

// Whatever is in the file, Load returns the stored body or none.
func FuzzLoad(f *testing.F) {
	dir := f.TempDir()
	s := cache.Open(dir)
	s.Save("k", cache.Entry{Body: []byte("body"), At: noon})
	name := entryFile(f, dir)
	text, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("podfit-cache 1 "))
	f.Add(append(slices.Clone(text), '\n'))
	f.Fuzz(func(t *testing.T, other []byte) {
		os.WriteFile(name, other, 0o600)
		if e, ok := s.Load("k"); ok != bytes.Equal(text, other) {
			t.Errorf("loads %q", e.Body)
		}
		s.List()
	})
}
