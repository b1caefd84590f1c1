package settings

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// DidYouMean is " (did you mean m5.large?)" with the nearest of the choices,
// or nothing where none is near.
func DidYouMean(text string, choices []string) string {
	nearest, ok := Nearest(text, choices)
	if !ok {
		return ""
	}
	return " (did you mean " + nearest + "?)"
}

// Nearest is the choice with the fewest edits from text, the first in
// alphabet among equals; more than half of its letters is not near.
func Nearest(text string, choices []string) (string, bool) {
	if len(choices) == 0 || text == "" {
		return "", false
	}
	text = strings.ToLower(text)
	edits := func(choice string) int { return levenshtein.ComputeDistance(text, choice) }
	nearest := slices.MinFunc(choices, func(a, b string) int {
		return cmp.Or(cmp.Compare(edits(a), edits(b)), strings.Compare(a, b))
	})
	return nearest, 2*edits(nearest) <= max(utf8.RuneCountInString(text), utf8.RuneCountInString(nearest))
}
