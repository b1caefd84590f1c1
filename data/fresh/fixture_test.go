package fresh

import (
	"strings"
	"testing"
)

func setenv(t testing.TB, pair string) {
	name, value, _ := strings.Cut(pair, "=")
	t.Setenv(name, value)
}
