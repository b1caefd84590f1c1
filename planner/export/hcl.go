package export

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"podfit/planner/printable"
)

// HCL is written in the layout of terraform fmt, which leaves it as it is. This
// writer is podfit's own: the package hclwrite takes 0.6 ms to initialize, at each
// start of the program.

// writeHCL writes a module with its inputs.
func writeHCL(head []string, module string, inputs object) []byte {
	var w hclWriter
	w.WriteString(comment(head))
	w.WriteString("module " + quoted(module) + " {\n")
	w.object(inputs)
	w.WriteString("}\n")
	return []byte(w.String())
}

type hclWriter struct {
	strings.Builder
	depth int
}

func (w *hclWriter) indent() string { return strings.Repeat("  ", w.depth) }

// object writes the fields of an object, one level deeper.
func (w *hclWriter) object(o object) {
	w.depth++
	defer func() { w.depth-- }()
	for len(o) > 0 {
		n := alignedRun(o)
		if n == 0 {
			w.block(o[0])
			n = 1
		} else {
			w.aligned(o[:n])
		}
		o = o[n:]
	}
}

// alignedRun is how many fields at the start of an object are in adjacent lines,
// with their equals signs aligned. A field of several lines ends the run, as does
// the comment above it; but a heredoc begins in the line of its equals sign.
func alignedRun(o object) int {
	for i, f := range o {
		switch f.value.(type) {
		case literal:
			if i > 0 && f.why != "" {
				return i
			}
			return i + 1
		default:
			if !isLine(f.value) || f.why != "" && !onOneLine(f.value) && i > 0 {
				return i
			}
		}
	}
	return len(o)
}

// isLine reports whether a value is written on the line of its key as a whole.
func isLine(value any) bool {
	switch v := value.(type) {
	case object:
		return len(v) == 0
	case []element, encoded, literal:
		return false
	}
	return true
}

// block writes a field of several lines, except for a heredoc.
func (w *hclWriter) block(f field) {
	w.commentAbove(f)
	w.WriteString(w.indent() + hclKey(f.key) + " = ")
	w.multiline(f.value)
	w.WriteString("\n")
}

// commentAbove writes the comment of a field with no room for it in its line.
func (w *hclWriter) commentAbove(f field) {
	if f.why == "" || onOneLine(f.value) {
		return
	}
	for line := range strings.SplitSeq(headComment(f.why), "\n") {
		w.WriteString(w.indent() + line + "\n")
	}
}

// aligned writes a run of fields with aligned equals signs. Comments are aligned,
// too, in adjacent lines that have one.
func (w *hclWriter) aligned(run object) {
	keys := 0
	for _, f := range run {
		keys = max(keys, utf8.RuneCountInString(hclKey(f.key)))
	}
	lines := make([]string, len(run))
	for i, f := range run {
		lines[i] = fmt.Sprintf("%-*s =", keys, hclKey(f.key))
		if isLine(f.value) {
			lines[i] += " " + hclValue(f.value)
		}
	}
	comments := commentColumns(run, lines)
	for i, f := range run {
		w.commentAbove(f)
		w.WriteString(w.indent() + lines[i])
		if text, heredoc := f.value.(literal); heredoc {
			w.heredoc(text)
		} else if f.why != "" && onOneLine(f.value) {
			padding := comments[i] - utf8.RuneCountInString(lines[i])
			w.WriteString(strings.Repeat(" ", padding) + " # " + printable.Text(f.why))
		}
		w.WriteString("\n")
	}
}

// commentColumns is the width of the lines in each group of adjacent lines with
// comments.
func commentColumns(run object, lines []string) []int {
	columns := make([]int, len(run))
	for i := 0; i < len(run); i++ {
		first, width := i, 0
		for ; i < len(run) && run[i].why != "" && onOneLine(run[i].value); i++ {
			width = max(width, utf8.RuneCountInString(lines[i]))
		}
		for j := first; j < i; j++ {
			columns[j] = width
		}
	}
	return columns
}

// multiline writes a value of several lines up to its closing bracket.
func (w *hclWriter) multiline(value any) {
	switch v := value.(type) {
	case object:
		w.WriteString("{\n")
		w.object(v)
		w.WriteString(w.indent() + "}")
	case encoded:
		w.WriteString("jsonencode({\n")
		w.object(object(v))
		w.WriteString(w.indent() + "})")
	case []element:
		w.WriteString("[\n")
		w.depth++
		for _, e := range v {
			w.WriteString(w.indent())
			w.multiline(e.object)
			w.WriteString(",\n")
		}
		w.depth--
		w.WriteString(w.indent() + "]")
	}
}

// heredoc writes a text of several lines, indented as the object that it is in;
// HCL removes the common indentation again.
func (w *hclWriter) heredoc(text literal) {
	w.WriteString(" <<-EOT\n")
	escaped := strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strings.TrimSuffix(string(text), "\n"))
	for line := range strings.SplitSeq(escaped, "\n") {
		w.WriteString(w.indent() + "  " + line + "\n")
	}
	w.WriteString(w.indent() + "EOT")
}

// hclValue is a value of one line.
func hclValue(value any) string {
	switch v := value.(type) {
	case object:
		return "{}"
	case []string:
		texts := make([]string, len(v))
		for i := range v {
			texts[i] = quoted(v[i])
		}
		return "[" + strings.Join(texts, ", ") + "]"
	case string:
		return quoted(v)
	}
	return fmt.Sprint(value) // a number, a boolean or a reference
}

// hclKey quotes a key that is not an identifier, and those that HCL would read as
// something else.
func hclKey(key string) string {
	switch key {
	case "for", "null", "true", "false":
		return quoted(key)
	}
	for i, r := range key {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return quoted(key)
		}
	}
	if key == "" {
		return quoted(key)
	}
	return key
}

// quoted is a string with escapes for what HCL would interpret in it.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range text {
		switch r {
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '$', '%':
			b.WriteRune(r)
			if strings.HasPrefix(text[i+1:], "{") {
				b.WriteRune(r) // otherwise a template begins here
			}
		default:
			writeRune(&b, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// firstCombining is where characters begin that may share a column with others.
const firstCombining = 0x300

// writeRune escapes what has no width of its own, so that columns are counted in
// characters: Kubernetes names have none of it.
func writeRune(b *strings.Builder, r rune) {
	switch {
	case r > 0xFFFF:
		fmt.Fprintf(b, "\\U%08x", r)
	case r >= firstCombining || !unicode.IsPrint(r):
		fmt.Fprintf(b, "\\u%04x", r)
	default:
		b.WriteRune(r)
	}
}
