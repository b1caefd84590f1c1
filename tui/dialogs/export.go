package dialogs

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Export asks where to export what is shown.
func Export(s *screen.Session) { ask(s, toExport, "podfit-types"+exports[0].ending) }

// exports are the formats of report by the endings of files.
var exports = []struct{ ending, format string }{{".json", "json"}, {".csv", "csv"}, {".md", "markdown"}}

func exportFormat(name string) (string, error) {
	for _, e := range exports {
		if strings.EqualFold(filepath.Ext(name), e.ending) {
			return e.format, nil
		}
	}
	return "", errors.New("the name must end in .json, .csv or .md")
}

// exportHint says what decides the format, and what the view has to say.
func exportHint(s *screen.Session) screen.Status {
	text := "the extension decides the format: .json, .csv or .md (↑ ↓)"
	if note := s.Asks().Note; note != "" {
		text = note + "; " + text
	}
	return screen.Status{Text: text}
}

// checkFormat refuses a name without a known ending.
func (f *File) checkFormat() {
	if _, err := exportFormat(f.line.String()); err != nil {
		f.refuse(err)
	}
}

// exported is what goes into a file of the name, and what to say once it did.
func exported(s *screen.Session, name string) (text []byte, done string, err error) {
	format, err := exportFormat(name)
	if err != nil {
		return nil, "", err
	}
	text, types, err := s.Export(format)
	return text, fmt.Sprintf("exported %s to %s", widget.Count(types, "type"), name), err
}

// nextFormat changes the ending of an export.
func (f *File) nextFormat(s *screen.Session, by int) {
	if f.purpose != toExport {
		return
	}
	name, at := f.line.String(), 0
	for i, e := range exports {
		if strings.EqualFold(filepath.Ext(name), e.ending) {
			name, at = name[:len(name)-len(e.ending)], i+by
		}
	}
	n := len(exports)
	f.line = widget.NewInput(name + exports[(at+n)%n].ending)
	f.Typed(s)
}
