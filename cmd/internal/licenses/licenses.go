// Package licenses has the licenses of everything that the program links, as their
// authors require of every copy. The text is part of the binary, where it costs no time
// until it is printed.
package licenses

import _ "embed"

//go:generate go run ./gen -out third-party.txt ../../podfit

//go:embed third-party.txt
var text string

// Text is a list of the modules, then each license once with the modules that it is of.
func Text() string { return text }
