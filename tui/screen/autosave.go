package screen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/tui/widget"
)

// autosave is what a session keeps in the state folder, and what an earlier one
// left there.
type autosave struct {
	seen    glimpse // what was compared last
	changes int
	ticking bool
	writing bool
	inState bool // the state folder has a session of this run
	silent  bool // autosave failed and said so
	asked   bool // to save, by the last key

	offer *offer
	hint  bool
}

// offer is a session that an earlier run did not save.
type offer struct {
	scenario scenario.Scenario
	view     *viewNote // nil where none belongs to it
	err      error     // why it cannot be resumed
	// first says that no key was pressed since: enter and esc answer it.
	first bool
}

// Notes in the state folder.
const (
	SessionNote = "session.yaml"
	ViewNote    = "view.json"
	SeenNote    = "seen" // the screen was opened before
)

// settleTime is how long nothing changes before it is autosaved.
const settleTime = 2 * time.Second

// Recall reads what earlier runs left in the state folder.
func (s *Session) Recall() tea.Cmd {
	files := s.Files
	if !files.hasState() {
		return nil
	}
	return s.state.Ask(func() func(*Session) tea.Cmd {
		_, seenErr := files.Recall(SeenNote)
		text, err := files.Recall(SessionNote)
		view, _ := files.Recall(ViewNote) // without it the session is shown as any scenario
		return func(s *Session) tea.Cmd { return s.recalled(errors.Is(seenErr, fs.ErrNotExist), text, view, err) }
	})
}

func (s *Session) recalled(firstRun bool, text, view []byte, err error) tea.Cmd {
	if err == nil {
		all, l, err := s.read("session", text)
		note := s.readViewNote(view, text)
		if err == nil && s.sameAsNow(&all, l) && (note == nil || note.Views["Variants"] == nil) {
			s.inState = true // nothing that an offer would bring back
		} else {
			s.offer = &offer{scenario: all, view: note, err: err, first: true}
		}
	}
	if !firstRun {
		return nil
	}
	s.hint = true
	keep := s.Files.Keep
	return func() tea.Msg {
		// A folder that takes no note costs a hint at the next start, no more.
		_ = keep(SeenNote, nil)
		return nil
	}
}

func (s *Session) sameAsNow(all *scenario.Scenario, l look) bool {
	return differences(s.Table, s.Settings, &all.Settings) == "" && slices.Equal(l.marks, s.Marks) &&
		sameWorkload(s.Workload, &all.Workload) && s.Placement.same(placementOf(all))
}

// autosaveDue is sent when a change has had time to be followed by another.
type autosaveDue struct{ changes int }

// watch arms autosave once after a change. Nothing ticks while nothing is new.
func (s *Session) watch() tea.Cmd {
	now, was := s.glimpse(), s.seen
	if now == was {
		return nil
	}
	s.seen = now
	s.changes++
	if now.Work == was.Work && !s.mayLose() {
		return nil // nothing is kept of a session without work
	}
	return s.arm()
}

func (s *Session) arm() tea.Cmd {
	if s.ticking || s.writing || !s.Files.hasState() {
		return nil
	}
	s.ticking = true
	return s.After(settleTime, autosaveDue{s.changes})
}

func (s *Session) autosaveIfQuiet(msg autosaveDue) tea.Cmd {
	s.ticking = false
	if msg.changes != s.changes {
		return s.arm()
	}
	return s.keep()
}

// keep writes the session into the state folder.
func (s *Session) keep() tea.Cmd {
	if !s.mayLose() {
		return s.forget()
	}
	text, err := s.ScenarioText()
	if err != nil {
		s.noteResult(err)
		return nil
	}
	view, err := json.Marshal(s.viewNote(text))
	if err != nil {
		s.noteResult(err)
		return nil
	}
	s.writing = true
	keep, changes := s.Files.Keep, s.changes
	return func() tea.Msg {
		// The view first: it has no meaning without its session, which does without it.
		_ = keep(ViewNote, view)
		return autosaveResult{keep(SessionNote, text), changes}
	}
}

// autosaveResult is how an autosave ended.
type autosaveResult struct {
	err     error
	changes int
}

func (s *Session) autosaveDone(k autosaveResult) tea.Cmd {
	s.writing = false
	s.noteResult(k.err)
	if k.changes != s.changes {
		return s.arm()
	}
	return nil
}

// noteResult says once that nothing is kept; the session goes on without.
func (s *Session) noteResult(err error) {
	s.inState = s.inState || err == nil
	if err != nil && !s.silent {
		s.silent = true
		s.Status = Status{"cannot autosave the session: " + widget.OneLine(err), widget.Worse}
	}
}

// forget removes the kept session of this run, not one that is on offer.
func (s *Session) forget() tea.Cmd {
	if !s.inState {
		return nil
	}
	s.inState = false
	drop := s.Files.Forget
	return func() tea.Msg {
		_ = drop(SessionNote) // at worst it is offered again
		_ = drop(ViewNote)
		return nil
	}
}

// Quit leaves at once, but for the offer to save what is not saved.
func (s *Session) Quit() tea.Cmd {
	if !s.mayLose() {
		if forget := s.forget(); forget != nil {
			return tea.Sequence(forget, tea.Quit)
		}
		return tea.Quit
	}
	if !s.asked {
		s.asked = true
		s.Status = Status{"unsaved work: w saves it, q again quits without", widget.Worse}
		if !s.Unsaved() {
			s.Status.Text = "variant " + s.UnsavedVariants()[0] + " is in no file: 7, enter on it and w save it, q again quits without"
		}
		return nil
	}
	if !s.Files.hasState() {
		return tea.Quit
	}
	// Kept all the same, so that a slip of the finger loses nothing.
	s.writing = false
	return tea.Sequence(s.keep(), tea.Quit)
}

// AnswerOffer takes enter and esc while the offer is the newest thing said and
// the first view has the keys. Any other key puts it off.
func (s *Session) AnswerOffer() (cmd tea.Cmd, taken bool) {
	if s.Pressed != "q" {
		s.asked = false
	}
	s.hint = false
	o := s.offer
	if o == nil || !o.first {
		return nil, false
	}
	o.first = false
	if s.Top() != s.places[0] || Active(s.Top()).Alone {
		return nil, false
	}
	switch s.Pressed {
	case "enter":
		s.Resume()
		return nil, true
	case "esc":
		return s.discard(), true
	}
	return nil, false
}

// Resume goes on with the session that was left unfinished.
func (s *Session) Resume() {
	o := s.offer
	if o == nil {
		s.Say("no unfinished session")
		return
	}
	l, err := s.lookOf(&o.scenario)
	if err = errors.Join(o.err, err); err != nil {
		s.Status = Status{"the unfinished session cannot be resumed: " + widget.OneLine(err), widget.Wrong}
		return
	}
	s.offer, s.inState = nil, true
	if o.view != nil {
		l, o.scenario.Settings.RegionSource = o.view.look(), o.view.RegionSource
	}
	s.replace(&o.scenario, l, "", "resuming the session")
	if o.view != nil {
		s.restore(o.view)
	}
	if s.On(NewWorkload) {
		s.Show(s.Tab().Place)
	}
	s.Status.Text = widget.Join("resumed, u undoes it", s.Status.Text)
}

func (s *Session) discard() tea.Cmd {
	s.offer, s.inState = nil, true
	s.Say("discarded the unfinished session")
	return s.forget()
}

// Standing is what the session has to say while nothing newer is said.
func (s *Session) Standing() Status {
	o := s.offer
	switch {
	case o == nil && s.hint:
		return Status{Text: "tab settings · / filter · space mark · enter explain · : all commands"}
	case o == nil:
		return Status{}
	case o.err != nil && o.first:
		return Status{"an unfinished session cannot be read (esc discards it): " + widget.OneLine(o.err), widget.Worse}
	case o.err != nil:
		return Status{}
	case o.first:
		return Status{fmt.Sprintf("unfinished session (enter resumes it, esc discards it): %s", s.brief(&o.scenario)), widget.Better}
	default:
		return Status{Text: "unfinished session (R resumes it): " + s.brief(&o.scenario)}
	}
}

// Offered says what R would resume; empty without an unfinished session that can be read.
func (s *Session) Offered() string {
	if s.offer == nil || s.offer.err != nil {
		return ""
	}
	return "resume the unfinished session: " + s.brief(&s.offer.scenario)
}

// brief distinguishes one session from another in few words.
func (s *Session) brief(of *scenario.Scenario) string {
	d := planner.Default()
	said := differences(s.Table, &d, &of.Settings)
	if n := len(of.Workload); n > 0 {
		said = widget.Join(said, CountKinds(n))
	}
	if said == "" {
		said = "types only"
	}
	return said
}
