package screen

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
)

// The planner's sentences name flags of the command line: --on-demand-percent 74. On the
// screen the same is a key or a setting, and OnScreen puts its name there instead:
// On-demand, % 74 (settings). So there is one sentence for both.

// keysOf are the keys that do on the screen what a flag does.
var keysOf = map[string]string{
	"live": "r", "refresh": "r", "context": "o", "usage": "o", "filter": "/", "arch": "/",
}

// flagsElsewhere are flags of a command alone; the rest are of podfit itself.
var flagsElsewhere = map[string]string{
	"quotas": "podfit plan", "time-limit": "podfit plan", "save": "podfit verify", "remove": "podfit data update",
}

// flagText matches a flag with its value, as far as the sentence gives one: in quotes, with
// a figure in it, or one of the words that the flag takes.
var flagText = sync.OnceValue(func() *regexp.Regexp {
	values := slices.Concat([]string{"managed", "target", "as-set"}, plan.Spares, plan.Objectives)
	return regexp.MustCompile(`(\(?)--([a-z][a-z-]*)((?:[ =](?:'[^']*'|[^\s,;:()]*[0-9=][^\s,;:()]*|(?:` + strings.Join(values, "|") + `)\b))?)`)
})

// OnScreen is a sentence of the planner's with what the screen has in place of flags.
func (s *Session) OnScreen(text string) string {
	text = strings.ReplaceAll(text, "podfit explain", "the explanation of a type (enter on Types)")
	if !strings.Contains(text, "--") {
		return text
	}
	return flagText().ReplaceAllStringFunc(text, func(found string) string {
		part := flagText().FindStringSubmatch(found)
		bracket, flag, value := part[1], part[2], part[3]
		name, where := strings.ReplaceAll(flag, "-", " "), ""
		if row, is := s.Table.Named(flag); is {
			name, where = row.Title, "settings"
		} else if term, is := plan.TermNamed(flag); is && term.OnScreen {
			name, where = term.Title, "settings"
		} else if key, is := keysOf[flag]; is {
			where = "key " + key
		} else if command, is := flagsElsewhere[flag]; is {
			where = "a flag of " + command
		} else {
			where = "a flag"
		}
		if value != "" {
			name += " " + value[1:]
		}
		if bracket != "" {
			return bracket + where + ": " + name
		}
		return fmt.Sprintf("%s (%s)", name, where)
	})
}

// Warnings are some in the screen's words.
func (s *Session) Warnings(all []planner.Warning) []words.Warning {
	said := words.Warnings(all)
	for i := range said {
		said[i].Text, said[i].Fix = s.OnScreen(said[i].Text), s.OnScreen(said[i].Fix)
	}
	return said
}

// Warning is a line about a warning, which begins with what it is.
func (s *Session) Warning(w answer.Warning) string { return labelOf(w) + ": " + s.OnScreen(w.Line()) }

func labelOf(w answer.Warning) string {
	label := words.Label(w.Code)
	if label == words.Label("") && w.Severity == planner.SeverityNote {
		return w.Severity.String()
	}
	return label
}
