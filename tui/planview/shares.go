package planview

import (
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/share"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// shares are those of the first plan, as podfit plan has them. They are found once for each
// plan: it may have thousands of workloads.
type shares struct {
	shown bool
	by    share.By
	plan  *plan.Plan
	of    share.By
	lines []share.Line // in cents
}

// sorts are what the shares of a plan can be by, in the order of the key.
func sorts(w planner.Workloads, p *plan.Plan) []share.By {
	all := []share.By{{What: share.Namespace}, {What: share.Workload}}
	if p.Pooled() {
		all = append(all, share.By{What: share.Pool})
	}
	for _, key := range teamLabels(w) {
		all = append(all, share.By{What: share.Label, Label: key})
	}
	return all
}

// teamLabels are the keys of labels by which workloads fall into groups, such as team: some
// workloads have the same value, and at least half have one. The command takes any key.
func teamLabels(w planner.Workloads) (keys []string) {
	values := map[string]map[string]int{}
	for i := range w {
		for key, value := range w[i].Labels {
			if values[key] == nil {
				values[key] = map[string]int{}
			}
			values[key][value]++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		have := 0
		for _, n := range values[key] {
			have += n
		}
		if groups := len(values[key]); groups > 1 && groups < have && 2*have >= len(w) {
			keys = append(keys, key)
		}
	}
	return keys
}

// next shows the shares, then the next sort of them, then the plans again.
func (h *shares) next(sorts []share.By) {
	at := slices.Index(sorts, h.by) + 1
	if !h.shown {
		at = 0
	}
	if h.shown = at < len(sorts); h.shown {
		h.by = sorts[at]
	}
}

// find has the shares of the first plan, as they were found last.
func (h *shares) find(f *screen.Found) {
	if first := &f.Plans[0]; h.plan != first || h.of != h.by {
		h.plan, h.of, h.lines = first, h.by, share.ToCents(answer.SharesOf(&f.Answer.Answer, h.by))
	}
}

// nextShares is what the key does.
func (v *View) nextShares(s *screen.Session) {
	p := s.Plans.Selected()
	if p == nil {
		s.Say("there is no plan to share out")
		return
	}
	v.shares.next(sorts(s.Plans.Found.Answer.Workload, p))
	v.depth, v.text.Top, v.follow = atPlans, 0, true
}

// drawn has a row for each share, and one for all.
func (h *shares) drawn(s *screen.Session, width int) []string {
	f := s.Plans.Found
	h.find(f)
	lines := []string{widget.Paint(s.Style.Title, "  Plan 1 by "+h.by.String()), ""}
	head := words.ShareCells{Key: words.ShareHead(h.by), Cost: "COST", Requested: "REQUESTED", Idle: "IDLE", Pods: "PODS", Nodes: "NODES", CPU: "CPU", Memory: "MEMORY", Unused: "UNUSED"}
	lines = append(lines, widget.Paint(s.Style.Title, shareRow(head, width)))
	for i := range h.lines {
		lines = append(lines, shareRow(words.NewShareCells(&h.lines[i], h.plan.Currency), width))
	}
	all := share.Sum(words.AllShares, h.lines)
	lines = append(lines, widget.Paint(s.Style.Current, shareRow(words.NewShareCells(&all, h.plan.Currency), width)), "")
	lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", words.SharesNote, width-1)...)
	if pods := f.OnFargate(); pods > 0 {
		lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", words.SharesOnFargate(pods), width-1)...)
	}
	return lines
}

// shareRow has what matters most first: the end may be cut.
func shareRow(c words.ShareCells, width int) string {
	names := max(14, min(40, width-2-11-12-11-6-8-10-11-20))
	return widget.Fit("  "+widget.FitName(c.Key, names)+widget.FitRight(c.Cost, 11)+widget.FitRight(c.Requested, 12)+widget.FitRight(c.Idle, 11)+
		widget.FitRight(c.Pods, 6)+widget.FitRight(c.Nodes, 8)+widget.FitRight(c.CPU, 10)+widget.FitRight(c.Memory, 11)+widget.FitRight(c.Unused, 20), width)
}

// command is the flag that gives the shares.
func (h *shares) command(words []string) []string {
	if h.shown {
		flag, label, is := strings.Cut("--by-"+h.by.String(), " ")
		if words = append(words, flag); is {
			words = append(words, label)
		}
	}
	return words
}
