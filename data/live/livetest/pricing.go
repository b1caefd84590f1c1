package livetest

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// getProducts returns the product that a node is billed by, and decoys that a
// request with a missing filter would return as well.
func (s *Server) getProducts(q request) (any, error) {
	var query struct {
		ServiceCode, NextToken string
		MaxResults             int
		Filters                []priceFilter
	}
	if err := json.Unmarshal(q.body, &query); err != nil || query.ServiceCode != "AmazonEC2" {
		return nil, &refusal{http.StatusBadRequest, "InvalidParameterException", "livetest has only the products of AmazonEC2"}
	}
	var products []product
	for _, name := range slices.Sorted(maps.Keys(s.OnDemand)) {
		for _, p := range s.products(name) {
			if !slices.ContainsFunc(query.Filters, func(f priceFilter) bool { return !f.matches(p.attribute(f.Field)) }) {
				products = append(products, p)
			}
		}
	}
	products, token, err := page(s, products, query.NextToken, query.MaxResults)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(products))
	for i, p := range products {
		texts[i] = p.text(s)
	}
	return struct {
		FormatVersion string
		NextToken     string `json:",omitempty"`
		PriceList     []string
	}{"aws_v1", token, texts}, nil
}

type priceFilter struct{ Field, Type, Value string }

func (f priceFilter) matches(value string) bool {
	if f.Type == "ANY_OF" {
		return slices.Contains(strings.Split(f.Value, ","), value)
	}
	return value == f.Value
}

// product is one product of a type. A decoy differs from the product that a node
// is billed by in one attribute.
type product struct {
	typeName, region, price string
	decoy                   *decoy
}

type decoy struct{ attribute, value, price string }

var decoys = []decoy{
	{"regionCode", "xx-other-1", "9.1"},
	{"operatingSystem", "Windows", "9.2"},
	{"tenancy", "Dedicated", "9.3"},
	{"licenseModel", "Bring your own license", "9.4"},
	{"preInstalledSw", "SQL Web", "9.5"},
	{"capacitystatus", "UnusedCapacityReservation", "9.6"},
	{"marketoption", "CapacityBlock", "9.7"},
}

var commonAttributes = map[string]string{
	"operatingSystem": "Linux", "tenancy": "Shared", "licenseModel": "No License required",
	"preInstalledSw": "NA", "capacitystatus": "Used", "marketoption": "OnDemand",
}

func (s *Server) products(typeName string) []product {
	products := []product{{typeName, s.Region, s.OnDemand[typeName], nil}}
	for _, price := range s.OtherPrices[typeName] {
		products = append(products, product{typeName, s.Region, price, nil})
	}
	for i := range decoys {
		products = append(products, product{typeName, s.Region, decoys[i].price, &decoys[i]})
	}
	return products
}

func (p *product) attribute(name string) string {
	switch {
	case p.decoy != nil && p.decoy.attribute == name:
		return p.decoy.value
	case name == "instanceType":
		return p.typeName
	case name == "regionCode":
		return p.region
	default:
		return commonAttributes[name]
	}
}

func (p *product) attributes() map[string]string {
	all := map[string]string{"instanceType": p.typeName, "regionCode": p.attribute("regionCode")}
	for name := range commonAttributes {
		all[name] = p.attribute(name)
	}
	return all
}

// text is the product's JSON text, which is a string in the answer's JSON.
func (p *product) text(s *Server) string {
	type object = map[string]any
	text, err := json.Marshal(object{
		"product":         object{"productFamily": "Compute Instance", "sku": "SKU", "attributes": p.attributes()},
		"publicationDate": s.Published,
		"serviceCode":     "AmazonEC2",
		"terms": object{
			"OnDemand": object{"SKU.TERM": object{"priceDimensions": object{"SKU.TERM.RATE": object{
				"unit": "Hrs", "beginRange": "0", "endRange": "Inf", "pricePerUnit": object{s.Currency: p.price},
			}}}},
			"Reserved": object{"SKU.RES": object{"priceDimensions": object{"SKU.RES.RATE": object{
				"unit": "Hrs", "pricePerUnit": object{s.Currency: "0.0010000000"},
			}}}},
		},
	})
	if err != nil {
		panic(err) // can't happen with strings
	}
	return string(text)
}
