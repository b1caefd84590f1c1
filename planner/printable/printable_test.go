package printable

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	_ "podfit/planner/sample/steady"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"shop/web-1":             "shop/web-1",
		"naïve · 3 × m5.large ✓": "naïve · 3 × m5.large ✓",
		"an\u00a0old space":      "an\u00a0old space",
		"\x1b[31mRED":            `\x1b[31mRED`,
		"\x1b]0;title\x07":       `\x1b]0;title\a`,
		"a\nb\r\tc":              `a\nb\r\tc`,
		"\x00\x7f":               `\x00\x7f`,
		"\u009b31m\u0085":        `\u009b31m\u0085`, // C1: CSI and NEL in one character
		"\x9b31m":                `\x9b31m`,         // and as a byte of Latin-1
		"file\u202egpj.exe":      `file\u202egpj.exe`,
		"\u2066a\u2069\u200f":    `\u2066a\u2069\u200f`,
		"a\u2028b\u2029":         `a\u2028b\u2029`,
		"\U000e0041tag":          `\U000e0041tag`,
		"zero\u200bwidth\ufeff":  `zero\u200bwidth\ufeff`,
		"a\\x1b":                 `a\x1b`, // as it was
		"�":                      "�",
		"":                       "",
	} {
		if got := Text(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
		if IsText(text) != (want == text) {
			t.Errorf("IsText(%q) is %v", text, IsText(text))
		}
	}
	if got, want := Lines("a\n\tb\r\x1b"), "a\n\tb\\r\\x1b"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCell(t *testing.T) {
	for text, want := range map[string]string{
		"web": "web", "": "", "a=b": "a=b",
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
		"+1+1":               "'+1+1", "@SUM(1)": "'@SUM(1)", "-2+3": "'-2+3", "＝1": "'＝1",
		"\t=1": `\t=1`, "\r=1": `\r=1`,
		"-12.5": "-12.5", "+3": "+3", "-1e-9": "-1e-9", "-": "-", // numbers, and one that is unknown
	} {
		if got := Cell(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// hostile draws many characters that are escaped.
var hostile = rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.OneOf(
		rapid.String(), rapid.StringMatching(`[a-z:#'"\[{&*!|>%@ -]{0,6}`),
		rapid.SampledFrom([]string{"\x1b[31m", "\u009b", "\u202e", "\n", "\r\n", "\t", "\x7f", "\xff", "\xe2\x80", "\\x1b", "'", `"`, "\u0085", "\u2028", "\U000e0041", "\ufeff"}),
	), 0, 6).Draw(t, "parts"), "")
})

// Whatever is written is printable, and JSON and YAML have the same value as before.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := hostile.Draw(t, "text")
		shown := Text(text)
		if !IsText(shown) || Text(shown) != shown || strings.Contains(shown, "\n") {
			t.Fatalf("%q is shown as %q", text, shown)
		}
		text = strings.ToValidUTF8(text, "?")
		value := map[string][]string{"a": {text}, text + "b": {"x", text + " " + text}}
		plain, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string][]string
		if safe := JSON(plain); !IsText(string(safe)) || json.Unmarshal(safe, &got) != nil || !equal(got, value) {
			t.Fatalf("%s: %q", safe, got)
		}
		tree := yaml.Node{Kind: yaml.MappingNode}
		for key, texts := range value {
			list := yaml.Node{Kind: yaml.SequenceNode}
			for _, text := range texts {
				list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text})
			}
			tree.Content = append(tree.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, &list)
		}
		safe, err := YAML(&tree)
		foreign, foreignErr := YAMLOfJSON(plain)
		if err != nil || foreignErr != nil {
			t.Fatal(err, foreignErr)
		}
		for _, safe := range [][]byte{safe, foreign} {
			got = nil
			if Lines(string(safe)) != string(safe) || yaml.Unmarshal(safe, &got) != nil || !equal(got, value) {
				t.Fatalf("%s\n%q", safe, got)
			}
		}
	})
}

func equal(a, b map[string][]string) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

// However a text is cut into Writes, the same is written.
func TestWriter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8(hostile.Draw(t, "text"), "?") + "\n"
		var b strings.Builder
		w := NewWriter(&b)
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "bytes")
			if m, err := w.Write([]byte(rest[:n])); m != n || err != nil {
				t.Fatal(m, err)
			}
			rest = rest[n:]
		}
		if got, want := b.String(), Lines(text); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

func TestMessages(t *testing.T) {
	var b strings.Builder
	for _, message := range []string{"warning: web\npodfit: all is well\n", "no end", "\n", "\x1b[2J\n"} {
		if n, err := (Messages{&b}).Write([]byte(message)); n != len(message) || err != nil {
			t.Error(n, err)
		}
	}
	if got, want := b.String(), "warning: web\\npodfit: all is well\nno end\n\\x1b[2J\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCommand(t *testing.T) {
	for word, want := range map[string]string{
		"m5.large": "m5.large", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "mem<=64": "'mem<=64'", "*x": "'*x'",
		"a\x1b'\\\n\xff": `$'a\x1b\'\\\n\xff'`,
	} {
		if got := Quote(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
	if got, want := Command([]string{"podfit", "a b"}), "podfit 'a b'"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
