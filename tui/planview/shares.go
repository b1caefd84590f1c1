package planview

import (
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

// sorts are what the shares can be by, in the order of the key.
var sorts = []share.What{share.Namespace, share.Workload, share.Pool}

// next shows the shares, then the next sort of them, then the plans again.
func (h *shares) next(pooled bool) {
	switch {
	case !h.shown:
		h.shown, h.by.What = true, sorts[0]
	case h.by.What == sorts[0]:
		h.by.What = sorts[1]
	case h.by.What == sorts[1] && pooled:
		h.by.What = sorts[2]
	default:
		h.shown = false
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
	v.shares.next(p.Pooled())
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
		words = append(words, "--by-"+h.by.String())
	}
	return words
}
