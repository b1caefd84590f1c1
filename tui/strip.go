package tui

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"podfit/planner/density"
	"podfit/planner/report/words"
)

// stripLine is one line of the strip; where there is no room for all, the
// ones with the least rank stay.
type stripLine struct {
	rank        int
	label, text string
	style       lipgloss.Style
}

func (m *Model) drawStrip() []string {
	r := m.layout.strip
	o := m.types.selected()
	if o == nil {
		return m.style.box(r, "", false, nil)
	}
	title := o.Type.Name
	if o.DominatedBy != "" {
		title += " · dominated by " + o.DominatedBy + ": at least as much RAM per pod for less money a pod"
	}
	var lines []string
	for _, l := range fewer(m.stripOf(o), r.inner().h) {
		lines = append(lines, " "+paint(m.style.title, fit(l.label, 8))+" "+paint(l.style, l.text))
	}
	return m.style.box(r, title, false, lines)
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

func (m *Model) stripOf(o *density.Option) []stripLine {
	steps := stepsOf(o)
	lines := []stripLine{
		{rank: 6, label: "IPs", text: join(steps.sum(density.StepPodIPs), "max pods: "+steps.sum(density.StepMaxPods))},
		{rank: 0, label: "pods", text: words.Sum(o)},
		{rank: 3, label: "memory", text: memorySums(o, steps)},
	}
	if o.Settings.Pod.Given() {
		lines = append(lines, stripLine{rank: 2, label: "request", text: atRequest(o, steps)})
	}
	lines = append(lines,
		stripLine{rank: 4, label: "SG", text: worlds(o)},
		stripLine{rank: 5, label: "cost", text: join(steps.sum(density.StepPerPodMonth)+" a pod", steps.figure(density.StepPerMonth)+" a node: "+steps[density.StepPerMonth].Formula, interruption(o))},
	)
	warnings := words.Warnings(o.Warnings())
	switch n := len(warnings); {
	case n == 1:
		lines = append(lines, stripLine{1, "warning", warnings[0].Line(), m.style.warning})
	case n > 1:
		lines = append(lines, stripLine{1, "warnings", fmt.Sprintf("1 of %d: %s", n, warnings[0].Line()), m.style.warning})
	}
	return lines
}

func join(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, " · ")
}

// memorySums begin with what a pod gets, and go back to what the node has.
func memorySums(o *density.Option, steps steps) string {
	free := ""
	if o.Memory.DaemonSets > 0 {
		free = steps.sum(density.StepFreeMemory)
	}
	return join(steps.sum(density.StepRAMPerPod)+" a pod", free, steps.sum(density.StepAllocatableMemory))
}

// atRequest is how many pods fit by the request, what binds and what is left.
func atRequest(o *density.Option, steps steps) string {
	var unusedParts []string
	for _, unused := range []struct {
		id   density.StepID
		what string
	}{{density.StepUnusedMemory, "memory"}, {density.StepUnusedCPU, "CPU"}, {density.StepUnusedPods, "addresses"}} {
		if _, is := steps[unused.id]; is {
			unusedParts = append(unusedParts, unused.what+" "+steps.figure(unused.id))
		}
	}
	left := ""
	if len(unusedParts) > 0 {
		left = "unused: " + strings.Join(unusedParts, ", ")
	}
	return join(steps.figure(density.StepPodsAtRequest)+bind(o.LimitedBy), left, steps[density.StepPodsAtRequest].Formula)
}

// worlds are the two numbers of pods, with and without security groups.
func worlds(o *density.Option) string {
	text := fmt.Sprintf("without %s application pods (max pods %s)", words.Count(o.Without.ApplicationPods), words.Count(o.Without.MaxPods))
	if !o.Type.Network.Trunking().Or(true) {
		return text + " · with none: the type does not trunk"
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
