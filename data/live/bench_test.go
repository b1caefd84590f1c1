package live_test

import (
	"fmt"
	"testing"

	"podfit/data"
	"podfit/data/live"
	"podfit/data/live/livetest"
)

// BenchmarkInstanceTypes gets 1,400 types in pages of 100.
func BenchmarkInstanceTypes(b *testing.B) {
	s := livetest.New("us-east-1")
	defer s.Close()
	for i, t := range data.Bundled().Types()[:1400-len(s.Types)] {
		t.Name = fmt.Sprintf("x%d.large", i)
		s.Types = append(s.Types, t)
	}
	environment(b, s.Environ()...)
	c := open(b, live.Options{})
	b.ReportAllocs()
	for b.Loop() {
		answer, err := c.InstanceTypes(b.Context(), nil)
		if err != nil || len(answer.Types) != 1400 {
			b.Fatal(len(answer.Types), err)
		}
	}
}

// BenchmarkOnDemandPrices gets the prices of a region in pages of 100.
func BenchmarkOnDemandPrices(b *testing.B) {
	s := livetest.New("us-east-1")
	defer s.Close()
	environment(b, s.Environ()...)
	c := open(b, live.Options{})
	b.ReportAllocs()
	for b.Loop() {
		if prices, err := c.OnDemandPrices(b.Context(), nil); err != nil || len(prices.Types) != len(s.OnDemand) {
			b.Fatal(len(prices.Types), err)
		}
	}
}
