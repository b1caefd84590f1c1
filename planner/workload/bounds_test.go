package workload_test

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"podfit/planner/workload"
)

// dump is a list of n pods as kubectl writes it, made as it is read.
type dump struct {
	n, at int
	rest  []byte
	peak  uint64
}

func (d *dump) Read(p []byte) (int, error) {
	for len(d.rest) == 0 {
		switch {
		case d.at == 0:
			d.rest = []byte("{\n  \"apiVersion\": \"v1\",\n  \"items\": [\n")
		case d.at <= d.n:
			d.rest = d.pod()
		case d.at == d.n+1:
			d.rest = []byte("  ],\n  \"kind\": \"List\"\n}\n")
		default:
			return 0, io.EOF
		}
		d.at++
	}
	n := copy(p, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// pod has the 4 kB of managed fields and environment that real ones have.
func (d *dump) pod() []byte {
	if d.at%500 == 0 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		d.peak = max(d.peak, m.HeapAlloc)
	}
	comma := ","
	if d.at == d.n {
		comma = ""
	}
	return fmt.Appendf(nil, `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-%d","namespace":"shop","managedFields":[%q],"ownerReferences":[{"kind":"ReplicaSet","name":"web-1","controller":true}]},
"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"100m","memory":"64Mi"}}}]},"status":{"phase":"Running"}}%s
`, d.at, strings.Repeat("f:metadata ", 400), comma)
}

// A dump takes the memory of its largest object, not its own.
func TestBoundedMemory(t *testing.T) {
	const pods = 5000 // 22 MB
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d := &dump{n: pods}
	r := workload.NewReader()
	if err := r.Read("dump.json", d); err != nil {
		t.Fatal(err)
	}
	im, err := r.Import()
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := im.Total(); n != pods || len(im.Workload) != 1 {
		t.Errorf("%d pods of %d workloads", n, len(im.Workload))
	}
	if grown := int64(d.peak) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("the heap grew by %d kB", grown>>10)
	}
}

// An object, or a YAML document, of a size that no cluster has is refused
// before it is read.
func TestTooLarge(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for text, want := range map[string]string{
		`{"kind": "Pod", "metadata": "`: "a.yaml:1: an object of more than 16 MiB, which no cluster stores",
		"kind: Pod\nmetadata: ":         "a.yaml:1: a YAML document of more than 32 MiB; kubectl get -o json writes one that is read object by object",
	} {
		readers := []io.Reader{strings.NewReader(text)}
		for range 64 {
			readers = append(readers, strings.NewReader(long))
		}
		if err := workload.NewReader().Read("a.yaml", io.MultiReader(readers...)); err == nil || err.Error() != want {
			t.Error(err)
		}
	}
}

// Whatever is read, it takes no long time and does not panic; what is
// imported has unique names.
func FuzzRead(f *testing.F) {
	for _, file := range []string{"testdata/shop.yaml", "testdata/dump.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add(deployment(oneContainer))
	f.Add("a: &a [*a, *a]\n<<: *a")
	f.Add(`{"items": [{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "a"}, "spec": {"containers": [{}]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		im, err := importText(text)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%v", took)
		}
		if err != nil {
			return
		}
		names := map[string]bool{}
		for _, k := range im.Workload {
			if k.Name == "" || names[k.Name] || k.Replicas < 0 || k.Request.CPU < 0 || k.Request.Memory < 0 {
				t.Errorf("%+v", k)
			}
			names[k.Name] = true
		}
	})
}
