package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner/density"
	"podfit/planner/report/words"
	"podfit/planner/settings"
)

// explainWide is the width at which sources have a column of their own.
const (
	explainWide  = 140
	explainNames = 20 // the width of names below that
)

func (m *Model) openExplain() {
	if m.subject() != nil {
		m.open(explainPage)
		m.explain.top = 0
	}
}

// causes are the settings behind a type's warnings, each once, in their order.
func (m *Model) causes(o *density.Option) []*settings.Setting {
	var all []*settings.Setting
	for _, w := range words.Warnings(o.Warnings()) {
		if s, ok := m.session.table.Named(w.Setting); ok && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// causeKeys are for the settings behind warnings, in the order of these; digits
// are for the views.
const causeKeys = "abcdfimnp"

// causeHint says which key goes to the setting.
func (m *Model) causeHint(causes []*settings.Setting, name string) string {
	for i, s := range causes {
		if s.Name == name && i < len(causeKeys) {
			return fmt.Sprintf("%c goes to the setting %s", causeKeys[i], s.Title)
		}
	}
	return ""
}

// goToCause goes to the setting of the letter that was pressed.
func (m *Model) goToCause() {
	o := m.subject()
	n := strings.Index(causeKeys, m.pressed)
	if o == nil {
		return
	}
	if all := m.causes(o); n < len(all) {
		m.goToSetting(all[n].Name)
		return
	}
	m.status = status{text: "no warning has that letter"}
}

func (m *Model) scrollPage(lines int) { m.pager().scroll(lines) }

func (m *Model) pageLength() int { return len(m.pager().lines) }

// pager is that of the page in view.
func (m *Model) pager() *pager {
	switch m.page {
	case helpPage:
		return &m.help
	case comparePage:
		return &m.compare.rows
	case chartPage:
		return &m.chart.bars
	case planPage:
		return &m.plan.text
	case subnetsPage:
		return &m.subnets.text
	default:
		return &m.explain
	}
}

// explanation is all about its subject: what will go wrong, then every
// figure with its sum and where it comes from.
func (m *Model) explanation(width int) []string {
	o := m.subject()
	if o == nil {
		return nil
	}
	var lines []string
	causes := m.causes(o)
	for _, w := range words.Warnings(o.Warnings()) {
		for _, l := range wrap("  ", "warning: "+w.Text, width-1) {
			lines = append(lines, paint(m.style.warning, l))
		}
		lines = append(lines, wrap("    ", join(w.Fix, m.causeHint(causes, w.Setting)), width-1)...)
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	if o.DominatedBy != "" {
		lines = append(lines, wrap("  ", "dominated by "+o.DominatedBy+": at least as much RAM per pod for less money a pod", width-1)...)
		lines = append(lines, "")
	}
	return append(lines, m.stepLines(o, width)...)
}

// stepLines are the steps in columns: name, value, sum and source.
func (m *Model) stepLines(o *density.Option, width int) []string {
	all := words.Steps(o)
	apart := width >= explainWide
	names, values, sources := 0, 0, 0
	for _, s := range all {
		names = max(names, ansi.StringWidth(s.Name))
		values = max(values, ansi.StringWidth(words.Figure(s.Value, s.Unit)))
		sources = max(sources, ansi.StringWidth(words.Source(s.Source)))
	}
	if !apart {
		names, sources = min(names, explainNames), 0
	}
	formulas := width - names - values - sources - 9
	var lines []string
	for _, s := range all {
		name := wrap("", s.Name, names)
		formula := wrap("", s.Formula, formulas)
		source := words.Source(s.Source)
		if !apart {
			for _, l := range wrap("", source, formulas) {
				formula = append(formula, paint(m.style.dim, l))
			}
			source = ""
		}
		for i := range max(len(name), len(formula)) {
			value := ""
			if i == 0 {
				value = words.Figure(s.Value, s.Unit)
			} else {
				source = ""
			}
			lines = append(lines, "  "+fit(at(name, i), names)+"  "+paint(m.style.title, fitRight(value, values))+"  "+
				fit(at(formula, i), formulas)+"   "+paint(m.style.dim, source))
		}
	}
	return lines
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// wrap breaks a text into lines of at most width cells, each indented.
func wrap(indent, text string, width int) []string {
	width = max(1, width-len(indent))
	var lines []string
	for line := range strings.SplitSeq(ansi.Wrap(text, width, ""), "\n") {
		lines = append(lines, indent+strings.TrimSpace(line))
	}
	return lines
}

func (m *Model) drawExplain() []string {
	title := ""
	if o := m.subject(); o != nil {
		title = o.Type.Name + " · where the figures come from"
	}
	return m.drawPage(&m.explain, title)
}

func (m *Model) drawPage(p *pager, title string) []string {
	visible := p.visible()
	if len(visible) < len(p.lines) {
		title += " " + scrollMark(p.top, p.top+len(visible), len(p.lines))
	}
	return m.style.box(m.layout.body, title, true, visible)
}
