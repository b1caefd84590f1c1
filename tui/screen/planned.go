package screen

import (
	"fmt"

	"podfit/planner/report/words"
	"podfit/tui/widget"
)

// sayPlanned says what a change did to the best plan, in front of what it did to the type
// at the cursor.
func (s *Session) sayPlanned() {
	p := &s.Plans
	before, after := p.before, p.Found
	p.before = nil
	if before == nil || before.PlanQuestion.Workload != after.PlanQuestion.Workload && before.Settings != after.Settings { // as after opening a file
		return
	}
	said := planned(before, after)
	if said.Text == "" {
		return
	}
	if said.Tone == widget.Plain {
		said.Tone = s.Status.Tone
	}
	said.Text = widget.Join(said.Text, s.Status.Text)
	s.Status = said
}

// planned compares the best plans of two answers.
func planned(before, after *Found) Status {
	if len(before.Plans) == 0 || before.Err != nil {
		return Status{}
	}
	if after.Err != nil || len(after.Plans) == 0 {
		return Status{"no plan any more: the page says why", widget.Wrong}
	}
	was, is := &before.Plans[0], &after.Plans[0]
	tone := widget.Plain
	worseBy := func(by int) {
		switch {
		case by > 0:
			tone = widget.Worse
		case by < 0 && tone == widget.Plain:
			tone = widget.Better
		}
	}
	var parts []string
	left, leaves := unplacedPods(before), unplacedPods(after)
	switch {
	case leaves > left:
		parts = append(parts, fmt.Sprintf("%s no longer fit", widget.Count(leaves-left, "more pod")))
	case leaves < left:
		parts = append(parts, fmt.Sprintf("%s now fit", widget.Count(left-leaves, "more pod")))
	}
	worseBy(leaves - left)
	if was.Nodes != is.Nodes {
		parts = append(parts, fmt.Sprintf("%s → %d", widget.Count(was.Nodes, "node"), is.Nodes))
	}
	if cost, now := words.PlanMoney(before.Month(was), was), words.PlanMoney(after.Month(is), is); cost != now {
		parts = append(parts, fmt.Sprintf("%s → %s a month", spelled(cost), spelled(now)))
		a, known := before.Month(was).Value()
		b, also := after.Month(is).Value()
		switch {
		case known && !also:
			worseBy(1)
		case known && also:
			worseBy(int(b - a))
		}
	} else {
		worseBy(is.Nodes - was.Nodes)
	}
	if len(parts) == 0 {
		parts = []string{fmt.Sprintf("still %s, %s a month", widget.Count(is.Nodes, "node"), words.PlanMoney(after.Month(is), is))}
	}
	return Status{"plan: " + widget.Join(parts...), tone}
}

func unplacedPods(f *Found) (pods int) {
	for _, u := range f.Unplaced {
		pods += u.Replicas
	}
	return pods
}
