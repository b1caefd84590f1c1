package live

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"podfit/planner"
)

// SpotPrices are what an hour of Linux costs as spot now.
type SpotPrices struct {
	Region   string
	Currency string
	Types    map[string]ZonePrices // no type without a price
	Source   planner.Source
}

// ZonePrices are the prices of one type, one a zone and sorted by zone.
type ZonePrices []ZonePrice

// ZonePrice is the latest price of a zone.
type ZonePrice struct {
	Zone   string // as this account names it
	ZoneID string // empty where EC2 does not tell
	Price  planner.Money
	Time   time.Time // since when it holds, in UTC
}

// Mean is the mean of the zones' prices, each zone counted once.
func (z ZonePrices) Mean() planner.Maybe[planner.Money] {
	if len(z) == 0 {
		return planner.Maybe[planner.Money]{}
	}
	var sum planner.Money
	for _, p := range z {
		sum += p.Price
	}
	n := planner.Money(len(z))
	return planner.Known((sum + n/2) / n)
}

// Cheapest is the zone with the lowest price, the first of several.
func (z ZonePrices) Cheapest() (ZonePrice, bool) {
	if len(z) == 0 {
		return ZonePrice{}, false
	}
	return slices.MinFunc(z, func(a, b ZonePrice) int { return cmp.Compare(a.Price, b.Price) }), true
}

// SpotPrices are those of the named types, or of all for nil names.
func (c *Client) SpotPrices(ctx context.Context, names []string) (SpotPrices, error) {
	now := time.Now()
	page := func(ctx context.Context, names []string, token *string) ([]types.SpotPrice, *string, error) {
		out, err := c.ec2.DescribeSpotPriceHistory(ctx, &ec2.DescribeSpotPriceHistoryInput{
			StartTime:           &now, // the prices in force
			ProductDescriptions: []string{"Linux/UNIX"},
			Filters:             namedTypes(names), MaxResults: aws.Int32(1000), NextToken: token,
		})
		if err != nil {
			return nil, nil, err
		}
		return out.SpotPriceHistory, out.NextToken, nil
	}
	rows, err := ask(ctx, c, "ec2:DescribeSpotPriceHistory", batches(names, 100), page)
	if err != nil {
		return SpotPrices{}, err
	}
	return SpotPrices{Region: c.region, Currency: currency(c.region), Types: latest(rows), Source: today("EC2 DescribeSpotPriceHistory")}, nil
}

// latest keeps the last price of each type in each zone. A price that is none
// leaves its zone out, with what it cost before.
func latest(rows []types.SpotPrice) map[string]ZonePrices {
	rows = slices.DeleteFunc(rows, func(r types.SpotPrice) bool { return r.Timestamp == nil })
	slices.SortStableFunc(rows, func(a, b types.SpotPrice) int {
		return cmp.Or(
			cmp.Compare(a.InstanceType, b.InstanceType),
			cmp.Compare(aws.ToString(a.AvailabilityZone), aws.ToString(b.AvailabilityZone)),
			b.Timestamp.Compare(*a.Timestamp),
		)
	})
	rows = slices.CompactFunc(rows, func(a, b types.SpotPrice) bool {
		return a.InstanceType == b.InstanceType && aws.ToString(a.AvailabilityZone) == aws.ToString(b.AvailabilityZone)
	})
	all := map[string]ZonePrices{}
	for _, r := range rows {
		price, ok := money(aws.ToString(r.SpotPrice))
		if !ok {
			continue
		}
		name := string(r.InstanceType)
		all[name] = append(all[name], ZonePrice{aws.ToString(r.AvailabilityZone), aws.ToString(r.AvailabilityZoneId), price, r.Timestamp.UTC()})
	}
	return all
}
