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
func capacityError(t *planner.InstanceType, fitted planner.Overhead) float64 {
	measured := t.Memory - t.Overhead.Memory
	return math.Abs(float64(t.Memory-fitted.Memory-measured)) / float64(measured)
}

func TestFittedIsNearMeasured(t *testing.T) {
	var errors []float64
	for _, it := range Types() {
		if it.Overhead.Kind == planner.Measured {
			errors = append(errors, capacityError(&it, FittedOverhead(&it)))
		}
	}
	slices.Sort(errors)
	n := len(errors)
	for _, test := range []struct {
		what       string
		got, limit float64
	}{
		{"median", errors[n/2], 0.0015},
		{"90th percentile", errors[n*9/10], 0.011},
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
		{"m5.large", 150 + 0.0318*8192, "150 MiB + 3.18% of the advertised memory (Nitro, Intel)"},
		{"m6a.large", 155 + 0.0367*8192, "155 MiB + 3.67% of the advertised memory (Nitro, AMD)"},
		{"m7g.large", 145 + 0.0333*8192, "145 MiB + 3.33% of the advertised memory (Nitro, Graviton)"},
		{"t3.small", 75 + 0.0275*2048, "75 MiB + 2.75% of the advertised memory (Nitro, small types)"},
		{"t4g.micro", 75 + 0.0275*1024, "75 MiB + 2.75% of the advertised memory (Nitro, small types)"},
		// On arm64, small means up to 1 GiB.
		{"t4g.small", 145 + 0.0333*2048, "145 MiB + 3.33% of the advertised memory (Nitro, Graviton)"},
		// Both small and Xen.
		{"t2.micro", 80 + 0.018*1024, "80 MiB + 1.8% of the advertised memory (Xen)"},
		{"m5.metal", 265 + 0.0165*393216, "265 MiB + 1.65% of the advertised memory (bare metal, x86)"},
		{"m6g.metal", 150 + 0.018*262144, "150 MiB + 1.8% of the advertised memory (bare metal, arm64)"},
		{"g6e.xlarge", 150 + 0.053*32768, "150 MiB + 5.3% of the advertised memory (g6, g6e, gr6)"},
		// Types with a fraction of a GPU weren't measured; they are in the AMD class.
		{"g6f.large", 155 + 0.0367*8192, "155 MiB + 3.67% of the advertised memory (Nitro, AMD)"},
	} {
		it, _ := Type(test.name)
		got := FittedOverhead(&it)
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
	for _, it := range Types() {
		if it.Overhead.Kind != planner.Measured || it.BareMetal || !isSmall(&it) {
			continue
		}
		overlaps++
		other := processorClass(&it)
		if it.Hypervisor == "xen" {
			other = small
		}
		chosen, rejected := classOf(&it).overhead(it.Memory), other.overhead(it.Memory)
		if a, b := capacityError(&it, chosen), capacityError(&it, rejected); a > b+0.0005 {
			t.Errorf("%s: off by %.2f %% by %q, by %.2f %% by %q", it.Name, 100*a, chosen.Formula, 100*b, rejected.Formula)
		}
	}
	if overlaps != 14 {
		t.Errorf("%d measured types are of two classes", overlaps)
	}
}
