package answer

import (
	"fmt"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/share"
	"podfit/planner/subnet"
)

// Diff is the item of `podfit diff`: what a scenario comes to, and what differs
// from the first. Inputs of the answer are the first's.
type Diff struct {
	File       string                     `json:"file"`
	Plan       DiffPlan                   `json:"plan"`
	Difference planner.Maybe[DiffFigures] `json:"difference"` // null for the first
	Changes    []InputChange              `json:"changes"`
	// ShareDifferences are null for the first and unless shares are asked for.
	ShareDifferences planner.Maybe[[]ShareDifference] `json:"shareDifferences"`
}

// DiffPlan sums the best plan of a scenario up.
type DiffPlan struct {
	InstanceTypes []DiffType      `json:"instanceTypes"`
	LimitedBy     []density.Limit `json:"limitedBy"`
	Unplaced      []Unplaced      `json:"unplaced"`
	Currency      string          `json:"currency"`
	// Shares are to whom the plan falls, by what SharesBy says; null unless asked for.
	SharesBy planner.Maybe[string]  `json:"sharesBy"`
	Shares   planner.Maybe[[]Share] `json:"shares"`
	DiffFigures
}

// DiffType is how many nodes of a type a plan has, in each of its pools.
type DiffType struct {
	InstanceType string                `json:"instanceType"`
	Pool         planner.Maybe[string] `json:"pool"` // null without pools
	Nodes        int                   `json:"nodes"`
}

// InputChange is an input that the scenario has otherwise than the first: a key
// of the file, or of one of its workloads; null where it is not set.
type InputChange struct {
	Workload planner.Maybe[string] `json:"workload"`
	Key      string                `json:"key"`
	From     planner.Maybe[string] `json:"from"`
	To       planner.Maybe[string] `json:"to"`
}

// Planned is a scenario with the answer to its question.
type Planned struct {
	File     string
	Query    Query
	Question plan.Question
	Found    fargate.Answer
	Inputs   []planner.Input
	// ShareBy is unknown unless shares are asked for.
	ShareBy planner.Maybe[share.By]
}

// NewDiffs compares scenarios, of which there is at least one, with the first.
func NewDiffs(planned []Planned) []Diff {
	var items []Diff
	for i := range planned {
		p := &planned[i]
		item := Diff{File: p.File, Plan: newDiffPlan(p), Changes: []InputChange{}}
		for _, c := range planner.Changes(planned[0].Inputs, p.Inputs) {
			item.Changes = append(item.Changes, InputChange{nonZero(c.Workload), c.Key, c.From, c.To})
		}
		if i > 0 {
			item.Difference = planner.Known(differenceOf(&items[0].Plan, &item.Plan))
			if p.ShareBy.Known() {
				item.ShareDifferences = planner.Known(shareDifferences(planned, i, items[0].Plan.Currency == item.Plan.Currency))
			}
		}
		items = append(items, item)
	}
	return items
}

// OfDiffs wraps the comparison; its warnings name the scenario that they are of.
func OfDiffs(planned []Planned, items []Diff) Answer {
	var options []density.Option
	warnings := []Warning{}
	for i := range planned {
		p := &planned[i]
		options = append(options, p.bought()...)
		for _, w := range PlanWarnings(p.Query, &p.Found, p.Question.AllCandidates()) {
			if w.Code != (planner.NotLive{}).About().Code && w.Code != (planner.LiveStale{}).About().Code { // which are of a region
				w.File = p.File
			}
			warnings = AddOnce(warnings, w)
		}
	}
	var files []string
	for i := range planned {
		files = append(files, planned[i].File)
	}
	warnings = WithoutFile(warnings, files)
	for i := range warnings {
		if w := &warnings[i]; w.File != "" {
			w.Subject = w.File + ": " + w.Subject
		}
	}
	a := New("Diff", planned[0].Query, options, items)
	if slices.ContainsFunc(planned, func(p Planned) bool { return p.Query.Settings.Region != planned[0].Query.Settings.Region }) {
		a.Region = "" // the changes name them
	}
	a.Warnings = warnings
	return a
}

// Best is the best plan; nil where nothing is placed.
func (p *Planned) Best() *plan.Plan {
	if len(p.Found.Plans) == 0 {
		return nil
	}
	return &p.Found.Plans[0]
}

// bought are the options of the plan, each once.
func (p *Planned) bought() []density.Option { return Bought(&p.Found) }

// types are those of the best plan; of groups in several zones there is one.
func (p *Planned) types() []DiffType {
	types := []DiffType{}
	if p.Best() == nil {
		return types
	}
	for _, g := range p.Best().Groups {
		name, pool := g.Option.Type.Name, nonZero(g.PoolName())
		i := slices.IndexFunc(types, func(t DiffType) bool { return t.InstanceType == name && t.Pool == pool })
		if i < 0 {
			types = append(types, DiffType{name, pool, g.Nodes})
		} else {
			types[i].Nodes += g.Nodes
		}
	}
	return types
}

// Text is the type with its number of nodes.
func (t DiffType) Text() string { return fmt.Sprintf("%d × %s", t.Nodes, t.InstanceType) }

func (p *Planned) currency() string {
	if len(p.Question.Candidates) == 0 {
		return "USD"
	}
	return words.Currency(&p.Question.Candidates[0])
}

func newDiffPlan(p *Planned) DiffPlan {
	item := DiffPlan{
		InstanceTypes: p.types(), LimitedBy: []density.Limit{}, Unplaced: newUnplaced(p.Found.Unplaced),
		Currency: p.currency(), DiffFigures: newDiffFigures(p),
	}
	if by, asked := p.ShareBy.Value(); asked {
		item.SharesBy, item.Shares = planner.Known(by.String()), planner.Known(NewShares(p.Shares()))
	}
	if best := p.Best(); best != nil {
		item.LimitedBy = append(item.LimitedBy, best.LimitedBy()...)
	}
	return item
}

// Held is what the nodes take from the VPC.
func (p *Planned) Held() planner.Maybe[eni.Held] {
	return subnet.HeldBy(p.Best(), p.Question.Workload, p.Question.Settings.Warm)
}
