package livetest_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"podfit/data/live/livetest"
)

func ask(t *testing.T, s *livetest.Server, form url.Values) (status int, body string) {
	t.Helper()
	r, err := http.PostForm(s.URL, form)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

// What the AWS documentation shows of each protocol's answers, byte for byte.
func TestAnswers(t *testing.T) {
	s := livetest.New("eu-west-3")
	t.Cleanup(s.Close)
	s.Fail("ec2:DescribeRegions", livetest.Throttled, nil)
	s.Regions = map[string]string{"eu-west-3": "opted-in", "us-east-1": "opt-in-not-required"}
	regions := url.Values{"Action": {"DescribeRegions"}, "Version": {"2016-11-15"}}
	const xml = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	for _, c := range []struct {
		name   string
		form   url.Values
		status int
		body   string
	}{
		{"a fault", regions, 503,
			xml + `<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>livetest</RequestID></Response>`},
		{"after it", regions, 200,
			xml + `<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>livetest</requestId><regionInfo><item><regionName>eu-west-3</regionName><optInStatus>opted-in</optInStatus></item><item><regionName>us-east-1</regionName><optInStatus>opt-in-not-required</optInStatus></item></regionInfo></DescribeRegionsResponse>`},
		{"an unknown action", url.Values{"Action": {"RunInstances"}}, 400,
			xml + `<Response><Errors><Error><Code>InvalidAction</Code><Message>livetest has no ec2:RunInstances</Message></Error></Errors><RequestID>livetest</RequestID></Response>`},
		{"no action", nil, 400, "livetest: neither an EC2 nor a price list request\n"},
		{"a token that it never gave", url.Values{"Action": {"DescribeRegions"}, "NextToken": {"x"}}, 400,
			xml + `<Response><Errors><Error><Code>InvalidNextToken</Code><Message>The token is not valid.</Message></Error></Errors><RequestID>livetest</RequestID></Response>`},
		{"STS", url.Values{"Action": {"GetCallerIdentity"}, "Version": {"2011-06-15"}}, 400,
			xml + `<ErrorResponse><Error><Code>InvalidAction</Code><Message>livetest has no sts:GetCallerIdentity</Message></Error></ErrorResponse>`},
	} {
		status, body := ask(t, s, c.form)
		if c.name == "after it" {
			status, body = ask(t, s, c.form) // a nil fault let the other through
		}
		if status != c.status || body != c.body {
			t.Errorf("%s\ngot  %d %s\nwant %d %s", c.name, status, body, c.status, c.body)
		}
	}
	want := []string{"ec2:DescribeRegions", "ec2:DescribeRegions", "ec2:DescribeRegions", "ec2:RunInstances", "ec2:DescribeRegions", "sts:GetCallerIdentity"}
	if got := s.Actions(); !slices.Equal(got, want) {
		t.Errorf("saw %v, want %v", got, want)
	}
}

func TestPriceList(t *testing.T) {
	s := livetest.New("eu-west-3")
	t.Cleanup(s.Close)
	s.OnDemand = map[string]string{"m5.large": "0.1120000000", "c5.large": "0.1010000000"}
	for _, c := range []struct {
		filters string
		want    int
	}{
		{`[]`, 16}, // each type with its seven decoys
		{`[{"Field":"tenancy","Type":"TERM_MATCH","Value":"Dedicated"}]`, 2},
		{`[{"Field":"instanceType","Type":"ANY_OF","Value":"m5.large,x"},{"Field":"tenancy","Type":"TERM_MATCH","Value":"Dedicated"}]`, 1},
	} {
		r, err := http.NewRequest(http.MethodPost, s.URL, strings.NewReader(`{"ServiceCode":"AmazonEC2","MaxResults":100,"Filters":`+c.filters+`}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", "AWSPriceListService.GetProducts")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if got := bytes.Count(text, []byte(`\"publicationDate\"`)); got != c.want {
			t.Errorf("%s: %d products, want %d", c.filters, got, c.want)
		}
	}
}

// Code that takes the first card, the last one, or the one at the default index
// must fail on some of the bundled types.
func TestDefaultCardIsAnywhere(t *testing.T) {
	s := livetest.New("us-east-1")
	t.Cleanup(s.Close)
	_, body := ask(t, s, url.Values{"Action": {"DescribeInstanceTypes"}})
	var answer struct {
		Types []struct {
			Default int   `xml:"networkInfo>defaultNetworkCardIndex"`
			Cards   []int `xml:"networkInfo>networkCards>item>networkCardIndex"`
		} `xml:"instanceTypeSet>item"`
	}
	if err := xml.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, it := range answer.Types {
		n, at := len(it.Cards), slices.Index(it.Cards, it.Default)
		if n < 2 {
			continue
		}
		for what, is := range map[string]bool{
			"first": at == 0, "not first": at > 0, "last": at == n-1, "in between": at > 0 && at < n-1,
			"index 0": it.Default == 0, "another index": it.Default > 0, "index is not the position": at != it.Default,
		} {
			if is {
				seen[what]++
			}
		}
	}
	for _, what := range []string{"first", "not first", "last", "in between", "index 0", "another index", "index is not the position"} {
		if seen[what] < 3 {
			t.Errorf("default card %s: %d types, not 3 or more", what, seen[what])
		}
	}
}

// Close ends a request that waits for an answer that never comes.
func TestCloseEndsSilence(t *testing.T) {
	s := livetest.New("eu-west-3")
	reached := make(chan struct{})
	s.Fail("ec2:DescribeRegions", func(w http.ResponseWriter, r *http.Request, a *livetest.Answer) {
		close(reached)
		livetest.Silence(w, r, a)
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		if r, err := http.PostForm(s.URL, url.Values{"Action": {"DescribeRegions"}}); err == nil {
			r.Body.Close()
		}
	}()
	<-reached
	s.Close()
	<-done
}
