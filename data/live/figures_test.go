package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"podfit/data"
	"podfit/data/live"
	"podfit/data/live/livetest"
	"podfit/planner"
)

func TestOfferings(t *testing.T) {
	s := serve(t, "eu-west-3")
	s.PageSize = 700
	s.Zones = append(s.Zones, livetest.Zone{Name: "eu-west-3-local", ID: "euw3-loc1-az1", Type: "local-zone", OptIn: "opted-in"})
	s.Offerings["m5.large"] = []string{"euw3-loc1-az1", "euw3-az3", "euw3-az1"}
	s.Offerings["m5.xlarge"] = []string{"euw3-loc1-az1"}
	o, err := open(t, live.Options{}).Offerings(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"euw3-az1", "euw3-az2", "euw3-az3"}; !slices.Equal(o.Zones, want) {
		t.Errorf("zones %v, want %v", o.Zones, want)
	}
	for name, want := range map[string][]string{
		"m5.large":  {"euw3-az1", "euw3-az3"}, // sorted, without the local zone
		"m5.xlarge": nil,
		"m5.huge":   nil,
	} {
		if !slices.Equal(o.Types[name], want) {
			t.Errorf("%s in %v, want %v", name, o.Types[name], want)
		}
	}
	table, _ := data.Bundled().Region("eu-west-3")
	for _, name := range data.Bundled().TypeNames() {
		if offering := table.Offering(name); !strings.HasPrefix(name, "m5.") && !slices.Equal(o.Types[name], offering.Zones) {
			t.Errorf("%s in %v, want %v", name, o.Types[name], offering.Zones)
		}
	}
	checkJSON(t, o)
}

func TestZones(t *testing.T) {
	s := serve(t, "eu-west-3")
	s.Zones = []livetest.Zone{
		{Name: "eu-west-3b", ID: "euw3-az2", Type: "availability-zone", OptIn: "opt-in-not-required"},
		{Name: "eu-west-3a", ID: "euw3-az3", Type: "availability-zone", OptIn: "opted-in"},
		{Name: "eu-west-3c", ID: "euw3-az1", Type: "availability-zone", OptIn: "not-opted-in"},
		{Name: "eu-west-3-wl", ID: "euw3-wl1", Type: "wavelength-zone", OptIn: "opted-in"},
	}
	got, err := open(t, live.Options{}).Zones(t.Context())
	if want := []live.Zone{{"eu-west-3b", "euw3-az2"}, {"eu-west-3a", "euw3-az3"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v and %v, want %v", got, err, want)
	}
}

func TestRegions(t *testing.T) {
	s := serve(t, "eu-west-3")
	s.Regions = map[string]string{"eu-west-3": "opt-in-not-required", "me-south-1": "not-opted-in", "af-south-1": "opted-in"}
	got, err := open(t, live.Options{}).Regions(t.Context())
	if want := []live.Region{{"af-south-1", true}, {"eu-west-3", true}, {"me-south-1", false}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v and %v, want %v", got, err, want)
	}
}

func TestSpotPrices(t *testing.T) {
	s := serve(t, "eu-west-3")
	at := func(hour int) time.Time { return time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC) }
	s.PageSize = 3
	row := func(typeName, zone, id, price string, at time.Time) livetest.SpotPrice {
		return livetest.SpotPrice{Type: typeName, Zone: zone, ZoneID: id, Price: price, Time: at}
	}
	s.Spot = []livetest.SpotPrice{
		row("m5.large", "eu-west-3b", "euw3-az2", "0.040000", at(8)),
		row("m5.large", "eu-west-3a", "euw3-az1", "0.050000", at(8)),
		row("m5.large", "eu-west-3a", "euw3-az1", "0.041201", at(9)), // newer than the row before
		row("m5.large", "eu-west-3a", "euw3-az1", "0.060000", at(7)),
		row("m5.large", "eu-west-3c", "euw3-az3", "0.030000", at(8)),
		row("m5.large", "eu-west-3c", "euw3-az3", "0.000000", at(9)), // the newest price is invalid, and the older one outdated
		row("c5.large", "eu-west-3a", "", "0.0351", at(8)),
		row("r5.large", "eu-west-3a", "euw3-az1", "free", at(8)),
	}
	got, err := open(t, live.Options{}).SpotPrices(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]live.ZonePrices{
		"m5.large": {{"eu-west-3a", "euw3-az1", 41_201, at(9)}, {"eu-west-3b", "euw3-az2", 40_000, at(8)}},
		"c5.large": {{"eu-west-3a", "", 35_100, at(8)}},
	}
	if !reflect.DeepEqual(got.Types, want) {
		t.Errorf("got  %v\nwant %v", got.Types, want)
	}
	m5 := got.Types["m5.large"]
	if mean := m5.Mean(); mean != planner.Known[planner.Money](40_601) { // 40,600.5 rounded
		t.Errorf("mean %v", mean)
	}
	if zone, _ := m5.Cheapest(); zone.ZoneID != "euw3-az2" {
		t.Errorf("cheapest %v", zone)
	}
	checkJSON(t, got)
}

func TestNoSpotPrices(t *testing.T) {
	var none live.ZonePrices
	if _, ok := none.Cheapest(); ok || none.Mean().Known() {
		t.Error("a price without any zones")
	}
}

func TestOnDemandPrices(t *testing.T) {
	s := serve(t, "eu-west-3")
	s.PageSize = 1
	s.OnDemand = map[string]string{
		"m5.large":   "0.1120000000",
		"c5.large":   "1",
		"c5.xlarge":  "0.1234565",    // half a millionth is rounded up
		"c5.2xlarge": "0.1234564999", // and less is rounded down
		"r5.large":   "0.0000000000",
		"r5.xlarge":  "",
		"r5.2xlarge": "0.1x",
		"r5.4xlarge": "1e-3",
		"r5.8xlarge": "-0.1",
		"r5.metal":   "0.12345678x",
		"u.large":    "99999999999999999999",
	}
	got, err := open(t, live.Options{}).OnDemandPrices(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]planner.Money{"m5.large": 112_000, "c5.large": 1_000_000, "c5.xlarge": 123_457, "c5.2xlarge": 123_456}
	if !maps.Equal(got.Types, want) || got.Currency != "USD" || got.Source != (planner.Source{Name: "AWS price list", AsOf: "2026-11-01"}) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	checkJSON(t, got)
}

func TestOnDemandPricesByName(t *testing.T) {
	s := serve(t, "us-east-1")
	got, err := open(t, live.Options{}).OnDemandPrices(t.Context(), []string{"m5.large", "m5.huge", "c5.metal"})
	want := map[string]planner.Money{"m5.large": 96_000, "c5.metal": 4_080_000}
	if err != nil || !maps.Equal(got.Types, want) || len(s.Actions()) != 1 {
		t.Errorf("got %v and %v in %d requests, want %v", got.Types, err, len(s.Actions()), want)
	}
}

// A type with two different prices has none, whichever comes first and on
// whichever page: either may be the wrong one. Other types keep their price.
func TestTwoPrices(t *testing.T) {
	for _, c := range []struct {
		name   string
		prices []string
		want   planner.Maybe[planner.Money]
	}{
		{"the lower first", []string{"0.1", "0.2"}, planner.Maybe[planner.Money]{}},
		{"the higher first", []string{"0.2", "0.1"}, planner.Maybe[planner.Money]{}},
		{"the first one again", []string{"0.1", "0.2", "0.1"}, planner.Maybe[planner.Money]{}},
		{"the second one again", []string{"0.1", "0.2", "0.2"}, planner.Maybe[planner.Money]{}},
		{"twice the same", []string{"0.1", "0.1"}, planner.Known[planner.Money](100_000)},
		{"the same to a millionth", []string{"0.1000000000", "0.1000004"}, planner.Known[planner.Money](100_000)},
		{"a millionth apart", []string{"0.1", "0.100001"}, planner.Maybe[planner.Money]{}},
		// A free product is not one that nodes are billed by.
		{"one is free", []string{"0.1", "0.0000000000"}, planner.Known[planner.Money](100_000)},
		{"the first is free", []string{"0.0000000000", "0.1"}, planner.Known[planner.Money](100_000)},
	} {
		for _, pageSize := range []int{0, 1} {
			t.Run(fmt.Sprintf("%s, page size %d", c.name, pageSize), func(t *testing.T) {
				s := serve(t, "us-east-1")
				s.PageSize = pageSize
				s.OnDemand = map[string]string{"c5.large": "0.3", "m5.large": c.prices[0], "r5.large": "0.4"}
				s.OtherPrices = map[string][]string{"m5.large": c.prices[1:]}
				got, err := open(t, live.Options{}).OnDemandPrices(t.Context(), nil)
				want := map[string]planner.Money{"c5.large": 300_000, "r5.large": 400_000}
				if price, known := c.want.Value(); known {
					want["m5.large"] = price
				}
				if err != nil || !maps.Equal(got.Types, want) {
					t.Errorf("got %v and %v, want %v", got.Types, err, want)
				}
			})
		}
	}
}

// The date of the prices is that of the oldest row.
func TestPublicationDate(t *testing.T) {
	s := serve(t, "us-east-1")
	var products []string
	for name, day := range map[string]string{"m5.large": "2026-11-02", "c5.large": "2026-11-01", "r5.large": "2026-11-03"} {
		text, _ := json.Marshal(`{"product":{"attributes":{"instanceType":"` + name + `"}},"publicationDate":"` + day + `T00:00:00Z","terms":{"OnDemand":{"a":{"priceDimensions":{"b":{"unit":"Hrs","pricePerUnit":{"USD":"0.1"}}}}}}}`)
		products = append(products, string(text))
	}
	s.Fail("pricing:GetProducts", livetest.Say(200, "application/x-amz-json-1.1", `{"PriceList":[`+strings.Join(products, ",")+`]}`))
	got, err := open(t, live.Options{}).OnDemandPrices(t.Context(), nil)
	if err != nil || len(got.Types) != 3 || got.Source.AsOf != "2026-11-01" {
		t.Errorf("%v, %+v", err, got)
	}
}

// A product must have exactly one hourly price.
func TestOddProducts(t *testing.T) {
	rate := func(unit, price string) string {
		return fmt.Sprintf(`{"unit":%q,"pricePerUnit":{"USD":%q}}`, unit, price)
	}
	product := func(terms string) string {
		text, _ := json.Marshal(`{"product":{"attributes":{"instanceType":"m5.large"}},"publicationDate":"2026-11-01T00:00:00Z","terms":{"OnDemand":{` + terms + `}}}`)
		return string(text)
	}
	plain := product(`"a":{"priceDimensions":{"b":` + rate("Hrs", "0.1") + `}}`)
	for _, c := range []struct {
		name, products string
		want           map[string]planner.Money
	}{
		{"beside one that is not valid", `"{",` + plain, map[string]planner.Money{"m5.large": 100_000}},
		{"plain", plain, map[string]planner.Money{"m5.large": 100_000}},
		{"not by the hour", product(`"a":{"priceDimensions":{"b":` + rate("Quantity", "0.1") + `}}`), nil},
		{"two rates", product(`"a":{"priceDimensions":{"b":` + rate("Hrs", "0.1") + `,"c":` + rate("Hrs", "0.1") + `}}`), nil},
		{"two terms", product(`"a":{"priceDimensions":{"b":` + rate("Hrs", "0.1") + `}},"c":{"priceDimensions":{"d":` + rate("Hrs", "0.1") + `}}`), nil},
		{"no term", product(""), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, "us-east-1")
			s.Fail("pricing:GetProducts", livetest.Say(200, "application/x-amz-json-1.1", `{"PriceList":[`+c.products+`]}`))
			got, err := open(t, live.Options{}).OnDemandPrices(t.Context(), []string{"m5.large"})
			if err != nil || !maps.Equal(got.Types, c.want) {
				t.Errorf("got %v and %v, want %v", got.Types, err, c.want)
			}
		})
	}
}

// A price in another currency than the region's is ignored.
func TestCurrency(t *testing.T) {
	for _, c := range []struct{ region, paid, want string }{
		{"cn-north-1", "CNY", "CNY 1"},
		{"cn-north-1", "USD", "CNY 0"},
		{"us-east-1", "USD", "USD 1"},
	} {
		s := serve(t, c.region)
		s.OnDemand, s.Currency = map[string]string{"m5.large": "0.5"}, c.paid
		got, err := open(t, live.Options{}).OnDemandPrices(t.Context(), []string{"m5.large"})
		if text := got.Currency + " " + string('0'+rune(len(got.Types))); err != nil || text != c.want {
			t.Errorf("%s paid in %s: %s and %v, want %s", c.region, c.paid, text, err, c.want)
		}
	}
}

func TestRegionsWithoutPriceList(t *testing.T) {
	for _, region := range []string{"us-gov-west-1", "us-iso-east-1", "eusc-de-east-1"} {
		s := serve(t, region)
		_, err := open(t, live.Options{}).OnDemandPrices(t.Context(), nil)
		wantError(t, err, live.NoAPI, "pricing:GetProducts in "+region+": AWS has no price list API for this region's partition")
		if asked := s.Actions(); len(asked) > 0 {
			t.Errorf("asked %v", asked)
		}
	}
}

func TestSubnets(t *testing.T) {
	tags := map[string]string{"Name": "private-a", "kubernetes.io/cluster/prod": "shared", "kubernetes.io/role/internal-elb": "1", "kubernetes-team": "y", "team": "x"}
	kept := map[string]string{"kubernetes.io/cluster/prod": "shared", "kubernetes.io/role/internal-elb": "1"}
	a := live.Subnet{ID: "subnet-a", Name: "private-a", VPC: "vpc-1", Zone: "eu-west-3b", ZoneID: "euw3-az1", CIDR: netip.MustParsePrefix("10.0.0.0/24"), Free: planner.Known(250), Tags: kept}
	b := live.Subnet{ID: "subnet-b", VPC: "vpc-1", Zone: "eu-west-3a", ZoneID: "euw3-az2", CIDR: netip.MustParsePrefix("10.0.1.0/24"), Free: planner.Known(0), Tags: map[string]string{}}
	six := live.Subnet{ID: "subnet-6", VPC: "vpc-2", Zone: "eu-west-3a", ZoneID: "euw3-az2", Free: planner.Known(0), Tags: map[string]string{}}
	for _, c := range []struct {
		name  string
		query live.SubnetQuery
		want  []live.Subnet
	}{
		{"all, by zone and id", live.SubnetQuery{}, []live.Subnet{a, six, b}},
		{"by id", live.SubnetQuery{IDs: []string{"subnet-b", "subnet-a"}}, []live.Subnet{a, b}},
		{"of a VPC", live.SubnetQuery{VPC: "vpc-2"}, []live.Subnet{six}},
		{"by tags", live.SubnetQuery{Tags: map[string]string{"team": "x", "Name": "private-a"}}, []live.Subnet{a}},
		{"none", live.SubnetQuery{VPC: "vpc-2", Tags: map[string]string{"team": "x"}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, "eu-west-3")
			s.PageSize = 2
			s.Subnets = []livetest.Subnet{
				{ID: "subnet-b", VPC: "vpc-1", Zone: "eu-west-3a", ZoneID: "euw3-az2", CIDR: b.CIDR},
				{ID: "subnet-a", VPC: "vpc-1", Zone: "eu-west-3b", ZoneID: "euw3-az1", CIDR: a.CIDR, Free: 250, Tags: tags},
				{ID: "subnet-6", VPC: "vpc-2", Zone: "eu-west-3a", ZoneID: "euw3-az2"},
			}
			got, err := open(t, live.Options{}).Subnets(t.Context(), c.query)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v\ngot  %v\nwant %v", err, got, c.want)
			}
			checkJSON(t, got)
		})
	}
}

// Without the number of free addresses of a subnet they are unknown, not 0.
func TestSubnetWithoutFreeAddresses(t *testing.T) {
	s := serve(t, "eu-west-3")
	const subnet = "<DescribeSubnetsResponse><subnetSet><item><subnetId>subnet-a</subnetId><cidrBlock>%s</cidrBlock>%s</item></subnetSet></DescribeSubnetsResponse>"
	const free = "<availableIpAddressCount>0</availableIpAddressCount>"
	c := open(t, live.Options{})
	for _, test := range []struct {
		cidr, free string
		valid      bool
		want       planner.Maybe[int]
	}{{"10.0.0.0/24", free, true, planner.Known(0)}, {"10.0.0.0/24", "", true, planner.Maybe[int]{}}, {"10.0.0.0", free, false, planner.Maybe[int]{}}} {
		s.Fail("ec2:DescribeSubnets", livetest.Say(200, "text/xml", fmt.Sprintf(subnet, test.cidr, test.free)))
		got, err := c.Subnets(t.Context(), live.SubnetQuery{})
		if test.valid {
			if err != nil || got[0].Free != test.want {
				t.Error(got, err)
			}
			continue
		}
		wantError(t, err, live.Malformed, "ec2:DescribeSubnets in eu-west-3: a row of the answer is not valid; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL")
	}
}

// checkJSON checks that a value, which the cache holds as JSON, is the same when
// it is read back.
func checkJSON[T any](t interface {
	Helper()
	Fatal(...any)
	Errorf(string, ...any)
}, value T) {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var back T
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, value) {
		t.Errorf("%v\nback %+v\nfrom %+v", err, back, value)
	}
}

// A client answers several questions concurrently.
func TestQuestionsAtOnce(t *testing.T) {
	serve(t, "eu-west-3")
	c := open(t, live.Options{})
	var wait sync.WaitGroup
	for _, ask := range questions(t.Context(), c) {
		wait.Go(func() {
			if err := ask(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// questions are all methods of a client.
func questions(ctx context.Context, c *live.Client) []func() error {
	names := []string{"m5.large"}
	return []func() error{
		func() error { _, err := c.InstanceTypes(ctx, names); return err },
		func() error { _, err := c.Offerings(ctx, names); return err },
		func() error { _, err := c.SpotPrices(ctx, names); return err },
		func() error { _, err := c.OnDemandPrices(ctx, names); return err },
		func() error { _, err := c.Subnets(ctx, live.SubnetQuery{}); return err },
		func() error { _, err := c.Zones(ctx); return err },
		func() error { _, err := c.Regions(ctx); return err },
	}
}

// The policy allows the requests of this package and nothing else.
func TestPolicy(t *testing.T) {
	s := serve(t, "eu-west-3")
	for _, ask := range questions(t.Context(), open(t, live.Options{})) {
		if err := ask(); err != nil {
			t.Error(err)
		}
	}
	var policy struct {
		Version   string
		Statement []struct {
			Effect, Resource string
			Action           []string
		}
	}
	if err := json.Unmarshal([]byte(live.Policy()), &policy); err != nil || len(policy.Statement) != 1 {
		t.Fatal(err, policy)
	}
	asked := s.Actions()
	slices.Sort(asked)
	if p := policy.Statement[0]; policy.Version != "2012-10-17" || p.Effect != "Allow" || p.Resource != "*" || !slices.Equal(p.Action, slices.Compact(asked)) {
		t.Errorf("the policy %+v\nfor %v", policy, slices.Compact(asked))
	}
}
