package poolsview_test

import (
	"strings"
	"testing"

	"podfit/planner/plan"
	"podfit/tui/tuitest"
)

func open(t *testing.T) *tuitest.Screen {
	t.Helper()
	s := tuitest.OpenPools(120, 32)
	s.Do("3")
	s.GoTo("pool")
	s.Do("enter")
	return s
}

func names(s *tuitest.Screen) string {
	var all []string
	for _, p := range s.Plans.Terms.Pools {
		all = append(all, p.Name)
	}
	return strings.Join(all, " ")
}

func TestPoolsAreEdited(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		do, write, says, pools string
	}{
		{"a", "web,label=tier=web", "name=web,label=tier=web", "pci batch web"},
		{"enter", ",spare=node", "name=web,label=tier=web,spare=node", "pci batch web"},
		{"a", "web", "pool web: given twice", "pci batch web"},
		{"esc a", "x,nothing=1", `"nothing=1": must begin`, "pci batch web"},
		{"esc up x", "", "pool batch removed, u undoes it", "pci web"},
		{"u", "", "undone", "pci batch web"},
	} {
		s.Do(c.do)
		if c.write != "" {
			s.Write(c.write)
			s.Do("enter")
		}
		tuitest.Has(t, s.Text(), c.says)
		if got := names(s); got != c.pools {
			t.Errorf("%s %s: pools %s, want %s", c.do, c.write, got, c.pools)
		}
		s.CheckFrame(t)
	}
	s.Do("esc")
	tuitest.Has(t, s.Text(), "pci, batc…")
}

// What is typed is in the plan, in its command's file and in a variant.
func TestPoolsPlanAnew(t *testing.T) {
	s := open(t)
	s.Do("x x esc esc")
	if names(s) != "" {
		t.Fatal(names(s))
	}
	if s.Plans.Selected().Pooled() {
		t.Error("the plan has pools")
	}
	s.Do("V")
	s.GoTo("pool")
	s.Do("enter a")
	s.Write("late,label=team=pci,taint=pci=true:NoSchedule")
	s.Do("enter esc esc")
	p := s.Plans.Selected()
	if !p.Pooled() {
		t.Fatalf("no pools: %s", s.Text())
	}
	tuitest.Has(t, s.Text(), "in late", "in "+plan.DefaultPool, "1 pool")
	text, err := s.ScenarioText()
	if err != nil || !strings.Contains(string(text), "name: late") {
		t.Errorf("%v\n%s", err, text)
	}
	s.Do("V 7")
	tuitest.Has(t, s.Text(), "type 1 in late")
}

// A pool that is too long for a row stands below the rows as a whole.
func TestLongPool(t *testing.T) {
	s := open(t)
	s.Size(80, 24)
	s.Do("a")
	s.Write("long,label=a=b,label=c=d,label=example.com/environment=production,taint=dedicated=long:NoExecute,arch=arm64,groups=2")
	s.Do("enter")
	text := strings.Join(strings.Fields(strings.ReplaceAll(s.Text(), "│", " ")), " ")
	tuitest.Has(t, text, "label=example.com/environment=production, taint=dedicated=long:NoExecute,", "groups=2")
	s.EverySize(t)
}
