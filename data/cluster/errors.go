package cluster

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
)

// NoKubeconfig means that none of the files exists.
type NoKubeconfig struct{ Files []string }

func (e *NoKubeconfig) Error() string {
	return fmt.Sprintf("no kubeconfig at %s: create it with aws eks update-kubeconfig --name CLUSTER, or set --kubeconfig", strings.Join(e.Files, ", "))
}

// UnknownContext means that the kubeconfig doesn't have the context, or has no
// current one.
type UnknownContext struct {
	Name            string
	Files, Contexts []string
}

func (e *UnknownContext) Error() string {
	what := fmt.Sprintf("context %q: not in %s", e.Name, strings.Join(e.Files, ", "))
	if e.Name == "" {
		what = "no current context in " + strings.Join(e.Files, ", ")
	}
	if len(e.Contexts) == 0 {
		return what + ": add one with aws eks update-kubeconfig --name CLUSTER"
	}
	return what + "; must be one of " + strings.Join(e.Contexts, ", ")
}

// ConfigError means that the kubeconfig is invalid.
type ConfigError struct{ What string }

func (e *ConfigError) Error() string { return e.What }

// Unauthorized means that the server rejects the credentials.
type Unauthorized struct{ Server string }

func (e *Unauthorized) Error() string {
	return e.Server + ": unauthorized (401): the credentials have expired, or the cluster doesn't know the role: log in again, and check that an access entry or aws-auth has the role"
}

// Forbidden means that the user may not list a resource.
type Forbidden struct {
	Server, Resource string
	Namespace        string // empty for all
}

func (e *Forbidden) Error() string {
	where := "in all namespaces"
	if e.Namespace != "" {
		where = "in namespace " + e.Namespace
	}
	return fmt.Sprintf("%s: not allowed to list %s %s (403): podfit data rbac prints a ClusterRole that allows it", e.Server, e.Resource, where)
}

// Unreachable means that no connection to the server is possible.
type Unreachable struct{ Server, Why string }

func (e *Unreachable) Error() string {
	return fmt.Sprintf("%s: %s: check that the cluster exists and, for a private endpoint, that the VPN is up", e.Server, e.Why)
}

// Untrusted means that the server's certificate isn't valid for the kubeconfig.
type Untrusted struct{ Server, Why string }

func (e *Untrusted) Error() string {
	return fmt.Sprintf("%s: %s: a proxy may intercept TLS, or the kubeconfig is outdated: update it with aws eks update-kubeconfig", e.Server, e.Why)
}

// PluginMissing means that the kubeconfig's credential command isn't installed.
type PluginMissing struct{ Command string }

func (e *PluginMissing) Error() string {
	return fmt.Sprintf("the kubeconfig's credential command %s is not in the PATH: install it", e.Command)
}

// PluginFailed means that the command returned no credentials. Reason is the last
// line that it printed on stderr.
type PluginFailed struct{ Command, Reason string }

func (e *PluginFailed) Error() string {
	return fmt.Sprintf("the kubeconfig's credential command %s failed: %s", e.Command, e.Reason)
}

// TimedOut means that the server or, if Command is set, the credential command
// didn't answer in time.
type TimedOut struct {
	Server, Command string
	After           time.Duration
}

func (e *TimedOut) Error() string {
	if e.Command != "" {
		return fmt.Sprintf("the kubeconfig's credential command %s didn't finish within %v: check whether it waits for a login", e.Command, e.After)
	}
	return fmt.Sprintf("%s: no answer within %v: raise --timeout", e.Server, e.After)
}

// Expired means that the list changed too fast to be read, and should be read again.
type Expired struct{ Server, Resource string }

func (e *Expired) Error() string {
	return fmt.Sprintf("%s: the list of %s changed while it was read (410): try again", e.Server, e.Resource)
}

// Unexpected is any other error response, or an answer that isn't from Kubernetes.
type Unexpected struct{ Server, What string }

func (e *Unexpected) Error() string { return e.Server + ": " + e.What }

// ConnectionLost means that the connection was lost twice.
type ConnectionLost struct{ Server, Why string }

func (e *ConnectionLost) Error() string {
	return fmt.Sprintf("%s: the connection was lost: %s: try again", e.Server, e.Why)
}

// statusError explains an error response.
func (c *Cluster) statusError(l list, status int, body []byte) error {
	host := c.server.Host
	switch status {
	case http.StatusUnauthorized:
		return &Unauthorized{host}
	case http.StatusForbidden:
		return &Forbidden{host, l.String(), l.namespace}
	case http.StatusGone:
		return &Expired{host, l.String()}
	}
	var response struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(body, &response) // a proxy's error page isn't JSON
	what := fmt.Sprintf("%s: %d %s", l.path(), status, http.StatusText(status))
	if response.Message != "" {
		what += ": " + oneLine(response.Message)
	}
	return &Unexpected{host, what}
}

// failure explains why there is no answer.
func (c *Cluster) failure(ctx context.Context, err error) error {
	if of := new(url.Error); errors.As(err, &of) {
		err = of.Err // without the address, which may contain a password
	}
	switch {
	case context.Cause(ctx) == errTimeout:
		return &TimedOut{Server: c.server.Host, After: c.timeout}
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return c.networkFailure(err)
}

func (c *Cluster) networkFailure(err error) error {
	host := c.server.Host
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var record tls.RecordHeaderError
	var resolve *net.DNSError
	var dial *net.OpError
	switch {
	case errors.As(err, &authority):
		return &Untrusted{host, "the certificate is signed by an authority that is not in the kubeconfig"}
	case errors.As(err, &name):
		return &Untrusted{host, "the certificate is for another host"}
	case errors.As(err, &certificate):
		return &Untrusted{host, oneLine(certificate.Err.Error())}
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return &Unexpected{host, "the server doesn't use TLS"}
	case errors.As(err, &resolve):
		return &Unreachable{host, "no such host"}
	case errors.As(err, &dial) && dial.Op == "dial" && dial.Timeout():
		return &Unreachable{host, fmt.Sprintf("no connection within %v", dialTimeout)}
	case errors.As(err, &dial) && dial.Op == "dial":
		return &Unreachable{host, oneLine(dial.Err.Error())}
	}
	return &ConnectionLost{host, oneLine(err.Error())}
}

var lineNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`line \d+`) })

// lineOf is the line of a syntax error in a kubeconfig.
func lineOf(err error) string {
	if at := lineNumber().FindString(err.Error()); at != "" {
		return ", see " + at
	}
	return ""
}

// oneLine is a foreign text in one line of limited length, without control
// characters.
func oneLine(text string) string {
	const most = 300
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}
