// Package live asks AWS for instance types, the zones that offer them, prices,
// and the subnets of a VPC. Answers use the catalogue's own types, with their
// source and date.
//
// [Open] finds credentials. Each method of [Client] is one question: it has one
// deadline for all of its requests, and its error is an [*Error], which names
// the cause and the fix in one line. A type that AWS doesn't know is missing
// from the answer, and so is an invalid price. An answer about a whole region that
// is empty is an error.
package live

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/pricing"

	"podfit/planner"
)

// Options are how to reach AWS. Empty ones follow the SDK's default chain:
// environment, shared files, web identity, container and instance roles.
type Options struct {
	Region  string
	Profile string
	// NoIMDS turns off the instance metadata service, as
	// AWS_EC2_METADATA_DISABLED does.
	NoIMDS bool
	// Timeout is for all requests of one question together; 0 is DefaultTimeout.
	Timeout time.Duration
	// MaxBackoff is the longest wait before a retry; 0 is a tenth of Timeout.
	MaxBackoff time.Duration
	// MFACode asks a person for the code of an MFA device; nil where there is no
	// terminal to ask at.
	MFACode func(ctx context.Context, device string) (string, error)
	mfaCode func() (string, error) // once it was asked for
	// Progress is called for each page that arrives, from any goroutine.
	Progress func(Progress)
	// Now is the clock that answers are dated by; nil is time.Now.
	Now func() time.Time
}

// DefaultTimeout is long enough to retry one request that hangs.
const DefaultTimeout = 10 * time.Second

// Progress is how much of an answer has arrived.
type Progress struct {
	Action string // as IAM spells it: ec2:DescribeInstanceTypes
	Rows   int    // so far
}

// Client asks AWS about one region. Its methods may be called concurrently.
type Client struct {
	region   string
	timeout  time.Duration
	progress func(Progress)
	now      func() time.Time
	renewal  string // how to renew expired credentials
	ec2      *ec2.Client
	pricing  *pricing.Client // nil where the partition has no price list
}

// Open reads the configuration and finds credentials. Without any it fails
// after about half a second. The error is an *Error.
func Open(ctx context.Context, o Options) (*Client, error) {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBackoff <= 0 {
		o.MaxBackoff = LimitsOf(o.Timeout).Backoff
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	cfg, err := configure(ctx, o)
	if err != nil {
		return nil, err
	}
	c := &Client{region: cfg.Region, timeout: o.Timeout, progress: o.Progress, now: o.Now, renewal: renewal(cfg)}
	c.ec2 = ec2.NewFromConfig(cfg, func(o *ec2.Options) {
		o.APIOptions = append(o.APIOptions, checkAnswers(isEC2Answer))
	})
	if region, ok := priceListRegion(cfg.Region); ok {
		c.pricing = pricing.NewFromConfig(cfg, func(o *pricing.Options) {
			o.Region = region
			o.APIOptions = append(o.APIOptions, checkAnswers(isJSON))
		})
	}
	return c, nil
}

// Region is the region that the client asks about.
func (c *Client) Region() string { return c.region }

// batches splits names by how many fit one request. Nil names, which mean all,
// are one request without names.
func batches(names []string, size int) [][]string {
	if names == nil {
		return [][]string{nil}
	}
	var all [][]string
	for ; len(names) > size; names = names[size:] {
		all = append(all, names[:size])
	}
	if len(names) > 0 {
		all = append(all, names)
	}
	return all
}

// ask collects the rows of all pages of all batches under one deadline. page
// gets a nil token for the first page.
func ask[T any](ctx context.Context, c *Client, action string, batches [][]string, page func(ctx context.Context, names []string, token *string) ([]T, *string, error)) ([]T, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var rows []T
	for _, names := range batches {
		seen := map[string]bool{"": true}
		for token := (*string)(nil); ; {
			some, next, err := page(ctx, names, token)
			if err != nil {
				return nil, c.explain(ctx, action, err)
			}
			rows = append(rows, some...)
			c.progress(Progress{action, len(rows)})
			token = next
			if aws.ToString(token) == "" {
				break
			}
			if seen[*token] {
				return nil, c.explain(ctx, action, errRepeatedToken)
			}
			seen[*token] = true
		}
	}
	return rows, nil
}

// nonEmpty is an error if an answer about everything in the region has no rows. AWS
// has no such region, so that whatever answered is not to be believed.
func (c *Client) nonEmpty(names []string, rows int, action, what string) error {
	if names != nil || rows > 0 {
		return nil
	}
	return &Error{Question: action + " in " + c.region, Kind: Malformed, Cause: what + " in the answer about " + c.region, Fix: checkNetwork}
}

// source is an API as the source of an answer, with the current date.
func (c *Client) source(name string) planner.Source {
	return planner.Source{Name: name, AsOf: c.now().UTC().Format(time.DateOnly)}
}
