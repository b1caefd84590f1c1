package screen_test

import (
	"testing"

	"podfit/planner"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
	"podfit/tui/widget"
)

func TestSettingChangesNumbersAtOnce(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("/ m 6 i . x enter")
	tuitest.Has(t, s.Text(), "58 max pods − 2 host-network (aws-node, kube-proxy) = 56")
	s.GoTo("security-groups-for-pods")
	s.Press("space")
	tuitest.Has(t, s.Text(),
		"• SG for pods   on",
		"18 branch ENIs = 18",
		"m6i.xlarge: application pods 56 → 18 (limited by branch ENIs)")
	s.Press("x")
	tuitest.Has(t, s.Text(), "  SG for pods   off", "m6i.xlarge: application pods 18 → 56 (limited by max pods)")
}

func TestChangeThatMakesATypeImpossible(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("/ m 6 i . x enter")
	s.GoTo("region")
	s.Press("left")
	tuitest.Has(t, s.Text(), "• Region        eu-west-1", "m6i.xlarge: not offered in eu-west-1")
	if s.Status.Tone != widget.Worse {
		t.Errorf("status %+v is not a worsening", s.Status)
	}
}

func TestRegionWithoutTables(t *testing.T) {
	s := tuitest.Open(160, 32)
	s.GoTo("region")
	s.Press("right") // wraps around to a region that the look-up does not have
	if s.Settings.Region != "ap-south-2" {
		t.Fatal("region", s.Settings.Region)
	}
	tuitest.Has(t, s.Text(), "no prices", "no spot")
	for i := range s.Options {
		if s.Options[i].Cost.ListHour.Known() {
			t.Fatal("a price of another region")
		}
	}
}

func TestSelectionFollowsTheType(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("end up")
	name := s.Rows.Selected().Type.Name
	s.Press("s r S a")
	s.GoTo("prefix-delegation")
	s.Press("space")
	if got := s.Rows.Selected().Type.Name; got != name {
		t.Errorf("selected %s, was %s", got, name)
	}
}

func TestUndoAndRedo(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{})
	s.Do("u")
	tuitest.Has(t, s.Text(), "nothing to undo")
	s.GoTo("prefix-delegation")
	s.Do("space down space")
	s.Do("u")
	tuitest.Has(t, s.Text(), "undone: IPv6 on → off")
	s.Do("u")
	tuitest.Has(t, s.Text(), "undone: Prefixes on → off")
	s.Do("ctrl+r")
	tuitest.Has(t, s.Text(), "redone: Prefixes off → on")
	s.Do("space") // something new: no more redo
	s.Do("ctrl+r")
	tuitest.Has(t, s.Text(), "nothing to redo")
	s.Do("X")
	tuitest.Has(t, s.Text(), "u undoes it")
	defaults := planner.Default()
	if got := screen.Differences(s.Table, s.Settings, &defaults); got != "" {
		t.Error("not the defaults:", got)
	}
	s.Do("u")
	if s.Settings.CNI.Family.String() != "ipv6" {
		t.Error("undo does not bring back what X reset")
	}
}
