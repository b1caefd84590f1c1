package screen

import tea "charm.land/bubbletea/v2"

// Requests numbers work that is done outside Update, so that an answer to any
// but the last request is dropped.
type Requests struct{ last int }

// reply is what came of a request; take puts it into the session.
type reply struct {
	to     *Requests
	number int
	take   func(*Session) tea.Cmd
}

// Ask has work done outside Update, and what it returns done inside.
func (r *Requests) Ask(work func() func(*Session) tea.Cmd) tea.Cmd {
	r.last++
	number := r.last
	return func() tea.Msg { return reply{r, number, work()} }
}

// Drop makes the reply that is under way a late one.
func (r *Requests) Drop() { r.last++ }

func (s *Session) answered(a reply) tea.Cmd {
	if a.number != a.to.last || a.take == nil {
		return nil
	}
	return a.take(s)
}
