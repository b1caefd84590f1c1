package main

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"podfit/cmd/internal/request"
	"podfit/data"
	"podfit/data/bundle"
)

// tablesOn are the bundled tables with the on-demand prices of us-east-1 of a day, and
// m5.large at 0.10 USD.
func tablesOn(day string) (fstest.MapFS, error) {
	all := fstest.MapFS{}
	root := os.DirFS("../../data/tables")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, name)
		all[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		return nil, err
	}
	replace := func(name, old, replacement string) {
		all[name].Data = bytes.Replace(all[name].Data, []byte(old), []byte(replacement), 1)
	}
	replace("regions.tsv", "# newest: "+data.Bundled().AsOf(), "# newest: "+day)
	replace("regions/us-east-1.tsv", "# on-demand-as-of: 2026-07-20", "# on-demand-as-of: "+day)
	replace("regions/us-east-1.tsv", "\nm5.large\t0.096\t", "\nm5.large\t0.1\t")
	return all, nil
}

// writeFigures is the script command "figures DAY FILE".
func writeFigures(ts *testscript.TestScript, _ bool, args []string) {
	tables, err := tablesOn(args[0])
	ts.Check(err)
	var b bytes.Buffer
	ts.Check(bundle.Write(&b, tables))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o600))
}

// What a server may say in place of figures, and what the command says then.
func TestUpdateFromAServer(t *testing.T) {
	tables, err := tablesOn("2026-11-28")
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := bundle.Write(&file, tables); err != nil {
		t.Fatal(err)
	}
	good := file.Bytes()
	mux := http.NewServeMux()
	serve := func(path string, text []byte) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { w.Write(text) })
	}
	serve("/good", good)
	serve("/half", good[:len(good)/2])
	serve("/page", []byte("<html><title>Sign in</title></html>"))
	serve("/garbage", bytes.Repeat([]byte{7, 0x1b}, 1000))
	mux.Handle("/moved", http.RedirectHandler("/good", http.StatusMovedPermanently))
	mux.Handle("/login", http.RedirectHandler("/page", http.StatusFound))
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9999999")
		w.Write(good)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	const stays = "; the bundled figures of 2026-10 stay in use"
	for path, want := range map[string]string{
		"/good":    "figures of 2026-11-28 are in use now, instead of the bundled ones of 2026-10\n",
		"/moved":   "figures of 2026-11-28 are in use now, instead of the bundled ones of 2026-10\n",
		"/half":    "data update: URL/half: damaged or incomplete: the checksum differs" + stays,
		"/page":    "data update: URL/page: an HTML page, not a file of figures" + stays,
		"/login":   "data update: URL/login: an HTML page, not a file of figures" + stays,
		"/garbage": "data update: URL/garbage: not a file of figures" + stays,
		"/cut":     "data update: URL/cut: the answer ended early" + stays,
		"/nowhere": "data update: URL/nowhere: the server says 404 Not Found" + stays,
	} {
		var out, errs bytes.Buffer
		store := bundle.Open(filepath.Join(t.TempDir(), "podfit"))
		err := runDataUpdate(t.Context(), updateRequest{from: s.URL + path, timeout: time.Minute}, store, request.IO{Out: &out, Err: &errs})
		got := out.String()
		if err != nil {
			got = strings.ReplaceAll(err.Error(), s.URL, "URL")
		}
		if got != want || errs.Len() > 0 {
			t.Errorf("%s: %s%s, want %s", path, got, errs.String(), want)
		}
		tables, _ := store.Tables()
		if updated := tables.Name() == "updated"; updated != (err == nil) {
			t.Errorf("%s: %s figures in use", path, tables.Name())
		}
	}
}
