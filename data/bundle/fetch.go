package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"podfit/data/boundedfile"
)

// DefaultTimeout is for a whole download.
const DefaultTimeout = time.Minute

const maxRedirects = 5

// Fetch reads a file of figures from an http or https URL or from a file. It doesn't
// validate it. The error begins with the address.
func Fetch(ctx context.Context, from string, timeout time.Duration) ([]byte, error) {
	var text []byte
	var err error
	if isURL(from) {
		text, err = download(ctx, from, timeout)
	} else {
		text, err = readFile(from)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Address(from), err)
	}
	return text, nil
}

// Address is what Fetch reads from, without a password or a signature.
func Address(from string) string {
	if !isURL(from) {
		return from
	}
	u, err := url.Parse(from)
	if err != nil {
		return "the URL"
	}
	u.RawQuery = "" // may be signed
	return u.Redacted()
}

func isURL(from string) bool {
	return strings.HasPrefix(from, "https://") || strings.HasPrefix(from, "http://")
}

func readFile(name string) ([]byte, error) {
	f, err := boundedfile.Open(name)
	if err != nil {
		if path := (*os.PathError)(nil); errors.As(err, &path) {
			return nil, path.Err
		}
		return nil, err
	}
	defer f.Close()
	return limited(f)
}

// limited reads at most MaxSize.
func limited(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err == nil && len(text) > MaxSize {
		return nil, errTooLarge
	}
	return text, err
}

// client limits each step of a download to a share of the timeout, as data/live does.
func client(timeout time.Duration) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: timeout * 2 / 10}).DialContext
	transport.TLSHandshakeTimeout = timeout * 3 / 10
	transport.ResponseHeaderTimeout = timeout * 6 / 10
	return &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: redirect}
}

// redirect follows a few redirects, and never from https to http.
func redirect(next *http.Request, before []*http.Request) error {
	switch {
	case len(before) > maxRedirects:
		return fmt.Errorf("more than %d redirects", maxRedirects)
	case before[0].URL.Scheme == "https" && next.URL.Scheme != "https":
		return errors.New("a redirect from https to http")
	}
	return nil
}

func download(ctx context.Context, address string, timeout time.Duration) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("not a valid URL")
	}
	request.Header.Set("Accept", "application/octet-stream")
	answer, err := client(timeout).Do(request)
	if err != nil {
		return nil, cause(err, timeout)
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the server says %s", answer.Status)
	case answer.ContentLength > MaxSize:
		return nil, errTooLarge
	}
	text, err := limited(answer.Body)
	if err != nil {
		return nil, cause(err, timeout)
	}
	return text, nil
}

// cause is an error without the URL, which may have a password.
func cause(err error, timeout time.Duration) error {
	var timedOut net.Error
	var asked *url.Error
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.As(err, &timedOut) && timedOut.Timeout():
		return fmt.Errorf("no complete answer within %v", timeout)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the answer ended early")
	case errors.As(err, &asked):
		return asked.Err
	}
	return err
}
