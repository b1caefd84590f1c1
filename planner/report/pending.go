package report

import (
	"fmt"
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner/pending"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

// PendingPods is the report of pending: a row for pods that wait for the same, and below
// it what the scheduler says of each and what places them.
func PendingPods(q answer.Query, found pending.Found) Report {
	items := make([]answer.Pending, len(found.Items))
	for i := range found.Items {
		items[i] = answer.NewPending(&found.Items[i])
	}
	a := answer.New("Pending", q, nil, items)
	a.AddWarnings(found.Warnings...)
	a.Region = "" // nothing here is of a region
	return Report{
		Answer:   a,
		text:     func(bool) []part { return pendingText(items) },
		markdown: func() []part { return []part{grid(pendingGrid(items, true))} },
		csv:      func() table.Grid { return pendingCSV(items) },
		names: func() (names []string) {
			for i := range items {
				for _, name := range items[i].PodNames {
					names = append(names, items[i].Namespace+"/"+name)
				}
			}
			return names
		},
	}
}

func pendingText(items []answer.Pending) []part {
	if len(items) == 0 {
		return []part{lines("no pod is Pending")}
	}
	parts := []part{grid(pendingGrid(items, false))}
	for i := range items {
		parts = append(parts, pendingDetails(&items[i]))
	}
	return parts
}

func pendingGrid(items []answer.Pending, message bool) table.Grid {
	g := table.Grid{Titles: []string{"NAMESPACE", "POD", "PODS", "STATE", "LAUNCHABLE", "FIX"}, Right: []bool{false, false, true, false, false, false}}
	if message {
		g.Titles, g.Right = append(g.Titles, "MESSAGE"), append(g.Right, false)
	}
	for i := range items {
		p := &items[i]
		fix := words.Unknown
		if len(p.Fixes) > 0 {
			fix = p.Fixes[0].Change
		}
		row := []string{p.Namespace, p.Pod, fmt.Sprint(p.Pods), p.State.String(), words.Launchable(p.Launchable), fix}
		if message {
			row = append(row, p.Message)
		}
		g.Add(row...)
	}
	return g
}

// pendingDetails are the scheduler's message, what the cluster says itself, and the fixes.
func pendingDetails(p *answer.Pending) part {
	head := p.Namespace + "/" + p.Pod
	if p.Pods > 1 {
		head += fmt.Sprintf(" and %d more", p.Pods-1)
	}
	if owner, owned := p.Owner.Value(); owned {
		head += " (" + owner + ")"
	}
	text := []string{head, "  " + p.Message}
	switch agrees, said := p.EventAgrees.Value(); {
	case agrees:
		text = append(text, "  its event says the same")
	case said:
		text = append(text, "  its event differs: "+p.Event.Or(""))
	case p.Event.Known():
		text = append(text, "  its event: "+p.Event.Or(""))
	}
	for i, f := range p.Fixes {
		text = append(text, fmt.Sprintf("  fix %d: %s (%s)", i+1, f.Change, words.Places(f.Places, p.Pods)))
	}
	if len(p.Fixes) == 0 && p.State == pending.Unschedulable {
		text = append(text, "  no small change places it")
	}
	return lines(text...)
}

func pendingCSV(items []answer.Pending) table.Grid {
	g := table.Grid{Titles: []string{"namespace", "pod", "pods", "podNames", "owner", "state", "node", "message", "event", "eventAgrees", "launchable", "fix", "places"}}
	for i := range items {
		p := &items[i]
		change, places := "", ""
		if len(p.Fixes) > 0 {
			change, places = p.Fixes[0].Change, fmt.Sprint(p.Fixes[0].Places)
		}
		g.Add(p.Namespace, p.Pod, fmt.Sprint(p.Pods), strings.Join(p.PodNames, " "), p.Owner.Or(""), p.State.String(), p.Node.Or(""), p.Message, p.Event.Or(""), eni.Map(p.EventAgrees, strconv.FormatBool).Or(""), eni.Map(p.Launchable, strconv.FormatBool).Or(""), change, places)
	}
	return g
}
