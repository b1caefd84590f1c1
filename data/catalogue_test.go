package data

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"podfit/eni"
	"podfit/planner"
)

var (
	ec2Source   = &planner.Source{Name: "EC2", AsOf: "2026-11-20"}
	listSource  = &planner.Source{Name: "price list", AsOf: "2026-11-20"}
	spotSource  = &planner.Source{Name: "spot history", AsOf: "2026-11-20"}
	zonesSource = &planner.Source{Name: "offerings", AsOf: "2026-11-20"}
)

// reported is a type as EC2 describes it, with a change.
func reported(name string, change func(*planner.InstanceType)) planner.InstanceType {
	t, _ := Bundled().Type(name)
	t.Source, t.BranchSource, t.Overhead = ec2Source, nil, planner.Overhead{}
	t.Network.BranchENIs = eni.Maybe[int]{}
	change(&t)
	return t
}

// The zero Catalogue is the tables.
func TestCatalogueAlone(t *testing.T) {
	var c Catalogue
	if !reflect.DeepEqual(c.Types(), Bundled().Types()) || !slices.Equal(c.TypeNames(), Bundled().TypeNames()) {
		t.Error("the types differ from the tables'")
	}
	offering, ok := c.Offerings("us-east-1")
	table, _ := Bundled().Region("us-east-1")
	want := table.Offering("m5.large")
	want.AutoModeFee = Bundled().AutoModeFees()("m5.large")
	if got := offering("m5.large"); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if _, ok := c.Offerings("us-east-11"); ok {
		t.Error("there is a region us-east-11")
	}
}

// What EC2 doesn't report keeps its bundled value. For a type that isn't bundled, it is
// unknown, or estimated by the formula.
func TestLiveTypes(t *testing.T) {
	unbundled := reported("m7i.large", func(t *planner.InstanceType) { t.Name = "m99.large" })
	c := (&Catalogue{}).With(Live{Region: "us-east-1", Types: []planner.InstanceType{
		reported("m5.large", func(t *planner.InstanceType) { t.Network.ENIs = 4 }), unbundled,
	}})
	bundled, _ := Bundled().Type("m5.large")
	m5, _ := c.Type("m5.large")
	if m5.Network.ENIs != 4 || m5.Source != ec2Source || m5.Network.BranchENIs != bundled.Network.BranchENIs || m5.BranchSource != bundled.BranchSource || m5.Overhead != bundled.Overhead {
		t.Errorf("%+v", m5)
	}
	m99, ok := c.Type("m99.large")
	if !ok || m99.Network.BranchENIs.Known() || m99.BranchSource != nil || m99.Overhead.Kind != planner.Fitted || m99.Overhead.Memory == 0 {
		t.Errorf("%+v", m99)
	}
	names := c.TypeNames()
	if len(names) != len(Bundled().TypeNames())+1 || !slices.IsSortedFunc(names, planner.CompareNames) || !slices.Contains(names, "m99.large") {
		t.Errorf("%d names", len(names))
	}
	var of []string
	for _, it := range c.Types() {
		of = append(of, it.Name)
	}
	if !slices.Equal(of, names) {
		t.Error("types and their names differ")
	}
	if _, ok := new(Catalogue).Type("m99.large"); ok {
		t.Error("With changed another catalogue")
	}
}

// Each figure of an offering has its own source.
// A figure that EC2 leaves out keeps the table's value. A type that no table has is
// skipped without it.
func TestFiguresLeftOut(t *testing.T) {
	known, _ := Bundled().Type("m5.large")
	for name, leaveOut := range map[string]func(*planner.InstanceType){
		"vCPUs":        func(t *planner.InstanceType) { t.VCPUs, t.Cores, t.ThreadsPerCore, t.Network.VCPUs = 0, 0, 0, 0 },
		"memory":       func(t *planner.InstanceType) { t.Memory = 0 },
		"architecture": func(t *planner.InstanceType) { t.Arch, t.Processor = "", "" },
		"hypervisor":   func(t *planner.InstanceType) { t.Hypervisor, t.Network.Prefixes = "", false },
		"attachments":  func(t *planner.InstanceType) { t.EBS = planner.EBS{} },
		"addresses":    func(t *planner.InstanceType) { t.Network.IPv4PerENI = 0 },
		"network": func(t *planner.InstanceType) {
			t.Network, t.IPv6PerENI, t.NetworkCards, t.TotalENIs, t.NetworkPerformance, t.NetworkGbps = eni.Limits{}, 0, 0, 0, "", 0
		},
	} {
		young := reported("m5.large", leaveOut)
		young.Name = "m99.large"
		types := []planner.InstanceType{reported("m5.large", leaveOut), young, reported("m5.xlarge", func(*planner.InstanceType) {})}
		c := Catalogue{}.With(Live{Region: "us-east-1", Types: types})
		got, _ := c.Type("m5.large")
		want := known
		want.Source = ec2Source
		if want.Overhead.Kind == planner.Fitted || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, want)
		}
		if _, there := c.Type("m99.large"); there {
			t.Errorf("%s: a type that cannot be judged", name)
		}
		if got, want := c.Warnings("us-east-1"), []planner.Warning{planner.FiguresMissing{Types: []string{"m5.large"}}, planner.FiguresMissing{Types: []string{"m99.large"}, Skipped: true}}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Whether a type is current, burstable and sold as spot is never taken as no because EC2
// leaves it out: the table says it, or it is assumed, and said so.
func TestUnsaidKinds(t *testing.T) {
	leaveOut := func(t *planner.InstanceType) {
		t.CurrentGeneration, t.Burstable, t.Spot, t.Unsaid = false, false, false, true
	}
	young := reported("t3.large", leaveOut)
	young.Name = "t99.large"
	c := Catalogue{}.With(Live{Region: "us-east-1", Types: []planner.InstanceType{reported("t3.large", leaveOut), young}})
	for _, name := range []string{"t3.large", "t99.large"} {
		if got, there := c.Type(name); !there || !got.CurrentGeneration || !got.Spot || got.Unsaid || !got.Burstable {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got, want := c.Warnings("us-east-1"), []planner.Warning{planner.FiguresMissing{Types: []string{"t3.large"}}, planner.KindAssumed{Types: []string{"t99.large"}}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// Prices that are far from the list price, which is the live one if that is plausible,
// are kept out. Without a list price there is nothing to judge them by.
func TestPricesKeptOut(t *testing.T) {
	l := Live{
		Region: "us-east-1", OnDemandSource: listSource, SpotSource: spotSource,
		OnDemand: map[string]planner.Money{"m5.large": 9_599, "m5.xlarge": 19_200, "m5.2xlarge": 3_840_000, "m5.4xlarge": 7_680_010, "m99.large": 1},
		Spot:     map[string]planner.Money{"m5.large": 9_600, "m5.xlarge": 1_919, "c5.large": 850_010, "c5.xlarge": 1_700_000, "m99.large": 11},
	}
	before := len(l.OnDemand)
	c := Catalogue{}.With(l)
	list := map[string]planner.Money{}
	table, _ := Bundled().Region("us-east-1")
	for _, name := range []string{"m5.large", "m5.4xlarge", "c5.large"} {
		list[name], _ = table.Offering(name).OnDemand.Value()
	}
	want := []planner.Warning{planner.PricesKeptOut{Currency: "USD", Prices: []planner.PriceKeptOut{
		{Type: "m5.large", Capacity: planner.OnDemand, Live: 9_599, List: list["m5.large"]},
		{Type: "m5.4xlarge", Capacity: planner.OnDemand, Live: 7_680_010, List: list["m5.4xlarge"]},
		{Type: "c5.large", Capacity: planner.Spot, Live: 850_010, List: list["c5.large"]},
		{Type: "m5.xlarge", Capacity: planner.Spot, Live: 1_919, List: 19_200},
		{Type: "m99.large", Capacity: planner.Spot, Live: 11, List: 1},
	}}}
	if got := c.Warnings("us-east-1"); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	offering, _ := c.Offerings("us-east-1")
	if got := offering("m5.large"); got.OnDemand != planner.Known(list["m5.large"]) || got.Sources.OnDemand == listSource || got.Spot != planner.Known[planner.Money](9_600) {
		t.Errorf("%+v", got)
	}
	if len(l.OnDemand) != before {
		t.Error("the answer has changed")
	}
}

func TestLiveOfferings(t *testing.T) {
	c := (&Catalogue{}).With(Live{
		Region:  "us-east-1",
		Offered: map[string][]string{"m5.large": {"use1-az1"}, "m5.xlarge": {}}, Zones: []string{"use1-az1", "use1-az9"}, OfferingsSource: zonesSource,
		OnDemand: map[string]planner.Money{"m5.large": 111_000}, OnDemandSource: listSource,
		Spot: map[string]planner.Money{"m5.xlarge": 22_000}, SpotSource: spotSource,
	})
	offering, _ := c.Offerings("us-east-1")
	for _, test := range []struct{ name, want string }{
		{"m5.large", "offered true in 1 of 2 zones (offerings), 111000 (price list), no spot price (EC2 average spot prices)"},
		{"m5.xlarge", "offered false in 0 of 2 zones (offerings), 192000 (AWS price list), 22000 spot (spot history)"},
		{"c5.large", "offered true in 5 of 6 zones (EC2 DescribeInstanceTypeOfferings), 85000 (AWS price list), no spot price (EC2 average spot prices)"},
	} {
		o := offering(test.name)
		r := o.Region
		spot := "no spot price"
		if price, known := o.Spot.Value(); known {
			spot = fmt.Sprintf("%d spot", price)
		}
		_, _, source := o.SpotPrice()
		got := fmt.Sprintf("offered %t in %d of %d zones (%s), %d (%s), %s (%s)",
			o.Offered().Or(false), len(o.Zones), len(r.Zones), r.Offerings.Name, o.OnDemand.Or(0), o.Sources.OnDemand.Name, spot, source.Name)
		if got != test.want {
			t.Errorf("%s: %s\nwant %s", test.name, got, test.want)
		}
	}
	other, _ := c.Offerings("eu-west-3")
	if o := other("m5.large"); o.Sources.OnDemand == listSource {
		t.Error("a region has the prices of another")
	}
	if first, second := offering("m5.large"), offering("m5.large"); first.Region != second.Region {
		t.Error("offerings with the same sources don't share their Region")
	}
}

// A type that is missing from the answer for all types is not offered; the answer
// for some types says nothing about the others.
func TestNotOffered(t *testing.T) {
	f := Live{Region: "us-east-1", Offered: map[string][]string{"m5.large": {"use1-az1"}}, Zones: []string{"use1-az1"}, OfferingsSource: zonesSource}
	for all, want := range map[bool]bool{true: false, false: true} {
		f.All = all
		c := (&Catalogue{}).With(f)
		offering, _ := c.Offerings("us-east-1")
		o := offering("c5.large")
		if got, known := o.Offered().Value(); !known || got != want {
			t.Errorf("all %t: offered %t (%t)", all, got, known)
		}
	}
}

// A region that is newer than the tables has only live data.
func TestNewRegion(t *testing.T) {
	for region, want := range map[string]string{"xx-west-1": "USD", "cn-west-9": "CNY"} {
		c := (&Catalogue{}).With(Live{Region: region, OnDemand: map[string]planner.Money{"m5.large": 1}, OnDemandSource: listSource})
		offering, ok := c.Offerings(region)
		if !ok {
			t.Fatal(region)
		}
		if o := offering("m5.large"); o.Region.Currency != want || o.OnDemand != planner.Known[planner.Money](1) || o.Offered().Known() {
			t.Errorf("%s: %+v", region, o)
		}
	}
}

func TestChanges(t *testing.T) {
	from := (&Catalogue{}).With(Live{Region: "us-east-1", Spot: map[string]planner.Money{"m5.large": 30_000}, SpotSource: spotSource})
	to := (&Catalogue{}).With(Live{
		Region: "us-east-1",
		Types: []planner.InstanceType{
			reported("m5.xlarge", func(t *planner.InstanceType) { t.Network.ENIs, t.EBSAttachments = 5, 28 }),
			reported("m5.large", func(t *planner.InstanceType) { t.Name = "m99.large" }),
		},
		Offered: map[string][]string{"m5.xlarge": {"use1-az1"}, "c5.large": {}}, OfferingsSource: zonesSource,
		OnDemand: map[string]planner.Money{"m5.large": 100_000}, OnDemandSource: listSource,
		Spot: map[string]planner.Money{"m5.large": 31_000}, SpotSource: spotSource,
	})
	var got []string
	for _, c := range from.Changes(&to, "us-east-1") {
		got = append(got, fmt.Sprintf("%s %s %s → %s", c.Type, c.Figure, c.From.Or("?"), c.To.Or("?")))
	}
	region, _ := Bundled().Region("us-east-1")
	allZones := strings.Join(region.Offering("m5.xlarge").Zones, " ")
	want := []string{
		"c5.large zoneIds " + allZones + " → none",
		"m5.large onDemandPerHour 0.0960 → 0.1000",
		"m5.large spotPerHour 0.0300 → 0.0310",
		"m5.xlarge enis 4 → 5",
		"m5.xlarge zoneIds " + allZones + " → use1-az1",
		"m99.large instanceType ? → m99.large",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(from.Changes(&from, "us-east-1")) > 0 || from.Changes(&to, "nowhere-1") != nil {
		t.Error("changes against itself, or in an unknown region")
	}
}

// Offerings know the day of the question, live or not.
func TestOn(t *testing.T) {
	day := time.Date(2026, 11, 29, 23, 0, 0, 0, time.UTC)
	live := (Catalogue{}).On(day).With(Live{Region: "us-east-1"})
	for name, c := range map[string]Catalogue{"2026-11-29": Bundled().Catalogue().On(day), "": {}, "2026-11-29 ": live} {
		offering, _ := c.Offerings("us-east-1")
		if o := offering("m5.large"); o.Today != strings.TrimSpace(name) || !o.OnDemand.Known() {
			t.Errorf("%q, want %q", o.Today, name)
		}
	}
}
