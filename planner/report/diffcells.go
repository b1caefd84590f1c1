package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"podfit/planner"
)

// The rows of a comparison: a figure or an input, its value in each scenario and,
// where there are two, the difference.

func (d Diffs) titles() []string {
	return d.row("FIGURE", func(i int) string { return d.items[i].File }, "DIFFERENCE")
}

func (d Diffs) row(name string, cell func(item int) string, difference string) []string {
	row := []string{name}
	for i := range d.items {
		row = append(row, cell(i))
	}
	if len(d.items) == 2 {
		row = append(row, difference)
	}
	return row
}

// table has an empty line between the figures and the inputs that differ.
func (d Diffs) table(w io.Writer, wide bool) error {
	titles, rows := d.titles(), d.figures(wide)
	if inputs := d.inputs(); len(inputs) > 0 {
		rows = append(rows, make([]string, len(titles)))
		for _, row := range inputs {
			for i := range row[1:] {
				row[i+1] = shortened(row[i+1], wide)
			}
			rows = append(rows, row)
		}
	}
	right := slices.Repeat([]bool{true}, len(titles))
	right[0] = false
	return writeTable(w, titles, right, rows)
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

func (d Diffs) figures(wide bool) [][]string {
	rows := d.types()
	for k := range figureRows {
		r := &figureRows[k]
		if r.title == "" || r.wide && !wide {
			continue
		}
		rows = append(rows, d.row(r.title, func(i int) string { return d.figure(r, i) }, d.difference(r)))
	}
	return append(rows, d.row("binds", func(i int) string { return d.binds(i) }, ""))
}

func (d Diffs) figure(r *figureRow, item int) string {
	plan := &d.items[item].Plan
	if v := r.of(&plan.DiffFigures); v != nil {
		return r.unit.text(*v, plan.Currency)
	}
	return Unknown
}

// difference is that of the second, where there are two.
func (d Diffs) difference(r *figureRow) string {
	if len(d.items) != 2 {
		return ""
	}
	by := r.of(d.items[1].Difference)
	if by == nil {
		return Unknown
	}
	return r.unit.difference(*by, *r.of(&d.items[0].Plan.DiffFigures), d.items[0].Plan.Currency)
}

// types are a row for each of the types that the scenario with the most has.
func (d Diffs) types() (rows [][]string) {
	most := 0
	for i := range d.items {
		most = max(most, len(d.items[i].Plan.InstanceTypes))
	}
	for k := range most {
		rows = append(rows, d.row(fmt.Sprintf("type %d", k+1), func(i int) string {
			types := d.items[i].Plan.InstanceTypes
			if k >= len(types) {
				return Unknown
			}
			return types[k].text()
		}, ""))
	}
	return rows
}

func (d Diffs) binds(item int) string {
	var words []string
	for _, l := range d.items[item].Plan.LimitedBy {
		words = append(words, l.String())
	}
	return cmp.Or(strings.Join(words, ", "), Unknown)
}

// inputs are the inputs that any scenario has otherwise than the first. Replicas
// and requests of a pod kind are one row.
func (d Diffs) inputs() (rows [][]string) {
	seen := map[planner.InputKey]bool{}
	for _, key := range d.changed() {
		if name := (planner.InputKey{Workload: key.Workload}); key.Workload != "" && slices.Contains(podKeys, key.Key) {
			if !seen[name] {
				seen[name] = true
				rows = append(rows, d.row("workload "+key.Workload, func(i int) string { return d.pods(key.Workload, i) }, ""))
			}
			continue
		}
		rows = append(rows, d.row(nameOf(key, " "), func(i int) string { return cmp.Or(d.input(key, i), Unknown) }, ""))
	}
	return rows
}

// changed are the keys of all changes, in their order.
func (d Diffs) changed() []planner.InputKey {
	var keys []planner.InputKey
	for i := range d.planned[1:] {
		for _, c := range planner.Changes(d.planned[0].Inputs, d.planned[i+1].Inputs) {
			keys = append(keys, c.InputKey)
		}
	}
	slices.SortFunc(keys, planner.InputKey.Compare)
	return slices.Compact(keys)
}

// podKeys are what a pod kind is told by in one cell.
var podKeys = []string{"replicas", "maxReplicas", "cpu", "memory"}

func (d Diffs) pods(kind string, item int) string {
	of := func(key string) string { return d.input(planner.InputKey{Workload: kind, Key: key}, item) }
	pods, most, cpu, memory := of("replicas"), of("maxReplicas"), of("cpu"), of("memory")
	switch {
	case pods == "":
		return Unknown
	case most != "":
		pods += ".." + most
	}
	if cpu == "" && memory == "" {
		return pods + " without requests"
	}
	return fmt.Sprintf("%s × %s %s", pods, cmp.Or(cpu, Unknown), cmp.Or(memory, Unknown))
}

// input is empty where the scenario does not say it.
func (d Diffs) input(key planner.InputKey, item int) string {
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

// plain are the rows as CSV has them: figures under their names in JSON, and
// inputs each by its key.
func (d Diffs) plain() [][]string {
	rows := [][]string{
		d.row("figure", func(i int) string { return d.items[i].File }, "difference"),
		d.row("instanceTypes", func(i int) string {
			var texts []string
			for _, t := range d.items[i].Plan.InstanceTypes {
				texts = append(texts, t.text())
			}
			return strings.Join(texts, " + ")
		}, ""),
		d.row("binds", func(i int) string { return strings.TrimPrefix(d.binds(i), Unknown) }, ""),
		d.row("currency", func(i int) string { return d.items[i].Plan.Currency }, ""),
	}
	for k := range figureRows {
		r := &figureRows[k]
		difference := ""
		if len(d.items) == 2 {
			difference = plainOf(r.of(d.items[1].Difference))
		}
		if r.title != "" {
			rows = append(rows, d.row(r.key, func(i int) string { return plainOf(r.of(&d.items[i].Plan.DiffFigures)) }, difference))
		}
	}
	for _, key := range d.changed() {
		rows = append(rows, d.row(nameOf(key, "."), func(i int) string { return d.input(key, i) }, ""))
	}
	return rows
}

func (d Diffs) names(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, key := range d.changed() {
		fmt.Fprintln(b, nameOf(key, "."))
	}
	return b.Flush()
}
