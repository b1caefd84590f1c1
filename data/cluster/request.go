package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// mostPage is far above 500 objects of a usual size; what is above it is not
// what a Kubernetes API says.
const mostPage = 256 << 20

// mostWait is how long a server that is busy may ask to wait.
const mostWait = 5 * time.Second

// get asks for a page, a second time where the server is busy or breaks off.
func (c *Cluster) get(ctx context.Context, l list, query url.Values, page *bytes.Buffer) (status int, err error) {
	for again := true; ; again = false {
		page.Reset()
		status, wait, err := c.once(ctx, l, query, page)
		var broken *BrokenOff
		busy := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
		if !again || !busy && !errors.As(err, &broken) {
			return status, err
		}
		select {
		case <-time.After(min(wait, mostWait)):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// once asks for a page, within the timeout, and says how long to wait before
// the next try.
func (c *Cluster) once(ctx context.Context, l list, query url.Values, page *bytes.Buffer) (int, time.Duration, error) {
	limited, cancel := context.WithTimeoutCause(ctx, c.timeout, errTimeUp)
	defer cancel()
	var sent atomic.Bool // with its credentials
	trace := &httptrace.ClientTrace{GetConn: func(string) { sent.Store(true) }}
	address := c.server.JoinPath(l.path()).String() + "?" + query.Encode()
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(limited, trace), http.MethodGet, address, nil)
	if err != nil {
		return 0, 0, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := c.send(request)
	if err != nil {
		return 0, 0, c.failure(limited, err, sent.Load())
	}
	defer response.Body.Close()
	n, err := io.Copy(page, io.LimitReader(response.Body, mostPage+1))
	if err == nil {
		err = limited.Err() // a server that sees the client leave may still end the page in good order
	}
	switch {
	case err != nil:
		return 0, 0, c.failure(limited, err, true)
	case n > mostPage:
		return 0, 0, &Unexpected{Server: c.server.Host, What: fmt.Sprintf("a page of more than %d MiB", mostPage>>20)}
	}
	seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	return response.StatusCode, time.Duration(max(0, seconds)) * time.Second, nil
}

// send waits no longer than the request's context allows: a plugin for
// credentials heeds none, and one that hangs is left to itself.
func (c *Cluster) send(request *http.Request) (*http.Response, error) {
	type answer struct {
		*http.Response
		error
	}
	answered := make(chan answer, 1)
	go func() {
		response, err := c.client.Do(request)
		answered <- answer{response, err}
	}()
	select {
	case a := <-answered:
		return a.Response, a.error
	case <-request.Context().Done():
		return nil, request.Context().Err()
	}
}

var errTimeUp = errors.New("time is up")
