package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"podfit/data"
	"podfit/planner"
)

// endpoints are the sources that need no credentials. Flags replace them.
type endpoints struct {
	// priceList is AWS's bulk price list of a region, as CSV: several hundred MB for
	// the largest. China has lists of its own at another address, which aren't read.
	priceList string
	// spotAdvisor has the saving and the interruption band of each type by region.
	spotAdvisor string
	// spotPrices is the file of EC2's page of spot prices: the current ones by region.
	spotPrices string
}

// regionWord stands for the name of a region in the address of the price list.
const regionWord = "REGION"

var publicEndpoints = endpoints{
	priceList:   "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/REGION/index.csv",
	spotAdvisor: "https://spot-bid-advisor.s3.amazonaws.com/spot-advisor-data.json",
	spotPrices:  "https://spot-price.s3.amazonaws.com/spot.js",
}

// advice is a row of the Spot Advisor.
type advice struct{ Saving, Band int }

// publish updates out/tables with the public sources: on-demand prices of the regions,
// and the spot figures of all. A figure that a source no longer has keeps its date. An
// empty answer, or one with less than half of the figures, is an error. Nothing is
// written unless all sources answer and all tables are valid.
func publish(ctx context.Context, from endpoints, regions []string, out string, now func() time.Time, log io.Writer) error {
	root := os.DirFS(filepath.Join(out, "tables"))
	p := &public{client: publicClient(), now: now}
	written := tables{files: map[string][]byte{}}
	sheets := map[string]*sheet{}
	names, err := readSheet(root, "regions.tsv")
	if err != nil {
		return err
	}
	for name := range names.rows {
		s, err := readSheet(root, regionFolder+name+".tsv")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		sheets[name] = s
	}
	for _, name := range regions {
		if sheets[name] == nil {
			return fmt.Errorf("%q is not an AWS region", name)
		}
		if err := p.onDemand(ctx, from.priceList, name, sheets[name], log); err != nil {
			return err
		}
	}
	if err := p.spot(ctx, from, sheets, log); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(sheets)) {
		if len(sheets[name].rows) > 0 {
			written.add(regionFolder+name+".tsv", sheets[name].table(regionColumns))
		}
	}
	if err := written.redate(root); err != nil {
		return err
	}
	if err := written.check(root); err != nil {
		return err
	}
	return written.write(out)
}

// check validates the tables as they will be.
func (t *tables) check(root fs.FS) error {
	return data.Open("new", func(path string) string {
		if text, ok := t.files[path]; ok {
			return string(text)
		}
		text, _ := fs.ReadFile(root, path)
		return string(text)
	}).Check()
}

// public reads the public sources.
type public struct {
	client *http.Client
	now    func() time.Time
}

func publicClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	transport.ResponseHeaderTimeout = time.Minute
	return &http.Client{Transport: transport}
}

// get opens an address. day is when the server says that the file was last changed,
// or today.
func (p *public) get(ctx context.Context, address string) (body io.ReadCloser, day string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", err
	}
	answer, err := p.client.Do(request)
	if err != nil {
		return nil, "", err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, "", fmt.Errorf("%s: the server says %s", address, answer.Status)
	}
	changed, err := http.ParseTime(answer.Header.Get("Last-Modified"))
	if err != nil {
		changed = p.now()
	}
	return answer.Body, changed.UTC().Format(time.DateOnly), nil
}

// onDemand updates the on-demand prices of a region.
func (p *public) onDemand(ctx context.Context, list, name string, s *sheet, log io.Writer) error {
	address := strings.ReplaceAll(list, regionWord, name)
	body, day, err := p.get(ctx, address)
	if err != nil {
		return err
	}
	defer body.Close()
	prices, published, err := readPriceList(body, name)
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	if published != "" {
		day = published
	}
	figures := map[string]string{}
	for name, amount := range prices {
		figures[name] = price(planner.Known(amount))
	}
	if err := s.replace("on_demand", "on-demand", "AWS price list", day, figures); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	s.set("currency", planner.RegionCurrency(name))
	fmt.Fprintf(log, "%-16s %5d on-demand prices of %s\n", name, len(figures), day)
	return nil
}

// replace sets the figures of a column. Rows that it leaves out keep theirs, with
// their date.
func (s *sheet) replace(column, prefix, source, day string, figures map[string]string) error {
	old := s.value(prefix + "-as-of")
	had := 0
	for _, row := range s.rows {
		had += count(row[column] != "")
	}
	if len(figures) == 0 || len(figures)*2 < had {
		return fmt.Errorf("%d figures for %s, and the tables have %d: nothing is replaced", len(figures), column, had)
	}
	for name, row := range s.rows {
		_, replaced := figures[name]
		if row[column] == "" || replaced {
			continue
		}
		if !strings.Contains(" "+row["other_dates"], " "+column+"=") && old != day {
			row["other_dates"] = strings.TrimSpace(row["other_dates"] + " " + column + "=" + old)
		}
	}
	for name, figure := range figures {
		row := s.row(name)
		row[column] = figure
		row["other_dates"] = without(row["other_dates"], column)
	}
	s.set(prefix+"-source", source)
	s.set(prefix+"-as-of", day)
	return nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// value is the header's value of a key, or empty.
func (s *sheet) value(key string) string {
	for _, p := range s.header {
		if p.key == key {
			return p.value
		}
	}
	return ""
}

// billed are the cells of the one row that a Linux node is billed by: no Windows, no
// dedicated tenancy, no reservation, no capacity block, no license.
var billed = map[string][]string{
	"TermType":          {"OnDemand"},
	"Product Family":    {"Compute Instance", "Compute Instance (bare metal)"},
	"Tenancy":           {"Shared"},
	"Operating System":  {"Linux"},
	"License Model":     {"No License required"},
	"Pre Installed S/W": {"NA"},
	"CapacityStatus":    {"Used"},
	"MarketOption":      {"OnDemand"},
	"Unit":              {"Hrs"},
	"Location Type":     {"AWS Region"}, // no local zone
}

// optional are the columns that older lists don't have.
var optional = []string{"MarketOption", "Location Type"}

// readPriceList reads the on-demand prices of a region, row by row, and the day on
// which the list was published. A type with two different prices has none.
func readPriceList(list io.Reader, region string) (prices map[string]planner.Money, published string, err error) {
	in := csv.NewReader(bufio.NewReaderSize(list, 1<<20))
	in.FieldsPerRecord = -1 // the first lines have two cells
	in.ReuseRecord = true
	columns := map[string]int{}
	for len(columns) == 0 {
		cells, err := in.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil, "", errors.New("not a price list: no line of column names")
		case err != nil:
			return nil, "", fmt.Errorf("not a price list: %w", err)
		case cells[0] == "Publication Date" && len(cells) > 1:
			published, _, _ = strings.Cut(cells[1], "T")
		case cells[0] == "SKU":
			for i, name := range cells {
				columns[name] = i
			}
		case len(cells) != 2:
			return nil, "", errors.New("not a price list: no line of column names")
		}
	}
	for _, name := range append(slices.Collect(maps.Keys(billed)), "Instance Type", "PricePerUnit", "Currency", "Region Code") {
		if _, ok := columns[name]; !ok && !slices.Contains(optional, name) {
			return nil, "", fmt.Errorf("no column %q", name)
		}
	}
	prices = map[string]planner.Money{}
	ambiguous := map[string]bool{}
	for {
		cells, err := in.Read()
		switch {
		case errors.Is(err, io.EOF):
			maps.DeleteFunc(prices, func(name string, _ planner.Money) bool { return ambiguous[name] })
			return prices, published, nil
		case err != nil:
			return nil, "", err
		case len(cells) != len(columns):
			return nil, "", fmt.Errorf("%d cells, want %d: the list ended early", len(cells), len(columns))
		}
		name, amount, ok := priced(cells, columns, region)
		if !ok {
			continue
		}
		if other, known := prices[name]; known && other != amount {
			ambiguous[name] = true
		}
		prices[name] = amount
	}
}

// priced is the type and the price of a row; ok is false if a Linux node in the region
// isn't billed by it.
func priced(cells []string, columns map[string]int, region string) (name string, amount planner.Money, ok bool) {
	cell := func(name string) string { return cells[columns[name]] }
	for name, accepted := range billed {
		if _, has := columns[name]; has && !slices.Contains(accepted, cell(name)) {
			return "", 0, false
		}
	}
	if cell("Region Code") != region || cell("Currency") != planner.RegionCurrency(region) {
		return "", 0, false
	}
	perHour, err := strconv.ParseFloat(cell("PricePerUnit"), 64)
	if err != nil || perHour <= 0 || perHour >= 1e6 {
		return "", 0, false
	}
	name = strings.Clone(cell("Instance Type"))
	return name, planner.Money(perHour*float64(planner.Unit) + 0.5), name != ""
}

// spot updates the spot figures of all regions.
func (p *public) spot(ctx context.Context, from endpoints, sheets map[string]*sheet, log io.Writer) error {
	advisor, day, err := p.advisor(ctx, from.spotAdvisor)
	if err != nil {
		return err
	}
	for name, rows := range advisor {
		savings, bands := map[string]string{}, map[string]string{}
		for kind, a := range rows {
			savings[kind], bands[kind] = strconv.Itoa(a.Saving), strconv.Itoa(a.Band)
		}
		if s := sheets[name]; s != nil && len(rows) > 0 {
			if err := errors.Join(
				s.replace("spot_saving", "spot-saving", "Spot Instance Advisor", day, savings),
				s.replace("interruption_band", "interruption", "Spot Instance Advisor", day, bands)); err != nil {
				return fmt.Errorf("%s: %s: %w", from.spotAdvisor, name, err)
			}
		}
	}
	fmt.Fprintf(log, "%-16s %5d regions of %s\n", "Spot Advisor", len(advisor), day)
	prices, day, err := p.spotPrices(ctx, from.spotPrices)
	if err != nil {
		return err
	}
	for name, rows := range prices {
		figures := map[string]string{}
		for kind, amount := range rows {
			figures[kind] = price(planner.Known(amount))
		}
		if s := sheets[name]; s != nil && len(rows) > 0 {
			if err := s.replace("spot_average", "spot-average", "EC2 spot prices", day, figures); err != nil {
				return fmt.Errorf("%s: %s: %w", from.spotPrices, name, err)
			}
		}
	}
	fmt.Fprintf(log, "%-16s %5d regions of %s\n", "spot prices", len(prices), day)
	return nil
}

// advisor reads the Spot Advisor's file: the figures of Linux by region and type.
func (p *public) advisor(ctx context.Context, address string) (map[string]map[string]advice, string, error) {
	body, day, err := p.get(ctx, address)
	if err != nil {
		return nil, "", err
	}
	defer body.Close()
	all := map[string]map[string]advice{}
	in := json.NewDecoder(bufio.NewReader(body))
	err = eachKey(in, func(key string) error {
		if key != "spot_advisor" {
			return skip(in)
		}
		return eachKey(in, func(region string) error {
			var systems struct {
				Linux map[string]struct{ S, R *int }
			}
			if err := in.Decode(&systems); err != nil {
				return err
			}
			all[region] = map[string]advice{}
			for name, row := range systems.Linux {
				if row.S != nil && row.R != nil && *row.R >= 0 && *row.R < planner.Bands && *row.S >= -200 && *row.S <= 100 {
					all[region][name] = advice{*row.S, *row.R}
				}
			}
			return nil
		})
	})
	if err == nil && len(all) == 0 {
		err = errors.New("no regions")
	}
	if err != nil {
		return nil, "", fmt.Errorf("%s: not the Spot Advisor's file: %w", address, err)
	}
	return all, day, nil
}

// eachKey calls visit for each key of an object, in front of its value.
func eachKey(in *json.Decoder, visit func(key string) error) error {
	start, err := in.Token()
	if err != nil {
		return err
	}
	if start != json.Delim('{') {
		return fmt.Errorf("%v in place of an object", start)
	}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if err := visit(name); err != nil {
			return err
		}
	}
	_, err = in.Token()
	return err
}

func skip(in *json.Decoder) error { return in.Decode(&json.RawMessage{}) }

// oldRegions are the names that the file of spot prices has for the first regions.
var oldRegions = map[string]string{
	"us-east": "us-east-1", "us-west": "us-west-1", "eu-ireland": "eu-west-1",
	"apac-sin": "ap-southeast-1", "apac-syd": "ap-southeast-2", "apac-tokyo": "ap-northeast-1",
}

// spotRegion is one region of the file of spot prices.
type spotRegion struct {
	Region        string
	InstanceTypes []struct {
		Sizes []struct {
			Size         string
			ValueColumns []struct {
				Name   string
				Prices struct{ USD string }
			}
		}
	}
}

// spotPrices reads the file of spot prices, a call of callback(…): the prices of Linux
// by region and type. A price may be N/A.
func (p *public) spotPrices(ctx context.Context, address string) (map[string]map[string]planner.Money, string, error) {
	body, day, err := p.get(ctx, address)
	if err != nil {
		return nil, "", err
	}
	defer body.Close()
	all := map[string]map[string]planner.Money{}
	text := bufio.NewReader(body)
	if _, err = text.ReadString('('); err == nil {
		in := json.NewDecoder(text)
		err = eachKey(in, func(key string) error {
			if key != "config" {
				return skip(in)
			}
			return eachKey(in, func(key string) error {
				if key != "regions" {
					return skip(in)
				}
				return eachRegion(in, all)
			})
		})
	}
	if err == nil && len(all) == 0 {
		err = errors.New("no prices")
	}
	if err != nil {
		return nil, "", fmt.Errorf("%s: not the file of spot prices: %w", address, err)
	}
	return all, day, nil
}

func eachRegion(in *json.Decoder, all map[string]map[string]planner.Money) error {
	if start, err := in.Token(); err != nil || start != json.Delim('[') {
		return errors.Join(err, errors.New("no list of regions"))
	}
	for in.More() {
		var r spotRegion
		if err := in.Decode(&r); err != nil {
			return err
		}
		name := r.Region
		if now, old := oldRegions[name]; old {
			name = now
		}
		for _, kind := range r.InstanceTypes {
			for _, size := range kind.Sizes {
				for _, value := range size.ValueColumns {
					amount, err := strconv.ParseFloat(value.Prices.USD, 64)
					if value.Name != "linux" || err != nil || amount <= 0 || amount >= 1e6 {
						continue
					}
					if all[name] == nil {
						all[name] = map[string]planner.Money{}
					}
					all[name][size.Size] = planner.Money(amount*float64(planner.Unit) + 0.5)
				}
			}
		}
	}
	_, err := in.Token()
	return err
}
