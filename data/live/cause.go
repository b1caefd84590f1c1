package live

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const (
	waitLonger   = "wait longer with --timeout"
	checkNetwork = "check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"
	renewThem    = "renew them, and check this machine's clock"
)

var (
	errRepeatedToken = errors.New("a page with the token of an earlier one")
	errNonsense      = errors.New("a row that makes no sense")
)

// fail is the error of an action. What AWS itself says comes first: it is true
// even where the time is over too.
func (c *Client) fail(ctx context.Context, action string, err error) *Error {
	e := Error{Question: action + " in " + c.region, err: err}
	switch {
	case e.answered(err):
		e.allow(action, c.renew)
	case ctx.Err() != nil:
		e.ended(ctx, c.timeout)
	case e.malformed(err), e.unreachable(err):
	default:
		e.Cause = "the question could not be asked"
	}
	return &e
}

// codes are the words with which AWS refuses.
var codes = map[string]Kind{
	"ExpiredToken": Expired, "ExpiredTokenException": Expired, "RequestExpired": Expired,
	"UnauthorizedOperation": Denied, "AccessDenied": Denied, "AccessDeniedException": Denied, "NotAuthorized": Denied,
	"AuthFailure": NotAccepted, "OptInRequired": NotAccepted, "UnrecognizedClientException": NotAccepted,
	"InvalidClientTokenId": NotAccepted, "InvalidIdentityToken": NotAccepted, "SignatureDoesNotMatch": NotAccepted,
	"InvalidSignatureException": NotAccepted, "IncompleteSignature": NotAccepted, "IncompleteSignatureException": NotAccepted, "Blocked": NotAccepted,
}

// answered reads a refusal. AWS's own text is kept only where the code alone
// would not do: that of a wrong signature quotes the session token.
func (e *Error) answered(err error) bool {
	var refusal smithy.APIError
	var response *smithyhttp.ResponseError
	status := 0
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	switch {
	case errors.As(err, &refusal) && refusal.ErrorCode() != "UnknownError":
		e.refused(status, refusal.ErrorCode(), refusal.ErrorMessage())
	case status >= 500:
		e.Kind, e.Cause, e.Fix = Unavailable, fmt.Sprintf("answered with HTTP status %d", status), "try again in a minute"
	case status >= 400 && refusal != nil:
		e.Kind, e.Cause, e.Fix = Malformed, fmt.Sprintf("HTTP status %d without AWS's reason", status), checkNetwork
	default:
		return false
	}
	return true
}

func kind(status int, code string) Kind {
	if known, ok := codes[code]; ok {
		return known
	}
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	switch {
	case throttled:
		return Throttled
	case status >= 500:
		return Unavailable
	case strings.HasSuffix(code, ".NotFound"), strings.HasSuffix(code, ".Malformed"):
		return NotFound
	default:
		return Refused
	}
}

func (e *Error) refused(status int, code, message string) {
	e.Kind = kind(status, code)
	switch e.Kind {
	case Expired:
		e.Cause, e.Fix = "the credentials have expired", renewThem
	case Denied:
		e.Cause, e.Fix = "not permitted", "check the role and its trust policy"
	case NotAccepted:
		e.Cause, e.Fix = "AWS does not accept the credentials", "check them, and that the account has enabled the region"
	case Throttled:
		e.Cause, e.Fix = "too many requests for the account", "try again in a minute"
	case Unavailable:
		e.Cause, e.Fix = "AWS cannot answer now", "try again in a minute"
	case NotFound:
		e.Cause, e.Fix = plain(message), "check the id, --region and --profile"
	default:
		e.Cause = plain(message)
	}
	e.Cause += " (" + plain(code) + ")"
}

// allow names what the credentials of a question lack.
func (e *Error) allow(action, renew string) {
	switch e.Kind {
	case Denied:
		e.Fix = "allow " + action + ": podfit data policy prints a policy"
	case Expired:
		e.Fix = renew
	}
}

// ended says that the caller or the clock ended the question.
func (e *Error) ended(ctx context.Context, timeout time.Duration) {
	e.Kind, e.Cause, e.Fix = Timeout, fmt.Sprintf("no whole answer within %s", timeout), waitLonger
	if errors.Is(ctx.Err(), context.Canceled) {
		e.Kind, e.Cause, e.Fix = Canceled, "canceled", ""
	}
}

func (e *Error) malformed(err error) bool {
	var foreign *notAWS
	var unread *smithy.DeserializationError
	var late net.Error
	switch {
	case errors.As(err, &foreign):
		e.Cause, e.Fix = "the answer is not AWS's", "a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"
		if strings.Contains(foreign.contentType, "html") {
			e.Cause = "a web page in place of AWS's answer"
		}
	case errors.Is(err, errRepeatedToken):
		e.Cause, e.Fix = "the pages go round in a circle", checkNetwork
	case errors.Is(err, errNonsense):
		e.Cause, e.Fix = "a row of the answer makes no sense", checkNetwork
	case errors.As(err, &late) && late.Timeout(), errors.Is(err, syscall.ECONNRESET):
		return false
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Cause, e.Fix = "the answer ends in the middle", "try again, and check the proxy if there is one"
	case errors.As(err, &unread):
		e.Cause, e.Fix = "the answer cannot be read", "try again, and check the proxy if there is one"
	default:
		return false
	}
	e.Kind = Malformed
	return true
}

// unreachable reads a failure of the network from its types, never from its
// text: that of a proxy's address may have a password in it.
func (e *Error) unreachable(err error) bool {
	found := Error{Kind: Unreachable, Fix: checkNetwork}
	if !found.proxy(err) && !found.untrusted(err) && !found.unconnected(err) {
		return false
	}
	e.Kind, e.Cause, e.Fix = found.Kind, found.Cause, found.Fix
	return true
}

func (e *Error) proxy(err error) bool {
	var op *net.OpError
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		e.Cause, e.Fix = "no connection to the proxy: "+reason(err), "check HTTPS_PROXY"
	case strings.HasSuffix(err.Error(), "Proxy Authentication Required"): // net/http has no type for it
		e.Cause, e.Fix = "the proxy wants a name and a password", "put them into HTTPS_PROXY"
	default:
		return false
	}
	return true
}

// untrusted is a connection whose other end cannot prove who it is.
func (e *Error) untrusted(err error) bool {
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &authority):
		e.Cause, e.Fix = "the certificate of "+endpoint(err)+" is of an unknown authority", "name a proxy's own in AWS_CA_BUNDLE"
	case errors.As(err, &invalid), errors.As(err, &host), errors.As(err, &record):
		e.Cause = "no trusted connection to " + endpoint(err)
	default:
		return false
	}
	return true
}

func (e *Error) unconnected(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	var late net.Error
	switch {
	case errors.As(err, &dns):
		e.Cause, e.Fix = reason(err), "check the network and the region's name"
	case errors.As(err, &op) && op.Op == "dial":
		e.Cause = "no connection to " + endpoint(err) + ": " + reason(err)
	case errors.As(err, &late) && late.Timeout():
		e.Kind, e.Cause, e.Fix = Timeout, "no whole answer from "+endpoint(err)+" in time", waitLonger
	case errors.As(err, &op), errors.Is(err, io.EOF), sent(err):
		e.Cause = "the connection to " + endpoint(err) + " broke: " + reason(err)
	default:
		return false
	}
	return true
}

// sent says that the request was on its way.
func sent(err error) bool {
	var send *smithyhttp.RequestSendError
	return errors.As(err, &send)
}

// endpoint is the host that the request went to.
func endpoint(err error) string {
	var failed *url.Error
	if errors.As(err, &failed) {
		if u, err := url.Parse(failed.URL); err == nil && u.Host != "" {
			return u.Host
		}
	}
	return "AWS"
}

// reason is why a connection failed.
func reason(err error) string {
	var number syscall.Errno
	var late net.Error
	var dns *net.DNSError
	switch {
	case errors.As(err, &number):
		return number.Error()
	case errors.As(err, &dns):
		return "no address for " + dns.Name
	case errors.As(err, &late) && late.Timeout():
		return "no answer"
	default:
		return "it was closed"
	}
}

// plain is AWS's own text, safe to show in one line.
func plain(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text)
	const most = 160
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return strings.TrimSuffix(text, ".")
}
