package report

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/share"
)

// shares are those of the first plan.
type shares struct {
	by    share.By
	lines []share.Line
}

// ShareBy adds to whom the first plan falls. CSV has the shares alone.
func (p *Plans) ShareBy(by share.By) {
	p.shares = &shares{by, answer.SharesOf(&p.Found.Answer, by)}
	p.bind()
	p.csv = p.sharesCSV
	if items, _ := p.Answer.Items.([]answer.Plan); len(items) > 0 {
		items[0].SharesBy, items[0].Shares = planner.Known(by.String()), planner.Known(answer.NewShares(p.shares.lines))
	}
}

// Shares has a row for each share of the first plan, and one for all.
func (p *Plans) Shares() table.Grid { return Shares(p.shares.by, p.shares.lines, p.currency()) }

// Shares has a row for each share, and one for all.
func Shares(by share.By, lines []share.Line, currency string) table.Grid {
	head := words.ShareHead(by)
	g := table.New([]string{head, "PODS", "NODES", "CPU", "MEMORY", "UNUSED", "REQUESTED-COST", "IDLE-COST", "COST"}, head)
	lines = share.ToCents(lines)
	all := share.Sum(words.AllShares, lines)
	for i := range lines {
		addShare(&g, &lines[i], currency)
	}
	addShare(&g, &all, currency)
	return g
}

func addShare(g *table.Grid, l *share.Line, currency string) {
	c := words.NewShareCells(l, currency)
	g.Add(c.Key, c.Pods, c.Nodes, c.CPU, c.Memory, c.Unused, c.Requested, c.Idle, c.Cost)
}

// ShareLines explain the table.
func (p *Plans) ShareLines() []string {
	all := []string{words.SharesNote}
	if f := p.Found.Fargate; f != nil && f.Pods() > 0 {
		all = append(all, words.SharesOnFargate(f.Pods()))
	}
	return all
}

// shareParts are the table and what explains it, if shares were asked for.
func (p *Plans) shareParts() []part {
	if p.shares == nil || len(p.shares.lines) == 0 {
		return nil
	}
	return []part{grid(p.Shares()), lines(p.ShareLines()...)}
}

func (p *Plans) sharesCSV() table.Grid {
	g := table.Grid{Titles: []string{"key", "pods", "nodes", "cpuMillis", "memoryMiB", "unusedCPUMillis", "unusedMemoryMiB", "perMonth", "requestedPerMonth", "idlePerMonth"}}
	for _, s := range answer.NewShares(p.shares.lines) {
		g.Add(s.Key, fmt.Sprint(s.Pods), words.Plain(s.Nodes), fmt.Sprint(int64(s.CPU)), words.Plain(s.Memory), fmt.Sprint(int64(s.UnusedCPU)), words.Plain(s.UnusedMemory),
			words.CSV(s.PerMonth), words.CSV(s.RequestedPerMonth), words.CSV(s.IdlePerMonth))
	}
	return g
}

// ShareRows are what each share costs, those first that differ most, and what all do; none
// unless shares were asked for.
func (d *Diffs) ShareRows() (rows []DiffRow) {
	by, asked := d.planned[0].ShareBy.Value()
	if !asked {
		return nil
	}
	all := make([][]share.Line, len(d.planned))
	for i := range d.planned {
		all[i] = share.ToCents(d.planned[i].Shares())
	}
	for _, key := range answer.ShareKeys(all) {
		rows = append(rows, d.shareRow(words.ShareCost(by, key), func(i int) share.Line { return answer.ShareNamed(all[i], key) }))
	}
	return append(rows, d.shareRow(words.ShareCost(by, words.AllShares), func(i int) share.Line { return share.Sum(words.AllShares, all[i]) }))
}

func (d *Diffs) shareRow(name string, of func(item int) share.Line) DiffRow {
	const money = words.Unit("money")
	first := of(0)
	currency := func(i int) string { return d.items[i].Plan.Currency }
	row := d.row(name, func(i int) string {
		l := of(i)
		return words.OrUnknown(l.Month(), func(m planner.Money) string { return words.Money(m, currency(i)) })
	})
	for i := range d.items {
		l, text := of(i), ""
		switch by := answer.LessMoney(l.Month(), first.Month()); {
		case i == 0:
		case currency(i) != currency(0):
			text = words.Unknown
		default:
			text = words.OrUnknown(by, func(by planner.Money) string {
				return money.Difference(by.Float(), first.Month().Or(0).Float(), currency(0))
			})
		}
		row.Differences = append(row.Differences, text)
	}
	return row
}

// shareCSV has a line for each share, named by its place in JSON.
func (d *Diffs) shareCSV(add func(name string, cell func(item int) string, difference string)) {
	if !d.planned[0].ShareBy.Known() {
		return
	}
	all := make([][]share.Line, len(d.planned))
	for i := range d.planned {
		all[i] = d.planned[i].Shares()
	}
	month := func(i int, key string) planner.Maybe[float64] {
		l := answer.ShareNamed(all[i], key)
		return eni.Map(l.Month(), planner.Money.Float)
	}
	for _, key := range answer.ShareKeys(all) {
		difference := ""
		for _, by := range d.items[len(d.items)-1].ShareDifferences.Or(nil) {
			if len(d.items) == 2 && by.Key == key {
				difference = words.CSV(by.PerMonth)
			}
		}
		add("shares."+key+".perMonth", func(i int) string { return words.CSV(month(i, key)) }, difference)
	}
}
