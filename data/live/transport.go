package live

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Limits are how long each step of a question may take.
type Limits struct {
	// Of a request: until there is a connection, TLS on it, the first byte of the answer,
	// the last one.
	Connect, TLS, Answer, Request time.Duration
	Backoff                       time.Duration // the longest wait before the one retry
	// Metadata is for credentials from instance metadata, which the SDK tries last on a
	// machine without credentials, and Credentials for those from the network.
	Metadata, Credentials time.Duration
}

// LimitsOf are shares of a question's timeout. The SDK's own client waits 92 s for an
// address that drops packets.
func LimitsOf(timeout time.Duration) Limits {
	return Limits{
		Connect: timeout * 2 / 10, TLS: timeout * 3 / 10, Answer: timeout * 6 / 10, Request: timeout * 8 / 10,
		Backoff: timeout / 10, Metadata: max(min(metadataTimeout, timeout), timeout/20), Credentials: timeout / 2,
	}
}

// httpClient obeys the limits. AWS_CA_BUNDLE works only with a BuildableClient.
func httpClient(timeout time.Duration) *awshttp.BuildableClient {
	limits := LimitsOf(timeout)
	return awshttp.NewBuildableClient().
		WithTimeout(limits.Request).
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = limits.Connect }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSHandshakeTimeout = limits.TLS
			t.ResponseHeaderTimeout = limits.Answer
		})
}

// retryer retries once. The wait before it is short, so that there is time for the
// retry even after a request that timed out.
func retryer(maxBackoff time.Duration) func() aws.Retryer {
	return func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = 2
			o.MaxBackoff = maxBackoff
			o.Retryables = append(o.Retryables, retry.IsErrorRetryableFunc(isCutOff))
		})
	}
}

// isCutOff makes the SDK retry after an answer that can't be read to its end,
// which it wouldn't do by default.
func isCutOff(err error) aws.Ternary {
	if unread := (*smithy.DeserializationError)(nil); errors.As(err, &unread) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// notAWS is an answer from a proxy or a captive portal.
type notAWS struct{ contentType string }

func (e *notAWS) Error() string { return "an answer of type " + e.contentType + " that is not AWS's" }

// checkAnswers rejects answers from proxies and captive portals: the SDK reads a
// well-formed web page, or an empty body, as an empty list.
func checkAnswers(isAWS func(operation string, start []byte) bool) func(*middleware.Stack) error {
	check := func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		r, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !ok {
			return out, metadata, err
		}
		body := bufio.NewReaderSize(r.Body, 512)
		start, broken := body.Peek(512)
		complete := broken == nil || errors.Is(broken, io.EOF)
		if contentType := r.Header.Get("Content-Type"); complete && foreign(r.StatusCode, contentType, isAWS(middleware.GetOperationName(ctx), start)) {
			r.Body.Close()
			return out, metadata, &notAWS{contentType}
		}
		r.Body = struct {
			io.Reader
			io.Closer
		}{body, r.Body}
		return out, metadata, nil
	}
	return func(s *middleware.Stack) error {
		return s.Deserialize.Add(middleware.DeserializeMiddlewareFunc("podfit:answer", check), middleware.After)
	}
}

// foreign reports whether an answer isn't from AWS. The SDK retries after any 5xx.
func foreign(status int, contentType string, isAWS bool) bool {
	switch status / 100 {
	case 2:
		return !isAWS
	case 3:
		return true
	case 4:
		return strings.Contains(contentType, "html")
	default:
		return false
	}
}

func isEC2Answer(operation string, start []byte) bool {
	return bytes.Contains(start, []byte("<"+operation+"Response"))
}

func isJSON(_ string, start []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(start), []byte("{"))
}

// hideWriterTo hides that a request's body implements io.WriterTo. The SDK closes
// the body as soon as the answer begins. If that is before the body was sent, as
// with a server on this machine, WriteTo returns an error, and net/http drops the
// connection with the answer (smithy-go 1.28).
func hideWriterTo(s *middleware.Stack) error {
	hide := func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (out middleware.DeserializeOutput, metadata middleware.Metadata, err error) {
		if r, ok := in.Request.(*smithyhttp.Request); ok {
			if body, ok := r.GetStream().(io.ReadSeeker); ok {
				if in.Request, err = r.SetStream(struct{ io.ReadSeeker }{body}); err != nil {
					return out, metadata, err
				}
			}
		}
		return next.HandleDeserialize(ctx, in)
	}
	return s.Deserialize.Add(middleware.DeserializeMiddlewareFunc("podfit:write", hide), middleware.After)
}
