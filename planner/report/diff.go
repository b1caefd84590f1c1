package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/today"
)

// Diffs is the report of diff: scenarios, each compared with the first.
type Diffs struct {
	Report
	planned []answer.Planned
	items   []answer.Diff
}

// NewDiffs compares scenarios, of which there is at least one.
func NewDiffs(planned []answer.Planned) Diffs {
	d := Diffs{planned: planned, items: answer.NewDiffs(planned)}
	d.Report = Report{
		Answer:   answer.OfDiffs(planned, d.items),
		text:     func(wide bool) []part { return []part{grid(d.table(wide))} },
		markdown: func() []part { return []part{grid(d.whole())} },
		csv:      d.csv,
		names: func() (names []string) {
			for _, key := range d.changed() {
				names = append(names, nameOf(key, "."))
			}
			return names
		},
	}
	return d
}

// Worse says why a scenario is worse than the first: it leaves more pods
// unplaced, costs more, or its cost cannot be compared. It is empty where none is
// worse.
func (d *Diffs) Worse() string {
	for i := range d.items[1:] {
		if why := words.Worsened(d.difference(i+1), d.items[0].File); why != "" {
			return why
		}
	}
	return ""
}

// First is the file of the scenario that the others are compared with.
func (d *Diffs) First() string { return d.items[0].File }

// NewWarnings are those that the first scenario does not have as well, and those about
// figures that were asked for live.
func (d *Diffs) NewWarnings() []answer.Warning {
	return slices.DeleteFunc(slices.Clone(d.Answer.Warnings), func(w answer.Warning) bool {
		return slices.ContainsFunc(d.Answer.Warnings, func(of answer.Warning) bool {
			return of.Of(d.First()) && of.Code == w.Code && w.Severity == planner.SeverityWrong
		})
	})
}

func (d *Diffs) difference(item int) words.Difference {
	by := d.items[item].Difference.Or(answer.DiffFigures{})
	return words.Difference{
		File: d.items[item].File, Currency: d.items[item].Plan.Currency,
		UnplacedPods: int(by.UnplacedPods.Or(0)), PerMonth: by.PerMonth,
	}
}

// DiffRow is a figure or an input of all scenarios: a cell for each and, of a figure, its
// difference from the first's.
type DiffRow struct {
	Name               string
	Cells, Differences []string
	// Figure is nil for what is no figure.
	Figure *answer.DiffFigure
}

const limitedBy = "limited by"

// FigureRows are the figures of the plans.
func (d *Diffs) FigureRows(wide bool) []DiffRow {
	rows := d.typeRows()
	for k := range answer.EachDiffFigure {
		if f := &answer.EachDiffFigure[k]; (wide || !f.Wide) && (!f.Optional || d.known(f)) {
			row := d.row(f.Title, func(i int) string { return d.figure(f, i) })
			row.Figure = f
			for i := range d.items {
				row.Differences = append(row.Differences, d.change(f, i))
			}
			rows = append(rows, row)
		}
	}
	return append(rows, d.row(limitedBy, func(i int) string { return cmp.Or(d.limits(i), words.Unknown) }))
}

// known reports whether some scenario has a figure.
func (d *Diffs) known(f *answer.DiffFigure) bool {
	return slices.ContainsFunc(d.items, func(item answer.Diff) bool { return f.Of(&item.Plan.DiffFigures).Known() })
}

// InputRows are the inputs that any scenario sets differently from the first. Replicas and
// requests of a workload are one row.
func (d *Diffs) InputRows() (rows []DiffRow) {
	seen := map[planner.InputKey]bool{}
	for _, key := range d.changed() {
		if name := (planner.InputKey{Workload: key.Workload}); key.Workload != "" && slices.Contains(podKeys, key.Key) {
			if !seen[name] {
				seen[name] = true
				rows = append(rows, d.row("workload "+key.Workload, func(i int) string { return d.pods(key.Workload, i) }))
			}
			continue
		}
		rows = append(rows, d.row(nameOf(key, " "), func(i int) string { return cmp.Or(d.input(key, i), words.Unknown) }))
	}
	return rows
}

// TodayCell is a figure of the nodes that the cluster has, beside those of plans.
func (r *DiffRow) TodayCell(a *today.Answer) string {
	switch {
	case r.Name == limitedBy:
		var limits []density.Limit
		for i := range a.Groups {
			limits = append(limits, a.Groups[i].LimitedBy)
		}
		return cmp.Or(limitsText(limits), words.Unknown)
	case r.Figure == nil:
		return words.Unknown
	}
	figures := answer.TodayFigures(a)
	if v, known := r.Figure.Of(&figures).Value(); known {
		return r.Figure.Unit.Text(v, a.Currency)
	}
	if r.Figure.OfToday() {
		return "unknown"
	}
	return words.Unknown
}

// TodayDifference is what a scenario has more of a figure than the nodes of today.
func (d *Diffs) TodayDifference(r *DiffRow, a *today.Answer, item int) string {
	figures := answer.TodayFigures(a)
	return words.OrUnknown(answer.TodayDifference(r.Figure, a, &d.items[item].Plan), func(by float64) string {
		return r.Figure.Unit.Difference(by, r.Figure.Of(&figures).Or(0), a.Currency)
	})
}

// Figures is FigureRows with the difference where there are two scenarios.
func (d *Diffs) Figures(first, difference string, wide bool) table.Grid {
	return d.grid(first, difference, d.FigureRows(wide))
}

// Inputs is InputRows as a table.
func (d *Diffs) Inputs(first, difference string) table.Grid {
	return d.grid(first, difference, d.InputRows())
}

// The heads of a terminal's tables; a page has its own.
const figureHead, differenceHead = "FIGURE", "DIFFERENCE"

// grid has a column for each scenario and, where there are two, one for the
// difference.
func (d *Diffs) grid(first, difference string, rows []DiffRow) table.Grid {
	g := table.New(d.line(d.files(first), difference), first)
	for _, row := range rows {
		by := ""
		if len(row.Differences) == 2 {
			by = row.Differences[1]
		}
		g.Add(d.line(row, by)...)
	}
	return g
}

func (d *Diffs) files(name string) DiffRow {
	return d.row(name, func(i int) string { return d.items[i].File })
}

func (d *Diffs) row(name string, cell func(item int) string) DiffRow {
	row := DiffRow{Name: name}
	for i := range d.items {
		row.Cells = append(row.Cells, cell(i))
	}
	return row
}

// line is a row of a table.
func (d *Diffs) line(row DiffRow, difference string) []string {
	line := append([]string{row.Name}, row.Cells...)
	if len(d.items) == 2 {
		line = append(line, difference)
	}
	return line
}

// ShareCosts is ShareRows as a table.
func (d *Diffs) ShareCosts(first, difference string) table.Grid {
	return d.grid(first, difference, d.ShareRows())
}

// whole has the figures, then the shares and the inputs.
func (d *Diffs) whole() table.Grid {
	g := d.Figures(figureHead, differenceHead, true)
	g.Rows = append(g.Rows, d.ShareCosts(figureHead, differenceHead).Rows...)
	g.Rows = append(g.Rows, d.Inputs(figureHead, differenceHead).Rows...)
	return g
}

// table has an empty line between the figures, the shares and the inputs.
func (d *Diffs) table(wide bool) table.Grid {
	g := d.Figures(figureHead, differenceHead, wide)
	if costs := d.ShareCosts(figureHead, differenceHead).Rows; len(costs) > 0 {
		g.Add(make([]string, len(g.Titles))...)
		g.Rows = append(g.Rows, costs...)
	}
	inputs := d.Inputs(figureHead, differenceHead).Rows
	if len(inputs) > 0 {
		g.Add(make([]string, len(g.Titles))...)
	}
	for _, row := range inputs {
		for i := range row[1:] {
			row[i+1] = shortened(row[i+1], wide)
		}
		g.Add(row...)
	}
	return g
}

// shortened keeps a long input, such as an expression, from widening the table.
func shortened(text string, wide bool) string {
	const most = 36
	letters := []rune(text)
	if wide || len(letters) <= most {
		return text
	}
	return string(letters[:most-1]) + "…"
}

func (d *Diffs) figure(f *answer.DiffFigure, item int) string {
	plan := &d.items[item].Plan
	return words.OrUnknown(f.Of(&plan.DiffFigures), func(v float64) string { return f.Unit.Text(v, plan.Currency) })
}

// change is the difference of a scenario from the first; empty for that one.
func (d *Diffs) change(f *answer.DiffFigure, item int) string {
	if item == 0 {
		return ""
	}
	difference, first := d.items[item].Difference.Or(answer.DiffFigures{}), &d.items[0].Plan
	return words.OrUnknown(f.Of(&difference), func(by float64) string {
		return f.Unit.Difference(by, f.Of(&first.DiffFigures).Or(0), first.Currency)
	})
}

// typeRows are a row for each of the types of the scenario that has the most, in each pool.
func (d *Diffs) typeRows() (rows []DiffRow) {
	var pools []string
	for i := range d.items {
		for _, t := range d.items[i].Plan.InstanceTypes {
			if pool := t.Pool.Or(""); !slices.Contains(pools, pool) {
				pools = append(pools, pool)
			}
		}
	}
	for _, pool := range pools {
		rows = append(rows, d.typesIn(pool)...)
	}
	return rows
}

// typesIn are the rows of a pool; an empty name is without pools.
func (d *Diffs) typesIn(pool string) (rows []DiffRow) {
	most, all := 0, make([][]answer.DiffType, len(d.items))
	for i := range d.items {
		for _, t := range d.items[i].Plan.InstanceTypes {
			if t.Pool.Or("") == pool {
				all[i] = append(all[i], t)
			}
		}
		most = max(most, len(all[i]))
	}
	for k := range most {
		rows = append(rows, d.row(words.InPool(fmt.Sprintf("type %d", k+1), pool), func(i int) string {
			if k >= len(all[i]) {
				return words.Unknown
			}
			return all[i][k].Text()
		}))
	}
	return rows
}

func (d *Diffs) limits(item int) string { return limitsText(d.items[item].Plan.LimitedBy) }

// limitsText names limits, each once.
func limitsText(limits []density.Limit) string {
	var all []string
	for _, l := range limits {
		if l != density.NoLimit && !slices.Contains(all, l.String()) {
			all = append(all, l.String())
		}
	}
	return strings.Join(all, ", ")
}

// changed are the keys of all changes, in their order.
func (d *Diffs) changed() []planner.InputKey {
	var keys []planner.InputKey
	for i := range d.planned[1:] {
		for _, c := range planner.Changes(d.planned[0].Inputs, d.planned[i+1].Inputs) {
			keys = append(keys, c.InputKey)
		}
	}
	slices.SortFunc(keys, planner.InputKey.Compare)
	return slices.Compact(keys)
}

// podKeys are shown in one cell for each workload.
var podKeys = []string{"replicas", "maxReplicas", "cpu", "memory"}

func (d *Diffs) pods(workload string, item int) string {
	of := func(key string) string { return d.input(planner.InputKey{Workload: workload, Key: key}, item) }
	return words.Replicas(of("replicas"), of("maxReplicas"), of("cpu"), of("memory"))
}

// input is empty where the scenario does not set it.
func (d *Diffs) input(key planner.InputKey, item int) string {
	inputs := d.planned[item].Inputs
	i := slices.IndexFunc(inputs, func(in planner.Input) bool { return in.InputKey == key })
	if i < 0 {
		return ""
	}
	return inputs[i].Text
}

func nameOf(key planner.InputKey, separator string) string {
	if key.Workload == "" {
		return key.Key
	}
	return "workload" + separator + key.Workload + separator + key.Key
}

// csv has figures under their names in JSON, and inputs each by its key.
func (d *Diffs) csv() table.Grid {
	g := table.Grid{Titles: d.line(d.files("figure"), "difference")}
	add := func(name string, cell func(item int) string, difference string) {
		g.Add(d.line(d.row(name, cell), difference)...)
	}
	add("instanceTypes", func(i int) string {
		var texts []string
		for _, t := range d.items[i].Plan.InstanceTypes {
			texts = append(texts, t.Text())
		}
		return strings.Join(texts, " + ")
	}, "")
	add("limitedBy", d.limits, "")
	add("currency", func(i int) string { return d.items[i].Plan.Currency }, "")
	for k := range answer.EachDiffFigure {
		f := &answer.EachDiffFigure[k]
		difference := ""
		if len(d.items) == 2 {
			by := d.items[1].Difference.Or(answer.DiffFigures{})
			difference = words.CSV(f.Of(&by))
		}
		add(f.Key, func(i int) string { return words.CSV(f.Of(&d.items[i].Plan.DiffFigures)) }, difference)
	}
	d.shareCSV(add)
	for _, key := range d.changed() {
		add(nameOf(key, "."), func(i int) string { return d.input(key, i) }, "")
	}
	return g
}
