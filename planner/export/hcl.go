package export

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// writeHCL writes a module with its inputs.
func writeHCL(head []string, module string, inputs object) []byte {
	var w hclWriter
	w.WriteString(comment(head))
	fmt.Fprintf(&w, "module %s {\n", quoted(module))
	w.fields(inputs)
	w.WriteString("}\n")
	return hclwrite.Format([]byte(w.String()))
}

// hclWriter leaves the layout to hclwrite.Format, but for the lines of a heredoc,
// which that does not touch.
type hclWriter struct {
	strings.Builder
	depth int
}

func (w *hclWriter) fields(o object) {
	w.depth++
	defer func() { w.depth-- }()
	for _, f := range o {
		if f.why != "" && !onOneLine(f.value) {
			w.WriteString(headComment(f.why) + "\n")
		}
		key := f.key
		if !hclsyntax.ValidIdentifier(key) {
			key = quoted(key)
		}
		w.WriteString(key + " = ")
		w.value(f.value)
		if f.why != "" && onOneLine(f.value) {
			w.WriteString(" # " + printable(f.why))
		}
		w.WriteString("\n")
	}
}

func (w *hclWriter) value(value any) {
	switch v := value.(type) {
	case object:
		if len(v) == 0 {
			w.WriteString("{}")
			return
		}
		w.WriteString("{\n")
		w.fields(v)
		w.WriteString("}")
	case []element:
		w.depth++
		w.WriteString("[\n")
		for _, e := range v {
			w.value(e.object)
			w.WriteString(",\n")
		}
		w.WriteString("]")
		w.depth--
	case []string:
		texts := make([]string, len(v))
		for i := range v {
			texts[i] = quoted(v[i])
		}
		w.WriteString("[" + strings.Join(texts, ", ") + "]")
	case encoded:
		w.WriteString("jsonencode(")
		w.value(object(v))
		w.WriteString(")")
	case literal:
		w.heredoc(strings.TrimSuffix(string(v), "\n"))
	case string:
		w.WriteString(quoted(v))
	default: // a number, a truth value or a reference
		fmt.Fprint(w, v)
	}
}

// heredoc is a text of several lines, set in as deep as what it stands in: HCL
// takes the common space off again.
func (w *hclWriter) heredoc(text string) {
	space := strings.Repeat("  ", w.depth)
	escaped := strings.NewReplacer("${", "$${", "%{", "%%{", "\n", "\n"+space+"  ").Replace(text)
	w.WriteString("<<-EOT\n" + space + "  " + escaped + "\n" + space + "EOT")
}

// quoted is a text in quotes, with what HCL would read in it escaped.
func quoted(text string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(text)).Bytes())
}
