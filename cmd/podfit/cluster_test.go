package main

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// serveAPI is the command "apiserver FOLDER KUBECONFIG" of scripts: a cluster
// whose lists are the files of the folder, RESOURCE.json, and 403 for one that
// is there without content; what has no file is empty. The kubeconfig's
// contexts are prod, the current one, and dev, whose user is nobody.
func serveAPI(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: apiserver FOLDER KUBECONFIG")
	}
	folder := ts.MkAbs(args[0])
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := os.ReadFile(filepath.Join(folder, path.Base(r.URL.Path)+".json"))
		switch {
		case r.Header.Get("Authorization") != "Bearer somebody":
			w.WriteHeader(http.StatusUnauthorized)
		case os.Remove(filepath.Join(folder, path.Base(r.URL.Path)+".gone")) == nil:
			w.WriteHeader(http.StatusGone)
		case errors.Is(err, fs.ErrNotExist):
			io.WriteString(w, `{"kind":"AnyList","apiVersion":"v1","metadata":{},"items":[]}`)
		case len(text) == 0:
			w.WriteHeader(http.StatusForbidden)
		default:
			w.Write(text)
		}
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	ts.Defer(s.Close)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), fmt.Appendf(nil, `apiVersion: v1
kind: Config
current-context: prod
clusters: [{name: c, cluster: {server: %q, certificate-authority-data: %s}}]
users: [{name: somebody, user: {token: somebody}}, {name: nobody, user: {token: nobody}}]
contexts: [{name: prod, context: {cluster: c, user: somebody}}, {name: dev, context: {cluster: c, user: nobody}}]
`, s.URL, base64.StdEncoding.EncodeToString(ca)), 0o600))
}
