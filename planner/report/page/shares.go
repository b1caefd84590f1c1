package page

import (
	"podfit/planner"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/plot"
	"podfit/planner/report/words"
	"podfit/planner/share"
)

// sharesShown fill a page; the others are one bar and one row.
const sharesShown = 20

// shareBlocks are to whom the first plan falls; none if that is to one alone.
func (p *Page) shareBlocks() []block {
	if p.best() == nil {
		return nil
	}
	lines := answer.SharesOf(&p.Plans.Found.Answer, p.ShareBy)
	if len(lines) < 2 {
		return nil
	}
	shown := share.ToCents(share.Most(lines, sharesShown, words.OtherShares))
	g := report.Shares(p.ShareBy, shown, p.currency())
	head := words.ShareTitle(p.ShareBy)
	g.Caption = "Shares of the first plan"
	g.Titles = []string{head, "Pods", "Nodes", "CPU", "Memory", "Unused", "For requests a month", "Idle a month", "Cost a month"}
	blocks := []block{{Grid: &g}}
	if drawn := p.sharePlot(shown); drawn != nil {
		blocks = append(blocks, block{Plot: drawn})
	}
	items := []string{words.SharesNote}
	if f := p.Plans.Found.Fargate; f != nil && f.Pods() > 0 {
		items = append(items, words.SharesOnFargate(f.Pods()))
	}
	return append(blocks, block{Items: items})
}

// sharePlot has a bar for what each share requests, and one for what is idle of it.
func (p *Page) sharePlot(lines []share.Line) *plot.Plot {
	money := func(series string, m planner.Maybe[planner.Money]) plot.Bar {
		return plot.NewBar(series, m, planner.Money.Float, func(m planner.Money) string { return words.Money(m, p.currency()) })
	}
	var groups []plot.Group
	for i := range lines {
		l := &lines[i]
		groups = append(groups, plot.Group{Name: words.ShareKey(l.Key), Bars: []plot.Bar{money("requests", l.RequestedMonth), money("idle", l.IdleMonth)}})
	}
	return plot.Bars("share-costs", "Cost a month by "+p.ShareBy.String(), "What pods request of the first plan's nodes, and their part of what is idle.", groups)
}
