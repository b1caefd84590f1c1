package cache_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"podfit/data/cache"
)

// Without a network, Fetch returns the old answer together with the error.
func Example() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	store := cache.Open(dir)
	now := time.Date(2026, 8, 1, 9, 0, 0, 0, time.UTC)
	store.Now = func() time.Time { return now }
	ask := func(context.Context) ([]byte, error) { return []byte("m5.large\t3\t10"), nil }
	offline := func(context.Context) ([]byte, error) { return nil, errors.New("no network") }

	store.Fetch(context.Background(), "us-east-1/types", time.Hour, ask)
	now = now.Add(3 * time.Hour)
	types, err := store.Fetch(context.Background(), "us-east-1/types", time.Hour, offline)
	if err != nil && !types.At.IsZero() {
		fmt.Printf("%v: using the answer of %v ago: %s\n", err, now.Sub(types.At), types.Body)
	}
	// Output: no network: using the answer of 3h0m0s ago: m5.large	3	10
}
