package cache_test

import (
	"crypto/rand"
	"testing"

	"podfit/data/cache"
)

// regionSize is about the size of a region's instance types, offerings and prices.
const regionSize = 1_500_000

func BenchmarkLoad(b *testing.B) {
	s := cache.Open(b.TempDir())
	body := make([]byte, regionSize)
	rand.Read(body)
	if err := s.Save("k", cache.Entry{Body: body, At: noon}); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(regionSize)
	for b.Loop() {
		if _, ok := s.Load("k"); !ok {
			b.Fatal("not found")
		}
	}
}

func BenchmarkSave(b *testing.B) {
	s := cache.Open(b.TempDir())
	body := make([]byte, regionSize)
	b.SetBytes(regionSize)
	for b.Loop() {
		if err := s.Save("k", cache.Entry{Body: body, At: noon}); err != nil {
			b.Fatal(err)
		}
	}
}
