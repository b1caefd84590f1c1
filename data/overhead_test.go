package data

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"podfit/planner"
)

// capacityError is the relative error of the formula's capacity.
func capacityError(t *planner.InstanceType, fitted planner.Memory) float64 {
	measured := t.Memory - t.Overhead.Memory
	return math.Abs(float64(t.Memory-fitted-measured)) / float64(measured)
}

func TestFittedIsNearMeasured(t *testing.T) {
	var errors []float64
	for _, it := range Bundled().Types() {
		if it.Overhead.Kind == planner.Measured {
			errors = append(errors, capacityError(&it, Bundled().FittedOverhead(&it).Memory))
		}
	}
	slices.Sort(errors)
	n := len(errors)
	for _, test := range []struct {
		what       string
		got, limit float64
	}{
		{"median", errors[n/2], 0.0008},
		{"90th percentile", errors[n*9/10], 0.0082},
		{"worst", errors[n-1], 0.051},
	} {
		t.Logf("%s: %.3f %%", test.what, 100*test.got)
		if test.got > test.limit {
			t.Errorf("%s error of the capacity %.3f %%, want at most %.2f %%", test.what, 100*test.got, 100*test.limit)
		}
	}
}

func TestFittedOverhead(t *testing.T) {
	for _, test := range []struct {
		name    string
		mib     float64
		formula string
	}{
		{"m5.large", 170 + 0.0315*8192, "170 MiB + 3.15% of the advertised memory (Nitro, Intel)"},
		{"m6a.large", 165 + 0.0347*8192, "165 MiB + 3.47% of the advertised memory (Nitro, AMD)"},
		{"m7g.large", 145 + 0.0341*8192, "145 MiB + 3.41% of the advertised memory (Nitro, Graviton)"},
		{"t3.small", 90 + 0.0254*2048, "90 MiB + 2.54% of the advertised memory (Nitro, small types)"},
		{"t4g.micro", 90 + 0.0254*1024, "90 MiB + 2.54% of the advertised memory (Nitro, small types)"},
		// On arm64, small means up to 1 GiB.
		{"t4g.small", 145 + 0.0341*2048, "145 MiB + 3.41% of the advertised memory (Nitro, Graviton)"},
		// Both small and Xen.
		{"t2.micro", 60 + 0.0182*1024, "60 MiB + 1.82% of the advertised memory (Xen)"},
		{"m5.metal", 495 + 0.0156*393216, "495 MiB + 1.56% of the advertised memory (bare metal, x86)"},
		{"m6g.metal", 190 + 0.0178*262144, "190 MiB + 1.78% of the advertised memory (bare metal, arm64)"},
		{"g6e.xlarge", 180 + 0.0516*32768, "180 MiB + 5.16% of the advertised memory (g6, g6e, gr6)"},
		// Types with a fraction of a GPU weren't measured; they are in the AMD class.
		{"g6f.large", 165 + 0.0347*8192, "165 MiB + 3.47% of the advertised memory (Nitro, AMD)"},
	} {
		it, _ := Bundled().Type(test.name)
		got := Bundled().FittedOverhead(&it)
		tenths := math.Round(test.mib*10) / 10 * float64(planner.MiB)
		if math.Abs(float64(got.Memory)-tenths) > 1 || got.Formula != test.formula || got.Kind != planner.Fitted {
			t.Errorf("%s: %g MiB by %q, want %g by %q", test.name, got.Memory.MiB(), got.Formula, test.mib, test.formula)
		}
	}
}

// The text of a formula has the figures that are used.
func TestFormulas(t *testing.T) {
	for _, c := range []*class{metalX86, metalArm, xen, g6, small, graviton, amd, intel} {
		slope := strconv.FormatFloat(float64(c.slope)/100, 'f', -1, 64)
		want := fmt.Sprintf("%g MiB + %s%% of the advertised memory (", c.base.MiB(), slope)
		if !strings.HasPrefix(c.formula, want) {
			t.Errorf("%q does not begin with %q", c.formula, want)
		}
	}
}

// For types that match two classes, classOf uses the more accurate one.
func TestClassOrder(t *testing.T) {
	var overlaps int
	for _, it := range Bundled().Types() {
		if it.Overhead.Kind != planner.Measured || it.BareMetal || !isSmall(&it) {
			continue
		}
		overlaps++
		other := processorClass(&it)
		if it.Hypervisor == "xen" {
			other = small
		}
		chosen := classOf(&it)
		if a, b := capacityError(&it, chosen.overhead(it.Memory)), capacityError(&it, other.overhead(it.Memory)); a > b+0.0005 {
			t.Errorf("%s: off by %.2f %% by %q, by %.2f %% by %q", it.Name, 100*a, chosen.formula, 100*b, other.formula)
		}
	}
	if overlaps != 16 {
		t.Errorf("%d measured types are of two classes", overlaps)
	}
}
