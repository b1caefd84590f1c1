package dialogs

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/printable"
	"podfit/planner/scenario"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Save asks where to save the session.
func Save(s *screen.Session) {
	ask(s, toSave, s.ScenarioName(), nil)
}

// errChanged is a file that somebody else wrote since the session read or wrote it.
var errChanged = errors.New("changed on disk since it was read here")

// save writes the session to a file of the name, with the comments of what it replaces. It
// asks before it replaces a file, unless that is the session's own and as it left it.
func (f *File) save(s *screen.Session, name string) tea.Cmd {
	text, err := s.ScenarioText()
	if err != nil {
		f.refuse(err)
		return nil
	}
	files, over, known := s.Files, f.replaces || name == s.File, s.KnownText(name)
	if f.replaces {
		known = nil // which was asked about
	}
	work := s.Work()
	f.says = screen.Status{Text: "writing " + name + " …"}
	return s.Disk.Ask(func() func(*screen.Session) tea.Cmd {
		written, lost, err := writeScenario(&files, name, text, known, over)
		return func(s *screen.Session) tea.Cmd {
			if err == nil {
				s.KnowText(name, written)
			}
			return f.wrote(s, name, savedWords(name, lost), work, err)
		}
	})
}

// writeScenario writes a scenario, over what is there where that is meant, and returns what
// it wrote. known is what is expected there; nil expects nothing.
func writeScenario(files *screen.Files, name string, text, known []byte, over bool) (written []byte, lost int, err error) {
	if !over {
		return text, 0, files.Create(name, text)
	}
	there, err := files.Read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return text, 0, files.Replace(name, text)
	case err == nil && known != nil && !bytes.Equal(there, known):
		return nil, 0, errChanged
	case err == nil:
		text, lost = scenario.WithComments(text, there)
	}
	return text, lost, files.Replace(name, text)
}

func savedWords(name string, lost int) string {
	done := fmt.Sprintf("saved; podfit -f %s opens it", printable.Quote(name))
	if lost > 0 {
		done += fmt.Sprintf("; %s had no place in it any more", widget.Count(lost, "comment"))
	}
	return done
}
