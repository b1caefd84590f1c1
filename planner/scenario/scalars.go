package scenario

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"podfit/planner/ordered"
	"podfit/planner/settings"
)

func jsonType(name string) ordered.Object { return ordered.Object{{Key: "type", Value: name}} }

var (
	countSchema = ordered.Object{{Key: "type", Value: "integer"}, {Key: "minimum", Value: 0}}
	// A quantity as Kubernetes writes it.
	quantitySchema = ordered.Object{{Key: "anyOf", Value: []ordered.Object{
		{{Key: "type", Value: "string"}, {Key: "pattern", Value: `^[0-9]*\.?[0-9]+([eE][-+]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$`}},
		{{Key: "type", Value: "number"}, {Key: "minimum", Value: 0}},
	}}}
)

func asIs(text string) string { return text }

// text is a word or a sentence.
func text(parse func(string) (string, error)) scalar[string] {
	return scalar[string]{parse, asIs, jsonType("string")}
}

// The texts that a key may take: any1, some1 with a letter in it, word without
// a space.
func any1(text string) (string, error) { return text, nil }

func some1(text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", errors.New("must not be empty")
	}
	return text, nil
}

func word(text string) (string, error) {
	if strings.ContainsAny(text, " \t\n") {
		return "", errors.New("must be one word")
	}
	return some1(text)
}

// either is one of a few words.
func either(choices ...string) scalar[string] {
	return scalar[string]{
		parse: func(text string) (string, error) {
			for _, c := range choices {
				if c == text {
					return c, nil
				}
			}
			return "", fmt.Errorf("must be %s%s", strings.Join(choices, " or "), settings.DidYouMean(text, choices))
		},
		format: asIs,
		is:     ordered.Object{{Key: "enum", Value: choices}},
	}
}

// yes is a switch; false is not written.
var yes = scalar[bool]{
	parse: func(text string) (bool, error) {
		if text != "true" && text != "false" {
			return false, errors.New("must be true or false")
		}
		return text == "true", nil
	},
	format: func(on bool) string {
		if on {
			return "true"
		}
		return ""
	},
	is: jsonType("boolean"),
}

func parseCount(low, high int) func(string) (int, error) {
	return func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < low || n > high {
			return 0, fmt.Errorf("must be a whole number from %d to %d", low, high)
		}
		return n, nil
	}
}

// count is a whole number; 0 is not written.
func count(most int) scalar[int] {
	return scalar[int]{
		parse: parseCount(0, most),
		format: func(n int) string {
			if n == 0 {
				return ""
			}
			return strconv.Itoa(n)
		},
		is: countSchema,
	}
}

// written is a scalar that is written even if it is zero.
func written[T any](s scalar[T], format func(T) string) scalar[T] {
	s.format = format
	return s
}

func quantity[T any](parse func(string) (T, error), format func(T) string) scalar[T] {
	return scalar[T]{parse, format, quantitySchema}
}
