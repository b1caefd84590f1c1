package tui

import (
	"errors"

	tea "charm.land/bubbletea/v2"
)

// Files is how the screen reaches the disk. All of it runs beside Update and
// may take its time.
type Files struct {
	Read func(name string) ([]byte, error)
	// Create writes a file that must not exist yet (else fs.ErrExist), and
	// Replace one in the place of what is there. Both write all or nothing.
	Create, Replace func(name string, text []byte) error
	// Complete lists the paths that begin with a text, folders with a slash.
	Complete func(start string) []string

	// Recall, Keep and Forget are for notes in the user's state folder. What
	// Recall does not find is fs.ErrNotExist.
	Recall func(note string) ([]byte, error)
	Keep   func(note string, text []byte) error
	Forget func(note string) error
}

// orNone puts a refusal in the place of what is missing.
func (f Files) orNone() Files {
	none := errors.New("this screen has no files")
	if f.Read == nil {
		f.Read = func(string) ([]byte, error) { return nil, none }
	}
	if f.Create == nil {
		f.Create = func(string, []byte) error { return none }
	}
	if f.Replace == nil {
		f.Replace = func(string, []byte) error { return none }
	}
	if f.Complete == nil {
		f.Complete = func(string) []string { return nil }
	}
	return f
}

// hasState says that there is a state folder at all.
func (f *Files) hasState() bool { return f.Recall != nil && f.Keep != nil && f.Forget != nil }

// requests numbers questions to the disk, so that an answer to any but the
// last is dropped.
type requests struct{ last int }

// reply is what came of a request; take tells the model.
type reply struct {
	to     *requests
	number int
	take   func(*Model) tea.Cmd
}

// ask has work done outside Update, and what it returns done inside.
func (r *requests) ask(work func() func(*Model) tea.Cmd) tea.Cmd {
	r.last++
	number := r.last
	return func() tea.Msg { return reply{r, number, work()} }
}

// drop makes the answer that is under way a late one.
func (r *requests) drop() { r.last++ }

func (m *Model) answered(a reply) tea.Cmd {
	if a.number != a.to.last || a.take == nil {
		return nil
	}
	return a.take(m)
}
