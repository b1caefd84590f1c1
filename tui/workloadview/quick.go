package workloadview

import (
	"errors"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/planner/settings"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// quick asks for a workload from four figures.
type quick struct {
	texts [len(quickFigures)]string
	at    int
	line  *widget.Input // of the figure at hand
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
	quickCPU:    {"CPU per pod", "cpu"},
	quickMemory: {"Memory per pod", "memory"},
	quickShare:  {"% with security groups", ""},
}

func (v *View) quickKeys() []screen.Keys {
	move := func(by int) func(*screen.Session) { return func(s *screen.Session) { v.moveQuick(s, by) } }
	return []screen.Keys{{Title: "A workload from four figures", Active: v.quick != nil, Alone: true, Bindings: []screen.Binding{
		screen.Key("down tab", "↓ tab", "next figure", move(1)).Hinted("next"),
		screen.Key("up shift+tab", "↑", "previous figure", move(-1)),
		screen.Key("enter", "enter", "make the workload", v.finishQuick).Hinted("make it"),
		screen.Key("esc", "esc", "leave the workloads as they were", func(*screen.Session) { v.quick = nil }).Hinted("cancel"),
	}}}
}

// startQuick proposes the mean pod of the settings.
func (v *View) startQuick(s *screen.Session) {
	request, pods, share := s.PodRequest(), "100", "0"
	if s.Settings.CNI.SecurityGroupsForPods {
		share = strconv.Itoa(s.Settings.SecurityGroupsPercent)
	}
	if n, _ := s.Workload.Sum(); n > 0 {
		pods = strconv.Itoa(n)
	}
	v.cell = nil
	v.quick = &quick{texts: [...]string{pods, settings.CPUText(request.CPU), settings.MemoryText(request.Memory), share}}
	v.quick.begin(0)
}

func (q *quick) begin(at int) {
	q.at = at
	q.line = widget.NewInput(q.texts[at])
	q.line.Replaces = true
}

func (v *View) moveQuick(s *screen.Session, by int) {
	v.quick.begin(max(0, min(v.quick.at+by, len(quickFigures)-1)))
	v.sayQuick(s)
}

func (v *View) quickTyped(s *screen.Session) {
	q := v.quick
	q.texts[q.at] = strings.TrimSpace(q.line.String())
	v.sayQuick(s)
}

// sayQuick says what is wrong while it is typed.
func (v *View) sayQuick(s *screen.Session) {
	s.Status = screen.Status{}
	if _, _, err := v.quick.workload(); err != nil {
		s.Status = screen.Status{Text: err.Error(), Tone: widget.Wrong}
	}
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
		return nil, quickShare, errors.New("% with security groups: must be a whole number from 0 to 100")
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
		return nil, quickPods, errors.New(quickFigures[quickPods].label + ": must be at least 1")
	}
	return w, 0, scenario.CheckWorkload(w)
}

// finishQuick goes to the figure that makes no sense, if one does not.
func (v *View) finishQuick(s *screen.Session) {
	w, at, err := v.quick.workload()
	if err != nil {
		v.quick.begin(at)
		s.Status = screen.Status{Text: err.Error(), Tone: widget.Wrong}
		return
	}
	v.quick = nil
	s.TakeWorkload(w, "a workload from four figures")
	v.list.MoveTo(0)
	s.Status = warning(s, &w[len(w)-1])
	if s.Status.Text == "" {
		s.Say("press 3 to plan for it, u to undo it")
	}
}

// quickLabel stands before a figure.
func quickLabel(text string) string { return "  " + widget.Fit(text, 28) }

func (v *View) drawQuick(s *screen.Session, body widget.Rect) []string {
	q, in := v.quick, body.Inner()
	lines := []string{""}
	for i, f := range quickFigures {
		label, text := quickLabel(f.label), q.texts[i]
		if i == q.at {
			typed, _ := q.line.View(in.W - ansi.StringWidth(label))
			text = typed
			if q.line.Replaces {
				text = widget.Paint(s.Style.Selected, text)
			}
			label = widget.Paint(s.Style.Current, label)
		}
		lines = append(lines, label+text)
	}
	lines = append(lines, "")
	lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", "enter makes one workload, or two if a share has security groups. It replaces the workloads that are there; u undoes it.", in.W)...)
	return s.Style.Box(body, "A workload from four figures", true, lines)
}

// quickCursor is where the next letter of the figure goes.
func (v *View) quickCursor(in widget.Rect) (x, y int) {
	q := v.quick
	label := ansi.StringWidth(quickLabel(quickFigures[q.at].label))
	_, at := q.line.View(in.W - label)
	return in.X + label + at, in.Y + 1 + q.at
}
