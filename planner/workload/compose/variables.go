package compose

import (
	"encoding/json"
	"strings"
)

// variables replaces the variables in texts by their defaults, because the
// environment in which the file runs is not known.
type variables struct {
	doubts []string
}

// text is a text without variables; "" if one of them has no default.
func (v *variables) text(raw string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(raw, "$")
		b.WriteString(before)
		switch {
		case !found:
			return strings.TrimSpace(b.String())
		case strings.HasPrefix(after, "$"): // an escaped one
			b.WriteByte('$')
			raw = after[1:]
			continue
		}
		name, rest := cutVariable(after)
		name, fallback, has := defaultOf(name)
		if !has {
			v.doubts = append(v.doubts, "variable "+name+" has no default: what depends on it is not known")
			return ""
		}
		b.WriteString(fallback)
		raw = rest
	}
}

// cutVariable splits what follows a dollar sign: NAME or {NAME:-default}.
func cutVariable(text string) (variable, rest string) {
	if !strings.HasPrefix(text, "{") {
		end := strings.IndexFunc(text, func(c rune) bool {
			return c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
		})
		if end < 0 {
			end = len(text)
		}
		return text[:end], text[end:]
	}
	depth := 0
	for i, c := range text {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return text[1:i], text[i+1:]
			}
		}
	}
	return text[1:], ""
}

// defaultOf is what stands for a variable that is not set. A default with variables
// of its own is not known.
func defaultOf(variable string) (name, fallback string, has bool) {
	at := strings.IndexAny(variable, ":-?+")
	if at < 0 {
		return variable, "", false
	}
	name = variable[:at]
	operator := strings.TrimPrefix(variable[at:], ":")
	switch {
	case strings.HasPrefix(operator, "-"):
		return name, operator[1:], !strings.Contains(operator, "$")
	case strings.HasPrefix(operator, "+"): // only if it is set
		return name, "", true
	}
	return name, "", false
}

func unmarshal(text []byte, to any) bool { return json.Unmarshal(text, to) == nil }
