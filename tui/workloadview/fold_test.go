package workloadview_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/tui/tuitest"
)

// teams are workloads of three namespaces, mixed.
func teams() (w planner.Workloads) {
	for i := range 9 {
		w = append(w, planner.Workload{
			Name: fmt.Sprintf("%s/app-%d", []string{"shop", "data", "web"}[i%3], i), Replicas: i + 1, Request: planner.Resources{CPU: 500, Memory: tuitest.GiB(1)},
		})
	}
	return w
}

func TestFoldedByNamespace(t *testing.T) {
	s := tuitest.OpenWorkload(teams(), 100, 24)
	s.Do("2 down f")
	// 2 + 5 + 8 pods of half a CPU and 1 GiB.
	tuitest.Has(t, s.Text(), "+ shop · 3", "+ data · 3", "+ web · 3", "data: 3 workloads, 15 pods, 7.5 CPU, 15Gi", "3 namespaces", "folded by namespace")
	if strings.Contains(s.Text(), "app-") {
		t.Error("a workload is shown")
	}
	s.Do("enter")
	tuitest.Has(t, s.Text(), "- data · 3", "data/app-1", "data/app-4", "data/app-7")
	if strings.Contains(s.Text(), "shop/app") {
		t.Error("another namespace is open")
	}
	s.Do("x")
	tuitest.Has(t, s.Text(), "enter opens data: its workloads are removed one by one", "9 workloads")
	s.Do("down down x")
	tuitest.Has(t, s.Text(), "data/app-4 removed", "- data · 2", "8 workloads")
	s.Do("u f")
	tuitest.Has(t, s.Text(), "unfolded", "9 workloads", "▸ data/app-4", "web/app-8")
}

// A search finds workloads of folded namespaces, and opens these.
func TestSearchUnfolds(t *testing.T) {
	s := tuitest.OpenWorkload(teams(), 100, 24)
	s.Do("2 f / a p p - 8 enter")
	tuitest.Has(t, s.Text(), "▸   web/app-8", "- web · 3", "+ shop · 3")
	s.Do("/ a p p enter n n n n")
	tuitest.Has(t, s.Text(), "match 4 of 9", "▸   data/app-1")
}

// Every workload stands once below the heading of its namespace, however it is sorted, and
// a cell is that of its row.
func TestFoldedRows(t *testing.T) {
	for _, sort := range []string{"", "s", "s s", "right s", "right s s", "right right s"} {
		s := tuitest.OpenWorkload(teams(), 100, 40)
		s.Do("2 " + sort + " f home enter")
		for range 20 {
			s.Do("down")
			if strings.HasPrefix(strings.TrimLeft(s.Line(t, "▸"), "│ "), "▸ +") {
				s.Do("enter")
			}
		}
		for _, k := range teams() {
			if n := strings.Count(s.Text(), k.Name); n < 1 || n > 2 { // twice with its conditions
				t.Errorf("%q: %s is shown %d times", sort, k.Name, n)
			}
		}
		s.Do("home down Y")
		first := s.Clipboard
		if !strings.Contains(s.Text(), first) {
			t.Errorf("%q: copied %q", sort, first)
		}
	}
}

// Renaming a workload into another namespace goes there.
func TestRenamedIntoFold(t *testing.T) {
	s := tuitest.OpenWorkload(teams(), 100, 24)
	s.Do("2 f enter down enter")
	s.Enter("web/moved")
	tuitest.Has(t, s.Text(), "▸   web/moved", "- web · 4", "- shop · 2")
	if (*s.Workload)[0].Name != "web/moved" {
		t.Error((*s.Workload)[0].Name)
	}
}
