package data

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
)

var (
	today    = &planner.Source{Name: "EC2", AsOf: "2026-11-20"}
	todays   = &planner.Source{Name: "price list", AsOf: "2026-11-20"}
	spotNow  = &planner.Source{Name: "spot history", AsOf: "2026-11-20"}
	zonesNow = &planner.Source{Name: "offerings", AsOf: "2026-11-20"}
)

func asEC2Tells(name string, change func(*planner.InstanceType)) planner.InstanceType {
	t, _ := Type(name)
	t.Source, t.BranchSource, t.Overhead = today, nil, planner.Overhead{}
	t.Network.BranchENIs = eni.Maybe[int]{}
	change(&t)
	return t
}

// The zero catalogue is the tables.
func TestCatalogueAlone(t *testing.T) {
	var c Catalogue
	if !reflect.DeepEqual(c.Types(), Types()) || !slices.Equal(c.TypeNames(), TypeNames()) {
		t.Error("other types than the tables")
	}
	offering, ok := c.Offerings("us-east-1")
	table, _ := Region("us-east-1")
	if got, want := offering("m5.large"), table.Offering("m5.large"); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if _, ok := c.Offerings("us-east-11"); ok {
		t.Error("there is a region us-east-11")
	}
}

// What EC2 does not tell of a type stays with the tables; of a type that they do
// not have it is unknown, or by the formula.
func TestLaidTypes(t *testing.T) {
	young := asEC2Tells("m7i.large", func(t *planner.InstanceType) { t.Name = "m99.large" })
	c := (&Catalogue{}).Lay(Fresh{Region: "us-east-1", Types: []planner.InstanceType{
		asEC2Tells("m5.large", func(t *planner.InstanceType) { t.Network.ENIs = 4 }), young,
	}})
	bundled, _ := Type("m5.large")
	m5, _ := c.Type("m5.large")
	if m5.Network.ENIs != 4 || m5.Source != today || m5.Network.BranchENIs != bundled.Network.BranchENIs || m5.BranchSource != bundled.BranchSource || m5.Overhead != bundled.Overhead {
		t.Errorf("%+v", m5)
	}
	m99, ok := c.Type("m99.large")
	if !ok || m99.Network.BranchENIs.Known() || m99.BranchSource != nil || m99.Overhead.Kind != planner.Fitted || m99.Overhead.Memory == 0 {
		t.Errorf("%+v", m99)
	}
	names := c.TypeNames()
	if len(names) != len(TypeNames())+1 || !slices.IsSortedFunc(names, planner.CompareNames) || !slices.Contains(names, "m99.large") {
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
		t.Error("what was laid over one catalogue is in all")
	}
}

// Every figure of an offering has the source that it comes from.
func TestLaidOfferings(t *testing.T) {
	c := (&Catalogue{}).Lay(Fresh{
		Region:  "us-east-1",
		Offered: map[string][]string{"m5.large": {"use1-az1"}, "m5.xlarge": {}}, Zones: []string{"use1-az1", "use1-az9"}, Offerings: zonesNow,
		OnDemand: map[string]planner.Money{"m5.large": 111_000}, OnDemandSource: todays,
		Spot: map[string]planner.Money{"m5.xlarge": 22_000}, SpotSource: spotNow,
	})
	offering, _ := c.Offerings("us-east-1")
	for _, test := range []struct{ name, want string }{
		{"m5.large", "offered true in 1 of 2 zones (offerings), 111000 (price list), no spot price (Spot Instance Advisor)"},
		{"m5.xlarge", "offered false in 0 of 2 zones (offerings), 192000 (AWS price list), 22000 spot (spot history)"},
		{"c5.large", "offered true in 5 of 6 zones (EC2 DescribeInstanceTypeOfferings), 85000 (AWS price list), no spot price (Spot Instance Advisor)"},
	} {
		o := offering(test.name)
		r := o.Region
		spot := "no spot price"
		if price, known := o.Spot.Value(); known {
			spot = fmt.Sprintf("%d spot", price)
		}
		got := fmt.Sprintf("offered %t in %d of %d zones (%s), %d (%s), %s (%s)",
			o.Offered().Or(false), len(o.Zones), len(r.Zones), r.Offerings.Name, o.OnDemand.Or(0), r.OnDemand.Name, spot, r.Spot.Name)
		if got != test.want {
			t.Errorf("%s: %s\nwant %s", test.name, got, test.want)
		}
	}
	elsewhere, _ := c.Offerings("eu-west-3")
	if o := elsewhere("m5.large"); o.Region.OnDemand == todays {
		t.Error("one region's prices are another's")
	}
	if first, second := offering("m5.large"), offering("m5.large"); first.Region != second.Region {
		t.Error("a region for each offering")
	}
}

// Of an answer for all types, what is in no zone is not offered; of one for some
// types nothing is said of the others.
func TestNotOffered(t *testing.T) {
	f := Fresh{Region: "us-east-1", Offered: map[string][]string{"m5.large": {"use1-az1"}}, Zones: []string{"use1-az1"}, Offerings: zonesNow}
	for all, want := range map[bool]bool{true: false, false: true} {
		f.All = all
		c := (&Catalogue{}).Lay(f)
		offering, _ := c.Offerings("us-east-1")
		o := offering("c5.large")
		if got, known := o.Offered().Value(); !known || got != want {
			t.Errorf("all %t: offered %t (%t)", all, got, known)
		}
	}
}

// A region younger than the tables has what AWS said, in its currency.
func TestYoungRegion(t *testing.T) {
	for region, want := range map[string]string{"xx-west-1": "USD", "cn-west-9": "CNY"} {
		c := (&Catalogue{}).Lay(Fresh{Region: region, OnDemand: map[string]planner.Money{"m5.large": 1}, OnDemandSource: todays})
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
	from := (&Catalogue{}).Lay(Fresh{Region: "us-east-1", Spot: map[string]planner.Money{"m5.large": 30_000}, SpotSource: spotNow})
	to := (&Catalogue{}).Lay(Fresh{
		Region: "us-east-1",
		Types: []planner.InstanceType{
			asEC2Tells("m5.xlarge", func(t *planner.InstanceType) { t.Network.ENIs, t.EBSAttachments = 5, 28 }),
			asEC2Tells("m5.large", func(t *planner.InstanceType) { t.Name = "m99.large" }),
		},
		Offered: map[string][]string{"m5.xlarge": {"use1-az1"}, "c5.large": {}}, Offerings: zonesNow,
		OnDemand: map[string]planner.Money{"m5.large": 100_000}, OnDemandSource: todays,
		Spot: map[string]planner.Money{"m5.large": 31_000}, SpotSource: spotNow,
	})
	var got []string
	for _, c := range from.Changes(&to, "us-east-1") {
		got = append(got, fmt.Sprintf("%s %s %s → %s", c.Type, c.Figure, c.From.Or("?"), c.To.Or("?")))
	}
	region, _ := Region("us-east-1")
	everywhere := strings.Join(region.Offering("m5.xlarge").Zones, " ")
	want := []string{
		"c5.large zoneIds " + everywhere + " → none",
		"m5.large onDemandPerHour 0.0960 → 0.1000",
		"m5.large spotPerHour 0.0300 → 0.0310",
		"m5.xlarge enis 4 → 5",
		"m5.xlarge ebsAttachments 27 → 28",
		"m5.xlarge zoneIds " + everywhere + " → use1-az1",
		"m99.large instanceType ? → m99.large",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(from.Changes(&from, "us-east-1")) > 0 || from.Changes(&to, "nowhere-1") != nil {
		t.Error("a catalogue changes against itself, or in a region that is none")
	}
}
