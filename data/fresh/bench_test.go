package fresh

import (
	"testing"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/live"
	"podfit/data/live/livetest"
)

// BenchmarkKept is everything of a region from the cache, and laid over the tables.
func BenchmarkKept(b *testing.B) {
	s := served(b, "us-east-1")
	q := Question{Region: "us-east-1", Prices: true}
	s.Ask(b.Context(), q)
	b.ReportAllocs()
	for b.Loop() {
		answer, _ := s.Ask(b.Context(), q)
		c := new(data.Catalogue).Lay(answer)
		offering, _ := c.Offerings("us-east-1")
		for _, t := range c.Types() {
			offering(t.Name)
		}
	}
}

// served asks a server that has the bundled rows.
func served(t testing.TB, region string) *Source {
	aws := livetest.New(region)
	t.Cleanup(aws.Close)
	for _, pair := range aws.Environ() {
		setenv(t, pair)
	}
	return &Source{Options: live.Options{}, Cache: cache.Open(t.TempDir())}
}
