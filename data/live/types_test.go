package live_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"podfit/data"
	"podfit/data/live"
	"podfit/eni"
	"podfit/planner"
)

// What EC2 tells of each bundled type is what the tables hold of it, but for
// what no API tells.
func TestInstanceTypesAreTheBundledOnes(t *testing.T) {
	serve(t, "us-east-1")
	today := time.Now().UTC().Format(time.DateOnly)
	got, err := open(t, live.Options{}).InstanceTypes(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := data.Types()
	if len(got) != len(want) {
		t.Fatalf("%d types, want %d", len(got), len(want))
	}
	for i := range want {
		w := want[i]
		w.Overhead, w.BranchSource, w.Network.BranchENIs = planner.Overhead{}, nil, eni.Maybe[int]{}
		w.Source = &planner.Source{Name: "EC2 DescribeInstanceTypes", AsOf: today}
		if !reflect.DeepEqual(got[i], w) {
			t.Errorf("got  %+v\nwant %+v", got[i], w)
		}
	}
}

func TestInstanceTypesByName(t *testing.T) {
	all := data.TypeNames()
	for _, c := range []struct {
		name  string
		asked []string
		want  []string
		times int // requests
	}{
		{"one", []string{"m5.large"}, []string{"m5.large"}, 1},
		{"in the order of their names", []string{"m5.xlarge", "c5.large", "m5.large"}, []string{"c5.large", "m5.large", "m5.xlarge"}, 1},
		{"one that EC2 does not know", []string{"m5.huge", "m5.large"}, []string{"m5.large"}, 1},
		{"none that EC2 knows", []string{"m5.huge"}, nil, 1},
		{"none at all", []string{}, nil, 0},
		{"as many as a request takes", all[:100], all[:100], 1},
		{"one more", all[:101], all[:101], 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, "us-east-1")
			types, err := open(t, live.Options{}).InstanceTypes(t.Context(), c.asked)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, i := range types {
				names = append(names, i.Name)
			}
			if !slices.Equal(names, c.want) || len(s.Actions()) != c.times {
				t.Errorf("got %v in %d requests, want %v in %d", names, len(s.Actions()), c.want, c.times)
			}
		})
	}
}

func TestProgress(t *testing.T) {
	s := serve(t, "us-east-1")
	s.Types, s.PageSize = s.Types[:250], 100
	var got []live.Progress
	c := open(t, live.Options{Progress: func(p live.Progress) { got = append(got, p) }})
	if _, err := c.InstanceTypes(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	const action = "ec2:DescribeInstanceTypes"
	if want := []live.Progress{{action, 100}, {action, 200}, {action, 250}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A type without a figure that decides its density is left out, not read as 0.
func TestIncompleteTypes(t *testing.T) {
	for _, c := range []struct {
		name string
		lose func(*planner.InstanceType)
		left int
	}{
		{"nothing", func(*planner.InstanceType) {}, 2},
		{"vCPUs", func(t *planner.InstanceType) { t.VCPUs = 0 }, 1},
		{"memory", func(t *planner.InstanceType) { t.Memory = 0 }, 1},
		{"ENIs", func(t *planner.InstanceType) { t.Network.ENIs = 0 }, 1},
		{"addresses", func(t *planner.InstanceType) { t.Network.IPv4PerENI = 0 }, 1},
		{"attachments", func(t *planner.InstanceType) { t.EBSAttachments = 0 }, 1},
		{"architecture", func(t *planner.InstanceType) { t.Arch, t.Processor = "", "AWS" }, 1},
		// A clock is no matter.
		{"clock", func(t *planner.InstanceType) { t.ClockGHz = planner.Maybe[float64]{} }, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, "us-east-1")
			s.Types = s.Types[:2]
			c.lose(&s.Types[0])
			types, err := open(t, live.Options{}).InstanceTypes(t.Context(), nil)
			if err != nil || len(types) != c.left {
				t.Errorf("got %d types and %v, want %d", len(types), err, c.left)
			}
		})
	}
}

// Part of a GPU is not one, nor is a GPU without a count none.
func TestPartOfAGPU(t *testing.T) {
	s := serve(t, "us-east-1")
	for i, count := range []planner.Maybe[int]{planner.Known(8), {}, planner.Known(0)} {
		s.Types[i].GPU, s.Types[i].GPUs = "NVIDIA L4", count
	}
	types, err := open(t, live.Options{}).InstanceTypes(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []planner.Maybe[int]{planner.Known(8), {}, {}} {
		if types[i].GPUs != want {
			t.Errorf("%v GPUs, want %v", types[i].GPUs, want)
		}
	}
}

// A row reads from JSON as it was written, whichever of its figures are unknown.
func TestTypeRowsInJSON(t *testing.T) {
	bundled := data.Types()
	rapid.Check(t, func(t *rapid.T) {
		rows := live.TypeRows(rapid.SliceOfN(rapid.SampledFrom(bundled), 1, 5).Draw(t, "rows"))
		for i := range rows {
			r := &rows[i]
			r.Overhead = planner.Overhead{}
			r.ClockGHz = draw(t, "clock", rapid.Float64())
			r.GPUs = draw(t, "GPUs", rapid.Int())
			r.Network.BranchENIs = draw(t, "branches", rapid.Int())
			r.NetworkGbps = rapid.Float64().Draw(t, "Gbps")
			r.Memory = planner.Memory(rapid.Int64().Draw(t, "memory"))
			r.GPU = rapid.String().Draw(t, "GPU")
			r.Source = rapid.SampledFrom([]*planner.Source{nil, {Name: "a"}, {Name: "a", AsOf: "2026-11-20"}}).Draw(t, "source")
		}
		text, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		var back live.TypeRows
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, rows) {
			t.Errorf("got  %+v\nwant %+v\nfrom %s", back, rows, text)
		}
	})
}

func draw[T any](t *rapid.T, name string, value *rapid.Generator[T]) planner.Maybe[T] {
	if rapid.Bool().Draw(t, name+" known") {
		return planner.Known(value.Draw(t, name))
	}
	return planner.Maybe[T]{}
}

// Every field of a row is kept or is one that no API tells: a field that
// somebody adds is not lost in silence.
func TestTypeRowsKeepEachField(t *testing.T) {
	full := planner.InstanceType{Source: &planner.Source{Name: "s"}, BranchSource: &planner.Source{Name: "b"}}
	fill(reflect.ValueOf(&full).Elem())
	full.ClockGHz, full.GPUs, full.Network.BranchENIs = planner.Known(1.5), planner.Known(0), planner.Known(0)
	full.Overhead = planner.Overhead{}
	text, err := json.Marshal(live.TypeRows{full})
	if err != nil {
		t.Fatal(err)
	}
	var back live.TypeRows
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, live.TypeRows{full}) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, back, full)
	}
}

// fill gives each plain field a value that is not its zero.
func fill(v reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int, reflect.Int64:
			f.SetInt(7)
		case reflect.Float64:
			f.SetFloat(7.5)
		case reflect.Struct:
			if f.Type().NumField() > 0 && f.Type().Field(0).IsExported() {
				fill(f)
			}
		}
	}
}
