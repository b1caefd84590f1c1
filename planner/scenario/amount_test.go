package scenario

import (
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// An amount written without the library is the node that the library writes and reads.
func TestAmountTag(t *testing.T) {
	tags := map[string]string{"0": "!!int", "250": "!!int", "512Mi": "!!str", "250m": "!!str", "1Gi": "!!str", "007": "", "1e3": "", "0x10": "", "1_000": "", "m": "", "": "", "-1": "", "1.5": "", "1.5Gi": "", "9999999999999999": ""}
	for text, want := range tags {
		if got := amountTag(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{1,17}([KMGTim]{0,3})|[0-9a-fxob_.:e+-]{1,6}`).Draw(t, "text")
		tag := amountTag(text)
		if tag == "" {
			return
		}
		out, err := yaml.Marshal(&yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text})
		if err != nil || string(out) != text+"\n" {
			t.Fatalf("%q is written as %q: %v", text, out, err)
		}
		var n yaml.Node
		if err := yaml.Unmarshal(out, &n); err != nil || n.Content[0].Tag != tag || n.Content[0].Value != text {
			t.Fatalf("%q is read as %s %q: %v", text, n.Content[0].Tag, n.Content[0].Value, err)
		}
	})
}
