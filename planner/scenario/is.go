package scenario

import (
	"regexp"
	"sync"
)

// header is the apiVersion of a scenario, in YAML or as the first key in JSON.
var header = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^(?:\{\s*)?["']?apiVersion["']?\s*:\s*["']?podfit/`)
})

// Is says whether a text is meant as a scenario, though it may be a wrong one. The
// beginning of a file is enough.
func Is(text []byte) bool { return header().Match(text) }
