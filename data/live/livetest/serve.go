package livetest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// request is a request in either protocol.
type request struct {
	action string // as IAM spells it: ec2:DescribeSubnets
	form   url.Values
	body   []byte
}

// refusal is an error response.
type refusal struct {
	status        int
	code, message string
}

func (r *refusal) Error() string { return r.code }

// ServeHTTP answers a request, or applies the next fault of its action.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q, err := read(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	a := s.answer(q)
	s.mu.Unlock()
	a.closed = s.closed
	if fault := s.record(q.action); fault != nil {
		fault(w, r, a)
		return
	}
	a.Send(w)
}

// SetOnDemand changes the price of a type, for the requests that follow.
func (s *Server) SetOnDemand(instanceType, price string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.OnDemand[instanceType] = price
}

func (s *Server) record(action string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.actions = append(s.actions, action)
	faults := s.faults[action]
	if len(faults) == 0 {
		return nil
	}
	s.faults[action] = faults[1:]
	return faults[0]
}

func read(r *http.Request) (request, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return request{}, err
	}
	if target, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "AWSPriceListService."); ok {
		return request{action: "pricing:" + target, body: body}, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("Action") == "" {
		return request{}, errors.New("livetest: neither an EC2 nor a price list request")
	}
	service := "ec2:"
	if form.Get("Version") == "2011-06-15" {
		service = "sts:"
	}
	return request{action: service + form.Get("Action"), form: form}, nil
}

func (s *Server) answer(q request) *Answer {
	answers := map[string]func(request) (any, error){
		"ec2:DescribeAvailabilityZones":     s.describeZones,
		"ec2:DescribeInstanceTypeOfferings": s.describeOfferings,
		"ec2:DescribeInstanceTypes":         s.describeTypes,
		"ec2:DescribeRegions":               s.describeRegions,
		"ec2:DescribeSpotPriceHistory":      s.describeSpot,
		"ec2:DescribeSubnets":               s.describeSubnets,
		"pricing:GetProducts":               s.getProducts,
		"sts:AssumeRole":                    assumeRole,
		"sts:AssumeRoleWithWebIdentity":     assumeRoleOfIdentity,
	}
	a := &Answer{action: q.action, Status: http.StatusOK}
	ask, ok := answers[q.action]
	if !ok {
		a.refuse(&refusal{http.StatusBadRequest, "InvalidAction", fmt.Sprintf("livetest has no %s", q.action)})
		return a
	}
	value, err := ask(q)
	if no := (*refusal)(nil); errors.As(err, &no) {
		a.refuse(no)
		return a
	}
	a.encode(value)
	return a
}

// Answer is the server's answer without a fault.
type Answer struct {
	Status int
	Body   []byte
	action string
	closed <-chan struct{} // when the server is closed
}

func (a *Answer) json() bool { return strings.HasPrefix(a.action, "pricing:") }

func (a *Answer) encode(value any) {
	var err error
	if a.json() {
		a.Body, err = json.Marshal(value)
	} else {
		a.Body, err = xml.Marshal(value)
		a.Body = slices.Concat([]byte(xml.Header), a.Body)
	}
	if err != nil {
		panic(fmt.Sprintf("livetest: %s: %v", a.action, err))
	}
}

func (a *Answer) refuse(r *refusal) {
	a.Status = r.status
	type no struct{ Code, Message string }
	switch service, _, _ := strings.Cut(a.action, ":"); service {
	case "pricing":
		a.encode(map[string]string{"__type": r.code, "message": r.message})
	case "sts":
		a.encode(struct {
			XMLName xml.Name `xml:"ErrorResponse"`
			Error   no
		}{Error: no{r.code, r.message}})
	default:
		a.encode(struct {
			XMLName   xml.Name `xml:"Response"`
			Error     no       `xml:"Errors>Error"`
			RequestID string
		}{Error: no{r.code, r.message}, RequestID: "livetest"})
	}
}

func (a *Answer) header(w http.ResponseWriter) {
	contentType := "text/xml;charset=UTF-8"
	if a.json() {
		contentType = "application/x-amz-json-1.1"
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
}

// Send sends the answer, for faults that only delay or change it.
func (a *Answer) Send(w http.ResponseWriter) {
	a.header(w)
	w.WriteHeader(a.Status)
	io.Copy(w, bytes.NewReader(a.Body)) // the client may have gone away
}

// page is one page of the rows. The token is the index of the next page's first row.
func page[T any](s *Server, rows []T, token string, size int) ([]T, string, error) {
	start := 0
	if token != "" {
		index, err := strconv.Atoi(strings.TrimPrefix(token, "next-"))
		if err != nil || index > len(rows) {
			return nil, "", &refusal{http.StatusBadRequest, "InvalidNextToken", "The token is not valid."}
		}
		start = index
	}
	if s.PageSize > 0 {
		size = min(size, s.PageSize)
	}
	end := min(len(rows), start+size)
	if end == len(rows) {
		return rows[start:], "", nil
	}
	return rows[start:end], fmt.Sprintf("next-%d", end), nil
}
