package words

import (
	"fmt"
	"strings"

	"podfit/planner"
)

// liveWarning is of what AWS answers.
func liveWarning(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case planner.NotLive:
		if w.Using == "" {
			return w.Cause, w.Fix
		}
		return w.Cause + ": using " + w.Using, w.Fix
	case planner.LiveStale:
		return "old cached answers are used: " + w.Parts, "run once without --offline for new ones"
	case planner.FiguresMissing:
		if w.Skipped {
			return "skipped, because EC2 leaves out figures that decide how many pods fit: " + someOf(w.Types), "try again with --refresh"
		}
		return "EC2 leaves out figures or kinds of types; the tables' are used for " + someOf(w.Types), "try again with --refresh"
	case planner.KindAssumed:
		return "EC2 leaves out whether types are of the current generation, burstable or sold as spot; taken as current, sold as spot, and burstable if the name begins with t: " + someOf(w.Types), "try again with --refresh"
	case planner.PricesKeptOut:
		var texts []string
		for _, p := range w.Prices {
			texts = append(texts, fmt.Sprintf("%s %s %s (list price %s)", p.Type, p.Capacity, ExactMoney(p.Live, w.Currency), ExactMoney(p.List, w.Currency)))
		}
		return "live prices below a tenth or above ten times the list price are not used: " + someOf(texts), "compare them with AWS's price page"
	}
	return "", ""
}

// someOf are the first of many.
func someOf(texts []string) string {
	const most = 5
	if len(texts) <= most {
		return strings.Join(texts, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(texts[:most], ", "), len(texts)-most)
}
