package tui

import (
	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
)

// Model is the whole screen. Panes are plain structs, and the files named
// after them hold what the model does with each.
type Model struct {
	style  style
	keys   []binding
	layout layout
	focus  pane
	page   page
	// beneath are the pages to go back to, the last first to come.
	beneath []page
	// status is what the last key said; the next key clears it.
	status status

	// settings are shared with options: they are replaced, never changed.
	settings *planner.Settings
	// workload is replaced as well, never changed.
	workload  *planner.Workloads
	beside    *beside
	catalogue catalogue
	// options are all types under the settings, in the order of the catalogue.
	options []density.Option

	form    form
	types   types
	explain pager
	picker  picker
	help    pager
	marks   marks
	compare compare
	chart   chart
	pods    pods
	plan    planPane
	subnets subnets
	live    live

	session session
	history history
	// Boxes over the page, at most one of them open.
	prompt  *prompt
	palette *palette
	shown   string // the command, while it is shown
	daemons daemons
	pressed string // the key that is being handled

	first  tea.Cmd // besides what every screen begins with
	viewed func()  // is told of every frame that a program asks for
}

// pane is one that can have the focus.
type pane uint8

const (
	typesPane pane = iota
	settingsPane
)

// page is what fills the screen's middle.
type page uint8

const (
	mainPage page = iota
	explainPage
	helpPage
	columnsPage
	comparePage
	chartPage
	daemonSetsPage
	workloadPage
	planPage
	subnetsPage
)

// New is the screen before its first size is known.
func New(c Config) Model {
	s := c.Settings
	m := Model{
		style:     newStyle(c.NoColor, true),
		keys:      keyTable(),
		settings:  &s,
		workload:  &c.Workload,
		plan:      newPlan(),
		subnets:   subnets{growth: usualGrowth},
		beside:    &beside{c.Subnets, c.PodSubnets, c.Fargate},
		live:      newLive(c.Live),
		catalogue: newCatalogue(c.Lookups),
		form:      newForm(c.Table),
		types:     newTypes(),
		session:   newSession(c),
	}
	m.evaluate()
	m.begin(c)
	if c.LiveAtOnce {
		m.first = m.toggleLive()
	}
	return m
}

// Init asks the terminal for its background, which decides between two
// palettes, and the state folder for what earlier runs left.
func (m Model) Init() tea.Cmd { return tea.Batch(tea.RequestBackgroundColor, m.recall(), m.first) }

// Update takes in one message.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	replan := m.replan()
	m.arrangePanes()
	return m, tea.Batch(cmd, m.watch(), replan)
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.layout.width, m.layout.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.style = newStyle(m.style.noColor, msg.IsDark())
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		m.paste(msg.Content)
	case tea.MouseClickMsg:
		return m.click(msg.Mouse())
	case reply:
		return m.answered(msg)
	case settled:
		return m.settled(msg)
	case kept:
		return m.autosaved(msg)
	case heard:
		return m.hear(msg)
	case tea.MouseWheelMsg:
		m.wheel(msg.Mouse())
	}
	return nil
}

// arrangePanes gives every pane its rectangle, and lists their heights.
func (m *Model) arrangePanes() {
	m.layout = newLayout(m.layout.width, m.layout.height, m.focus)
	m.form.show(m.layout.settings.inner().h)
	m.types.list.show(len(m.types.rows), m.layout.types.inner().h-tableHead)
	m.arrangePalette()
	m.arrangeDaemonSets()
	body := m.layout.body.inner()
	switch m.page {
	case explainPage:
		m.explain.show(m.explanation(body.w), body.h)
	case comparePage:
		m.arrangeCompare()
	case chartPage:
		m.arrangeChart()
	case workloadPage:
		m.arrangeWorkload()
	case planPage:
		m.arrangePlan()
	case subnetsPage:
		m.arrangeSubnets()
	case columnsPage:
		m.picker.list.show(len(m.picker.names), body.h)
	case helpPage:
		m.help.show(m.helpLines(body.w), body.h)
	}
}

// evaluate works everything out anew under the settings.
func (m *Model) evaluate() {
	m.catalogue.open(m.settings.Region)
	m.options = m.catalogue.evaluate(m.settings)
	m.types.fill(m.options)
}

// option is a type's, whether the table shows it or not.
func (m *Model) option(name string) *density.Option {
	for i := range m.options {
		if m.options[i].Type.Name == name {
			return &m.options[i]
		}
	}
	return nil
}
