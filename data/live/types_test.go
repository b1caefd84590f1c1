package live_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"podfit/data"
	"podfit/data/live"
	"podfit/data/live/livetest"
	"podfit/eni"
	"podfit/planner"
	_ "podfit/planner/sample/steady"
)

// The answer about each bundled type equals the table's row, apart from what no
// API returns.
func TestInstanceTypesAreTheBundledOnes(t *testing.T) {
	serve(t, "us-east-1")
	now := time.Date(2026, 11, 19, 23, 30, 0, 0, time.FixedZone("", -3600)) // the 20th in UTC
	answer, err := open(t, live.Options{Now: func() time.Time { return now }}).InstanceTypes(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, want := answer.Types, data.Bundled().Types()
	if len(got) != len(want) {
		t.Fatalf("%d types, want %d", len(got), len(want))
	}
	if source := (planner.Source{Name: "EC2 DescribeInstanceTypes", AsOf: "2026-11-20"}); answer.Source != source {
		t.Errorf("source %v, want %v", answer.Source, source)
	}
	for i := range want {
		w := want[i]
		w.Overhead, w.BottlerocketOverhead, w.Source, w.BranchSource, w.EBSSource, w.Network.BranchENIs = planner.Overhead{}, planner.Overhead{}, nil, nil, nil, eni.Maybe[int]{}
		if !reflect.DeepEqual(got[i], w) {
			t.Errorf("got  %+v\nwant %+v", got[i], w)
		}
	}
}

func TestInstanceTypesByName(t *testing.T) {
	all := data.Bundled().TypeNames()
	for _, c := range []struct {
		name  string
		asked []string
		want  []string
		times int // requests
	}{
		{"one", []string{"m5.large"}, []string{"m5.large"}, 1},
		{"in the order of their names", []string{"m5.xlarge", "c5.large", "m5.large"}, []string{"c5.large", "m5.large", "m5.xlarge"}, 1},
		{"an unknown name", []string{"m5.huge", "m5.large"}, []string{"m5.large"}, 1},
		{"only unknown names", []string{"m5.huge"}, nil, 1},
		{"none at all", []string{}, nil, 0},
		{"as many as fit one request", all[:100], all[:100], 1},
		{"one more", all[:101], all[:101], 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, "us-east-1")
			answer, err := open(t, live.Options{}).InstanceTypes(t.Context(), c.asked)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, i := range answer.Types {
				names = append(names, i.Name)
			}
			if !slices.Equal(names, c.want) || len(s.Actions()) != c.times {
				t.Errorf("got %v in %d requests, want %v in %d", names, len(s.Actions()), c.want, c.times)
			}
		})
	}
}

// The ENIs and the bandwidth are those of the default card, wherever EC2 lists it
// and whatever its index is. Without the default card they are unknown.
func TestDefaultCard(t *testing.T) {
	card := func(index, enis int) string {
		return fmt.Sprintf("<item><networkCardIndex>%d</networkCardIndex><maximumNetworkInterfaces>%d</maximumNetworkInterfaces>"+
			"<baselineBandwidthInGbps>%d</baselineBandwidthInGbps><peakBandwidthInGbps>%d</peakBandwidthInGbps></item>", index, enis, 10*enis, 20*enis)
	}
	for _, c := range []struct {
		name, cards, index string
		want               int // ENIs; 0: unknown
	}{
		{"first", card(0, 7) + card(1, 3) + card(2, 15), "0", 7},
		{"in between", card(0, 3) + card(1, 7) + card(2, 15), "1", 7},
		{"last", card(0, 3) + card(1, 15) + card(2, 7), "2", 7},
		{"cards in descending order", card(2, 3) + card(1, 15) + card(0, 7), "0", 7},
		{"the index is not a position", card(1, 7) + card(0, 3), "1", 7},
		{"fewer ENIs than another card", card(0, 15) + card(1, 1), "1", 1},
		{"one card", card(0, 4), "0", 4},
		// Without an index it is card 0.
		{"no index", card(1, 3) + card(0, 7), "", 7},
		{"missing", card(0, 3) + card(1, 15), "2", 0},
		{"no cards", "", "0", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, "us-east-1")
			index := ""
			if c.index != "" {
				index = "<defaultNetworkCardIndex>" + c.index + "</defaultNetworkCardIndex>"
			}
			s.Fail(describeTypes, livetest.Say(200, "text/xml", "<DescribeInstanceTypesResponse><instanceTypeSet><item>"+
				"<instanceType>x1.large</instanceType><vCpuInfo><defaultVCpus>2</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>1024</sizeInMiB></memoryInfo>"+
				"<processorInfo><supportedArchitectures><item>x86_64</item></supportedArchitectures></processorInfo>"+
				"<hypervisor>nitro</hypervisor><ebsInfo><maximumEbsAttachments>8</maximumEbsAttachments><attachmentLimitType>dedicated</attachmentLimitType></ebsInfo>"+
				"<networkInfo><maximumNetworkInterfaces>25</maximumNetworkInterfaces>"+index+"<ipv4AddressesPerInterface>10</ipv4AddressesPerInterface>"+
				"<networkCards>"+c.cards+"</networkCards></networkInfo></item></instanceTypeSet></DescribeInstanceTypesResponse>"))
			answer, err := open(t, live.Options{}).InstanceTypes(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == 0 {
				if !data.Incomplete(&answer.Types[0]) {
					t.Errorf("got %+v", answer.Types)
				}
				return
			}
			if len(answer.Types) != 1 {
				t.Fatalf("%d types", len(answer.Types))
			}
			got := answer.Types[0]
			if got.Network.ENIs != c.want || got.NetworkGbps != float64(10*c.want) || got.NetworkPeakGbps != float64(20*c.want) || got.TotalENIs != 25 {
				t.Errorf("%d of %d ENIs, %g to %g Gbps; want %d ENIs", got.Network.ENIs, got.TotalENIs, got.NetworkGbps, got.NetworkPeakGbps, c.want)
			}
		})
	}
}

func TestProgress(t *testing.T) {
	s := serve(t, "us-east-1")
	s.Types, s.PageSize = s.Types[:250], 100
	var got []live.Progress
	c := open(t, live.Options{Progress: func(p live.Progress) { got = append(got, p) }})
	if _, err := c.InstanceTypes(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	const action = "ec2:DescribeInstanceTypes"
	if want := []live.Progress{{action, 100}, {action, 200}, {action, 250}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A figure that EC2 leaves out costs that figure, and not the type or the answer.
func TestIncompleteTypes(t *testing.T) {
	s := serve(t, "us-east-1")
	s.Fail(describeTypes, livetest.Say(200, "text/xml", "<DescribeInstanceTypesResponse><instanceTypeSet><item><instanceType>x1.large</instanceType></item>"+
		"<item><instanceType>x1.xlarge</instanceType><memoryInfo><sizeInMiB>1024</sizeInMiB></memoryInfo></item><item></item></instanceTypeSet></DescribeInstanceTypesResponse>"))
	answer, err := open(t, live.Options{}).InstanceTypes(t.Context(), nil)
	if err != nil || len(answer.Types) != 2 || !data.Incomplete(&answer.Types[0]) || answer.Types[1].Memory != planner.GiB || !answer.Types[1].Unsaid {
		t.Errorf("%+v, %v", answer.Types, err)
	}
}

// An answer about a whole region that is empty is an error.
func TestEmptyAnswers(t *testing.T) {
	for action, c := range map[string]struct {
		answer string
		ask    func(*live.Client) error
		cause  string
	}{
		describeTypes: {"<DescribeInstanceTypesResponse/>", func(c *live.Client) error { _, err := c.InstanceTypes(t.Context(), nil); return err }, "no instance types"},
		"ec2:DescribeAvailabilityZones": {"<DescribeAvailabilityZonesResponse/>", func(c *live.Client) error {
			_, err := c.Offerings(t.Context(), []string{"m5.large"})
			return err
		}, "no zones"},
		"ec2:DescribeInstanceTypeOfferings": {"<DescribeInstanceTypeOfferingsResponse/>", func(c *live.Client) error { _, err := c.Offerings(t.Context(), nil); return err }, "no offered types"},
		"ec2:DescribeSpotPriceHistory":      {"<DescribeSpotPriceHistoryResponse/>", func(c *live.Client) error { _, err := c.SpotPrices(t.Context(), nil); return err }, "no spot prices"},
		getProducts:                         {`{"PriceList": []}`, func(c *live.Client) error { _, err := c.OnDemandPrices(t.Context(), nil); return err }, "no prices"},
	} {
		s := serve(t, "us-east-1")
		s.Fail(action, livetest.Say(200, "text/xml", c.answer))
		wantError(t, c.ask(open(t, live.Options{})), live.Malformed, action+" in us-east-1: "+c.cause+" in the answer about us-east-1; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL")
	}
	s := serve(t, "us-east-1") // about one type it can be true
	s.Fail(getProducts, livetest.Say(200, "text/xml", `{"PriceList": []}`))
	if _, err := open(t, live.Options{}).OnDemandPrices(t.Context(), []string{"m5.large"}); err != nil {
		t.Error(err)
	}
}

// A fraction of a GPU counts as the logical GPUs that EC2 reports. Without any, the
// number is unknown.
func TestFractionOfAGPU(t *testing.T) {
	s := serve(t, "us-east-1")
	for i, count := range []planner.Maybe[int]{planner.Known(8), {}, planner.Known(0), planner.Known(1)} {
		s.Types[i].GPUMaker, s.Types[i].GPUModel, s.Types[i].GPUs, s.Types[i].FractionalGPU = "NVIDIA", "L4", count, i > 0
	}
	answer, err := open(t, live.Options{}).InstanceTypes(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []planner.Maybe[int]{planner.Known(8), {}, {}, planner.Known(1)} {
		if answer.Types[i].GPUs != want || answer.Types[i].FractionalGPU != (i > 0) {
			t.Errorf("%v GPUs, want %v", answer.Types[i].GPUs, want)
		}
	}
}

// The cache holds the answer as JSON. Reading it back gives the same answer,
// whichever figures are unknown.
func TestInstanceTypesInJSON(t *testing.T) {
	bundled := data.Bundled().Types()
	rapid.Check(t, func(t *rapid.T) {
		answer := live.InstanceTypes{
			Types:  rapid.SliceOfN(rapid.SampledFrom(bundled), 1, 5).Draw(t, "types"),
			Source: planner.Source{Name: "EC2", AsOf: "2026-11-20"},
		}
		for i := range answer.Types {
			r := &answer.Types[i]
			r.Overhead, r.BottlerocketOverhead, r.Source, r.BranchSource, r.EBSSource = planner.Overhead{}, planner.Overhead{}, nil, nil, nil
			r.ClockGHz = draw(t, "clock", rapid.Float64())
			r.GPUs = draw(t, "GPUs", rapid.Int())
			r.Network.BranchENIs = draw(t, "branches", rapid.Int())
			r.NetworkGbps = rapid.Float64().Draw(t, "Gbps")
			r.Memory = planner.Memory(rapid.Int64().Draw(t, "memory"))
			r.GPUModel = rapid.String().Draw(t, "GPU")
		}
		checkJSON(t, answer)
	})
}

func draw[T any](t *rapid.T, name string, value *rapid.Generator[T]) planner.Maybe[T] {
	if rapid.Bool().Draw(t, name+" known") {
		return planner.Known(value.Draw(t, name))
	}
	return planner.Maybe[T]{}
}

// A field that somebody adds must be in the cached answer as well.
func TestInstanceTypesInJSONHaveEachField(t *testing.T) {
	var full planner.InstanceType
	fill(reflect.ValueOf(&full).Elem())
	full.ClockGHz, full.GPUs, full.Network.BranchENIs = planner.Known(1.5), planner.Known(0), planner.Known(0)
	full.EBSBaselineMbps, full.EBSPeakMbps, full.EBSBaselineIOPS = planner.Known(1), planner.Known(2), planner.Known(3)
	full.Overhead, full.BottlerocketOverhead = planner.Overhead{}, planner.Overhead{} // no API returns them
	checkJSON(t, live.InstanceTypes{Types: []planner.InstanceType{full}})
}

// fill sets each plain field to something other than its zero value.
func fill(v reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int, reflect.Int64:
			f.SetInt(7)
		case reflect.Float64:
			f.SetFloat(7.5)
		case reflect.Struct:
			if f.Type().NumField() > 0 && f.Type().Field(0).IsExported() {
				fill(f)
			}
		}
	}
}
