package live_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"podfit/data/live"
	"podfit/data/live/livetest"
)

const (
	describeTypes = "ec2:DescribeInstanceTypes"
	getProducts   = "pricing:GetProducts"
)

// result is that of one question to a server of its own.
type result struct {
	server *livetest.Server
	err    error
}

// askAll asks questions concurrently, because many of them wait for a retry.
// Clients are opened one after the other, because each reads the environment.
func askAll(t *testing.T, n int, prepare func(i int, s *livetest.Server) (ctx context.Context, action string)) []result {
	all := make([]result, n)
	var wait sync.WaitGroup
	for i := range all {
		s := serve(t, "eu-west-3")
		ctx, action := prepare(i, s)
		c := open(t, live.Options{MaxBackoff: 1})
		wait.Go(func() { all[i] = result{s, askOne(ctx, action, c)} })
	}
	wait.Wait()
	return all
}

// patient is a timeout that no test reaches.
const patient = 5 * time.Minute

// deadline is a context whose deadline passes when the test says so.
type deadline struct {
	passed chan struct{}
	once   sync.Once
}

func newDeadline() *deadline { return &deadline{passed: make(chan struct{})} }

func (d *deadline) expire()                           { d.once.Do(func() { close(d.passed) }) }
func (d *deadline) Deadline() (at time.Time, ok bool) { return }
func (d *deadline) Done() <-chan struct{}             { return d.passed }
func (d *deadline) Value(any) any                     { return nil }

func (d *deadline) Err() error {
	select {
	case <-d.passed:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// askOne asks the question that needs the action.
func askOne(ctx context.Context, action string, c *live.Client) error {
	var err error
	switch action {
	case describeTypes:
		_, err = c.InstanceTypes(ctx, []string{"m5.large"})
	case getProducts:
		_, err = c.OnDemandPrices(ctx, []string{"m5.large"})
	default:
		_, err = c.Subnets(ctx, live.SubnetQuery{IDs: []string{"subnet-1"}})
	}
	return err
}

func TestErrors(t *testing.T) {
	refuse := livetest.Refuse
	secret := "The request signature does not match.\nx-amz-security-token:SECRET"
	cases := []struct {
		name   string
		action string
		fault  livetest.Fault
		times  int // requests until the client gives up
		kind   live.Kind
		text   string // HOST is the server's
	}{
		{"denied", describeTypes, refuse(403, "UnauthorizedOperation", "You are not authorized. Encoded authorization failure message: SECRET"), 1, live.Denied,
			"ec2:DescribeInstanceTypes in eu-west-3: not permitted (UnauthorizedOperation); allow ec2:DescribeInstanceTypes (podfit data policy prints an IAM policy)"},
		{"denied prices", getProducts, refuse(400, "AccessDeniedException", "User: x is not authorized to perform: pricing:GetProducts"), 1, live.Denied,
			"pricing:GetProducts in eu-west-3: not permitted (AccessDeniedException); allow pricing:GetProducts (podfit data policy prints an IAM policy)"},
		{"region not enabled", describeTypes, refuse(401, "AuthFailure", "AWS was not able to validate the provided access credentials"), 1, live.NotAccepted,
			"ec2:DescribeInstanceTypes in eu-west-3: AWS rejected the credentials (AuthFailure); check them, and that the region is enabled for the account"},
		{"opt-in", describeTypes, refuse(401, "OptInRequired", "You are not subscribed to this service."), 1, live.NotAccepted,
			"ec2:DescribeInstanceTypes in eu-west-3: AWS rejected the credentials (OptInRequired); check them, and that the region is enabled for the account"},
		// AWS's message quotes the session token.
		{"wrong signature", getProducts, refuse(403, "InvalidSignatureException", secret), 1, live.NotAccepted,
			"pricing:GetProducts in eu-west-3: AWS rejected the credentials (InvalidSignatureException); check them, and that the region is enabled for the account"},
		{"expired", describeTypes, refuse(400, "RequestExpired", "Request has expired."), 1, live.Expired,
			"ec2:DescribeInstanceTypes in eu-west-3: the credentials have expired (RequestExpired); renew them, and check this machine's clock"},
		{"expired token", getProducts, refuse(400, "ExpiredTokenException", "The security token included in the request is expired"), 1, live.Expired,
			"pricing:GetProducts in eu-west-3: the credentials have expired (ExpiredTokenException); renew them, and check this machine's clock"},
		{"throttled", describeTypes, livetest.Throttled, 2, live.Throttled,
			"ec2:DescribeInstanceTypes in eu-west-3: the account's request limit is exceeded (RequestLimitExceeded); try again in a minute"},
		{"throttled prices", getProducts, livetest.Throttled, 2, live.Throttled,
			"pricing:GetProducts in eu-west-3: the account's request limit is exceeded (ThrottlingException); try again in a minute"},
		{"an internal error", describeTypes, refuse(500, "InternalError", "An internal error has occurred"), 2, live.Unavailable,
			"ec2:DescribeInstanceTypes in eu-west-3: AWS is unavailable (InternalError); try again in a minute"},
		{"a load balancer's error", describeTypes, livetest.Page(503), 2, live.Unavailable,
			"ec2:DescribeInstanceTypes in eu-west-3: answered with HTTP status 503; try again in a minute"},
		{"a load balancer's error, prices", getProducts, livetest.Page(503), 2, live.Unavailable,
			"pricing:GetProducts in eu-west-3: answered with HTTP status 503; try again in a minute"},
		{"not found", "ec2:DescribeSubnets", nil, 1, live.NotFound,
			"ec2:DescribeSubnets in eu-west-3: The subnet ID 'subnet-1' does not exist (InvalidSubnetID.NotFound); check the id, --region and --profile"},
		{"another error", getProducts, refuse(400, "InvalidParameterException", "Bad\x1b[31m value.\nSecond line"), 1, live.Refused,
			"pricing:GetProducts in eu-west-3: Bad[31m value (InvalidParameterException)"},
		{"a login page", describeTypes, livetest.Page(200), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: got a web page instead of an answer from AWS; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"a login page for prices", getProducts, livetest.Page(200), 1, live.Malformed,
			"pricing:GetProducts in eu-west-3: got a web page instead of an answer from AWS; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"a proxy's error page", describeTypes, livetest.Page(403), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: got a web page instead of an answer from AWS; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		// The SDK reads these as an empty list.
		{"an empty answer", describeTypes, livetest.Say(200, "text/xml", ""), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer is not from AWS; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"another XML", describeTypes, livetest.Say(200, "text/xml", "<rss></rss>"), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer is not from AWS; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"a redirection", describeTypes, livetest.Say(302, "text/plain", "elsewhere"), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer is not from AWS; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"an error without a code", describeTypes, livetest.Say(400, "text/plain", ""), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: HTTP status 400 without an error code; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"half of the XML", describeTypes, livetest.Garble, 2, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer cannot be read; try again, and check the proxy if there is one"},
		{"half of the JSON", getProducts, livetest.Garble, 2, live.Malformed,
			"pricing:GetProducts in eu-west-3: the answer cannot be read; try again, and check the proxy if there is one"},
		{"an invalid product", getProducts, livetest.Say(200, "application/x-amz-json-1.1", `{"PriceList":["<html>"]}`), 1, live.Malformed,
			"pricing:GetProducts in eu-west-3: a row of the answer is not valid; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"an invalid number", describeTypes, livetest.Say(200, "text/xml", "<DescribeInstanceTypesResponse><instanceTypeSet><item><vCpuInfo><defaultVCpus>many</defaultVCpus></vCpuInfo></item></instanceTypeSet></DescribeInstanceTypesResponse>"), 2, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer cannot be read; try again, and check the proxy if there is one"},
		{"cut short", describeTypes, livetest.Truncate, 2, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer is cut off; try again, and check the proxy if there is one"},
		{"prices cut short", getProducts, livetest.Truncate, 2, live.Malformed,
			"pricing:GetProducts in eu-west-3: the answer is cut off; try again, and check the proxy if there is one"},
		{"reset in the middle", describeTypes, livetest.Reset, 2, live.Unreachable,
			"ec2:DescribeInstanceTypes in eu-west-3: the connection to AWS was lost: connection reset by peer; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"repeated pages", describeTypes, livetest.SameToken, 2, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the pages of the answer repeat; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"repeated pages of prices", getProducts, livetest.SameToken, 2, live.Malformed,
			"pricing:GetProducts in eu-west-3: the pages of the answer repeat; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		// The deadline passes once the request arrived.
		{"silence", describeTypes, livetest.Silence, 1, live.Timeout,
			"ec2:DescribeInstanceTypes in eu-west-3: no complete answer within 5m0s; raise --timeout"},
		{"silence in the middle", describeTypes, livetest.Stall, 1, live.Timeout,
			"ec2:DescribeInstanceTypes in eu-west-3: no complete answer within 5m0s; raise --timeout"},
	}
	all := askAll(t, len(cases), func(i int, s *livetest.Server) (context.Context, string) {
		c, ctx := cases[i], newDeadline()
		fault := func(w http.ResponseWriter, r *http.Request, a *livetest.Answer) {
			if c.kind == live.Timeout {
				ctx.expire()
			}
			c.fault(w, r, a)
		}
		if c.fault != nil {
			s.Fail(c.action, slices.Repeat([]livetest.Fault{fault}, 5)...)
		}
		return ctx, c.action
	})
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wantError(t, all[i].err, c.kind, c.text)
			if times := len(all[i].server.Actions()); times != c.times {
				t.Errorf("%d requests, want %d", times, c.times)
			}
		})
	}
}

// A retry makes up for one temporary failure.
func TestRetry(t *testing.T) {
	cases := []struct {
		name   string
		action string
		fault  livetest.Fault
	}{
		{"throttled", describeTypes, livetest.Throttled},
		{"throttled prices", getProducts, livetest.Throttled},
		{"an internal error", describeTypes, livetest.Refuse(http.StatusInternalServerError, "InternalError", "An internal error has occurred")},
		{"an internal error, prices", getProducts, livetest.Refuse(http.StatusInternalServerError, "InternalErrorException", "An internal error has occurred")},
		{"a bad proxy", describeTypes, livetest.Page(http.StatusBadGateway)},
		{"a bad proxy for prices", getProducts, livetest.Page(http.StatusBadGateway)},
		{"cut short", describeTypes, livetest.Truncate},
		{"prices cut short", getProducts, livetest.Truncate},
		{"reset", describeTypes, livetest.Reset},
		{"prices reset", getProducts, livetest.Reset},
		{"half", describeTypes, livetest.Garble},
		{"half of the prices", getProducts, livetest.Garble},
	}
	all := askAll(t, len(cases), func(i int, s *livetest.Server) (context.Context, string) {
		s.Fail(cases[i].action, cases[i].fault)
		return t.Context(), cases[i].action
	})
	for i, c := range cases {
		if times := len(all[i].server.Actions()); all[i].err != nil || times != 2 {
			t.Errorf("%s: %d requests, not 2: %v", c.name, times, all[i].err)
		}
	}
}

func TestCanceled(t *testing.T) {
	s := serve(t, "eu-west-3")
	ctx, cancel := context.WithCancel(t.Context())
	s.Fail(describeTypes, func(_ http.ResponseWriter, r *http.Request, _ *livetest.Answer) {
		cancel()
		<-r.Context().Done()
	})
	err := askOne(ctx, describeTypes, open(t, live.Options{}))
	wantError(t, err, live.Canceled, "ec2:DescribeInstanceTypes in eu-west-3: canceled")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v does not wrap context.Canceled", err)
	}
}

func TestUnreachable(t *testing.T) {
	closed, stop := livetest.Silent(nil)
	stop()
	for _, c := range []struct {
		name, endpoint string
		kind           live.Kind
		text           string
	}{
		{"nobody listens", "http://" + closed, live.Unreachable,
			"ec2:DescribeInstanceTypes in eu-west-3: no connection to HOST: connection refused; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"no such host", "http://aws.invalid", live.Unreachable,
			"ec2:DescribeInstanceTypes in eu-west-3: no address for aws.invalid; check the network and the region's name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, "eu-west-3")
			t.Setenv("AWS_ENDPOINT_URL", c.endpoint)
			client := open(t, live.Options{MaxBackoff: 1})
			_, host, _ := strings.Cut(c.endpoint, "//")
			wantError(t, askOne(t.Context(), describeTypes, client), c.kind, strings.ReplaceAll(c.text, "HOST", host))
			if asked := s.Actions(); len(asked) > 0 {
				t.Errorf("asked %v", asked)
			}
		})
	}
}

func TestTLS(t *testing.T) {
	s := livetest.NewTLS("eu-west-3")
	t.Cleanup(s.Close)
	environment(t, s.Environ()...)
	_, host, _ := strings.Cut(s.URL, "//")
	err := askOne(t.Context(), describeTypes, open(t, live.Options{MaxBackoff: 1}))
	wantError(t, err, live.Unreachable, "ec2:DescribeInstanceTypes in eu-west-3: the certificate of "+host+" is signed by an unknown authority; if a proxy signs it, set AWS_CA_BUNDLE to its CA certificate")

	t.Setenv("AWS_CA_BUNDLE", write(t, string(s.Certificate())))
	if err := askOne(t.Context(), describeTypes, open(t, live.Options{})); err != nil {
		t.Error(err)
	}
	_, err = openWith(t, live.Options{}, "AWS_CA_BUNDLE="+write(t, "nothing"))
	wantError(t, err, live.NoCredentials, "AWS configuration: no certificate in the CA bundle; set AWS_CA_BUNDLE to a PEM file")
	_, err = openWith(t, live.Options{}, "AWS_CA_BUNDLE=/nowhere.pem")
	wantError(t, err, live.NoCredentials, "AWS configuration: /nowhere.pem: no such file or directory; correct the path in the AWS configuration or in AWS_CA_BUNDLE")
}

func openWith(t *testing.T, o live.Options, variable string) (*live.Client, error) {
	name, value, _ := strings.Cut(variable, "=")
	t.Setenv(name, value)
	return live.Open(t.Context(), o)
}
