package fresh

import (
	"testing"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/live"
	"podfit/data/live/livetest"
)

// BenchmarkCached reads all live data of a region from the cache and merges it
// with the tables.
func BenchmarkCached(b *testing.B) {
	s := newSource(b, "us-east-1")
	q := Question{Region: "us-east-1", Prices: true}
	s.Ask(b.Context(), q)
	b.ReportAllocs()
	for b.Loop() {
		answer, _ := s.Ask(b.Context(), q)
		c := new(data.Catalogue).With(answer)
		offering, _ := c.Offerings("us-east-1")
		for _, t := range c.Types() {
			offering(t.Name)
		}
	}
}

// newSource uses a fake AWS.
func newSource(t testing.TB, region string) *Source {
	aws := livetest.New(region)
	t.Cleanup(aws.Close)
	for _, pair := range aws.Environ() {
		setenv(t, pair)
	}
	return &Source{Options: live.Options{}, Cache: cache.Open(t.TempDir())}
}
