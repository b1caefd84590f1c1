package live

import (
	"fmt"
	"net/http"
	"net/http/httptrace"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go/logging"
)

// instanceMetadata observes requests to the instance metadata service, because the
// SDK's errors don't tell what went wrong.
type instanceMetadata struct {
	http *http.Client
	off  string // what turns it off; empty if it is on
	mu   sync.Mutex
	last observation
}

// observation is what happened to a request.
type observation struct {
	host      string // empty if there was no request
	connected bool
	status    int
	err       error
}

// observe changes the last observation. The SDK goes on with a request when nobody waits
// for it any more.
func (m *instanceMetadata) observe(change func(*observation)) observation {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.last)
	return m.last
}

// seen is what happened to the last request.
func (m *instanceMetadata) seen() observation { return m.observe(func(*observation) {}) }

// newInstanceMetadata never uses a proxy: the address is that of the machine itself.
func newInstanceMetadata(client *awshttp.BuildableClient, o Options) *instanceMetadata {
	client = client.WithTransportOptions(func(t *http.Transport) { t.Proxy = nil })
	m := &instanceMetadata{http: &http.Client{Transport: client.GetTransport(), Timeout: client.GetTimeout()}}
	switch {
	case o.NoIMDS:
		m.off = "--no-imds"
	case strings.EqualFold(os.Getenv("AWS_EC2_METADATA_DISABLED"), "true"):
		m.off = "AWS_EC2_METADATA_DISABLED"
	}
	return m
}

// client is a client without retries, for the address that the environment gives.
func (m *instanceMetadata) client() *imds.Client {
	cfg := aws.Config{HTTPClient: m, Logger: logging.Nop{}, Retryer: func() aws.Retryer { return aws.NopRetryer{} }}
	if env, err := config.NewEnvConfig(); err == nil {
		cfg.ConfigSources = []any{env}
	}
	return imds.NewFromConfig(cfg, func(o *imds.Options) {
		if m.off != "" {
			o.ClientEnableState = imds.ClientDisabled
		}
	})
}

// Do sends a request. Requests of one look-up follow each other.
func (m *instanceMetadata) Do(r *http.Request) (*http.Response, error) {
	m.observe(func(o *observation) { *o = observation{host: r.URL.Host} })
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { m.observe(func(o *observation) { o.connected = true }) }}
	response, err := m.http.Do(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
	m.observe(func(o *observation) {
		if o.err = err; err == nil {
			o.status = response.StatusCode
		}
	})
	return response, err
}

// why says why the service gave no credentials, and what would help.
func (m *instanceMetadata) why(timeout time.Duration) (cause, fix string) {
	_, inPod := os.LookupEnv("KUBERNETES_SERVICE_HOST")
	fix = "run aws configure or aws sso login, or set AWS_PROFILE"
	if inPod {
		fix = "use EKS Pod Identity or IRSA for this pod"
	}
	last := m.seen()
	switch {
	case m.off != "":
		cause = "turned off by " + m.off
	case last.status == http.StatusNotFound:
		cause = "the instance has no role"
	case last.status >= 300:
		cause = fmt.Sprintf("%s answered with HTTP status %d", last.host, last.status)
	case last.status > 0:
		cause = last.host + " gave an answer that is not valid"
	case last.connected:
		cause = fmt.Sprintf("no answer from %s within %s", last.host, timeout)
		if inPod { // the answer with the token does not pass the pod's bridge
			fix += ", or raise the node's metadata hop limit to 2"
		}
	default:
		cause = "no connection to " + last.host
		if last.err != nil {
			cause += ": " + reason(last.err)
		}
	}
	return cause, fix
}
