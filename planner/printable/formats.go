package printable

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	sigs "sigs.k8s.io/yaml"
)

// JSON escapes what encoding/json leaves as it is: DEL, C1 and format characters. They
// can only be in strings, so that the value stays the same.
func JSON(text []byte) []byte { return escapedJSON(text, utf8.MaxRune) }

// escapedJSON escapes characters up to a last one.
func escapedJSON(text []byte, last rune) []byte {
	if firstEscaped(string(text), "\n") == len(text) {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		switch {
		case r == '\n' || r > last || Is(r):
			b.WriteRune(r)
		case r > lastOfBMP:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}

// lastOfBMP is the last character that JSON escapes as one.
const lastOfBMP = 0xFFFF

// YAMLOfJSON is the same value as YAML, with keys in the order of their names.
func YAMLOfJSON(text []byte) ([]byte, error) {
	text = escapedJSON(text, lastOfBMP) // YAML reads no pairs of surrogates
	if !hasEscapes(text) {
		return sigs.JSONToYAML(text)
	}
	// The libraries write some texts of several lines so that they read as others.
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	unfold(&document)
	return YAML(&document)
}

// hasEscapes reports whether a string of JSON has more than letters, or more than
// quotes and backslashes escaped.
func hasEscapes(text []byte) bool {
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' {
			if i++; text[i] != '"' && text[i] != '\\' {
				return true
			}
		}
	}
	return firstEscaped(string(text), "\n") < len(text)
}

// unfold puts each value on a line without quotes that it does not need, and sorts keys.
func unfold(n *yaml.Node) {
	n.Style = 0
	for _, c := range n.Content {
		unfold(c)
	}
	if n.Kind == yaml.MappingNode {
		pairs := slices.Collect(slices.Chunk(n.Content, 2))
		slices.SortFunc(pairs, func(a, b []*yaml.Node) int { return strings.Compare(a[0].Value, b[0].Value) })
		n.Content = slices.Concat(pairs...)
	}
}

// YAML encodes nodes, each a document. What is not printable is escaped,
// in comments too.
func YAML(nodes ...*yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	for _, n := range nodes {
		quote(n)
		if err := e.Encode(n); err != nil {
			return nil, err
		}
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	return []byte(escaped(b.String(), "\n")), nil
}

// quote puts texts in double quotes, where YAML has the escapes of Go, if they are not
// printable. Texts of several lines that are one in a file stay so.
func quote(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && !(n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && Lines(n.Value) == n.Value) && !IsText(n.Value) {
		n.Style = yaml.DoubleQuotedStyle
	}
	for _, c := range n.Content {
		quote(c)
	}
}

// Cell is a text for a CSV file. Spreadsheets run a cell that begins like a formula; an
// apostrophe makes it a text. Numbers stay numbers, and a sign alone is no formula.
func Cell(text string) string {
	text = Text(text)
	first, size := utf8.DecodeRuneInString(text)
	if len(text) == size || !strings.ContainsRune("=+-@＝＋－＠", first) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}
