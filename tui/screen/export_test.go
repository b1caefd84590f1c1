package screen

import (
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/plan"
	"podfit/planner/scenario"
)

// What the tests look at from outside.
var (
	Differences         = differences
	DaemonSetDifference = daemonSetDifference
)

// StopFlag is that of the search that is under way.
func (p *Plans) StopFlag() *atomic.Bool { return p.stop }

// Saved is the session as its file has it.
func (s *Session) Saved() scenario.Scenario { return s.scenario() }

// AutosaveIdle says that autosave has nothing left to do.
func (s *Session) AutosaveIdle() bool { return !s.ticking && !s.writing }

// Heard is how far the question to AWS is.
func (s *Session) Heard() string { return s.live.last }

// IsAnswer says that a message is what came of a request.
func IsAnswer(msg tea.Msg) bool {
	_, is := msg.(reply)
	return is
}

// Asked is what was asked of the planner.
func (f *Found) Asked() plan.Question { return f.question }
