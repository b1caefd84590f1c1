package tui

import (
	"errors"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// quick asks for a workload in four figures.
type quick struct {
	texts [len(quickFigures)]string
	at    int
	line  *input // of the figure at hand
}

// Figures of a quick workload.
const (
	quickPods = iota
	quickCPU
	quickMemory
	quickShare
)

var quickFigures = [...]struct{ label, key string }{
	quickPods:   {"Pods", "replicas"},
	quickCPU:    {"CPU of each", "cpu"},
	quickMemory: {"Memory of each", "memory"},
	quickShare:  {"% with security groups", ""},
}

// startQuick proposes the mean pod of the settings.
func (m *Model) startQuick() {
	request, pods, share := m.settings.Pod.Resources, "100", "0"
	if request == (planner.Resources{}) {
		request = usualRequest
	}
	if m.settings.CNI.SecurityGroupsForPods {
		share = strconv.Itoa(m.settings.SecurityGroupsPercent)
	}
	if n, _ := m.workload.Sum(); n > 0 {
		pods = strconv.Itoa(n)
	}
	q := &quick{texts: [...]string{pods, settings.CPUText(request.CPU), settings.MemoryText(request.Memory), share}}
	m.pods.quick = q
	q.begin(0)
}

func (q *quick) begin(at int) {
	q.at = at
	q.line = newInput(q.texts[at])
	q.line.replaces = true
}

func (m *Model) moveQuick(by int) {
	q := m.pods.quick
	q.begin(max(0, min(q.at+by, len(quickFigures)-1)))
	m.sayQuick()
}

func (m *Model) quickTyped() {
	q := m.pods.quick
	q.texts[q.at] = strings.TrimSpace(q.line.String())
	m.sayQuick()
}

// sayQuick says what is wrong while it is typed.
func (m *Model) sayQuick() {
	if _, _, err := m.pods.quick.workload(); err != nil {
		m.status = status{text: err.Error(), kind: wrong}
		return
	}
	m.status = status{}
}

// workload is one kind, or two where a share of the pods has security groups;
// at is the figure that is wrong.
func (q *quick) workload() (w planner.Workloads, at int, err error) {
	k := planner.Workload{Name: "pods"}
	for i, f := range quickFigures[:quickShare] {
		if err := scenario.SetWorkloadKey(&k, f.key, q.texts[i]); err != nil {
			return nil, i, errors.New(f.label + ": " + err.Error())
		}
	}
	share, err := strconv.Atoi(q.texts[quickShare])
	if err != nil || share < 0 || share > 100 {
		return nil, quickShare, errors.New("% with security groups: want a whole number from 0 to 100")
	}
	with := k
	with.Name, with.SecurityGroups = "pods-with-sg", true
	with.Replicas = (k.Replicas*share + 99) / 100
	k.Replicas -= with.Replicas
	for _, k := range []planner.Workload{k, with} {
		if k.Replicas > 0 {
			w = append(w, k)
		}
	}
	if len(w) == 0 {
		return nil, quickPods, errors.New(quickFigures[quickPods].label + ": want one at least")
	}
	return w, 0, scenario.CheckWorkload(w)
}

// finishQuick goes to the figure that makes no sense, if one does not.
func (m *Model) finishQuick() {
	w, at, err := m.pods.quick.workload()
	if err != nil {
		m.pods.quick.begin(at)
		m.status = status{text: err.Error(), kind: wrong}
		return
	}
	m.pods.quick = nil
	m.takeWorkload(w, "a workload in four figures")
	m.pods.list.moveTo(0)
	m.status = m.podWarning(&w[len(w)-1])
	if m.status.text == "" {
		m.status = status{text: "3 plans for it, u undoes it"}
	}
}
