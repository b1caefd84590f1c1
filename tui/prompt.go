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

// promptLabel stands before the name.
const promptLabel = " file: "

func (m *Model) promptTitle() string {
	switch m.prompt.purpose {
	case toSave:
		return "Save the scenario"
	case toOpen:
		return "Open a scenario"
	}
	switch b := m.chart.basis; {
	case m.asking() == comparePage:
		return "Export the types side by side"
	case m.asking() == chartPage && b != asBought:
		return "Export the table, bought " + b.text(m.settings)
	}
	return "Export the table"
}

// promptHint says what enter does.
func (m *Model) promptHint() string {
	switch m.prompt.purpose {
	case toSave:
		return m.savedWords() + ", as podfit -f and every command read them"
	case toOpen:
		return "tab completes; u undoes it"
	}
	format := "the ending says the format: .json, .csv or .md (↑ ↓)"
	if m.asking() == comparePage {
		return fmt.Sprintf("these %s alone; %s", countTypes(len(m.compare.contenders)), format)
	}
	return format
}

// savedWords are what a scenario file holds of the session: types or a filter,
// never both.
func (m *Model) savedWords() string {
	switch {
	case m.keepsOpened():
		return "settings, workload, order and the types as the file had them"
	case len(m.marks) > 0:
		return fmt.Sprintf("settings, workload, order and the %d marked, without the filter", len(m.marks))
	case m.sessionFilter() != "":
		return "settings, workload, order and filter"
	}
	return "settings and order"
}

const scenarioFile = "podfit-scenario.yaml"

// exports are the formats of report by the endings of files.
var exports = []struct{ ending, format string }{{".json", "json"}, {".csv", "csv"}, {".md", "markdown"}}

func (m *Model) startPrompt(p purpose, name string) {
	m.prompt = &prompt{purpose: p, line: newInput(name)}
	m.prompt.says.text = m.promptHint()
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
	p.says = status{text: m.promptHint()}
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
	p.says = status{text: m.promptHint()}
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
	text, done, err := m.written(name)
	if err != nil {
		p.says = status{text: oneLine(err), kind: wrong}
		return nil
	}
	own := p.purpose == toSave && name == m.session.file
	return m.write(name, text, done, own || p.replaces)
}

// written is what goes into a file of the name, and what to say once it did.
func (m *Model) written(name string) (text []byte, done string, err error) {
	if m.prompt.purpose == toSave {
		text, err = scenario.Write(m.scenario(), m.session.table)
		return text, fmt.Sprintf("saved: podfit -f %s starts from it", quote(name)), err
	}
	format, err := exportFormat(name)
	if err != nil {
		return nil, "", err
	}
	text, types, err := m.exported(format)
	return text, fmt.Sprintf("exported %s to %s", countTypes(types), name), err
}

func (m *Model) write(name string, text []byte, done string, over bool) tea.Cmd {
	write := m.session.files.Create
	if over {
		write = m.session.files.Replace
	}
	work := m.work()
	m.prompt.says = status{text: "writing " + name + " …"}
	return m.session.disk.ask(func() func(*Model) tea.Cmd {
		err := write(name, text)
		return func(m *Model) tea.Cmd { return m.wrote(name, done, work, err) }
	})
}

func (m *Model) wrote(name, done string, saved work, err error) tea.Cmd {
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
	p := m.prompt.purpose
	m.prompt, m.status = nil, status{text: done, kind: better}
	if p == toExport {
		return nil
	}
	m.session.file, m.session.saved = name, saved
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
	text, _ := p.line.view(in.w - len(promptLabel))
	if p.line.replaces {
		text = paint(m.style.selected, text)
	}
	lines := []string{paint(m.style.title, promptLabel) + text}
	lines = append(lines, wrapPainted(m.style.of(p.says.kind), " ", p.says.text, in.w)...)
	if len(p.choices) > 0 {
		// Only the last parts differ.
		var names []string
		for _, c := range p.choices {
			names = append(names, filepath.Base(c)+strings.Repeat("/", strings.Count(c[len(c)-1:], "/")))
		}
		lines = append(lines[:1], wrapPainted(m.style.dim, " ", strings.Join(names, "  "), in.w)...)
	}
	return m.style.box(r, m.promptTitle(), true, lines)
}

func (m *Model) promptCell() (x, y int) {
	in := m.layout.strip.inner()
	_, at := m.prompt.line.view(in.w - len(promptLabel))
	return in.x + len(promptLabel) + at, in.y
}

func sessionKeys() []binding {
	return []binding{
		{anywhere, []string{"w"}, "w", "save the session as a scenario file", "save", act((*Model).startSave)},
		{anywhere, []string{"o"}, "o", "open a scenario file", "", act((*Model).startOpen)},
		{anywhere, []string{"e"}, "e", "export what is shown: JSON, CSV, Markdown", "export", act((*Model).startExport)},
		{anywhere, []string{"y"}, "y", "the command that gives the same answer", "command", (*Model).showCommand},
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
