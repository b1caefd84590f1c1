package request_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "podfit/planner/sample/steady"
	"podfit/planner/workload/request"
)

// What does a pod with a sidecar and a large init container request?
func Example() {
	pod := request.Pod{
		Init: []request.Container{
			{Name: "proxy", Requests: request.Amounts{request.CPU: 50, request.Memory: 64 << 20}, Restartable: true},
			{Name: "migrate", Requests: request.Amounts{request.CPU: 1000}},
		},
		Containers: []request.Container{{Name: "app", Requests: request.Amounts{request.CPU: 250, request.Memory: 512 << 20}}},
	}
	total, err := pod.Total()
	fmt.Printf("%dm, %d MiB, %v\n", total[request.CPU], total[request.Memory]>>20, err)
	// Output:
	// 1050m, 576 MiB, <nil>
}

var anyContainer = rapid.Custom(func(t *rapid.T) request.Container {
	c := request.Container{Name: "c", Requests: request.Amounts{}, Restartable: rapid.Bool().Draw(t, "restartable")}
	draw(t, c.Requests)
	return c
})

func draw(t *rapid.T, to request.Amounts) {
	for _, name := range []string{request.CPU, request.Memory, "nvidia.com/gpu"} {
		if rapid.Bool().Draw(t, "has "+name) {
			to[name] = rapid.Int64Range(0, 100).Draw(t, name)
		}
	}
}

func TestTotal(t *testing.T) { rapid.Check(t, totalIsPeak) }

// totalIsPeak: a pod requests the most that runs at any time of its life, unless it
// says so itself.
func totalIsPeak(t *rapid.T) {
	p := request.Pod{
		Init:       rapid.SliceOfN(anyContainer, 0, 4).Draw(t, "init containers"),
		Containers: rapid.SliceOfN(anyContainer, 1, 3).Draw(t, "containers"),
		Requests:   request.Amounts{}, Limits: request.Amounts{}, Overhead: request.Amounts{},
	}
	draw(t, p.Requests)
	draw(t, p.Limits)
	draw(t, p.Overhead)
	want := request.Amounts{}
	for _, name := range []string{request.CPU, request.Memory, "nvidia.com/gpu"} {
		if n, requested := lifeOf(&p, name); requested {
			want[name] = n
		}
	}
	got, err := p.Total()
	if err != nil || !maps.Equal(got, want) {
		t.Fatalf("got %v, %v, want %v", got, err, want)
	}
}

// lifeOf runs through the life of a pod: it starts its init containers one by one,
// and then the others.
func lifeOf(p *request.Pod, name string) (peak int64, requested bool) {
	running := int64(0)
	for _, c := range p.Init {
		n, has := c.Requests[name]
		requested = requested || has
		peak = max(peak, running+n)
		if c.Restartable {
			running += n
		}
	}
	for _, c := range p.Containers {
		n, has := c.Requests[name]
		requested = requested || has
		running += n
	}
	peak = max(peak, running)
	if own, has := p.Requests[name]; has {
		peak, requested = own, true
	} else if limit, has := p.Limits[name]; has && !requested {
		peak, requested = limit, true
	}
	if n, has := p.Overhead[name]; has {
		peak, requested = peak+n, true
	}
	return peak, requested
}

func TestMissing(t *testing.T) {
	both, cpu := request.Amounts{request.CPU: 0, request.Memory: 1}, request.Amounts{request.CPU: 1}
	for _, c := range []struct {
		pod  request.Pod
		want string
	}{
		{request.Pod{Containers: []request.Container{{Name: "a", Requests: both}}}, "[] false"},
		{request.Pod{Containers: []request.Container{{Name: "a", Requests: cpu}, {Name: "b"}}}, "[memory of a cpu and memory of b] false"},
		{request.Pod{Containers: []request.Container{{Name: "a"}, {Name: "b"}}}, "[cpu and memory of a cpu and memory of b] true"},
		// An init container requests something, so the pod does.
		{request.Pod{Init: []request.Container{{Name: "i", Requests: cpu}}, Containers: []request.Container{{Name: "a"}}}, "[cpu and memory of a] false"},
		{request.Pod{Requests: both, Containers: []request.Container{{Name: "a"}}}, "[] false"},
		{request.Pod{Requests: cpu, Limits: request.Amounts{request.Memory: 1}, Containers: []request.Container{{Name: "a"}}}, "[] false"},
		{request.Pod{Requests: cpu, Containers: []request.Container{{Name: "a"}}}, "[memory of a] false"},
	} {
		list, none := c.pod.Missing()
		if got := fmt.Sprint(list, none); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.pod, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"cpu", "250m", "250"},
		{"cpu", "1.5", "1500"},
		{"cpu", "0.0001", "1"}, // rounded up
		{"cpu", "10k", "10000000"},
		{"cpu", "10001", "resources.cpu \"10001\": must be at most 10k"},
		{"cpu", "-1", "resources.cpu \"-1\": must not be negative"},
		{"cpu", "1 core", "resources.cpu \"1 core\": not a Kubernetes quantity such as 250m or 2"},
		{"memory", "512Mi", "536870912"},
		{"memory", "1.5", "2"},
		{"memory", "1Pi", "1125899906842624"},
		{"memory", "2Pi", "resources.memory \"2Pi\": must be at most 1Pi"},
		{"memory", "12Gx", "resources.memory \"12Gx\": not a Kubernetes quantity such as 512Mi or 4Gi"},
		{"ephemeral-storage", "0.5", "1"},
		{"nvidia.com/gpu", "2", "2"},
		{"nvidia.com/gpu", "1.5", "resources.nvidia.com/gpu \"1.5\": must be a whole number"},
		{"nvidia.com/gpu", "x", "resources.nvidia.com/gpu \"x\": not a Kubernetes quantity such as 1"},
	} {
		all, err := request.ParseAll("resources", map[string]request.Quantity{c.name: request.Quantity(c.text)})
		got := fmt.Sprint(all[c.name])
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.name, c.text, got, c.want)
		}
	}
	if all, err := request.ParseAll("resources", map[string]request.Quantity{"cpu": ""}); err != nil || all.Has("cpu") {
		t.Errorf("null: %v, %v", all, err)
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		amounts request.Amounts
		want    string
	}{
		{request.Amounts{request.CPU: 10_000_000, request.Memory: 1 << 50}, "<nil>"},
		{request.Amounts{request.CPU: 10_000_001}, "its containers together request more than 10000 cores"},
		{request.Amounts{request.Memory: 1<<50 + 1}, "its containers together request more than 1Pi of memory"},
	} {
		if got := fmt.Sprint(c.amounts.Check()); got != c.want {
			t.Errorf("%v: got %s, want %s", c.amounts, got, c.want)
		}
	}
	// Sums do not overflow, and are still too large.
	sum := request.Amounts{}
	for range 1 << 14 {
		sum.Add(request.Amounts{request.Memory: 1 << 50})
	}
	if sum.Check() == nil {
		t.Error(sum)
	}
	for _, c := range []struct {
		name string
		n    int64
		want string
	}{{"cpu", 10_000_000, "<nil>"}, {"cpu", 10_000_001, "must be at most 10k"}, {"memory", 1 << 50, "<nil>"}, {"memory", 1<<50 + 1, "must be at most 1Pi"}} {
		if got := fmt.Sprint(request.CheckAmount(c.name, c.n)); got != c.want {
			t.Errorf("%s %d: got %s, want %s", c.name, c.n, got, c.want)
		}
	}
}

func TestExtended(t *testing.T) {
	all := request.Amounts{request.CPU: 1, request.Memory: 1, request.EphemeralStorage: 1, request.BranchENI: 1, "nvidia.com/gpu": 2, "none": 0}
	if got := all.Extended(); !maps.Equal(got, map[string]int64{"nvidia.com/gpu": 2, "ephemeral-storage": 1}) {
		t.Error(got)
	}
	delete(all, "nvidia.com/gpu")
	delete(all, request.EphemeralStorage)
	if got := all.Extended(); got != nil {
		t.Error(got)
	}
}

// Decimal numbers are scaled exactly and rounded up.
func TestScaled(t *testing.T) {
	for _, c := range []struct {
		number string
		unit   int64
		want   string
	}{
		{"0.5", 1000, "500 true"}, {".25", 1000, "250 true"}, {"1.", 1024, "1024 true"}, {"0.0001", 1000, "1 true"}, {"0.1", 1 << 30, "107374183 true"},
		{"9999999999999999999", 1 << 30, fmt.Sprint(1<<62, " true")},
		{"", 1, "0 false"}, {".", 1, "0 false"}, {"-1", 1, "0 false"}, {"1e3", 1, "0 false"}, {"1/2", 1, "0 false"}, {strings.Repeat("1", 41), 1, "0 false"},
	} {
		n, ok := request.Scaled(c.number, c.unit)
		if got := fmt.Sprint(n, " ", ok); got != c.want {
			t.Errorf("%s × %d: got %s, want %s", c.number, c.unit, got, c.want)
		}
	}
}
