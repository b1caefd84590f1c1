package tui_test

import (
	"regexp"
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// sessions are what the laws of the screen's text walk through.
var sessions = map[string]func() *tuitest.Screen{
	"types":    func() *tuitest.Screen { return tuitest.Open(80, 24) },
	"workload": func() *tuitest.Screen { return tuitest.OpenWorkload(tuitest.Workload(), 80, 24) },
	"today": func() *tuitest.Screen {
		fleet := tuitest.Today()
		fleet.Groups = append(fleet.Groups, tuitest.Unclear())
		return tuitest.OpenToday(fleet, 80, 24)
	},
	"one": func() *tuitest.Screen { // of everything
		return tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
			c.Workload = planner.Workloads{{Name: "db", Replicas: 1, Request: planner.Resources{CPU: 500, Memory: tuitest.GiB(1)}, Volumes: 1, NoRequests: true, Notes: []string{"assumed with --live"}}}
			c.Settings.Capacity.OnDemandBase = 1
			c.Notes = []string{"guessed"}
		})
	},
	"prefixes": func() *tuitest.Screen {
		return tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
			c.Workload = tuitest.Workload()[1:3]
			c.Settings.CNI.Mode, c.Settings.CNI.CustomNetworking = eni.PrefixDelegation, true
		})
	},
}

// eachFrame walks every view and box of every session at several sizes, and shows each
// frame to a check.
func eachFrame(t *testing.T, check func(t *testing.T, s *tuitest.Screen, at string)) {
	for name, open := range sessions {
		t.Run(name, func(t *testing.T) {
			s := open()
			walk := []string{"1 space down space c", "1 p", "1 /", "?", ":", "w", "o", "e", "3 e", "ctrl+n", "V 7", "5 b", "5 $"}
			for _, o := range s.Places() {
				if o.Key != "" {
					walk = append(walk, o.Key, o.Key+" tab end", o.Key+" enter", o.Key+" enter enter")
				}
			}
			for _, keys := range walk {
				s.Do("esc esc esc")
				s.Do(keys)
				for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
					s.Size(size[0], size[1])
					check(t, s, keys)
				}
				s.Size(80, 24)
				for before := ""; s.Text() != before; { // to the end of what scrolls
					before = s.Text()
					s.Press("pgdown")
					check(t, s, keys)
				}
			}
		})
	}
}

var (
	flagOfCLI = regexp.MustCompile(`(^|[^-─])--[a-z]`)
	doubled   = regexp.MustCompile(`(?i)\b(note|wrong|unknown|warning)\b:?\s+(note|wrong|unknown|warning):`)
	onePlural = regexp.MustCompile(`(^|[^\d.,:/-])1 (pods|nodes|types|groups|zones|notes|addresses|workloads|warnings|others|subnets|replicas|volumes|blocks|orders|columns|prefixes|ENIs|steps|variants)\b`)
)

// On the screen a fix is a key or a setting, not a flag of the command line; a word that
// counts one thing is no plural; and a line has one label.
func TestTextsAreOfTheScreen(t *testing.T) {
	told := map[string]bool{}
	eachFrame(t, func(t *testing.T, s *tuitest.Screen, at string) {
		lines := strings.Split(s.Text(), "\n")
		for _, line := range lines[1 : len(lines)-1] { // tabs and hints have digits before names
			said := strings.Trim(line, "│ ")
			switch {
			case told[said]:
				continue
			case flagOfCLI.MatchString(line) && s.At() != screen.Command:
				t.Errorf("%s at %d×%d: a flag in %q", at, s.Layout.Width, s.Layout.Height, said)
			case doubled.MatchString(line):
				t.Errorf("%s at %d×%d: two labels in %q", at, s.Layout.Width, s.Layout.Height, said)
			case onePlural.MatchString(line):
				t.Errorf("%s at %d×%d: a plural of one in %q", at, s.Layout.Width, s.Layout.Height, said)
			}
			told[said] = true
		}
	})
}
