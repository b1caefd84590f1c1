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

// OnDemandPrices are what an hour of Linux costs on shared tenancy.
type OnDemandPrices struct {
	Region   string
	Currency string
	Types    map[string]planner.Money // no type without a price
	// Source is the price list, as of the oldest publication among its rows.
	Source planner.Source
}

const getProducts = "pricing:GetProducts"

// OnDemandPrices are those of the named types, or of all for nil names. The
// price list is an API of the commercial regions and of China: elsewhere the
// error is of the kind NoAPI.
func (c *Client) OnDemandPrices(ctx context.Context, names []string) (OnDemandPrices, error) {
	if c.pricing == nil {
		return OnDemandPrices{}, &Error{
			Question: getProducts + " in " + c.region, Kind: NoAPI,
			Cause: "AWS has no price list API for this region's partition", Fix: "the bundled prices are what there is",
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
	// A filter's value has room for 1024 characters.
	rows, err := ask(ctx, c, getProducts, batches(names, 40), page)
	if err != nil {
		return OnDemandPrices{}, err
	}
	return priceList(c.region, rows), nil
}

// priceListRegion is the nearest region with the API that takes the
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

// billedBy is the one product that a plain Linux node is billed by: neither a
// capacity reservation or block nor a licence.
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

// product is what is read of a product of the price list.
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

// readProducts reads the JSON that the answer's JSON has as strings.
func readProducts(texts []string) ([]product, error) {
	products := make([]product, len(texts))
	for i, text := range texts {
		if err := json.Unmarshal([]byte(text), &products[i]); err != nil {
			return nil, errNonsense
		}
	}
	return products, nil
}

// priceList leaves out a type that has two prices, for either may be wrong.
func priceList(region string, rows []product) OnDemandPrices {
	p := OnDemandPrices{Region: region, Currency: currency(region), Types: map[string]planner.Money{}, Source: planner.Source{Name: "AWS price list"}}
	doubtful := map[string]bool{}
	for _, r := range rows {
		name := r.Product.Attributes.InstanceType
		price, ok := r.price(p.Currency)
		if !ok || name == "" {
			continue
		}
		if other, known := p.Types[name]; known && other != price {
			doubtful[name] = true
		}
		p.Types[name] = price
		if day, _, _ := strings.Cut(r.PublicationDate, "T"); p.Source.AsOf == "" || day < p.Source.AsOf {
			p.Source.AsOf = day
		}
	}
	for name := range doubtful {
		delete(p.Types, name)
	}
	return p
}

// price is that of an hour, if the product has exactly one.
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
