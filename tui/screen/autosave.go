package screen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/tui/widget"
)

// autosave is what a session keeps in the state folder, and what earlier ones left there.
type autosave struct {
	seen    glimpse // what was compared last
	changes int
	ticking bool
	writing bool
	inState bool // the state folder has a session of this run
	silent  bool // autosave failed and said so
	asked   bool // to save, by the last key

	// offers are the sessions that earlier runs left, the latest that can be read first.
	offers []offer
	// resumed are the runs whose session was resumed: theirs goes once it is kept as this
	// run's. unfiled says that it is in no file since.
	resumed []string
	unfiled bool
	hint    bool
}

// offer is a session that an earlier run did not save.
type offer struct {
	Left
	scenario scenario.Scenario
	view     *viewNote // nil where none belongs to it
	err      error     // why it cannot be resumed
}

// Notes in the state folder. Those of a run have its name in theirs.
const (
	SessionNote = "session.yaml"
	ViewNote    = "view.json"
	SeenNote    = "seen" // the screen was opened before
)

// ofRun is the name of a note of one run.
func ofRun(note, run string) string {
	if run == "" {
		return note
	}
	name, ending, _ := strings.Cut(note, ".")
	return name + "-" + run + "." + ending
}

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
		type texts struct{ session, view []byte }
		var read []texts
		var left []Left
		for _, l := range files.Left() {
			if text, err := files.Recall(ofRun(SessionNote, l.Run)); err == nil {
				view, _ := files.Recall(ofRun(ViewNote, l.Run)) // without it the session is shown as any scenario
				left, read = append(left, l), append(read, texts{text, view})
			}
		}
		return func(s *Session) tea.Cmd {
			for i, l := range left {
				s.recalled(l, read[i].session, read[i].view)
			}
			slices.SortStableFunc(s.offers, func(a, b offer) int {
				switch {
				case (a.err == nil) == (b.err == nil):
					return b.At.Compare(a.At)
				case a.err == nil:
					return -1
				}
				return 1
			})
			return s.greet(errors.Is(seenErr, fs.ErrNotExist))
		}
	})
}

func (s *Session) recalled(left Left, text, view []byte) {
	all, l, err := s.read("session", text)
	note := s.readViewNote(view, text)
	if err == nil && s.sameAsNow(&all, l) && (note == nil || note.Views["Variants"] == nil) {
		s.inState = s.inState || left.Run == s.Files.Run // nothing that an offer would bring back
		return
	}
	s.offers = append(s.offers, offer{left, all, note, err})
}

// greet says at the first run how to go on.
func (s *Session) greet(firstRun bool) tea.Cmd {
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
	s.writing = true
	all, below, table, note := s.scenario(), s.start, s.Table, s.viewNote()
	files, changes, resumed := s.Files, s.changes, s.resumed
	return func() tea.Msg {
		text, err := scenario.WriteOver(all, below, table)
		if err != nil {
			return autosaveResult{err, changes}
		}
		note.Session = sumOf(text)
		view, err := json.Marshal(note)
		if err != nil {
			return autosaveResult{err, changes}
		}
		// The view first: it has no meaning without its session, which does without it.
		_ = files.Keep(ofRun(ViewNote, files.Run), view)
		err = files.Keep(ofRun(SessionNote, files.Run), text)
		for _, run := range resumed {
			if err == nil && run != files.Run { // this run has it now
				files.drop(run)
			}
		}
		return autosaveResult{err, changes}
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

// forget removes the kept session of this run, not one that is on offer. One that was
// resumed stays until it is saved, or discarded.
func (s *Session) forget() tea.Cmd {
	if !s.inState || s.unfiled {
		return nil
	}
	s.inState = false
	files := s.Files
	return func() tea.Msg {
		files.drop(files.Run) // at worst it is offered again
		return nil
	}
}

// drop removes the notes of a run.
func (f *Files) drop(run string) {
	_ = f.Forget(ofRun(SessionNote, run))
	_ = f.Forget(ofRun(ViewNote, run))
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
	return s.QuitUnsaved()
}

// QuitUnsaved leaves without an offer to save.
func (s *Session) QuitUnsaved() tea.Cmd {
	if !s.mayLose() {
		return s.Quit()
	}
	if !s.Files.hasState() {
		return tea.Quit
	}
	// Kept all the same, so that a slip of the finger loses nothing.
	s.writing = false
	return tea.Sequence(s.keep(), tea.Quit)
}

// Pressing is called with each key: what waited for it is answered.
func (s *Session) Pressing() {
	if s.Pressed != "q" {
		s.asked = false
	}
	s.hint = false
}

// Resume goes on with the session that was left unfinished last.
func (s *Session) Resume() {
	if len(s.offers) == 0 {
		s.Say("no unfinished session")
		return
	}
	o := &s.offers[0]
	l, err := s.lookOf(&o.scenario)
	if err = errors.Join(o.err, err); err != nil {
		s.Status = Status{"the unfinished session cannot be resumed (ctrl+x discards it): " + widget.OneLine(err), widget.Wrong}
		return
	}
	s.offers, s.resumed, s.unfiled, s.inState = s.offers[1:], append(s.resumed, o.Run), true, s.inState || o.Run == s.Files.Run
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

// Discard drops the session that R would resume.
func (s *Session) Discard() tea.Cmd {
	if len(s.offers) == 0 {
		s.Say("no unfinished session")
		return nil
	}
	run, files := s.offers[0].Run, s.Files
	s.offers = s.offers[1:]
	s.Say("discarded the unfinished session")
	return func() tea.Msg {
		files.drop(run)
		return nil
	}
}

// Standing is what the session has to say while nothing newer is said.
func (s *Session) Standing() Status {
	switch {
	case len(s.offers) == 0 && s.hint && s.Top().Place == Types:
		return Status{Text: "tab settings · / filter · space mark · enter explain · : all commands"}
	case len(s.offers) == 0, s.On(NewWorkload): // whose form names it
		return Status{}
	case s.offers[0].err != nil:
		return Status{"an unfinished session cannot be read (ctrl+x discards it): " + widget.OneLine(s.offers[0].err), widget.Worse}
	}
	return Status{"unfinished session (R resumes it, ctrl+x discards it): " + s.offerText(), widget.Better}
}

// Offered says what R would resume; empty without an unfinished session that can be read.
func (s *Session) Offered() string {
	if len(s.offers) == 0 || s.offers[0].err != nil {
		return ""
	}
	return "resume the unfinished session: " + s.offerText()
}

// offerText is what the session on offer holds, and of when it is.
func (s *Session) offerText() string {
	o := &s.offers[0]
	text := s.brief(&o.scenario)
	if n := len(s.offers) - 1; n > 0 {
		text = widget.Join(fmt.Sprintf("%d older", n), text)
	}
	if !o.At.IsZero() {
		text = widget.Join(o.At.Format("2006-01-02 15:04"), text)
	}
	return text
}

// brief distinguishes one session from another in few words.
func (s *Session) brief(of *scenario.Scenario) string {
	d := planner.Default()
	said := differences(s.Table, &d, &of.Settings)
	if n := len(of.Workload); n > 0 {
		names := widget.Count(n, "workload") + ": " + of.Workload[0].Name
		if n > 1 {
			names += ", " + of.Workload[1].Name
		}
		if n > 2 {
			names += " …"
		}
		said = widget.Join(names, said)
	}
	if said == "" {
		said = "types only"
	}
	return said
}
