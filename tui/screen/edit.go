package screen

import (
	"bytes"
	"io"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/widget"
)

// Editing is a scenario in an editor: the command that shows it, and what it came to once
// that has ended.
type Editing struct {
	Cmd  *exec.Cmd
	Text func() ([]byte, error)
}

// edited is sent when an editor has ended.
type edited struct {
	before, after []byte
	err           error
}

// Edit opens the scenario in the user's editor, which has the terminal until it ends; the
// session is then what the file says. A text that cannot be read is there again the next
// time.
func (s *Session) Edit() tea.Cmd {
	if s.Files.Edit == nil {
		s.Say("this screen has no editor")
		return nil
	}
	text := s.unread
	if text == nil {
		var err error
		if text, err = s.ScenarioText(); err != nil {
			s.Refuse("edit", err)
			return nil
		}
	}
	edit := s.Files.Edit
	return s.Disk.Ask(func() func(*Session) tea.Cmd {
		e, err := edit(text)
		return func(s *Session) tea.Cmd {
			if err != nil {
				s.Refuse("edit", err)
				return nil
			}
			return tea.Exec(editor{e.Cmd}, func(err error) tea.Msg {
				after, readErr := e.Text()
				if err == nil {
					err = readErr
				}
				return edited{text, after, err}
			})
		}
	})
}

// takeEdited replaces the session by what was written in an editor.
func (s *Session) takeEdited(e edited) tea.Cmd {
	switch {
	case e.err != nil && len(e.after) > 0 && !bytes.Equal(e.before, e.after):
		s.unread = e.after
		s.Refuse("the editor failed; its text is kept, E opens it again", e.err)
		return nil
	case e.err != nil:
		s.Refuse("the editor failed, nothing changes", e.err)
		return nil
	case s.unread == nil && bytes.Equal(e.before, e.after):
		s.Say("nothing was changed in the editor")
		return nil
	}
	all, l, err := s.read("scenario", e.after)
	if err != nil {
		s.unread = e.after
		s.Status = Status{widget.OneLine(err) + " (E opens the text again)", widget.Wrong}
		return nil
	}
	s.unread = nil
	source := s.Settings.RegionSource
	if all.Settings.Region == s.Settings.Region {
		all.Settings.RegionSource = source
	}
	s.replace(&all, l, s.File, "editing")
	s.Status.Text = widget.Join("edited, u undoes it", s.Status.Text)
	return nil
}

// editor is a command as Bubble Tea runs it.
type editor struct{ *exec.Cmd }

// leastEditing is how long Bubble Tea's renderer may take to stop, on a busy machine.
const leastEditing = 300 * time.Millisecond

// Run runs the command, for long enough: the goroutine of the renderer stops the ticker of
// frames some time after it was told to, and if that is after the ticker was started again,
// no frame is drawn any more (Bubble Tea 2.0.9).
func (e editor) Run() error {
	started := time.Now()
	err := e.Cmd.Run()
	time.Sleep(leastEditing - time.Since(started))
	return err
}

// SetStdin, SetStdout and SetStderr give the command the terminal.
func (e editor) SetStdin(r io.Reader)  { e.Stdin = r }
func (e editor) SetStdout(w io.Writer) { e.Stdout = w }
func (e editor) SetStderr(w io.Writer) { e.Stderr = w }
