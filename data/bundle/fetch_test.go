package bundle_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"podfit/data/bundle"
)

const figures = "podfit-figures, so to speak"

// server serves figures, and what may come instead.
func server(t *testing.T) string {
	mux := http.NewServeMux()
	mux.HandleFunc("/figures", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(figures)) })
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>Sign in</html>")) })
	mux.Handle("/moved", http.RedirectHandler("/figures", http.StatusFound))
	mux.Handle("/loop", http.RedirectHandler("/loop", http.StatusFound))
	mux.Handle("/elsewhere", http.RedirectHandler("file:///etc/passwd", http.StatusFound))
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.Write([]byte(figures))
	})
	mux.HandleFunc("/huge", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "99999999")
		w.Write([]byte(figures))
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			w.Write(make([]byte, 1<<20))
		}
	})
	mux.HandleFunc("/silent", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("p"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestFetch(t *testing.T) {
	url := server(t)
	for path, want := range map[string]string{
		"/figures": "", "/moved": "",
		"/page":      "", // that it isn't figures is found later
		"/nowhere":   "the server says 404 Not Found",
		"/broken":    "the server says 502 Bad Gateway",
		"/loop":      "more than 5 redirects",
		"/elsewhere": `unsupported protocol scheme "file"`,
		"/cut":       "the answer ended early",
		"/huge":      "larger than 16 MiB",
		"/endless":   "larger than 16 MiB",
	} {
		text, err := bundle.Fetch(t.Context(), url+path, time.Minute)
		if want == "" && (err != nil || len(text) == 0) || want != "" && (err == nil || err.Error() != url+path+": "+want) {
			t.Errorf("%s: %q, %v, want %s", path, text, err, want)
		}
	}
}

func TestFetchInTime(t *testing.T) {
	url := server(t)
	for path, want := range map[string]string{
		"/silent": "no complete answer within 100ms", "/slow": "no complete answer within 100ms",
	} {
		if _, err := bundle.Fetch(t.Context(), url+path, 100*time.Millisecond); err == nil || err.Error() != url+path+": "+want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := bundle.Fetch(ctx, url+"/silent", time.Minute); err == nil || err.Error() != url+"/silent: context canceled" {
		t.Error(err)
	}
}

// A redirect from https to http would give the figures away to anybody on the way.
func TestNoRedirectToPlainText(t *testing.T) {
	plain := server(t)
	secure := httptest.NewTLSServer(http.RedirectHandler(plain+"/figures", http.StatusFound))
	t.Cleanup(secure.Close)
	before := http.DefaultTransport
	http.DefaultTransport = secure.Client().Transport // which knows the certificate
	t.Cleanup(func() { http.DefaultTransport = before })
	_, err := bundle.Fetch(t.Context(), secure.URL, time.Minute)
	if want := secure.URL + ": a redirect from https to http"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// Errors have no password and no signature.
func TestSecretsStayOut(t *testing.T) {
	url := strings.Replace(server(t), "http://", "http://me:secret@", 1)
	_, err := bundle.Fetch(t.Context(), url+"/nowhere?signature=secret", time.Minute)
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "/nowhere: the server says 404") {
		t.Error(err)
	}
	if _, err := bundle.Fetch(t.Context(), "http://me:secret@[::1", time.Minute); err == nil || err.Error() != "the URL: not a valid URL" {
		t.Error(err)
	}
}

func TestFetchFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "figures")
	os.WriteFile(file, []byte(figures), 0o600)
	if text, err := bundle.Fetch(t.Context(), file, 0); string(text) != figures || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	huge := filepath.Join(dir, "huge")
	os.WriteFile(huge, bytes.Repeat([]byte{0}, bundle.MaxSize+1), 0o600)
	for name, want := range map[string]string{
		filepath.Join(dir, "none"): "no such file or directory",
		dir:                        "a folder; give the names of files",
		huge:                       "larger than 16 MiB",
	} {
		if _, err := bundle.Fetch(t.Context(), name, 0); err == nil || err.Error() != name+": "+want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
