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

// short is a timeout for tests in which something never comes.
const short = 500 * time.Millisecond

// asked is one question that has been asked of a server of its own.
type asked struct {
	server *livetest.Server
	err    error
	took   time.Duration
}

// askAll asks questions at the same time, because most of them wait. The
// environment counts when a client is opened, one after the other.
func askAll(t *testing.T, n int, prepare func(i int, s *livetest.Server) (action string)) []asked {
	all := make([]asked, n)
	var wait sync.WaitGroup
	for i := range all {
		s := serve(t, "eu-west-3")
		action := prepare(i, s)
		c := open(t, live.Options{Timeout: short})
		wait.Go(func() {
			start := time.Now()
			err := askOne(t.Context(), action, c)
			all[i] = asked{s, err, time.Since(start)}
		})
	}
	wait.Wait()
	return all
}

// askOne asks one question that the server has the faults for.
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
		times  int // requests until it is given up; 0 is any number
		kind   live.Kind
		text   string // HOST is the server's
	}{
		{"denied", describeTypes, refuse(403, "UnauthorizedOperation", "You are not authorized. Encoded authorization failure message: SECRET"), 1, live.Denied,
			"ec2:DescribeInstanceTypes in eu-west-3: not permitted (UnauthorizedOperation); allow ec2:DescribeInstanceTypes: podfit data policy prints a policy"},
		{"denied prices", getProducts, refuse(400, "AccessDeniedException", "User: x is not authorized to perform: pricing:GetProducts"), 1, live.Denied,
			"pricing:GetProducts in eu-west-3: not permitted (AccessDeniedException); allow pricing:GetProducts: podfit data policy prints a policy"},
		{"region not enabled", describeTypes, refuse(401, "AuthFailure", "AWS was not able to validate the provided access credentials"), 1, live.NotAccepted,
			"ec2:DescribeInstanceTypes in eu-west-3: AWS does not accept the credentials (AuthFailure); check them, and that the account has enabled the region"},
		{"opt-in", describeTypes, refuse(401, "OptInRequired", "You are not subscribed to this service."), 1, live.NotAccepted,
			"ec2:DescribeInstanceTypes in eu-west-3: AWS does not accept the credentials (OptInRequired); check them, and that the account has enabled the region"},
		// Its text quotes the session token.
		{"wrong signature", getProducts, refuse(403, "InvalidSignatureException", secret), 1, live.NotAccepted,
			"pricing:GetProducts in eu-west-3: AWS does not accept the credentials (InvalidSignatureException); check them, and that the account has enabled the region"},
		{"expired", describeTypes, refuse(400, "RequestExpired", "Request has expired."), 1, live.Expired,
			"ec2:DescribeInstanceTypes in eu-west-3: the credentials have expired (RequestExpired); renew them, and check this machine's clock"},
		{"expired token", getProducts, refuse(400, "ExpiredTokenException", "The security token included in the request is expired"), 1, live.Expired,
			"pricing:GetProducts in eu-west-3: the credentials have expired (ExpiredTokenException); renew them, and check this machine's clock"},
		{"throttled", describeTypes, livetest.Throttled, 2, live.Throttled,
			"ec2:DescribeInstanceTypes in eu-west-3: too many requests for the account (RequestLimitExceeded); try again in a minute"},
		{"throttled prices", getProducts, livetest.Throttled, 2, live.Throttled,
			"pricing:GetProducts in eu-west-3: too many requests for the account (ThrottlingException); try again in a minute"},
		{"AWS's own failure", describeTypes, refuse(500, "InternalError", "An internal error has occurred"), 2, live.Unavailable,
			"ec2:DescribeInstanceTypes in eu-west-3: AWS cannot answer now (InternalError); try again in a minute"},
		{"a balancer's failure", describeTypes, livetest.Page(503), 2, live.Unavailable,
			"ec2:DescribeInstanceTypes in eu-west-3: answered with HTTP status 503; try again in a minute"},
		{"a balancer's failure, prices", getProducts, livetest.Page(503), 2, live.Unavailable,
			"pricing:GetProducts in eu-west-3: answered with HTTP status 503; try again in a minute"},
		{"not found", "ec2:DescribeSubnets", nil, 1, live.NotFound,
			"ec2:DescribeSubnets in eu-west-3: The subnet ID 'subnet-1' does not exist (InvalidSubnetID.NotFound); check the id, --region and --profile"},
		{"another refusal", getProducts, refuse(400, "InvalidParameterException", "Bad\x1b[31m value.\nSecond line"), 1, live.Refused,
			"pricing:GetProducts in eu-west-3: Bad[31m value (InvalidParameterException)"},
		{"a login page", describeTypes, livetest.Page(200), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: a web page in place of AWS's answer; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"a login page for prices", getProducts, livetest.Page(200), 1, live.Malformed,
			"pricing:GetProducts in eu-west-3: a web page in place of AWS's answer; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"a proxy's refusal", describeTypes, livetest.Page(403), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: a web page in place of AWS's answer; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		// The SDK reads these as no types at all.
		{"an empty answer", describeTypes, livetest.Say(200, "text/xml", ""), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer is not AWS's; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"another XML", describeTypes, livetest.Say(200, "text/xml", "<rss></rss>"), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer is not AWS's; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"a redirection", describeTypes, livetest.Say(302, "text/plain", "elsewhere"), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer is not AWS's; a proxy or a login page may have sent it: check HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"a refusal without words", describeTypes, livetest.Say(400, "text/plain", ""), 1, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: HTTP status 400 without AWS's reason; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"half of the XML", describeTypes, livetest.Garble, 2, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer cannot be read; try again, and check the proxy if there is one"},
		{"half of the JSON", getProducts, livetest.Garble, 2, live.Malformed,
			"pricing:GetProducts in eu-west-3: the answer cannot be read; try again, and check the proxy if there is one"},
		{"a product that is none", getProducts, livetest.Say(200, "application/x-amz-json-1.1", `{"PriceList":["<html>"]}`), 1, live.Malformed,
			"pricing:GetProducts in eu-west-3: a row of the answer makes no sense; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"a number that is none", describeTypes, livetest.Say(200, "text/xml", "<DescribeInstanceTypesResponse><instanceTypeSet><item><vCpuInfo><defaultVCpus>many</defaultVCpus></vCpuInfo></item></instanceTypeSet></DescribeInstanceTypesResponse>"), 2, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer cannot be read; try again, and check the proxy if there is one"},
		{"cut short", describeTypes, livetest.Truncate, 2, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the answer ends in the middle; try again, and check the proxy if there is one"},
		{"prices cut short", getProducts, livetest.Truncate, 2, live.Malformed,
			"pricing:GetProducts in eu-west-3: the answer ends in the middle; try again, and check the proxy if there is one"},
		{"reset in the middle", describeTypes, livetest.Reset, 2, live.Unreachable,
			"ec2:DescribeInstanceTypes in eu-west-3: the connection to AWS broke: connection reset by peer; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"pages in a circle", describeTypes, livetest.SameToken, 2, live.Malformed,
			"ec2:DescribeInstanceTypes in eu-west-3: the pages go round in a circle; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"pages of prices in a circle", getProducts, livetest.SameToken, 2, live.Malformed,
			"pricing:GetProducts in eu-west-3: the pages go round in a circle; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"silence", describeTypes, livetest.Silence, 2, live.Timeout,
			"ec2:DescribeInstanceTypes in eu-west-3: no whole answer within 500ms; wait longer with --timeout"},
		// Its second try comes so late that a busy machine may miss it.
		{"silence in the middle", describeTypes, livetest.Stall, 0, live.Timeout,
			"ec2:DescribeInstanceTypes in eu-west-3: no whole answer within 500ms; wait longer with --timeout"},
	}
	all := askAll(t, len(cases), func(i int, s *livetest.Server) string {
		if c := cases[i]; c.fault != nil {
			s.Fail(c.action, slices.Repeat([]livetest.Fault{c.fault}, 5)...)
		}
		return cases[i].action
	})
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wantError(t, all[i].err, c.kind, c.text)
			if times := len(all[i].server.Actions()); c.times > 0 && times != c.times {
				t.Errorf("asked %d times, want %d", times, c.times)
			}
			if all[i].took > 2*short {
				t.Errorf("took %s", all[i].took)
			}
		})
	}
}

// One failure that passes does no harm.
func TestSecondTry(t *testing.T) {
	cases := []struct {
		name   string
		action string
		fault  livetest.Fault
	}{
		{"throttled", describeTypes, livetest.Throttled},
		{"throttled prices", getProducts, livetest.Throttled},
		{"a failure", describeTypes, livetest.Refuse(http.StatusInternalServerError, "InternalError", "An internal error has occurred")},
		{"a failure of prices", getProducts, livetest.Refuse(http.StatusInternalServerError, "InternalErrorException", "An internal error has occurred")},
		{"a bad proxy", describeTypes, livetest.Page(http.StatusBadGateway)},
		{"a bad proxy for prices", getProducts, livetest.Page(http.StatusBadGateway)},
		{"cut short", describeTypes, livetest.Truncate},
		{"prices cut short", getProducts, livetest.Truncate},
		{"reset", describeTypes, livetest.Reset},
		{"prices reset", getProducts, livetest.Reset},
		{"half", describeTypes, livetest.Garble},
		{"half of the prices", getProducts, livetest.Garble},
		{"silence", describeTypes, livetest.Silence},
		{"silence of prices", getProducts, livetest.Silence},
	}
	all := askAll(t, len(cases), func(i int, s *livetest.Server) string {
		s.Fail(cases[i].action, cases[i].fault)
		return cases[i].action
	})
	for i, c := range cases {
		if times := len(all[i].server.Actions()); all[i].err != nil || times != 2 {
			t.Errorf("%s: asked %d times, want 2: %v", c.name, times, all[i].err)
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

// The deadline is around all pages, not each.
func TestOneDeadlineForAllPages(t *testing.T) {
	s := serve(t, "eu-west-3")
	s.PageSize = 1
	slow := func(w http.ResponseWriter, _ *http.Request, a *livetest.Answer) {
		time.Sleep(short / 8)
		a.Send(w)
	}
	s.Fail(describeTypes, slices.Repeat([]livetest.Fault{slow}, 100)...)
	c := open(t, live.Options{Timeout: short})
	within(t, 2*short, func() {
		_, err := c.InstanceTypes(t.Context(), nil)
		wantError(t, err, live.Timeout, "ec2:DescribeInstanceTypes in eu-west-3: no whole answer within 500ms; wait longer with --timeout")
	})
}

func TestUnreachable(t *testing.T) {
	closed, stop := livetest.Silent()
	stop()
	silent, stop := livetest.Silent()
	t.Cleanup(stop)
	for _, c := range []struct {
		name, endpoint string
		kind           live.Kind
		text           string
	}{
		{"nobody listens", "http://" + closed, live.Unreachable,
			"ec2:DescribeInstanceTypes in eu-west-3: no connection to HOST: connection refused; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"no such host", "http://aws.invalid", live.Unreachable,
			"ec2:DescribeInstanceTypes in eu-west-3: no address for aws.invalid; check the network and the region's name"},
		{"no TLS handshake", "https://" + silent, live.Timeout,
			"ec2:DescribeInstanceTypes in eu-west-3: no whole answer from HOST in time; wait longer with --timeout"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, "eu-west-3")
			t.Setenv("AWS_ENDPOINT_URL", c.endpoint)
			client := open(t, live.Options{Timeout: short})
			_, host, _ := strings.Cut(c.endpoint, "//")
			within(t, 2*short, func() {
				wantError(t, askOne(t.Context(), describeTypes, client), c.kind, strings.ReplaceAll(c.text, "HOST", host))
			})
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
	err := askOne(t.Context(), describeTypes, open(t, live.Options{Timeout: short}))
	wantError(t, err, live.Unreachable, "ec2:DescribeInstanceTypes in eu-west-3: the certificate of "+host+" is of an unknown authority; name a proxy's own in AWS_CA_BUNDLE")

	t.Setenv("AWS_CA_BUNDLE", write(t, string(s.Certificate())))
	if err := askOne(t.Context(), describeTypes, open(t, live.Options{})); err != nil {
		t.Error(err)
	}
	_, err = open2(t, live.Options{}, "AWS_CA_BUNDLE="+write(t, "nothing"))
	wantError(t, err, live.NoCredentials, "AWS configuration: no certificate in the CA bundle; AWS_CA_BUNDLE wants a PEM file")
	_, err = open2(t, live.Options{}, "AWS_CA_BUNDLE=/nowhere.pem")
	wantError(t, err, live.NoCredentials, "AWS configuration: /nowhere.pem: no such file or directory; correct the path in the configuration, or in AWS_CA_BUNDLE")
}

func open2(t *testing.T, o live.Options, variable string) (*live.Client, error) {
	name, value, _ := strings.Cut(variable, "=")
	t.Setenv(name, value)
	return live.Open(t.Context(), o)
}
