package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// maxPageSize is in bytes, and far above 500 objects of usual size.
const maxPageSize = 256 << 20

// maxRetryAfter limits the Retry-After of a busy server.
const maxRetryAfter = 5 * time.Second

// get requests a page, and retries once if the server is busy or the connection
// is lost.
func (c *Cluster) get(ctx context.Context, l list, query url.Values, page *bytes.Buffer) (status int, err error) {
	for mayRetry := true; ; mayRetry = false {
		page.Reset()
		status, wait, err := c.once(ctx, l, query, page)
		var lost *ConnectionLost
		if status == http.StatusUnauthorized && mayRetry && c.plugin != nil { // its token has expired
			c.client = nil
			continue
		}
		busy := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
		if !mayRetry || !busy && !errors.As(err, &lost) {
			return status, err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// once requests a page within the timeout, and returns how long to wait before a
// retry.
func (c *Cluster) once(ctx context.Context, l list, query url.Values, page *bytes.Buffer) (int, time.Duration, error) {
	limited, cancel := context.WithTimeoutCause(ctx, c.timeout, errTimeout)
	defer cancel()
	if err := c.connect(limited); err != nil {
		return 0, 0, err
	}
	address := c.server.JoinPath(l.path()).String() + "?" + query.Encode()
	request, err := http.NewRequestWithContext(limited, http.MethodGet, address, nil)
	if err != nil {
		return 0, 0, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := c.client.Do(request)
	if err != nil {
		return 0, 0, c.failure(limited, err)
	}
	defer response.Body.Close()
	n, err := io.Copy(page, io.LimitReader(response.Body, maxPageSize+1))
	if err == nil {
		err = limited.Err() // a server that notices the timeout may still end the page properly
	}
	switch {
	case err != nil:
		return 0, 0, c.failure(limited, err)
	case n > maxPageSize:
		return 0, 0, &Unexpected{Server: c.server.Host, What: fmt.Sprintf("a page larger than %d MiB", maxPageSize>>20)}
	}
	return response.StatusCode, retryAfter(response.Header), nil
}

// retryAfter is 0 without a valid number of seconds.
func retryAfter(h http.Header) time.Duration {
	seconds, _ := strconv.ParseUint(h.Get("Retry-After"), 10, 31)
	return min(time.Duration(seconds)*time.Second, maxRetryAfter)
}

// connect runs the credential command, if there is one and it hasn't run yet.
func (c *Cluster) connect(ctx context.Context) (err error) {
	if c.client != nil {
		return nil
	}
	c.client, err = c.plugin.client(ctx)
	if err != nil && context.Cause(ctx) == errTimeout {
		return &TimedOut{Command: c.plugin.Command, After: c.timeout}
	}
	return err
}

var errTimeout = errors.New("timeout")
