package live

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
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
	waitLonger    = "raise --timeout"
	checkNetwork  = "check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"
	proxyPassword = "the proxy requires a user name and a password"
	renewThem     = "renew them, and check this machine's clock"
)

var (
	errRepeatedToken = errors.New("two pages have the same token")
	errInvalidRow    = errors.New("a row of the answer is not valid")
)

// explain is the error of an action. AWS's own refusal comes first: it is the
// cause even if the time is up as well.
func (c *Client) explain(ctx context.Context, action string, err error) *Error {
	e := Error{Question: action + " in " + c.region, err: err}
	switch {
	case e.refused(err):
		e.addFix(action, c.renewal)
	case ctx.Err() != nil:
		e.ended(ctx, c.timeout)
	case e.malformed(err), e.unreachable(err):
	default:
		e.Cause = "the request could not be sent"
	}
	return &e
}

// codes are the error codes of AWS.
var codes = map[string]Kind{
	"ExpiredToken": Expired, "ExpiredTokenException": Expired, "RequestExpired": Expired,
	"UnauthorizedOperation": Denied, "AccessDenied": Denied, "AccessDeniedException": Denied, "NotAuthorized": Denied,
	"AuthFailure": NotAccepted, "OptInRequired": NotAccepted, "UnrecognizedClientException": NotAccepted,
	"InvalidClientTokenId": NotAccepted, "InvalidIdentityToken": NotAccepted, "SignatureDoesNotMatch": NotAccepted,
	"InvalidSignatureException": NotAccepted, "IncompleteSignature": NotAccepted, "IncompleteSignatureException": NotAccepted, "Blocked": NotAccepted,
}

// refused explains an error response of AWS. AWS's message is shown only where
// the code isn't enough: the message about a wrong signature quotes the session token.
func (e *Error) refused(err error) bool {
	var refusal smithy.APIError
	var response *smithyhttp.ResponseError
	status := 0
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	switch {
	case errors.As(err, &refusal) && refusal.ErrorCode() != "UnknownError":
		e.explainCode(status, refusal.ErrorCode(), refusal.ErrorMessage())
	case status == http.StatusProxyAuthRequired: // of a request without TLS
		e.Kind, e.Cause, e.Fix = Unreachable, proxyPassword, "add them to HTTP_PROXY"
	case status >= 500:
		e.Kind, e.Cause, e.Fix = Unavailable, fmt.Sprintf("answered with HTTP status %d", status), "try again in a minute"
	case status >= 400 && refusal != nil:
		e.Kind, e.Cause, e.Fix = Malformed, fmt.Sprintf("HTTP status %d without an error code", status), checkNetwork
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

func (e *Error) explainCode(status int, code, message string) {
	e.Kind = kind(status, code)
	switch e.Kind {
	case Expired:
		e.Cause, e.Fix = "the credentials have expired", renewThem
	case Denied:
		e.Cause, e.Fix = "not permitted", "check the role and its trust policy"
	case NotAccepted:
		e.Cause, e.Fix = "AWS rejected the credentials", "check them, and that the region is enabled for the account"
	case Throttled:
		e.Cause, e.Fix = "the account's request limit is exceeded", "try again in a minute"
	case Unavailable:
		e.Cause, e.Fix = "AWS is unavailable", "try again in a minute"
	case NotFound:
		e.Cause, e.Fix = safeText(message), "check the id, --region and --profile"
	default:
		e.Cause = safeText(message)
	}
	e.Cause += " (" + safeText(code) + ")"
}

// addFix names the missing permission, or how to renew the credentials.
func (e *Error) addFix(action, renewal string) {
	switch e.Kind {
	case Denied:
		e.Fix = "allow " + action + " (podfit data policy prints an IAM policy)"
	case Expired:
		e.Fix = renewal
	}
}

// ended explains a context that the caller canceled or whose time is up.
func (e *Error) ended(ctx context.Context, timeout time.Duration) {
	e.Kind, e.Cause, e.Fix = Timeout, fmt.Sprintf("no complete answer within %s", timeout), waitLonger
	if errors.Is(context.Cause(ctx), context.Canceled) {
		e.Kind, e.Cause, e.Fix = Canceled, "canceled", ""
	}
}

func (e *Error) malformed(err error) bool {
	var foreign *notAWS
	var unread *smithy.DeserializationError
	var late net.Error
	switch {
	case errors.As(err, &foreign):
		e.Cause, e.Fix = "the answer is not from AWS", "a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"
		if strings.Contains(foreign.contentType, "html") {
			e.Cause = "got a web page instead of an answer from AWS"
		}
	case errors.Is(err, errRepeatedToken):
		e.Cause, e.Fix = "the pages of the answer repeat", checkNetwork
	case errors.Is(err, errInvalidRow):
		e.Cause, e.Fix = "a row of the answer is not valid", checkNetwork
	case errors.As(err, &late) && late.Timeout(), errors.Is(err, syscall.ECONNRESET):
		return false
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Cause, e.Fix = "the answer is cut off", "try again, and check the proxy if there is one"
	case errors.As(err, &unread):
		e.Cause, e.Fix = "the answer cannot be read", "try again, and check the proxy if there is one"
	default:
		return false
	}
	e.Kind = Malformed
	return true
}

// unreachable explains a network failure. It goes by the types of the errors
// and never shows their text, which may contain a proxy's password.
func (e *Error) unreachable(err error) bool {
	network := Error{Kind: Unreachable, Fix: checkNetwork}
	if !network.proxy(err) && !network.untrusted(err) && !network.unconnected(err) {
		return false
	}
	e.Kind, e.Cause, e.Fix = network.Kind, network.Cause, network.Fix
	return true
}

func (e *Error) proxy(err error) bool {
	var op *net.OpError
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		e.Cause, e.Fix = "no connection to the proxy: "+reason(err), "check HTTPS_PROXY"
	case strings.HasSuffix(err.Error(), "Proxy Authentication Required"): // net/http has no type for it
		e.Cause, e.Fix = proxyPassword, "add them to HTTPS_PROXY"
	default:
		return false
	}
	return true
}

// untrusted explains a server without a valid certificate.
func (e *Error) untrusted(err error) bool {
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &authority):
		e.Cause, e.Fix = "the certificate of "+endpoint(err)+" is signed by an unknown authority", "if a proxy signs it, set AWS_CA_BUNDLE to its CA certificate"
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
		e.Kind, e.Cause, e.Fix = Timeout, "no complete answer from "+endpoint(err)+" in time", waitLonger
	case errors.As(err, &op), errors.Is(err, io.EOF), wasSent(err):
		e.Cause = "the connection to " + endpoint(err) + " was lost: " + reason(err)
	default:
		return false
	}
	return true
}

// wasSent reports whether the failure happened while sending the request.
func wasSent(err error) bool {
	var send *smithyhttp.RequestSendError
	return errors.As(err, &send)
}

// endpoint is the host that the request was for.
func endpoint(err error) string {
	var failed *url.Error
	if errors.As(err, &failed) {
		if u, err := url.Parse(failed.URL); err == nil && u.Host != "" {
			return u.Host
		}
	}
	return "AWS"
}

// reason is why a connection failed, without its address.
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

// safeText is a text from AWS in one line of limited length, without control
// characters.
func safeText(text string) string {
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
