package tui

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
)

// status is a line of words about what just happened.
type status struct {
	text string
	kind statusKind
}

type statusKind uint8

const (
	plain statusKind = iota
	better
	worse
	wrong // nothing happened
)

// consequence says what a change of the settings did to a type.
func consequence(before, after *density.Option) status {
	pods := column("app-pods")
	limit := after.PodsLimitedBy
	if after.Settings.Pod.Given() || before.Settings.Pod.Given() {
		pods, limit = column("pods"), after.LimitedBy
	}
	var parts []string
	kind := plain
	for _, c := range []struct {
		words.Column
		what, why string
	}{
		{pods, "application pods", bind(limit)},
		{column("ram-per-pod"), "RAM per pod", ""},
		{column("cost-per-pod"), "cost per pod", ""},
	} {
		was, is := c.Cell(before), c.Cell(after)
		if was == is {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %s → %s%s", c.what, known(was), known(is), c.why))
		if kind == plain {
			kind = direction(c.Column, before, after)
		}
	}
	if w, is := newWarning(before, after); is {
		parts = slices.Insert(parts, min(1, len(parts)), words.Warn(w).Text)
		kind = worse
	}
	if len(parts) == 0 {
		return status{}
	}
	return status{after.Type.Name + ": " + strings.Join(parts, "; "), kind}
}

// direction compares one figure: what is no longer known is worse.
func direction(c words.Column, before, after *density.Option) statusKind {
	was, wasKnown := c.Number(before)
	is, isKnown := c.Number(after)
	switch {
	case !isKnown, wasKnown && c.Highest == (is < was):
		return worse
	default:
		return better
	}
}

// newWarning is the gravest warning that the change brought.
func newWarning(before, after *density.Option) (planner.Warning, bool) {
	old := before.Warnings()
	for _, w := range after.Warnings() {
		if !slices.ContainsFunc(old, func(o planner.Warning) bool { return o.About().Code == w.About().Code }) {
			return w, true
		}
	}
	return nil, false
}

// bind names a limit in brackets, in its grammatical number.
func bind(l density.Limit) string {
	switch l {
	case density.NoLimit:
		return ""
	case density.LimitMemory, density.LimitCPU:
		return fmt.Sprintf(" (%s binds)", l)
	default:
		return fmt.Sprintf(" (%s bind)", l)
	}
}

// known spells the sign for unknown out, inside a sentence.
func known(cell string) string {
	if cell == words.Unknown {
		return "unknown"
	}
	return cell
}

// column is one that is known to exist.
func column(name string) words.Column {
	c, err := words.ColumnsNamed(name)
	if err != nil {
		panic(err)
	}
	return c[0]
}
