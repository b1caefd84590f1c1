package importer_test

import (
	"fmt"
	"testing"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// How does a reader describe what it has read?
func Example() {
	w := importer.Workload{Ref: importer.Ref{Kind: "row", Name: "web"}, Replicas: 3}
	err := w.SetRequests(&request.Pod{Containers: []request.Container{{Name: "app", Requests: request.Amounts{request.CPU: 250}}}})
	w.Notes.Add(importer.Ignored, "ephemeral storage is ignored", "")
	fmt.Println(w.String(), w.Request[request.CPU], w.Missing, err)

	var notes importer.Notes
	notes.Skip("finished", "Job once")
	notes.AddAll(&w.Notes, "web")
	for _, n := range notes.Sorted() {
		fmt.Println(n.Kind, n.Objects, n.Text)
	}
	// Output:
	// row web 250 [memory of app] <nil>
	// ignored [web] ephemeral storage is ignored
	// skipped [Job once] finished
}

// Notes with the same text are one; details of a workload are in parentheses.
func TestNotes(t *testing.T) {
	var of, all importer.Notes
	of.Add(importer.Assumed, "missing", "cpu of a")
	of.Add(importer.Assumed, "missing", "cpu of b")
	all.Skip("finished", "x")
	all.AddAll(&of, "web")
	all.Skip("finished", "y")
	all.Add(importer.Skipped, "missing", "z") // another kind is another note
	if got, want := fmt.Sprint(all.Sorted()), "[{assumed missing [web (cpu of a) web (cpu of b)]} {skipped finished [x y]} {skipped missing [z]}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := all.Count(importer.Skipped); got != 3 {
		t.Error(got)
	}
}

func TestRequests(t *testing.T) {
	for _, c := range []struct {
		pod  request.Pod
		want string
	}{
		{request.Pod{Containers: []request.Container{{Name: "a"}}}, "[] true"},
		{request.Pod{Containers: []request.Container{{Name: "a", Requests: request.Amounts{request.CPU: 1}}}}, "[memory of a] false"},
	} {
		var w importer.Workload
		err := w.SetRequests(&c.pod)
		if got := fmt.Sprint(w.Missing, w.Pods.NoRequests); err != nil || got != c.want {
			t.Errorf("got %s, %v, want %s", got, err, c.want)
		}
	}
	for n, want := range map[int64]string{0: "<nil>", 1_000_000: "<nil>", -1: `replicas "-1": must be 0 to 1000000`, 1_000_001: `replicas "1000001": must be 0 to 1000000`} {
		if got := fmt.Sprint(importer.CheckReplicas("replicas", n)); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
