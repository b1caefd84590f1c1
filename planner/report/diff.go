package report

import (
	"fmt"
	"io"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/subnet"
)

// Diff is the item of `podfit diff`: what a scenario comes to, and what differs
// from the first. Inputs of the answer are the first's.
type Diff struct {
	File       string        `json:"file"`
	Plan       DiffPlan      `json:"plan"`
	Difference *DiffFigures  `json:"difference"` // null for the first
	Changes    []InputChange `json:"changes"`
}

// DiffPlan sums the best plan of a scenario up.
type DiffPlan struct {
	InstanceTypes []DiffType      `json:"instanceTypes"`
	LimitedBy     []density.Limit `json:"binds"`
	Unplaced      []Unplaced      `json:"unplaced"`
	Currency      string          `json:"currency"`
	DiffFigures
}

// DiffType is how many nodes of a type a plan has.
type DiffType struct {
	InstanceType string `json:"instanceType"`
	Nodes        int    `json:"nodes"`
}

// InputChange is an input that the scenario has otherwise than the first: a key
// of the file, or of one of its pod kinds. Null is not there.
type InputChange struct {
	Workload *string `json:"workload"`
	Key      string  `json:"key"`
	From     *string `json:"from"`
	To       *string `json:"to"`
}

// Planned is a scenario with the answer to its question.
type Planned struct {
	File     string
	Query    Query
	Question plan.Question
	Found    fargate.Answer
	Inputs   []planner.Input
}

// Diffs is an answer of scenarios, the first of which the others are compared
// with.
type Diffs struct {
	Answer  Answer
	planned []Planned
	items   []Diff
}

// NewDiffs compares scenarios, of which there is one at least.
func NewDiffs(planned []Planned) Diffs {
	first := &planned[0]
	d := Diffs{planned: planned}
	var options []density.Option
	var warnings []Warning
	for i := range planned {
		p := &planned[i]
		item := Diff{File: p.File, Plan: newDiffPlan(p), Changes: []InputChange{}}
		for _, c := range planner.Changes(first.Inputs, p.Inputs) {
			item.Changes = append(item.Changes, InputChange{unlessZero(c.Workload), c.Key, orNull(c.From), orNull(c.To)})
		}
		if i > 0 {
			item.Difference = differenceOf(&d.items[0].Plan, &item.Plan)
		}
		d.items = append(d.items, item)
		bought := p.bought()
		options = append(options, bought...)
		for _, w := range Warnings(p.Query, bought) {
			w.Text = p.File + ": " + w.Text
			warnings = append(warnings, w)
		}
	}
	d.Answer = NewAnswer("Diff", first.Query, options, d.items)
	d.Answer.Warnings = append([]Warning{}, warnings...)
	return d
}

// Worse says why a scenario is worse than the first: it leaves more pods
// unplaced, costs more, or costs what cannot be compared. It is empty where none
// is.
func (d Diffs) Worse() string {
	for _, item := range d.items[1:] {
		by, currency := item.Difference, item.Plan.Currency
		switch {
		case *by.UnplacedPods > 0:
			return fmt.Sprintf("%s leaves %s unplaced than %s", item.File, counted(int(*by.UnplacedPods), "more pod"), d.items[0].File)
		case by.PerMonth == nil:
			return fmt.Sprintf("%s costs what cannot be compared with %s", item.File, d.items[0].File)
		case *by.PerMonth > 0:
			return fmt.Sprintf("%s costs %s more a month than %s", item.File, unit("money").text(*by.PerMonth, currency), d.items[0].File)
		}
	}
	return ""
}

// best is nil where nothing is placed.
func (p *Planned) best() *plan.Plan {
	if len(p.Found.Plans) == 0 {
		return nil
	}
	return &p.Found.Plans[0]
}

// bought are the options of the best plan, each once.
func (p *Planned) bought() []density.Option {
	if p.best() == nil {
		return nil
	}
	var options []density.Option
	for _, g := range p.best().Groups {
		if !slices.ContainsFunc(options, func(o density.Option) bool { return o.Type == g.Option.Type }) {
			options = append(options, *g.Option)
		}
	}
	return options
}

// types are those of the best plan; of groups in several zones there is one.
func (p *Planned) types() []DiffType {
	types := []DiffType{}
	if p.best() == nil {
		return types
	}
	for _, g := range p.best().Groups {
		name := g.Option.Type.Name
		i := slices.IndexFunc(types, func(t DiffType) bool { return t.InstanceType == name })
		if i < 0 {
			types = append(types, DiffType{name, g.Nodes})
		} else {
			types[i].Nodes += g.Nodes
		}
	}
	return types
}

func (t DiffType) text() string { return fmt.Sprintf("%d × %s", t.Nodes, t.InstanceType) }

func (p *Planned) currency() string {
	if len(p.Question.Candidates) == 0 {
		return "USD"
	}
	return currency(&p.Question.Candidates[0])
}

func newDiffPlan(p *Planned) DiffPlan {
	item := DiffPlan{
		InstanceTypes: p.types(), LimitedBy: []density.Limit{}, Unplaced: []Unplaced{},
		Currency: p.currency(), DiffFigures: newDiffFigures(p),
	}
	if best := p.best(); best != nil {
		item.LimitedBy = append(item.LimitedBy, best.LimitedBy()...)
	}
	for _, u := range p.Found.Unplaced {
		item.Unplaced = append(item.Unplaced, newUnplaced(u))
	}
	return item
}

// held is what the nodes take from the VPC.
func (p *Planned) held() planner.Maybe[eni.Held] {
	return subnet.HeldBy(p.best(), p.Question.Workload, p.Question.Settings.Warm)
}

// Write writes the comparison in a format; names are the keys of the inputs that
// differ.
func (d Diffs) Write(w io.Writer, format string) error {
	switch format {
	case "table", "wide":
		return d.table(w, format == "wide")
	case "markdown":
		rows := slices.Concat(d.figures(true), d.inputs())
		_, err := fmt.Fprintln(w, newTable(d.titles(), rows).RenderMarkdown())
		return err
	case "csv":
		return writeCSV(w, d.plain())
	case "name":
		return d.names(w)
	default:
		return d.Answer.Write(w, format)
	}
}
