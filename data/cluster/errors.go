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
	"time"
	"unicode"
)

// NoKubeconfig is that none of the files is there.
type NoKubeconfig struct{ Files []string }

func (e *NoKubeconfig) Error() string {
	return fmt.Sprintf("no kubeconfig at %s: aws eks update-kubeconfig --name CLUSTER writes one; --kubeconfig names another", strings.Join(e.Files, ", "))
}

// UnknownContext is a context, or a current one, that the kubeconfig lacks.
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
		return what + ", which has none: aws eks update-kubeconfig --name CLUSTER adds one"
	}
	return what + "; want one of " + strings.Join(e.Contexts, ", ")
}

// ConfigError is a kubeconfig that is broken.
type ConfigError struct{ What string }

func (e *ConfigError) Error() string { return e.What }

// Unauthorized is that the server does not take the credentials.
type Unauthorized struct{ Server string }

func (e *Unauthorized) Error() string {
	return e.Server + ": unauthorized (401): the credentials are expired, or of nobody whom the cluster knows: log in anew, and see that an access entry or aws-auth names the role"
}

// Forbidden is that the user may not list a resource.
type Forbidden struct{ Server, Resource string }

func (e *Forbidden) Error() string {
	return fmt.Sprintf("%s: not allowed to list %s in all namespaces (403): podfit data rbac prints the ClusterRole that allows it", e.Server, e.Resource)
}

// Unreachable is that no connection comes about.
type Unreachable struct{ Server, Why string }

func (e *Unreachable) Error() string {
	return fmt.Sprintf("%s: %s: is it a private endpoint without its VPN, or a cluster that is gone?", e.Server, e.Why)
}

// Untrusted is a server whose certificate is not what the kubeconfig wants.
type Untrusted struct{ Server, Why string }

func (e *Untrusted) Error() string {
	return fmt.Sprintf("%s: %s: a proxy that opens TLS, or a kubeconfig of an older cluster of the name: aws eks update-kubeconfig writes the present certificate authority", e.Server, e.Why)
}

// PluginMissing is that the kubeconfig's command for credentials is not installed.
type PluginMissing struct{ Command string }

func (e *PluginMissing) Error() string {
	return fmt.Sprintf("the kubeconfig's command for credentials, %s, is not in the PATH: install it", e.Command)
}

// PluginFailed is that the command ended without credentials; Said is its last
// word.
type PluginFailed struct{ Command, Said string }

func (e *PluginFailed) Error() string {
	return fmt.Sprintf("the kubeconfig's command for credentials, %s, failed: %s", e.Command, e.Said)
}

// TimedOut is that there was no answer in time, of the server or, where it has
// a name, of the command for credentials.
type TimedOut struct {
	Server, Command string
	After           time.Duration
}

func (e *TimedOut) Error() string {
	if e.Command != "" {
		return fmt.Sprintf("the kubeconfig's command for credentials, %s, has no answer after %v: does it wait for a login?", e.Command, e.After)
	}
	return fmt.Sprintf("%s: no answer after %v: --timeout allows more", e.Server, e.After)
}

// Expired is a list that the server forgot in the midst of it: to be read anew.
type Expired struct{ Server, Resource string }

func (e *Expired) Error() string {
	return fmt.Sprintf("%s: the list of %s changed faster than it was read (410): try again", e.Server, e.Resource)
}

// Unexpected is an answer that no Kubernetes API gives, or an error of its own.
type Unexpected struct{ Server, What string }

func (e *Unexpected) Error() string { return e.Server + ": " + e.What }

// BrokenOff is a connection that was lost, a second time.
type BrokenOff struct{ Server, Why string }

func (e *BrokenOff) Error() string {
	return fmt.Sprintf("%s: the connection broke off: %s: try again", e.Server, e.Why)
}

// refusal puts a status in words.
func (c *Cluster) refusal(l list, status int, body []byte) error {
	host := c.server.Host
	switch status {
	case http.StatusUnauthorized:
		return &Unauthorized{host}
	case http.StatusForbidden:
		return &Forbidden{host, l.String()}
	case http.StatusGone:
		return &Expired{host, l.String()}
	}
	var said struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(body, &said) // a proxy's page is no JSON
	what := fmt.Sprintf("%s: %d %s", l.path(), status, http.StatusText(status))
	if said.Message != "" {
		what += ": " + oneLine(said.Message)
	}
	return &Unexpected{host, what}
}

// failure puts in words why there was no answer. sent says that the request
// had its credentials.
func (c *Cluster) failure(ctx context.Context, err error, sent bool) error {
	if of := new(url.Error); errors.As(err, &of) {
		err = of.Err // without the address, which may have a password
	}
	host := c.server.Host
	switch {
	case context.Cause(ctx) == errTimeUp && !sent && c.plugin != "":
		return &TimedOut{Command: c.plugin, After: c.timeout}
	case context.Cause(ctx) == errTimeUp:
		return &TimedOut{Server: host, After: c.timeout}
	case ctx.Err() != nil:
		return ctx.Err()
	case !sent && c.plugin != "" && strings.Contains(err.Error(), "not found"):
		return &PluginMissing{c.plugin}
	case !sent && c.plugin != "":
		return &PluginFailed{c.plugin, c.pluginSaid(err)}
	}
	return c.networkFailure(err)
}

// pluginSaid is the plugin's last word, else the library's. That repeats what
// the plugin printed where it cannot read it, which may be credentials.
func (c *Cluster) pluginSaid(err error) string {
	if said := talk().lastLine(); said != "" {
		return said
	}
	why := strings.TrimPrefix(err.Error(), "getting credentials: ")
	if strings.HasPrefix(why, "decoding stdout") {
		return "what it printed is no ExecCredential"
	}
	return oneLine(why)
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
		return &Untrusted{host, "its certificate is signed by an authority that the kubeconfig does not name"}
	case errors.As(err, &name):
		return &Untrusted{host, "its certificate is for another host"}
	case errors.As(err, &certificate):
		return &Untrusted{host, oneLine(certificate.Err.Error())}
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return &Unexpected{host, "it does not speak TLS"}
	case errors.As(err, &resolve):
		return &Unreachable{host, "no such host"}
	case errors.As(err, &dial) && dial.Op == "dial" && dial.Timeout():
		return &Unreachable{host, fmt.Sprintf("no connection within %v", dialTimeout)}
	case errors.As(err, &dial) && dial.Op == "dial":
		return &Unreachable{host, oneLine(dial.Err.Error())}
	}
	return &BrokenOff{host, oneLine(err.Error())}
}

var line = regexp.MustCompile(`line \d+`)

// lineOf is where a kubeconfig is broken.
func lineOf(err error) string {
	if at := line.FindString(err.Error()); at != "" {
		return ", see " + at
	}
	return ""
}

// oneLine keeps what others say on one line, of a bearable length and without
// a terminal's control characters.
func oneLine(text string) string {
	const most = 300
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}
