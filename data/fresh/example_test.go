package fresh_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/fresh"
	"podfit/data/live"
	"podfit/data/live/livetest"
)

// The first question goes to AWS (a fake one here), the second to the cache.
func Example() {
	aws := livetest.New("eu-west-3")
	defer aws.Close()
	for _, v := range aws.Environ() {
		name, value, _ := strings.Cut(v, "=")
		os.Setenv(name, value)
	}
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)

	source := &fresh.Source{Options: live.Options{Timeout: time.Minute}, Cache: cache.Open(dir)}
	question := fresh.Question{Region: "eu-west-3", Names: []string{"m5.large"}, Prices: true}
	source.Ask(context.Background(), question)
	answer, parts := source.Ask(context.Background(), question)
	for _, failure := range fresh.Failures("eu-west-3", parts, time.Now(), "bundled") { // there is none
		fmt.Println("live:", failure)
	}
	fmt.Println(len(aws.Actions()), "requests")

	catalogue := data.Catalogue{}.With(answer)
	offering, _ := catalogue.Offerings("eu-west-3")
	m5 := offering("m5.large")
	fmt.Println("m5.large:", m5.OnDemand.Or(0).Float(), m5.Region.Currency, "an hour in", len(m5.Zones), "zones")
	// Output:
	// 5 requests
	// m5.large: 0.112 USD an hour in 3 zones
}
