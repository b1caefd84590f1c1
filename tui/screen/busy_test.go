package screen_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/tuitest"
	"podfit/tui/widget"
)

// On each view of plans a changed setting plans anew at once: what is shown until then is
// faint and says so, with a sign that turns and the time; then it is not, and nothing
// ticks.
func TestOldFiguresAreFaint(t *testing.T) {
	for _, c := range []struct{ key, says string }{{"3", "Plan · "}, {"4", "Subnets · "}, {"6", "Today · "}} {
		t.Run(c.says, func(t *testing.T) {
			s := tuitest.OpenToday(tuitest.Today(), 150, 40)
			s.Do(c.key)
			s.GoTo("prefix-delegation")
			now := time.Unix(0, 0)
			s.Clock = func() time.Time { return now }
			var ticks []tea.Msg
			s.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
				if d == screen.TickTime {
					ticks = append(ticks, msg)
				}
				return nil
			}
			before := s.Plans.Found
			work := s.Send(tuitest.Key("right"))
			if s.Plans.Found != before || !faint(s, c.says) {
				t.Errorf("not faint:\n%s", s.Text())
			}
			if !strings.Contains(s.Text(), "planning · ") {
				t.Errorf("no word of what goes on:\n%s", s.Text())
			}
			sign := s.Working()[0]
			now = now.Add(3 * time.Second)
			s.Send(ticks[len(ticks)-1])
			tuitest.Has(t, s.Text(), "planning 3 s · ", "esc stops")
			if s.Working()[0][:3] == sign[:3] {
				t.Error("the sign does not turn")
			}
			if len(ticks) != 2 {
				t.Errorf("%d ticks for one and the next", len(ticks))
			}
			s.Send(ticks[0]) // late
			if len(ticks) != 2 {
				t.Error("a late tick starts another row of them")
			}
			s.Play(work)
			if faint(s, c.says) || s.Plans.Found == before || s.PlansAreOld() || s.TodayIsOld() {
				t.Errorf("still faint:\n%s", s.Text())
			}
			n := len(ticks)
			s.Send(ticks[n-1])
			s.Send(nil)
			if len(ticks) != n || s.Working() != nil {
				t.Error("an idle screen ticks")
			}
		})
	}
}

// faint says that the title of the page has the style of its edge, which is faint.
func faint(s *tuitest.Screen, title string) bool {
	style, _, _ := strings.Cut(widget.Paint(s.Style.Dim, "x"), "x")
	return strings.Contains(s.Frame(), style+"╭ "+title)
}

// esc stops the search first, from the settings as well, and leads out then.
func TestEscStopsTheSearch(t *testing.T) {
	for _, key := range []string{"3", "4", "6"} {
		for _, where := range []string{"", "tab"} {
			s := tuitest.OpenToday(tuitest.Today(), 120, 32)
			search := s.Send(tuitest.Key(key))
			s.Press(where)
			page := s.At()
			stop := s.Plans.StopFlag()
			s.Press("esc")
			if !stop.Load() || s.At() != page || s.InSettings != (where == "tab") {
				t.Errorf("%s %s: esc does not stop the search, or leaves", key, where)
			}
			s.Play(search)
			s.Do("esc")
			if s.At() == page && s.InSettings == (where == "tab") {
				t.Errorf("%s %s: esc does not leave", key, where)
			}
		}
	}
}

// What a change does to the plan is said in words.
func TestChangesOfThePlanAreSaid(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload()[1:2], 150, 32)
	s.Do("3")
	for _, c := range []struct {
		setting, keys, says string
		tone                widget.Tone
	}{
		{"on-demand-percent", "right", " a month", widget.Worse},
		{"on-demand-percent", "left", " a month", widget.Better},
		{"max-eni", "enter 9 enter", "plan: still ", widget.Plain},
	} {
		s.GoTo(c.setting)
		before := s.Plans.Found
		s.Do(c.keys)
		if s.Plans.Found == before {
			t.Fatalf("%s: no new plan", c.setting)
		}
		if got := s.Status; !strings.HasPrefix(got.Text, "plan: ") || !strings.Contains(got.Text, c.says) || got.Tone != c.tone {
			t.Errorf("%s %s: %+v", c.setting, c.keys, got)
		}
	}
}
