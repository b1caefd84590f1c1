package livetest

import (
	"io"
	"net"
	"net/http"
	"strings"
)

// Fault handles one request instead of the server. a is the answer that the
// server would have given.
type Fault func(w http.ResponseWriter, r *http.Request, a *Answer)

// Fail applies the faults to the next requests for an action (as IAM spells it),
// one each. A nil fault lets a request succeed, and so do all later ones.
func (s *Server) Fail(action string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[action] = append(s.faults[action], faults...)
}

// Refuse is an error response in the action's protocol.
func Refuse(status int, code, message string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, a *Answer) {
		a.refuse(&refusal{status, code, message})
		a.Send(w)
	}
}

// Throttled is the error response to too many requests.
func Throttled(w http.ResponseWriter, r *http.Request, a *Answer) {
	code, status := "RequestLimitExceeded", http.StatusServiceUnavailable
	if a.json() {
		code, status = "ThrottlingException", http.StatusBadRequest
	}
	Refuse(status, code, "Request limit exceeded.")(w, r, a)
}

// Say answers with a given text and content type.
func Say(status int, contentType, text string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ *Answer) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		io.WriteString(w, text)
	}
}

// Page is the login page of a proxy or a captive portal.
func Page(status int) Fault {
	return Say(status, "text/html", "<!DOCTYPE html><html><body><p>Please log in.</p></body></html>")
}

// Silence never answers.
func Silence(_ http.ResponseWriter, r *http.Request, a *Answer) { a.wait(r) }

// Stall sends half of the answer and then nothing.
func Stall(w http.ResponseWriter, r *http.Request, a *Answer) {
	a.half(w)
	a.wait(r)
}

// Reset resets the connection after half of the answer.
func Reset(w http.ResponseWriter, _ *http.Request, a *Answer) {
	a.half(w)
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, ok := c.(*net.TCPConn); ok {
			tcp.SetLinger(0) // sends RST instead of FIN
		}
		c.Close()
	}
}

// Truncate closes the connection after half of the answer.
func Truncate(w http.ResponseWriter, _ *http.Request, a *Answer) {
	a.half(w)
	panic(http.ErrAbortHandler)
}

// Garble answers with half of the text as if it were complete.
func Garble(w http.ResponseWriter, _ *http.Request, a *Answer) {
	a.Body = a.Body[:len(a.Body)/2]
	a.Send(w)
}

// SameToken answers with the same token for the next page each time.
func SameToken(w http.ResponseWriter, _ *http.Request, a *Answer) {
	body := string(a.Body)
	if a.json() {
		body = strings.Replace(body, "{", `{"NextToken":"next-0",`, 1)
	} else if i := strings.LastIndex(body, "</"); i > 0 {
		body = body[:i] + "<nextToken>next-0</nextToken>" + body[i:]
	}
	a.Body = []byte(body)
	a.Send(w)
}

func (a *Answer) half(w http.ResponseWriter) {
	a.header(w)
	w.Write(a.Body[:len(a.Body)/2])
	http.NewResponseController(w).Flush()
}

func (a *Answer) wait(r *http.Request) {
	select {
	case <-a.closed:
	case <-r.Context().Done():
	}
}
