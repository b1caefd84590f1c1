package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Each step of a request has its share of the timeout; the figures are those of
// the comment at httpClient.
func TestHTTPTimeouts(t *testing.T) {
	c := httpClient(10 * time.Second)
	transport := c.GetTransport()
	got := []time.Duration{c.GetDialer().Timeout, transport.TLSHandshakeTimeout, transport.ResponseHeaderTimeout, c.GetTimeout()}
	if want := []time.Duration{2 * time.Second, 3 * time.Second, 6 * time.Second, 8 * time.Second}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestCredentialsTimeout(t *testing.T) {
	metadata := aws.Config{Credentials: ec2rolecreds.New()}
	other := aws.Config{Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")}
	for _, c := range []struct {
		name          string
		cfg           aws.Config
		timeout, want time.Duration
	}{
		{"metadata", metadata, 10 * time.Second, 500 * time.Millisecond},
		{"metadata in less time", metadata, 100 * time.Millisecond, 100 * time.Millisecond},
		{"metadata in more time", metadata, time.Minute, 3 * time.Second},
		{"a source on the network", other, 10 * time.Second, 5 * time.Second},
	} {
		if got := credentialsTimeout(c.cfg, c.timeout); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// late is the error of a request whose answer doesn't begin in time.
type late struct{}

func (late) Error() string   { return "net/http: timeout awaiting response headers" }
func (late) Timeout() bool   { return true }
func (late) Temporary() bool { return true }

func sendError(err error) error {
	return &smithyhttp.RequestSendError{Err: &url.Error{Op: "Post", URL: "https://user:SECRET@ec2.example:443/", Err: err}}
}

func TestRetryable(t *testing.T) {
	r := retryer(time.Second)()
	if n := r.MaxAttempts(); n != 2 {
		t.Errorf("%d attempts, not 2", n)
	}
	for range 20 {
		if wait, err := r.RetryDelay(1, late{}); err != nil || wait > time.Second {
			t.Errorf("waits %v (%v)", wait, err)
		}
	}
	for _, c := range []struct {
		err  error
		want bool
	}{
		{sendError(late{}), true},
		{&smithy.DeserializationError{Err: io.ErrUnexpectedEOF}, true},
		{&smithy.GenericAPIError{Code: "RequestLimitExceeded"}, true},
		{&smithy.GenericAPIError{Code: "UnauthorizedOperation"}, false},
		{&notAWS{"text/html"}, false},
	} {
		if got := r.IsErrorRetryable(c.err); got != c.want {
			t.Errorf("%v: retried %t, want %t", c.err, got, c.want)
		}
	}
}

// What a local server can't be made to do without waiting.
func TestNetworkErrors(t *testing.T) {
	c := &Client{region: "eu-west-3", timeout: 10 * time.Second}
	for _, test := range []struct {
		err  error
		kind Kind
		want string
	}{
		{sendError(late{}), Timeout, "x in eu-west-3: no complete answer from ec2.example:443 in time; raise --timeout"},
		{sendError(io.EOF), Unreachable, "x in eu-west-3: the connection to ec2.example:443 was lost: it was closed; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{sendError(http.ErrSchemeMismatch), Unreachable, "x in eu-west-3: the connection to ec2.example:443 was lost: it was closed; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{errors.New("unknown"), Refused, "x in eu-west-3: the request could not be sent"},
	} {
		if e := c.explain(t.Context(), "x", test.err); e.Kind != test.kind || e.Error() != test.want {
			t.Errorf("%v\ngot  %v: %v\nwant %v: %s", test.err, e.Kind, e, test.kind, test.want)
		}
	}
}

// All pages of all batches share one deadline, which is the client's timeout.
func TestOneDeadlineForAllPages(t *testing.T) {
	c := &Client{timeout: time.Hour, progress: func(Progress) {}}
	var deadlines []time.Time
	var got []string
	before := time.Now()
	rows, err := ask(t.Context(), c, "x", batches([]string{"a", "b", "c"}, 2), func(ctx context.Context, names []string, token *string) ([]int, *string, error) {
		at, _ := ctx.Deadline()
		deadlines = append(deadlines, at)
		got = append(got, fmt.Sprint(names, aws.ToString(token)))
		if token == nil {
			return []int{1}, aws.String("next"), nil
		}
		return []int{2}, nil, nil
	})
	if want := []string{"[a b]", "[a b]next", "[c]", "[c]next"}; err != nil || !slices.Equal(got, want) || !slices.Equal(rows, []int{1, 2, 1, 2}) {
		t.Errorf("%v, %v: pages %q, want %q", rows, err, got, want)
	}
	if len(slices.Compact(deadlines)) != 1 || deadlines[0].Before(before.Add(time.Hour)) || deadlines[0].After(time.Now().Add(time.Hour)) {
		t.Errorf("deadlines %v", deadlines)
	}
}
