package answer

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
)

// Explanation is the item of `podfit explain`.
type Explanation struct {
	InstanceType string    `json:"instanceType"`
	Sum          string    `json:"sum"`
	Steps        []Step    `json:"steps"`
	Warnings     []Warning `json:"warnings"`
}

// Step is one line of a derivation.
type Step struct {
	ID      density.StepID         `json:"id"`
	Name    string                 `json:"name"`
	Formula string                 `json:"formula"`
	Value   planner.Maybe[float64] `json:"value"`
	Unit    string                 `json:"unit"`
	Source  planner.Maybe[string]  `json:"source"`
	AsOf    planner.Maybe[string]  `json:"asOf"`
}

// NewExplanation makes the item of an option.
func NewExplanation(o *density.Option) Explanation {
	e := Explanation{InstanceType: o.Type.Name, Sum: words.Sum(o), Warnings: []Warning{}}
	for _, s := range words.Steps(o) {
		step := Step{
			ID: s.ID, Name: s.Name, Formula: s.Formula, Unit: s.Unit,
			Value: eni.Map(s.Value, func(v float64) float64 { return words.Round(v, s.Unit) }),
		}
		if s.Source != nil {
			step.Source, step.AsOf = planner.Known(s.Source.Name), nonZero(s.Source.AsOf)
		}
		e.Steps = append(e.Steps, step)
	}
	for _, w := range o.Warnings() {
		e.Warnings = append(e.Warnings, NewWarning(w, o.Type.Name))
	}
	return e
}

// Each makes an item of every option.
func Each[T any](options []density.Option, item func(*density.Option) T) []T {
	items := make([]T, len(options))
	for i := range options {
		items[i] = item(&options[i])
	}
	return items
}

// mib and units are amounts as JSON has them: MiB to a tenth, and money in whole
// units of its currency.
func mib(m planner.Maybe[planner.Memory]) planner.Maybe[float64] { return eni.Map(m, words.MiB) }

func units(m planner.Maybe[planner.Money]) planner.Maybe[float64] {
	return eni.Map(m, planner.Money.Float)
}

// nonZero is a value whose zero means that there is none.
func nonZero[T comparable](v T) planner.Maybe[T] {
	var zero T
	if v == zero {
		return planner.Maybe[T]{}
	}
	return planner.Known(v)
}
