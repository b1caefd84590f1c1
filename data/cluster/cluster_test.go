package cluster_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/yaml"

	"podfit/data/cluster"
)

var (
	quiet = log.New(io.Discard, "", 0)
	port  = regexp.MustCompile(`127\.0\.0\.1:\d+`)
)

func withoutPorts(text string) string { return port.ReplaceAllString(text, "SERVER") }

const pods = "/api/v1/pods"

// All pages of every list are read, with the credentials.
func TestWorkloads(t *testing.T) {
	s := serve(t, map[string][]string{pods: {"1", "2", "3"}}, func(w http.ResponseWriter, r *http.Request) bool {
		return strings.Contains(r.URL.Path, "vpcresources") && status(w, 404, "the server could not find the requested resource", "")
	})
	var names, items []string
	unread, err := s.open(t).Workloads(t.Context(), func(name string, page io.Reader) error {
		text, err := io.ReadAll(page)
		_, rest, _ := strings.Cut(string(text), `"items":[`)
		names = append(names, withoutPorts(name))
		items = append(items, strings.TrimSuffix(rest, "]}"))
		return err
	})
	if err != nil || unread != nil {
		t.Fatal(unread, err)
	}
	if got := strings.Join(items, ""); got != "123" {
		t.Error(got)
	}
	if want := "pods of SERVER, page 2"; !slices.Contains(names, want) {
		t.Errorf("no %q in %v", want, names)
	}
	var ofPods []string
	for _, r := range s.requests() {
		if strings.Contains(r, pods) {
			ofPods = append(ofPods, r)
		}
	}
	want := []string{"GET /api/v1/pods?limit=500", "GET /api/v1/pods?continue=after-1&limit=500", "GET /api/v1/pods?continue=after-2&limit=500"}
	if !slices.Equal(ofPods, want) {
		t.Error(ofPods)
	}
	if got := s.headers.Get("Authorization") + " " + s.headers.Get("User-Agent"); got != "Bearer "+secret+" podfit" {
		t.Error(got)
	}
}

// apiGroups answers with the API groups of a cluster.
func apiGroups(groups string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/apis" {
			return false
		}
		fmt.Fprintf(w, `{"kind": "APIGroupList", "groups": [%s]}`, groups)
		return true
	}
}

// Custom resources are read in the version of the cluster, and where it has them.
func TestCustomResources(t *testing.T) {
	for _, c := range []struct {
		answer func(http.ResponseWriter, *http.Request) bool
		asked  []string
		unread string
		err    string
	}{
		{apiGroups(`{"name": "apps"}, {"name": "ray.io", "preferredVersion": {"version": "v1"}}`), []string{"GET /apis?", "GET /apis/ray.io/v1/namespaces/shop/rayclusters?limit=500"}, "[]", ""},
		{apiGroups(``), []string{"GET /apis?"}, "[]", ""},
		// What launches nodes is in no namespace.
		{func(w http.ResponseWriter, r *http.Request) bool {
			return apiGroups(`{"name": "karpenter.sh", "preferredVersion": {"version": "v1"}}`)(w, r) || strings.Contains(r.URL.Path, "karpenter") && status(w, 403, "", "")
		}, []string{"GET /apis?", "GET /apis/karpenter.sh/v1/nodepools?limit=500"}, "[{nodepools.karpenter.sh what launches nodes is not known}]", ""},
		// The group is there, and not the resource.
		{func(w http.ResponseWriter, r *http.Request) bool {
			return apiGroups(`{"name": "ray.io", "preferredVersion": {"version": "v1alpha1"}}`)(w, r) || strings.Contains(r.URL.Path, "ray.io") && status(w, 404, "", "")
		}, []string{"GET /apis?", "GET /apis/ray.io/v1alpha1/namespaces/shop/rayclusters?limit=500"}, "[]", ""},
		{func(w http.ResponseWriter, r *http.Request) bool {
			return apiGroups(`{"name": "ray.io", "preferredVersion": {"version": "v1"}}`)(w, r) || strings.Contains(r.URL.Path, "ray.io") && status(w, 403, "", "")
		}, []string{"GET /apis?", "GET /apis/ray.io/v1/namespaces/shop/rayclusters?limit=500"}, "[{rayclusters.ray.io they count by the pods that run now}]", ""},
		{func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Path == "/apis" && status(w, 403, "", "")
		}, []string{"GET /apis?"}, "[{API groups custom resources count by the pods that run now}]", ""},
		{func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Path == "/apis" && status(w, 404, "", "")
		}, []string{"GET /apis?"}, "[]", ""},
		{func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Path == "/apis" && status(w, 500, "broken", "")
		}, []string{"GET /apis?"}, "[]", "SERVER: /apis: 500 Internal Server Error: broken"},
	} {
		s := serve(t, nil, c.answer)
		unread, err := open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), bearer), Timeout: patient, Namespace: "shop",
			Custom: []cluster.Resource{{Group: "argoproj.io", Resource: "rollouts"}, {Group: "ray.io", Resource: "rayclusters"}, {Group: "karpenter.sh", Resource: "nodepools", Launches: true}}}).Workloads(t.Context(), func(string, io.Reader) error { return nil })
		if c.err != "" {
			fails(t, err, c.err)
		} else if err != nil {
			t.Error(err)
		}
		var asked []string
		for _, r := range s.requests() {
			if strings.HasPrefix(r, "GET /apis?") || strings.Contains(r, "ray.io") || strings.Contains(r, "argoproj") || strings.Contains(r, "karpenter") {
				asked = append(asked, r)
			}
		}
		if !slices.Equal(asked, c.asked) || fmt.Sprint(unread) != c.unread {
			t.Errorf("asked %q, unread %v", asked, unread)
		}
	}
}

// The role allows the requests of this package and nothing else.
func TestRBAC(t *testing.T) {
	custom := []cluster.Resource{{Group: "argoproj.io", Resource: "rollouts"}, {Group: "ray.io", Resource: "rayclusters"}}
	s := serve(t, nil, apiGroups(`{"name": "argoproj.io", "preferredVersion": {"version": "v1alpha1"}}, {"name": "ray.io", "preferredVersion": {"version": "v1"}}`))
	c := open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), bearer), Timeout: patient, Custom: custom})
	discard := func(string, io.Reader) error { return nil }
	_, err := c.Workloads(t.Context(), discard)
	_, more := c.Snapshot(t.Context(), discard)
	if err := errors.Join(err, more, c.Nodes(t.Context(), discard)); err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, r := range s.requests() {
		path, _, _ := strings.Cut(r, "?")
		if path == "GET /apis" || path == "GET /version" {
			continue // system:discovery allows these
		}
		path, ours := strings.CutPrefix(path, "GET ")
		if !ours {
			t.Error("not read only:", r)
		}
		parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
		group := ""
		if parts[0] == "apis" {
			group = parts[1]
		}
		asked[group+"/"+parts[len(parts)-1]+" list"] = true
	}
	var role struct {
		Kind  string
		Rules []struct{ APIGroups, Resources, Verbs []string }
	}
	if err := yaml.Unmarshal([]byte(cluster.RBAC(custom)), &role); err != nil {
		t.Fatal(err)
	}
	allowed := map[string]bool{}
	for _, rule := range role.Rules {
		for _, g := range rule.APIGroups {
			for _, r := range rule.Resources {
				for _, v := range rule.Verbs {
					allowed[g+"/"+r+" "+v] = true
				}
			}
		}
	}
	if role.Kind != "ClusterRole" || len(asked) == 0 || !maps.Equal(asked, allowed) {
		t.Errorf("%s\nasked %v\nallowed %v", role.Kind, slices.Sorted(maps.Keys(asked)), slices.Sorted(maps.Keys(allowed)))
	}
}

// A list that the user may not read costs that list. DaemonSets are those of all
// namespaces, since they run on the nodes.
func TestForbiddenLists(t *testing.T) {
	for _, c := range []struct {
		name, namespace, forbidden string
		unread                     string
		paths                      string // of DaemonSets
		want                       string
	}{
		{"one", "", "/apis/apps/v1/deployments", "deployments.apps", "/apis/apps/v1/daemonsets", ""},
		{"all of a group", "", "/apis/batch/", "jobs.batch cronjobs.batch", "/apis/apps/v1/daemonsets", ""},
		{"all", "", "/", "", "", "SERVER: not allowed to list deployments.apps in all namespaces (403): podfit data rbac prints a ClusterRole that allows it"},
		{"all of a namespace", "shop", "/", "", "", "SERVER: not allowed to list deployments.apps in namespace shop (403): podfit data rbac prints a ClusterRole that allows it"},
		{"other namespaces", "shop", "/apis/apps/v1/daemonsets", "daemonsets.apps", "/apis/apps/v1/daemonsets /apis/apps/v1/namespaces/shop/daemonsets", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, nil, func(w http.ResponseWriter, r *http.Request) bool {
				return strings.HasPrefix(r.URL.Path, c.forbidden) && status(w, 403, "forbidden", "")
			})
			of := open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), bearer), Timeout: patient, Namespace: c.namespace})
			unread, err := of.Workloads(t.Context(), func(string, io.Reader) error { return nil })
			if c.want != "" {
				fails(t, err, c.want)
				return
			}
			var names, paths []string
			for _, u := range unread {
				names = append(names, u.Resource)
				if u.Without == "" {
					t.Errorf("%s: nothing is lost without it", u.Resource)
				}
			}
			for _, r := range s.requests() {
				if path := strings.TrimSuffix(strings.TrimPrefix(r, "GET "), "?limit=500"); strings.HasSuffix(path, "daemonsets") {
					paths = append(paths, path)
				} else if all := strings.Contains(path, "/namespaces/"+c.namespace); c.namespace != "" && strings.HasSuffix(path, "pods") && !all {
					t.Error(path)
				}
			}
			if got := strings.Join(names, " "); err != nil || got != c.unread || strings.Join(paths, " ") != c.paths {
				t.Errorf("%v: %q, asked %q", err, got, paths)
			}
		})
	}
}

// Lists that never end.
func TestEndlessLists(t *testing.T) {
	for name, c := range map[string]struct {
		token func(n int) string
		want  string
	}{
		"repeating": {func(n int) string { return fmt.Sprint(n % 3) }, "SERVER: the pages of the list of nodes repeat"},
		"endless":   {func(n int) string { return fmt.Sprint(n) }, "SERVER: the list of nodes has more than 2000 pages"},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			s := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) bool {
				n++
				fmt.Fprintf(w, `{"metadata":{"continue":%q},"items":[]}`, c.token(n))
				return true
			})
			_, err := nodes(t, s.open(t))
			fails(t, err, c.want)
		})
	}
}

// The texts of error responses.
func TestStatusErrors(t *testing.T) {
	for _, c := range []struct {
		code    int
		message string
		want    string
	}{
		{401, "Unauthorized", "SERVER: unauthorized (401): the credentials have expired, or the cluster doesn't know the role: log in again, and check that an access entry or aws-auth has the role"},
		{403, `nodes is forbidden: User "x" cannot list`, "SERVER: not allowed to list nodes in all namespaces (403): podfit data rbac prints a ClusterRole that allows it"},
		{404, "", "SERVER: /api/v1/nodes: 404 Not Found"},
		{410, "too old", "SERVER: the list of nodes changed while it was read (410): try again"},
		{500, "etcd\n\x1b[2J is gone", "SERVER: /api/v1/nodes: 500 Internal Server Error: etcd [2J is gone"},
		{302, "", "SERVER: /api/v1/nodes: 302 Found"},
		{503, "starting", "SERVER: /api/v1/nodes: 503 Service Unavailable: starting"},
	} {
		t.Run(fmt.Sprint(c.code), func(t *testing.T) {
			s := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("Location", "https://elsewhere.example")
				return status(w, c.code, c.message, "")
			})
			_, err := nodes(t, s.open(t))
			fails(t, err, c.want)
		})
	}
}

// After an expired token, the list continues once with the current version.
func TestExpired(t *testing.T) {
	for _, c := range []struct {
		name    string
		expires int
		items   string
		want    string
	}{
		{"once", 1, "1,3", ""},
		{"for ever", 9, "", "SERVER: the list of nodes changed while it was read (410): try again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			left := c.expires
			s := serve(t, map[string][]string{"/api/v1/nodes": {"1", "2", "3"}}, func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Query().Get("continue") == "" || left == 0 {
					return false
				}
				left--
				return status(w, 410, "The provided continue parameter is too old", "after-2")
			})
			items, err := nodes(t, s.open(t))
			if c.want != "" {
				fails(t, err, c.want)
				if expired := new(cluster.Expired); !errors.As(err, &expired) {
					t.Errorf("%T", err)
				}
			} else if err != nil || strings.Join(items, ",") != c.items {
				t.Error(items, err)
			}
		})
	}
}

// breaksOff ends the answer before its Content-Length.
func breaksOff(w http.ResponseWriter) bool {
	w.Header().Set("Content-Length", "1000")
	fmt.Fprint(w, `{"items":[`)
	return true
}

// The request is retried once if the server is busy or the connection is lost.
// Half a page is never passed on.
func TestRetry(t *testing.T) {
	busy := func(w http.ResponseWriter) bool { return status(w, 429, "slow down", "") }
	for _, c := range []struct {
		name  string
		first func(http.ResponseWriter) bool
		times int
		want  string
	}{
		{"busy once", busy, 1, ""},
		{"busy", busy, 9, "SERVER: /api/v1/nodes: 429 Too Many Requests: slow down"},
		{"breaks off once", breaksOff, 1, ""},
		{"breaks off", breaksOff, 9, "SERVER: the connection was lost: unexpected EOF: try again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			left := c.times
			s := serve(t, map[string][]string{"/api/v1/nodes": {"1"}}, func(w http.ResponseWriter, _ *http.Request) bool {
				if left == 0 {
					return false
				}
				left--
				return c.first(w)
			})
			items, err := nodes(t, s.open(t))
			if c.want == "" {
				if err != nil || !slices.Equal(items, []string{"1"}) {
					t.Error(items, err)
				}
				return
			}
			fails(t, err, c.want)
			if len(items) > 0 || len(s.requests()) != 2 {
				t.Error(items, s.requests())
			}
		})
	}
}

// A server doesn't answer, or not completely.
func TestTimeout(t *testing.T) {
	for name, begin := range map[string]string{"silent": "", "half": `{"items":[`} {
		t.Run(name, func(t *testing.T) {
			done := make(chan struct{})
			s := serve(t, nil, func(w http.ResponseWriter, r *http.Request) bool {
				if begin != "" {
					fmt.Fprint(w, begin)
					http.NewResponseController(w).Flush()
				}
				select {
				case <-r.Context().Done():
				case <-done:
				}
				return true
			})
			defer close(done)
			c := open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), bearer), Timeout: 100 * time.Millisecond})
			_, err := nodes(t, c)
			fails(t, err, "SERVER: no answer within 100ms: raise --timeout")
		})
	}
}

// The context or an error of Each ends the reading.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, map[string][]string{"/api/v1/nodes": {"1", "2"}}, nil)
	err := s.open(t).Nodes(ctx, func(string, io.Reader) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	mine := errors.New("mine")
	if err := s.open(t).Nodes(t.Context(), func(string, io.Reader) error { return mine }); err != mine {
		t.Error(err)
	}
}

func TestConnections(t *testing.T) {
	s := serve(t, nil, nil)
	plain := httptest.NewServer(s)
	defer plain.Close()
	gone := httptest.NewServer(s)
	gone.Close()
	other := caOf(otherAuthority(t))
	for _, c := range []struct{ name, server, ca, want string }{
		{"unknown authority", s.URL, other, "SERVER: the certificate is signed by an authority that is not in the kubeconfig: a proxy may intercept TLS, or the kubeconfig is outdated: update it with aws eks update-kubeconfig"},
		{"another host", s.URL, s.ca() + ", tls-server-name: other.test", "SERVER: the certificate is for another host: a proxy may intercept TLS, or the kubeconfig is outdated: update it with aws eks update-kubeconfig"},
		{"no TLS", strings.Replace(plain.URL, "http:", "https:", 1), s.ca(), "SERVER: the server doesn't use TLS"},
		{"nobody there", gone.URL, "", "SERVER: connect: connection refused: check that the cluster exists and, for a private endpoint, that the VPN is up"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := nodes(t, open(t, cluster.Options{Kubeconfig: kubeconfig(t, c.server, c.ca, bearer), Timeout: patient}))
			fails(t, err, c.want)
		})
	}
}

// otherAuthority is a certificate authority that didn't sign the server's
// certificate.
func otherAuthority(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	certificate, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func TestKubeconfigs(t *testing.T) {
	good := kubeconfig(t, "https://127.0.0.1:1", "insecure-skip-tls-verify: true", bearer)
	none := filepath.Join(t.TempDir(), "none")
	empty := write(t, "apiVersion: v1\nkind: Config\n")
	broken := write(t, "apiVersion: v1\nusers: [{user: {token: "+secret+"\n  x: y: z")
	shape := write(t, "apiVersion: v1\nkind: Config\nusers: "+secret+"\n")
	noCurrent := write(t, "apiVersion: v1\nkind: Config\ncontexts: [{name: a, context: {cluster: c}}]\n")
	dangling := write(t, "apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n")
	noUser := write(t, "apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n")
	for _, c := range []struct {
		name       string
		options    cluster.Options
		kubeconfig string
		want       string
	}{
		{"no file", cluster.Options{Kubeconfig: none}, "", "no kubeconfig at " + none + ": create it with aws eks update-kubeconfig --name CLUSTER, or set --kubeconfig"},
		{"none of KUBECONFIG", cluster.Options{}, none, "no kubeconfig at " + none + ": create it with aws eks update-kubeconfig --name CLUSTER, or set --kubeconfig"},
		{"a context without a file", cluster.Options{Context: "a"}, none, "no kubeconfig at " + none + ": create it with aws eks update-kubeconfig --name CLUSTER, or set --kubeconfig"},
		{"unknown context", cluster.Options{Context: "prdo"}, good, `context "prdo": not in ` + good + "; must be one of dev, prod"},
		{"unknown context of several files", cluster.Options{Context: "prdo"}, good + ":" + noCurrent, `context "prdo": not in ` + good + ", " + noCurrent + "; must be one of a, dev, prod"},
		{"no current context", cluster.Options{Kubeconfig: noCurrent}, "", "no current context in " + noCurrent + "; must be one of a"},
		{"no context", cluster.Options{Kubeconfig: empty}, "", "no current context in " + empty + ": add one with aws eks update-kubeconfig --name CLUSTER"},
		{"broken", cluster.Options{Kubeconfig: broken}, "", broken + ": not a valid kubeconfig, see line 2"},
		{"another shape", cluster.Options{Kubeconfig: shape}, "", shape + ": not a valid kubeconfig"},
		{"a folder", cluster.Options{Kubeconfig: filepath.Dir(good)}, "", "open " + filepath.Dir(good) + ": a folder; give the names of files"},
		{"no device but the null one", cluster.Options{Kubeconfig: "/dev/zero"}, "", "open /dev/zero: a device or a socket; give a file, or - for stdin"},
		{"the null device", cluster.Options{Context: "a"}, os.DevNull, `context "a": not in /dev/null: add one with aws eks update-kubeconfig --name CLUSTER`},
		{"dangling", cluster.Options{Kubeconfig: dangling}, "", `context "a": cluster "c" is not in ` + dangling},
		{"no user", cluster.Options{Kubeconfig: noUser}, "", `context "a": user "u" is not in ` + noUser},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("KUBECONFIG", c.kubeconfig)
			t.Setenv("KUBERNETES_SERVICE_HOST", "")
			_, err := cluster.Open(c.options)
			fails(t, err, c.want)
		})
	}
}

// Contexts come from all files.
func TestContexts(t *testing.T) {
	s := serve(t, nil, nil)
	first := kubeconfig(t, "https://127.0.0.1:1", "insecure-skip-tls-verify: true", bearer)
	second := write(t, strings.ReplaceAll(strings.ReplaceAll(string(read(t, kubeconfig(t, s.URL, s.ca(), bearer))), "prod", "live"), "name: c,", "name: c2,"))
	if err := os.WriteFile(second, []byte(strings.ReplaceAll(string(read(t, second)), "cluster: c,", "cluster: c2,")), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", first+string(os.PathListSeparator)+second)
	names, current, err := cluster.Contexts("")
	if err != nil || !slices.Equal(names, []string{"dev", "live", "prod"}) || current != "prod" {
		t.Error(names, current, err)
	}
	if names, current, err = cluster.Contexts(second); err != nil || !slices.Equal(names, []string{"dev", "live"}) || current != "live" {
		t.Error(names, current, err)
	}
	c := open(t, cluster.Options{Context: "live", Timeout: patient})
	if _, err := nodes(t, c); err != nil || len(s.requests()) != 1 || "https://"+c.Server() != s.URL {
		t.Error(err, s.requests(), c.Server())
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A snapshot is what kube-scheduler looks at, of all namespaces whatever is asked for, with
// events of trouble alone; lists that may not be read are named, but not those without
// which there is no answer.
func TestSnapshot(t *testing.T) {
	for _, c := range []struct {
		name, forbidden string
		unread          []string
		err             string
	}{
		{"all", "-", nil, "<nil>"},
		{"without events and CSINodes", "events csinodes", []string{"events", "csinodes.storage.k8s.io"}, "<nil>"},
		{"without pods", "pods", nil, "SERVER: not allowed to list pods in all namespaces (403): podfit data rbac prints a ClusterRole that allows it"},
	} {
		s := serve(t, nil, func(w http.ResponseWriter, r *http.Request) bool {
			return slices.Contains(strings.Fields(c.forbidden), path.Base(r.URL.Path)) && status(w, 403, "no", "")
		})
		unread, err := s.open(t).Snapshot(t.Context(), func(string, io.Reader) error { return nil })
		var got []string
		for _, u := range unread {
			got = append(got, u.Resource)
		}
		if !slices.Equal(got, c.unread) || withoutPorts(fmt.Sprint(err)) != c.err {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
		for _, want := range []string{"GET /version?limit=500", "GET /api/v1/nodes?limit=500"} {
			if !slices.Contains(s.requests(), want) {
				t.Errorf("%s: no %s in %v", c.name, want, s.requests())
			}
		}
		if c.err == "<nil>" && !slices.Contains(s.requests(), "GET /api/v1/events?fieldSelector=type%3DWarning&limit=500") {
			t.Errorf("%s: %v", c.name, s.requests())
		}
	}
}
