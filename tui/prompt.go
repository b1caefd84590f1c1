package tui

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/scenario"
)

// prompt asks for the name of a file, in the place of the strip.
type prompt struct {
	purpose purpose
	line    *input
	says    status
	// replaces says that the file is there and waits for a yes.
	replaces bool
	choices  []string // that tab found
}

type purpose uint8

const (
	toSave purpose = iota
	toOpen
	toExport
)

var purposes = [...]struct{ title, label, hint string }{
	toSave:   {"Save the scenario", "file: ", "settings, types, filter and order, as podfit -f and every command read them"},
	toOpen:   {"Open a scenario", "file: ", "tab completes; u undoes it"},
	toExport: {"Export the table", "file: ", "the ending says the format: .json, .csv or .md (↑ ↓)"},
}

const scenarioFile = "podfit-scenario.yaml"

// exports are the formats of report by the endings of files.
var exports = []struct{ ending, format string }{{".json", "json"}, {".csv", "csv"}, {".md", "markdown"}}

func (m *Model) startPrompt(p purpose, name string) {
	m.prompt = &prompt{purpose: p, line: newInput(name)}
	m.prompt.says.text = purposes[p].hint
}

func (m *Model) startSave() {
	name := m.session.file
	if name == "" {
		name = scenarioFile
	}
	m.startPrompt(toSave, name)
}

func (m *Model) startOpen() {
	m.startPrompt(toOpen, m.session.file)
	m.prompt.line.replaces = m.session.file != ""
}

func (m *Model) startExport() { m.startPrompt(toExport, "podfit-types"+exports[0].ending) }

func (m *Model) closePrompt() {
	m.prompt = nil
	m.session.disk.drop()
}

// promptTyped: whatever is under way is about another name.
func (m *Model) promptTyped() {
	m.session.disk.drop()
	p := m.prompt
	p.choices = nil
	p.says = status{text: purposes[p.purpose].hint}
	if p.purpose == toExport {
		if _, err := exportFormat(p.line.String()); err != nil {
			p.says = status{text: err.Error(), kind: wrong}
		}
	}
}

func exportFormat(name string) (string, error) {
	for _, e := range exports {
		if strings.EqualFold(filepath.Ext(name), e.ending) {
			return e.format, nil
		}
	}
	return "", errors.New("want a name that ends in .json, .csv or .md")
}

// nextFormat changes the ending of an export.
func (m *Model) nextFormat(by int) {
	p := m.prompt
	if p.purpose != toExport {
		return
	}
	name, at := p.line.String(), 0
	for i, e := range exports {
		if strings.EqualFold(filepath.Ext(name), e.ending) {
			name, at = name[:len(name)-len(e.ending)], i+by
		}
	}
	n := len(exports)
	p.line = newInput(name + exports[(at+n)%n].ending)
	m.promptTyped()
}

// complete lengthens the name as far as there is one way to go on.
func (m *Model) complete() tea.Cmd {
	start, find := m.prompt.line.String(), m.session.files.Complete
	return m.session.disk.ask(func() func(*Model) tea.Cmd {
		found := find(start)
		return func(m *Model) tea.Cmd {
			m.completed(start, found)
			return nil
		}
	})
}

func (m *Model) completed(start string, found []string) {
	p := m.prompt
	if p == nil {
		return
	}
	p.choices = nil
	if len(found) == 0 {
		p.says = status{text: "no file begins with that", kind: wrong}
		return
	}
	common := []rune(found[0])
	for _, name := range found[1:] {
		n := 0
		for i, r := range []rune(name) {
			if i >= len(common) || common[i] != r {
				break
			}
			n++
		}
		common = common[:n]
	}
	if len(common) > len([]rune(start)) {
		p.line = newInput(string(common))
	}
	p.says = status{text: purposes[p.purpose].hint}
	if len(found) > 1 {
		p.choices = found
	}
}

// enterPrompt does what was asked for.
func (m *Model) enterPrompt() tea.Cmd {
	p := m.prompt
	name := strings.TrimSpace(p.line.String())
	if name == "" {
		p.says = status{text: "want the name of a file", kind: wrong}
		return nil
	}
	if p.purpose == toOpen {
		return m.openFile(name)
	}
	text, err := m.written(name)
	if err != nil {
		p.says = status{text: oneLine(err), kind: wrong}
		return nil
	}
	own := p.purpose == toSave && name == m.session.file
	return m.write(name, text, own || p.replaces)
}

// written is what goes into a file of the name.
func (m *Model) written(name string) ([]byte, error) {
	if m.prompt.purpose == toSave {
		return scenario.Write(m.scenario(), m.session.table)
	}
	format, err := exportFormat(name)
	if err != nil {
		return nil, err
	}
	return m.exported(format)
}

func (m *Model) write(name string, text []byte, over bool) tea.Cmd {
	write := m.session.files.Create
	if over {
		write = m.session.files.Replace
	}
	work, purpose := m.work(), m.prompt.purpose
	m.prompt.says = status{text: "writing " + name + " …"}
	return m.session.disk.ask(func() func(*Model) tea.Cmd {
		err := write(name, text)
		return func(m *Model) tea.Cmd { return m.wrote(name, purpose, work, err) }
	})
}

func (m *Model) wrote(name string, p purpose, saved work, err error) tea.Cmd {
	switch {
	case errors.Is(err, fs.ErrExist):
		m.prompt.replaces = true
		m.prompt.says = status{text: name + " is there already: y replaces it, n keeps it", kind: worse}
		return nil
	case err != nil:
		m.prompt.replaces = false
		m.prompt.says = status{text: oneLine(err), kind: wrong}
		return nil
	}
	m.prompt = nil
	if p == toExport {
		m.status = status{text: fmt.Sprintf("exported %s types to %s", thousands(len(m.types.rows)), name), kind: better}
		return nil
	}
	m.session.file, m.session.saved = name, saved
	m.status = status{text: fmt.Sprintf("saved: podfit -f %s starts from it", quote(name)), kind: better}
	if m.unsaved() {
		return nil
	}
	return m.forget()
}

func (m *Model) openFile(name string) tea.Cmd {
	read := m.session.files.Read
	m.prompt.says = status{text: "reading " + name + " …"}
	return m.session.disk.ask(func() func(*Model) tea.Cmd {
		text, err := read(name)
		return func(m *Model) tea.Cmd { return m.opened(name, text, err) }
	})
}

func (m *Model) opened(name string, text []byte, err error) tea.Cmd {
	s, l := scenario.Scenario{}, look{}
	if err == nil {
		s, l, err = m.read(name, text)
	}
	if err != nil {
		m.prompt.says = status{text: oneLine(err), kind: wrong}
		return nil
	}
	m.prompt = nil
	m.replace(&s, l, name, "opening "+name)
	m.session.saved = m.work()
	m.status.text = join("opened "+name+", u undoes it", m.status.text)
	return m.forget()
}

// keepFile goes back from the question whether to replace it.
func (m *Model) keepFile() {
	m.prompt.replaces = false
	m.promptTyped()
}

func (m *Model) drawPrompt() []string {
	r, p := m.layout.strip, m.prompt
	in := r.inner()
	label := " " + purposes[p.purpose].label
	text, _ := p.line.view(in.w - len(label))
	if p.line.replaces {
		text = paint(m.style.selected, text)
	}
	lines := []string{paint(m.style.title, label) + text}
	lines = append(lines, wrapPainted(m.style.of(p.says.kind), " ", p.says.text, in.w)...)
	if len(p.choices) > 0 {
		// Only the last parts differ.
		var names []string
		for _, c := range p.choices {
			names = append(names, filepath.Base(c)+strings.Repeat("/", strings.Count(c[len(c)-1:], "/")))
		}
		lines = append(lines[:1], wrapPainted(m.style.dim, " ", strings.Join(names, "  "), in.w)...)
	}
	return m.style.box(r, purposes[p.purpose].title, true, lines)
}

func (m *Model) promptCell() (x, y int) {
	in := m.layout.strip.inner()
	label := len(purposes[m.prompt.purpose].label) + 1
	_, at := m.prompt.line.view(in.w - label)
	return in.x + label + at, in.y
}

func sessionKeys() []binding {
	return []binding{
		{anywhere, []string{"w"}, "w", "save the session as a scenario file", "", act((*Model).startSave)},
		{anywhere, []string{"o"}, "o", "open a scenario file", "", act((*Model).startOpen)},
		{anywhere, []string{"e"}, "e", "export the table: JSON, CSV, Markdown", "", act((*Model).startExport)},
		{anywhere, []string{"y"}, "y", "the command that gives the same answer", "", (*Model).showCommand},
		{anywhere, []string{"R"}, "R", "resume the session that was left unfinished", "", act((*Model).resume)},
		{inPrompt, []string{"enter"}, "enter", "do it", "do it", (*Model).enterPrompt},
		{inPrompt, []string{"tab"}, "tab", "complete the name", "complete", (*Model).complete},
		{inPrompt, []string{"down"}, "↓", "the next format of an export", "", act(func(m *Model) { m.nextFormat(1) })},
		{inPrompt, []string{"up"}, "↑", "the previous format", "", act(func(m *Model) { m.nextFormat(-1) })},
		{inPrompt, []string{"esc"}, "esc", "leave it", "leave it", act((*Model).closePrompt)},
		{inReplace, []string{"y"}, "y", "replace the file", "replace", (*Model).enterPrompt},
		{inReplace, []string{"n", "esc"}, "n esc", "keep it, and choose another name", "keep it", act((*Model).keepFile)},
		{inCommand, []string{"esc", "enter", "y", "q"}, "esc enter", "close it", "close", act((*Model).closeCommand)},
	}
}
