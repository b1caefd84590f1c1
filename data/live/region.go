package live

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"podfit/planner"
)

// Region is a region of the partition.
type Region struct {
	Name    string
	Enabled bool // in the account
}

// Regions are all regions of the partition, by name.
func (c *Client) Regions(ctx context.Context) ([]Region, error) {
	page := func(ctx context.Context, _ []string, _ *string) ([]Region, *string, error) {
		out, err := c.ec2.DescribeRegions(ctx, &ec2.DescribeRegionsInput{AllRegions: aws.Bool(true)})
		if err != nil {
			return nil, nil, err
		}
		regions := make([]Region, len(out.Regions))
		for i, r := range out.Regions {
			regions[i] = Region{aws.ToString(r.RegionName), aws.ToString(r.OptInStatus) != "not-opted-in"}
		}
		return regions, nil, nil
	}
	regions, err := ask(ctx, c, "ec2:DescribeRegions", batches(nil, 1), page)
	slices.SortFunc(regions, func(a, b Region) int { return cmp.Compare(a.Name, b.Name) })
	return regions, err
}

// Zone is an availability zone. The same name is a different zone in another
// account; ids are the same in all accounts.
type Zone struct {
	Name string
	ID   string
}

// Zones are the region's availability zones by id, without local zones.
func (c *Client) Zones(ctx context.Context) ([]Zone, error) {
	page := func(ctx context.Context, _ []string, _ *string) ([]Zone, *string, error) {
		out, err := c.ec2.DescribeAvailabilityZones(ctx, &ec2.DescribeAvailabilityZonesInput{Filters: []types.Filter{
			{Name: aws.String("zone-type"), Values: []string{"availability-zone"}},
			{Name: aws.String("opt-in-status"), Values: []string{"opt-in-not-required", "opted-in"}},
		}})
		if err != nil {
			return nil, nil, err
		}
		zones := make([]Zone, len(out.AvailabilityZones))
		for i, z := range out.AvailabilityZones {
			zones[i] = Zone{aws.ToString(z.ZoneName), aws.ToString(z.ZoneId)}
		}
		return zones, nil, nil
	}
	zones, err := ask(ctx, c, "ec2:DescribeAvailabilityZones", batches(nil, 1), page)
	slices.SortFunc(zones, func(a, b Zone) int { return cmp.Compare(a.ID, b.ID) })
	return zones, err
}

// Offerings are the availability zones that offer each type.
type Offerings struct {
	Region string
	Zones  []string            // ids of all zones of the region, sorted
	Types  map[string][]string // ids of the zones of each type that is offered, sorted
	Source planner.Source
}

// Offerings are those of the named types, or of all for nil names. A type that
// no zone offers has no entry.
func (c *Client) Offerings(ctx context.Context, names []string) (Offerings, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	zones, err := c.Zones(ctx)
	if err != nil {
		return Offerings{}, err
	}
	if err := c.nonEmpty(nil, len(zones), "ec2:DescribeAvailabilityZones", "no zones"); err != nil {
		return Offerings{}, err
	}
	o := Offerings{Region: c.region, Types: map[string][]string{}, Source: c.source("EC2 DescribeInstanceTypeOfferings")}
	for _, z := range zones {
		o.Zones = append(o.Zones, z.ID)
	}
	page := func(ctx context.Context, names []string, token *string) ([]types.InstanceTypeOffering, *string, error) {
		out, err := c.ec2.DescribeInstanceTypeOfferings(ctx, &ec2.DescribeInstanceTypeOfferingsInput{
			LocationType: types.LocationTypeAvailabilityZoneId,
			Filters:      namedTypes(names), MaxResults: aws.Int32(1000), NextToken: token,
		})
		if err != nil {
			return nil, nil, err
		}
		return out.InstanceTypeOfferings, out.NextToken, nil
	}
	rows, err := ask(ctx, c, "ec2:DescribeInstanceTypeOfferings", batches(names, 100), page)
	if err != nil {
		return Offerings{}, err
	}
	for _, r := range rows {
		if zone := aws.ToString(r.Location); slices.Contains(o.Zones, zone) { // skip local zones
			o.Types[string(r.InstanceType)] = append(o.Types[string(r.InstanceType)], zone)
		}
	}
	if err := c.nonEmpty(names, len(o.Types), "ec2:DescribeInstanceTypeOfferings", "no offered types"); err != nil {
		return Offerings{}, err
	}
	for name, zones := range o.Types {
		slices.SortFunc(zones, strings.Compare)
		o.Types[name] = slices.Compact(zones)
	}
	return o, nil
}
