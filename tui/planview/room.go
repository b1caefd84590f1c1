package planview

import (
	tea "charm.land/bubbletea/v2"

	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/room"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// roomLeft is how many more pods of one workload fit on the plan at the cursor. It is counted
// outside Update.
type roomLeft struct {
	// step is which workload, by how often the key was pressed: 0 is none.
	step     int
	workload string
	plan     *plan.Plan // what answer is about, or will be
	answer   *room.Answer
	requests screen.Requests
}

// next goes on to another workload of the plan, those first that take the most; before the
// first and after the last there is none.
func (r *roomLeft) next(s *screen.Session, by int) {
	p := s.Plans.Selected()
	if p == nil {
		s.Say("there is no plan to count on")
		return
	}
	names := p.Heaviest(s.Plans.Found.Answer.Workload)
	n := len(names) + 1
	r.step = (r.step + by + n) % n
	r.workload, r.plan, r.answer = "", nil, nil
	if r.step == 0 {
		s.Say("the room of no workload is shown: m begins with the one that takes the most")
		return
	}
	r.workload = names[r.step-1]
}

// nextRoom is what the keys do: it is said below the plan at the cursor.
func (v *View) nextRoom(s *screen.Session, by int) {
	v.room.next(s, by)
	v.shares.shown, v.depth, v.follow = false, atPlans, true
}

// follow counts where the workload or the plan has changed, once the search is over.
func (r *roomLeft) follow(s *screen.Session) tea.Cmd {
	p := s.Plans.Selected()
	if r.workload == "" || p == nil || p == r.plan || s.Plans.Searching() {
		return nil
	}
	count := s.AskRoom(p, r.workload)
	r.plan, r.answer = p, nil
	if count == nil { // the workload is gone
		r.step, r.workload = 0, ""
		return nil
	}
	return r.requests.Ask(func() func(*screen.Session) tea.Cmd {
		a := count()
		return func(*screen.Session) tea.Cmd {
			r.answer = &a
			return nil
		}
	})
}

// lines say it below a plan.
func (r *roomLeft) lines(s *screen.Session, p *plan.Plan, width int) []string {
	switch {
	case r.workload == "":
		return nil
	case r.answer == nil || r.plan != p:
		return widget.WrapPainted(s.Style.Dim, "     ", "counting the room for "+r.workload+" …", width-1)
	}
	return widget.WrapPainted(s.Style.Accent, "     ", words.Room(r.answer, p), width-1)
}
