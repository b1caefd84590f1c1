package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner/density"
)

// view is one of the pages between which the tabs switch. Other pages lie over
// a view and go back to it.
type view struct {
	key, name, help string
	page            page
}

var views = []view{
	{"1", "Types", "the table, beside the settings", mainPage},
	{"2", "Workload", "the pods to plan for", workloadPage},
	{"3", "Plan", "node groups for the workload", planPage},
	{"4", "Subnets", "the VPC addresses that the plan draws", subnetsPage},
	{"5", "Chart", "RAM over cost of a pod, pods by mode", chartPage},
}

func viewKeys() []binding {
	var all []binding
	for _, v := range views {
		all = append(all, binding{onViews, []string{v.key}, v.key, v.name + ": " + v.help, strings.ToLower(v.name), act(func(m *Model) { m.showView(v.page) })})
	}
	return all
}

func (m *Model) showView(p page) {
	m.page, m.beneath = p, nil
}

// open lays a page over the one in view.
func (m *Model) open(p page) {
	m.beneath = append(slices.Clip(m.beneath), m.page)
	m.page = p
}

func (m *Model) closePage() {
	m.page = mainPage
	if n := len(m.beneath); n > 0 {
		m.page, m.beneath = m.beneath[n-1], m.beneath[:n-1]
	}
}

// on is whether a page is in view or beneath the one that is.
func (m *Model) on(p page) bool { return m.page == p || slices.Contains(m.beneath, p) }

// here is the view in view, whatever lies over it.
func (m *Model) here() page {
	for _, v := range views {
		if v.page != mainPage && m.on(v.page) {
			return v.page
		}
	}
	return mainPage
}

// subject is the type that an explanation is about: the one at the cursor of
// the page from which it was opened.
func (m *Model) subject() *density.Option {
	if m.on(comparePage) {
		return m.compare.selected()
	}
	return m.types.selected()
}

func (m *Model) nextSubject(by int) {
	if m.on(comparePage) {
		m.compare.moveBy(by)
		return
	}
	m.types.moveBy(by)
}

// tab is a view's place in the header.
type tab struct {
	view
	text string
	x    int
	here bool
}

// tabs end before the hint of help. Where they take more than room, only the
// one in view is named.
func (m *Model) tabs(room int) []tab {
	all := m.namedTabs(func(tab) bool { return true })
	if room < tabsWidth(all) {
		all = m.namedTabs(func(t tab) bool { return t.here })
	}
	x := m.layout.width - len(helpHint) - tabsWidth(all)
	for i := range all {
		all[i].x = x
		x += ansi.StringWidth(all[i].text)
	}
	return all
}

func (m *Model) namedTabs(named func(tab) bool) []tab {
	var all []tab
	for _, v := range views {
		t := tab{view: v, here: v.page == m.here(), text: " " + v.key + " "}
		if named(t) {
			t.text += v.name + " "
		}
		all = append(all, t)
	}
	return all
}

func tabsWidth(tabs []tab) (width int) {
	for _, t := range tabs {
		width += ansi.StringWidth(t.text)
	}
	return width
}

// drawTabs has the view at hand in reverse, which every terminal shows.
func (m *Model) drawTabs(tabs []tab) (line string) {
	for _, t := range tabs {
		s := m.style.dim
		if t.here {
			s = m.style.selected
		}
		line += paint(s, t.text)
	}
	return line
}

// clickHeader opens the tab or the help at a cell.
func (m *Model) clickHeader(x int) {
	if x >= m.layout.width-len(helpHint) {
		if m.page != helpPage {
			m.openHelp()
		}
		return
	}
	for _, t := range m.tabs(m.tabRoom()) {
		if x >= t.x && x < t.x+ansi.StringWidth(t.text) {
			m.cancelEdit()
			m.leaveFilter()
			m.showView(t.page)
		}
	}
}
