package importer

import (
	"slices"
	"strings"

	"podfit/planner"
)

// What package planner defines, by the names that readers use.
type (
	// Note is something that anyone who relies on the plan has to know.
	Note = planner.ImportNote
	// NoteKind is the reason for a note.
	NoteKind = planner.NoteKind
)

// The reasons for a note.
const (
	WithoutRequests = planner.WithoutRequests
	Assumed         = planner.Assumed
	Ignored         = planner.Ignored
	Counted         = planner.Counted
	Skipped         = planner.Skipped
)

// Notes collects notes; those with the same text are one, with all their objects.
type Notes struct {
	list []Note
	at   map[noteKey]int
}

// noteKey is a note without its objects.
type noteKey struct {
	kind NoteKind
	text string
}

// Add notes something about an object or, in the notes of a workload, about a
// detail of it; "" is the workload as a whole.
func (n *Notes) Add(kind NoteKind, text, object string) {
	if n.at == nil {
		n.at = map[noteKey]int{}
	}
	key := noteKey{kind, text}
	i, known := n.at[key]
	if !known {
		i = len(n.list)
		n.at[key] = i
		n.list = append(n.list, Note{Kind: kind, Text: text})
	}
	n.list[i].Objects = append(n.list[i].Objects, object)
}

// AddOnce is Add, unless the same is noted already.
func (n *Notes) AddOnce(kind NoteKind, text, object string) {
	if i, known := n.at[noteKey{kind, text}]; !known || !slices.Contains(n.list[i].Objects, object) {
		n.Add(kind, text, object)
	}
}

// Guesses are what was assumed or ignored, a sentence each with its details.
func (n *Notes) Guesses() (all []string) {
	for _, note := range n.list {
		if note.Kind != Assumed && note.Kind != Ignored {
			continue
		}
		details := slices.DeleteFunc(slices.Clone(note.Objects), func(s string) bool { return s == "" })
		if len(details) > 0 {
			note.Text += " (" + strings.Join(details, ", ") + ")"
		}
		all = append(all, note.Text)
	}
	return all
}

// Skip notes an object that is not part of the workload.
func (n *Notes) Skip(why, object string) { n.Add(Skipped, why, object) }

// AddAll adds the notes of a workload under its name.
func (n *Notes) AddAll(of *Notes, workload string) {
	for _, note := range of.list {
		for _, detail := range note.Objects {
			object := workload
			if detail != "" {
				object = workload + " (" + detail + ")"
			}
			n.Add(note.Kind, note.Text, object)
		}
	}
}

// Count is how many objects have notes of a kind.
func (n *Notes) Count(kind NoteKind) (objects int) {
	for _, note := range n.list {
		if note.Kind == kind {
			objects += len(note.Objects)
		}
	}
	return objects
}

// Sorted are the notes by kind; those of one kind stay in their order.
func (n *Notes) Sorted() []Note {
	sorted := slices.Clone(n.list)
	slices.SortStableFunc(sorted, func(a, b Note) int { return int(a.Kind) - int(b.Kind) })
	return sorted
}
