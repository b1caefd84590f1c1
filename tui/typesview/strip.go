package typesview

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

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
	style       lipgloss.Style
}

func drawStrip(s *screen.Session, r widget.Rect) []string {
	o := s.Rows.Selected()
	if o == nil {
		return s.Style.Box(r, "", false, nil)
	}
	title := o.Type.Name
	if o.DominatedBy != "" {
		title += " · dominated by " + o.DominatedBy + ": at least as much RAM per pod at a lower cost per pod"
	}
	var lines []string
	for _, l := range fewer(stripOf(s, o), r.Inner().H) {
		lines = append(lines, " "+widget.Paint(s.Style.Title, widget.Fit(l.label, 8))+" "+widget.Paint(l.style, l.text))
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
		{rank: 6, label: "IPs", text: widget.Join(steps.sum("pod IPs"), "max pods: "+steps.sum("max pods"))},
		{rank: 0, label: "pods", text: o.Sum()},
		{rank: 3, label: "memory", text: memorySums(o, steps)},
	}
	if o.Settings.Pod.Given() {
		lines = append(lines, stripLine{rank: 2, label: "request", text: atRequest(o, steps)})
	}
	lines = append(lines,
		stripLine{rank: 4, label: "SG", text: worlds(o)},
		stripLine{rank: 5, label: "cost", text: widget.Join(steps.sum("cost of a pod")+" per pod", steps.figure("cost of a node")+" per node: "+steps["cost of a node"].Formula, interruption(o))},
	)
	warnings := o.Warnings()
	switch n := len(warnings); {
	case n == 1:
		lines = append(lines, stripLine{1, "warning", warnings[0].Text + "; " + warnings[0].Fix, s.Style.Warning})
	case n > 1:
		lines = append(lines, stripLine{1, "warnings", fmt.Sprintf("1 of %d: %s; %s", n, warnings[0].Text, warnings[0].Fix), s.Style.Warning})
	}
	return lines
}

// memorySums begin with what a pod gets, and go back to what the node has.
func memorySums(o *density.Option, steps steps) string {
	free := ""
	if o.Memory.DaemonSets > 0 {
		free = steps.sum("free memory")
	}
	return widget.Join(steps.sum("RAM per pod")+" per pod", free, steps.sum("allocatable memory"))
}

// atRequest is how many pods fit by the request, what limits them and what is left.
func atRequest(o *density.Option, steps steps) string {
	var unused []string
	for _, what := range []string{"memory", "CPU", "addresses"} {
		if _, is := steps["stranded "+what]; is {
			unused = append(unused, what+" "+steps.figure("stranded "+what))
		}
	}
	left := ""
	if len(unused) > 0 {
		left = "unused: " + strings.Join(unused, ", ")
	}
	return widget.Join(steps.figure("pods at the request")+screen.LimitedBy(o.LimitedBy), left, steps["pods at the request"].Formula)
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

// steps are an option's, by name.
type steps map[string]density.Step

func stepsOf(o *density.Option) steps {
	all := steps{}
	for _, s := range o.Steps() {
		all[s.Name] = s
	}
	return all
}

// sum is a step as an equation.
func (s steps) sum(name string) string {
	return s[name].Formula + " = " + s.figure(name)
}

func (s steps) figure(name string) string {
	return words.Figure(s[name].Value, s[name].Unit)
}
