package livetest

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// rows is an EC2 answer: a set of items and the token of the next page.
type rows[T any] struct {
	XMLName   xml.Name
	Namespace string `xml:"xmlns,attr"`
	RequestID string `xml:"requestId"`
	Set       set[T]
	NextToken string `xml:"nextToken,omitempty"`
}

type set[T any] struct {
	XMLName xml.Name
	Items   []T `xml:"item"`
}

// reply is one page of the items, with EC2's names of the answer and the set.
func reply[T any](s *Server, q request, setName string, items []T) (any, error) {
	return replyWith(s, q, setName, items, func(item T) T { return item })
}

// replyWith is reply for rows that are converted to items, only for the page.
func replyWith[R, T any](s *Server, q request, setName string, all []R, item func(R) T) (any, error) {
	size, err := strconv.Atoi(q.form.Get("MaxResults"))
	if err != nil {
		size = len(all)
	}
	all, token, err := page(s, all, q.form.Get("NextToken"), size)
	if err != nil {
		return nil, err
	}
	items := make([]T, len(all))
	for i, row := range all {
		items[i] = item(row)
	}
	return rows[T]{
		XMLName:   xml.Name{Local: q.form.Get("Action") + "Response"},
		Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
		RequestID: "livetest",
		Set:       set[T]{XMLName: xml.Name{Local: setName}, Items: items},
		NextToken: token,
	}, nil
}

// list is a numbered parameter: Prefix.1, Prefix.2, ….
func list(form url.Values, prefix string) (values []string) {
	for i := 1; form.Has(fmt.Sprintf("%s.%d", prefix, i)); i++ {
		values = append(values, form.Get(fmt.Sprintf("%s.%d", prefix, i)))
	}
	return values
}

// filters are the values that each filter accepts.
func filters(form url.Values) map[string][]string {
	all := map[string][]string{}
	for i := 1; form.Has(fmt.Sprintf("Filter.%d.Name", i)); i++ {
		all[form.Get(fmt.Sprintf("Filter.%d.Name", i))] = list(form, fmt.Sprintf("Filter.%d.Value", i))
	}
	return all
}

func matches(filters map[string][]string, name, value string) bool {
	accepted, filtered := filters[name]
	return !filtered || slices.Contains(accepted, value)
}

func (s *Server) describeZones(q request) (any, error) {
	type item struct {
		Name   string `xml:"zoneName"`
		ID     string `xml:"zoneId"`
		Type   string `xml:"zoneType"`
		OptIn  string `xml:"optInStatus"`
		State  string `xml:"zoneState"`
		Region string `xml:"regionName"`
	}
	var items []item
	accepted := filters(q.form)
	for _, z := range s.Zones {
		if matches(accepted, "zone-type", z.Type) && matches(accepted, "opt-in-status", z.OptIn) {
			items = append(items, item{z.Name, z.ID, z.Type, z.OptIn, "available", s.Region})
		}
	}
	return reply(s, q, "availabilityZoneInfo", items)
}

func (s *Server) describeRegions(q request) (any, error) {
	type item struct {
		Name  string `xml:"regionName"`
		OptIn string `xml:"optInStatus"`
	}
	var items []item
	for _, name := range slices.Sorted(maps.Keys(s.Regions)) {
		items = append(items, item{name, s.Regions[name]})
	}
	return reply(s, q, "regionInfo", items)
}

func (s *Server) describeOfferings(q request) (any, error) {
	type item struct {
		Type         string `xml:"instanceType"`
		LocationType string `xml:"locationType"`
		Location     string `xml:"location"`
	}
	if q.form.Get("LocationType") != "availability-zone-id" {
		return nil, &refusal{http.StatusBadRequest, "InvalidParameterValue", "livetest only lists offerings by zone id"}
	}
	var items []item
	accepted := filters(q.form)
	for _, name := range slices.Sorted(maps.Keys(s.Offerings)) {
		if !matches(accepted, "instance-type", name) {
			continue
		}
		for _, zone := range s.Offerings[name] {
			items = append(items, item{name, "availability-zone-id", zone})
		}
	}
	return reply(s, q, "instanceTypeOfferingSet", items)
}

func (s *Server) describeSpot(q request) (any, error) {
	type item struct {
		Type    string `xml:"instanceType"`
		Product string `xml:"productDescription"`
		Price   string `xml:"spotPrice"`
		Time    string `xml:"timestamp"`
		Zone    string `xml:"availabilityZone"`
		ZoneID  string `xml:"availabilityZoneId,omitempty"`
	}
	var items []item
	accepted := filters(q.form)
	products := list(q.form, "ProductDescription")
	for _, p := range s.Spot {
		if !matches(accepted, "instance-type", p.Type) {
			continue
		}
		if len(products) == 0 || slices.Contains(products, "Linux/UNIX") {
			items = append(items, item{p.Type, "Linux/UNIX", p.Price, p.Time.UTC().Format(time.RFC3339), p.Zone, p.ZoneID})
		}
		if len(products) == 0 || slices.Contains(products, "Windows") { // more expensive and newer
			items = append(items, item{p.Type, "Windows", "9.9", p.Time.UTC().Add(time.Hour).Format(time.RFC3339), p.Zone, p.ZoneID})
		}
	}
	return reply(s, q, "spotPriceHistorySet", items)
}

func (s *Server) describeSubnets(q request) (any, error) {
	ids := list(q.form, "SubnetId")
	for _, id := range ids {
		if !slices.ContainsFunc(s.Subnets, func(n Subnet) bool { return n.ID == id }) {
			return nil, &refusal{http.StatusBadRequest, "InvalidSubnetID.NotFound", fmt.Sprintf("The subnet ID '%s' does not exist", id)}
		}
	}
	if ids != nil && q.form.Has("MaxResults") {
		return nil, &refusal{http.StatusBadRequest, "InvalidParameterCombination", "The parameter MaxResults cannot be used with the parameter SubnetId"}
	}
	var items []subnetItem
	accepted := filters(q.form)
	for _, n := range s.Subnets {
		if (ids == nil || slices.Contains(ids, n.ID)) && n.matches(accepted) {
			items = append(items, n.item())
		}
	}
	return reply(s, q, "subnetSet", items)
}

func (n Subnet) matches(accepted map[string][]string) bool {
	for name, values := range accepted {
		value := n.VPC
		if name != "vpc-id" {
			value = n.Tags[name[len("tag:"):]]
		}
		if !slices.Contains(values, value) {
			return false
		}
	}
	return true
}

type subnetItem struct {
	ID     string `xml:"subnetId"`
	VPC    string `xml:"vpcId"`
	Zone   string `xml:"availabilityZone"`
	ZoneID string `xml:"availabilityZoneId"`
	CIDR   string `xml:"cidrBlock,omitempty"`
	Free   int    `xml:"availableIpAddressCount"`
	Tags   []tag  `xml:"tagSet>item"`
}

type tag struct {
	Key   string `xml:"key"`
	Value string `xml:"value"`
}

func (n Subnet) item() subnetItem {
	i := subnetItem{ID: n.ID, VPC: n.VPC, Zone: n.Zone, ZoneID: n.ZoneID, Free: n.Free}
	if n.CIDR.IsValid() {
		i.CIDR = n.CIDR.String()
	}
	for _, key := range slices.Sorted(maps.Keys(n.Tags)) {
		i.Tags = append(i.Tags, tag{key, n.Tags[key]})
	}
	return i
}

// temporary are the credentials of any role.
type temporary struct {
	AccessKeyId, SecretAccessKey, SessionToken, Expiration string
}

var ofRole = temporary{"ASIAEXAMPLE", "secret", "token", "2099-01-01T00:00:00Z"}

// assumeRole accepts any role, and only 123456 as the code of an MFA device.
func assumeRole(q request) (any, error) {
	if q.form.Get("SerialNumber") != "" && q.form.Get("TokenCode") != "123456" {
		return nil, &refusal{403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code."}
	}
	return struct {
		XMLName     xml.Name  `xml:"AssumeRoleResponse"`
		Credentials temporary `xml:"AssumeRoleResult>Credentials"`
	}{Credentials: ofRole}, nil
}

// assumeRoleOfIdentity accepts any role and token.
func assumeRoleOfIdentity(request) (any, error) {
	return struct {
		XMLName     xml.Name  `xml:"AssumeRoleWithWebIdentityResponse"`
		Credentials temporary `xml:"AssumeRoleWithWebIdentityResult>Credentials"`
	}{Credentials: ofRole}, nil
}
