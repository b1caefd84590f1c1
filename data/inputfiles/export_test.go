package inputfiles

import "testing"

// LowerLimit lowers how much is decompressed for a test.
func LowerLimit(t *testing.T, to int64) {
	before := maxDecompressed
	maxDecompressed = to
	t.Cleanup(func() { maxDecompressed = before })
}
