package main

import (
	"bytes"
	"fmt"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// phrase is a way of speaking that has to be read twice.
type phrase struct {
	// pattern is a regular expression that matches whole words in any case, and
	// across line breaks. With a capital in it, such as in a table head, it
	// matches as it is written.
	pattern string
	instead string
	example string // a text that it matches
}

// sentenceEnd is the end of a sentence or of a text.
const sentenceEnd = `\s*(?:[.,;:)\x00]|$)`

var phrases = []phrase{
	// Keys, table heads and nouns of podfit's own.
	{`mend(?:s|ed|ing)?`, "fix", "an error with its mend"},
	{`stranded`, "unused", "SPOT  STRANDED  COST"},
	{`WORTH`, "UNUSED-COST", "UNUSED  WORTH  COST"},
	{`BINDS`, "LIMITED-BY", "FIT  BINDS  SPOT"},
	{`LASTS`, "SUBNET-FOR-2X", "LASTS ×2"},
	{`(?:cpu|memory|ram|gpus?|pods|pod ips|branch enis|volumes|what|limit) binds`, "limited by …", "max pods: CPU binds, 97% in use"},
	{`pod kinds?`, "workload", "a pod kind"},
	{`kinds? of pods`, "workload", "many kinds of\npods"},
	{`purse`, "pricing", "settings of the purse"},
	{`misfits?`, "the penalty for a pod that fits no node of the set", "the misfit of a set"},

	// Verbs that things don't have.
	{`wants? (?:[0-9]|%d to|one of|between)`, "must be …", `--groups "7": want 1 to 3`},
	{`wants? an? (?:node|group|name|number|path|file|region|type|zone)`, "needs …", "what holds them wants a node group"},
	{`wants (?:of|besides)`, "needs", "what a pod wants besides memory"},
	{`have the least of`, "minimize", "what to have the least of"},
	{`has the least of`, "minimizes", "the plan that has the least of them"},
	{`(?:tells?|told|telling) of`, "shows, names, reports", "the README tells of live prices"},
	{`lies? (?:over|under|beneath)`, "override; take precedence over", "a flag lies over it"},
	{`(?:lays?|laid) (?:over|under|beneath)`, "override; merge into", "prices laid over the tables"},
	{`fits? nowhere`, "do not fit", "pods that fit nowhere"},
	{`ends? with [0-9]`, "exit 3 (exits with code 3)", "--check ends with 3"},
	{`do(?:es)? not trunk`, "does not support trunk ENIs", "the type does not trunk"},
	{`none holds`, "no … fits, no … has", "none holds the pod"},
	{`no plan of any`, "lower bound: …", "no plan of any planner"},

	// "What …" and "of …" where a noun or an adjective will do.
	{`for want of`, "without", "left out for want of a price"},
	{`left out for`, "skipped: …", "left out for no price"},
	{`(?:figures|prices|limits|zones) of today`, "live prices and limits", "prices of today"},
	{`as bundled`, "the bundled data is used", "what fails stays as bundled"},
	{`the bundled (?:data|figures?|limits?|prices?|tables?) stands?`, "using bundled data", "the bundled figures stand"},
	{`what aws said`, "AWS answers", "What AWS said is kept"},
	{`(?:is|are|be|was|were) kept for`, "cached for", "is kept for 7 days"},
	{`(?:from|for) what was kept`, "from the cache", "from what was kept alone"},
	{`nothing is kept of them`, "no cached AWS data", "nothing is kept of them"},
	{`what of it`, "missing subcommand: …", "data: what of it?"},
	{`what it selects`, "matches its node selector", "no type is what it selects"},
	{`is left by`, "no … matches …", "no type is left by the filter"},
	{`what holds (?:them|it)`, "name it", "what holds them"},
	{`what may be lost`, "failure to survive", "what may be lost with all pods still placed"},
	{`a budget is passed`, "a budget is exceeded", "or a budget is passed"},
	{`price is in none`, "never matches", "an unknown price is in none"},
	{`a budget of which`, "say it in two sentences", "a budget of which no workload takes more"},
	{`to whom you have`, "please report it", "report it to whom you have it from"},
	{`cluster's coordinates`, "endpoint, CA and service CIDR", "put your cluster's coordinates in"},
	{`for the most replicas`, "sized for maxReplicas", "sized for the most replicas"},
	{`bits behind its`, "host bits set: did you mean …?", "it has bits behind its /24"},

	// Word order.
	{`so many (?:[\w-]+ )?more`, "the number of …", "so many DaemonSets more than aws-node"},
	{`besides` + sentenceEnd, "also", "has branch ENIs besides."},
	{`(?:come|comes|came) besides`, "in addition", "aws-node and kube-proxy come besides"},
	{`ones alone`, "only …", "(=false: previous ones alone)"},
	{`chooses? alone`, "replace the default selection", "--filter and --family choose alone"},
	{`apply alone`, "used only on the first apply", "of the first apply alone"},
	{`zones else`, "otherwise …", "eksctl picks other zones else"},
	{`the one or the other`, "name both", "`data/fresh` the one or the other"},
	{`in the place of`, "instead of", "a file in the place of the cache"},
}

// phraseHit is a phrase that was found.
type phraseHit struct {
	line int
	text string
	phrase
}

// phraseMatcher finds one phrase.
type phraseMatcher struct {
	phrase
	expression *regexp.Regexp
	anyCase    bool
}

func newPhraseMatcher(p phrase) phraseMatcher {
	return phraseMatcher{p, regexp.MustCompile(strings.ReplaceAll(p.pattern, " ", `\s+`)), strings.ToLower(p.pattern) == p.pattern}
}

// find looks for the phrase in a text, and in lower, the same with small letters
// and just as long. Boundaries of words are checked here: with \b in front, package
// regexp could not search for the pattern's first letters.
func (m *phraseMatcher) find(text, lower string) []phraseHit {
	in := text
	if m.anyCase {
		in = lower
	}
	var hits []phraseHit
	for _, at := range m.expression.FindAllStringIndex(in, -1) {
		before, _ := utf8.DecodeLastRuneInString(in[:at[0]])
		last, _ := utf8.DecodeLastRuneInString(in[:at[1]])
		after, _ := utf8.DecodeRuneInString(in[at[1]:])
		if inWord(before) || inWord(last) && inWord(after) {
			continue
		}
		found := strings.Join(strings.Fields(strings.ReplaceAll(text[at[0]:at[1]], "\x00", " ")), " ")
		hits = append(hits, phraseHit{1 + strings.Count(text[:at[0]], "\n"), found, m.phrase})
	}
	return hits
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}

var phraseMatchers = func() []phraseMatcher {
	all := make([]phraseMatcher, len(phrases))
	for i, p := range phrases {
		all[i] = newPhraseMatcher(p)
	}
	return all
}()

// findPhrases are all phrases in what people read of a file.
func findPhrases(name string, content []byte) []phraseHit {
	text := readable(name, content)
	lower := strings.Map(func(r rune) rune {
		if small := unicode.ToLower(r); utf8.RuneLen(small) == utf8.RuneLen(r) {
			return small
		}
		return r
	}, text)
	var hits []phraseHit
	for i := range phraseMatchers {
		hits = append(hits, phraseMatchers[i].find(text, lower)...)
	}
	slices.SortStableFunc(hits, func(a, b phraseHit) int { return a.line - b.line })
	return hits
}

var (
	lineComment = regexp.MustCompile(`(?m)^\s*#`)
	inlineCode  = regexp.MustCompile("`[^`\n]*`")
)

// readable is what people read of a file, on the lines where they read it: \x00
// takes the place of the rest, so that no phrase reaches across it.
func readable(name string, content []byte) string {
	switch {
	case !utf8.Valid(content):
		return ""
	case strings.HasSuffix(name, ".go"):
		return commentsAndStrings(content)
	case filepath.Base(name) == "CHANGELOG.md": // quotes old names
		content = inlineCode.ReplaceAllFunc(content, blanked)
	case !strings.HasSuffix(name, ".md"):
		content = lineComment.ReplaceAllFunc(content, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("#"), []byte(" ")) })
	}
	return string(content)
}

func blanked(b []byte) []byte { return bytes.Repeat([]byte{0}, len(b)) }

func commentsAndStrings(source []byte) string {
	text := make([]byte, len(source))
	for i, c := range source {
		if c == ' ' || c == '\t' || c == '\n' {
			text[i] = c
		}
	}
	var s scanner.Scanner
	files := token.NewFileSet()
	file := files.AddFile("", files.Base(), len(source))
	s.Init(file, source, nil, scanner.ScanComments)
	for {
		pos, kind, literal := s.Scan()
		at := file.Offset
		switch kind {
		case token.EOF:
			return string(text)
		case token.COMMENT:
			copy(text[at(pos):], "  "+literal[2:])
		case token.STRING:
			inner := literal[1 : len(literal)-1]
			if literal[0] == '"' {
				inner = strings.NewReplacer(`\n`, "  ", `\t`, "  ", `\"`, `" `).Replace(inner)
			}
			copy(text[at(pos)+1:], inner)
		}
	}
}

// peopleRead says which files people read: sources, documents, scripts of tests and
// golden output, but no input of a test, and not this file.
func peopleRead(path string) bool {
	if strings.HasSuffix(path, "cmd/podfit/words_test.go") {
		return false
	}
	switch filepath.Ext(path) {
	case ".go", ".md", ".txtar", ".golden":
		return true
	case ".json", ".yaml", ".yml":
		return !strings.Contains(path, "/testdata/")
	}
	return filepath.Base(path) == "Makefile" || strings.HasSuffix(path, ".ci/run")
}

func TestPlainWords(t *testing.T) {
	const root = "../.."
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "fuzz" || d.Name() == "rapid"):
			return filepath.SkipDir
		case !d.Type().IsRegular() || !peopleRead(filepath.ToSlash(path)):
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		name, _ := filepath.Rel(root, path)
		for _, h := range findPhrases(path, content) {
			t.Errorf("%s:%d: %q: say %q", filepath.ToSlash(name), h.line, h.text, h.instead)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 {
		t.Errorf("only %d files were read", files)
	}
}

// Every phrase is found where it stands, and by its own row.
func TestPhrasesAreFound(t *testing.T) {
	for _, p := range phrases {
		var found []string
		for _, h := range findPhrases("page.md", []byte("First line.\n\nHere: "+p.example+"\n")) {
			if h.line >= 3 {
				found = append(found, h.pattern)
			}
		}
		if !slices.Contains(found, p.pattern) {
			t.Errorf("%q is not found in %q, only %q", p.pattern, p.example, found)
		}
	}
}

func TestPlainWordsAreLeftAlone(t *testing.T) {
	for _, text := range []string{
		"We recommend an amended plan and mended_keys.", // parts of words
		"DaemonSets besides aws-node and kube-proxy",
		"besides\naws-node and kube-proxy",
		"You want a plan: got 2, want %d.",
		"limited by CPU; the binding constraint",
		"It is worth it: a session lasts for hours.", // no table heads
		"Flags override the file, which overrides the environment.",
		"how many pods of each kind fit on a node",
		"podfit plan … || echo ended with 3",
		"The bundled data is used.",
		"a type that is in none of them; the point's coordinates; nothing is kept of it",
	} {
		for _, h := range findPhrases("page.md", []byte(text)) {
			t.Errorf("%q is found in %q", h.pattern, text)
		}
	}
}

func TestOnlyReadableTextIsSearched(t *testing.T) {
	const source = "package p\n\n" +
		"// Comments may break in kinds\n// of pods.\n" +
		"var purse = 1 // for\n" +
		"var want = \"of it\"\n" +
		"var text = \"line\\nfits nowhere\"\n" +
		"var raw = `the\n\tpurse`\n"
	for _, c := range []struct{ name, content, hits string }{
		{"a.go", source, "3 kinds of pods, 7 fits nowhere, 9 purse"},
		{"a.txtar", "# pods that fit\n# nowhere\n-- purse --\n", "1 fit nowhere, 3 purse"},
		{"README.md", "The `mend` key.\n", "1 mend"},
		{"CHANGELOG.md", "`mend` is `fix`;\nthe mend\n", "2 mend"},
		{"a.golden", "\xff mend", ""},
	} {
		var hits []string
		for _, h := range findPhrases(c.name, []byte(c.content)) {
			hits = append(hits, fmt.Sprint(h.line, " ", h.text))
		}
		if got := strings.Join(hits, ", "); got != c.hits {
			t.Errorf("%s: %q, not %q", c.name, got, c.hits)
		}
	}
}

func TestReadFiles(t *testing.T) {
	for path, want := range map[string]bool{
		"../../planner/plan/plan.go":                            true,
		"../../docs/architecture.md":                            true,
		"../../cmd/podfit/testdata/script/plan.txtar":           true,
		"../../planner/report/testdata/TestWhatIf/table.golden": true,
		"../../planner/report/schema/Plan.json":                 true,
		"../../Makefile":                                        true,
		"../../.ci/run":                                         true,
		"../../planner/workload/testdata/dump.json":             false,
		"../../cmd/podfit/testdata/readme/shop.yaml":            false,
		"../../data/tables/types.tsv":                           false,
		"../../cmd/podfit/words_test.go":                        false,
		"../../planner/packing/testdata/fuzz/FuzzFill/abc12":    false,
	} {
		if peopleRead(path) != want {
			t.Errorf("peopleRead(%q) is %v", path, !want)
		}
	}
}
