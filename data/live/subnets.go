package live

import (
	"cmp"
	"context"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"podfit/planner"
)

// SubnetQuery selects the subnets that match all of its fields that are set. The
// zero value selects every subnet of the region.
type SubnetQuery struct {
	IDs  []string // each must exist
	VPC  string
	Tags map[string]string
}

// Subnet is a subnet of a VPC.
type Subnet struct {
	ID     string
	Name   string // its Name tag
	VPC    string
	Zone   string
	ZoneID string
	CIDR   netip.Prefix       // IPv4; the zero Prefix for an IPv6-only subnet
	Free   planner.Maybe[int] // IPv4 addresses
	// Tags are only those of Kubernetes, for example kubernetes.io/cluster/NAME and
	// kubernetes.io/role/internal-elb.
	Tags map[string]string
}

// Subnets are the selected ones, sorted by zone id and id.
func (c *Client) Subnets(ctx context.Context, q SubnetQuery) ([]Subnet, error) {
	page := func(ctx context.Context, ids []string, token *string) ([]Subnet, *string, error) {
		in := &ec2.DescribeSubnetsInput{SubnetIds: ids, Filters: q.filters(), NextToken: token}
		if ids == nil { // EC2 rejects MaxResults together with ids
			in.MaxResults = aws.Int32(1000)
		}
		out, err := c.ec2.DescribeSubnets(ctx, in)
		if err != nil {
			return nil, nil, err
		}
		subnets, err := readSubnets(out.Subnets)
		return subnets, out.NextToken, err
	}
	subnets, err := ask(ctx, c, "ec2:DescribeSubnets", batches(q.IDs, 100), page)
	slices.SortFunc(subnets, func(a, b Subnet) int {
		return cmp.Or(cmp.Compare(a.ZoneID, b.ZoneID), cmp.Compare(a.ID, b.ID))
	})
	return subnets, err
}

func (q SubnetQuery) filters() (filters []types.Filter) {
	if q.VPC != "" {
		filters = append(filters, types.Filter{Name: aws.String("vpc-id"), Values: []string{q.VPC}})
	}
	for _, key := range slices.Sorted(maps.Keys(q.Tags)) {
		filters = append(filters, types.Filter{Name: aws.String("tag:" + key), Values: []string{q.Tags[key]}})
	}
	return filters
}

func readSubnets(rows []types.Subnet) ([]Subnet, error) {
	subnets := make([]Subnet, len(rows))
	for i, r := range rows {
		s := Subnet{
			ID: aws.ToString(r.SubnetId), VPC: aws.ToString(r.VpcId),
			Zone: aws.ToString(r.AvailabilityZone), ZoneID: aws.ToString(r.AvailabilityZoneId),
			Free: maybeNumber(r.AvailableIpAddressCount), Tags: map[string]string{},
		}
		var err error
		if cidr := aws.ToString(r.CidrBlock); cidr != "" {
			s.CIDR, err = netip.ParsePrefix(cidr)
		}
		if err != nil {
			return nil, errInvalidRow
		}
		for _, t := range r.Tags {
			if key := aws.ToString(t.Key); key == "Name" {
				s.Name = aws.ToString(t.Value)
			} else if strings.HasPrefix(key, "kubernetes.io/") {
				s.Tags[key] = aws.ToString(t.Value)
			}
		}
		subnets[i] = s
	}
	return subnets, nil
}
