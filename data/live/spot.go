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

// SpotPrices are the current hourly spot prices of Linux.
type SpotPrices struct {
	Region   string
	Currency string
	Types    map[string]ZonePrices // no type without a price
	Source   planner.Source
}

// ZonePrices are the prices of one type, one per zone, sorted by zone.
type ZonePrices []ZonePrice

// ZonePrice is the latest price of a zone.
type ZonePrice struct {
	Zone   string // the account's own name for it
	ZoneID string // empty if EC2 leaves it out
	Price  planner.Money
	Time   time.Time // when the price took effect, in UTC
}

// Mean is the average of the zones' prices, rounded to a millionth. It is unknown
// without a price.
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

// Cheapest is the zone with the lowest price, the first of several; ok is false
// without a price.
func (z ZonePrices) Cheapest() (zone ZonePrice, ok bool) {
	if len(z) == 0 {
		return ZonePrice{}, false
	}
	return slices.MinFunc(z, func(a, b ZonePrice) int { return cmp.Compare(a.Price, b.Price) }), true
}

// SpotPrices are those of the named types, or of all for nil names.
func (c *Client) SpotPrices(ctx context.Context, names []string) (SpotPrices, error) {
	now := c.now()
	page := func(ctx context.Context, names []string, token *string) ([]types.SpotPrice, *string, error) {
		out, err := c.ec2.DescribeSpotPriceHistory(ctx, &ec2.DescribeSpotPriceHistoryInput{
			StartTime:           &now, // EC2 returns the prices in effect since then
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
	prices := latest(rows)
	if err := c.nonEmpty(names, len(prices), "ec2:DescribeSpotPriceHistory", "no spot prices"); err != nil {
		return SpotPrices{}, err
	}
	return SpotPrices{Region: c.region, Currency: planner.RegionCurrency(c.region), Types: prices, Source: c.source("EC2 DescribeSpotPriceHistory")}, nil
}

// latest is the last price of each type in each zone. A zone whose last price is
// not valid has no price: an earlier one is outdated. A price without a time counts
// as the oldest.
func latest(rows []types.SpotPrice) map[string]ZonePrices {
	for i := range rows {
		rows[i].Timestamp = cmp.Or(rows[i].Timestamp, &time.Time{})
	}
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
