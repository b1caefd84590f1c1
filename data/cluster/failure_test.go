package cluster

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"
)

// The texts of errors that a local server can't cause. They don't contain the
// password of the address.
func TestNetworkFailures(t *testing.T) {
	c := &Cluster{server: &url.URL{Scheme: "https", User: url.UserPassword("me", "s3cret"), Host: "a.example:443"}, timeout: time.Second}
	for _, of := range []struct {
		err  error
		want string
	}{
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "a.example", IsNotFound: true}}, "a.example:443: no such host: check that the cluster exists and, for a private endpoint, that the VPN is up"},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, "a.example:443: no connection within 2s: check that the cluster exists and, for a private endpoint, that the VPN is up"},
		{&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, "a.example:443: the connection was lost: read: connection reset by peer: try again"},
	} {
		err := c.failure(t.Context(), &url.Error{Op: "Get", URL: c.server.String(), Err: of.err})
		if err.Error() != of.want {
			t.Errorf("\n got %s\nwant %s", err, of.want)
		}
	}
}

func TestOneLine(t *testing.T) {
	long := make([]byte, 1000)
	for i := range long {
		long[i] = 'x'
	}
	for text, want := range map[string]string{
		" a\n\tb\x1b[31m ": "a b [31m",
		string(long):       string(long[:300]) + "…",
	} {
		if got := oneLine(text); got != want {
			t.Errorf("%q", got)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "1": time.Second, "5": 5 * time.Second,
		// A server can't make the caller wait for longer than that.
		"6": 5 * time.Second, "99999999999999999999": 5 * time.Second,
		"-1": 0, "Wed, 21 Oct 2026 07:28:00 GMT": 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}
