package planner_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
)

func TestParseRequests(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"as-set", "as-set"},
		{"as-used", "as-used:p95+20%"},
		{"as-used:p99+15%", "as-used:p99+15%"},
		{"as-used:p99+15", "as-used:p99+15%"},
		{"as-used:p99.9", "as-used:p99.9+0%"}, // no margin was asked for
		{"as-used:max", "as-used:max+0%"},
		{"as-used:+50%", "as-used:p95+50%"},
		{"", "error: must be as-set, as-used or a form such as as-used:p95+20%"},
		{"as-set:p95", "error: must be as-set, as-used or a form such as as-used:p95+20%"},
		{"as-used:", "error: must be a percentile such as p95, p99.9 or max"},
		{"as-used:p0", "error: must be a percentile such as p95, p99.9 or max"},
		{"as-used:p99.99", "error: must be a percentile such as p95, p99.9 or max"},
		{"as-used:95+20%", "error: must be a percentile such as p95, p99.9 or max"},
		{"as-used:p95+-5%", "error: the margin must be a whole percentage from 0 to 1000, such as +20%"},
		{"as-used:p95+2.5%", "error: the margin must be a whole percentage from 0 to 1000, such as +20%"},
	} {
		r, err := planner.ParseRequests(c.text)
		got := r.String()
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != c.want {
			t.Errorf("%q: got %s, want %s", c.text, got, c.want)
		}
	}
}

// What is written is read again.
func TestRequestsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := sample.AnyRequests.Draw(t, "requests")
		if again, err := planner.ParseRequests(r.String()); err != nil || again != r {
			t.Fatalf("%s became %s, %v", r, again, err)
		}
		w := planner.Window(rapid.Int64Range(1, 1e8).Draw(t, "window"))
		if again, err := planner.ParseWindow(w.String()); err != nil || again != w {
			t.Fatalf("%s became %s, %v", w, again, err)
		}
	})
}

func TestParseWindow(t *testing.T) {
	for _, c := range []struct {
		text string
		want planner.Window
	}{{"7d", 7 * planner.Day}, {"1w", 7 * planner.Day}, {"1h30m", 5400}, {"90s", 90}, {"", 0}, {"7", 0}, {"d", 0}, {"1m1h", 0}, {"1h1h", 0}, {"1ms", 0}, {"99999999999d", 0}, {"2000w", 0}} {
		got, err := planner.ParseWindow(c.text)
		if err == nil && got != c.want || (err != nil) != (c.want == 0) {
			t.Errorf("%q: %d, %v; want %d", c.text, got, err, c.want)
		}
	}
}

func TestRank(t *testing.T) {
	for _, c := range []struct {
		p       planner.Percentile
		n, want int
	}{{950, 1, 0}, {950, 2, 1}, {950, 19, 18}, {950, 20, 18}, {950, 100, 94}, {500, 2, 0}, {1000, 7, 6}, {1, 5, 0}} {
		if got := c.p.Rank(c.n); got != c.want {
			t.Errorf("%s of %d: %d, want %d", c.p, c.n, got, c.want)
		}
	}
}

func used(cpu planner.Millis, memory, peak planner.Memory, containers ...planner.ContainerUsage) planner.Usage {
	u := planner.Usage{CPU: planner.Known(cpu), Memory: planner.Known(memory * planner.MiB), Containers: containers}
	if peak > 0 {
		u.MemoryPeak = planner.Known(peak * planner.MiB)
	}
	return u
}

func TestResize(t *testing.T) {
	container := func(name string, cpu planner.Millis, memory planner.Memory) planner.ContainerUsage {
		return planner.ContainerUsage{Name: name, CPU: planner.Known(cpu), Memory: planner.Known(memory * planner.MiB)}
	}
	requests := planner.UsualRequests
	set := planner.Resources{CPU: 1000, Memory: planner.GiB}
	krr := used(100, 200, 0)
	krr.RecommendedBy = "KRR"
	for _, c := range []struct {
		name   string
		from   planner.Resources
		usage  planner.Usage
		cpu    planner.Millis
		memory planner.Memory // MiB
	}{
		{"with the margin, rounded up", set, used(101, 201, 0), 122, 242},
		{"never below the peak of memory", set, used(100, 200, 300), 120, 300},
		{"raised", set, used(2000, 2000, 0), 2400, 2400},
		{"idle: the least", set, used(0, 5, 0), 10, 100},
		{"idle, and requests less than the least", planner.Resources{CPU: 5, Memory: 32 * planner.MiB}, used(0, 5, 0), 5, 32},
		{"a recommendation has its own margin", set, krr, 100, 200},
		{"by container", set, used(42, 340, 0, container("app", 12, 300), container("proxy", 30, 40)), 51, 408},
		{"only CPU", set, planner.Usage{CPU: planner.Known[planner.Millis](100)}, 120, 1024},
	} {
		w := planner.Workload{Name: "web", Replicas: 2, Request: c.from, Usage: c.usage}
		to, known := requests.Resize(&w)
		if want := (planner.Resources{CPU: c.cpu, Memory: c.memory * planner.MiB}); !known || to.To != want {
			t.Errorf("%s: got %+v, want %+v", c.name, to.To, want)
		}
	}
}

// Whatever is used: the parts of the containers are the pod's request, more usage or
// margin is no less, memory is no less than its peak, and what has no usage stays.
func TestResizeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := sample.AnyWorkload.Draw(t, "workload")
		w.Usage = sample.AnyUsage.Draw(t, "usage")
		r := sample.AnyRequests.Draw(t, "requests")
		to, known := r.Resize(&w)
		if known != w.Usage.IsKnown() || !known && to.To != w.Request {
			t.Fatalf("%+v of unknown usage", to)
		}
		var sum planner.Resources
		for _, c := range to.Containers {
			sum.CPU, sum.Memory = sum.CPU+c.Request.CPU, sum.Memory+c.Request.Memory
		}
		sum.CPU, sum.Memory = max(sum.CPU, w.Init.CPU), max(sum.Memory, w.Init.Memory)
		if planner.SumOf(w.Usage.Containers, planner.CPUOf).Known() && sum.CPU != to.To.CPU || planner.SumOf(w.Usage.Containers, planner.MemoryOf).Known() && sum.Memory != to.To.Memory {
			t.Fatalf("parts %+v of %+v", to.Containers, to.To)
		}
		if w.Usage.CPU.Known() && to.To.CPU < w.Usage.CPU.Or(0) || w.Usage.Memory.Known() && to.To.Memory < w.Usage.Memory.Or(0) {
			t.Fatalf("%+v is less than %+v", to.To, w.Usage)
		}
		more := r
		more.Margin += rapid.IntRange(0, 100).Draw(t, "more")
		if again, _ := more.Resize(&w); again.To.CPU < to.To.CPU || again.To.Memory < to.To.Memory {
			t.Fatalf("%s gives %+v, and %s less: %+v", r, to.To, more, again.To)
		}
		if to.To.CPU < w.Init.CPU || to.To.Memory < w.Init.Memory {
			t.Fatalf("%+v is less than init containers need, %+v", to.To, w.Init)
		}
		all := planner.Workloads{w}
		if of := r.Of(all); r.AsUsed && of[0].Request != to.To || !r.AsUsed && of[0].Request != w.Request {
			t.Fatalf("%s: %+v, want %+v", r, of[0].Request, to.To)
		}
	})
}

// Those come first whose pods together change most.
func TestResizeAll(t *testing.T) {
	workload := func(name string, replicas int, from, to planner.Millis) planner.Workload {
		return planner.Workload{Name: name, Replicas: replicas, Request: planner.Resources{CPU: from, Memory: planner.GiB}, Usage: planner.Usage{CPU: planner.Known(to)}}
	}
	w := planner.Workloads{workload("small", 1, 1000, 100), workload("right", 9, 120, 100), workload("many", 50, 200, 100), workload("off", 0, 200, 100), {Name: "unknown", Replicas: 3}}
	var names []string
	for _, r := range planner.UsualRequests.ResizeAll(w) {
		names = append(names, r.Workload)
	}
	if want := []string{"many", "small", "right"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}
