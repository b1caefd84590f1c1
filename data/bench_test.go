package data

import (
	"testing"

	"podfit/planner"
)

func BenchmarkType(b *testing.B) {
	for b.Loop() {
		Bundled().Type("m5.xlarge")
	}
}

func BenchmarkTypes(b *testing.B) {
	for b.Loop() {
		Bundled().Types()
	}
}

// BenchmarkRegionAll opens a region and looks up every type in it.
func BenchmarkRegionAll(b *testing.B) {
	names := Bundled().TypeNames()
	var o planner.Offering
	for b.Loop() {
		r, _ := Bundled().Region("us-east-1")
		for _, name := range names {
			o = r.Offering(name)
		}
	}
	_ = o
}

func BenchmarkTables(b *testing.B) {
	for b.Loop() {
		Bundled().Contents()
	}
}
