package tui

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// pods is the view of the workload: a table of its kinds of pods, of which each
// cell is edited in its place.
type pods struct {
	list        list
	column      int
	firstColumn int    // in view beside the name
	cell        *input // the text of the cell at the cursor, while it is typed
	quick       *quick // the workload in four figures, while they are typed
}

// podColumn is a column of the table, and the key that a scenario has it by.
type podColumn struct {
	heading, key string
	width        int
	switched     bool // yes or no, without typing
	usage        string
	text         func(*planner.Workload) string
}

// podColumns begin with the name, whose width is what the others leave.
var podColumns = []podColumn{
	{"NAME", "name", 0, false, "what the pods are called, as in web or shop/web", func(k *planner.Workload) string { return k.Name }},
	{"PODS", "replicas", 7, false, "how many pods of the kind", func(k *planner.Workload) string { return strconv.Itoa(k.Replicas) }},
	{"CPU", "cpu", 6, false, "what each requests: 250m or 2", func(k *planner.Workload) string { return requested(k, settings.CPUText(k.Request.CPU)) }},
	{"MEMORY", "memory", 7, false, "what each requests: 512Mi or 4Gi", func(k *planner.Workload) string { return requested(k, settings.MemoryText(k.Request.Memory)) }},
	{"SG", "securityGroups", 3, true, "security groups of its own, for which each takes a branch ENI", func(k *planner.Workload) string { return yesNo(k.SecurityGroups) }},
	{"HOST", "hostNetwork", 4, true, "on the host network, where it takes no address", func(k *planner.Workload) string { return yesNo(k.HostNetwork) }},
	{"1/NODE", "onePerNode", 6, true, "at most one of the kind on a node", func(k *planner.Workload) string { return yesNo(k.OnePerNode) }},
	{"VOLS", "volumes", 4, false, "EBS volumes of each pod", func(k *planner.Workload) string { return orDot(int64(k.Volumes)) }},
	{"GPUS", scenario.GPUsKey, 4, false, "GPUs of each pod", func(k *planner.Workload) string { return orDot(k.Extended[planner.GPUResource]) }},
	{"HOURS", "hoursPerMonth", 5, false, "hours a month that each runs; 0 is all of them", func(k *planner.Workload) string {
		if k.HoursPerMonth == 0 {
			return "all"
		}
		return strconv.FormatFloat(k.HoursPerMonth, 'f', -1, 64)
	}},
}

// requested tells pods that request nothing from those of which it is not known.
func requested(k *planner.Workload, text string) string {
	if k.NoRequests {
		return "none"
	}
	return text
}

func yesNo(on bool) string {
	if on {
		return "yes"
	}
	return "·"
}

func orDot(n int64) string {
	if n == 0 {
		return "·"
	}
	return strconv.FormatInt(n, 10)
}

func countKinds(n int) string {
	if n == 1 {
		return "1 kind of pods"
	}
	return fmt.Sprintf("%d kinds of pods", n)
}

func sameWorkload(a, b *planner.Workloads) bool {
	return a == b || len(*a) == 0 && len(*b) == 0 || reflect.DeepEqual(*a, *b)
}

// takeWorkload adopts a new workload and remembers the old.
func (m *Model) takeWorkload(w planner.Workloads, what string) {
	m.history.add(change{what, moment{settings: m.settings, workload: m.workload}, moment{settings: m.settings, workload: &w}})
	m.workload = &w
}

// podKind is the one at the cursor; nil where the table is empty.
func (m *Model) podKind() *planner.Workload {
	if i := m.pods.list.cursor; i < len(*m.workload) {
		return &(*m.workload)[i]
	}
	return nil
}

func (m *Model) podColumn() *podColumn { return &podColumns[m.pods.column] }

// withPodCell is the workload with the cell at the cursor changed.
func (m *Model) withPodCell(text string) (planner.Workloads, error) {
	w := slices.Clone(*m.workload)
	if err := scenario.SetWorkloadKey(&w[m.pods.list.cursor], m.podColumn().key, text); err != nil {
		return nil, err
	}
	return w, scenario.CheckWorkload(w)
}

func (m *Model) refusePodCell(err error) {
	m.status = status{text: m.podColumn().heading + ": " + err.Error(), kind: wrong}
}

// setPodCell says whether the text made sense; what it was before, is undone.
func (m *Model) setPodCell(text string) bool {
	if m.podKind() == nil {
		return true
	}
	w, err := m.withPodCell(text)
	if err != nil {
		m.refusePodCell(err)
		return false
	}
	c, before := m.podColumn(), m.podKind()
	was, is := c.text(before), c.text(&w[m.pods.list.cursor])
	if was != is {
		m.takeWorkload(w, fmt.Sprintf("%s %s %s → %s", before.Name, c.heading, was, is))
	}
	m.status = m.podWarning(m.podKind())
	return true
}

// podWarning is what the settings make impossible for a kind.
func (m *Model) podWarning(k *planner.Workload) status {
	if k.SecurityGroups && !m.settings.CNI.SecurityGroupsForPods {
		return status{text: "security groups for pods are off in the settings: until they are on, such pods fit nowhere", kind: worse}
	}
	return status{}
}

// changePodCell types the cell at the cursor, or turns its switch.
func (m *Model) changePodCell() {
	k, c := m.podKind(), m.podColumn()
	switch {
	case k == nil:
		m.newPodKind()
	case c.switched && c.text(k) == "yes":
		m.setPodCell("false")
	case c.switched:
		m.setPodCell("true")
	default:
		text := c.text(k)
		if text == "·" || text == "none" || text == "all" {
			text = "0"
		}
		m.pods.cell = newInput(text)
		m.pods.cell.replaces = true
		m.podUsage()
	}
}

func (m *Model) podUsage() {
	m.status = status{text: m.podColumn().heading + ": " + m.podColumn().usage}
}

// podCellTyped tries the value, so that what is wrong shows while typing.
func (m *Model) podCellTyped() {
	if _, err := m.withPodCell(m.podText()); err != nil {
		m.refusePodCell(err)
		return
	}
	m.podUsage()
}

func (m *Model) podText() string { return strings.TrimSpace(m.pods.cell.String()) }

// finishPodCell stays in the cell while its text makes no sense.
func (m *Model) finishPodCell() bool {
	if !m.setPodCell(m.podText()) {
		return false
	}
	m.pods.cell = nil
	return true
}

// nextPodCell finishes a cell and types the one to its right.
func (m *Model) nextPodCell() {
	if !m.finishPodCell() || m.pods.column == len(podColumns)-1 {
		return
	}
	m.movePodCell(1)
	if !m.podColumn().switched {
		m.changePodCell()
	}
}

func (m *Model) movePodCell(by int) {
	m.pods.column = max(0, min(m.pods.column+by, len(podColumns)-1))
}

// newPodKind adds one as the mean pod of the settings is, and types its name.
func (m *Model) newPodKind() {
	k := planner.Workload{Name: m.freeName("pods"), Replicas: 1, Request: planner.Resources{CPU: m.settings.Pod.CPU, Memory: m.settings.Pod.Memory}}
	if k.Request == (planner.Resources{}) {
		k.Request = usualRequest
	}
	w := append(slices.Clone(*m.workload), k)
	if err := scenario.CheckWorkload(w); err != nil {
		m.status = status{text: err.Error(), kind: wrong}
		return
	}
	m.takeWorkload(w, k.Name+" added")
	m.pods.list.len = len(w)
	m.pods.list.moveTo(len(w) - 1)
	m.pods.column = 0
	m.changePodCell()
}

// usualRequest is what a new kind requests where the settings have no mean pod.
var usualRequest = planner.Resources{CPU: 250, Memory: 512 * planner.MiB}

func (m *Model) freeName(name string) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(*m.workload, func(k planner.Workload) bool { return k.Name == name })
	}
	free := name
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	return free
}

func (m *Model) removePodKind() {
	k := m.podKind()
	if k == nil {
		return
	}
	name, i := k.Name, m.pods.list.cursor
	m.takeWorkload(slices.Delete(slices.Clone(*m.workload), i, i+1), name+" removed")
	m.status = status{text: name + " removed, u undoes it"}
}

// workloadSum is all of it in one line.
func (m *Model) workloadSum() string {
	w := *m.workload
	n, all := w.Sum()
	with := 0
	for i := range w {
		if w[i].SecurityGroups {
			with += w[i].Replicas
		}
	}
	kinds := "1 kind"
	if len(w) != 1 {
		kinds = fmt.Sprintf("%d kinds", len(w))
	}
	text := fmt.Sprintf("%s · %s pods · %s CPU · %s", kinds, thousands(n), words.Cores(all.CPU), words.GiB(all.Memory))
	if with > 0 {
		text += fmt.Sprintf(" · %s with SG", thousands(with))
	}
	return text
}

func workloadKeys() []binding {
	move := func(n int) func(*Model) { return func(m *Model) { m.pods.list.moveTo(m.pods.list.cursor + n) } }
	page := func(n int) func(*Model) { return func(m *Model) { move(n * m.pods.list.page())(m) } }
	return []binding{
		{inWorkload, []string{"up", "k"}, "↑ k", "previous kind", "", act(move(-1))},
		{inWorkload, []string{"down", "j"}, "↓ j", "next kind", "", act(move(1))},
		{inWorkload, []string{"pgup"}, "PgUp", "a page up", "", act(page(-1))},
		{inWorkload, []string{"pgdown"}, "PgDn", "a page down", "", act(page(1))},
		{inWorkload, []string{"home", "g"}, "Home g", "first kind", "", act(func(m *Model) { m.pods.list.moveTo(0) })},
		{inWorkload, []string{"end", "G"}, "End G", "last kind", "", act(func(m *Model) { m.pods.list.moveTo(m.pods.list.len) })},
		{inWorkload, []string{"left", "h", "shift+tab"}, "← h", "previous column", "", act(func(m *Model) { m.movePodCell(-1) })},
		{inWorkload, []string{"right", "l", "tab"}, "→ l", "next column", "", act(func(m *Model) { m.movePodCell(1) })},
		{inWorkload, []string{"enter", "space"}, "enter", "type the cell, or turn its switch", "change", act((*Model).changePodCell)},
		{inWorkload, []string{"n"}, "n", "add a kind of pods", "new kind", act((*Model).newPodKind)},
		{inWorkload, []string{"x", "delete", "backspace"}, "x ⌫", "remove the kind", "remove", act((*Model).removePodKind)},
		{inWorkload, []string{"b"}, "b", "make a workload of four figures, in place of this one", "quick", act((*Model).startQuick)},
		{inWorkload, []string{"esc"}, "esc", "the types", "", act(func(m *Model) { m.showView(mainPage) })},
		{inPodCell, []string{"enter"}, "enter", "set the value", "set", act(func(m *Model) { m.finishPodCell() })},
		{inPodCell, []string{"tab"}, "tab", "set it and type the next", "next", act((*Model).nextPodCell)},
		{inPodCell, []string{"esc"}, "esc", "leave it as it was", "cancel", act(func(m *Model) { m.pods.cell = nil })},
		{inQuick, []string{"down", "tab"}, "↓ tab", "next figure", "next", act(func(m *Model) { m.moveQuick(1) })},
		{inQuick, []string{"up", "shift+tab"}, "↑", "previous figure", "", act(func(m *Model) { m.moveQuick(-1) })},
		{inQuick, []string{"enter"}, "enter", "make the workload of them", "make it", act((*Model).finishQuick)},
		{inQuick, []string{"esc"}, "esc", "leave the workload as it was", "cancel", act(func(m *Model) { m.pods.quick = nil })},
	}
}
