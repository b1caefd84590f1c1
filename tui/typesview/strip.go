package typesview

import (
	"fmt"
	"strings"

	"podfit/planner/density"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// stripLine is one line of the strip; where there is no room for all, the
// ones with the least rank stay.
type stripLine struct {
	rank        int
	label, text string
	fix         string // behind the text, which gives way to it
	style       widget.Pen
}

func drawStrip(s *screen.Session, r widget.Rect) []string {
	o := s.Rows.Selected()
	if o == nil {
		return s.Style.Box(r, "", false, nil)
	}
	title := o.Type.Name
	if o.DominatedBy != "" {
		title += " · dominated by " + o.DominatedBy + ": at least as much RAM per pod at no higher cost per pod"
	}
	var lines []string
	for _, l := range fewer(stripOf(s, o), r.Inner().H) {
		lines = append(lines, " "+widget.Paint(s.Style.Title, widget.Fit(l.label, 8))+" "+widget.Paint(l.style, l.fitted(r.Inner().W-10)))
	}
	return s.Style.Box(r, title, false, lines)
}

// fewer drops the lines of the highest rank, and keeps the order of the rest.
func fewer(lines []stripLine, n int) []stripLine {
	for len(lines) > n {
		last := 0
		for i := range lines {
			if lines[i].rank > lines[last].rank {
				last = i
			}
		}
		lines = append(lines[:last:last], lines[last+1:]...)
	}
	return lines
}

func stripOf(s *screen.Session, o *density.Option) []stripLine {
	steps := stepsOf(o)
	lines := []stripLine{
		{rank: 6, label: "IPs", text: widget.Join(steps.sum(density.StepPodIPs), "max pods: "+steps.sum(density.StepMaxPods))},
		{rank: 0, label: "pods", text: words.Sum(o)},
		{rank: 3, label: "memory", text: memorySums(o, steps)},
	}
	if o.Settings.Pod.Given() {
		lines = append(lines, stripLine{rank: 2, label: "request", text: atRequest(o, steps)})
	}
	lines = append(lines,
		stripLine{rank: 4, label: "SG", text: worlds(o)},
		stripLine{rank: 5, label: "cost", text: widget.Join(steps.sum(density.StepPerPodMonth)+" per pod", steps.figure(density.StepPerMonth)+" per node: "+steps[density.StepPerMonth].Formula, interruption(o))},
	)
	warnings := s.Warnings(o.Warnings())
	switch n := len(warnings); {
	case n == 1:
		lines = append(lines, stripLine{1, "warning", warnings[0].Text, warnings[0].Fix, s.Style.Warning})
	case n > 1:
		lines = append(lines, stripLine{1, "warnings", fmt.Sprintf("1 of %d: %s", n, warnings[0].Text), warnings[0].Fix, s.Style.Warning})
	}
	return lines
}

// fitted is the text and, as far as there is room for both, the whole fix.
func (l *stripLine) fitted(width int) string {
	if l.fix == "" || widget.Width(l.text+"; "+l.fix) <= width {
		return strings.TrimSuffix(l.text+"; "+l.fix, "; ")
	}
	room := max(width/2, width-widget.Width(l.fix)-3)
	return strings.TrimRight(widget.Fit(l.text, room), " ") + " · " + l.fix
}

// memorySums begin with what a pod gets, and go back to what the node has.
func memorySums(o *density.Option, steps steps) string {
	free := ""
	if o.Memory.DaemonSets > 0 {
		free = steps.sum(density.StepFreeMemory)
	}
	return widget.Join(steps.sum(density.StepRAMPerPod)+" per pod", free, steps.sum(density.StepAllocatableMemory))
}

// atRequest is how many pods fit by the request, what limits them and what is left.
func atRequest(o *density.Option, steps steps) string {
	var unused []string
	for _, part := range []struct {
		id   density.StepID
		what string
	}{{density.StepUnusedMemory, "memory"}, {density.StepUnusedCPU, "CPU"}, {density.StepUnusedPods, "addresses"}} {
		if _, is := steps[part.id]; is {
			unused = append(unused, part.what+" "+steps.figure(part.id))
		}
	}
	left := ""
	if len(unused) > 0 {
		left = "unused: " + strings.Join(unused, ", ")
	}
	return widget.Join(steps.figure(density.StepPodsAtRequest)+screen.LimitedBy(o.LimitedBy), left, steps[density.StepPodsAtRequest].Formula)
}

// worlds are the two numbers of pods, with and without security groups.
func worlds(o *density.Option) string {
	text := fmt.Sprintf("without %s application pods (max pods %s)", words.Count(o.Without.ApplicationPods), words.Count(o.Without.MaxPods))
	if !o.Type.Network.Trunking().Or(true) {
		return text + " · with none: the type does not support trunk ENIs"
	}
	return text + fmt.Sprintf(" · with %s (max pods %s)", words.Count(o.With.ApplicationPods), words.Count(o.With.MaxPods))
}

func interruption(o *density.Option) string {
	band, known := o.Offering.Interruption.Value()
	if !known {
		return ""
	}
	return "spot interrupted " + band.String()
}

// steps are an option's, by ID.
type steps map[density.StepID]words.Step

func stepsOf(o *density.Option) steps {
	all := steps{}
	for _, s := range words.Steps(o) {
		all[s.ID] = s
	}
	return all
}

// sum is a step as an equation.
func (s steps) sum(id density.StepID) string {
	return s[id].Formula + " = " + s.figure(id)
}

func (s steps) figure(id density.StepID) string {
	return words.Figure(s[id].Value, s[id].Unit)
}
