// Package live asks AWS what the bundled tables hold of another day: instance
// types, the zones that offer them, prices, and the subnets of a VPC. An answer
// is in the catalogue's own values, with its source and day.
//
// [Open] finds credentials, and each question is one method of [Client]. A
// question has one deadline around all its requests, and its error is an
// [*Error] that names the cause and the mend in a line. A type that AWS does
// not know is left out of an answer, as is a figure that makes no sense:
// nothing is ever 0 for want of knowing.
package live

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/pricing"

	"podfit/planner"
)

// Options are how to reach AWS; what they leave out follows the SDK's default
// chain: environment, shared files, web identity, container and instance roles.
type Options struct {
	Region  string
	Profile string
	// NoIMDS leaves the instance metadata service alone, as
	// AWS_EC2_METADATA_DISABLED does.
	NoIMDS bool
	// Timeout is for all that one question needs; 0 is DefaultTimeout.
	Timeout time.Duration
	// Progress is told of each page that arrives, from any goroutine.
	Progress func(Progress)
}

// DefaultTimeout leaves a request that hangs the time to be asked again.
const DefaultTimeout = 10 * time.Second

// Progress is how far a question has come.
type Progress struct {
	Action string // as IAM spells it: ec2:DescribeInstanceTypes
	Rows   int    // so far
}

// Client asks AWS about one region. Its methods may be called at the same time.
type Client struct {
	region   string
	timeout  time.Duration
	progress func(Progress)
	renew    string // what renews expired credentials
	ec2      *ec2.Client
	pricing  *pricing.Client // nil where the partition has no price list
}

// Open reads the configuration and finds credentials, in about half a second
// where there are none. The error is an *Error.
func Open(ctx context.Context, o Options) (*Client, error) {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	cfg, err := configure(ctx, o)
	if err != nil {
		return nil, err
	}
	c := &Client{region: cfg.Region, timeout: o.Timeout, progress: o.Progress, renew: renewal(cfg)}
	c.ec2 = ec2.NewFromConfig(cfg, func(o *ec2.Options) {
		o.APIOptions = append(o.APIOptions, checkAnswers(xmlAnswer))
	})
	if region, ok := priceListRegion(cfg.Region); ok {
		c.pricing = pricing.NewFromConfig(cfg, func(o *pricing.Options) {
			o.Region = region
			o.APIOptions = append(o.APIOptions, checkAnswers(jsonAnswer))
		})
	}
	return c, nil
}

// Region is the region that the client asks about.
func (c *Client) Region() string { return c.region }

// batches parts names into what one request takes. No names at all, nil, is
// one request without names: for everything.
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

// ask collects the rows of all pages of all batches under one deadline. A nil
// token asks for the first page.
func ask[T any](ctx context.Context, c *Client, action string, batches [][]string, page func(ctx context.Context, names []string, token *string) ([]T, *string, error)) ([]T, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var rows []T
	for _, names := range batches {
		seen := map[string]bool{"": true}
		for token := (*string)(nil); ; {
			some, next, err := page(ctx, names, token)
			if err != nil {
				return nil, c.fail(ctx, action, err)
			}
			rows = append(rows, some...)
			c.progress(Progress{action, len(rows)})
			token = next
			if aws.ToString(token) == "" {
				break
			}
			if seen[*token] {
				return nil, c.fail(ctx, action, errRepeatedToken)
			}
			seen[*token] = true
		}
	}
	return rows, nil
}

// today is the source of figures that are true now.
func today(name string) planner.Source {
	return planner.Source{Name: name, AsOf: time.Now().UTC().Format(time.DateOnly)}
}

// currency is that of the bills of a region.
func currency(region string) string {
	if strings.HasPrefix(region, "cn-") {
		return "CNY"
	}
	return "USD"
}
