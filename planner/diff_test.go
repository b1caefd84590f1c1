package planner_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
)

func input(workload, key, text string) planner.Input {
	return planner.Input{InputKey: planner.InputKey{Workload: workload, Key: key}, Text: text}
}

func changed(workload, key string, from, to planner.Maybe[string]) planner.Change {
	return planner.Change{InputKey: planner.InputKey{Workload: workload, Key: key}, From: from, To: to}
}

func TestChanges(t *testing.T) {
	var none planner.Maybe[string]
	from := []planner.Input{
		input("web", "replicas", "40"), input("web", "cpu", "250m"),
		input("jobs", "replicas", "10"),
		input("", "cluster.region", "us-east-1"), input("", "cluster.maxPods", "eni"), input("", "options", ""),
	}
	to := []planner.Input{
		input("", "cluster.maxPods", "managed"), input("", "cluster.region", "us-east-1"),
		input("web", "replicas", "60"), input("web", "cpu", "250m"),
		input("mail", "replicas", "10"),
	}
	want := []planner.Change{
		changed("", "cluster.maxPods", planner.Known("eni"), planner.Known("managed")),
		// An empty value differs from no value.
		changed("", "options", planner.Known(""), none),
		// A workload that is gone, a new one and a changed one.
		changed("jobs", "replicas", planner.Known("10"), none),
		changed("mail", "replicas", none, planner.Known("10")),
		changed("web", "replicas", planner.Known("40"), planner.Known("60")),
	}
	if got := planner.Changes(from, to); !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func TestChangesLaws(t *testing.T) { rapid.Check(t, changesLaws) }
func FuzzChangesLaws(f *testing.F) { sample.Fuzz(f, changesLaws) }

// anyInputs collide often, and have each key once.
var anyInputs = rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) planner.Input {
	word := func(name string, words ...string) string { return rapid.SampledFrom(words).Draw(t, name) }
	return input(word("workload", "", "a", "a.b", "b"), word("key", "cpu", "b.cpu", "memory"), word("text", "", "1", "2"))
}), 0, 8, func(i planner.Input) planner.InputKey { return i.InputKey })

// changesLaws: none from inputs to themselves; the same in any order; reversed in the
// other direction; and applied to the first inputs they give the second.
func changesLaws(t *rapid.T) {
	a, b := anyInputs.Draw(t, "from"), anyInputs.Draw(t, "to")
	if same := planner.Changes(a, rapid.Permutation(a).Draw(t, "itself")); len(same) > 0 {
		t.Fatalf("to itself: %+v", same)
	}
	changes := planner.Changes(a, b)
	shuffled := planner.Changes(rapid.Permutation(a).Draw(t, "from in another order"), rapid.Permutation(b).Draw(t, "to in another order"))
	if !reflect.DeepEqual(changes, shuffled) {
		t.Fatalf("%+v\nin another order %+v", changes, shuffled)
	}
	mirrored := planner.Changes(b, a)
	for i := range mirrored {
		mirrored[i].From, mirrored[i].To = mirrored[i].To, mirrored[i].From
	}
	if !reflect.DeepEqual(changes, mirrored) {
		t.Fatalf("%+v\nmirrored %+v", changes, mirrored)
	}
	if got := apply(a, changes); !reflect.DeepEqual(got, byKey(b)) {
		t.Fatalf("%+v\nlead to %+v", changes, got)
	}
}

func byKey(inputs []planner.Input) map[planner.InputKey]string {
	texts := map[planner.InputKey]string{}
	for _, i := range inputs {
		texts[i.InputKey] = i.Text
	}
	return texts
}

func apply(to []planner.Input, changes []planner.Change) map[planner.InputKey]string {
	texts := byKey(to)
	for _, c := range changes {
		if text, there := c.To.Value(); there {
			texts[c.InputKey] = text
		} else {
			delete(texts, c.InputKey)
		}
	}
	return texts
}
