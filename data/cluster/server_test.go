package cluster_test

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"podfit/data/cluster"
)

// secret is in every kubeconfig and must be in no error.
const secret = "s3cret-t0ken"

// apiServer is a fake Kubernetes API: each path has its pages, and an unknown path
// is an empty list. answer may answer a request instead.
type apiServer struct {
	*httptest.Server
	pages   map[string][]string // the items of each page
	answer  func(w http.ResponseWriter, r *http.Request) bool
	mu      sync.Mutex
	asked   []string // method, path and query
	headers http.Header
}

func serve(t *testing.T, pages map[string][]string, answer func(http.ResponseWriter, *http.Request) bool) *apiServer {
	t.Helper()
	s := &apiServer{pages: pages, answer: answer}
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ErrorLog = quiet
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func (s *apiServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r.Method+" "+r.URL.Path+"?"+r.URL.RawQuery)
	s.headers = r.Header
	s.mu.Unlock()
	if s.answer != nil && s.answer(w, r) {
		return
	}
	pages, n := s.pages[r.URL.Path], 0
	if from := r.URL.Query().Get("continue"); from != "" {
		fmt.Sscanf(from, "after-%d", &n)
	}
	next, items := "", ""
	if n < len(pages) {
		items = pages[n]
	}
	if n+1 < len(pages) {
		next = fmt.Sprintf("after-%d", n+1)
	}
	fmt.Fprintf(w, `{"kind":"AnyList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":%q},"items":[%s]}`, next, items)
}

// status is an error response of the API.
func status(w http.ResponseWriter, code int, message, next string) bool {
	w.WriteHeader(code)
	text, _ := json.Marshal(message)
	fmt.Fprintf(w, `{"kind":"Status","apiVersion":"v1","metadata":{"continue":%q},"status":"Failure","message":%s,"code":%d}`, next, text, code)
	return true
}

func (s *apiServer) ca() string { return caOf(s.Certificate().Raw) }

// caOf is a kubeconfig's entry for a certificate.
func caOf(certificate []byte) string {
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
	return "certificate-authority-data: " + base64.StdEncoding.EncodeToString(text)
}

// kubeconfig writes one with the contexts prod (the current one) and dev.
func kubeconfig(t *testing.T, server, ca, user string) string {
	t.Helper()
	return write(t, fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: prod
clusters: [{name: c, cluster: {server: %q, %s}}]
users: [{name: u, user: %s}]
contexts: [{name: prod, context: {cluster: c, user: u}}, {name: dev, context: {cluster: c, user: u}}]
`, server, ca, user))
}

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const bearer = "{token: " + secret + "}"

// patient is a timeout that no test reaches.
const patient = 5 * time.Minute

func (s *apiServer) open(t *testing.T) *cluster.Cluster {
	t.Helper()
	return open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), bearer), Timeout: patient})
}

func open(t *testing.T, o cluster.Options) *cluster.Cluster {
	t.Helper()
	c, err := cluster.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// nodes reads the nodes and returns the items of each page.
func nodes(t *testing.T, c *cluster.Cluster) ([]string, error) {
	t.Helper()
	var items []string
	err := c.Nodes(t.Context(), func(_ string, page io.Reader) error {
		text, err := io.ReadAll(page)
		_, rest, _ := strings.Cut(string(text), `"items":[`)
		items = append(items, strings.TrimSuffix(rest, "]}"))
		return err
	})
	if err != nil && strings.Contains(err.Error(), secret) {
		t.Errorf("a secret in %q", err)
	}
	return items, err
}

// fails checks the text of an error, without the port of the server.
func fails(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error; want", want)
	}
	if got := withoutPorts(err.Error()); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if strings.Contains(err.Error(), secret) {
		t.Errorf("a secret in %q", err)
	}
}

func (s *apiServer) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}
