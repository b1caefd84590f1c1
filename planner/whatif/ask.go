package whatif

import (
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/query"
)

// Asked is a line of a case with its question and, once it is solved, the answer.
type Asked struct {
	Line
	// Case has the line's change.
	Case     Case
	Question plan.Question
	Found    fargate.Answer
	// Same says that the line changes nothing, and has the answer of the first.
	Same bool
	// Recommended is the month of the plan that is recommended as things are set, which need
	// not be the cheapest; unknown for other lines, and without prices.
	Recommended planner.Maybe[planner.Money]
}

// Ask poses the lines of a case, the case as it is set first, whose question and answer are
// known. A line is left out if there is no such thing for the case, or no type to choose
// from. pose is the question of a line's case, without the types that Case.Arm64 adds; types
// are all that the region has, arm64 those of that architecture beside a case's candidates.
func Ask(as Case, q plan.Question, first fargate.Answer, types []planner.InstanceType, arm64 func(c *Case, had []density.Option) ([]density.Option, error), pose func(Line, *Case) (plan.Question, error)) []Asked {
	known := Known{Types: types}
	set := Asked{Line: AsSet, Case: as, Question: q, Found: first, Same: true}
	if len(first.Plans) > 0 {
		known.Best = &first.Plans[0]
		set.Recommended = known.Best.Month
	}
	all := []Asked{set}
	for _, l := range All()[1:] {
		c, effect := l.Over(as, known)
		a := Asked{Line: l, Case: c, Question: q, Same: effect == Same}
		if effect == Changes {
			var err error
			if a.Question, err = pose(l, &c); err == nil && c.Arm64 {
				var arm []density.Option
				if arm, err = arm64(&c, a.Question.Candidates); err == nil {
					a.Same = !add(&a.Question, arm)
				}
			}
			if err != nil {
				continue
			}
			a.Question.Stop = q.Stop // all have the time of one
		}
		if effect != Absent {
			all = append(all, a)
		}
	}
	return all
}

// add adds options, also to pools without types of their own, and reports whether there are
// some.
func add(q *plan.Question, options []density.Option) bool {
	had := len(q.AllCandidates())
	q.Candidates = with(q.Candidates, options)
	q.Pools = slices.Clone(q.Pools)
	for i := range q.Pools {
		if p := &q.Pools[i]; p.ChoosesOpenly() {
			p.Candidates = with(p.Candidates, p.Evaluate(options, q.Settings))
		}
	}
	return len(q.AllCandidates()) > had
}

func with(had, options []density.Option) []density.Option {
	all := slices.Clone(had)
	for i := range options {
		if !slices.ContainsFunc(had, func(o density.Option) bool { return o.Type.Name == options[i].Type.Name }) {
			all = append(all, options[i])
		}
	}
	by, _ := query.FieldNamed("type")
	query.Compare(all, by)
	return all
}

// Alike are the options of a class and a size of which there is a candidate.
func Alike(had, options []density.Option) []density.Option {
	return slices.DeleteFunc(slices.Clone(options), func(option density.Option) bool {
		return !slices.ContainsFunc(had, func(o density.Option) bool { return alike(o.Type, option.Type) })
	})
}

// alike reports whether types are of a class and a size, such as m5.large and m7g.large: a
// choice of few types stays one.
func alike(a, b *planner.InstanceType) bool {
	class := func(t *planner.InstanceType) string {
		family := t.Family()
		if digit := strings.IndexAny(family, "0123456789"); digit >= 0 {
			return family[:digit]
		}
		return family
	}
	return class(a) == class(b) && a.Size() == b.Size()
}

// Arm64Filter is the filter of the types of that architecture that are planned with by
// default.
func Arm64Filter(w planner.Workloads) query.Filter {
	return parsed(plan.DefaultFilter(w, parsed(onARM64)) + " " + onARM64)
}

const (
	onAMD64 = "arch=" + planner.AMD64
	onARM64 = "arch=" + planner.ARM64
	onBoth  = onAMD64 + "," + planner.ARM64
)

func parsed(text string) query.Filter {
	f, err := query.ParseFilter(text)
	if err != nil {
		panic(err) // of constants
	}
	return f
}

// OnARM64 is a filter of amd64 types for arm64, and OnBoth for either; is is false of a filter
// that is not for amd64.
func OnARM64(f query.Filter) (other query.Filter, is bool) { return replaced(f, onARM64) }

// OnBoth is a filter of amd64 types for both architectures.
func OnBoth(f query.Filter) (other query.Filter, is bool) { return replaced(f, onBoth) }

func replaced(f query.Filter, by string) (query.Filter, bool) {
	at := slices.Index(f.Texts(), onAMD64)
	if at < 0 {
		return nil, false
	}
	return slices.Concat(f[:at], parsed(by), f[at+1:]), true
}

// Answer finds the best plan of each line that changes something, as Solve does, and keeps
// that alone.
func Answer(asked []Asked, solve func(q *plan.Question, most int) fargate.Answer) {
	questions, at := []Question{{Question: asked[0].Question}}, []int{0}
	for i := range asked {
		if !asked[i].Same {
			questions, at = append(questions, Question{Question: asked[i].Question, Relaxes: asked[i].Relaxes()}), append(at, i)
		}
	}
	for k, found := range Solve(asked[0].Found, questions, solve) {
		asked[at[k]].Found = found
	}
	for i := range asked {
		if asked[i].Same {
			asked[i].Found = asked[0].Found
		}
		f := &asked[i].Found
		f.Plans = f.Plans[:min(1, len(f.Plans))]
	}
}
