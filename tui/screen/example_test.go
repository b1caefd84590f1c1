package screen_test

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
	"podfit/tui/widget"
)

// regionView is the shortest view: it names the region, and a key changes it.
type regionView struct{}

func (regionView) Keys() []screen.Keys {
	return []screen.Keys{{Title: "Region", Active: true, Bindings: []screen.Binding{
		screen.Key("n", "n", "the next region", func(s *screen.Session) {
			err := s.Change(func(to *planner.Settings) error {
				to.Region = "eu-west-1"
				return nil
			})
			if err != nil {
				s.Refuse("region", err)
			}
		}).Hinted("next"),
	}}}
}
func (regionView) Arrange(*screen.Session, widget.Rect) {}
func (regionView) Draw(s *screen.Session, in widget.Rect) []string {
	return s.Style.Box(in, "Region", true, []string{s.Settings.Region})
}
func (regionView) Mouse(*screen.Session, tea.Mouse, widget.Rect) tea.Cmd { return nil }
func (regionView) Command(*screen.Session) []string                      { return nil }

// A view shows the state of the session and changes it; undo takes that back.
func Example() {
	s := screen.New(tuitest.Config())
	s.Views([]screen.Entry{{Key: "1", Place: "Region", New: func(*screen.Session) screen.View { return regionView{} }}})

	screen.Active(s.Top()).Bindings[0].Do(s)
	fmt.Println(s.Settings.Region)
	s.Undo()
	fmt.Println(s.Settings.Region)
	fmt.Println(s.Status.Text)
	// Output:
	// eu-west-1
	// us-east-1
	// undone: Region eu-west-1 → us-east-1
}
