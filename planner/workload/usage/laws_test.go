package usage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	_ "podfit/planner/sample/steady"
	"podfit/planner/workload/usage"
)

// anySeries are samples of pods of one workload, a minute apart with gaps.
var anySeries = rapid.Custom(func(t *rapid.T) []string {
	var all []string
	pods := rapid.IntRange(1, 30).Draw(t, "pods")
	for pod := range pods {
		for _, container := range []string{"pg", "log"}[:rapid.IntRange(1, 2).Draw(t, "containers")] {
			var values []string
			for range rapid.IntRange(1, 12).Draw(t, "samples") {
				values = append(values, rapid.SampledFrom([]string{"_", "0", "1", "2097152", "104857600", "1048577", "734003200"}).Draw(t, "bytes"))
			}
			all = append(all, series(named(memorySet, fmt.Sprint("db-", pod), container), strings.Join(values, " ")))
		}
	}
	return all
})

// read is the usage of the StatefulSet shop/db.
func read(t *rapid.T, p planner.Percentile, files ...string) planner.Usage {
	var s usage.Samples
	for _, text := range files {
		if err := s.Read(usage.Source{}, strings.NewReader(text)); err != nil && !strings.Contains(err.Error(), "no usage") {
			t.Fatal(err)
		}
	}
	w, unmatched := s.Of(usage.Known{Workloads: workload}, p)
	if len(unmatched) > 0 {
		t.Fatal(unmatched)
	}
	return w[1].Usage
}

// The order of series and of files, and reading one twice, change nothing.
func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := anySeries.Draw(t, "series")
		want := usageText(ptr(read(t, 950, matrix(all...))))
		mixed := rapid.Permutation(all).Draw(t, "mixed")
		at := rapid.IntRange(0, len(all)).Draw(t, "files")
		first, second := matrix(mixed[:at]...), matrix(mixed[at:]...)
		for _, files := range [][]string{{matrix(mixed...)}, {first, second}, {second, first, second}} {
			if got := usageText(ptr(read(t, 950, files...))); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
		}
	})
}

func ptr[T any](v T) *T { return &v }

// A higher percentile is no less, and none is above the peak. Each pod of less than 20
// gets what it uses at the percentile.
func TestPercentilesRise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := anySeries.Draw(t, "series")
		low := planner.Percentile(rapid.IntRange(1, 1000).Draw(t, "low"))
		high := planner.Percentile(rapid.IntRange(int(low), 1000).Draw(t, "high"))
		a, b := read(t, low, matrix(all...)), read(t, high, matrix(all...))
		if a.Memory.Or(0) > b.Memory.Or(0) {
			t.Fatalf("%s: %v, %s: %v", low, a.Memory, high, b.Memory)
		}
		if peak, known := b.MemoryPeak.Value(); known && b.Memory.Or(0) > peak {
			t.Fatalf("%v is above the peak, %v", b.Memory, peak)
		}
		if len(all) >= 20 {
			return
		}
		for _, one := range all {
			alone := read(t, low, matrix(one))
			for _, c := range alone.Containers {
				i := slices.IndexFunc(a.Containers, func(of planner.ContainerUsage) bool { return of.Name == c.Name })
				if i < 0 || c.Memory.Or(0) > a.Containers[i].Memory.Or(0) {
					t.Fatalf("a pod uses %v of %s, and the workload has %v", c.Memory, c.Name, a.Containers)
				}
			}
		}
	})
}

// Twice the samples are twice the usage, to the MiB by which figures are rounded up.
func TestUsageScales(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mib := rapid.SliceOfN(rapid.IntRange(0, 4000), 1, 20).Draw(t, "MiB")
		text := func(times int) string {
			var values []string
			for _, n := range mib {
				values = append(values, fmt.Sprint(n*times<<20))
			}
			return matrix(series(named(memorySet, "db-0", "pg"), strings.Join(values, " ")))
		}
		one, two := read(t, 900, text(1)), read(t, 900, text(2))
		if two.Memory.Or(0) != 2*one.Memory.Or(0) {
			t.Fatalf("%v, and %v of twice as much", one.Memory, two.Memory)
		}
	})
}

// FuzzRead: any text is read or refused, and what is read is an amount.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"NAME CPU(cores) MEMORY(bytes)\ndb-0 5m 6Mi\n", matrix(series(named(memorySet, "db-0", "pg"), "1 2 3")), "Time,db-0\n2026-11-30 10:00:00,100 MiB\n",
		`{a="b", pod="db-0"} => 1 @[5]`, "Series;Time;Value\ndb-0;1732960800;0.5\n", `{"scans":[{"object":{"kind":"Deployment","name":"web"},"recommended":{"requests":{"cpu":{"value":1}}}}]}`,
		"kind: VerticalPodAutoscaler\nspec: {targetRef: {kind: Deployment, name: web}}\nstatus: {recommendation: {containerRecommendations: [{containerName: app, target: {cpu: 1m}}]}}\n",
		"Namespace,Name,Type,Container,CPU Requests,Memory Requests\nshop,web,Deployment,app,(-1m) 2m -> 1m,?\n",
	} {
		for source := range 3 {
			f.Add(seed, source)
		}
	}
	f.Fuzz(func(t *testing.T, text string, source int) {
		var s usage.Samples
		from := []usage.Source{{}, {Resource: usage.CPU}, {Resource: usage.Memory, Percentile: 950}}[uint(source)%3]
		if s.Read(from, strings.NewReader(text)) != nil {
			if !s.Empty() {
				t.Error("a part of a file that is refused counts")
			}
			return
		}
		w, _ := s.Of(usage.Known{Workloads: workload}, 950)
		for i := range w {
			u := &w[i].Usage
			for _, c := range u.Containers {
				if c.CPU.Or(0) < 0 || c.Memory.Or(0) < 0 {
					t.Errorf("%+v", c)
				}
			}
			if r, known := planner.UsualRequests.Resize(&w[i]); known && (r.To.CPU < 0 || r.To.Memory < 0) {
				t.Errorf("%+v", r)
			}
		}
	})
}
