package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/planner/settings"
)

// daemonSetSetting is the setting that has a page instead of a line.
const daemonSetSetting = "daemonset"

// daemons is the page of the named DaemonSets: a table of them, of which each
// cell is edited in its place. The DaemonSets themselves are in the settings.
type daemons struct {
	list   list
	column int
	cell   *input // the text of the cell at the cursor, while it is typed
	// picking is the list of presets, while one is chosen.
	picking *presets
}

// Columns of the page.
const (
	nameColumn = iota
	cpuColumn
	memoryColumn
	hostColumn
	securityColumn
	daemonColumns
)

var daemonHeadings = [daemonColumns]string{"NAME", "CPU", "MEMORY", "HOST-NET", "SG"}

func (m *Model) openDaemonSets() {
	m.open(daemonSetsPage)
	m.daemons.cell, m.daemons.picking = nil, nil
}

func (m *Model) daemonSetting() *settings.Setting {
	s, _ := m.session.table.Named(daemonSetSetting)
	return s
}

func (m *Model) daemonSets() []planner.DaemonSet { return m.settings.DaemonSets }

// daemonCells are a DaemonSet as the columns show it.
func daemonCells(ds *planner.DaemonSet) [daemonColumns]string {
	c := [daemonColumns]string{ds.Name, settings.CPUText(ds.Request.CPU), settings.MemoryText(ds.Request.Memory), "no", "no"}
	if ds.HostNetwork {
		c[hostColumn] = "yes"
	}
	if ds.SecurityGroups {
		c[securityColumn] = "yes"
	}
	return c
}

// spec is what the setting takes for the cells.
func spec(c [daemonColumns]string) string {
	text := fmt.Sprintf("name=%s,cpu=%s,memory=%s", strings.TrimSpace(c[nameColumn]), strings.TrimSpace(c[cpuColumn]), strings.TrimSpace(c[memoryColumn]))
	if c[hostColumn] == "yes" {
		text += ",host-network"
	}
	if c[securityColumn] == "yes" {
		text += ",security-groups"
	}
	return text
}

// cellNames are what a sentence calls the columns, and what a spec does.
var cellNames = [daemonColumns]struct{ name, attribute string }{
	{"name", "name"}, {"CPU", "cpu"}, {"memory", "memory"}, {"host network", "host-network"}, {"security groups", "security-groups"},
}

// setDaemonSets puts specs in the place of all DaemonSets.
func (m *Model) setDaemonSets(specs []string) bool {
	s := m.daemonSetting()
	return m.change(s, func(to *planner.Settings) error { return s.Set(to, specs...) })
}

// withCell is the specs with the cell at the cursor changed.
func (m *Model) withCell(text string) []string {
	specs := m.daemonSetting().Values(m.settings)
	d := &m.daemons
	if d.list.cursor >= len(specs) {
		return specs
	}
	c := daemonCells(&m.settings.DaemonSets[d.list.cursor])
	c[d.column] = text
	specs[d.list.cursor] = spec(c)
	return specs
}

// changeCell types the cell at the cursor, or turns its switch.
func (m *Model) changeCell() {
	d := &m.daemons
	if d.list.cursor >= len(m.daemonSets()) {
		m.pickPreset()
		return
	}
	text := daemonCells(&m.settings.DaemonSets[d.list.cursor])[d.column]
	switch {
	case d.column < hostColumn:
		d.cell = newInput(text)
		d.cell.replaces = true
		m.status = status{text: daemonUsage}
	case text == "yes":
		m.setDaemonSets(m.withCell("no"))
	default:
		m.setDaemonSets(m.withCell("yes"))
	}
}

const daemonUsage = "what it requests on every node: CPU as 250m or 2, memory as 512Mi or 4Gi; tab goes on to the next"

// cellTyped tries the value on a copy, so that what is wrong shows while typing.
func (m *Model) cellTyped() {
	s, next := m.daemonSetting(), *m.settings
	specs := m.withCell(m.daemons.cell.String())
	err := try(&next, func(to *planner.Settings) error { return s.Set(to, specs...) })
	if err != nil || m.daemons.torn() {
		m.refuseCell(err)
		return
	}
	m.status = status{text: daemonUsage}
}

// torn says that the cell holds a comma, which parts the attributes of a spec.
func (d *daemons) torn() bool { return d.cell != nil && strings.Contains(d.cell.String(), ",") }

// refuseCell says what is wrong with a cell, of which the error names the whole
// attribute.
func (m *Model) refuseCell(err error) {
	d := &m.daemons
	said := "want no comma"
	if !d.torn() {
		attribute := cellNames[d.column].attribute + "=" + strings.TrimSpace(d.cell.String())
		said = strings.TrimPrefix(err.Error(), fmt.Sprintf("%q: ", attribute))
	}
	m.status = status{text: cellNames[d.column].name + ": " + said, kind: wrong}
}

// daemonDifference names what differs between two lists of DaemonSets.
func daemonDifference(before, after []planner.DaemonSet) string {
	var parts []string
	found := make([]bool, len(before)) // in after
	for i := range after {
		from := sameDaemonSet(before, after, i)
		if from < 0 {
			parts = append(parts, "+ "+after[i].Name)
			continue
		}
		found[from] = true
		if cells := cellDifference(&before[from], &after[i]); cells != "" {
			parts = append(parts, after[i].Name+" "+cells)
		}
	}
	for i := range before {
		if !found[i] {
			parts = append(parts, "− "+before[i].Name)
		}
	}
	switch n := len(parts); {
	case n == 0:
		return "DaemonSets in another order"
	case n > 2:
		return fmt.Sprintf("%d DaemonSets", n)
	}
	return "DaemonSet " + strings.Join(parts, ", ")
}

// sameDaemonSet finds what an item of a list was before; -1 where it is new.
// One that has another name in the same place was renamed.
func sameDaemonSet(before, after []planner.DaemonSet, i int) int {
	if i < len(before) && before[i].Name == after[i].Name {
		return i
	}
	if k := slices.IndexFunc(before, func(ds planner.DaemonSet) bool { return ds.Name == after[i].Name }); k >= 0 {
		return k
	}
	if len(before) == len(after) && !named(after, before[i].Name) {
		return i
	}
	return -1
}

func named(all []planner.DaemonSet, name string) bool {
	return slices.ContainsFunc(all, func(ds planner.DaemonSet) bool { return ds.Name == name })
}

func cellDifference(before, after *planner.DaemonSet) string {
	was, is := daemonCells(before), daemonCells(after)
	var parts []string
	for i := range was {
		if was[i] != is[i] {
			parts = append(parts, fmt.Sprintf("%s %s → %s", cellNames[i].name, was[i], is[i]))
		}
	}
	return strings.Join(parts, ", ")
}

// finishCell stays in the cell while its text makes no sense.
func (m *Model) finishCell() bool {
	if m.daemons.torn() {
		m.refuseCell(nil)
		return false
	}
	if !m.setDaemonSets(m.withCell(m.daemons.cell.String())) {
		return false
	}
	m.daemons.cell = nil
	return true
}

// nextCell finishes a cell and types the one to its right.
func (m *Model) nextCell() {
	if !m.finishCell() {
		return
	}
	m.moveCell(1)
	if m.daemons.column < hostColumn {
		m.changeCell()
	}
}

func (m *Model) moveCell(by int) {
	m.daemons.column = max(0, min(m.daemons.column+by, daemonColumns-1))
}

// newDaemonSet adds one that requests nothing, and types its name.
func (m *Model) newDaemonSet() {
	specs := append(m.daemonSetting().Values(m.settings), "name=daemonset,cpu=0,memory=0")
	if !m.setDaemonSets(specs) {
		return
	}
	m.atLastDaemonSet()
	m.daemons.column = nameColumn
	m.changeCell()
}

func (m *Model) atLastDaemonSet() {
	n := len(m.daemonSets())
	m.daemons.list.len = n
	m.daemons.list.moveTo(n - 1)
}

func (m *Model) removeDaemonSet() {
	i := m.daemons.list.cursor
	if i >= len(m.daemonSets()) {
		return
	}
	name := m.settings.DaemonSets[i].Name
	specs := m.daemonSetting().Values(m.settings)
	if m.setDaemonSets(slices.Delete(specs, i, i+1)) {
		m.status.text = join(name+" removed, u undoes it", m.status.text)
	}
}

// nameWidth is what the other columns leave.
func nameWidth(width int) int { return max(12, min(width-40, 40)) }

func daemonRow(c [daemonColumns]string, width int) string {
	return fit(c[nameColumn], nameWidth(width)) + " " + fitRight(c[cpuColumn], 8) + " " + fitRight(c[memoryColumn], 9) +
		"  " + fit(c[hostColumn], 8) + "  " + fit(c[securityColumn], 4)
}

// columnAt is where a column begins, and how wide it is.
func columnAt(column, width int) (x, w int) {
	name := nameWidth(width)
	x = []int{0, name + 1, name + 10, name + 21, name + 31}[column]
	return x, []int{name, 8, 9, 8, 4}[column]
}

func (m *Model) drawDaemonSets() []string {
	if m.daemons.picking != nil {
		return m.drawPresets()
	}
	in := m.layout.body.inner()
	lines := []string{paint(m.style.title, "  "+daemonRow(daemonHeadings, in.w))}
	from, to := m.daemons.list.visible()
	for i := from; i < to; i++ {
		lines = append(lines, m.daemonLine(i, in.w))
	}
	if len(m.daemonSets()) == 0 {
		lines = append(lines, "", "  none yet: a adds from the presets, n by hand")
	}
	for len(lines) < in.h-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:max(1, in.h-1)], paint(m.style.dim, "  "+m.daemonTotals()))
	title := "DaemonSets"
	if to-from < len(m.daemonSets()) {
		title += " " + scrollMark(from, to, len(m.daemonSets()))
	}
	return m.style.box(m.layout.body, title, true, lines)
}

// daemonLine has the cell at the cursor reversed.
func (m *Model) daemonLine(i, width int) string {
	c := daemonCells(&m.settings.DaemonSets[i])
	if i != m.daemons.list.cursor {
		return "  " + daemonRow(c, width)
	}
	row := daemonRow(c, width)
	x, w := columnAt(m.daemons.column, width)
	left, cell, right := fit(ansi.Cut(row, 0, x), x), ansi.Cut(row, x, x+w), ansi.Cut(row, x+w, width)
	if in := m.daemons.cell; in != nil {
		text, _ := in.view(w)
		cell = fit(text, w)
		if !in.replaces {
			return paint(m.style.current, "▸ "+left) + cell + paint(m.style.current, right)
		}
	}
	return paint(m.style.current, "▸ "+left) + paint(m.style.selected, cell) + paint(m.style.current, right)
}

// daemonTotals is what they take of every node.
func (m *Model) daemonTotals() string {
	const always = "; aws-node and kube-proxy come besides"
	all := m.daemonSets()
	unnamed := ""
	if n := m.settings.UnnamedDaemonSets; n > 0 {
		unnamed = fmt.Sprintf(", and %d unnamed", n)
	}
	if len(all) == 0 {
		return "none named" + unnamed + always
	}
	var sum planner.Resources
	for _, ds := range all {
		sum.CPU += ds.Request.CPU
		sum.Memory += ds.Request.Memory
	}
	return fmt.Sprintf("%d with %s CPU and %s on every node%s%s", len(all), words.CPU(sum.CPU), words.Memory(sum.Memory), unnamed, always)
}

// daemonCount tells those that take a pod's address from those that do not.
func daemonCount(all []planner.DaemonSet) string {
	host := 0
	for _, ds := range all {
		if ds.HostNetwork {
			host++
		}
	}
	if host == 0 {
		return fmt.Sprint(len(all))
	}
	return fmt.Sprintf("%d + %d host", len(all)-host, host)
}

func (m *Model) arrangeDaemonSets() {
	if m.page != daemonSetsPage {
		return
	}
	h := m.layout.body.inner().h
	m.daemons.list.show(len(m.daemonSets()), h-2)
	if p := m.daemons.picking; p != nil {
		p.list.show(len(p.shown), h-2)
	}
}

// daemonCell is where the cursor of what is typed on the page stands.
func (m *Model) daemonCell() (x, y int) {
	in := m.layout.body.inner()
	if p := m.daemons.picking; p != nil {
		_, at := p.line.view(in.w - len(presetPrompt))
		return in.x + len(presetPrompt) + at, in.y
	}
	d := &m.daemons
	column, w := columnAt(d.column, in.w)
	_, at := d.cell.view(w)
	return in.x + 2 + column + at, in.y + 1 + d.list.cursor - d.list.top
}

func daemonKeys() []binding {
	move := func(n int) func(*Model) { return func(m *Model) { m.daemons.list.moveTo(m.daemons.list.cursor + n) } }
	pick := func(n int) func(*Model) {
		return func(m *Model) { m.daemons.picking.list.moveTo(m.daemons.picking.list.cursor + n) }
	}
	return []binding{
		{inDaemonSets, []string{"up", "k"}, "↑ k", "previous DaemonSet", "", act(move(-1))},
		{inDaemonSets, []string{"down", "j"}, "↓ j", "next DaemonSet", "", act(move(1))},
		{inDaemonSets, []string{"left", "h"}, "← h", "previous column", "", act(func(m *Model) { m.moveCell(-1) })},
		{inDaemonSets, []string{"right", "l", "tab"}, "→ l", "next column", "", act(func(m *Model) { m.moveCell(1) })},
		{inDaemonSets, []string{"enter", "space"}, "enter", "change the cell", "change", act((*Model).changeCell)},
		{inDaemonSets, []string{"a"}, "a", "add from the presets", "add preset", act((*Model).pickPreset)},
		{inDaemonSets, []string{"n"}, "n", "add one by hand", "new", act((*Model).newDaemonSet)},
		{inDaemonSets, []string{"x", "delete", "backspace"}, "x ⌫", "remove it", "remove", act((*Model).removeDaemonSet)},
		{inDaemonSets, []string{"esc", "q"}, "esc q", "back to the settings", "back", act((*Model).closePage)},
		{inCell, []string{"enter"}, "enter", "set the value", "set", act(func(m *Model) { m.finishCell() })},
		{inCell, []string{"tab"}, "tab", "set it and type the next", "next", act((*Model).nextCell)},
		{inCell, []string{"esc"}, "esc", "leave it as it was", "cancel", act(func(m *Model) { m.daemons.cell = nil })},
		{inPresets, []string{"enter"}, "enter", "add the preset", "add", act((*Model).addPreset)},
		{inPresets, []string{"up"}, "↑", "previous preset", "", act(pick(-1))},
		{inPresets, []string{"down"}, "↓", "next preset", "", act(pick(1))},
		{inPresets, []string{"esc"}, "esc", "add none", "back", act(func(m *Model) { m.daemons.picking = nil })},
	}
}
