package words_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/report/words"
)

func TestCount(t *testing.T) {
	for _, c := range []struct {
		of   planner.Maybe[int]
		want string
	}{
		{planner.Maybe[int]{}, "-"},
		// 0 is a figure.
		{planner.Known(0), "0"},
		{planner.Known(110), "110"},
		{planner.Known(1 << 40), "1099511627776"},
		// The addresses of a /80, and what DaemonSets leave of them.
		{planner.Known(1 << 48), "/80"},
		{planner.Known(1<<48 - 12), "/80"},
	} {
		if got := words.Count(c.of); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.of, got, c.want)
		}
	}
}

func TestMemoryAndCPU(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{words.Memory(0), "0Mi"},
		{words.Memory(planner.GiB), "1024Mi"},
		// Rounded down, even just below the next.
		{words.Memory(2*planner.MiB - 1), "1Mi"},
		{words.CPU(0), "0m"},
		{words.CPU(3920), "3920m"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		of       planner.Money
		currency string
		want     string
	}{
		{0, "USD", "$0.00"},
		{2_595_555, "USD", "$2.60"},
		{70_080_000, "USD", "$70.08"},
		{1_234_567_890_000, "USD", "$1234567.89"},
		// A cent and more to the cent; less keeps every digit.
		{10_000, "USD", "$0.01"},
		{9_999, "USD", "$0.009999"},
		{4_600, "USD", "$0.0046"},
		{123, "USD", "$0.000123"},
		{12, "USD", "$0.000012"},
		{27_388_518, "CNY", "¥27.39"},
		{4_600, "CNY", "¥0.0046"},
		// Another currency goes by its name.
		{1_500_000, "EUR", "EUR 1.50"},
	} {
		if got := words.Money(c.of, c.currency); got != c.want {
			t.Errorf("%d %s: got %q, want %q", c.of, c.currency, got, c.want)
		}
	}
}

func TestFigure(t *testing.T) {
	for _, c := range []struct {
		of   planner.Maybe[float64]
		unit string
		want string
	}{
		{planner.Maybe[float64]{}, "MiB", "-"},
		{planner.Known(0.0), "pods", "0 pods"},
		{planner.Known(27.0), "pods", "27 pods"},
		{planner.Known(1930.0), "millicores", "1930 millicores"},
		// A tenth of a MiB, rounded down, but for the bytes that a measured
		// overhead in tenths misses.
		{planner.Known(31620.89999961853), "MiB", "31620.9 MiB"},
		{planner.Known(257.79), "MiB", "257.7 MiB"},
		{planner.Known(574.0), "MiB", "574 MiB"},
		{planner.Known(1.910058), "GiB", "1.91 GiB"},
		{planner.Known(0.27), "vCPUs", "0.27 vCPUs"},
		{planner.Known(2.0), "vCPUs", "2 vCPUs"},
		// Money to the cent from 1, as listed below.
		{planner.Known(70.08), "USD", "70.08 USD"},
		{planner.Known(2.595555), "USD", "2.60 USD"},
		{planner.Known(0.096), "USD", "0.096 USD"},
		{planner.Known(0.0192345), "USD", "0.019235 USD"},
		{planner.Known(27.388518), "CNY", "27.39 CNY"},
		{planner.Known(float64(1 << 48)), "addresses", "2^48 addresses"},
	} {
		if got := words.Figure(c.of, c.unit); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.of, got, c.want)
		}
	}
}

// From 10 GiB on memory is in GiB, and amounts that are compared in one unit.
func TestReadableMemory(t *testing.T) {
	const gi = planner.GiB
	for _, c := range []struct {
		memory planner.Memory
		want   string
	}{{512 * planner.MiB, "512Mi"}, {10*gi - 1, "10239Mi"}, {10 * gi, "10Gi"}, {900 * gi, "900Gi"}, {2000*gi + gi/3, "2,000.3Gi"}} {
		if got := words.ReadableMemory(c.memory); got != c.want {
			t.Errorf("%d: %s, want %s", c.memory, got, c.want)
		}
	}
	for _, c := range []struct {
		a, b         planner.Memory
		wantA, wantB string
	}{
		{900 * gi, 62207 * planner.MiB, "900Gi", "60.7Gi"},
		{2 * gi, gi, "2048Mi", "1024Mi"},
		{20*gi + planner.MiB, 20 * gi, "20481Mi", "20480Mi"}, // Gi would not tell them apart
		{20 * gi, 20 * gi, "20Gi", "20Gi"},
	} {
		if a, b := words.MemoryBeside(c.a, c.b); a != c.wantA || b != c.wantB {
			t.Errorf("%s and %s, want %s and %s", a, b, c.wantA, c.wantB)
		}
	}
}
