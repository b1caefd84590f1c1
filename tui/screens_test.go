package tui_test

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner"
	"podfit/tui"
	"podfit/tui/tuitest"
)

const twoSubnets = "use1-az1=10.0.0.0/22 use1-az2=10.0.4.0/22:300free"

// screens are the keys that lead to each golden.
var screens = map[string]string{
	"types":    "down",
	"columns":  "p down space",
	"settings": "tab down down down down space",
	"request":  "tab end up up up up up up up up up up up up up enter 5 0 0 m enter down enter 2 G i enter",
	"explain":  "down down enter",
	"help":     "?",
	"filter":   "/ m 5",
	"marks":    "space down down space end space",
	"compare":  "space down down space down space down space c right",
	"differ":   "space down down space c d pgdown",
	"chart":    "down 5 . right",
	"spot":     "space down space 5 $ $ up",
	"bars":     "space down space 5 b",

	"daemonsets": ": ( d a e m o n s e t ) enter enter a down enter n w e b tab 1 tab 6 4 M i enter",
	"presets":    ": ( d a e m o n s e t ) enter enter a l o g",
	"palette":    ": r e v",
	"save":       "w",
	"open":       "o",
	"export":     "e",
	"command":    "tab down space y",
	"cause":      "tab down down down down space tab down down enter",
}

func TestScreens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
		for name, keys := range screens {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.w, size.h), func(t *testing.T) {
				s := tuitest.Open(size.w, size.h)
				s.Press(keys)
				s.CheckFrame(t)
				golden.RequireEqual(t, s.Text())
			})
		}
	}
}

func TestFirstPageScreens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) { c.At = tui.NewWorkload })
			s.Size(size.w, size.h)
			s.Do("tab 5 0 0 m up")
			s.CheckFrame(t)
			golden.RequireEqual(t, s.Text())
		})
	}
}

// A terminal that shows only ASCII gets nothing else.
func TestASCIIScreens(t *testing.T) {
	for _, name := range []string{"marks", "chart", "compare", "help", "filter"} {
		t.Run(name, func(t *testing.T) {
			c := tuitest.Config()
			c.ASCII = true
			s := tuitest.OpenConfig(c, 80, 24)
			s.Send(tea.BackgroundColorMsg{Color: color.Black})
			s.Press(screens[name])
			s.CheckFrame(t)
			if i := strings.IndexFunc(s.Text(), func(r rune) bool { return r >= 0x80 }); i >= 0 {
				t.Errorf("%q is not ASCII", s.Text()[i:i+3])
			}
			golden.RequireEqual(t, s.Text())
		})
	}
}

func TestWorkloadAndPlanScreens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
		for name, keys := range map[string]string{
			"workload": "2 down right right",
			"folded":   "2 f down enter down",
			"typing":   "2 down right right enter 4 x",
			"columns":  "2 right right right right right right right right right",
			"quick":    "2 b down 2 down x",
			"plan":     "3",
			"runner":   "3 down",
			"few":      "3 h h O z z v",
			"holds":    "3 enter",
			"node":     "3 enter down enter",
			"write":    "3 e",
		} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.w, size.h), func(t *testing.T) {
				s := tuitest.OpenWorkload(tuitest.Workload(), size.w, size.h)
				s.Do(keys)
				s.CheckFrame(t)
				golden.RequireEqual(t, s.Text())
			})
		}
	}
}

// With pools each group says in which it is.
func TestPoolScreens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
		for name, keys := range map[string]string{
			"plan":     "3",
			"runner":   "3 down",
			"end":      "3 end",
			"holds":    "3 enter",
			"node":     "3 enter down down enter",
			"pools":    "3 : ( p o o l ) enter enter down",
			"variants": "V tab home down left V 7",
		} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.w, size.h), func(t *testing.T) {
				s := tuitest.OpenPools(size.w, size.h)
				s.Do(keys)
				s.CheckFrame(t)
				golden.RequireEqual(t, s.Text())
			})
		}
	}
}

func TestSubnetScreens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
		for name, typed := range map[string]string{"none": "", "given": twoSubnets} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.w, size.h), func(t *testing.T) {
				s := tuitest.OpenWorkload(tuitest.Workload(), size.w, size.h)
				s.Do("4 n")
				s.Write(typed)
				s.Do("enter")
				s.CheckFrame(t)
				golden.RequireEqual(t, s.Text())
			})
		}
	}
}

func TestTodayScreens(t *testing.T) {
	unclear := tuitest.Today()
	unclear.Groups = append(unclear.Groups, tuitest.Unclear())
	for _, size := range []struct{ w, h int }{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
		for name, c := range map[string]struct {
			fleet planner.Today
			keys  string
		}{
			"nodes":    {tuitest.Today(), "6 down"},
			"steps":    {tuitest.Today(), "6 end"},
			"holds":    {tuitest.Today(), "6 down down enter"},
			"unclear":  {unclear, "6"},
			"none":     {planner.Today{}, "6"},
			"plan":     {tuitest.Today(), "3"},
			"variants": {tuitest.Today(), "V tab down right V down down down right esc 7"},
		} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.w, size.h), func(t *testing.T) {
				s := tuitest.OpenToday(c.fleet, size.w, size.h)
				s.Do(c.keys)
				s.CheckFrame(t)
				golden.RequireEqual(t, s.Text())
			})
		}
	}
}
