package main

import (
	"context"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"podfit/data/cluster"
	"podfit/data/live"
	"podfit/data/live/livetest"
)

// Every fault in docs/faults.md is caused here, and the document shows what is printed.
func TestFaults(t *testing.T) {
	const path = "../../docs/faults.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for section, table := range map[string]string{"aws": awsFaults(t), "cluster": clusterFaults(t)} {
		between := regexp.MustCompile(`(?s)(<!-- ` + section + ` -->\n).*?(<!-- end -->)`)
		if !between.MatchString(want) {
			t.Fatalf("no section %s", section)
		}
		want = between.ReplaceAllStringFunc(want, func(string) string { return "<!-- " + section + " -->\n" + table + "<!-- end -->" })
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("%s is not up to date (UPDATE=1 writes it); want\n%s", path, firstOther(want, string(text)))
	}
}

// firstOther is the first line that another text does not have.
func firstOther(text, other string) string {
	for line := range strings.Lines(text) {
		if !strings.Contains(other, line) {
			return line
		}
	}
	return text
}

// patient is a timeout that no fault reaches by itself.
const patient = 5 * time.Minute

// The limits that the documents name.
var (
	documented = live.LimitsOf(live.DefaultTimeout)
	ofTest     = live.LimitsOf(patient)
)

const (
	atOnce = "at once"
	header = "| what is wrong | what podfit says | after at most |\n|---|---|---|\n"
)

// afterRetry is the time of a fault that is seen at once, and again after one retry.
func afterRetry() string { return seconds(documented.Backoff) }

func seconds(d time.Duration) string { return fmt.Sprintf("%g s", d.Seconds()) }

var hosts = regexp.MustCompile(`127\.0\.0\.1:\d+`)

func row(what, said, after string) string {
	return fmt.Sprintf("| %s | `%s` | %s |\n", what, hosts.ReplaceAllString(said, "HOST"), after)
}

// onDemand is a context whose time is up when the test says so.
type onDemand struct {
	context.Context
	up   chan struct{}
	once sync.Once
}

func newOnDemand() *onDemand {
	return &onDemand{Context: context.Background(), up: make(chan struct{})}
}
func (d *onDemand) expire()               { d.once.Do(func() { close(d.up) }) }
func (d *onDemand) Done() <-chan struct{} { return d.up }
func (d *onDemand) Err() error {
	select {
	case <-d.up:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// silentServer takes requests and never answers; the time is up when one is there.
func silentServer(t *testing.T, ctx *onDemand) string {
	closed := make(chan struct{}) // the SDK goes on asking in the background
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		ctx.expire()
		<-closed
	}))
	t.Cleanup(func() {
		close(closed)
		s.Close()
	})
	return s.URL
}

func statusServer(t *testing.T, status int) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	t.Cleanup(s.Close)
	return s.URL
}

// closedServer is an address where nobody listens.
func closedServer() string { return "http://127.0.0.1:1" } // a port that no server of a test gets

func fileWith(t *testing.T, text string) string {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const describeTypes = "ec2:DescribeInstanceTypes"

func awsFaults(t *testing.T) string {
	const (
		imds = "AWS_EC2_METADATA_SERVICE_ENDPOINT="
		role = "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/pod"
		sts  = "AWS_ENDPOINT_URL_STS="
		arn  = "role_arn = arn:aws:iam::123456789012:role/other\n"
	)
	config := func(text string) string { return "AWS_CONFIG_FILE=" + fileWith(t, "[default]\n"+text) }
	token := "AWS_WEB_IDENTITY_TOKEN_FILE=" + fileWith(t, "token")
	nobody := []string{"AWS_ACCESS_KEY_ID=", "AWS_EC2_METADATA_DISABLED="}
	without := func(variables ...string) []string { return append(append([]string{}, nobody...), variables...) }
	process := func(script string) []string {
		return without(config("credential_process = sh " + fileWith(t, script) + "\n"))
	}
	started := filepath.Join(t.TempDir(), "started")
	ctx := newOnDemand() // of the case
	var b strings.Builder
	b.WriteString(header)
	for _, f := range []struct {
		what    string
		environ func() []string
		fault   livetest.Fault
		action  string
		after   string
	}{
		{what: "no credentials, and `--no-imds` or `AWS_EC2_METADATA_DISABLED`", environ: func() []string { return []string{"AWS_ACCESS_KEY_ID="} }, after: atOnce},
		{what: "no credentials, and instance metadata that doesn't answer", environ: func() []string { return without(imds + silentServer(t, ctx)) }, after: seconds(documented.Metadata)},
		{what: "the same in a pod, such as with a hop limit of 1", environ: func() []string { return without(imds+silentServer(t, ctx), "KUBERNETES_SERVICE_HOST=10.100.0.1") }, after: seconds(documented.Metadata)},
		{what: "instance metadata that a network policy blocks", environ: func() []string { return without(imds+closedServer(), "KUBERNETES_SERVICE_HOST=10.100.0.1") }, after: seconds(documented.Metadata)},
		{what: "instance metadata that is turned off on the instance", environ: func() []string { return without(imds + statusServer(t, 403)) }, after: atOnce},
		{what: "an instance without a role", environ: func() []string { return without(imds + statusServer(t, 404)) }, after: atOnce},
		{what: "no such profile", environ: func() []string { return []string{"AWS_PROFILE=wrok"} }, after: atOnce},
		{what: "an SSO session that has expired", environ: func() []string {
			return without(config("sso_start_url = https://corp.example/start\nsso_region = eu-west-3\nsso_account_id = 123456789012\nsso_role_name = dev\n"))
		}, after: atOnce},
		{what: "a profile that needs an MFA code, without a terminal to ask at", environ: func() []string {
			return without(config(arn + "source_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n[profile base]\naws_access_key_id = a\naws_secret_access_key = b\n"))
		}, after: atOnce},
		{what: "IRSA without the token file", environ: func() []string { return without("AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/token", role) }, after: atOnce},
		{what: "IRSA, and STS refuses", environ: func() []string { return without(token, role) }, action: "sts:AssumeRoleWithWebIdentity",
			fault: livetest.Refuse(403, "AccessDenied", "Not authorized"), after: atOnce},
		{what: "IRSA, and STS doesn't answer", environ: func() []string { return without(token, role, sts+silentServer(t, ctx)) }, after: seconds(documented.Credentials)},
		{what: "a `credential_process` that fails", environ: func() []string { return process("exit 1") }, after: atOnce},
		{what: "a `credential_process` that prints something else", environ: func() []string { return process("echo SECRET") }, after: atOnce},
		{what: "a `credential_process` that hangs", environ: func() []string {
			go func(ctx *onDemand) { // a process can only say that it runs by a file
				for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
					if _, err := os.Stat(started); err == nil {
						ctx.expire()
					}
				}
			}(ctx)
			return process("echo > " + started + "; sleep 1000")
		}, after: seconds(documented.Credentials)},
		{what: "no region", environ: func() []string { return []string{"AWS_REGION="} }, after: atOnce},
		{what: "an endpoint without a scheme", environ: func() []string { return []string{"AWS_ENDPOINT_URL=localhost:4566"} }, after: atOnce},
		{what: "nobody listens at the endpoint", environ: func() []string { return []string{"AWS_ENDPOINT_URL=" + closedServer()} }, after: afterRetry()},
		{what: "no DNS", environ: func() []string { return []string{"AWS_ENDPOINT_URL=http://ec2.invalid"} }, after: afterRetry()},
		{what: "a proxy that signs with its own CA", environ: func() []string {
			s := httptest.NewUnstartedServer(nil)
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			return []string{"AWS_ENDPOINT_URL=" + s.URL}
		}, after: afterRetry()},
		{what: "a proxy that requires a password (407)", fault: livetest.Say(407, "text/plain", ""), after: atOnce},
		{what: "the login page of a network", fault: livetest.Page(200), after: atOnce},
		{what: "a permission is missing", fault: livetest.Refuse(403, "UnauthorizedOperation", "no"), after: atOnce},
		{what: "credentials have expired", fault: livetest.Refuse(400, "RequestExpired", "Request has expired."), after: atOnce},
		{what: "too many requests, also on the retry", fault: livetest.Throttled, after: afterRetry()},
		{what: "AWS doesn't answer", fault: livetest.Silence, after: seconds(live.DefaultTimeout)},
		{what: "an answer that is cut off, also on the retry", fault: livetest.Truncate, after: afterRetry()},
		{what: "an answer without any instance types", fault: livetest.Say(200, "text/xml", "<DescribeInstanceTypesResponse/>"), after: atOnce},
	} {
		t.Run(f.what, func(t *testing.T) {
			own := newOnDemand() // what goes on after the case does not end the next
			ctx = own
			defer own.expire()
			s := livetest.New("eu-west-3")
			defer s.Close()
			environ := s.Environ()
			if f.environ != nil {
				environ = append(environ, f.environ()...)
			}
			cleanEnvironment(t, environ...)
			if f.fault != nil {
				action := f.action
				if action == "" {
					action = describeTypes
				}
				fault := func(w http.ResponseWriter, r *http.Request, a *livetest.Answer) {
					if f.after == seconds(live.DefaultTimeout) {
						own.expire()
					}
					f.fault(w, r, a)
				}
				s.Fail(action, fault, fault)
			}
			c, err := live.Open(ctx, live.Options{Timeout: patient, MaxBackoff: 1})
			if err == nil {
				_, err = c.InstanceTypes(ctx, nil)
			}
			if err == nil {
				t.Fatal("no fault")
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("a secret in %q", err)
			}
			said := err.Error()
			for _, limit := range [][2]time.Duration{{ofTest.Metadata, documented.Metadata}, {ofTest.Credentials, documented.Credentials}, {patient, live.DefaultTimeout}} {
				said = strings.ReplaceAll(said, "within "+limit[0].String(), "within "+limit[1].String())
			}
			b.WriteString(row(f.what, said, f.after))
		})
	}
	return b.String()
}

// cleanEnvironment sets the variables and removes all others that the AWS SDK reads.
func cleanEnvironment(t *testing.T, variables ...string) {
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "AWS_") || strings.HasSuffix(strings.ToUpper(name), "_PROXY") || name == "KUBERNETES_SERVICE_HOST" {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	t.Setenv("HOME", t.TempDir())
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
}

func clusterFaults(t *testing.T) string {
	const short = 200 * time.Millisecond // for what never answers
	answer := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
	}
	n := 0
	list := func(token func() string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			n++
			fmt.Fprintf(w, `{"metadata":{"continue":%q},"items":[]}`, token())
		}
	}
	plugin := func(script string) string {
		return fmt.Sprintf("{exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [-c, %q], interactiveMode: Never}}", script)
	}
	const token = "{token: SECRET}"
	var b strings.Builder
	b.WriteString(header)
	for _, f := range []struct {
		what    string
		handler http.HandlerFunc
		user    string
		timeout time.Duration
		after   string
	}{
		{"credentials that the cluster doesn't accept", answer(401), token, patient, atOnce},
		{"a list that the role may not read (`podfit verify`; `podfit import` skips the list with a note, unless it may read none)", answer(403), token, patient, atOnce},
		{"a busy server, also on the retry", answer(429), token, patient, "the `Retry-After` of the server, 5 s at most"},
		{"a server that doesn't answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, token, short, "10 s for each request"},
		{"nobody listens", nil, token, patient, atOnce},
		{"pages that repeat", list(func() string { return "again" }), token, patient, atOnce},
		{"pages without end", list(func() string { return fmt.Sprint(n) }), token, patient, "2000 pages"},
		{"a credential command that is not installed", answer(200), "{exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-aws, interactiveMode: Never}}", patient, atOnce},
		{"a credential command that fails", answer(200), plugin("echo 'The SSO session has expired' >&2; exit 255"), patient, atOnce},
		{"a credential command that prints something else", answer(200), plugin("echo SECRET"), patient, atOnce},
		{"a credential command that prints without end", answer(200), plugin("yes"), patient, atOnce},
		{"a credential command that hangs, such as one that waits for a login", answer(200), plugin("sleep 1000"), short, seconds(cluster.DefaultTimeout)},
	} {
		t.Run(f.what, func(t *testing.T) {
			s := httptest.NewUnstartedServer(f.handler)
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS() // without TLS there would be no credentials
			defer s.Close()
			ca := base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}))
			if f.handler == nil {
				s.Close()
			}
			config := fileWith(t, fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: prod
clusters: [{name: c, cluster: {server: %q, certificate-authority-data: %s}}]
users: [{name: u, user: %s}]
contexts: [{name: prod, context: {cluster: c, user: u}}]
`, s.URL, ca, f.user))
			c, err := cluster.Open(cluster.Options{Kubeconfig: config, Timeout: f.timeout})
			if err == nil {
				err = c.Nodes(t.Context(), func(string, io.Reader) error { return nil })
			}
			if err == nil {
				t.Fatal("no fault")
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("a secret in %q", err)
			}
			b.WriteString(row(f.what, strings.ReplaceAll(err.Error(), "within "+short.String(), "within "+cluster.DefaultTimeout.String()), f.after))
		})
	}
	return b.String()
}
