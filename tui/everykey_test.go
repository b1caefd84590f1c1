package tui_test

import (
	"slices"
	"strings"
	"testing"

	"podfit/planner/plan"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// kinds are sessions without pods, with some, with pools, with pods on Fargate, and with nodes
// of today.
var kinds = map[string]func() *tuitest.Screen{
	"empty":    func() *tuitest.Screen { return tuitest.OpenDisk(&tuitest.Disk{}) },
	"workload": func() *tuitest.Screen { return tuitest.OpenWorkload(tuitest.Workload(), 120, 32) },
	"pools":    func() *tuitest.Screen { return tuitest.OpenPools(120, 32) },
	"fargate": func() *tuitest.Screen {
		return tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
			c.Workload, c.Plan = tuitest.Workload(), plan.DefaultTerms()
			c.Plan.Fargate = "auto"
		})
	},
}

// Every key of every view does something that is seen, or says that it does not. Keys that only
// move a cursor are at the end of their list.
func TestEveryKeyIsAnswered(t *testing.T) {
	for kind, open := range kinds {
		places := "2;2 enter;3;3 enter;3 enter enter;3 m;3 s;3 tab;4;5;6;6 enter;7;9"
		if kind == "empty" || kind == "pools" {
			places += ";1;1 enter;1 space;1 space down space c;4 tab;8;?;:;/;s"
		}
		for _, place := range strings.Split(places, ";") {
			t.Run(kind+"/"+place, func(t *testing.T) {
				t.Parallel()
				everyKey(t, open, place, place == "1" || place == "3" && kind == "workload")
			})
		}
	}
}

func everyKey(t *testing.T, open func() *tuitest.Screen, place string, anywhere bool) {
	at := func() *tuitest.Screen {
		s := open()
		s.Do(place)
		return s
	}
	s := at()
	own := screen.Active(s.Top())
	bindings := slices.Clone(own.Bindings)
	if anywhere {
		for _, k := range s.Anywhere {
			bindings = append(bindings, k.Bindings...)
		}
	}
	seen := map[string]bool{}
	for _, b := range bindings {
		for _, key := range b.Keys {
			if b.Moves || key == "ctrl+z" || seen[key] || own.Text != nil && own.Text(key) {
				continue
			}
			seen[key] = true
			s := at()
			s.Status = screen.Status{}
			before, clipboard := s.Text(), s.Clipboard
			quit := s.Play(s.Send(tuitest.Key(key)))
			if after := s.Text(); after == before && s.Clipboard == clipboard && !quit {
				t.Errorf("%s: %s (%s) has no effect and no word\n%s", place, key, b.Help, before)
			} else if strings.HasSuffix(s.Status.Text, "changes nothing here") && above(after) != above(before) {
				t.Errorf("%s: %s (%s) does change something:\n%s\n%s", place, key, b.Help, before, after)
			}
		}
	}
}

// above is a frame without the lines that a status may take.
func above(frame string) string {
	lines := strings.Split(frame, "\n")
	return strings.Join(lines[:len(lines)-4], "\n")
}
