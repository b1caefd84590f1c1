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

// httpClient bounds every step of a request by its share of the time that a
// question has: of 10 s, 2 to connect, 3 for TLS, 6 until the answer begins, 8
// in all. The SDK's own client would wait 92 s for an address that drops
// packets. AWS_CA_BUNDLE works with a BuildableClient alone.
func httpClient(timeout time.Duration) *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithTimeout(timeout * 8 / 10).
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = timeout * 2 / 10 }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSHandshakeTimeout = timeout * 3 / 10
			t.ResponseHeaderTimeout = timeout * 6 / 10
		})
}

// retryer asks a second time, after 1 s of 10 at most: even a request that took
// its whole time leaves time for another.
func retryer(timeout time.Duration) func() aws.Retryer {
	return func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = 2
			o.MaxBackoff = timeout / 10
			o.Retryables = append(o.Retryables, retry.IsErrorRetryableFunc(brokenOff))
		})
	}
}

// brokenOff says that an answer which cannot be read to its end is worth a
// second try; the SDK takes it for final.
func brokenOff(err error) aws.Ternary {
	if unread := (*smithy.DeserializationError)(nil); errors.As(err, &unread) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// notAWS is an answer that AWS did not write.
type notAWS struct{ contentType string }

func (e *notAWS) Error() string { return "an answer of type " + e.contentType + " that is not AWS's" }

// checkAnswers stops what a proxy or a captive portal answers in AWS's place:
// the SDK reads a well-formed web page, or nothing at all, as an empty list.
func checkAnswers(ours func(operation string, start []byte) bool) func(*middleware.Stack) error {
	check := func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		r, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !ok {
			return out, metadata, err
		}
		body := bufio.NewReaderSize(r.Body, 512)
		start, broken := body.Peek(512)
		whole := broken == nil || errors.Is(broken, io.EOF)
		if contentType := r.Header.Get("Content-Type"); whole && foreign(r.StatusCode, contentType, ours(middleware.GetOperationName(ctx), start)) {
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

// foreign leaves the 5xx to the SDK, which asks again.
func foreign(status int, contentType string, ours bool) bool {
	switch status / 100 {
	case 2:
		return !ours
	case 3:
		return true
	case 4:
		return strings.Contains(contentType, "html")
	default:
		return false
	}
}

func xmlAnswer(operation string, start []byte) bool {
	return bytes.Contains(start, []byte("<"+operation+"Response"))
}

func jsonAnswer(_ string, start []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(start), []byte("{"))
}

// wholeWrites hides that a request's body can write itself. The SDK closes the
// body once an answer begins; where that comes first, as from a server on this
// machine, such a body tells net/http of a write that went wrong, which then
// drops the connection with the answer (smithy-go 1.28).
func wholeWrites(s *middleware.Stack) error {
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
