package planner

import "strings"

// ImportNote is something that anyone who relies on an imported workload has to know.
type ImportNote struct {
	Kind    NoteKind
	Text    string
	Objects []string
}

// NoteKind is the reason for a note.
type NoteKind uint8

// The reasons, in the order in which notes are shown.
const (
	WithoutRequests NoteKind = iota // the pods request neither CPU nor memory
	Assumed                         // counted in a way that may be wrong
	Ignored                         // a constraint that plans do not follow
	Counted                         // one of several figures that the input has
	Skipped                         // not part of the workload
)

var noteWords = []string{"without-requests", "assumed", "ignored", "counted", "skipped"}

func (k NoteKind) String() string { return noteWords[k] }

// About identifies the warning.
func (n ImportNote) About() WarningID {
	severity := SeverityUnknown
	if n.Kind == Counted {
		severity = SeverityNote
	}
	return WarningID{Code: n.Kind.String(), Severity: severity, Subject: strings.Join(n.Objects, ", ")}
}
