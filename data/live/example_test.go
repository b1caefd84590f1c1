package live_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"podfit/data/live"
	"podfit/data/live/livetest"
)

// AWS is a server of this machine here; without it and its environment, the
// same program asks AWS itself.
func Example() {
	aws := livetest.New("eu-west-3")
	defer aws.Close()
	for _, v := range aws.Environ() {
		name, value, _ := strings.Cut(v, "=")
		os.Setenv(name, value)
	}

	ctx := context.Background()
	client, err := live.Open(ctx, live.Options{Region: "eu-west-3", Timeout: time.Minute})
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, err := client.InstanceTypes(ctx, []string{"m5.large", "m5.huge"})
	if err != nil {
		fmt.Println(err)
		return
	}
	prices, err := client.OnDemandPrices(ctx, []string{"m5.large"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range answer.Types {
		fmt.Println(t.Name, t.Network.ENIs, "ENIs,", prices.Types[t.Name].Float(), prices.Currency, "an hour")
	}
	// Output: m5.large 3 ENIs, 0.112 USD an hour
}
