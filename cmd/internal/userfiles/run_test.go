package userfiles_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"podfit/cmd/internal/userfiles"
)

// A run's notes are left once it has ended; old ones go.
func TestRuns(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", dir)
	now := time.Now()
	a, b := userfiles.NewRun(now), userfiles.NewRun(now.Add(time.Second))
	left := func(r *userfiles.Run) string {
		text := ""
		for _, l := range r.Left("session.yaml", now, "view.json") {
			text += l.Run + " "
		}
		return text
	}
	if err := a.Keep("session-"+a.Name+".yaml", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if got := left(b); got != "" {
		t.Errorf("%q is left, and still runs", got)
	}
	a.End()
	if got := left(b); got != a.Name+" " {
		t.Errorf("%q is left", got)
	}
	if got := left(a); got != "" {
		t.Errorf("%q: a run is left to itself", got)
	}
	for i := range 30 {
		name := filepath.Join(dir, "podfit", fmt.Sprintf("session-old%d.yaml", i))
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		at := now.Add(-time.Duration(i+1) * 24 * time.Hour * 4)
		os.Chtimes(name, at, at)
	}
	left(b)
	names, _ := filepath.Glob(filepath.Join(dir, "podfit", "session-*"))
	if len(names) != 15 { // those of 14 times 4 days, and that of a
		t.Errorf("%d stay: %v", len(names), names)
	}
}
