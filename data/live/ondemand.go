package live

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/pricing"
	"github.com/aws/aws-sdk-go-v2/service/pricing/types"

	"podfit/planner"
)

// OnDemandPrices are the hourly prices of Linux on shared tenancy.
type OnDemandPrices struct {
	Region   string
	Currency string
	Types    map[string]planner.Money // types without a price have no entry
	// Source is the price list; its date is that of the oldest row.
	Source planner.Source
}

const getProducts = "pricing:GetProducts"

// OnDemandPrices are those of the named types, or of all for nil names. Only the
// commercial regions and China have a price list API; elsewhere the error is of
// kind NoAPI.
func (c *Client) OnDemandPrices(ctx context.Context, names []string) (OnDemandPrices, error) {
	if c.pricing == nil {
		return OnDemandPrices{}, &Error{
			Question: getProducts + " in " + c.region, Kind: NoAPI,
			Cause: "AWS has no price list API for this region's partition",
		}
	}
	page := func(ctx context.Context, names []string, token *string) ([]product, *string, error) {
		out, err := c.pricing.GetProducts(ctx, &pricing.GetProductsInput{
			ServiceCode: aws.String("AmazonEC2"), FormatVersion: aws.String("aws_v1"),
			Filters: billedBy(c.region, names), MaxResults: aws.Int32(100), NextToken: token,
		})
		if err != nil {
			return nil, nil, err
		}
		products, err := readProducts(out.PriceList)
		return products, out.NextToken, err
	}
	// The value of a filter may have 1024 characters.
	rows, err := ask(ctx, c, getProducts, batches(names, 40), page)
	if err != nil {
		return OnDemandPrices{}, err
	}
	prices := priceList(c.region, rows)
	return prices, c.nonEmpty(names, len(prices.Types), getProducts, "no prices")
}

// priceListRegion is the nearest region that has the API and accepts the
// credentials of a region.
func priceListRegion(region string) (string, bool) {
	continent, _, _ := strings.Cut(region, "-")
	switch {
	case strings.HasPrefix(region, "us-gov-"), strings.HasPrefix(region, "us-iso"), strings.HasPrefix(region, "eu-iso"), continent == "eusc":
		return "", false
	case continent == "cn":
		return "cn-northwest-1", true
	case continent == "ap":
		return "ap-south-1", true
	case continent == "eu", continent == "me", continent == "il", continent == "af":
		return "eu-central-1", true
	default:
		return "us-east-1", true
	}
}

// billedBy selects the one product that a Linux node is billed by, without
// capacity reservations, capacity blocks and licenses.
func billedBy(region string, names []string) []types.Filter {
	var filters []types.Filter
	add := func(kind types.FilterType, field, value string) {
		filters = append(filters, types.Filter{Type: kind, Field: &field, Value: &value})
	}
	for _, f := range [][2]string{
		{"regionCode", region},
		{"operatingSystem", "Linux"},
		{"tenancy", "Shared"},
		{"licenseModel", "No License required"},
		{"preInstalledSw", "NA"},
		{"capacitystatus", "Used"},
		{"marketoption", "OnDemand"},
	} {
		add(types.FilterTypeTermMatch, f[0], f[1])
	}
	if names != nil {
		add(types.FilterTypeAnyOf, "instanceType", strings.Join(names, ","))
	}
	return filters
}

// product has the fields that podfit reads of a product in the price list.
type product struct {
	Product struct {
		Attributes struct{ InstanceType string }
	}
	PublicationDate string
	Terms           struct {
		OnDemand map[string]struct {
			PriceDimensions map[string]struct {
				Unit         string
				PricePerUnit map[string]string
			}
		}
	}
}

// readProducts parses the products, which are JSON texts inside the answer's JSON. One
// that is not valid is a product without a price; if none is valid, the answer isn't.
func readProducts(texts []string) ([]product, error) {
	products := make([]product, len(texts))
	invalid := 0
	for i, text := range texts {
		if err := json.Unmarshal([]byte(text), &products[i]); err != nil {
			products[i] = product{}
			invalid++
		}
	}
	if invalid > 0 && invalid == len(texts) {
		return nil, errInvalidRow
	}
	return products, nil
}

// priceList is the price of each type. A type with two different prices has none,
// whatever their order: there is no telling which one nodes are billed by.
func priceList(region string, rows []product) OnDemandPrices {
	p := OnDemandPrices{Region: region, Currency: planner.RegionCurrency(region), Types: map[string]planner.Money{}, Source: planner.Source{Name: "AWS price list"}}
	ambiguous := map[string]bool{}
	for _, r := range rows {
		name := r.Product.Attributes.InstanceType
		price, ok := r.price(p.Currency)
		if !ok || name == "" {
			continue
		}
		if other, known := p.Types[name]; known && other != price {
			ambiguous[name] = true
		}
		p.Types[name] = price
		if day, _, _ := strings.Cut(r.PublicationDate, "T"); day != "" && (p.Source.AsOf == "" || day < p.Source.AsOf) {
			p.Source.AsOf = day
		}
	}
	for name := range ambiguous {
		delete(p.Types, name)
	}
	return p
}

// price is the hourly price; ok is false unless the product has exactly one.
func (p *product) price(currency string) (price planner.Money, ok bool) {
	prices := 0
	for _, term := range p.Terms.OnDemand {
		for _, d := range term.PriceDimensions {
			prices++
			price, ok = money(d.PricePerUnit[currency])
			ok = ok && d.Unit == "Hrs"
		}
	}
	return price, ok && prices == 1
}
