package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"podfit/data"
	"podfit/data/bundle"
)

// A listRow is a row of a price list; empty cells are those of a Linux node.
type listRow struct{ name, price, term, tenancy, system, license, software, status, market, family, unit, currency, region, location string }

const listHeader = `"FormatVersion","v1.0"
"Disclaimer","This pricing list is for informational purposes only."
"Publication Date","2026-11-27T20:00:00Z"
"Version","20261127200000"
"OfferCode","AmazonEC2"
"SKU","OfferTermCode","TermType","PriceDescription","Unit","PricePerUnit","Currency","Product Family","Instance Type","Tenancy","Operating System","License Model","CapacityStatus","Pre Installed S/W","MarketOption","Region Code","Location Type"
`

func (r listRow) String() string {
	or := func(text, other string) string {
		if text == "" {
			return other
		}
		return text
	}
	cells := []string{
		"SKU", "JRTCKXETXF", or(r.term, "OnDemand"), "a price, per hour", or(r.unit, "Hrs"), r.price, or(r.currency, "USD"), or(r.family, "Compute Instance"),
		r.name, or(r.tenancy, "Shared"), or(r.system, "Linux"), or(r.license, "No License required"), or(r.status, "Used"), or(r.software, "NA"), or(r.market, "OnDemand"), or(r.region, "us-east-1"), or(r.location, "AWS Region"),
	}
	return `"` + strings.Join(cells, `","`) + `"` + "\n"
}

func list(rows ...listRow) string {
	text := listHeader
	for _, r := range rows {
		text += r.String()
	}
	return text
}

// asAWS are the public files as AWS has them, with everything that must be left out.
func asAWS() map[string]string {
	return map[string]string{
		"/us-east-1/index.csv": list(
			listRow{name: "m5.large", price: "0.0970000000"},
			listRow{name: "m5.large", price: "0.1890000000", system: "Windows", license: "No License required"},
			listRow{name: "m5.large", price: "0.1020000000", tenancy: "Dedicated"},
			listRow{name: "m5.large", price: "0.0610000000", term: "Reserved"},
			listRow{name: "m5.large", price: "0.1520000000", system: "SUSE"},
			listRow{name: "m5.large", price: "0.5760000000", software: "SQL Std"},
			listRow{name: "m5.large", price: "0.0000000000", status: "AllocatedCapacityReservation"},
			listRow{name: "m5.large", price: "0.0980000000", status: "UnusedCapacityReservation"},
			listRow{name: "m5.large", price: "3.0000000000", market: "CapacityBlock"},
			listRow{name: "m5.large", price: "0.0000000000"},
			listRow{name: "m5.large", price: "40.0000000000", unit: "Quantity"},
			listRow{name: "m5.large", price: "0.0900000000", region: "us-east-1-bos-1"},
			listRow{name: "m5.large", price: "0.1200000000", location: "AWS Local Zone"},
			listRow{name: "m5.large", price: "0.7000000000", currency: "CNY"},
			listRow{name: "m5.large", price: "0.0100000000", family: "Dedicated Host"},
			listRow{name: "m5.large", price: "0.0970000000"}, // again, the same
			listRow{name: "m5.metal", price: "4.6080000000", family: "Compute Instance (bare metal)"},
			listRow{name: "m5.xlarge", price: "0.1920000000"}, // two prices: none
			listRow{name: "m5.xlarge", price: "0.1930000000"},
			listRow{name: "t3.nano", price: "0.0052000000"},
		),
		"/advisor.json": `{"global_rate":"<10%","instance_types":{"m5.large":{"emr":true,"cores":2,"ram_gb":8.0}},"ranges":[{"index":0,"label":"<5%","dots":0,"max":5}],
			"spot_advisor":{
				"us-east-1":{"Linux":{"m5.large":{"s":61,"r":2},"m5.xlarge":{"s":62,"r":1},"bad.large":{"s":61,"r":9},"t3.nano":{"r":1}},"Windows":{"m5.large":{"s":10,"r":4}}},
				"eu-west-3":{"Linux":{"m5.large":{"s":55,"r":0}},"Windows":{}},
				"ap-east-2":{"Linux":{"t3.nano":{"s":53,"r":0}}},
				"ap-empty-1":{"Linux":{}}}}`,
		"/spot.js": `callback({"vers":0.01,"config":{"rate":"perhr","valueColumns":["linux","mswin"],"currencies":["USD"],"regions":[
			{"region":"us-east","footnotes":{"*":"notAvailable"},"instanceTypes":[{"type":"generalCurrentGen","sizes":[
				{"size":"m5.large","valueColumns":[{"name":"linux","prices":{"USD":"0.0404"}},{"name":"mswin","prices":{"USD":"0.13"}}]},
				{"size":"m5.xlarge","valueColumns":[{"name":"linux","prices":{"USD":"N/A*"}},{"name":"mswin","prices":{"USD":"0.3"}}]}]},
				{"type":"other","sizes":[{"size":"t3.nano","valueColumns":[{"name":"linux","prices":{"USD":"0.0012"}}]}]}]},
			{"region":"ap-east-2","instanceTypes":[{"type":"other","sizes":[{"size":"t3.nano","valueColumns":[{"name":"linux","prices":{"USD":"0.0030"}}]}]}]}]}});`,
	}
}

// published updates a copy of testdata/tables from a server with these files.
func published(t *testing.T, files_ map[string]string, regions ...string) (before, after map[string]string, log string, err error) {
	t.Helper()
	mux := http.NewServeMux()
	for path, text := range files_ {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			if strings.HasSuffix(path, ".json") {
				w.Header().Set("Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT")
			}
			io.WriteString(w, text)
		})
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	out := t.TempDir()
	if err := os.CopyFS(filepath.Join(out, "tables"), os.DirFS("testdata/tables")); err != nil {
		t.Fatal(err)
	}
	before = files(t, filepath.Join(out, "tables"))
	var b bytes.Buffer
	from := endpoints{s.URL + "/REGION/index.csv", s.URL + "/advisor.json", s.URL + "/spot.js"}
	now := func() time.Time { return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) }
	err = publish(t.Context(), from, regions, out, now, &b)
	if err != nil {
		err = fmt.Errorf("%s", strings.ReplaceAll(err.Error(), s.URL, "URL"))
	}
	return before, files(t, filepath.Join(out, "tables")), b.String(), err
}

// Only what a Linux node is billed by counts, each figure has the day of its source,
// and what a source leaves out keeps its date.
func TestPublish(t *testing.T) {
	before, after, log, err := published(t, asAWS(), "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	want := `# generated: by data/gen; data/README.md says how
# currency: USD
# on-demand-source: AWS price list
# on-demand-as-of: 2026-11-27
# spot-average-source: EC2 spot prices
# spot-average-as-of: 2026-11-29
# spot-saving-source: Spot Instance Advisor
# spot-saving-as-of: 2026-11-28
# interruption-source: Spot Instance Advisor
# interruption-as-of: 2026-11-28
# offerings-source: EC2 DescribeInstanceTypeOfferings
# offerings-as-of: 2026-08
# zones: use1-az1 use1-az2 use1-az4 use1-az5 use1-az6
instance_type	on_demand	spot_average	spot_saving	interruption_band	zones	other_dates
m5.large	0.097	0.0404	61	2	1f	
m5.metal	4.608					
m5.xlarge	0.192	0.0768	62	1	1f	on_demand=2026-07-20 spot_average=2026-05-01
p3.2xlarge	3.06		80	4		on_demand=2022-09-03 spot_saving=2025-06-28 interruption_band=2025-06-28
t3.nano	0.0052	0.0012			1f	
`
	if got := after["regions/us-east-1.tsv"]; got != want {
		t.Errorf("us-east-1:\n%s\nwant\n%s", got, want)
	}
	if got := after["regions/ap-east-2.tsv"]; !strings.Contains(got, "t3.nano\t\t0.003\t53\t0\t\t\n") || !strings.Contains(got, "# spot-saving-as-of: 2026-11-28\n") {
		t.Error(got)
	}
	if got := after["regions/eu-west-3.tsv"]; !strings.Contains(got, "m5.large\t\t\t55\t0\t7\t\n") {
		t.Error(got)
	}
	if !strings.Contains(after["regions.tsv"], "# newest: 2026-11-29\n") {
		t.Error(after["regions.tsv"])
	}
	for _, same := range []string{"types.tsv", "prices.tsv", "regions/cn-north-1.tsv", "reserved/us-east-1.tsv.gz"} {
		if before[same] != after[same] {
			t.Errorf("%s changed", same)
		}
	}
	if log != "us-east-1            3 on-demand prices of 2026-11-27\nSpot Advisor         4 regions of 2026-11-28\nspot prices          2 regions of 2026-11-29\n" {
		t.Error(log)
	}
}

// A source that fails, that isn't what it should be, or that is empty, changes nothing.
func TestPublishFails(t *testing.T) {
	const prices, advisor, spot = "/us-east-1/index.csv", "/advisor.json", "/spot.js"
	whole := asAWS()
	for name, c := range map[string]struct{ path, text, want string }{
		"no price list":        {prices, "", "URL/us-east-1/index.csv: not a price list: no line of column names"},
		"an HTML page":         {prices, "<!DOCTYPE html>\n<html><body>Not, here, at all</body></html>", "URL/us-east-1/index.csv: not a price list: no line of column names"},
		"no rows":              {prices, listHeader, "URL/us-east-1/index.csv: 0 figures for on_demand, and the tables have 4: nothing is replaced"},
		"few rows":             {prices, list(listRow{name: "m5.large", price: "0.097"}), "URL/us-east-1/index.csv: 1 figures for on_demand, and the tables have 4: nothing is replaced"},
		"only Windows":         {prices, list(listRow{name: "m5.large", price: "0.1", system: "Windows"}), "URL/us-east-1/index.csv: 0 figures for on_demand, and the tables have 4: nothing is replaced"},
		"another region's":     {prices, strings.ReplaceAll(whole[prices], `"us-east-1"`, `"us-east-2"`), "URL/us-east-1/index.csv: 0 figures for on_demand, and the tables have 4: nothing is replaced"},
		"cut off in a row":     {prices, whole[prices][:len(whole[prices])-30], `URL/us-east-1/index.csv: parse error on line 26, column 164: extraneous or missing " in quoted-field`},
		"cut off between":      {prices, strings.TrimSuffix(whole[prices], `,"us-east-1","AWS Region"`+"\n"), "URL/us-east-1/index.csv: 15 cells, want 17: the list ended early"},
		"another column":       {prices, strings.Replace(whole[prices], `"Tenancy"`, `"Tenure"`, 1), `URL/us-east-1/index.csv: no column "Tenancy"`},
		"an empty advisor":     {advisor, "", "URL/advisor.json: not the Spot Advisor's file: EOF"},
		"an advisor's page":    {advisor, "<html></html>", "URL/advisor.json: not the Spot Advisor's file: invalid character '<' looking for beginning of value"},
		"half an advisor":      {advisor, whole[advisor][:400], "URL/advisor.json: not the Spot Advisor's file: EOF"},
		"no regions":           {advisor, `{"spot_advisor":{}}`, "URL/advisor.json: not the Spot Advisor's file: no regions"},
		"no spot prices":       {spot, "callback({});", "URL/spot.js: not the file of spot prices: no prices"},
		"a spot price list":    {spot, `callback({"config":{"regions":{}}});`, "URL/spot.js: not the file of spot prices: no list of regions"},
		"half the spot prices": {spot, whole[spot][:700], "URL/spot.js: not the file of spot prices: unexpected EOF"},
		"an error in JSON":     {spot, "nothing to call", "URL/spot.js: not the file of spot prices: EOF"},
	} {
		changed := asAWS()
		changed[c.path] = c.text
		before, after, _, err := published(t, changed, "us-east-1")
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
		compare(t, after, before)
	}
	missing := asAWS()
	delete(missing, advisor)
	before, after, _, err := published(t, missing, "us-east-1")
	if err == nil || err.Error() != "URL/advisor.json: the server says 404 Not Found" {
		t.Error(err)
	}
	compare(t, after, before)
	if _, _, _, err := published(t, asAWS(), "us-east-11"); err == nil || err.Error() != `"us-east-11" is not an AWS region` {
		t.Error(err)
	}
}

func TestPublicRegions(t *testing.T) {
	all := publicRegions("all")
	if len(all) != 36 || slices.Contains(all, "cn-north-1") || !slices.Contains(all, "us-gov-west-1") {
		t.Errorf("%d: %v", len(all), all)
	}
	if got := publicRegions("us-east-1,eu-west-3"); !slices.Equal(got, []string{"us-east-1", "eu-west-3"}) {
		t.Error(got)
	}
}

// The file that is written can be installed.
func TestBundle(t *testing.T) {
	to := filepath.Join(t.TempDir(), "figures.bundle")
	if err := writeBundle(to, ".."); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := bundle.Read(file)
	if err != nil || tables.AsOf() != data.Bundled().AsOf() {
		t.Error(err)
	}
	// Tables that lack most types aren't written.
	if err := writeBundle(filepath.Join(t.TempDir(), "x"), "testdata"); err == nil || !strings.HasPrefix(err.Error(), "not valid: 8 instance types, but") {
		t.Error(err)
	}
}
