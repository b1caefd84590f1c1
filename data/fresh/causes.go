package fresh

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"podfit/data/live"
	"podfit/planner"
)

// Failures say why parts of a region's figures aren't live, each with the data that is used instead: cached
// answers, or the tables by their name. Parts with the same problem share one. The last says which answers are
// old.
func Failures(region string, parts []Part, now time.Time, tables string) []planner.Warning {
	var causes []planner.NotLive
	failed := map[planner.NotLive][]Part{}
	for _, p := range parts {
		if p.Err == nil {
			continue
		}
		cause := causeOf(p.Err)
		if failed[cause] == nil {
			causes = append(causes, cause)
		}
		failed[cause] = append(failed[cause], p)
	}
	var warnings []planner.Warning
	for _, cause := range causes {
		w := cause
		w.Region, w.Using = region, fallbackText(failed[cause], now, tables)
		warnings = append(warnings, w)
	}
	if stale := slices.DeleteFunc(slices.Clone(parts), func(p Part) bool { return !p.Stale }); len(stale) > 0 {
		warnings = append(warnings, planner.LiveStale{Region: region, Parts: strings.Join(byAge(stale, now), "; ")})
	}
	return warnings
}

// causeOf leaves out which API was asked.
func causeOf(err error) planner.NotLive {
	var e *live.Error
	if !errors.As(err, &e) {
		return planner.NotLive{Cause: err.Error()}
	}
	about := "AWS"
	if !strings.Contains(e.Question, ":") { // not an API action, such as AWS credentials
		about = e.Question
	}
	return planner.NotLive{Cause: about + ": " + e.Cause, Fix: e.Fix}
}

func fallbackText(parts []Part, now time.Time, tables string) string {
	var texts, fromTables []string
	cached := slices.DeleteFunc(slices.Clone(parts), func(p Part) bool { return p.At.IsZero() })
	for _, text := range byAge(cached, now) {
		texts = append(texts, "cached "+text)
	}
	for _, p := range parts {
		if p.At.IsZero() {
			fromTables = append(fromTables, p.Name)
		}
	}
	if fromTables != nil {
		texts = append(texts, tables+" "+strings.Join(fromTables, ", "))
	}
	return strings.Join(texts, "; ")
}

// byAge are the names of cached parts, those of the same age together.
func byAge(parts []Part, now time.Time) (texts []string) {
	var ages []string
	names := map[string][]string{}
	for _, p := range parts {
		age := Age(now.Sub(p.At))
		if names[age] == nil {
			ages = append(ages, age)
		}
		names[age] = append(names[age], p.Name)
	}
	for _, age := range ages {
		texts = append(texts, fmt.Sprintf("%s from %s ago", strings.Join(names[age], ", "), age))
	}
	return texts
}

// Age is a duration in the largest unit of which it has at least two.
func Age(d time.Duration) string {
	for _, u := range []struct {
		name string
		of   time.Duration
	}{{"days", 24 * time.Hour}, {"hours", time.Hour}, {"minutes", time.Minute}} {
		if d >= 2*u.of {
			return fmt.Sprintf("%d %s", d/u.of, u.name)
		}
	}
	return fmt.Sprintf("%d seconds", max(0, d/time.Second))
}
