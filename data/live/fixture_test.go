package live_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"podfit/data/live"
	"podfit/data/live/livetest"
)

// environment sets the variables and removes all others that the AWS SDK reads, so
// that neither the user's nor the machine's configuration affects a test.
func environment(t testing.TB, variables ...string) {
	t.Helper()
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			t.Setenv(name, "") // so that it is restored
			os.Unsetenv(name)
		}
	}
	t.Setenv("HOME", t.TempDir())
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
}

// noFiles is an environment with a region, without credentials and with
// configuration files that don't exist.
func noFiles(t *testing.T) []string {
	return []string{
		"AWS_REGION=us-east-1",
		"AWS_CONFIG_FILE=" + filepath.Join(t.TempDir(), "config"),
		"AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(t.TempDir(), "credentials"),
	}
}

func write(t *testing.T, text string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// serve starts a fake AWS in a region and sets the environment that uses it.
func serve(t *testing.T, region string) *livetest.Server {
	t.Helper()
	s := livetest.New(region)
	t.Cleanup(s.Close)
	environment(t, s.Environ()...)
	return s
}

// open opens a client. Its timeout is one that no test reaches.
func open(t testing.TB, o live.Options) *live.Client {
	t.Helper()
	o.Timeout = patient
	c, err := live.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wantError checks an error's kind and text.
func wantError(t *testing.T, err error, kind live.Kind, text string) {
	t.Helper()
	e := (*live.Error)(nil)
	if !errors.As(err, &e) {
		t.Fatalf("got %T %v\nwant a *live.Error", err, err)
	}
	if e.Kind != kind || e.Error() != text {
		t.Errorf("got  %s: %s\nwant %s: %s", e.Kind, e, kind, text)
	}
}
